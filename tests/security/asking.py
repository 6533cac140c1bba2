"""What one may ask of an address after the question mark: every parameter there is, with values to try.

The API declares its parameters in its schema. A page is watched instead: whatever it looks for after the question mark is one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.core.handlers.wsgi import WSGIRequest, get_bytes_from_wsgi
from django.http import QueryDict

Values = tuple[str, ...]
STATES: Values = ("submitted", "acknowledged", "waiting", "in_triage")
KINDS: Values = ("concern", "self_report", "complaint", "guidance")
PLACES: dict[str, Values] = {"after": ("{person_id}", "x"), "before": ("{person_id}",)}
PAGES: dict[str, Values] = {"after": ("{person_id}", "x"), "limit": ("1",)}
OF_REPORTS: dict[str, Values] = {"status": STATES, "kind": KINDS, "reference": ("{reference}", "br"), "after": ("x",)}
OF_PEOPLE: dict[str, Values] = {
    "q": ("Ben", "Elif"),
    "team": ("{team_id}",),
    "site": ("{site_id}",),
    "state": ("active", "left", "all"),
}
OF_CLIENTS: dict[str, Values] = {"q": ("Hana", "C-1001"), "status": ("current", "former")}
OF_TRAINING: dict[str, Values] = {
    "q": ("Ben",),
    "show": ("lacking", "soon"),
    "topic": ("{topic_id}",),
    "team": ("{team_id}",),
    "site": ("{site_id}",),
}
OF_CONTACTS: dict[str, Values] = {"after": ("{contact_id}", "x"), "before": ("{contact_id}",)}
OF_GIFTS: dict[str, Values] = {
    "kind": ("cash", "meal"),
    "state": ("waiting", "accepted"),
    "worker": ("{person_id}",),
    "after": ("2026-01-01_{gift_id}", "x"),
}
DAY_BOXES = {f"{name}_{box}": ("7",) for name in ("since", "until") for box in ("day", "month", "year")}
OF_DISCLOSURES: dict[str, Values] = {"after": ("{disclosure_id}", "x"), "before": ("{disclosure_id}",)}
OF_EXCEPTIONS: dict[str, Values] = {"after": ("{exception_id}", "x"), "before": ("{exception_id}",)}
EXCEPTIONS_BY_API: dict[str, Values] = {"after": ("{exception_id}", "x"), "limit": ("1",)}
NARROWED: dict[str, Values] = {"kind": ("outing", "x"), "status": ("active", "x")}
PARAMETERS: dict[str, dict[str, Values]] = {
    "desk:queue": OF_REPORTS | {"late": ("on",), "mine": ("on",)},
    "register:list": OF_REPORTS | {"late": ("on",)},
    "staff:list": OF_PEOPLE | PLACES,
    "staff:tree": PLACES | {"under": ("{person_id}",)},
    "staff:add": {"manager": ("{person_id}",)},
    "teams:list": PLACES,
    "teams:team": PLACES,
    "clients:list": OF_CLIENTS | PLACES,
    "appointments:list": PLACES,
    "appointments:propose": {"person": ("{person_id}",)},
    "reports:check": {"back": ("check",)},
    "reports:step": {"back": ("check",), "call": ("",)},
    "signin:sign_in": {"next": ("/desk/",), "why": ("away", "kept", "out")},
    "secondfactor:again": {"next": ("/desk/",)},
    "policies:adapt": {"place": ("{site_id}",)},
    "policies:instructions": {"place": ("{site_id}",)},
    "api_policies:instructions": {"place": ("{site_id}",)},
    "acknowledgements:team": PLACES | {"only": ("waiting", "late", "all")},
    "api_acknowledgements:team": PAGES | {"waiting": ("true",), "late": ("true",)},
    "campaigns:list": {"after": ("{campaign_id}", "x"), "before": ("{campaign_id}",)},
    "campaigns:start": {"policy": ("{key}",)},
    "api_campaigns:campaigns": {"after": ("{campaign_id}", "x"), "limit": ("1",)},
    "paper:list": {"after": ("{page_id}", "x"), "before": ("{page_id}",)},
    "api_paper:pages": {"after": ("{page_id}", "x"), "limit": ("1",)},
    "training:matrix": OF_TRAINING | PLACES,
    "training:record": {"person": ("{person_id}",), "team": ("{team_id}",), "topic": ("{topic_id}",)},
    "api_training:people": OF_TRAINING | PAGES,
    "api_training:quiz": {"seed": ("7",)},
    "contacts:list": OF_CONTACTS,
    "channels:accounts": {"after": ("{account_id}", "x"), "before": ("{account_id}",)},
    "api_channels:accounts": {"after": ("{account_id}", "x"), "limit": ("1",)},
    "contacts:to_read": OF_CONTACTS | {"show": ("read",)},
    "contacts:register": OF_CONTACTS,
    "contacts:start": {"client": ("{client_id}", "x")},
    "api_contacts:contacts": {"after": ("{contact_id}", "x"), "limit": ("1",)},
    "api_contacts:to_read": {"after": ("{contact_id}", "x"), "limit": ("1",), "read": ("true",)},
    "api_contacts:register": {"after": ("{contact_id}", "x"), "limit": ("1",)},
    "moments:own": {"after": ("{asking_id}", "x"), "before": ("{asking_id}",)},
    "moments:team": {"after": ("{asking_id}", "x"), "before": ("{asking_id}",)},
    "api_moments:own": {"after": ("{asking_id}", "x"), "limit": ("1",), "waiting": ("true",)},
    "api_moments:team": {"after": ("{asking_id}", "x"), "limit": ("1",)},
    "disclosures:list": OF_DISCLOSURES,
    "disclosures:desk": OF_DISCLOSURES | {"show": ("ended",)},
    "disclosures:register": OF_DISCLOSURES,
    "disclosures:who": OF_DISCLOSURES,
    "disclosures:who_it_is": {"q": ("Hana", "C-1001")},
    "disclosures:start": {"client": ("{client_id}",), "relative": ("{relative_id}",), "about": ("friend", "x")},
    "disclosures:step": {"back": ("check",)},
    "disclosures:link": {"q": ("Hana", "C-1001")},
    "api_disclosures:own": {"after": ("{disclosure_id}", "x"), "limit": ("1",)},
    "api_disclosures:desk": {"after": ("{disclosure_id}", "x"), "limit": ("1",), "ended": ("true",)},
    "api_disclosures:who": {"after": ("{disclosure_id}", "x"), "limit": ("1",)},
    "api_disclosures:register": {"after": ("{disclosure_id}", "x"), "limit": ("1",)},
    "book:printed": {"year": ("2026", "x")},
    "book:list": {"after": ("{book_id}", "x"), "before": ("{book_id}",)},
    "book:book": {"kind": ("blurred", "x"), "after": ("{entry_id}", "x"), "before": ("{entry_id}",)},
    "api_book:books": {"after": ("{book_id}", "x"), "limit": ("1",)},
    "api_book:book": {"kind": ("blurred", "x"), "after": ("{entry_id}", "x"), "limit": ("1",)},
    "exceptions:delegations": {"after": ("{delegation_id}", "x"), "before": ("{delegation_id}",)},
    "api_exception_team:delegations": {"after": ("{delegation_id}", "x"), "limit": ("1",)},
    "exceptions:list": OF_EXCEPTIONS,
    "exceptions:desk": OF_EXCEPTIONS | {"show": ("others",)},
    "exceptions:register": OF_EXCEPTIONS | NARROWED,
    "exceptions:team": OF_EXCEPTIONS,
    "exceptions:start": {"kind": ("outing", "x"), "client": ("{client_id}", "x")},
    "exceptions:step": {"back": ("check",), "about": ("kind",)},
    "api_exceptions:own": EXCEPTIONS_BY_API,
    "api_exceptions:clauses": {"kind": ("outing", "touch")},
    "api_exception_desk:desk": EXCEPTIONS_BY_API | {"others": ("true",)},
    "api_exception_desk:register": EXCEPTIONS_BY_API | NARROWED,
    "api_exception_team:team": EXCEPTIONS_BY_API,
    "rights:clients": {"after": ("{client_id}", "x"), "before": ("{client_id}",)},
    "rights:groups": {"after": ("{group_id}", "x"), "before": ("{group_id}",)},
    "api_rights:clients": {"after": ("{client_id}", "x"), "limit": ("1",)},
    "api_rights:groups": {"after": ("{group_id}", "x"), "limit": ("1",)},
    "gifts:own": {"after": ("2026-01-01_{gift_id}", "x")},
    "gifts:waiting": {"after": ("2031-01-01T00:00:00+00:00_{gift_id}", "x")},
    "gifts:start": {"client": ("{client_id}",)},
    "gifts:register": OF_GIFTS | DAY_BOXES,
    "gifts:totals": {"worker": ("{person_id}",)},
    "api_gifts:gifts": {"after": ("2026-01-01_{gift_id}", "x"), "limit": ("1",)},
    "api_gifts:waiting": {"after": ("x",), "limit": ("1",)},
    "api_gifts:register": OF_GIFTS | {"since": ("2026-01-01",), "until": ("2026-01-01",), "limit": ("1",)},
    "api_gifts:totals": {"worker": ("{person_id}",)},
    "policies:search": {"q": ("gift",)},
    "api_policies:search": {"q": ("gift",)},
    "versions:compare": {"before": ("{version_id}&after={other_id}",), "after": ("{other_id}&before={version_id}",)},
    "api_desk:queue": OF_REPORTS | {"late": ("true",), "mine": ("true",)},
    "api_desk:offers": {"name": ("Ben",), "party": ("{party_id}",)},
    "api_register:list": OF_REPORTS | {"late": ("true",)},
    "api_reports:drafts": PAGES,
    "api_reports:reports": PAGES,
    "api_reports:offers": {"name": ("Ben",)},
    "api_staff:people": OF_PEOPLE | PAGES | {"manager": ("{person_id}",), "top": ("true",)},
    "api_teams:teams": PAGES,
    "api_teams:members": PAGES,
    "api_clients:clients": OF_CLIENTS | PAGES,
    "api_appointments:appointments": PAGES | {"status": ("proposed", "confirmed")},
    "api_imports:imports": PAGES,
}
"""For each address that reads something after the question mark, every name it reads and values to try for it.

Each value is asked for on its own in two worlds (`test_two_worlds`), and each name with hostile values (`test_asking`). In a value
`{reference}` and whatever stands in addresses may be named. A new parameter without its line here fails.
"""


def questions(name: str, values: dict[str, Any]) -> Iterator[str]:
    """What may be asked of an address: each value of each parameter."""
    for parameter, tried in PARAMETERS.get(name, {}).items():
        for value in tried:
            yield f"?{parameter}={value.format(**values)}"


class Noted(QueryDict):
    """What stands after the question mark, which remembers what was looked for in it."""

    def _note(self, key: object) -> None:
        sought = self.__dict__.get("sought")
        if sought is not None:
            sought.add(str(key))

    def __getitem__(self, key: str) -> Any:
        self._note(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._note(key)
        return super().__contains__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self._note(key)
        return super().get(key, default)

    def getlist(self, key: str, default: Any = None) -> Any:
        self._note(key)
        return super().getlist(key, default)


@contextmanager
def noting(sought: set[str]) -> Iterator[None]:
    """Whatever a page looks for after the question mark meanwhile is noted."""

    def noted(request: WSGIRequest) -> QueryDict:
        made = Noted(get_bytes_from_wsgi(request.environ, "QUERY_STRING", ""), encoding=request.encoding)
        made.__dict__["sought"] = sought
        return made

    with patch.object(WSGIRequest, "GET", property(noted)):
        yield

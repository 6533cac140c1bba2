"""A reporter at their browser, without JavaScript: what the tests of the pages share. Imported by tests, after set-up."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.test import Client as Browser
from django.urls import resolve, reverse

from accounts.staff.models import StaffMember
from incidents.reports.models import Draft, Report
from tests.seeing import every

CONCERN: dict[str, dict[str, Any]] = {
    "danger": {"danger": "no"},
    "kind": {"kind": "concern"},
    "people": {"query": "Somebody new", "pick": "as_written"},
    "when": {"when": "Last week", "where": "At the harbour", "channel": "phone"},
    "what": {"saw": "He gave her his number.", "told": "She told me he calls.", "think": "I am worried."},
    "categories": {"categories": ["contact_details", "off_hours"]},
    "done": {"done": "I spoke with her.", "talked": "not_possible"},
    "not-to-receive": {},
    "named": {"in_confidence": "yes"},
}
SELF_REPORT: dict[str, dict[str, Any]] = {
    "danger": {"danger": "no"},
    "kind": {"kind": "self_report"},
    "story": {"saw": "I lent a client ten euros."},
    "more": {"when": "Yesterday", "shift_leader": "yes", "categories": ["money"]},
}
GUIDANCE = {**SELF_REPORT, "kind": {"kind": "guidance"}}


class Reporter:
    """One person in one browser."""

    def __init__(self, person: StaffMember) -> None:
        assert person.user is not None
        self.person, self.browser = person, Browser()
        self.browser.force_login(person.user)

    def start(self) -> UUID:
        """Begin a report; the id of its draft."""
        begun = self.browser.post(reverse("reports:start"))
        assert begun.status_code == 302, begun.content
        draft_id: UUID = resolve(begun["Location"]).kwargs["draft_id"]
        return draft_id

    def get(self, draft_id: UUID, step: str, **query: str) -> Any:
        return self.browser.get(self.address(draft_id, step), query)

    def post(self, draft_id: UUID, step: str, act: str = "continue", /, **fields: Any) -> Any:
        return self.browser.post(self.address(draft_id, step), {"act": act, **fields})

    @staticmethod
    def address(draft_id: UUID, step: str) -> str:
        if step == "check":
            return reverse("reports:check", args=[draft_id])
        return reverse("reports:step", args=[draft_id, step])

    def fill(self, draft_id: UUID, pages: dict[str, dict[str, Any]]) -> None:
        """Answer these pages, each as if alone."""
        for step, fields in pages.items():
            assert self.post(draft_id, step, **fields).status_code == 302, step

    def ready(self, pages: dict[str, dict[str, Any]] | None = None) -> UUID:
        """A draft that can be sent."""
        draft_id = self.start()
        self.fill(draft_id, CONCERN if pages is None else pages)
        return draft_id

    def sent(self, pages: dict[str, dict[str, Any]] | None = None) -> Report:
        """A report that was sent."""
        draft_id = self.ready(pages)
        assert self.post(draft_id, "check", "send").status_code == 302
        return every(Report).get(id=draft_id)


def answers_of(draft_id: UUID) -> Any:
    """What is saved of a draft."""
    return every(Draft).get(id=draft_id).answers


def page_of(answer: Any) -> str:
    """The page as text."""
    return str(answer.content.decode())


def step_of(address: str) -> str:
    """Which page of the path an address is."""
    found = resolve(urlsplit(address).path)
    return str(found.kwargs.get("slug") or found.url_name)

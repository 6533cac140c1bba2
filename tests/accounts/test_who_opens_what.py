"""Every page about people and clients, and the API's address for it, for one person of each kind: what opens, what does not."""

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.teams.models import Team
from tests.accounts.kinds import SignedIn

pytestmark = pytest.mark.django_db

# administrator, worker, manager, director, safeguarding lead, outside contact, other organisation, superuser
PERSONAS = ("olga", "amira", "elif_", "noor", "chidi", "miriam", "ivo", "root")
OPEN_TO_STAFF = (200, 200, 200, 200, 200, 404, 200, 200)  # Ivo sees his own organisation's list
SOMEBODY_OF_RELIEF = (200, 200, 200, 200, 200, 404, 404, 200)
ADMINISTRATORS = (200, 403, 403, 403, 403, 404, 403, 403)
ADMINISTRATORS_OF_RELIEF = (200, 403, 403, 403, 403, 404, 404, 403)
EVERYBODY = (200,) * len(PERSONAS)
ONLY_ADMINISTRATORS_OF_RELIEF = (200, 404, 404, 404, 404, 404, 404, 404)
CLIENT = (404, 200, 200, 200, 200, 404, 404, 404)
CLIENT_CHANGES = (404, 403, 200, 200, 200, 404, 404, 404)  # Chidi leads people too
ASKS_IN_EMERGENCY = (200, 404, 404, 200, 200, 404, 404, 404)
PAGES = [
    ("staff:list", "", OPEN_TO_STAFF),
    ("staff:tree", "", OPEN_TO_STAFF),
    ("staff:person", "ben", SOMEBODY_OF_RELIEF),
    ("staff:person", "miriam", (200, 404, 404, 404, 404, 404, 404, 404)),
    ("staff:add", "", ADMINISTRATORS),
    ("staff:change", "ben", ADMINISTRATORS_OF_RELIEF),
    ("staff:change_manager", "ben", ADMINISTRATORS_OF_RELIEF),
    ("staff:deactivate", "ben", ADMINISTRATORS_OF_RELIEF),
    ("staff:deactivate", "olga", (403, 403, 403, 403, 403, 404, 404, 403)),
    ("sessions:account", "", EVERYBODY),
    ("secondfactor:setup", "", EVERYBODY),
    ("tokens:list", "", EVERYBODY),
    ("tokens:make", "", EVERYBODY),
    ("tokens:revoke_all", "", EVERYBODY),
    ("passwords:change", "", EVERYBODY),
    ("addresses:change", "", EVERYBODY),
    ("invitations:help", "ben", ONLY_ADMINISTRATORS_OF_RELIEF),
    ("invitations:invite", "ben", ONLY_ADMINISTRATORS_OF_RELIEF),
    ("invitations:ask", "ben", ONLY_ADMINISTRATORS_OF_RELIEF),
    ("teams:list", "", OPEN_TO_STAFF),
    ("teams:team", "team", SOMEBODY_OF_RELIEF),
    ("teams:add", "", ADMINISTRATORS),
    ("teams:change", "team", ADMINISTRATORS_OF_RELIEF),
    ("appointments:list", "", (200, 403, 403, 200, 403, 404, 403, 403)),
    ("appointments:propose", "", ADMINISTRATORS),
    ("logins:confirm", "", (200, 404, 404, 200, 404, 404, 404, 404)),
    ("lifting:waiting", "", EVERYBODY),  # empty for those whom no report waits for
    ("organisations:settings", "", ADMINISTRATORS),
    ("organisations:change_settings", "", ADMINISTRATORS),
    ("organisations:sites", "", ADMINISTRATORS),
    ("organisations:add_site", "", ADMINISTRATORS),
    ("organisations:add_closed_day", "", ADMINISTRATORS),
    ("organisations:before_activation", "", ADMINISTRATORS),
    ("organisations:activate", "", ADMINISTRATORS),
    ("clients:list", "", OPEN_TO_STAFF),  # empty for those who may know of none
    ("clients:add", "", (404, 404, 200, 200, 200, 404, 404, 404)),
    ("clients:client", "hana", CLIENT),
    ("clients:change", "hana", CLIENT_CHANGES),
    ("clients:add_relative", "hana", CLIENT_CHANGES),
    ("assignments:assign", "hana", CLIENT_CHANGES),
    ("emergency:ask", "", ASKS_IN_EMERGENCY),
    ("policies:list", "", OPEN_TO_STAFF),
    ("policies:topics", "", OPEN_TO_STAFF),
    ("policies:search", "", OPEN_TO_STAFF),
    ("policies:library", "", OPEN_TO_STAFF),
]


# What the API adds to the pages is a refusal told as such: nothing leads anybody elsewhere.
API = [
    ("api_me:me", "", EVERYBODY),
    ("api_sessions:sessions", "", EVERYBODY),
    ("api_notices:notices", "", EVERYBODY),
    ("api_about:held", "", EVERYBODY),
    ("api_lifting:waiting", "", EVERYBODY),
    ("api_staff:people", "", OPEN_TO_STAFF),
    ("api_staff:person", "ben", SOMEBODY_OF_RELIEF),
    ("api_staff:person", "miriam", (200, 404, 404, 404, 404, 404, 404, 404)),
    ("api_staff:open_work", "ben", ADMINISTRATORS_OF_RELIEF),
    ("api_staff:open_work", "olga", (403, 403, 403, 403, 403, 404, 404, 403)),
    ("api_invitations:standing", "ben", ONLY_ADMINISTRATORS_OF_RELIEF),
    ("api_logins:logins", "", (200, 404, 404, 200, 404, 404, 404, 404)),
    ("api_teams:teams", "", OPEN_TO_STAFF),
    ("api_teams:team", "team", SOMEBODY_OF_RELIEF),
    ("api_teams:members", "team", SOMEBODY_OF_RELIEF),
    ("api_appointments:appointments", "", (200, 403, 403, 200, 403, 404, 403, 403)),
    ("api_appointments:of_person", "ben", (200, 403, 403, 200, 403, 404, 404, 403)),
    ("api_organisation:settings", "", ADMINISTRATORS),
    ("api_organisation:sites", "", ADMINISTRATORS),
    ("api_organisation:closed_days", "", ADMINISTRATORS),
    ("api_clients:clients", "", OPEN_TO_STAFF),
    ("api_clients:client", "hana", CLIENT),
    ("api_emergency:requests", "", ASKS_IN_EMERGENCY),
    ("api_emergency:waiting", "", (200, 200, 200, 200, 200, 200, 200, 200)),  # empty for whoever decides on nothing
    ("api_policies:policies", "", OPEN_TO_STAFF),
    ("api_policies:topics", "", OPEN_TO_STAFF),
    ("api_policies:library", "", OPEN_TO_STAFF),
    ("api_imports:imports", "", (200, 404, 404, 200, 404, 404, 404, 404)),
]
ROWS = [*PAGES, *API]


@pytest.mark.parametrize(("name", "what", "expected"), ROWS, ids=[f"{name}-{what}" for name, what, _ in ROWS])
def test_a_page_opens_for_those_it_is_for(
    cast: Cast, signed_in: SignedIn, name: str, what: str, expected: tuple[int, ...]
) -> None:
    things = {"team": Team.objects.get(name="Harbour team", organisation=cast.elif_.organisation)}
    thing = things.get(what) or (getattr(cast, what) if what else None)
    address = reverse(name, args=[thing.id] if thing else [])
    found = tuple(signed_in(getattr(cast, persona)).get(address).status_code for persona in PERSONAS)
    assert dict(zip(PERSONAS, found, strict=True)) == dict(zip(PERSONAS, expected, strict=True))

"""An id inside another is looked for inside that other alone (AZ-09): a child of something else one may see is not found."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from accounts.clients.actions import add_client, add_relative
from accounts.clients.choices import ClientKind, ClientStatus, Tie
from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from incidents.desk.actions import add_party
from incidents.excepted.models import CitedException
from incidents.reports.actions import attach_file, start_draft
from incidents.reports.choices import PartyRole
from tests.incidents.lifting.play import exclusion_of, put_out
from tests.incidents.told import send
from tests.policies.rights.telling import agreed, together
from tests.policies.rights.test_groups import another
from tests.security.matrix import METHODS
from tests.security.walking import FILLED, Route, Visitor, routes
from tests.security.world import PICTURE, asked_first
from tests.seeing import every

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
Pair = tuple[UUID, UUID]


def two_reports(cast: Cast) -> tuple[StaffMember, Pair, Pair]:
    """Elif handles both; somebody in each is unclear."""
    pairs = []
    for _each in range(2):
        report = send(cast.amira, cast.ben)
        pairs.append((report.pk, add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.WITNESS, name="Somebody").pk))
    return cast.elif_, pairs[0], pairs[1]


def two_closed(cast: Cast) -> tuple[StaffMember, Pair, Pair]:
    """Elif handles both; Wiremu stepped aside from each."""
    reports = [send(cast.amira, cast.ben) for _each in range(2)]
    pairs = [(report.pk, exclusion_of(report, put_out(report, cast.wiremu))) for report in reports]
    return cast.elif_, pairs[0], pairs[1]


def two_cited(cast: Cast) -> tuple[StaffMember, Pair, Pair]:
    """Elif handles both; each cites what was approved for Ben."""
    cited = [str(asked_first(cast).pk)]
    reports = [send(cast.amira, cast.ben, clients=(cast.hana,), exceptions=cited) for _each in range(2)]
    pairs = [(report.pk, every(CitedException).get(report=report).pk) for report in reports]
    return cast.elif_, pairs[0], pairs[1]


def two_drafts(cast: Cast) -> tuple[StaffMember, Pair, Pair]:
    """Amira writes both; each has a file."""
    pairs = []
    for _each in range(2):
        draft = start_draft(actor=cast.amira)
        pairs.append((draft.pk, attach_file(actor=cast.amira, about_id=draft.pk, name="picture.png", content=PICTURE).pk))
    return cast.amira, pairs[0], pairs[1]


def two_clients(cast: Cast) -> tuple[StaffMember, Pair, Pair]:
    """Elif's people work with both; each has somebody close."""
    plain = dict.fromkeys(("is_minor", "has_special_needs", "is_paid_participant", "is_applicant", "needs_interpreter"), False)
    details: Any = {"kind": ClientKind.DIRECT, "status": ClientStatus.CURRENT, "language": "", "site_id": None, **plain}
    ruth = add_client(actor=cast.elif_, name="Ruth Amsel", details=details, key_worker_id=cast.elif_.pk)
    aunt = add_relative(actor=cast.elif_, client_id=ruth.pk, name="Vera Amsel", tie=Tie.RELATIVE)
    return cast.elif_, (cast.hana.pk, cast.jonah.pk), (ruth.pk, aunt.pk)


def two_consents(cast: Cast) -> tuple[StaffMember, Pair, Pair]:
    """Two of Elif's line's clients; each said something."""
    ruth = another(cast.ben, "Ruth Amsel", cast.elif_)
    pairs = [(each.pk, agreed(cast.ben, each).pk) for each in (cast.hana, ruth)]
    return cast.elif_, pairs[0], pairs[1]


def two_groups(cast: Cast) -> tuple[StaffMember, Pair, Pair]:
    """Two circles, nobody in both."""
    ruth, ada, ines = (another(cast.ben, name, cast.elif_) for name in ("Ruth Amsel", "Ada Berg", "Ines Costa"))
    first, second = together(cast.ben, cast.hana, ruth), together(cast.ben, ada, ines)
    return cast.elif_, (first.pk, cast.hana.pk), (second.pk, ada.pk)


WORLDS = {
    ("client_id", "consent_id"): two_consents,
    ("group_id", "client_id"): two_groups,
    ("report_id", "party_id"): two_reports,
    ("report_id", "exclusion_id"): two_closed,
    ("report_id", "citation_id"): two_cited,
    ("draft_id", "file_id"): two_drafts,
    ("client_id", "relative_id"): two_clients,
}
"""For each pair of ids in an address: somebody who may see two of the first kind, each with one of the second."""


def ids_of(route: Route) -> tuple[str, ...]:
    return tuple(name for name in route.parameters if name.endswith("_id"))


BODIES = {"api_desk:resolve_party": {"state": "external"}, "api_lifting:propose": {"reason": "A reason."}}
SIDE_BY_SIDE = {("version_id", "other_id")}
"""Two of a kind beside each other, neither inside the other."""
NESTED = [route for route in routes() if len(ids_of(route)) > 1 and ids_of(route) not in SIDE_BY_SIDE]


def test_every_pair_of_ids_is_tried_here() -> None:
    assert {ids_of(route) for route in NESTED} == set(WORLDS), "say in WORLDS who may see two of these"


@pytest.mark.parametrize("route", NESTED, ids=lambda route: route.name)
def test_the_child_of_something_else_is_not_found(cast: Cast, signed_in: SignedIn, route: Route) -> None:
    outer, inner = ids_of(route)
    who, first, second = WORLDS[outer, inner](cast)
    visitor, found = Visitor(signed_in(who)), []
    for method in METHODS:
        sent = BODIES.get(route.name, {}) if route.name.startswith("api_") else FILLED

        def status(parent: UUID, child: UUID, method: str = method, sent: Any = sent) -> int:
            body = None if method == "GET" else sent
            return visitor.visit(method, route.address({outer: parent, inner: child}), {}, body).status

        for parent, child in ((first[0], second[1]), (second[0], first[1])):
            assert status(parent, child) in {404, 405}, method
        found.append(status(*first))
    assert set(found) - {404, 405}, "and its own child is"

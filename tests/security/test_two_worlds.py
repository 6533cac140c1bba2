"""Non-interference (AZ-01): whoever is kept out gets the same answers in a world with the report and in one without it."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from accounts.demo.cast import Cast
from boundaries.notices.models import Notice
from incidents.desk.actions import reassign
from tests.incidents.told import send, settle
from tests.security.walking import Answer, Visitor, routes
from tests.security.world import (
    SECRET,
    begin_another,
    known_values,
    lift,
    person,
    read_in_emergency,
    tell,
    work_on,
)
from tests.seeing import every

pytestmark = pytest.mark.django_db
KEPT_OUT = ("ben", "ivo", "root", "noor")
"""Subject, another organisation, superuser, a director named as not to receive it."""
QUERIES = {
    "desk:queue": ("", "?late=on", "?mine=on", "?status=submitted&status=in_triage", "?kind=concern", "?reference={reference}"),
    "api_desk:queue": ("", "?late=true", "?status=submitted", "?reference={reference}"),
    "register:list": ("", "?late=on", "?status=submitted", "?kind=concern", "?reference={reference}"),
    "api_register:list": ("", "?late=true", "?status=submitted", "?reference={reference}"),
    "staff:list": ("", "?q=Ben"),
    "clients:list": ("", "?q=Hana"),
    "policies:search": ("?q=gift",),
    "api_policies:search": ("?q=gift",),
    "acknowledgements:team": ("", "?only=waiting"),
    "api_acknowledgements:team": ("", "?waiting=true"),
    "api_staff:people": ("", "?q=Ben", "?limit=3"),
    "api_clients:clients": ("", "?q=Hana"),
}
"""What one may ask of a list, besides its first page."""
ALWAYS_NEW = frozenset({"secondfactor:add_app", "secondfactor:add_passkey"})
"""A new secret stands on these each time they are opened; the walker reads them."""
NEVER = "BR-2222-2222"
SignedIn = Callable[[object], Client]
Read = dict[str, tuple[Answer, int]]


class Onlooker:
    """Somebody kept out, who reads everything they can reach, and counts what it cost."""

    def __init__(self, browser: Client, values: dict[str, Any], *, probes: bool) -> None:
        self.visitor, self.values, self.probes = Visitor(browser), values, probes

    def read(self, ids: dict[str, UUID], reference: str) -> Read:
        """Every page and every answer of the API, with how many questions the database was asked."""
        hide = {str(value): name for name, value in ids.items()} | {reference: "reference"}
        return {name: self._look(address, hide) for name, address in self._addresses(ids, reference)}

    def _addresses(self, ids: dict[str, UUID], reference: str) -> Iterator[tuple[str, str]]:
        for route in routes():
            if route.name in ALWAYS_NEW:
                continue
            if SECRET.intersection(route.parameters) and not self.probes:
                continue  # the walker tries these as everybody
            for query in QUERIES.get(route.name, ("",)):
                yield f"{route.name}{query}", route.address(self.values | ids) + query.format(reference=reference)

    def _look(self, address: str, hide: dict[str, str]) -> tuple[Answer, int]:
        asked = 0

        def count(execute: Callable[..., Any], *question: Any) -> Any:
            nonlocal asked
            asked += 1
            return execute(*question)

        with connection.execute_wrapper(count):
            answer = self.visitor.visit("GET", address, hide)
        return answer, asked


@pytest.fixture
def onlookers(cast: Cast, signed_in: SignedIn) -> dict[str, Onlooker]:
    """All of them. Ben has told something about himself, which stays his own in both worlds."""
    send(cast.ben, kind="self_report", subject_unknown=False)
    values = known_values(cast)
    return {key: Onlooker(signed_in(person(cast, key)), values, probes=key == "ben") for key in KEPT_OUT}


def check_equal(onlookers: dict[str, Onlooker], without: dict[str, Read], ids: dict[str, UUID], reference: str) -> None:
    """Everybody reads everything again, and finds what they found before the report was there."""
    for key, onlooker in onlookers.items():
        read, before = onlooker.read(ids, reference), without[key]
        assert [(key, name) for name in read if read[name] != before[name]] == []


def test_nobody_kept_out_can_tell_the_two_worlds_apart(cast: Cast, onlookers: dict[str, Onlooker]) -> None:
    nothing = {name: uuid4() for name in sorted(SECRET)}
    without = {key: onlooker.read(nothing, NEVER) for key, onlooker in onlookers.items()}
    mails, notices = len(mail.outbox), set(every(Notice).values_list("pk", flat=True))

    report = tell(cast)
    draft, file = begin_another(cast)
    party_id = report.parties.get().pk
    ids = {"report_id": report.pk, "draft_id": draft.pk, "party_id": party_id, "file_id": file.pk, "request_id": uuid4()}
    ids |= {"exclusion_id": report.exclusions.all()[0].pk, "lifting_id": uuid4()}
    check_equal({"ben": onlookers["ben"]}, without, ids, report.reference)

    ids["party_id"], ids["request_id"] = work_on(cast, report), read_in_emergency(cast, report)
    lifting = lift(cast, report)
    ids |= {"exclusion_id": lifting.exclusion_id, "lifting_id": lifting.pk}
    check_equal(onlookers, without, ids, report.reference)

    reassign(actor=cast.elif_, report_id=report.pk, to_id=cast.farid.pk, reason="I am away.")
    settle()
    check_equal(onlookers, without, ids, report.reference)

    assert len(mail.outbox) > mails
    told = {address for each in mail.outbox[mails:] for address in each.to}
    assert len({(each.subject, each.body) for each in mail.outbox}) == 1  # before and after: a mail says nothing
    by_law = (cast.amira, cast.elif_, cast.farid, cast.ingrid, cast.dana, cast.grace, cast.yara)
    assert told == {each.user.email for each in by_law if each.user}
    of_others = every(Notice).exclude(pk__in=notices)
    assert {each.person_id for each in of_others} == {each.pk for each in by_law}

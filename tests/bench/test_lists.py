"""What `make bench` fills and asks, with a few thousand of each kind: it stays true when the law of who sees what changes."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.models import F

from accounts.clients.models import Client
from accounts.staff.models import StaffMember
from bench.filling import Filled, Kind, fill
from bench.gifts.asking import SUBJECT as GIFTS
from bench.reports.asking import SUBJECT as REPORTS
from bench.turns import Place, Subject, Way, compare, statements
from boundaries.access.scope import speaking_for
from boundaries.engines import database, roles
from incidents.register.queries import reader_of, register
from incidents.reports.models import Report, ReportExclusion, ReportGrant
from policies.gifts.choices import GiftState
from policies.gifts.models import GiftEntry, GiftGrant
from policies.gifts.queries import giver_index, own_gifts, waiting_for
from tests.scratch import Copy
from tests.seeing import every

COUNT = 4_000
Filling = Callable[[Kind], Filled]


@pytest.fixture
def admin(committed_db: None, database_copy: Copy) -> str:
    return roles.with_database(database_copy.admin, database_copy.name)


@pytest.fixture
def filled(admin: str, monkeypatch: pytest.MonkeyPatch) -> Filling:
    monkeypatch.setattr("bench.filling.NEIGHBOURS", 2)

    def filled_with(kind: Kind) -> Filled:
        with database.connected_as(admin):
            return fill(admin, kind, COUNT)

    return filled_with


@pytest.fixture
def at(filled: Filling, admin: str, database_copy: Copy) -> Iterator[Callable[[Kind], Place]]:
    ours, places = connections["default"], list[Place]()

    def place_with(kind: Kind) -> Place:
        places.append(Place(database_copy.application, admin, filled(kind)))
        return places[-1]

    yield place_with
    for place in places:
        place.close()
    connections["default"] = ours


def asked(place: Place, subject: Subject, who: str) -> dict[str, int]:
    """How many statements each way sends; the product found what the bare statement found."""
    asks = subject.begin(place, who)
    try:
        assert asks.visible > 25, "more than a page"
        return {way.what: statements(way, asks) for way in subject.ways[who]}
    finally:
        place.end()


def test_reports_are_found_by_the_product_as_by_the_bare_statement_in_one_question(at: Callable[[Kind], Place]) -> None:
    place = at(REPORTS.kind)
    for who, ways in REPORTS.ways.items():
        assert asked(place, REPORTS, who) == dict.fromkeys((way.what for way in ways), 1), who


def test_gifts_are_found_by_the_product_as_by_the_bare_statement_in_one_question(at: Callable[[Kind], Place]) -> None:
    place = at(GIFTS.kind)
    for who, ways in GIFTS.ways.items():
        sent = asked(place, GIFTS, who)
        assert sent.pop("object check", 0) <= 7, "the law is asked about one entry, not about a list"
        assert sent == dict.fromkeys((way.what for way in ways if way.what in sent), 1), who


def test_a_yardstick_that_finds_something_else_ends_the_run(at: Callable[[Kind], Place], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.turns.MOST_RUNS", 2)
    place = at(GIFTS.kind)
    asks = GIFTS.begin(place, "auditor")
    first, deep, *_others = GIFTS.ways["auditor"]
    try:
        assert compare(deep, first, asks, asks).statements == 1
        with pytest.raises(SystemExit, match="do not find the same"):
            compare(Way("first page", first.product, deep.bare, first.same), first, asks, asks)
    finally:
        place.end()


def test_the_reports_that_were_filled_obey_the_law_and_open(filled: Filling) -> None:
    who = filled(REPORTS.kind)
    reports = every(Report).filter(organisation=StaffMember.objects.get(pk=who.auditor).organisation)
    assert reports.count() == COUNT
    kept_out = set(every(ReportExclusion).values_list("report_id", "person_id"))
    let_in = set(every(ReportGrant).filter(ends_at=None).values_list("content_object_id", "user__staff_member__id"))
    handled = set(every(Report).values_list("pk", "handler_id"))
    assert not kept_out & (let_in | handled)
    assert handled <= let_in
    director = StaffMember.objects.select_related("organisation").get(pk=who.director)
    with speaking_for(director), transaction.atomic():
        shown: list[Any] = register(reader_of(director)).reports
        assert {report.area_id for report in shown} == set(reader_of(director).areas)
        assert all(report.story["saw"] and report.reporter for report in shown)


def test_the_gifts_that_were_filled_obey_the_law_and_open(filled: Filling) -> None:
    who = filled(GIFTS.kind)
    entries = every(GiftEntry).filter(organisation=StaffMember.objects.get(pk=who.auditor).organisation)
    assert entries.count() == COUNT
    assert {state for (state,) in entries.values_list("state").distinct()} == {each.value for each in GiftState}
    assert entries.values("currency").distinct().count() > 3
    assert not entries.filter(currency="EUR").exclude(worth=F("amount")).exclude(amount=None).exists()
    assert entries.filter(currency="JPY", amount__gt=0, worth__lt=F("amount") * Decimal("0.01")).exists()
    assert not entries.filter(state=GiftState.WAITING, due_at=None).exists()
    assert not every(GiftGrant).filter(ends_at=None).exclude(sort_at=F("content_object__due_at")).exclude(sort_at=None).exists()
    corrected = entries.filter(state=GiftState.CORRECTED)
    assert set(corrected.values_list("pk", flat=True)) == set(entries.exclude(corrects=None).values_list("corrects", flat=True))
    assert not every(GiftGrant).filter(content_object__state=GiftState.CORRECTED, ends_at=None).exists()
    assert Client.objects.exists()
    person = StaffMember.objects.select_related("organisation", "user").get(pk=who.supervisor)
    with speaking_for(person), transaction.atomic():
        waiting = waiting_for(person).entries
        assert {each.handler_id for each in waiting} >= {person.pk}
        for each in (*waiting, *own_gifts(person).entries):
            name = {"client_id": each.client_id} if each.client_id else {"name": each.giver_name}
            assert bytes(each.giver_index) == giver_index(person.organisation_id, **name)
            assert each.what
            assert each.giver_name or (each.client and each.client.name)

"""What `make bench` fills and asks, with a few hundred reports: it stays true when the law of who sees what changes."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections, transaction

from accounts.staff.models import StaffMember
from bench.asking import LISTS, WAYS, Asking, Place, asking, leave, statements
from bench.filling import Filled, fill
from boundaries.access.scope import speaking_for
from boundaries.engines import database, roles
from incidents.register.queries import reader_of, register
from incidents.reports.models import Report, ReportExclusion, ReportGrant
from tests.scratch import Copy
from tests.seeing import every

REPORTS = 800


@pytest.fixture
def admin(committed_db: None, database_copy: Copy) -> str:
    return roles.with_database(database_copy.admin, database_copy.name)


@pytest.fixture
def filled(admin: str, monkeypatch: pytest.MonkeyPatch) -> Filled:
    monkeypatch.setattr("bench.filling.NEIGHBOURS", 2)
    with database.connected_as(admin):
        return fill(admin, REPORTS)


@pytest.fixture
def place(filled: Filled, admin: str, database_copy: Copy) -> Iterator[Place]:
    ours = connections["default"]
    there = Place(database_copy.application, admin, filled)
    yield there
    there.close()
    connections["default"] = ours


@pytest.mark.parametrize("who", LISTS)
def test_the_product_and_the_bare_statement_find_the_same_in_one_question(place: Place, who: str) -> None:
    asks: Asking = asking(place, who)
    try:
        assert asks.visible > 25, "more than a page"
        assert {way.what: statements(way, asks) for way in WAYS} == dict.fromkeys((way.what for way in WAYS), 1)
    finally:
        leave(asks)


def test_what_was_filled_obeys_the_law_and_opens(filled: Filled) -> None:
    reports = every(Report).filter(organisation=StaffMember.objects.get(pk=filled.auditor).organisation)
    assert reports.count() == REPORTS
    kept_out = set(every(ReportExclusion).values_list("report_id", "person_id"))
    let_in = set(every(ReportGrant).filter(ends_at=None).values_list("content_object_id", "user__staff_member__id"))
    handled = set(every(Report).values_list("pk", "handler_id"))
    assert not kept_out & (let_in | handled)
    assert handled <= let_in
    director = StaffMember.objects.select_related("organisation").get(pk=filled.director)
    with speaking_for(director), transaction.atomic():
        shown: list[Any] = register(reader_of(director)).reports
        assert {report.area_id for report in shown} == set(reader_of(director).areas)
        assert all(report.story["saw"] and report.reporter for report in shown)

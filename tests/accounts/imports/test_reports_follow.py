"""Reports are given to those who may have them as soon as an import has changed who leads whom, or who works here."""

import pytest

from accounts.demo.cast import Cast
from boundaries.record.models import RecordEntry
from tests.accounts.imports.files import applied, csv_of
from tests.incidents.told import fresh, send
from tests.seeing import every

pytestmark = pytest.mark.django_db


def test_a_handler_who_leaves_by_a_file_hands_on_at_once(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    assert report.handler_id == cast.elif_.id
    applied(cast.olga, csv_of("Staff number,Full name,Last day", f"{cast.elif_.reference},{cast.elif_.name},2026-01-31"))
    assert fresh(report).handler_id == cast.farid.id


def test_several_changes_of_one_file_route_a_report_once(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    rows = [f"{person.reference},{cast.farid.reference}" for person in (cast.amira, cast.ben, cast.lena)]
    leaves = f"{cast.elif_.reference},{cast.elif_.name},2026-01-31"
    applied(cast.olga, csv_of("Person,Line manager", *rows))
    applied(cast.olga, csv_of("Staff number,Full name,Last day", leaves))
    assert fresh(report).handler_id == cast.farid.id
    routed = every(RecordEntry).filter(about_id=report.id, event="report.routed").count()
    assert routed == 2  # when it was sent, and when its handler changed

"""What keeps lists quick however many reports there are: each is one question, answered by an index behind the wall."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from accounts.demo.cast import Cast
from incidents.register.queries import how_many, reader_of, register, report_in_register
from incidents.reports.models import Report
from incidents.reports.queries import desk_counts, queue, report_for
from tests.accounts.kinds import SignedIn
from tests.incidents.told import MONDAY, send, send_at
from tests.plans import asked, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(cast: Cast) -> Report:
    return send(cast.amira, cast.ben)


def test_a_page_a_count_and_a_check_of_the_register_are_one_question_each(cast: Cast, report: Report) -> None:
    reader = reader_of(cast.grace)
    for ask in (lambda: register(reader), lambda: how_many(reader), lambda: report_in_register(reader, report.pk)):
        assert len(asked(cast.grace, ask)) == 1


def test_a_page_a_count_and_a_check_of_the_desk_are_one_question_each(cast: Cast, report: Report) -> None:
    for ask in (lambda: queue(cast.elif_), lambda: desk_counts(cast.elif_), lambda: report_for(cast.elif_, report.pk)):
        assert len(asked(cast.elif_, ask)) == 1


@pytest.mark.parametrize("letters", [12, 7, 4])
def test_a_reference_is_found_by_what_an_index_may_answer_behind_the_wall(cast: Cast, report: Report, letters: int) -> None:
    reader, wanted = reader_of(cast.grace), report.reference[:letters]
    assert [each.reference for each in register(reader, reference=wanted).reports] == [report.reference]
    (statement,) = asked(cast.grace, lambda: register(reader, reference=wanted))
    assert " LIKE " not in statement
    assert statement.count(f"'{wanted}'") == 1, "the letters are compared as they stand"
    with connection.cursor() as run:
        compared = "proname IN ('texteq', 'text_ge', 'text_lt')"
        run.execute(f"SELECT bool_and(proleakproof), count(*) FROM pg_proc WHERE {compared}")
        assert run.fetchone() == (True, 3)
        run.execute(
            "SELECT collation_name FROM information_schema.columns WHERE column_name = 'reference' AND table_name = %s",
            [Report._meta.db_table],
        )
        assert run.fetchone() == ("C",), "or what lies between is another thing on another server"


def test_a_deep_page_begins_where_the_one_before_ended(cast: Cast, report: Report) -> None:
    reader, after = reader_of(cast.grace), f"{report.submitted_at.isoformat()}_{report.pk}"
    conditions = [line for line in plan(cast.grace, lambda: register(reader, after=after)).splitlines() if "Index Cond" in line]
    assert any("ROW(submitted_at, id) <" in line for line in conditions), conditions


def test_more_than_is_counted_is_said_to_be_more(cast: Cast, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    for _each in range(4):
        send(cast.amira, cast.ben)
    send_at(MONDAY - timedelta(days=9_000), cast.amira, cast.ben)
    assert (how_many(reader_of(cast.grace)), desk_counts(cast.elif_).all) == (5, 5)
    monkeypatch.setattr("incidents.reports.queries.MOST_COUNTED", 2)
    monkeypatch.setattr("incidents.register.queries.MOST_COUNTED", 2)
    assert how_many(reader_of(cast.grace)) == 3
    counts = desk_counts(cast.elif_)
    assert (counts.all, counts.late) == (3, 1), "what is late is counted first"
    assert "2+ in all." in signed_in(cast.grace).get(reverse("register:list")).content.decode()
    assert "</strong> (2+)</a>" in signed_in(cast.elif_).get(reverse("desk:queue")).content.decode()

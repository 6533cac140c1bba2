"""Questions put together once: they ask what the queryset would have asked, for whoever asks this time."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries.access.prepared import Asker, Prepared, Undeclared, Values, several, those, values_of
from boundaries.access.protected import Unscoped
from boundaries.clocks.queries import at
from incidents.reports.models import Report
from incidents.reports.queries import visible_to
from tests.incidents.told import MONDAY, send, send_at

pytestmark = pytest.mark.django_db


def values(person: StaffMember) -> dict[str, Any]:
    known = values_of(person)
    assert known == {"person": person.pk, "organisation": person.organisation_id, "login": person.user_id}
    return known


def desk(values: Values) -> QuerySet[Report]:
    return visible_to(Asker.among(values)).select_related("data_key", "handler").order_by("submitted_at")


def test_each_gets_their_own_answer_and_it_is_put_together_once(cast: Cast) -> None:
    made: list[int] = []

    def counted(values: Values) -> QuerySet[Report]:
        made.append(1)
        return desk(values)

    send(cast.amira, cast.ben, danger="yes")
    send(cast.ben, cast.elif_)
    question: Prepared[Report] = Prepared(counted)
    for person in (cast.elif_, cast.chidi, cast.farid, cast.amira):
        assert question.ask(values(person)) == list(desk(values(person)))
    assert len({len(question.ask(values(person))) for person in (cast.elif_, cast.chidi, cast.amira)}) > 1
    assert len(made) == 2, "twice at first, to see what differs; never again"


def test_the_statement_is_word_for_word_that_of_the_queryset(cast: Cast) -> None:
    question: Prepared[Report] = Prepared(desk)
    with CaptureQueriesContext(connection) as sent:
        question.ask(values(cast.elif_))
        list(desk(values(cast.elif_)))
    prepared, plain = (query["sql"] for query in sent.captured_queries)
    assert prepared == plain


def test_what_is_joined_comes_with_it_and_what_is_sealed_opens(cast: Cast) -> None:
    send(cast.amira, cast.ben)
    (report,) = Prepared[Report](desk).ask(values(cast.elif_))
    with CaptureQueriesContext(connection) as sent:
        assert (report.handler, report.reporter) == (cast.elif_, str(cast.amira.pk))
        assert report.story["saw"]
    assert len(sent) == 0


def test_putting_it_together_sends_nothing_that_could_be_counted(cast: Cast) -> None:
    watched: list[str] = []

    def watch(execute: Any, statement: str, *rest: Any) -> Any:
        watched.append(statement)
        return execute(statement, *rest)

    counting: Prepared[Report] = Prepared(lambda values: desk(values).count())
    with connection.execute_wrapper(watch), CaptureQueriesContext(connection) as sent:
        assert counting.rows(values(cast.elif_)) == [(0,)]
    assert (len(watched), len(sent)) == (1, 1)


def test_what_is_worked_out_and_not_declared_is_refused(cast: Cast) -> None:
    def worked_out(values: Values) -> QuerySet[Report]:
        return desk(values).filter(reporter_index=values["person"].bytes)

    with pytest.raises(Undeclared):
        Prepared(worked_out).ask(values(cast.elif_))
    declared: Prepared[Report] = Prepared(worked_out, lambda values: {"author": values["person"].bytes})
    assert declared.ask(values(cast.elif_)) == []


def test_it_knows_no_more_of_a_person_than_was_said(cast: Cast) -> None:
    with pytest.raises(AttributeError):
        Prepared(lambda values: desk(values).filter(kind=Asker.among(values).kind)).ask(values(cast.elif_))  # type: ignore[attr-defined]  # the very thing


def test_it_is_no_way_round_the_one_way_in(cast: Cast) -> None:
    with pytest.raises(Unscoped):
        Prepared(lambda values: Report.objects.filter(handler_id=values["person"])).ask(values(cast.elif_))


def test_a_clock_that_was_set_is_heeded(cast: Cast) -> None:
    from incidents.reports.queries import desk_counts, queue

    send_at(MONDAY, cast.amira, cast.ben)
    late = []
    for days in (0, 30, 0):
        with at(MONDAY + timedelta(days=days)):
            late.append((desk_counts(cast.elif_).late, len(queue(cast.elif_, late=True).reports)))
    assert late == [(0, 0), (1, 1), (0, 0)]


def test_several_values_of_one_name_are_another_question_where_there_are_more(cast: Cast) -> None:
    def among(values: Values) -> QuerySet[StaffMember]:
        return StaffMember.objects.filter(pk__in=those(values, "who")).order_by("name")

    question: Prepared[StaffMember] = Prepared(among)
    for people in ([cast.ben], [cast.elif_], [cast.ben, cast.elif_], [cast.elif_, cast.amira]):
        found = question.ask(several("who", [each.pk for each in people]) | {"whoever": cast.farid.pk})
        assert set(found) == set(people)
    assert those({"whoever": 1, "who 0": 2}, "who") == (2,)


def test_whoever_sees_nothing_any_more_has_no_values(cast: Cast) -> None:
    for gone in (StaffMember(user_id=None), StaffMember(user_id=cast.ben.user_id, is_active=False)):
        assert values_of(gone) is None

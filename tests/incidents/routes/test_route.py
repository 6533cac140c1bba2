"""A report reaches the right supervisor, and never the wrong one (RT-01, RT-02, RT-03, RT-10)."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import Error, transaction

from accounts.grants.choices import ExclusionSource, Relation
from accounts.routing.choices import Reason, RouteRole, Verdict
from boundaries.notices.models import Notice
from boundaries.outbox.models import OutboxRow
from incidents.reports.actions import keep_out
from incidents.reports.choices import RouteCause
from incidents.reports.models import Report, ReportGrant
from incidents.routes.rules import steps_of
from tests.incidents.told import desk_of, events_of, fresh, relations, send, settle
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast


def told_to(report: Report) -> dict[str, int]:
    """How many items each person has who was told of a report, by id."""
    counted: dict[str, int] = {}
    for notice in every(Notice).select_related("data_key"):
        if notice.target["id"] == str(report.pk):
            counted[str(notice.person_id)] = counted.get(str(notice.person_id), 0) + 1
    return counted


def test_a_concern_goes_to_the_line_manager_of_whom_it_is_about(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    assert report.handler == cast.elif_
    assert desk_of(cast.elif_) == {report.pk}
    assert told_to(report) == {str(cast.elif_.pk): 1}


def test_a_concern_about_the_manager_goes_above_them(cast: "Cast") -> None:
    report = send(cast.amira, cast.elif_)
    assert report.handler == cast.farid
    assert desk_of(cast.elif_) == set()


def test_one_about_several_goes_to_the_manager_they_have_in_common(cast: "Cast") -> None:
    assert send(cast.amira, cast.ben, cast.pavel).handler == cast.farid


@pytest.mark.parametrize("kind", ["self_report", "guidance"])
def test_what_one_tells_of_oneself_goes_to_ones_own_manager(cast: "Cast", kind: str) -> None:
    assert send(cast.amira, kind=kind).handler == cast.elif_


def test_a_self_report_bars_its_author_from_handling_but_not_from_reading_it(cast: "Cast") -> None:
    report = send(cast.amira, kind="self_report")
    assert [each.person_id for each in report.exclusions.all()] == [cast.amira.pk]
    assert [each.person_id for each in report.parties.all()] == [cast.amira.pk]


def test_whoever_must_not_receive_it_is_passed_over(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben, not_to_receive=[str(cast.elif_.pk)])
    assert report.handler == cast.farid
    assert desk_of(cast.elif_) == set()


def test_a_name_as_it_was_written_waits_with_triage(cast: "Cast") -> None:
    report = send(cast.amira, "Benny from the harbour")
    assert (report.handler, report.held) == (cast.tomas, True)
    assert relations(report) == {"Tomas Novak": Relation.HOLDER}


def test_a_triage_officer_with_a_like_name_does_not_hold_it(cast: "Cast") -> None:
    assert send(cast.amira, "Thomas Nowak").handler == cast.chidi


def test_nobody_named_at_all_waits_with_triage_too(cast: "Cast") -> None:
    report = send(cast.amira)
    assert (report.handler, report.held) == (cast.tomas, True)


def test_a_serious_one_also_alerts_the_safeguarding_lead(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben, categories=["abuse"])
    assert relations(report) == {"Elif Demir": Relation.HANDLER, "Chidi Eze": Relation.ALERTED}
    assert told_to(report) == {str(cast.elif_.pk): 1, str(cast.chidi.pk): 1}


def test_danger_now_makes_it_serious(cast: "Cast") -> None:
    assert "Chidi Eze" in relations(send(cast.amira, cast.ben, danger="yes"))


def test_an_excluded_safeguarding_lead_is_not_alerted_but_the_next_in_the_route(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben, categories=["abuse"], not_to_receive=[str(cast.chidi.pk)])
    assert relations(report) == {"Elif Demir": Relation.HANDLER, cast.samuel.name: Relation.ALERTED}
    assert desk_of(cast.chidi) == set()


def test_the_whole_path_is_kept_with_every_reason(cast: "Cast") -> None:
    report = send(cast.amira, cast.elif_, not_to_receive=[str(cast.farid.pk)])
    (decision,) = report.routes.all()
    assert decision.cause == RouteCause.SUBMITTED
    first, second = steps_of(decision.path)
    assert (first.person_id, first.verdict, first.reasons) == (cast.farid.pk, Verdict.PASSED_OVER, (Reason.NOT_TO_RECEIVE,))
    assert (second.person_id, second.role, second.verdict) == (cast.noor.pk, RouteRole.HIGHER_MANAGER, Verdict.CHOSEN)


def test_with_nobody_left_an_alarm_is_raised_recorded_and_told_to_the_reporter(cast: "Cast") -> None:
    everybody = [cast.elif_, cast.farid, cast.noor, cast.samuel, cast.yara, cast.chidi, cast.miriam]
    report = send(cast.amira, cast.ben, not_to_receive=[str(each.pk) for each in everybody])
    assert report.handler is None
    assert report.alarm_at is not None
    assert "report.unrouted" in events_of(report)
    assert told_to(report) == {str(cast.amira.pk): 1}
    assert not report.clocks.exists()


def test_routing_twice_gives_it_once(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    row = OutboxRow.objects.get(kind="reports.route", ref=report.pk)
    row.done_at = None
    row.save(update_fields=["done_at"])
    settle()
    assert events_of(report).count("report.routed") == 1
    assert told_to(report) == {str(cast.elif_.pk): 1}


def test_the_database_refuses_an_excluded_handler(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    with pytest.raises(Error, match="cannot handle"), transaction.atomic():
        every(Report).filter(pk=report.pk).update(handler=cast.ben)


def test_the_database_lets_nobody_in_who_is_kept_out(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    grant = every(ReportGrant).get(content_object=report)
    with pytest.raises(Error, match="cannot be let in"), transaction.atomic():
        every(ReportGrant).filter(pk=grant.pk).update(user_id=cast.ben.user_id)


def test_an_exclusion_beats_a_grant(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    keep_out(report, cast.elif_.pk, ExclusionSource.CONFLICT)
    assert desk_of(cast.elif_) == set()
    assert fresh(report).handler == cast.elif_


@pytest.mark.parametrize(
    "changed",
    [
        {"story": b"Something else"},
        {"reporter": b"Somebody"},
        {"reporter_index": b"else"},
        {"categories": []},
        {"clauses": [UUID(int=1)]},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_the_database_refuses_to_change_what_was_told(cast: "Cast", changed: dict[str, Any]) -> None:
    report = send(cast.amira, cast.ben)
    with pytest.raises(Error, match="never changed"), transaction.atomic():
        every(Report).filter(pk=report.pk).update(**changed)

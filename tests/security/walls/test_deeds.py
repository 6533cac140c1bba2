"""Every deed works while the database is asked for whoever does it, also where they lose sight of it by doing it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.demo.cast import Cast, small_world
from accounts.organisations.queries import today
from accounts.staff.actions import deactivate_person
from accounts.staff.models import StaffMember
from boundaries.access.scope import Reason, as_system, speaking_for
from boundaries.clocks.queries import at, now
from boundaries.errors.exceptions import NotVisible
from incidents.desk import actions as desk
from incidents.reports import actions as reports
from incidents.reports.choices import PartyRole, PartyState, RouteCause
from incidents.reports.models import Party, Report, ReportClock, ReportExclusion, ReportGrant, RouteDecision
from incidents.reports.queries import own_report, queue, report_for
from tests.incidents.told import settle
from tests.scratch import Copy
from tests.security.walls.conftest import close_to_tests
from tests.seeing import every

WORDS = {"saw": "They met in the café by the harbour.", "categories": ["friendship"], "danger": "no", "in_confidence": False}
"""What a report says, beside whom it is about."""


@pytest.fixture
def cast(committed_db: None, database_copy: Copy) -> Cast:
    """The cast, in a database as the product has it."""
    made = small_world()
    close_to_tests(database_copy)
    return made


def doing(person: StaffMember, deed: Any, **told: Any) -> Any:
    """As in a request: for this person, in one transaction."""
    with speaking_for(person), transaction.atomic():
        return deed(actor=person, **told)


def send(person: StaffMember, *about: StaffMember, kind: str = "concern", **more: Any) -> Report:
    draft = doing(person, reports.start_draft)
    subjects = [{"person": str(each.pk), "name": ""} for each in about]
    told = {**WORDS, "kind": kind, "subjects": subjects, "subject_unknown": not about, "clients": [], **more}
    doing(person, reports.save_draft, draft_id=draft.pk, answers=told)
    sent: Report = doing(person, reports.submit_report, draft_id=draft.pk)
    settle()
    return sent


def handler_of(report: Report) -> StaffMember:
    """Who handles it, as the owner of all desks would know: whoever has it on theirs and may acknowledge."""
    with as_system(Reason.OUTBOX, organisation_id=report.organisation_id), transaction.atomic():
        handler = every(Report).select_related("handler__user", "handler__organisation__data_key").get(pk=report.pk).handler
    assert handler
    return handler


def all_of(of: Report, model: Any, **which: Any) -> list[Any]:
    with as_system(Reason.OUTBOX, organisation_id=of.organisation_id), transaction.atomic():
        return list(every(model).filter(**which))


def test_a_self_report_goes_its_whole_way(cast: Cast) -> None:
    report = send(cast.amira, kind="self_report", not_to_receive=[str(cast.chidi.pk), str(cast.noor.pk)])
    kept_out = {each.person_id for each in all_of(report, ReportExclusion, report=report)}
    assert kept_out == {cast.amira.pk, cast.chidi.pk, cast.noor.pk}, "those after the author herself too"
    handler = handler_of(report)
    doing(handler, desk.acknowledge, report_id=report.pk)
    doing(handler, desk.ask, report_id=report.pk, text="When was that?")
    assert {clock.running_since for clock in all_of(report, ReportClock, report=report)} == {None}
    doing(cast.amira, reports.answer, report_id=report.pk, text="At nine.")
    (due,) = {clock.due_at for clock in all_of(report, ReportClock, report=report, met_at=None)}
    assert due
    assert {grant.sort_at for grant in all_of(report, ReportGrant, content_object=report)} == {due}, "in everybody's list anew"
    doing(cast.amira, reports.add_to_report, report_id=report.pk, text="And I said so.")
    doing(cast.amira, reports.send_message, report_id=report.pk, text="Thank you.")
    doing(cast.amira, reports.ask_to_withdraw, report_id=report.pk, reason="It is settled.")
    settle()
    assert doing(cast.amira, own_report, report_id=report.pk).withdrawal_asked_at
    with pytest.raises(NotVisible):
        doing(cast.amira, report_for, report_id=report.pk)


def test_whoever_steps_aside_loses_sight_of_it_and_the_next_one_has_it(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    assert handler_of(report) == cast.elif_
    doing(cast.elif_, desk.intervene, report_id=report.pk, text="We spoke.", happened_at=now())
    doing(cast.elif_, desk.recuse, report_id=report.pk, reason="He is my friend.")
    settle()
    handler = handler_of(report)
    assert handler != cast.elif_
    assert [each.cause for each in all_of(report, RouteDecision, report=report)][1] == RouteCause.RECUSED
    with pytest.raises(NotVisible):
        doing(cast.elif_, report_for, report_id=report.pk)
    assert doing(handler, report_for, report_id=report.pk)


def test_a_report_leaves_whoever_names_their_own_superior(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    doing(cast.elif_, desk.add_party, report_id=report.pk, role=PartyRole.SUBJECT, person_id=cast.farid.pk)
    settle()
    handler = handler_of(report)
    assert handler not in {cast.elif_, cast.farid}
    with pytest.raises(NotVisible):
        doing(cast.elif_, report_for, report_id=report.pk)
    assert doing(handler, report_for, report_id=report.pk)


def test_it_becomes_clear_that_somebody_else_is_meant(cast: Cast) -> None:
    report = send(cast.amira, subjects=[{"person": None, "name": "Ben O."}], subject_unknown=False)
    holder = handler_of(report)
    (party,) = all_of(report, Party, report=report)
    doing(holder, desk.resolve_party, report_id=report.pk, party_id=party.pk, state=PartyState.LINKED, person_id=cast.ben.pk)
    settle()
    assert handler_of(report) == cast.elif_
    assert [each.person_id for each in all_of(report, ReportExclusion, report=report)] == [cast.ben.pk]


def test_what_an_administrator_changes_moves_reports_about_themselves(cast: Cast) -> None:
    """Olga is kept out of a report, and lets its handler go: it still goes on to the next at once."""
    report = send(cast.amira, cast.ben, not_to_receive=[str(cast.olga.pk)])
    assert handler_of(report) == cast.elif_
    with pytest.raises(NotVisible):
        doing(cast.olga, report_for, report_id=report.pk)
    doing(cast.olga, deactivate_person, person_id=cast.elif_.pk, last_day=today(cast.organisation))
    settle()
    assert handler_of(report) == cast.farid


def test_a_clock_that_runs_out_tells_the_next_one(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    with at(now() + timedelta(days=30)):
        settle()
        assert report.pk in {each.pk for each in doing(cast.farid, queue).reports}

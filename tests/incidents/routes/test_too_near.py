"""The database itself: nobody handles a report about themselves or about anybody they work under (AZ-04)."""

from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.staff.actions import change_manager
from accounts.staff.models import StaffMember
from boundaries.access.scope import speaking_for
from boundaries.clocks.queries import now
from incidents.desk.actions import add_party
from incidents.reports.choices import PartyRole, PartyState
from incidents.reports.models import Party, Report
from tests.incidents.told import ask_as_at_commit, fresh, send, settle
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

REFUSED = "concerns them or somebody they work under"


def given_to(report: Report, person: StaffMember) -> None:
    """As a slip in the program would: by one statement."""
    every(Report).filter(pk=report.pk).update(handler=person)


def named(report: Report, person: StaffMember, role: PartyRole) -> None:
    """The same, for a person of the report."""
    Party.objects.create(report=report, role=role, state=PartyState.LINKED, person=person, added_at=now())


def is_refused(act: Any) -> bool:
    """Whether the commit would be refused; what was done is undone."""
    try:
        with transaction.atomic():
            act()
            ask_as_at_commit()
            transaction.set_rollback(True)
    except IntegrityError as error:
        return REFUSED in str(error)
    return False


@pytest.mark.parametrize(
    ("about", "handler", "refused"),
    [
        ("farid", "elif_", True),  # works under the subject
        ("farid", "ben", True),  # at any depth
        ("samuel", "maya", True),
        ("farid", "noor", False),  # stands above
        ("farid", "chidi", False),  # beside
        ("ben", "amira", False),  # a colleague: the rule of the route says no, and no tree
    ],
)
def test_a_handler_never_works_under_a_subject(cast: "Cast", about: str, handler: str, refused: bool) -> None:
    report = send(cast.grace, getattr(cast, about))
    assert is_refused(lambda: given_to(report, getattr(cast, handler))) is refused


@pytest.mark.parametrize(
    ("who", "role", "refused"),
    [
        ("farid", PartyRole.SUBJECT, True),  # above the handler
        ("farid", PartyRole.WITNESS, False),
        ("farid", PartyRole.IMPLICATED, False),
        ("elif_", PartyRole.SUBJECT, True),  # the handler
        ("elif_", PartyRole.WITNESS, True),
        ("elif_", PartyRole.IMPLICATED, True),
        ("pavel", PartyRole.SUBJECT, False),
    ],
)
def test_naming_somebody_must_not_leave_the_report_with_the_wrong_person(
    cast: "Cast", who: str, role: PartyRole, refused: bool
) -> None:
    report = send(cast.amira, cast.ben)
    assert report.handler == cast.elif_
    assert is_refused(lambda: named(report, getattr(cast, who), role)) is refused


def test_it_is_asked_at_the_end_so_that_an_act_may_name_first_and_route_then(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.SUBJECT, person_id=cast.farid.pk)
    settle()
    assert fresh(report).handler == cast.noor


def test_a_reorganisation_is_never_refused_and_routes_anew(cast: "Cast") -> None:
    report = send(cast.amira, cast.pavel)
    assert report.handler == cast.farid
    change_manager(actor=cast.olga, person_id=cast.farid.pk, manager_id=cast.dana.pk)
    change_manager(actor=cast.olga, person_id=cast.dana.pk, manager_id=None)
    report = send(cast.amira, cast.dana)
    before = report.handler
    assert before
    change_manager(actor=cast.olga, person_id=before.pk, manager_id=cast.dana.pk)
    settle()
    assert fresh(report).handler not in {None, before}


def test_it_is_not_blinded_where_nobody_is_asking_any_more(committed_db: None) -> None:
    """The commit comes after whoever acted was named last, and then the walls show nothing."""
    from accounts.demo.cast import small_world

    cast = small_world()
    report = send(cast.amira, cast.farid)
    with pytest.raises(IntegrityError, match=REFUSED):
        give_and_say_nothing_more(report, cast.amira, cast.elif_)


@transaction.atomic
def give_and_say_nothing_more(report: Report, by: StaffMember, to: StaffMember) -> None:
    """What a connection of the product says outside of any request and job is nothing, and so it is at the commit."""
    with speaking_for(by):
        given_to(report, to)
    with connection.cursor() as run:
        run.execute("SELECT set_config('app.organisation', '', true), set_config('app.system', '', true)")


def test_the_question_leaves_no_trace_in_what_is_said_of_whoever_asks(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    with speaking_for(cast.elif_), connection.cursor() as run, transaction.atomic():
        asked = "SELECT current_setting('app.organisation'), current_setting('app.actor'), current_setting('app.system')"
        run.execute(asked)
        before = run.fetchone()
        given_to(report, cast.elif_)
        ask_as_at_commit()
        run.execute(asked)
        assert run.fetchone() == before

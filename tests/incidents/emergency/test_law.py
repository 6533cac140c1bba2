"""Who may ask, who may be let in, who may decide: the law as tables (OP-07, AZ-07)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.demo.cast import Cast
from accounts.grants.choices import ExclusionSource
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import NotVisible, RuleViolation
from incidents.desk.actions import add_party, intervene, recuse
from incidents.emergency import rules
from incidents.emergency.actions import ask, confirm, decline
from incidents.emergency.choices import EmergencyStatus, Standing
from incidents.emergency.models import EmergencyRequest
from incidents.emergency.permissions import ACCESS, IN_GENERAL, LETTING_IN, EmergencyPermission
from incidents.emergency.queries import deciders_of, waiting_for, watchers_of
from incidents.reports.actions import keep_out
from incidents.reports.choices import PartyRole
from incidents.reports.models import Report
from tests.incidents.emergency.asked import HOUR, WHY, asked, let_in, told
from tests.incidents.told import send
from tests.security.world import person
from tests.seeing import every

pytestmark = pytest.mark.django_db
P = EmergencyPermission
MOMENT = datetime(2030, 1, 7, 10, tzinfo=UTC)

# what may be asked, being let in to a report about Ben, that Elif handles
MAY_ASK = """
             ask  be-let-in
olga         y    y      administrator
dana         y    y      case manager
chidi        y    y      safeguarding lead
samuel       y    y      chief executive
yara         y    y      board chair
noor         y    y      director, who reads it anyway
elif         .    .      line manager
tomas        .    .      triage officer
grace        .    .      auditor
maya         .    .      communications manager
amira        .    .      reporter
ben          .    .      subject
root         .    .      superuser
miriam       .    .      outside contact
ivo          .    .      another organisation
"""

# Dana has asked
DECIDING = """
             view reason decide
noor         y    y      y      director
ingrid       y    y      y      director
elif         y    y      y      handler
grace        y    .      .      auditor
yara         y    .      .      board chair
dana         .    .      .      asked for it
chidi        .    .      .      her line manager
samuel       .    .      .      chief executive
farid        .    .      .      the handler's line manager
amira        .    .      .      reporter
ben          .    .      .      subject
olga         .    .      .      administrator
root         .    .      .      superuser
ivo          .    .      .      another organisation
"""


def rows(table: str, count: int) -> list[tuple[str, ...]]:
    """The rows of a table, without the words beside them."""
    return [tuple(line.split()[: count + 1]) for line in table.strip().splitlines()[1:]]


@pytest.mark.parametrize(("who", "may_ask", "be_let_in"), rows(MAY_ASK, 2))
def test_who_may_ask(cast: Cast, who: str, may_ask: str, be_let_in: str) -> None:
    report, actor = told(cast), person(cast, who)
    assert IN_GENERAL.allows(actor, P.ASK, actor.organisation) is (may_ask == "y")
    assert LETTING_IN.allows(actor, P.BE_LET_IN, report) is (be_let_in == "y")


@pytest.mark.parametrize(("who", "view", "reason", "decide"), rows(DECIDING, 3))
def test_who_may_see_and_decide(cast: Cast, who: str, view: str, reason: str, decide: str) -> None:
    request, actor = asked(cast.dana, told(cast)), person(cast, who)
    said = {P.VIEW: view, P.READ_REASON: reason, P.DECIDE: decide}
    assert {each: ACCESS.allows(actor, each, request) for each in said} == {each: word == "y" for each, word in said.items()}
    assert [each.pk for each in waiting_for(actor)] == ([request.pk] if decide == "y" else [])


def test_only_those_who_may_decide_are_asked_and_only_auditors_and_the_board_are_told(cast: Cast) -> None:
    request = asked(cast.dana, told(cast))
    assert set(deciders_of(request)) == {cast.noor.pk, cast.ingrid.pk, cast.elif_.pk}
    assert set(watchers_of(request)) == {cast.grace.pk, cast.yara.pk}


def test_whoever_is_above_or_below_the_one_who_asks_does_not_decide(cast: Cast) -> None:
    report = told(cast)
    assert set(deciders_of(asked(cast.olga, report))) == {cast.noor.pk, cast.elif_.pk}  # Ingrid leads Olga
    assert deciders_of(asked(cast.samuel, report)) == []  # he leads both directors, and the handler through them
    with pytest.raises(Exception, match="forbidden"):
        confirm(actor=cast.ingrid, request_id=every(EmergencyRequest).get(asker=cast.olga).pk)


def test_nobody_decides_on_their_own_request(cast: Cast) -> None:
    report = told(cast)
    request = asked(cast.dana, report)
    report.handler = cast.dana
    report.save(update_fields=["handler"])
    for decide in (confirm, decline):
        with pytest.raises(NotVisible):
            decide(actor=cast.dana, request_id=request.pk)


def test_the_database_holds_two_people_apart(cast: Cast) -> None:
    request = asked(cast.dana, told(cast))
    one_person = every(EmergencyRequest).filter(pk=request.pk)
    with pytest.raises(IntegrityError, match="emergency_second_person"), transaction.atomic():
        one_person.update(status="declined", decided_by=cast.dana, decided_at=now())
    with pytest.raises(IntegrityError, match="emergency_an_hour_at_most"), transaction.atomic():
        one_person.update(status="confirmed", decided_by=cast.noor, decided_at=now(), ends_at=now() + 2 * HOUR)
    with pytest.raises(IntegrityError, match="emergency_decided_by_somebody"), transaction.atomic():
        one_person.update(status="confirmed", ends_at=now())
    with pytest.raises(IntegrityError, match="emergency_open_has_end"), transaction.atomic():
        one_person.update(status="confirmed", decided_by=cast.noor, decided_at=now())
    with pytest.raises(IntegrityError, match="emergency_one_waiting"), transaction.atomic():
        EmergencyRequest.objects.create(
            organisation=cast.organisation,
            asker=cast.dana,
            reference_index=request.reference_index,
            data_key=request.data_key,
            asked_at=now(),
            lapses_at=now() + HOUR,
        )


def test_the_database_holds_such_a_grant_to_its_hour(cast: Cast) -> None:
    report = told(cast)
    let_in(cast.dana, report, by=cast.noor)
    grants = report.grants.filter(relation="emergency")
    for change in ({"ends_at": None}, {"ends_at": now() + 2 * HOUR}, {"given_by": None}):
        with pytest.raises(IntegrityError, match="report_grant_emergency_ends"), transaction.atomic():
            grants.update(**change)


# --- What beats it ------------------------------------------------------------------------------------------------------------
def subject_above(cast: Cast) -> Report:
    return send(cast.amira, cast.chidi)  # Dana works under him


def not_clear(cast: Cast) -> Report:
    return send(cast.amira, "Somebody called Dan")


def is_subject(cast: Cast) -> Report:
    return send(cast.amira, cast.dana)


def named_as_not_to_receive(cast: Cast) -> Report:
    return send(cast.amira, cast.ben, not_to_receive=[str(cast.dana.pk)])


def is_witness(cast: Cast) -> Report:
    report = told(cast)
    add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.WITNESS, person_id=cast.dana.pk)
    return report


def stepped_aside(cast: Cast) -> Report:
    report = told(cast)
    keep_out(report, cast.dana.pk, ExclusionSource.RECUSED)
    return report


def in_conflict(cast: Cast) -> Report:
    report = told(cast)
    keep_out(report, cast.dana.pk, ExclusionSource.CONFLICT)
    return report


def her_own(cast: Cast) -> Report:
    return send(cast.dana, cast.ben)


def of_another_organisation(cast: Cast) -> Report:
    return send(cast.ivo, "Somebody")


BEATEN = [
    subject_above,
    not_clear,
    is_subject,
    named_as_not_to_receive,
    is_witness,
    stepped_aside,
    in_conflict,
    her_own,
    of_another_organisation,
]


@pytest.mark.parametrize("happened", BEATEN, ids=lambda each: each.__name__)
def test_whoever_is_kept_out_asks_for_nothing(cast: Cast, happened: Callable[[Cast], Report]) -> None:
    report = happened(cast)
    request = ask(actor=cast.dana, reference=report.reference, reason=WHY)
    assert (request.report_id, request.reason, request.status) == (None, "", EmergencyStatus.WAITING)
    assert deciders_of(request) == []
    assert not LETTING_IN.allows(cast.dana, P.BE_LET_IN, report)
    for decider in (cast.noor, cast.ingrid, cast.elif_):
        assert waiting_for(decider) == []
        with pytest.raises(NotVisible):
            confirm(actor=decider, request_id=request.pk)


@pytest.mark.parametrize("change", [{"is_active": False}, {"user": None}], ids=["has-left", "no-login"])
def test_nobody_who_has_left_is_let_in(cast: Cast, change: dict[str, object]) -> None:
    report = told(cast)
    request = asked(cast.dana, report)
    StaffMember.objects.filter(pk=cast.dana.pk).update(**change)
    with pytest.raises(Exception, match="move-refused"):
        confirm(actor=cast.noor, request_id=request.pk)


def test_nobody_is_let_in_from_an_office_they_have_left(cast: Cast) -> None:
    report = told(cast)
    request = asked(cast.dana, report)
    Appointment.objects.filter(person=cast.dana, role=Role.CASE_MANAGER).update(starts_on="2020-01-01", ends_on="2020-01-02")
    with pytest.raises(Exception, match="move-refused"):
        confirm(actor=cast.noor, request_id=request.pk)
    with pytest.raises(NotVisible):
        ask(actor=cast.dana, reference=report.reference, reason=WHY)


# --- The rules ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["BR-7F3K-92QD", "br 7f3k 92qd", "7F3K92QD", " br7f3k-92qd ", "7f3k-92qd"])
def test_a_reference_is_read_however_it_was_told(typed: str) -> None:
    assert rules.read_reference(typed) == "BR-7F3K-92QD"


@pytest.mark.parametrize("typed", ["", "BR-", "BR-7F3K", "BR-7F3K-92QD-1", "BR-0000-0000", "BR-7F3K-92Q\0", "ÄÖ-7F3K-92QD"])
def test_what_cannot_be_a_reference_is_refused(typed: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        rules.read_reference(typed)
    assert refusal.value.field == "reference"


@pytest.mark.parametrize(("many", "fits"), [(0, True), (4, True), (5, False), (6, False)])
def test_five_requests_an_hour_are_enough(many: int, fits: bool) -> None:
    if fits:
        rules.check_not_too_many(many)
    else:
        with pytest.raises(RuleViolation, match="too-many"):
            rules.check_not_too_many(many)


STANDINGS = [
    ("waiting", 59, False, Standing.WAITING),
    ("waiting", 60, False, Standing.UNCONFIRMED),
    ("declined", 59, False, Standing.WAITING),
    ("declined", 60, False, Standing.UNCONFIRMED),
    ("replaced", 1, False, Standing.REPLACED),
    ("confirmed", 1, True, Standing.OPEN),
    ("confirmed", 1, False, Standing.OVER),
    ("ended", 1, False, Standing.OVER),
]


@pytest.mark.parametrize(("status", "minutes", "reads_it", "standing"), STANDINGS)
def test_how_it_stands_for_whoever_asked(status: str, minutes: int, reads_it: bool, standing: Standing) -> None:
    after = MOMENT + timedelta(minutes=minutes)
    assert rules.standing_of(status, lapses_at=MOMENT + HOUR, reads_it=reads_it, moment=after) == standing


def test_in_an_emergency_one_may_write_down_how_one_stepped_in_and_nothing_else(cast: Cast) -> None:
    report = told(cast)
    let_in(cast.dana, report, by=cast.noor)
    intervene(actor=cast.dana, report_id=report.pk, text="I called the police.", happened_at=now())
    with pytest.raises(Exception, match="forbidden"):
        recuse(actor=cast.dana, report_id=report.pk, reason="No.")

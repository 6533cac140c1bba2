"""Who may do what with a report: the whole law as a table, held against the law itself and against the addresses of the verbs.

``y`` may, ``.`` may not though they read the report (403), ``-`` the report does not exist for them (404).
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.appointments.models import Appointment
from accounts.demo.cast import Cast
from accounts.grants.choices import ExclusionSource, Relation
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.record.queries import entries_about
from incidents.desk.actions import add_party, reassign
from incidents.reports.actions import keep_out
from incidents.reports.choices import PartyRole, ReportStatus
from incidents.reports.events import ReportEvent
from incidents.reports.models import Report, ReportGrant
from incidents.reports.permissions import ACCESS, OWN_ACCESS, OwnReportPermission, ReportPermission
from tests.incidents.told import fresh, send
from tests.security.world import person
from tests.seeing import every

pytestmark = pytest.mark.django_db
P = ReportPermission
SignedIn = Callable[[object], Client]

VERBS = (P.VIEW, P.ACKNOWLEDGE, P.ASK, P.TAKE_UP, P.MESSAGE, P.RECUSE, P.REASSIGN, P.INTERVENE, P.ADD_PARTY, P.RESOLVE_PARTY)
TABLE = """
                      view ack ask take msg recuse reassign intervene add resolve
handler               y    y   y   y    y   y      y        y         y   y
holder                y    y   y   y    y   y      y        y         y   y
alerted               y    .   .   .    .   y      .        .         .   .
escalated             y    y   .   .    .   y      y        y         .   .
in-emergency          y    .   .   .    .   .      .        y         .   .
handler-before        -    -   -   -    -   -      -        -         -   -
emergency-over        -    -   -   -    -   -      -        -         -   -
emergency-kept-out    -    -   -   -    -   -      -        -         -   -
grant-ended           -    -   -   -    -   -      -        -         -   -
reporter              -    -   -   -    -   -      -        -         -   -
subject               -    -   -   -    -   -      -        -         -   -
implicated            -    -   -   -    -   -      -        -         -   -
witness               -    -   -   -    -   -      -        -         -   -
not-to-receive        -    -   -   -    -   -      -        -         -   -
recused               -    -   -   -    -   -      -        -         -   -
conflict              -    -   -   -    -   -      -        -         -   -
line-manager-above    -    -   -   -    -   -      -        -         -   -
colleague             -    -   -   -    -   -      -        -         -   -
triage-officer        -    -   -   -    -   -      -        -         -   -
case-manager          -    -   -   -    -   -      -        -         -   -
safeguarding-lead     -    -   -   -    -   -      -        -         -   -
director              -    -   -   -    -   -      -        -         -   -
chief-executive       -    -   -   -    -   -      -        -         -   -
board-chair           -    -   -   -    -   -      -        -         -   -
outside-contact       -    -   -   -    -   -      -        -         -   -
communications        -    -   -   -    -   -      -        -         -   -
auditor               -    -   -   -    -   -      -        -         -   -
administrator         -    -   -   -    -   -      -        -         -   -
superuser             -    -   -   -    -   -      -        -         -   -
other-organisation    -    -   -   -    -   -      -        -         -   -
other-with-a-grant    -    -   -   -    -   -      -        -         -   -
inactive-handler      -    -   -   -    -   -      -        -         -   -
without-a-login       -    -   -   -    -   -      -        -         -   -
"""
ROWS = {line.split()[0]: dict(zip(VERBS, line.split()[1:], strict=True)) for line in TABLE.strip().splitlines()[1:]}


# --- Everybody in the table -------------------------------------------------------------------------------------------------
def given(report: Report, to: StaffMember, relation: Relation, **more: Any) -> StaffMember:
    """Let somebody in, as the routes do."""
    permission = Permission.objects.get(content_type__app_label="incidents", codename="open_report")
    assert to.user
    ReportGrant.objects.create(
        organisation_id=report.organisation_id,
        user=to.user,
        content_object=report,
        permission=permission,
        relation=relation,
        given_at=now(),
        **more,
    )
    return to


def in_emergency(cast: Cast, report: Report, *, over: bool = False) -> StaffMember:
    """The case manager was let in for an hour, with a second person; or that hour is over."""
    moment = now()
    ends_at = moment if over else moment + timedelta(hours=1)
    return given(report, cast.dana, Relation.EMERGENCY, given_by=cast.ingrid, ends_at=ends_at)


def kept_out(report: Report, who: StaffMember, source: ExclusionSource) -> StaffMember:
    """Keep somebody out."""
    keep_out(report, who.pk, source)
    return who


def inactive_handler(cast: Cast, report: Report) -> StaffMember:
    """The handler has left, and nothing else has happened yet."""
    StaffMember.objects.filter(pk=cast.elif_.pk).update(is_active=False)
    return StaffMember.objects.get(pk=cast.elif_.pk)


def handler_before(cast: Cast, report: Report) -> StaffMember:
    """Somebody who handed it on."""
    reassign(actor=cast.elif_, report_id=report.pk, to_id=cast.farid.pk, reason="I am away.")
    return cast.elif_


def holder(cast: Cast, report: Report) -> StaffMember:
    """The report waits with the triage officer until it is clear who is meant."""
    every(Report).filter(pk=report.pk).update(handler=cast.tomas, held=True)
    return given(report, cast.tomas, Relation.HOLDER)


def party(cast: Cast, report: Report, who: StaffMember, role: PartyRole) -> StaffMember:
    """Somebody whom the handler named."""
    add_party(actor=cast.elif_, report_id=report.pk, role=role, person_id=who.pk)
    return who


PEOPLE: dict[str, str | Callable[[Cast, Report], StaffMember]] = {
    "handler": "elif",
    "holder": holder,
    "alerted": lambda cast, report: given(report, cast.chidi, Relation.ALERTED),
    "escalated": lambda cast, report: given(report, cast.farid, Relation.ESCALATED),
    "in-emergency": in_emergency,
    "emergency-over": lambda cast, report: in_emergency(cast, report, over=True),
    "emergency-kept-out": lambda cast, report: kept_out(report, in_emergency(cast, report), ExclusionSource.CONFLICT),
    "handler-before": handler_before,
    "grant-ended": lambda cast, report: given(report, cast.chidi, Relation.ALERTED, ends_at=now()),
    "reporter": "amira",
    "subject": "ben",
    "implicated": lambda cast, report: party(cast, report, cast.pavel, PartyRole.IMPLICATED),
    "witness": lambda cast, report: party(cast, report, cast.maya, PartyRole.WITNESS),
    "not-to-receive": "noor",
    "recused": lambda cast, report: kept_out(report, cast.chidi, ExclusionSource.RECUSED),
    "conflict": lambda cast, report: kept_out(report, cast.dana, ExclusionSource.CONFLICT),
    "line-manager-above": "farid",
    "colleague": "pavel",
    "triage-officer": "tomas",
    "case-manager": "dana",
    "safeguarding-lead": "chidi",
    "director": "ingrid",
    "chief-executive": "samuel",
    "board-chair": "yara",
    "outside-contact": "miriam",
    "communications": "maya",
    "auditor": "grace",
    "administrator": "olga",
    "superuser": "root",
    "other-organisation": "ivo",
    "other-with-a-grant": lambda cast, report: given(report, cast.ivo, Relation.ALERTED),
    "inactive-handler": inactive_handler,
    "without-a-login": "lena",
}


def find(who: str, cast: Cast, report: Report) -> StaffMember:
    """Whoever stands in that row of the table: one of the cast as they are, or after something has happened."""
    found = PEOPLE[who]
    return person(cast, found) if isinstance(found, str) else found(cast, report)


@pytest.fixture
def report(cast: Cast) -> Report:
    """Amira told something about Ben, in confidence before Noor; it is with Elif, and a name is not clear yet."""
    sent = send(cast.amira, cast.ben, not_to_receive=[str(cast.noor.pk)])
    add_party(actor=cast.elif_, report_id=sent.pk, role=PartyRole.WITNESS, name="Somebody at the door")
    return fresh(sent)


# --- The law ----------------------------------------------------------------------------------------------------------------
def test_the_table_is_whole() -> None:
    assert set(VERBS) == set(ReportPermission)
    assert set(ROWS) == set(PEOPLE)


@pytest.mark.parametrize("who", ROWS)
def test_the_law_says_what_the_table_says(cast: Cast, report: Report, who: str) -> None:
    actor = find(who, cast, report)
    found = fresh(report)
    said = {verb: "y" if ACCESS.allows(actor, verb, found) else "." for verb in VERBS}
    if said[P.VIEW] != "y":
        said = dict.fromkeys(said, "-")
    assert said == ROWS[who]


OWN = {"reporter", "handler", "subject", "recused", "superuser", "other-organisation", "administrator", "inactive-handler"}


@pytest.mark.parametrize("who", sorted(OWN))
def test_only_its_author_has_a_submission(cast: Cast, report: Report, who: str) -> None:
    actor = find(who, cast, report)
    allowed = {verb for verb in OwnReportPermission if OWN_ACCESS.allows(actor, verb, fresh(report))}
    assert allowed == (set(OwnReportPermission) if who == "reporter" else set())


# --- The addresses ----------------------------------------------------------------------------------------------------------
FITTING = {P.ASK: ReportStatus.ACKNOWLEDGED, P.TAKE_UP: ReportStatus.ACKNOWLEDGED}
"""The status in which a verb has its place, where that is not the first one."""
FORMS: dict[ReportPermission, dict[str, str]] = {
    P.ACKNOWLEDGE: {},
    P.ASK: {"text": "Which day was it?"},
    P.TAKE_UP: {},
    P.MESSAGE: {"text": "Thank you."},
    P.RECUSE: {"reason": "He is my brother."},
    P.REASSIGN: {"reason": "I am away."},
    P.INTERVENE: {"text": "I spoke with both.", "day_day": "2", "day_month": "1", "day_year": "2026", "hour": "14:30"},
    P.ADD_PARTY: {"role": "witness", "query": "somebody from the café", "pick": "as_written"},
    P.RESOLVE_PARTY: {"pick": "outside"},
}
JSON: dict[ReportPermission, dict[str, str]] = {
    P.INTERVENE: {"text": "I spoke with both.", "happened_at": "2026-01-02T14:30"},
    P.ADD_PARTY: {"role": "witness", "name": "somebody from the café"},
    P.RESOLVE_PARTY: {"state": "external"},
}


def address(space: str, verb: ReportPermission, report: Report) -> str:
    """Where a verb stands, in the browser or in the API."""
    ids: list[UUID] = [report.pk]
    if verb == P.RESOLVE_PARTY:
        ids.append(report.parties.get(person=None).pk)
    return reverse(f"{space}:{'report' if verb == P.VIEW else verb.value.partition('.')[2]}", args=ids)


def acts_on(report: Report) -> int:
    """How much the record has of it, but for who looked at it: in an emergency every page is written down."""
    return len([line for line in entries_about(report.pk) if line.event != ReportEvent.OPENED])


def is_done(browser: Client, space: str, verb: ReportPermission, report: Report, to: StaffMember) -> tuple[int, bool]:
    """Do it by its address: the status, and whether the record has something new; undone at once."""
    more = {"to": str(to.pk)} if verb == P.REASSIGN else {}
    where, before = address(space, verb, report), acts_on(report)
    with transaction.atomic():
        every(Report).filter(pk=report.pk).update(status=FITTING.get(verb, ReportStatus.SUBMITTED))
        if verb == P.VIEW:
            answer = browser.get(where)
        elif space == "api_desk":
            answer = browser.post(where, JSON.get(verb, FORMS[verb]) | more, content_type="application/json")
        else:
            answer = browser.post(where, FORMS[verb] | more)
        done = acts_on(report) > before
        transaction.set_rollback(True)
    return answer.status_code, done


@pytest.mark.parametrize("space", ["desk", "api_desk"])
@pytest.mark.parametrize("who", [row for row in ROWS if row not in {"inactive-handler", "without-a-login"}])
def test_the_addresses_do_what_the_table_says(cast: Cast, report: Report, signed_in: SignedIn, who: str, space: str) -> None:
    browser = signed_in(find(who, cast, report))
    to = cast.ingrid if who != "director" else cast.samuel
    for verb in VERBS:
        status, done = is_done(browser, space, verb, report, to)
        mark = ROWS[who][verb]
        if verb == P.VIEW:
            assert status == (200 if mark == "y" else 404)
        elif mark == "y":
            assert (verb, done, status < 400) == (verb, True, True)
        elif mark == "-":
            assert (verb, done, status) == (verb, False, 404)
        else:
            assert (verb, done) == (verb, False)
            assert status in {302, 403}  # a page without a box says on the report why it was not done


def test_a_handler_who_left_or_never_signed_in_has_no_way_in(cast: Cast, report: Report, signed_in: SignedIn) -> None:
    browser = signed_in(cast.elif_)
    assert browser.get(address("desk", P.VIEW, report)).status_code == 200
    StaffMember.objects.filter(pk=cast.elif_.pk).update(is_active=False)
    for space in ("desk", "api_desk"):
        assert browser.get(address(space, P.VIEW, report)).status_code in {302, 401, 403}
    assert cast.lena.user_id is None


def test_an_appointment_by_itself_opens_nothing(cast: Cast, report: Report) -> None:
    holders = {appointment.person_id for appointment in Appointment.objects.filter(organisation=cast.organisation)}
    people = StaffMember.objects.filter(pk__in=holders)
    assert len(holders) > 8
    assert not [each.name for each in people if ACCESS.allows(each, P.VIEW, report)]
    assert person(cast, "elif").pk not in holders

"""What somebody does with a report on their desk. Each verb asks the law and the workflow anew, under the report's lock."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.grants.choices import ExclusionSource, Relation
from accounts.grants.queries import grant_of
from accounts.routing.queries import lock_tree
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, NotVisible, RuleViolation
from boundaries.record.actions import append
from boundaries.record.models import RecordEntry
from boundaries.threads.actions import open_thread
from boundaries.threads.actions import send_message as send_in_thread
from boundaries.threads.models import Message, Side
from incidents.clocks.actions import meet_clock, pause_clocks, resume_clocks
from incidents.reports import rules
from incidents.reports.actions import add_party as write_party
from incidents.reports.actions import keep_out, settle_area
from incidents.reports.choices import ClockKind, PartyRole, PartyState, ReportStatus
from incidents.reports.events import ReportEvent
from incidents.reports.models import Intervention, Party, Report, ReportGrant
from incidents.reports.permissions import ACCESS, ReportPermission, reads_in_emergency
from incidents.reports.queries import people_eligible, report_for, report_to_judge
from incidents.reports.workflow import WORKFLOW, ReportMove
from incidents.routes.actions import follow_people, hand_over, step_aside


@transaction.atomic
def open_report(*, actor: StaffMember, report_id: UUID) -> Report:
    """Read the report. Who opened it, in what relation, is written down once a day, in an emergency each time; its reporter
    can see it.
    """
    report = report_for(actor, report_id)
    grant = grant_of(ReportGrant, actor=actor, thing=report)
    write_opening(report, actor, relation=str(grant.relation) if grant else "")
    return report


def write_opening(report: Report, actor: StaffMember, *, relation: str) -> None:
    """Write down that somebody opened the report: once a day, and in an emergency each time."""
    if relation == Relation.EMERGENCY:
        _write_down(ReportEvent.OPENED, report, actor, relation=relation)
        return
    day = now().astimezone(ZoneInfo(report.organisation.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    before = RecordEntry.objects.hanging_on(report).filter(event=ReportEvent.OPENED, actor_id=actor.pk, at__gte=day)
    if not before.exists():
        _write_down(ReportEvent.OPENED, report, actor, relation=relation)


@transaction.atomic
def open_page(*, actor: StaffMember, report_id: UUID) -> Report:
    """See which report a page is about. Only in an emergency is that written down too: then every page is."""
    report = report_for(actor, report_id)
    if reads_in_emergency(actor, report):
        write_opening(report, actor, relation=Relation.EMERGENCY)
    return report


@transaction.atomic
def acknowledge(*, actor: StaffMember, report_id: UUID) -> Report:
    """Say that the report has arrived and is being looked at; its first clock is met (NT-01)."""
    report = _locked(actor, report_id, ReportPermission.ACKNOWLEDGE)
    report.status = WORKFLOW.move(report.status, ReportMove.ACKNOWLEDGE)
    report.acknowledged_at = now()
    report.save(update_fields=["status", "acknowledged_at"])
    _write_down(ReportEvent.ACKNOWLEDGED, report, actor)
    meet_clock(report, ClockKind.ACKNOWLEDGE)
    return report


@transaction.atomic
def ask(*, actor: StaffMember, report_id: UUID, text: str) -> Message:
    """Ask the reporter for more. The clocks wait until there is an answer."""
    report = _locked(actor, report_id, ReportPermission.ASK)
    status = WORKFLOW.move(report.status, ReportMove.ASK)
    message = _say(report, actor, rules.check_text(text, field="text"), is_question=True)
    report.status = status
    report.save(update_fields=["status"])
    _write_down(ReportEvent.ASKED, report, actor, message=str(message.pk))
    pause_clocks(report)
    return message


@transaction.atomic
def take_up(*, actor: StaffMember, report_id: UUID) -> Report:
    """Take the report into triage, without waiting any longer where something was asked: the clocks run on."""
    report = _locked(actor, report_id, ReportPermission.TAKE_UP)
    waited = report.status == ReportStatus.WAITING
    report.status = WORKFLOW.move(report.status, ReportMove.TAKE_UP)
    report.save(update_fields=["status"])
    _write_down(ReportEvent.TAKEN_UP, report, actor)
    if waited:
        resume_clocks(report)
    return report


@transaction.atomic
def send_message(*, actor: StaffMember, report_id: UUID, text: str) -> Message:
    """Write to the reporter; the first message is the first contact, and meets its clock (NT-01)."""
    report = _locked(actor, report_id, ReportPermission.MESSAGE)
    message = _say(report, actor, rules.check_text(text, field="text"))
    _write_down(ReportEvent.MESSAGE_SENT, report, actor, message=str(message.pk), side=str(Side.HANDLER))
    if report.contacted_at is None:
        report.contacted_at = now()
        report.save(update_fields=["contacted_at"])
        meet_clock(report, ClockKind.CONTACT)
    return message


@transaction.atomic
def recuse(*, actor: StaffMember, report_id: UUID, reason: str) -> None:
    """Step aside: from now on the report is closed to oneself, and it goes on to the next in the route at once (RT-03)."""
    report = _locked(actor, report_id, ReportPermission.RECUSE)
    reason = rules.check_text(reason, field="reason")
    _write_down(ReportEvent.RECUSED, report, actor, person=str(actor.pk))
    keep_out(report, actor.pk, ExclusionSource.RECUSED)
    step_aside(report, by=actor, reason=reason)


@transaction.atomic
def reassign(*, actor: StaffMember, report_id: UUID, to_id: UUID, reason: str) -> Report:
    """Hand the report to somebody who may handle it. Raises RuleViolation for anybody else, whoever they are."""
    report = _locked(actor, report_id, ReportPermission.REASSIGN)
    reason = rules.check_text(reason, field="reason")
    chosen = next((person for person in people_eligible(actor, report) if person.pk == to_id), None)
    if chosen is None:
        message = _("This person cannot take the report. Choose somebody else.")
        raise RuleViolation("report.not-eligible", message, field="to")
    hand_over(report, to=chosen, by=actor, reason=reason)
    return report


@transaction.atomic
def intervene(*, actor: StaffMember, report_id: UUID, text: str, happened_at: datetime) -> Intervention:
    """Write down how one stepped in, and when (RC-BR-1, LK-2.2)."""
    report = _locked(actor, report_id, ReportPermission.INTERVENE)
    text = rules.check_text(text, field="text")
    if happened_at > now():
        raise RuleViolation(
            "intervention.future", _("This has not happened yet. Check the date and the time."), field="happened_at"
        )
    intervention = Intervention(report=report, happened_at=happened_at, recorded_by=actor, recorded_at=now())
    intervention.text = text
    intervention.save(force_insert=True)
    _write_down(ReportEvent.INTERVENED, report, actor, intervention=str(intervention.pk))
    return intervention


@transaction.atomic
def add_party(*, actor: StaffMember, report_id: UUID, role: PartyRole, person_id: UUID | None = None, name: str = "") -> Party:
    """Add a person the report is about, who may be involved, or who saw it; the route follows in the same transaction.

    Naming oneself is stepping aside, and is done there. Raises RuleViolation with ``field``.
    """
    report = _locked(actor, report_id, ReportPermission.ADD_PARTY)
    if person_id is not None:
        _check_colleague(report, actor, person_id)
        if report.parties.filter(role=role, person_id=person_id).exists():
            raise RuleViolation("party.twice", _("This person is named already."), field="person")
        party = write_party(report, role=role, state=PartyState.LINKED, person_id=person_id)
    else:
        name = _check_name(name)
        party = write_party(report, role=role, state=PartyState.UNRESOLVED, name=name)
    _write_down(
        ReportEvent.PARTY_ADDED,
        report,
        actor,
        party=str(party.pk),
        role=str(role),
        person=str(person_id) if person_id else None,
    )
    follow_people(report, subjects_changed=role == PartyRole.SUBJECT)
    return party


@transaction.atomic
def resolve_party(
    *, actor: StaffMember, report_id: UUID, party_id: UUID, state: PartyState, person_id: UUID | None = None
) -> Party:
    """Make clear who is meant by a name: a member of staff, or somebody who does not work here (RT-10).

    The report leaves whoever held it for the person it belongs to, in the same transaction.
    """
    report = _locked(actor, report_id, ReportPermission.RESOLVE_PARTY)
    party = report.parties.select_for_update(of=("self",)).filter(pk=party_id).first()
    if party is None:
        raise NotVisible
    if party.state != PartyState.UNRESOLVED:
        raise MoveRefused
    party.report = report
    if state == PartyState.LINKED:
        if person_id is None:
            raise RuleViolation("party.person", _("Choose who is meant."), field="person")
        _check_colleague(report, actor, person_id)
        if report.parties.filter(role=party.role, person_id=person_id).exists():
            raise RuleViolation("party.twice", _("This person is named already."), field="person")
        party.person_id = person_id
    elif state != PartyState.EXTERNAL:
        raise RuleViolation("party.state", _("Choose one of the answers."), field="state")
    party.state, party.resolved_at = state, now()
    party.save(update_fields=["person", "state", "resolved_at"])
    if party.person_id:
        keep_out(report, party.person_id, ExclusionSource(party.role))
        if party.role == PartyRole.SUBJECT:
            settle_area(report, party.person_id)
    _write_down(
        ReportEvent.PARTY_RESOLVED,
        report,
        actor,
        party=str(party.pk),
        state=str(state),
        person=str(party.person_id) if party.person_id else None,
    )
    follow_people(report, subjects_changed=party.role == PartyRole.SUBJECT)
    return party


def _check_colleague(report: Report, actor: StaffMember, person_id: UUID) -> None:
    """Raise RuleViolation for somebody who is not in the organisation, and for the actor."""
    if person_id == actor.pk:
        message = _("This is you. If the report concerns you, step aside: it then goes on to somebody else at once.")
        raise RuleViolation("party.self", message, field="person")
    if not StaffMember.objects.filter(pk=person_id, organisation_id=report.organisation_id).exists():
        raise RuleViolation("party.unknown", _("Choose the person again."), field="person")


def _check_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise RuleViolation("party.name", _("Choose a person or write a name."), field="name")
    if len(name) > rules.LONGEST_NAME:
        raise RuleViolation("party.name-long", _("This is too long. Keep it under 300 characters."), field="name")
    return name


def _say(report: Report, actor: StaffMember, text: str, *, is_question: bool = False) -> Message:
    thread = open_thread(organisation_id=report.organisation_id, about=("report", report.pk), key=report.data_key)
    return send_in_thread(thread=thread, side=Side.HANDLER, author_id=actor.pk, body=text, is_question=is_question)


def _locked(actor: StaffMember, report_id: UUID, permission: ReportPermission) -> Report:
    """The report under the tree's lock and its own, if the actor may do this to it."""
    lock_tree(actor.organisation_id, exclusive=False)
    report = report_to_judge(actor, report_id)
    ACCESS.require(actor, permission, report)
    return report


def _write_down(event: ReportEvent, report: Report, actor: StaffMember, **data: object) -> None:
    append(
        event,
        about=("report", report.pk),
        organisation_id=report.organisation_id,
        actor_id=actor.pk,
        key=report.data_key,
        data=data,
    )

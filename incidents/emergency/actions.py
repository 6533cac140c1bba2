"""Asking for emergency access, deciding on it as the second person, and ending it early (OP-07).

Asking takes the same steps, in the same number, whether there is such a report or not, and whether whoever asks is kept out of
it or not. Whoever decides holds the organisation's tree and the report's lock: nobody is kept out, or comes to work under
somebody, between the question and the grant.
"""

from uuid import UUID

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.grants.choices import Relation
from accounts.grants.queries import grant_of, live
from accounts.organisations.models import Organisation
from accounts.routing.queries import lock_tree
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, NotVisible, RuleViolation
from boundaries.record.actions import append
from boundaries.sealing.actions import blind_index
from incidents.emergency import rules
from incidents.emergency.choices import EmergencyStatus
from incidents.emergency.events import EmergencyEvent
from incidents.emergency.models import EmergencyRequest
from incidents.emergency.permissions import ACCESS, IN_GENERAL, LETTING_IN, EmergencyPermission
from incidents.emergency.queries import asked_within_the_hour, is_waiting, named_by, request_for, requests_of, to_be_seen
from incidents.emergency.workflow import WORKFLOW, EmergencyMove
from incidents.reports.events import ReportEvent
from incidents.reports.models import Report, ReportGrant
from incidents.reports.queries import report_for, report_to_judge


@transaction.atomic
def ask(*, actor: StaffMember, reference: str, reason: str) -> EmergencyRequest:
    """Ask to read the report of this reference for an hour. Asking again takes the place of what one asked before.

    Raises RuleViolation for what cannot be a reference, for no reason, for one request too many, and where the actor can read
    the report without asking. In every other case it answers the same.
    """
    StaffMember.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    IN_GENERAL.require(actor, EmergencyPermission.ASK, actor.organisation)
    reference, reason = rules.read_reference(reference), rules.check_reason(reason)
    rules.check_not_too_many(asked_within_the_hour(actor))
    organisation = Organisation.objects.select_related("data_key").get(pk=actor.organisation_id)
    report, reads_it = named_by(actor, reference)
    if reads_it:
        raise RuleViolation(
            "emergency.reads-it", _("You can read this report without it, on your desk or in the register."), field="reference"
        )
    index, moment = blind_index("emergency reference", f"{actor.organisation_id} {reference}"), now()
    before = requests_of(actor).filter(reference_index=index, status=EmergencyStatus.WAITING)
    before.update(status=WORKFLOW.move(EmergencyStatus.WAITING, EmergencyMove.REPLACE))
    request = EmergencyRequest(
        organisation=organisation,
        report=report,
        asker=actor,
        reference_index=index,
        data_key=report.data_key if report else organisation.data_key,
        asked_at=moment,
        lapses_at=moment + rules.WAITS,
    )
    request.reference, request.reason = reference, reason if report else ""
    request.save(force_insert=True)
    append(
        EmergencyEvent.ASKED,
        about=("emergency", request.pk),
        organisation_id=request.organisation_id,
        actor_id=actor.pk,
        key=request.data_key,
    )
    return request


@transaction.atomic
def confirm(*, actor: StaffMember, request_id: UUID) -> EmergencyRequest:
    """Let whoever asked read the report for an hour from now, as the second person.

    Raises MoveRefused where the request lapsed or was decided, and where whoever asked may not be let in any more.
    """
    request, report = _locked(actor, request_id)
    status = _moved(request, EmergencyMove.CONFIRM)
    if not LETTING_IN.allows(request.asker, EmergencyPermission.BE_LET_IN, report) or grant_of(
        ReportGrant, actor=request.asker, thing=report
    ):
        raise MoveRefused(message=_("This request cannot be confirmed any more."))
    moment = now()
    request.status, request.decided_by, request.decided_at, request.ends_at = status, actor, moment, moment + rules.LASTS
    request.save(update_fields=["status", "decided_by", "decided_at", "ends_at"])
    _let_in(request, report, by=actor)
    until = request.ends_at.isoformat()
    _write_down(ReportEvent.EMERGENCY_CONFIRMED, report, actor, request=str(request.pk), to=str(request.asker_id), until=until)
    return request


@transaction.atomic
def decline(*, actor: StaffMember, request_id: UUID) -> EmergencyRequest:
    """Decline a request. Whoever asked is not told: that somebody looked at it would tell them that there is a report."""
    request, report = _locked(actor, request_id)
    request.status = _moved(request, EmergencyMove.DECLINE)
    request.decided_by, request.decided_at = actor, now()
    request.save(update_fields=["status", "decided_by", "decided_at"])
    _write_down(ReportEvent.EMERGENCY_DECLINED, report, actor, request=str(request.pk), person=str(request.asker_id))
    return request


@transaction.atomic
def end(*, actor: StaffMember, report_id: UUID) -> EmergencyRequest:
    """End one's own access before its hour is over. Raises NotVisible where there is none."""
    report = report_to_judge(actor, report_for(actor, report_id).pk)
    request = _open(report, actor.pk)
    if request is None or actor.user_id is None:
        raise NotVisible
    _close(request, report)
    _write_down(ReportEvent.EMERGENCY_ENDED, report, actor, request=str(request.pk), person=str(actor.pk))
    return request


def end_for(report: Report, person_id: UUID) -> None:
    """Somebody was kept out of a report: what they were let in to for an hour is over at once. The caller sees everything."""
    request = _open(report, person_id)
    if request is not None:
        _close(request, report)
        append(
            ReportEvent.EMERGENCY_ENDED,
            about=("report", report.pk),
            organisation_id=report.organisation_id,
            actor_id=None,
            key=report.data_key,
            data={"request": str(request.pk), "person": str(person_id)},
        )


def _open(report: Report, person_id: UUID) -> EmergencyRequest | None:
    """The request by which somebody reads a report now."""
    rows = report.emergencies.select_for_update(of=("self",)).select_related("asker")
    return rows.filter(asker_id=person_id, status=EmergencyStatus.CONFIRMED, ends_at__gt=now()).first()


def _close(request: EmergencyRequest, report: Report) -> None:
    request.status, request.ends_at = WORKFLOW.move(request.status, EmergencyMove.END), now()
    request.save(update_fields=["status", "ends_at"])
    live(report.grants.filter(user__staff_member=request.asker_id, relation=Relation.EMERGENCY)).update(ends_at=now())


def _let_in(request: EmergencyRequest, report: Report, *, by: StaffMember) -> None:
    """The grant, in place of one that has ended. Why stands sealed with the request."""
    assert request.asker.user_id is not None  # nobody is let in without a login
    values = {
        "organisation_id": report.organisation_id,
        "permission": Permission.objects.get(content_type__app_label="incidents", codename="open_report"),
        "relation": Relation.EMERGENCY,
        "given_by": by,
        "reason": "",
        "given_at": request.decided_at,
        "ends_at": request.ends_at,
        "sort_at": None,
    }
    report.grants.update_or_create(user_id=request.asker.user_id, defaults=values)


def _locked(actor: StaffMember, request_id: UUID) -> tuple[EmergencyRequest, Report]:
    """A request and its report under their locks, if the actor may decide on it now."""
    lock_tree(actor.organisation_id, exclusive=False)
    seen = request_for(actor, request_id, EmergencyPermission.DECIDE)
    assert seen.report_id is not None  # or nobody might decide
    report = report_to_judge(actor, seen.report_id)
    rows = EmergencyRequest.objects.visible_to(actor, by=to_be_seen).select_for_update(of=("self",))
    request = rows.get(pk=request_id)
    request.report = report
    ACCESS.require(actor, EmergencyPermission.DECIDE, request)
    return request, report


def _moved(request: EmergencyRequest, move: EmergencyMove) -> EmergencyStatus:
    """What the request becomes. Raises MoveRefused, also where its hour is over."""
    status = WORKFLOW.move(request.status, move)
    if not is_waiting(request):
        raise MoveRefused(message=_("The hour in which this could be confirmed is over."))
    return status


def _write_down(event: ReportEvent, report: Report, actor: StaffMember, **data: object) -> None:
    append(
        event,
        about=("report", report.pk),
        organisation_id=report.organisation_id,
        actor_id=actor.pk,
        key=report.data_key,
        data=data,
    )

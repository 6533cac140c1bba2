"""What an author does: write a draft, send it, add to it, talk about it. Nothing that was told is ever changed."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.clients.queries import clients_of
from accounts.grants.choices import ExclusionSource
from accounts.grants.queries import standing
from accounts.staff.models import StaffMember
from boundaries.access.scope import Reason, as_system
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import NotVisible, RuleViolation
from boundaries.files.rules import accept
from boundaries.record.actions import append
from boundaries.sealing.actions import destroy_key, make_key
from boundaries.threads.actions import open_thread
from boundaries.threads.actions import send_message as send_in_thread
from boundaries.threads.models import Message, Side
from incidents.clocks.actions import resume_clocks
from incidents.excepted.models import CitedException
from incidents.excepted.queries import cited_by
from incidents.reports import rules
from incidents.reports.choices import PartyRole, PartyState, ReportKind, ReportStatus
from incidents.reports.events import ReportEvent
from incidents.reports.models import Addition, AffectedPerson, Attachment, Draft, Party, Report, ReportExclusion
from incidents.reports.permissions import OWN_ACCESS, OwnReportPermission, reporter_index
from incidents.reports.queries import begun, own_report, report_to_judge
from incidents.reports.workflow import WORKFLOW, ReportMove
from policies.adoption.queries import clauses_about
from policies.exceptions.models import ExceptionRequest

# --- The draft ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def start_draft(*, actor: StaffMember) -> Draft:
    """Begin a report. An organisation takes reports once it is activated; until then Forbidden says whom to ask."""
    if actor.organisation.activated_at is None:
        message = _("Your organisation does not take reports here yet. Tell your line manager or a director directly.")
        raise RuleViolation("organisation.not-activated", message)
    draft = Draft(
        organisation_id=actor.organisation_id,
        author_index=reporter_index(actor.pk),
        data_key=make_key(organisation_id=actor.organisation_id),
        changed_at=now(),
    )
    draft.answers = {}
    draft.save(force_insert=True)
    return draft


@transaction.atomic
def save_draft(*, actor: StaffMember, draft_id: UUID, answers: Mapping[str, Any]) -> Draft:
    """Keep what was answered so far: each answer given replaces the one before, the others stay."""
    draft = _draft(actor, draft_id)
    draft.answers = {**draft.answers, **answers}
    draft.version += 1
    draft.changed_at = now()
    draft.save(update_fields=["answers", "version", "changed_at"])
    return draft


@transaction.atomic
def discard_draft(*, actor: StaffMember, draft_id: UUID) -> None:
    """Throw a draft away with its files and its key: nothing of it can be read again."""
    draft = _draft(actor, draft_id)
    Attachment.objects.hanging_on(draft).delete()
    draft.delete()
    destroy_key(draft.data_key)


@transaction.atomic
def submit_report(*, actor: StaffMember, draft_id: UUID) -> Report:
    """Send the draft. Sending it twice gives the one report it became.

    Who may never receive it is kept out in the same transaction, before anybody is let in. Raises RuleViolation with
    the answer that is missing, and NotVisible for somebody else's draft.
    """
    draft = _locked_draft(actor, draft_id)
    if draft is None:
        return own_report(actor, draft_id)
    status = WORKFLOW.move(ReportStatus.DRAFT, ReportMove.SUBMIT)
    told = rules.told_in(draft.answers)
    rules.check_complete(told)
    report = Report(
        id=draft.pk,
        organisation=actor.organisation,
        kind=told["kind"],
        status=status,
        data_key=draft.data_key,
        reporter_index=reporter_index(actor.pk),
        in_confidence=told.get("in_confidence") is True,
        categories=list(told.get("categories", [])),
        clauses=clauses_about(actor.organisation_id, told.get("categories", [])),
        danger=told["danger"],
        serious=rules.is_serious(told.get("categories", []), told["danger"]),
        prefers_shift_leader=told.get("shift_leader") is True,
        submitted_at=now(),
    )
    exceptions = cited_by(actor, draft.answers)
    told |= {"cites": [str(each) for each in exceptions]} if exceptions else {}
    report.reporter, report.story = str(actor.pk), told
    _save_under_a_reference(report)
    draft.delete()
    _write_down(
        ReportEvent.SUBMITTED,
        report,
        actor,
        kind=report.kind,
        categories=report.categories,
        serious=report.serious,
        danger=report.danger,
    )
    _name_people(report, actor, told)
    _cite(report, actor, exceptions)
    return report


def _cite(report: Report, actor: StaffMember, exceptions: Sequence[ExceptionRequest]) -> None:
    """Keep which approved exceptions it is about. Whose they are may be involved: they never receive it, nor learn of it."""
    citations = [CitedException(report=report, exception_id=each.pk, cited_at=now()) for each in exceptions]
    for citation in citations:
        citation.save(force_insert=True)
    named = set(report.parties.values_list("person_id", flat=True)) | {actor.pk}
    for worker_id in sorted({each.worker_id for each in exceptions} - named):
        add_party(report, role=PartyRole.IMPLICATED, state=PartyState.LINKED, person_id=worker_id)
    if citations:
        _write_down(ReportEvent.EXCEPTION_CITED, report, actor, citations=[str(each.pk) for each in citations])


def _name_people(report: Report, actor: StaffMember, told: Mapping[str, Any]) -> None:
    """Write whom it is about and who must not receive it, and keep all of them out."""
    subjects = _colleagues(report.organisation_id, _ids(told.get("subjects", []), "person"), "subjects")
    kept_out = _colleagues(report.organisation_id, told.get("not_to_receive", []), "not_to_receive")
    if report.kind == ReportKind.SELF_REPORT:
        subjects = [actor.pk]
    for person_id in subjects:
        add_party(report, role=PartyRole.SUBJECT, state=PartyState.LINKED, person_id=person_id)
    if report.kind == ReportKind.GUIDANCE and not report.in_confidence:
        settle_area(report, actor.pk)
    for written in told.get("subjects", []):
        if not written.get("person"):
            add_party(report, role=PartyRole.SUBJECT, state=PartyState.UNRESOLVED, name=str(written["name"]))
    for person_id in kept_out:
        keep_out(report, person_id, ExclusionSource.NOT_TO_RECEIVE)
    _name_affected(report, actor, told.get("clients", []))


def _name_affected(report: Report, actor: StaffMember, clients: Iterable[Mapping[str, Any]]) -> None:
    """Link the clients whom the author may know of; keep the others as they were written."""
    clients = list(clients)
    wanted = _ids(clients, "client")
    known = set(clients_of(actor).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    if set(wanted) - known:
        raise RuleViolation("report.client", _("Choose the client again, or write the name."), field="clients")
    for each in clients:
        affected = AffectedPerson(report=report, client_id=each.get("client") or None)
        affected.name = "" if each.get("client") else str(each.get("name", ""))
        affected.save(force_insert=True)


def _ids(people: Iterable[Mapping[str, Any]], key: str) -> list[UUID]:
    return [UUID(str(each[key])) for each in people if each.get(key)]


def _colleagues(organisation_id: UUID, person_ids: Iterable[Any], field: str) -> list[UUID]:
    """These members of staff, each once. Raises RuleViolation for anybody who is not in the organisation."""
    wanted = dict.fromkeys(UUID(str(each)) for each in person_ids)
    found = set(StaffMember.objects.filter(organisation_id=organisation_id, pk__in=wanted).values_list("pk", flat=True))
    if set(wanted) - found or len(wanted) > rules.MOST_PEOPLE:
        raise RuleViolation("report.person", _("Choose the person again: somebody is not in the list of staff."), field=field)
    return list(wanted)


def _save_under_a_reference(report: Report) -> None:
    """Give it a reference that nobody can guess and that tells no count; where one has it already, only the database knows."""
    while True:
        report.reference = rules.reference_of("".join(secrets.choice(rules.REFERENCE_LETTERS) for _ in range(8)))
        try:
            with transaction.atomic():
                return report.save(force_insert=True)
        except IntegrityError as error:
            if "reference" not in str(error):
                raise


# --- People of a report, for this slice and for the desk ------------------------------------------------------------------


def add_party(report: Report, *, role: str, state: str, person_id: UUID | None = None, name: str = "") -> Party:
    """Write down a person of the report; a member of staff is kept out of it from then on."""
    party = Party(report=report, role=role, state=state, person_id=person_id, added_at=now())
    party.name = name
    party.save(force_insert=True)
    if person_id:
        keep_out(report, person_id, ExclusionSource(role))
        if role == PartyRole.SUBJECT:
            settle_area(report, person_id)
    return party


def settle_area(report: Report, person_id: UUID) -> None:
    """The report belongs to the area where the first person it is about works; it stays there when they move on."""
    if report.area_id is None:
        report.area_id = StaffMember.objects.values_list("site_id", flat=True).get(pk=person_id)
        report.save(update_fields=["area"])


def keep_out(report: Report, person_id: UUID, source: ExclusionSource) -> bool:
    """Keep somebody out of the report, whatever else would let them in; False when they are kept out already."""
    with as_system(Reason.KEEPING_OUT, organisation_id=report.organisation_id):
        exclusions = ReportExclusion.objects.unscoped(Reason.KEEPING_OUT)
        before = exclusions.filter(report=report, person_id=person_id)
        last = before.filter(next=None).first()
        if last is not None and standing(before).exists():
            return False
        _made, is_new = exclusions.get_or_create(
            report=report,
            person_id=person_id,
            after=last,
            defaults={"organisation_id": report.organisation_id, "source": source, "added_at": now()},
        )
    if is_new:
        append(
            ReportEvent.EXCLUDED,
            about=("report", report.pk),
            organisation_id=report.organisation_id,
            actor_id=None,
            key=report.data_key,
            data={"person": str(person_id), "source": str(source)},
        )
    return is_new


# --- After it was sent ----------------------------------------------------------------------------------------------------


@transaction.atomic
def add_to_report(*, actor: StaffMember, report_id: UUID, text: str) -> Addition:
    """Put something beside what was told. What was told stays as it is."""
    report = _own(actor, report_id, OwnReportPermission.ADD)
    text = rules.check_text(text, field="text")
    addition = Addition(report=report, added_at=now())
    addition.text = text
    addition.save(force_insert=True)
    _write_down(ReportEvent.ADDED_TO, report, actor, addition=str(addition.pk))
    return addition


@transaction.atomic
def attach_file(*, actor: StaffMember, about_id: UUID, name: str, content: bytes) -> Attachment:
    """Keep a file with a draft or with a report one sent: sealed, and unopened until it has been checked (issue G).

    Raises RuleViolation with ``field="file"`` for a kind, size or number of files that is not kept.
    """
    about = _locked_draft(actor, about_id) or _own(actor, about_id, OwnReportPermission.ADD)
    accepted = accept(name, content, already=Attachment.objects.hanging_on(about).count())
    attachment = Attachment(
        organisation_id=about.organisation_id,
        about_id=about.pk,
        data_key=about.data_key,
        media_type=accepted.media_type,
        size=len(content),
        added_at=now(),
    )
    attachment.name, attachment.content = accepted.name, bytearray(content)
    attachment.save(force_insert=True)
    if isinstance(about, Report):
        fingerprint = hashlib.sha256(content).hexdigest()
        _write_down(ReportEvent.FILE_ADDED, about, actor, file=str(attachment.pk), size=len(content), sha256=fingerprint)
    return attachment


@transaction.atomic
def remove_draft_file(*, actor: StaffMember, draft_id: UUID, file_id: UUID) -> None:
    """Take a file out of a draft. After sending, nothing is taken out any more."""
    draft = _draft(actor, draft_id)
    removed, _kinds = Attachment.objects.hanging_on(draft).filter(pk=file_id).delete()
    if not removed:
        raise NotVisible


@transaction.atomic
def send_message(*, actor: StaffMember, report_id: UUID, text: str) -> Message:
    """Write to the person handling one's report."""
    report = _own(actor, report_id, OwnReportPermission.MESSAGE)
    message = _say(report, actor, rules.check_text(text, field="text"))
    _write_down(ReportEvent.MESSAGE_SENT, report, actor, message=str(message.pk), side=str(Side.REPORTER))
    return message


@transaction.atomic
def answer(*, actor: StaffMember, report_id: UUID, text: str) -> Message:
    """Answer what was asked: the clocks that waited run on."""
    report = _own(actor, report_id, OwnReportPermission.ANSWER)
    status = WORKFLOW.move(report.status, ReportMove.ANSWER)
    message = _say(report, actor, rules.check_text(text, field="text"))
    report.status = status
    report.save(update_fields=["status"])
    _write_down(ReportEvent.ANSWERED, report, actor, message=str(message.pk))
    resume_clocks(report)
    return message


@transaction.atomic
def ask_to_withdraw(*, actor: StaffMember, report_id: UUID, reason: str) -> Report:
    """Ask that the report goes no further. The wish is kept beside the report; the enquiry still ends in a finding."""
    report = _own(actor, report_id, OwnReportPermission.WITHDRAW)
    if report.withdrawal_asked_at is not None:
        return report
    _say(report, actor, rules.check_text(reason, field="text"))
    report.withdrawal_asked_at = now()
    report.save(update_fields=["withdrawal_asked_at"])
    _write_down(ReportEvent.WITHDRAWAL_ASKED, report, actor)
    return report


def _say(report: Report, actor: StaffMember, text: str) -> Message:
    thread = open_thread(organisation_id=report.organisation_id, about=("report", report.pk), key=report.data_key)
    return send_in_thread(thread=thread, side=Side.REPORTER, author_id=actor.pk, body=text)


def _draft(actor: StaffMember, draft_id: UUID) -> Draft:
    """One's own draft under its lock."""
    draft = _locked_draft(actor, draft_id)
    if draft is None:
        raise NotVisible
    return draft


def _locked_draft(actor: StaffMember, draft_id: UUID) -> Draft | None:
    rows = Draft.objects.visible_to(actor, by=begun).select_for_update(of=("self",))
    return rows.select_related("data_key", "organisation").filter(pk=draft_id).first()


def _own(actor: StaffMember, report_id: UUID, permission: OwnReportPermission) -> Report:
    """One's own report under its lock, if one may do this."""
    report = report_to_judge(actor, report_id)
    OWN_ACCESS.require(actor, permission, report)
    return report


def _write_down(event: ReportEvent, report: Report, actor: StaffMember, **data: object) -> None:
    """Write one entry for what an author did: who it was stands in the sealed data only."""
    append(
        event,
        about=("report", report.pk),
        organisation_id=report.organisation_id,
        actor_id=None,
        key=report.data_key,
        data={"reporter": str(actor.pk), **data},
    )

"""Revising a policy: a draft of the next version, its clauses, the review, and a second person's approval."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import Conflict, NotVisible, RuleViolation
from boundaries.record.actions import append
from policies.library.choices import VersionStatus
from policies.library.models import Appendix, Clause, PolicyLink, PolicyVersion, Section
from policies.library.rules import ClauseFacts
from policies.versions import rules
from policies.versions.events import VersionEvent
from policies.versions.permissions import ACCESS, VersionPermission
from policies.versions.queries import compared, empty_sections, ids_given, ids_in, open_revision, version_for
from policies.versions.workflow import WORKFLOW, VersionMove

Part = TypeVar("Part", Appendix, PolicyLink)

TOLD = (
    "title", "issuer", "number", "dated", "last_reviewed", "next_review", "is_model", "approver", "owner_role",
    "summary", "source", "licence", "citation", "placeholders",
)  # fmt: skip
SAID = (
    "text", "strength", "approver", "to_whom", "whose", "binds", "client_kinds", "categories", "seriousness", "exception",
    "expects", "everyday",
)  # fmt: skip


@transaction.atomic
def begin_revision(*, actor: StaffMember, version_id: UUID) -> PolicyVersion:
    """Begin the next version, with every word of the one it is based on. An organisation works on one at a time."""
    base = version_for(actor, version_id)
    ACCESS.require(actor, VersionPermission.REVISE, base)
    own_or_issued = Q(organisation=None) | Q(organisation_id=actor.organisation_id)
    last = PolicyVersion.objects.filter(own_or_issued, policy_id=base.policy_id).aggregate(last=Max("edition"))["last"]
    if open_revision(actor, base.policy_id) is not None:
        raise RuleViolation("begun", _("Somebody is working on the next version of this policy already."))
    try:
        with transaction.atomic():
            draft = PolicyVersion.objects.create(
                policy_id=base.policy_id,
                organisation_id=actor.organisation_id,
                edition=last + 1,
                based_on=base,
                begun_by=actor,
                editors=[actor.id],
                **{name: getattr(base, name) for name in TOLD},
            )
    except IntegrityError as error:  # somebody else began at the same moment
        raise Conflict from error
    _copy(base, draft)
    _write_down(VersionEvent.BEGUN, draft, actor, policy=base.policy.key, edition=draft.edition, based_on=str(base.pk))
    return draft


def _copy(base: PolicyVersion, draft: PolicyVersion) -> None:
    """Every section, clause, appendix and link, as they are."""
    sections = {section.pk: section for section in base.sections.all()}
    for section in sections.values():
        section.pk, section.version = None, draft
        section._state.adding = True
    Section.objects.bulk_create(sections.values())
    clauses = [
        Clause(
            version=draft,
            section=sections[clause.section_id],
            code=clause.code,
            position=clause.position,
            **{name: getattr(clause, name) for name in SAID},
        )
        for clause in base.clauses.all()
    ]
    Clause.objects.bulk_create(clauses)
    Appendix.objects.bulk_create(_again(base.appendices.all(), draft))
    PolicyLink.objects.bulk_create(_again(base.links.all(), draft))


def _again(rows: Iterable[Part], draft: PolicyVersion) -> list[Part]:
    """The same rows, as new ones of the draft."""
    found = list(rows)
    for row in found:
        row.pk, row.version = None, draft
        row._state.adding = True
    return found


@transaction.atomic
def change_front(*, actor: StaffMember, version_id: UUID, told: Mapping[str, str]) -> PolicyVersion:
    """Change what a draft says of itself as a whole; what is not told stays. Source, licence and citation are not one's own."""
    draft = held_draft(actor, version_id)
    before = front_of(draft)
    after = replace(before, **{name: rules.plain(value) for name, value in told.items()})
    rules.check_front(after, draft.words)
    changed = rules.changed_in(before, after)
    if changed:
        for name in changed:
            setattr(draft, name, getattr(after, name))
        draft.save(update_fields=changed)
        note_edit(draft, actor, front=", ".join(changed), how="changed")
    return draft


def front_of(version: PolicyVersion) -> rules.Front:
    """What a version says of itself as a whole."""
    return rules.Front(**{each.name: getattr(version, each.name) for each in fields(rules.Front)})


@transaction.atomic
def change_clause(*, actor: StaffMember, version_id: UUID, facts: ClauseFacts) -> Clause:
    """Change the words of a clause of a draft, or what else is to be known about it. Its id stays."""
    draft = held_draft(actor, version_id)
    clause = _clause(draft, facts.id)
    rules.check_clause(facts, draft.words)
    before = {name: getattr(clause, name) for name in SAID}
    after = _said(facts)
    if before == after:
        return clause
    for name, value in after.items():
        setattr(clause, name, value)
    clause.save(update_fields=list(SAID))
    note_edit(draft, actor, clause=clause.code, how="changed")
    return clause


@transaction.atomic
def add_clause(*, actor: StaffMember, version_id: UUID, facts: ClauseFacts) -> Clause:
    """Add a clause at the end of a section. An id is given once, and for good: it is not another policy's."""
    draft = held_draft(actor, version_id)
    section = draft.sections.filter(key=facts.section).first()
    if section is None:
        raise RuleViolation("section", _("There is no such section."), field="section")
    rules.check_clause(facts, draft.words)
    if facts.id in ids_in(draft) or ids_given(draft).get(facts.id, set()) - {draft.policy_id}:
        raise RuleViolation("code", _("This id is taken. Choose another one."), field="code")
    last = draft.clauses.filter(section__position__lte=section.position).aggregate(last=Max("position"))["last"] or 0
    later = list(draft.clauses.filter(position__gt=last))
    for each in later:
        each.position += 1
    Clause.objects.bulk_update(later, ["position"])
    clause = Clause.objects.create(version=draft, section=section, code=facts.id, position=last + 1, **_said(facts))
    note_edit(draft, actor, clause=clause.code, how="added")
    return clause


@transaction.atomic
def remove_clause(*, actor: StaffMember, version_id: UUID, code: str) -> None:
    """Leave a clause out of the next version. In the versions before it stays, with all that cites it."""
    draft = held_draft(actor, version_id)
    clause = _clause(draft, code)
    if not draft.clauses.exclude(pk=clause.pk).exists():
        raise RuleViolation("last", _("A policy has at least one clause."))
    clause.delete()
    note_edit(draft, actor, clause=code, how="removed")


@transaction.atomic
def submit(*, actor: StaffMember, version_id: UUID, change_note: str) -> PolicyVersion:
    """Send a draft for review, with a sentence that says what is new."""
    version = _locked(actor, version_id)
    ACCESS.require(actor, VersionPermission.SUBMIT, version)
    version.status = WORKFLOW.move(version.status, VersionMove.SUBMIT)
    if len(change_note) > rules.LONGEST_NOTE:
        raise RuleViolation("note", _("Use at most 1000 characters."), field="change_note")
    assert version.based_on is not None
    rules.check_submittable(compared(version.based_on, version), change_note, empty_sections(version))
    version.change_note, version.submitted_by, version.submitted_at = change_note.strip(), actor, now()
    version.editors = _with(version.editors, actor)
    version.save(update_fields=["status", "change_note", "submitted_by", "submitted_at", "editors"])
    _write_down(VersionEvent.SUBMITTED, version, actor)
    return version


@transaction.atomic
def return_to_draft(*, actor: StaffMember, version_id: UUID) -> PolicyVersion:
    """Give a revision back, so that it can be worked on again."""
    version = _locked(actor, version_id)
    ACCESS.require(actor, VersionPermission.RETURN, version)
    version.status = WORKFLOW.move(version.status, VersionMove.RETURN)
    version.submitted_by, version.submitted_at = None, None
    version.save(update_fields=["status", "submitted_by", "submitted_at"])
    _write_down(VersionEvent.RETURNED, version, actor)
    return version


@transaction.atomic
def approve(*, actor: StaffMember, version_id: UUID) -> PolicyVersion:
    """Approve a revision as somebody who wrote nothing in it: it is published, and the own version before is superseded."""
    version = _locked(actor, version_id)
    ACCESS.require(actor, VersionPermission.APPROVE, version)
    status = WORKFLOW.move(version.status, VersionMove.APPROVE)
    moment = now()
    own = PolicyVersion.objects.filter(policy_id=version.policy_id, organisation_id=actor.organisation_id)
    for before in own.filter(status=VersionStatus.PUBLISHED).select_for_update(of=("self",)):
        before.status = WORKFLOW.move(before.status, VersionMove.SUPERSEDE)
        before.ended_at = moment
        before.save(update_fields=["status", "ended_at"])
    version.status, version.approved_by, version.published_at = status, actor, moment
    version.save(update_fields=["status", "approved_by", "published_at"])
    _write_down(VersionEvent.PUBLISHED, version, actor, policy=version.policy.key, edition=version.edition)
    return version


@transaction.atomic
def withdraw(*, actor: StaffMember, version_id: UUID) -> PolicyVersion:
    """Withdraw a version of one's own: it is no longer in force, and nobody can adopt it. It can still be read."""
    version = _locked(actor, version_id)
    ACCESS.require(actor, VersionPermission.WITHDRAW, version)
    version.status = WORKFLOW.move(version.status, VersionMove.WITHDRAW)
    version.ended_at = now()
    version.save(update_fields=["status", "ended_at"])
    _write_down(VersionEvent.WITHDRAWN, version, actor, policy=version.policy.key, edition=version.edition)
    return version


@transaction.atomic
def discard(*, actor: StaffMember, version_id: UUID) -> None:
    """Throw a draft away. Nothing has cited it yet."""
    version = held_draft(actor, version_id, VersionPermission.DISCARD)
    _write_down(VersionEvent.DISCARDED, version, actor, policy=version.policy.key, edition=version.edition)
    version.delete()


# --- What all of them do ------------------------------------------------------------------------------------------------------
def _locked(actor: StaffMember, version_id: UUID) -> PolicyVersion:
    rows = PolicyVersion.objects.select_for_update(of=("self",)).select_related("policy", "based_on")
    found = rows.filter(pk=version_id).first()
    if found is None:
        raise NotVisible
    return found


def held_draft(actor: StaffMember, version_id: UUID, permission: VersionPermission = VersionPermission.EDIT) -> PolicyVersion:
    """A draft, held, of which it has been asked whether the actor may. Raises Conflict for what has been sent meanwhile."""
    version = _locked(actor, version_id)
    ACCESS.require(actor, permission, version)
    if version.status != VersionStatus.DRAFT:
        raise Conflict
    return version


def _clause(draft: PolicyVersion, code: str) -> Clause:
    found = draft.clauses.filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def _said(facts: ClauseFacts) -> dict[str, object]:
    values = {name: getattr(facts, name) for name in SAID}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _with(editors: Sequence[UUID], actor: StaffMember) -> list[UUID]:
    return [*editors, actor.id] if actor.id not in editors else list(editors)


def note_edit(draft: PolicyVersion, actor: StaffMember, **what: str) -> None:
    """Remember who wrote in a draft, so that they do not approve it, and write down in which part, by its id."""
    if actor.id not in draft.editors:
        draft.editors = _with(draft.editors, actor)
        draft.save(update_fields=["editors"])
    _write_down(VersionEvent.EDITED, draft, actor, **what)


def _write_down(event: VersionEvent, version: PolicyVersion, actor: StaffMember, **data: object) -> None:
    append(
        event,
        about=("policy_version", version.pk),
        organisation_id=actor.organisation_id,
        actor_id=actor.id,
        key=actor.organisation.data_key,
        data=data,
    )

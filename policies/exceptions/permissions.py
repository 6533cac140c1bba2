"""Who asks for, assesses, decides and sees exceptions (RC-R-2, RC-B-8, RC-B-9, LK-5.7, LK-5.8; design.md 3.3 and 4).

The worker keeps what they asked for and decides nothing about it. Whoever it was routed to, the line manager, assesses it and
recommends, or decides where the clause says that the line manager is to be asked. Those before whom it lies decide: directors of
the area, or whoever else the clause names, and for a time whom a director let decide. Nobody conflicted does: not the worker, nor a
colleague who takes part, nor whoever stepped aside, works under the worker, or is kept from the client. Directors read those of
their area; auditors see that they are there, never a word. The team that works with the client reads what was worded for it.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.appointments.permissions import NEVER as NEVER_AT_ALL
from accounts.appointments.permissions import has_left, holds, is_of_another_organisation, is_outside
from accounts.assignments.choices import BlockExtent
from accounts.assignments.models import Assignment, AssignmentBlock
from accounts.grants.queries import grant_of, keeping_out
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from accounts.staff.queries import ids_above
from boundaries.access.rules import AccessMap
from policies.exceptions.choices import DECIDING_ROLES, ExceptionStatus
from policies.exceptions.models import (
    ExceptionDecision,
    ExceptionDelegation,
    ExceptionExclusion,
    ExceptionGrant,
    ExceptionRequest,
)


class ExceptionPermission(TextChoices):
    """What may be done with an exception by whoever assesses or decides it."""

    VIEW = "exception.view", _("Read an exception, its thread and what was said about it")
    ASSESS = "exception.assess", _("Assess the risks and settle the safeguards")
    RECOMMEND = "exception.recommend", _("Recommend, for or against")
    DECIDE = "exception.decide", _("Approve it, or not")
    RETURN = "exception.return", _("Send it back with a question")
    SUSPEND = "exception.suspend", _("Pause it, and take it up again")
    REVOKE = "exception.revoke", _("Revoke it")
    RECUSE = "exception.recuse", _("Step aside")


class OwnExceptionPermission(TextChoices):
    """What the worker may do with their own."""

    VIEW = "own_exception.view", _("See what one asked for, how it stands and what was decided")
    SAVE = "own_exception.save", _("Write a draft")
    DISCARD = "own_exception.discard", _("Throw a draft away")
    SUBMIT = "own_exception.submit", _("Send it")
    ANSWER = "own_exception.answer", _("Answer what was asked")
    WITHDRAW = "own_exception.withdraw", _("Take it back")
    TELL_OUTCOME = "own_exception.tell_outcome", _("Say how it went")
    RENEW = "own_exception.renew", _("Ask for it again")


class ExceptionRegisterPermission(TextChoices):
    """What may be done with the register of exceptions."""

    VIEW = "exception_register.view", _("See that one is there, its kind, days, status and clauses")


class TeamExceptionPermission(TextChoices):
    """What the team that works with a client may do with what was approved."""

    VIEW = "team_exception.view", _("Read what was worded for the team")


class DelegationPermission(TextChoices):
    """What may be done about deciding in somebody's place."""

    VIEW = "delegation.view", _("See one's own delegations")
    GIVE = "delegation.give", _("Let somebody decide on exceptions in one's place")
    END = "delegation.end", _("End a delegation one gave")


# --- Who they are ---------------------------------------------------------------------------------------------------------------
def cannot_sign_in(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """Somebody without a login sees nothing."""
    return actor.user_id is None


def is_worker(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """It is their own."""
    return exception.worker_id == actor.pk


def is_excluded(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """They stepped aside: beats every grant and role."""
    return keeping_out(ExceptionExclusion, actor=actor, thing=exception).exists()


def is_draft(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """It was not sent."""
    return exception.status == ExceptionStatus.DRAFT


def works_under_worker(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """It was asked for by somebody above the actor."""
    return exception.worker_id in ids_above(actor)


def takes_part(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """They are to take part in it."""
    return exception.companions.filter(person_id=actor.pk).exists()


def is_kept_from_client(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """A tie of their own keeps them from this client."""
    if exception.client_id is None:
        return False
    return AssignmentBlock.objects.filter(client_id=exception.client_id, worker_id=actor.pk, ended_at=None).exists()


def was_given_it(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """It was routed to them, or they were told because it was late, and that has not ended."""
    return grant_of(ExceptionGrant, actor=actor, thing=exception) is not None


def areas_directed(actor: StaffMember) -> Collection[UUID | None]:
    """The areas somebody is director of today; None among them stands for the whole organisation."""
    held = Appointment.objects.in_force(today(actor.organisation)).filter(person_id=actor.pk, role=Role.DIRECTOR)
    return set(held.values_list("area_id", flat=True))


def is_director_of_area(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """The actor is director of the worker's area, or of the whole organisation."""
    areas = areas_directed(actor)
    return None in areas or (exception.area_id is not None and exception.area_id in areas)


# --- Who decides ----------------------------------------------------------------------------------------------------------------
def roles_held(person_id: UUID, organisation: Organisation) -> set[tuple[str, UUID | None]]:
    """The deciding roles somebody holds today, each with its area; for other roles than a director's the area counts for nothing."""
    held = Appointment.objects.in_force(today(organisation)).filter(person_id=person_id, role__in=DECIDING_ROLES)
    return {(role, area if role == Role.DIRECTOR else None) for role, area in held.values_list("role", "area_id")}


def directed(person_id: UUID, organisation: Organisation) -> set[tuple[str, UUID | None]]:
    """Only what somebody holds as a director: nothing else is handed on by a delegation."""
    return {(role, area) for role, area in roles_held(person_id, organisation) if role == Role.DIRECTOR}


def sits_for(roles: set[tuple[str, UUID | None]], exception: ExceptionRequest) -> bool:
    """Whether one of these roles is one before which it lies."""
    return any(role in exception.approvers and area in (None, exception.area_id) for role, area in roles)


def stands_in_for(actor: StaffMember) -> list[UUID]:
    """Whose place somebody takes today, because a director let them."""
    rows = ExceptionDelegation.objects.in_force(today(actor.organisation)).filter(delegate_id=actor.pk)
    return sorted(rows.values_list("director_id", flat=True))


def is_conflicted(person_id: UUID, exception: ExceptionRequest) -> bool:
    """Whether somebody may not decide about it, whatever their office."""
    person = StaffMember.objects.select_related("organisation").get(pk=person_id)
    return any(each(person, exception) for each in CONFLICTS)


def on_behalf_of(actor: StaffMember, exception: ExceptionRequest) -> UUID | None:
    """In whose place somebody may decide about it: a director before whom it lies, who has no conflict and has said nothing yet."""
    said = who_spoke(exception)
    for director_id in stands_in_for(actor):
        free = director_id not in said and not is_conflicted(director_id, exception)
        if free and sits_for(directed(director_id, actor.organisation), exception):
            return director_id
    return None


def who_spoke(exception: ExceptionRequest) -> set[UUID]:
    """Who has said something about its last assessment, themselves or through somebody else."""
    last = exception.assessments.order_by("-pk").values_list("pk", flat=True).first()
    rows = ExceptionDecision.objects.hanging_on(exception).filter(assessment_id=last)
    return {each for row in rows.values_list("decided_by_id", "on_behalf_of_id") for each in row if each}


def lies_before_them(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """It waits for a decision, and they hold a role before which it lies, or take the place of somebody who does."""
    if exception.status not in AFTER_LINE:
        return False
    return sits_for(roles_held(actor.pk, actor.organisation), exception) or on_behalf_of(actor, exception) is not None


def has_spoken(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """They said what they think of it themselves: they go on seeing what became of it."""
    return ExceptionDecision.objects.hanging_on(exception).filter(decided_by_id=actor.pk).exists()


def has_not_spoken(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """They have said nothing about its last assessment yet: nobody sits in two seats."""
    return actor.pk not in who_spoke(exception)


def is_line_that_decides(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """It was routed to them, and is still with the line."""
    return exception.status == ExceptionStatus.ASSESSED and was_given_it(actor, exception)


AFTER_LINE = frozenset(ExceptionStatus) - {
    ExceptionStatus.DRAFT,
    ExceptionStatus.REQUESTED,
    ExceptionStatus.ASSESSED,
    ExceptionStatus.WITHDRAWN,
}
"""It was put before those who decide, or would have been."""
is_auditor = holds(Role.AUDITOR)
_P, _S = ExceptionPermission, ExceptionStatus
_NEVER = [is_of_another_organisation, has_left, cannot_sign_in]
CONFLICTS = [is_worker, is_excluded, works_under_worker, takes_part, is_kept_from_client]


# --- The team -------------------------------------------------------------------------------------------------------------------
def works_with_client(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """They work with its client today, or take part in it."""
    if takes_part(actor, exception):
        return True
    if exception.client_id is None:
        return False
    on = today(actor.organisation)
    rows = Assignment.objects.filter(client_id=exception.client_id, worker_id=actor.pk, starts_on__lte=on)
    return rows.lasting(on).exists()


def may_not_work_with_client(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """A tie of their own keeps them from this client at all; whoever is only not the key worker is of the team."""
    if exception.client_id is None:
        return False
    rows = AssignmentBlock.objects.filter(client_id=exception.client_id, worker_id=actor.pk, extent=BlockExtent.ANY)
    return rows.filter(ended_at=None).exists()


def was_not_approved(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """Nothing was approved that the team could be told."""
    return exception.status not in TOLD_TO_TEAM


TOLD_TO_TEAM = frozenset({_S.APPROVED, _S.ACTIVE, _S.EXPIRING, _S.SUSPENDED, _S.EXPIRED, _S.REVOKED, _S.OUTCOME_TOLD})
"""What the register of the team holds."""


# --- The law --------------------------------------------------------------------------------------------------------------------
ACCESS: AccessMap[StaffMember, ExceptionRequest] = AccessMap(
    never=[*_NEVER, is_draft, *CONFLICTS],
    allow={
        _P.VIEW: [[was_given_it], [lies_before_them], [has_spoken], [is_director_of_area]],
        _P.ASSESS: [[was_given_it]],
        _P.RECOMMEND: [[was_given_it]],
        _P.DECIDE: [[is_line_that_decides, has_not_spoken], [lies_before_them, has_not_spoken]],
        _P.RETURN: [[was_given_it], [lies_before_them]],
        _P.SUSPEND: [[was_given_it], [lies_before_them], [is_director_of_area]],
        _P.REVOKE: [[was_given_it], [lies_before_them], [is_director_of_area]],
        _P.RECUSE: [[was_given_it], [lies_before_them]],
    },
    view=_P.VIEW,
)
OWN_ACCESS: AccessMap[StaffMember, ExceptionRequest] = AccessMap(
    never=[*_NEVER, is_outside],
    allow={permission: [[is_worker]] for permission in OwnExceptionPermission},
    view=OwnExceptionPermission.VIEW,
)
REGISTER: AccessMap[StaffMember, ExceptionRequest] = AccessMap(
    never=[*_NEVER, is_draft, *CONFLICTS],
    allow={
        ExceptionRegisterPermission.VIEW: [[is_director_of_area], [is_auditor]],
    },
    view=ExceptionRegisterPermission.VIEW,
)
TEAM: AccessMap[StaffMember, ExceptionRequest] = AccessMap(
    never=[*_NEVER, is_outside, is_draft, is_excluded, may_not_work_with_client, was_not_approved],
    allow={TeamExceptionPermission.VIEW: [[works_with_client]]},
)


class ConcernedExceptionPermission(TextChoices):
    """What may be done with an approved exception by whoever handles a concern that cites it; its own law does not know them."""

    SUSPEND = "concerned_exception.suspend", _("Pause it")


def was_approved(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """It was approved, whatever became of it since."""
    return exception.status in TOLD_TO_TEAM


CONCERNED: AccessMap[StaffMember, ExceptionRequest] = AccessMap(
    never=[*_NEVER, is_outside, is_draft, *CONFLICTS],
    allow={ConcernedExceptionPermission.SUSPEND: [[was_approved]]},
)
"""Asked only after the law of what cites it: handling a concern lets nobody past a conflict of their own."""


def is_theirs(actor: StaffMember, delegation: ExceptionDelegation) -> bool:
    """They gave it."""
    return delegation.director_id == actor.pk


def is_to_them(actor: StaffMember, delegation: ExceptionDelegation) -> bool:
    """They take somebody's place by it."""
    return delegation.delegate_id == actor.pk


DELEGATIONS: AccessMap[StaffMember, ExceptionDelegation] = AccessMap(
    never=NEVER_AT_ALL,
    allow={DelegationPermission.VIEW: [[is_theirs], [is_to_them]], DelegationPermission.END: [[is_theirs]]},
)
DELEGATING: AccessMap[StaffMember, Organisation] = AccessMap(
    never=NEVER_AT_ALL,
    view=DelegationPermission.VIEW,
    allow={
        DelegationPermission.VIEW: [[holds(Role.DIRECTOR)], [holds(Role.CHIEF_EXECUTIVE)]],
        DelegationPermission.GIVE: [[holds(Role.DIRECTOR)]],
    },
)

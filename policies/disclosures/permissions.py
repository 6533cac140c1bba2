"""Who sees and decides a disclosure (RC-B-2, LK-4.2-4, PCF-COI-1; design.md 3.3 and 4).

The worker keeps what they told, its status and its thread, and decides nothing about it. Whoever it was routed to decides. Directors
read those of their area; the safeguarding lead sees whom it names, where they are asked who that is; an auditor sees that one is there, of what kind and how it stands, never a word and never a client. Whoever is
part of it, or stepped aside, is kept out whatever else would let them in; so is everybody who works under the worker.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.appointments.permissions import has_left, holds, is_of_another_organisation, is_outside
from accounts.grants.queries import grant_of, keeping_out
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from accounts.staff.queries import ids_above
from boundaries.access.rules import AccessMap
from boundaries.record.models import RecordEntry
from policies.disclosures.choices import DisclosureStatus, Whereabouts
from policies.disclosures.events import DisclosureEvent
from policies.disclosures.models import Disclosure, DisclosureExclusion, DisclosureGrant


class DisclosurePermission(TextChoices):
    """What may be done with a disclosure that was routed to one."""

    VIEW = "disclosure.view", _("Read a disclosure, its thread and the decisions on it")
    LINK = "disclosure.link", _("Say whether the other person is a client here")
    ASK_WHO = "disclosure.ask_who", _("Ask directors and the safeguarding lead who the other person is")
    TALK = "disclosure.talk", _("Write down the conversation on confidentiality and on risk")
    RETURN = "disclosure.return", _("Ask the worker for more")
    TAKE_BACK = "disclosure.take_back", _("Take back what the worker was asked")
    CLEAR = "disclosure.clear", _("Clear it")
    MANAGE = "disclosure.manage", _("Agree a plan with safeguards")
    TAKE_OFF = "disclosure.take_off", _("Take the worker off the case")
    REFUSE = "disclosure.refuse", _("Refuse what was proposed")
    CONFIRM_END = "disclosure.confirm_end", _("Confirm that it has ended")
    NOT_ENDED = "disclosure.not_ended", _("Say that it has not ended")
    RECUSE = "disclosure.recuse", _("Step aside")


class OwnDisclosurePermission(TextChoices):
    """What the worker may do with their own."""

    VIEW = "own_disclosure.view", _("See what one disclosed, how it stands and what was decided")
    SAVE = "own_disclosure.save", _("Write a draft")
    DISCARD = "own_disclosure.discard", _("Throw a draft away")
    SUBMIT = "own_disclosure.submit", _("Send it")
    ANSWER = "own_disclosure.answer", _("Answer what was asked")
    UPDATE = "own_disclosure.update", _("Say what has changed")
    END = "own_disclosure.end", _("Say that it has ended")


class DisclosureRegisterPermission(TextChoices):
    """What may be done with the register of disclosures."""

    VIEW = "disclosure_register.view", _("See that a disclosure is there, its kind, dates, status and clauses")
    READ = "disclosure_register.read", _("Read it there")
    LINK = "disclosure_register.link", _("Say by office whether the other person is a client here")
    EXCEPT = "disclosure_register.except", _("Allow an exception where a tie bars service altogether")


def cannot_sign_in(actor: StaffMember, disclosure: Disclosure) -> bool:
    """Somebody without a login sees nothing."""
    return actor.user_id is None


def is_worker(actor: StaffMember, disclosure: Disclosure) -> bool:
    """It is their own."""
    return disclosure.worker_id == actor.pk


def is_excluded(actor: StaffMember, disclosure: Disclosure) -> bool:
    """They are part of it, or stepped aside: beats every grant and role."""
    return keeping_out(DisclosureExclusion, actor=actor, thing=disclosure).exists()


def is_draft(actor: StaffMember, disclosure: Disclosure) -> bool:
    """It was not sent."""
    return disclosure.status == DisclosureStatus.DRAFT


def works_under_worker(actor: StaffMember, disclosure: Disclosure) -> bool:
    """It was disclosed by somebody above the actor."""
    return disclosure.worker_id in ids_above(actor)


def was_given_it(actor: StaffMember, disclosure: Disclosure) -> bool:
    """It was routed to them, or they were told because it was late, and that has not ended."""
    return grant_of(DisclosureGrant, actor=actor, thing=disclosure) is not None


def areas_directed(actor: StaffMember) -> Collection[UUID | None]:
    """The areas somebody is director of today; None among them stands for the whole organisation."""
    held = Appointment.objects.in_force(today(actor.organisation)).filter(person_id=actor.pk, role=Role.DIRECTOR)
    return set(held.values_list("area_id", flat=True))


def is_director_of_area(actor: StaffMember, disclosure: Disclosure) -> bool:
    """The actor is director of the worker's area, or of the whole organisation."""
    areas = areas_directed(actor)
    return None in areas or (disclosure.area_id is not None and disclosure.area_id in areas)


def is_outside_the_line(actor: StaffMember, disclosure: Disclosure) -> bool:
    """The actor does not lead the worker, at any height."""
    return actor.pk not in ids_above(disclosure.worker)


def was_asked_who(actor: StaffMember, disclosure: Disclosure) -> bool:
    """Whoever decides it asked who the other person is, and nobody has said so yet."""
    asked = RecordEntry.objects.hanging_on(disclosure).filter(event=DisclosureEvent.LINK_ASKED)
    return disclosure.whereabouts == Whereabouts.OPEN and asked.exists()


is_auditor, is_safeguarding_lead = holds(Role.AUDITOR), holds(Role.SAFEGUARDING_LEAD)
_P = DisclosurePermission
_NEVER = [is_of_another_organisation, has_left, cannot_sign_in]

ACCESS: AccessMap[StaffMember, Disclosure] = AccessMap(
    never=[*_NEVER, is_draft, is_worker, is_excluded, works_under_worker],
    allow={permission: [[was_given_it]] for permission in _P},
    view=_P.VIEW,
)
OWN_ACCESS: AccessMap[StaffMember, Disclosure] = AccessMap(
    never=[*_NEVER, is_outside],
    allow={permission: [[is_worker]] for permission in OwnDisclosurePermission},
    view=OwnDisclosurePermission.VIEW,
)
REGISTER: AccessMap[StaffMember, Disclosure] = AccessMap(
    never=[*_NEVER, is_draft, is_worker, is_excluded, works_under_worker],
    allow={
        DisclosureRegisterPermission.VIEW: [[is_director_of_area], [is_auditor]],
        DisclosureRegisterPermission.READ: [[is_director_of_area]],
        DisclosureRegisterPermission.LINK: [[is_director_of_area], [is_safeguarding_lead, was_asked_who]],
        DisclosureRegisterPermission.EXCEPT: [[is_director_of_area, is_outside_the_line]],
    },
    view=DisclosureRegisterPermission.VIEW,
)

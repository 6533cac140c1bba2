"""Who answers a question, and who learns the answer: whoever is asked, and their line manager of the day."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.permissions import NEVER, is_staff
from accounts.staff.models import StaffMember
from boundaries.access.rules import AccessMap
from policies.acknowledgements.permissions import leads
from policies.adoption.permissions import is_policy_owner
from policies.moments.choices import AskingStatus
from policies.moments.models import Asking


class AskingPermission(TextChoices):
    """What may be done about one question."""

    VIEW = "asking.view", _("See a question and what was answered")
    ANSWER = "asking.answer", _("Answer a question")
    TALK = "asking.talk", _("Write down that it was talked about")


class MomentPermission(TextChoices):
    """What may be done about the moments that ask, in an organisation."""

    VIEW_OWN = "moment.view-own", _("See what one is asked oneself")
    OVERSEE = "moment.oversee", _("See what those one leads told, and who is late")
    SET_MONTH = "moment.set-month", _("Say in which month everybody is asked")


def is_asked(actor: StaffMember, asking: Asking) -> bool:
    """It is put to the actor."""
    return actor.pk == asking.person_id


def is_line_manager(actor: StaffMember, asking: Asking) -> bool:
    """The actor is line manager of whoever is asked."""
    return asking.person.manager_id == actor.pk


def cannot_answer(actor: StaffMember, asking: Asking) -> bool:
    """Whoever is asked has no login to answer with."""
    return asking.person.user_id is None


def was_told(actor: StaffMember, asking: Asking) -> bool:
    """There was something to tell."""
    return asking.status in {AskingStatus.TOLD, AskingStatus.TALKED}


ACCESS: AccessMap[StaffMember, Asking] = AccessMap(
    never=NEVER,
    allow={
        AskingPermission.VIEW: [[is_asked], [is_line_manager]],
        AskingPermission.ANSWER: [[is_asked], [is_line_manager, cannot_answer]],
        AskingPermission.TALK: [[is_line_manager, was_told]],
    },
)
IN_GENERAL: AccessMap[StaffMember, Any] = AccessMap(
    never=NEVER,
    view=MomentPermission.VIEW_OWN,
    allow={
        MomentPermission.VIEW_OWN: [[is_staff]],
        MomentPermission.OVERSEE: [[is_staff, leads]],
        MomentPermission.SET_MONTH: [[is_policy_owner]],
    },
)

"""Who reads and who answers a training need: whoever raised it, and their line manager of the day."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.permissions import NEVER
from accounts.staff.models import StaffMember
from boundaries.access.rules import AccessMap
from policies.training.needs.models import TrainingNeed


class NeedPermission(TextChoices):
    """What may be done about a training need."""

    VIEW = "training-need.view", _("Read a training need and its answer")
    ANSWER = "training-need.answer", _("Answer a training need")


def raised_it(actor: StaffMember, need: TrainingNeed) -> bool:
    """It is the actor's own."""
    return actor.pk == need.person_id


def is_line_manager(actor: StaffMember, need: TrainingNeed) -> bool:
    """The actor is line manager of whoever raised it."""
    return need.person.manager_id == actor.pk


ACCESS: AccessMap[StaffMember, TrainingNeed] = AccessMap(
    never=NEVER,
    allow={NeedPermission.VIEW: [[raised_it], [is_line_manager]], NeedPermission.ANSWER: [[is_line_manager]]},
)

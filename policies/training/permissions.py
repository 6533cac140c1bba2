"""Who may do what about training: everybody for themselves, line managers for those under them, directors for their area.

Topics are looked after by whoever owns policies, and by administrators, who record training too: that somebody was trained is
no content.
"""

from typing import Any

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.appointments.permissions import NEVER, holds, is_administrator, is_staff
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember, StaffQuerySet
from boundaries.access.rules import AccessMap
from policies.acknowledgements.permissions import leads
from policies.adoption.permissions import is_policy_owner

OVERSEERS = (Role.DIRECTOR, Role.CHIEF_EXECUTIVE, Role.ADMINISTRATOR)
"""Who sees how people stand by their office: a director those of their area, the others everybody."""


class TrainingPermission(TextChoices):
    """What may be done about training."""

    VIEW_OWN = "training.view-own", _("See one's own training, and the topics; take a quiz")
    OVERSEE = "training.oversee", _("See how those under one, or of one's area, stand")
    MANAGE = "training.manage", _("Add, change and retire topics")


class PersonTrainingPermission(TextChoices):
    """What may be done about one person's training."""

    VIEW = "person-training.view", _("See how somebody stands")
    RECORD = "person-training.record", _("Record, or take back, that somebody did a training")


def working(organisation_id: Any) -> StaffQuerySet:
    """Everybody who works in an organisation."""
    return StaffMember.objects.filter(organisation_id=organisation_id, is_active=True).exclude(kind=StaffKind.OUTSIDE)


def overseen_by(actor: StaffMember) -> StaffQuerySet:
    """Those whose training somebody may see: whoever works under them at any depth, and those of their area; never themselves."""
    in_force = Appointment.objects.in_force(today(actor.organisation)).filter(person_id=actor.pk, role__in=OVERSEERS)
    held = list(in_force.values_list("role", "area_id"))
    everybody = working(actor.organisation_id).exclude(pk=actor.pk)
    if any(role != Role.DIRECTOR or area is None for role, area in held):
        return everybody
    areas = [area for _role, area in held]
    in_area = Q(site__in=areas) | Q(site=None, team__site__in=areas) if areas else Q(pk__in=[])
    return everybody.filter(Q(pk__in=StaffMember.objects.at_or_under(actor.pk).values("pk")) | in_area)


def recordable_by(actor: StaffMember) -> StaffQuerySet:
    """Those whose training somebody may record: for administrators everybody else, for line managers those under them."""
    everybody = working(actor.organisation_id).exclude(pk=actor.pk)
    if is_administrator(actor, actor.organisation):
        return everybody
    return everybody.filter(pk__in=StaffMember.objects.at_or_under(actor.pk).values("pk"))


def oversees(actor: StaffMember, person: StaffMember) -> bool:
    """The person is among those the actor oversees."""
    return overseen_by(actor).filter(pk=person.pk).exists()


def is_oneself(actor: StaffMember, person: StaffMember) -> bool:
    """It is the actor's own."""
    return actor.pk == person.pk


def may_record(actor: StaffMember, person: StaffMember) -> bool:
    """The person is somebody else, under the actor, or anybody for an administrator."""
    return recordable_by(actor).filter(pk=person.pk).exists()


ACCESS: AccessMap[StaffMember, Organisation] = AccessMap(
    never=NEVER,
    view=TrainingPermission.VIEW_OWN,
    allow={
        TrainingPermission.VIEW_OWN: [[is_staff]],
        TrainingPermission.OVERSEE: [[is_staff, leads], [holds(*OVERSEERS)]],
        TrainingPermission.MANAGE: [[is_policy_owner], [is_administrator]],
    },
)
OF_PERSON: AccessMap[StaffMember, StaffMember] = AccessMap(
    never=NEVER,
    allow={
        PersonTrainingPermission.VIEW: [[is_oneself], [oversees]],
        PersonTrainingPermission.RECORD: [[may_record]],
    },
)

"""Who sees and writes what a client was told and agreed to (RC-PS-2, PCF-IC-2, LK-3.8.1-1; design.md section 4).

Those who are assigned to the client, and those who lead them, at any depth, see it and write it. Directors see what belongs to
their area, and write nothing by that office. Nobody else sees that there is anything: not the safeguarding lead, to whom it was
not given; not auditors, who see content only where a sample is granted; not administrators.
A family, a couple or a group is seen by whoever may see every one of its members so.
"""

from typing import Any

from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.appointments.permissions import NEVER, is_staff
from accounts.assignments.models import Assignment
from accounts.clients.models import Client
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.access.rules import AccessMap
from policies.adoption.permissions import is_policy_owner
from policies.rights.models import ClientGroup


class RightsPermission(TextChoices):
    """What may be done about one client's rights."""

    VIEW = "rights.view", _("See what a client was told and agreed to")
    TELL = "rights.tell", _("Write down what a client was told")
    CONSENT = "rights.consent", _("Write down that a client gave, refused or withdrew consent")


class GroupPermission(TextChoices):
    """What may be done about clients who are served together."""

    VIEW = "client-group.view", _("See a family, couple or group, and what each of them agreed to")
    AGREE = "client-group.agree", _("Write down what one of them agreed to")


class ListPermission(TextChoices):
    """What may be done about the list of what clients are told."""

    VIEW = "rights-list.view", _("Read the list of what clients are told")
    PUBLISH = "rights-list.publish", _("Publish the next edition of that list")


def worked_with(actor: StaffMember) -> QuerySet[Client]:
    """The clients to whom somebody is assigned today, or anybody who works under them."""
    on = today(actor.organisation)
    running = Assignment.objects.lasting(on).filter(starts_on__lte=on, worker__in=StaffMember.objects.at_or_under(actor.pk))
    return Client.objects.filter(organisation_id=actor.organisation_id, pk__in=running.values("client_id"))


def seen(actor: StaffMember) -> QuerySet[Client]:
    """These, and for directors those of their area."""
    held = Appointment.objects.in_force(today(actor.organisation)).filter(person_id=actor.pk, role=Role.DIRECTOR)
    areas = set(held.values_list("area_id", flat=True))
    ours = Client.objects.filter(organisation_id=actor.organisation_id)
    if None in areas:
        return ours
    return ours.filter(Q(pk__in=worked_with(actor).values("pk")) | Q(site__in=areas))


def works_with(actor: StaffMember, client: Client) -> bool:
    """They, or somebody under them, are assigned to the client today."""
    return worked_with(actor).filter(pk=client.pk).exists()


def may_see(actor: StaffMember, client: Client) -> bool:
    """They work with the client, or direct the area the client belongs to."""
    return seen(actor).filter(pk=client.pk).exists()


def works_with_all(actor: StaffMember, group: ClientGroup) -> bool:
    """They, or somebody under them, are assigned to every one of the group."""
    return not group.members.exclude(client__in=worked_with(actor).values("pk")).exists()


def may_see_all(actor: StaffMember, group: ClientGroup) -> bool:
    """They may see every one of the group."""
    return not group.members.exclude(client__in=seen(actor).values("pk")).exists()


ACCESS: AccessMap[StaffMember, Client] = AccessMap(
    never=NEVER,
    allow={
        RightsPermission.VIEW: [[may_see]],
        RightsPermission.TELL: [[works_with]],
        RightsPermission.CONSENT: [[works_with]],
    },
)
OF_GROUPS: AccessMap[StaffMember, ClientGroup] = AccessMap(
    never=NEVER,
    allow={GroupPermission.VIEW: [[may_see_all]], GroupPermission.AGREE: [[works_with_all]]},
)
IN_GENERAL: AccessMap[StaffMember, Any] = AccessMap(
    never=NEVER,
    allow={ListPermission.VIEW: [[is_staff]], ListPermission.PUBLISH: [[is_policy_owner]]},
)

"""Who works with which client, from when to when."""

from datetime import date
from typing import Self
from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.assignments.choices import AssignmentRole, BlockExtent, ClientTrait
from accounts.clients.models import Client
from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Which assignments count."""

    def lasting(self, since: date) -> Self:
        """Those that run on this day or later, the last day included."""
        return self.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=since))


class Assignment(models.Model):
    """One worker with one client. A client has at most one key worker at a time."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="assignments")
    worker = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(_("role"), max_length=12, choices=AssignmentRole, default=AssignmentRole.WORKER)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    client_id: UUID
    worker_id: UUID

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="assignment_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["client"],
                condition=models.Q(role=AssignmentRole.KEY_WORKER, ends_on__isnull=True),
                name="assignment_one_key_worker",
            ),
            models.UniqueConstraint(
                fields=["client", "worker"],
                condition=models.Q(ends_on__isnull=True),
                name="assignment_once_at_a_time",
            ),
        ]


class AssignmentBlock(models.Model):
    """That somebody does not work with a client, as key worker or at all. It holds no reason: why, only its source knows.

    ``source`` is a plain id of what caused it. A block is begun and ended, and nothing else of it ever changes; the database
    keeps that, and refuses an assignment that a standing block forbids and a block that forbids what is still to begin.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    extent = models.CharField(_("extent"), max_length=12, choices=BlockExtent)
    source = models.UUIDField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    organisation_id: UUID
    client_id: UUID
    worker_id: UUID

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["client", "worker", "source"], condition=models.Q(ended_at__isnull=True), name="block_stands_once"
            )
        ]
        indexes = [models.Index(fields=["source"], condition=models.Q(ended_at__isnull=True), name="block_by_source")]


class RequiredQualification(models.Model):
    """What whoever works with a client of a kind must hold first. The policies write it; here, and in the database, it is kept.

    ``qualification`` is a plain id: what it is belongs to the policies, and only its name is needed here.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    qualification = models.UUIDField()
    name = models.CharField(_("name"), max_length=120)
    trait = models.CharField(_("for whom"), max_length=16, choices=ClientTrait)
    ended_at = models.DateTimeField(null=True)

    organisation_id: UUID

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "qualification"],
                name="qualification_required_once",
                condition=models.Q(ended_at__isnull=True),
            )
        ]


class HeldQualification(models.Model):
    """That somebody holds a qualification, and the last day on which they do, where it runs out."""

    worker = models.ForeignKey(StaffMember, on_delete=models.CASCADE, related_name="+")
    qualification = models.UUIDField()
    until = models.DateField(_("until"), null=True)

    worker_id: UUID

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["worker", "qualification"], name="qualification_held_once")]

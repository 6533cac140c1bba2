"""The organisation's own channels, and the accounts in its name that somebody holds. There is no field for a secret."""

from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.organisations.models import Organisation, Site
from accounts.staff.models import StaffMember
from boundaries.access.protected import Protected
from boundaries.sealing.fields import SealedTextField
from boundaries.sealing.models import DataKey
from policies.channels.choices import AccountStatus, ChannelKind, Closing


class ApprovedChannel(models.Model):
    """A channel on which work is done: what it is called, and whether it is monitored (PQ-COM-2). Everybody may know."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=9, choices=ChannelKind)
    monitored = models.BooleanField()
    purpose = models.CharField(max_length=400, blank=True)
    added_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    organisation_id: UUID

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], condition=models.Q(retired_at__isnull=True), name="approved_channel_once"
            ),
        ]


class WorkAccount(Protected):
    """An account in the organisation's name: who holds it, who approved it, who keeps its login, and how it stands."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    platform = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    purpose = SealedTextField()
    exists_already = models.BooleanField(default=False)
    status = models.CharField(max_length=12, choices=AccountStatus, default=AccountStatus.REQUESTED)
    clauses = ArrayField(models.UUIDField(), default=list)
    """The clauses in force then that ask for an approval of it, the strictest first; they are never deleted."""
    requested_at = models.DateTimeField()
    approver = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    """Who is asked, or decided."""
    decided_at = models.DateTimeField(null=True)
    reason = SealedTextField()
    acknowledged_at = models.DateTimeField(null=True)
    custodian = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    handed_over_on = models.DateField(null=True)
    checked_on = models.DateField(null=True)
    recheck_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closing = models.CharField(max_length=5, choices=Closing, blank=True)

    organisation_id: UUID
    holder_id: UUID
    area_id: UUID | None
    approver_id: UUID | None

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["organisation", "-requested_at", "-id"], name="work_account_register"),
            models.Index(fields=["holder", "-requested_at"], name="work_account_of"),
            models.Index(fields=["approver", "status"], name="work_account_to_approve"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approver__isnull=True) | ~models.Q(approver=models.F("holder")),
                name="work_account_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=AccountStatus.IN_USE)
                | models.Q(
                    custodian__isnull=False,
                    handed_over_on__isnull=False,
                    acknowledged_at__isnull=False,
                    recheck_on__isnull=False,
                ),
                name="work_account_in_use_is_kept",
            ),
        ]

    @property
    def data_key(self) -> DataKey:
        """The organisation's key."""
        return self.organisation.data_key

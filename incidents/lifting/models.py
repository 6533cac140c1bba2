"""Lifting an exclusion: one person proposes, another decides, and neither row is ever changed."""

from uuid import UUID

from django.db import models
from uuid_utils.compat import uuid7

from accounts.grants.choices import LiftingVerdict
from accounts.staff.models import StaffMember
from boundaries.access.protected import Protected
from boundaries.sealing.fields import SealedTextField
from boundaries.sealing.models import DataKey
from incidents.reports.models import Report, ReportExclusion


class ExclusionLifting(Protected):
    """One proposal that somebody is no longer kept out of a report, and why. By itself it lifts nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation_id = models.UUIDField()
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="liftings")
    exclusion = models.ForeignKey(ReportExclusion, on_delete=models.CASCADE, related_name="liftings")
    reason = SealedTextField()
    proposed_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    report_id: UUID
    exclusion_id: UUID
    proposed_by_id: UUID

    hangs_by = "report"

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["organisation_id", "proposed_at"], name="lifting_waiting")]

    @property
    def data_key(self) -> DataKey:
        """The report's key."""
        return self.report.data_key


class LiftingDecision(Protected):
    """What the second person said. A confirmed one lifts the exclusion; there is one for each proposal."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation_id = models.UUIDField()
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")
    exclusion = models.ForeignKey(ReportExclusion, on_delete=models.CASCADE, related_name="decisions")
    lifting = models.OneToOneField(ExclusionLifting, on_delete=models.CASCADE, related_name="decision")
    verdict = models.CharField(max_length=9, choices=LiftingVerdict)
    decided_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    decided_by_id: UUID

    hangs_by = "exclusion"

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["exclusion"], condition=models.Q(verdict=LiftingVerdict.CONFIRMED), name="exclusion_lifted_once"
            ),
        ]

"""Requests for emergency access: who asked for which report, why, who decided, and until when it was open."""

from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q

from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember
from boundaries.access.protected import Protected
from boundaries.sealing.fields import SealedTextField
from boundaries.sealing.models import DataKey
from incidents.emergency.choices import EmergencyStatus
from incidents.emergency.rules import LASTS
from incidents.reports.models import Report


class EmergencyRequest(Protected):
    """Somebody asks to read one report for an hour. A second person, unrelated to them, confirms it or declines (OP-07).

    One is written for every reference, whether there is such a report or not, and whether whoever asked is kept out of it or
    not: then ``report`` stays empty, no reason is kept, and nobody is asked. The reference as it was told, and the reason, are
    sealed under the report's key; where there is no report, the reference under the organisation's.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, null=True, related_name="emergencies")
    asker = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    reference_index = models.BinaryField()
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
    reference = SealedTextField()
    reason = SealedTextField()
    status = models.CharField(max_length=10, choices=EmergencyStatus, default=EmergencyStatus.WAITING)
    asked_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    decided_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    organisation_id: UUID
    report_id: UUID | None
    asker_id: UUID
    decided_by_id: UUID | None

    hangs_by = "report"

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["asker", "-asked_at"], name="emergency_of_asker"),
            models.Index(
                fields=["organisation", "lapses_at"], name="emergency_waiting", condition=Q(status=EmergencyStatus.WAITING)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["asker", "reference_index"],
                condition=Q(status=EmergencyStatus.WAITING),
                name="emergency_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asker")), name="emergency_second_person"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[EmergencyStatus.WAITING, EmergencyStatus.REPLACED], decided_by__isnull=True)
                | Q(
                    status__in=[EmergencyStatus.CONFIRMED, EmergencyStatus.DECLINED, EmergencyStatus.ENDED],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    report__isnull=False,
                ),
                name="emergency_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[EmergencyStatus.CONFIRMED, EmergencyStatus.ENDED], ends_at__isnull=False)
                | (~Q(status__in=[EmergencyStatus.CONFIRMED, EmergencyStatus.ENDED]) & Q(ends_at__isnull=True)),
                name="emergency_open_has_end",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__lte=F("decided_at") + LASTS), name="emergency_an_hour_at_most"
            ),
        ]

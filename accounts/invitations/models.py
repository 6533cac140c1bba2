"""Invitations to open a login."""

from uuid import UUID, uuid4

from django.db import models

from accounts.invitations.choices import Purpose
from accounts.staff.models import StaffMember
from boundaries.sealing.fields import SealedTextField
from boundaries.sealing.models import DataKey


class Invitation(models.Model):
    """A link that was mailed and a code that was told: the two together open one person's login, once.

    Neither is kept. A request to open a login anew has no code until a second person agreed.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(StaffMember, on_delete=models.CASCADE, related_name="invitations")
    purpose = models.CharField(max_length=6, choices=Purpose)
    data_key = models.ForeignKey(DataKey, on_delete=models.CASCADE)
    address = SealedTextField()
    link_index = models.BinaryField(unique=True)
    code_index = models.BinaryField(null=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    person_id: UUID
    asked_by_id: UUID | None
    confirmed_by_id: UUID | None

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(used_at=None, ended_at=None), name="invitation_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(purpose=Purpose.JOIN)
                | models.Q(confirmed_by=None)
                | ~models.Q(confirmed_by=models.F("asked_by")),
                name="invitation_two_people",
            ),
        ]

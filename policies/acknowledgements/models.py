"""Who acknowledged which text."""

from uuid import UUID, uuid4

from django.db import models

from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember
from policies.adoption.models import Adoption


class Acknowledgement(models.Model):
    """One person said that they read one exact text and will keep to it. The application may add rows, and nothing else.

    ``digest`` is the SHA-256 of the text as it read that day; another text asks for another acknowledgement (PQ-DIR-4, AK-11).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    signed_on = models.DateField(null=True)
    """The day they signed it on paper, where they have no login; then it was entered by somebody who leads them, at ``given_at``."""
    entered_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")

    organisation_id: UUID
    person_id: UUID
    adoption_id: UUID
    entered_by_id: UUID | None

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "digest"], name="acknowledged_once"),
            models.CheckConstraint(
                condition=models.Q(signed_on=None, entered_by=None)
                | (models.Q(signed_on__isnull=False, entered_by__isnull=False) & ~models.Q(entered_by=models.F("person"))),
                name="acknowledged_on_paper_by_another",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "digest", "person"], name="acknowledged_by")]

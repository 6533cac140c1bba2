"""What people say they need training in."""

from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember
from boundaries.access.protected import Protected
from boundaries.sealing.fields import SealedTextField
from boundaries.sealing.models import DataKey
from policies.training.models import Topic
from policies.training.needs.choices import NeedStatus


class TrainingNeed(Protected):
    """Somebody says what they need training in. They read it and its answer, and so does their line manager: nobody else."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, related_name="+")
    text = SealedTextField()
    raised_at = models.DateTimeField()
    status = models.CharField(_("status"), max_length=8, choices=NeedStatus, default=NeedStatus.RAISED)
    planned_for = models.DateField(_("planned for"), null=True)
    reason = SealedTextField()
    answered_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    organisation_id: UUID
    person_id: UUID
    topic_id: UUID | None

    hangs_by = "person"

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["person", "-raised_at"], name="training_need_of")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=NeedStatus.RAISED) | ~models.Q(answered_by=models.F("person")),
                name="training_need_answered_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=NeedStatus.PLANNED) | models.Q(planned_for__isnull=False),
                name="training_need_planned_for",
            ),
        ]

    @property
    def data_key(self) -> DataKey:
        """The organisation's key."""
        return self.organisation.data_key

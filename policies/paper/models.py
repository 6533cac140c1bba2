"""What people without a login signed: the scan of the page, sealed."""

from uuid import UUID, uuid4

from django.db import models

from accounts.organisations.models import Organisation
from boundaries.access.protected import Protected
from boundaries.sealing.fields import SealedBytesField, SealedTextField
from boundaries.sealing.models import DataKey
from policies.acknowledgements.models import Acknowledgement


class SignedPage(Protected):
    """The scan of a page on which somebody signed one exact text. The application may add rows, and nothing else.

    Who signed what and when, and who entered it, stands in the acknowledgement it proves. ``sha256`` is that of the scan, so
    that the record can say which scan it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    acknowledgement = models.OneToOneField(Acknowledgement, on_delete=models.PROTECT, related_name="signed_page")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
    name = SealedTextField()
    content = SealedBytesField()
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    entered_at = models.DateTimeField()

    organisation_id: UUID
    acknowledgement_id: UUID

    hangs_by = "acknowledgement"

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["organisation", "-entered_at", "-id"], name="signed_page_newest")]

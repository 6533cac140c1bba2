"""What somebody writes for themselves alone."""

from uuid import UUID, uuid4

from django.db import models

from accounts.organisations.models import Organisation
from boundaries.access.protected import Protected
from boundaries.sealing.fields import SealedJSONField
from boundaries.sealing.models import DataKey


class ReflectiveNote(Protected):
    """A note to oneself (PCF-EX-1): sealed under a key of its own, with the question it answers and when it was written.

    Whose it is stands only as a keyed fingerprint. Nobody else ever sees that there is one: no role, no superuser, and not the product
    itself, for the wall lets in its author and no reason (docs/reflection.md).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    author_index = models.BinaryField()
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
    content = SealedJSONField()

    organisation_id: UUID

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["author_index"], name="reflective_note_author")]

"""Wrapped data keys: one per object, or one per organisation for what has no key of its own."""

from uuid import uuid4

from django.db import models


class DataKey(models.Model):
    """A 32-byte key, stored only wrapped by the key-encryption key.

    The row may be destroyed; what it sealed can then never be read again, while the record still verifies.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation_id = models.UUIDField()  # a plain id: the frame knows no organisation model
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        app_label = "boundaries"

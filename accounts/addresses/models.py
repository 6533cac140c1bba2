"""Addresses that wait to be confirmed."""

from uuid import uuid4

from django.db import models

from accounts.staff.models import User
from boundaries.sealing.fields import SealedTextField
from boundaries.sealing.models import DataKey


class AddressChange(models.Model):
    """Somebody wants to sign in with another address, once they have opened the link that was sent there."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="address_changes")
    data_key = models.ForeignKey(DataKey, on_delete=models.CASCADE)
    old_address = SealedTextField()
    new_address = SealedTextField()
    link_index = models.BinaryField(unique=True)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

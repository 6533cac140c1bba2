"""Requests for a new password by mail."""

from uuid import uuid4

from django.db import models

from accounts.staff.models import User


class PasswordReset(models.Model):
    """Somebody asked for a link. A row is written for every address that was typed, also where nobody has it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="password_resets")
    link_index = models.BinaryField(unique=True)
    asked_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["asked_at"], name="password_reset_age")]

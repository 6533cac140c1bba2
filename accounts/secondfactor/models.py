"""What a person proves themselves with besides their password."""

from uuid import uuid4

from django.db import models

from accounts.staff.models import User
from boundaries.sealing.fields import SealedTextField
from boundaries.sealing.models import DataKey


class AppKey(models.Model):
    """The key that an app on a phone shares with us. Until a first code was typed it is only on offer."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="app_keys")
    data_key = models.ForeignKey(DataKey, on_delete=models.CASCADE)
    secret = SealedTextField()
    last_step = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(confirmed_at__isnull=False), name="app_key_one_confirmed"
            ),
            models.UniqueConstraint(fields=["user"], condition=models.Q(confirmed_at__isnull=True), name="app_key_one_offered"),
        ]


class Passkey(models.Model):
    """A key that never leaves a person's phone, computer or security key; here is only what it is recognised by."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(max_length=1023, unique=True)
    credential = models.BinaryField()
    uses = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


class RecoveryCode(models.Model):
    """One of ten codes on a sheet of paper, each good for once. Only its keyed fingerprint is kept."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_index = models.BinaryField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "code_index"], name="recovery_code_once")]

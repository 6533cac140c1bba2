"""Failed attempts to sign in, counted so that guessing is slow and nobody else is locked out."""

from django.db import models


class SignInFailure(models.Model):
    """One failed attempt. Address and source are keyed fingerprints, never the address or the IP themselves."""

    id = models.BigAutoField(primary_key=True)
    account_index = models.BinaryField()
    source_index = models.BinaryField()
    device_index = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["account_index", "at"], name="failure_account"),
            models.Index(fields=["source_index", "at"], name="failure_source"),
            models.Index(fields=["at"], name="failure_age"),
        ]

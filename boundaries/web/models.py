"""What the web layer keeps: forms interrupted by a sign-out, and the answers to requests sent twice."""

from uuid import uuid4

from django.db import models

from boundaries.sealing.fields import SealedJSONField
from boundaries.sealing.models import DataKey


class KeptForm(models.Model):
    """What somebody typed into a form that arrived after their session had ended; given back when they sign in again."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person_id = models.UUIDField()  # a plain id: the frame knows no staff model
    path = models.CharField(max_length=300)
    data_key = models.ForeignKey(DataKey, on_delete=models.CASCADE)
    fields = SealedJSONField()
    kept_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        app_label = "boundaries"
        constraints = [models.UniqueConstraint(fields=["person_id", "path"], name="kept_form_one")]


class IdempotencyKey(models.Model):
    """A request's key and what it made, so that the same request sent twice makes one thing."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person_index = models.BinaryField()
    key = models.CharField(max_length=100)
    body_hash = models.BinaryField()
    made_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        app_label = "boundaries"
        constraints = [models.UniqueConstraint(fields=["person_index", "key"], name="idempotency_once")]

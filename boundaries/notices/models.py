"""Items in a person's list, and the demo's mailbox."""

from uuid import uuid4

from django.db import models

from boundaries.access.protected import Protected
from boundaries.clocks.queries import now
from boundaries.sealing.fields import SealedJSONField
from boundaries.sealing.models import DataKey


class Notice(Protected):
    """One item for one person. What it is about is sealed, so that the table tells nobody who reported what.

    ``about_index`` is the keyed fingerprint of the object's id, by which an exclusion can take its items away.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation_id = models.UUIDField()  # a plain id: the frame knows no organisation model
    person_id = models.UUIDField()  # a plain id: the frame knows no staff model
    kind = models.CharField(max_length=60)
    data_key = models.ForeignKey(DataKey, on_delete=models.CASCADE)
    target = SealedJSONField()
    about_index = models.BinaryField()
    dedupe_key = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    suppressed_at = models.DateTimeField(null=True)

    hangs_by, hangs_by_id = "person_id", True

    class Meta:
        default_permissions = ()
        app_label = "boundaries"
        indexes = [
            models.Index(fields=["person_id", "-made_at", "id"], name="notice_list"),
            models.Index(fields=["about_index"], name="notice_about"),
        ]


class DemoMail(models.Model):
    """A mail of the demo, kept to be opened in the browser. Written in demo mode only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    message_id = models.CharField(max_length=200)
    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    sent_at = models.DateTimeField(default=now)

    class Meta:
        default_permissions = ()
        app_label = "boundaries"
        indexes = [models.Index(fields=["-sent_at"], name="demo_mail_order")]

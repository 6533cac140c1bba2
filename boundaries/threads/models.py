"""Two-way messages about one object, between the person who wrote in and whoever handles it."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from boundaries.access.protected import Protected
from boundaries.sealing.fields import SealedTextField
from boundaries.sealing.models import DataKey


class Side(models.TextChoices):
    """Who speaks: each side sees the other by role, never by name."""

    REPORTER = "reporter", _("The person who reported")
    HANDLER = "handler", _("The person handling this report")


class Thread(Protected):
    """One conversation; its messages are sealed under the key of the object it is about."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation_id = models.UUIDField()  # a plain id: the frame knows no organisation model
    about_kind = models.CharField(max_length=40)
    about_id = models.UUIDField(unique=True)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)

    hangs_by, hangs_by_id = "about_id", True

    class Meta:
        default_permissions = ()
        app_label = "boundaries"


class Message(Protected):
    """One message. It cannot be changed after it is sent; who wrote it is sealed with it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    side = models.CharField(max_length=10, choices=Side)
    is_question = models.BooleanField(default=False)
    author = SealedTextField()
    body = SealedTextField()
    sent_at = models.DateTimeField()

    hangs_by, hangs_by_id = "thread__about_id", True

    class Meta:
        default_permissions = ()
        app_label = "boundaries"
        indexes = [models.Index(fields=["thread", "sent_at"], name="message_order")]

    @property
    def data_key(self) -> DataKey:
        """The key of the object the thread is about."""
        return self.thread.data_key

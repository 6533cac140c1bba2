"""The record: one append-only table for every act (design.md 3.6)."""

from uuid import UUID

from django.db import models
from django.db.models.functions import Now


class Xid8Field(models.Field):  # type: ignore[type-arg] -- a PostgreSQL transaction id; nothing in Python computes with it
    """PostgreSQL's 64-bit transaction id, by which a later sealer sees which entries are surely committed."""

    def db_type(self, connection: object) -> str:
        return "xid8"


class CurrentTransaction(models.Func):
    """``pg_current_xact_id()``"""

    function = "pg_current_xact_id"
    output_field = Xid8Field()


class RecordEntry(models.Model):
    """One line of the record. The application's database role may INSERT and SELECT it, and nothing else.

    ``data`` and ``salt`` are sealed under the data key of the object the entry is about; ``leaf`` commits to all of it (32
    bytes, ``SHA-256(0x00 || salt || canonical JSON)``). Ids are plain columns, not foreign keys: an entry outlives everything.
    """

    id: int = models.BigAutoField(primary_key=True)  # type: ignore[assignment]
    organisation_id: UUID = models.UUIDField()  # type: ignore[assignment]
    at = models.DateTimeField()
    actor_id: UUID | None = models.UUIDField(null=True)  # type: ignore[assignment]
    event = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=40)
    about_id: UUID = models.UUIDField()  # type: ignore[assignment]
    key_id: UUID = models.UUIDField()  # type: ignore[assignment]
    data = models.BinaryField()
    salt = models.BinaryField()
    leaf = models.BinaryField()
    xid = Xid8Field(db_default=CurrentTransaction(), editable=False)
    written_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        default_permissions = ()
        app_label = "boundaries"
        indexes = [
            models.Index(fields=["about_id", "id"], name="record_about"),
            models.Index(fields=["organisation_id", "id"], name="record_organisation"),
        ]

"""The record: one append-only table for every act (design.md 3.6)."""

from django.db import models
from django.db.models.functions import Now

from boundaries.access.protected import Protected


class Xid8Field(models.Field):
    """PostgreSQL's 64-bit transaction id, by which a later sealer sees which entries are surely committed."""

    def db_type(self, connection: object) -> str:
        return "xid8"


class CurrentTransaction(models.Func):
    """``pg_current_xact_id()``"""

    function = "pg_current_xact_id"
    output_field = Xid8Field()


class RecordEntry(Protected):
    """One line of the record. The application's database role may INSERT and SELECT it, and nothing else.

    ``data`` and ``salt`` are sealed under the data key of the object the entry is about; ``leaf`` commits to all of it (32
    bytes, ``SHA-256(0x00 || salt || canonical JSON)``). Ids are plain columns, not foreign keys: an entry outlives everything.
    """

    id = models.BigAutoField(primary_key=True)
    organisation_id = models.UUIDField()
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    event = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=40)
    about_id = models.UUIDField()
    key_id = models.UUIDField()
    data = models.BinaryField()
    salt = models.BinaryField()
    leaf = models.BinaryField()
    xid = Xid8Field(db_default=CurrentTransaction(), editable=False)
    written_at = models.DateTimeField(db_default=Now(), editable=False)

    hangs_by, hangs_by_id = "about_id", True

    class Meta:
        default_permissions = ()
        app_label = "boundaries"
        indexes = [
            models.Index(fields=["about_id", "id"], name="record_about"),
            models.Index(fields=["organisation_id", "id"], name="record_organisation"),
        ]

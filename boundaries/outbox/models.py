"""What is still to be done, as rows: the outbox and the timers (security.md 4.1, 4.4)."""

from django.db import models
from django.db.models.functions import Now


class OutboxRow(models.Model):
    """One thing to do after the commit that wrote it; done once, parked after ten tries.

    ``kind`` names the handler, ``ref`` the object it is about. No content, no names.
    """

    id = models.BigAutoField(primary_key=True)
    organisation_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    ref = models.UUIDField()
    entry_id = models.BigIntegerField(null=True)
    dedupe_key = models.CharField(max_length=120, unique=True)
    not_before = models.DateTimeField(db_default=Now())
    written_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=120, blank=True)

    class Meta:
        default_permissions = ()
        app_label = "boundaries"
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                name="outbox_open",
                condition=models.Q(done_at__isnull=True, parked_at__isnull=True),
            ),
            models.Index(fields=["id"], name="outbox_parked", condition=models.Q(parked_at__isnull=False)),
        ]


class Timer(models.Model):
    """Something that falls due. Re-arming cancels the old row and writes the next epoch; each fires at most once."""

    id = models.BigAutoField(primary_key=True)
    organisation_id = models.UUIDField()
    about_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    epoch = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        app_label = "boundaries"
        constraints = [
            models.UniqueConstraint(fields=["about_id", "kind", "epoch"], name="timer_epoch"),
            models.UniqueConstraint(
                fields=["about_id", "kind"],
                condition=models.Q(fired_at__isnull=True, cancelled_at__isnull=True),
                name="timer_one_running",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="timer_running",
                condition=models.Q(fired_at__isnull=True, cancelled_at__isnull=True, parked_at__isnull=True),
            ),
        ]

"""Imports: the run, the sealed file it is of, and how far the work on it has got."""

from uuid import UUID, uuid4

from django.db import models

from accounts.imports.choices import ImportKind, ImportStatus, Stage
from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember
from accounts.tables.choices import DateOrder
from boundaries.sealing.fields import SealedBytesField, SealedJSONField
from boundaries.sealing.models import DataKey


class ImportRun(models.Model):
    """One file that somebody brought, from its upload to its end. It holds counts; what the file says is in `ImportFile`.

    ``plan`` is the fingerprint of what was shown to be changed: only that is ever applied.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="imports")
    started_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=ImportKind)
    status = models.CharField(max_length=10, choices=ImportStatus, default=ImportStatus.CHECKING)
    date_order = models.CharField(max_length=12, choices=DateOrder, blank=True)
    asks_order = models.BooleanField(default=False)
    moved_on = models.BooleanField(default=False)
    """The organisation changed between the table that was shown and the import, so that nothing was imported."""
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    plan = models.BinaryField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    organisation_id: UUID
    started_by_id: UUID

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["organisation", "-started_at", "id"], name="import_newest")]


class ImportFile(models.Model):
    """What the file says, and what was found in it, sealed under a key of its own: destroying the key destroys both."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    run = models.OneToOneField(ImportRun, on_delete=models.CASCADE, related_name="file")
    data_key = models.ForeignKey(DataKey, on_delete=models.CASCADE)
    content = SealedBytesField()
    shown = SealedJSONField()
    """The name of the file and the first errors and changes, as the page shows them."""
    listing = SealedBytesField()
    """All of them, as a CSV file to be downloaded."""

    class Meta:
        default_permissions = ()


class ImportProgress(models.Model):
    """How far the work is. Written from outside the transaction that does the work, so that it can be seen meanwhile."""

    run = models.OneToOneField(ImportRun, on_delete=models.CASCADE, primary_key=True, related_name="progress")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

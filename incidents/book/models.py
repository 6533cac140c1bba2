"""The boundary book of a service: numbered, add-only, and open to every one of its readers (LK-5.5; design.md 3.15, 3.16)."""

from uuid import UUID, uuid4

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from accounts.clients.models import Client
from accounts.organisations.models import Organisation, Site
from accounts.staff.models import StaffMember
from boundaries.access.protected import Protected
from boundaries.sealing.fields import SealedTextField
from boundaries.sealing.models import DataKey
from incidents.book.choices import BookKind, DiscussedWhere, SourceKind


class BookEntry(Protected):
    """One entry, under a key of its own. It is never changed and never taken away; its number betrays nothing, as none is hidden.

    What stands in the book by reference names its source by a plain id, and its words may be empty: they stand there.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    book = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=14, choices=BookKind)
    author = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="+")
    happened_on = models.DateField()
    source_kind = models.CharField(max_length=8, choices=SourceKind, blank=True)
    source = models.UUIDField(null=True)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
    words = SealedTextField()
    done = SealedTextField()
    told = SealedTextField()
    written_at = models.DateTimeField()

    organisation_id: UUID
    book_id: UUID
    author_id: UUID
    client_id: UUID | None

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["book", "kind", "-number"], name="book_entry_by_kind")]
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="book_entry_numbered_once"),
            models.UniqueConstraint(fields=["source"], condition=Q(source__isnull=False), name="book_entry_of_source_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="book_entry_from_one"),
            models.CheckConstraint(
                condition=Q(source_kind="", source__isnull=True) | (~Q(source_kind="") & Q(source__isnull=False)),
                name="book_entry_source_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class OfEntry(Protected):
    """What hangs on an entry, sealed under its key."""

    hangs_by = "entry"
    entry: "models.ForeignKey[BookEntry, BookEntry]"

    class Meta:
        abstract = True

    @property
    def data_key(self) -> DataKey:
        """The entry's key."""
        return self.entry.data_key


class BookCorrection(OfEntry):
    """What its author said later, and why. The first text stays readable (LK-5.5-3)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(BookEntry, on_delete=models.PROTECT, related_name="corrections")
    words = SealedTextField()
    reason = SealedTextField()
    corrected_at = models.DateTimeField()

    class Meta:
        default_permissions = ()


class BookDiscussion(OfEntry):
    """That it was talked about: where, when, and who noted it (LK-5.6-1, LK-5.6-2)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(BookEntry, on_delete=models.PROTECT, related_name="discussions")
    where = models.CharField(max_length=14, choices=DiscussedWhere)
    on = models.DateField()
    noted_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

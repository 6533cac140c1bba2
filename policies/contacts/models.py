"""Contacts outside of work: an entry, everything its author said of it, and who has read it.

What was said is never changed: a correction is a version of its own, and the first one stays readable.
"""

from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from uuid_utils.compat import uuid7

from accounts.clients.models import Client
from accounts.grants.models import Grant
from accounts.organisations.models import Organisation, Site
from accounts.staff.models import StaffMember
from boundaries.access.protected import Protected
from boundaries.sealing.fields import SealedTextField
from boundaries.sealing.models import DataKey
from policies.contacts.choices import BegunBy, CompanyKind, ContactChannel, ContactKind, Lasted, Moved, Recognised


class Contact(Protected):
    """One contact that somebody logged, under a key of its own; and who is to read it.

    ``kept_out`` are the colleagues named in any version: no grant and no office opens it to them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    """Where its author worked when they logged it: whose director it concerns."""
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
    logged_at = models.DateTimeField()
    reader = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    """To whom it was given to be read; nobody where nobody is left."""
    read_at = models.DateTimeField(null=True)
    kept_out = ArrayField(models.UUIDField(), default=list)

    organisation_id: UUID
    author_id: UUID
    area_id: UUID | None
    reader_id: UUID | None

    class Meta:
        default_permissions = ()
        permissions = [("open_contact", "Open a contact")]
        indexes = [
            models.Index(fields=["author", "-logged_at", "-id"], name="contact_of_author"),
            models.Index(fields=["organisation", "-logged_at", "-id"], name="contact_register"),
            models.Index(fields=["area", "-logged_at", "-id"], name="contact_register_of_area"),
            models.Index(fields=["organisation"], name="contact_unread", condition=models.Q(read_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reader__isnull=True) | ~models.Q(reader=models.F("author")),
                name="contact_read_by_another",
            ),
        ]


class ContactGrant(Grant):
    """One person let in to one contact: whoever it was given to."""

    content_object = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="grants")

    class Meta(Grant.Meta):
        constraints = [models.UniqueConstraint(fields=["user", "content_object"], name="contact_grant_once")]


class ContactVersion(Protected):
    """What its author said of it, each time. The newest counts, and every earlier one is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    beforehand = models.BooleanField(default=False)
    kind = models.CharField(max_length=8, choices=ContactKind)
    began = models.CharField(max_length=6, choices=BegunBy, blank=True)
    channel = models.CharField(max_length=13, choices=ContactChannel)
    on = models.DateField()
    at = models.TimeField(null=True)
    lasted = models.CharField(max_length=6, choices=Lasted, blank=True)
    recognised = models.CharField(max_length=10, choices=Recognised, blank=True)
    place = SealedTextField()
    about = SealedTextField()
    moved = models.CharField(max_length=7, choices=Moved, default=Moved.NOTHING)
    moved_on = models.DateField(null=True)
    moved_to = SealedTextField()
    clauses = ArrayField(models.UUIDField(), default=list)
    """The clauses of the policies in force then that speak of it, the strictest first; they are never deleted."""
    written_at = models.DateTimeField()

    contact_id: UUID

    hangs_by = "contact"

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["contact", "number"], name="contact_version_once"),
            models.CheckConstraint(
                condition=~models.Q(moved=Moved.YES) | models.Q(moved_on__isnull=False), name="contact_moved_has_day"
            ),
        ]

    @property
    def data_key(self) -> DataKey:
        """The contact's key."""
        return self.contact.data_key


class ContactPerson(Protected):
    """One of those it was with, as that version has it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(ContactVersion, on_delete=models.PROTECT, related_name="people")
    kind = models.CharField(max_length=8, choices=CompanyKind)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="+")
    relative_id = models.UUIDField(null=True)
    """Whom of those close to the client it was, as long as they stand there: no foreign key, so that they can be taken off."""
    name = SealedTextField()
    """As it was written; of a client's relative, the name they had, which stays when they are taken off the client's list."""

    version_id: UUID
    client_id: UUID | None

    hangs_by = "version"

    class Meta:
        default_permissions = ()

    @property
    def data_key(self) -> DataKey:
        """The contact's key."""
        return self.version.contact.data_key


class ContactReading(Protected):
    """Whoever it was given to has read one version, and perhaps wrote a word back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="readings")
    version = models.PositiveSmallIntegerField()
    reader = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    talk = models.BooleanField(default=False)
    """They want to talk about it in supervision."""
    word = SealedTextField()
    read_at = models.DateTimeField()

    contact_id: UUID
    reader_id: UUID

    hangs_by = "contact"

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["contact", "version"], name="contact_reading_once")]

    @property
    def data_key(self) -> DataKey:
        """The contact's key."""
        return self.contact.data_key

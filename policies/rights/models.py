"""What clients are told, what they agreed to, and what those who are served together agreed among each other.

Nothing here is ever changed or taken away: the application may add rows, and nothing else. Whatever is said anew is a new row
with its own date.
"""

from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from uuid_utils.compat import uuid7

from accounts.clients.models import Client
from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember
from boundaries.access.protected import Protected
from boundaries.sealing.fields import SealedTextField
from boundaries.sealing.models import DataKey
from policies.rights.choices import Agreement, ConsentAbout, ConsentState, ConsentTest, Form, GroupKind, ItemKind


def forms_field() -> "ArrayField[list[str], list[str]]":
    """In which forms."""
    return ArrayField(models.CharField(max_length=10, choices=Form))


class Checklist(models.Model):
    """One edition of the list of what clients are told. The newest holds; another edition asks again (PCF-RIGHTS-1)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveSmallIntegerField()
    published_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    organisation_id: UUID

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["organisation", "edition"], name="rights_checklist_once")]


class ChecklistItem(models.Model):
    """One line of it: from a clause of an adopted policy, with the words it had, or the organisation's own."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=5, choices=ItemKind)
    code = models.CharField(max_length=40, blank=True)
    policy = models.CharField(max_length=200, blank=True)
    text = models.TextField()

    checklist_id: UUID

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["checklist", "position"], name="rights_item_once")]


class RightsFile(Protected):
    """What is kept of one client's rights, under one key: destroying the key destroys every word of it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    client = models.OneToOneField(Client, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)

    organisation_id: UUID
    client_id: UUID

    hangs_by = "client"

    class Meta:
        default_permissions = ()


class Telling(Protected):
    """A client was told some lines of the list: when, by whom, in which language and form, with which interpreter."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(RightsFile, on_delete=models.PROTECT, related_name="tellings")
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="+")
    items = ArrayField(models.UUIDField())
    told_on = models.DateField()
    told_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    forms = forms_field()
    language = SealedTextField()
    interpreter = SealedTextField()
    note = SealedTextField()
    entered_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    file_id: UUID
    checklist_id: UUID

    hangs_by = "file"

    class Meta:
        default_permissions = ()

    @property
    def data_key(self) -> DataKey:
        """The key of the client's file."""
        return self.file.data_key


class Consent(Protected):
    """What a client said to one thing: consent given, refused or withdrawn, on a day. ``matter`` is the same for all they said to it.

    Each row follows the one before and no other, so that of two at once one is refused.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(RightsFile, on_delete=models.PROTECT, related_name="consents")
    matter = models.UUIDField()
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="next")
    about = models.CharField(max_length=8, choices=ConsentAbout)
    state = models.CharField(max_length=9, choices=ConsentState)
    said_on = models.DateField()
    tests = ArrayField(models.CharField(max_length=10, choices=ConsentTest), default=list)
    forms = forms_field()
    purpose = SealedTextField()
    language = SealedTextField()
    interpreter = SealedTextField()
    decided_by = SealedTextField()
    note = SealedTextField()
    entered_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    file_id: UUID
    follows_id: UUID | None

    hangs_by = "file"

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=ConsentState.GIVEN) | models.Q(tests__len=len(ConsentTest)),
                name="consent_all_six_tests",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ConsentState.WITHDRAWN) | models.Q(follows__isnull=False),
                name="consent_withdrawn_follows",
            ),
        ]

    @property
    def data_key(self) -> DataKey:
        """The key of the client's file."""
        return self.file.data_key


class ClientGroup(Protected):
    """Clients who are served together: a family, a couple, a group. Seen only by those who may see all of them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=GroupKind)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
    name = SealedTextField()
    made_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    organisation_id: UUID

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["organisation", "-made_at", "-id"], name="client_group_newest")]


class GroupMember(Protected):
    """One of them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    group = models.ForeignKey(ClientGroup, on_delete=models.PROTECT, related_name="members")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")

    group_id: UUID
    client_id: UUID

    hangs_by = "group"

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["group", "client"], name="client_group_member_once")]


class GroupAgreement(Protected):
    """What one of them agreed to on a day: that the others' words stay private, with whom their own may be shared, and that the
    worker's role was made clear to them (PCF-CM-4, PCF-COI-4). The newest of each member holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey(ClientGroup, on_delete=models.PROTECT, related_name="agreements")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    confidentiality = models.CharField(max_length=10, choices=Agreement)
    role_made_clear = models.BooleanField()
    limits_told = models.BooleanField()
    said_on = models.DateField()
    shared_with = SealedTextField()
    role = SealedTextField()
    language = SealedTextField()
    interpreter = SealedTextField()
    entered_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    group_id: UUID
    client_id: UUID

    hangs_by = "group"

    class Meta:
        default_permissions = ()

    @property
    def data_key(self) -> DataKey:
        """The key of the group."""
        return self.group.data_key

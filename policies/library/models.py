"""Policies: the documents, their dated texts, and every clause of each."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember
from policies.library.choices import (
    OPEN_STATES,
    AppendixKind,
    ExceptionPath,
    Office,
    Seriousness,
    Strength,
    VersionStatus,
    Weight,
)


class Policy(models.Model):
    """One document, whatever its text is at a time. Its key stands in addresses and never changes."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    key = models.SlugField(_("key"), max_length=60, unique=True)

    class Meta:
        default_permissions = ()


class PolicyVersion(models.Model):
    """One dated text of a policy. Once published it never changes; the database holds it to that.

    Without an organisation it is the text as it was issued, out of a pack; with one it is that organisation's own revision,
    which nobody else sees. ``editors`` is everybody who wrote in it: none of them may approve it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    edition = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=12, choices=VersionStatus, default=VersionStatus.DRAFT)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True)

    title = models.CharField(_("title"), max_length=200)
    issuer = models.CharField(_("issued by"), max_length=200)
    number = models.CharField(_("number"), max_length=40, blank=True)
    dated = models.CharField(_("dated"), max_length=40, blank=True)
    last_reviewed = models.DateField(_("last reviewed"), null=True)
    next_review = models.DateField(_("next review"), null=True)
    is_model = models.BooleanField(_("a model to adapt"), default=False)
    approver = models.CharField(_("approved by"), max_length=200, blank=True)
    owner_role = models.CharField(_("owner"), max_length=24, choices=Office, blank=True)
    summary = models.TextField(_("in short"))
    source = models.TextField(_("source"))
    licence = models.TextField(_("licence"))
    citation = models.TextField(_("how to cite it"))
    placeholders = models.JSONField(default=list)

    change_note = models.CharField(_("what is new"), max_length=1000, blank=True)
    editors = ArrayField(models.UUIDField(), default=list)
    begun_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    policy_id: UUID
    organisation_id: UUID | None
    based_on_id: UUID | None

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "organisation", "edition"], name="policy_version_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["policy", "organisation"],
                name="policy_one_published",
                condition=models.Q(status=VersionStatus.PUBLISHED),
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["policy", "organisation"],
                name="policy_one_open",
                condition=models.Q(status__in=sorted(OPEN_STATES)),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(organisation=None)
                | models.Q(status__in=sorted(OPEN_STATES))
                | models.Q(approved_by__isnull=False),
                name="policy_version_approved",
            ),
        ]

    @property
    def words(self) -> dict[str, str]:
        """The usual words of its placeholders: what stands in them where nobody has put their own."""
        return {each["name"]: each["usual"] for each in self.placeholders}


class Section(models.Model):
    """One part of a text, and what kind of words it holds."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=40)
    title = models.CharField(_("title"), max_length=200)
    weight = models.CharField(_("weight"), max_length=12, choices=Weight)
    position = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="section_once")]


class Clause(models.Model):
    """One sentence that can be kept, broken, asked about or excepted from. Whatever cites a clause keeps this very row."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="clauses")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="clauses")
    code = models.CharField(_("id"), max_length=40)
    position = models.PositiveIntegerField()
    text = models.TextField(_("text"))
    strength = models.CharField(_("strength"), max_length=16, choices=Strength)
    approver = models.CharField(_("who must be asked first"), max_length=24, choices=Office, blank=True)
    to_whom = models.CharField(_("whom to tell"), max_length=24, choices=Office, blank=True)
    whose = models.CharField(_("whose responsibility"), max_length=24, choices=Office, blank=True)
    binds = ArrayField(models.CharField(max_length=12), verbose_name=_("whom it binds"))
    client_kinds = ArrayField(models.CharField(max_length=12), verbose_name=_("towards whom"))
    categories = ArrayField(models.CharField(max_length=20), verbose_name=_("topics"))
    seriousness = models.CharField(_("how grave a breach is"), max_length=10, choices=Seriousness)
    exception = models.CharField(_("exceptions"), max_length=10, choices=ExceptionPath)
    expects = ArrayField(models.CharField(max_length=20), verbose_name=_("what it asks for"))
    everyday = ArrayField(models.CharField(max_length=300), verbose_name=_("in everyday words"))

    version_id: UUID
    section_id: int

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="clause_once")]
        indexes = [
            GinIndex(SearchVector("text", config="english"), name="clause_words"),
            models.Index(fields=["code"], name="clause_code"),
        ]


class Appendix(models.Model):
    """What stands behind the clauses: notes, checklists, questions, warning signs. It belongs to its version (RC-REF-1)."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="appendices")
    code = models.CharField(_("id"), max_length=40)
    kind = models.CharField(_("kind"), max_length=16, choices=AppendixKind)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    items: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    position = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="appendix_once")]


class PolicyLink(models.Model):
    """A document that stands beside a policy; ``target`` where it is kept here too."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="links")
    title = models.CharField(_("title"), max_length=200)
    target = models.ForeignKey(Policy, on_delete=models.PROTECT, null=True, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        ordering = ["position"]


class WarningSign(models.Model):
    """A question to ask oneself, from mild to grave, and the clauses it comes from."""

    code = models.CharField(_("id"), max_length=40, unique=True)
    text = models.TextField(_("text"))
    clause_codes = ArrayField(models.CharField(max_length=40))
    position = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        ordering = ["position"]

"""Reports: what somebody told us, unaltered, and what hangs on it."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from uuid_utils.compat import uuid7

from accounts.clients.models import Client
from accounts.grants.choices import Relation
from accounts.grants.models import Exclusion, Grant
from accounts.organisations.models import Organisation, Site
from accounts.staff.models import StaffMember
from boundaries.access.protected import Protected
from boundaries.sealing.fields import SealedBytesField, SealedJSONField, SealedTextField
from boundaries.sealing.models import DataKey
from incidents.reports.choices import (
    ClockKind,
    Danger,
    PartyRole,
    PartyState,
    ReportKind,
    ReportStatus,
    RouteCause,
)
from policies.library.choices import Category


class Draft(Protected):
    """A report being written. Its id becomes the report's, so that sending it twice makes one report.

    Whose it is stands only as a keyed fingerprint; the answers are sealed under the key that will be the report's.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    author_index = models.BinaryField()
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
    answers = SealedJSONField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    organisation_id: UUID

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["author_index", "-changed_at"], name="draft_author")]


class Report(Protected):
    """What somebody told us. Content and reporter are sealed under the report's own key; nothing told is ever edited."""

    id = models.UUIDField(primary_key=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=16, unique=True, db_collation="C")  # letters in one order, whatever the server's
    kind = models.CharField(max_length=12, choices=ReportKind)
    status = models.CharField(max_length=14, choices=ReportStatus, default=ReportStatus.SUBMITTED)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
    reporter = SealedTextField()
    reporter_index = models.BinaryField()
    in_confidence = models.BooleanField(default=False)
    story = SealedJSONField()
    categories = ArrayField(models.CharField(max_length=20, choices=Category), default=list)
    clauses = ArrayField(models.UUIDField(), default=list)
    """The clauses of the policies in force when it was sent that speak of its categories, the strictest first; they are never deleted."""
    danger = models.CharField(max_length=8, choices=Danger)
    serious = models.BooleanField(default=False)
    prefers_shift_leader = models.BooleanField(default=False)
    submitted_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    withdrawal_asked_at = models.DateTimeField(null=True)
    handler = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    """Where the first person it is about worked when that became clear: whose director it concerns."""
    held = models.BooleanField(default=False)
    alarm_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    organisation_id: UUID
    handler_id: UUID | None
    area_id: UUID | None

    class Meta:
        default_permissions = ()
        permissions = [("open_report", "Open a report")]
        indexes = [
            models.Index(fields=["organisation", "status", "due_at", "id"], name="report_by_due"),
            models.Index(fields=["reporter_index", "-submitted_at"], name="report_by_reporter"),
            models.Index(fields=["handler", "status"], name="report_by_handler"),
            models.Index(fields=["organisation", "-submitted_at", "-id"], name="report_register"),
            models.Index(fields=["area", "-submitted_at", "-id"], name="report_register_of_area"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(handler__isnull=True) | models.Q(alarm_at__isnull=True),
                name="report_alarm_means_nobody",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Party(Protected):
    """A person the report is about, who may be involved, or who saw it: a member of staff, or a name as it was written."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=12, choices=PartyRole, default=PartyRole.SUBJECT)
    state = models.CharField(max_length=12, choices=PartyState)
    person = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    name = SealedTextField()
    added_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    report_id: UUID
    person_id: UUID | None

    hangs_by = "report"

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=PartyState.LINKED, person__isnull=False)
                | (~models.Q(state=PartyState.LINKED) & models.Q(person__isnull=True)),
                name="party_linked_has_person",
            ),
            models.UniqueConstraint(fields=["report", "role", "person"], name="party_once"),
        ]

    @property
    def data_key(self) -> DataKey:
        """The report's key."""
        return self.report.data_key


class AffectedPerson(Protected):
    """A client, or a client's relative, who may have been harmed: linked, or as the reporter wrote it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="affected")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="+")
    name = SealedTextField()

    hangs_by = "report"

    class Meta:
        default_permissions = ()

    @property
    def data_key(self) -> DataKey:
        """The report's key."""
        return self.report.data_key


class ReportGrant(Grant):
    """One person let in to one report."""

    content_object = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="grants")

    class Meta(Grant.Meta):
        constraints = [
            models.UniqueConstraint(fields=["user", "content_object"], name="report_grant_once"),
            models.CheckConstraint(
                condition=~models.Q(relation=Relation.EMERGENCY)
                | models.Q(
                    given_by__isnull=False,
                    ends_at__isnull=False,
                    ends_at__lte=models.F("given_at") + timedelta(hours=1),
                ),
                name="report_grant_emergency_ends",
            ),
        ]
        indexes = [models.Index(fields=["user", "sort_at", "content_object"], name="report_grant_list")]


class ReportExclusion(Exclusion):
    """One person kept out of one report: beats every grant and every role. Only one that was lifted is followed by another."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="exclusions")
    after = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="next")

    report_id: UUID

    hangs_by = "report"

    class Meta(Exclusion.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["report", "person"], condition=models.Q(after__isnull=True), name="report_exclusion_once"
            ),
        ]
        indexes = [models.Index(fields=["person", "report"], name="report_exclusion_wall")]


class RouteDecision(Protected):
    """One decision on who takes the report, with the whole path considered (sealed: it names who could not be told)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="routes")
    cause = models.CharField(max_length=24, choices=RouteCause)
    path = SealedJSONField()
    decided_at = models.DateTimeField()

    hangs_by = "report"

    class Meta:
        default_permissions = ()

    @property
    def data_key(self) -> DataKey:
        """The report's key."""
        return self.report.data_key


class ReportClock(Protected):
    """One clock of one report. Working time is used up only while it runs (``running_since``); seconds of it before that
    stand in ``used_seconds``.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=12, choices=ClockKind)
    allowance_days = models.PositiveSmallIntegerField()
    used_seconds = models.PositiveBigIntegerField(default=0)
    running_since = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)

    hangs_by = "report"

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["report", "kind"], name="report_clock_once")]


class Addition(Protected):
    """Something the reporter added later. Nothing told before is changed by it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="additions")
    text = SealedTextField()
    added_at = models.DateTimeField()

    hangs_by = "report"

    class Meta:
        default_permissions = ()

    @property
    def data_key(self) -> DataKey:
        """The report's key."""
        return self.report.data_key


class Intervention(Protected):
    """The supervisor stepped in: what they did, and when (RC-BR-1, LK-2.2)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="interventions")
    text = SealedTextField()
    happened_at = models.DateTimeField()
    recorded_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    hangs_by = "report"

    class Meta:
        default_permissions = ()

    @property
    def data_key(self) -> DataKey:
        """The report's key."""
        return self.report.data_key


class Attachment(Protected):
    """A file added to a draft or a report: sealed, and kept unopened until it has been checked.

    ``about_id`` is the id that a draft and its report share.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation_id = models.UUIDField()
    about_id = models.UUIDField()
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
    name = SealedTextField()
    content = SealedBytesField()
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    hangs_by = "about_id"

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["about_id", "added_at"], name="attachment_about")]

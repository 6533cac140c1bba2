"""Disclosures: what a worker tells of a relationship, a tie or an interest of their own, and what hangs on it."""

from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from accounts.clients.models import Client
from accounts.grants.models import Exclusion, Grant
from accounts.organisations.models import Organisation, Site
from accounts.staff.models import StaffMember
from boundaries.access.protected import Protected
from boundaries.sealing.fields import SealedJSONField, SealedTextField
from boundaries.sealing.models import DataKey
from policies.disclosures.choices import (
    Direction,
    DisclosureCause,
    DisclosureKind,
    DisclosureStatus,
    Extent,
    Nature,
    Outcome,
    Timing,
    Towards,
    Whereabouts,
)


class Disclosure(Protected):
    """What somebody tells of a relationship or interest of their own. Its words are sealed under a key of its own.

    While it is a draft nobody but its worker sees it. What was sent is never changed: what changes later is told beside it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=16, unique=True, null=True, db_collation="C")
    worker = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
    status = models.CharField(max_length=16, choices=DisclosureStatus, default=DisclosureStatus.DRAFT)
    towards = models.CharField(max_length=12, choices=Towards, blank=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="+")
    relative = models.UUIDField(null=True)
    """Which relative or friend of the client: a plain id, so that taking them off the client's list betrays nothing."""
    whereabouts = models.CharField(max_length=8, choices=Whereabouts, default=Whereabouts.OPEN)
    kind = models.CharField(max_length=20, choices=DisclosureKind, blank=True)
    nature = models.CharField(max_length=10, choices=Nature, blank=True)
    timing = models.CharField(max_length=12, choices=Timing, blank=True)
    direction = models.CharField(max_length=6, choices=Direction, blank=True)
    clauses = ArrayField(models.UUIDField(), default=list)
    """The clauses in force when it was sent that speak of it, the strictest first; they are never deleted."""
    person = SealedTextField()
    since = SealedTextField()
    story = SealedTextField()
    proposal = SealedTextField()
    parties = SealedJSONField()
    begun_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    handler = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    """Where the worker worked when they sent it: whose director it concerns."""
    alarm_at = models.DateTimeField(null=True)
    waits_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    sort_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    bars = models.BooleanField(default=False)
    """Whether what was told, then or ever since, bars service altogether: saying later that it was something else undoes nothing."""
    excepted = models.BooleanField(default=False)
    review_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    end_asked_on = models.DateField(null=True)

    organisation_id: UUID
    worker_id: UUID
    client_id: UUID | None
    handler_id: UUID | None
    area_id: UUID | None

    class Meta:
        default_permissions = ()
        permissions = [("open_disclosure", "Open a disclosure")]
        indexes = [
            models.Index(fields=["organisation", "sort_at", "id"], name="disclosure_by_due"),
            models.Index(fields=["worker", "-begun_at"], name="disclosure_by_worker"),
            models.Index(fields=["handler", "status"], name="disclosure_by_handler"),
            models.Index(fields=["organisation", "-submitted_at", "-id"], name="disclosure_register"),
            models.Index(fields=["area", "-submitted_at", "-id"], name="disclosure_register_of_area"),
            models.Index(fields=["client", "worker"], name="disclosure_of_pair"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(handler=None) | Q(alarm_at=None), name="disclosure_alarm_means_nobody"),
            models.CheckConstraint(
                condition=Q(status=DisclosureStatus.DRAFT)
                | (
                    Q(submitted_at__isnull=False, reference__isnull=False)
                    & ~Q(kind="")
                    & ~Q(nature="")
                    & ~Q(timing="")
                    & ~Q(towards="")
                ),
                name="disclosure_sent_is_complete",
            ),
            models.CheckConstraint(condition=~Q(handler=models.F("worker")), name="disclosure_handled_by_another"),
            models.CheckConstraint(
                condition=~Q(status__in=[DisclosureStatus.MANAGED, DisclosureStatus.REVIEW_DUE, DisclosureStatus.LAPSED])
                | Q(review_on__isnull=False),
                name="disclosure_plan_has_review",
            ),
            models.CheckConstraint(
                condition=~Q(whereabouts=Whereabouts.CLIENT) | Q(client__isnull=False), name="disclosure_client_is_linked"
            ),
        ]

    def __str__(self) -> str:
        return self.reference or str(self.pk)

    @property
    def colleagues(self) -> list[str]:
        """The colleagues who are part of it, by their ids: they do not receive it."""
        people: list[str] = self.parties.get("people", [])
        return people

    @colleagues.setter
    def colleagues(self, people: list[str]) -> None:
        self.parties = {"people": people} if people else {}


class OfDisclosure(Protected):
    """What hangs on a disclosure, sealed under its key."""

    hangs_by = "disclosure"
    disclosure: "models.ForeignKey[Disclosure, Disclosure]"

    class Meta:
        abstract = True

    @property
    def data_key(self) -> DataKey:
        """The disclosure's key."""
        return self.disclosure.data_key


class DisclosureGrant(Grant):
    """One person let in to one disclosure."""

    content_object = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="grants")

    class Meta(Grant.Meta):
        constraints = [models.UniqueConstraint(fields=["user", "content_object"], name="disclosure_grant_once")]
        indexes = [models.Index(fields=["user", "sort_at", "content_object"], name="disclosure_grant_list")]


class DisclosureExclusion(Exclusion):
    """One person kept out of one disclosure for good: beats every grant and every role."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="exclusions")

    hangs_by = "disclosure"

    class Meta(Exclusion.Meta):
        constraints = [models.UniqueConstraint(fields=["disclosure", "person"], name="disclosure_exclusion_once")]
        indexes = [models.Index(fields=["person", "disclosure"], name="disclosure_exclusion_wall")]


class DisclosureRoute(OfDisclosure):
    """One decision on who takes it, with the whole path considered. The worker does not see it: it says who was passed over."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="routes")
    cause = models.CharField(max_length=24, choices=DisclosureCause)
    path = SealedJSONField()
    decided_at = models.DateTimeField()

    class Meta:
        default_permissions = ()


class DisclosureConversation(OfDisclosure):
    """A conversation on confidentiality and on risk, with the worker's own view of it (LK-4.2-5)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="conversations")
    held_on = models.DateField()
    confidentiality = SealedTextField()
    risk = SealedTextField()
    view = SealedTextField()
    recorded_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        default_permissions = ()


class DisclosureDecision(OfDisclosure):
    """One decision, never changed: another one follows it. A director's exception is one too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=12, choices=Outcome)
    reason = SealedTextField()
    extent = models.CharField(max_length=10, choices=Extent, blank=True)
    review_on = models.DateField(null=True)
    takes_over = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    why_nobody = SealedTextField()
    told_how = SealedTextField()
    told_on = models.DateField(null=True)
    decided_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        default_permissions = ()


class DisclosureSafeguard(Protected):
    """One safeguard of a plan: what is done, who sees to it, from which day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    decision = models.ForeignKey(DisclosureDecision, on_delete=models.PROTECT, related_name="safeguards")
    words = SealedTextField()
    owner = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    hangs_by = "decision"

    class Meta:
        default_permissions = ()

    @property
    def data_key(self) -> DataKey:
        """The disclosure's key."""
        return self.decision.disclosure.data_key


class DisclosureChange(OfDisclosure):
    """What a worker said later has changed, with what was told before it: nothing that was told is lost."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="changes")
    words = SealedTextField()
    before = SealedJSONField()
    told_at = models.DateTimeField()

    class Meta:
        default_permissions = ()


def facts_of(disclosure: Disclosure) -> dict[str, object]:
    """What was told, under the names by which it is asked."""
    return {
        "towards": disclosure.towards,
        "client": disclosure.client_id,
        "relative": disclosure.relative,
        "person": disclosure.person,
        "kind": disclosure.kind,
        "nature": disclosure.nature,
        "timing": disclosure.timing,
        "direction": disclosure.direction,
        "since": disclosure.since,
        "story": disclosure.story,
        "proposal": disclosure.proposal,
        "colleagues": disclosure.colleagues,
    }

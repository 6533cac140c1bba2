"""Exceptions: what a worker asks before acting, how it was assessed and decided, and what became of it."""

from datetime import date
from typing import Any, Self
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.clients.models import Client
from accounts.grants.models import Exclusion, Grant
from accounts.organisations.models import Organisation, Site
from accounts.staff.models import StaffMember
from boundaries.access.protected import Protected
from boundaries.sealing.fields import SealedJSONField, SealedTextField
from boundaries.sealing.models import DataKey
from policies.exceptions.choices import (
    Answer,
    ExceptionCause,
    ExceptionKind,
    ExceptionStatus,
    Seat,
    Turn,
    Went,
)
from policies.library.choices import Office


class ExceptionRequest(Protected):
    """What a worker asks to be allowed for a time. Its words are sealed under a key of its own.

    While it is a draft nobody but its worker sees it. What was sent changes only while it is sent back with a question, and every
    text that was sent is kept (`ExceptionAsking`).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=16, unique=True, null=True, db_collation="C")
    worker = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
    status = models.CharField(max_length=16, choices=ExceptionStatus, default=ExceptionStatus.DRAFT)
    kind = models.CharField(max_length=12, choices=ExceptionKind, blank=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="+")
    clauses = ArrayField(models.UUIDField(), default=list)
    """The clauses it asks about, the strictest first; they are never deleted."""
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    """From the first day to the last: as asked, and once it is approved, as approved."""
    words = SealedJSONField()
    """What was said, under the names in `choices.WORDS`, and ``person`` for a client who was written down."""
    hazards = SealedJSONField()
    """Under ``all``: each as in `rules.Hazard`."""
    for_team = SealedTextField()
    """What the team that works with the client reads, once it is approved (LK-5.8)."""
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="renewals")
    begun_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    handler = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    """Where the worker worked when they sent it: whose director it concerns."""
    office = models.CharField(max_length=24, choices=Office, blank=True)
    """Who decides, as the clauses say."""
    second = models.BooleanField(default=False)
    """Whether a second person must approve."""
    residual = models.PositiveSmallIntegerField(null=True)
    """The highest risk that stays with the safeguards, from 1 to 25."""
    approvers = ArrayField(models.CharField(max_length=24), default=list)
    """The roles before whose holders it lies."""
    alarm_at = models.DateTimeField(null=True)
    waits_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    sort_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    organisation_id: UUID
    worker_id: UUID
    client_id: UUID | None
    handler_id: UUID | None
    area_id: UUID | None
    renews_id: UUID | None

    class Meta:
        default_permissions = ()
        permissions = [("open_exception", "Open an exception")]
        indexes = [
            models.Index(fields=["organisation", "sort_at", "id"], name="exception_by_due"),
            models.Index(fields=["worker", "-begun_at"], name="exception_by_worker"),
            models.Index(fields=["handler", "status"], name="exception_by_handler"),
            models.Index(fields=["organisation", "-submitted_at", "-id"], name="exception_register"),
            models.Index(fields=["area", "-submitted_at", "-id"], name="exception_register_of_area"),
            models.Index(fields=["client", "status"], name="exception_of_client"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=ExceptionStatus.DRAFT)
                | (
                    Q(submitted_at__isnull=False, reference__isnull=False, starts_on__isnull=False, ends_on__isnull=False)
                    & ~Q(kind="")
                    & ~Q(office="")
                    & Q(clauses__len__gt=0)
                ),
                name="exception_sent_is_complete",
            ),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="exception_ends_after_start"),
            models.CheckConstraint(condition=~Q(handler=F("worker")), name="exception_assessed_by_another"),
        ]

    def __str__(self) -> str:
        return self.reference or str(self.pk)

    @property
    def risks(self) -> list[dict[str, Any]]:
        """The hazards as they are kept."""
        kept: list[dict[str, Any]] = self.hazards.get("all", [])
        return kept

    @risks.setter
    def risks(self, hazards: list[dict[str, Any]]) -> None:
        self.hazards = {"all": hazards} if hazards else {}


class OfException(Protected):
    """What hangs on an exception, sealed under its key."""

    hangs_by = "exception"
    exception: "models.ForeignKey[ExceptionRequest, ExceptionRequest]"

    class Meta:
        abstract = True

    @property
    def data_key(self) -> DataKey:
        """The exception's key."""
        return self.exception.data_key


class ExceptionGrant(Grant):
    """One person let in to one exception."""

    content_object = models.ForeignKey(ExceptionRequest, on_delete=models.CASCADE, related_name="grants")

    class Meta(Grant.Meta):
        constraints = [models.UniqueConstraint(fields=["user", "content_object"], name="exception_grant_once")]
        indexes = [models.Index(fields=["user", "sort_at", "content_object"], name="exception_grant_list")]


class ExceptionExclusion(Exclusion):
    """One person kept out of one exception for good: beats every grant and every role."""

    exception = models.ForeignKey(ExceptionRequest, on_delete=models.PROTECT, related_name="exclusions")

    hangs_by = "exception"

    class Meta(Exclusion.Meta):
        constraints = [models.UniqueConstraint(fields=["exception", "person"], name="exception_exclusion_once")]
        indexes = [models.Index(fields=["person", "exception"], name="exception_exclusion_wall")]


class ExceptionRoute(OfException):
    """One decision on who assesses it, with the whole path considered. The worker does not see it: it says who was passed over."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    exception = models.ForeignKey(ExceptionRequest, on_delete=models.PROTECT, related_name="routes")
    cause = models.CharField(max_length=24, choices=ExceptionCause)
    path = SealedJSONField()
    decided_at = models.DateTimeField()

    class Meta:
        default_permissions = ()


class ExceptionCompanion(OfException):
    """A colleague who takes part: they may know of it, and decide nothing about it."""

    exception = models.ForeignKey(ExceptionRequest, on_delete=models.CASCADE, related_name="companions")
    person = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")

    person_id: UUID

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["exception", "person"], name="exception_companion_once")]


class ExceptionAsking(OfException):
    """One text that was sent, as it was: what was assessed and decided on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    exception = models.ForeignKey(ExceptionRequest, on_delete=models.PROTECT, related_name="askings")
    facts = SealedJSONField()
    asked_at = models.DateTimeField()

    class Meta:
        default_permissions = ()


class ExceptionAssessment(OfException):
    """One assessment of the risks, before and with the safeguards settled with the worker (LK-5.7-3, LK-5.7-4)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    exception = models.ForeignKey(ExceptionRequest, on_delete=models.PROTECT, related_name="assessments")
    asking = models.ForeignKey(ExceptionAsking, on_delete=models.PROTECT, related_name="+")
    hazards = SealedJSONField()
    words = SealedTextField()
    residual = models.PositiveSmallIntegerField(null=True)
    assessed_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField()

    class Meta:
        default_permissions = ()


class ExceptionSafeguard(Protected):
    """One safeguard: what is done, who sees to it, by which day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    assessment = models.ForeignKey(ExceptionAssessment, on_delete=models.PROTECT, related_name="safeguards")
    words = SealedTextField()
    owner = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    hangs_by = "assessment"

    class Meta:
        default_permissions = ()

    @property
    def data_key(self) -> DataKey:
        """The exception's key."""
        return self.assessment.exception.data_key


class ExceptionDecision(OfException):
    """What one person said from one seat about one assessment, never changed. Nobody speaks twice, and never whoever asked.

    ``as_it_was`` keeps the clauses as they read on that day, and what was decided on.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    exception = models.ForeignKey(ExceptionRequest, on_delete=models.PROTECT, related_name="decisions")
    assessment = models.ForeignKey(ExceptionAssessment, on_delete=models.PROTECT, related_name="decisions")
    requester = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=10, choices=Seat)
    answer = models.CharField(max_length=3, choices=Answer)
    reason = SealedTextField()
    for_team = SealedTextField()
    as_it_was = SealedJSONField()
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    decided_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()

    decided_by_id: UUID
    on_behalf_of_id: UUID | None

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(decided_by=F("requester")), name="exception_decided_by_another"),
            models.CheckConstraint(
                condition=Q(on_behalf_of=None) | ~Q(on_behalf_of=F("requester")), name="exception_decided_for_another"
            ),
            models.UniqueConstraint(fields=["assessment", "seat"], name="exception_seat_once"),
            models.UniqueConstraint(fields=["assessment", "decided_by"], name="exception_nobody_speaks_twice"),
        ]


class ExceptionTurn(OfException):
    """That an approved one was paused, taken up again or revoked, and why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    exception = models.ForeignKey(ExceptionRequest, on_delete=models.PROTECT, related_name="turns")
    turn = models.CharField(max_length=10, choices=Turn)
    reason = SealedTextField()
    made_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    """Nobody where it was paused for a concern: who did stands where the concern is, and must not be found from here."""
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()


class ExceptionOutcome(OfException):
    """How it went and what was learned, as its worker tells it once it is over."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    exception = models.OneToOneField(ExceptionRequest, on_delete=models.PROTECT, related_name="outcome")
    went = models.CharField(max_length=8, choices=Went)
    learned = SealedTextField()
    safeguards = SealedTextField()
    told_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        default_permissions = ()


class DelegationQuerySet(models.QuerySet["ExceptionDelegation"]):
    """Which delegations count."""

    def in_force(self, on: date) -> Self:
        """Those that count on this day, the last one included."""
        return self.filter(starts_on__lte=on, ends_on__gte=on, ended_at=None)


class ExceptionDelegation(models.Model):
    """That somebody decides on exceptions in the place of a director, between two days. It is ended, and never changed otherwise."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    director = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+", verbose_name=_("director"))
    delegate = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+", verbose_name=_("who decides"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    organisation_id: UUID
    director_id: UUID
    delegate_id: UUID

    objects = DelegationQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(director=F("delegate")), name="delegation_to_another"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="delegation_ends_after_start"),
        ]
        indexes = [models.Index(fields=["delegate", "ends_on"], name="delegation_of_delegate")]


def facts_of(exception: ExceptionRequest) -> dict[str, Any]:
    """What was asked, under the names by which it is asked."""
    return {
        "kind": exception.kind,
        "clauses": list(exception.clauses),
        "client": exception.client_id,
        "starts_on": exception.starts_on,
        "ends_on": exception.ends_on,
        "words": dict(exception.words),
        "hazards": list(exception.risks),
    }

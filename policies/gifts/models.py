"""Gifts and favours as people wrote them down, and what the organisation judges them by.

What was said of a gift is never changed: the database refuses it. Only where it stands, what became of it and who decides moves
on, and each step is a row of its own beside it.
"""

from typing import Any
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.clients.models import Client
from accounts.grants.models import Grant
from accounts.organisations.models import Organisation, Site
from accounts.staff.models import StaffMember
from boundaries.access.protected import Protected
from boundaries.sealing.fields import SealedTextField
from boundaries.sealing.models import DataKey
from policies.gifts.choices import (
    Basis,
    Direction,
    Entitled,
    Fate,
    GiftKind,
    GiftState,
    Giver,
    Happening,
    OwnIdea,
    Proposer,
    Verdict,
)


class GiftEntry(Protected):
    """One thing that was given, offered or asked for. ``worth`` is its amount in the organisation's currency of the day.

    ``from_giver`` and ``to_worker`` are what it came to then over twelve months, with itself, wherever else it was written down.
    ``giver_index`` is the same for everything that comes from one giver; a client's relatives count as the client.
    ``first`` is the entry that this one, after others maybe, corrects.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    worker = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+", db_index=False)
    area = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    first = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="later")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    direction = models.CharField(max_length=4, choices=Direction)
    happening = models.CharField(max_length=7, choices=Happening)
    giver = models.CharField(max_length=8, choices=Giver)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="+")
    giver_name = SealedTextField()
    giver_index = models.BinaryField()
    kind = models.CharField(_("kind"), max_length=8, choices=GiftKind)
    what = SealedTextField()
    amount = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    currency = models.CharField(max_length=3)
    worth = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    worth_currency = models.CharField(max_length=3)
    from_giver = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    to_worker = models.DecimalField(max_digits=18, decimal_places=3, null=True)
    own_idea = models.CharField(max_length=3, choices=OwnIdea)
    proposed_by = models.CharField(max_length=9, choices=Proposer, blank=True)
    pressure = SealedTextField()
    entitled = models.CharField(max_length=6, choices=Entitled, blank=True)
    happened_on = models.DateField()
    clauses = ArrayField(models.UUIDField(), default=list)
    entered_at = models.DateTimeField()
    basis = models.CharField(max_length=16, choices=Basis)
    state = models.CharField(_("where it stands"), max_length=9, choices=GiftState)
    fate = models.CharField(_("what became of it"), max_length=9, choices=Fate)
    handler = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)

    organisation_id: UUID
    worker_id: UUID
    area_id: UUID | None
    first_id: UUID | None
    corrects_id: UUID | None
    client_id: UUID | None
    handler_id: UUID | None

    hangs_by = "first"

    class Meta:
        default_permissions = ()
        permissions = [("open_gift", "Open a gift entry")]
        indexes = [
            models.Index(
                fields=["worker", "-happened_on", "-id"], name="gift_own", condition=~models.Q(state=GiftState.CORRECTED)
            ),
            models.Index(
                fields=["organisation", "-happened_on", "-id"],
                name="gift_register",
                condition=~models.Q(state=GiftState.CORRECTED),
            ),
            models.Index(
                fields=["area", "-happened_on", "-id"], name="gift_register_area", condition=~models.Q(state=GiftState.CORRECTED)
            ),
            *(
                models.Index(
                    fields=[whose, narrowed, "-happened_on", "-id"],
                    name=f"gift_by_{whose}_{narrowed}",
                    condition=~models.Q(state=GiftState.CORRECTED),
                )
                for whose in ("organisation", "area")
                for narrowed in ("kind", "state")
            ),
            models.Index(
                fields=["giver_index", "happened_on"], name="gift_of_giver", condition=~models.Q(state=GiftState.CORRECTED)
            ),
            models.Index(fields=["organisation"], name="gift_waiting", condition=models.Q(state=GiftState.WAITING)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount=None) | models.Q(amount__gt=0, amount__lt=10_000_000), name="gift_amount"
            ),
            models.CheckConstraint(condition=~models.Q(handler=models.F("worker")), name="gift_decided_by_another"),
            models.CheckConstraint(
                condition=models.Q(state=GiftState.WAITING) | models.Q(due_at=None), name="gift_clock_while_waiting"
            ),
        ]


class GiftGrant(Grant):
    """One person let in to one entry: whoever decides about it."""

    content_object = models.ForeignKey(GiftEntry, on_delete=models.CASCADE, related_name="grants")

    class Meta(Grant.Meta):
        constraints = [models.UniqueConstraint(fields=["user", "content_object"], name="gift_grant_once")]
        indexes = [
            models.Index(
                fields=["user", "sort_at", "content_object"], name="gift_grant_desk", condition=models.Q(sort_at__isnull=False)
            )
        ]


class GiftFate(Protected):
    """What became of a gift, as it was told at a time. The newest holds."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(GiftEntry, on_delete=models.CASCADE, related_name="fates")
    fate = models.CharField(max_length=9, choices=Fate)
    told_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    entry_id: UUID

    hangs_by = "entry"

    class Meta:
        default_permissions = ()


class GiftDecision(Protected):
    """What was decided about an entry that waited, and why. One is taken; where it is judged anew, another follows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(GiftEntry, on_delete=models.CASCADE, related_name="decisions")
    verdict = models.CharField(max_length=7, choices=Verdict)
    reason = SealedTextField()
    decided_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    entry_id: UUID

    hangs_by = "entry"

    class Meta:
        default_permissions = ()

    @property
    def data_key(self) -> DataKey:
        """The key of the entry."""
        return self.entry.data_key


class GiftBands(models.Model):
    """One setting of an organisation's amounts, in its currency. The newest holds; the others are kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    token = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    large = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    worker = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    days = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    organisation_id: UUID

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["organisation", "edition"], name="gift_bands_once")]


class GiftRate(models.Model):
    """What one unit of a currency is worth in another from a day on; of two since the same day the one set later holds."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    into = models.CharField(max_length=3)
    since = models.DateField()
    worth: "models.DecimalField[Any, Any]" = models.DecimalField(max_digits=16, decimal_places=8)
    set_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    organisation_id: UUID

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["organisation", "into", "currency", "since"], name="gift_rate_of_day")]
        constraints = [models.CheckConstraint(condition=models.Q(worth__gt=0), name="gift_rate_worth")]

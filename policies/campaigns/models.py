"""Campaigns: what is asked, of whom, until when, and how far each person has been reminded."""

from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Organisation
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from accounts.teams.models import Team
from policies.campaigns.choices import CampaignStatus
from policies.campaigns.rules import MOST_DAYS, USUAL_DAYS
from policies.library.models import Policy


class Campaign(models.Model):
    """An audience is asked to acknowledge policies, as they read then, by a day (AK-10, AK-11).

    ``due_on`` is for those who are there at the start; those who come later, and those for whom a text changes after they
    acknowledged it, have ``days`` days. Who has acknowledged stands nowhere here: it is asked of the acknowledgements.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=CampaignStatus, default=CampaignStatus.RUNNING)
    kinds = ArrayField(models.CharField(max_length=10, choices=StaffKind), verbose_name=_("kinds of staff"))
    due_on = models.DateField(_("last day"))
    days = models.PositiveSmallIntegerField(_("days for those who start later"), default=USUAL_DAYS)
    with_starters = models.BooleanField(_("asks those who start later"), default=True)
    started_at = models.DateTimeField()
    started_on = models.DateField()
    gathered_at = models.DateTimeField(null=True)
    """When everybody who was there at the start had been found."""
    ended_at = models.DateTimeField(null=True)

    organisation_id: UUID
    started_by_id: UUID

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["organisation", "-started_at", "id"], name="campaign_newest")]
        constraints = [
            models.CheckConstraint(condition=models.Q(due_on__gt=models.F("started_on")), name="campaign_due_after_start"),
            models.CheckConstraint(condition=models.Q(days__gte=1, days__lte=MOST_DAYS), name="campaign_days"),
            models.CheckConstraint(condition=models.Q(kinds__len__gte=1), name="campaign_asks_somebody"),
            models.CheckConstraint(
                condition=models.Q(status=CampaignStatus.RUNNING, ended_at=None)
                | (~models.Q(status=CampaignStatus.RUNNING) & models.Q(ended_at__isnull=False)),
                name="campaign_end_dated",
            ),
        ]


class CampaignPolicy(models.Model):
    """One policy that a campaign asks for. ``digest`` is the text as it read when people were last asked for it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="policies")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)

    campaign_id: UUID
    policy_id: UUID

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["campaign", "policy"], name="campaign_policy_once")]


class CampaignTeam(models.Model):
    """One team that a campaign keeps to; without any it asks all teams, and those without a team."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="teams")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")

    campaign_id: UUID
    team_id: UUID

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["campaign", "team"], name="campaign_team_once")]


class CampaignPart(models.Model):
    """A part of the people whom a campaign asks: they are reminded in one transaction, by whichever process claims it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="parts")

    campaign_id: UUID

    class Meta:
        default_permissions = ()


class CampaignAsk(models.Model):
    """One person, asked by one campaign: from when, until when, when they were last reminded and when they are next.

    ``next_on`` is None where nothing waited for them when they were last looked at. ``told`` is which reminder was the last.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="asks")
    part = models.ForeignKey(CampaignPart, on_delete=models.PROTECT, related_name="asks")
    person = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="+")
    begins_on = models.DateField()
    due_on = models.DateField()
    next_on = models.DateField(null=True)
    asked_on = models.DateField(null=True)
    told = models.CharField(max_length=20, blank=True)
    reminded_on = models.DateField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    campaign_id: UUID
    part_id: UUID
    person_id: UUID

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person"], name="campaign_asks_once"),
            models.CheckConstraint(condition=models.Q(due_on__gte=models.F("begins_on")), name="campaign_ask_due_after"),
        ]
        indexes = [
            models.Index(fields=["part", "next_on"], name="campaign_to_remind", condition=models.Q(next_on__isnull=False)),
            models.Index(fields=["campaign", "next_on"], name="campaign_next", condition=models.Q(next_on__isnull=False)),
        ]

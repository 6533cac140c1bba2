"""What is shown of campaigns: one's own last days, those of the people one leads, and the figures of a campaign, which are counts.

Whether something waits is always asked of the acknowledgements and of the text in force at that moment; no campaign remembers it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet, Subquery

from accounts.organisations.queries import today
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import NotVisible
from policies.acknowledgements.models import Acknowledgement
from policies.acknowledgements.permissions import ACCESS as ACKNOWLEDGEMENTS
from policies.acknowledgements.permissions import AcknowledgementPermission
from policies.adoption.models import Adoption
from policies.campaigns.choices import CampaignStatus
from policies.campaigns.models import Campaign, CampaignAsk, CampaignPolicy
from policies.campaigns.permissions import ACCESS, CampaignPermission
from policies.campaigns.rules import days_late

WORKS_HERE = Q(person__is_active=True) & ~Q(person__kind=StaffKind.OUTSIDE)
CANNOT_SIGN_IN = Q(person__user=None) | Q(person__user__is_active=False)


@dataclass(frozen=True)
class Due:
    """A policy that waits for somebody, and until when a campaign asks for it; ``on`` is today where they work."""

    adoption: Adoption
    due_on: date
    on: date

    @property
    def days_late(self) -> int:
        """How many days late it is; none up to the end of the last day."""
        return days_late(self.on, self.due_on)

    @property
    def is_overdue(self) -> bool:
        """Whether the last day has gone by."""
        return self.days_late > 0


@dataclass(frozen=True)
class InShort:
    """How many policies wait for somebody, and the earliest last day of these, if any has one."""

    waiting: int
    due_on: date | None
    days_late: int


@dataclass(frozen=True)
class Figures:
    """How a campaign stands, in counts. ``asked`` have been looked at and told, as far as they can be; ``to_ask`` are next."""

    people: int
    asked: int
    to_ask: int
    acknowledged: int
    waiting: int
    overdue: int
    on_paper: int
    """Of those for whom it waits: who cannot sign in, and is asked on paper by their line manager."""


# --- One's own ----------------------------------------------------------------------------------------------------------------
def _asked_until(actor: StaffMember) -> Subquery:
    """The earliest last day of the policy of an adoption, for one person."""
    asks = CampaignAsk.objects.filter(person=actor, campaign__status=CampaignStatus.RUNNING)
    asks = asks.filter(campaign__policies__policy_id=OuterRef("policy_id")).order_by("due_on")
    return Subquery(asks.values("due_on")[:1])


def _waiting_for(actor: StaffMember) -> QuerySet[Adoption]:
    """The policies in force that somebody has not acknowledged as they read now, each with ``due_on``, where a campaign asks."""
    given = Acknowledgement.objects.filter(person=actor, digest=OuterRef("digest"))
    standing = Adoption.objects.filter(organisation_id=actor.organisation_id, ended_at=None)
    return standing.filter(~Exists(given)).annotate(due_on=_asked_until(actor))


def _acknowledges(actor: StaffMember) -> bool:
    return ACKNOWLEDGEMENTS.allows(actor, AcknowledgementPermission.GIVE, actor.organisation)


def due_for(actor: StaffMember) -> list[Due]:
    """What campaigns ask somebody to acknowledge and still waits for them, the earliest last day first; nothing of an outsider."""
    if not _acknowledges(actor):
        return []
    on, rows = today(actor.organisation), _waiting_for(actor).select_related("policy", "version")
    found = ((each.due_on, each) for each in rows)  # type: ignore[attr-defined]  # annotated by _waiting_for
    asked = [Due(adoption, due_on, on) for due_on, adoption in found if due_on is not None]
    return sorted(asked, key=lambda each: (each.due_on, each.adoption.version.title))


def overdue_for(actor: StaffMember) -> list[Due]:
    """What of it is late."""
    return [each for each in due_for(actor) if each.is_overdue]


def in_short(actor: StaffMember) -> InShort:
    """How many policies wait for somebody and until when: one question, for the start page."""
    if not _acknowledges(actor):
        return InShort(0, None, 0)
    found = _waiting_for(actor).aggregate(waiting=Count("pk"), until=Min("due_on"))
    until = found["until"]
    return InShort(found["waiting"], until, days_late(today(actor.organisation), until) if until else 0)


# --- Those one leads ------------------------------------------------------------------------------------------------------------
def _something_waits() -> Exists:
    """Whether one of the policies of an ask's campaign waits for its person, as it reads now."""
    given = Acknowledgement.objects.filter(person=OuterRef(OuterRef("person_id")), digest=OuterRef("digest"))
    asked = CampaignPolicy.objects.filter(campaign=OuterRef(OuterRef("campaign_id"))).values("policy_id")
    standing = Adoption.objects.filter(organisation_id=OuterRef("campaign__organisation_id"), ended_at=None, policy_id__in=asked)
    return Exists(standing.filter(~Exists(given)))


def waiting_asks() -> QuerySet[CampaignAsk]:
    """The asks of running campaigns for which something waits."""
    return CampaignAsk.objects.filter(_something_waits(), campaign__status=CampaignStatus.RUNNING)


def with_last_days(people: QuerySet[StaffMember]) -> QuerySet[StaffMember]:
    """Each with ``due_on``: the earliest last day of what waits for them; None where no campaign asks, or nothing waits."""
    asks = waiting_asks().filter(person=OuterRef("pk")).order_by("due_on")
    return people.annotate(due_on=Subquery(asks.values("due_on")[:1]))


def late_among(people: QuerySet[StaffMember], on: date) -> QuerySet[StaffMember]:
    """Those for whom something waits after its last day, each with ``due_on``."""
    asked: QuerySet[Any] = with_last_days(people)
    return asked.filter(due_on__lt=on)


def for_whom_it_waits(person_id: UUID, campaign_ids: list[UUID]) -> dict[UUID, date]:
    """For the list of notices: the running campaigns of somebody who works here, as long as they wait for them; until when."""
    asks = waiting_asks().filter(WORKS_HERE, person_id=person_id, campaign_id__in=campaign_ids)
    return dict(asks.values_list("campaign_id", "due_on"))


# --- Campaigns ------------------------------------------------------------------------------------------------------------------
def campaigns_of(actor: StaffMember) -> QuerySet[Campaign]:
    """The campaigns of one's organisation, the newest first."""
    ACCESS.require(actor, CampaignPermission.VIEW, actor.organisation)
    rows = Campaign.objects.filter(organisation_id=actor.organisation_id).select_related("started_by")
    return rows.prefetch_related("policies__policy", "teams__team").order_by("-started_at", "id")


def campaign_for(actor: StaffMember, campaign_id: UUID) -> Campaign:
    """One of them. Raises NotVisible."""
    rows = Campaign.objects.filter(organisation_id=actor.organisation_id).select_related("started_by", "organisation")
    found = rows.prefetch_related("policies__policy", "teams__team").filter(pk=campaign_id).first()
    if found is None:
        raise NotVisible
    ACCESS.require(actor, CampaignPermission.VIEW, found)
    return found


def policies_asked_for(campaigns: QuerySet[Campaign]) -> list[UUID]:
    """The policies that any of these campaigns asks for."""
    asked = CampaignPolicy.objects.filter(campaign__in=campaigns.order_by().values("pk"))
    return list(asked.order_by("policy_id").values_list("policy_id", flat=True).distinct())


def titles_of(actor: StaffMember, policy_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What policies are called in one's organisation: as the text in force is called, or the last one that was."""
    rows = Adoption.objects.filter(organisation_id=actor.organisation_id, policy_id__in=set(policy_ids))
    rows = rows.order_by("policy_id", F("ended_at").desc(nulls_first=True)).distinct("policy_id")
    return dict(rows.values_list("policy_id", "version__title"))


def audience_of(campaign: Campaign) -> QuerySet[StaffMember]:
    """Everybody who works here and belongs to whom a campaign asks."""
    people = StaffMember.objects.filter(organisation_id=campaign.organisation_id, is_active=True, kind__in=campaign.kinds)
    teams = [each.team_id for each in campaign.teams.all()]
    return people.filter(team_id__in=teams) if teams else people


def digests_asked(campaign: Campaign) -> dict[UUID, str]:
    """What a campaign asks for now: the texts in force of its policies, by policy. What is in force no longer is not asked for."""
    policies = [each.policy_id for each in campaign.policies.all()]
    standing = Adoption.objects.filter(organisation_id=campaign.organisation_id, ended_at=None, policy_id__in=policies)
    return dict(standing.values_list("policy_id", "digest"))


def lacks_one_of(digests: Iterable[str]) -> Q:
    """For asks: that their person has not acknowledged all of these texts. Without texts nobody lacks one."""
    given = (Acknowledgement.objects.filter(person=OuterRef("person_id"), digest=digest) for digest in sorted(digests))
    return reduce(or_, (~Exists(each) for each in given), Q(pk__in=[]))


def waiting_in(campaign: Campaign) -> QuerySet[CampaignAsk]:
    """The asks of one campaign for which something waits."""
    asks = CampaignAsk.objects.filter(WORKS_HERE, campaign=campaign)
    return asks.filter(lacks_one_of(digests_asked(campaign).values()))


def figures_of(campaign: Campaign) -> Figures:
    """How a campaign stands; one that is over, with whoever was late when it ended."""
    return Figures(**_marked(campaign).aggregate(**_counts(campaign)))


def figures_by_team(campaign: Campaign) -> list[tuple[str, Figures]]:
    """The same for each team by name, and under an empty name for those without a team: counts, and nobody's name."""
    rows = _marked(campaign).values("person__team__name").annotate(**_counts(campaign))
    rows = rows.order_by(F("person__team__name").asc(nulls_last=True))
    found: list[dict[str, Any]] = [{**row} for row in rows]
    return [(row.pop("person__team__name") or "", Figures(**row)) for row in found]


def _marked(campaign: Campaign) -> QuerySet[CampaignAsk]:
    """The asks of those who work here, each with whether something waits."""
    waits = ExpressionWrapper(lacks_one_of(digests_asked(campaign).values()), output_field=BooleanField())
    return CampaignAsk.objects.filter(WORKS_HERE, campaign=campaign).annotate(waits=waits)


def _counts(campaign: Campaign) -> dict[str, Count]:
    zone = ZoneInfo(campaign.organisation.zone)
    on = campaign.ended_at.astimezone(zone).date() if campaign.ended_at else today(campaign.organisation)
    waiting = Q(waits=True)
    return {
        "people": Count("pk"),
        "asked": Count("pk", filter=Q(asked_on__isnull=False)),
        "to_ask": Count("pk", filter=Q(asked_on=None, next_on__lte=on)),
        "acknowledged": Count("pk", filter=Q(waits=False)),
        "waiting": Count("pk", filter=waiting),
        "overdue": Count("pk", filter=waiting & Q(due_on__lt=on)),
        "on_paper": Count("pk", filter=waiting & CANNOT_SIGN_IN),
    }

"""Starting and ending a campaign, and what it does by itself: it finds whom it asks, reminds them part by part, and asks again.

Nobody is remembered as having acknowledged: that is asked anew each time, of the text in force then. So whoever acknowledges, on
a page or on paper, is not reminded again, whatever row of work was written before.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from accounts.teams.models import Team
from boundaries.clocks.queries import now
from boundaries.clocks.rules import DAY, WorkingCalendar
from boundaries.errors.exceptions import NotVisible, RuleViolation
from boundaries.notices.actions import tell_many
from boundaries.outbox.actions import ToDo, arm_timer, cancel_timers, write_row, write_rows
from boundaries.record.actions import append
from policies.adoption.models import Adoption
from policies.campaigns import rules
from policies.campaigns.choices import AUDIENCE, CampaignStatus, Step
from policies.campaigns.events import CampaignEvent
from policies.campaigns.models import Campaign, CampaignAsk, CampaignPart, CampaignPolicy, CampaignTeam
from policies.campaigns.permissions import ACCESS, CampaignPermission
from policies.campaigns.queries import audience_of, digests_asked, lacks_one_of, waiting_in
from policies.campaigns.workflow import WORKFLOW, CampaignMove

GATHER, REMIND, STEP = "campaigns.gather", "campaigns.remind", "campaigns.step"
TARGET = "campaign"
A_PART = 200
"""So many people are reminded in one transaction: a second or two of work, lost and done again where the process is killed."""
IN_THE_MORNING = time(8)
"""By the clock on the organisation's wall: when the reminders of a day are told."""


@transaction.atomic
def start_campaign(
    *,
    actor: StaffMember,
    policies: Iterable[str],
    due_on: date,
    kinds: Iterable[str],
    teams: Iterable[UUID] = (),
    days: int = rules.USUAL_DAYS,
    with_starters: bool = True,
) -> Campaign:
    """Ask everybody of these kinds, in these teams or in all, to acknowledge these policies as they read now, until a day.

    Preconditions: the actor may; each policy is in force here; the last day is a working day to come; somebody is asked.
    """
    organisation = actor.organisation
    ACCESS.require(actor, CampaignPermission.START, organisation)
    adoptions = _held(actor, policies)
    kept, kept_teams = _audience(actor, kinds, teams)
    on = today(organisation)
    rules.check_last_day(organisation.calendar(), on, due_on)
    rules.check_days(days)
    campaign = Campaign.objects.create(
        organisation=organisation,
        started_by=actor,
        kinds=kept,
        due_on=due_on,
        days=days,
        with_starters=with_starters,
        started_at=now(),
        started_on=on,
    )
    CampaignPolicy.objects.bulk_create(
        CampaignPolicy(campaign=campaign, policy_id=a.policy_id, digest=a.digest) for a in adoptions
    )
    CampaignTeam.objects.bulk_create(CampaignTeam(campaign=campaign, team_id=each) for each in kept_teams)
    if not with_starters and not audience_of(campaign).exists():
        raise RuleViolation("campaign.nobody", _("Nobody who works here belongs to these. Choose others."), field="kinds")
    _arm(campaign, organisation.calendar(), on)
    _write_down(
        CampaignEvent.STARTED,
        campaign,
        actor.pk,
        policies=[each.policy.key for each in adoptions],
        due_on=due_on.isoformat(),
        days=days,
        kinds=kept,
        teams=[str(each) for each in kept_teams],
        with_starters=with_starters,
    )
    return campaign


def _held(actor: StaffMember, policies: Iterable[str]) -> list[Adoption]:
    """The policies in force by these keys, held: the text that is asked for cannot be changed meanwhile."""
    wanted = set(policies)
    rows = Adoption.objects.select_for_update(of=("self",), no_key=True).select_related("policy")
    found = list(rows.filter(organisation_id=actor.organisation_id, ended_at=None, policy__key__in=wanted).order_by("pk"))
    if not wanted or len(found) != len(wanted):
        raise RuleViolation("campaign.policies", _("Choose policies that are in force here."), field="policies")
    return found


def _audience(actor: StaffMember, kinds: Iterable[str], teams: Iterable[UUID]) -> tuple[list[str], list[UUID]]:
    """The kinds in the order of the list, and the teams of the organisation. Raises RuleViolation for others."""
    told, wanted = set(kinds), set(teams)
    kept = [kind.value for kind in AUDIENCE if kind.value in told]
    if not kept or len(kept) != len(told):
        raise RuleViolation("campaign.kinds", _("Choose who is asked."), field="kinds")
    found = list(
        Team.objects.filter(organisation_id=actor.organisation_id, pk__in=wanted).order_by("name").values_list("pk", flat=True)
    )
    if len(found) != len(wanted):
        raise RuleViolation("campaign.teams", _("Choose teams of your organisation."), field="teams")
    return kept, found


@transaction.atomic
def end_campaign(*, actor: StaffMember, campaign_id: UUID) -> Campaign:
    """Ask nobody any more. What was acknowledged stays so, and what waits goes on waiting, without a last day."""
    campaign = _locked(campaign_id, actor.organisation_id)
    ACCESS.require(actor, CampaignPermission.END, campaign)
    _end(campaign, CampaignMove.END)
    _write_down(CampaignEvent.ENDED, campaign, actor.pk)
    return campaign


# --- What the system does -----------------------------------------------------------------------------------------------------


@transaction.atomic
def gather(*, campaign_id: UUID, organisation_id: UUID) -> None:
    """Find everybody who is to be asked and is not yet, and have those reminded for whom it is time. Safe to run twice."""
    campaign = _running(campaign_id, organisation_id)
    if campaign is not None:
        _ask_missing(campaign, campaign.organisation.calendar())
        _have_reminded(campaign)


@transaction.atomic
def take_step(*, campaign_id: UUID, organisation_id: UUID) -> None:
    """The morning of a working day: whom to ask, whom to remind, whether it is all done; and when to look again."""
    campaign = _running(campaign_id, organisation_id)
    if campaign is None:
        return
    calendar, on = campaign.organisation.calendar(), today(campaign.organisation)
    if calendar.is_working(on):
        _move_to_working_days(campaign, calendar, on)
        _ask_missing(campaign, calendar)
        if _is_done(campaign):
            _end(campaign, CampaignMove.FINISH)
            _write_down(CampaignEvent.FINISHED, campaign, None)
            return
        _have_reminded(campaign)
    _arm(campaign, calendar, on)


@transaction.atomic
def remind_part(*, part_id: UUID) -> None:
    """Remind those of one part for whom it is time and something waits: each once, and all or none in one transaction.

    Who has acknowledged, who works here no longer and who cannot sign in is told nothing.
    """
    part = CampaignPart.objects.select_related("campaign__organisation__data_key").get(pk=part_id)
    campaign = part.campaign
    if campaign.status != CampaignStatus.RUNNING:
        return
    calendar, on = campaign.organisation.calendar(), today(campaign.organisation)
    rows = CampaignAsk.objects.select_for_update(of=("self",)).filter(part=part, next_on__lte=on)
    asks = list(rows.select_related("person__user").order_by("pk"))
    waiting = set(waiting_in(campaign).filter(pk__in=[ask.pk for ask in asks]).values_list("pk", flat=True))
    told: dict[tuple[Step, str], list[UUID]] = defaultdict(list)
    for ask in asks:
        is_waiting, ask.asked_on = ask.pk in waiting, ask.asked_on or on
        ask.next_on = rules.next_on(calendar, on, ask.begins_on, ask.due_on) if is_waiting else None
        step = rules.step_on(calendar, on, ask.begins_on, ask.due_on)
        once = rules.told_once_by(step, on, ask.begins_on, ask.due_on) if step else ask.told
        if step and once != ask.told and is_waiting and ask.person.user is not None and ask.person.user.is_active:
            ask.told, ask.reminded_on, ask.reminders = once, on, ask.reminders + 1
            told[step, once].append(ask.person_id)
    CampaignAsk.objects.bulk_update(asks, ["asked_on", "next_on", "told", "reminded_on", "reminders"])
    for (step, once), people in told.items():
        _tell(campaign, people, step, once)
    if told:
        everybody = sorted(str(person) for people in told.values() for person in people)
        _write_down(CampaignEvent.REMINDED, campaign, None, people=everybody, on=on.isoformat())


@transaction.atomic
def ask_again(*, adoption_id: UUID) -> None:
    """The words of a policy in force may be others now: whoever had acknowledged what a campaign asked for is asked again.

    They have as many days from today as somebody who starts today. Whoever had not keeps their last day.
    """
    adoption = Adoption.objects.select_related("policy").get(pk=adoption_id)
    running = _locking().filter(status=CampaignStatus.RUNNING, organisation_id=adoption.organisation_id)
    asking = CampaignPolicy.objects.filter(campaign=OuterRef("pk"), policy_id=adoption.policy_id).exclude(digest=adoption.digest)
    for campaign in running.filter(Exists(asking)).order_by("pk"):
        _ask_for_new_words(campaign, adoption)


def _ask_for_new_words(campaign: Campaign, adoption: Adoption) -> None:
    asked = campaign.policies.get(policy_id=adoption.policy_id)
    before = digests_asked(campaign) | {adoption.policy_id: asked.digest}
    asked.digest = adoption.digest
    asked.save(update_fields=["digest"])
    had_done = CampaignAsk.objects.filter(~lacks_one_of(before.values()), campaign=campaign)
    count = _begin_anew(campaign, had_done.filter(lacks_one_of([adoption.digest])))
    if count:
        facts = {"policy": adoption.policy.key, "digest": adoption.digest, "count": count}
        _write_down(CampaignEvent.ASKED_AGAIN, campaign, None, **facts)


@transaction.atomic
def welcome_back(*, person_id: UUID, organisation_id: UUID) -> None:
    """Somebody works here again: what was asked of them before has a last day as if they started today."""
    running = _locking().filter(status=CampaignStatus.RUNNING, organisation_id=organisation_id)
    asked = CampaignAsk.objects.filter(campaign=OuterRef("pk"), person_id=person_id)
    for campaign in running.filter(Exists(asked)).order_by("pk"):
        _begin_anew(campaign, CampaignAsk.objects.filter(campaign=campaign, person_id=person_id))


@transaction.atomic
def look_for_starters(*, organisation_id: UUID, because: int) -> None:
    """Somebody came, or moved to another team: the campaigns that ask those who start later look again."""
    running = Campaign.objects.filter(status=CampaignStatus.RUNNING, organisation_id=organisation_id, with_starters=True)
    things = [ToDo(GATHER, each, because) for each in running.order_by("pk").values_list("pk", flat=True)]
    if things:
        write_rows(things, organisation_id=organisation_id)


# --- What they share ----------------------------------------------------------------------------------------------------------


def _locking() -> QuerySet[Campaign]:
    rows = Campaign.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("organisation__data_key").prefetch_related("policies", "teams")


def _locked(campaign_id: UUID, organisation_id: UUID) -> Campaign:
    """The campaign under its lock; one of another organisation does not exist."""
    found = _locking().filter(pk=campaign_id, organisation_id=organisation_id).first()
    if found is None:
        raise NotVisible
    return found


def _running(campaign_id: UUID, organisation_id: UUID) -> Campaign | None:
    campaign = _locked(campaign_id, organisation_id)
    return campaign if campaign.status == CampaignStatus.RUNNING else None


def _ask_missing(campaign: Campaign, calendar: WorkingCalendar) -> None:
    """Everybody of the audience whom the campaign does not ask yet, part by part; later on only where it asks who starts later."""
    is_first = campaign.gathered_at is None
    if not is_first and not campaign.with_starters:
        return
    on = today(campaign.organisation)
    known = CampaignAsk.objects.filter(campaign=campaign, person=OuterRef("pk"))
    missing = audience_of(campaign).filter(~Exists(known)).order_by("team_id", "pk")
    people = list(missing.values_list("pk", "started_on"))
    for start in range(0, len(people), A_PART):
        part = CampaignPart.objects.create(campaign=campaign)
        asks = []
        for person_id, started_on in people[start : start + A_PART]:
            begins_on, due_on = rules.own_time(
                calendar, today=on, started_on=started_on, days=campaign.days, due_on=campaign.due_on if is_first else None
            )
            next_on = calendar.working_day_from(begins_on) if begins_on > on else on
            asked = {"begins_on": begins_on, "due_on": due_on, "next_on": next_on}
            asks.append(CampaignAsk(campaign=campaign, part=part, person_id=person_id, **asked))
        CampaignAsk.objects.bulk_create(asks)
    if is_first:
        campaign.gathered_at = now()
        campaign.save(update_fields=["gathered_at"])


def _have_reminded(campaign: Campaign) -> None:
    """One row of work for each part in which it is time for somebody: whoever claims the row reminds the part."""
    due = CampaignAsk.objects.filter(campaign=campaign, next_on__lte=today(campaign.organisation))
    parts = due.order_by("part_id").values_list("part_id", flat=True).distinct()
    things = [ToDo(REMIND, each, dedupe_key=f"{REMIND}:{each}:{uuid4()}") for each in parts]
    if things:
        write_rows(things, organisation_id=campaign.organisation_id)


def _begin_anew(campaign: Campaign, asks: QuerySet[CampaignAsk]) -> int:
    """These people have their whole time before them again, but no less than they had; they are told so. How many they are."""
    on = today(campaign.organisation)
    until = rules.last_day(campaign.organisation.calendar(), on, campaign.days)
    count = asks.update(begins_on=on, due_on=Greatest(F("due_on"), until), next_on=on)
    if count:
        write_row(
            kind=GATHER, organisation_id=campaign.organisation_id, ref=campaign.pk, dedupe_key=f"{GATHER}:{campaign.pk}:{uuid4()}"
        )
    return count


def _move_to_working_days(campaign: Campaign, calendar: WorkingCalendar, on: date) -> None:
    """A last day to come on which nobody works any more, because a closed day was added, is the next day that is worked."""
    asks = CampaignAsk.objects.filter(campaign=campaign, due_on__gte=on)
    for day in list(asks.order_by("due_on").values_list("due_on", flat=True).distinct()):
        if not calendar.is_working(day):
            asks.filter(due_on=day).update(due_on=calendar.working_day_from(day))


def _is_done(campaign: Campaign) -> bool:
    """Whether nothing can wait any more: nothing it asks for is in force, or all have done it and nobody is asked later."""
    if not digests_asked(campaign):
        return True
    return not campaign.with_starters and not waiting_in(campaign).exists()


def _end(campaign: Campaign, move: CampaignMove) -> None:
    campaign.status, campaign.ended_at = WORKFLOW.move(campaign.status, move), now()
    campaign.save(update_fields=["status", "ended_at"])
    cancel_timers(about_id=campaign.pk, kinds=[STEP])


def _arm(campaign: Campaign, calendar: WorkingCalendar, on: date) -> None:
    """Look again on the morning of the next working day."""
    morning = datetime.combine(calendar.working_day_from(on + DAY), IN_THE_MORNING, ZoneInfo(campaign.organisation.zone))
    arm_timer(kind=STEP, organisation_id=campaign.organisation_id, about_id=campaign.pk, due_at=morning)


def _tell(campaign: Campaign, people: list[UUID], step: Step, once: str) -> None:
    tell_many(
        person_ids=people,
        kind=f"{TARGET}.{step.value}",
        about=(TARGET, campaign.pk),
        organisation_id=campaign.organisation_id,
        key=campaign.organisation.data_key,
        once=once,
    )


def _write_down(event: CampaignEvent, campaign: Campaign, actor_id: UUID | None, **data: Any) -> None:
    append(
        event,
        about=(TARGET, campaign.pk),
        organisation_id=campaign.organisation_id,
        actor_id=actor_id,
        key=campaign.organisation.data_key,
        data=data,
    )

"""Starting a campaign: who may, what it asks for, of whom, and until when."""

from typing import Any

import pytest

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at
from boundaries.errors.exceptions import NotVisible, RuleViolation
from boundaries.outbox.models import Timer
from boundaries.record.queries import entries_about
from policies.adoption.actions import end_adoption
from policies.campaigns.actions import STEP, start_campaign
from policies.campaigns.models import Campaign, CampaignAsk, CampaignPolicy
from policies.campaigns.queries import campaigns_of, figures_of
from tests.policies.adopting import AK, PQ, RC, adopted
from tests.policies.campaigns.asking import LAST_DAY, MONDAY, january, moment, say, staff_of, started, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
FACTS: dict[str, Any] = {"policies": [RC], "due_on": LAST_DAY, "kinds": ["employee"]}


def asked(campaign: Campaign) -> set[str]:
    """The names of those whom a campaign asks."""
    return set(CampaignAsk.objects.filter(campaign=campaign).values_list("person__name", flat=True))


def test_everybody_who_works_here_is_asked_once_and_nobody_else(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    campaign = started(cast.noor)
    assert asked(campaign) == {person.name for person in staff_of(cast)}
    assert not asked(campaign) & {cast.ivo.name, cast.miriam.name}
    assert CampaignPolicy.objects.get(campaign=campaign).digest == adoption.digest
    assert told(cast.amira) == [(MONDAY, "start")]
    assert told(cast.pavel) == [(MONDAY, "start")]
    assert told(cast.lena) == told(cast.miriam) == told(cast.ivo) == []


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        ({"kinds": ["volunteer"]}, {"Lena Fischer"}),
        ({"kinds": ["partner"]}, {"Pavel Horak", "Grace Tan"}),
        ({"kinds": ["employee", "volunteer"], "teams": ["Harbour team"]}, {"Elif Demir", "Amira Haddad", "Ben Okafor", "Lena Fischer"}),
        ({"kinds": ["partner"], "teams": ["Health outreach team", "Harbour team"]}, {"Pavel Horak"}),
    ],
)  # fmt: skip
def test_only_the_kinds_and_teams_that_were_chosen(audience: dict[str, Any], expected: set[str], cast: Cast) -> None:
    adopted(cast.noor, RC)
    teams = [team.pk for team in cast.organisation.teams.filter(name__in=audience.get("teams", []))]
    assert asked(started(cast.noor, **(audience | {"teams": teams}))) == expected


def test_directors_and_the_chief_executive_start_one_and_nobody_else_sees_that_one_could(cast: Cast) -> None:
    adopted(cast.noor, RC)
    for person in (cast.ingrid, cast.samuel):
        assert started(person).started_by_id == person.pk
    for other in (cast.elif_, cast.olga, cast.amira, cast.grace, cast.miriam, cast.root):
        with pytest.raises(NotVisible):
            started(other)
        with pytest.raises(NotVisible):
            campaigns_of(other)
    elsewhere = StaffMember.objects.get(organisation=cast.ivo.organisation, name="Aluki Ipeelie")
    with pytest.raises(RuleViolation):
        started(elsewhere)
    assert campaigns_of(elsewhere).count() == 0
    assert campaigns_of(cast.noor).count() == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"policies": []}, "policies"),
        ({"policies": [RC, AK]}, "policies"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["outside"]}, "kinds"),
        ({"kinds": ["delegate"], "with_starters": False}, "kinds"),
        ({"due_on": MONDAY}, "due_on"),
        ({"due_on": january(12)}, "due_on"),
        ({"days": 0}, "days"),
    ],
)
def test_what_cannot_be_asked(changed: dict[str, Any], field: str, cast: Cast) -> None:
    adopted(cast.noor, RC)
    with pytest.raises(RuleViolation) as refusal, at(moment(MONDAY)):
        start_campaign(actor=cast.noor, **(FACTS | changed))
    assert refusal.value.field == field
    assert not Campaign.objects.exists()


def test_a_team_of_others_is_none(cast: Cast) -> None:
    adopted(cast.noor, RC)
    theirs = list(cast.ivo.organisation.teams.values_list("pk", flat=True))
    with pytest.raises(RuleViolation), at(moment(MONDAY)):
        start_campaign(actor=cast.noor, **FACTS, teams=theirs)


def test_what_is_in_force_no_longer_cannot_be_asked_for(cast: Cast) -> None:
    end_adoption(actor=cast.noor, adoption_id=adopted(cast.noor, RC).pk)
    with pytest.raises(RuleViolation):
        started(cast.noor)


def test_it_is_written_down_with_whom_it_asks_and_each_reminder_with_whom_it_reached(cast: Cast) -> None:
    adopted(cast.noor, RC)
    campaign = started(cast.noor, kinds=["employee"])
    first, reminded = entries_about(campaign.pk)
    assert first.event == "campaign.started"
    assert first.data == {
        "policies": [RC],
        "due_on": "2030-01-31",
        "days": 14,
        "kinds": ["employee"],
        "teams": [],
        "with_starters": True,
    }
    assert reminded.event == "campaign.reminded"
    assert reminded.data
    people = {str(person.pk) for person in staff_of(cast).filter(kind="employee", user__isnull=False)}
    assert (set(reminded.data["people"]), reminded.data["on"]) == (people, "2030-01-07")


def test_it_looks_again_on_the_next_working_morning_by_the_clock_on_the_wall(cast: Cast) -> None:
    adopted(cast.noor, RC)
    campaign = started(cast.noor, on=january(11))
    assert Timer.objects.get(about_id=campaign.pk, kind=STEP, fired_at=None).due_at == moment(january(14), 8)


def test_several_policies_wait_until_all_are_acknowledged(cast: Cast) -> None:
    for key in (RC, PQ):
        adopted(cast.noor, key)
    campaign = started(cast.noor, RC, PQ)
    assert CampaignPolicy.objects.filter(campaign=campaign).count() == 2
    figures = figures_of(campaign)
    assert (figures.people, figures.acknowledged) == (len(list(staff_of(cast))), 0)


def test_those_who_acknowledged_it_before_are_counted_and_not_told(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    say(cast.amira, adoption)
    campaign = started(cast.noor)
    assert told(cast.amira) == []
    assert figures_of(campaign).acknowledged == 1

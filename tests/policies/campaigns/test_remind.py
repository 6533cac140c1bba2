"""The reminders: on their days, once each, to those for whom something waits and who can sign in, and to nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from accounts.demo.cast import Cast
from accounts.organisations.models import ClosedDay
from accounts.staff.actions import add_person, deactivate_person, reactivate_person
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember, User
from boundaries.clocks.queries import at
from boundaries.notices.queries import count_new, items_for
from boundaries.outbox.models import OutboxRow
from policies.acknowledgements.models import Acknowledgement
from policies.adoption.actions import adapt_clause, change_adoption, end_adoption
from policies.adoption.choices import LocalKind
from policies.adoption.models import Adoption
from policies.campaigns.actions import REMIND, end_campaign, gather, remind_part, start_campaign, take_step
from policies.campaigns.models import Campaign, CampaignAsk, CampaignPart
from policies.campaigns.queries import due_for, figures_by_team, figures_of, in_short, overdue_for
from tests.incidents.told import settle
from tests.policies.adopting import PQ, RC, adopted
from tests.policies.campaigns.asking import LAST_DAY, MONDAY, go_on, january, moment, say, started, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
LADDER = [(MONDAY, "start"), (january(24), "week"), (january(30), "day"), (LAST_DAY, "due")]
FRIDAY = LAST_DAY + timedelta(days=1)


def ask_of(person: StaffMember) -> CampaignAsk:
    return CampaignAsk.objects.get(person=person)


def test_one_is_reminded_on_five_kinds_of_days_and_on_no_closed_one(cast: Cast) -> None:
    adopted(cast.noor, RC)
    started(cast.noor)
    go_on(MONDAY, LAST_DAY + timedelta(days=6))
    late = [(FRIDAY + timedelta(days=days), "late") for days in (0, 3, 4, 5)]
    assert told(cast.amira) == [*LADDER, *late]
    assert told(cast.lena) == []
    assert (ask_of(cast.amira).reminders, ask_of(cast.lena).reminders) == (8, 0)


def test_whoever_acknowledges_is_not_reminded_again(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    started(cast.noor)
    with at(moment(january(24), 7)):
        say(cast.amira, adoption)
    go_on(january(24), FRIDAY)
    assert told(cast.amira) == LADDER[:1]
    assert told(cast.ben) == [*LADDER, (FRIDAY, "late")]


def test_an_acknowledgement_on_paper_counts_like_any(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    campaign = started(cast.noor)
    before = figures_of(campaign)
    entered = {"organisation": cast.organisation, "adoption": adoption, "digest": adoption.digest, "given_at": moment(MONDAY)}
    Acknowledgement.objects.create(person=cast.lena, **entered)
    after = figures_of(campaign)
    assert (after.acknowledged - before.acknowledged, before.on_paper - after.on_paper) == (1, 1)


def test_several_reminders_that_were_missed_are_one(cast: Cast) -> None:
    adopted(cast.noor, RC)
    started(cast.noor)
    go_on(LAST_DAY, LAST_DAY)
    assert told(cast.amira) == [LADDER[0], LADDER[3]]


def test_work_done_twice_on_a_day_reminds_once(cast: Cast) -> None:
    adopted(cast.noor, RC)
    campaign = started(cast.noor)
    with at(moment(MONDAY, 15)):
        gather(campaign_id=campaign.pk, organisation_id=cast.organisation.pk)
        for part in CampaignPart.objects.filter(campaign=campaign):
            remind_part(part_id=part.pk)
        settle()
    assert told(cast.amira) == LADDER[:1]
    assert ask_of(cast.amira).reminders == 1


def test_the_mail_says_nothing_and_is_not_sent_where_nothing_waits_by_then(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    campaign = started(cast.noor)
    to_amira = [each for each in mail.outbox if each.to == ["amira@relief.example"]]
    assert len(to_amira) == 1
    assert "Red Cross" not in f"{to_amira[0].subject}{to_amira[0].body}"
    mail.outbox.clear()
    with at(moment(january(24))):
        take_step(campaign_id=campaign.pk, organisation_id=cast.organisation.pk)
        for row in OutboxRow.objects.filter(kind=REMIND, done_at=None):
            remind_part(part_id=row.ref)
        assert told(cast.amira) == LADDER[:2]
        say(cast.amira, adoption)
        settle()
    assert "ben@relief.example" in {each.to[0] for each in mail.outbox}
    assert "amira@relief.example" not in {each.to[0] for each in mail.outbox}


def test_the_line_in_the_news_says_until_when_and_goes_when_it_is_done(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    started(cast.noor)
    with at(moment(MONDAY)):
        (item,) = items_for(cast.amira.pk)
        assert item.label == "by Thursday 31 January"
    with at(moment(LAST_DAY)):
        assert items_for(cast.amira.pk)[0].label == "today is the last day"
    with at(moment(FRIDAY)):
        assert items_for(cast.amira.pk)[0].label == "1 day late"
        say(cast.amira, adoption)
        assert (items_for(cast.amira.pk), count_new(cast.amira.pk)) == ([], 0)


# --- One's own last day ------------------------------------------------------------------------------------------------------
def test_what_waits_has_a_last_day_and_is_late_after_it(cast: Cast) -> None:
    adoption, _other = adopted(cast.noor, RC), adopted(cast.noor, PQ)
    started(cast.noor)
    with at(moment(LAST_DAY)):
        (due,) = due_for(cast.amira)
        assert (due.adoption.pk, due.due_on, due.is_overdue) == (adoption.pk, LAST_DAY, False)
        assert overdue_for(cast.amira) == []
        assert (in_short(cast.amira).waiting, in_short(cast.amira).due_on, in_short(cast.amira).days_late) == (2, LAST_DAY, 0)
    with at(moment(FRIDAY)):
        assert [(each.adoption.pk, each.days_late) for each in overdue_for(cast.amira)] == [(adoption.pk, 1)]
        assert in_short(cast.amira).days_late == 1
        assert due_for(cast.miriam) == due_for(cast.ivo) == []
        assert in_short(cast.miriam).waiting == 0
        say(cast.amira, adoption)
        assert due_for(cast.amira) == []
        assert (in_short(cast.amira).waiting, in_short(cast.amira).due_on) == (1, None)


def test_of_two_campaigns_the_earlier_last_day_counts(cast: Cast) -> None:
    adopted(cast.noor, RC)
    started(cast.noor)
    started(cast.noor, due_on=january(21))
    with at(moment(MONDAY)):
        assert [each.due_on for each in due_for(cast.amira)] == [january(21)]


def test_figures_by_team_are_counts_and_say_who_is_late(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    campaign = started(cast.noor, kinds=["employee", "volunteer"])
    say(cast.amira, adoption)
    with at(moment(FRIDAY)):
        by_team = dict(figures_by_team(campaign))
        harbour = by_team["Harbour team"]
        assert (harbour.people, harbour.asked, harbour.acknowledged, harbour.waiting) == (4, 4, 1, 3)
        assert (harbour.overdue, harbour.on_paper) == (3, 1)
        whole = figures_of(campaign)
    assert by_team[""].people == 2, "Yara and Farid belong to no team"
    assert sum(each.people for each in by_team.values()) == whole.people
    assert sum(each.waiting for each in by_team.values()) == whole.waiting == whole.people - 1
    assert whole.to_ask == 0


# --- People who come and go ------------------------------------------------------------------------------------------------------
def newcomer(cast: Cast, **facts: Any) -> StaffMember:
    """Somebody is added on a Monday two weeks into the campaign."""
    with at(moment(january(21))):
        found = add_person(actor=cast.olga, name="Kim Berg", kind=StaffKind.VOLUNTEER, email="kim@relief.example", **facts)
        settle()
    User.objects.filter(email="kim@relief.example").update(is_active=True)
    return found


def test_whoever_comes_later_has_days_of_their_own(cast: Cast) -> None:
    adopted(cast.noor, RC)
    started(cast.noor, days=10)
    kim = newcomer(cast)
    assert (ask_of(kim).begins_on, ask_of(kim).due_on) == (january(21), LAST_DAY)
    go_on(january(22), FRIDAY)
    assert told(kim) == [(january(21), "start"), (january(24), "week"), *LADDER[2:], (FRIDAY, "late")]


def test_whoever_begins_in_some_days_is_asked_on_their_first_day(cast: Cast) -> None:
    adopted(cast.noor, RC)
    started(cast.noor, days=14)
    kim = newcomer(cast, started_on=january(28))
    assert (ask_of(kim).begins_on, ask_of(kim).due_on) == (january(28), january(28) + timedelta(days=14))
    go_on(january(21), january(28))
    assert told(kim) == [(january(28), "start")]


def test_a_campaign_that_does_not_ask_them_leaves_them_out(cast: Cast) -> None:
    adopted(cast.noor, RC)
    started(cast.noor, with_starters=False)
    kim = newcomer(cast)
    go_on(january(21), january(22))
    assert not CampaignAsk.objects.filter(person=kim).exists()


def test_whoever_left_is_neither_counted_nor_reminded_and_has_time_when_they_are_back(cast: Cast) -> None:
    adopted(cast.noor, RC)
    campaign = started(cast.noor, days=7)
    with at(moment(january(8))):
        people = figures_of(campaign).people
        deactivate_person(actor=cast.olga, person_id=cast.maya.pk, last_day=january(8))
        settle()
        assert figures_of(campaign).people == people - 1
    go_on(january(24), FRIDAY)
    assert told(cast.maya) == LADDER[:1]
    back = FRIDAY + timedelta(days=3)
    with at(moment(back)):
        reactivate_person(actor=cast.olga, person_id=cast.maya.pk)
        settle()
        assert overdue_for(StaffMember.objects.get(pk=cast.maya.pk)) == []
    assert ask_of(cast.maya).due_on == back + timedelta(days=7)
    assert told(cast.maya) == [LADDER[0], (back, "start")]


# --- Words that change ----------------------------------------------------------------------------------------------------------
def say_otherwise(cast: Cast, adoption: Adoption, text: str) -> None:
    adapt_clause(actor=cast.noor, adoption_id=adoption.pk, code="RC-B-4", kind=LocalKind.WORDING, text=text)


def test_whoever_had_acknowledged_is_asked_again_with_new_days_and_the_others_keep_theirs(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    started(cast.noor)
    say(cast.amira, adoption)
    go_on(january(8), january(28))
    with at(moment(january(29))):
        say_otherwise(cast, adoption, "No gifts.")
        settle()
        assert [each.due_on for each in due_for(cast.amira)] == [january(29) + timedelta(days=14)]
        assert [each.due_on for each in due_for(cast.ben)] == [LAST_DAY]
    assert told(cast.amira) == [LADDER[0], (january(29), "start")]
    assert told(cast.ben) == LADDER[:2]
    go_on(january(30), FRIDAY)
    assert told(cast.amira)[2:] == []
    assert told(cast.ben)[2:] == [*LADDER[2:], (FRIDAY, "late")]


def test_words_that_change_twice_are_asked_for_once_and_words_that_come_back_are_not(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    campaign = started(cast.noor)
    say(cast.amira, adoption)
    with at(moment(january(14))):
        say_otherwise(cast, adoption, "No gifts.")
        say_otherwise(cast, adoption, "No gifts at all.")
        settle()
    assert told(cast.amira) == [LADDER[0], (january(14), "start")]
    with at(moment(january(15))):
        say_otherwise(cast, adoption, "")
        settle()
        assert due_for(cast.amira) == []
        assert figures_of(campaign).acknowledged == 1
    go_on(january(16), LAST_DAY)
    assert told(cast.amira) == [LADDER[0], (january(14), "start")]


def test_another_owner_asks_nobody_again(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    started(cast.noor)
    say(cast.amira, adoption)
    with at(moment(january(14))):
        change_adoption(actor=cast.noor, adoption_id=adoption.pk, words=adoption.words, owner_id=cast.samuel.pk)
        settle()
    assert told(cast.amira) == LADDER[:1]
    assert ask_of(cast.amira).due_on == LAST_DAY


def test_a_closed_day_that_is_added_moves_what_would_end_on_it(cast: Cast) -> None:
    adopted(cast.noor, RC)
    started(cast.noor)
    ClosedDay.objects.create(organisation=cast.organisation, day=LAST_DAY, name="Storm")
    go_on(january(22), FRIDAY + timedelta(days=3))
    assert (ask_of(cast.amira).due_on, ask_of(cast.amira).reminders) == (FRIDAY, 5)
    assert told(cast.amira)[1:] == [
        (january(25), "week"),
        (january(30), "day"),
        (FRIDAY, "due"),
        (FRIDAY + timedelta(days=3), "late"),
    ]


# --- The end ----------------------------------------------------------------------------------------------------------------------
def test_a_campaign_that_is_ended_reminds_nobody_and_asks_for_no_day(cast: Cast) -> None:
    adopted(cast.noor, RC)
    campaign = started(cast.noor)
    with at(moment(january(8))):
        end_campaign(actor=cast.ingrid, campaign_id=campaign.pk)
        assert due_for(cast.amira) == []
        assert items_for(cast.amira.pk) == []
    go_on(january(9), FRIDAY)
    assert told(cast.amira) == LADDER[:1]
    campaign.refresh_from_db()
    assert (campaign.status, campaign.ended_at) == ("ended", moment(january(8)))


def test_work_that_was_written_before_the_end_reminds_nobody_after_it(cast: Cast) -> None:
    adopted(cast.noor, RC)
    with at(moment(MONDAY)):
        campaign = start_campaign(actor=cast.noor, policies=[RC], due_on=LAST_DAY, kinds=["employee"])
        gather(campaign_id=campaign.pk, organisation_id=cast.organisation.pk)
        assert OutboxRow.objects.filter(kind=REMIND, done_at=None).exists()
        end_campaign(actor=cast.noor, campaign_id=campaign.pk)
        settle()
    assert told(cast.amira) == []
    assert ask_of(cast.amira).reminders == 0


def test_a_campaign_for_those_who_are_there_finishes_when_all_have_acknowledged(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    kept: dict[str, Any] = {"kinds": ["partner"]}
    campaign, standing = started(cast.noor, **kept, with_starters=False), started(cast.noor, **kept)
    say(cast.pavel, adoption)
    go_on(january(8), january(8))
    assert Campaign.objects.get(pk=campaign.pk).status == "running"
    say(cast.grace, adoption)
    go_on(january(9), january(9))
    assert Campaign.objects.get(pk=campaign.pk).status == "finished"
    assert Campaign.objects.get(pk=standing.pk).status == "running", "it asks those who start later"


def test_a_campaign_for_what_is_in_force_no_longer_finishes(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    campaign = started(cast.noor)
    with at(moment(MONDAY, 12)):
        end_adoption(actor=cast.noor, adoption_id=adoption.pk)
        assert due_for(cast.amira) == []
    go_on(january(8), january(8))
    assert Campaign.objects.get(pk=campaign.pk).status == "finished"
    assert told(cast.amira) == LADDER[:1]

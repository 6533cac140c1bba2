"""The pages and the API of campaigns: the same law, and counts without names."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from boundaries.clocks.queries import at
from policies.adoption.models import Adoption
from policies.campaigns.actions import start_campaign
from policies.campaigns.models import Campaign, CampaignTeam
from policies.campaigns.rules import last_day
from tests.accounts.calling import calling
from tests.accounts.kinds import SignedIn
from tests.incidents.told import settle
from tests.policies.adopting import PQ, RC, adopted
from tests.policies.campaigns.asking import LAST_DAY, MONDAY, moment, say, started

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def boxes(cast: Cast, **changed: Any) -> dict[str, Any]:
    """What the page sends to ask everybody of the relief society for the Red Cross policy."""
    day = last_day(cast.organisation.calendar(), today(cast.organisation), 21)
    sent = {"policies": [RC], "kinds": ["employee", "volunteer"], "days": 10, "with_starters": "on"}
    return sent | {"due_on_day": day.day, "due_on_month": day.month, "due_on_year": day.year} | changed


def test_a_director_starts_one_and_sees_how_it_stands(cast: Cast, signed_in: SignedIn) -> None:
    adoption, noor = adopted(cast.noor, RC), signed_in(cast.noor)
    harbour = cast.amira.team_id
    assert reverse("campaigns:list") in noor.get(reverse("acknowledgements:list")).content.decode()
    assert reverse("campaigns:start") in noor.get(reverse("campaigns:list")).content.decode()
    assert adoption.version.title in noor.get(reverse("campaigns:start")).content.decode()
    answer = noor.post(reverse("campaigns:start"), boxes(cast, teams=[str(harbour)]))
    campaign = Campaign.objects.get()
    assert answer["Location"] == reverse("campaigns:campaign", args=[campaign.pk])
    assert (campaign.kinds, campaign.days, campaign.with_starters) == (["employee", "volunteer"], 10, True)
    assert CampaignTeam.objects.get(campaign=campaign).team_id == harbour
    before = noor.get(answer["Location"]).content.decode()
    assert "We look for everybody" in before
    settle()
    say(cast.amira, adoption)
    page = noor.get(answer["Location"]).content.decode()
    assert "1 of 4 people have acknowledged (25 %)" in page
    assert "1 person who has not cannot sign in" in page
    assert "app-progress" not in page
    assert "Harbour team" in page
    assert cast.amira.name not in page
    assert adoption.version.title in noor.get(reverse("campaigns:list")).content.decode()


def test_while_people_are_asked_the_page_says_how_many(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    campaign = started(cast.noor)
    Campaign.objects.get().asks.update(asked_on=None, next_on=MONDAY)
    first = campaign.asks.order_by("pk")[0]
    campaign.asks.filter(pk=first.pk).update(asked_on=MONDAY)
    with at(moment(MONDAY)):
        page = signed_in(cast.noor).get(reverse("campaigns:campaign", args=[campaign.pk])).content.decode()
    assert f"People are being asked: 1 of {campaign.asks.count()}." in page
    assert 'data-module="app-progress"' in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"policies": []}, "Choose at least one policy."),
        ({"kinds": []}, "Choose at least one."),
        ({"due_on_year": "2020"}, "The last day must come after today."),
        ({"due_on_day": ""}, "day"),
        ({"days": "0"}, "days"),
    ],
)
def test_what_is_wrong_is_said_beside_it(changed: dict[str, Any], words: str, cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    answer = signed_in(cast.noor).post(reverse("campaigns:start"), boxes(cast, **changed))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Campaign.objects.exists()


def test_the_same_page_sent_twice_starts_one(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    sent = boxes(cast, csrfmiddlewaretoken="of one page")
    first, second = (signed_in(cast.noor).post(reverse("campaigns:start"), sent) for _again in range(2))
    assert first["Location"] == second["Location"]
    assert Campaign.objects.count() == 1


def test_it_is_ended_early_on_its_page(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    noor = signed_in(cast.noor)
    noor.post(reverse("campaigns:start"), boxes(cast))
    campaign = Campaign.objects.get()
    address = reverse("campaigns:end", args=[campaign.pk])
    assert "Shall this campaign end now?" in noor.get(address).content.decode()
    answer = noor.post(address)
    assert answer["Location"] == reverse("campaigns:campaign", args=[campaign.pk])
    page = noor.get(answer["Location"]).content.decode()
    assert "Ended early" in page
    assert address not in page
    assert noor.post(address).status_code == 409


def test_for_everybody_else_there_are_no_campaigns(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    campaign = started(cast.noor)
    for other in (cast.elif_, cast.olga, cast.amira, cast.ivo):
        client = signed_in(other)
        assert reverse("campaigns:list") not in client.get(reverse("acknowledgements:list")).content.decode()
        addresses = [reverse("campaigns:list"), reverse("campaigns:start")]
        addresses += [reverse(name, args=[campaign.pk]) for name in ("campaigns:campaign", "campaigns:end")]
        assert {client.get(address).status_code for address in addresses} == {404}
        assert client.post(addresses[-1]).status_code == 404


def test_a_campaign_of_others_is_none(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    campaign = started(cast.noor)
    director = cast.ivo.organisation.staff.get(name="Aluki Ipeelie")
    assert signed_in(director).get(reverse("campaigns:list")).status_code == 200
    assert signed_in(director).get(reverse("campaigns:campaign", args=[campaign.pk])).status_code == 404
    assert calling(director).get(reverse("api_campaigns:campaign", args=[campaign.pk])).status == 404
    assert calling(director).get(reverse("api_campaigns:campaigns"))["campaigns"] == []


def test_the_list_goes_on_page_by_page(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    with at(moment(MONDAY)):
        for _each in range(26):
            start_campaign(actor=cast.noor, policies=[RC], due_on=LAST_DAY, kinds=["partner"])
    page = signed_in(cast.noor).get(reverse("campaigns:list"))
    assert page.content.decode().count("/policies/campaigns/") >= 26
    assert "after=" in page.content.decode()


# --- The API ----------------------------------------------------------------------------------------------------------------
def test_the_api_starts_reads_and_ends_one(cast: Cast) -> None:
    adoption, _other = adopted(cast.noor, RC), adopted(cast.noor, PQ)
    noor = calling(cast.noor)
    day = last_day(cast.organisation.calendar(), today(cast.organisation), 21)
    sent = {"policies": [RC], "due_on": day.isoformat(), "teams": [str(cast.amira.team_id)]}
    made = noor.post(reverse("api_campaigns:campaigns"), sent)
    assert made.status == 201
    settle()
    say(cast.amira, adoption)
    found = noor.get(made["url"])
    assert (found["status"], found["due_on"], found["days"], found["with_starters"]) == ("running", day.isoformat(), 14, True)
    assert [each["policy"] for each in found["policies"]] == [RC]
    assert found["kinds"] == ["employee", "volunteer", "delegate", "partner"]
    expected = {"people": 4, "asked": 4, "to_ask": 0, "acknowledged": 1, "waiting": 3, "overdue": 0, "on_paper": 1}
    assert found["figures"] == expected
    assert found["by_team"] == [{"team": "Harbour team", "figures": expected}]
    (line,) = noor.get(reverse("api_campaigns:campaigns"))["campaigns"]
    assert line["url"] == made["url"]
    assert line["policies"][0]["title"] == Adoption.objects.get(pk=adoption.pk).version.title
    assert noor.post(f"{made['url']}end/", {}).status == 200
    assert noor.post(f"{made['url']}end/", {}).status == 409
    assert noor.get(made["url"])["status"] == "ended"


@pytest.mark.parametrize(
    "changed",
    [{"policies": ["nothing"]}, {"policies": []}, {"kinds": ["outside"]}, {"kinds": []}, {"days": 0}, {"due_on": "2020-01-01"}],
)
def test_the_api_refuses_what_cannot_be_asked(changed: dict[str, Any], cast: Cast) -> None:
    adopted(cast.noor, RC)
    day = last_day(cast.organisation.calendar(), today(cast.organisation), 21)
    sent = {"policies": [RC], "due_on": day.isoformat(), **changed}
    assert calling(cast.noor).post(reverse("api_campaigns:campaigns"), sent).status == 422
    assert calling(cast.elif_).post(reverse("api_campaigns:campaigns"), sent).status in {404, 422}
    assert not Campaign.objects.exists()


def test_a_team_of_others_is_refused_like_none(cast: Cast) -> None:
    adopted(cast.noor, RC)
    day = last_day(cast.organisation.calendar(), today(cast.organisation), 21)
    sent = {"policies": [RC], "due_on": day.isoformat(), "teams": [str(cast.ivo.team_id)]}
    assert calling(cast.noor).post(reverse("api_campaigns:campaigns"), sent).status == 422

"""Until when something waits: on the start page, on one's own list, on a line manager's, and in the API."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at
from tests.accounts.calling import calling
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import PQ, RC, adopted
from tests.policies.campaigns.asking import LAST_DAY, january, moment, say, started

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
TEAM, OWN, HOME = "acknowledgements:team", "acknowledgements:list", "home"
TWO_DAYS_LATE = LAST_DAY + timedelta(days=2)


def page(signed_in: SignedIn, person: StaffMember, name: str, query: str = "") -> str:
    return str(signed_in(person).get(reverse(name) + query).content.decode())


def test_ones_own_last_day_stands_on_the_start_page_the_list_and_the_policy(cast: Cast, signed_in: SignedIn) -> None:
    adoption, _other = adopted(cast.noor, RC), adopted(cast.noor, PQ)
    started(cast.noor)
    acknowledge = reverse("acknowledgements:acknowledge", args=[RC])
    with at(moment(january(8))):
        assert "by Thursday 31 January" in page(signed_in, cast.amira, HOME)
        assert "2 wait" in page(signed_in, cast.amira, HOME)
        own = page(signed_in, cast.amira, OWN)
        assert own.count("by Thursday 31 January") == 1
        assert own.index(acknowledge) < own.index(reverse("acknowledgements:acknowledge", args=[PQ])), (
            "what has a last day is first"
        )
        assert "Please do this by Thursday 31 January." in signed_in(cast.amira).get(acknowledge).content.decode()
    with at(moment(TWO_DAYS_LATE)):
        for name in (HOME, OWN):
            assert "2 days late" in page(signed_in, cast.amira, name)
        assert "2 days late" in signed_in(cast.amira).get(acknowledge).content.decode()
        say(cast.amira, adoption)
        for name in (HOME, OWN):
            assert "days late" not in page(signed_in, cast.amira, name)
        assert "1 waits" in page(signed_in, cast.amira, HOME)


def test_a_line_manager_sees_last_days_and_who_is_late(cast: Cast, signed_in: SignedIn) -> None:
    adoption = adopted(cast.noor, RC)
    started(cast.noor)
    say(cast.amira, adoption)
    with at(moment(january(8))):
        team = page(signed_in, cast.elif_, TEAM)
        assert team.count("by Thursday 31 January") == 2, "Ben and Lena"
        assert "no login: ask on paper" in team
        assert "?only=late" not in team
    with at(moment(TWO_DAYS_LATE)):
        team = page(signed_in, cast.elif_, TEAM)
        assert "2 of them are late." in team
        assert team.count("2 days late") == 2
        late = page(signed_in, cast.elif_, TEAM, "?only=late")
        assert cast.ben.name in late
        assert cast.amira.name not in late
        assert calling(cast.elif_).get(reverse("api_acknowledgements:team"), late="true")["people"] == [
            {
                "id": str(person.pk),
                "name": person.name,
                "acknowledged": 0,
                "on_paper": 0,
                "asked": 1,
                "due_on": LAST_DAY.isoformat(),
                "is_overdue": True,
                "has_login": has_login,
            }
            for person, has_login in ((cast.ben, True), (cast.lena, False))
        ]


def test_only_what_a_campaign_asks_for_makes_anybody_late(cast: Cast, signed_in: SignedIn) -> None:
    adoption, _other = adopted(cast.noor, RC), adopted(cast.noor, PQ)
    started(cast.noor)
    say(cast.ben, adoption)
    with at(moment(TWO_DAYS_LATE)):
        late = calling(cast.elif_).get(reverse("api_acknowledgements:team"), late="true")["people"]
        assert [each["name"] for each in late] == [cast.amira.name, cast.lena.name]
        waiting = calling(cast.elif_).get(reverse("api_acknowledgements:team"), waiting="true")["people"]
        assert {each["name"]: each["due_on"] for each in waiting}[cast.ben.name] is None


def test_the_api_says_ones_own_last_day(cast: Cast) -> None:
    adopted(cast.noor, RC)
    started(cast.noor)
    with at(moment(LAST_DAY)):
        (waits,) = calling(cast.amira).get(reverse("api_acknowledgements:own"))["policies"]
        assert (waits["due_on"], waits["is_overdue"]) == (LAST_DAY.isoformat(), False)
    with at(moment(TWO_DAYS_LATE)):
        (late,) = calling(cast.amira).get(reverse("api_acknowledgements:own"))["policies"]
        assert late["is_overdue"] is True

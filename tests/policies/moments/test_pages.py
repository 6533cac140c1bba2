"""The pages and the API: a tap on the start page, one's own list, the line manager's, the month."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember, User
from boundaries.clocks.queries import at
from policies.moments.actions import answer
from policies.moments.choices import Answer, AskingStatus, Moment
from policies.moments.models import Asking
from tests.accounts.calling import all_of, calling
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import RC, adopted
from tests.policies.moments.asking import asked, morning, taken_on
from tests.seeing import every

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
OWN, TEAM, MONTH = "/questions/", "/questions/team/", "/questions/month/"


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_one_tap_on_the_start_page_answers(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    amira = signed_in(cast.amira)
    assert "A question for you" not in words(amira.get("/"))
    first, second = asked(cast, cast.amira, Moment.KEY_WORKER, cast.hana), asked(cast, cast.amira)
    page = amira.get("/")
    assert "You are key worker of client C-1001." in words(page)
    assert "1 more question" in words(page)
    address = reverse("moments:nothing", args=[first.pk])
    assert f'action="{address}"' in page.content.decode()
    assert amira.get(address).status_code == 405
    assert amira.post(address, {"back": "home"})["Location"] == "/"
    assert every(Asking).get(pk=first.pk).status == AskingStatus.NOTHING
    assert amira.post(reverse("moments:nothing", args=[second.pk]))["Location"] == OWN
    assert "A question for you" not in words(amira.get("/"))


def test_something_is_told_after_it_is_said_what_happens(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    asking, amira, elif_ = asked(cast, cast.amira), signed_in(cast.amira), signed_in(cast.elif_)
    address = reverse("moments:something", args=[asking.pk])
    assert "nothing more" in words(amira.get(address))
    assert every(Asking).get().status == AskingStatus.ASKED
    assert amira.post(address)["Location"] == OWN
    assert "To be talked about" in words(amira.get(OWN))
    assert cast.amira.name in words(elif_.get(TEAM))
    assert reverse("moments:team") in elif_.get("/").content.decode()
    assert elif_.post(reverse("moments:talked", args=[asking.pk]))["Location"] == TEAM
    assert cast.amira.name not in words(elif_.get(TEAM))
    assert "Talked about" in words(amira.get(OWN))


def test_nothing_is_put_right_from_the_list(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    asking, amira = asked(cast, cast.amira), signed_in(cast.amira)
    amira.post(reverse("moments:nothing", args=[asking.pk]))
    assert "There is something after all" in words(amira.get(OWN))
    amira.post(reverse("moments:something", args=[asking.pk]))
    page = amira.get(OWN).content.decode()
    assert "There is something after all" not in page
    assert f'href="{reverse("disclosures:start")}"' in page  # and it can be told in writing
    assert amira.post(reverse("moments:nothing", args=[asking.pk])).status_code == 409


def test_what_is_told_of_a_client_can_be_disclosed_in_writing(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    asking, amira = asked(cast, cast.amira, Moment.KEY_WORKER, cast.hana), signed_in(cast.amira)
    amira.post(reverse("moments:something", args=[asking.pk]))
    start = f"{reverse('disclosures:start')}?client={cast.hana.pk}"
    assert f'href="{start}"' in amira.get(OWN).content.decode()
    assert amira.get(start).status_code == 200


def test_without_a_line_manager_the_page_says_whom_to_tell(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    answered = signed_in(cast.yara).post(reverse("moments:something", args=[asked(cast, cast.yara).pk]))
    assert answered.status_code == 422
    assert "Nobody is your line manager here" in words(answered)


def test_a_client_stands_by_the_reference_and_only_where_one_may_know_of_them(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    client = taken_on(cast, cast.tomas)
    asking = asked(cast, cast.amira, Moment.INTAKE, client)
    page = words(signed_in(cast.amira).get(OWN))
    assert "Client C-7001 is new in your team" in page
    assert "Selam" not in page
    answer(actor=cast.amira, asking_id=asking.pk, said=Answer.SOMETHING)
    page = words(signed_in(cast.elif_).get(TEAM))
    assert cast.amira.name in page
    assert "C-7001" not in page, "nobody whom Elif leads works with this client"
    told = calling(cast.elif_).get(f"questions/{asking.pk}/")
    assert (told["client"], "C-7001" in told["question"]) == (None, False)
    assert calling(cast.amira).get(f"questions/{asking.pk}/")["client"] == "C-7001"


def test_a_line_manager_asks_whoever_has_no_login(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    asking, elif_ = asked(cast, cast.lena), signed_in(cast.elif_)
    assert reverse("moments:nothing", args=[asking.pk]) in elif_.get(TEAM).content.decode()
    assert "Lena Fischer" in words(elif_.get(reverse("moments:something", args=[asking.pk])))
    assert elif_.post(reverse("moments:something", args=[asking.pk]))["Location"] == TEAM
    assert "We talked about it" in words(elif_.get(TEAM))


@pytest.mark.parametrize(("persona", "status"), [("noor", 200), ("samuel", 200), ("amira", 403), ("olga", 403), ("miriam", 404)])
def test_who_owns_policies_says_the_month(cast: Cast, signed_in: SignedIn, persona: str, status: int) -> None:
    browser = signed_in(getattr(cast, persona))
    assert browser.get(MONTH).status_code == status
    assert browser.post(MONTH, {"month": "9"}).status_code == (302 if status == 200 else status)
    if status == 200:
        assert browser.post(MONTH, {"month": "13"}).status_code == 422
        assert browser.post(MONTH, {}).status_code == 422
        assert calling(getattr(cast, persona)).get("yearly-question/")["month"] == 9


def test_who_leads_nobody_has_no_list_of_others(cast: Cast, signed_in: SignedIn) -> None:
    assert [signed_in(each).get(TEAM).status_code for each in (cast.amira, cast.grace, cast.miriam)] == [403, 403, 404]


def test_the_api(cast: Cast) -> None:
    adopted(cast.noor, RC)
    asking = asked(cast, cast.amira)
    amira, elif_ = calling(cast.amira), calling(cast.elif_)
    (shown,) = amira.get("questions/", waiting="true")["questions"]
    assert (shown["id"], shown["moment"], shown["is_overdue"]) == (str(asking.pk), "yearly", False)
    address = f"questions/{asking.pk}/answer/"
    assert amira.post(address, {"answer": "perhaps"}).status == 422
    first, second = (amira.post(address, {"answer": "nothing"}, key="a") for _each in range(2))
    assert (first.status, first.body) == (200, second.body)
    assert amira.get("questions/", waiting="true")["questions"] == []
    assert elif_.get(f"questions/{asking.pk}/").status == 404
    assert amira.post(address, {"answer": "something"}).status == 200
    assert amira.post(address, {"answer": "nothing"}).status == 409
    (led,) = elif_.get("team-questions/")["questions"]
    assert (led["person"], led["status"], led["client"]) == (cast.amira.name, "told", None)
    assert amira.post(f"team-questions/{asking.pk}/talked/", {}).status == 403
    assert calling(cast.farid).post(f"team-questions/{asking.pk}/talked/", {}).status == 404
    assert elif_.post(f"team-questions/{asking.pk}/talked/", {}).status == 200
    assert elif_.get("team-questions/")["questions"] == []
    assert amira.get("team-questions/").status == 403
    assert calling(cast.noor).put("yearly-question/", {"month": 4}).status == 200
    assert calling(cast.noor).put("yearly-question/", {"month": 0}).status == 422
    assert amira.put("yearly-question/", {"month": 4}).status == 403


# --- Long lists ---------------------------------------------------------------------------------------------------------------
def many(cast: Cast, number: int) -> None:
    """So many people whom Elif leads are late, each about a client of their own."""
    for each in range(number):
        user = User.objects.create_user(f"late{each}-{number}@relief.example")
        person = StaffMember.objects.create(organisation=cast.organisation, name=f"Late {each:03}", manager=cast.elif_, user=user)
        asked(cast, person, Moment.KEY_WORKER, taken_on(cast, None, reference=f"C-{number}-{each}"))


def cost(browser: Any, address: str) -> int:
    browser.get(address)  # what is put together once in a process and a session is not counted
    with CaptureQueriesContext(connection) as found:
        assert browser.get(address).status_code == 200
    return len(found)


def test_a_long_list_asks_no_more_than_a_short_one(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    many(cast, 3)
    for each in range(3):
        answer(
            actor=cast.amira,
            asking_id=asked(cast, cast.amira, Moment.KEY_WORKER, taken_on(cast, None, f"A-{each}")).pk,
            said=Answer.NOTHING,
        )
    with at(morning(cast, every(Asking).latest("due_on").due_on + timedelta(days=1))):
        elif_, amira = signed_in(cast.elif_), signed_in(cast.amira)
        short = [cost(elif_, TEAM), cost(amira, OWN), cost(elif_, "/")]
    many(cast, 33)
    for each in range(33):
        answer(
            actor=cast.amira,
            asking_id=asked(cast, cast.amira, Moment.KEY_WORKER, taken_on(cast, None, f"B-{each}")).pk,
            said=Answer.NOTHING,
        )
    with at(morning(cast, every(Asking).latest("due_on").due_on + timedelta(days=1))):
        assert [cost(elif_, TEAM), cost(amira, OWN), cost(elif_, "/")] == short
        found = all_of(calling(cast.elif_), "team-questions/", "questions", limit=10)
        assert len(found) == len(set(found)) == 36
        page = elif_.get(TEAM)
        assert "Late" in words(page)
        following = re.search(r"\?after=[0-9a-f-]+", page.content.decode())
        assert following is not None
        assert elif_.get(TEAM + following[0]).status_code == 200
        assert len(all_of(calling(cast.amira), "questions/", "questions", limit=10)) == 36

"""The pages of channels and work accounts, and the API beside them."""

import re
from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from policies.channels.choices import AccountStatus
from policies.channels.models import ApprovedChannel, WorkAccount
from policies.channels.workflow import AccountMove
from tests.accounts.calling import all_of, asked, calling
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import PQ, adopted
from tests.policies.channels.asking import WAYS, account_in, asked_for, by, fresh
from tests.security.sent import ACCOUNT, boxes
from tests.seeing import every

pytestmark = pytest.mark.django_db
HOME = "channels:register"


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def address(move: AccountMove, account: WorkAccount) -> str:
    return reverse(f"channels:{move.value}", args=[account.pk])


def said(cast: Cast, move: AccountMove) -> dict[str, Any]:
    on = boxes("on", today(cast.organisation))
    return {AccountMove.REFUSE: {"reason": "No."}, AccountMove.ACKNOWLEDGE: {"read": "on"}}.get(move, on)


def test_it_is_found_from_the_start_page_and_everybody_reads_the_channels(cast: Cast, signed_in: SignedIn) -> None:
    maya, amira = signed_in(cast.maya), signed_in(cast.amira)
    assert reverse(HOME) in amira.get("/").content.decode()
    add = reverse("channels:add_channel")
    assert add not in amira.get(reverse(HOME)).content.decode()
    assert (amira.get(add).status_code, amira.post(add, {}).status_code) == (403, 403)
    told = {"name": "The team's phone", "kind": "phone", "monitored": "no", "purpose": "password: tiger7"}
    refused = maya.post(add, told)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["purpose"])
    assert "tiger7" in refused.content.decode(), "nothing typed is lost"
    assert maya.post(add, told | {"purpose": "Calls"})["Location"] == reverse(HOME)
    channel = ApprovedChannel.objects.get()
    assert channel.monitored is False
    assert "The team&#x27;s phone" in words(amira.get(reverse(HOME)))
    retire = reverse("channels:retire_channel", args=[channel.pk])
    assert (amira.post(retire).status_code, maya.get(retire).status_code) == (403, 200)
    assert maya.post(retire)["Location"] == reverse(HOME)
    assert "No channels yet" in words(amira.get(reverse(HOME)))


def test_an_account_goes_all_the_way_on_pages(cast: Cast, library: None, signed_in: SignedIn) -> None:
    adopted(cast.noor, PQ)
    people = {person.pk: signed_in(person) for person in (cast.amira, cast.elif_, cast.maya)}
    amira = people[cast.amira.pk]
    made = amira.post(reverse("channels:ask"), ACCOUNT)["Location"]
    account = every(WorkAccount).get()
    assert "PQ-COM-5" in words(amira.get(made))
    assert account.platform in words(people[cast.elif_.pk].get(reverse(HOME)))
    for move in (*WAYS[AccountStatus.IN_USE], AccountMove.CHECK, AccountMove.CLOSE):
        browser = people[by(cast, move).pk]
        assert address(move, account) in browser.get(made).content.decode(), move
        assert browser.get(address(move, account)).status_code == 200
        assert browser.post(address(move, account), said(cast, move))["Location"] == made
    page = words(amira.get(made))
    for fact in ("Closed", "Maya Lindgren", "Elif Demir", "The account has ended"):
        assert fact in page


@pytest.mark.parametrize(
    ("status", "move", "wrong", "field"),
    [
        (AccountStatus.REQUESTED, AccountMove.REFUSE, {"reason": ""}, "reason"),
        (AccountStatus.REQUESTED, AccountMove.APPROVE, {"reason": "the pin is 1234"}, "reason"),
        (AccountStatus.APPROVED, AccountMove.ACKNOWLEDGE, {}, "read"),
        (AccountStatus.ACKNOWLEDGED, AccountMove.HAND_OVER, {"on_day": "1", "on_month": "1", "on_year": "2099"}, "on"),
        (AccountStatus.IN_USE, AccountMove.CHECK, {"on_day": "1", "on_month": "1", "on_year": "1999"}, "on"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    status: AccountStatus, move: AccountMove, wrong: dict[str, str], field: str, cast: Cast, signed_in: SignedIn
) -> None:
    account = account_in(cast, status)
    answer = signed_in(by(cast, move)).post(address(move, account), wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert fresh(account).status == status


def test_a_move_that_cannot_be_is_no_page(cast: Cast, signed_in: SignedIn) -> None:
    account = account_in(cast, AccountStatus.CLOSED)
    for move in AccountMove:
        browser = signed_in(by(cast, move))
        assert browser.get(address(move, account)).status_code == 409
        assert browser.post(address(move, account), said(cast, move)).status_code == 409
    assert "CLOSED" not in words(signed_in(cast.amira).get(reverse("channels:account", args=[account.pk])))


def test_the_register_says_what_is_overdue(cast: Cast, signed_in: SignedIn) -> None:
    from datetime import timedelta

    account = account_in(cast, AccountStatus.IN_USE)
    every(WorkAccount).filter(pk=account.pk).update(recheck_on=today(cast.organisation) - timedelta(days=1))
    for person in (cast.maya, cast.noor, cast.grace):
        assert "Recovery contact overdue" in words(signed_in(person).get(reverse("channels:accounts")))
    assert signed_in(cast.amira).get(reverse("channels:accounts")).status_code == 403


@pytest.mark.parametrize("name", ["channels:register", "channels:accounts"])
def test_a_long_list_asks_what_a_short_one_asks(name: str, cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.maya)
    for _each in range(3):
        asked_for(cast.maya)
    browser.get(reverse(name))
    few = asked(lambda: browser.get(reverse(name)))
    for _each in range(30):
        asked_for(cast.maya)
    assert asked(lambda: browser.get(reverse(name))) == few


def test_the_api_says_and_does_the_same(cast: Cast) -> None:
    amira, elif_, maya = calling(cast.amira), calling(cast.elif_), calling(cast.maya)
    own = reverse("api_channels:own")
    assert "purpose" in amira.post(own, ACCOUNT | {"purpose": "Pw: tiger7"}).wrong
    made = amira.post(own, ACCOUNT, key="once")
    assert (made.status, amira.post(own, ACCOUNT, key="once")["id"]) == (201, made["id"])
    (waiting,) = elif_.get(own)["to_approve"]
    assert (waiting["id"], waiting["status"], waiting["approver"]["name"]) == (made["id"], "requested", cast.elif_.name)

    def move(programme: Any, name: str, **body: Any) -> int:
        return int(programme.post(reverse(f"api_channels:{name}", args=[made["id"]]), body).status)

    day = today(cast.organisation).isoformat()
    assert (move(amira, "approve"), move(calling(cast.ben), "approve"), move(elif_, "approve")) == (403, 404, 200)
    assert (move(elif_, "refuse", reason="x"), move(elif_, "refuse")) == (409, 422)
    assert (move(maya, "hand_over", on=day), move(amira, "acknowledge"), move(maya, "hand_over", on=day)) == (409, 200, 200)
    assert (move(maya, "check", on="2099-01-01"), move(maya, "check", on=day)) == (422, 200)
    found = amira.get(made["url"])
    assert (found["status"], found["recovery"], found["custodian"]["name"]) == ("in_use", "fine", cast.maya.name)
    assert (move(amira, "withdraw"), move(amira, "close"), amira.get(made["url"])["closing"]) == (409, 200, "ended")
    assert [each["id"] for each in calling(cast.grace).get(reverse("api_channels:accounts"))["accounts"]] == [made["id"]]
    assert amira.get(reverse("api_channels:accounts")).status == 403


def test_the_api_keeps_the_channels(cast: Cast) -> None:
    maya, amira, address_ = calling(cast.maya), calling(cast.amira), reverse("api_channels:channels")
    body = {"name": "The team's phone", "kind": "phone", "monitored": True}
    assert amira.post(address_, body).status == 403
    assert "name" in maya.post(address_, body | {"name": "pin: 1234"}).wrong
    made = maya.post(address_, body)
    assert "name" in maya.post(address_, body).wrong
    assert [each["name"] for each in amira.get(address_)["channels"]] == ["The team's phone"]
    one = reverse("api_channels:channel", args=[made["id"]])
    assert (amira.delete(one).status, maya.delete(one).status, maya.delete(one).status) == (403, 204, 404)


def test_every_page_of_the_register_comes_once(cast: Cast) -> None:
    made = [str(asked_for(cast.amira).pk) for _each in range(5)]
    assert sorted(all_of(calling(cast.maya), reverse("api_channels:accounts"), "accounts", limit="2")) == sorted(made)

"""The API of gifts says and does the same as the pages."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from policies.gifts.models import GiftDecision, GiftEntry
from tests.accounts.calling import all_of, calling
from tests.policies.adopting import RC, adopted
from tests.policies.gifts.giving import WHAT, amounts, gave
from tests.seeing import every

pytestmark = pytest.mark.django_db


@pytest.fixture
def tokens(cast: Cast, library: None) -> Cast:
    """Tokens of ten euros are allowed; more than fifty are refused."""
    adopted(cast.noor, RC)
    amounts(cast.noor)
    return cast


def jam(cast: Cast, **other: Any) -> dict[str, Any]:
    """A jar of jam from a client."""
    usual = {
        "direction": "from",
        "happening": "given",
        "giver": "client",
        "client": str(cast.hana.pk),
        "kind": "thing",
        "what": WHAT,
        "amount": "4.50",
        "currency": "EUR",
        "fate": "kept",
        "own_idea": "yes",
        "on": today(cast.organisation).isoformat(),
    }
    return usual | other


def test_it_is_written_down_read_corrected_and_decided(tokens: Cast) -> None:
    ben, gifts = calling(tokens.ben), reverse("api_gifts:gifts")
    done = ben.post(gifts, jam(tokens), key="once")
    assert done.status == 201
    assert ben.post(gifts, jam(tokens), key="once")["id"] == done["id"]
    assert every(GiftEntry).count() == 1
    read = ben.get(done["url"])
    assert {name: read[name] for name in ("state", "basis", "what", "worth", "clauses", "handler")} == {
        "state": "accepted",
        "basis": "token",
        "what": WHAT,
        "worth": "4.500",
        "clauses": ["RC-B-4"],
        "handler": None,
    }
    corrected = ben.post(reverse("api_gifts:correct", args=[done["id"]]), jam(tokens, amount="30"))
    assert corrected.status == 201
    assert ben.post(reverse("api_gifts:correct", args=[done["id"]]), jam(tokens)).status == 409
    assert [each["amount"] for each in ben.get(corrected["url"])["versions"]] == ["4.500", "30.000"]
    elif_ = calling(tokens.elif_)
    (waiting,) = elif_.get(reverse("api_gifts:waiting"))["gifts"]
    assert waiting["worker"]["name"] == tokens.ben.name
    decide = reverse("api_gifts:decide", args=[waiting["id"]])
    assert "reason" in elif_.post(decide, {"verdict": "keep", "reason": " "}).wrong
    assert elif_.post(decide, {"verdict": "pass_on", "reason": "For all of you."}).status == 200
    assert every(GiftDecision).count() == 1
    assert ben.get(corrected["url"])["decision"]["reason"] == "For all of you."
    fate = reverse("api_gifts:fate", args=[corrected["id"]])
    assert ben.post(fate, {"fate": "passed_on"}).status == 200
    assert "fate" in ben.post(fate, {"fate": "passed_on"}).wrong


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": 4.5}, "amount"),
        ({"amount": "-4"}, "amount"),
        ({"amount": "1e3"}, "amount"),
        ({"amount": "4.50\n"}, "amount"),
        ({"currency": "eur"}, "currency"),
        ({"on": "2031-01-01"}, "on"),
        ({"kind": "cash", "amount": None}, "amount"),
        ({"happening": "asked"}, "entitled"),
        ({"own_idea": "no"}, "proposed_by"),
        ({"client": None}, "giver_name"),
    ],
)
def test_what_is_wrong_is_said_by_its_field(tokens: Cast, wrong: dict[str, Any], field: str) -> None:
    assert field in calling(tokens.ben).post(reverse("api_gifts:gifts"), jam(tokens, **wrong)).wrong


def test_auditors_read_no_word(tokens: Cast) -> None:
    entry = gave(tokens.ben, client_id=tokens.hana.pk, amount=Decimal(30))
    grace, ingrid = calling(tokens.grace), calling(tokens.ingrid)
    masked = grace.get(reverse("api_gifts:gift", args=[entry.pk]))
    hidden = ("what", "giver_name", "client", "pressure", "versions")
    assert [masked[name] for name in hidden] == [None] * len(hidden)
    assert masked["worker"]["name"] == tokens.ben.name
    assert ingrid.get(reverse("api_gifts:gift", args=[entry.pk]))["what"] == WHAT
    totals = {"worker": str(tokens.ben.pk)}
    address = reverse("api_gifts:totals") + "?worker=" + totals["worker"]
    assert grace.get(address)["givers"][0]["giver_name"] is None
    assert "Hana" in ingrid.get(address)["givers"][0]["giver_name"]
    assert calling(tokens.ben).get(reverse("api_gifts:totals"))["sums"] == {"EUR": "30.000"}
    assert calling(tokens.ben).get(address).status == 404


def test_lists_are_read_page_by_page_and_narrowed_down(tokens: Cast) -> None:
    for number in range(5):
        gave(tokens.ben, giver_name=f"Giver {number}", amount=Decimal(30))
    for who, name in (("ben", "gifts"), ("elif_", "waiting"), ("grace", "register")):
        assert len(all_of(calling(getattr(tokens, who)), reverse(f"api_gifts:{name}"), "gifts", limit=2)) == 5
    register, grace = reverse("api_gifts:register"), calling(tokens.grace)
    assert grace.get(f"{register}?kind=cash&kind=meal")["gifts"] == []
    assert len(grace.get(f"{register}?state=waiting&worker={tokens.ben.pk}")["gifts"]) == 5
    assert grace.get(f"{register}?since=2031-01-01")["gifts"] == []
    assert grace.get(f"{register}?after=x").status == 404
    assert calling(tokens.ben).get(register).status == 403


def test_amounts_and_rates_are_set(tokens: Cast) -> None:
    noor, settings, rates = calling(tokens.noor), reverse("api_gifts:settings"), reverse("api_gifts:rates")
    assert noor.post(settings, {"currency": "EUR", "token": "12", "large": "60", "days": 3}).status == 201
    assert noor.post(rates, {"currency": "USD", "worth": "0.92", "since": "2026-01-01"}).status == 201
    assert "worth" in noor.post(rates, {"currency": "USD", "worth": "0", "since": "2026-01-01"}).wrong
    found = noor.get(settings)
    assert [(each["token"], each["days"]) for each in found["bands"]] == [("12.000", 3), ("10.000", 5)]
    assert found["rates"][0]["worth"] == "0.92000000"
    assert calling(tokens.ben).get(settings).status == 403
    assert calling(tokens.ben).post(rates, {}).status == 403

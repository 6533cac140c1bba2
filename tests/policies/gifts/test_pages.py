"""The pages of gifts: one page to write one down, the answer at once, deciding, the register and the amounts."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from policies.gifts import api, views
from policies.gifts.choices import Basis, Fate, GiftState
from policies.gifts.models import GiftBands, GiftEntry, GiftRate
from tests.accounts.calling import calling
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import RC, adopted
from tests.policies.gifts.giving import WHAT, amounts, gave
from tests.seeing import every

pytestmark = pytest.mark.django_db


def boxes(day: date, name: str = "on") -> dict[str, str]:
    """A day in its three boxes."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def filled(cast: Cast, **other: Any) -> dict[str, Any]:
    """The form as somebody fills it in for a jar of jam."""
    usual = {
        "deed": "given",
        "giver": "client",
        "client": str(cast.hana.pk),
        "kind": "thing",
        "what": WHAT,
        "amount": "4,50",
        "currency": "EUR",
        "fate": "kept",
        "own_idea": "yes",
        **boxes(today(cast.organisation)),
    }
    return usual | other


AMBIGUOUS = [("1,000", "EUR"), ("1.000", "EUR"), ("12,500", "EUR"), ("1,000", "JPY"), ("1.000", "")]


@pytest.fixture
def tokens(cast: Cast, library: None) -> Cast:
    """Tokens of ten euros are allowed; more than fifty are refused."""
    adopted(cast.noor, RC)
    amounts(cast.noor)
    return cast


def test_a_token_is_written_down_on_one_page_and_answered_at_once(tokens: Cast, signed_in: SignedIn) -> None:
    ben = signed_in(tokens.ben)
    answer = ben.get(reverse("gifts:start"), {"client": str(tokens.hana.pk)})
    assert f'value="{tokens.hana.pk}" selected' in answer.content.decode()
    answer = ben.post(reverse("gifts:start"), filled(tokens), follow=True)
    text = answer.content.decode()
    assert str(Basis.TOKEN.label) in text
    assert "RC-B-4" in text
    assert "You may keep it" in text
    entry = every(GiftEntry).get()
    assert (entry.amount, entry.client_id, entry.state) == (Decimal("4.5"), tokens.hana.pk, GiftState.ACCEPTED)
    assert WHAT in ben.get(reverse("gifts:own")).content.decode()


def test_only_where_it_is_needed_a_second_page_asks_more(tokens: Cast, signed_in: SignedIn) -> None:
    ben, address = signed_in(tokens.ben), reverse("gifts:start")
    asked = filled(tokens, deed="asked", own_idea="no")
    page = ben.post(address, asked)
    text = page.content.decode()
    assert page.status_code == 200
    assert every(GiftEntry).count() == 0
    assert f'name="what" value="{WHAT}"' in text
    assert "right to our service" in text
    assert "brought it up first" in text
    wrong = ben.post(address, asked | {"further": "1", "pressure": "I hinted."})
    assert wrong.status_code == 422
    assert "I hinted." in wrong.content.decode()
    back = ben.post(address, asked | {"back": "1"})
    assert back.status_code == 200
    assert f'value="{WHAT}"' in back.content.decode()
    done = ben.post(
        address, asked | {"further": "1", "pressure": "I hinted.", "entitled": "yes", "proposed_by": "worker"}, follow=True
    )
    assert str(Basis.ASKED_FOR.label) in done.content.decode()
    assert every(GiftEntry).get().entitled == "yes"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": "lots"}, "Write the amount in digits"),
        ({"amount": "0"}, "more than nothing"),
        ({"amount": "1234.567"}, "decimal places"),
        *(({"amount": typed, "currency": money}, "Write 1000 or 1.00.") for typed, money in AMBIGUOUS),
        ({"kind": "cash", "amount": ""}, "Say how much money it was"),
        ({"client": "", "giver_name": ""}, "write who it was"),
        ({"on_year": "2031"}, "today or in the past"),
        ({"deed": ""}, "What happened?"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    tokens: Cast, signed_in: SignedIn, wrong: dict[str, str], words: str
) -> None:
    answer = signed_in(tokens.ben).post(reverse("gifts:start"), filled(tokens, what="A very long scarf", **wrong))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert "A very long scarf" in text
    assert f'value="{wrong.get("amount", "4,50")}"' in text or not wrong["amount"]
    assert every(GiftEntry).count() == 0


@pytest.mark.parametrize(
    ("typed", "money", "meant"),
    [
        ("1000", "EUR", "1000"),
        ("1 000,50", "EUR", "1000.5"),
        ("1.00", "EUR", "1"),
        ("1,000", "KWD", "1"),
        ("0,500", "EUR", "0.5"),
    ],
)
def test_what_can_be_read_in_one_way_is_taken(tokens: Cast, signed_in: SignedIn, typed: str, money: str, meant: str) -> None:
    signed_in(tokens.ben).post(reverse("gifts:start"), filled(tokens, amount=typed, currency=money))
    assert every(GiftEntry).get().amount == Decimal(meant)


def test_somebody_without_clients_writes_a_name(tokens: Cast, signed_in: SignedIn) -> None:
    said = filled(tokens, giver="other", giver_name="A neighbour")
    signed_in(tokens.maya).post(reverse("gifts:start"), said)
    assert every(GiftEntry).get().giver_name == "A neighbour"


def test_it_is_corrected_and_what_became_of_it_is_told(tokens: Cast, signed_in: SignedIn) -> None:
    entry = gave(tokens.ben, what="Two bottles of wine", amount=Decimal(30))
    ben = signed_in(tokens.ben)
    page = ben.get(reverse("gifts:correct", args=[entry.pk])).content.decode()
    assert "Two bottles of wine" in page
    assert 'value="30.00"' in page
    done = ben.post(reverse("gifts:correct", args=[entry.pk]), filled(tokens), follow=True).content.decode()
    assert "Two bottles of wine" in done
    assert WHAT in done
    newest = every(GiftEntry).exclude(state=GiftState.CORRECTED).get()
    fate = reverse("gifts:fate", args=[newest.pk])
    assert ben.post(fate, {"fate": "kept"}).status_code == 422
    assert "Passed on" in ben.post(fate, {"fate": "passed_on"}, follow=True).content.decode()
    assert every(GiftEntry).get(pk=newest.pk).fate == Fate.PASSED_ON
    assert "corrected by another" in ben.get(reverse("gifts:gift", args=[entry.pk])).content.decode()
    assert ben.post(reverse("gifts:correct", args=[entry.pk]), filled(tokens)).status_code == 409


def test_the_line_manager_decides(tokens: Cast, signed_in: SignedIn) -> None:
    entry = gave(tokens.ben, amount=Decimal(30))
    elif_, address = signed_in(tokens.elif_), reverse("gifts:decide", args=[entry.pk])
    assert tokens.ben.name in elif_.get(reverse("gifts:waiting")).content.decode()
    assert WHAT in elif_.get(address).content.decode()
    assert elif_.post(address, {"verdict": "return", "reason": ""}).status_code == 422
    assert elif_.post(address, {"verdict": "return", "reason": "It is too much."}, follow=True).status_code == 200
    text = signed_in(tokens.ben).get(reverse("gifts:gift", args=[entry.pk])).content.decode()
    assert "It is too much." in text
    assert "not what was decided" in text
    assert elif_.post(address, {"verdict": "keep", "reason": "No."}).status_code == 409
    assert signed_in(tokens.ben).get(address).status_code == 403
    assert signed_in(tokens.amira).get(address).status_code == 404


def test_the_register_shows_no_word_and_no_client(tokens: Cast, signed_in: SignedIn) -> None:
    entry = gave(tokens.ben, client_id=tokens.hana.pk, amount=Decimal(30), what="A silver spoon")
    grace = signed_in(tokens.grace)
    for address in (reverse("gifts:register"), reverse("gifts:gift", args=[entry.pk])):
        text = grace.get(address).content.decode()
        assert tokens.ben.name in text
        for word in ("A silver spoon", "Hana", tokens.hana.reference):
            assert word not in text
    narrowed = grace.get(reverse("gifts:register"), {"kind": "cash", **boxes(today(tokens.organisation), "since")})
    assert "No entry fits" in narrowed.content.decode()
    theirs = grace.get(reverse("gifts:register"), {"worker": str(tokens.ben.pk)}).content.decode()
    assert reverse("gifts:totals") in theirs
    totals = grace.get(reverse("gifts:totals"), {"worker": str(tokens.ben.pk)}).content.decode()
    assert "30.00 EUR" in totals
    assert "Hana" not in totals
    assert "Hana" in signed_in(tokens.ingrid).get(reverse("gifts:totals"), {"worker": str(tokens.ben.pk)}).content.decode()
    assert grace.get(reverse("gifts:register"), {"since_day": "40"}).status_code == 422
    assert grace.get(reverse("gifts:totals")).status_code == 302
    assert grace.get(reverse("gifts:totals"), {"worker": str(tokens.ivo.pk)}).status_code == 404
    assert signed_in(tokens.elif_).get(reverse("gifts:register")).status_code == 403


def test_amounts_and_rates_are_set(tokens: Cast, signed_in: SignedIn) -> None:
    olga, address = signed_in(tokens.olga), reverse("gifts:settings")
    said = {"currency": "EUR", "token": "12,50", "large": "60", "worker": "", "days": "3"}
    assert olga.post(address, said | {"large": "5"}).status_code == 422
    two_ways = olga.post(address, said | {"large": "1.000"})
    assert (two_ways.status_code, "Write 1000 or 1.00." in two_ways.content.decode()) == (422, True)
    text = olga.post(address, said, follow=True).content.decode()
    assert "12.50 EUR" in text
    assert GiftBands.objects.order_by("-edition").values_list("token", "days")[0] == (Decimal("12.5"), 3)
    rates = reverse("gifts:rates")
    assert olga.post(rates, {"currency": "EUR", "worth": "1", **boxes(date(2026, 1, 1), "since")}).status_code == 422
    two_ways = olga.post(rates, {"currency": "USD", "worth": "1,085", **boxes(date(2026, 1, 1), "since")})
    assert (two_ways.status_code, "Write 1000 or 1.0." in two_ways.content.decode()) == (422, True)
    assert 'value="1,085"' in two_ways.content.decode()
    assert not GiftRate.objects.exists()
    olga.post(rates, {"currency": "USD", "worth": "0,92", **boxes(date(2026, 1, 1), "since")})
    assert GiftRate.objects.get().worth == Decimal("0.92")
    assert "0.92 EUR" in olga.get(address).content.decode()
    assert signed_in(tokens.ben).get(address).status_code == 403


def test_everybody_together_counts_also_those_who_are_not_shown(
    tokens: Cast, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (views, api):
        monkeypatch.setattr(module, "MOST_TOTALS", 2)
    for number in range(5):
        gave(tokens.ben, giver_name=f"Giver {number}", amount=Decimal(4))
    of_ben = {"worker": str(tokens.ben.pk)}
    for text in (
        signed_in(tokens.ben).get(reverse("gifts:own")).content.decode(),
        signed_in(tokens.ingrid).get(reverse("gifts:totals"), of_ben).content.decode(),
    ):
        assert "20.00 EUR" in text
        assert "3 other givers" in text
        assert [f'class="govuk-table__header">Giver {number}<' in text for number in range(5)] == [False] * 3 + [True] * 2
    for who, asked in ((tokens.ben, ""), (tokens.ingrid, f"?worker={tokens.ben.pk}")):
        told = calling(who).get(reverse("api_gifts:totals") + asked)
        assert (told["sums"], told["count"], told["more"]) == ({"EUR": "20.000"}, 5, 3)
        assert [each["giver_name"] for each in told["givers"]] == ["Giver 4", "Giver 3"]


@pytest.mark.parametrize(("who", "name"), [("ben", "own"), ("elif_", "waiting"), ("grace", "register"), ("noor", "register")])
def test_a_long_list_asks_as_many_questions_as_a_short_one(tokens: Cast, signed_in: SignedIn, who: str, name: str) -> None:
    browser, address = signed_in(getattr(tokens, who)), reverse(f"gifts:{name}")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as sent:
            assert browser.get(address).status_code == 200
        return len(sent)

    for number in range(3):
        gave(tokens.ben, giver_name=f"Giver {number}", amount=Decimal(30))
    browser.get(address)
    few = asked()
    for number in range(30):
        gave(tokens.ben, giver_name=f"Another {number}", amount=Decimal(30))
    assert asked() == few

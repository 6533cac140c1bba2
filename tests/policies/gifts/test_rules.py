"""The rules of gifts: which clauses speak of what, twelve months, currencies, and the judgement case by case."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.errors.exceptions import MoveRefused, RuleViolation
from policies.gifts import rules
from policies.gifts.choices import (
    Basis,
    Direction,
    Entitled,
    Fate,
    GiftKind,
    GiftState,
    Giver,
    Happening,
    OwnIdea,
    Proposer,
    Verdict,
)
from policies.gifts.currencies import CODES, PLACES
from policies.gifts.rules import Bands, Facts, Rate, Told
from policies.library.choices import Binds, Category, ExceptionPath, Expects, Seriousness, Strength

TODAY = date(2026, 11, 2)


# --- Clauses ------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class AClause:
    """As much of a clause as a rule reads."""

    code: str
    strength: str
    categories: tuple[str, ...]
    expects: tuple[str, ...] = ()
    binds: tuple[str, ...] = (Binds.EMPLOYEE, Binds.VOLUNTEER)
    exception: str = ExceptionPath.VARIATION
    seriousness: str = Seriousness.BREACH


G, P, M, D, W = Category.GIFTS, Category.PAYMENT, Category.MONEY, Category.CLIENT_MONEY, Category.WILLS
TOKEN = AClause("T-1", Strength.MUST_NOT, (G,), (Expects.GIFT, Expects.TOKEN))
NO_GIFT = AClause("N-1", Strength.SHOULD_NOT, (G,), (Expects.GIFT,), binds=(Binds.EMPLOYEE,))
ASKING = AClause("A-1", Strength.SHOULD_NOT, (G, P), (Expects.GIFT,))
PAY = AClause("P-1", Strength.MUST_NOT, (P,))
DEALS = AClause("M-1", Strength.MUST_NOT, (M,))
AGREED_FIRST = AClause("D-1", Strength.APPROVAL, (D,))
HANDLING = AClause("D-2", Strength.SHOULD_NOT, (D,))
WILL = AClause("W-1", Strength.SHOULD_NOT, (W,))
IN_GENERAL = AClause("X-1", Strength.PRINCIPLE, (Category.DUAL, G))
ALL = [TOKEN, NO_GIFT, ASKING, PAY, DEALS, AGREED_FIRST, HANDLING, WILL, IN_GENERAL]


@pytest.mark.parametrize(
    ("kind", "asked", "found"),
    [
        (GiftKind.THING, False, "T-1 N-1"),
        (GiftKind.THING, True, "T-1 A-1 N-1"),
        (GiftKind.MEAL, False, "T-1 N-1"),
        (GiftKind.VOUCHER, False, "T-1 N-1"),
        (GiftKind.CASH, False, "P-1 T-1 N-1"),
        (GiftKind.FAVOUR, False, "P-1 T-1 N-1"),
        (GiftKind.LOAN, False, "M-1"),
        (GiftKind.SALE, False, "M-1"),
        (GiftKind.DONATION, False, "D-1 D-2"),
        (GiftKind.BEQUEST, False, "W-1"),
    ],
)
def test_each_kind_has_its_own_clauses_the_strictest_first(kind: GiftKind, asked: bool, found: str) -> None:
    assert " ".join(each.code for each in rules.speaking_of(ALL, kind=kind, asked=asked)) == found


@pytest.mark.parametrize(
    ("words", "clauses", "who", "governs"),
    [
        ("a token clause alone limits nothing by itself", [TOKEN], "employee", None),
        ("one without a token allows none", [TOKEN, NO_GIFT], "employee", NO_GIFT),
        ("the one that binds this person", [NO_GIFT, ASKING], "volunteer", ASKING),
        ("where none binds them, all do", [TOKEN, NO_GIFT], "volunteer", NO_GIFT),
        ("whoever it is, where that is not known", [NO_GIFT], "", NO_GIFT),
        ("never binds everybody", [replace(NO_GIFT, strength=Strength.ABSOLUTE), ASKING], "partner", None),
        ("to be asked first is stricter than what one should not do", [HANDLING, AGREED_FIRST], "employee", AGREED_FIRST),
        ("a principle limits nothing", [IN_GENERAL], "employee", None),
    ],
)
def test_what_governs(words: str, clauses: list[AClause], who: str, governs: AClause | None) -> None:
    if words == "never binds everybody":
        governs = clauses[0]
    assert rules.governing(clauses, who=who) == governs, words


def test_a_token_is_allowed_where_a_clause_says_so() -> None:
    assert rules.allows_token([NO_GIFT, TOKEN])
    assert not rules.allows_token([NO_GIFT, DEALS])


# --- The judgement --------------------------------------------------------------------------------------------------------------
FINE = Facts(
    direction=Direction.FROM,
    happening=Happening.GIVEN,
    kind=GiftKind.THING,
    fate=Fate.KEPT,
    own_idea=OwnIdea.YES,
    token_allowed=True,
    worth=Decimal(5),
    from_giver=Decimal(5),
    to_worker=Decimal(5),
    bands=Bands(token=Decimal(10), large=Decimal(50), worker=Decimal(100)),
)
CASES: list[tuple[Basis, dict[str, Any]]] = [
    (Basis.TOKEN, {}),
    (Basis.ANEW, {"ruled_before": True}),
    (Basis.MIDDLE, {"ruled_before": True, "worth": Decimal(30)}),
    (Basis.NOTHING_TAKEN, {"ruled_before": True, "fate": Fate.RETURNED}),
    (Basis.TOKEN, {"worth": Decimal(10), "from_giver": Decimal(10)}),
    (Basis.MIDDLE, {"worth": Decimal("10.01"), "from_giver": Decimal("10.01")}),
    (Basis.MIDDLE_TOGETHER, {"from_giver": Decimal(11)}),
    (Basis.MIDDLE, {"worth": Decimal(50), "from_giver": Decimal(50)}),
    (Basis.LARGE, {"worth": Decimal(51), "from_giver": Decimal(51)}),
    (Basis.LARGE_TOGETHER, {"from_giver": Decimal(51)}),
    (Basis.WORKER_TOTAL, {"to_worker": Decimal(101)}),
    (Basis.TOKEN, {"to_worker": Decimal(101), "bands": Bands(token=Decimal(10))}),
    (Basis.NO_LIMIT, {"bands": Bands()}),
    (Basis.NO_TOKEN, {"token_allowed": False}),
    (Basis.TO_CLIENT, {"direction": Direction.TO}),
    (Basis.PRESSED, {"own_idea": OwnIdea.NO}),
    (Basis.LARGE, {"own_idea": OwnIdea.NO, "worth": Decimal(51), "from_giver": Decimal(51)}),
    (Basis.NO_RATE, {"worth": None, "from_giver": None, "to_worker": None}),
    (Basis.NO_RATE, {"from_giver": None}),
    (Basis.NO_RATE, {"to_worker": None}),
    (Basis.NO_VALUE, {"has_value": False, "worth": None}),
    (Basis.ASK_FIRST, {"strength": Strength.APPROVAL}),
    (Basis.FORBIDDEN, {"strength": Strength.SHOULD_NOT}),
    (Basis.FORBIDDEN, {"strength": Strength.MUST_NOT, "direction": Direction.TO}),
    (Basis.OTHER_KIND, {"kind": GiftKind.LOAN}),
    (Basis.FORBIDDEN, {"kind": GiftKind.SALE, "strength": Strength.MUST_NOT}),
    (Basis.ASK_FIRST, {"kind": GiftKind.DONATION, "strength": Strength.APPROVAL}),
    (Basis.CASH, {"kind": GiftKind.CASH}),
    (Basis.BEQUEST, {"kind": GiftKind.BEQUEST}),
    (Basis.ASKED_FOR, {"happening": Happening.ASKED}),
    (Basis.ASKED_FOR, {"happening": Happening.ASKED, "fate": Fate.RETURNED}),
    (Basis.TO_CLIENT, {"happening": Happening.ASKED, "direction": Direction.TO}),
    (Basis.NOTHING_TAKEN, {"fate": Fate.DECLINED, "kind": GiftKind.CASH}),
    (Basis.NOTHING_TAKEN, {"fate": Fate.RETURNED, "worth": Decimal(999), "from_giver": Decimal(999)}),
]


@pytest.mark.parametrize(("basis", "other"), CASES)
def test_the_judgement(basis: Basis, other: dict[str, Any]) -> None:
    assert rules.judge(replace(FINE, **other)) == basis


def test_every_reason_has_what_comes_of_it() -> None:
    assert set(rules.STATES) == set(Basis) == {basis for basis, _other in CASES}
    assert set(rules.STATES.values()) == {GiftState.ACCEPTED, GiftState.REFUSED, GiftState.NOTED, GiftState.WAITING}


def test_what_was_given_back_and_is_kept_after_all_is_judged_anew() -> None:
    for state in (GiftState.NOTED, GiftState.ACCEPTED):
        assert rules.is_judged_anew(state, before=Fate.RETURNED, after=Fate.KEPT)
    assert not rules.is_judged_anew(GiftState.DECIDED, before=Fate.RETURNED, after=Fate.KEPT)
    assert not rules.is_judged_anew(GiftState.NOTED, before=Fate.RETURNED, after=Fate.DECLINED)
    assert not rules.is_judged_anew(GiftState.ACCEPTED, before=Fate.KEPT, after=Fate.PASSED_ON)


# --- Twelve months ------------------------------------------------------------------------------------------------------------
DAYS = st.dates(date(2022, 1, 1), date(2030, 12, 31))
GIFTS = st.lists(st.tuples(DAYS, st.decimals(Decimal("0.01"), 1000, places=2)), max_size=12)


def within(first: date, last: date) -> bool:
    """Whether both lie within twelve months."""
    return first <= last < rules.year_after(first)


@given(GIFTS, DAYS)
def test_the_most_of_any_twelve_months_around_a_day_counts(gifts: list[tuple[date, Decimal]], day: date) -> None:
    begins = [each for each in {on for on, _worth in gifts} | {day} if within(each, day)]
    windows = [sum((worth for on, worth in gifts if within(first, on)), Decimal(0)) for first in begins]
    assert rules.together(gifts, day) == max(windows)


@given(DAYS)
def test_a_year_back_and_a_year_on_agree(day: date) -> None:
    for back in range(364, 369):
        first = day - timedelta(days=back)
        assert (first > rules.year_before(day)) == (day < rules.year_after(first)), first


def test_leap_days() -> None:
    leap = date(2028, 2, 29)
    assert rules.year_before(leap) == date(2027, 2, 28)
    assert rules.year_after(leap) == date(2029, 3, 1)
    one = Decimal(1)
    assert rules.together([(leap, one), (date(2029, 2, 28), one)], date(2029, 2, 28)) == 2
    assert rules.together([(leap, one), (date(2029, 3, 1), one)], date(2029, 3, 1)) == 1
    assert rules.together([(date(2027, 2, 28), one), (leap, one)], leap) == 1
    assert rules.together([(date(2027, 3, 1), one), (leap, one)], leap) == 2


def test_something_written_down_late_does_not_slip_under() -> None:
    """A gift of March was told already; one of February is written down after it."""
    march, february = date(2026, 3, 1), date(2026, 2, 1)
    assert rules.together([(march, Decimal(9)), (february, Decimal(9))], february) == 18


# --- Currencies -----------------------------------------------------------------------------------------------------------------
RATES = [
    Rate("USD", "EUR", date(2026, 1, 1), Decimal("0.9")),
    Rate("USD", "EUR", date(2026, 6, 1), Decimal("0.8")),
    Rate("USD", "EUR", date(2026, 6, 1), Decimal("0.85")),
    Rate("JPY", "EUR", date(2026, 1, 1), Decimal("0.00625")),
]


@pytest.mark.parametrize(
    ("amount", "currency", "on", "worth"),
    [
        ("10", "EUR", date(2020, 1, 1), "10.00"),
        ("10", "USD", date(2025, 12, 31), None),
        ("10", "USD", date(2026, 1, 1), "9.00"),
        ("10", "USD", date(2026, 5, 31), "9.00"),
        ("10", "USD", date(2026, 6, 1), "8.50"),
        ("999", "JPY", date(2026, 2, 1), "6.24"),
        ("10", "CHF", date(2026, 6, 1), None),
    ],
)
def test_an_amount_is_worth_what_the_rate_of_its_day_says(amount: str, currency: str, on: date, worth: str | None) -> None:
    found = rules.converted(Decimal(amount), currency, into="EUR", on=on, rates=RATES)
    assert found == (Decimal(worth) if worth else None)


@given(st.sampled_from(CODES), st.decimals(Decimal("0.01"), 1000, places=2), st.decimals(Decimal("0.0001"), 1000, places=4))
def test_converting_keeps_order_and_places(into: str, amount: Decimal, worth: Decimal) -> None:
    other = "EUR" if into != "EUR" else "USD"
    rates = [Rate(other, into, date(2026, 1, 1), worth)]
    one, more = (rules.converted(each, other, into=into, on=TODAY, rates=rates) for each in (amount, amount + 1))
    assert one is not None
    assert more is not None
    assert one <= more
    assert -one.as_tuple().exponent == PLACES[into]  # type: ignore[operator]  # a number, not infinity
    assert abs(one - amount * worth) <= Decimal(1).scaleb(-PLACES[into]) / 2


def test_there_are_the_currencies_people_pay_in() -> None:
    assert len(CODES) == len(set(CODES)) > 150
    assert all(len(code) == 3 and code.isupper() for code in CODES)
    assert (PLACES["EUR"], PLACES["JPY"], PLACES["KWD"]) == (2, 0, 3)


# --- What may be written down -----------------------------------------------------------------------------------------------------
JAM = Told(
    direction=Direction.FROM,
    happening=Happening.GIVEN,
    giver=Giver.OTHER,
    giver_name="Rosa",
    kind=GiftKind.THING,
    what="Jam",
    fate=Fate.KEPT,
    own_idea=OwnIdea.YES,
    on=TODAY,
)


def test_what_can_have_been_is_taken() -> None:
    rules.check_told(JAM, today=TODAY)
    rules.check_told(replace(JAM, amount=Decimal("9999999.99"), giver_name="", client_id=uuid4()), today=TODAY)
    rules.check_told(replace(JAM, happening=Happening.ASKED, entitled=Entitled.UNSURE), today=TODAY)
    rules.check_told(replace(JAM, own_idea=OwnIdea.NO, proposed_by=Proposer.WORKER), today=TODAY)
    rules.check_told(replace(JAM, happening=Happening.ASKED, direction=Direction.TO), today=TODAY)


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("gift.who", {"giver_name": " "}),
        ("gift.what", {"what": " "}),
        ("gift.future", {"on": TODAY + timedelta(days=1)}),
        ("gift.past", {"on": date(2020, 12, 31)}),
        ("gift.sum", {"kind": GiftKind.CASH}),
        ("gift.currency", {"currency": "XXX"}),
        ("gift.amount", {"amount": Decimal(0)}),
        ("gift.amount", {"amount": Decimal(10_000_000)}),
        ("gift.amount", {"amount": Decimal(-1)}),
        ("gift.places", {"amount": Decimal("1.001")}),
        ("gift.places", {"amount": Decimal("1.5"), "currency": "JPY"}),
        ("gift.entitled", {"happening": Happening.ASKED}),
        ("gift.proposer", {"own_idea": OwnIdea.NO}),
    ],
)
def test_what_cannot_have_been_is_said(code: str, other: dict[str, Any]) -> None:
    with pytest.raises(RuleViolation) as refused:
        rules.check_told(replace(JAM, **other), today=TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("code", "bands"),
    [
        ("gift.amount", Bands(token=Decimal(0))),
        ("gift.places", Bands(currency="JPY", large=Decimal("0.5"))),
        ("gift.currency", Bands(currency="EURO")),
        ("gift.bands", Bands(token=Decimal(10), large=Decimal(10))),
        ("gift.worker", Bands(token=Decimal(10), worker=Decimal(9))),
        ("gift.days", Bands(days=0)),
        ("gift.days", Bands(days=31)),
    ],
)
def test_amounts_that_make_no_sense_are_refused(code: str, bands: Bands) -> None:
    with pytest.raises(RuleViolation) as refused:
        rules.check_bands(bands)
    assert refused.value.code == code


def test_amounts_that_make_sense_are_taken() -> None:
    rules.check_bands(Bands())
    rules.check_bands(Bands(token=Decimal(10), large=Decimal("10.01"), worker=Decimal(10), days=30))


@pytest.mark.parametrize(
    ("code", "rate"),
    [
        ("gift.currency", Rate("XXX", "EUR", TODAY, Decimal(1))),
        ("gift.same", Rate("EUR", "EUR", TODAY, Decimal(1))),
        ("gift.rate", Rate("USD", "EUR", TODAY, Decimal(0))),
        ("gift.rate", Rate("USD", "EUR", TODAY, Decimal(1_000_001))),
    ],
)
def test_rates_that_make_no_sense_are_refused(code: str, rate: Rate) -> None:
    rules.check_rate(Rate("USD", "EUR", TODAY, Decimal("0.9")))
    with pytest.raises(RuleViolation) as refused:
        rules.check_rate(rate)
    assert refused.value.code == code


def test_a_decision_has_a_reason() -> None:
    assert rules.check_reason(" It is for all of you. ") == "It is for all of you."
    for reason in (" ", "x" * (rules.LONGEST_WORDS + 1)):
        with pytest.raises(RuleViolation):
            rules.check_reason(reason)


def test_only_what_stands_can_be_changed() -> None:
    rules.check_open(GiftState.NOTED, rules.STANDING)
    with pytest.raises(MoveRefused):
        rules.check_open(GiftState.CORRECTED, rules.STANDING)


def test_a_name_is_one_however_it_is_typed() -> None:
    assert rules.name_key(" Rosa  LIND ") == rules.name_key("rosa lind")


def test_what_became_of_it_fits_the_decision_or_not() -> None:
    assert rules.does_as_decided(Verdict.KEEP, Fate.KEPT)
    assert not rules.does_as_decided(Verdict.RETURN, Fate.KEPT)
    assert rules.does_as_decided(Verdict.PASS_ON, Fate.PASSED_ON)
    assert not rules.does_as_decided(Verdict.PASS_ON, Fate.KEPT)

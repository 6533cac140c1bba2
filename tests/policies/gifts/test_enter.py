"""Writing down a gift: what is decided by rule, by which clause, with which sums; correcting it; what became of it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from boundaries.access.protected import Unscoped
from boundaries.access.scope import Reason, as_system, speaking_for
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from boundaries.notices.queries import items_for
from policies.gifts import queries
from policies.gifts.actions import correct_gift, decide_gift, set_bands, set_rate, tell_fate
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
from policies.gifts.models import GiftBands, GiftEntry, GiftFate, GiftRate
from policies.gifts.rules import Bands
from tests.accounts.kinds import written_about
from tests.incidents.told import settle
from tests.policies.adopting import LK, PCF, RC, adopted
from tests.policies.gifts.giving import WHAT, amounts, gave, rate, said
from tests.seeing import every

pytestmark = pytest.mark.django_db


@pytest.fixture
def tokens(cast: Cast, library: None) -> Cast:
    """Tokens of ten euros are allowed; more than fifty are refused."""
    adopted(cast.noor, RC)
    amounts(cast.noor)
    return cast


def codes(entry: GiftEntry) -> list[str]:
    """The clauses it falls under, the strictest first."""
    return [each.code for each in queries.clauses_of(entry)]


def judged(entry: GiftEntry) -> tuple[str, str]:
    """Where it stands, and why."""
    return entry.state, entry.basis


# --- By rule ------------------------------------------------------------------------------------------------------------------
def test_a_token_is_accepted_by_rule_at_once(tokens: Cast) -> None:
    entry = gave(tokens.ben)
    assert judged(entry) == (GiftState.ACCEPTED, Basis.TOKEN)
    assert codes(entry) == ["RC-B-4"]
    assert (entry.worth, entry.worth_currency, entry.handler) == (Decimal("4.00"), "EUR", None)
    (written,) = written_about(entry.pk)
    assert written[0] == "gift.entered"
    assert written[2] == {
        "kind": "thing",
        "direction": "from",
        "state": "accepted",
        "basis": "token",
        "on": entry.happened_on.isoformat(),
        "clauses": [str(each) for each in entry.clauses],
    }


def test_between_a_token_and_too_much_the_line_manager_decides(tokens: Cast) -> None:
    entry = gave(tokens.ben, amount=Decimal(30))
    assert judged(entry) == (GiftState.WAITING, Basis.MIDDLE)
    assert entry.handler == tokens.elif_


def test_what_is_too_much_is_refused_by_rule(tokens: Cast) -> None:
    assert judged(gave(tokens.ben, amount=Decimal(51))) == (GiftState.REFUSED, Basis.LARGE)


@pytest.mark.parametrize(
    ("said_so", "state", "basis", "clauses"),
    [
        ({"kind": GiftKind.CASH}, GiftState.REFUSED, Basis.CASH, ["RC-B-4", "RC-B-7"]),
        ({"kind": GiftKind.FAVOUR}, GiftState.REFUSED, Basis.FORBIDDEN, ["RC-B-4", "RC-B-7"]),
        ({"kind": GiftKind.SALE}, GiftState.REFUSED, Basis.FORBIDDEN, ["RC-B-5", "RC-B-6"]),
        ({"kind": GiftKind.LOAN}, GiftState.REFUSED, Basis.FORBIDDEN, ["RC-B-5", "RC-B-6"]),
        ({"kind": GiftKind.DONATION}, GiftState.WAITING, Basis.OTHER_KIND, []),
        ({"kind": GiftKind.BEQUEST}, GiftState.REFUSED, Basis.BEQUEST, []),
        ({"kind": GiftKind.MEAL}, GiftState.ACCEPTED, Basis.TOKEN, ["RC-B-4"]),
        ({"amount": None}, GiftState.WAITING, Basis.NO_VALUE, ["RC-B-4"]),
        ({"direction": Direction.TO}, GiftState.WAITING, Basis.TO_CLIENT, ["RC-B-4"]),
        ({"fate": Fate.DECLINED}, GiftState.NOTED, Basis.NOTHING_TAKEN, ["RC-B-4"]),
        (
            {"happening": Happening.ASKED, "entitled": Entitled.YES},
            GiftState.REFUSED,
            Basis.ASKED_FOR,
            ["RC-B-4"],
        ),
        (
            {"own_idea": OwnIdea.NO, "proposed_by": Proposer.WORKER, "pressure": "I said that I like jam."},
            GiftState.WAITING,
            Basis.PRESSED,
            ["RC-B-4"],
        ),
    ],
)
def test_each_kind_by_its_own_clauses(
    tokens: Cast, said_so: dict[str, Any], state: GiftState, basis: Basis, clauses: list[str]
) -> None:
    entry = gave(tokens.ben, **said_so)
    assert (judged(entry), codes(entry)) == ((state, basis), clauses)


def test_where_a_policy_allows_no_gift_in_either_direction_even_a_token_is_refused(tokens: Cast) -> None:
    adopted(tokens.noor, LK)
    taken, given = gave(tokens.ben), gave(tokens.ben, direction=Direction.TO)
    assert judged(taken) == judged(given) == (GiftState.REFUSED, Basis.FORBIDDEN)
    assert codes(taken) == codes(given) == ["RC-B-4", "LK-4.1-4"]
    assert judged(gave(tokens.ben, kind=GiftKind.DONATION)) == (GiftState.WAITING, Basis.ASK_FIRST)
    assert codes(gave(tokens.ben, kind=GiftKind.BEQUEST)) == ["LK-4.1-7"]


def test_what_asks_for_a_reward_counts_only_where_it_was_asked_for(cast: Cast, library: None) -> None:
    adopted(cast.noor, PCF)
    amounts(cast.noor)
    assert judged(gave(cast.ben)) == (GiftState.ACCEPTED, Basis.TOKEN)
    asked = gave(cast.ben, happening=Happening.ASKED, entitled=Entitled.YES)
    assert judged(asked) == (GiftState.REFUSED, Basis.ASKED_FOR)
    assert codes(asked) == ["PCF-GIFT-4", "PCF-GIFT-3", "PCF-GIFT-2"]


def test_without_a_policy_and_without_amounts_the_line_manager_decides(cast: Cast, library: None) -> None:
    assert judged(gave(cast.ben)) == (GiftState.WAITING, Basis.NO_TOKEN)
    adopted(cast.noor, RC)
    assert judged(gave(cast.ben)) == (GiftState.WAITING, Basis.NO_LIMIT)


# --- Sums ---------------------------------------------------------------------------------------------------------------------
def test_what_one_giver_gave_over_twelve_months_counts_as_one(tokens: Cast) -> None:
    assert gave(tokens.ben).basis == Basis.TOKEN
    assert gave(tokens.ben, giver_name="rosa  LIND").basis == Basis.TOKEN
    third = gave(tokens.ben)
    assert judged(third) == (GiftState.WAITING, Basis.MIDDLE_TOGETHER)
    assert (third.from_giver, third.to_worker) == (Decimal(12), Decimal(12))
    assert gave(tokens.ben, giver_name="Somebody else").basis == Basis.TOKEN
    assert gave(tokens.amira).basis == Basis.MIDDLE_TOGETHER, "to whomever here they give"
    assert gave(tokens.ben, amount=Decimal(45)).basis == Basis.LARGE_TOGETHER


def test_what_went_back_and_what_lies_a_year_back_counts_no_more(tokens: Cast) -> None:
    day = today(tokens.organisation)
    gave(tokens.ben, amount=Decimal(9), on=day.replace(year=day.year - 1) - timedelta(days=1))
    gave(tokens.ben, amount=Decimal(9), fate=Fate.RETURNED)
    entry = gave(tokens.ben, amount=Decimal(9))
    assert (judged(entry), entry.from_giver) == ((GiftState.ACCEPTED, Basis.TOKEN), Decimal(9))


def test_a_client_and_those_close_to_them_are_one_giver(tokens: Cast) -> None:
    hana = {"client_id": tokens.hana.pk, "giver_name": ""}
    gave(tokens.ben, giver=Giver.CLIENT, amount=Decimal(6), **hana)
    assert gave(tokens.ben, giver=Giver.RELATIVE, amount=Decimal(6), **hana).basis == Basis.MIDDLE_TOGETHER


def test_one_person_may_be_given_so_much_by_all_together(tokens: Cast) -> None:
    amounts(tokens.noor, worker=Decimal(15))
    for name in ("One", "Two", "Three"):
        assert gave(tokens.ben, giver_name=name).basis == Basis.TOKEN
    assert judged(gave(tokens.ben, giver_name="Four")) == (GiftState.WAITING, Basis.WORKER_TOTAL)
    assert gave(tokens.amira, giver_name="Five").basis == Basis.TOKEN


def test_other_currencies_count_by_the_rate_of_their_day(tokens: Cast) -> None:
    day = today(tokens.organisation)
    abroad = {"currency": "USD", "amount": Decimal(8)}
    assert judged(gave(tokens.ben, **abroad)) == (GiftState.WAITING, Basis.NO_RATE)
    rate(tokens.noor, "USD", "0.5", day - timedelta(days=400))
    rate(tokens.noor, "USD", "1.5", day)
    before = gave(tokens.ben, on=day - timedelta(days=1), giver_name="Jo", **abroad)
    assert (before.worth, before.basis, before.amount, before.currency) == (Decimal(4), Basis.TOKEN, Decimal(8), "USD")
    now_ = gave(tokens.ben, giver_name="Jo", **abroad)
    assert (now_.worth, now_.from_giver, now_.basis) == (Decimal(12), Decimal(16), Basis.MIDDLE)
    known_since = gave(tokens.ben, amount=Decimal(1))
    assert known_since.from_giver == 13, "what could not be converted then is, once there is a rate of its day"


def test_with_another_currency_of_the_organisation_sums_go_on(tokens: Cast) -> None:
    gave(tokens.ben, amount=Decimal(8))
    set_bands(actor=tokens.noor, bands=Bands(currency="CAD", token=Decimal(15), large=Decimal(80)))
    unknown = gave(tokens.ben, amount=Decimal(5), currency="CAD")
    assert judged(unknown) == (GiftState.WAITING, Basis.NO_RATE), "what the eight euros are worth in dollars is not known"
    set_rate(actor=tokens.noor, currency="EUR", worth=Decimal("1.5"), since=today(tokens.organisation))
    entry = gave(tokens.ben, amount=Decimal(5), currency="CAD")
    assert (entry.from_giver, entry.basis) == (Decimal(22), Basis.MIDDLE_TOGETHER)


def test_sums_do_not_cross_organisations(tokens: Cast) -> None:
    gave(tokens.ivo, amount=Decimal(9))
    assert gave(tokens.ben, amount=Decimal(9)).from_giver == 9


# --- Who may be named -----------------------------------------------------------------------------------------------------------
def test_only_a_client_one_may_know_of_can_be_named(tokens: Cast) -> None:
    with pytest.raises(RuleViolation, match=r"gift\.client"):
        gave(tokens.tomas, giver=Giver.CLIENT, client_id=tokens.hana.pk)
    assert gave(tokens.ben, giver=Giver.CLIENT, client_id=tokens.hana.pk, giver_name="").client == tokens.hana


def test_words_and_names_are_sealed(tokens: Cast) -> None:
    entry = gave(tokens.ben)
    with connection.cursor() as run:
        run.execute("SELECT giver_name, what FROM policies_giftentry WHERE id = %s", [entry.pk])
        stored = b"".join(bytes(each) for each in run.fetchone())
    assert b"Rosa" not in stored
    assert WHAT.encode() not in stored


# --- Correcting -----------------------------------------------------------------------------------------------------------------
def test_a_correction_leaves_the_first_text_readable_and_is_judged_anew(tokens: Cast) -> None:
    first = gave(tokens.ben, amount=Decimal(30), what="A bottle of wine")
    with speaking_for(tokens.ben):
        second = correct_gift(actor=tokens.ben, gift_id=first.pk, told=said(tokens.ben, what="A bottle of cider"))
        assert [each.what for each in queries.versions_of(queries.gift_for(tokens.ben, second.pk))] == [
            "A bottle of wine",
            "A bottle of cider",
        ]
        third = correct_gift(actor=tokens.ben, gift_id=second.pk, told=said(tokens.ben))
        assert len(queries.versions_of(queries.gift_for(tokens.ben, third.pk))) == 3
        with pytest.raises(MoveRefused):
            correct_gift(actor=tokens.ben, gift_id=first.pk, told=said(tokens.ben))
        assert [each.pk for each in queries.own_gifts(tokens.ben).entries] == [third.pk]
    assert judged(second) == (GiftState.ACCEPTED, Basis.TOKEN), "the first counts no more"
    with speaking_for(tokens.elif_), pytest.raises(NotVisible):
        queries.gift_for(tokens.elif_, first.pk)
    assert written_about(first.pk)[-1][:2] == ("gift.corrected", tokens.ben.pk)


@pytest.mark.parametrize("before", ["refused", "decided"])
def test_no_correction_turns_over_a_refusal_or_a_decision(before: str, tokens: Cast) -> None:
    first = gave(tokens.ben, amount=Decimal(90 if before == "refused" else 30))
    if before == "decided":
        with speaking_for(tokens.elif_):
            decide_gift(actor=tokens.elif_, gift_id=first.pk, verdict=Verdict.RETURN, reason="Too much.")
    settle()
    assert every(GiftEntry).get().state == before
    small = said(tokens.ben, amount=Decimal(9))
    with speaking_for(tokens.ben):
        second = correct_gift(actor=tokens.ben, gift_id=first.pk, told=small)
        assert judged(second) == (GiftState.WAITING, Basis.ANEW)
        third = correct_gift(actor=tokens.ben, gift_id=second.pk, told=small)
        assert judged(third) == (GiftState.WAITING, Basis.ANEW), "nor does another correction"
        gone = correct_gift(actor=tokens.ben, gift_id=third.pk, told=said(tokens.ben, amount=Decimal(9), fate=Fate.RETURNED))
        assert judged(gone) == (GiftState.NOTED, Basis.NOTHING_TAKEN)
        kept = tell_fate(actor=tokens.ben, gift_id=gone.pk, fate=Fate.KEPT)
        assert judged(kept) == (GiftState.WAITING, Basis.ANEW), "nor what becomes of it afterwards"
    settle()
    (item,) = items_for(tokens.elif_.pk)
    assert str(kept.pk) in item.link
    with speaking_for(tokens.elif_):
        assert [each.pk for each in queries.waiting_for(tokens.elif_).entries] == [kept.pk]
        decide_gift(actor=tokens.elif_, gift_id=kept.pk, verdict=Verdict.KEEP, reason="It was a slip of the pen.")


def test_only_whoever_wrote_it_corrects_it(tokens: Cast) -> None:
    entry = gave(tokens.ben)
    for person in (tokens.amira, tokens.ivo):
        with speaking_for(person), pytest.raises(NotVisible):
            correct_gift(actor=person, gift_id=entry.pk, told=said(person))


def test_what_was_said_is_never_changed_by_the_application(tokens: Cast) -> None:
    entry = gave(tokens.ben)
    for column in ("what = NULL", "amount = 1", "happened_on = '2026-01-01'", "worker_id = handler_id"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as run:
            run.execute(f"UPDATE policies_giftentry SET {column} WHERE id = %s", [entry.pk])
    for table in ("giftentry", "giftfate", "giftdecision", "giftbands", "giftrate"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as run:
            run.execute(f"DELETE FROM policies_{table}")
    with pytest.raises(Unscoped):
        GiftEntry.objects.count()


def test_what_counts_together_is_the_products_own_question_and_nobody_elses(tokens: Cast) -> None:
    entry, other = gave(tokens.ben), gave(tokens.ben, amount=Decimal(3))
    with as_system(Reason.ROUTING, organisation_id=entry.organisation_id):
        assert [worth for _on, worth, _currency in queries.near(entry, worker_id=tokens.ben.pk)] == [other.worth]
        assert queries.near(entry, giver_index=queries.giver_index(entry.organisation_id, name="Somebody else")) == []
    for person in (tokens.ben, tokens.elif_):
        with speaking_for(person), pytest.raises(Unscoped):
            queries.near(entry, worker_id=tokens.ben.pk)


# --- What became of it ----------------------------------------------------------------------------------------------------------
def test_what_became_of_it_is_a_row_of_its_own(tokens: Cast) -> None:
    entry = gave(tokens.ben, fate=Fate.OPEN)
    with speaking_for(tokens.ben):
        for fate in (Fate.KEPT, Fate.PASSED_ON):
            tell_fate(actor=tokens.ben, gift_id=entry.pk, fate=fate)
        with pytest.raises(RuleViolation, match=r"gift\.same"):
            tell_fate(actor=tokens.ben, gift_id=entry.pk, fate=Fate.PASSED_ON)
    assert list(every(GiftFate).order_by("pk").values_list("fate", flat=True)) == ["open", "kept", "passed_on"]
    assert written_about(entry.pk)[-1] == ("gift.fate-told", tokens.ben.pk, {"fate": "passed_on", "state": "accepted"})


def test_what_was_given_back_waits_no_more(tokens: Cast) -> None:
    entry = gave(tokens.ben, amount=Decimal(30))
    with speaking_for(tokens.ben):
        assert tell_fate(actor=tokens.ben, gift_id=entry.pk, fate=Fate.RETURNED).state == GiftState.NOTED
    with speaking_for(tokens.elif_):
        assert queries.waiting_for(tokens.elif_).entries == []


def test_what_is_kept_after_all_is_judged_anew(tokens: Cast) -> None:
    entry = gave(tokens.ben, amount=Decimal(30), fate=Fate.DECLINED)
    gave(tokens.ben, amount=Decimal(9))
    with speaking_for(tokens.ben):
        again = tell_fate(actor=tokens.ben, gift_id=entry.pk, fate=Fate.KEPT)
    assert judged(again) == (GiftState.WAITING, Basis.MIDDLE)
    assert (again.from_giver, again.handler) == (Decimal(39), tokens.elif_)


# --- Amounts and rates ----------------------------------------------------------------------------------------------------------
def test_every_setting_is_kept_and_written_down(tokens: Cast) -> None:
    amounts(tokens.olga, token=Decimal(12))
    assert list(GiftBands.objects.order_by("edition").values_list("edition", "token")) == [(1, Decimal(10)), (2, Decimal(12))]
    with pytest.raises(RuleViolation, match=r"gift\.unchanged"):
        amounts(tokens.noor, token=Decimal(12))
    newest = queries.newest_bands(tokens.organisation.pk)
    assert newest is not None
    assert written_about(newest.pk)[-1] == (
        "gift.bands-set",
        tokens.olga.pk,
        {"currency": "EUR", "token": "12", "large": "50", "worker": None, "days": 5},
    )
    rate(tokens.noor, "USD", "0.9", date(2026, 1, 1))
    assert GiftRate.objects.count() == 1
    assert gave(tokens.ben, amount=Decimal(12)).basis == Basis.TOKEN


def test_only_directors_and_administrators_set_them(tokens: Cast) -> None:
    for person in (tokens.ben, tokens.elif_, tokens.grace):
        with pytest.raises(Forbidden):
            amounts(person, token=Decimal(99))

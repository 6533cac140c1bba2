"""What may be accepted, what the line manager decides and what is refused: out of adopted clauses and the organisation's amounts.

No clause, policy or organisation is named here. A clause that limits gifts and does not expect a token at most allows none at
all, in either direction. Where a token may be accepted, what somebody gave over twelve months counts together: gifts are small, or
too large, as one.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate
from typing import Protocol, TypeVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import MoveRefused, RuleViolation
from policies.adoption.rules import Binding, strictest_first
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
from policies.gifts.currencies import PLACES
from policies.library.choices import Category, Expects, Strength

LONGEST_WHAT, LONGEST_NAME, LONGEST_WORDS = 200, 120, 1000
MOST_AMOUNT = Decimal("9999999.999")
MOST_RATE, LEAST_RATE = Decimal(1_000_000), Decimal("0.00000001")
EARLIEST_YEARS = 5
"""So many years back a gift can still be written down."""
USUAL_CURRENCY, USUAL_DAYS = "EUR", 5

GONE = frozenset({Fate.RETURNED, Fate.DECLINED})
"""What became of it where nothing stayed: it counts no more."""
COUNTED = frozenset({GiftKind.THING, GiftKind.CASH, GiftKind.VOUCHER, GiftKind.MEAL, GiftKind.FAVOUR})
"""The kinds whose worth is counted together."""
STANDING = frozenset(GiftState) - {GiftState.CORRECTED}


# --- Which clauses ------------------------------------------------------------------------------------------------------------
class Speaking(Binding, Protocol):
    """As much of a clause as says what it says of gifts."""

    @property
    def categories(self) -> Sequence[str]: ...

    @property
    def expects(self) -> Sequence[str]: ...

    @property
    def binds(self) -> Sequence[str]: ...


AClause = TypeVar("AClause", bound=Speaking)
GIFT = frozenset({Category.GIFTS})
MAINLY: Mapping[GiftKind, frozenset[Category]] = {
    GiftKind.THING: GIFT,
    GiftKind.VOUCHER: GIFT,
    GiftKind.MEAL: GIFT,
    GiftKind.CASH: GIFT | {Category.PAYMENT},
    GiftKind.FAVOUR: GIFT | {Category.PAYMENT},
    GiftKind.LOAN: frozenset({Category.MONEY}),
    GiftKind.SALE: frozenset({Category.MONEY}),
    GiftKind.DONATION: frozenset({Category.CLIENT_MONEY}),
    GiftKind.BEQUEST: frozenset({Category.WILLS}),
}
"""What a clause must mainly be about to speak of a kind."""
REWARD = frozenset({Category.GIFTS, Category.PAYMENT})
"""A clause that speaks of gifts and of payment is about asking for a reward."""
FORBIDS = frozenset({Strength.ABSOLUTE, Strength.MUST_NOT, Strength.SHOULD_NOT})
LIMITS = FORBIDS | {Strength.APPROVAL}


def speaking_of(clauses: Iterable[AClause], *, kind: GiftKind, asked: bool) -> list[AClause]:
    """The clauses that an entry falls under, the strictest first."""
    wanted = MAINLY[kind]
    found = [each for each in clauses if each.categories and _speaks(each.categories, wanted, asked=asked)]
    return strictest_first(found)


def _speaks(categories: Sequence[str], wanted: Collection[str], *, asked: bool) -> bool:
    if set(categories) >= REWARD and categories[0] == Category.GIFTS:
        return asked
    return categories[0] in wanted


def governing(clauses: Iterable[AClause], *, who: str) -> AClause | None:
    """The clause that limits it whatever it is worth, of those that bind this person; where none binds them, all do."""
    limiting = [each for each in clauses if each.strength in LIMITS and Expects.TOKEN not in each.expects]
    bound = [each for each in limiting if not who or who in each.binds or each.strength == Strength.ABSOLUTE]
    return next(iter(strictest_first(bound or limiting)), None)


def allows_token(clauses: Iterable[AClause]) -> bool:
    """Whether one of them says that a token of thanks may be accepted."""
    return any(Expects.TOKEN in each.expects for each in clauses)


# --- How much -----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Bands:
    """An organisation's amounts, in its currency; None where it has not said."""

    currency: str = USUAL_CURRENCY
    token: Decimal | None = None
    """Up to here a gift is a token, with what else its giver gave over twelve months."""
    large: Decimal | None = None
    """Above this it is refused."""
    worker: Decimal | None = None
    """What one person may accept over twelve months from everybody, before the line manager looks at it."""
    days: int = USUAL_DAYS
    """Within so many working days the line manager decides."""


@dataclass(frozen=True)
class Rate:
    """From a day on, one unit of a currency is so much of another."""

    currency: str
    into: str
    since: date
    worth: Decimal


def rounded(amount: Decimal, currency: str) -> Decimal:
    """An amount with the decimal places of its currency."""
    return amount.quantize(Decimal(1).scaleb(-PLACES[currency]), rounding=ROUND_HALF_UP)


def converted(amount: Decimal, currency: str, *, into: str, on: date, rates: Iterable[Rate]) -> Decimal | None:
    """What an amount was worth in a currency on a day, by the last rate that held then; None where none did.

    Of two rates since the same day the later one in order counts.
    """
    if currency == into:
        return rounded(amount, into)
    held = [each for each in rates if (each.currency, each.into) == (currency, into) and each.since <= on]
    if not held:
        return None
    rate = max(enumerate(held), key=lambda each: (each[1].since, each[0]))[1]
    return rounded(amount * rate.worth, into)


def year_before(day: date) -> date:
    """The same day of the year before; of the 29th of February, the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def year_after(day: date) -> date:
    """The first day that is not within twelve months of this one any more."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def together(gifts: Iterable[tuple[date, Decimal]], day: date) -> Decimal:
    """The most that was given within twelve months that have this day in them, however late something was written down."""
    near = sorted([(day, Decimal(0)), *((on, worth) for on, worth in gifts if year_before(day) < on < year_after(day))])
    sums = [Decimal(0), *accumulate(worth for _on, worth in near)]
    days = [on for on, _worth in near]
    found, first = Decimal(0), 0
    for last, on in enumerate(days, start=1):
        while days[first] <= year_before(on):
            first += 1
        if on >= day > year_before(on):
            found = max(found, sums[last] - sums[first])
    return found


# --- The judgement ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Facts:
    """What an entry is judged by: what it says, the clauses it falls under, and the sums with itself in them.

    ``worth`` and the sums are in the organisation's currency; None where they are not known.
    """

    direction: Direction
    happening: Happening
    kind: GiftKind
    fate: Fate
    own_idea: OwnIdea
    strength: str = ""
    """How strongly the clause binds that limits it whatever it is worth; empty where none does."""
    token_allowed: bool = False
    has_value: bool = True
    worth: Decimal | None = None
    from_giver: Decimal | None = None
    to_worker: Decimal | None = None
    ruled_before: bool = False
    """Whether it was refused, or decided, before it was corrected: no correction of one's own turns that over."""
    bands: Bands = Bands()


STATES: Mapping[Basis, GiftState] = {
    Basis.TOKEN: GiftState.ACCEPTED,
    Basis.NOTHING_TAKEN: GiftState.NOTED,
    **dict.fromkeys(
        (Basis.ASKED_FOR, Basis.CASH, Basis.BEQUEST, Basis.FORBIDDEN, Basis.LARGE, Basis.LARGE_TOGETHER), GiftState.REFUSED
    ),
    **dict.fromkeys(
        (
            Basis.ASK_FIRST,
            Basis.OTHER_KIND,
            Basis.NO_VALUE,
            Basis.NO_RATE,
            Basis.PRESSED,
            Basis.TO_CLIENT,
            Basis.NO_TOKEN,
            Basis.NO_LIMIT,
            Basis.MIDDLE,
            Basis.MIDDLE_TOGETHER,
            Basis.WORKER_TOTAL,
            Basis.ANEW,
        ),
        GiftState.WAITING,
    ),
}
"""What comes of each: accepted, refused, written down, or left to the line manager."""


def _above(amount: Decimal | None, limit: Decimal | None) -> bool:
    """Whether a sum passes a limit, where both are known."""
    return amount is not None and limit is not None and amount > limit


LAW: tuple[tuple[Callable[[Facts], bool], Basis], ...] = (
    (lambda facts: facts.happening == Happening.ASKED and facts.direction == Direction.FROM, Basis.ASKED_FOR),
    (lambda facts: facts.fate in GONE, Basis.NOTHING_TAKEN),
    (lambda facts: facts.kind == GiftKind.CASH, Basis.CASH),
    (lambda facts: facts.kind == GiftKind.BEQUEST, Basis.BEQUEST),
    (lambda facts: facts.strength in FORBIDS, Basis.FORBIDDEN),
    (lambda facts: facts.strength == Strength.APPROVAL, Basis.ASK_FIRST),
    (lambda facts: facts.kind not in COUNTED, Basis.OTHER_KIND),
    (lambda facts: not facts.has_value, Basis.NO_VALUE),
    (lambda facts: None in {facts.worth, facts.from_giver, facts.to_worker}, Basis.NO_RATE),
    (lambda facts: _above(facts.worth, facts.bands.large), Basis.LARGE),
    (lambda facts: _above(facts.from_giver, facts.bands.large), Basis.LARGE_TOGETHER),
    (lambda facts: facts.own_idea != OwnIdea.YES, Basis.PRESSED),
    (lambda facts: facts.direction == Direction.TO, Basis.TO_CLIENT),
    (lambda facts: not facts.token_allowed, Basis.NO_TOKEN),
    (lambda facts: facts.bands.token is None, Basis.NO_LIMIT),
    (lambda facts: _above(facts.worth, facts.bands.token), Basis.MIDDLE),
    (lambda facts: _above(facts.from_giver, facts.bands.token), Basis.MIDDLE_TOGETHER),
    (lambda facts: _above(facts.to_worker, facts.bands.worker), Basis.WORKER_TOTAL),
    (lambda facts: facts.ruled_before, Basis.ANEW),
)
"""Case by case, the strictest reason first; what none of them holds for is a token."""


def judge(facts: Facts) -> Basis:
    """What is decided by rule, and why."""
    return next((basis for holds, basis in LAW if holds(facts)), Basis.TOKEN)


REFUSING = frozenset(basis for basis, state in STATES.items() if state == GiftState.REFUSED)


def is_judged_anew(state: str, *, before: str, after: str) -> bool:
    """Whether an entry that was done with begins anew: something stays after all of which nothing was there to decide about."""
    return state in {GiftState.NOTED, GiftState.ACCEPTED} and before in GONE and after not in GONE


# --- What may be written down -------------------------------------------------------------------------------------------------
def needs_entitled(*, happening: str, direction: str) -> bool:
    """Whether one is asked if they have a right to the service."""
    return happening == Happening.ASKED and direction == Direction.FROM


def needs_proposer(*, own_idea: str) -> bool:
    """Whether one is asked who brought it up, and about pressure."""
    return own_idea == OwnIdea.NO


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is said of a gift. ``client_id`` where it is one the worker may know of; else a name."""

    direction: Direction
    happening: Happening
    giver: Giver
    kind: GiftKind
    what: str
    fate: Fate
    own_idea: OwnIdea
    on: date
    client_id: UUID | None = None
    giver_name: str = ""
    amount: Decimal | None = None
    currency: str = USUAL_CURRENCY
    proposed_by: Proposer | None = None
    pressure: str = ""
    entitled: Entitled | None = None


def check_told(told: Told, *, today: date) -> None:
    """It can be understood later on, and it can have been. Raises RuleViolation."""
    if told.client_id is None and not told.giver_name.strip():
        raise RuleViolation("gift.who", _("Choose the client, or write who it was."), field="giver_name")
    if not told.what.strip():
        raise RuleViolation("gift.what", _("Say in a few words what it was."), field="what")
    if told.on > today:
        raise RuleViolation("gift.future", _("The day must be today or in the past."), field="on")
    if told.on < date(today.year - EARLIEST_YEARS, 1, 1):
        raise RuleViolation("gift.past", _("That is too long ago. Check the year."), field="on")
    if told.kind == GiftKind.CASH and told.amount is None:
        raise RuleViolation("gift.sum", _("Say how much money it was."), field="amount")
    check_amount(told.amount, told.currency, field="amount")
    if needs_entitled(happening=told.happening, direction=told.direction) and told.entitled is None:
        raise RuleViolation("gift.entitled", _("Say whether they have a right to the service anyway."), field="entitled")
    if needs_proposer(own_idea=told.own_idea) and told.proposed_by is None:
        raise RuleViolation("gift.proposer", _("Say who brought it up first."), field="proposed_by")


def check_amount(amount: Decimal | None, currency: str, *, field: str) -> None:
    """An amount there can be, in a currency there is. Raises RuleViolation."""
    if currency not in PLACES:
        raise RuleViolation("gift.currency", _("Choose a currency from the list."), field="currency")
    if amount is None:
        return
    if not 0 < amount <= MOST_AMOUNT:
        raise RuleViolation("gift.amount", _("The amount must be more than nothing, and less than ten million."), field=field)
    if rounded(amount, currency) != amount:
        words = _("%(currency)s has %(places)d decimal places. Write the amount with no more than that.")
        raise RuleViolation("gift.places", words % {"currency": currency, "places": PLACES[currency]}, field=field)


def check_bands(bands: Bands) -> None:
    """The amounts go up, and are in a currency there is. Raises RuleViolation."""
    for field in ("token", "large", "worker"):
        check_amount(getattr(bands, field), bands.currency, field=field)
    if bands.token is not None and bands.large is not None and bands.large <= bands.token:
        raise RuleViolation("gift.bands", _("This must be more than what a small token is."), field="large")
    if bands.token is not None and bands.worker is not None and bands.worker < bands.token:
        raise RuleViolation("gift.worker", _("This must not be less than what a small token is."), field="worker")
    if not 1 <= bands.days <= 30:  # noqa: PLR2004 -- six weeks of work
        raise RuleViolation("gift.days", _("Choose from 1 to 30 working days."), field="days")


def check_rate(rate: Rate) -> None:
    """A rate between two currencies there are. Raises RuleViolation."""
    if rate.currency not in PLACES:
        raise RuleViolation("gift.currency", _("Choose a currency from the list."), field="currency")
    if rate.currency == rate.into:
        raise RuleViolation("gift.same", _("This is your organisation's own currency. It needs no rate."), field="currency")
    if not LEAST_RATE <= rate.worth <= MOST_RATE:
        raise RuleViolation("gift.rate", _("Check the number: it is too small or too large for a rate."), field="worth")


def check_reason(reason: str) -> str:
    """A decision comes with a word of why. Raises RuleViolation."""
    told = reason.strip()
    if not told:
        raise RuleViolation("gift.reason", _("Say in a sentence why. They read it."), field="reason")
    if len(told) > LONGEST_WORDS:
        raise RuleViolation("gift.long", _("This is too long."), field="reason")
    return told


def check_open(state: str, allowed: Collection[str]) -> None:
    """It stands where this can be done. Raises MoveRefused."""
    if state not in allowed:
        raise MoveRefused


def name_key(name: str) -> str:
    """One form of a name, however it is typed."""
    return " ".join(name.casefold().split())


def does_as_decided(verdict: str, fate: str) -> bool:
    """Whether what became of it fits what was decided; what is not decided yet fits everything."""
    fits = {Verdict.KEEP: set(Fate), Verdict.RETURN: {*GONE, Fate.OPEN}, Verdict.PASS_ON: {*GONE, Fate.PASSED_ON, Fate.OPEN}}
    return fate in fits[Verdict(verdict)]

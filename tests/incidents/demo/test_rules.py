"""Whenever the demo is loaded, its story lies behind, lately, and its clocks stand where the tales need them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.demo.actions import Place
from accounts.demo.cast import NORTHERN, RELIEF
from accounts.demo.organisations import ASSISTANCE, CARE
from boundaries.clocks.rules import WorkingCalendar, elapsed
from incidents.demo.actions import BEFORE_THE_STORY, IN_RELIEF
from incidents.demo.harbour import DRAFTS
from incidents.demo.neighbours import NEIGHBOURS
from incidents.demo.rules import MinutesAgo, Since, day_before, days_later
from incidents.demo.tales import Tale

PLACES = {place.name: place for place in (RELIEF, NORTHERN, CARE, ASSISTANCE)}
TALES: dict[str, tuple[Tale, ...]] = {RELIEF.name: IN_RELIEF, **NEIGHBOURS}
LISBON = ZoneInfo("Europe/Lisbon")
WEEKDAYS = WorkingCalendar(LISBON, frozenset(range(5)))


def calendar_of(place: Place) -> WorkingCalendar:
    closed = frozenset(date(year, month, day) for year in (2026, 2027) for month, day, _name in place.closed)
    return WorkingCalendar(ZoneInfo(place.zone), frozenset(place.weekdays), closed)


def moments(first: datetime, days: int) -> Iterator[datetime]:
    """Every five hours and a bit, so that every hour of the day comes up."""
    moment = first
    while moment < first + timedelta(days=days):
        yield moment
        moment += timedelta(hours=5, minutes=7)


def at(day: str, hour: str = "00:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=LISBON)


@pytest.mark.parametrize(
    ("days", "hour", "now", "begun"),
    [
        (0, "09:00", at("2026-11-18", "10:00"), at("2026-11-18", "09:00")),
        (0, "11:00", at("2026-11-18", "10:00"), at("2026-11-17", "11:00")),
        (1, "09:00", at("2026-11-18", "10:00"), at("2026-11-17", "09:00")),
        (1, "11:00", at("2026-11-18", "10:00"), at("2026-11-16", "11:00")),
        (1, "10:00", at("2026-11-18", "10:00"), at("2026-11-17", "10:00")),
        (2, "14:20", at("2026-11-22", "12:00"), at("2026-11-18", "14:20")),
        (0, "09:00", at("2026-11-23", "00:05"), at("2026-11-20", "09:00")),
    ],
)
def test_a_tale_began_on_the_latest_working_day_that_is_long_enough_ago(
    days: int, hour: str, now: datetime, begun: datetime
) -> None:
    assert Since(days, hour).moment(WEEKDAYS, now) == begun


def test_what_came_just_now_came_on_whatever_day_it_is() -> None:
    sunday = at("2026-11-22", "03:00")
    assert MinutesAgo(6).moment(WEEKDAYS, sunday) == at("2026-11-22", "02:54")


def test_what_follows_counts_working_days_from_the_first() -> None:
    friday = at("2026-11-20", "17:00")
    assert days_later(WEEKDAYS, friday, 0, "18:00") == at("2026-11-20", "18:00")
    assert days_later(WEEKDAYS, friday, 1, "08:00") == at("2026-11-23", "08:00")


def test_a_reporter_counts_the_days_before_as_the_calendar_does() -> None:
    assert day_before(WEEKDAYS, at("2026-11-23", "00:30"), 1) == date(2026, 11, 22)
    assert day_before(WEEKDAYS, datetime(2026, 7, 5, 23, 30, tzinfo=UTC), 0) == date(2026, 7, 6)


@pytest.mark.parametrize("name", TALES)
def test_whenever_it_is_told_every_tale_is_over_and_in_order(name: str) -> None:
    """Over the turn of the year, with its holidays, and over both changes of the clocks."""
    calendar = calendar_of(PLACES[name])
    for first, days in ((at("2026-12-20"), 21), (at("2026-10-23"), 12), (at("2027-03-26"), 12)):
        for now in moments(first, days):
            for tale in TALES[name]:
                begun = tale.begins.moment(calendar, now)
                told = [begun, *(days_later(calendar, begun, step.day, step.hour) for step in tale.then), now]
                assert told == sorted(told), (now, tale)
                assert begun > now - BEFORE_THE_STORY


@pytest.mark.parametrize("name", TALES)
def test_whenever_it_is_told_the_clocks_stand_alike(name: str) -> None:
    calendar = calendar_of(PLACES[name])
    tales = [tale.begins for tale in TALES[name] if isinstance(tale.begins, Since)]
    for now in moments(at("2026-12-20"), 21):
        for begins in tales:
            spent = elapsed(calendar, begins.moment(calendar, now), now)
            assert timedelta(days=begins.days) <= spent < timedelta(days=begins.days + 1)


WRITTEN = [tale for tales in TALES.values() for tale in tales]


def test_no_tale_says_a_word_that_the_glossary_forbids() -> None:
    forbidden = ("victim", "perpetrator", "accused", "suspect", "whistle", "offender", "ticket", "verdict")
    words = " ".join(str(tale).casefold() for tale in (*WRITTEN, *DRAFTS))
    assert [word for word in forbidden if word in words] == []


def test_nobody_reports_about_themselves_by_mistake_and_everybody_says_what_it_is_about() -> None:
    for tale in WRITTEN:
        assert tale.by not in tale.told.about
        assert tale.told.categories
        assert tale.told.saw or tale.told.told

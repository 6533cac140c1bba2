"""Time left, in words."""

from datetime import UTC, datetime, timedelta

import pytest

from boundaries.web.time_left import time_left

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [
        (timedelta(days=4, hours=5), "Due in 4 days", "calm"),
        (timedelta(hours=48), "Due in 2 days", "calm"),
        (timedelta(hours=47), "Due in 47 hours", "calm"),
        (timedelta(hours=3), "Due in 3 hours", "soon"),
        (timedelta(hours=1), "Due in 1 hour", "soon"),
        (timedelta(minutes=59), "Due in 59 minutes", "soon"),
        (timedelta(0), "Due in 1 minute", "soon"),
        (timedelta(minutes=-1), "Less than an hour late", "late"),
        (timedelta(hours=-5), "5 hours late", "late"),
        (timedelta(days=-1, hours=-2), "1 day late", "late"),
        (timedelta(days=-9), "9 days late", "late"),
    ],
)
def test_time_left_is_said_in_words(left: timedelta, words: str, tone: str) -> None:
    badge = time_left(NOW + left, NOW)
    assert (badge.words, badge.tone) == (words, tone)


def test_a_clock_that_waits_counts_nothing() -> None:
    badge = time_left(NOW - timedelta(days=3), NOW, waiting=True)
    assert (badge.words, badge.tone) == ("Waiting for the reporter", "waiting")


def test_what_has_no_clock_is_not_due() -> None:
    assert time_left(None, NOW).words == "Nothing due"

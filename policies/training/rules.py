"""Who needs which training, how long it counts, and how somebody stands (RC-C-1, RC-C-2, RC-C-3)."""

import calendar
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import RuleViolation
from policies.training.choices import GUARDED, Clients, How, State

LONGEST_TITLE, LONGEST_ABOUT, LONGEST_POST, MOST_POSTS, MOST_CLAUSES = 120, 500, 120, 40, 60
LEAST_MONTHS, MOST_MONTHS = 1, 120
SOON = timedelta(days=30)
"""So long before the last day somebody is told that it runs out."""
MORNING = time(8)
LONG_AGO = date(1950, 1, 1)


# --- The topics that clauses ask for ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class StandardTopic:
    """One topic of topics.toml."""

    key: str
    title: str
    about: str
    asked_by: tuple[str, ...]
    categories: tuple[str, ...]
    clauses: tuple[str, ...]
    clients: str
    months: int
    quiz: bool


def read_topics(text: str) -> list[StandardTopic]:
    """The topics as their file says them; a word too much or too few is an error of the file."""
    return [StandardTopic(**_frozen(table)) for table in tomllib.loads(text)["topic"]]


def _frozen(table: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}


def asked_for(topics: Iterable[StandardTopic], codes: Collection[str], known: Collection[str]) -> list[StandardTopic]:
    """Those that clauses of these ids ask for, but for the keys that are known: what was retired does not come back."""
    return [each for each in topics if each.key not in known and not set(codes).isdisjoint(each.asked_by)]


# --- Who needs it -------------------------------------------------------------------------------------------------------------
class Facts(NamedTuple):
    """What matters about a person: kind, post, team, site, and whose work with clients is theirs."""

    kind: str
    post: str
    team_id: UUID | None
    site_id: UUID | None
    clients: frozenset[str] = frozenset()


class Asking(Protocol):
    """As much of a topic as says who needs it."""

    kinds: list[str]
    posts: list[str]
    team_id: UUID | None
    site_id: UUID | None
    clients: str


def needs(topic: Asking, person: Facts) -> bool:
    """Whether somebody needs a topic: whatever it names of kind, post, team, site and clients must fit them."""
    return (
        (not topic.kinds or person.kind in topic.kinds)
        and (not topic.posts or person.post.lower() in {post.lower() for post in topic.posts})
        and (topic.team_id is None or topic.team_id == person.team_id)
        and (topic.site_id is None or topic.site_id == person.site_id)
        and (not topic.clients or topic.clients in person.clients)
    )


def check_topic(
    *, clients: str, narrowed: bool, months: int | None, posts: Sequence[str], codes: Collection[str], known: Collection[str]
) -> None:
    """What a topic says fits together. Whoever works with minors needs it, whatever else they are (RC-C-3)."""
    if Clients(clients) in GUARDED and narrowed:
        message = _("Everybody who works with these clients needs it. Take the kinds, job titles, team and site away.")
        raise RuleViolation("guarded", message, field="clients")
    if months is not None and not LEAST_MONTHS <= months <= MOST_MONTHS:
        raise RuleViolation("months", _("Enter a number of months from 1 to 120, or leave it empty."), field="months")
    if len(posts) > MOST_POSTS or any(len(post) > LONGEST_POST for post in posts):
        raise RuleViolation("posts", _("Enter at most 40 job titles of at most 120 letters."), field="posts")
    if len(codes) > MOST_CLAUSES:
        raise RuleViolation("codes", _("Name at most 60 clauses."), field="codes")
    if lost := sorted(set(codes) - set(known)):
        no_such = _("No policy in force here has a clause %(code)s.") % {"code": lost[0]}
        raise RuleViolation("codes", no_such, field="codes")


# --- How long it counts -------------------------------------------------------------------------------------------------------
def last_day(done_on: date, months: int | None) -> date | None:
    """The last day on which it counts; None where it does not run out. The end of a month stays its end."""
    if months is None:
        return None
    years, month = divmod(done_on.month - 1 + months, 12)
    year, month = done_on.year + years, month + 1
    return date(year, month, min(done_on.day, calendar.monthrange(year, month)[1]))


def reminders(done_on: date, expires_on: date | None, zone: str) -> tuple[datetime, ...]:
    """When the person is told that it runs out, and when their line manager that it ran out: in the morning of those days.

    The person is told a month before the last day; where it counts for less than two months, half-way.
    """
    if expires_on is None:
        return ()
    days = max(expires_on - SOON, done_on + (expires_on - done_on) / 2), expires_on + timedelta(days=1)
    return tuple(datetime.combine(day, MORNING, ZoneInfo(zone)) for day in days)


def state_of(*, needed: bool, done: bool, expires_on: date | None, today: date) -> State:
    """How somebody stands with a topic, given the last time they did it."""
    if done and (expires_on is None or expires_on > today + SOON):
        return State.DONE
    if done and expires_on is not None and expires_on >= today:
        return State.SOON if needed else State.DONE
    if not needed:
        return State.NOT_NEEDED
    return State.RAN_OUT if done else State.MISSING


# --- What is recorded ---------------------------------------------------------------------------------------------------------
def check_record(*, how: How, done_on: date, today: date, is_own: bool) -> None:
    """What is recorded has been, and nobody records their own; a quiz is nobody else's to record."""
    if is_own:
        message = _("You cannot record your own training. Your line manager or an administrator does, or you take the quiz.")
        raise RuleViolation("own", message, field="people")
    if how == How.QUIZ:
        raise RuleViolation("quiz", _("A quiz counts only when the person takes it."), field="how")
    if done_on > today:
        raise RuleViolation("future", _("The day cannot be in the future."), field="done_on")
    if done_on < LONG_AGO:
        raise RuleViolation("past", _("Check the year."), field="done_on")

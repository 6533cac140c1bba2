"""When an exclusion may be lifted, and by whom together. Facts come in as arguments."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.grants.choices import ExclusionSource
from boundaries.errors.exceptions import RuleViolation

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TIME_TO_DECIDE = timedelta(days=7)
"""So long a proposal waits for a second person; the database's own trigger knows it too."""


class Bar(Enum):
    """Why an exclusion stays: its cause still stands, or it is not ours to lift."""

    NAMED = _("They are named in the report. As long as they are, they stay out.")
    WISH = _("The reporter asked that they do not receive it. We keep to that.")
    UNCLEAR = _("It is not clear yet whom the report is about, and it might be them.")
    WAITING = _("It was proposed already, and waits for a second person.")
    LIFTED = _("It was lifted already.")

    @property
    def words(self) -> "StrOrPromise":
        """The sentence."""
        sentence: StrOrPromise = self.value
        return sentence


def bar_to(*, source: str, named: bool, wished: bool, unclear: bool, lifted: bool = False, waiting: bool = False) -> Bar | None:
    """Why an exclusion cannot be lifted as things are; None where two people may.

    ``named``: a person of the report is linked to whoever is kept out, in any role. ``wished``: the reporter named them as not to
    receive it. What is left is stepping aside, a declared conflict, and a person who was named by mistake and is no longer.
    """
    table = (
        (lifted, Bar.LIFTED),
        (named, Bar.NAMED),
        (wished or source == ExclusionSource.NOT_TO_RECEIVE, Bar.WISH),
        (unclear, Bar.UNCLEAR),
        (waiting, Bar.WAITING),
    )
    return next((bar for holds, bar in table if holds), None)


def check_liftable(bar: Bar | None) -> None:
    """Raise RuleViolation with the reason where there is one."""
    if bar is not None:
        raise RuleViolation(f"lifting.{bar.name.lower()}", bar.words)


def are_related(one: UUID, other: UUID, above: Mapping[UUID, Collection[UUID]]) -> bool:
    """Whether two are the same person, or one works under the other at any depth; ``above`` gives everybody's managers."""
    return one == other or one in above[other] or other in above[one]


def check_proposer(proposer: UUID, kept_out: UUID, above: Mapping[UUID, Collection[UUID]]) -> None:
    """Whoever proposes is unrelated to the person kept out. Raises RuleViolation."""
    if are_related(proposer, kept_out, above):
        message = _("You stand above or below this person. Somebody who does not has to propose it.")
        raise RuleViolation("lifting.related", message)


def may_decide_together(proposer: UUID, second: UUID, kept_out: UUID, above: Mapping[UUID, Collection[UUID]]) -> bool:
    """Whether these two may lift the exclusion of the third: no two of the three are the same, or above one another."""
    pairs = (proposer, second), (proposer, kept_out), (second, kept_out)
    return not any(are_related(one, other, above) for one, other in pairs)

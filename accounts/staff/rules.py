"""What must be said about a person."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.staff.choices import StaffKind
from boundaries.errors.exceptions import RuleViolation


def check_details(*, kind: StaffKind, partner: str) -> None:
    """Partner staff have their organisation named, and nobody else has one."""
    if kind == StaffKind.PARTNER and not partner:
        raise RuleViolation("partner", _("Enter the name of the partner organisation."), field="partner")
    if kind != StaffKind.PARTNER and partner:
        raise RuleViolation("partner", _("Only partner staff have a partner organisation."), field="partner")


def check_kind_change(*, before: StaffKind, after: StaffKind, holds_roles: bool) -> None:
    """Nobody becomes, or ceases to be, an outside contact while they hold a role."""
    crosses = StaffKind.OUTSIDE in {before, after} and before != after
    if crosses and holds_roles:
        message = _("End this person's appointments before you change this: an outside contact holds no other role.")
        raise RuleViolation("kind", message, field="kind")


def check_leads_nobody(*, kind: StaffKind, leads: bool) -> None:
    """Whoever becomes an outside contact has nobody under them."""
    if kind == StaffKind.OUTSIDE and leads:
        message = _("Give this person's team another line manager first: an outside contact manages nobody.")
        raise RuleViolation("kind", message, field="kind")


def check_login(*, before: str, after: str, opened: bool) -> None:
    """A login is not taken away by itself: deactivating the person does that.

    Nor is it sent elsewhere: whoever opened theirs changes the address themselves, since whoever reads the mail of a login has
    half of what opens it.
    """
    if before and not after:
        message = _("This person has a login, so an e-mail address is needed. Deactivate them to take it away.")
        raise RuleViolation("login", message, field="email")
    if opened and before != after:
        message = _(
            "This person has signed in, so only they can change the address, under “How you sign in”. If they cannot sign in any"
            " more, open their login anew with another address."
        )
        raise RuleViolation("opened", message, field="email")


def check_manager(*, loops: bool, manager_is_active: bool, manager_is_outside: bool) -> None:
    """A line manager works here and does not stand under the person they are to manage."""
    if loops:
        message = _("This person cannot be the line manager: they work under the person whose manager they would be.")
        raise RuleViolation("loop", message, field="manager")
    if not manager_is_active:
        raise RuleViolation("left", _("This person no longer works here."), field="manager")
    if manager_is_outside:
        raise RuleViolation("outside", _("An outside contact cannot be a line manager."), field="manager")


def check_own_line(*, taken_by_actor: bool, activated: bool) -> None:
    """Nobody puts somebody who works here under themselves: that person's reports would come to them."""
    if taken_by_actor and activated:
        message = _("Ask another administrator to do this: nobody puts a person under themselves.")
        raise RuleViolation("own-line", message, field="manager")


def check_last_day(last_day: date, *, today: date, started_on: date | None) -> None:
    """The last day of work is today or before, and not before the first."""
    if last_day > today:
        raise RuleViolation("future", _("The last day must be today or in the past."), field="last_day")
    if started_on and last_day < started_on:
        raise RuleViolation("dates", _("The last day must not be before the first day."), field="last_day")


def changed(before: dict[str, object], after: dict[str, object]) -> Collection[str]:
    """The names of what differs: that is all the record says of a change, never the values."""
    return sorted(name for name, value in after.items() if before.get(name) != value)

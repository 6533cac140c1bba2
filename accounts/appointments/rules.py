"""Who may be appointed to what, for how long, and which appointment may not go."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import FOR_TEAMS, Role
from accounts.staff.choices import StaffKind
from boundaries.errors.exceptions import RuleViolation


class Appointee(NamedTuple):
    """The person to be appointed, as far as the rules need to know them."""

    kind: StaffKind
    works_here: bool
    has_login: bool
    is_actor: bool
    holds: Collection[Role]


def check_appointee(role: Role, person: Appointee) -> None:
    """Somebody may be appointed who works here, by somebody else, to a role that fits.

    - Nobody appoints themselves.
    - The outside contact stands outside the organisation and can sign in; who stands outside is nothing else.
    - Nobody holds a role twice, but for shift leaders and deputies, who may lead several teams.
    """
    if person.is_actor:
        raise RuleViolation("own", _("You cannot appoint yourself. Ask another administrator."), field="person")
    if not person.works_here:
        raise RuleViolation("left", _("This person no longer works here."), field="person")
    outside = person.kind == StaffKind.OUTSIDE
    if role == Role.OUTSIDE_CONTACT and not (outside and person.has_login):
        message = _("The outside contact must be a person of the kind “outside contact” who can sign in.")
        raise RuleViolation("outside", message, field="person")
    if outside and role != Role.OUTSIDE_CONTACT:
        raise RuleViolation("outside", _("An outside contact cannot hold any other role."), field="role")
    if role in person.holds and role not in FOR_TEAMS:
        raise RuleViolation("twice", _("This person holds this role already, or it waits to be confirmed."), field="role")


def check_term(role: Role, *, starts_on: date, ends_on: date | None, teams: int, today: date) -> None:
    """Dates follow one another, and whoever leads a shift or deputises does so for named teams until a set day."""
    if ends_on and ends_on < starts_on:
        raise RuleViolation("dates", _("The last day must not be before the first day."), field="ends_on")
    if ends_on and ends_on < today:
        raise RuleViolation("past", _("The last day must not be in the past."), field="ends_on")
    if role in FOR_TEAMS and ends_on is None:
        raise RuleViolation("no-end", _("Enter a last day: this role is always for a time."), field="ends_on")
    if role in FOR_TEAMS and not teams:
        raise RuleViolation("no-team", _("Choose at least one team: this role is for named teams."), field="teams")
    if role not in FOR_TEAMS and teams:
        raise RuleViolation("teams", _("Teams are only chosen for shift leaders and deputies."), field="teams")


def check_last_day(last_day: date, *, today: date, starts_on: date, ends_on: date | None) -> None:
    """An appointment can be ended sooner, never made longer: that takes a new one and a second person."""
    if last_day < today:
        raise RuleViolation("past", _("The last day must not be in the past."), field="last_day")
    if last_day < starts_on:
        raise RuleViolation("dates", _("The last day must not be before the first day."), field="last_day")
    if ends_on and last_day > ends_on:
        message = _("It ends before that day already. To make it longer, propose a new appointment.")
        raise RuleViolation("longer", message, field="last_day")


def check_own_end(*, is_own: bool, others: int) -> None:
    """Nobody gives up a role themselves while there is no other person who holds it."""
    if is_own and not others:
        message = _("You are the only one with this role. Somebody else must be appointed before you give it up.")
        raise RuleViolation("own-end", message)


class Standing(NamedTuple):
    """What an organisation must never lose."""

    has_alternate_route: bool
    has_administrator: bool


def check_stays_whole(before: Standing, after: Standing, *, activated: bool) -> None:
    """No change may take away the last administrator or, from an activated organisation, the alternate route."""
    if before.has_administrator and not after.has_administrator:
        message = _("This would leave the organisation without an administrator who can sign in. Appoint another one first.")
        raise RuleViolation("last-administrator", message)
    if activated and before.has_alternate_route and not after.has_alternate_route:
        message = _(
            "This would leave the organisation without an alternate route for reports. First appoint another director "
            "who is not in one line with the others, or an outside contact."
        )
        raise RuleViolation("alternate-route", message)

"""How a delegation reads: in force, still to come, or over."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.staff.models import StaffMember
from policies.exceptions.models import ExceptionDelegation


def standing_of(delegation: ExceptionDelegation, on: date) -> tuple[str, str]:
    """How it stands on a day, and the colour beside it."""
    if delegation.ended_at is not None:
        return _("Ended early"), "grey"
    if delegation.ends_on < on:
        return _("Over"), "grey"
    return (_("In force"), "green") if delegation.starts_on <= on else (_("Still to come"), "blue")


def may_end(reader: StaffMember, delegation: ExceptionDelegation, on: date) -> bool:
    """Whether the reader could still end it: it is theirs, and not over."""
    return delegation.director_id == reader.pk and delegation.ended_at is None and delegation.ends_on >= on


def line_of(reader: StaffMember, delegation: ExceptionDelegation, on: date) -> dict[str, Any]:
    """One line of the list."""
    status, colour = standing_of(delegation, on)
    url = reverse("exceptions:end_delegation", args=[delegation.pk]) if may_end(reader, delegation, on) else ""
    return {"delegation": delegation, "status": status, "colour": colour, "end_url": url}

"""What is said when somebody raises a training need, and when it is answered (LK-2.3-3)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import RuleViolation
from policies.training.needs.choices import NeedStatus

LONGEST_TEXT = 1000


def check_raised(*, has_manager: bool) -> None:
    """It is raised with somebody: the line manager."""
    if not has_manager:
        message = _("Nobody is your line manager here. Tell an administrator, so that somebody becomes it.")
        raise RuleViolation("no-manager", message)


def check_answer(*, answer: NeedStatus, planned_for: date | None, reason: str, today: date) -> None:
    """Planned has its day, today or later; not now has its reason."""
    if answer == NeedStatus.PLANNED:
        if planned_for is None or planned_for < today:
            raise RuleViolation("planned-for", _("Enter a day from today on."), field="planned_for")
    elif answer == NeedStatus.NOT_NOW:
        if not reason.strip():
            raise RuleViolation("reason", _("Say why not now."), field="reason")
    else:
        raise RuleViolation("answer", _("Say that it is planned, or not now."), field="answer")

"""The pages of those who assess and decide, as tests fill them in. Imported by tests, after set-up."""

from datetime import date
from typing import Any

from django.urls import reverse

from accounts.staff.models import StaffMember
from policies.exceptions.models import ExceptionRequest
from tests.policies.exceptions.asked import HAZARD

DESK, REGISTER = "exceptions:desk", "exceptions:register"


def day(name: str, on: date) -> dict[str, int]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def url(exception: ExceptionRequest, name: str = "handle") -> str:
    return reverse(f"exceptions:{name}", args=[exception.pk])


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    return str(answer.content.decode())


def assessment(exception: ExceptionRequest, owner: StaffMember, *, after: tuple[int, int] = (1, 2)) -> dict[str, Any]:
    """The form of one risk and one safeguard, filled in."""
    assert exception.starts_on is not None
    return {
        "hazard_1": HAZARD["what"],
        "who_1": HAZARD["who"],
        "likelihood_1": "3",
        "impact_1": "4",
        "likelihood_after_1": str(after[0]),
        "impact_after_1": str(after[1]),
        "words_1": "A colleague is always there.",
        "owner_1": str(owner.pk),
        **day("on_1", exception.starts_on),
        "words": "We talked it over.",
    }


def approval(exception: ExceptionRequest) -> dict[str, Any]:
    assert exception.starts_on is not None
    assert exception.ends_on is not None
    days = {**day("starts_on", exception.starts_on), **day("ends_on", exception.ends_on)}
    return {"reason": "It does her good.", "for_team": "Amira takes Hana to the sea.", **days}


def ref(exception: ExceptionRequest) -> str:
    return str(exception.reference)

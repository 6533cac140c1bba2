"""Between the password and the second factor: whom the password was right for, kept in the browser's session for ten minutes."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from accounts.secondfactor.rules import PENDING
from accounts.signin.sessions import ENDED_FOR
from accounts.staff.models import StaffMember, User
from boundaries.clocks.queries import now

PLACE = "pending"
SIGN_IN, RESET = "sign-in", "reset"


@dataclass(frozen=True)
class Pending:
    """Somebody who has done the first half. ``about`` names the reset it is for; ``proof`` is what they showed since."""

    user: User
    purpose: str
    back: str
    about: str
    proof: str


def wait_for(request: HttpRequest, user: User, *, purpose: str, back: str = "", about: str = "") -> None:
    """Begin the second half, under a new session key. Whoever was signed in here before is so no longer."""
    whose = request.session.get(ENDED_FOR)
    request.session.flush()
    request.session[PLACE] = {"user": str(user.pk), "at": _moment(), "for": purpose, "back": back, "about": about}
    if whose:
        request.session[ENDED_FOR] = whose


def waiting(request: HttpRequest, purpose: str | None = None) -> Pending | None:
    """Whoever is half way, unless it took them too long or they cannot sign in any more."""
    kept: Any = request.session.get(PLACE)
    if not kept or _moment() - kept["at"] > PENDING.total_seconds() or (purpose and kept["for"] != purpose):
        return None
    user = User.objects.filter(pk=UUID(kept["user"]), is_active=True).first()
    if user is None or not StaffMember.objects.filter(user=user, is_active=True).exists():
        return None
    return Pending(user, kept["for"], kept["back"], kept["about"], kept.get("proof", ""))


def keep_proof(request: HttpRequest, proof: str) -> None:
    """The second factor was shown; something else is still to be done."""
    request.session[PLACE] = {**request.session[PLACE], "proof": proof, "at": _moment()}


def forget(request: HttpRequest) -> None:
    """Nobody is half way any more."""
    request.session.pop(PLACE, None)


def _moment() -> int:
    return int(now().timestamp())

"""The page for which somebody came, when policies came first."""

from django.http import HttpRequest

from accounts.staff.models import StaffMember
from policies.gate.queries import is_gated

RETURN = "after-acknowledging"
"""Under this name the session remembers it."""


def remember(request: HttpRequest, path: str) -> None:
    """Keep the page they wanted for when nothing waits any more."""
    request.session[RETURN] = path


def came_for(request: HttpRequest) -> str:
    """The page they wanted, once nothing stands before it any more; empty where there is none."""
    actor: StaffMember = request.actor  # type: ignore[attr-defined]  # set by accounts.signin.middleware
    if RETURN not in request.session or is_gated(actor):
        return ""
    return str(request.session.pop(RETURN))

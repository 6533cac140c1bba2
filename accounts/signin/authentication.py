"""The API's way of knowing who asks: the browser's session, with its CSRF token."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from accounts.signin.sessions import is_recent
from boundaries.access.choices import Reach, Wanted
from boundaries.errors.exceptions import Forbidden


class NotFresh(Forbidden):
    """The request asks for a fresh proof of who sits there."""

    code = "not-fresh"
    message = _("Show again in the browser, at /sign-in/again/, that it is you. You then have five minutes for this.")


@dataclass(frozen=True)
class OwnSession:
    """The session of a browser. It reaches everywhere; some things ask for a fresh proof of who sits there (SI-04)."""

    request: HttpRequest

    def check_reach(self, wanted: Wanted) -> None:
        """Raise NotFresh where a fresh proof is asked for and there is none."""
        if wanted is Reach.FRESH_SESSION and not is_recent(self.request):
            raise NotFresh


class SessionActor(SessionAuthentication):
    """A session that has an actor; without one the API answers 401."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """The user of the session, when there is an active staff member behind it."""
        if getattr(request._request, "actor", None) is None:
            return None
        found = super().authenticate(request)
        return (found[0], OwnSession(request._request)) if found else None

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return "Session"

"""The API's way of knowing who asks: the browser's session, with its CSRF token."""

from typing import Any

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class SessionActor(SessionAuthentication):
    """A session that has an actor; without one the API answers 401."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """The user of the session, when there is an active staff member behind it."""
        if getattr(request._request, "actor", None) is None:
            return None
        return super().authenticate(request)

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return "Session"

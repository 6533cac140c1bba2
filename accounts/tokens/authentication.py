"""The API's other way of knowing who asks: a token in the Authorization header. It needs no CSRF token."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

ENDED = _("This token does not count, or no longer.")


class TokenActor(BaseAuthentication):
    """A token whose owner may enter; one that does not count answers 401."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Its owner's login and the token, which the middleware has found already."""
        asked: Any = request._request
        if not asked.bearer:
            return None
        if asked.token is None or asked.actor is None:
            raise AuthenticationFailed(ENDED)
        return asked.user, asked.token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # drf-spectacular has no types
    """How a token stands in the schema."""

    target_class = TokenActor
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A header, and what goes into it."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": str(
                _("A personal token, made in the browser at /account/tokens/: Authorization: Bearer boundaries_…")
            ),
        }

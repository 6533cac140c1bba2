"""The doors of the API: closed unless a view opens one."""

from typing import TYPE_CHECKING, Protocol

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from boundaries.access.choices import Wanted

if TYPE_CHECKING:
    from rest_framework.views import APIView


class DenyAll(BasePermission):
    """The default: a view that declares nothing lets nobody in."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """No."""
        return False


class SignedIn(BasePermission):
    """Somebody is signed in and active; what they may see is decided by the query or the action behind the view."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Whether the request has an actor."""
        return getattr(request, "actor", None) is not None


class Credential(Protocol):
    """What somebody signed in with, a session or a token; the API's views know it as ``request.auth``."""

    def check_reach(self, wanted: Wanted) -> None:
        """Raise Forbidden where it does not reach as far as an operation asks."""

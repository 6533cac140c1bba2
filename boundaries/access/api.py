"""The doors of the API: closed unless a view opens one."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

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

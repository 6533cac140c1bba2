"""The one place where the family of errors becomes JSON: ``{"error": {"code", "message", "fields"}}``."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from boundaries.errors.exceptions import UNAVAILABLE, ProductError, RuleViolation

UNAVAILABLE_WORDS = gettext_lazy("We cannot do this just now. Please try again.")
SOON = {"Retry-After": "30"}
FROM_ELSEWHERE: tuple[tuple[tuple[type[Exception], ...], str, Promise, int, dict[str, str]], ...] = (
    ((Http404,), "not-found", gettext_lazy("We cannot find that."), 404, {}),
    ((PermissionDenied,), "forbidden", gettext_lazy("You cannot do this."), 403, {}),
    (UNAVAILABLE, "unavailable", UNAVAILABLE_WORDS, 503, SOON),
)
"""What Django and the database raise: its kinds, code, words, status and headers."""


def error_body(code: str, message: str, fields: dict[str, Any] | None = None) -> dict[str, Any]:
    """The one form of an error."""
    return {"error": {"code": code, "message": message or str(_("This did not work.")), "fields": fields or {}}}


def handle(exception: Exception, context: dict[str, Any]) -> Response | None:
    """The response to what an API view raised; None lets a programming error surface as 500."""
    response = _response_to(exception)
    if response is not None:
        set_rollback()
    return response


def _response_to(exception: Exception) -> Response | None:
    if isinstance(exception, ProductError):
        field = exception.field if isinstance(exception, RuleViolation) else None
        fields = {field: [str(exception.message)]} if field else None
        return Response(error_body(exception.code, str(exception.message), fields), status=exception.status)
    if isinstance(exception, exceptions.ValidationError):
        detail = exception.detail if isinstance(exception.detail, dict) else {"": exception.detail}
        return Response(error_body("invalid", str(_("Check what you sent.")), detail), status=400)
    if isinstance(exception, exceptions.APIException):
        headers = {"WWW-Authenticate": "Session, Bearer"} if exception.status_code == 401 else None  # noqa: PLR2004
        body = error_body(str(exception.get_codes()).replace("_", "-"), str(exception.detail))
        return Response(body, status=exception.status_code, headers=headers)
    for kinds, code, words, status, more_headers in FROM_ELSEWHERE:
        if isinstance(exception, kinds):
            return Response(error_body(code, str(words)), status=status, headers=more_headers)
    return None

"""How long lists are read page by page: by the place where the page before ended, never by a number of rows to skip.

So what is added or taken away meanwhile neither repeats a row nor leaves one out, and every page costs the same.
"""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request

from boundaries.errors.exceptions import NotVisible
from boundaries.web.api import Strict, Words
from boundaries.web.fields import Number

MOST, USUAL, LONGEST_PLACE = 100, 25, 200


class PageQuery(Strict):
    """Which page of a list."""

    after = Words(
        required=False,
        allow_blank=True,
        max_length=LONGEST_PLACE,
        help_text=_("Where the page before ended; it says so itself."),
    )
    limit = Number(required=False, min_value=1, max_value=MOST, help_text=_("How many at most; 25 unless told."))


class PageOut(serializers.Serializer[Any]):
    """Where the next page of a list begins."""

    after = serializers.CharField(allow_null=True, help_text=_("To be given for the next page; null on the last one."))
    next = serializers.CharField(allow_null=True, help_text=_("The address of the next page; null on the last one."))


def place_of(asked: dict[str, Any]) -> UUID | None:
    """Where the page before ended. Raises NotVisible for a place that no page gave."""
    text = asked.get("after", "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotVisible from error


def onwards(request: Request, after: object) -> dict[str, str | None]:
    """How one goes on from here, with the same question."""
    if after is None:
        return {"after": None, "next": None}
    query = request.query_params.copy()
    query["after"] = str(after)
    return {"after": str(after), "next": f"{request.path}?{query.urlencode()}"}

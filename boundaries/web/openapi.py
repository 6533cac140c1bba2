"""The API described: the one way in which operations say what they take and give, the schema, and the page made from it."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from boundaries.access.choices import Reach
from boundaries.access.doors import Door, opened_to
from boundaries.web import idempotency
from boundaries.web.api import View
from boundaries.web.fields import A_TIME

Words = Any
"""A sentence, translated when it is read."""


class SignedInByCookie(SessionScheme):  # type: ignore[no-untyped-call]  # drf-spectacular has no types
    """How the product's own way of signing in stands in the schema."""

    target_class = "rest_framework.authentication.SessionAuthentication"
    match_subclasses = True
    name = "session"


class NothingElse(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # as above
    """The schema says so where a key that nobody asked for is refused."""

    target_class = "boundaries.web.api.Strict"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        """As ever, and closed."""
        return {**auto_schema._map_serializer(self.target, direction, bypass_extensions=True), "additionalProperties": False}


MAY_BE_EMPTY, NOT_BLANK = r"^[^\u0000]*$", r"^[^\u0000]*[^\s\u0000][^\u0000]*$"


class SomeWords(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # as above
    """The schema says that blanks alone are no words, and that no text has a zero in it."""

    target_class = "boundaries.web.api.Words"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Any:
        """As ever, with a pattern."""
        told = auto_schema._map_serializer_field(self.target, direction, bypass_extensions=True)
        return {**told, "pattern": MAY_BE_EMPTY if self.target.allow_blank else NOT_BLANK}


class TimeToTheMinute(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # as above
    """The schema says that a time of the day has no seconds and no zone, which the format `time` would want."""

    target_class = "boundaries.web.fields.TimeOfDay"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Any:
        """A text of a fixed form."""
        return {"type": "string", "pattern": A_TIME}


# --- What operations say of themselves --------------------------------------------------------------------------------------
class ErrorDetails(serializers.Serializer[Any]):
    """What was wrong."""

    code = serializers.CharField(help_text=gettext_lazy("For programmes: it does not change."))
    message = serializers.CharField(help_text=gettext_lazy("For people."))
    fields = serializers.DictField(  # type: ignore[assignment]  # the name every error of the product has
        child=serializers.ListField(child=serializers.CharField()),
        help_text=gettext_lazy("Sentences for each field that is wrong, under its path, like subjects.0.person."),
    )


class Error(serializers.Serializer[Any]):
    """The one form of everything that was refused."""

    error = ErrorDetails()


REFUSALS: dict[int, Words] = {
    400: gettext_lazy("It is no JSON."),
    401: gettext_lazy("Nobody is signed in."),
    403: gettext_lazy("You may see it, but not do this; your token does not reach so far; or the CSRF token is missing."),
    404: gettext_lazy("There is nothing here for you. Whether it exists is not said."),
    409: gettext_lazy("It cannot be done at this stage."),
    413: gettext_lazy("It is too much to send at once."),
    415: gettext_lazy("It is sent in another form than this address reads."),
    422: gettext_lazy("Something in it is missing or wrong; fields says what."),
    429: gettext_lazy("You asked too often within a minute. Retry-After says in how many seconds you can go on."),
}
READING, WRITING = (401, 403, 429), (400, 401, 403, 413, 415, 422, 429)

KEY = OpenApiParameter(
    idempotency.HEADER,
    str,
    OpenApiParameter.HEADER,
    description=gettext_lazy("A name of your own for this request. Sent again with it within a day, it is not done again."),
)
RETRY_AFTER = OpenApiParameter(
    "Retry-After",
    int,
    OpenApiParameter.HEADER,
    description=gettext_lazy("In how many seconds you can go on."),
    response=[429],
)


def operation(
    name: str,
    tag: Words,
    summary: Words,
    *,
    more: Words = "",
    asks: Any = None,
    takes: Any = None,
    gives: Mapping[Any, tuple[Any, Words]],
    refuses: Sequence[int] = (),
    once: bool = False,
    changes: bool = False,
) -> Any:
    """Describe one operation: what it asks in the address, takes in its body, gives, and why it may refuse.

    It gives a shape for each status; for a status with a media type, something else than JSON.

    ``once``: it may be sent with an idempotency key, and so changes something.
    """
    statuses = sorted({*refuses, *(WRITING if once or changes else READING)} - (set() if takes else {400, 413, 415}))
    answers: dict[Any, Any] = {status: OpenApiResponse(shape, description=words) for status, (shape, words) in gives.items()}
    answers |= {status: OpenApiResponse(Error, description=REFUSALS[status]) for status in statuses}
    return extend_schema(
        operation_id=name,
        tags=[tag],
        summary=summary,
        description=more,
        parameters=[*([asks] if asks else []), *([KEY] if once else []), RETRY_AFTER],
        request=takes,
        responses=answers,
    )


# --- The schema ---------------------------------------------------------------------------------------------------------------
@lru_cache(maxsize=8)
def _schema_in(language: str | None) -> dict[str, Any]:
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # as above
    return made


def schema() -> dict[str, Any]:
    """The whole API by the OpenAPI standard, in the reader's language. It names no person and no organisation."""
    return deepcopy(_schema_in(get_language()))


class SchemaView(View):
    """The schema as JSON."""

    door = Door.SIGNED_IN
    scopes = {"GET": Reach.ANY_TOKEN}

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response(schema())


# --- The page -----------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Row:
    """One field, parameter or answer: its name, where it stands or what it is, and what it means."""

    name: str
    type: str
    shape: str
    required: bool
    words: str


@dataclass(frozen=True)
class Operation:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    words: str
    parameters: list[Row]
    body: str
    media_type: str
    answers: list[Row]
    refusals: list[str]
    """Which of the refusals there may be; they mean the same everywhere, so the page explains them once."""


@dataclass(frozen=True)
class Group:
    """The operations on one kind of thing."""

    name: str
    operations: list[Operation]


@dataclass(frozen=True)
class Shape:
    """One shape that is sent or answered."""

    name: str
    words: str
    rows: list[Row]


@opened_to(Door.SIGNED_IN)
@require_safe
def openapi_page(request: HttpRequest) -> HttpResponse:
    """Every operation, its parameters and answers."""
    told = schema()
    groups: dict[str, list[Operation]] = {}
    for path, methods in told["paths"].items():
        for method, described in methods.items():
            groups.setdefault(described["tags"][0], []).append(_operation(path, method, described))
    context = {
        "groups": [Group(name, operations) for name, operations in groups.items()],
        "shapes": [
            _shape(name, described)
            for name, described in sorted(told["components"]["schemas"].items())
            if not _says_nothing(described)
        ],
        "refusals": [{"name": _status(status), "words": words} for status, words in REFUSALS.items()],
        "key_header": idempotency.HEADER,
        "limits": {
            "person": settings.API_REQUESTS_PER_MINUTE,
            "writes": settings.API_WRITES_PER_MINUTE,
            "token": settings.API_TOKEN_REQUESTS_PER_MINUTE,
        },
    }
    return render(request, "boundaries/api/openapi.html", context)


def _operation(path: str, method: str, described: Mapping[str, Any]) -> Operation:
    taken: dict[str, Any] = described.get("requestBody", {}).get("content", {})
    media_type = next(iter(taken), "")
    return Operation(
        id=described["operationId"],
        method=method.upper(),
        path=path,
        summary=described["summary"],
        words=described.get("description", ""),
        parameters=[_parameter(each) for each in described.get("parameters", [])],
        body=_named(taken[media_type].get("schema", {})) if media_type else "",
        media_type=media_type,
        answers=[_answer(int(status), each) for status, each in described["responses"].items() if int(status) not in REFUSALS],
        refusals=[_status(int(status)) for status in described["responses"] if int(status) in REFUSALS],
    )


PLACES = {
    "path": gettext_lazy("in the address"),
    "query": gettext_lazy("after the question mark"),
    "header": gettext_lazy("header"),
}


def _parameter(described: Mapping[str, Any]) -> Row:
    kind = f"{_type(described['schema'])}, {PLACES[described['in']]}"
    required = bool(described.get("required"))
    words = described.get("description", "") or described["schema"].get("description", "")
    if described["in"] == "path":
        words = words or _("Which one is meant, by its id.")
    return Row(described["name"], kind, "", required, words)


def _answer(status: int, described: Mapping[str, Any]) -> Row:
    content: dict[str, Any] = next(iter(described.get("content", {}).values()), {})
    return Row(
        _status(status),
        "",
        _named(content.get("schema", {})),
        required=False,
        words=described["description"],
    )


def _status(status: int) -> str:
    """A status by its number and its name."""
    return f"{status} {HTTPStatus(status).phrase}"


def _shape(name: str, described: Mapping[str, Any]) -> Shape:
    required = set(described.get("required", []))
    rows = [
        Row(field, _type(inner), _named(inner), field in required, inner.get("description", ""))
        for field, inner in described.get("properties", {}).items()
    ]
    return Shape(name, _first_paragraph(described.get("description", "")), rows or _values(described))


def _values(described: Mapping[str, Any]) -> list[Row]:
    """The values of a shape that is one of several words, each with its meaning."""
    return [Row(str(value), _("value"), "", required=False, words=words) for value, words in _meanings(described)]


def _meanings(described: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
    told = dict(
        line.removeprefix("* `").split("` - ", 1) for line in described.get("description", "").splitlines() if "` - " in line
    )
    for value in described.get("enum", []):
        yield value, told.get(str(value), "")


def _says_nothing(described: Mapping[str, Any]) -> bool:
    """Whether a shape only lets a value be empty or null."""
    return bool(described.get("enum")) and not any(described["enum"])


def _first_paragraph(words: str) -> str:
    return "" if words.startswith("* `") else words.split("\n\n", maxsplit=1)[0]


def _inner(described: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a schema is about, beneath the wrappers that hold a description or allow null beside a reference."""
    for wrapper in ("allOf", "oneOf"):
        if wrapper in described:
            return _inner(described[wrapper][0])
    if described.get("type") == "array":
        return _inner(described["items"])
    return described


def _named(described: Mapping[str, Any]) -> str:
    """The name of the shape that is meant; empty for plain values."""
    return str(_inner(described).get("$ref", "")).rpartition("/")[2] if described else ""


def _type(described: Mapping[str, Any]) -> str:
    """What a value is, in a word or two."""
    kinds = {
        "string": _("text"),
        "boolean": _("true or false"),
        "integer": _("whole number"),
        "object": _("object"),
        "uuid": _("id"),
        "date": _("date"),
        "date-time": _("moment"),
        "binary": _("file"),
    }
    inner = _inner(described)
    kind = kinds.get(inner.get("format", ""), kinds.get(inner.get("type", ""), ""))
    if _named(described):
        kind = ""
    if "maxLength" in inner and not kind.startswith(kinds["uuid"]):
        kind = _("%(kind)s, at most %(most)s signs") % {"kind": kind, "most": inner["maxLength"]}
    if "enum" in inner and not _named(described):
        kind = _("one of %(values)s") % {"values": ", ".join(str(each) for each in inner["enum"] if each not in ("", None))}
    if described.get("type") == "array":
        most = described.get("maxItems")
        kind = (
            " ".join(filter(None, [_("list of"), kind]))
            if most is None
            else " ".join(filter(None, [_("list of at most %(most)d") % {"most": most}, kind]))
        )
    return kind

"""The frame of every view of the API: who is let in, how much may be sent, and how what was sent is read.

What is sent is read strictly: a key that nobody asked for, a number where words belong, or another encoding is refused, so
that a slip in a programme is told to it and not swallowed.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, Any, ClassVar, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, serializers
from rest_framework.fields import empty
from rest_framework.parsers import BaseParser, JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback

from boundaries.access.api import Credential, SignedIn
from boundaries.access.choices import Reach, Scope, Wanted
from boundaries.access.doors import Door, Ungated
from boundaries.errors.api import error_body, handle
from boundaries.errors.exceptions import Forbidden, ProductError

LARGEST_JSON = 2 * 1024 * 1024
"""Bytes: the longest answers fit even where every letter is written as an escape."""
LARGEST_UPLOAD = 25 * 1024 * 1024
"""Bytes: a file that is too large by half still gets the sentence that says so."""


LENGTH_OF_ID = 36


class Undeclared(Forbidden):
    """Nobody has said who may do this: it is shut, for a session as for a token."""

    code = "undeclared"


class TooLarge(ProductError):
    """More was sent than this address reads."""

    code = "too-large"
    message = gettext_lazy("This is too much to send at once. Send less.")
    status = 413


class OneJSON(JSONParser):
    """JSON in UTF-8 and in nothing else."""

    def parse(self, stream: IO[Any], media_type: Any = None, parser_context: Any = None) -> Any:
        """What was sent. Raises ParseError for what is no JSON, or is nested without end."""
        try:
            return json.loads(stream.read().decode("utf-8"), parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError(_("This is no JSON that we can read.")) from error


def _no_number(name: str) -> None:
    raise ValueError(name)


def wanted_by(view: Any, method: str) -> Scope | Reach | None:
    """What a view asks of a token for one method; HEAD is GET without the body."""
    found: Scope | Reach | None = view.scopes.get("GET" if method == "HEAD" else method)
    return found


class View(APIView):
    """A view of the API: for people who are signed in; what they may see or do is decided by the query or action behind it.

    ``door`` says to whom it opens at all, ``scopes`` for each method how far a token must reach. A method that is not named
    there is shut for everybody. ``ungated`` is what `opened_to` means by it.
    """

    door: ClassVar[Door] = Door.STAFF
    ungated: ClassVar[Ungated] = False
    scopes: ClassVar[Mapping[str, Scope | Reach]] = {}
    permission_classes = (SignedIn,)
    parser_classes: Sequence[type[BaseParser]] = (OneJSON,)
    metadata_class = None
    largest = LARGEST_JSON

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what is too much, and what is not written in UTF-8, before anything reads it."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > self.largest:
            raise TooLarge
        if (request._request.encoding or "utf-8").lower() not in {"utf-8", "utf8"}:
            raise exceptions.UnsupportedMediaType(request.content_type, _("Write it in UTF-8."))
        super().initial(request, *args, **kwargs)

    def check_permissions(self, request: Request) -> None:
        """Refuse whoever is not signed in, and whatever they signed in with that does not reach as far as this."""
        super().check_permissions(request)
        method = str(request.method)
        if method != "OPTIONS" and method in self.allowed_methods:
            wanted = wanted_by(self, method)
            if wanted is None:
                raise Undeclared
            cast("Credential", request.auth).check_reach(wanted)

    def check_reach(self, wanted: Wanted) -> None:
        """Ask for more than the operation as a whole does, where what it is about weighs more. Raises a refusal."""
        cast("Credential", self.request.auth).check_reach(wanted)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """There is one form in which each address answers, whatever one would rather have."""
        return super().perform_content_negotiation(request, force=True)

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        """Say which fields are wrong; everything else is said as everywhere."""
        return _say

    def read(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """What was sent, in the shape of the serializer. Raises ValidationError, which becomes 422 with the fields."""
        shape = serializer(data=self.request.data)
        shape.is_valid(raise_exception=True)
        told: dict[str, Any] = shape.validated_data
        return told

    def read_query(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """What stands in the address after the question mark; each name once, but for the lists."""
        fields = serializer().fields
        given: dict[str, Any] = {}
        for name, values in self.request.query_params.lists():
            several = isinstance(fields.get(name), serializers.ListField)
            given[name] = values if several or len(values) > 1 else values[0]
        shape = serializer(data=given)
        shape.is_valid(raise_exception=True)
        asked: dict[str, Any] = shape.validated_data
        return asked


class UploadView(View):
    """A view that takes one file."""

    parser_classes = (MultiPartParser,)
    largest = LARGEST_UPLOAD


class NotPossible(exceptions.ValidationError):
    """What was sent has the right shape, and still cannot be: each field with its sentence, as the pages say it."""


def _say(exception: Exception, context: dict[str, Any]) -> Response | None:
    """422 for what has the wrong shape, each field by its path; all else as boundaries.errors says it."""
    if not isinstance(exception, exceptions.ValidationError):
        return handle(exception, context)
    set_rollback()
    fields: dict[str, list[str]] = {}
    for path, words in _leaves(exception.detail):
        fields.setdefault(path, []).append(words)
    code = "rule" if isinstance(exception, NotPossible) else "invalid"
    return Response(error_body(code, _("Check what you sent."), fields), status=422)


def _leaves(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every sentence with the path of the field it is about: ``subjects.0.person``."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            below = "" if key == "non_field_errors" else str(key)
            yield from _leaves(inner, ".".join(filter(None, [path, below])))
    elif isinstance(detail, list):
        nested = any(isinstance(each, Mapping | list) for each in detail)
        for place, inner in enumerate(detail):
            yield from _leaves(inner, ".".join(filter(None, [path, str(place)])) if nested else path)
    else:
        yield path, str(detail)


# --- How what was sent is read --------------------------------------------------------------------------------------------
class Strict(serializers.Serializer[Any]):
    """A shape that refuses what nobody asked for."""

    def to_internal_value(self, data: Any) -> Any:
        """The values, once every key is one of ours."""
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        if unknown:
            words = _("There is nothing of this name here.")
            raise serializers.ValidationError({str(name): [words] for name in sorted(unknown, key=str)})
        return super().to_internal_value(data)


class Nothing(Strict):
    """A request that says all it has to say by its address."""


class Words(serializers.CharField):
    """Words, and nothing that merely could be written as words."""

    def to_internal_value(self, data: Any) -> str:
        """The words without blank ends."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))

    def run_validation(self, data: Any = empty) -> Any:
        """As Django's, which takes a number for words where they may be empty."""
        if data is not empty and data is not None and not isinstance(data, str):
            self.fail("invalid")
        return super().run_validation(data)


class YesOrNo(serializers.BooleanField):
    """true or false, not a word or a number for it."""

    def to_internal_value(self, data: Any) -> bool:
        """The answer itself."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Id(serializers.UUIDField):
    """The id of something, as this API gives it: of the other ways to write one, none."""

    def to_internal_value(self, data: Any) -> Any:
        """The id; a number is none."""
        if not isinstance(data, str) or len(data) != LENGTH_OF_ID:
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class Made(serializers.Serializer[Any]):
    """What a request made or changed, and where to read it."""

    id = serializers.UUIDField(help_text=gettext_lazy("What was made, or what it happened to."))
    url = serializers.CharField(help_text=gettext_lazy("Where to read it."))


def made(what: Any, url: str, *, status: int = 201) -> Response:
    """The answer to whatever made or changed something. It holds no content, so the same request sent again gets the same."""
    return Response({"id": str(what), "url": url}, status=status, headers={"Location": url} if status == 201 else None)  # noqa: PLR2004 -- "created"

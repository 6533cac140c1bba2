"""Every address of the product, read from its own configuration, and what one gets there."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from django.core.files.base import File
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from boundaries.access.doors import views_within

FRESH = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(r'name="(?:page|once)" value="[^"]*"'),
)
"""What is new on every page, whoever asks for it."""
CHANGING = frozenset({"Set-Cookie", "Date", "Server", "X-Request-ID"})
FILLED = {
    "text": "Some words", "reason": "A reason", "act": "continue", "saw": "Some words", "query": "Ben", "pick": "as_written",
    "role": "witness", "day_day": "2", "day_month": "1", "day_year": "2026", "hour": "14:30", "confirm": "yes",
}  # fmt: skip
"""What a stranger might send: something for most boxes."""


@dataclass(frozen=True, order=True)
class Route:
    """One address of the product: its name, and what must be filled in."""

    name: str
    parameters: tuple[str, ...]

    def address(self, values: Mapping[str, Any]) -> str:
        """The address with these values in it."""
        unknown = [each for each in self.parameters if each not in values]
        assert not unknown, f"{self.name}: say in tests/security/world.py what {unknown} are, and whether they are secret"
        return reverse(self.name, kwargs={each: values[each] for each in self.parameters})


def routes() -> list[Route]:
    """All of them."""
    return sorted(_within(get_resolver().url_patterns, (), ()))


def _within(patterns: Sequence[Any], spaces: tuple[str, ...], parameters: tuple[str, ...]) -> Iterator[Route]:
    for pattern in patterns:
        inside = (*parameters, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            yield from _within(pattern.url_patterns, (*spaces, *filter(None, [pattern.namespace])), inside)
        else:
            assert isinstance(pattern, URLPattern)
            assert pattern.name, f"an address without a name cannot be tested: {pattern}"
            assert set(pattern.pattern.regex.groupindex) == set(pattern.pattern.converters), pattern
            yield Route(":".join((*spaces, pattern.name)), inside)


@cache
def views() -> dict[str, Any]:
    """The view behind each address, by its name."""
    return dict(views_within(get_resolver().url_patterns))


@dataclass(frozen=True)
class Answer:
    """What came back, as somebody would compare it with something else."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str

    @property
    def leads_to(self) -> str:
        """Where one is sent; empty where one stays."""
        return dict(self.headers).get("Location", "")


class Visitor:
    """Somebody, or nobody, at a browser. What a visit does to the world is undone."""

    def __init__(self, browser: Client) -> None:
        self.browser = browser
        self.cookies: SimpleCookie = deepcopy(browser.cookies)
        browser.raise_request_exception = False

    def visit(self, method: str, address: str, hide: Mapping[str, str], sent: Mapping[str, Any] | None = None) -> Answer:
        """One request; ``hide`` are the words under which ids are compared."""
        self.browser.cookies = deepcopy(self.cookies)
        with transaction.atomic():
            response = self.browser.generic(method, address, **_written(address, sent))
            answer = _read(response, hide)
            transaction.set_rollback(True)
        return answer


def _written(address: str, sent: Mapping[str, Any] | None) -> dict[str, Any]:
    """The body of a request: a form with files in parts, else JSON for machines and a form for pages."""
    if sent is None:
        return {}
    if files := [value for value in sent.values() if isinstance(value, File)]:
        for each in files:
            each.seek(0)
        return {"data": encode_multipart(BOUNDARY, dict(sent)), "content_type": MULTIPART_CONTENT}
    if address.startswith("/api/"):
        return {"data": json.dumps(sent, default=str), "content_type": "application/json"}
    return {"data": urlencode(sent, doseq=True), "content_type": "application/x-www-form-urlencoded"}


def _read(response: HttpResponseBase, hide: Mapping[str, str]) -> Answer:
    content = b"".join(response) if response.streaming else getattr(response, "content", b"")
    body = content.decode(errors="backslashreplace")
    for fresh in FRESH:
        body = fresh.sub("", body)
    headers = [(name, value) for name, value in response.items() if name not in CHANGING]
    for value, word in hide.items():
        body = body.replace(value, word)
        headers = [(name, each.replace(value, word)) for name, each in headers]
    return Answer(response.status_code, tuple(sorted(headers)), body)

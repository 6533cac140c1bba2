"""The headers of every kind of answer, exactly: not one more, not one less (CH-03)."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import Client, override_settings
from django.urls import path, reverse

from accounts.demo.actions import PASSWORD
from accounts.demo.cast import Cast, address_of, small_world
from accounts.imports.choices import ImportKind
from boundaries import urls
from boundaries.access.doors import Door, opened_to
from boundaries.engines.bootstrap import ROOT
from boundaries.logs.rules import is_allowed
from tests.incidents.told import send
from tests.security.walking import Visitor, routes
from tests.security.world import SECRET, known_values

pytestmark = pytest.mark.urls(__name__)
SignedIn = Callable[[Any], Client]
Headers = dict[str, Any]


@opened_to(Door.STAFF)
def lost(request: HttpRequest) -> HttpResponse:
    """A view whose database is away."""
    raise OperationalError


@opened_to(Door.STAFF)
def slip(request: HttpRequest) -> HttpResponse:
    """A view with a fault of ours."""
    raise ZeroDivisionError


urlpatterns = [
    path("lost/", lost, name="lost"),
    path("slip/", slip, name="slip"),
    path("api/v1/lost/", lost, name="api-lost"),
    path("api/v1/slip/", slip, name="api-slip"),
    *urls.urlpatterns,
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
ALWAYS: Headers = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
ANEW = "another each time"
IN_A_BOX = {"default-src": "'none'", "frame-ancestors": "'none'", "sandbox": ""}
COMPRESSED_FROM = 200
"""Bytes: what is shorter is sent as it is."""
BY_WHO_ASKS = {"accept-language", "cookie"}
HTML: Headers = {"Content-Type": "text/html; charset=utf-8", "Content-Language": "en", "Vary": BY_WHO_ASKS}
JSON: Headers = {**HTML, "Content-Type": "application/json"}
READ, WRITE = {"Allow": "GET, HEAD, OPTIONS"}, {"Allow": "GET, POST, HEAD, OPTIONS"}
CSV = {**HTML, "Content-Type": "text/csv; charset=utf-8", "Content-Security-Policy": IN_A_BOX}
CSS = {"Content-Type": 'text/css; charset="utf-8"', "Vary": {"accept-encoding"}, "Last-Modified": ANEW, "ETag": ANEW}
FOR_EVER = {"Cache-Control": "max-age=315360000, public, immutable"}
SOON = {"Retry-After": "30"}

KINDS: dict[str, tuple[int, Headers]] = {
    "page": (200, HTML),
    "page compressed": (200, {**HTML, "Content-Encoding": "gzip"}),
    "protected page": (200, HTML),
    "start of a session": (302, {**HTML, "Location": "/"}),
    "redirect to sign in": (302, {**HTML, "Location": "/sign-in/?next=/"}),
    "redirect after a form": (302, {**HTML, "Location": ANEW}),
    "download": (
        200,
        {
            **HTML,
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Disposition": ANEW,
            "Content-Security-Policy": IN_A_BOX,
        },
    ),
    "csv export": (200, {**CSV, "Content-Disposition": 'attachment; filename="staff.csv"'}),
    "csv sample": (200, {**CSV, "Content-Disposition": 'attachment; filename="sample-staff.csv"'}),
    "static": (200, {**CSS, **FOR_EVER}),
    "static compressed": (200, {**CSS, **FOR_EVER, "Content-Encoding": "br"}),
    "static without a mark": (200, {**CSS, "Cache-Control": "max-age=60, public"}),
    "static unchanged": (304, {**FOR_EVER, "Vary": {"accept-encoding"}, "ETag": ANEW}),
    "static missing": (404, HTML),
    "healthz": (200, JSON),
    "ready": (200, JSON),
    "sign-out": (302, {**HTML, "Location": "/sign-in/?why=out", "Clear-Site-Data": '"cache", "storage"'}),
    "400": (400, {**HTML, "Vary": {"accept-language"}}),
    "403": (403, HTML),
    "403 forged": (403, HTML),
    "404": (404, HTML),
    "404 for nobody": (404, HTML),
    "405": (405, {**HTML, "Allow": "POST"}),
    "413": (413, HTML),
    "422": (422, HTML),
    "429": (429, {**HTML, "Retry-After": ANEW}),
    "500": (500, HTML),
    "503": (503, {**HTML, **SOON}),
    "options": (405, {**HTML, "Allow": "GET, HEAD"}),
    "api": (200, {**JSON, **READ}),
    "api schema": (200, {**JSON, **READ}),
    "api 401": (401, {**JSON, **READ, "WWW-Authenticate": "Session, Bearer"}),
    "api 404": (404, JSON),
    "api 404 of something": (404, {**JSON, **READ}),
    "api 405": (405, {**JSON, **READ}),
    "api 413": (413, {**JSON, **WRITE}),
    "api 415": (415, {**JSON, **WRITE}),
    "api 422": (422, {**JSON, **WRITE}),
    "api 500": (500, JSON),
    "api 503": (503, {**JSON, **SOON}),
}
"""Each kind of answer: its status, and its headers beside those of every answer."""
CHANGING = {
    "Location": "/reports/draft/",
    "Content-Disposition": "attachment; filename=",
    "Last-Modified": "",
    "ETag": '"',
    "Retry-After": "",
}
"""How a header begins whose rest is another each time."""


def told(response: HttpResponseBase) -> Headers:
    """The headers, with their policy and lists taken apart; what is another at every answer has its form, and is left out."""
    found: Headers = dict(response.items())
    assert is_allowed("request", found.pop("X-Request-ID"))
    length = found.pop("Content-Length", None)
    if not response.streaming:
        assert length in {None, str(len(getattr(response, "content", b"")))}
    return taken_apart(found)


def taken_apart(found: Headers) -> Headers:
    found["Content-Security-Policy"] = parsed(found["Content-Security-Policy"])
    if "Vary" in found:
        found["Vary"] = set(found["Vary"].lower().split(", "))
    return found


def parsed(policy: str) -> dict[str, str]:
    return {name: rest for name, _space, rest in (each.strip().partition(" ") for each in policy.split(";"))}


def shown(cast: Cast, signed_in: SignedIn) -> Iterator[tuple[str, HttpResponseBase]]:
    """One answer of each kind."""
    nobody, amira, olga = Client(), signed_in(cast.amira), signed_in(cast.olga)
    strict = Client(enforce_csrf_checks=True)
    for each in (nobody, amira, olga, strict):
        each.raise_request_exception = False
    report = send(cast.amira, cast.ben)
    css = staticfiles_storage.url("app.css")
    yield "page", nobody.get("/sign-in/")
    yield "page compressed", nobody.get("/sign-in/", headers={"accept-encoding": "gzip"})
    yield "protected page", amira.get("/")
    yield "start of a session", nobody.post("/sign-in/", {"email": address_of("amira"), "password": PASSWORD})
    yield "redirect to sign in", Client().get("/")
    yield "redirect after a form", amira.post(reverse("reports:start"))
    yield "download", amira.get(reverse("reports:receipt_text", args=[report.pk]))
    yield "csv export", olga.post(reverse("imports:export", args=[ImportKind.STAFF]))
    yield "csv sample", olga.get(reverse("imports:sample", args=["staff"]))
    yield "static", nobody.get(css)
    yield "static compressed", nobody.get(css, headers={"accept-encoding": "gzip, br"})
    yield "static without a mark", nobody.get("/static/app.css")
    before = read(nobody.get(css))["ETag"]
    yield "static unchanged", nobody.get(css, headers={"if-none-match": before})
    yield "static missing", nobody.get("/static/nothing.css")
    yield "healthz", nobody.get("/healthz")
    yield "ready", nobody.get("/ready")
    yield "sign-out", signed_in(cast.ben).post("/sign-out/")
    yield "400", nobody.get("/", headers={"host": "elsewhere.example"})
    yield "403", amira.get(reverse("staff:add"))
    yield "403 forged", strict.post("/sign-in/", {})
    yield "404", amira.get("/nowhere/")
    yield "404 for nobody", nobody.get("/nowhere/")
    yield "405", amira.get("/sign-out/")
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10):
        yield "413", amira.post("/keep/?path=/", "text=too-long", content_type="application/x-www-form-urlencoded")
    yield "422", nobody.post("/sign-in/", {})
    for _ in range(5):
        nobody.post("/sign-in/", {"email": "somebody@relief.example", "password": "wrong"})
    yield "429", nobody.post("/sign-in/", {"email": "somebody@relief.example", "password": "wrong"})
    yield "500", amira.get("/slip/")
    yield "503", amira.get("/lost/")
    yield "options", amira.options("/")
    yield "api", amira.get("/api/v1/reports/")
    yield "api schema", amira.get("/api/v1/openapi.json")
    yield "api 401", nobody.get("/api/v1/reports/")
    yield "api 404", amira.get("/api/v1/nowhere/")
    yield "api 404 of something", amira.get(f"/api/v1/desk/{report.pk}/")
    yield "api 405", amira.delete("/api/v1/reports/")
    yield "api 413", amira.generic("POST", "/api/v1/drafts/", b"{}", "application/json", CONTENT_LENGTH=str(2**30))
    yield "api 415", amira.generic("POST", "/api/v1/drafts/", b"<a/>", "text/xml")
    yield "api 422", amira.post("/api/v1/drafts/", {"nobody asked": 1}, content_type="application/json")
    yield "api 500", amira.get("/api/v1/slip/")
    yield "api 503", amira.get("/api/v1/lost/")


def read(response: HttpResponseBase) -> HttpResponseBase:
    """To its end, which closes the file behind it."""
    if response.streaming:
        b"".join(response)
    return response


def in_form(expected: Headers, found: Headers) -> Headers:
    """What is expected; where the rest of a header is another each time, what was found, if it begins in the right way."""
    begun = {name: found.get(name, "") for name in CHANGING if name in expected and expected[name] == ANEW}
    right = {name: value for name, value in begun.items() if value and value.startswith(CHANGING[name])}
    return {**expected, **right}


def test_each_kind_of_answer_has_exactly_its_headers(cast: Cast, signed_in: SignedIn) -> None:
    met = set()
    for kind, response in shown(cast, signed_in):
        read(response)
        status, more = KINDS[kind]
        found = told(response)
        assert (kind, response.status_code) == (kind, status)
        if not response.streaming and len(getattr(response, "content", b"")) >= COMPRESSED_FROM:
            more = {**more, "Vary": more["Vary"] | {"accept-encoding"}}
        assert (kind, found) == (kind, in_form({**ALWAYS, **more}, found))
        met.add(kind)
    assert met == set(KINDS)


@pytest.mark.parametrize("who", ["nobody", "amira", "olga"])
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "OPTIONS"])
def test_every_address_has_the_headers_of_all(cast: Cast, signed_in: SignedIn, who: str, method: str) -> None:
    visitor = Visitor(Client() if who == "nobody" else signed_in(getattr(cast, who)))
    values = dict.fromkeys(SECRET, uuid4()) | known_values(cast)
    for route in routes():
        answer = visitor.visit(method, route.address(values), {})
        headers = taken_apart(dict(answer.headers))
        boxed = headers.get("Content-Disposition", "").startswith("attachment")
        expected = {**ALWAYS, "Content-Security-Policy": IN_A_BOX if boxed else POLICY}
        assert {name: headers.get(name) for name in ALWAYS} == expected, route.name
        assert answer.status < 500 or route.name.endswith(("lost", "slip")), route.name


# --- Under HTTPS, and in the demo -------------------------------------------------------------------------------------------
def answers_as_started(**environ: str) -> dict[str, dict[str, Any]]:
    """What a process answers that was started with these settings."""
    command = [sys.executable, "-m", "tests.security.as_started"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


HSTS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload"}
KINDS_AS_STARTED = {"page", "signed in", "redirect", "404", "400", "api 401", "static", "healthz", "sign-out"}


def test_under_https_all_of_it_and_the_rest_of_the_site_is_bound_to_it(committed_db: None) -> None:
    small_world()
    answers = answers_as_started(HTTPS="1", ALLOWED_HOSTS="localhost")
    assert set(answers) == KINDS_AS_STARTED | {"plain"}
    for kind, answer in answers.items():
        headers = taken_apart(answer["headers"])
        expected = ALWAYS | (HSTS if kind != "plain" else {})
        kept = {"Cache-Control": headers["Cache-Control"]} if kind == "static" else {}
        assert {name: headers.get(name) for name in expected} == expected | kept, kind
    assert answers["plain"]["status"] == 301
    assert answers["plain"]["headers"]["Location"] == "https://localhost/"
    assert "Strict-Transport-Security" not in answers["plain"]["headers"]
    assert answers["sign-out"]["headers"]["Clear-Site-Data"] == '"cache", "storage"'
    for cookie in ("__Host-session", "__Host-csrf"):
        kept = answers["signed in"]["cookies"][cookie]
        assert (kept["secure"], kept["httponly"], kept["path"], kept["domain"], kept["samesite"]) == (True, True, "/", "", "Lax")
    for answer in answers.values():
        assert {name for name in answer["cookies"] if not name.startswith("__Host-")} == set()


def test_in_the_demo_the_same_without_what_needs_https(committed_db: None) -> None:
    small_world()
    answers = answers_as_started(HTTPS="0", DEMO="1", ALLOWED_HOSTS="localhost")
    for kind, answer in answers.items():
        headers = taken_apart(answer["headers"])
        kept = {"Cache-Control": headers["Cache-Control"]} if kind == "static" else {}
        assert {name: headers.get(name) for name in ALWAYS} == ALWAYS | kept, kind
        assert "Strict-Transport-Security" not in answer["headers"]
    assert {"session", "csrf"} <= set(answers["signed in"]["cookies"])
    assert all(each["httponly"] for each in answers["signed in"]["cookies"].values())


# --- What they say ----------------------------------------------------------------------------------------------------------
def test_nothing_in_a_page_runs_or_paints_by_itself() -> None:
    assert not [value for value in POLICY.values() if "unsafe" in value or "*" in value or "http" in value]
    for path_ in sorted((ROOT / "templates").rglob("*.html")):
        page = path_.read_text(encoding="utf-8")
        inline = re.findall(
            r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")|javascript:", page
        )
        assert inline == [], path_.relative_to(ROOT)

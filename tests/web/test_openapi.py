"""The API's own page and its schema: they say everything, to everybody who signs in, on every screen."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client as Browser
from django.test import RequestFactory, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.drainage import GENERATOR_STATS

from accounts.demo.cast import Cast
from boundaries.web.openapi import openapi_page, schema
from tests.web.conftest import PLAIN_FILES
from tests.web.served import ADDRESS, opened, violations

PAGE, SCHEMA = "/api/v1/", "/api/v1/openapi.json"
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def page() -> str:
    """The page as anybody sees it: it holds nothing about a person."""
    with override_settings(STORAGES=PLAIN_FILES):
        return str(openapi_page(RequestFactory().get(PAGE)).content.decode())


def addresses(patterns: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every address of the API, with the view behind it."""
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern) and path.startswith("api/"):
            yield path, pattern.callback


def operations() -> set[tuple[str, str]]:
    return {(method, path) for path, methods in schema()["paths"].items() for method in methods}


def test_the_schema_is_valid_and_nothing_in_it_had_to_be_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    GENERATOR_STATS.reset()
    call_command("spectacular", validate=True, fail_on_warn=True)
    assert "openapi: 3" in capsys.readouterr().out


def test_the_schema_describes_every_method_of_every_address() -> None:
    there = {
        (method, "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", path))
        for path, view in addresses(get_resolver().url_patterns)
        if hasattr(view, "cls")
        for method in METHODS
        if hasattr(view.cls, method) and "openapi" not in path
    }
    assert there == operations()
    assert len(there) > 25


def test_every_operation_says_what_it_is_and_how_it_may_refuse() -> None:
    for methods in schema()["paths"].values():
        for described in methods.values():
            assert described["summary"]
            assert "401" in described["responses"]
            assert all(answer["description"] for answer in described["responses"].values())


def test_every_post_may_carry_an_idempotency_key() -> None:
    for methods in schema()["paths"].values():
        headers = [each["name"] for each in methods.get("post", {}).get("parameters", []) if each["in"] == "header"]
        assert headers == (["Idempotency-Key"] if "post" in methods else [])


def test_no_address_of_the_api_lets_in_whoever_is_not_signed_in() -> None:
    from boundaries.access.api import SignedIn

    for path, view in addresses(get_resolver().url_patterns):
        if hasattr(view, "cls"):
            assert list(view.cls.permission_classes) == [SignedIn], path
        else:
            assert getattr(view, "login_required", True), path


def test_the_page_shows_every_operation_with_its_parameters_and_answers(page: str) -> None:
    for path, methods in schema()["paths"].items():
        for method, described in methods.items():
            section = page.split(f'<section data-operation="{described["operationId"]}">')[1].split("</section>", maxsplit=1)[0]
            assert f"<code>{method.upper()} {path}</code>" in section
            assert f'href="#{described["operationId"]}"' in page
            assert all(f"<code>{each['name']}</code>" in section for each in described.get("parameters", []))
            assert all(f">{status} " in section for status in described["responses"])


def test_every_link_of_the_page_leads_somewhere(page: str) -> None:
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links
    assert links <= ids
    assert len(re.findall(r'\bid="([^"]+)"', page)) == len(ids)


def test_the_page_and_the_schema_are_for_those_who_are_signed_in(cast: Cast) -> None:
    stranger, amira = Browser(), Browser()
    assert cast.amira.user is not None
    amira.force_login(cast.amira.user)
    assert stranger.get(PAGE).status_code == 302
    refused = stranger.get(SCHEMA)
    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == "not-authenticated"
    assert amira.get(PAGE).status_code == 200
    told = amira.get(SCHEMA)
    assert told["Content-Type"] == "application/json"
    assert told.json() == schema()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 360, 320])
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_nothing_hinders_anyone(browser: Any, page: str, width: int, script: bool) -> None:
    with opened(browser, {"api": page}, viewport={"width": width, "height": 800}, java_script_enabled=script) as window:
        window.goto(ADDRESS + "api")
        assert window.get_by_role("heading", name="The API").is_visible()
        assert window.evaluate("document.documentElement.scrollWidth - window.innerWidth") == 0
        if script:
            assert violations(window) == []

"""Our own forms say where they come from, so that a forged one is told apart (CSRF); other sites learn nothing (CH-03).

The header says ``no-referrer`` on every response. Under it alone a browser sends ``Origin: null`` with a form, which Django
rightly refuses; so each document says ``same-origin`` in its head, which tells our own site and nobody else.
"""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.accounts.signing import equip_everybody, sign_in_at

ROOT = Path(__file__).parents[2]
META = '<meta name="referrer" content="same-origin">'
ELSEWHERE = "http://elsewhere.test/"


def documents() -> list[Path]:
    """Every template that is a whole document; all the others are put into one of these."""
    return [path for path in sorted((ROOT / "templates").rglob("*.html")) if "<html" in path.read_text(encoding="utf-8")]


def test_every_document_says_it_before_anything_is_fetched() -> None:
    assert documents()
    for path in documents():
        head = path.read_text(encoding="utf-8").partition("<link")[0]
        assert META in head, path.relative_to(ROOT)


@pytest.mark.parametrize("path", ["/sign-in/", "/nowhere/", "/api/v1/nowhere/", "/healthz"])
def test_every_response_says_no_referrer(db: None, client: Client, path: str) -> None:
    assert client.get(path)["Referrer-Policy"] == "no-referrer"


@pytest.fixture
def page(site: str, browser: Any) -> Any:
    """A browser window before the sign-in page of the product, with the cast in it; it reaches no other site."""
    from accounts.demo.cast import small_world

    small_world()
    equip_everybody()
    context = browser.new_context()
    context.route(f"{ELSEWHERE}**", lambda route: route.fulfill(body="Sunny", content_type="text/html"))
    page = context.new_page()
    page.goto(f"{site}/sign-in/")
    return page


def sign_in(page: Any) -> Any:
    """Send the sign-in form; the request it made."""
    with page.expect_request(lambda request: request.method == "POST") as sent:
        sign_in_at(page, "amira")
    page.get_by_role("heading", name="Hello").wait_for()
    return sent.value


@pytest.mark.browser
def test_a_form_names_our_own_site(page: Any, site: str) -> None:
    sent = sign_in(page)
    assert sent.all_headers()["origin"] == site
    assert page.url == f"{site}/"


@pytest.mark.browser
def test_a_form_on_a_page_that_was_refused_works_too(page: Any, site: str) -> None:
    sign_in(page)
    assert page.goto(f"{site}/nowhere/").status == 404
    page.get_by_role("button", name="Sign out").click()
    assert "You are signed out." in page.content()


@pytest.mark.browser
def test_another_site_does_not_learn_where_one_came_from(page: Any) -> None:
    sign_in(page)
    with page.expect_request(ELSEWHERE) as left:
        page.evaluate("address => setTimeout(() => location.assign(address))", ELSEWHERE)
    page.wait_for_url(ELSEWHERE)
    assert "referer" not in left.value.all_headers()
    assert page.evaluate("document.referrer") == ""


def test_the_header_is_set_for_all() -> None:
    assert settings.SECURE_REFERRER_POLICY == "no-referrer"

"""The demo's pages: one click to be somebody, and a mailbox; neither exists outside demo mode."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404

from accounts.demo.cast import GROUPS, INTRODUCTIONS, Cast
from accounts.demo.checks import demo_is_open, reasons_against_demo
from boundaries.notices.models import DemoMail

ROOT = Path(__file__).resolve().parents[3]
PAGES = ["/demo/", "/demo/mail/", "/demo/mail/00000000-0000-4000-8000-000000000001/"]


def in_demo_mode(settings: Any) -> None:
    """The addresses of the product without the demo are read first, so that what they hold does not hang on the order of tests."""
    import_module("boundaries.urls")
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.accounts.demo.demo_urls"


@pytest.fixture
def demo(cast: Cast, settings: Any) -> Cast:
    """The product in demo mode, with the cast in it."""
    in_demo_mode(settings)
    return cast


def who(browser: Client) -> Any:
    """Who is signed in in a browser."""
    request: Any = browser.get(reverse("home")).wsgi_request
    return request.actor


def test_the_page_introduces_everybody_who_can_sign_in(demo: Cast, client: Client) -> None:
    page = client.get("/demo/").content.decode()
    for key in INTRODUCTIONS:
        assert f'name="person" value="{key}"' in page
    assert demo.lena.name not in page
    assert sorted(key for _title, keys in GROUPS for key in keys) == sorted(INTRODUCTIONS)


@pytest.mark.parametrize("key", ["amira", "ivo", "root", "miriam"])
def test_one_click_signs_in_as_somebody(demo: Cast, client: Client, key: str) -> None:
    assert client.post("/demo/sign-in/", {"person": key})["Location"] == reverse("home")
    assert who(client) == getattr(demo, key)


@pytest.mark.parametrize("key", ["", "nobody", "lena", "joseph", "amira@relief.example", "\x00", "x" * 10000])
def test_one_can_be_nobody_but_the_cast(demo: Cast, client: Client, key: str) -> None:
    assert client.post("/demo/sign-in/", {"person": key}).status_code == 404


def test_a_link_signs_nobody_in(demo: Cast, client: Client) -> None:
    assert client.get("/demo/sign-in/?person=amira").status_code == 405


def test_changing_from_one_person_to_another_leaves_nothing_over(demo: Cast, client: Client) -> None:
    client.post("/demo/sign-in/", {"person": "amira"})
    first = client.session.session_key
    client.post("/demo/sign-in/", {"person": "elif"})
    assert client.session.session_key != first
    assert who(client) == demo.elif_


def test_a_demo_without_people_says_so(db: None, client: Client, settings: Any) -> None:
    in_demo_mode(settings)
    assert "There is nobody yet" in client.get("/demo/").content.decode()


def test_the_mailbox_shows_mail_by_address_and_each_mail(demo: Cast, client: Client) -> None:
    for number, to in enumerate(["elif@relief.example", "farid@relief.example"]):
        DemoMail.objects.create(message_id=f"<{number}>", to=to, subject=f"Subject {number}", body="See http://localhost:8000")
    assert "Subject 1" in client.get("/demo/mail/").content.decode()
    of_elif = client.get("/demo/mail/", {"to": "elif@relief.example"}).content.decode()
    assert ("Subject 0" in of_elif, "Subject 1" in of_elif) == (True, False)
    mail = DemoMail.objects.get(to="elif@relief.example")
    assert 'href="http://localhost:8000"' in client.get(f"/demo/mail/{mail.id}/").content.decode()


@pytest.mark.parametrize("to", ["nobody@relief.example", "\x00", "<script>", "x" * 5000])
def test_an_address_without_mail_has_an_empty_mailbox(demo: Cast, client: Client, to: str) -> None:
    page = client.get("/demo/mail/", {"to": to})
    assert page.status_code == 200
    assert "<script>" not in page.content.decode()


def test_a_mail_that_is_not_there_is_not_found(demo: Cast, client: Client) -> None:
    assert client.get(f"/demo/mail/{uuid4()}/").status_code == 404


# --- outside demo mode ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PAGES, "/demo/sign-in/"])
def test_without_demo_the_addresses_do_not_exist(cast: Cast, client: Client, path: str) -> None:
    with pytest.raises(Resolver404):
        resolve(path)
    assert client.get(path).status_code == 404
    assert client.post(path, {"person": "amira"}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "change",
    [{"DEMO": False}, {"HTTPS": True}, {"ALLOWED_HOSTS": ["testserver", "care.example"]}, {"TRUSTED_PROXIES": 1}],
    ids=str,
)
def test_the_views_refuse_even_if_the_addresses_existed(
    demo: Cast, client: Client, settings: Any, change: dict[str, Any]
) -> None:
    for name, value in change.items():
        setattr(settings, name, value)
    for path in PAGES:
        assert client.get(path).status_code == 404
    assert client.post("/demo/sign-in/", {"person": "amira"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_check_is_silent_for_a_demo_on_this_machine(settings: Any) -> None:
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "boundaries.localhost"]
    assert (demo_is_open(), reasons_against_demo()) == (True, [])
    assert [each for each in run_checks(tags=["security"]) if each.id == "BND.E002"] == []


@pytest.mark.parametrize(
    "change",
    [{"HTTPS": True}, {"ALLOWED_HOSTS": ["*"]}, {"ALLOWED_HOSTS": ["localhost", ".example.org"]}, {"TRUSTED_PROXIES": 1}],
    ids=str,
)
def test_the_check_refuses_a_demo_that_others_can_reach(settings: Any, change: dict[str, Any]) -> None:
    settings.DEMO = True
    for name, value in change.items():
        setattr(settings, name, value)
    assert [each.id for each in run_checks(tags=["security"]) if each.id == "BND.E002"] == ["BND.E002"]


def test_the_check_refuses_every_deployment_of_a_demo(settings: Any) -> None:
    settings.DEMO = True
    assert "BND.E002" in {each.id for each in run_checks(tags=["security"], include_deployment_checks=True)}
    settings.DEMO = False
    assert "BND.E002" not in {each.id for each in run_checks(tags=["security"], include_deployment_checks=True)}


@pytest.mark.parametrize(("demo_on", "code"), [("1", 1), ("0", 0)])
def test_manage_check_deploy_stops_a_demo(db: None, demo_on: str, code: int) -> None:
    environment = os.environ | {
        "DEMO": demo_on,
        "HTTPS": "1",
        "SECRET_KEY": "a key of the test's own " * 4,
        "DJANGO_SETTINGS_MODULE": "boundaries.settings",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "BND.E002" in done.stderr) == (code, demo_on == "1"), done.stderr

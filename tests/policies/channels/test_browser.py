"""A work account in a real browser, on a phone and at a desk, with a script and without: asked for, approved, kept, closed."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast, small_world
from accounts.organisations.queries import today
from policies.channels.models import WorkAccount
from policies.library.actions import PACKS, load_policies, packs_in
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import signed_in
from tests.policies.adopting import PQ, adopted
from tests.policies.contacts.test_browser import WINDOWS, fine
from tests.policies.rights.test_browser import date_in
from tests.seeing import every

pytestmark = pytest.mark.browser


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True)).first.click()


def keep_a_channel(page: Any, cast: Cast, account: str, script: bool) -> None:
    page.goto(reverse("channels:register"))
    fine(page, script=script)
    press(page, "Add a channel")
    press(page, "Add it")
    assert page.locator(".govuk-error-summary").count() == 1
    fine(page, script=script)
    page.get_by_label("What is it called?").fill("The phone of the team")
    page.get_by_label("Phone", exact=True).check()
    page.get_by_label("Yes, it is monitored").check()
    press(page, "Add it")
    assert "The phone of the team" in page.inner_text("main")
    fine(page, script=script)


def ask_for_it(page: Any, cast: Cast, account: str, script: bool) -> None:
    page.goto(reverse("home"))
    page.get_by_role("link", name="Channels and work accounts").click()
    press(page, "Ask for a work account")
    page.get_by_label("On which platform?").fill("Instagram")
    page.get_by_label("What is the account called?").fill("harbour.relief")
    page.get_by_label("What is it for?").fill("The password is tiger7")
    press(page, "Ask")
    assert "This looks like a password or a code" in page.inner_text(".govuk-error-summary")
    fine(page, script=script)
    page.get_by_label("What is it for?").fill("Pictures without clients")
    press(page, "Ask")
    told = page.inner_text("main")
    assert "Waits for the manager" in told
    assert "PQ-COM-5" in told
    fine(page, script=script)


def approve_it(page: Any, cast: Cast, account: str, script: bool) -> None:
    page.goto(reverse("channels:register"))
    page.get_by_role("link", name="Amira Haddad, Instagram").click()
    press(page, "Do not approve it")
    press(page, "Do not approve it")
    fine(page, script=script)
    page.goto(account)
    press(page, "Approve it")
    fine(page, script=script)
    press(page, "Approve it")
    assert "It is approved" in page.inner_text("main")


def acknowledge_it(page: Any, cast: Cast, account: str, script: bool) -> None:
    page.goto(account)
    press(page, "Acknowledge the notice")
    press(page, "Acknowledge the notice")
    assert "Tick the box once you have read it" in page.inner_text(".govuk-error-summary")
    fine(page, script=script)
    page.locator("[name=read]").check()
    press(page, "Acknowledge the notice")
    assert "Login to be handed over" in page.inner_text("main")


def keep_and_close_it(page: Any, cast: Cast, account: str, script: bool) -> None:
    for move in ("Confirm that the login was handed over", "Confirm that the recovery contact was checked"):
        page.goto(account)
        press(page, move)
        date_in(page, today(cast.organisation))
        fine(page, script=script)
        press(page, move)
    assert "Recovery contact checked" in page.inner_text("main")
    fine(page, script=script)
    page.goto(reverse("channels:accounts"))
    fine(page, script=script)
    page.goto(account)
    press(page, "Close it")
    fine(page, script=script)
    press(page, "Close it")
    assert "The account has ended" in page.inner_text("main")


@WINDOWS
def test_an_account_is_asked_for_approved_and_kept(browser: Any, site: str, size: dict[str, int], script: bool) -> None:
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopted(cast.noor, PQ)
    steps = (
        (cast.maya, keep_a_channel),
        (cast.amira, ask_for_it),
        (cast.elif_, approve_it),
        (cast.amira, acknowledge_it),
        (cast.maya, keep_and_close_it),
    )
    for person, step in steps:
        account = every(WorkAccount).first()
        address = reverse("channels:account", args=[account.pk]) if account else ""
        with signed_in(browser, site, Desk(person), viewport=size, java_script_enabled=script) as page:
            step(page, cast, address, script)

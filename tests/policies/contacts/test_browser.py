"""A contact in a real browser, on a phone and at a desk, with a script and without: logged, read, moved, told beforehand."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast, small_world
from accounts.organisations.queries import today
from policies.contacts.models import Contact
from policies.library.actions import PACKS, load_policies, packs_in
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import PHONE, WIDE, signed_in, too_wide
from tests.policies.adopting import LK, PQ, adopted
from tests.policies.contacts.logging import feast, hana_of
from tests.policies.rights.test_browser import date_in
from tests.seeing import every
from tests.web.served import violations

pytestmark = pytest.mark.browser


def fine(page: Any, *, script: bool = True) -> None:
    if script:
        assert violations(page) == []
        assert too_wide(page) == 0


def world() -> Cast:
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopted(cast.noor, LK)
    adopted(cast.noor, PQ)
    return cast


WINDOWS = pytest.mark.parametrize(
    ("size", "script"), [(WIDE, True), (PHONE, True), (PHONE, False)], ids=["wide", "phone", "without script"]
)


@WINDOWS
def test_a_meeting_in_town_is_logged_and_read(browser: Any, site: str, size: dict[str, int], script: bool) -> None:
    cast = world()
    options = {"viewport": size, "java_script_enabled": script}
    with signed_in(browser, site, Desk(cast.amira), **options) as page:
        page.goto(reverse("home"))
        page.get_by_role("link", name="Contacts outside of work").click()
        fine(page, script=script)
        page.get_by_role("button", name="Log a contact").or_(page.get_by_role("link", name="Log a contact")).first.click()
        fine(page, script=script)
        page.get_by_role("button", name="Log it").click()
        assert "Choose an answer to “What was it?”" in page.inner_text(".govuk-error-summary")
        fine(page, script=script)
        page.get_by_label("We met by chance, in town or elsewhere").check()
        page.get_by_label("Hana Abebe, C-1001").check()
        page.get_by_label("They did", exact=True).check()
        page.get_by_label("In person", exact=True).check()
        page.get_by_label("Yes: they greeted me, or came up to me").check()
        page.get_by_label("Where was it?").fill("The fish market")
        page.get_by_label("Up to ten minutes").check()
        page.locator("[name=about]").fill("She showed me her fish.")
        page.get_by_role("button", name="Log it").click()
        told = page.inner_text("main")
        for said in ("It is logged", "Hana Abebe", "The fish market", "What your policies say about it", "LK-4.3-6"):
            assert said in told
        fine(page, script=script)
        page.get_by_role("link", name="Correct it, or say more").click()
        fine(page, script=script)
        page.get_by_label("Up to half an hour").check()
        page.get_by_role("button", name="Keep it").click()
        assert "What was written before" in page.inner_text("main")
        fine(page, script=script)
    with signed_in(browser, site, Desk(cast.elif_), **options) as page:
        page.goto(reverse("contacts:to_read"))
        fine(page, script=script)
        page.get_by_role("link", name="Amira Haddad").click()
        fine(page, script=script)
        page.get_by_label("A word back").fill("x" * 301)
        page.get_by_role("button", name="I have read it").click()
        assert "must have at most 300" in page.inner_text(".govuk-error-summary")
        fine(page, script=script)
        page.get_by_label("A word back").fill("Well handled.")
        page.get_by_label("I would like to talk about it in supervision").check()
        page.get_by_role("button", name="I have read it").click()
        assert "Nothing waits for you" in page.inner_text("main")
        fine(page, script=script)
    for person in (cast.noor, cast.grace):
        with signed_in(browser, site, Desk(person), **options) as page:
            page.goto(reverse("contacts:register"))
            fine(page, script=script)
            page.goto(reverse("contacts:entry", args=[every(Contact).get().pk]))
            fine(page, script=script)


@WINDOWS
def test_a_message_is_moved_and_a_feast_becomes_an_entry(browser: Any, site: str, size: dict[str, int], script: bool) -> None:
    cast = world()
    event = feast(cast.ben, hana_of(cast), days=0)
    with signed_in(browser, site, Desk(cast.ben), viewport=size, java_script_enabled=script) as page:
        page.goto(reverse("contacts:start"))
        page.get_by_label("A message", exact=True).check()
        page.locator("[name=others]").fill("Her sister")
        page.get_by_label("They did", exact=True).check()
        page.get_by_label("On a phone, messenger, e-mail or account of my own").check()
        page.get_by_label("A messenger of my own").check()
        page.get_by_label("A moment, or one message").check()
        page.locator("[name=about]").fill("When we open.")
        page.get_by_role("button", name="Log it").click()
        assert "Say whether you have moved it" in page.inner_text(".govuk-error-summary")
        fine(page, script=script)
        page.get_by_label("Not yet", exact=True).check()
        page.get_by_role("button", name="Log it").click()
        assert "Still to be moved" in page.inner_text("main")
        fine(page, script=script)
        page.get_by_role("button", name="I have moved it").or_(page.get_by_role("link", name="I have moved it")).first.click()
        page.get_by_role("button", name="Write it down").click()
        assert page.locator(".govuk-error-summary").count() == 1
        fine(page, script=script)
        page.get_by_label("To which channel of the organisation?").fill("The team's phone")
        page.get_by_role("button", name="Write it down").click()
        assert "The team's phone" in page.inner_text("main")
        page.goto(reverse("contacts:entry", args=[event.pk]))
        fine(page, script=script)
        page.get_by_role("button", name="Yes, we met: make it an entry").click()
        page.get_by_role("link", name="Say it now").click()
        fine(page, script=script)
        page.goto(reverse("contacts:announce"))
        page.get_by_role("button", name="Tell us").click()
        fine(page, script=script)
        page.get_by_label("What is it?").fill("A wedding")
        date_in(page, today(cast.organisation))
        page.get_by_role("button", name="Tell us").click()
        assert "Nobody has to approve it" in page.inner_text("main")
        fine(page, script=script)

"""Importing as a person does it: in a real browser, wide and on a phone, with and without script, at every stage."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.accounts.signing import sign_in_at
from tests.web.served import violations

pytestmark = pytest.mark.browser
PHONE, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture
def open_site(site: str) -> str:
    """The product with the cast in it."""
    from accounts.demo.cast import small_world
    from tests.accounts.signing import equip_everybody

    small_world()
    equip_everybody()
    return site


class Visitor:
    """Somebody at a browser, whose every page is looked at for faults."""

    def __init__(self, browser: Any, site: str, who: str, **options: Any) -> None:
        context = browser.new_context(**options)
        context.set_default_timeout(20_000)
        self.page, self.site, self.scripted = context.new_page(), site, options.get("java_script_enabled", True)
        self.page.goto(f"{site}/sign-in/")
        sign_in_at(self.page, who)

    def look(self, name: str) -> None:
        """The page fits the screen, and the accessibility rules find no fault."""
        page = self.page
        if self.scripted:
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
            assert violations(page) == [], name
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=str(Path(folder) / f"{name}-{page.viewport_size['width']}.png"), full_page=True)

    def bring(self, content: bytes, name: str = "people.csv") -> None:
        """Choose a file and have it checked."""
        self.page.goto(f"{self.site}/imports/start/")
        self.page.get_by_label("CSV file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
        self.page.get_by_role("button", name="Check this file").click()


@pytest.mark.parametrize("options", [{"viewport": WIDE}, {"viewport": PHONE}, {"viewport": PHONE, "java_script_enabled": False}])
def test_an_administrator_imports_the_sample(open_site: str, browser: Any, options: dict[str, Any]) -> None:
    from accounts.staff.models import StaffMember
    from tests.accounts.imports.files import sample, work

    olga = Visitor(browser, open_site, "olga", **options)
    page = olga.page
    page.goto(f"{open_site}/people/")
    page.get_by_role("link", name="Import and export").click()
    olga.look("list-empty")
    page.goto(f"{open_site}/imports/start/")
    olga.look("start")
    page.get_by_role("button", name="Check this file").click()
    olga.look("start-nothing-chosen")
    olga.bring(sample("staff"))
    olga.look("checking")
    work()
    page.goto(page.url)
    assert page.get_by_text("things in the file must be mended").is_visible()
    olga.look("refused")
    olga.bring(sample("teams"), "teams.csv")
    work()
    page.goto(page.url)
    page.get_by_role("button", name="Import all of this").click()
    work()
    olga.bring(sample("staff"))
    work()
    page.goto(page.url)
    assert page.get_by_text("300 rows bring something new").is_visible()
    olga.look("ready")
    page.get_by_role("button", name="Import all of this").click()
    assert page.get_by_text("The file is being imported.").is_visible()
    olga.look("applying")
    work()
    page.get_by_role("link", name="See how far it is now").click()
    assert page.get_by_role("heading", name="Imported").is_visible()
    olga.look("applied")
    assert StaffMember.objects.filter(reference__startswith="HR-").count() == 300
    olga.bring(sample("staff"))
    work()
    page.goto(page.url)
    assert page.get_by_text("There is nothing to change").is_visible()
    olga.look("unchanged")
    page.get_by_role("button", name="Discard this file").click()
    olga.look("discarded")
    page.goto(f"{open_site}/imports/")
    olga.look("list")


def test_a_page_left_open_follows_the_work_by_itself(open_site: str, browser: Any) -> None:
    from accounts.imports.models import ImportProgress
    from tests.accounts.imports.files import sample, work

    olga = Visitor(browser, open_site, "olga", viewport=PHONE)
    olga.bring(sample("teams"))
    ImportProgress.objects.update(stage="checking", done=5, total=20)
    olga.page.get_by_text("Comparing it with what is there: 25 %").wait_for()
    olga.look("progress")
    work()
    olga.page.get_by_role("button", name="Import all of this").wait_for()


def test_dates_that_mean_two_days_are_asked_about(open_site: str, browser: Any) -> None:
    from tests.accounts.imports.files import csv_of, work

    olga = Visitor(browser, open_site, "olga", viewport=PHONE)
    olga.bring(csv_of("Staff number,Full name,Kind,First day", "X-1,Kit Marlowe,employee,03/04/2026"))
    work()
    olga.page.goto(olga.page.url)
    olga.look("dates")
    olga.page.get_by_role("button", name="Check it again with these dates").click()
    olga.look("dates-not-said")
    olga.page.get_by_label("The day comes first").check()
    olga.page.get_by_role("button", name="Check it again with these dates").click()
    work()
    olga.page.goto(olga.page.url)
    assert olga.page.get_by_text("2026-04-03").is_visible()
    olga.look("one-change")

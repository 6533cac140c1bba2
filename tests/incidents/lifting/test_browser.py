"""The pages of lifting in a real browser: nothing hinders anyone, wide and narrow, also where something is wrong."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast, small_world
from incidents.desk.actions import add_party
from incidents.reports.choices import PartyRole
from incidents.reports.models import Report
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import LONG_WORD, PHONE, WIDE, look_at, signed_in, too_wide
from tests.incidents.lifting.play import exclusion_of, lifted, proposed, put_out
from tests.incidents.told import send
from tests.web.served import violations

pytestmark = pytest.mark.browser


def rich(cast: Cast) -> Report:
    """A report with somebody in every state: named, feared, stepped aside, waiting, lifted."""
    report = send(cast.amira, cast.ben, not_to_receive=[str(cast.maya.pk)])
    add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.WITNESS, person_id=cast.pavel.pk)
    for person in (cast.chidi, cast.dana, cast.farid, cast.grace):
        put_out(report, person)
    lifted(report, cast.elif_, cast.ingrid, cast.dana)
    proposed(report, cast.elif_, cast.grace)
    return report


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_hinders_anyone(site: str, browser: Any, size: dict[str, int]) -> None:
    cast = small_world()
    report = rich(cast)
    with signed_in(browser, site, Desk(cast.elif_), viewport=size) as page:
        look_at(page, reverse("lifting:kept_out", args=[report.pk]))
        look_at(page, reverse("lifting:propose", args=[report.pk, exclusion_of(report, cast.chidi)]))
        page.get_by_role("button", name="Propose it").click()
        assert page.title().startswith("Error:")
        assert (violations(page), too_wide(page)) == ([], 0)
    lifting = proposed(report, cast.elif_, cast.chidi)
    with signed_in(browser, site, Desk(cast.ingrid), viewport=size) as page:
        for url in (reverse("home"), reverse("lifting:waiting"), reverse("lifting:decide", args=[lifting.pk])):
            look_at(page, url)
        page.get_by_role("button", name="Lift it").click()
        page.get_by_text("It was lifted. Nothing comes back by itself").wait_for()
        assert (violations(page), too_wide(page)) == ([], 0)
    with signed_in(browser, site, Desk(cast.amira), viewport=size) as page:
        look_at(page, reverse("lifting:waiting"))


def test_two_people_lift_it_by_keyboard_without_javascript(site: str, browser: Any) -> None:
    cast = small_world()
    report = send(cast.amira, cast.ben)
    put_out(report, cast.chidi)
    with signed_in(browser, site, Desk(cast.elif_), viewport=PHONE, java_script_enabled=False) as page:
        page.goto(reverse("desk:report", args=[report.pk]))
        page.get_by_role("link", name="Kept out of this report").press("Enter")
        page.get_by_role("link", name="Propose to lift this").press("Enter")
        page.get_by_label("Why should they no longer be kept out?").fill(f"They have not met for a year. {LONG_WORD}")
        page.get_by_role("button", name="Propose it").press("Enter")
        page.get_by_text("It was proposed.").wait_for()
    with signed_in(browser, site, Desk(cast.ingrid), viewport=PHONE, java_script_enabled=False) as page:
        page.goto(reverse("home"))
        page.get_by_role("link", name="Whether somebody stays kept out of a report").press("Enter")
        page.get_by_role("link", name=report.reference).press("Enter")
        assert too_wide(page) == 0
        page.get_by_role("button", name="Leave it as it is").press("Enter")
        page.get_by_text("It was left as it is.").wait_for()

"""The register in a real browser: nothing hinders anyone at a wide and a narrow window, with a script and without."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.demo.cast import small_world
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import PHONE, WIDE, rich_report, signed_in, too_wide
from tests.incidents.told import send
from tests.web.served import violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_hinders_a_director_or_an_auditor(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = small_world()
    send(cast.amira, "Somebody")
    report = rich_report(cast)
    assert Appointment.objects.filter(person=cast.noor, role=Role.DIRECTOR).exists()
    for person in (cast.noor, cast.grace):
        with signed_in(browser, site, Desk(person), viewport=size) as page:
            for address in (
                reverse("register:list"),
                reverse("register:list") + "?reference=%00" + "x" * 80,
                reverse("register:list") + "?reference=BR-2222",
                reverse("register:report", args=[report.pk]),
            ):
                page.goto(address)
                assert (violations(page), too_wide(page)) == ([], 0), (person.name, address)


def test_the_register_is_read_without_a_script(browser: Any, site: str) -> None:
    cast = small_world()
    report = rich_report(cast)
    with signed_in(browser, site, Desk(cast.noor), viewport=PHONE, java_script_enabled=False) as page:
        page.goto(reverse("register:list"))
        page.get_by_role("link", name=report.reference).click()
        page.get_by_role("heading", name="Who opened it").wait_for()
        assert too_wide(page) <= 0

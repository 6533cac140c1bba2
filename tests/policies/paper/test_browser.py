"""Signing on paper in a real browser: printing, entering with errors and without, and the list, at a wide and a narrow window."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import small_world
from accounts.organisations.queries import today
from policies.library.actions import PACKS, load_policies, packs_in
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import PHONE, WIDE, signed_in, too_wide
from tests.policies.adopting import PCF, RC, adopted
from tests.policies.paper.papers import scan
from tests.web.served import violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_page_is_printed_signed_entered_and_opened(browser: Any, site: str, size: dict[str, int], tmp_path: Path) -> None:
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopted(cast.noor, RC)
    adopted(cast.noor, PCF)
    signed = tmp_path / "signed.pdf"
    signed.write_bytes(scan())
    with signed_in(browser, site, Desk(cast.elif_), viewport=size) as page:

        def fine() -> None:
            assert (violations(page), too_wide(page)) == ([], 0)

        page.goto(reverse("acknowledgements:team"))
        page.get_by_role("link", name="Lena Fischer").click()
        fine()
        page.get_by_role("link", name="Print Client Relations").click()
        fine()
        code = page.locator(".app-signing__lines .app-reference").inner_text()
        page.emulate_media(media="print")
        assert page.locator(".app-signing__foot").is_visible()
        assert page.locator(".app-topbar__report, .app-screen-only, .govuk-back-link").filter(visible=True).count() == 0
        page.emulate_media(media="screen")
        page.goto(reverse("paper:enter", args=[cast.lena.pk, RC]))
        fine()
        page.get_by_role("button", name="Enter it").click()
        fine()
        page.get_by_role("link", name="Choose the scan of the signed page").click()
        assert page.evaluate("document.activeElement.name") == "file"
        day = today(cast.organisation)
        page.get_by_label("Code on the page").fill(code.lower())
        for box, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            page.get_by_label(box, exact=True).fill(str(number))
        page.get_by_label("Scan of the signed page").set_input_files(signed)
        page.get_by_role("button", name="Enter it").click()
        assert "Entered by Elif Demir" in page.inner_text("main")
        fine()
        with page.expect_download() as kept:
            page.get_by_role("link", name="Open the scan").click()
        assert Path(kept.value.path()).read_bytes() == scan()
        page.goto(reverse("paper:list"))
        assert "Lena Fischer" in page.inner_text("main")
        fine()

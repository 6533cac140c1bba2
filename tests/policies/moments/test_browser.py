"""Answering in a real browser, at a wide and a narrow window, and without a script."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast, small_world
from policies.library.actions import PACKS, load_policies, packs_in
from policies.moments.choices import AskingStatus, Moment
from policies.moments.models import Asking
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import PHONE, WIDE, signed_in, too_wide
from tests.policies.adopting import RC, adopted
from tests.policies.moments.asking import asked
from tests.seeing import every
from tests.web.served import violations

pytestmark = pytest.mark.browser


def world() -> Cast:
    """The cast, a policy that expects disclosures, and questions to Amira and to Lena, who has no login."""
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopted(cast.noor, RC)
    asked(cast, cast.amira, Moment.KEY_WORKER, cast.hana)
    asked(cast, cast.amira)
    asked(cast, cast.lena)
    return cast


def is_clean(page: Any) -> None:
    assert (violations(page), too_wide(page)) == ([], 0)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_from_the_question_to_the_talk(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = world()
    with signed_in(browser, site, Desk(cast.amira), viewport=size) as page:
        page.goto("/")
        is_clean(page)
        page.get_by_role("button", name="Nothing to tell").click()
        assert "Thank you" in page.inner_text("main")
        page.get_by_role("button", name="Yes, there is something").click()
        is_clean(page)
        page.get_by_role("button", name="Yes, there is something").click()
        assert "To be talked about" in page.inner_text("main")
        is_clean(page)
    with signed_in(browser, site, Desk(cast.elif_), viewport=size) as page:
        page.goto("/")
        page.get_by_role("link", name="What they have to tell").click()
        is_clean(page)
        page.get_by_role("button", name="We talked about it").click()
        assert "Amira Haddad" not in page.inner_text("main")
        page.get_by_role("button", name="Nothing to tell").click()
        assert "Lena Fischer" not in page.inner_text("main")
        is_clean(page)
    with signed_in(browser, site, Desk(cast.noor), viewport=size) as page:
        page.goto(reverse("moments:own"))
        page.get_by_role("link", name="In which month everybody is asked").click()
        is_clean(page)
        page.get_by_label("In which month").select_option("September")
        page.get_by_role("button", name="Save").click()
        assert "The month was saved." in page.inner_text("body")


def test_without_a_script_one_tap_answers(browser: Any, site: str) -> None:
    cast = world()
    with signed_in(browser, site, Desk(cast.amira), viewport=PHONE, java_script_enabled=False) as page:
        page.goto("/")
        page.get_by_role("button", name="Nothing to tell").click()
        page.get_by_role("button", name="Nothing to tell").click()
        page.goto(reverse("moments:own"))
        assert "What you answered" in page.inner_text("main")
    assert every(Asking).filter(person=cast.amira, status=AskingStatus.NOTHING).count() == 2

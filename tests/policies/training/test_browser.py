"""Training in a real browser: nothing hinders anyone at a wide and a narrow window, errors included."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import small_world
from policies.library.actions import PACKS, load_policies, packs_in
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import PHONE, WIDE, signed_in, too_wide
from tests.policies.adopting import RC, adopted
from tests.policies.training.trained import topic_named, topic_of, trained
from tests.web.served import violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_line_manager_sees_how_they_stand_and_records_a_talk(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopted(cast.noor, RC)
    trained(cast.elif_, topic_named(cast, "gifts"), cast.amira, days_ago=720)
    trained(cast.elif_, topic_named(cast, "conduct"), cast.amira, days_ago=800)
    with signed_in(browser, site, Desk(cast.elif_), viewport=size) as page:
        page.goto(reverse("home"))
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_role("link", name="My training").click()
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_role("link", name="How the people you look after stand").click()
        assert (violations(page), too_wide(page)) == ([], 0)
        seen = page.inner_text("main")
        assert all(words in seen for words in ("Runs out on", "Ran out on", "Missing", "Not needed"))
        page.get_by_role("button", name="Record training").click()
        page.get_by_role("button", name="Record it").click()
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_role("link", name="Choose who was there").click()
        page.keyboard.press("Space")
        page.get_by_label("Which topic?").select_option(label="Gifts and money")
        page.get_by_label("Briefing or talk in the team").check()
        page.get_by_role("button", name="Record it").click()
        assert "It is recorded for 1 person." in page.inner_text("main")
        page.get_by_role("link", name=cast.amira.name).click()
        assert (violations(page), too_wide(page)) == ([], 0)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_director_looks_after_topics(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopted(cast.noor, RC)
    topic_of(cast.noor, "Driving clients in the organisation's cars and in one's own", team_id=cast.amira.team_id)
    with signed_in(browser, site, Desk(cast.noor), viewport=size) as page:
        page.goto(reverse("training:topics"))
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_role("link", name="Working with minors").click()
        assert (violations(page), too_wide(page)) == ([], 0)
        assert "RC-A-5" in page.inner_text("main")
        page.get_by_role("link", name="Change it").click()
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_label("Volunteer").check()
        page.get_by_role("button", name="Save").click()
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_role("link", name="Everybody who works with these clients needs it").click()
        page.goto(reverse("training:topics"))
        page.get_by_role("button", name="Take it up").first.click()
        assert (violations(page), too_wide(page)) == ([], 0)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_quiz_is_taken_with_the_keyboard(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopted(cast.noor, RC)
    with signed_in(browser, site, Desk(cast.amira), viewport=size, java_script_enabled=size == WIDE) as page:
        page.goto(reverse("training:topic", args=[topic_named(cast, "conduct").pk]))
        page.get_by_role("button", name="Take the quiz").click()
        assert size != WIDE or (violations(page), too_wide(page)) == ([], 0)
        page.get_by_role("button", name="Begin").click()
        page.get_by_role("button", name="Answer").click()
        assert "Choose what your policies say" in page.inner_text("main")
        assert size != WIDE or (violations(page), too_wide(page)) == ([], 0)
        for _place in range(6):
            page.get_by_label("Never").focus()
            page.keyboard.press("Space")
            page.get_by_role("button", name="Answer").click()
            assert any(words in page.inner_text("h1") for words in ("That is right", "Not quite"))
            assert size != WIDE or (violations(page), too_wide(page)) == ([], 0)
            page.locator("main form button").click()
        assert any(words in page.inner_text("h1") for words in ("You passed", "Not this time"))
        assert size != WIDE or (violations(page), too_wide(page)) == ([], 0)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_need_is_raised_and_answered(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = small_world()
    topic_of(cast.noor, "Driving")
    with signed_in(browser, site, Desk(cast.amira), viewport=size) as page:
        page.goto(reverse("training:own"))
        page.get_by_role("link", name="Say what you need training in").click()
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_role("button", name="Say what you need").click()
        page.get_by_role("button", name="Tell my line manager").click()
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_label("What do you need training in?").fill("How to end a visit. " * 20)
        page.get_by_role("button", name="Tell my line manager").click()
        assert "Waits for an answer" in page.inner_text("main")
        assert (violations(page), too_wide(page)) == ([], 0)
    with signed_in(browser, site, Desk(cast.elif_), viewport=size) as page:
        page.goto(reverse("training:needs"))
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_role("link", name=cast.amira.name).click()
        page.get_by_role("button", name="Answer").click()
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_role("radio", name="Not now").check()
        page.get_by_label("Why not now?").fill("After the winter.")
        page.get_by_role("button", name="Answer").click()
        assert "Your answer is on its way." in page.inner_text("main")

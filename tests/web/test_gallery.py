"""Every component and every state of every input, on a wide and a narrow screen, with and without script."""

import gzip
from typing import Any

import pytest

from tests.web import gallery
from tests.web.served import ADDRESS, BUILT, opened, violations

pytestmark = pytest.mark.browser
WIDE, PHONE, ZOOMED = {"width": 1280, "height": 800}, {"width": 360, "height": 640}, {"width": 320, "height": 256}
NAMES = [
    "components", "inputs", "inputs-wrong", "inputs-full", "inputs-filled", "question", "question-wrong", "categories",
    "categories-wrong", "queue", "queue-empty", "receipt", "confirm", "signed-out", "error-400", "error-403", "error-404",
    "error-409", "error-413", "error-429", "error-500", "error-503",
]  # fmt: skip


def too_wide(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def test_the_names_tried_here_are_the_whole_gallery(pages: dict[str, str]) -> None:
    assert sorted(pages) == sorted(NAMES)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_hinders_anyone(browser: Any, pages: dict[str, str], size: dict[str, int]) -> None:
    with opened(browser, pages, viewport=size) as page:
        for name in NAMES:
            page.goto(ADDRESS + name)
            assert (name, violations(page), too_wide(page)) == (name, [], 0)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_hinders_anyone_where_the_script_did_not_arrive(
    browser: Any, pages: dict[str, str], size: dict[str, int]
) -> None:
    with opened(browser, pages, viewport=size) as page:
        page.route("**/app.js", lambda route: route.abort())
        for name in NAMES:
            page.goto(ADDRESS + name)
            assert (name, violations(page), too_wide(page)) == (name, [], 0)


@pytest.mark.parametrize("size", [WIDE, PHONE, ZOOMED], ids=["wide", "phone", "zoomed to 400%"])
def test_nothing_is_cut_off_without_javascript(browser: Any, pages: dict[str, str], size: dict[str, int]) -> None:
    with opened(browser, pages, viewport=size, java_script_enabled=False) as page:
        for name in NAMES:
            page.goto(ADDRESS + name)
            assert (name, too_wide(page)) == (name, 0)


def test_everything_that_can_be_answered_is_in_view_without_javascript(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages, viewport=PHONE, java_script_enabled=False) as page:
        page.goto(ADDRESS + "inputs")
        inputs = page.locator("form[data-submit-once] :is(input:not([type=hidden]), select, textarea)")
        assert inputs.count() == 22
        assert all(inputs.nth(index).is_visible() for index in range(22))
        assert page.get_by_role("button", name="Report a concern").is_visible()
        assert page.get_by_role("link", name="Your queue").is_visible()
        assert page.get_by_role("button", name="Sign out").is_visible()


def test_the_open_menu_and_the_open_filter_hinder_nobody(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages, viewport=PHONE) as page:
        page.goto(ADDRESS + "queue-empty")
        page.get_by_role("button", name="Menu").click()
        page.get_by_text("Filter and search").click()
        assert page.get_by_role("button", name="Sign out").is_visible()
        assert violations(page) == []


def test_the_keyboard_reaches_the_content_first_and_focus_is_never_under_the_bar(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages, viewport={"width": 360, "height": 500}) as page:
        page.goto(ADDRESS + "inputs")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main-content"
        for _step in range(40):
            page.keyboard.press("Tab")
        for _step in range(30):
            page.keyboard.press("Shift+Tab")
            covered = page.evaluate(
                "() => { const it = document.activeElement.getBoundingClientRect(),"
                " bar = document.querySelector('.app-topbar').getBoundingClientRect();"
                " return !document.activeElement.closest('.app-topbar, .govuk-skip-link') && it.bottom > 0 && it.bottom <= bar.bottom }"
            )
            assert not covered, page.evaluate("document.activeElement.outerHTML")


def test_an_error_leads_to_its_input(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages, viewport=PHONE) as page:
        page.goto(ADDRESS + "inputs-full")
        assert page.title() == "Error: Every input – Boundaries"
        assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
        links = page.locator(".govuk-error-summary a")
        for index in range(links.count()):
            links.nth(index).click()
            assert page.evaluate("document.activeElement.id") == links.nth(index).get_attribute("href").removeprefix("#")


def test_print_shows_the_words_without_the_buttons(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages, viewport=WIDE) as page:
        page.goto(ADDRESS + "receipt")
        page.emulate_media(media="print")
        assert page.get_by_text("BR-7F3K-92QD").is_visible()
        assert not page.get_by_role("button", name="Report a concern").is_visible()


def test_a_status_is_told_apart_without_its_colour(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages, viewport=WIDE, forced_colors="active", reduced_motion="reduce") as page:
        page.goto(ADDRESS + "queue")
        assert page.get_by_text("Waiting for the reporter").first.is_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('.govuk-button')).transitionDuration") == "0s"


def packed(data: bytes) -> int:
    return len(gzip.compress(data, 9))


def test_a_first_visit_and_every_page_weigh_little(pages: dict[str, str]) -> None:
    style, script = packed((BUILT / "app.css").read_bytes()), packed((BUILT / "app.js").read_bytes())
    assert style <= 20_000
    assert script <= 8_000
    heaviest = max(packed(page.encode()) for page in pages.values())
    assert heaviest <= 12_000
    assert sum(packed(file.read_bytes()) for file in BUILT.iterdir()) + heaviest <= 60_000


def test_no_page_carries_a_script_or_style_of_its_own(pages: dict[str, str]) -> None:
    for page in pages.values():
        assert " style=" not in page
        assert "<style" not in page
        assert page.count("<script") == page.count('<script type="module" src="/static/app.js"></script>')


def test_the_gallery_holds_thirty_categories() -> None:
    named = [choices for _group, choices in gallery.CATEGORIES if isinstance(choices, list)]
    assert sum(len(choices) for choices in named) + 1 == 30

"""What the script adds: saving while one types, a warning before being signed out, a way out, one sending."""

import re
from typing import Any

import pytest

from tests.web.served import ADDRESS, NEUTRAL, listening, opened, violations

pytestmark = pytest.mark.browser
SAVED, OFFLINE = "Saved", "Not saved: no connection. Keep this page open, we will try again."
MINUTE = 60_000
HELD = "There is no connection, so nothing was sent. Your words are still here. Try again in a moment."


class Server:
    """Answers one address and keeps what was sent to it."""

    def __init__(self, page: Any, path: str, status: int = 204) -> None:
        self.bodies: list[str] = []
        self.status = status
        page.context.route(ADDRESS + path, self.answer)

    def answer(self, route: Any) -> None:
        if self.status == 0:
            route.abort()
            return
        self.bodies.append(route.request.post_data or "")
        route.fulfill(status=self.status, body="<title>Next</title>" if self.status == 200 else "")


def say(page: Any, words: str) -> None:
    page.get_by_role("status").filter(has_text=re.compile(f"^{re.escape(words)}$")).wait_for()


def open_question(page: Any) -> None:
    """The page with a clock that the test moves."""
    page.clock.install()
    page.goto(ADDRESS + "inputs")


def test_what_is_typed_is_saved_when_one_stops_typing(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages) as page:
        server = Server(page, "autosave")
        open_question(page)
        page.get_by_label("Where was it?").fill("The long hall")
        page.clock.fast_forward(3000)
        say(page, SAVED)
        assert len(server.bodies) == 1
        assert "The long hall" in server.bodies[0]


def test_without_a_connection_it_says_so_tries_again_and_loses_nothing(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages) as page:
        server = Server(page, "autosave", status=0)
        open_question(page)
        page.get_by_label("Where was it?").fill("The long hall")
        page.clock.fast_forward(3000)
        say(page, OFFLINE)
        page.get_by_role("button", name="Continue").click()
        say(page, HELD)
        assert page.get_by_label("Where was it?").input_value() == "The long hall"
        server.status = 204
        page.clock.fast_forward(60_000)
        say(page, SAVED)
        assert "The long hall" in server.bodies[-1]


def test_an_offline_button_sends_nothing(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages) as page:
        Server(page, "autosave", status=0)
        sent = Server(page, "inputs?sent", status=200)
        page.goto(ADDRESS + "inputs")
        page.evaluate("document.querySelector('main form').action = '/inputs?sent'")
        page.context.set_offline(True)
        page.get_by_role("button", name="Continue").click()
        say(page, HELD)
        assert sent.bodies == []


def test_a_person_signed_out_elsewhere_is_told(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages) as page:
        Server(page, "autosave", status=403)
        open_question(page)
        page.get_by_label("Where was it?").fill("x")
        page.clock.fast_forward(3000)
        page.get_by_text("Not saved: you were signed out.").wait_for()


def test_leaving_the_page_saves_what_was_just_typed(browser: Any, pages: dict[str, str]) -> None:
    """A beacon outlives its page, so the tests' own answers do not see it: a small server on this machine does."""
    with listening(pages) as (address, received):
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}/inputs")
        page.get_by_label("Where was it?").fill("The long hall")
        page.goto(f"{address}/receipt")
        path, body = received.get(timeout=10)
        context.close()
    assert path == "/autosave"
    assert "The long hall" in body


def test_nothing_is_kept_in_the_browser(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages) as page:
        Server(page, "autosave")
        open_question(page)
        page.get_by_label("Where was it?").fill("The long hall")
        page.clock.fast_forward(3000)
        say(page, SAVED)
        assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0


def test_before_one_is_signed_out_a_warning_lets_one_stay(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages) as page:
        kept = Server(page, "keep-alive")
        open_question(page)
        page.clock.fast_forward(17 * MINUTE)
        assert not page.get_by_role("dialog").is_visible()
        page.clock.fast_forward(MINUTE)
        page.get_by_role("dialog", name="You will be signed out soon").wait_for()
        page.get_by_text("What you typed is saved.").wait_for()
        assert violations(page) == []
        page.get_by_role("button", name="Stay signed in").click()
        page.get_by_role("dialog").wait_for(state="hidden")
        assert len(kept.bodies) == 1
        page.clock.fast_forward(17 * MINUTE)
        assert not page.get_by_role("dialog").is_visible()


def test_the_warning_saves_first_and_what_is_saved_keeps_one_signed_in(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages) as page:
        saved = Server(page, "autosave")
        open_question(page)
        page.clock.fast_forward(18 * MINUTE - 1000)
        page.get_by_label("Where was it?").fill("The long hall")
        page.clock.fast_forward(2000)
        say(page, SAVED)
        assert "The long hall" in saved.bodies[-1]
        assert not page.get_by_role("dialog").is_visible()


def test_what_cannot_be_saved_is_said_and_never_left_behind(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages) as page:
        Server(page, "autosave", status=0)
        open_question(page)
        page.get_by_label("Where was it?").fill("The long hall")
        page.clock.fast_forward(18 * MINUTE)
        page.get_by_text("What you typed is not saved yet.").wait_for()
        page.clock.fast_forward(10 * MINUTE)
        assert page.url == ADDRESS + "inputs"
        assert page.get_by_label("Where was it?").input_value() == "The long hall"


def test_when_staying_fails_the_warning_says_so(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages) as page:
        Server(page, "keep-alive", status=0)
        open_question(page)
        page.clock.fast_forward(18 * MINUTE)
        page.get_by_role("button", name="Stay signed in").click()
        page.get_by_text("You could not be kept signed in.").wait_for()
        assert page.get_by_role("dialog").is_visible()


@pytest.mark.parametrize("slept", [1, 300], ids=["awake", "the lid was shut for hours"])
def test_after_the_limit_nothing_stays_on_the_screen(browser: Any, pages: dict[str, str], slept: int) -> None:
    with opened(browser, pages) as page:
        Server(page, "sign-in", status=200)
        open_question(page)
        page.clock.fast_forward(19 * MINUTE)
        page.clock.fast_forward(slept * MINUTE)
        page.wait_for_url(ADDRESS + "sign-in")


def test_hiding_the_page_leaves_nothing_to_go_back_to(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages) as page:
        page.goto(ADDRESS + "receipt")
        page.goto(ADDRESS + "inputs")
        page.get_by_role("button", name="Hide this page").click()
        page.wait_for_url(NEUTRAL)
        page.go_back()
        assert page.url == ADDRESS + "receipt"


def test_three_presses_of_shift_hide_the_page_and_capitals_do_not(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages) as page:
        page.goto(ADDRESS + "inputs")
        page.get_by_label("Where was it?").focus()
        for letter in "ABCD":
            page.keyboard.press(f"Shift+{letter}")
        assert page.get_by_label("Where was it?").input_value() == "ABCD"
        page.keyboard.press("Shift")
        page.keyboard.press("Shift")
        say(page, "Shift, press 1 more time to hide this page.")
        page.keyboard.press("Shift")
        page.wait_for_url(NEUTRAL)


def test_without_script_hiding_the_page_is_a_plain_link(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages, java_script_enabled=False) as page:
        page.goto(ADDRESS + "inputs")
        page.get_by_role("button", name="Hide this page").click()
        page.wait_for_url(NEUTRAL)


def test_two_presses_send_once(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages) as page:
        page.goto(ADDRESS + "confirm")
        sent = page.evaluate(
            "() => { let sent = 0; const form = document.querySelector('main form');"
            " form.addEventListener('submit', (event) => { if (!event.defaultPrevented) sent += 1; event.preventDefault(); });"
            " const button = form.querySelector('button'); button.click(); button.click();"
            " return [sent, button.getAttribute('aria-disabled'), button.disabled]; }"
        )
        assert sent == [1, "true", False]


def test_a_choice_opens_its_question_and_not_sure_stands_alone(browser: Any, pages: dict[str, str]) -> None:
    with opened(browser, pages) as page:
        page.goto(ADDRESS + "inputs")
        assert not page.get_by_label("Who told you?").is_visible()
        page.get_by_label("A complaint that somebody told me").check()
        assert page.get_by_label("Who told you?").is_visible()
        page.get_by_label("About myself").check()
        assert not page.get_by_label("Who told you?").is_visible()
        page.get_by_label("I did").check()
        page.get_by_label("Nobody").check()
        assert not page.get_by_label("I did").is_checked()
        page.get_by_label("Colleagues").check()
        assert not page.get_by_label("Nobody").is_checked()

"""The desk in a real browser: nothing hinders anyone at a wide and a narrow window, with a script and without."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast, small_world
from boundaries.clocks.queries import now
from incidents.desk import actions
from incidents.reports import actions as author
from incidents.reports.choices import PartyRole, ReportStatus
from incidents.reports.models import Report
from incidents.reports.queries import PAGE
from tests.incidents.desk.pages import VERBS, Desk, address
from tests.incidents.told import fresh, send, send_at
from tests.web.served import violations

pytestmark = pytest.mark.browser
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 640}
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitaenswitwenrente" * 3


@contextmanager
def signed_in(browser: Any, site: str, desk: Desk, **options: Any) -> Iterator[Any]:
    """A window in which this person is signed in; leaving it fails if a script failed or the policy refused something."""
    context = browser.new_context(base_url=site, **options)
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": "session", "value": desk.browser.cookies["session"].value, "url": site}])
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert troubles == []


def too_wide(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def rich_report(cast: Cast) -> Report:
    """A report with something in every part of its page."""
    told = {"told": LONG_WORD, "think": "I am worried.\n\n" * 9, "where": "At the harbour", "talked": "no"}
    report = send_at(now() - timedelta(days=30), cast.amira, cast.ben, danger="yes", clients=(cast.hana,), **told)
    actions.acknowledge(actor=cast.elif_, report_id=report.pk)
    author.add_to_report(actor=cast.amira, report_id=report.pk, text=LONG_WORD)
    author.attach_file(actor=cast.amira, about_id=report.pk, name=f"{LONG_WORD[:100]}.txt", content=b"a plain note\n")
    author.send_message(actor=cast.amira, report_id=report.pk, text=LONG_WORD)
    actions.send_message(actor=cast.elif_, report_id=report.pk, text="I will call on Monday.")
    actions.intervene(actor=cast.elif_, report_id=report.pk, text=LONG_WORD, happened_at=now())
    actions.add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.WITNESS, name=LONG_WORD[:200])
    author.ask_to_withdraw(actor=cast.amira, report_id=report.pk, reason="I am afraid.")
    return fresh(report)


def look_at(page: Any, url: str) -> None:
    """Open a page and ask whether anything hinders anyone."""
    page.goto(url)
    assert (url, violations(page), too_wide(page)) == (url, [], 0)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_hinders_anyone(site: str, browser: Any, size: dict[str, int]) -> None:
    cast, queue = small_world(), reverse("desk:queue")
    with signed_in(browser, site, Desk(cast.ben), viewport=size) as page:
        look_at(page, queue)
        look_at(page, f"{queue}?status=waiting")
    rich, new = rich_report(cast), send(cast.amira, cast.ben)
    held = send(cast.amira, "Ben Okafer")
    for _each in range(PAGE):
        send(cast.amira, cast.ben)
    with signed_in(browser, site, Desk(cast.elif_), viewport=size) as page:
        for url in (queue, f"{queue}?kind=concern&late=on", f"{queue}?status=nonsense&reference={'x' * 50}"):
            look_at(page, url)
        look_at(page, reverse("desk:report", args=[rich.pk]))
        for verb in VERBS:
            look_at(page, address(verb, new if verb == "acknowledge" else rich))
            if page.locator("form[data-submit-once] :is(textarea, input[type=text], input[type=radio])").count():
                page.locator("form[data-submit-once] button[type=submit]").last.click()
                assert page.title().startswith("Error:")
                assert (verb, violations(page), too_wide(page)) == (verb, [], 0)
    with signed_in(browser, site, Desk(cast.chidi), viewport=size) as page:
        look_at(page, reverse("desk:report", args=[rich.pk]))
    with signed_in(browser, site, Desk(cast.tomas), viewport=size) as page:
        look_at(page, queue)
        look_at(page, reverse("desk:report", args=[held.pk]))
        page.get_by_role("button", name="Make clear who is meant").click()
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_role("button", name="That is who is meant").click()
        assert page.title().startswith("Error:")
        assert (violations(page), too_wide(page)) == ([], 0)


def test_a_report_is_handled_from_the_list_to_the_handing_over_on_a_phone_without_javascript(site: str, browser: Any) -> None:
    cast = small_world()
    report = send(cast.amira, cast.ben)
    with signed_in(browser, site, Desk(cast.elif_), viewport=PHONE, java_script_enabled=False) as page:
        page.goto(reverse("desk:queue"))
        page.get_by_text("Filter and search").click()
        page.get_by_label("Reference").fill(report.reference[3:7].lower())
        page.get_by_role("button", name="Show").click()
        page.get_by_role("link", name=report.reference).first.click()
        page.get_by_role("button", name="Acknowledge the report").click()
        page.get_by_role("button", name="Acknowledge it").click()
        page.get_by_role("button", name="Write to the reporter").click()
        page.get_by_role("button", name="Send the message").click()
        assert page.get_by_text("Write a few words").count() == 2
        page.get_by_label("Your message").fill("Thank you. I will call on Monday.")
        page.get_by_role("button", name="Send the message").click()
        page.get_by_role("link", name="Ask the reporter for more").click()
        page.get_by_label("Your question").fill("Which day was it?")
        page.get_by_role("button", name="Send the question").click()
        assert page.get_by_text("Waiting for the reporter").first.is_visible()
        page.get_by_role("link", name="Record how you stepped in").click()
        page.get_by_label("What did you do?").fill("I moved the shift.")
        page.get_by_label("At what time?").fill("00:00")
        page.get_by_role("button", name="Record it").click()
        page.get_by_role("link", name="Add a person").click()
        page.get_by_label("They saw or heard it").check()
        page.get_by_label("Name").fill("Pavel")
        page.get_by_role("button", name="Find").click()
        page.get_by_label("Pavel Horak").check()
        page.get_by_role("button", name="Add this person").click()
        page.get_by_role("link", name="Hand it to somebody else").click()
        page.get_by_label("Farid Rahimi").check()
        page.get_by_label("Why?").fill("I am away.")
        page.get_by_role("button", name="Hand it over").click()
        assert page.get_by_text(f"{report.reference} is no longer on your desk.").is_visible()
        assert page.get_by_text("Nothing waits for you").is_visible()
    after = fresh(report)
    assert (after.status, after.handler) == (ReportStatus.WAITING, cast.farid)
    assert report.parties.filter(person=cast.pavel).exists()
    assert str(report.interventions.get().text) == "I moved the shift."


def test_whoever_is_meant_is_made_clear_without_javascript(site: str, browser: Any) -> None:
    cast = small_world()
    report = send(cast.amira, "the man from the boats")
    with signed_in(browser, site, Desk(cast.tomas), viewport=PHONE, java_script_enabled=False) as page:
        page.goto(reverse("desk:report", args=[report.pk]))
        page.get_by_role("button", name="Make clear who is meant").click()
        page.get_by_label("Look for another name").fill("Okafor")
        page.keyboard.press("Enter")
        page.get_by_label("Ben Okafor").check()
        page.get_by_role("button", name="That is who is meant").click()
        assert page.get_by_text(f"{report.reference} is no longer on your desk.").is_visible()
    assert fresh(report).handler == cast.elif_

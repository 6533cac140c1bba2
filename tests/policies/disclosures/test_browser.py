"""The whole way in a real browser: the worker on a phone without script, the line manager decides; nothing hinders anyone."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import small_world
from accounts.organisations.queries import today
from policies.disclosures.choices import Outcome
from policies.disclosures.models import Disclosure
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import PHONE, WIDE, signed_in, too_wide
from tests.policies.disclosures.told import decide, drafted, sent, settle, talked
from tests.seeing import every
from tests.web.served import violations

pytestmark = pytest.mark.browser


def date_in(page: Any, name: str, day: date) -> None:
    for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"[name={name}_{part}]").fill(str(number))


def go_on(page: Any, button: str = "Save and continue") -> None:
    """Press it, and nothing is too wide on the page it leads to."""
    page.get_by_role("button", name=button).click()
    assert too_wide(page) == 0, page.url


def test_a_worker_discloses_on_a_phone_without_script_and_the_line_manager_decides(browser: Any, site: str) -> None:
    cast = small_world()
    on = today(cast.organisation)
    with signed_in(browser, site, Desk(cast.amira), viewport=PHONE, java_script_enabled=False) as page:
        page.goto("/")
        page.get_by_role("link", name="Disclosures", exact=True).click()
        page.get_by_role("button", name="Disclose something").click()
        page.get_by_role("button", name="Start").click()
        page.get_by_role("button", name="Save and continue").click()
        assert "Say who the other person is" in page.inner_text("main")
        page.get_by_label("A client", exact=True).check()
        page.locator("[name=client]").select_option(str(cast.hana.pk))
        page.get_by_role("button", name="Save and continue").click()
        page.get_by_label("Neighbour").check()
        page.get_by_role("button", name="Save and continue").click()
        page.get_by_label("It is so", exact=True).check()
        page.get_by_label("From before the service").check()
        page.get_by_role("button", name="Save and continue").click()
        page.locator("[name=story]").fill("We live in one street.")
        page.get_by_role("button", name="Save and continue").click()
        page.get_by_role("button", name="Save and continue").click()
        assert "We live in one street." in page.inner_text("main")
        page.get_by_role("button", name="Send the disclosure").click()
        assert "Your disclosure was sent" in page.inner_text("main")
        page.get_by_role("link", name="Follow your disclosure").click()
    settle()
    with signed_in(browser, site, Desk(cast.elif_), viewport=WIDE) as page:
        page.goto("/")
        page.get_by_role("link", name="Disclosures to decide").click()
        page.locator("th a.app-reference").click()
        assert (violations(page), too_wide(page)) == ([], 0)
        page.get_by_role("link", name="Write down the conversation").click()
        date_in(page, "on", on)
        for name in ("confidentiality", "risk", "view"):
            page.locator(f"[name={name}]").fill(f"About {name}.")
        go_on(page, "Write it down")
        page.get_by_role("link", name="Take them off the case").click()
        assert (violations(page), too_wide(page)) == ([], 0)
        page.locator("[name=why_nobody]").fill("We look for somebody.")
        page.locator("[name=told_how]").fill("Elif visits her.")
        date_in(page, "told_on", on + timedelta(days=1))
        page.locator("[name=reason]").fill("It is safer for both.")
        go_on(page, "Take them off the case")
        assert "Off the case" in page.inner_text("main")
    with signed_in(browser, site, Desk(cast.amira), viewport=PHONE, java_script_enabled=False) as page:
        page.goto(reverse("disclosures:one", args=[every(Disclosure).get().pk]))
        assert "It is safer for both." in page.inner_text("main")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_hinders_anyone(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = small_world()
    draft = drafted(cast.amira, cast.hana, kind="attachment", direction="both", story="x" * 300)
    open_one = sent(cast.amira)
    managed = talked(cast.elif_, cast.ben, cast.hana)
    decide(cast.elif_, managed, Outcome.MANAGED)
    barred = talked(cast.elif_, cast.amira, cast.hana, kind="romantic_before")
    settle()

    def at(name: str, one: Disclosure, *more: str) -> str:
        return reverse(f"disclosures:{name}", args=[one.pk, *more])

    steps = [at("step", draft, step) for step in ("whom", "kind", "how", "story", "colleagues", "check")]
    pages = {
        cast.amira: [
            reverse("disclosures:start"),
            reverse("disclosures:list"),
            *steps,
            at("discard", draft),
            at("receipt", open_one),
        ],
        cast.ben: [at("one", managed), at("update", managed), at("end", managed)],
        cast.elif_: [
            reverse("disclosures:desk"),
            at("handle", managed),
            at("handle", barred),
            at("link", open_one) + "?q=Hana",
            at("talk", barred),
            at("recuse", barred),
            at("manage", barred),
        ],
        cast.ingrid: [reverse("disclosures:register"), at("registered", barred), at("except", barred)],
        cast.grace: [at("registered", barred)],
    }
    for person, addresses in pages.items():
        with signed_in(browser, site, Desk(person), viewport=size) as page:
            for address in addresses:
                page.goto(address)
                assert (address, violations(page), too_wide(page)) == (address, [], 0)

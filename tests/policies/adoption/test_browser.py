"""The policies in a real browser: nothing hinders anyone at a wide and a narrow window, with a script and without."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import small_world
from policies.adoption.actions import adapt_clause
from policies.adoption.choices import LocalKind
from policies.library.actions import PACKS, load_policies, packs_in
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import PHONE, WIDE, signed_in, too_wide
from tests.policies.adopting import LK, PCF, PQ, RC, adopted, issued
from tests.web.served import violations

pytestmark = pytest.mark.browser


def a_world() -> Any:
    """The cast, and what they adopted."""
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adoption = adopted(cast.noor, RC, next_review=date(2020, 1, 1))
    adapt_clause(actor=cast.noor, adoption_id=adoption.pk, code="RC-B-4", kind=LocalKind.WORDING, text="A card is a token.")
    adapt_clause(actor=cast.noor, adoption_id=adoption.pk, code="RC-B-4", kind=LocalKind.INSTRUCTION, text="Log it.\nSay thanks.")
    adopted(cast.noor, PCF)
    adopted(cast.noor, LK)
    return cast


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_hinders_a_reader_or_a_director(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = a_world()
    addresses = [
        reverse("policies:list"),
        reverse("policies:policy", args=[RC]),
        reverse("policies:policy", args=[PCF]),
        reverse("policies:clause", args=[RC, "RC-B-4"]),
        reverse("policies:clause", args=[PCF, "PCF-PROMPTS"]),
        reverse("policies:topics"),
        reverse("policies:topic", args=["gifts"]),
        reverse("policies:topic", args=["wills"]),
        reverse("policies:search") + "?q=gift",
        reverse("policies:search") + "?q=zyzzyva",
        reverse("policies:library"),
    ]
    own = [
        reverse("policies:adopt", args=[issued(PQ).pk]),
        reverse("policies:change", args=[RC]),
        reverse("policies:end", args=[RC]),
        reverse("policies:adapt", args=[RC, "RC-B-4", "wording"]),
    ]
    for person, seen in ((cast.amira, addresses), (cast.noor, [*addresses, *own])):
        with signed_in(browser, site, Desk(person), viewport=size) as page:
            for address in seen:
                status = page.goto(address).status
                assert (status, violations(page), too_wide(page)) == (200, [], 0), (person.name, address)


def test_what_is_missing_is_told_where_it_is_missing(browser: Any, site: str) -> None:
    cast = a_world()
    with signed_in(browser, site, Desk(cast.noor), viewport=PHONE) as page:
        page.goto(reverse("policies:adopt", args=[issued(PQ).pk]))
        page.get_by_label("The name of your organisation").fill("")
        page.get_by_role("button", name="Adopt it").click()
        page.get_by_role("link", name="Write an answer to “The name of your organisation”").click()
        assert page.evaluate("document.activeElement.name") == "word_organisation"
        assert (violations(page), too_wide(page)) == ([], 0)


def test_a_clause_is_found_and_read_without_a_script_on_a_phone(browser: Any, site: str) -> None:
    cast = a_world()
    with signed_in(browser, site, Desk(cast.amira), viewport=PHONE, java_script_enabled=False) as page:
        page.goto(reverse("policies:list"))
        page.get_by_role("link", name="Search", exact=True).click()
        page.get_by_label("What are you looking for?").fill("token of thanks")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name="RC-B-4").click()
        page.get_by_role("heading", name="RC-B-4").wait_for()
        page.get_by_role("link", name="The whole policy").click()
        assert page.url.endswith(f"{reverse('policies:policy', args=[RC])}#RC-B-4")


def test_on_paper_there_are_the_words_and_nothing_to_press(browser: Any, site: str) -> None:
    cast = a_world()
    with signed_in(browser, site, Desk(cast.amira), viewport=WIDE) as page:
        page.goto(reverse("policies:policy", args=[RC]))
        page.emulate_media(media="print")
        assert page.get_by_text("Do not smoke where a client lives").is_visible()
        assert page.get_by_text("How to cite it").is_visible()
        for unneeded in (".govuk-service-navigation", ".app-contents", ".app-topbar__report", ".app-footer"):
            assert not page.locator(unneeded).first.is_visible(), unneeded

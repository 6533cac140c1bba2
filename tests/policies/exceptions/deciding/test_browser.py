"""Assessing and deciding in a real browser: the supervisor on a phone without script, the director on one page; nothing hinders anyone."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast, small_world
from policies.exceptions.choices import ExceptionStatus as S
from policies.exceptions.deciding import actions as deciding
from policies.exceptions.models import ExceptionRequest
from policies.library.actions import PACKS, load_policies, packs_in
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import LONG_WORD, PHONE, WIDE, signed_in, too_wide
from tests.policies.exceptions.asked import adopt_both, approved, assess, before_directors, fresh, sent, settle
from tests.policies.exceptions.deciding.pages import DESK, REGISTER, ref, url
from tests.web.served import violations

pytestmark = pytest.mark.browser


def world() -> Cast:
    """The small world with both policies in force."""
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopt_both(cast.noor)
    return cast


def look(page: Any) -> None:
    assert (page.url, violations(page), too_wide(page)) == (page.url, [], 0)


def choose(page: Any, name: str, number: int) -> None:
    page.locator(f"[name={name}]").select_option(str(number))


def test_a_supervisor_assesses_and_recommends_on_a_phone_without_script(browser: Any, site: str) -> None:
    cast = world()
    exception = sent(cast.amira, cast.hana, "LK-4.3-1")
    with signed_in(browser, site, Desk(cast.elif_), viewport=PHONE, java_script_enabled=False) as page:
        page.goto(reverse(DESK))
        page.get_by_role("link", name=ref(exception)).click()
        assert "She asked for it twice." in page.inner_text("main")
        page.get_by_role("button", name="Assess the risks").click()
        choose(page, "likelihood_after_1", 1)
        page.get_by_role("button", name="Write the assessment down").click()
        assert page.title().startswith("Error:")
        assert too_wide(page) == 0
        assert page.locator("[name=likelihood_after_1]").input_value() == "1", "nothing chosen is lost"
        choose(page, "impact_after_1", 2)
        page.locator("[name=words_1]").fill("A colleague is always there.")
        page.locator("[name=owner_1]").select_option(str(cast.elif_.pk))
        page.locator("[name=words]").fill("We talked it over.")
        page.get_by_role("button", name="Write the assessment down").click()
        assert "The assessment is written down" in page.inner_text("main")
        page.get_by_role("button", name="Recommend, for or against").click()
        page.get_by_label("For it").check()
        page.locator("[name=reason]").fill("It does her good.")
        page.get_by_role("button", name="Recommend").click()
        assert "Your recommendation is written down" in page.inner_text("main")
        assert too_wide(page) == 0
    settle()
    assert fresh(exception).status == S.DIRECTOR_REVIEW


def test_a_director_decides_from_one_page(browser: Any, site: str) -> None:
    cast = world()
    exception = before_directors(cast.elif_, cast.amira, cast.hana)
    with signed_in(browser, site, Desk(cast.noor), viewport=WIDE) as page:
        page.goto(reverse(DESK))
        page.get_by_role("link", name=ref(exception)).click()
        read = page.inner_text("main")
        for told in (
            "A picnic by the sea with her.",
            "LK-4.3-1",
            "Must not",
            "She takes it for friendship.",
            "A colleague is always there.",
            "It does her good.",
            "Recommended",
        ):
            assert told in read, told
        assert read.index("LK-4.3-1") < read.index("A picnic by the sea with her."), "what the policy says stands first"
        assert page.get_by_role("button", name="Approve it", exact=True).bounding_box()["y"] < WIDE["height"]
        look(page)
        page.get_by_role("button", name="Approve it", exact=True).click()
        look(page)
        page.locator("[name=reason]").fill("It does her good, and the safeguards hold.")
        page.get_by_role("button", name="Approve it", exact=True).click()
        assert "It is approved" in page.inner_text("main")
        look(page)
        printed = page.request.get(page.get_by_role("link", name="Print the decision").get_attribute("href"))
        assert printed.body().startswith(b"%PDF")
    assert fresh(exception).status == S.APPROVED


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_hinders_anyone(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = world()
    with signed_in(browser, site, Desk(cast.elif_), viewport=size) as page:
        page.goto(reverse(DESK))
        look(page)
    new = sent(cast.amira, cast.hana, "LK-4.3-1", what=LONG_WORD, wish="I want to.\n\n" * 9)
    weighed = assess(cast.elif_, sent(cast.ben, cast.hana, "LK-4.3-1"))
    waiting = before_directors(cast.elif_, cast.amira, cast.hana, after=(5, 5), what=LONG_WORD)
    asked = before_directors(cast.elif_, cast.amira, cast.hana)
    deciding.return_exception(actor=cast.noor, exception_id=asked.pk, text=LONG_WORD)
    lasting = approved(cast.elif_, cast.amira, cast.hana)
    settle()
    look_at: dict[Any, list[tuple[str, ExceptionRequest]]] = {
        cast.elif_: [
            ("handle", new),
            ("assess", new),
            ("assess", weighed),
            ("recommend", weighed),
            ("handle", asked),
            ("suspend", lasting),
            ("revoke", lasting),
        ],
        cast.noor: [("handle", waiting), ("approve", waiting), ("refuse", waiting), ("return", waiting), ("recuse", waiting)],
    }
    for person, pages in look_at.items():
        with signed_in(browser, site, Desk(person), viewport=size) as page:
            page.goto(reverse(DESK))
            look(page)
            for name, exception in pages:
                page.goto(url(exception, name))
                look(page)
                if name == "handle":
                    continue
                for box in page.locator("form[data-submit-once] textarea").all():
                    if box.is_visible():
                        box.fill("")
                page.locator("form[data-submit-once] button[type=submit]").last.click()
                assert page.title().startswith("Error:"), name
                look(page)
    for person in (cast.noor, cast.grace):
        with signed_in(browser, site, Desk(person), viewport=size) as page:
            for query in ("", "?kind=outing&status=approved", "?kind=touch"):
                page.goto(reverse(REGISTER) + query)
                look(page)

"""Asking before acting in a real browser: a worker on a phone, from the first page until it is sent; nothing hinders anyone."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import small_world
from boundaries.clocks.queries import now
from policies.exceptions import actions
from policies.exceptions.choices import ExceptionKind
from policies.exceptions.choices import ExceptionStatus as S
from policies.exceptions.deciding import actions as deciding
from policies.exceptions.life import actions as life
from policies.exceptions.models import ExceptionRequest
from policies.library.actions import PACKS, load_policies, packs_in
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import PHONE, WIDE, signed_in, too_wide
from tests.policies.disclosures.test_browser import date_in
from tests.policies.exceptions.asked import (
    HAZARD,
    LINE,
    NEVER,
    WORDS,
    adopt_both,
    approve,
    approved,
    assess,
    clause,
    drafted,
    in_days,
    sent,
    settle,
    wait_until,
)
from tests.seeing import every
from tests.web.served import violations

pytestmark = pytest.mark.browser


def world() -> Any:
    """The small world, with both policies in force."""
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopt_both(cast.noor)
    return cast


class Way:
    """Somebody on the way: after each step nothing may hinder them, on pages with errors too."""

    def __init__(self, page: Any, *, script: bool) -> None:
        self.page, self.script = page, script

    def look(self) -> None:
        assert too_wide(self.page) == 0, self.page.url
        if self.script:
            assert (self.page.url, violations(self.page)) == (self.page.url, [])

    def go_on(self, button: str = "Save and continue", *, says: str = "") -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        self.look()
        assert says in self.page.inner_text("main")

    def tick(self, clause_id: Any) -> Any:
        """Tick a clause, in the part where it stands."""
        box = self.page.locator(f"[value='{clause_id}']")
        if not box.is_visible():
            self.page.locator("details", has=box).locator("summary").click()
        box.check()
        return box

    def write(self, *names: str) -> None:
        for name in names:
            self.page.locator(f"[name={name}]").fill(WORDS[name])

    def choose(self, name: str, value: Any) -> None:
        self.page.locator(f"[name={name}]").select_option(str(value))


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_worker_asks_on_a_phone_from_the_start_page_until_it_is_sent(browser: Any, site: str, script: bool) -> None:
    cast = world()
    with signed_in(browser, site, Desk(cast.amira), viewport=PHONE, java_script_enabled=script) as page:
        way = Way(page, script=script)
        page.goto("/")
        page.get_by_role("link", name="Ask before you act").click()
        way.look()
        way.go_on("Start", says="Choose what you ask for")
        page.get_by_label("Something else").check()
        way.go_on("Start")
        absolute = way.tick(clause(NEVER, cast.organisation.pk).pk)
        way.go_on(says=f"Nobody can allow an exception from {NEVER}")
        assert absolute.is_checked(), "nothing chosen is lost"
        absolute.uncheck()
        way.tick(clause(LINE, cast.organisation.pk).pk)
        way.go_on()
        way.go_on(says="Say what is planned.")
        way.write("what", "place", "company")
        for name in ("starts_on", "ends_on"):
            date_in(page, name, in_days(cast.amira, 7))
        way.choose("companion_1", cast.ben.pk)
        way.go_on()
        way.go_on(says="Choose the client, or write the name")
        way.choose("client", cast.hana.pk)
        way.write("benefit", "wish", "support_plan")
        way.go_on()
        page.locator("[name=hazard_1]").fill(HAZARD["what"])
        way.go_on(says="Say for whom")
        page.locator("[name=who_1]").fill(HAZARD["who"])
        way.choose("likelihood_1", 3)
        way.choose("impact_1", 4)
        way.go_on(says=WORDS["what"])
        way.go_on("Send", says="It was sent.")
    assert every(ExceptionRequest).get().status == S.REQUESTED


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_hinders_anyone(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = world()
    draft = drafted(cast.amira, cast.hana, what="x" * 300, hazards=[HAZARD] * 5)
    kinds = [actions.start_exception(actor=cast.amira, facts={"kind": each}) for each in ExceptionKind.values]
    returned = sent(cast.amira, cast.hana)
    deciding.return_exception(actor=cast.elif_, exception_id=returned.pk, text="Who drives?")
    waiting = assess(cast.elif_, sent(cast.amira, cast.hana))
    refused = assess(cast.elif_, sent(cast.amira, cast.hana))
    deciding.refuse_exception(actor=cast.elif_, exception_id=refused.pk, reason="It is too much.")
    paused, ended = approved(cast.elif_, cast.amira, cast.hana), assess(cast.elif_, sent(cast.amira, cast.hana))
    life.suspend_exception(actor=cast.ingrid, exception_id=paused.pk, reason="We look at it again.")
    approve(cast.elif_, ended)
    settle()
    wait_until(now() + timedelta(days=9))
    told = approved(cast.elif_, cast.ben, cast.hana)

    def at(name: str, one: ExceptionRequest, *more: str) -> str:
        return reverse(f"exceptions:{name}", args=[one.pk, *more])

    own = [reverse("exceptions:start"), reverse("exceptions:list"), at("discard", draft)]
    own += [at("step", draft, step) for step in ("clause", "plan", "client", "risks", "check")]
    own += [at("step", draft, "clause") + "?about=kind"]
    own += [at("step", each, step) for each in kinds for step in ("clause", "plan", "client")]
    own += [at("step", returned, "check"), at("answer", returned), at("withdraw", waiting), at("outcome", ended)]
    own += [at("one", each) for each in (returned, waiting, refused, paused, ended)]
    for person, addresses in {cast.amira: own, cast.ben: [at("one", told)]}.items():
        with signed_in(browser, site, Desk(person), viewport=size) as page:
            for address in addresses:
                page.goto(address)
                assert (address, violations(page), too_wide(page)) == (address, [], 0)

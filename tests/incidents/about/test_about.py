"""Help, privacy and contact for everybody; what is held about oneself for oneself alone."""

import re
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.demo.actions import PASSWORD
from accounts.demo.cast import address_of
from accounts.logins.actions import confirm_logins
from accounts.signin.events import KINDS
from accounts.staff.actions import change_manager
from accounts.staff.models import StaffMember, User
from boundaries.clocks.queries import at
from incidents.desk.actions import open_report
from incidents.reports.events import ReportEvent
from tests.incidents.told import MONDAY, events_of, send

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

ROOT = Path(__file__).resolve().parents[3]
PAGES = ["about:help", "about:privacy", "about:contact"]


def shown(browser: Any, name: str) -> str:
    answer = browser.get(reverse(name))
    assert answer.status_code == 200
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", str(answer.content.decode()))


@pytest.mark.parametrize("name", PAGES)
def test_they_are_open_before_signing_in_and_name_nobody(cast: "Cast", name: str) -> None:
    page = shown(Client(), name)
    assert cast.olga.name not in page
    assert cast.organisation.name not in page


@pytest.mark.parametrize("name", PAGES)
def test_an_outside_contact_may_read_them(cast: "Cast", signed_in: Callable[[Any], Any], name: str) -> None:
    shown(signed_in(cast.miriam), name)


def test_every_page_leads_to_them(cast: "Cast", signed_in: Callable[[Any], Any]) -> None:
    page = shown(signed_in(cast.amira), "home")
    assert all(f'href="{reverse(name)}"' in page for name in [*PAGES, "about:me"])
    assert all(f'href="{reverse(name)}"' in shown(Client(), "signin:sign_in") for name in PAGES)


def test_contact_names_the_administrators_of_ones_own_organisation(cast: "Cast", signed_in: Callable[[Any], Any]) -> None:
    page = shown(signed_in(cast.amira), "about:contact")
    assert cast.olga.name in page
    assert cast.wiremu.name in page
    assert cast.olga.name not in shown(signed_in(cast.ivo), "about:contact")


@pytest.mark.django_db
def test_the_notice_names_everybody_who_may_see_a_report() -> None:
    """Directors and auditors see reports that nobody gave them (incidents/register): whoever tells something reads so first."""
    said = shown(Client(), "about:privacy").split("Who sees a report")[1].split("<h2")[0]
    for word in ("handling it", "serious or late", "directors", "Auditors", "Administrators"):
        assert word in said
    assert "directors" in shown(Client(), "about:help")


def test_the_notice_says_what_stays_in_the_browser(cast: "Cast") -> None:
    browser = Client()
    browser.post("/sign-in/", {"email": address_of("amira"), "password": PASSWORD})
    browser.post("/sign-out/")
    kept = {name for name, cookie in browser.cookies.items() if cookie.value and cookie["max-age"]}
    assert "device" in kept
    assert "a mark by which we know this browser again" in shown(Client(), "about:privacy")


def test_what_is_held_about_me_needs_signing_in(cast: "Cast", signed_in: Callable[[Any], Any]) -> None:
    assert Client().get(reverse("about:me")).status_code == 302


def test_an_outside_contact_has_the_page_too(cast: "Cast", signed_in: Callable[[Any], Any]) -> None:
    page = shown(signed_in(cast.miriam), "about:me")
    assert cast.miriam.name in page
    assert "Who opened what you told us" not in page
    assert reverse("clients:list") not in page
    assert reverse("about:me") in shown(signed_in(cast.miriam), "about:help")


def test_it_says_where_the_rest_stands(cast: "Cast", signed_in: Callable[[Any], Any]) -> None:
    page = shown(signed_in(cast.amira), "about:me")
    for name in ("sessions:account", "notices:list", "clients:list"):
        assert f'href="{reverse(name)}">' in page


def test_it_shows_ones_entry_and_what_was_changed_in_it(cast: "Cast", signed_in: Callable[[Any], Any]) -> None:
    change_manager(actor=cast.olga, person_id=cast.amira.pk, manager_id=cast.farid.pk)
    page = shown(signed_in(cast.amira), "about:me")
    assert cast.farid.name in page
    assert "A person got another line manager." in page
    assert cast.olga.name in page


def test_it_leaves_out_nothing_of_ones_entry(cast: "Cast", signed_in: Callable[[Any], Any]) -> None:
    StaffMember.objects.filter(pk=cast.amira.pk).update(partner="Harbour Aid", started_on=date(2021, 3, 9), job_title="Nurse")
    page = shown(signed_in(cast.amira), "about:me")
    assert all(word in page for word in ("Harbour Aid", "9 March 2021", "Nurse"))


def test_it_says_that_ones_login_was_confirmed(cast: "Cast", signed_in: Callable[[Any], Any]) -> None:
    User.objects.filter(staff_member=cast.elif_).update(confirmed_by=None, confirmed_at=None)
    confirm_logins(actor=cast.noor, person_ids=[cast.elif_.pk])
    page = shown(signed_in(cast.elif_), "about:me")
    assert "A second person confirmed that a login is its owner&#x27;s." in page


def test_every_event_about_a_person_has_its_sentence_there() -> None:
    """What is written down about ``("staff", ...)`` is told on this page: a kind that is not listed would break it."""
    writing = [path for path in ROOT.glob("accounts/*/actions.py") if '("staff", ' in path.read_text(encoding="utf-8")]
    slices = {path.parent.name: import_module(f"accounts.{path.parent.name}.actions") for path in writing}
    assert {"staff", "logins", "tokens"} <= set(slices)
    for name, actions in slices.items():
        assert [kind for kind in vars(actions).values() if kind in KINDS], name


def test_it_shows_who_opened_ones_report_by_relation_and_never_by_name(cast: "Cast", signed_in: Callable[[Any], Any]) -> None:
    report = send(cast.amira, cast.ben)
    browser = signed_in(cast.amira)
    assert "Nobody has opened it yet." in shown(browser, "about:me")
    assert signed_in(cast.elif_).get(reverse("desk:report", args=[report.pk])).status_code == 200
    readings = shown(browser, "about:me").split("Who opened what you told us")[1]
    assert "Handles it" in readings
    assert cast.elif_.name not in readings


def test_the_subject_sees_the_same_page_with_and_without_a_report(cast: "Cast", signed_in: Callable[[Any], Any]) -> None:
    browser = signed_in(cast.ben)
    before = shown(browser, "about:me")
    open_report(actor=cast.elif_, report_id=send(cast.amira, cast.ben).pk)
    assert shown(browser, "about:me") == before


def test_opening_is_written_down_once_a_day_and_not_told_on_the_timeline(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    for moment in (MONDAY, MONDAY.replace(hour=11), MONDAY.replace(day=8)):
        with at(moment):
            open_report(actor=cast.elif_, report_id=report.pk)
    assert events_of(report).count(ReportEvent.OPENED) == 2

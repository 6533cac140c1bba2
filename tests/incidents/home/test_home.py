"""The start page and the menu show each person what they can do, and nothing they may not open."""

import re
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from incidents.home.context import menu
from incidents.home.queries import standing_of
from incidents.home.views import desk_as_shown
from incidents.reports.actions import save_draft, start_draft
from incidents.reports.queries import DeskCounts


def page_of(person: StaffMember) -> str:
    """The start page as this person sees it."""
    browser = Client()
    assert person.user
    browser.force_login(person.user)
    return browser.get(reverse("home")).content.decode()


def menu_of(page: str) -> list[str]:
    """The menu's addresses."""
    return re.findall(r'<a class="govuk-service-navigation__link" href="([^"]+)"', page)


START, REPORTS, DESK, REGISTER, POLICIES, CLIENTS, PEOPLE, NOTICES, ACCOUNT = (
    "/",
    "/reports/",
    "/desk/",
    "/register/",
    "/policies/",
    "/clients/",
    "/people/",
    "/notices/",
    "/account/",
)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("amira", [START, REPORTS, POLICIES, CLIENTS, PEOPLE, NOTICES, ACCOUNT]),
        ("ben", [START, REPORTS, POLICIES, CLIENTS, PEOPLE, NOTICES, ACCOUNT]),
        ("elif_", [START, REPORTS, DESK, POLICIES, CLIENTS, PEOPLE, NOTICES, ACCOUNT]),
        ("noor", [START, REPORTS, DESK, REGISTER, POLICIES, CLIENTS, PEOPLE, NOTICES, ACCOUNT]),
        ("chidi", [START, REPORTS, DESK, POLICIES, CLIENTS, PEOPLE, NOTICES, ACCOUNT]),
        ("tomas", [START, REPORTS, DESK, POLICIES, PEOPLE, NOTICES, ACCOUNT]),
        ("olga", [START, REPORTS, POLICIES, PEOPLE, NOTICES, ACCOUNT]),
        ("grace", [START, REPORTS, REGISTER, POLICIES, PEOPLE, NOTICES, ACCOUNT]),
        ("root", [START, REPORTS, POLICIES, PEOPLE, NOTICES, ACCOUNT]),
        ("ivo", [START, REPORTS, POLICIES, PEOPLE, NOTICES, ACCOUNT]),
        ("miriam", [START, DESK, NOTICES, ACCOUNT]),
    ],
)
def test_the_menu_of_each_person(cast: Cast, name: str, lines: list[str]) -> None:
    assert menu_of(page_of(getattr(cast, name))) == lines


@pytest.mark.parametrize("name", ["amira", "elif_", "noor", "olga", "grace", "root", "ivo", "miriam"])
def test_every_link_of_the_start_page_opens(cast: Cast, name: str) -> None:
    person = getattr(cast, name)
    browser = Client()
    browser.force_login(person.user)
    links = set(re.findall(r'href="(/[^"#]*)"', browser.get(reverse("home")).content.decode()))
    opened = {link: browser.get(link, follow=True).status_code for link in links if not link.startswith("/static/")}
    assert set(opened.values()) == {200}, opened


def test_everybody_inside_finds_the_way_to_a_report_and_whom_to_call(cast: Cast) -> None:
    page = page_of(cast.amira)
    assert page.count(f'href="{reverse("reports:start")}"') == 2, "in the header and on the page"
    assert 'href="tel:112"' in page


def test_an_outside_contact_is_asked_for_no_report(cast: Cast) -> None:
    assert reverse("reports:start") not in page_of(cast.miriam)


def test_everybody_inside_writes_down_from_there_what_is_no_report(cast: Cast) -> None:
    ways = [reverse(f"{each}:start") for each in ("contacts", "gifts", "disclosures", "exceptions")]
    assert [each for each in ways if f'href="{each}"' not in page_of(cast.ben)] == []
    assert [each for each in ways if f'href="{each}"' in page_of(cast.miriam)] == []


def test_a_draft_can_be_gone_on_with_by_its_author_alone(cast: Cast) -> None:
    draft = start_draft(actor=cast.amira)
    save_draft(actor=cast.amira, draft_id=draft.id, answers={"danger": "no", "kind": "concern"})
    assert str(draft.id) in page_of(cast.amira)
    assert str(draft.id) not in page_of(cast.elif_)


def counted(mine: int, unconfirmed: int, overdue: int) -> DeskCounts:
    return DeskCounts(mine, 0, 0, 0, mine=mine, unconfirmed=unconfirmed, overdue=overdue)


@pytest.mark.parametrize(
    ("desk", "words", "status"),
    [
        (counted(0, 0, 0), "No report is with you now.", "Empty"),
        (counted(1, 0, 0), "1 report is with you.", "Nothing late"),
        (counted(3, 2, 0), "3 reports are with you.", "2 new"),
        (counted(3, 2, 1), "3 reports are with you.", "1 late"),
    ],
)
def test_the_desk_says_what_presses_most(desk: DeskCounts, words: str, status: str) -> None:
    shown = desk_as_shown(desk)
    assert (shown["words"], shown["status"]) == (words, status)


def test_reports_may_come_to_managers_and_to_those_in_office(cast: Cast) -> None:
    may = [standing_of(each, now()).may_receive for each in (cast.elif_, cast.tomas, cast.yara, cast.miriam)]
    may_not = [standing_of(each, now()).may_receive for each in (cast.amira, cast.olga, cast.grace, cast.root, cast.maya)]
    assert (may, may_not) == ([True] * 4, [False] * 5)


def test_the_menu_costs_two_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        menu(cast.elif_, "home")


def test_a_page_is_shown_though_the_menu_cannot_be_made(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_arguments: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("incidents.home.context.menu", away)
    assert menu_of(page_of(cast.amira)) == [NOTICES, ACCOUNT]


def test_the_start_page_is_read_not_sent_to(cast: Cast, client: Client) -> None:
    assert cast.amira.user
    client.force_login(cast.amira.user)
    assert client.post(reverse("home")).status_code == 405

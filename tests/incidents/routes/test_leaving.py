"""What a leaver has in hand: listed by reference for whoever lets them go, handed on by itself, and betrayed to nobody."""

from typing import Any

import pytest
from django.test import Client

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.leaving import open_work_of
from accounts.staff.models import StaffMember
from tests.accounts.kinds import SignedIn
from tests.accounts.signing import without_token
from tests.incidents.told import fresh, send

pytestmark = pytest.mark.django_db


def page_of(person: StaffMember) -> str:
    return f"/people/{person.id}/deactivate/"


def references(leaver: StaffMember, reader: StaffMember) -> list[str]:
    return [reference for work in open_work_of(leaver, reader=reader) for reference in work.references]


def let_go(browser: Client, cast: Cast, person: StaffMember) -> Any:
    day = today(cast.organisation)
    said = {"last_day_day": day.day, "last_day_month": day.month, "last_day_year": day.year}
    return browser.post(page_of(person), said, follow=True)


def test_the_administrator_sees_references_and_not_a_word_of_them(cast: Cast, signed_in: SignedIn) -> None:
    first, second = (send(cast.amira, cast.ben, saw="They met in the café by the harbour.") for _each in range(2))
    assert first.handler_id == cast.elif_.id
    page = signed_in(cast.olga).get(page_of(cast.elif_)).content.decode()
    assert first.reference in page
    assert second.reference in page
    assert "Reports they handle (2)" in page
    for word in ("café", "friendship", "Ben Okafor</dd>"):
        assert word not in page


def test_they_are_handed_on_with_the_leaver_and_it_says_so(cast: Cast, signed_in: SignedIn) -> None:
    report = send(cast.amira, cast.ben)
    answer = let_go(signed_in(cast.olga), cast, cast.elif_)
    assert f"1 report was handed on: {report.reference}." in answer.content.decode()
    assert fresh(report).handler_id == cast.farid.id


def test_whoever_has_nothing_in_hand_leaves_without_a_list(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.olga)
    assert "What they have in hand" not in browser.get(page_of(cast.pavel)).content.decode()
    assert "The person was deactivated." in let_go(browser, cast, cast.pavel).content.decode()


@pytest.mark.parametrize("about", ["olga", "her manager", "her name as somebody wrote it", "nobody named", "told by her"])
def test_an_administrator_who_is_kept_out_sees_the_same_page_as_if_there_were_none(
    cast: Cast, signed_in: SignedIn, about: str
) -> None:
    browser = signed_in(cast.olga)
    before = {person.id: without_token(browser.get(page_of(person))) for person in StaffMember.objects.exclude(id=cast.olga.id)}
    told: dict[str, tuple[StaffMember, tuple[Any, ...]]] = {
        "olga": (cast.amira, (cast.olga,)),
        "her manager": (cast.amira, (cast.olga.manager,)),
        "her name as somebody wrote it": (cast.amira, (cast.olga.name,)),
        "nobody named": (cast.amira, ()),
        "told by her": (cast.olga, (cast.ben,)),
    }
    reporter, subjects = told[about]
    report = send(reporter, *subjects)
    assert report.handler_id is not None
    handler = StaffMember.objects.get(id=report.handler_id)
    assert references(handler, cast.olga) == []
    after = {person.id: without_token(browser.get(page_of(person))) for person in StaffMember.objects.exclude(id=cast.olga.id)}
    changed = {id_ for id_ in after if id_ in before and after[id_] != before[id_]}
    assert changed == set()


def test_people_they_lead_and_clients_they_work_with_are_named_or_counted(cast: Cast, signed_in: SignedIn) -> None:
    page = signed_in(cast.olga).get(page_of(cast.elif_)).content.decode()
    assert "People they lead" in page
    assert f"/people/{cast.ben.id}/manager/" in page
    amiras = signed_in(cast.olga).get(page_of(cast.amira)).content.decode()
    assert "Clients they work with (" in amiras
    assert "Hana" not in amiras


def test_another_organisations_reports_are_not_among_them(cast: Cast) -> None:
    send(cast.amira, cast.ben)
    assert references(cast.elif_, cast.ivo) == []

"""Stepping aside: the report is closed to oneself at once, and goes on to the next in the route."""

import re

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from tests.incidents.desk.pages import VERBS, Desk, page_of, said_after
from tests.incidents.told import fresh, send


def test_a_handler_steps_aside_and_the_next_person_takes_it(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    asked = page_of(desk.get("recuse", report))
    assert "you will not see this report any more" in asked
    answer = desk.do("recuse", report, reason="Ben is my brother.")
    said = said_after(desk.browser, answer)
    assert f"You have stepped aside. {report.reference} is no longer on your desk." in said
    assert "Okafor" not in said
    assert fresh(report).handler == cast.farid
    assert Desk(cast.farid).listed() == [report.reference]


def test_whoever_stepped_aside_sees_nothing_of_it_any_more(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    desk.do("recuse", report, reason="Ben is my brother.")
    assert desk.open(report).status_code == 404
    assert {desk.get(verb, report).status_code for verb in VERBS} == {404}
    assert desk.listed() == []
    assert report.reference not in page_of(desk.browser.get(reverse("notices:list")))


def test_who_was_only_told_may_step_aside_and_the_handler_keeps_it(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben, danger="yes"), Desk(cast.chidi)
    assert desk.do("recuse", report, reason="Ben is a friend.")["Location"] == reverse("desk:queue")
    assert desk.open(report).status_code == 404
    assert fresh(report).handler == cast.elif_


@pytest.mark.parametrize("again", ["recuse", "message"])
def test_stepping_aside_twice_leads_nowhere(cast: Cast, again: str) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    desk.do("recuse", report, reason="Ben is my brother.")
    assert desk.do(again, report, reason="Again", text="Again").status_code == 404


@pytest.mark.parametrize("verb", ["recuse", "reassign"])
def test_a_double_click_leads_where_the_first_click_led(cast: Cast, verb: str) -> None:
    report, browser = send(cast.amira, cast.ben), Desk(cast.elif_).browser
    address = reverse(f"desk:{verb}", args=[report.pk])
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(address).content.decode())
    assert token
    words = {"csrfmiddlewaretoken": token[1], "to": str(cast.farid.pk), "reason": "Ben is my brother."}
    answers = [browser.post(address, words) for _click in range(2)]
    assert [(each.status_code, each["Location"]) for each in answers] == [(302, reverse("desk:queue"))] * 2
    assert f"{report.reference} is no longer on your desk" in page_of(browser.get(reverse("desk:queue")))
    assert browser.post(address, words | {"reason": "Another."}).status_code == 404
    assert report.routes.count() == 1 + (2 if verb == "recuse" else 1)

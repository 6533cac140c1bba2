"""Handing a report over: only to somebody who may handle it and has no conflict."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from boundaries.clocks.queries import now
from incidents.desk import forms
from incidents.reports.models import Report
from tests.incidents.desk.pages import Desk, page_of, said_after
from tests.incidents.told import fresh, send, send_at, wait_until


def offered(desk: Desk, report: Report, **query: str) -> set[str]:
    """Who may be chosen."""
    answer = desk.do("reassign", report, act="find", **query) if query else desk.get("reassign", report)
    field = answer.context["form"].fields.get("to")
    return {label.split(" (")[0] for value, label in field.choices if value} if field else set()


def test_it_is_handed_to_somebody_else_and_leaves_the_desk(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    answer = desk.do("reassign", report, to=str(cast.farid.pk), reason="I am away.")
    assert answer["Location"] == reverse("desk:queue")
    assert f"{report.reference} is no longer on your desk." in said_after(desk.browser, answer)
    assert fresh(report).handler == cast.farid
    page = page_of(Desk(cast.farid).open(report))
    assert "Elif Demir handed it to Farid Rahimi." in page
    assert "I am away." in page


def test_nobody_with_a_conflict_is_offered(cast: Cast) -> None:
    report = send(cast.amira, cast.ben, not_to_receive=[str(cast.noor.pk)])
    names = offered(Desk(cast.elif_), report)
    assert "Farid Rahimi" in names
    assert names.isdisjoint({"Amira Haddad", "Ben Okafor", "Elif Demir", "Noor Siddiqui", "Root Castellan"})


def test_who_was_told_because_it_was_late_may_take_it(cast: Cast) -> None:
    report = send_at(now(), cast.amira, cast.ben)
    assert report.due_at is not None
    wait_until(report.due_at)
    desk = Desk(cast.farid)
    assert "that is you" in page_of(desk.get("reassign", report))
    answer = desk.do("reassign", report, to=str(cast.farid.pk), reason="It is late.")
    assert answer["Location"] == reverse("desk:report", args=[report.pk])
    assert fresh(report).handler == cast.farid


def other_choices(cast: Cast) -> dict[str, Any]:
    return {
        "nobody": "",
        "unknown": str(uuid4()),
        "foreign": str(cast.ivo.pk),
        "subject": str(cast.ben.pk),
        "nonsense": "x" * 9_000,
    }


@pytest.mark.parametrize("choice", ["nobody", "unknown", "foreign", "subject", "nonsense"])
def test_nobody_else_can_be_chosen_and_the_reason_stays(cast: Cast, choice: str) -> None:
    report = send(cast.amira, cast.ben)
    answer = Desk(cast.elif_).do("reassign", report, to=other_choices(cast)[choice], reason="I am away.")
    page = page_of(answer)
    assert answer.status_code == 422
    assert "Choose" in page.split('id="id_to-error"')[1].split("</div>")[0]
    assert "I am away." in page
    assert fresh(report).handler == cast.elif_


# --- Long lists -----------------------------------------------------------------------------------------------------------
def test_more_than_a_few_stand_in_a_list(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "FEW", 2)
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    page = page_of(desk.get("reassign", report))
    assert '<select name="to"' in page
    assert desk.do("reassign", report, to=str(cast.farid.pk), reason="I am away.").status_code == 302


def test_among_very_many_somebody_is_found_by_name(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "LONGEST_LIST", 3)
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    assert offered(desk, report) == set()
    assert offered(desk, report, query="rahi", reason="I am away.") == {"Farid Rahimi"}
    assert offered(desk, report, query="nobody of that name") == set()
    found = desk.do("reassign", report, act="find", query="Rahi Fa", reason="I am away.")
    assert "I am away." in page_of(found)
    assert "There is a problem" not in page_of(found)
    done = desk.do("reassign", report, query="Rahi", to=str(cast.farid.pk), reason="I am away.")
    assert done.status_code == 302


@pytest.mark.parametrize(
    ("fields", "field"),
    [({}, "query"), ({"query": "x" * 301}, "query"), ({"query": "a\0b"}, "query"), ({"query": "Farid"}, "to")],
)
def test_among_very_many_nobody_found_or_chosen_is_said(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, fields: dict[str, str], field: str
) -> None:
    monkeypatch.setattr(forms, "LONGEST_LIST", 3)
    report = send(cast.amira, cast.ben)
    answer = Desk(cast.elif_).do("reassign", report, reason="I am away.", **fields)
    assert answer.status_code == 422
    assert f'id="id_{field}-error"' in page_of(answer)


def test_where_nobody_is_left_it_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(actor: object, report: object) -> list[object]:
        return []

    monkeypatch.setattr("incidents.reports.queries.people_eligible", nobody)
    report = send(cast.amira, cast.ben)
    page = page_of(Desk(cast.elif_).get("reassign", report))
    assert "Nobody else may take this report at present." in page
    assert "Hand it over</button>" not in page

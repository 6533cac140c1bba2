"""Adding a person: they are kept out at once, and the route follows."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from incidents.reports.choices import PartyRole, PartyState
from incidents.reports.models import Party, ReportExclusion
from tests.incidents.desk.pages import Desk, page_of, said_after
from tests.incidents.told import fresh, send
from tests.seeing import every


def test_somebody_is_found_by_name_and_added(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    found = desk.do("add_party", report, act="find", query="pavel", role="witness")
    assert found.status_code == 200
    page = page_of(found)
    assert "Pavel Horak (Outreach nurse, Health outreach team, Open Door Clinic)" in page
    assert "There is a problem" not in page
    added = desk.do("add_party", report, query="pavel", role="witness", pick=str(cast.pavel.pk))
    assert added["Location"] == reverse("desk:report", args=[report.pk])
    party = report.parties.get(person=cast.pavel)
    assert (party.role, party.state) == (PartyRole.WITNESS, PartyState.LINKED)
    assert every(ReportExclusion).filter(report=report, person=cast.pavel).exists()
    assert "Pavel Horak" in page_of(desk.open(report))


def test_a_name_as_it_was_written_is_added_until_it_is_clear(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    desk.do("add_party", report, query="the  tall\tman", role="witness", pick="as_written")
    party = report.parties.get(role=PartyRole.WITNESS)
    assert (str(party.name), party.state) == ("the tall man", PartyState.UNRESOLVED)


def test_adding_the_handler_s_own_manager_leaves_it_where_it_is(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    desk.do("add_party", report, query="Farid", role="implicated", pick=str(cast.farid.pk))
    assert fresh(report).handler == cast.elif_
    assert Desk(cast.farid).listed() == []


def test_a_subject_above_the_handler_takes_it_from_them_at_once(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    answer = desk.do("add_party", report, query="Farid", role="subject", pick=str(cast.farid.pk))
    assert answer["Location"] == reverse("desk:queue")
    assert f"{report.reference} is no longer on your desk." in said_after(desk.browser, answer)
    assert desk.open(report).status_code == 404
    assert fresh(report).handler not in {cast.elif_, cast.farid}


def test_oneself_is_not_offered_but_led_to_stepping_aside(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    page = page_of(desk.do("add_party", report, act="find", query="Elif", role="witness"))
    assert "Elif Demir (" not in page
    assert reverse("desk:recuse", args=[report.pk]) in page
    forged = desk.do("add_party", report, query="Elif", role="witness", pick=str(cast.elif_.pk))
    assert forged.status_code == 422


def test_somebody_named_already_is_refused_beside_the_choice(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    answer = Desk(cast.elif_).do("add_party", report, query="Ben", role="subject", pick=str(cast.ben.pk))
    assert answer.status_code == 422
    assert "This person is named already." in page_of(answer).split('id="id_pick-error"')[1].split("</div>")[0]


def test_somebody_who_has_left_is_found_and_said_to_have_left(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    cast.lena.is_active = False
    cast.lena.save(update_fields=["is_active"])
    page = page_of(Desk(cast.elif_).do("add_party", report, act="find", query="Lena", role="witness"))
    assert "Lena Fischer (Volunteer, Harbour team), no longer works here" in page


def test_nobody_of_another_organisation_is_found(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    assert "Ivo Maric" not in page_of(desk.do("add_party", report, act="find", query="Ivo", role="witness"))
    assert desk.do("add_party", report, query="Ivo", role="witness", pick=str(cast.ivo.pk)).status_code == 422
    assert every(Party).count() == 1


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({}, "role", "Choose how they stand to it"),
    ({"role": "accused", "query": "Pavel", "pick": "as_written"}, "role", "Choose one of the answers"),
    ({"role": "witness"}, "query", "Write a name and press Find"),
    ({"role": "witness", "query": "  "}, "query", "Write a name and press Find"),
    ({"role": "witness", "query": "Pavel"}, "pick", "Choose who you mean"),
    ({"role": "witness", "query": "Pavel", "pick": "nobody"}, "pick", "Choose one of the people shown"),
    ({"role": "witness", "query": "x" * 301, "pick": "as_written"}, "query", "at most 300 characters"),
    ({"role": "witness", "query": "x" * 20_001, "act": "find"}, "query", "at most 300 characters"),
    ({"role": "witness", "query": "a\0b", "pick": "as_written"}, "query", "Null characters"),
    ({"role": "witness", "pick": "as_written"}, "query", "Write a name and press Find"),
]


@pytest.mark.parametrize(("fields", "field", "words"), BAD)
def test_what_is_wrong_is_said_beside_its_field_and_stays(cast: Cast, fields: dict[str, Any], field: str, words: str) -> None:
    report = send(cast.amira, cast.ben)
    answer = Desk(cast.elif_).do("add_party", report, **fields)
    page = page_of(answer)
    assert answer.status_code == 422
    assert words in page.split(f'id="id_{field}-error"')[1].split("</div>")[0]
    assert "\0" in fields.get("query", "") or fields.get("query", "").strip() in page
    assert every(Party).count() == 1


def test_many_of_one_name_are_said_to_be_many(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("incidents.desk.queries.FOUND", 1)
    report = send(cast.amira, cast.ben)
    page = page_of(Desk(cast.elif_).do("add_party", report, act="find", query="an", role="witness"))
    assert "There are more people of that name." in page

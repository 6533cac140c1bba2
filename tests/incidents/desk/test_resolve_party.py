"""Making clear who is meant: the report goes where it belongs, in the same transaction."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from incidents.desk import actions, queries
from incidents.reports.choices import PartyRole, PartyState
from incidents.reports.models import Party, Report, ReportExclusion
from tests.incidents.desk.pages import Desk, address, page_of, said_after
from tests.incidents.told import fresh, send
from tests.seeing import every


@pytest.fixture
def held(cast: Cast) -> Report:
    """A report about a name, held by the triage officer."""
    report = send(cast.amira, "Ben Okafer")
    assert fresh(report).handler == cast.tomas
    return report


def party_of(report: Report) -> Party:
    return report.parties.get(state=PartyState.UNRESOLVED)


def test_people_of_a_name_like_it_are_offered_at_once(cast: Cast, held: Report) -> None:
    page = page_of(Desk(cast.tomas).get("resolve_party", held, party_of(held).pk))
    assert "Ben Okafer" in page
    assert "Ben Okafor (Support worker, Harbour team)" in page
    assert "Amira Haddad" not in page


def test_among_very_many_those_are_compared_whose_names_begin_alike(
    cast: Cast, held: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_COMPARED", 3)
    assert [person.name for person in queries.alike_staff(cast.tomas, "Ben Okafer").people] == ["Ben Okafor"]
    assert queries.alike_staff(cast.tomas, "x" * 300).people == []


def test_choosing_somebody_sends_the_report_where_it_belongs(cast: Cast, held: Report) -> None:
    desk, party = Desk(cast.tomas), party_of(held)
    answer = desk.do("resolve_party", held, party.pk, pick=str(cast.ben.pk))
    assert answer["Location"] == reverse("desk:queue")
    said = said_after(desk.browser, answer)
    assert f"{held.reference} is no longer on your desk." in said
    assert "Okaf" not in said
    assert (fresh(held).handler, fresh(held).held) == (cast.elif_, False)
    assert every(ReportExclusion).filter(report=held, person=cast.ben).exists()
    assert desk.open(held).status_code == 404
    assert "Ben Okafor" in page_of(Desk(cast.elif_).open(held))


def test_another_name_can_be_looked_for(cast: Cast, held: Report) -> None:
    desk, party = Desk(cast.tomas), party_of(held)
    found = desk.do("resolve_party", held, party.pk, act="find", query="Pavel")
    assert found.status_code == 200
    assert "Pavel Horak" in page_of(found)
    assert "There is a problem" not in page_of(found)
    desk.do("resolve_party", held, party.pk, query="Pavel", pick=str(cast.pavel.pk))
    assert fresh(held).handler == cast.farid


def test_somebody_who_does_not_work_here_is_said_to_be_so(cast: Cast, held: Report) -> None:
    desk, party = Desk(cast.tomas), party_of(held)
    desk.do("resolve_party", held, party.pk, pick="outside")
    party.refresh_from_db()
    assert (party.state, party.person_id) == (PartyState.EXTERNAL, None)
    handler = fresh(held).handler
    assert handler is not None
    assert "Does not work here" in page_of(Desk(handler).open(held))


def test_nobody_found_is_said(cast: Cast, held: Report) -> None:
    page = page_of(Desk(cast.tomas).do("resolve_party", held, party_of(held).pk, act="find", query="Zebedee"))
    assert "We found nobody of that name here." in page
    assert "Somebody who does not work here" in page


def test_what_is_clear_already_is_said_to_be_so(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    party, desk = report.parties.get(), Desk(cast.elif_)
    for open_or_send in (desk.get, desk.do):
        answer = open_or_send("resolve_party", report, party.pk)
        assert "It is clear already who is meant." in said_after(desk.browser, answer)
    assert report.parties.get().person == cast.ben


def test_a_colleague_who_was_faster_is_told(cast: Cast, held: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    party, desk = party_of(held), Desk(cast.tomas)
    witness = actions.add_party(actor=cast.tomas, report_id=held.pk, role=PartyRole.WITNESS, name="Pav")
    real = actions.resolve_party

    def after_another(**facts: Any) -> Any:
        real(actor=cast.tomas, report_id=held.pk, party_id=witness.pk, state=PartyState.EXTERNAL)
        return real(**facts)

    monkeypatch.setattr(actions, "resolve_party", after_another)
    answer = desk.do("resolve_party", held, witness.pk, query="Pavel", pick=str(cast.pavel.pk))
    assert answer.status_code == 409
    assert "Somebody may have acted while you were reading." in page_of(answer)
    assert party.state == PartyState.UNRESOLVED


@pytest.mark.parametrize("method", ["get", "do"])
def test_a_person_of_another_report_is_not_found(cast: Cast, held: Report, method: str) -> None:
    other = send(cast.amira, "Somebody else")
    desk = Desk(cast.tomas)
    assert getattr(desk, method)("resolve_party", held, party_of(other).pk).status_code == 404
    assert getattr(desk, method)("resolve_party", held, uuid4()).status_code == 404
    assert desk.browser.get(address("resolve_party", held, uuid4()).rsplit("/", 2)[0] + "/x/").status_code == 404


BAD: list[tuple[dict[str, str], str, str]] = [
    ({}, "pick", "Choose who you mean"),
    ({"pick": "nobody"}, "pick", "Choose one of the people shown"),
    ({"pick": "x" * 20_001}, "pick", "Choose one of the people shown"),
    ({"query": "x" * 301, "act": "find"}, "query", "at most 300 characters"),
    ({"query": "a\0b", "pick": "outside"}, "query", "Null characters"),
]


@pytest.mark.parametrize(("fields", "field", "words"), BAD)
def test_what_is_wrong_is_said_beside_its_field(cast: Cast, held: Report, fields: dict[str, str], field: str, words: str) -> None:
    answer = Desk(cast.tomas).do("resolve_party", held, party_of(held).pk, **fields)
    assert answer.status_code == 422
    assert words in page_of(answer).split(f'id="id_{field}-error"')[1].split("</div>")[0]
    assert party_of(held).person_id is None


@pytest.mark.parametrize("who", ["ivo", "tomas", "miriam"])
def test_nobody_else_can_be_forged(cast: Cast, held: Report, who: str) -> None:
    person = getattr(cast, who)
    answer = Desk(cast.tomas).do("resolve_party", held, party_of(held).pk, query=person.name, pick=str(person.pk))
    assert answer.status_code == 422


def test_an_outside_contact_may_not_look_people_up_but_may_say_what_they_know(cast: Cast) -> None:
    everybody = [cast.tomas, cast.chidi, cast.samuel, cast.yara]
    report = send(cast.amira, "Ben Okafer", not_to_receive=[str(person.pk) for person in everybody])
    assert fresh(report).handler == cast.miriam
    desk, party = Desk(cast.miriam), party_of(report)
    page = page_of(desk.get("resolve_party", report, party.pk))
    assert "You cannot look people up here." in page
    assert "Ben Okafor" not in page
    assert desk.do("resolve_party", report, party.pk, query="Ben", pick=str(cast.ben.pk)).status_code == 422
    desk.do("resolve_party", report, party.pk, pick="outside")
    party.refresh_from_db()
    assert party.state == PartyState.EXTERNAL

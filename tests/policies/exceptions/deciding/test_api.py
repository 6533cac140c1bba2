"""The API of those who assess and decide: the same law, the same words, and once."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from accounts.organisations.queries import today
from policies.exceptions.choices import ExceptionStatus as S
from policies.exceptions.models import ExceptionRequest
from tests.accounts.calling import all_of, calling
from tests.policies.exceptions.asked import (
    HAZARD,
    adopt_both,
    approved,
    before_directors,
    drafted,
    fresh,
    sent,
    settle,
)
from tests.policies.exceptions.deciding.pages import ref

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

pytestmark = pytest.mark.django_db
DESK = "exceptions/desk/"


@pytest.fixture(autouse=True)
def policies_in_force(cast: "Cast", library: None) -> None:
    """Both policies are in force."""
    adopt_both(cast.noor)


def path(exception: ExceptionRequest, name: str = "") -> str:
    return f"{DESK}{exception.pk}/{name}"


def assessed(cast: "Cast", exception: ExceptionRequest, **more: Any) -> dict[str, Any]:
    assert exception.starts_on is not None
    hazard = {**HAZARD, "likelihood_after": 1, "impact_after": 2}
    safeguard = {"words": "A colleague is there.", "owner": str(cast.elif_.pk), "on": exception.starts_on.isoformat()}
    return {"hazards": [hazard], "safeguards": [safeguard], "words": "We talked it over."} | more


def approval(exception: ExceptionRequest) -> dict[str, str]:
    assert exception.starts_on is not None
    assert exception.ends_on is not None
    days = {"starts_on": exception.starts_on.isoformat(), "ends_on": exception.ends_on.isoformat()}
    return {"reason": "It does her good.", "for_team": "Amira takes Hana to the sea.", **days}


def test_the_whole_way(cast: "Cast") -> None:
    exception = sent(cast.amira, cast.hana, "LK-4.3-1")
    line, director = calling(cast.elif_), calling(cast.noor)
    listed = line.get(DESK)["exceptions"]
    assert [(each["id"], each["worker"]["name"], each["risk"]) for each in listed] == [(str(exception.pk), "Amira Haddad", None)]
    whole = line.get(path(exception))
    assert (whole["verbs"], whole["your_seat"]) == (["assess", "return", "recuse"], None)
    assert whole["place"] == "The beach behind the harbour."
    assert (whole["wish"], whole["hazards"][0]["what"]) == ("She asked for it twice.", "She takes it for friendship.")
    assert line.post(path(exception, "assess/"), assessed(cast, exception)).status == 201
    assert line.get(path(exception))["your_seat"] == {"seat": "recommends", "is_last": False}
    assert line.post(path(exception, "approve/"), approval(exception)).status == 409
    assert line.post(path(exception, "recommend/"), {"answer": "yes", "reason": "It does her good."}).status == 201
    settle()
    assert [each["risk"] for each in director.get(DESK)["exceptions"]] == ["low"]
    whole = director.get(path(exception))
    assert (whole["verbs"], whole["your_seat"]) == (["approve", "refuse", "return", "recuse"], {"seat": "first", "is_last": True})
    assert whole["assessments"][0]["safeguards"][0]["owner"]["name"] == "Elif Demir"
    assert director.post(path(exception, "approve/"), approval(exception)).status == 201
    assert director.get(path(exception))["for_team"] == "Amira takes Hana to the sea."
    assert director.get(DESK)["exceptions"] == []
    assert [each["id"] for each in director.get(DESK, others="true")["exceptions"]] == [str(exception.pk)]
    for name, status in (("suspend", S.SUSPENDED), ("resume", None), ("revoke", S.REVOKED)):
        assert director.post(path(exception, f"{name}/"), {"reason": "So be it."}).status == 201
        assert status is None or fresh(exception).status == status
    assert director.post(path(exception, "revoke/"), {"reason": "So be it."}).status == 409


def test_a_key_sent_twice_acts_once(cast: "Cast") -> None:
    exception = before_directors(cast.elif_, cast.amira, cast.hana)
    director = calling(cast.noor)
    first = director.post(path(exception, "approve/"), approval(exception), key="once")
    again = director.post(path(exception, "approve/"), approval(exception), key="once")
    assert (first.status, again.status, first.id) == (201, 201, again.id)
    assert exception.decisions.filter(seat="first").count() == 1


def test_what_is_wrong_is_named(cast: "Cast") -> None:
    exception = sent(cast.amira, cast.hana, "LK-4.3-1")
    line = calling(cast.elif_)
    hazard = {**HAZARD, "likelihood_after": 5, "impact_after": 5}
    past = {"words": "x", "owner": str(cast.elif_.pk), "on": (today(cast.organisation) - timedelta(days=1)).isoformat()}
    stranger = past | {"owner": str(cast.ivo.pk), "on": today(cast.organisation).isoformat()}
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"hazards": []}, "hazard_1"),
        ({"hazards": [hazard]}, "likelihood_after_1"),
        ({"hazards": [hazard | {"impact": 6}]}, "hazards.0.impact"),
        ({"safeguards": []}, "words_1"),
        ({"safeguards": [past]}, "on_1"),
        ({"safeguards": [stranger]}, "owner_1"),
        ({"words": " "}, "words"),
        ({"surprise": 1}, "surprise"),
    ]
    for more, field in wrong:
        answer = line.post(path(exception, "assess/"), assessed(cast, exception, **more))
        assert (answer.status, field in answer.wrong) == (422, True), (more, answer.body)
    waiting, director = before_directors(cast.elif_, cast.amira, cast.hana), calling(cast.noor)
    assert waiting.ends_on is not None
    wider = approval(waiting) | {"ends_on": (waiting.ends_on + timedelta(days=1)).isoformat()}
    assert list(director.post(path(waiting, "approve/"), wider).wrong) == ["ends_on"]
    assert fresh(waiting).status == S.DIRECTOR_REVIEW


def test_nobody_else_finds_it(cast: "Cast") -> None:
    exception, draft = before_directors(cast.elif_, cast.amira, cast.hana), drafted(cast.amira, cast.hana)
    verbs = ("assess", "recommend", "return", "approve", "refuse", "step-aside", "suspend", "resume", "revoke")
    for person in (cast.amira, cast.ben, cast.samuel, cast.chidi, cast.olga, cast.grace, cast.root, cast.ivo):
        programme = calling(person)
        assert programme.get(path(exception)).status == 404, person
        assert programme.get(DESK)["exceptions"] == []
        assert {programme.post(path(exception, f"{verb}/"), {}).status for verb in verbs} == {404}, person
    assert calling(cast.noor).get(path(draft)).status == 404


def test_whoever_steps_aside_sees_it_no_more(cast: "Cast") -> None:
    exception = before_directors(cast.elif_, cast.amira, cast.hana)
    director = calling(cast.noor)
    assert director.post(path(exception, "step-aside/"), {"reason": "Her mother is my neighbour."}).status == 200
    assert director.get(path(exception)).status == 404


def test_what_is_sent_back_shows_nothing_unsent(cast: "Cast") -> None:
    from policies.exceptions.actions import save_exception

    exception = before_directors(cast.elif_, cast.amira, cast.hana)
    director = calling(cast.noor)
    assert director.post(path(exception, "return/"), {"text": "Could it be nearer?"}).status == 201
    assert exception.ends_on is not None
    later = exception.ends_on + timedelta(days=3)
    save_exception(actor=cast.amira, exception_id=exception.pk, facts={"ends_on": later, "place": "In a secret garden."})
    for told in (
        director.get(path(exception)).body,
        director.get(DESK, others="true").body,
        director.get("exceptions/register/").body,
    ):
        assert later.isoformat() not in str(told)
        assert "In a secret garden." not in str(told)


def test_the_register_is_masked_for_an_auditor(cast: "Cast") -> None:
    exception = approved(cast.elif_, cast.amira, cast.hana)
    line = calling(cast.noor).get("exceptions/register/")["exceptions"][0]
    assert (line["reference"], line["worker"]["name"], line["client"]) == (ref(exception), "Amira Haddad", cast.hana.reference)
    assert line["clauses"] == ["RC-B-9"]
    assert line["url"].endswith(path(exception))
    line = calling(cast.grace).get("exceptions/register/")["exceptions"][0]
    assert (line["reference"], line["worker"], line["client"], line["url"]) == (ref(exception), None, "", "")
    for person in (cast.amira, cast.elif_, cast.olga, cast.samuel, cast.root):
        assert calling(person).get("exceptions/register/").status == 404


def test_lists_go_page_by_page_and_the_register_is_narrowed(cast: "Cast") -> None:
    made = {str(sent(cast.amira, cast.hana).pk) for _turn in range(3)} | {str(sent(cast.amira, cast.hana, kind="event").pk)}
    assert set(all_of(calling(cast.elif_), DESK, "exceptions", limit=2)) == made
    director = calling(cast.noor)
    assert set(all_of(director, "exceptions/register/", "exceptions", limit=2)) == made
    assert set(all_of(director, DESK, "exceptions", limit=2, others="true")) == made
    assert len(director.get("exceptions/register/", kind="event")["exceptions"]) == 1
    assert director.get("exceptions/register/", status="refused")["exceptions"] == []
    assert director.get("exceptions/register/", status="draft").status == 422
    assert director.get("exceptions/register/", kind="nonsense").status == 422

"""One's own exceptions by the API: the same law, said to programmes."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from accounts.organisations.queries import today
from boundaries.clocks.queries import now
from policies.exceptions import actions
from policies.exceptions.choices import ExceptionKind
from policies.exceptions.choices import ExceptionStatus as S
from policies.exceptions.deciding import actions as deciding
from policies.exceptions.life import actions as life
from policies.exceptions.models import ExceptionRequest
from tests.accounts.calling import all_of, asked, calling
from tests.policies.exceptions.asked import (
    HAZARD,
    LINE,
    NEVER,
    WORDS,
    adopt_both,
    approved,
    clause,
    drafted,
    fresh,
    sent,
    settle,
    wait_until,
)
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

pytestmark = pytest.mark.django_db
VERBS = ("send", "answer", "withdraw", "outcome", "renew")


@pytest.fixture(autouse=True)
def policies_in_force(cast: "Cast", library: None) -> None:
    """Both policies are in force."""
    adopt_both(cast.noor)


def told(cast: "Cast", **more: Any) -> dict[str, Any]:
    """What an outing needs, as JSON."""
    day = str(today(cast.organisation) + timedelta(days=7))
    cited = [str(clause(LINE, cast.organisation.pk).pk)]
    about = {"client": str(cast.hana.pk), "companions": [str(cast.ben.pk)], "hazards": [HAZARD]}
    return {"kind": "outing", "clauses": cited, "starts_on": day, "ends_on": day, **WORDS, **about, **more}


def test_the_whole_way_by_a_programme(cast: "Cast") -> None:
    worker = calling(cast.amira)
    made = worker.post("exceptions/", {"kind": "outing"})
    assert made.status == 201
    path = f"exceptions/{made['id']}/"
    gaps = worker.post(f"{path}send/", {})
    assert (gaps.status, list(gaps.wrong)) == (422, ["clauses"])
    assert worker.patch(path, told(cast)).status == 200
    read = worker.get(path)
    assert (read["status"], read["reference"], read["what"]) == ("draft", None, WORDS["what"])
    assert (read["hazards"][0]["level"], read["hazards"][0]["level_after"]) == ("middle", None)
    assert [each["id"] for each in read["companions"]] == [str(cast.ben.pk)]
    assert [each["id"] for each in read["clauses"]] == [LINE]
    assert worker.post(f"{path}send/", {}).status == 200
    assert worker.post(f"{path}send/", {}).status == 200, "sent twice, it is sent once"
    settle()
    exception = every(ExceptionRequest).get()
    assert exception.status == S.REQUESTED
    assert worker.patch(path, {"what": "Else."}).status == 409
    deciding.return_exception(actor=cast.elif_, exception_id=exception.pk, text="Who drives?")
    assert worker.get(path)["thread"][0] | {"sent_at": ""} == {
        "mine": False,
        "is_question": True,
        "text": "Who drives?",
        "sent_at": "",
    }
    assert worker.patch(path, {"company": "Lena drives."}).status == 200
    assert worker.post(f"{path}answer/", {"text": "Lena."}).status == 201
    settle()
    assert worker.get(path)["company"] == "Lena drives."
    assert worker.post(f"{path}withdraw/", {}).status == 200
    assert worker.post(f"{path}withdraw/", {}).status == 409
    assert fresh(exception).status == S.WITHDRAWN


def test_the_decision_and_what_became_of_it_are_read_without_who_paused_it(cast: "Cast") -> None:
    exception, worker = approved(cast.elif_, cast.amira, cast.hana), calling(cast.amira)
    life.suspend_exception(actor=cast.ingrid, exception_id=exception.pk, reason="We look at it again.")
    read = worker.get(f"exceptions/{exception.pk}/")
    assert read["turns"][0]["reason"] == "We look at it again."
    assert cast.ingrid.name not in str(read.body)
    assert str(cast.ingrid.pk) not in str(read.body)
    assert read["decisions"][0]["clauses"][0]["code"] == LINE
    assert read["decisions"][0]["decided_by"]["name"] == cast.elif_.name
    assert read["assessments"][0]["safeguards"][0]["words"] == "A colleague is always there."


def test_it_is_looked_back_on_and_asked_for_again(cast: "Cast") -> None:
    exception, worker = approved(cast.elif_, cast.amira, cast.hana), calling(cast.amira)
    path = f"exceptions/{exception.pk}/"
    assert worker.post(f"{path}outcome/", {"went": "well", "learned": "Much.", "safeguards": "Held."}).status == 409
    wait_until(now() + timedelta(days=9))
    assert list(worker.post(f"{path}outcome/", {"went": "so-so", "learned": "Much.", "safeguards": "Held."}).wrong) == ["went"]
    assert worker.post(f"{path}outcome/", {"went": "well", "learned": "Much.", "safeguards": "Held."}).status == 201
    assert worker.get(path)["outcome"]["learned"] == "Much."
    again = worker.post(f"{path}renew/", {})
    assert again.status == 201
    read = worker.get(f"exceptions/{again['id']}/")
    assert (read["renews"], read["starts_on"], read["what"]) == (str(exception.pk), None, WORDS["what"])
    assert worker.post(f"{path}renew/", {})["id"] == again["id"], "asked twice, the draft that is there is given"
    assert worker.delete(f"exceptions/{again['id']}/").status == 204
    assert worker.delete(path).status == 409


@pytest.mark.parametrize("kind", ExceptionKind.values)
def test_the_clauses_of_each_kind_stand_with_those_from_which_nobody_can_allow_one(kind: str, cast: "Cast") -> None:
    found = calling(cast.amira).get("exceptions/clauses/", kind=kind)
    assert found.status == 200
    assert found["open"], kind
    for each in found["open"]:
        assert (each["strength"] != "absolute", each["exception"] != "never") == (True, True)
    for each in found["absolute"]:
        assert "absolute" in each["strength"] or each["exception"] == "never"
    if kind == "other":
        assert NEVER in {each["code"] for each in found["absolute"]}


def test_bad_input_is_said_with_its_field(cast: "Cast") -> None:
    worker, draft = calling(cast.amira), drafted(cast.amira, cast.hana)
    assert list(calling(cast.amira).get("exceptions/clauses/").wrong) == ["kind"]
    assert list(calling(cast.amira).get("exceptions/clauses/", kind="party").wrong) == ["kind"]
    gone = str(today(cast.organisation) - timedelta(days=1))
    stranger = "5f0c8f0a-1111-4111-8111-111111111111"
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"kind": "party"}, "kind"),
        ({"starts_on": gone}, "starts_on"),
        ({"client": stranger}, "client"),
        ({"clauses": [stranger]}, "clauses"),
        ({"companions": [str(cast.amira.pk)]}, "companions"),
        ({"hazards": [{**HAZARD, "impact": 6}]}, "hazards.0.impact"),
        ({"hazards": [{**HAZARD, "what": " "}]}, "hazards.0.what"),
        ({"what": 5}, "what"),
        ({"for_team": "They know."}, "for_team"),
        ({"amount": "9" * 300}, "amount"),
    ]
    for sent_words, field in wrong:
        answer = worker.patch(f"exceptions/{draft.pk}/", sent_words)
        assert (answer.status, list(answer.wrong)) == (422, [field]), sent_words
    assert fresh(draft).words == WORDS


def test_strangers_find_nothing(cast: "Cast") -> None:
    for exception in (drafted(cast.amira, cast.hana), sent(cast.amira, cast.hana)):
        for person in (cast.ben, cast.elif_, cast.noor, cast.grace, cast.olga, cast.root):
            programme, path = calling(person), f"exceptions/{exception.pk}/"
            assert programme.get(path).status == 404
            assert programme.patch(path, {"what": "Mine."}).status == 404
            assert programme.delete(path).status == 404
            for verb in VERBS:
                assert programme.post(f"{path}{verb}/", {}).status == 404, (person, verb)
            assert programme.get("exceptions/")["exceptions"] == []


def test_the_list_is_read_page_by_page_and_asks_no_more_for_many(cast: "Cast") -> None:
    worker = calling(cast.amira)
    for _turn in range(2):
        drafted(cast.amira)
    worker.get("exceptions/")
    few = asked(lambda: worker.get("exceptions/"))
    for _turn in range(5):
        drafted(cast.amira)
    assert asked(lambda: worker.get("exceptions/")) == few
    ids = all_of(worker, "exceptions/", "exceptions", limit="3")
    assert ids == [str(each.pk) for each in every(ExceptionRequest).order_by("-begun_at", "pk")]
    actions.discard_exception(actor=cast.amira, exception_id=UUID(ids[0]))
    assert len(all_of(worker, "exceptions/", "exceptions")) == 6

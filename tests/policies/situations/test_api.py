"""The API of situations says what the pages say, and stores nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.demo.cast import Cast
from tests.accounts.calling import calling
from tests.policies.adopting import RC, adopted
from tests.policies.situations.made import sea_rules

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
GIFT = "A client gave me a present"


def test_what_there_is_to_choose_stands_by_topic(cast: Cast) -> None:
    adopted(cast.noor, RC)
    topics = {each["topic"]: each["situations"] for each in calling(cast.amira).get("situations/")["topics"]}
    assert GIFT in topics["gifts"]
    assert "I am not sure if this is over the line" in topics[""]
    assert calling(cast.ivo).get("situations/")["topics"] == []


def test_words_are_looked_for_without_standing_in_an_address(cast: Cast) -> None:
    adopted(cast.noor, RC)
    assert calling(cast.amira).post("situations/search/", {"q": "presents"})["situations"] == [GIFT]


def test_the_answer_is_the_one_of_the_pages(cast: Cast) -> None:
    adopted(cast.noor, RC)
    amira = calling(cast.amira)
    first = amira.post("situations/", {"words": GIFT})
    assert [each["name"] for each in first["questions"]] == ["happened"]
    asked = amira.post("situations/", {"words": GIFT, "happened": "not_yet"})
    assert (asked["verdict"], asked["whom"], asked["heading"]) == ("ask_first", "director", "Ask a director first")
    assert ([each["id"] for each in asked["clauses"]], asked["ways"][0]["kind"]) == (["RC-B-4"], "guidance")
    done = amira.post("situations/", {"words": GIFT, "happened": "yes"})
    assert (done["verdict"], [each["kind"] for each in done["ways"]]) == ("tell", ["self_report", "concern"])
    draft = amira.post("drafts/").id
    begun = amira.patch(f"drafts/{draft}/", {**done["draft"], "kind": "self_report"})
    assert (begun["answers"]["saw"], begun["answers"]["categories"]) == (GIFT, ["gifts"])


def test_nothing_said_and_nothing_known_is_asked_first(cast: Cast) -> None:
    answer = calling(cast.amira).post("situations/", {})
    assert (answer["verdict"], answer["whom"], answer["clauses"]) == ("ask_first", "line_manager", [])


def test_how_somebody_else_works_here_can_be_said(cast: Cast) -> None:
    words = {"everyday": ["Sailing"]}
    sea_rules(
        cast.noor,
        {"strength": "approval", "approver": "director", "binds": ["volunteer"], **words},
        {"strength": "approval", "approver": "line_manager", "binds": ["employee"], **words},
    )
    said = [calling(cast.amira).post("situations/", {"words": "Sailing", **who})["whom"] for who in ({}, {"who": "volunteer"})]
    assert said == ["line_manager", "director"]


def test_nothing_is_stored_even_with_a_key(cast: Cast) -> None:
    adopted(cast.noor, RC)
    amira = calling(cast.amira)
    amira.post("situations/", {"words": GIFT})
    with CaptureQueriesContext(connection) as asked:
        amira.post("situations/", {"words": GIFT}, key="once")
        amira.post("situations/search/", {"q": "present"}, key="once")
    written = [each["sql"] for each in asked if each["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert [sql for sql in written if "session" not in sql.partition(" SET ")[0]] == []


@pytest.mark.parametrize("sent", [{"words": 3}, {"topic": "cats"}, {"happened": "perhaps"}, {"colour": "red"}])
def test_what_nobody_asked_for_is_refused(cast: Cast, sent: dict[str, object]) -> None:
    assert calling(cast.amira).post("situations/", sent).status == 422

"""The self-check: from mild to grave, without a score, without a trace; what it gives is whom to talk to, and the clauses behind."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.demo.cast import Cast
from policies.library.choices import Office
from policies.library.models import WarningSign
from policies.reflection import queries
from policies.reflection.rules import offices_to_talk_to
from policies.situations.rules import answer_of
from tests.accounts.calling import calling
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import PCF, RC, adopted
from tests.policies.situations.made import sea_rules
from tests.policies.situations.test_answer_of import clause

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def shown(cast: Cast, *ticked: str) -> queries.Looked:
    return queries.look(cast.amira, set(ticked))


def test_the_signs_come_from_the_policies_here_from_mild_to_grave(cast: Cast) -> None:
    everything = [each.code for each in WarningSign.objects.order_by("position")]
    assert [each.code for each in queries.signs_for(cast.amira)] == everything, "all of them while no policy is in force"
    adopted(cast.noor, RC)
    mine = queries.signs_for(cast.amira)
    assert [each.code for each in mine] == [code for code in everything if code in {each.code for each in mine}]
    assert 5 < len(mine) < len(everything)
    assert all(each.clauses for each in mine)


def test_it_says_whom_to_talk_to_and_what_stands_behind(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    browser = signed_in(cast.amira)
    page = browser.get(reverse("reflection:check")).content.decode()
    boxes = re.findall(r'<input[^>]*name="signs"[^>]*value="([^"]+)"', page)
    assert boxes == [each.code for each in queries.signs_for(cast.amira)]
    answer = browser.post(reverse("reflection:check"), {"signs": boxes[-1:]})
    assert answer.context["listeners"][0].names == [cast.elif_.name, cast.farid.name]
    assert [each["code"] for each in answer.context["signs"][0]["clauses"]] == ["RC-A-6", "RC-A-2"]
    said = answer.content.decode()
    assert "Line manager" in said or "line manager" in said


def test_other_offices_are_named_where_the_clauses_name_them(cast: Cast) -> None:
    assert offices_to_talk_to([]) == [Office.LINE_MANAGER]
    named = [
        clause("duty", to_whom="safeguarding_lead"),  # type: ignore[arg-type]  # the value of a strength is one
        clause("must_not"),  # type: ignore[arg-type]  # as above
        clause("duty", to_whom="authorities"),  # type: ignore[arg-type]  # as above
    ]
    assert {answer_of(each).whom for each in named} > {Office.SAFEGUARDING_LEAD}
    assert offices_to_talk_to(named) == [Office.LINE_MANAGER, Office.DIRECTOR, Office.SAFEGUARDING_LEAD]
    listening = queries.listeners(cast.amira, [Office.SAFEGUARDING_LEAD])
    assert [(each.office, each.names) for each in listening] == [(Office.SAFEGUARDING_LEAD, [cast.chidi.name])]
    assert queries.listeners(cast.chidi, [Office.SAFEGUARDING_LEAD])[0].names == [], "one does not go to oneself"


def test_ticking_nothing_is_an_answer_too(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.amira).post(reverse("reflection:check"))
    assert answer.status_code == 200
    assert answer.context["signs"] == []
    assert answer.context["listeners"][0].names == [cast.elif_.name, cast.farid.name]


def test_there_is_no_score_and_no_judgement(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    everything = [each.code for each in queries.signs_for(cast.amira)]
    for ticked in ([], everything[:1], everything):
        answer = signed_in(cast.amira).post(reverse("reflection:check"), {"signs": ticked})
        main = answer.content.decode().partition("<main")[2].partition("What stands behind it")[0]
        words = re.sub("<[^>]+>", " ", main)
        assert not re.search(r"\d", words.replace(str(cast.amira.pk), "")), "no number"
        assert not re.search(r"score|points|result|risk|too (close|far)", words, re.IGNORECASE)


def test_good_practice_stands_beside_what_warns(cast: Cast) -> None:
    adopted(cast.noor, PCF)
    found = shown(cast, "WS-3")
    assert [each.code for each in found.signs[0].clauses] == ["PCF-SELF-1", "PCF-SELF-4"]
    assert [each.code for each in found.practice] == ["PCF-SELF-3"]
    assert shown(cast, "WS-18").practice == []


def test_a_sign_that_is_not_there_counts_for_nothing(cast: Cast) -> None:
    sea_rules(cast.noor, {"strength": "must"})
    assert shown(cast, "WS-99", "x" * 500).signs == []


def test_it_leaves_no_trace(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    browser = signed_in(cast.amira)
    browser.get(reverse("reflection:check"))
    programme = calling(cast.amira)
    programme.get("reflection/signs/")
    with CaptureQueriesContext(connection) as asked:
        answer = browser.post(reverse("reflection:check"), {"signs": ["WS-23", "WS-24"]})
        programme.post("reflection/signs/", {"signs": ["WS-23"]}, key="once")
    assert answer["Cache-Control"] == "no-store"
    written = [each["sql"] for each in asked if each["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert [sql for sql in written if "session" not in sql.partition(" SET ")[0]] == []
    assert not any("WS-23" in sql for sql in written)


def test_the_api_says_the_same(cast: Cast) -> None:
    adopted(cast.noor, PCF)
    amira = calling(cast.amira)
    told = amira.get("reflection/signs/")
    assert "WS-3" in [each["id"] for each in told["signs"]]
    assert told["prompts"][0]["text"].startswith("After a hard day")
    looked = amira.post("reflection/signs/", {"signs": ["WS-3"]})
    assert (looked["listeners"][0]["office"], looked["listeners"][0]["names"]) == (
        "line_manager",
        [cast.elif_.name, cast.farid.name],
    )
    assert [each["id"] for each in looked["practice"]] == ["PCF-SELF-3"]

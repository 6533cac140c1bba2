"""Writing a report by the API: every answer is judged as the pages judge it, and nobody is named who is not offered."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from incidents.reports.models import Draft
from incidents.reports.rules import LONGEST_TEXT, MOST_PEOPLE
from tests.incidents.api.calls import CONCERN, Programme
from tests.incidents.reports.pages import CONCERN as PAGES
from tests.incidents.reports.pages import Reporter, answers_of
from tests.seeing import every


def test_a_draft_is_begun_filled_read_listed_and_thrown_away(amira: Programme) -> None:
    begun = amira.post("drafts/")
    assert (begun.status, begun["url"]) == (201, f"/api/v1/drafts/{begun.id}/")
    assert begun.response["Location"] == begun["url"]
    saved = amira.patch(begun["url"], CONCERN)
    assert saved.status == 200
    assert saved["missing"] == []
    assert amira.get(begun["url"]).body == saved.body
    assert [(line["id"], line["kind"]) for line in amira.get("drafts/")["drafts"]] == [(str(begun.id), "concern")]
    assert amira.delete(begun["url"]).status == 204
    assert amira.get(begun["url"]).status == 404
    assert amira.get("drafts/")["drafts"] == []


def test_the_api_and_the_pages_save_the_same_answers(amira: Programme, cast: Cast) -> None:
    by_page = dict(answers_of(Reporter(cast.amira).ready(PAGES)))
    by_api = dict(answers_of(amira.draft(CONCERN)))
    silent = {"when_date": "", "subject_unknown": False, "clients": [], "not_to_receive": [], "received": "", "told_by": ""}
    del by_page["pages"], by_api["pages"]
    assert silent | by_api == by_page


def test_what_is_missing_is_said_page_by_page(amira: Programme) -> None:
    gaps = amira.get(f"drafts/{amira.draft({'danger': 'no'})}/")["missing"]
    assert [gap["page"] for gap in gaps] == ["kind", "people", "what", "categories", "named"]
    assert gaps[0]["message"] == "Choose what you want to tell us."


def test_answers_given_later_leave_the_others_alone(amira: Programme) -> None:
    draft_id = amira.draft(CONCERN)
    changed = amira.patch(f"drafts/{draft_id}/", {"saw": "Something else."})
    assert changed["answers"]["saw"] == "Something else."
    assert changed["answers"]["told"] == CONCERN["told"]


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"danger": "perhaps"}, "danger"),
        ({"danger": ""}, "danger"),
        ({"danger": None}, "danger"),
        ({"kind": "gossip"}, "kind"),
        ({"kind": ["concern"]}, "kind"),
        ({"saw": "x" * (LONGEST_TEXT + 1)}, "saw"),
        ({"told": 7}, "told"),
        ({"think": ["x"]}, "think"),
        ({"done": "a\0b"}, "done"),
        ({"when": "x" * 301}, "when"),
        ({"where": {"a": 1}}, "where"),
        ({"when_date": "yesterday"}, "when_date"),
        ({"when_date": "2026-02-30"}, "when_date"),
        ({"when_date": "0000-01-01"}, "when_date"),
        ({"when_date": 20260101}, "when_date"),
        ({"channel": "pigeon"}, "channel"),
        ({"categories": ["gossip", "nonsense"]}, "categories.1"),
        ({"categories": "gossip"}, "categories"),
        ({"categories": []}, "categories"),
        ({"talked": "maybe"}, "talked"),
        ({"in_confidence": "yes"}, "in_confidence"),
        ({"in_confidence": None}, "in_confidence"),
        ({"shift_leader": 1}, "shift_leader"),
        ({"subject_unknown": "on"}, "subject_unknown"),
        ({"subjects": [{}]}, "subjects"),
        ({"subjects": [{"name": "  "}]}, "subjects"),
        ({"subjects": [{"name": "x" * 301}]}, "subjects.0.name"),
        ({"subjects": [{"person": "not-an-id"}]}, "subjects.0.person"),
        ({"subjects": [{"person": 7}]}, "subjects.0.person"),
        ({"subjects": [{"name": "A", "role": "witness"}]}, "subjects.0.role"),
        ({"subjects": ["Ben"]}, "subjects.0"),
        ({"subjects": {"name": "A"}}, "subjects"),
        ({"subjects": [{"name": f"A{number}"} for number in range(MOST_PEOPLE + 1)]}, "subjects"),
        ({"clients": [{"name": ""}]}, "clients"),
        ({"clients": [{"client": str(uuid4())}]}, "clients"),
        ({"not_to_receive": ["x"]}, "not_to_receive.0"),
        ({"not_to_receive": [str(uuid4())] * (MOST_PEOPLE + 1)}, "not_to_receive"),
        ({"pages": {}}, "pages"),
        ({"reporter": str(uuid4())}, "reporter"),
        ([], ""),
        ("concern", ""),
    ],
)
def test_a_wrong_answer_is_refused_by_name_and_nothing_is_saved(amira: Programme, answers: Any, wrong: str) -> None:
    draft_id = amira.draft({"saw": "As it was."})
    given = {"saw": "Not saved.", **answers} if isinstance(answers, dict) and "saw" not in answers else answers
    refused = amira.patch(f"drafts/{draft_id}/", given)
    assert (refused.status, list(refused.wrong)) == (422, [wrong])
    assert refused.code in {"invalid", "rule"}  # its shape is wrong, or it cannot be all the same
    assert all(refused.wrong[wrong])
    assert amira.get(f"drafts/{draft_id}/")["answers"] == {"saw": "As it was."}


def test_a_day_that_has_not_come_is_refused(amira: Programme, cast: Cast) -> None:
    day = today(cast.organisation)
    draft_id = amira.draft({"when_date": day.isoformat()})
    later = amira.patch(f"drafts/{draft_id}/", {"when_date": (day + timedelta(days=1)).isoformat()})
    assert later.wrong == {"when_date": ["The date must be today or in the past"]}
    assert amira.patch(f"drafts/{draft_id}/", {"when_date": ""})["answers"]["when_date"] == ""


def test_categories_are_kept_as_the_page_keeps_them(amira: Programme) -> None:
    draft_id = amira.draft({"categories": ["unsure", "gossip", "gifts", "gossip"]})
    assert amira.get(f"drafts/{draft_id}/")["answers"]["categories"] == ["gifts", "gossip"]


def nobody_offered(cast: Cast) -> dict[str, Any]:
    """Ids that the pages offer Amira for nothing."""
    gone = StaffMember.objects.create(organisation=cast.organisation, name="Gone Away", is_active=False)
    return {"missing": uuid4(), "foreign": cast.ivo.id, "herself": cast.amira.id, "gone": gone.id, "a client": cast.hana.id}


@pytest.mark.parametrize("who", ["missing", "foreign", "herself", "gone", "a client"])
@pytest.mark.parametrize("question", ["subjects", "not_to_receive"])
def test_whoever_is_not_offered_is_refused_as_if_there_were_nobody(amira: Programme, cast: Cast, question: str, who: str) -> None:
    ids = {name: str(id_) for name, id_ in nobody_offered(cast).items()}
    value = [ids[who]] if question == "not_to_receive" else [{"person": ids[who]}]
    refused = amira.patch(f"drafts/{amira.draft()}/", {question: value})
    assert refused.status == 422
    assert refused.wrong == {question: ["Choose from the people offered."]}


@pytest.mark.parametrize("whose", ["foreign", "unknown to her", "missing"])
def test_a_client_one_may_not_know_is_refused_as_if_there_were_none(amira: Programme, cast: Cast, whose: str) -> None:
    from accounts.demo.actions import ClientPart, register_clients

    (foreign,) = register_clients(cast.other_organisation, [ClientPart(name="Far Away", reference="X-1", language="")], None)
    (unknown,) = register_clients(cast.organisation, [ClientPart(name="Not Hers", reference="C-9", language="")], None)
    ids = {"foreign": foreign.id, "unknown to her": unknown.id, "missing": uuid4()}
    refused = amira.patch(f"drafts/{amira.draft()}/", {"clients": [{"client": str(ids[whose])}]})
    assert (refused.status, refused.wrong) == (422, {"clients": ["Choose from the people offered."]})


def test_those_offered_are_named_in_our_words_each_once(amira: Programme, cast: Cast) -> None:
    ben, hana, chidi = str(cast.ben.id), str(cast.hana.id), str(cast.chidi.id)
    saved = amira.patch(
        f"drafts/{amira.draft()}/",
        {
            "subjects": [{"person": ben}, {"person": ben, "name": "Somebody else"}, {"name": " A  man "}, {"name": "A man"}],
            "clients": [{"client": hana}, {"client": None, "name": "Her brother"}],
            "not_to_receive": [chidi, chidi],
        },
    )
    answers = saved["answers"]
    assert answers["subjects"] == [
        {"person": ben, "name": "Ben Okafor (Support worker, Harbour team)"},
        {"person": None, "name": "A man"},
    ]
    assert answers["clients"] == [{"client": hana, "name": "Hana Abebe (C-1001)"}, {"client": None, "name": "Her brother"}]
    assert answers["not_to_receive"] == [chidi]


def test_whoever_was_named_before_stays_though_they_left_since(amira: Programme, cast: Cast) -> None:
    draft_id = amira.draft({"subjects": [{"person": str(cast.ben.id)}]})
    StaffMember.objects.filter(id=cast.ben.id).update(is_active=False)
    named = amira.get(f"drafts/{draft_id}/")["answers"]["subjects"]
    assert amira.patch(f"drafts/{draft_id}/", {"subjects": named}).status == 200


def test_the_offers_are_those_of_the_pages(amira: Programme, cast: Cast) -> None:
    draft_id = amira.draft({"subjects": [{"person": str(cast.ben.id)}]})
    offers = amira.get(f"drafts/{draft_id}/offers/", name="okaf")
    assert [(one["id"], one["name"]) for one in offers["people"]] == [
        (str(cast.ben.id), "Ben Okafor (Support worker, Harbour team)")
    ]
    assert offers["more"] is False
    assert str(cast.elif_.id) in [one["id"] for one in offers["receivers"]]
    assert str(cast.ben.id) not in [one["id"] for one in offers["receivers"]]
    assert [one["name"] for one in offers["clients"]] == ["Hana Abebe (C-1001)"]
    assert amira.get(f"drafts/{draft_id}/offers/")["people"] == []
    assert amira.get(f"drafts/{draft_id}/offers/", organisation="x").wrong.keys() == {"organisation"}


def test_a_page_that_is_open_meanwhile_overwrites_nothing_unseen(amira: Programme, cast: Cast) -> None:
    reporter = Reporter(cast.amira)
    draft_id = reporter.start()
    reporter.fill(draft_id, {"danger": {"danger": "no"}, "kind": {"kind": "concern"}})
    opened = reporter.get(draft_id, "what").context
    amira.patch(f"drafts/{draft_id}/", {"saw": "By the programme."})
    late = reporter.post(draft_id, "what", saw="By the page.", page=opened["page_id"], seen=opened["seen"])
    assert late.status_code == 409
    assert answers_of(draft_id)["saw"] == "By the programme."


@pytest.mark.parametrize("who", ["ben", "ivo", "elif_", "olga", "root"])
def test_somebody_elses_draft_is_as_one_that_does_not_exist(amira: Programme, cast: Cast, who: str) -> None:
    draft_id, other = amira.draft(CONCERN), Programme(getattr(cast, who))
    for draft in (draft_id, uuid4()):
        answers = [
            other.get(f"drafts/{draft}/"),
            other.patch(f"drafts/{draft}/", {"saw": "x"}),
            other.get(f"drafts/{draft}/offers/"),
            other.post(f"drafts/{draft}/submit/"),
            other.delete(f"drafts/{draft}/files/{uuid4()}/"),
            other.delete(f"drafts/{draft}/"),
        ]
        assert {answer.status for answer in answers} == {404}
        assert {str(answer.body) for answer in answers} == {str(other.get(f"reports/{uuid4()}/").body)}
    assert other.get("drafts/")["drafts"] == []
    assert every(Draft).filter(id=draft_id).exists()

"""Sending a report by the API and following it: the same record as by the pages, and nothing of anybody else."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.demo.cast import Cast
from boundaries.clocks.queries import at, now
from boundaries.notices.queries import count_new
from incidents.desk import actions as desk
from incidents.reports.models import Draft, Report
from incidents.reports.rules import LONGEST_TEXT
from tests.incidents.api.calls import CONCERN, Programme
from tests.incidents.reports.pages import CONCERN as PAGES
from tests.incidents.reports.pages import Reporter
from tests.incidents.told import data_of, events_of, settle
from tests.seeing import every

NOTE = b"She wrote to me at nine in the evening.\n"


def sent_about_ben(amira: Programme, cast: Cast, **more: Any) -> UUID:
    """A report that reached Elif."""
    report_id = amira.sent({**CONCERN, "subjects": [{"person": str(cast.ben.id)}], **more})
    settle()
    return report_id


def test_a_draft_becomes_a_report_of_the_same_id(amira: Programme) -> None:
    draft_id = amira.draft(CONCERN)
    sent = amira.post(f"drafts/{draft_id}/submit/")
    assert (sent.status, sent.id, sent["url"]) == (201, draft_id, f"/api/v1/reports/{draft_id}/")
    assert amira.get(f"drafts/{draft_id}/").status == 404
    report = amira.get(sent["url"])
    assert report["reference"].startswith("BR-")
    assert (report["status"], report["in_confidence"], report["question"]) == ("submitted", True, None)
    assert report["answers"]["saw"] == CONCERN["saw"]
    assert report["answers"]["categories"] == ["off_hours", "contact_details"]
    assert report["next"][0].startswith("It goes to a triage officer")
    assert [line["sentence"] for line in report["timeline"]] == ["The report was sent."]
    assert [line["id"] for line in amira.get("reports/")["reports"]] == [str(draft_id)]


def test_sent_twice_it_is_one_report(amira: Programme) -> None:
    draft_id = amira.draft(CONCERN)
    answers = [amira.post(f"drafts/{draft_id}/submit/") for _ in range(2)]
    assert [(answer.status, answer.id) for answer in answers] == [(201, draft_id)] * 2
    assert every(Report).count() == 1


@pytest.mark.parametrize("left_out", ["danger", "kind", "subjects", "saw", "categories", "in_confidence"])
def test_what_is_missing_is_named_and_nothing_is_sent(amira: Programme, left_out: str) -> None:
    gone = {left_out, "told", "think"} if left_out == "saw" else {left_out}
    draft_id = amira.draft({name: value for name, value in CONCERN.items() if name not in gone})
    refused = amira.post(f"drafts/{draft_id}/submit/")
    assert (refused.status, refused.code, list(refused.wrong)) == (422, "report.incomplete", [left_out])
    assert every(Draft).filter(id=draft_id).exists()
    assert not every(Report).exists()


def test_the_api_and_the_pages_lead_to_the_same_record(amira: Programme, cast: Cast) -> None:
    by_page = Reporter(cast.amira).sent(PAGES)
    by_api = every(Report).get(id=amira.sent(CONCERN))
    settle()
    assert events_of(by_api) == events_of(by_page)
    assert data_of(by_api, "report.submitted") == data_of(by_page, "report.submitted")
    silent = {"when_date": "", "subject_unknown": False, "clients": [], "not_to_receive": [], "received": "", "told_by": ""}
    assert silent | dict(by_api.story) == dict(by_page.story)
    columns = ["kind", "status", "in_confidence", "categories", "danger", "serious", "handler_id", "held"]
    assert [getattr(by_api, name) for name in columns] == [getattr(by_page, name) for name in columns]


def test_words_sent_afterwards_stand_in_the_record_as_from_the_pages(amira: Programme, cast: Cast) -> None:
    reporter, reports = Reporter(cast.amira), []
    for by_api in (True, False):
        report = every(Report).get(id=sent_about_ben(amira, cast))
        desk.acknowledge(actor=cast.elif_, report_id=report.id)
        desk.ask(actor=cast.elif_, report_id=report.id, text="Which day was it?")
        for verb, page in (("messages", "message"), ("additions", "add"), ("answer", "answer"), ("withdrawal", "withdraw")):
            if by_api:
                done = amira.post(f"reports/{report.id}/{verb}/", {"text": "A few words."})
                assert done.status in {200, 201}, done.body
            else:
                assert reporter.browser.post(f"/reports/{report.id}/{page}/", {"text": "A few words."}).status_code == 302
        settle()
        reports.append(report)
    assert events_of(reports[0]) == events_of(reports[1])


def test_the_thread_shows_each_side_by_role(amira: Programme, cast: Cast) -> None:
    report_id = sent_about_ben(amira, cast)
    desk.acknowledge(actor=cast.elif_, report_id=report_id)
    begun = now()
    with at(begun + timedelta(seconds=1)):
        said = amira.post(f"reports/{report_id}/messages/", {"text": "  May I add something? "})
    assert (said.status, said["url"]) == (201, f"/api/v1/reports/{report_id}/messages/")
    with at(begun + timedelta(seconds=2)):
        desk.ask(actor=cast.elif_, report_id=report_id, text="Which day was it?")
    assert amira.get(f"reports/{report_id}/")["question"] == "Which day was it?"
    with at(begun + timedelta(seconds=3)):
        answered = amira.post(f"reports/{report_id}/answer/", {"text": "On Monday."})
    thread = amira.get(f"reports/{report_id}/messages/")["messages"]
    assert [(each["side"], each["is_question"], each["text"]) for each in thread] == [
        ("reporter", False, "May I add something?"),
        ("handler", True, "Which day was it?"),
        ("reporter", False, "On Monday."),
    ]
    assert [thread[0]["id"], thread[2]["id"]] == [said["id"], answered["id"]]
    assert "Elif" not in str(thread)
    assert amira.get(f"reports/{report_id}/")["question"] is None


def test_reading_ones_report_marks_its_news_as_read(amira: Programme, cast: Cast) -> None:
    report_id = sent_about_ben(amira, cast)
    desk.acknowledge(actor=cast.elif_, report_id=report_id)
    settle()
    assert count_new(cast.amira.id) > 0
    amira.get(f"reports/{report_id}/")
    assert count_new(cast.amira.id) == 0


def test_an_answer_to_nothing_is_refused(amira: Programme, cast: Cast) -> None:
    report_id = sent_about_ben(amira, cast)
    refused = amira.post(f"reports/{report_id}/answer/", {"text": "On Monday."})
    assert (refused.status, refused.code) == (409, "move-refused")
    assert amira.get(f"reports/{report_id}/messages/")["messages"] == []


def test_what_is_added_stands_beside_what_was_told(amira: Programme) -> None:
    report_id = amira.sent()
    told = amira.get(f"reports/{report_id}/")["answers"]
    added = amira.post(f"reports/{report_id}/additions/", {"text": "It was the 4th."})
    report = amira.get(added["url"])
    assert [(each["id"], each["text"]) for each in report["additions"]] == [(added["id"], "It was the 4th.")]
    assert report["answers"] == told


def test_a_wish_to_withdraw_is_one_wish(amira: Programme) -> None:
    report_id = amira.sent()
    answers = [amira.post(f"reports/{report_id}/withdrawal/", {"text": "I misread it."}) for _ in range(2)]
    assert [(answer.status, answer.id) for answer in answers] == [(200, report_id)] * 2
    assert amira.get(f"reports/{report_id}/")["withdrawal_asked_at"]
    assert len(amira.get(f"reports/{report_id}/messages/")["messages"]) == 1


VERBS = ("messages", "additions", "answer", "withdrawal")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": None}, "text"),
        ({"text": 7}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "text"),
        ({"text": "x", "side": "handler"}, "side"),
        ([], ""),
    ],
)
def test_words_that_cannot_be_kept_are_refused(amira: Programme, verb: str, body: Any, wrong: str) -> None:
    report_id = amira.sent()
    refused = amira.post(f"reports/{report_id}/{verb}/", body)
    assert (refused.status, list(refused.wrong)) == (422, [wrong])
    assert amira.get(f"reports/{report_id}/messages/")["messages"] == []


# --- Files ------------------------------------------------------------------------------------------------------------------
def upload(name: str, content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


def test_a_file_is_added_to_a_draft_and_taken_out_and_added_to_a_report(amira: Programme) -> None:
    draft_id = amira.draft(CONCERN)
    added = amira.upload(f"drafts/{draft_id}/files/", upload("note.txt", NOTE))
    assert (added.status, added["url"]) == (201, f"/api/v1/drafts/{draft_id}/")
    (file,) = amira.get(f"drafts/{draft_id}/")["files"]
    assert (file["id"], file["name"], file["media_type"], file["size"]) == (added["id"], "note.txt", "text/plain", len(NOTE))
    assert amira.delete(f"drafts/{draft_id}/files/{added.id}/").status == 204
    assert amira.delete(f"drafts/{draft_id}/files/{added.id}/").status == 404
    assert amira.get(f"drafts/{draft_id}/")["files"] == []
    amira.post(f"drafts/{draft_id}/submit/")
    assert amira.upload(f"drafts/{draft_id}/files/", upload("note.txt", NOTE)).status == 404
    later = amira.upload(f"reports/{draft_id}/files/", upload("note.txt", NOTE))
    assert [each["id"] for each in amira.get(later["url"])["files"]] == [later["id"]]


def test_a_file_that_may_not_be_kept_is_refused_beside_its_name(amira: Programme) -> None:
    draft_id = amira.draft()
    for content in (b"", b"MZ\x90\0" * 50, b"x" * (10 * 1024 * 1024 + 1)):
        refused = amira.upload(f"drafts/{draft_id}/files/", upload("note.txt", content))
        assert (refused.status, list(refused.wrong)) == (422, ["file"])
    for _ in range(5):
        assert amira.upload(f"drafts/{draft_id}/files/", upload("note.txt", NOTE)).status == 201
    assert amira.upload(f"drafts/{draft_id}/files/", upload("note.txt", NOTE)).code == "file.too-many"


def test_one_file_at_a_time_and_nothing_else(amira: Programme) -> None:
    draft_id = amira.draft()
    path, note = f"drafts/{draft_id}/files/", upload("note.txt", NOTE)
    assert amira.upload(path, note, upload("two.txt", NOTE)).wrong.keys() == {"file"}
    assert amira.upload(path, upload("note.txt", NOTE), name="paper").wrong.keys() == {"file"}
    assert amira.upload(path, upload("note.txt", NOTE), media_type="text/plain").wrong.keys() == {"file"}
    assert amira.upload(path).wrong.keys() == {"file"}
    assert amira.post(path, {"file": "text"}).status == 415
    assert amira.get(f"drafts/{draft_id}/")["files"] == []


# --- Whose it is ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["ben", "elif_", "ivo", "chidi", "olga", "root"])
def test_somebody_elses_report_is_as_one_that_does_not_exist(amira: Programme, cast: Cast, who: str) -> None:
    report_id, other = sent_about_ben(amira, cast), Programme(getattr(cast, who))
    bodies = []
    for report in (report_id, uuid4()):
        answers = [
            other.get(f"reports/{report}/"),
            other.get(f"reports/{report}/messages/"),
            *[other.post(f"reports/{report}/{verb}/", {"text": "x"}) for verb in VERBS],
            other.upload(f"reports/{report}/files/", upload("note.txt", NOTE)),
            other.post(f"drafts/{report}/submit/"),
        ]
        assert {answer.status for answer in answers} == {404}
        bodies.append([answer.body for answer in answers])
    assert bodies[0] == bodies[1]
    assert other.get("reports/")["reports"] == []


def test_the_author_of_a_self_report_keeps_it(cast: Cast) -> None:
    ben = Programme(cast.ben)
    report_id = ben.sent({"danger": "no", "kind": "self_report", "saw": "I lent him money.", "categories": ["money"]})
    settle()
    assert ben.get(f"reports/{report_id}/")["kind"] == "self_report"
    assert ben.post(f"reports/{report_id}/messages/", {"text": "What now?"}).status == 201


def test_an_outside_contact_reports_nothing_here(cast: Cast) -> None:
    miriam = Programme(cast.miriam).browser
    for path in ("drafts/", "reports/", f"drafts/{uuid4()}/", f"reports/{uuid4()}/"):
        assert miriam.get(f"/api/v1/{path}").status_code == 404
    assert miriam.post("/api/v1/drafts/", "{}", content_type="application/json").status_code == 404
    assert not every(Draft).exists()


def questions_asked(act: Any) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def test_lists_ask_the_database_the_same_however_long_they_are(amira: Programme, cast: Cast) -> None:
    lists = ("drafts/", "reports/")
    amira.draft(CONCERN)
    sent_about_ben(amira, cast)
    few = [questions_asked(lambda path=path: amira.get(path)) for path in lists]
    for _ in range(4):
        amira.draft(CONCERN)
        sent_about_ben(amira, cast)
    assert [questions_asked(lambda path=path: amira.get(path)) for path in lists] == few


def test_a_report_asks_the_database_the_same_however_much_there_is(amira: Programme, cast: Cast) -> None:
    report_id = sent_about_ben(amira, cast)
    amira.post(f"reports/{report_id}/messages/", {"text": "One."})
    amira.post(f"reports/{report_id}/additions/", {"text": "One."})
    paths = (f"reports/{report_id}/", f"reports/{report_id}/messages/")
    few = [questions_asked(lambda path=path: amira.get(path)) for path in paths]
    for _ in range(3):
        amira.post(f"reports/{report_id}/messages/", {"text": "More."})
        amira.post(f"reports/{report_id}/additions/", {"text": "More."})
    assert [questions_asked(lambda path=path: amira.get(path)) for path in paths] == few


@pytest.mark.parametrize("name", ["drafts", "reports"])
def test_ones_own_lists_are_read_page_by_page(amira: Programme, cast: Cast, name: str) -> None:
    made = [amira.draft(CONCERN) if name == "drafts" else amira.sent(CONCERN) for _ in range(5)]
    found, after = list[str](), ""
    while True:
        page = amira.get(f"{name}/", limit=2, after=after)
        found += [line["id"] for line in page[name]]
        if page["after"] is None:
            break
        assert page["next"] == f"/api/v1/{name}/?limit=2&after={page['after']}"
        after = page["after"]
    assert sorted(found) == sorted(str(each) for each in made)


@pytest.mark.parametrize("name", ["drafts", "reports"])
def test_nobody_goes_on_from_what_is_not_theirs(amira: Programme, cast: Cast, name: str) -> None:
    made = amira.draft(CONCERN) if name == "drafts" else amira.sent(CONCERN)
    ben = Programme(cast.ben)
    for after in (made, uuid4()):
        assert ben.get(f"{name}/", after=str(after)).status == 404

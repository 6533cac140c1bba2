"""The same request sent twice: with a key of its own it is done once, also when both arrive at the same moment."""

import json
import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.demo.cast import Cast, small_world
from boundaries.clocks.queries import now
from boundaries.sealing.actions import blind_index
from boundaries.web.models import IdempotencyKey
from incidents.reports.models import Addition, Attachment, Draft, Report
from tests.incidents.api.calls import CONCERN, Answer, Programme
from tests.incidents.api.test_reports import NOTE, upload
from tests.incidents.told import events_of, fresh, send
from tests.seeing import every

KEY = "3f0c-first"


def test_the_same_request_gets_the_first_answer_and_is_not_done_again(amira: Programme) -> None:
    first, second = (amira.post("drafts/", key=KEY) for _ in range(2))
    assert (first.status, first.body) == (second.status, second.body)
    assert first.response["Location"] == second.response["Location"]
    assert every(Draft).count() == 1


def test_without_a_key_each_request_is_one_of_its_own(amira: Programme) -> None:
    assert amira.post("drafts/").id != amira.post("drafts/").id
    assert not IdempotencyKey.objects.exists()


def test_the_first_answer_stands_though_the_thing_has_changed_since(amira: Programme) -> None:
    draft_id = amira.draft(CONCERN)
    first = amira.post(f"drafts/{draft_id}/submit/", key=KEY)
    amira.post(f"reports/{draft_id}/withdrawal/", {"text": "No."})
    assert amira.post(f"drafts/{draft_id}/submit/", key=KEY).body == first.body
    assert every(Report).count() == 1


@pytest.mark.parametrize("verb", ["messages", "additions", "withdrawal"])
def test_words_are_sent_once(amira: Programme, verb: str) -> None:
    report = every(Report).get(id=amira.sent())
    first, second = (amira.post(f"reports/{report.id}/{verb}/", {"text": "Once."}, key=KEY) for _ in range(2))
    assert (first.status, first.body) == (second.status, second.body)
    assert events_of(report)[1:].count(events_of(report)[-1]) == 1


def test_a_file_is_kept_once(amira: Programme) -> None:
    draft_id = amira.draft()
    first, second = (amira.upload(f"drafts/{draft_id}/files/", upload("note.txt", NOTE), key=KEY) for _ in range(2))
    assert (first.status, first.body) == (second.status, second.body)
    assert every(Attachment).count() == 1
    other = amira.upload(f"drafts/{draft_id}/files/", upload("note.txt", NOTE + b"More."), key=KEY)
    assert (other.status, other.code) == (422, "idempotency.other-body")


def test_a_verb_is_done_once_though_the_report_has_left_the_desk(cast: Cast) -> None:
    report, elif_ = send(cast.amira, cast.ben), Programme(cast.elif_)
    first = elif_.post(f"desk/{report.id}/recuse/", {"reason": "He is my brother."}, key=KEY)
    events = events_of(report)
    second = elif_.post(f"desk/{report.id}/recuse/", {"reason": "He is my brother."}, key=KEY)
    assert (first.status, first.body) == (second.status, second.body)
    assert events_of(report) == events
    assert elif_.post(f"desk/{report.id}/recuse/", {"reason": "He is my brother."}, key="another").status == 404


def test_a_key_used_for_other_words_is_refused(amira: Programme) -> None:
    report_id = amira.sent()
    amira.post(f"reports/{report_id}/additions/", {"text": "One."}, key=KEY)
    refused = amira.post(f"reports/{report_id}/additions/", {"text": "Two."}, key=KEY)
    assert (refused.status, refused.code, list(refused.wrong)) == (422, "idempotency.other-body", ["Idempotency-Key"])
    assert every(Addition).count() == 1


def test_the_same_words_in_another_order_are_the_same_request(cast: Cast) -> None:
    report, elif_ = send(cast.amira, cast.ben), Programme(cast.elif_)
    said = {"text": "I spoke with both.", "happened_at": "2026-01-02T14:30:00"}
    first = elif_.post(f"desk/{report.id}/intervene/", said, key=KEY)
    second = elif_.post(f"desk/{report.id}/intervene/", dict(reversed(said.items())), key=KEY)
    assert first.body == second.body


def test_what_was_refused_may_be_mended_under_the_same_key(amira: Programme) -> None:
    draft_id = amira.draft({**CONCERN, "saw": ""})
    amira.patch(f"drafts/{draft_id}/", {"told": "", "think": ""})
    assert amira.post(f"drafts/{draft_id}/submit/", key=KEY).status == 422
    amira.patch(f"drafts/{draft_id}/", {"saw": "Now."})
    assert amira.post(f"drafts/{draft_id}/submit/", key=KEY).status == 201


def test_a_key_belongs_to_one_person_and_one_address(amira: Programme, cast: Cast) -> None:
    ids = [amira.post("drafts/", key=KEY).id, Programme(cast.ben).post("drafts/", key=KEY).id]
    assert len(set(ids)) == 2
    report_id = amira.sent()
    said = [amira.post(f"reports/{report_id}/{verb}/", {"text": "x"}, key=KEY) for verb in ("messages", "additions")]
    assert [answer.status for answer in said] == [201, 201]


def test_a_key_is_kept_for_a_day(amira: Programme) -> None:
    first = amira.post("drafts/", key=KEY)
    IdempotencyKey.objects.update(at=now() - timedelta(hours=24))
    assert amira.post("drafts/", key=KEY).id != first.id
    assert IdempotencyKey.objects.count() == 1


def test_old_keys_are_forgotten_by_the_way(amira: Programme) -> None:
    amira.post("drafts/", key="old")
    IdempotencyKey.objects.update(at=now() - timedelta(hours=25))
    amira.post("drafts/", key=KEY)
    assert [row.key for row in IdempotencyKey.objects.all()] == [KEY]


@pytest.mark.parametrize("key", ["x" * 101, "two words", "é", "a\tb"])
def test_a_key_that_is_none_is_refused(amira: Programme, key: str) -> None:
    refused = amira.post("drafts/", key=key)
    assert (refused.status, list(refused.wrong)) == (422, ["Idempotency-Key"])
    assert not every(Draft).exists()


def test_nothing_kept_of_a_request_tells_who_sent_it_or_what(amira: Programme, cast: Cast) -> None:
    report_id = amira.sent()
    for verb in ("messages", "additions"):
        amira.post(f"reports/{report_id}/{verb}/", {"text": "He is dangerous."}, key=KEY)
    rows = list(IdempotencyKey.objects.all())
    assert len({bytes(row.person_index) for row in rows}) == len(rows) == 2
    for row in rows:
        for purpose in ("idempotency", "reporter"):
            assert bytes(row.person_index) != blind_index(purpose, cast.amira.id)
        assert {bytes(row.person_index), bytes(row.body_hash)}.isdisjoint({b"He is dangerous.", cast.amira.id.bytes})


# --- At the same moment -----------------------------------------------------------------------------------------------------
def all_at_once(acts: list[Any]) -> list[Answer]:
    """What each act answers, when all of them start together."""
    from django.db import connections

    answers: list[Answer] = []
    start = threading.Barrier(len(acts))

    def run(act: Any) -> None:
        start.wait()
        try:
            answers.append(Answer(act()))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def poster(person: Any, path: str, body: Any, key: str) -> Any:
    browser = Programme(person).browser
    return lambda: browser.post(
        f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key}
    )


def test_many_at_once_make_one_thing(committed_db: None) -> None:
    cast = small_world()
    made = all_at_once([poster(cast.amira, "drafts/", {}, KEY) for _ in range(6)])
    assert {(answer.status, answer["id"]) for answer in made} == {(201, str(every(Draft).get().id))}
    report = every(Report).get(id=Programme(cast.amira).sent())
    added = all_at_once([poster(cast.amira, f"reports/{report.id}/additions/", {"text": "Once."}, KEY) for _ in range(6)])
    assert {(answer.status, answer["id"]) for answer in added} == {(201, str(every(Addition).get().id))}
    mixed = all_at_once([poster(cast.amira, f"reports/{report.id}/additions/", {"text": f"{n}"}, "other") for n in range(4)])
    assert sorted(answer.status for answer in mixed) == [201, 422, 422, 422]
    assert every(Addition).count() == 2


def test_two_at_once_without_a_key_submit_one_report(committed_db: None) -> None:
    cast = small_world()
    draft_id = Programme(cast.amira).draft(CONCERN)
    sent = all_at_once([poster(cast.amira, f"drafts/{draft_id}/submit/", {}, str(uuid4())) for _ in range(4)])
    assert {(answer.status, answer["id"]) for answer in sent} == {(201, str(draft_id))}
    assert fresh(every(Report).get()).pk == draft_id
    assert events_of(every(Report).get()).count("report.submitted") == 1

"""Sending a draft: once, whole, with everybody kept out who must be (IN-01, IN-10, AZ-04)."""

import threading
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.db import connections

from boundaries.errors.exceptions import MoveRefused, NotVisible, RuleViolation
from boundaries.record.models import RecordEntry
from boundaries.sealing.models import DataKey
from incidents.reports import actions
from incidents.reports.models import Draft, Report
from tests.incidents.told import desk_of, events_of, fresh, send
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast


def drafted(cast: "Cast", **answers: Any) -> UUID:
    """A draft of Amira's that can be sent, but for what is changed."""
    draft = actions.start_draft(actor=cast.amira)
    told = {
        "danger": "no",
        "kind": "concern",
        "subjects": [{"person": str(cast.ben.pk), "name": ""}],
        "saw": "They met in the café.",
        "categories": ["friendship"],
        "in_confidence": True,
        **answers,
    }
    actions.save_draft(actor=cast.amira, draft_id=draft.pk, answers=told)
    return draft.pk


def test_sending_twice_makes_one_report(cast: "Cast") -> None:
    draft_id = drafted(cast)
    first = actions.submit_report(actor=cast.amira, draft_id=draft_id)
    assert actions.submit_report(actor=cast.amira, draft_id=draft_id) == first
    assert events_of(first).count("report.submitted") == 1


def test_sending_twice_at_once_makes_one_report(committed_db: None) -> None:
    from accounts.demo.cast import small_world

    cast = small_world()
    draft_id, sent, go = drafted(cast), [], threading.Barrier(2)

    def submit() -> None:
        go.wait(10)
        try:
            sent.append(actions.submit_report(actor=cast.amira, draft_id=draft_id))
        finally:
            connections.close_all()

    both = [threading.Thread(target=submit) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(30)
    assert [each.pk for each in sent] == [draft_id, draft_id]
    assert every(Report).count() == 1
    assert events_of(sent[0]).count("report.submitted") == 1


@pytest.mark.parametrize(
    ("answer", "value"),
    [("danger", ""), ("kind", "gossip"), ("subjects", []), ("saw", "  "), ("categories", []), ("in_confidence", None)],
)
def test_what_is_missing_is_named_and_the_draft_stays(cast: "Cast", answer: str, value: Any) -> None:
    draft_id = drafted(cast, **{answer: value})
    with pytest.raises(RuleViolation) as refusal:
        actions.submit_report(actor=cast.amira, draft_id=draft_id)
    assert refusal.value.field == answer
    assert every(Draft).filter(pk=draft_id).exists()


@pytest.mark.parametrize("answer", ["subjects", "not_to_receive", "clients"])
def test_a_forged_person_is_refused_and_the_draft_stays(cast: "Cast", answer: str) -> None:
    forged = {
        "subjects": [{"person": str(cast.ivo.pk), "name": ""}],
        "not_to_receive": [str(uuid4())],
        "clients": [{"client": str(uuid4()), "name": ""}],
    }
    draft_id = drafted(cast, **{answer: forged[answer]})
    with pytest.raises(RuleViolation) as refusal:
        actions.submit_report(actor=cast.amira, draft_id=draft_id)
    assert refusal.value.field == answer
    assert every(Draft).filter(pk=draft_id).exists()
    assert not every(Report).exists()


def test_nobody_sends_saves_or_discards_the_draft_of_another(cast: "Cast") -> None:
    draft_id = drafted(cast)
    for verb in (actions.submit_report, actions.discard_draft):
        with pytest.raises(NotVisible):
            verb(actor=cast.ben, draft_id=draft_id)
    with pytest.raises(NotVisible):
        actions.save_draft(actor=cast.elif_, draft_id=draft_id, answers={"saw": "Nothing."})
    assert every(Draft).get(pk=draft_id).answers["saw"] == "They met in the café."


def test_what_was_answered_for_another_kind_is_not_sent(cast: "Cast") -> None:
    draft_id = drafted(cast, kind="self_report", shift_leader=True)
    report = actions.submit_report(actor=cast.amira, draft_id=draft_id)
    assert "subjects" not in report.story
    assert report.in_confidence is False
    assert desk_of(cast.ben) == set()
    assert [each.person_id for each in report.exclusions.all()] == [cast.amira.pk]


def test_a_discarded_draft_leaves_no_key_behind(cast: "Cast") -> None:
    draft_id = drafted(cast)
    key_id = every(Draft).get(pk=draft_id).data_key_id
    actions.discard_draft(actor=cast.amira, draft_id=draft_id)
    assert not every(Draft).filter(pk=draft_id).exists()
    assert not DataKey.objects.filter(pk=key_id).exists()


def test_the_record_never_names_the_reporter_in_clear(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    actions.send_message(actor=cast.amira, report_id=report.pk, text="One more thing.")
    actions.add_to_report(actor=cast.amira, report_id=report.pk, text="It was on a Sunday.")
    entries = every(RecordEntry).filter(about_id=report.pk)
    assert cast.amira.pk not in set(entries.values_list("actor_id", flat=True))
    assert entries.filter(event="report.message-sent").exists()


def test_what_was_told_cannot_be_changed_but_added_to(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    with pytest.raises(NotVisible):
        actions.save_draft(actor=cast.amira, draft_id=report.pk, answers={"saw": "Something else."})
    actions.add_to_report(actor=cast.amira, report_id=report.pk, text="It was on a Sunday.")
    assert fresh(report).story["saw"] == "They met in the café by the harbour."
    assert [each.text for each in report.additions.all()] == ["It was on a Sunday."]


def test_nothing_is_answered_that_was_not_asked(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    with pytest.raises(MoveRefused):
        actions.answer(actor=cast.amira, report_id=report.pk, text="Yes.")


def test_asking_to_withdraw_changes_nothing_but_says_so_once(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    for _ in range(2):
        actions.ask_to_withdraw(actor=cast.amira, report_id=report.pk, reason="I was mistaken.")
    assert events_of(report).count("report.withdrawal-asked") == 1
    assert fresh(report).status == "submitted"
    assert desk_of(cast.elif_) == {report.pk}


def test_an_organisation_that_is_not_activated_takes_no_reports(cast: "Cast") -> None:
    cast.amira.organisation.activated_at = None
    with pytest.raises(RuleViolation):
        actions.start_draft(actor=cast.amira)

"""Somebody says what they need training in; their line manager, and nobody else, reads and answers it (LK-2.3-3)."""

import re
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import Forbidden, NotVisible, RuleViolation
from boundaries.notices.models import Notice
from boundaries.notices.queries import items_for
from boundaries.record.models import RecordEntry
from policies.training.needs.actions import answer_need, raise_need
from policies.training.needs.choices import NeedStatus
from policies.training.needs.models import TrainingNeed
from policies.training.needs.queries import need_for, needs_to_answer, own_needs
from tests.accounts.calling import calling
from tests.accounts.kinds import SignedIn, last_written_about
from tests.incidents.told import settle
from tests.policies.training.trained import day, topic_of
from tests.seeing import every

pytestmark = pytest.mark.django_db
WORDS = "How to end a visit that goes on too long."


def plan(cast: Cast, need: TrainingNeed, actor: StaffMember | None = None) -> TrainingNeed:
    return answer_need(actor=actor or cast.elif_, need_id=need.pk, answer=NeedStatus.PLANNED, planned_for=day(cast, 14))


def test_it_is_raised_answered_and_seen(cast: Cast) -> None:
    topic = topic_of(cast.noor)
    need = raise_need(actor=cast.amira, text=WORDS, topic_id=topic.pk)
    settle()
    (item,) = items_for(cast.elif_.pk)
    assert (item.label, item.link) == (cast.amira.name, reverse("training:need", args=[need.pk]))
    (seen,) = needs_to_answer(cast.elif_)
    assert (seen.text, seen.topic) == (WORDS, topic)
    plan(cast, need)
    settle()
    assert items_for(cast.elif_.pk) == []
    (item,) = items_for(cast.amira.pk)
    assert "answered" in str(item.sentence)
    (own,) = own_needs(cast.amira)
    assert (own.status, own.planned_for, own.answered_by) == (NeedStatus.PLANNED, day(cast, 14), cast.elif_)
    assert last_written_about(need.pk) == ("training-need.answered", cast.elif_.pk, {"answer": "planned"})


def test_its_words_are_sealed_and_nowhere_else(cast: Cast) -> None:
    need = raise_need(actor=cast.amira, text=WORDS)
    answer_need(actor=cast.elif_, need_id=need.pk, answer=NeedStatus.NOT_NOW, reason="After the winter.")
    settle()
    with connection.cursor() as run:
        run.execute("SELECT text, reason FROM policies_trainingneed")
        text, reason = run.fetchone()
    assert WORDS.encode() not in bytes(text)
    assert b"winter" not in bytes(reason)
    for entry in every(RecordEntry).filter(about_id=need.pk):
        assert WORDS.encode() not in bytes(entry.data)
    assert every(Notice).filter(kind__startswith="training-need").count() == 2


def test_nobody_else_reads_it(cast: Cast) -> None:
    need = raise_need(actor=cast.amira, text=WORDS)
    for stranger in (cast.ben, cast.farid, cast.noor, cast.samuel, cast.olga, cast.chidi, cast.grace, cast.root, cast.ivo):
        with pytest.raises(NotVisible):
            need_for(stranger, need.pk)
        with pytest.raises(NotVisible):
            plan(cast, need, stranger)
    with pytest.raises(Forbidden):
        plan(cast, need, cast.amira)
    StaffMember.objects.filter(pk=cast.amira.pk).update(manager=cast.farid)
    cast.amira.refresh_from_db()
    with pytest.raises(NotVisible):
        need_for(cast.elif_, need.pk)
    assert plan(cast, need, cast.farid).status == NeedStatus.PLANNED, "whoever is line manager now answers"


@pytest.mark.parametrize(
    ("answer", "days", "reason", "field"),
    [
        (NeedStatus.PLANNED, None, "", "planned_for"),
        (NeedStatus.PLANNED, -1, "", "planned_for"),
        (NeedStatus.NOT_NOW, None, "  ", "reason"),
        (NeedStatus.RAISED, None, "", "answer"),
    ],
)
def test_an_answer_says_when_or_why_not(answer: NeedStatus, days: int | None, reason: str, field: str, cast: Cast) -> None:
    need = raise_need(actor=cast.amira, text=WORDS)
    on = None if days is None else day(cast, days)
    with pytest.raises(RuleViolation) as refused:
        answer_need(actor=cast.elif_, need_id=need.pk, answer=answer, planned_for=on, reason=reason)
    assert refused.value.field == field


def test_the_last_answer_counts(cast: Cast) -> None:
    need = raise_need(actor=cast.amira, text=WORDS)
    answer_need(actor=cast.elif_, need_id=need.pk, answer=NeedStatus.NOT_NOW, reason="After the winter.")
    planned = plan(cast, need)
    assert (planned.reason, planned.planned_for) == ("", day(cast, 14))
    put_off = answer_need(actor=cast.elif_, need_id=need.pk, answer=NeedStatus.NOT_NOW, reason="She fell ill.")
    assert (put_off.reason, put_off.planned_for) == ("She fell ill.", None)


def test_without_a_line_manager_it_is_said_whom_to_tell(cast: Cast) -> None:
    for person in (cast.yara, cast.grace):
        with pytest.raises(RuleViolation):
            raise_need(actor=person, text=WORDS)
    with pytest.raises(NotVisible):
        raise_need(actor=cast.ivo, text=WORDS, topic_id=topic_of(cast.noor).pk)
    with pytest.raises(NotVisible):
        raise_need(actor=cast.miriam, text=WORDS)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_pages(cast: Cast, signed_in: SignedIn) -> None:
    amira, elif_ = signed_in(cast.amira), signed_in(cast.elif_)
    assert reverse("training:needs") in amira.get(reverse("training:own")).content.decode()
    assert amira.post(reverse("training:raise_need"), {"text": ""}).status_code == 422
    assert amira.post(reverse("training:raise_need"), {"text": WORDS})["Location"] == reverse("training:needs")
    assert "Waits for an answer" in words(amira.get(reverse("training:needs")))
    (need,) = own_needs(cast.amira)
    address = reverse("training:need", args=[need.pk])
    assert cast.amira.name in words(elif_.get(reverse("training:needs")))
    assert WORDS in words(elif_.get(address))
    assert elif_.post(address, {"answer": "not_now"}).status_code == 422
    assert elif_.post(address, {"answer": "not_now", "reason": "After the winter."}).status_code == 302
    assert "After the winter." in words(amira.get(address))
    assert amira.post(address, {"answer": "not_now", "reason": "No."}).status_code == 403
    on = day(cast, 9)
    told = {"answer": "planned", "planned_for_day": on.day, "planned_for_month": on.month, "planned_for_year": on.year}
    assert elif_.post(address, told).status_code == 302
    assert "planned it for" in words(amira.get(address))
    assert signed_in(cast.farid).get(address).status_code == 404


def test_the_api(cast: Cast) -> None:
    amira, elif_, needs = calling(cast.amira), calling(cast.elif_), reverse("api_training:needs")
    made = amira.post(needs, {"text": WORDS})
    assert made.status == 201
    assert [each["text"] for each in elif_.get(needs)["to_answer"]] == [WORDS]
    address = reverse("api_training:answer_need", args=[made["id"]])
    assert elif_.post(address, {"answer": "planned"}).status == 422
    assert elif_.post(address, {"answer": "planned", "planned_for": str(day(cast, 3))}).status == 200
    assert amira.get(made["url"])["planned_for"] == str(day(cast, 3))
    assert amira.post(address, {"answer": "not_now", "reason": "x"}).status == 403
    assert calling(cast.farid).get(made["url"]).status == 404
    assert calling(cast.yara).post(needs, {"text": WORDS}).status == 422

"""Taking a quiz: passing it is a completion, a wrong answer is shown with its clause and kept nowhere."""

import re
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from accounts.demo.cast import Cast
from boundaries.errors.exceptions import NotVisible, RuleViolation
from boundaries.record.models import RecordEntry
from policies.adoption.actions import end_adoption
from policies.library.models import Clause
from policies.situations.choices import Verdict
from policies.training.actions import retire_topic
from policies.training.choices import How, State
from policies.training.models import Completion, Topic
from policies.training.quiz.actions import take_quiz
from policies.training.quiz.queries import Quiz, quiz_of
from policies.versions.actions import add_clause, approve, begin_revision, submit
from tests.accounts.calling import calling
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import LK, RC, adopted
from tests.policies.training.trained import state, topic_named, topic_of
from tests.policies.versions.test_revise import facts_of
from tests.seeing import every

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
SEED = 7


def asked(cast: Cast, topic: Topic, seed: int = SEED) -> Quiz:
    return quiz_of(cast.amira, topic, seed)


def right(quiz: Quiz) -> list[Verdict]:
    return [each.answer for each in quiz.questions]


def wrong(quiz: Quiz) -> list[Verdict]:
    return [next(other for other in Verdict if not each.accepts(other)) for each in quiz.questions]


def take(cast: Cast, quiz: Quiz, answers: list[Verdict]) -> Any:
    return take_quiz(actor=cast.amira, topic_id=quiz.topic.pk, seed=quiz.seed, digest=quiz.digest, answers=answers)


def rows_everywhere() -> dict[str, int]:
    """How many rows there are in each table, but for what one signs in with."""
    with connection.cursor() as run:
        counted = {}
        for table in sorted(connection.introspection.table_names()):
            run.execute(f'SELECT count(*) FROM "{table}"')
            counted[table] = run.fetchone()[0]
    return counted


# --- What is asked ------------------------------------------------------------------------------------------------------------
def test_the_questions_are_everyday_phrases_of_adopted_clauses_with_the_words_of_the_organisation(cast: Cast) -> None:
    adopted(cast.noor, LK, service_user="resident", service_users="residents")
    quiz = asked(cast, topic_named(cast, "befriending"))
    assert len(quiz.questions) == 6
    for each in quiz.questions:
        clause = Clause.objects.get(
            code=each.code, version__adoptions__ended_at=None, version__adoptions__organisation=cast.organisation
        )
        assert each.situation.replace("resident", "{service_user}") in [
            phrase.replace("{service_users}", "{service_user}s") for phrase in clause.everyday
        ]
        assert "{" not in each.situation


def test_another_clause_is_another_question_and_no_policy_none(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    topic = topic_of(cast.noor, "Lending", categories=["gifts", "money"])
    asked_before = {each for seed in range(60) for each in asked(cast, topic, seed).questions}
    draft = begin_revision(actor=cast.noor, version_id=adoption.version_id)
    like = draft.clauses.select_related("section").get(code="RC-B-4")
    lent = {
        "id": "RC-B-99",
        "order": 999,
        "text": "Do not keep what a client lends you.",
        "everyday": ("A client lent me a boat",),
    }
    add_clause(actor=cast.noor, version_id=draft.pk, facts=facts_of(like, **lent))
    submit(actor=cast.noor, version_id=draft.pk, change_note="What is lent.")
    approve(actor=cast.samuel, version_id=draft.pk)
    asked_now = {each for seed in range(60) for each in asked(cast, topic, seed).questions}
    assert {each.situation for each in asked_now - asked_before} == {"A client lent me a boat"}
    from policies.adoption.models import Adoption

    end_adoption(actor=cast.noor, adoption_id=Adoption.objects.get(ended_at=None).pk)
    assert asked(cast, topic).questions == []


# --- What becomes of it -------------------------------------------------------------------------------------------------------
def test_passing_counts_and_is_ones_own(cast: Cast) -> None:
    adopted(cast.noor, RC)
    topic = topic_named(cast, "conduct")
    quiz = asked(cast, topic)
    outcome = take(cast, quiz, right(quiz))
    assert outcome.passed
    assert (outcome.done.how, outcome.done.person_id, outcome.done.recorded_by_id) == (How.QUIZ, cast.amira.pk, cast.amira.pk)
    assert state(cast.amira, topic) == State.DONE
    cited = set(Clause.objects.filter(pk__in=outcome.done.clause_ids).values_list("code", flat=True))
    assert cited == {each.code for each in quiz.questions}
    assert take(cast, quiz, right(quiz)).done == outcome.done, "the same day twice is once"
    assert every(Completion).count() == 1
    one_wrong = [wrong(quiz)[0], *right(quiz)[1:]]
    assert take(cast, quiz, one_wrong).passed


def test_a_wrong_answer_is_kept_nowhere(cast: Cast) -> None:
    adopted(cast.noor, RC)
    topic = topic_named(cast, "conduct")
    quiz, before = asked(cast, topic), rows_everywhere()
    outcome = take(cast, quiz, wrong(quiz))
    assert not outcome.passed
    assert outcome.done is None
    assert rows_everywhere() == before
    assert state(cast.amira, topic) == State.MISSING
    take(cast, quiz, right(quiz))
    entry = every(RecordEntry).get(event="training.recorded")
    assert entry.actor_id == cast.amira.pk


def test_a_topic_for_minors_is_done_with_somebody_and_its_quiz_is_for_practice(cast: Cast) -> None:
    adopted(cast.noor, LK)
    topic = topic_of(cast.noor, "Children", categories=["touch", "not_told"], clients="minor", by_quiz=False)
    quiz = asked(cast, topic)
    outcome = take(cast, quiz, right(quiz))
    assert (outcome.passed, outcome.done) == (True, None)
    assert not every(Completion).exists()
    adopted(cast.noor, RC)
    assert not topic_named(cast, "minors").by_quiz


def test_nobody_is_marked_by_other_questions_than_those_they_were_asked(cast: Cast) -> None:
    adopted(cast.noor, RC)
    topic = topic_named(cast, "conduct")
    quiz = asked(cast, topic)
    adopted(cast.noor, LK)
    with pytest.raises(RuleViolation) as refused:
        take(cast, quiz, right(quiz))
    assert refused.value.code == "quiz.changed"
    fresh = asked(cast, topic)
    with pytest.raises(RuleViolation):
        take(cast, fresh, right(fresh)[1:])
    for stranger in (cast.ivo, cast.miriam):
        with pytest.raises(NotVisible):
            take_quiz(actor=stranger, topic_id=topic.pk, seed=SEED, digest=fresh.digest, answers=right(fresh))
    retire_topic(actor=cast.noor, topic_id=topic.pk)
    with pytest.raises(NotVisible):
        take(cast, fresh, right(fresh))


# --- The pages ----------------------------------------------------------------------------------------------------------------
def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def through(browser: Any, address: str, cast: Cast, topic: Topic, *, rightly: bool) -> Any:
    """From the first situation to the result, answering rightly or wrongly."""
    page = browser.post(address, {"act": "start"})
    while "form" in page.context:
        hidden = page.context["form"].initial["state"]
        situation = page.context["form"].fields["answer"].label.strip("“”")
        known = {each.situation: each for seed in range(40) for each in asked(cast, topic, seed).questions}
        answer = known[situation].answer if rightly else next(each for each in Verdict if not known[situation].accepts(each))
        page = browser.post(address, {"state": hidden, "answer": answer.value})
        shown = text_of(page)
        assert ("That is right" in shown) is rightly
        assert known[situation].code in shown
        assert str(known[situation].answer.label) in shown
        page = browser.post(address, {"state": page.context["state"], "act": "next"})
    return page


def test_it_is_taken_situation_by_situation(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    topic, amira = topic_named(cast, "gifts"), signed_in(cast.amira)
    address = reverse("training:quiz", args=[topic.pk])
    assert address in amira.get(reverse("training:topic", args=[topic.pk])).content.decode()
    assert "right answers pass" in text_of(amira.get(address))
    failed = through(amira, address, cast, topic, rightly=False)
    assert "Not this time" in text_of(failed)
    assert not every(Completion).exists()
    passed = through(amira, address, cast, topic, rightly=True)
    assert "You passed" in text_of(passed)
    assert "It counts until" in text_of(passed)
    assert state(cast.amira, topic) == State.DONE
    assert "Quiz" in text_of(amira.get(reverse("training:own")))


def test_without_an_answer_the_question_stays_and_what_nobody_signed_begins_anew(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    topic, amira = topic_named(cast, "gifts"), signed_in(cast.amira)
    address = reverse("training:quiz", args=[topic.pk])
    first = amira.post(address, {"act": "start"})
    hidden = first.context["form"].initial["state"]
    again = amira.post(address, {"state": hidden})
    assert again.status_code == 422
    assert "Choose what your policies say" in text_of(again)
    assert again.context["form"].fields["answer"].label == first.context["form"].fields["answer"].label
    for strange in ("x", hidden[:-2]):
        assert "question 1 of" in text_of(amira.post(address, {"state": strange, "answer": "never"}))
    ben = signed_in(cast.ben)
    assert "question 1 of" in text_of(ben.post(address, {"state": hidden, "answer": "never"})), "it is signed for Amira"
    adopted(cast.noor, LK)
    assert amira.post(address, {"state": hidden, "answer": "never"})["Location"] == address
    assert signed_in(cast.ivo).get(address).status_code == 404
    retire_topic(actor=cast.noor, topic_id=topic.pk)
    assert signed_in(cast.noor).get(address).status_code == 404


def test_too_few_situations_are_said_to_be_too_few(cast: Cast, signed_in: SignedIn) -> None:
    topic = topic_of(cast.noor)
    address = reverse("training:quiz", args=[topic.pk])
    for answer in (signed_in(cast.amira).get(address), signed_in(cast.amira).post(address, {"act": "start"})):
        assert "too few everyday situations" in text_of(answer)
    assert address not in signed_in(cast.amira).get(reverse("training:topic", args=[topic.pk])).content.decode()


# --- The API ------------------------------------------------------------------------------------------------------------------
def test_the_api_asks_and_marks_the_same(cast: Cast) -> None:
    adopted(cast.noor, RC)
    topic, amira = topic_named(cast, "gifts"), calling(cast.amira)
    address = reverse("api_training:quiz", args=[topic.pk])
    shown, quiz = amira.get(address, seed=SEED), asked(cast, topic)
    assert [each["situation"] for each in shown["questions"]] == [each.situation for each in quiz.questions]
    told = {"seed": SEED, "digest": shown["digest"], "answers": [each.value for each in wrong(quiz)]}
    failed = amira.post(address, told)
    assert (failed.status, failed["passed"], failed["done"]) == (200, False, None)
    assert failed["answers"][0]["clause"]["id"] == quiz.questions[0].code
    passed = amira.post(address, told | {"answers": [each.value for each in right(quiz)]})
    assert passed["passed"]
    assert amira.get(passed["done"])["how"] == "quiz"
    assert amira.post(address, told | {"digest": "0" * 64}).status == 422
    assert amira.post(address, told | {"answers": []}).status == 422
    assert calling(cast.ivo).get(address).status == 404

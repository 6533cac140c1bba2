"""What one clause answers, as a table: its strength and its other data decide, and nothing else does."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from policies.library.actions import PACKS, packs_in
from policies.library.choices import Binds, ClientKind, ExceptionPath, Expects, Office, Seriousness, Strength
from policies.library.rules import ClauseFacts, read_library
from policies.situations.choices import Towards, Verdict
from policies.situations.rules import Answer, Circumstances, answer_of

NEVER, ASK, TELL, CARE = Verdict.NEVER, Verdict.ASK_FIRST, Verdict.TELL, Verdict.CARE
MANAGER, DIRECTOR, SAFEGUARDING = Office.LINE_MANAGER, Office.DIRECTOR, Office.SAFEGUARDING_LEAD
NOT_YET, DONE = Circumstances(happened=False), Circumstances(happened=True)
LOW, BREACH, SERIOUS = Seriousness.LOW, Seriousness.BREACH, Seriousness.SERIOUS
NOBODY, A_DIRECTOR, THE_APPROVER = ExceptionPath.NEVER, ExceptionPath.VARIATION, ExceptionPath.APPROVER


def clause(strength: Strength, exception: ExceptionPath = A_DIRECTOR, **said: Any) -> ClauseFacts:
    """A clause of this strength, about a client of one's own, of low seriousness unless said otherwise."""
    usual: dict[str, Any] = {
        "id": "XX-1",
        "section": "A",
        "order": 1,
        "text": "A clause.",
        "approver": "",
        "to_whom": "",
        "whose": "",
        "binds": (Binds.EMPLOYEE,),
        "client_kinds": (ClientKind.DIRECT,),
        "categories": (),
        "seriousness": LOW,
        "expects": (),
        "everyday": (),
    }
    return ClauseFacts(strength=strength, exception=exception, **{**usual, **said})


TABLE: list[tuple[str, ClauseFacts, Answer, Answer]] = [
    # what the clause is, its data, the answer before anything was done, and after
    ("never done", clause(Strength.ABSOLUTE, NOBODY), Answer(NEVER), Answer(NEVER)),
    ("must not, no exception", clause(Strength.MUST_NOT, NOBODY), Answer(NEVER), Answer(NEVER)),
    ("must not, an exception can be", clause(Strength.MUST_NOT), Answer(ASK, DIRECTOR), Answer(TELL, DIRECTOR)),
    ("ask the line manager", clause(Strength.APPROVAL, THE_APPROVER, approver=MANAGER), Answer(ASK, MANAGER), Answer(TELL, MANAGER)),
    ("ask a director", clause(Strength.APPROVAL, THE_APPROVER, approver=DIRECTOR), Answer(ASK, DIRECTOR), Answer(TELL, DIRECTOR)),
    ("tell the named office", clause(Strength.DUTY, to_whom=SAFEGUARDING), Answer(TELL, SAFEGUARDING), Answer(TELL, SAFEGUARDING)),
    ("tell, nobody named", clause(Strength.DUTY), Answer(TELL, MANAGER), Answer(TELL, MANAGER)),
    ("should not", clause(Strength.SHOULD_NOT), Answer(ASK, MANAGER), Answer(TELL, MANAGER)),
    ("must", clause(Strength.MUST), Answer(CARE), Answer(CARE)),
    ("must, a breach else", clause(Strength.MUST, seriousness=BREACH), Answer(CARE), Answer(TELL, MANAGER)),
    ("must, and it is serious", clause(Strength.MUST, seriousness=SERIOUS), Answer(TELL, MANAGER), Answer(TELL, MANAGER)),
    ("must, with a conversation", clause(Strength.MUST, expects=(Expects.CONVERSATION,)), Answer(ASK, MANAGER), Answer(TELL, MANAGER)),
    ("must, with a report", clause(Strength.MUST, expects=(Expects.REPORT,)), Answer(TELL, MANAGER), Answer(TELL, MANAGER)),
    ("should", clause(Strength.SHOULD), Answer(CARE), Answer(CARE)),
    ("should, a breach else", clause(Strength.SHOULD, seriousness=BREACH), Answer(CARE), Answer(TELL, MANAGER)),
    ("should, with a conversation", clause(Strength.SHOULD, expects=(Expects.CONVERSATION,)), Answer(ASK, MANAGER), Answer(TELL, MANAGER)),
    ("a manager's to do", clause(Strength.RESPONSIBILITY, whose=MANAGER), Answer(TELL, MANAGER), Answer(TELL, MANAGER)),
    ("a director's to allow", clause(Strength.RESPONSIBILITY, whose=DIRECTOR, expects=(Expects.APPROVAL,)), Answer(ASK, DIRECTOR), Answer(TELL, DIRECTOR)),
    ("the organisation's to do", clause(Strength.RESPONSIBILITY, whose=Office.ORGANISATION, seriousness=BREACH), Answer(CARE, Office.ORGANISATION), Answer(CARE, Office.ORGANISATION)),
    ("good practice", clause(Strength.GUIDANCE), Answer(CARE), Answer(CARE)),
    ("good practice, to talk about", clause(Strength.GUIDANCE, expects=(Expects.CONVERSATION,)), Answer(CARE), Answer(CARE)),
    ("a principle", clause(Strength.PRINCIPLE), Answer(CARE), Answer(CARE)),
    ("a principle, to disclose", clause(Strength.PRINCIPLE, expects=(Expects.DISCLOSURE,)), Answer(TELL, MANAGER), Answer(TELL, MANAGER)),
    ("a principle, broken", clause(Strength.PRINCIPLE, seriousness=BREACH), Answer(CARE), Answer(TELL, MANAGER)),
]  # fmt: skip


@pytest.mark.parametrize(("words", "facts", "before", "after"), TABLE, ids=[row[0] for row in TABLE])
def test_a_clause_answers_by_its_data(words: str, facts: ClauseFacts, before: Answer, after: Answer) -> None:
    assert answer_of(facts) == before
    assert answer_of(facts, NOT_YET) == before
    assert answer_of(facts, DONE) == after


def test_there_is_a_row_for_every_strength() -> None:
    assert {facts.strength for _words, facts, *_answers in TABLE} == set(Strength)


def test_what_is_never_done_is_never_done_by_anybody() -> None:
    said = product((None, False, True), (False, True), ("", *Towards), ("", *Binds), (frozenset(), frozenset(Office)))
    for happened, danger, towards, who, offices in said:
        known = Circumstances(happened=happened, danger=danger, towards=towards, who=who, offices=offices)
        for strength in (Strength.ABSOLUTE, Strength.MUST_NOT):
            assert answer_of(clause(strength, NOBODY), known) == Answer(NEVER)


def test_somebody_is_told_while_anybody_is_in_danger() -> None:
    danger = Circumstances(danger=True)
    for _words, facts, before, _after in TABLE:
        assert answer_of(facts, danger).verdict == (NEVER if before.verdict == NEVER else TELL)


def test_what_is_for_oneself_to_do_is_not_told_to_oneself() -> None:
    mine = Circumstances(offices=frozenset({MANAGER}))
    assert answer_of(clause(Strength.RESPONSIBILITY, whose=MANAGER), mine) == Answer(CARE, MANAGER)
    assert answer_of(clause(Strength.RESPONSIBILITY, whose=DIRECTOR), mine) == Answer(TELL, DIRECTOR)


def test_every_clause_of_the_five_policies_has_an_answer() -> None:
    verdicts = [answer_of(each).verdict for pack in read_library(packs_in(PACKS)).packs for each in pack.clauses]
    assert set(verdicts) == set(Verdict)


def test_whoever_is_to_be_asked_is_the_one_whom_the_clause_names() -> None:
    for pack in read_library(packs_in(PACKS)).packs:
        for each in pack.clauses:
            if each.strength == Strength.APPROVAL:
                assert answer_of(each) == Answer(ASK, each.approver)
                assert answer_of(replace(each, approver=Office.BOARD)) == Answer(ASK, Office.BOARD)

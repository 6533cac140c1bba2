"""Who takes a report: the cast of one organisation, a row for each case with the words beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from accounts.routing.choices import NEUTRAL, Reason, RouteGap, RouteRole, RoutingKind, Verdict
from accounts.routing.rules import (
    Person,
    RoutingFacts,
    Step,
    common_managers,
    conflicts,
    decide,
    has_alternate_route,
    managers_of,
    missing_for_alternate_route,
    next_up,
    would_loop,
)

SAMUEL, NOOR, FARID, ELIF, AMIRA, BEN, LENA, CHIDI, TOMAS, DANA, YARA, IRIS, HUGO, ROSA = (
    UUID(int=number) for number in range(1, 15)
)
STRANGER = UUID(int=99)

PEOPLE = {
    person.id: person
    for person in (
        Person(SAMUEL, "Samuel Okoro"),
        Person(NOOR, "Noor Jansen", SAMUEL),
        Person(FARID, "Farid Rahimi", NOOR),
        Person(ELIF, "Elif Kaya", FARID),
        Person(AMIRA, "Amira Haddad", ELIF),
        Person(BEN, "Ben Carter", ELIF),
        Person(LENA, "Lena Fischer", ELIF, has_login=False),
        Person(ROSA, "Rosa Blum", FARID),
        Person(HUGO, "Hugo Blum", ROSA),
        Person(CHIDI, "Chidi Eze", NOOR),
        Person(TOMAS, "Tomas Novak", NOOR),
        Person(DANA, "Dana Weiss", NOOR),
        Person(YARA, "Yara Lindqvist"),
        Person(IRIS, "Iris Fontaine"),
    )
}

CONCERN = RoutingFacts(
    people=PEOPLE,
    kind=RoutingKind.CONCERN,
    reporter_id=AMIRA,
    subject_ids=(BEN,),
    triage_officers=(TOMAS, DANA),
    safeguarding_leads=(CHIDI,),
    chief_executives=(SAMUEL,),
    board_chairs=(YARA,),
    outside_contacts=(IRIS,),
)
SELF = replace(CONCERN, kind=RoutingKind.SELF_REPORT, subject_ids=())
GUIDANCE = replace(CONCERN, kind=RoutingKind.GUIDANCE, subject_ids=())
EVERYONE_ON_THE_LINE = (ELIF, FARID, NOOR, SAMUEL)


def changed(person_id: UUID, **changes: Any) -> dict[UUID, Person]:
    return {**PEOPLE, person_id: replace(PEOPLE[person_id], **changes)}


def path(facts: RoutingFacts) -> list[tuple[UUID | None, RouteRole, Verdict, tuple[Reason, ...]]]:
    return [(step.person_id, step.role, step.verdict, step.reasons) for step in decide(facts).steps]


@pytest.mark.parametrize(
    ("facts", "handler", "words"),
    [
        (CONCERN, ELIF, "a concern goes to the subject's line manager"),
        (replace(CONCERN, kind=RoutingKind.COMPLAINT), ELIF, "so does a complaint"),
        (replace(CONCERN, reporter_id=HUGO), ELIF, "the subject's manager, not the reporter's"),
        (replace(CONCERN, reporter_id=None), ELIF, "nobody needs to know who reported"),
        (replace(CONCERN, subject_ids=(ELIF,)), FARID, "about Elif: to Farid"),
        (replace(CONCERN, reporter_id=ELIF), FARID, "reported by Elif herself: to Farid"),
        (replace(CONCERN, implicated_ids=(ELIF,)), FARID, "Elif may be involved"),
        (replace(CONCERN, witness_ids=(ELIF,)), FARID, "Elif is a witness"),
        (replace(CONCERN, not_to_receive_ids=(ELIF,)), FARID, "the reporter does not want Elif"),
        (replace(CONCERN, recused_ids=(ELIF,)), FARID, "Elif stepped aside"),
        (replace(CONCERN, declared_conflict_ids=(ELIF,)), FARID, "Elif declared a conflict"),
        (replace(CONCERN, people=changed(ELIF, active=False)), FARID, "Elif has left"),
        (replace(CONCERN, people=changed(ELIF, has_login=False)), FARID, "Elif cannot sign in"),
        (replace(CONCERN, not_to_receive_ids=(ELIF, FARID)), NOOR, "two are passed over"),
        (replace(CONCERN, subject_ids=(BEN, AMIRA)), ELIF, "two subjects, one manager"),
        (replace(CONCERN, subject_ids=(BEN, HUGO)), FARID, "two subjects in two teams: whoever they share"),
        (replace(CONCERN, subject_ids=(HUGO, BEN)), FARID, "in any order"),
        (replace(CONCERN, subject_ids=(BEN, BEN)), ELIF, "one subject named twice is one"),
        (replace(CONCERN, subject_ids=(BEN, ELIF)), FARID, "a subject and their manager: above both"),
        (replace(CONCERN, subject_ids=(BEN, YARA)), CHIDI, "nobody in common: the safeguarding lead"),
        (replace(CONCERN, subject_ids=(YARA,)), CHIDI, "a subject without a manager: the safeguarding lead"),
        (replace(CONCERN, subject_ids=(STRANGER,)), CHIDI, "a subject nobody knows: the safeguarding lead"),
        (replace(CONCERN, subject_ids=(NOOR,)), SAMUEL, "about a director: the chief executive above"),
        (replace(CONCERN, subject_ids=(SAMUEL,)), YARA, "the lead works under the subject: the board chair"),
        (
            replace(CONCERN, subject_ids=(NOOR,), recused_ids=(SAMUEL,), safeguarding_leads=(BEN, ELIF, FARID)),
            YARA,
            "three leads, one under the other, all under the subject",
        ),
        (replace(CONCERN, subject_ids=(SAMUEL, YARA)), IRIS, "only the outside contact is left"),
        (replace(CONCERN, subject_ids=(SAMUEL, YARA, IRIS)), None, "nobody is left"),
        (replace(CONCERN, not_to_receive_ids=EVERYONE_ON_THE_LINE), CHIDI, "past the whole line: the lead"),
        (replace(CONCERN, not_to_receive_ids=(*EVERYONE_ON_THE_LINE, CHIDI)), YARA, "and past the lead"),
        (SELF, ELIF, "a self-report goes to the own line manager"),
        (replace(SELF, reporter_id=NOOR), SAMUEL, "a director's too"),
        (replace(SELF, reporter_id=SAMUEL), YARA, "whoever works under the reporter is passed over"),
        (replace(SELF, reporter_id=None), CHIDI, "a self-report by nobody known goes to the lead"),
        (replace(SELF, acting_shift_leaders=(BEN,)), ELIF, "a shift leader only if chosen"),
        (replace(SELF, prefers_shift_leader=True), ELIF, "chosen, but nobody acts today"),
        (replace(SELF, prefers_shift_leader=True, acting_shift_leaders=(BEN,)), BEN, "chosen, and Ben acts today"),
        (replace(SELF, prefers_shift_leader=True, acting_shift_leaders=(AMIRA, BEN)), BEN, "never the reporter"),
        (
            replace(SELF, reporter_id=ELIF, prefers_shift_leader=True, acting_shift_leaders=(BEN,)),
            FARID,
            "nor a shift leader who works under the reporter",
        ),
        (
            replace(CONCERN, prefers_shift_leader=True, acting_shift_leaders=(HUGO,)),
            ELIF,
            "a concern about another never goes to the shift leader",
        ),
        (GUIDANCE, ELIF, "guidance comes from the own line manager"),
        (replace(GUIDANCE, prefers_shift_leader=True, acting_shift_leaders=(BEN,)), BEN, "or the shift leader"),
        (replace(GUIDANCE, reporter_id=HUGO, subject_ids=(BEN,)), ROSA, "about Ben, but from Hugo's own manager"),
        (replace(GUIDANCE, subject_ids=(FARID,)), NOOR, "Elif works under the one it is about"),
        (replace(GUIDANCE, reporter_id=SAMUEL), YARA, "nobody who works under the one who asks"),
    ],
)
def test_who_takes_it(facts: RoutingFacts, handler: UUID | None, words: str) -> None:
    route = decide(facts)
    assert (route.handler_id, route.alarm, route.held) == (handler, handler is None, False), words


@pytest.mark.parametrize(
    ("facts", "handler", "words"),
    [
        (replace(CONCERN, subject_ids=(), free_text_subjects=("Jon Carter",)), TOMAS, "a name not linked yet"),
        (replace(CONCERN, free_text_subjects=("Jon Carter",)), TOMAS, "one linked, one not: held all the same"),
        (replace(CONCERN, free_text_subjects=("",)), TOMAS, "somebody whose name is not known"),
        (replace(CONCERN, subject_ids=()), TOMAS, "nobody named at all"),
        (replace(SELF, free_text_subjects=("Tom",)), DANA, "a self-report that names another"),
        (replace(CONCERN, free_text_subjects=("Thomas Nowak",)), DANA, "not the officer with that name"),
        (replace(CONCERN, free_text_subjects=("Tomas", "Dana")), CHIDI, "no officer: the lead"),
        (replace(CONCERN, free_text_subjects=("Tomas", "Dana", "Chidi")), SAMUEL, "not a lead with that name either"),
        (replace(CONCERN, free_text_subjects=("x",), not_to_receive_ids=(TOMAS,)), DANA, "other conflicts count too"),
        (replace(CONCERN, free_text_subjects=("x",), subject_ids=(NOOR,)), SAMUEL, "nor anyone under a linked subject"),
        (
            replace(CONCERN, free_text_subjects=("x",), triage_officers=(), safeguarding_leads=()),
            SAMUEL,
            "nobody appointed to triage",
        ),
        (
            replace(CONCERN, free_text_subjects=("T. N.", "Dana", "Chidi", "Samuel", "Yara", "Iris")),
            None,
            "everybody resembles somebody",
        ),
    ],
)
def test_who_holds_it_until_the_subject_is_known(facts: RoutingFacts, handler: UUID | None, words: str) -> None:
    route = decide(facts)
    assert (route.handler_id, route.alarm, route.held) == (handler, handler is None, True), words


@pytest.mark.parametrize(
    ("facts", "alerts", "words"),
    [
        (CONCERN, (), "not serious, nobody else is told"),
        (replace(CONCERN, serious=True), (CHIDI,), "the safeguarding lead is told"),
        (replace(CONCERN, serious=True, not_to_receive_ids=(CHIDI,)), (SAMUEL,), "unless excluded: the next"),
        (replace(CONCERN, serious=True, safeguarding_leads=()), (SAMUEL,), "or not appointed: the next"),
        (replace(CONCERN, serious=True, safeguarding_leads=(CHIDI, DANA)), (CHIDI,), "the first lead is enough"),
        (replace(CONCERN, serious=True, subject_ids=(YARA,)), (SAMUEL,), "the lead has it: the next is told"),
        (replace(CONCERN, serious=True, subject_ids=(NOOR,)), (YARA,), "the chief executive has it: the next"),
        (replace(CONCERN, serious=True, subject_ids=(SAMUEL, YARA)), (), "the last one has it: nobody else is left"),
        (replace(CONCERN, serious=True, free_text_subjects=("Chidi",)), (SAMUEL,), "nor one with the written name"),
    ],
)
def test_who_is_told_at_once(facts: RoutingFacts, alerts: tuple[UUID, ...], words: str) -> None:
    assert decide(facts).alerts == alerts, words


@pytest.mark.parametrize(
    ("changes", "handler", "words"),
    [
        ({"people": changed(ELIF, active=False)}, ROSA, "Elif is away: her deputy"),
        ({"people": changed(ELIF, has_login=False)}, ROSA, "Elif cannot sign in: her deputy"),
        ({"recused_ids": (ELIF,)}, FARID, "Elif has a conflict: her deputy may stand too near"),
        (
            {"people": changed(ELIF, active=False), "witness_ids": (ELIF,)},
            FARID,
            "away and in conflict: not the deputy",
        ),
        ({"people": changed(ELIF, active=False), "recused_ids": (ROSA,)}, FARID, "the deputy has a conflict"),
    ],
)
def test_when_a_deputy_stands_in(changes: dict[str, Any], handler: UUID, words: str) -> None:
    assert decide(replace(CONCERN, deputies={ELIF: (ROSA,)}, **changes)).handler_id == handler, words


@pytest.mark.parametrize(
    ("facts", "handler", "next_handler", "words"),
    [
        (CONCERN, ELIF, FARID, "one level up"),
        (replace(CONCERN, witness_ids=(FARID,)), ELIF, NOOR, "past who has a conflict"),
        (CONCERN, NOOR, SAMUEL, "to the top of the line"),
        (CONCERN, SAMUEL, YARA, "not down to a lead who works under the chief executive"),
        (CONCERN, CHIDI, SAMUEL, "from the lead to the chief executive, considered on the line or not"),
        (CONCERN, YARA, IRIS, "then outside"),
        (CONCERN, IRIS, None, "and nobody after that"),
        (replace(CONCERN, safeguarding_leads=(CHIDI, DANA)), CHIDI, SAMUEL, "another lead is not a level up"),
        (replace(CONCERN, chief_executives=(), people=changed(NOOR, manager_id=None)), NOOR, YARA, "leads under Noor"),
        (replace(SELF, prefers_shift_leader=True, acting_shift_leaders=(BEN, LENA)), BEN, ELIF, "from the shift"),
        (CONCERN, HUGO, ROSA, "reassigned to Hugo: up his own line"),
        (CONCERN, STRANGER, CHIDI, "somebody nobody knows: the lead"),
        (replace(CONCERN, free_text_subjects=("x",)), TOMAS, CHIDI, "held: from triage to the lead"),
        (replace(CONCERN, free_text_subjects=("x",)), HUGO, CHIDI, "held elsewhere: to the lead, not up a line"),
        (
            replace(CONCERN, people=changed(ELIF, active=False), deputies={ELIF: (DANA,), FARID: (DANA,)}),
            DANA,
            FARID,
            "the deputy for Elif is followed by Farid, while he is there",
        ),
        (replace(CONCERN, safeguarding_leads=(ELIF,)), ELIF, FARID, "a lead who is the line manager: up the line"),
        (replace(CONCERN, safeguarding_leads=(ELIF,)), SAMUEL, YARA, "from the top of the line: by office"),
        (replace(CONCERN, safeguarding_leads=(ROSA,)), SAMUEL, YARA, "never down the line"),
        (
            replace(CONCERN, chief_executives=(NOOR,), recused_ids=(SAMUEL,)),
            NOOR,
            YARA,
            "past the conflicted top and the lead under her, and not to herself",
        ),
        (replace(CONCERN, safeguarding_leads=(IRIS,)), SAMUEL, YARA, "a chief executive is not followed by a lead"),
        (replace(SELF, prefers_shift_leader=True, acting_shift_leaders=(ELIF,)), ELIF, FARID, "leader and manager"),
        (replace(CONCERN, free_text_subjects=("x",), triage_officers=(CHIDI,)), CHIDI, SAMUEL, "triage and lead"),
        (replace(CONCERN, deputies={FARID: (ELIF,)}), ELIF, FARID, "Elif handles for herself, not as his deputy"),
    ],
)
def test_who_comes_next(facts: RoutingFacts, handler: UUID, next_handler: UUID | None, words: str) -> None:
    route = next_up(facts, handler)
    assert (route.handler_id, route.alarm) == (next_handler, next_handler is None), words


def test_an_escalation_alerts_nobody_again_and_says_who_works_under_the_handler() -> None:
    route = next_up(replace(CONCERN, chief_executives=(), serious=True), SAMUEL)
    assert route.alerts == ()
    assert route.steps[0] == Step(CHIDI, RouteRole.SAFEGUARDING_LEAD, Verdict.PASSED_OVER, (Reason.REPORTS_TO_HANDLER,))


def test_the_path_names_everyone_considered_with_every_reason() -> None:
    facts = replace(CONCERN, reporter_id=ELIF, witness_ids=(ELIF, FARID), people=changed(ELIF, active=False))
    assert path(facts) == [
        (ELIF, RouteRole.LINE_MANAGER, Verdict.PASSED_OVER, (Reason.REPORTER, Reason.WITNESS, Reason.INACTIVE)),
        (FARID, RouteRole.HIGHER_MANAGER, Verdict.PASSED_OVER, (Reason.WITNESS,)),
        (NOOR, RouteRole.HIGHER_MANAGER, Verdict.CHOSEN, ()),
    ]


def test_the_path_names_the_places_where_nobody_stood() -> None:
    facts = replace(CONCERN, subject_ids=(YARA,), safeguarding_leads=(), chief_executives=(), outside_contacts=())
    assert path(facts) == [
        (None, RouteRole.LINE_MANAGER, Verdict.NOBODY, (Reason.NO_LINE_MANAGER,)),
        (None, RouteRole.SAFEGUARDING_LEAD, Verdict.NOBODY, (Reason.NOBODY_APPOINTED,)),
        (None, RouteRole.CHIEF_EXECUTIVE, Verdict.NOBODY, (Reason.NOBODY_APPOINTED,)),
        (YARA, RouteRole.BOARD_CHAIR, Verdict.PASSED_OVER, (Reason.SUBJECT,)),
        (None, RouteRole.OUTSIDE_CONTACT, Verdict.NOBODY, (Reason.NOBODY_APPOINTED,)),
        (None, RouteRole.NOBODY, Verdict.NOBODY, (Reason.NOBODY_LEFT,)),
    ]


def test_a_subject_named_twice_has_a_line_manager_not_one_in_common() -> None:
    assert path(replace(CONCERN, subject_ids=(BEN, BEN))) == [(ELIF, RouteRole.LINE_MANAGER, Verdict.CHOSEN, ())]


def test_the_path_says_that_subjects_share_no_manager() -> None:
    assert path(replace(CONCERN, subject_ids=(BEN, YARA)))[0] == (
        None,
        RouteRole.COMMON_MANAGER,
        Verdict.NOBODY,
        (Reason.NO_COMMON_MANAGER,),
    )


def test_the_path_goes_on_to_who_is_told_and_considers_nobody_twice() -> None:
    facts = replace(CONCERN, serious=True, subject_ids=(YARA,), not_to_receive_ids=(SAMUEL,), outside_contacts=())
    assert path(facts) == [
        (None, RouteRole.LINE_MANAGER, Verdict.NOBODY, (Reason.NO_LINE_MANAGER,)),
        (CHIDI, RouteRole.SAFEGUARDING_LEAD, Verdict.CHOSEN, ()),
        (SAMUEL, RouteRole.CHIEF_EXECUTIVE, Verdict.PASSED_OVER, (Reason.NOT_TO_RECEIVE,)),
        (YARA, RouteRole.BOARD_CHAIR, Verdict.PASSED_OVER, (Reason.SUBJECT,)),
        (None, RouteRole.OUTSIDE_CONTACT, Verdict.NOBODY, (Reason.NOBODY_APPOINTED,)),
        (None, RouteRole.NOBODY, Verdict.NOBODY, (Reason.NOBODY_TO_ALERT,)),
    ]


@pytest.mark.parametrize(
    ("facts", "person", "reasons", "words"),
    [
        (CONCERN, ELIF, (), "Elif may"),
        (CONCERN, BEN, (Reason.SUBJECT,), "the subject may not"),
        (SELF, AMIRA, (Reason.SUBJECT, Reason.REPORTER), "who reports themselves is both"),
        (replace(CONCERN, subject_ids=(NOOR,)), BEN, (Reason.REPORTS_TO_SUBJECT,), "three levels under the subject"),
        (replace(CONCERN, implicated_ids=(NOOR,)), CHIDI, (), "working under somebody involved is no conflict"),
        (CONCERN, LENA, (Reason.NO_LOGIN,), "no login"),
        (CONCERN, STRANGER, (Reason.NOT_FOUND,), "unknown"),
        (replace(CONCERN, free_text_subjects=("Novak",)), TOMAS, (Reason.RESEMBLES_SUBJECT,), "of that name"),
    ],
)
def test_whether_somebody_may_handle_it(facts: RoutingFacts, person: UUID, reasons: tuple[Reason, ...], words: str) -> None:
    assert conflicts(facts, person) == reasons, words


def test_a_confidence_is_not_given_away_by_the_path() -> None:
    for reason in (Reason.REPORTER, Reason.WITNESS, Reason.NOT_TO_RECEIVE, Reason.DECLARED_CONFLICT):
        assert reason.betrays
        assert reason.neutral_label is NEUTRAL
        step = Step(ELIF, RouteRole.LINE_MANAGER, Verdict.PASSED_OVER, (reason, Reason.INACTIVE))
        assert step.words(in_confidence=True) == (NEUTRAL,)
        assert step.words(in_confidence=False) == (reason.label, Reason.INACTIVE.label)


def test_what_betrays_nobody_is_said_as_it_is() -> None:
    step = Step(ELIF, RouteRole.LINE_MANAGER, Verdict.PASSED_OVER, (Reason.SUBJECT,))
    assert step.words(in_confidence=True) == (Reason.SUBJECT.label,)
    assert Reason.SUBJECT.neutral_label is Reason.SUBJECT.label


# Broken facts


def test_a_loop_of_managers_ends_and_everyone_in_it_works_under_everyone() -> None:
    looped = changed(FARID, manager_id=BEN)
    assert managers_of(looped, BEN) == (ELIF, FARID)
    assert decide(replace(CONCERN, people=looped)).handler_id == CHIDI


def test_in_a_loop_the_order_of_the_subjects_makes_no_difference() -> None:
    looped = replace(CONCERN, people=changed(NOOR, manager_id=ELIF), subject_ids=(LENA, HUGO))
    assert decide(looped) == decide(replace(looped, subject_ids=(HUGO, LENA)))
    assert decide(looped).handler_id == ELIF


def test_a_loop_above_the_subject_ends() -> None:
    looped = changed(NOOR, manager_id=FARID)
    facts = replace(CONCERN, people=looped, recused_ids=(ELIF,))
    assert decide(facts).handler_id == FARID
    assert [next_up(facts, FARID).handler_id, next_up(facts, NOOR).handler_id] == [SAMUEL, SAMUEL]


def test_somebody_who_is_their_own_manager_is_nobodys() -> None:
    assert managers_of(changed(SAMUEL, manager_id=SAMUEL), SAMUEL) == ()


def test_an_unknown_manager_ends_the_line_and_is_told() -> None:
    facts = replace(CONCERN, people=changed(BEN, manager_id=STRANGER))
    assert path(facts)[0] == (STRANGER, RouteRole.LINE_MANAGER, Verdict.PASSED_OVER, (Reason.NOT_FOUND,))
    assert decide(facts).handler_id == CHIDI


def test_nobody_has_managers_in_common_with_nobody() -> None:
    assert common_managers(PEOPLE, ()) == ()


# The tree and the alternate route


@pytest.mark.parametrize(
    ("person", "manager", "loops", "words"),
    [
        (BEN, FARID, False, "further up is no loop"),
        (BEN, None, False, "nor is nobody"),
        (BEN, BEN, True, "nobody manages themselves"),
        (ELIF, BEN, True, "nor is managed by who works under them"),
        (NOOR, BEN, True, "at any depth"),
        (BEN, STRANGER, False, "who is not known yet manages nobody"),
    ],
)
def test_which_manager_would_make_a_loop(person: UUID, manager: UUID | None, loops: bool, words: str) -> None:
    managers = {each.id: each.manager_id for each in PEOPLE.values()}
    assert would_loop(managers, person, manager) is loops, words


BOTH = (RouteGap.TOO_FEW_DIRECTORS, RouteGap.NO_OUTSIDE_CONTACT)
RELATED = (RouteGap.RELATED_DIRECTORS, RouteGap.NO_OUTSIDE_CONTACT)


@pytest.mark.parametrize(
    ("people", "directors", "outside", "missing", "words"),
    [
        (PEOPLE, (), (), BOTH, "nothing at all"),
        (PEOPLE, (NOOR, YARA), (), (), "two unrelated directors"),
        (PEOPLE, (FARID, CHIDI), (), (), "sharing a manager is no relation"),
        (PEOPLE, (), (IRIS,), (), "an outside contact"),
        (PEOPLE, (NOOR,), (), BOTH, "one director"),
        (PEOPLE, (NOOR, NOOR), (), BOTH, "one director twice"),
        (PEOPLE, (SAMUEL, ELIF), (), RELATED, "one works under the other"),
        (PEOPLE, (ELIF, SAMUEL), (), RELATED, "in any order"),
        (PEOPLE, (SAMUEL, ELIF, YARA), (), (), "a third director is unrelated"),
        (changed(YARA, active=False), (NOOR, YARA), (), BOTH, "one has left"),
        (changed(YARA, has_login=False), (NOOR, YARA), (), BOTH, "one cannot sign in"),
        (changed(IRIS, has_login=False), (), (IRIS,), BOTH, "the outside contact cannot sign in"),
        (PEOPLE, (NOOR, STRANGER), (STRANGER,), BOTH, "nobody knows them"),
    ],
)
def test_what_an_alternate_route_lacks(
    people: dict[UUID, Person],
    directors: tuple[UUID, ...],
    outside: tuple[UUID, ...],
    missing: tuple[RouteGap, ...],
    words: str,
) -> None:
    assert missing_for_alternate_route(people, directors, outside) == missing, words
    assert has_alternate_route(people, directors, outside) is (not missing), words

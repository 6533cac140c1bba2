"""How a report reads on the desk: time left, the next step, the route in words. Tables; most of them need no database."""

from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from accounts.clients.models import Client
from accounts.grants.choices import Relation
from accounts.staff.models import StaffMember
from boundaries.clocks.rules import WorkingCalendar
from boundaries.threads.models import Message, Side
from incidents.desk import reading
from incidents.reports.choices import PartyRole, PartyState, ReportKind, ReportStatus
from incidents.reports.models import AffectedPerson, Party, Report, RouteDecision
from incidents.reports.permissions import ReportPermission as P
from incidents.reports.queries import TimelineLine

OSLO = ZoneInfo("Europe/Oslo")
WEEK = WorkingCalendar(OSLO, frozenset(range(5)), frozenset({date(2026, 12, 25)}))


def at(day: int, hour: int = 12, minute: int = 0, month: int = 11) -> datetime:
    """A moment of 2026 in Oslo; 20 November is a Friday."""
    return datetime(2026, month, day, hour, minute, tzinfo=OSLO).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "due", "words", "tone"),
    [
        (at(16, 9), at(16, 9, 20), "Due in 20 minutes", "soon"),
        (at(16, 9), at(16, 12), "Due in 3 hours", "soon"),
        (at(16, 9), at(17, 9), "Due in 1 working day", "soon"),
        (at(16, 9), at(18, 10), "Due in 2 working days", "calm"),
        (at(20, 18), at(23, 6), "Due in 12 working hours", "soon"),
        (at(20, 18), at(24, 0), "Due in 1 working day", "calm"),
        (at(21, 18), at(24, 0), "Due in 1 working day", "soon"),
        (at(24, 12, month=12), at(28, 12, month=12), "Due in 1 working day", "soon"),
        (at(16, 9), at(16, 8, 30), "Less than an hour late", "late"),
        (at(16, 9), at(16, 7), "2 working hours late", "late"),
        (at(21, 9), at(20, 23, 30), "Late since the last working day", "late"),
        (at(23, 1), at(20, 12), "13 working hours late", "late"),
        (at(23, 12), at(19, 12), "2 working days late", "late"),
    ],
)
def test_time_left_counts_working_time_only(now: datetime, due: datetime, words: str, tone: str) -> None:
    left = reading.time_until(WEEK, due, now)
    assert (left.words, left.tone) == (words, tone)


def test_a_report_that_waits_for_its_reporter_or_for_nobody_says_so() -> None:
    waiting = Report(status=ReportStatus.WAITING, due_at=None)
    done = Report(status=ReportStatus.IN_TRIAGE, due_at=None)
    assert reading.time_left(WEEK, waiting, at(16)).words == "Waiting for the reporter"
    assert reading.time_left(WEEK, done, at(16)).words == "Nothing due"


# --- The likeliest next step ------------------------------------------------------------------------------------------------
HANDLER = frozenset(P)
SUBJECT = Party(id=uuid4(), role=PartyRole.SUBJECT, state=PartyState.LINKED)
UNCLEAR = Party(id=uuid4(), role=PartyRole.SUBJECT, state=PartyState.UNRESOLVED)
WITNESS = Party(id=uuid4(), role=PartyRole.WITNESS, state=PartyState.LINKED)
FROM_REPORTER = Message(side=Side.REPORTER)
FROM_HANDLER = Message(side=Side.HANDLER)
S = ReportStatus


@pytest.mark.parametrize(
    ("status", "fields", "offered", "parties", "thread", "noted", "name"),
    [
        (S.SUBMITTED, {}, HANDLER, [SUBJECT], [], False, "acknowledge"),
        (S.SUBMITTED, {"held": True}, HANDLER, [UNCLEAR], [], False, "resolve_party"),
        (S.SUBMITTED, {"held": True}, HANDLER, [WITNESS], [], False, "add_party"),
        (S.SUBMITTED, {"held": True}, frozenset({P.VIEW, P.ACKNOWLEDGE}), [UNCLEAR], [], False, "acknowledge"),
        (S.ACKNOWLEDGED, {}, HANDLER - {P.ACKNOWLEDGE}, [SUBJECT], [], False, "message"),
        (S.ACKNOWLEDGED, {"contacted_at": at(16)}, HANDLER - {P.ACKNOWLEDGE}, [SUBJECT], [FROM_HANDLER], False, "take_up"),
        (S.ACKNOWLEDGED, {"contacted_at": at(16)}, HANDLER - {P.ACKNOWLEDGE}, [SUBJECT], [FROM_REPORTER], False, "message"),
        (S.WAITING, {}, HANDLER - {P.ACKNOWLEDGE, P.ASK}, [SUBJECT], [FROM_HANDLER], False, ""),
        (S.WAITING, {}, HANDLER - {P.ACKNOWLEDGE, P.ASK}, [SUBJECT], [FROM_REPORTER], False, "message"),
        (S.IN_TRIAGE, {"contacted_at": at(16)}, HANDLER - {P.ACKNOWLEDGE, P.TAKE_UP}, [SUBJECT], [], False, "intervene"),
        (S.IN_TRIAGE, {"contacted_at": at(16)}, HANDLER - {P.ACKNOWLEDGE, P.TAKE_UP}, [SUBJECT], [], True, "message"),
        (S.IN_TRIAGE, {}, frozenset({P.VIEW, P.RECUSE}), [SUBJECT], [FROM_REPORTER], False, ""),
        (S.SUBMITTED, {}, frozenset({P.VIEW, P.RECUSE, P.ACKNOWLEDGE, P.REASSIGN}), [SUBJECT], [], False, "acknowledge"),
    ],
)
def test_the_likeliest_next_step_comes_first(
    status: str,
    fields: dict[str, object],
    offered: frozenset[P],
    parties: list[Party],
    thread: list[Message],
    noted: bool,
    name: str,
) -> None:
    report = Report(id=uuid4(), status=status, **fields)
    found = reading.next_step(report, offered, parties=parties, thread=thread, noted=noted)
    assert found.name == name
    assert bool(found.url) == bool(name)
    assert bool(found.words) == (offered != {P.VIEW, P.RECUSE})


def test_every_verb_has_a_link_and_only_what_is_offered_is_shown() -> None:
    report = Report(id=uuid4())
    assert {link["name"] for link in reading.verb_links(report, frozenset(P))} == {
        permission.value.partition(".")[2] for permission in P if permission not in {P.VIEW, P.RESOLVE_PARTY, P.CONSIDER}
    }
    assert [link["name"] for link in reading.verb_links(report, {P.VIEW, P.RECUSE})] == ["recuse"]


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        (Relation.ALERTED, "You were told because it is serious. Handled by Elif Demir."),
        (Relation.ESCALATED, "You were told because it was late. Handled by Elif Demir."),
    ],
)
def test_who_does_not_handle_it_reads_why_it_is_there(relation: Relation, words: str) -> None:
    handler, other = StaffMember(name="Elif Demir"), StaffMember(name="Chidi Eze")
    report = Report(id=uuid4(), handler=handler)
    assert reading.why_on_desk(report, relation, other).startswith(words)
    assert reading.why_on_desk(report, Relation.HANDLER, handler) == ""
    assert "Nobody handles it now" in reading.why_on_desk(Report(id=uuid4()), relation, other)


# --- The route ----------------------------------------------------------------------------------------------------------------
FARID, ELIF = StaffMember(id=uuid4(), name="Farid Rahimi"), StaffMember(id=uuid4(), name="Elif Demir")
NAMES = {FARID.pk: FARID, ELIF.pk: ELIF}


def decision(report: Report, cause: str, **path: object) -> RouteDecision:
    """A decision as it is stored."""
    route = RouteDecision(report=report, cause=cause, decided_at=at(16))
    route.path = {"steps": [], "handler": None, "held": False, "alerts": [], **path}
    return route


def step(person: StaffMember | None, verdict: str, *reasons: str, role: str = "line_manager") -> dict[str, object]:
    return {"person": str(person.pk) if person else None, "role": role, "verdict": verdict, "reasons": list(reasons)}


@pytest.mark.parametrize("in_confidence", [False, True])
def test_a_step_says_why_somebody_was_passed_over_and_betrays_no_confidence(in_confidence: bool) -> None:
    report = Report(id=uuid4(), in_confidence=in_confidence)
    steps = [step(ELIF, "passed_over", "reporter"), step(FARID, "passed_over", "subject"), step(None, "nobody", "nobody_left")]
    read = reading.route_as_read(report, decision(report, "submitted", steps=steps), NAMES)["steps"]
    assert [each["who"] for each in read] == ["Elif Demir", "Farid Rahimi", "Nobody"]
    assert str(read[0]["reasons"][0]) == ("cannot take this report" if in_confidence else "made the report")
    assert str(read[1]["reasons"][0]) == "is a person the report is about"


@pytest.mark.parametrize(
    ("cause", "path", "result"),
    [
        ("submitted", {"handler": str(ELIF.pk)}, "Elif Demir takes it."),
        ("submitted", {"handler": str(ELIF.pk), "held": True}, "Elif Demir holds it until it is clear who is meant."),
        ("submitted", {}, "Nobody is left who may take it."),
        ("escalated", {"handler": str(FARID.pk)}, "Farid Rahimi is told as well."),
        ("escalated", {}, "Nobody above is left who may be told."),
        (
            "reassigned",
            {"handler": str(FARID.pk), "by": str(ELIF.pk), "reason": "I am away."},
            "Elif Demir handed it to Farid Rahimi.",
        ),
    ],
)
def test_what_came_of_a_decision_is_said_in_a_sentence(cause: str, path: dict[str, object], result: str) -> None:
    report = Report(id=uuid4())
    read = reading.route_as_read(report, decision(report, cause, **path), NAMES)
    assert (read["result"], read["reason"]) == (result, path.get("reason", ""))


@pytest.mark.parametrize(
    ("cause", "held", "words"),
    [("submitted", False, "takes the report"), ("submitted", True, "holds the report"), ("escalated", False, "is told as well")],
)
def test_the_one_chosen_is_chosen_for_what_the_decision_was_about(cause: str, held: bool, words: str) -> None:
    report = Report(id=uuid4())
    route = decision(report, cause, handler=str(ELIF.pk), held=held, steps=[step(ELIF, "chosen")])
    assert str(reading.route_as_read(report, route, NAMES)["steps"][0]["verdict"]) == words


# --- The rest -----------------------------------------------------------------------------------------------------------------
def test_what_repeats_itself_stands_in_one_line_and_old_lines_are_folded_away() -> None:
    lines = [TimelineLine(at(16), f"Sentence {number}.", "") for number in range(12)]
    lines += [TimelineLine(at(17), "Somebody was told.", "")] * 3
    shown, folded = reading.timeline_as_read(lines)
    assert [str(entry["title"]) for entry in shown[:2]] == ["Somebody was told. (3 times)", "Sentence 11."]
    assert (len(shown), len(folded)) == (reading.LINES_SHOWN, 13 - reading.LINES_SHOWN)


def test_whoever_only_finds_out_who_is_meant_reads_no_client_s_name() -> None:
    hana = Client(reference="C-1001", is_minor=True, needs_interpreter=True, language="Amharic")
    hana.name = "Hana Abebe"
    linked, written = AffectedPerson(client=hana), AffectedPerson()
    written.name = "her brother"
    assert reading.affected_rows([linked, written], Relation.HOLDER) == ["Client C-1001", "Somebody whom the reporter named"]
    assert reading.affected_rows([linked, written], Relation.HANDLER) == [
        "Hana Abebe (C-1001), under age, needs an interpreter: Amharic",
        "her brother",
    ]


@pytest.mark.parametrize("kind", list(ReportKind))
@pytest.mark.parametrize("in_confidence", [False, True])
def test_a_confidential_report_keeps_back_what_could_betray_its_reporter(kind: str, in_confidence: bool) -> None:
    report = Report(id=uuid4(), kind=kind, in_confidence=in_confidence, danger="no")
    feared = uuid4()
    report.story = {"talked": "yes", "not_to_receive": [str(feared)], "where": "At the harbour"}
    rows = {str(row["key"]): row["value"] for row in reading.facts_rows(report, {str(feared): "Farid Rahimi"}, "")}
    assert rows["Where"] == "At the harbour"
    assert rows["Reporter"] == "Not named: they asked for confidence"
    assert ("Who should not receive it" in rows) is not in_confidence
    assert "Talked over with their manager" not in rows or not in_confidence


def test_the_timeline_names_whom_an_act_concerns() -> None:
    lines = [
        TimelineLine(at(16), "Somebody was told.", "", "Elif Demir"),
        TimelineLine(at(16), "Somebody was told.", "", "Chidi Eze"),
        TimelineLine(at(16), "It was acknowledged.", "Elif Demir"),
    ]
    entries, _folded = reading.timeline_as_read(lines)
    assert [(each["title"], each["text"]) for each in entries] == [
        ("It was acknowledged.", ""),
        ("Somebody was told. (2 times)", "Elif Demir, Chidi Eze"),
    ]

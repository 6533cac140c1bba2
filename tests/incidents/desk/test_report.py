"""The page of one report: what it shows to whom, and that opening it changes nothing but its notices."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.demo.cast import Cast
from boundaries.clocks.queries import now
from boundaries.notices.models import Notice
from boundaries.record.models import RecordEntry
from incidents.desk import actions
from incidents.reports import actions as author
from incidents.reports.choices import PartyRole
from incidents.reports.models import Report
from incidents.reports.permissions import ReportPermission
from tests.incidents.desk.pages import VERBS, Desk, address, page_of
from tests.incidents.told import fresh, send, send_at, wait_until
from tests.seeing import every

TOLD: dict[str, Any] = {
    "saw": "They met.\nTwice.",
    "told": "She said he calls her.",
    "think": "I am <worried>.",
    "when": "Last week",
    "where": "At the harbour",
    "channel": "phone",
    "done": "I spoke with her.",
    "talked": "not_possible",
}


def verbs_on(desk: Desk, report: Report) -> set[str]:
    """The verbs that a page offers."""
    page = page_of(desk.open(report))
    return {verb for verb in VERBS if f'href="{address(verb, report)}"' in page}


def test_who_opened_it_stands_on_its_own_page(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    page = page_of(Desk(cast.elif_).open(report))
    opened = page.partition("Who opened it")[2]
    assert cast.elif_.name in opened
    assert "Handles it" in opened


def test_the_page_tells_the_whole_story_and_keeps_its_parts_apart(cast: Cast) -> None:
    report = send(cast.amira, cast.ben, clients=(cast.hana,), not_to_receive=[str(cast.noor.pk)], **TOLD)
    answer = Desk(cast.elif_).open(report)
    assert [(str(part["title"]), part["text"]) for part in answer.context["tellings"]] == [
        ("What the reporter saw or heard", "They met.\nTwice."),
        ("What others told the reporter", "She said he calls her."),
        ("What the reporter thinks", "I am <worried>."),
    ]
    facts = {str(row["key"]): row["value"] for row in answer.context["facts"]}
    assert facts == {
        "Reporter": "Amira Haddad",
        "Was anyone in danger?": "No",
        "When": "Last week",
        "Where": "At the harbour",
        "How the people were in touch": "By phone",
        "What it may be about": ["Friendship or social relationship"],
        "What has been done already": "I spoke with her.",
        "Talked over with their manager": "No, it was not possible",
        "Who should not receive it": ["Noor Siddiqui (Director of programmes, Office)"],
    }
    page = page_of(answer)
    assert "I am &lt;worried&gt;." in page
    assert "Ben Okafor (Support worker, Harbour team)" in page
    assert "Hana Abebe (C-1001)" in page
    assert report.reference in page


def test_a_confidential_report_names_its_reporter_nowhere(cast: Cast) -> None:
    report = send(cast.amira, cast.ben, danger="yes", in_confidence=True, not_to_receive=[str(cast.farid.pk)], **TOLD)
    author.add_to_report(actor=cast.amira, report_id=report.pk, text="It was the 4th.")
    author.send_message(actor=cast.amira, report_id=report.pk, text="When will I hear?")
    actions.acknowledge(actor=cast.elif_, report_id=report.pk)
    actions.recuse(actor=cast.elif_, report_id=report.pk, reason="He is a friend.")
    report = fresh(report)
    assert report.handler is not None
    for person in (report.handler, cast.chidi):
        desk = Desk(person)
        pages = [desk.open(report), desk.queue(), *(desk.get(verb, report) for verb in VERBS)]
        for page in map(page_of, pages):
            assert "Amira" not in page
            assert "as not to receive" not in page
            assert "should not receive" not in page
    assert "cannot take this report" in page_of(Desk(report.handler).open(report)).lower()


def test_additions_files_messages_and_notes_stand_on_the_page(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    author.add_to_report(actor=cast.amira, report_id=report.pk, text="It was the 4th.")
    author.attach_file(actor=cast.amira, about_id=report.pk, name="note.txt", content=b"hello there, a plain note\n")
    author.send_message(actor=cast.amira, report_id=report.pk, text="When will I hear?")
    actions.send_message(actor=cast.elif_, report_id=report.pk, text="On Monday.")
    actions.intervene(actor=cast.elif_, report_id=report.pk, text="I moved the shift.", happened_at=now())
    answer = Desk(cast.elif_).open(report)
    page = page_of(answer)
    for words in ("It was the 4th.", "note.txt", "kept unopened", "When will I hear?", "On Monday.", "I moved the shift."):
        assert words in page
    assert "a plain note" not in page
    assert {(each["text"], each["by"], each["mine"]) for each in answer.context["thread"]} == {
        ("When will I hear?", "The person who reported", False),
        ("On Monday.", "Elif Demir", True),
    }


def test_a_later_handler_reads_who_wrote_before_and_why_they_stepped_aside(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    actions.send_message(actor=cast.elif_, report_id=report.pk, text="On Monday.")
    actions.recuse(actor=cast.elif_, report_id=report.pk, reason="He is a friend.")
    answer = Desk(cast.farid).open(report)
    assert answer.context["thread"][0]["by"] == "Elif Demir"
    page = page_of(answer)
    assert "He is a friend." in page
    assert "Has stepped aside" in page
    assert "Earlier decisions" in page


def test_the_wish_to_withdraw_is_said(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    author.ask_to_withdraw(actor=cast.amira, report_id=report.pk, reason="I am afraid.")
    page = page_of(Desk(cast.elif_).open(report))
    assert "the reporter asked to withdraw" in page
    assert "I am afraid." in page


def test_the_clocks_and_the_timeline_stand_in_words(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    actions.acknowledge(actor=cast.elif_, report_id=report.pk)
    answer = Desk(cast.elif_).open(report)
    labels = [str(clock["label"]) for clock in answer.context["clocks"]]
    assert labels == ["Acknowledge the report", "First contact with the reporter"]
    assert [bool(clock["met_at"]) for clock in answer.context["clocks"]] == [True, False]
    sentences = [str(entry["title"]) for entry in [*answer.context["entries"], *answer.context["earlier"]]]
    assert sentences[-1] == "The report was sent."
    assert "The report was acknowledged." in sentences


def test_danger_is_said_before_anything_else(cast: Cast) -> None:
    page = page_of(Desk(cast.elif_).open(send(cast.amira, cast.ben, danger="yes")))
    assert page.index("somebody is in danger") < page.index("What to do next")


# --- What one may do --------------------------------------------------------------------------------------------------------
def test_a_handler_is_offered_what_the_status_leaves_room_for(cast: Cast) -> None:
    report, elif_ = send(cast.amira, cast.ben), Desk(cast.elif_)
    always = {"message", "recuse", "intervene", "reassign", "add_party"}
    assert verbs_on(elif_, report) == always | {"acknowledge"}
    actions.acknowledge(actor=cast.elif_, report_id=report.pk)
    assert verbs_on(elif_, report) == always | {"ask", "take_up"}
    actions.ask(actor=cast.elif_, report_id=report.pk, text="When?")
    assert verbs_on(elif_, report) == always | {"take_up"}
    author.answer(actor=cast.amira, report_id=report.pk, text="Monday.")
    assert verbs_on(elif_, report) == always | {"ask"}


def test_who_was_only_told_may_only_step_aside(cast: Cast) -> None:
    report = send(cast.amira, cast.ben, danger="yes")
    assert verbs_on(Desk(cast.chidi), report) == {"recuse"}
    assert "You were told because it is serious." in page_of(Desk(cast.chidi).open(report))


def test_who_was_told_because_it_was_late_may_step_in(cast: Cast) -> None:
    report = send_at(now(), cast.amira, cast.ben)
    assert report.due_at is not None
    wait_until(report.due_at)
    assert verbs_on(Desk(cast.farid), report) == {"acknowledge", "reassign", "intervene", "recuse"}
    assert "You were told because it was late." in page_of(Desk(cast.farid).open(report))


def test_whoever_holds_it_is_led_to_the_name_that_is_not_clear(cast: Cast) -> None:
    report = send(cast.amira, "Somebody with a beard", clients=(cast.hana,))
    page = page_of(Desk(cast.tomas).open(report))
    party = report.parties.get()
    assert page.count(address("resolve_party", report, party.pk)) == 2
    assert "Somebody with a beard" in page
    assert "Client C-1001" in page
    assert "Hana" not in page


# --- What opening it does -----------------------------------------------------------------------------------------------------
def test_opening_the_page_reads_its_notices_and_changes_nothing_else(cast: Cast) -> None:
    report, _other = send(cast.amira, cast.ben), send(cast.amira, cast.ben)
    acts = every(RecordEntry).exclude(event="report.opened")  # that it was opened may be written down
    before = (acts.count(), report_row(report))
    Desk(cast.elif_).open(report)
    assert (acts.count(), report_row(report)) == before
    assert every(Notice).filter(person_id=cast.elif_.pk, read_at=None).count() == 1


def report_row(report: Report) -> dict[str, Any]:
    return dict(every(Report).filter(pk=report.pk).values().get())


def test_the_page_is_read_only(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    assert Desk(cast.elif_).browser.post(reverse("desk:report", args=[report.pk])).status_code == 405


def test_the_title_names_no_person_and_no_reference(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben), Desk(cast.elif_)
    for answer in [desk.open(report), *(desk.get(verb, report) for verb in VERBS if verb not in {"ask", "take_up"})]:
        title = page_of(answer).split("<title>")[1].split("</title>")[0]
        assert report.reference not in title
        assert "Okafor" not in title
        assert "Boundaries" in title


def test_a_long_talk_costs_the_database_no_more_than_a_short_one(cast: Cast) -> None:
    report, desk = send(cast.amira, cast.ben, "Somebody"), Desk(cast.tomas)
    actions.send_message(actor=cast.tomas, report_id=report.pk, text="On Monday.")
    actions.intervene(actor=cast.tomas, report_id=report.pk, text="I called.", happened_at=now())
    author.add_to_report(actor=cast.amira, report_id=report.pk, text="It was the 4th.")
    desk.open(report)
    with CaptureQueriesContext(connection) as few:
        desk.open(report)
    for number in range(5):
        actions.send_message(actor=cast.tomas, report_id=report.pk, text="On Monday.")
        actions.intervene(actor=cast.tomas, report_id=report.pk, text="I called.", happened_at=now())
        actions.add_party(actor=cast.tomas, report_id=report.pk, role=PartyRole.WITNESS, name=f"Witness {number}")
        author.add_to_report(actor=cast.amira, report_id=report.pk, text="It was the 4th.")
    with CaptureQueriesContext(connection) as many:
        desk.open(report)
    assert len(many) == len(few)


def test_every_verb_of_the_law_is_spoken_of_here() -> None:
    spoken = {f"report.{verb}" for verb in (*VERBS, "resolve_party")} | {str(ReportPermission.CONSIDER)}  # excepted
    assert spoken == {permission.value for permission in ReportPermission if permission != ReportPermission.VIEW}


@pytest.mark.parametrize("kind", ["self_report", "guidance", "complaint"])
def test_every_kind_has_words_of_its_own(cast: Cast, kind: str) -> None:
    about = () if kind in {"self_report", "guidance"} else (cast.ben,)
    report = send(cast.ben if not about else cast.amira, *about, kind=kind, saw="Word for word", think="My thoughts")
    page = page_of(Desk(cast.elif_).open(report))
    assert "Word for word" in page
    assert "My thoughts" in page

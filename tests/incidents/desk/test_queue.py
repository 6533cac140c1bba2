"""The list of the desk: what stands on it, in which order, how it is narrowed down, and what it never says."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.demo.cast import Cast
from boundaries.clocks.queries import now
from boundaries.notices.models import Notice
from boundaries.sealing.fields import SealedTextField
from incidents.desk import actions, views
from incidents.desk.forms import QueueForm
from incidents.desk.queries import askers_among
from incidents.reports import queries
from incidents.reports.models import Party, Report
from incidents.reports.queries import PAGE
from tests.incidents.desk.pages import Desk, page_of
from tests.incidents.told import send, send_at
from tests.seeing import every

LIST_QUERIES = 5
"""The reports, the closed days, the news, whom they are about, and who asks: whatever the number of rows."""


PAGE_QUERIES = 12
"""The whole page: the list, its counts, who is signed in, and what the menu shows. Less is welcome, more is a mistake."""


@pytest.fixture
def elif_(cast: Cast) -> Desk:
    return Desk(cast.elif_)


def row_of(desk: Desk, report: Report, **query: Any) -> dict[str, Any]:
    return next(row for row in desk.queue(**query).context["rows"] if row["reference"] == report.reference)


def numbers(desk: Desk) -> dict[str, Any]:
    return {str(link["label"]): link["count"] for link in desk.queue().context["counts"]}


# --- What stands on it ----------------------------------------------------------------------------------------------------
def test_the_least_time_left_comes_first_and_what_waits_for_nobody_last(cast: Cast, elif_: Desk) -> None:
    new = send(cast.amira, cast.ben)
    late = send_at(now() - timedelta(days=20), cast.amira, cast.ben)
    asked = send(cast.amira, cast.ben)
    actions.acknowledge(actor=cast.elif_, report_id=asked.pk)
    actions.ask(actor=cast.elif_, report_id=asked.pk, text="When?")
    assert elif_.listed() == [late.reference, new.reference, asked.reference]


def test_a_row_says_whom_it_is_about_how_it_stands_and_how_much_time_is_left(cast: Cast, elif_: Desk) -> None:
    report = send(cast.amira, cast.ben)
    row = row_of(elif_, report)
    assert (row["kind"], row["about"], row["status"].label) == ("Concern about a colleague", "Ben Okafor", "Submitted")
    assert row["left"].words == "Due in 2 working days" or "hour" in row["left"].words
    page = page_of(elif_.queue())
    assert reverse("desk:report", args=[report.pk]) in page
    assert "Amira" not in page


def test_danger_and_serious_matters_are_marked(cast: Cast, elif_: Desk) -> None:
    reports = [
        send(cast.amira, cast.ben, danger="yes"),
        send(cast.amira, cast.ben, danger="unsure", categories=["abuse"]),
        send(cast.amira, cast.ben),
    ]
    marks = [[str(mark.label) for mark in row_of(elif_, report)["marks"]] for report in reports]
    assert marks == [["Danger now"], ["Serious", "Perhaps danger"], []]


def test_what_somebody_tells_of_themselves_is_listed_with_their_name(cast: Cast, elif_: Desk) -> None:
    own, guidance = send(cast.ben, kind="self_report"), send(cast.ben, kind="guidance")
    assert [row_of(elif_, each)["about"] for each in (own, guidance)] == ["Ben Okafor", "Ben Okafor"]


def test_a_list_names_nobody_who_asked_for_confidence(cast: Cast, elif_: Desk) -> None:
    confidential = send(cast.amira, cast.ben, in_confidence=True)
    assert row_of(elif_, confidential)["about"] == "Ben Okafor"
    assert "Amira" not in page_of(elif_.queue())
    asked = Report(kind="guidance", in_confidence=True, reporter=str(cast.ben.pk))
    assert askers_among([asked]) == {}


def test_a_held_report_says_that_it_waits_until_it_is_clear_who_is_meant(cast: Cast) -> None:
    report = send(cast.amira, "Benny", cast.ben)
    page = page_of(Desk(cast.tomas).queue())
    assert report.reference in page
    assert "Waits until it is clear who is meant" in page
    assert "Benny" not in page


def test_somebody_outside_is_counted_without_their_name(cast: Cast, elif_: Desk) -> None:
    report = send(cast.amira, cast.ben)
    party = Party(report=report, state="external", added_at=now())
    party.name = "Mr Secret"
    party.save(force_insert=True)
    assert row_of(elif_, report)["about"] == "Ben Okafor, somebody who does not work here"


def test_who_was_only_told_reads_who_handles_it(cast: Cast) -> None:
    report = send(cast.amira, cast.ben, danger="yes")
    assert row_of(Desk(cast.chidi), report)["handled_by"] == "Handled by Elif Demir"
    assert row_of(Desk(cast.elif_), report)["handled_by"] == ""


def test_news_are_marked_until_the_report_is_opened(cast: Cast, elif_: Desk) -> None:
    report, other = send(cast.amira, cast.ben), send(cast.amira, cast.ben)
    assert (row_of(elif_, report)["unread"], row_of(elif_, other)["unread"]) == (True, True)
    elif_.open(report)
    assert (row_of(elif_, report)["unread"], row_of(elif_, other)["unread"]) == (False, True)


def test_looking_at_the_list_changes_nothing(cast: Cast, elif_: Desk) -> None:
    send(cast.amira, cast.ben)
    before = list(every(Notice).values_list("pk", "read_at"))
    elif_.queue()
    assert list(every(Notice).values_list("pk", "read_at")) == before
    assert elif_.browser.post(reverse("desk:queue")).status_code == 405


# --- How much -------------------------------------------------------------------------------------------------------------
def test_the_counts_are_links_that_lead_to_exactly_so_many(cast: Cast, elif_: Desk) -> None:
    send(cast.amira, cast.ben)
    send_at(now() - timedelta(days=20), cast.amira, cast.ben)
    asked = send(cast.amira, cast.ben)
    actions.acknowledge(actor=cast.elif_, report_id=asked.pk)
    actions.ask(actor=cast.elif_, report_id=asked.pk, text="When?")
    assert numbers(elif_) == {"All": 3, "New": 2, "Late": 1, "Waiting for an answer": 1}
    for link in elif_.queue().context["counts"]:
        led = elif_.browser.get(link["url"])
        assert len(led.context["rows"]) == link["count"]
        assert [each["label"] for each in led.context["counts"] if each["current"]] == [link["label"]]


# --- Narrowing it down ----------------------------------------------------------------------------------------------------
def test_filters_narrow_the_list_and_each_can_be_taken_away(cast: Cast, elif_: Desk) -> None:
    concern, own = send(cast.amira, cast.ben), send(cast.ben, kind="self_report")
    late = send_at(now() - timedelta(days=20), cast.amira, cast.ben)
    actions.acknowledge(actor=cast.elif_, report_id=concern.pk)
    assert elif_.listed(status="acknowledged") == [concern.reference]
    assert elif_.listed(kind="self_report") == [own.reference]
    assert elif_.listed(late="on") == [late.reference]
    assert set(elif_.listed(status=["acknowledged", "submitted"])) == {concern.reference, own.reference, late.reference}
    both = elif_.queue(kind="concern", late="on")
    assert [tag["label"] for tag in both.context["selected"]] == ["Concern about a colleague", "Only what is late"]
    without_late = elif_.browser.get(both.context["selected"][1]["remove_url"])
    assert {row["reference"] for row in without_late.context["rows"]} == {concern.reference, late.reference}


def test_only_what_one_handles(cast: Cast) -> None:
    alert = send(cast.amira, cast.ben, danger="yes")
    own = send(cast.tomas, kind="self_report")
    chidi = Desk(cast.chidi)
    assert set(chidi.listed()) == {alert.reference, own.reference}
    assert chidi.listed(mine="on") == [own.reference]


@pytest.mark.parametrize("typed", ["{0}", "{1}", " {2} ", "{3}", "BR-{1}", "{0}"[:3]])
def test_a_reference_is_found_however_it_is_typed(cast: Cast, elif_: Desk, typed: str) -> None:
    report, _other = send(cast.amira, cast.ben), send(cast.amira, cast.ben)
    whole = report.reference
    forms = (whole, whole[3:], whole.lower().replace("-", " "), whole.replace("-", "").lower())
    assert whole in elif_.listed(reference=typed.format(*forms))
    assert elif_.listed(reference=whole) == [whole]
    assert elif_.listed(reference=whole[3:7]) == [whole]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ""),
        (" ", ""),
        ("br", "BR-"),
        ("BR-7", "BR-7"),
        ("7f3k92", "BR-7F3K-92"),
        ("BRAV", "BR-BRAV"),
        ("br-brav", "BR-BRAV"),
        ("%_", "BR-"),
    ],
)
def test_a_part_of_a_reference_is_read_as_it_is_kept(typed: str, read: str) -> None:
    form = QueueForm({"reference": typed})
    assert form.is_valid()
    assert form.cleaned_data["reference"] == read


def test_a_reference_of_another_organisation_or_of_a_report_one_may_not_see_finds_nothing(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    for person in (cast.ben, cast.ivo, cast.root, cast.farid):
        assert Desk(person).listed(reference=report.reference) == []


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ({"reference": "x" * 41}, "reference", "A reference is shorter than that"),
        ({"reference": "a\0b"}, "reference", "Null characters"),
        ({"status": "draft"}, "status", "Choose a status from the list"),
        ({"status": "x" * 9_000}, "status", "Choose a status from the list"),
        ({"kind": "incident"}, "kind", "Choose a kind from the list"),
    ],
    ids=["long", "null", "draft", "long status", "kind"],
)
def test_a_wrong_filter_is_said_beside_it_and_the_others_still_count(
    cast: Cast, elif_: Desk, query: dict[str, str], field: str, words: str
) -> None:
    report = send(cast.amira, cast.ben)
    answer = elif_.queue(**query)
    assert answer.status_code == 422
    assert words in page_of(answer).split(f'id="id_{field}-error"')[1].split("</div>")[0]
    assert [row["reference"] for row in answer.context["rows"]] == [report.reference]
    assert '<details class="moj-filter app-filter" open>' in page_of(answer)


# --- Pages ----------------------------------------------------------------------------------------------------------------
def test_a_long_list_is_turned_page_by_page_with_the_same_filters(cast: Cast, elif_: Desk) -> None:
    sent = {send(cast.amira, cast.ben).reference for _each in range(PAGE + 2)}
    first = elif_.queue(kind="concern")
    assert len(first.context["rows"]) == PAGE
    assert first.context["first_url"] == ""
    second = elif_.browser.get(first.context["next_url"])
    assert len(second.context["rows"]) == 2
    assert second.context["next_url"] == ""
    assert {row["reference"] for answer in (first, second) for row in answer.context["rows"]} == sent
    assert elif_.browser.get(second.context["first_url"]).context["rows"] == first.context["rows"]


FAR_OFF = "_0001-01-01T00:00:00+23:59_ffffffff-ffff-4fff-bfff-ffffffffffff"
"""In a zone that the database does not know."""


@pytest.mark.parametrize(
    "after", ["x", "__", "2026-01-01__x", "_2026-01-01T00:00:00_8f6c8b0e-3a0e-4a53-8d86-000000000000", "_x_", "\0", FAR_OFF]
)
def test_a_page_that_there_is_none_of_is_not_found(cast: Cast, elif_: Desk, after: str) -> None:
    assert elif_.queue(after=after).status_code == 404


def test_the_end_of_a_list_that_has_become_shorter_is_said(cast: Cast, elif_: Desk) -> None:
    answer = elif_.queue(after="_2090-01-01T00:00:00+00:00_ffffffff-ffff-4fff-bfff-ffffffffffff")
    assert "That was everything" in page_of(answer)


# --- Nothing there --------------------------------------------------------------------------------------------------------
def test_an_empty_desk_and_an_empty_filter_say_so_kindly(cast: Cast, elif_: Desk) -> None:
    assert "Nothing waits for you" in page_of(elif_.queue())
    send(cast.amira, cast.ben)
    page = page_of(elif_.queue(status="waiting"))
    assert "Nothing fits" in page
    assert "Show everything" in page


# --- What it costs and what it opens ----------------------------------------------------------------------------------------
def test_a_full_page_asks_the_database_no_more_than_one_row(cast: Cast, elif_: Desk) -> None:
    send(cast.amira, cast.ben)
    send(cast.ben, kind="guidance")
    elif_.queue()
    with CaptureQueriesContext(
        connection,
    ) as few:
        elif_.queue()
    for _each in range(12):
        send(cast.amira, cast.ben)
        send(cast.ben, kind="guidance")
    with CaptureQueriesContext(connection) as many:
        assert len(elif_.queue().context["rows"]) == PAGE
    assert len(many) == len(few)


def test_a_page_of_the_list_is_read_in_so_many_queries(cast: Cast, elif_: Desk) -> None:
    send(cast.amira, cast.ben)
    send(cast.ben, kind="guidance")
    with CaptureQueriesContext(connection) as asked:
        views.queue_rows(cast.elif_, queries.queue(cast.elif_).reports)
    telling = [query["sql"] for query in asked.captured_queries if query["sql"] != "SELECT now()"]
    assert len(telling) == LIST_QUERIES


def test_the_whole_page_takes_so_many_queries(cast: Cast, elif_: Desk) -> None:
    send(cast.amira, cast.ben)
    send(cast.ben, kind="guidance")
    elif_.queue()
    with CaptureQueriesContext(connection) as asked:
        elif_.queue()
    assert len([query for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]]) == PAGE_QUERIES


def test_the_list_opens_nothing_that_it_does_not_show(cast: Cast, elif_: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    send(cast.amira, cast.ben)
    send(cast.ben, kind="guidance")
    opened: list[str] = []
    really_open = SealedTextField.open

    def watched(field: Any, instance: Any, sealed: bytes) -> Any:
        opened.append(f"{type(instance).__name__}.{field.name}")
        return really_open(field, instance, sealed)

    monkeypatch.setattr(SealedTextField, "open", watched)
    elif_.queue()
    shown = [name for name in opened if not name.startswith("Notice.")]
    assert shown == ["Report.reporter"]

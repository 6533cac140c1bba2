"""What holds for every verb of the desk: who may, when, by which method, and that nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.demo.cast import Cast
from boundaries.record.models import RecordEntry
from incidents.desk import actions
from incidents.reports.choices import ReportStatus
from incidents.reports.models import Report
from incidents.reports.workflow import WORKFLOW, ReportMove
from tests.incidents.desk.pages import FILLED, VERBS, Desk, address, page_of, said_after
from tests.incidents.told import fresh, send
from tests.seeing import every

MOVING = ("acknowledge", "ask", "take_up")
LATEST = {"ask": "acknowledge", "take_up": "acknowledge"}
"""What must have happened before a verb is possible."""
TWENTY_MEGABYTES = "word " * (4 * 1024 * 1024)


def ready_for(verb: str, cast: Cast, **answers: Any) -> Report:
    """A report on Elif's desk to which this may be done."""
    report = send(cast.amira, cast.ben, **answers)
    if verb in LATEST:
        actions.acknowledge(actor=cast.elif_, report_id=report.pk)
    return fresh(report)


def filled(verb: str, cast: Cast) -> dict[str, Any]:
    """What a form in order says."""
    return FILLED[verb] | ({"to": str(cast.farid.pk)} if verb == "reassign" else {})


def state(report: Report) -> Any:
    """Everything that a verb could change."""
    return (every(Report).filter(pk=report.pk).values().get(), every(RecordEntry).count())


@pytest.mark.parametrize("verb", VERBS)
def test_reading_the_page_changes_nothing(cast: Cast, verb: str) -> None:
    report = ready_for(verb, cast)
    before = state(report)
    answer = Desk(cast.elif_).get(verb, report)
    assert answer.status_code == 200
    assert '<form method="post"' in page_of(answer)
    assert "csrfmiddlewaretoken" in page_of(answer)
    assert state(report) == before


@pytest.mark.parametrize("verb", VERBS)
def test_a_form_in_order_does_it_and_leads_back(cast: Cast, verb: str) -> None:
    report, desk = ready_for(verb, cast), Desk(cast.elif_)
    before = every(RecordEntry).filter(about_id=report.pk).count()
    answer = desk.do(verb, report, **filled(verb, cast))
    gone = verb in {"recuse", "reassign"}
    assert answer["Location"] == (reverse("desk:queue") if gone else reverse("desk:report", args=[report.pk]))
    assert every(RecordEntry).filter(about_id=report.pk).count() > before
    page = said_after(desk.browser, answer)
    assert "govuk-notification-banner--success" in page
    assert (f"{report.reference} is no longer on your desk." in page) is gone


@pytest.mark.parametrize("verb", VERBS)
def test_a_form_that_this_site_did_not_send_is_refused(cast: Cast, verb: str) -> None:
    report, strict = ready_for(verb, cast), Browser(enforce_csrf_checks=True)
    assert cast.elif_.user is not None
    strict.force_login(cast.elif_.user)
    before = state(report)
    assert strict.post(address(verb, report), filled(verb, cast)).status_code == 403
    assert state(report) == before


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "recuse"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_was_only_told_of_it_may_not(cast: Cast, verb: str, method: str) -> None:
    report = ready_for(verb, cast, danger="yes")
    before, desk = state(report), Desk(cast.chidi)
    answer = desk.get(verb, report) if method == "get" else desk.do(verb, report, **filled(verb, cast))
    assert answer.status_code in ({403} if method == "get" or filled(verb, cast) else {302})
    assert state(report) == before


@pytest.mark.parametrize("verb", MOVING)
@pytest.mark.parametrize("status", [each for each in ReportStatus if each != ReportStatus.DRAFT])
def test_a_status_that_leaves_no_room_is_said_in_words(cast: Cast, verb: str, status: ReportStatus) -> None:
    report, desk = ready_for(verb, cast), Desk(cast.elif_)
    every(Report).filter(pk=report.pk).update(status=status)
    shown = desk.get(verb, report)
    if ReportMove(verb) in WORKFLOW.verbs_from(status):
        assert (shown.status_code, desk.do(verb, report, **filled(verb, cast)).status_code) == (200, 302)
        return
    assert f"the report is “{status.label}”" in said_after(desk.browser, shown)
    done = desk.do(verb, report, **filled(verb, cast))
    said = page_of(done) if filled(verb, cast) else said_after(desk.browser, done)
    assert f"This was not done: the report is now “{status.label}”." in said
    assert fresh(report).status == status


@pytest.mark.parametrize("verb", [verb for verb in VERBS if FILLED[verb]])
def test_words_typed_while_somebody_else_took_it_over_are_given_back(cast: Cast, verb: str) -> None:
    report, desk = ready_for(verb, cast, danger="yes"), Desk(cast.elif_)
    fields = filled(verb, cast)
    actions.reassign(actor=cast.elif_, report_id=report.pk, to_id=cast.farid.pk, reason="I am away.")
    actions.reassign(actor=cast.farid, report_id=report.pk, to_id=cast.noor.pk, reason="Me too.")
    assert desk.do(verb, report, **fields).status_code == 404
    chidi = Desk(cast.chidi)
    if verb != "recuse":
        answer = chidi.do(verb, report, **(fields | ({"to": str(cast.farid.pk)} if verb == "reassign" else {})))
        assert answer.status_code == 403
        page = page_of(answer)
        assert "you do not handle this report now. What you wrote still stands here." in page
        words = next(value for name, value in fields.items() if name in {"text", "reason", "query"})
        assert words in page


@pytest.mark.parametrize("verb", ["ask", "message", "intervene", "recuse", "reassign"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write a few words"),
        (" \n ", "Write a few words"),
        ("x" * 20_001, "you have written 20001"),
        ("a\0b", "Null"),
    ],
    ids=["empty", "blank", "long", "null"],
)
def test_words_that_are_wrong_are_refused_beside_their_box_and_kept(cast: Cast, verb: str, text: str, words: str) -> None:
    report = ready_for(verb, cast)
    name = "reason" if verb in {"recuse", "reassign"} else "text"
    before = state(report)
    answer = Desk(cast.elif_).do(verb, report, **(filled(verb, cast) | {name: text}))
    page = page_of(answer)
    assert answer.status_code == 422
    assert words in page.split(f'id="id_{name}-error"')[1].split("</div>")[0]
    assert "There is a problem" in page
    assert "<title>Error:" in page
    assert "\0" in text or text in page
    assert state(report) == before


def test_twenty_megabytes_come_back_whole(cast: Cast) -> None:
    report = ready_for("message", cast)
    answer = Desk(cast.elif_).do("message", report, text=TWENTY_MEGABYTES)
    assert answer.status_code == 422
    assert TWENTY_MEGABYTES in page_of(answer)


@pytest.mark.parametrize("verb", ["ask", "message", "intervene", "recuse", "reassign", "add_party"])
def test_what_is_typed_is_kept_when_the_session_ends(cast: Cast, verb: str) -> None:
    report, desk = ready_for(verb, cast), Desk(cast.elif_)
    page = page_of(desk.get(verb, report))
    keep = page.split('data-autosave-url="')[1].split('"')[0].replace("&amp;", "&")
    fields = filled(verb, cast)
    assert desk.browser.post(keep, fields).status_code == 204
    again = page_of(desk.get(verb, report))
    assert "We kept what you had typed." in again
    words = next(value for name, value in fields.items() if name in {"text", "reason", "query"})
    assert words in again
    assert "There is a problem" not in again

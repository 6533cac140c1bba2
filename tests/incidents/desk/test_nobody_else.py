"""Whoever may not know of a report finds no trace of it on any page of the desk, whatever else would let them in."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.grants.choices import ExclusionSource
from boundaries.clocks.queries import now
from incidents.desk import actions
from incidents.reports.actions import keep_out
from incidents.reports.choices import PartyRole
from incidents.reports.models import Intervention, Report, ReportGrant
from tests.incidents.desk.pages import FILLED, VERBS, Desk, address, page_of
from tests.incidents.told import fresh, send
from tests.seeing import every

KEPT_OUT = {
    "ben": "the subject",
    "amira": "the reporter, who has pages of their own",
    "ivo": "of another organisation",
    "root": "a superuser",
    "olga": "an administrator",
    "grace": "the auditor",
    "noor": "a director, named as not to receive it",
    "farid": "the next one up, named as not to receive it",
    "tomas": "a triage officer whom nobody asked",
    "chidi": "let in because it is serious, and kept out since",
    "miriam": "the outside contact",
    "elif_": "the handler before, who stepped aside",
}


@pytest.fixture
def report(cast: Cast) -> Report:
    """A serious report that Elif had and Samuel handles; Elif stepped aside, and Chidi, who was told of it, is kept out since."""
    sent = send(cast.amira, cast.ben, danger="yes", not_to_receive=[str(cast.farid.pk), str(cast.noor.pk)])
    actions.recuse(actor=cast.elif_, report_id=sent.pk, reason="Ben is my brother.")
    actions.add_party(actor=cast.samuel, report_id=sent.pk, role=PartyRole.WITNESS, name="Somebody who saw it")
    keep_out(sent, cast.chidi.pk, ExclusionSource.CONFLICT)
    return fresh(sent)


def everywhere(report: Report) -> list[str]:
    """Every address about a report."""
    party = report.parties.get(role=PartyRole.WITNESS)
    pages = [reverse("desk:report", args=[report.pk]), *(address(verb, report) for verb in VERBS)]
    return [*pages, address("resolve_party", report, party.pk)]


def plain(answer: Any) -> str:
    """A page without what differs each time."""
    return page_of(answer).replace(str(answer.context and answer.context.get("csrf_token", "")), "")


def test_the_one_let_in_and_kept_out_still_holds_what_once_let_them_in(cast: Cast, report: Report) -> None:
    assert every(ReportGrant).filter(content_object=report, user=cast.chidi.user, ends_at=None).exists()


@pytest.mark.parametrize("who", KEPT_OUT, ids=lambda who: f"{who}: {KEPT_OUT[who]}")
def test_there_is_no_trace_of_it_anywhere(cast: Cast, report: Report, who: str) -> None:
    desk = Desk(getattr(cast, who))
    for url in everywhere(report):
        unknown = url.replace(str(report.pk), str(uuid4()))
        for ask in (desk.browser.get, desk.browser.post):
            found, nothing = ask(url), ask(unknown)
            assert found.status_code == nothing.status_code
            assert found.status_code in {404, 405}
            assert plain(found) == plain(nothing)
        assert desk.browser.head(url).status_code == 404
    listed = desk.queue()
    assert (listed.status_code, listed.context["rows"]) == (200, [])
    assert report.reference not in page_of(listed)
    assert {link["count"] for link in listed.context["counts"]} == {0}
    for query in ({"reference": report.reference}, {"status": "submitted"}, {"late": "on"}, {"mine": "on"}):
        assert desk.listed(**query) == []


@pytest.mark.parametrize("who", ["ben", "ivo", "root", "chidi"])
def test_nothing_they_send_changes_it(cast: Cast, report: Report, who: str) -> None:
    desk, before = Desk(getattr(cast, who)), every(Report).filter(pk=report.pk).values().get()
    for verb in VERBS:
        fields = FILLED[verb] | {"to": str(getattr(cast, who).pk)}
        assert desk.do(verb, report, **fields).status_code == 404
    assert every(Report).filter(pk=report.pk).values().get() == before
    assert every(Intervention).count() == 0


def test_whoever_left_or_is_not_signed_in_sees_nothing(cast: Cast, report: Report) -> None:
    desk = Desk(cast.samuel)
    assert desk.open(report).status_code == 200
    cast.samuel.is_active = False
    cast.samuel.save(update_fields=["is_active"])
    for url in [*everywhere(report), reverse("desk:queue")]:
        assert desk.browser.get(url).status_code == 302
        assert Browser().get(url)["Location"].startswith(reverse("signin:sign_in"))


def test_a_grant_that_has_ended_opens_nothing(cast: Cast, report: Report) -> None:
    every(ReportGrant).filter(content_object=report, user=cast.samuel.user).update(ends_at=now())
    desk = Desk(cast.samuel)
    assert {desk.browser.get(url).status_code for url in everywhere(report)} == {404}
    assert desk.listed() == []


@pytest.mark.parametrize("path", ["x/", "00000000-0000-0000-0000-00000000000/", "%00/", "../reports/"])
def test_what_is_no_id_leads_nowhere(cast: Cast, path: str) -> None:
    assert Desk(cast.elif_).browser.get(reverse("desk:queue") + path).status_code == 404

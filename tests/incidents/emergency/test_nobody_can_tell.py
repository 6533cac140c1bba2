"""What whoever asks is answered never depends on what the reference names (non-interference, AZ-01)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.grants.choices import ExclusionSource
from boundaries.clocks.queries import at, now
from incidents.reports.actions import keep_out
from incidents.reports.models import Report
from tests.accounts.kinds import SignedIn
from tests.incidents.emergency.asked import MINUTE, NEVER, WHY, told
from tests.incidents.told import send, settle
from tests.security.walking import Answer, Visitor

pytestmark = pytest.mark.django_db
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ASK, API = reverse("emergency:ask"), reverse("api_emergency:requests")
Seen = list[tuple[Answer, int]]


def counted(visitor: Visitor, method: str, address: str, hide: dict[str, str], sent: dict[str, str] | None) -> tuple[Answer, int]:
    """One visit, with how many questions the database was asked."""
    asked: list[str] = []

    def count(execute: Callable[..., Any], sql: str, *question: Any) -> Any:
        asked.append(sql)
        return execute(sql, *question)

    with connection.execute_wrapper(count):
        answer = visitor.visit(method, address, hide, sent)
    plain = Answer(
        answer.status, tuple((name, UUIDS.sub("id", value)) for name, value in answer.headers), UUIDS.sub("id", answer.body)
    )
    return plain, len(asked)


def asking(browser: Any, reference: str) -> Seen:
    """Everything somebody sees who asks by page and by API, once and again, and reads what became of it."""
    hide, sent = {reference: "reference"}, {"reference": reference, "reason": WHY}
    visitor = Visitor(browser)
    seen = [
        counted(visitor, method, address, hide, body)
        for address in (ASK, API)
        for method, body in (("GET", None), ("POST", sent))
    ]
    pages = (ASK, API, reverse("home"), reverse("notices:list"), reverse("about:me"), reverse("desk:queue"))
    moment = now()
    for minutes in (1, 2):
        with at(moment + minutes * MINUTE):
            assert browser.post(ASK, sent).status_code == 302
            visitor = Visitor(browser)
            settle()
            seen += [counted(visitor, "GET", address, hide, None) for address in pages]
            seen += [counted(visitor, "POST", address, hide, sent) for address in (ASK, API)]
    return seen


def report_there(cast: Cast) -> Report:
    return told(cast)


def kept_out(cast: Cast) -> Report:
    report = told(cast)
    keep_out(report, cast.dana.pk, ExclusionSource.CONFLICT)
    return report


def subject(cast: Cast) -> Report:
    return send(cast.amira, cast.dana)


def works_under_subject(cast: Cast) -> Report:
    return send(cast.amira, cast.chidi)


def unclear(cast: Cast) -> Report:
    return send(cast.amira, "Somebody")


def elsewhere(cast: Cast) -> Report:
    return send(cast.ivo, "Somebody")


WORLDS = [report_there, kept_out, subject, works_under_subject, unclear, elsewhere]


@pytest.mark.parametrize("world", WORLDS, ids=lambda each: each.__name__)
def test_the_answer_the_lists_and_the_cost_are_the_same(cast: Cast, signed_in: SignedIn, world: Callable[[Cast], Report]) -> None:
    report = world(cast)
    before = transaction.savepoint()
    without = asking(signed_in(cast.dana), NEVER)
    transaction.savepoint_rollback(before)
    within = asking(signed_in(cast.dana), report.reference)
    assert [place for place, (one, other) in enumerate(zip(without, within, strict=True)) if one != other] == []


def test_whoever_is_kept_out_while_it_waits_sees_no_change(cast: Cast, signed_in: SignedIn) -> None:
    report, browser = told(cast), signed_in(cast.dana)
    browser.post(ASK, {"reference": report.reference, "reason": WHY})
    settle()
    browser.get(ASK)  # the words that were said once
    hide = {report.reference: "reference"}
    before = [counted(Visitor(browser), "GET", address, hide, None) for address in (ASK, API)]
    keep_out(report, cast.dana.pk, ExclusionSource.CONFLICT)
    assert [counted(Visitor(browser), "GET", address, hide, None) for address in (ASK, API)] == before

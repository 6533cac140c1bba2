"""Fifty threads read while somebody is made a subject: no answer begun after the commit holds the report (AZ-03).

Over a database where commits are real. Each thread asks the product's own WSGI application, over a connection of its own. What
it is answered is kept from before the report was told; whatever it begins to ask for once its reader is kept out must be that
again, to the letter: nothing is left in a body, in a list, in a number or in the menu.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Barrier, BrokenBarrierError, Event, Thread
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.core.servers.basehttp import get_internal_wsgi_application
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.demo.cast import Cast, small_world
from accounts.grants.choices import ExclusionSource
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at, now
from boundaries.notices.models import Notice
from boundaries.outbox.drain import drain
from boundaries.outbox.handlers import going_out
from boundaries.outbox.models import OutboxRow
from boundaries.sealing.actions import blind_index
from incidents.desk.actions import add_party
from incidents.reports.actions import keep_out, save_draft, start_draft, submit_report
from incidents.reports.choices import PartyRole
from incidents.reports.models import Report
from tests.incidents.told import MONDAY, fresh, relations, send_at, settle, wait_until
from tests.scratch import locked
from tests.security.walking import FRESH
from tests.seeing import every

READERS = 50
SAW = "quayside lantern"
FAR = MONDAY + timedelta(days=1000)
DESK = ("desk:queue", "desk:report", "notices:list", "api_desk:queue", "api_desk:report", "api_notices:notices")
REGISTER = ("register:list", "register:report", "api_register:list", "api_register:report")

Commit = Callable[[Cast, Report], object]
"""What keeps somebody out."""


def named(who: str, role: PartyRole) -> Commit:
    """The handler names somebody."""
    return lambda cast, report: add_party(actor=cast.elif_, report_id=report.pk, role=role, person_id=getattr(cast, who).pk)


def only_kept_out(who: str) -> Commit:
    """Somebody is kept out, and nothing else is done: whatever let them in is there still."""
    return lambda cast, report: keep_out(report, getattr(cast, who).pk, ExclusionSource.CONFLICT)


Case = dict[str, tuple[tuple[str, ...], Commit]]
NAMED: Case = {
    "farid": (DESK, named("farid", PartyRole.IMPLICATED)),
    "noor": (REGISTER, named("noor", PartyRole.IMPLICATED)),
    "chidi": (DESK, named("chidi", PartyRole.SUBJECT)),
}
"""Told because it was late; director; told because it is serious. Each with where they read, and how they come to be kept out."""
ONLY_KEPT_OUT: Case = {"chidi": (DESK, only_kept_out("chidi")), "noor": (REGISTER, only_kept_out("noor"))}


@dataclass
class Reader:
    """One person at one address; what they got there before there was a report, and what in the race."""

    who: str
    cookie: str
    place: str
    kept_out: Event
    nothing: tuple[str, str] = ("", "")
    held_it: bool = False
    wrong: list[str] = field(default_factory=list)

    def ask(self, report_id: UUID) -> tuple[str, str]:
        """One request through everything that a server calls: its status and its body, without what is new every time."""
        arguments = [report_id] if self.place.endswith(":report") else []
        request = RequestFactory(HTTP_COOKIE=self.cookie).get(reverse(self.place, args=arguments))
        told: list[str] = []

        def start(status: str, _headers: object, _error: object = None, /) -> Callable[[bytes], object]:
            told.append(status)
            return bytes

        answer = get_internal_wsgi_application()(request.environ, start)
        try:
            body = b"".join(answer).decode().replace(str(report_id), "ID")
        finally:
            answer.close()  # the request has ended, for the connection too
        for fresh_words in FRESH:
            body = fresh_words.sub("", body)
        return told[0], body

    def race(self, report: Report, together: Barrier) -> None:
        """Read once while it may be seen, and on and on until one request was begun after the commit."""
        try:
            self.held_it = self.ask(report.pk) != self.nothing
            together.wait()
            began_after = False
            while not began_after:
                began_after = self.kept_out.is_set()
                answer = self.ask(report.pk)
                if began_after and answer != self.nothing:
                    self.wrong.append(f"{self.who} at {self.place}: {answer}, and before it was told: {self.nothing}")
        except BaseException as error:  # noqa: BLE001  # looked at below, where the test sees it
            self.wrong.append(f"{self.who} at {self.place}: {error!r}")
            together.abort()
        finally:
            connection.close()


def readers(cast: Cast, case: Case) -> list[Reader]:
    """Fifty of them, over everybody and every place; each asks first while there is no such report."""
    kept_out = {who: Event() for who in case}
    cookies = {who: cookie_of(getattr(cast, who)) for who in case}
    places = [(who, place) for who, (where, _commit) in case.items() for place in where]
    found = [
        Reader(who, cookies[who], place, kept_out[who])
        for who, place in (places[number % len(places)] for number in range(READERS))
    ]
    nothing = {(each.who, each.place): each.ask(uuid4()) for each in found[: len(places)]}
    for each in found:
        each.nothing = nothing[each.who, each.place]
    return found


def cookie_of(person: StaffMember) -> str:
    """What the browser of somebody signed in sends."""
    browser = Client()
    assert person.user is not None
    browser.force_login(person.user)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())


def tell(cast: Cast) -> Report:
    """A serious report that grew late: Elif has it, Chidi and Farid were told of it; not one mail has gone out yet."""
    moment = MONDAY + timedelta(days=100)
    with at(moment):
        draft = start_draft(actor=cast.amira)
        told = {"danger": "yes", "kind": "concern", "subjects": [{"person": str(cast.ben.pk), "name": ""}], "saw": SAW}
        save_draft(actor=cast.amira, draft_id=draft.pk, answers=told | {"categories": ["gifts"], "in_confidence": False})
        report = submit_report(actor=cast.amira, draft_id=draft.pk)
    mails = OutboxRow.objects.filter(kind__in=going_out, done_at=None)
    with at(moment + timedelta(days=30)):
        while drain(limit=1):
            mails.update(not_before=FAR)
    mails.update(not_before=now())
    assert relations(report) == {"Elif Demir": "handler", "Chidi Eze": "alerted", "Farid Rahimi": "escalated"}
    return fresh(report)


def items(person: StaffMember, report: Report) -> list[UUID]:
    """The items about the report that somebody was to be told of by mail."""
    found = every(Notice).filter(person_id=person.pk, about_index=blind_index("notice about", report.pk))
    return list(found.values_list("pk", flat=True))


def run(cast: Cast, case: Case, report: Report, found: list[Reader]) -> None:
    """Let them all read; when each has seen the report, keep one after another out of it."""
    together = Barrier(READERS + 1)
    threads = [Thread(target=each.race, args=[report, together]) for each in found]
    for thread in threads:
        thread.start()
    try:
        together.wait()
        for who, (_places, commit) in case.items():
            with transaction.atomic():
                commit(cast, report)
            next(each for each in found if each.who == who).kept_out.set()
    except BrokenBarrierError:
        pass  # one of them could not read: it says so itself
    finally:
        for each in found:
            each.kept_out.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize("case", [NAMED, ONLY_KEPT_OUT], ids=["named", "only kept out"])
def test_no_answer_begun_after_the_commit_holds_the_report(committed_db: None, case: Case) -> None:
    cast = small_world()
    send_at(MONDAY, cast.amira, cast.ben, danger="yes")  # another, which stays where it is
    wait_until(MONDAY + timedelta(days=90))
    found = readers(cast, case)
    report = tell(cast)
    mail.outbox.clear()
    with locked("races"):  # fifty connections: two such tests beside each other, and the database has none left
        run(cast, case, report, found)
    assert [wrong for each in found for wrong in each.wrong] == []
    assert [(each.who, each.place) for each in found if not each.held_it] == []
    assert mail.outbox == []
    settle()
    for who, (where, _commit) in case.items():
        rows = OutboxRow.objects.filter(kind="notices.mail", ref__in=items(getattr(cast, who), report))
        assert set(rows.values_list("failure", flat=True)) == ({"suppressed"} if where == DESK else set())
        assert getattr(cast, who).user.email not in written_to()
    handler = fresh(report).handler
    assert handler
    assert handler.user
    assert handler.user.email in written_to()


def written_to() -> set[str]:
    """To whom mails have gone."""
    return {address for each in mail.outbox for address in each.to}

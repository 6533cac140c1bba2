"""500 reports are written while everything that can stop is stopped, killed or emptied: nothing is lost, nothing happens twice."""

from collections import Counter
from itertools import islice
from uuid import UUID

import pytest

from accounts.demo.cast import small_world
from accounts.staff.models import StaffMember
from boundaries.notices.models import Notice
from incidents.reports.events import ReportEvent
from incidents.reports.models import Draft, Report, ReportGrant
from tests.faults.crew import Crew
from tests.faults.found import DONE, OPEN, entries, notices, running_timers, unfinished
from tests.faults.writer import expected
from tests.seeing import every

pytestmark = pytest.mark.fault
REPORTS = 500
SHARE = 36
STEP = 90


class Writing:
    """The 500 reports, given to two writers a few at a time; what a killed writer left undone goes to the next."""

    def __init__(self, crew: Crew) -> None:
        self.crew, self.rest = crew, iter(range(REPORTS))
        self.given: dict[str, list[int]] = {}
        self.at_work = ["writer-1", "writer-2"]
        for name in self.at_work:
            self.begin(name)

    def begin(self, name: str) -> None:
        self.given[name] = []
        self.crew.start(name)

    def give(self, name: str, numbers: list[int]) -> None:
        drafted = self.said("drafted")
        self.given[name] += numbers
        self.crew.tell(name, [f"{number} {drafted.get(number, '')}" for number in numbers])

    def go_on(self) -> None:
        """Let each writer write its next share."""
        for name in self.at_work:
            self.give(name, list(islice(self.rest, SHARE)))

    def said(self, word: str) -> dict[int, UUID]:
        """The numbers for which a writer said this, with the report's id."""
        return {int(number): UUID(id_) for said, number, id_ in self.crew.written() if said == word}

    def kill(self, successor: str) -> None:
        """Kill a writer at work; another goes on where it was."""
        name = self.at_work.pop()
        self.crew.kill_at_work(name)
        self.begin(successor)
        self.at_work.append(successor)
        sent = self.said("sent")
        self.give(successor, [number for number in self.given[name] if number not in sent])


def more_is_done(crew: Crew, why: str) -> None:
    """Whoever is left goes on with the work."""
    before = crew.ask(DONE)
    crew.until(lambda: crew.ask(DONE) >= before + STEP, f"work goes on with {why}")


def stop_everything(crew: Crew, writing: Writing) -> None:
    """Each of them once, at a moment when there is work, and mostly in the middle of it; the others go on."""
    writing.go_on()
    more_is_done(crew, "everything")
    writing.go_on()
    crew.kill_at_work("relay")
    assert crew.ask(OPEN)
    more_is_done(crew, "the worker alone")

    writing.go_on()
    writing.kill("writer-3")
    crew.start("relay")
    crew.kill_at_work("worker")
    crew.kill("beat")
    assert crew.ask(OPEN)
    writing.go_on()
    more_is_done(crew, "the relay alone")

    crew.start("worker")
    crew.start("beat")
    writing.go_on()
    with crew.doorbell() as doorbell:
        doorbell.flushall()
    assert crew.ask(OPEN)
    more_is_done(crew, "an emptied doorbell")

    writing.go_on()
    crew.kill_redis()
    assert crew.ask(OPEN)
    more_is_done(crew, "no doorbell at all")

    crew.redis.start()
    writing.go_on()
    crew.kill_at_work("relay")
    assert crew.ask(OPEN)
    more_is_done(crew, "a doorbell that came back, and without the relay")
    crew.start("relay")


def test_nothing_is_lost_and_nothing_happens_twice(crew: Crew) -> None:
    cast = small_world()
    crew.redis.start()
    for name in ("sink", "relay", "worker", "beat"):
        crew.start(name)
    writing = Writing(crew)
    stop_everything(crew, writing)
    crew.until(lambda: len(writing.said("sent")) == REPORTS, "every report was sent")
    crew.until(lambda: not crew.ask(OPEN), "everything was done")

    sent = writing.said("sent")
    assert len(set(sent.values())) == REPORTS == every(Report).count()
    assert every(Draft).count() <= 1  # the one that a writer was killed in, before it could say so
    assert unfinished() == []
    assert entries(ReportEvent.SUBMITTED) == dict.fromkeys(sent.values(), 1)
    check_routes(sent)
    check_notices(sent, cast.amira.pk)
    check_mails(crew)


def people() -> dict[str, StaffMember]:
    """Everybody by the first part of their address."""
    return {each.user.email.partition("@")[0]: each for each in StaffMember.objects.select_related("user") if each.user}


def check_routes(sent: dict[int, UUID]) -> None:
    """Each report was routed once: to the one who handles it and those to be told, or with an alarm to nobody."""
    known, routes = people(), {id_: expected(number) for number, id_ in sent.items()}
    handled = {id_: known[handler].pk for id_, (handler, _) in routes.items() if handler}
    alarmed = set(routes) - set(handled)
    assert alarmed
    assert dict(every(Report).filter(alarm_at=None).values_list("pk", "handler_id")) == handled
    assert entries(ReportEvent.ROUTED) == dict.fromkeys(handled, 1)
    assert entries(ReportEvent.UNROUTED) == dict.fromkeys(alarmed, 1)
    let_in = {(id_, known[key].user_id) for id_, (handler, others) in routes.items() for key in {handler, *others} if key}
    assert Counter(every(ReportGrant).values_list("content_object_id", "user_id")) == dict.fromkeys(let_in, 1)
    assert running_timers() == 4 * len(handled)


def check_notices(sent: dict[int, UUID], reporter: UUID) -> None:
    """Everybody who is to know was told once, and the record says so once."""
    known, routes = people(), {id_: expected(number) for number, id_ in sent.items()}
    of_handlers = {(id_, "report.routed", known[handler].pk) for id_, (handler, _) in routes.items() if handler}
    of_handlers |= {(id_, "report.alerted", known[key].pk) for id_, (_, keys) in routes.items() for key in keys}
    of_reporters = {(id_, "own_report.unrouted", reporter) for id_, (handler, _) in routes.items() if not handler}
    assert notices() == dict.fromkeys(of_handlers | of_reporters, 1)
    assert entries(ReportEvent.PERSON_TOLD) == Counter(id_ for id_, _kind, _person in of_handlers)


def check_mails(crew: Crew) -> None:
    """Each notice was mailed; where a kill came between the mail and its mark, again, under the same Message-ID."""
    mails = crew.mail_sent()
    arrived = Counter(mail["id"] for mail in mails)
    assert set(arrived) == {f"<{id_}@boundaries.invalid>" for id_ in every(Notice).values_list("pk", flat=True)}
    assert arrived.total() - len(arrived) <= HANDS_KILLED
    assert len({(mail["subject"], mail["body"]) for mail in mails}) == 1


HANDS_KILLED = 4
"""The relay twice, and the worker with its two hands: each may have sent a mail without being able to say so."""

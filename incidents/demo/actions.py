"""Telling the demo's story: every tale of every organisation in the order of time, by the product's own actions.

Nothing is written into the tables by hand. The clock is set to each moment of the story, and what follows by itself (routes,
notices, mails, reminders, escalations) follows at its own moment, as it would have.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from accounts.appointments.actions import write_down
from accounts.appointments.events import AppointmentEvent
from accounts.appointments.models import Appointment
from accounts.clients.queries import clients_of
from accounts.demo.cast import RELIEF
from accounts.demo.organisations import build_demo_people
from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember, User
from boundaries.access.scope import speaking_for
from boundaries.clocks.queries import at, now
from boundaries.clocks.rules import WorkingCalendar
from boundaries.notices.actions import mark_read
from boundaries.outbox.drain import drain
from boundaries.outbox.models import OutboxRow, Timer
from incidents.demo import harbour, society
from incidents.demo.book import write_in_the_demo
from incidents.demo.neighbours import NEIGHBOURS
from incidents.demo.rules import day_before, days_later
from incidents.demo.tales import People, Step, Tale, Told, Turn, Unfinished
from incidents.desk.actions import open_report
from incidents.reports import actions as reports
from incidents.reports.models import Report
from incidents.reports.queries import visible_to
from incidents.reports.wizard import described
from policies.demo.actions import adopt_in_the_demo
from policies.demo.exceptions import ask_for_exceptions_in_the_demo
from policies.demo.moments import question_in_the_demo
from policies.demo.training import teach_in_the_demo

IN_RELIEF = (*harbour.TALES, *society.TALES)
BEFORE_THE_STORY = timedelta(days=30)
"""How long ago the demo's people were there: before the first tale begins, whatever holidays lie between."""


class StoryBroken(Exception):
    """Something that should have followed in the story failed: the tales and the product no longer fit together."""


class Moment(NamedTuple):
    """One moment of the story, and what somebody does then."""

    at: datetime
    happens: Callable[[], None]


@transaction.atomic
def load_demo() -> bool:
    """Load the demo organisations and their story into an empty database; False where there is anything already.

    Whole or not at all, and once, however many begin at the same time: the second waits, and then finds it done.
    """
    _wait_for_others()
    if Organisation.objects.exists() or User.objects.exists():
        return False
    tell(until=now())
    return True


def _wait_for_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('demo', 0))")


def tell(*, until: datetime) -> None:
    """Tell the whole story, so that it ends with this moment. Raises StoryBroken where it does not hold together."""
    with at(until - BEFORE_THE_STORY):
        build_demo_people()
        adopt_in_the_demo()
        teach_in_the_demo()
        _write_down_who_stands_in()
    places = {organisation.name: Place(organisation) for organisation in Organisation.objects.all()}
    tales = {RELIEF.name: IN_RELIEF, **NEIGHBOURS}
    moments = [moment for name, told in tales.items() for tale in told for moment in places[name].moments(tale, until)]
    moments += [places[RELIEF.name].draft(unfinished, until) for unfinished in harbour.DRAFTS]
    for moment in sorted(moments, key=lambda each: each.at):
        let_time_pass(moment.at)
        with at(moment.at):
            moment.happens()
            _follow()
    let_time_pass(until)
    with at(until):
        question_in_the_demo()
        ask_for_exceptions_in_the_demo()
        write_in_the_demo()
        _follow()
    _check_nothing_failed()


def _write_down_who_stands_in() -> None:
    """Who leads a shift or deputises until a day is written down, so that reports go back to the others after it."""
    standing_in = Appointment.objects.exclude(ends_on=None).select_related("organisation__data_key", "confirmed_by")
    for appointment in standing_in:
        write_down(AppointmentEvent.CONFIRMED, appointment, appointment.confirmed_by)


def let_time_pass(until: datetime) -> None:
    """Every timer that falls due by then fires at its own moment, and what follows from it happens."""
    running = Timer.objects.filter(fired_at=None, cancelled_at=None, attempts=0, due_at__lte=until)
    while due := running.order_by("due_at").values_list("due_at", flat=True).first():
        with at(due):
            _follow()


def _follow() -> None:
    """What follows by itself, in the story's own transaction."""
    while drain(durable=False):
        pass


def _check_nothing_failed() -> None:
    failed = {kind for model in (OutboxRow, Timer) for (kind,) in model.objects.exclude(attempts=0).values_list("kind")}
    if failed:
        raise StoryBroken(", ".join(sorted(failed)))


@dataclass
class Place:
    """One organisation of the demo, with its people by their names, while its tales are told."""

    organisation: Organisation

    def __post_init__(self) -> None:
        """Look everybody up once."""
        rows = StaffMember.objects.filter(organisation=self.organisation).select_related("user", "team", "organisation__data_key")
        self.people: People = {person.name: person for person in rows}
        self.calendar: WorkingCalendar = self.organisation.calendar()

    def moments(self, tale: Tale, until: datetime) -> Iterator[Moment]:
        """The sending of a report, and each thing that was done with it."""
        begun = tale.begins.moment(self.calendar, until)
        sent: list[Report] = []
        yield Moment(begun, lambda: sent.append(self.send(tale, begun)))
        for step in tale.then:
            yield Moment(days_later(self.calendar, begun, step.day, step.hour), partial(self.do, step, sent))

    def send(self, tale: Tale, begun: datetime) -> Report:
        """Somebody writes a report, page by page in the product, and sends it."""
        actor = self.people[tale.by]
        with speaking_for(actor):
            draft = reports.start_draft(actor=actor)
            reports.save_draft(actor=actor, draft_id=draft.pk, answers=self.answers(actor, tale.told, begun))
            for name, content in tale.files.items():
                reports.attach_file(actor=actor, about_id=draft.pk, name=name, content=content)
            return reports.submit_report(actor=actor, draft_id=draft.pk)

    def do(self, step: Step, sent: list[Report]) -> None:
        """Somebody opens the report that was sent and does something with it."""
        actor, (report,) = self.people[step.who], sent
        with speaking_for(actor):
            if visible_to(actor).filter(pk=report.pk).exists():
                open_report(actor=actor, report_id=report.pk)
            mark_read(person_id=actor.pk, about_id=report.pk)
            step.deed(Turn(actor, report, self.people))

    def draft(self, unfinished: Unfinished, until: datetime) -> Moment:
        """Somebody begins a report and leaves it unfinished."""
        begun, actor = unfinished.begins.moment(self.calendar, until), self.people[unfinished.by]

        def write() -> None:
            answers = self.answers(actor, unfinished.told, begun)
            kept = {name: value for name, value in answers.items() if name in unfinished.answered}
            with speaking_for(actor):
                draft = reports.start_draft(actor=actor)
                reports.save_draft(actor=actor, draft_id=draft.pk, answers=kept)

        return Moment(begun, write)

    def answers(self, actor: StaffMember, told: Told, begun: datetime) -> dict[str, Any]:
        """What was told, in the form in which a draft keeps its answers."""
        plain = {name: value for name, value in asdict(told).items() if name not in {"about", "written", "days_before"}}
        day = day_before(self.calendar, begun, told.days_before).isoformat() if told.days_before is not None else ""
        return plain | {
            "subjects": [self._colleague(name) for name in told.about] + [_written("person", name) for name in told.written],
            "subject_unknown": False,
            "clients": _clients(actor, told.clients),
            "when_date": day,
            "not_to_receive": [str(self.people[name].pk) for name in told.not_to_receive],
        }

    def _colleague(self, name: str) -> dict[str, Any]:
        person = self.people[name]
        return {"person": str(person.pk), "name": described(person)}


def _clients(actor: StaffMember, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """The clients a reporter chose among those they work with; others stand as they wrote them."""
    known: Mapping[str, tuple[UUID, str]] = (
        {str(client.name): (client.pk, client.reference) for client in clients_of(actor)} if names else {}
    )
    return [
        {"client": str(known[name][0]), "name": f"{name} ({known[name][1]})"} if name in known else _written("client", name)
        for name in names
    ]


def _written(key: str, name: str) -> dict[str, Any]:
    return {key: None, "name": name}

"""What a tale of the demo is: one report as it came, and what people did with it afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from incidents.demo.rules import Begins
from incidents.desk import actions as desk
from incidents.reports import actions as reports
from incidents.reports.choices import Channel, Danger, PartyRole, PartyState, ReportKind
from incidents.reports.models import Report
from policies.library.choices import Category

People = Mapping[str, StaffMember]
"""Everybody of one organisation by their full name."""


class Turn(NamedTuple):
    """Somebody before a report, among their colleagues."""

    actor: StaffMember
    report: Report
    people: People


Deed = Callable[[Turn], object]
"""What somebody does with a report, by the product's own action."""


@dataclass(frozen=True)
class Step:
    """So many working days after the first day, at this hour, somebody did something."""

    day: int
    hour: str
    who: str
    deed: Deed


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a reporter answered. People of the organisation stand here by their full names, clients by theirs."""

    kind: ReportKind
    about: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    """Names as the reporter wrote them, of people whom they did not find in the list."""
    clients: tuple[str, ...] = ()
    when: str = ""
    days_before: int | None = None
    where: str = ""
    channel: Channel | str = ""
    saw: str = ""
    told: str = ""
    think: str = ""
    categories: tuple[Category, ...] = ()
    done: str = ""
    talked: str = "no"
    danger: Danger = Danger.NO
    in_confidence: bool = False
    not_to_receive: tuple[str, ...] = ()
    shift_leader: bool = False


@dataclass(frozen=True, kw_only=True)
class Tale:
    """One report: who sent what when, with which files, and what followed."""

    by: str
    begins: Begins
    told: Told
    files: Mapping[str, bytes] = field(default_factory=dict)
    then: tuple[Step, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Unfinished:
    """A draft that somebody has begun and not sent: what they have answered so far."""

    by: str
    begins: Begins
    told: Told
    answered: frozenset[str]


# --- What people do, as the tales say it ----------------------------------------------------------------------------------
def acknowledges() -> Deed:
    """The handler says that it has arrived."""
    return lambda turn: desk.acknowledge(actor=turn.actor, report_id=turn.report.pk)


def asks(text: str) -> Deed:
    """The handler asks the reporter for more."""
    return lambda turn: desk.ask(actor=turn.actor, report_id=turn.report.pk, text=text)


def takes_up() -> Deed:
    """The handler takes it into triage."""
    return lambda turn: desk.take_up(actor=turn.actor, report_id=turn.report.pk)


def writes(text: str) -> Deed:
    """The handler writes to the reporter."""
    return lambda turn: desk.send_message(actor=turn.actor, report_id=turn.report.pk, text=text)


def steps_aside(reason: str) -> Deed:
    """The handler stands too near."""
    return lambda turn: desk.recuse(actor=turn.actor, report_id=turn.report.pk, reason=reason)


def hands_over(to: str, reason: str) -> Deed:
    """The handler gives it to somebody else."""
    return lambda turn: desk.reassign(actor=turn.actor, report_id=turn.report.pk, to_id=turn.people[to].pk, reason=reason)


def steps_in(text: str, *, hours_before: int = 1) -> Deed:
    """The handler writes down how they stepped in, and when."""
    return lambda turn: desk.intervene(
        actor=turn.actor, report_id=turn.report.pk, text=text, happened_at=now() - timedelta(hours=hours_before)
    )


def names_witness(who: str) -> Deed:
    """The handler adds somebody who saw it."""
    return lambda turn: desk.add_party(
        actor=turn.actor, report_id=turn.report.pk, role=PartyRole.WITNESS, person_id=turn.people[who].pk
    )


def finds_out(who: str) -> Deed:
    """The triage officer has found out which colleague is meant."""
    return lambda turn: desk.resolve_party(
        actor=turn.actor,
        report_id=turn.report.pk,
        party_id=_unclear(turn.report),
        state=PartyState.LINKED,
        person_id=turn.people[who].pk,
    )


def finds_an_outsider() -> Deed:
    """The triage officer has found out that somebody is meant who does not work here."""
    return lambda turn: desk.resolve_party(
        actor=turn.actor, report_id=turn.report.pk, party_id=_unclear(turn.report), state=PartyState.EXTERNAL
    )


def answers(text: str) -> Deed:
    """The reporter answers what was asked."""
    return lambda turn: reports.answer(actor=turn.actor, report_id=turn.report.pk, text=text)


def replies(text: str) -> Deed:
    """The reporter writes to the handler."""
    return lambda turn: reports.send_message(actor=turn.actor, report_id=turn.report.pk, text=text)


def adds(text: str) -> Deed:
    """The reporter puts something beside what was told."""
    return lambda turn: reports.add_to_report(actor=turn.actor, report_id=turn.report.pk, text=text)


def attaches(name: str, content: bytes) -> Deed:
    """The reporter adds a file."""
    return lambda turn: reports.attach_file(actor=turn.actor, about_id=turn.report.pk, name=name, content=content)


def asks_to_withdraw(reason: str) -> Deed:
    """The reporter asks that it goes no further."""
    return lambda turn: reports.ask_to_withdraw(actor=turn.actor, report_id=turn.report.pk, reason=reason)


def _unclear(report: Report) -> UUID:
    """The person of a report of whom it is not clear yet who is meant."""
    return report.parties.values_list("pk", flat=True).get(state=PartyState.UNRESOLVED)

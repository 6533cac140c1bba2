"""Exceptions as tests make them, and what follows from them. Imported by tests, after set-up."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.clients.models import Client
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at
from boundaries.outbox.drain import drain
from boundaries.outbox.models import Timer
from boundaries.record.queries import entries_about
from policies.adoption.models import Adoption
from policies.adoption.queries import standing
from policies.exceptions import actions
from policies.exceptions.choices import Answer
from policies.exceptions.deciding import actions as deciding
from policies.exceptions.models import ExceptionDecision, ExceptionRequest
from policies.exceptions.rules import Hazard, Safeguard
from policies.library.models import Clause
from tests.policies.adopting import LK, RC, adopted
from tests.seeing import every

MONDAY = datetime(2030, 1, 7, 10, tzinfo=ZoneInfo("UTC"))
"""A working Monday far from every holiday."""
LINE, DIRECTOR, NEVER = "RC-B-9", "LK-4.3-1", "LK-3.1.2-1"
DIRECTOR_OF_RC = "RC-B-10"
"""A clause for which the line manager is asked, one for which a director is, and one from which nobody can allow an exception."""
WORDS: dict[str, Any] = {
    "what": "A picnic by the sea with her.",
    "place": "The beach behind the harbour.",
    "company": "Lena comes along.",
    "benefit": "She has not left the house for months.",
    "wish": "She asked for it twice.",
    "support_plan": "It says: out among people, once a week.",
}
HAZARD: dict[str, Any] = {"what": "She takes it for friendship.", "who": "Hana", "likelihood": 3, "impact": 3}


def adopt_both(director: StaffMember) -> list[Adoption]:
    """Both policies that these requests are about."""
    there = set(standing(director.organisation_id).values_list("policy__key", flat=True))
    return [adopted(director, key) for key in (RC, LK) if key not in there]


def clause(code: str, organisation_id: UUID) -> Clause:
    """A clause in force there."""
    return Clause.objects.get(code=code, version_id__in=standing(organisation_id).values("version_id"))


def settle() -> None:
    """Let everything that follows by itself happen."""
    while drain():
        pass


def wait_until(moment: datetime) -> None:
    """Let time go by up to then, with everything that falls due on the way, each at its own moment."""
    while True:
        running = Timer.objects.filter(fired_at=None, cancelled_at=None, due_at__lte=moment).order_by("due_at").first()
        if running is None:
            break
        with at(running.due_at):
            settle()
    with at(moment):
        settle()


def facts_for(worker: StaffMember, client: Client | None, code: str = LINE, **more: Any) -> dict[str, Any]:
    """What an outing needs, a week from today."""
    day = today(worker.organisation) + timedelta(days=7)
    named = {"client": client.pk} if client else {"person": "Rosa from the bakery"}
    usual = {"kind": "outing", "clauses": [clause(code, worker.organisation_id).pk], "starts_on": day, "ends_on": day}
    return {**usual, **named, **WORDS, "hazards": [HAZARD], **more}


def drafted(worker: StaffMember, client: Client | None = None, /, code: str = LINE, **more: Any) -> ExceptionRequest:
    """A draft."""
    return actions.start_exception(actor=worker, facts=facts_for(worker, client, code, **more))


def sent(worker: StaffMember, client: Client | None = None, /, code: str = LINE, **more: Any) -> ExceptionRequest:
    """One that was sent and routed."""
    draft = drafted(worker, client, code, **more)
    actions.submit_exception(actor=worker, exception_id=draft.pk)
    settle()
    return fresh(draft)


def assess(line: StaffMember, exception: ExceptionRequest, *, after: tuple[int, int] = (1, 2)) -> ExceptionRequest:
    """Assess it, with one hazard and one safeguard."""
    on = exception.starts_on or today(line.organisation)
    hazard = Hazard(**HAZARD, likelihood_after=after[0], impact_after=after[1])
    hazard = hazard._replace(likelihood=max(3, after[0]), impact=max(3, after[1]))
    deciding.assess_exception(
        actor=line,
        exception_id=exception.pk,
        hazards=[hazard],
        safeguards=[Safeguard("A colleague is always there.", line.pk, on)],
        words="We talked it over.",
    )
    return fresh(exception)


def recommend(line: StaffMember, exception: ExceptionRequest, answer: Answer = Answer.YES) -> ExceptionRequest:
    """Recommend it, so that it lies before those who decide."""
    deciding.recommend_exception(actor=line, exception_id=exception.pk, answer=answer, reason="It does her good.")
    settle()
    return fresh(exception)


def approve(decider: StaffMember, exception: ExceptionRequest, **more: Any) -> ExceptionDecision:
    """Approve it as it was asked."""
    usual: dict[str, Any] = {
        "reason": "It does her good, and the safeguards hold.",
        "for_team": "Amira takes Hana to the sea, with Lena.",
        "starts_on": exception.starts_on,
        "ends_on": exception.ends_on,
    }
    return deciding.approve_exception(actor=decider, exception_id=exception.pk, **usual | more)


def approved(line: StaffMember, worker: StaffMember, client: Client | None = None, /, **more: Any) -> ExceptionRequest:
    """One that the line manager approved, and what follows from that."""
    exception = assess(line, sent(worker, client, **more))
    approve(line, exception)
    settle()
    return fresh(exception)


def before_directors(
    line: StaffMember,
    worker: StaffMember,
    client: Client | None = None,
    /,
    code: str = DIRECTOR,
    *,
    after: tuple[int, int] = (1, 2),
    **more: Any,
) -> ExceptionRequest:
    """One that lies before the directors."""
    return recommend(line, assess(line, sent(worker, client, code, **more), after=after))


def fresh(exception: ExceptionRequest) -> ExceptionRequest:
    """As it is now."""
    rows = every(ExceptionRequest).select_related("data_key", "organisation__data_key", "worker", "handler", "client")
    return rows.get(pk=exception.pk)


def events_of(exception: ExceptionRequest) -> list[str]:
    """What was written down about it, in order."""
    return [line.event.removeprefix("exception.") for line in entries_about(exception.pk)]


def data_of(exception: ExceptionRequest, event: str) -> dict[str, Any]:
    """The data of the last entry of an event."""
    return [line.data or {} for line in entries_about(exception.pk) if line.event == event][-1]


def in_days(worker: StaffMember, days: int) -> date:
    """A day from today on."""
    return today(worker.organisation) + timedelta(days=days)

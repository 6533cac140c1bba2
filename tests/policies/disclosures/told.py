"""Disclosures as tests make them, and what follows from them. Imported by tests, after set-up."""

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
from policies.disclosures import actions
from policies.disclosures.choices import Extent, Outcome
from policies.disclosures.deciding import actions as deciding
from policies.disclosures.models import Disclosure, DisclosureDecision
from policies.disclosures.rules import Conversation, HandOver, Safeguard
from tests.seeing import every

MONDAY = datetime(2030, 1, 7, 10, tzinfo=ZoneInfo("UTC"))
"""A working Monday far from every holiday."""
TALKED = Conversation("Nobody outside the team learns of it.", "She might expect more of me.", "I want to go on, with care.")
FACTS: dict[str, Any] = {
    "towards": "client",
    "kind": "neighbour",
    "nature": "actual",
    "timing": "before",
    "since": "about 2025",
    "story": "We live in one street and greet each other.",
    "proposal": "I go on, and we do not visit each other.",
}


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


def drafted(worker: StaffMember, client: Client | None = None, /, **facts: Any) -> Disclosure:
    """A draft."""
    named = {"client": client.pk} if client else {"person": "Rosa from the bakery"}
    return actions.start_disclosure(actor=worker, facts=FACTS | named | facts)


def sent(worker: StaffMember, client: Client | None = None, /, **facts: Any) -> Disclosure:
    """One that was sent and routed."""
    draft = drafted(worker, client, **facts)
    actions.submit_disclosure(actor=worker, disclosure_id=draft.pk)
    settle()
    return fresh(draft)


def talked(decider: StaffMember, worker: StaffMember, client: Client | None = None, /, **facts: Any) -> Disclosure:
    """One about which the two talked, and where it is clear who the other one is."""
    disclosure = sent(worker, client, **facts)
    if client is None:
        deciding.link_client(actor=decider, disclosure_id=disclosure.pk, client_id=None)
    talk(decider, disclosure)
    return fresh(disclosure)


def talk(decider: StaffMember, disclosure: Disclosure) -> None:
    """The conversation, on the day."""
    on = today(decider.organisation)
    deciding.write_conversation(actor=decider, disclosure_id=disclosure.pk, on=on, told=TALKED)


def plan(owner: StaffMember, on: date) -> list[Safeguard]:
    """A plan of one safeguard."""
    return [Safeguard("Somebody else brings her post.", owner.pk, on)]


def hand_over(to: StaffMember | None, on: date, why: str = "") -> HandOver:
    """A client told on that day."""
    return HandOver(to.pk if to else None, why, "Elif visits her and tells her.", on)


def decide(decider: StaffMember, disclosure: Disclosure, outcome: Outcome, **facts: Any) -> DisclosureDecision:
    """One of the four decisions, as it is usual."""
    day = today(decider.organisation)
    usual: dict[str, Any] = {"actor": decider, "disclosure_id": disclosure.pk, "reason": "We talked it over."}
    if outcome == Outcome.CLEARED:
        return deciding.clear_disclosure(**usual | facts)
    if outcome == Outcome.REFUSED:
        return deciding.refuse_disclosure(**usual | facts)
    if outcome == Outcome.OFF_THE_CASE:
        return deciding.take_off_case(**usual | {"hand_over": hand_over(None, day, "We look for somebody.")} | facts)
    planned = {"safeguards": plan(decider, day), "review_on": day + timedelta(days=90), "extent": Extent.NOTHING}
    return deciding.manage_disclosure(**usual | planned | facts)


def fresh(disclosure: Disclosure) -> Disclosure:
    """As it is now."""
    rows = every(Disclosure).select_related("data_key", "organisation__data_key", "worker", "handler", "client")
    return rows.get(pk=disclosure.pk)


def events_of(disclosure: Disclosure) -> list[str]:
    """What was written down about it, in order."""
    return [line.event for line in entries_about(disclosure.pk)]


def data_of(disclosure: Disclosure, event: str) -> dict[str, Any]:
    """The data of the last entry of an event."""
    return [line.data or {} for line in entries_about(disclosure.pk) if line.event == event][-1]


def let_in(disclosure: Disclosure) -> set[tuple[UUID, str]]:
    """Who is let in now, and in which relation."""
    rows = disclosure.grants.filter(ends_at=None)
    return set(rows.values_list("user__staff_member__id", "relation"))

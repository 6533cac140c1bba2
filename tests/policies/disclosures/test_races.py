"""A decision and what others do at the same moment: never both."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection

from accounts.assignments.actions import assign
from accounts.assignments.choices import AssignmentRole
from accounts.assignments.models import Assignment, AssignmentBlock
from accounts.demo.actions import LONG_AGO
from accounts.demo.cast import small_world
from accounts.organisations.queries import today
from boundaries.access.scope import speaking_for
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import ProductError
from policies.disclosures.choices import Outcome
from policies.disclosures.models import Disclosure, DisclosureDecision
from tests.policies.disclosures.told import decide, talked
from tests.seeing import every


def together(actor: Any, *acts: Callable[[], object]) -> list[str]:
    """What came of doing these at one moment."""
    begin, outcomes = Barrier(len(acts)), list[str]()

    def run(act: Callable[[], object]) -> None:
        begin.wait()
        try:
            with speaking_for(actor):
                act()
            outcomes.append("done")
        except ProductError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_whoever_is_assigned_while_it_is_decided_is_not_assigned_afterwards(committed_db: None) -> None:
    cast = small_world()
    for _turn in range(5):
        AssignmentBlock.objects.filter(ended_at=None).update(ended_at=now())
        Assignment.objects.filter(worker=cast.ben).delete()
        Assignment.objects.create(client=cast.hana, worker=cast.ben, starts_on=LONG_AGO)
        disclosure = talked(cast.elif_, cast.ben, cast.hana)
        Assignment.objects.filter(worker=cast.ben).delete()

        def put_on() -> None:
            on = today(cast.organisation)
            assign(actor=cast.elif_, client_id=cast.hana.pk, worker_id=cast.ben.pk, role=AssignmentRole.WORKER, starts_on=on)

        def take_off(disclosure: Disclosure = disclosure) -> None:
            decide(cast.elif_, disclosure, Outcome.OFF_THE_CASE)

        outcomes = together(cast.elif_, put_on, take_off)
        assert outcomes in (["blocked", "done"], ["done", "done"])
        on = today(cast.organisation)
        assert not Assignment.objects.filter(worker=cast.ben, ends_on=None).exists()
        assert not Assignment.objects.filter(worker=cast.ben, ends_on__gt=on).exists()
        assert AssignmentBlock.objects.filter(source=disclosure.pk, ended_at=None).count() == 1


def test_two_decisions_at_one_moment_are_one(committed_db: None) -> None:
    cast = small_world()
    disclosure = talked(cast.elif_, cast.ben, cast.hana)

    def clear() -> None:
        decide(cast.elif_, disclosure, Outcome.CLEARED)

    def refuse() -> None:
        decide(cast.elif_, disclosure, Outcome.REFUSED)

    assert together(cast.elif_, clear, refuse) == ["done", "move-refused"]
    assert every(DisclosureDecision).count() == 1

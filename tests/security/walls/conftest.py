"""A database exactly as the product has it, without the tests' own policy, and a good deal in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg2
import pytest

from tests.scratch import LOOK, Copy


@dataclass(frozen=True)
class Walled:
    """The cast, a report about Ben that was worked on, a self-report of Pavel, one of the other organisation."""

    cast: Any
    report: UUID
    own: UUID
    elsewhere: UUID


@pytest.fixture(scope="module")
def walled_world(django_db_setup: None, django_db_blocker: Any, database_copy: Copy) -> Iterator[Walled]:
    """Made once for a file; then the tests' own policy is taken away."""
    from django.db import connections

    from boundaries.engines.database import our_tables

    with django_db_blocker.unblock():
        yield build(database_copy)
        connections.close_all()
        database_copy.make(our_tables())


def build(copy: Copy) -> Walled:
    from accounts.demo.cast import small_world
    from accounts.organisations.queries import today
    from accounts.staff.models import StaffMember
    from boundaries.clocks.queries import now
    from incidents.book.actions import correct_entry, note_discussion
    from incidents.desk.actions import acknowledge, ask, intervene
    from incidents.excepted.actions import leave_cited
    from incidents.excepted.models import CitedException
    from policies.disclosures.actions import update_disclosure
    from policies.disclosures.choices import Outcome
    from policies.exceptions.actions import tell_outcome
    from policies.exceptions.deciding.actions import recuse_from_exception
    from policies.exceptions.life.actions import revoke_exception
    from tests.incidents.lifting.play import lifted, put_out
    from tests.incidents.told import send
    from tests.policies.disclosures.told import decide, talked
    from tests.policies.exceptions.asked import approved, sent
    from tests.policies.gifts.test_decide import decides
    from tests.security.world import gift_of, make_world, written_in_book
    from tests.seeing import every

    cast = small_world()
    world = make_world(cast)
    own = send(cast.pavel, kind="self_report", not_to_receive=[str(cast.chidi.pk)])
    assert own.handler
    lifted(own, own.handler, cast.ingrid, put_out(own, cast.tomas))
    intervene(actor=own.handler, report_id=own.pk, text="We spoke.", happened_at=now())
    acknowledge(actor=own.handler, report_id=own.pk)
    ask(actor=own.handler, report_id=own.pk, text="When was that?")
    tie = talked(cast.elif_, cast.ben, cast.hana, colleagues=[cast.noor.pk])
    decide(cast.elif_, tie, Outcome.MANAGED)
    update_disclosure(actor=cast.ben, disclosure_id=tie.pk, words="We became friends.")
    decides(cast.elif_, gift_of(cast))
    on = today(cast.organisation)
    outing = approved(cast.elif_, cast.ben, cast.hana, starts_on=on, ends_on=on, companions=[cast.pavel.pk])
    revoke_exception(actor=cast.elif_, exception_id=outing.pk, reason="She is ill.")
    tell_outcome(actor=cast.ben, exception_id=outing.pk, went="not_done", learned="To ask her first.", safeguards="None.")
    recuse_from_exception(actor=cast.elif_, exception_id=sent(cast.ben, cast.hana).pk, reason="She is my neighbour.")
    leave_cited(actor=cast.elif_, report_id=world.report.pk, citation_id=every(CitedException).get(report=world.report).pk)
    entry = written_in_book(cast)
    correct_entry(actor=cast.ben, entry_id=entry.pk, words="It was coffee.", reason="I mixed it up.")
    note_discussion(actor=cast.elif_, entry_id=entry.pk, where="supervision", on=on)
    elsewhere = send(cast.ivo, StaffMember.objects.get(name="Susan Okalik"))
    close_to_tests(copy)
    return Walled(cast, world.report.pk, own.pk, elsewhere.pk)


def close_to_tests(copy: Copy) -> None:
    """Take the tests' own policy away: what is left is what the product has."""
    owner = psycopg2.connect(copy.owner)
    owner.autocommit = True
    with owner.cursor() as run:
        run.execute("SELECT tablename FROM pg_policies WHERE policyname = %s", [LOOK])
        for (table,) in run.fetchall():
            run.execute(f"DROP POLICY {LOOK} ON {table}")
    owner.close()


@pytest.fixture
def walled(walled_world: Walled, db: None) -> Walled:
    return walled_world

"""Many write down gifts at one moment: over a database where commits are real."""

from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

from django.db import connection

from accounts.demo.cast import small_world
from accounts.staff.models import StaffMember
from policies.library.actions import PACKS, load_policies, packs_in
from tests.policies.adopting import RC, adopted
from tests.policies.gifts.giving import amounts, gave


def at_once(entries: list[tuple[StaffMember, dict[str, Any]]]) -> list[str]:
    """These are written down at one moment, each over a connection of its own; how each was judged."""
    barrier, found = Barrier(len(entries)), list[str]()

    def enter(worker: StaffMember, other: dict[str, Any]) -> None:
        barrier.wait()
        try:
            found.append(gave(worker, **other).basis)
        finally:
            connection.close()

    threads = [Thread(target=enter, args=each) for each in entries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def test_of_many_at_once_no_two_slip_under_the_limit(committed_db: None) -> None:
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopted(cast.noor, RC)
    amounts(cast.noor, worker=Decimal(25))
    six = {"amount": Decimal(6)}
    workers = [cast.ben, cast.amira, cast.ben, cast.amira]
    assert at_once([(worker, six) for worker in workers]) == ["middle_together"] * 3 + ["token"]
    nine = {"amount": Decimal(9)}
    assert at_once([(cast.tomas, {**nine, "giver_name": name}) for name in "ABCD"]) == ["token"] * 2 + ["worker_total"] * 2

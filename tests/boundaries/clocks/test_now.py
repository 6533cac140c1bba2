"""The time by the database: one moment for a whole transaction, which is asked for once."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.demo.cast import Cast
from boundaries.access.scope import speaking_for
from boundaries.clocks.queries import now


def asked() -> int:
    """How often the database is asked for three looks at the clock."""
    with CaptureQueriesContext(connection) as sent:
        assert now() == now() == now()
    return len(sent)


@pytest.mark.usefixtures("committed_db")
def test_each_transaction_has_a_moment_of_its_own() -> None:
    moments = []
    for _each in range(2):
        with transaction.atomic():
            moments.append(now())
            assert asked() == 0
            with connection.cursor() as run:
                run.execute("SELECT now()")
                assert run.fetchone() == (moments[-1],)
    assert moments[0] < moments[1] < now(), "outside of any, each look is another"


@pytest.mark.usefixtures("committed_db")
def test_what_was_undone_leaves_no_moment_behind() -> None:
    with transaction.atomic():
        before = now()
        transaction.set_rollback(True)
    with transaction.atomic():
        assert now() > before
        connection.close()
    assert now() > before


def test_whoever_is_spoken_for_is_told_the_time_with_it(cast: Cast) -> None:
    with speaking_for(cast.amira):
        assert asked() == 0
        with connection.cursor() as run:
            run.execute("SELECT now()")
            assert run.fetchone() == (now(),)

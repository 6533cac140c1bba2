"""Holding the tree still: shared while somebody routes, alone while somebody changes it."""

from uuid import UUID, uuid4

import psycopg2
import pytest
from django.db import transaction

from accounts.routing.queries import lock_tree


def somebody_else_gets(organisation_id: UUID, other: psycopg2.extensions.connection, *, exclusive: bool) -> bool:
    """Whether another connection could have the tree now."""
    name = "pg_try_advisory_xact_lock" if exclusive else "pg_try_advisory_xact_lock_shared"
    with other.cursor() as run:
        run.execute(f"SELECT {name}(hashtextextended(%s, 0))", [f"tree:{organisation_id}"])
        return bool((run.fetchone() or [False])[0])


@pytest.mark.django_db
def test_whoever_routes_shares_the_tree_and_whoever_changes_it_has_it_alone(
    owner_connection: psycopg2.extensions.connection,
) -> None:
    here, elsewhere = uuid4(), uuid4()
    lock_tree(here, exclusive=False)
    assert somebody_else_gets(here, owner_connection, exclusive=False)
    assert not somebody_else_gets(here, owner_connection, exclusive=True)
    lock_tree(here, exclusive=True)
    assert not somebody_else_gets(here, owner_connection, exclusive=False)
    assert somebody_else_gets(elsewhere, owner_connection, exclusive=True)


def test_the_tree_is_locked_only_inside_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        lock_tree(uuid4(), exclusive=True)

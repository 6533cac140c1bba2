"""What the application's login may do, asked of the database itself."""

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction

from boundaries.engines import grants, roles
from boundaries.engines.database import our_tables
from tests.scratch import Copy

RECORD = "boundaries_recordentry"


def refused(statement: str) -> str:
    """What the database answers to a statement the application must not be able to make."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as run:
        run.execute(statement)
    return str(caught.value)


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {RECORD} SET event = 'x'",
        f"DELETE FROM {RECORD}",
        f"TRUNCATE {RECORD}",
        f"ALTER TABLE {RECORD} ADD COLUMN x int",
        f"DROP TABLE {RECORD}",
        f"CREATE TRIGGER x BEFORE INSERT ON {RECORD} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        f"SELECT set_config('pgtrigger.ignore', '{RECORD}:append_only', true); UPDATE {RECORD} SET event = 'x'",
        "SET session_replication_role = replica",
        "SET ROLE pg_write_all_data",
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE ROLE somebody",
        f"ALTER TABLE {RECORD} DISABLE TRIGGER ALL",
        f"LOCK TABLE {RECORD} IN ACCESS EXCLUSIVE MODE",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
    ],
)
def test_the_application_cannot_touch_what_was_recorded(db: None, statement: str) -> None:
    assert "permission denied" in refused(statement) or "must be owner" in refused(statement)


def test_the_application_may_add_to_the_record_and_read_it(db: None) -> None:
    with connection.cursor() as run:
        run.execute("SELECT has_table_privilege(%s, 'INSERT'), has_table_privilege(%s, 'SELECT')", [RECORD, RECORD])
        assert run.fetchone() == (True, True)


@pytest.mark.parametrize("which", ["application", "worker"])
def test_every_table_of_ours_carries_exactly_the_declared_rights(db: None, database_copy: Copy, which: str) -> None:
    login = roles.login_of(getattr(database_copy, which)).name
    with connection.cursor() as run:
        run.execute(
            """SELECT c.relname, array_agg(a.privilege_type::text) FROM pg_class c, aclexplode(c.relacl) a
               WHERE c.relnamespace = 'public'::regnamespace AND c.relkind <> 'S' AND a.grantee = %s::regrole GROUP BY 1""",
            [login],
        )
        held = {table: frozenset(rights) for table, rights in run.fetchall()}
    assert held == {table: grants.rights_on(table) for table in [*our_tables(), "django_migrations"]}


def test_the_record_is_read_and_added_to_and_nothing_else() -> None:
    assert grants.rights_on(RECORD) == {"SELECT", "INSERT"}
    assert grants.rights_on("django_migrations") == {"SELECT"}
    assert grants.rights_on("any_other_table") == {"SELECT", "INSERT", "UPDATE", "DELETE"}
    assert not any(rights - grants.EVERYDAY for rights in grants.EXCEPTIONS.values()), "an exception gives less, never more"


def test_every_exception_is_about_a_table_there_is() -> None:
    assert set(grants.EXCEPTIONS) - {"django_migrations"} <= set(our_tables())


def test_nobody_holds_a_right_on_a_single_column_or_may_hand_one_on(db: None) -> None:
    with connection.cursor() as run:
        run.execute(
            """SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
               WHERE c.relnamespace = 'public'::regnamespace AND a.attacl IS NOT NULL"""
        )
        assert run.fetchall() == []
        run.execute(
            """SELECT c.relname FROM pg_class c, aclexplode(c.relacl) a
               WHERE c.relnamespace = 'public'::regnamespace AND a.is_grantable AND a.grantee <> c.relowner"""
        )
        assert run.fetchall() == []


def test_sequences_are_used_and_never_set_back(db: None) -> None:
    with connection.cursor() as run:
        run.execute(
            """SELECT DISTINCT a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
               WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S' AND a.grantee <> c.relowner"""
        )
        assert run.fetchall() == [("USAGE",)]
    assert "permission denied" in refused(f"SELECT setval('{RECORD}_id_seq', 1)")


def test_everybody_has_nothing(db: None) -> None:
    with connection.cursor() as run:
        run.execute(
            """SELECT 'table', c.relname FROM pg_class c, aclexplode(c.relacl) a
               WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = 0
               UNION ALL SELECT 'schema', n.nspname FROM pg_namespace n, aclexplode(n.nspacl) a
               WHERE n.nspname = 'public' AND a.grantee = 0
               UNION ALL SELECT 'database', d.datname FROM pg_database d, aclexplode(d.datacl) a
               WHERE d.datname = current_database() AND a.grantee = 0"""
        )
        assert run.fetchall() == []


def test_the_worker_can_touch_what_was_recorded_as_little_as_the_web(database_copy: Copy, committed_db: None) -> None:
    with roles.connected(database_copy.worker) as worker, worker.cursor() as run:
        for statement in (
            f"UPDATE {RECORD} SET event = 'x'",
            f"DELETE FROM {RECORD}",
            f"TRUNCATE {RECORD}",
            f"DROP TABLE {RECORD}",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                run.execute(statement)


def test_applying_the_grants_again_changes_nothing(owner_connection: psycopg2.extensions.connection, database_copy: Copy) -> None:
    names = [roles.login_of(url).name for url in (database_copy.application, database_copy.worker)]
    assert roles.apply_grants(owner_connection, tables=our_tables(), roles=names) == 0


def test_a_right_given_by_hand_is_taken_back(owner_connection: psycopg2.extensions.connection, database_copy: Copy) -> None:
    names = [roles.login_of(url).name for url in (database_copy.application, database_copy.worker)]
    with owner_connection.cursor() as run:
        run.execute(f'GRANT UPDATE, TRUNCATE ON {RECORD} TO "{names[0]}"; GRANT SELECT ON {RECORD} TO PUBLIC')
        assert roles.apply_grants(owner_connection, tables=our_tables(), roles=names) > 0
        run.execute(
            "SELECT has_table_privilege(%s, %s, 'UPDATE'), has_table_privilege(%s, %s, 'TRUNCATE')", [names[0], RECORD] * 2
        )
        assert run.fetchone() == (False, False)


def test_the_owners_login_is_named_as_unfit_to_serve(owner_connection: psycopg2.extensions.connection) -> None:
    assert "owns the database, or may act for who does" in roles.shortcomings(owner_connection)


def test_an_idle_transaction_of_the_application_ends_by_itself(db: None) -> None:
    with connection.cursor() as run:
        run.execute("SHOW idle_in_transaction_session_timeout")
        assert run.fetchone() == ("30s",)


WANTED = {("reports", "app"): grants.EVERYDAY, ("record", "app"): grants.APPEND_ONLY}


@pytest.mark.parametrize(
    ("held", "moves"),
    [
        (WANTED, []),
        ({}, [("GRANT", ("record", "app"), grants.APPEND_ONLY), ("GRANT", ("reports", "app"), grants.EVERYDAY)]),
        (WANTED | {("record", "app"): grants.EVERYDAY}, [("REVOKE", ("record", "app"), frozenset({"UPDATE", "DELETE"}))]),
        (WANTED | {("record", "public"): grants.READ_ONLY}, [("REVOKE", ("record", "public"), grants.READ_ONLY)]),
    ],
    ids=["nothing to do", "all missing", "too much on the record", "everybody may read"],
)
def test_only_what_differs_is_changed(held: dict[grants.Holding, grants.Rights], moves: list[object]) -> None:
    assert grants.differences(WANTED, held) == moves

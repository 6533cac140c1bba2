"""What the application's login may do, asked of the database itself."""

from collections.abc import Iterator

import psycopg2
import pytest
from django.db import connection

from boundaries.engines import grants, roles
from boundaries.engines.database import our_tables
from tests.scratch import Copy

RECORD = "boundaries_recordentry"


REFUSED = (
    f"UPDATE {RECORD} SET event = 'x'",
    f"DELETE FROM {RECORD}",
    f"TRUNCATE {RECORD}",
    f"SELECT * FROM {RECORD} FOR UPDATE",
    f"INSERT INTO {RECORD} SELECT * FROM {RECORD} ON CONFLICT (id) DO UPDATE SET event = 'x'",
    f"SELECT set_config('pgtrigger.ignore', '{RECORD}:append_only', true); UPDATE {RECORD} SET event = 'x'",
    f"BEGIN; LOCK TABLE {RECORD} IN ACCESS EXCLUSIVE MODE",
    f"ALTER TABLE {RECORD} ADD COLUMN x int",
    f"ALTER TABLE {RECORD} DISABLE TRIGGER ALL",
    f"ALTER TABLE {RECORD} DISABLE TRIGGER USER",
    f"ALTER TABLE {RECORD} DISABLE ROW LEVEL SECURITY",
    f"ALTER TABLE {RECORD} NO FORCE ROW LEVEL SECURITY",
    f"ALTER TABLE {RECORD} OWNER TO CURRENT_USER",
    f"DROP TABLE {RECORD}",
    f"CREATE TRIGGER x BEFORE INSERT ON {RECORD} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    f"CREATE RULE x AS ON INSERT TO {RECORD} DO INSTEAD NOTHING",
    f"CREATE POLICY x ON {RECORD} USING (true)",
    f"CREATE INDEX x ON {RECORD} (event)",
    f"COMMENT ON TABLE {RECORD} IS 'x'",
    f"SELECT setval('{RECORD}_id_seq', 1)",
    f"SET row_security = off; SELECT * FROM {RECORD}",
    "SET session_replication_role = replica",
    "SELECT set_config('session_replication_role', 'replica', false)",
    "SET ROLE pg_write_all_data",
    "SET ROLE {owner}",
    "SET SESSION AUTHORIZATION {owner}",
    "GRANT {owner} TO CURRENT_USER",
    "ALTER ROLE CURRENT_USER BYPASSRLS",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER ROLE CURRENT_USER CREATEROLE",
    "ALTER SYSTEM SET session_replication_role = replica",
    "CREATE ROLE somebody",
    "CREATE TABLE mine (id int)",
    "CREATE TEMPORARY TABLE mine (id int)",
    "CREATE VIEW mine AS SELECT 1",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE SCHEMA mine",
    "CREATE EVENT TRIGGER x ON ddl_command_start EXECUTE FUNCTION pg_catalog.suppress_redundant_updates_trigger()",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "SELECT pg_read_file('PG_VERSION')",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
)


@pytest.fixture(params=["application", "worker"])
def login(request: pytest.FixtureRequest, django_db_setup: None, database_copy: Copy) -> Iterator[psycopg2.extensions.connection]:
    """One of the two everyday logins, on its own."""
    with roles.connected(getattr(database_copy, request.param)) as opened:
        yield opened


@pytest.mark.parametrize("statement", REFUSED)
def test_no_everyday_login_can_touch_what_was_recorded_or_make_itself_more_than_it_is(
    login: psycopg2.extensions.connection, database_copy: Copy, statement: str
) -> None:
    with login.cursor() as run, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        run.execute(statement.replace("{owner}", roles.login_of(database_copy.owner).name))


def test_no_everyday_login_hands_its_rights_on(login: psycopg2.extensions.connection) -> None:
    with login.cursor() as run:
        run.execute(f"GRANT SELECT ON {RECORD} TO PUBLIC")  # PostgreSQL only warns, and does nothing
        run.execute(
            "SELECT count(*) FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = %s::regclass AND a.grantee = 0", [RECORD]
        )
        assert run.fetchone() == (0,)


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


def test_sequences_are_used_and_nothing_else(db: None) -> None:
    with connection.cursor() as run:
        run.execute(
            """SELECT DISTINCT a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
               WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S' AND a.grantee <> c.relowner"""
        )
        assert run.fetchall() == [("USAGE",)]


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


# --- All there is in the catalogue --------------------------------------------------------------------------------------------
def asked(statement: str, *values: str) -> set[tuple[object, ...]]:
    with connection.cursor() as run:
        run.execute(statement, values)
        return set(run.fetchall())


@pytest.fixture
def names(db: None, database_copy: Copy) -> list[str]:
    """The two everyday logins."""
    return [roles.login_of(url).name for url in (database_copy.application, database_copy.worker)]


ALL_RIGHTS = """
    SELECT pg_get_userbyid(a.grantee), x.kind || ' ' || a.privilege_type, x.what FROM (
        SELECT 'relation' AS kind, relname::text AS what, relacl AS acl, relowner AS owner FROM pg_class
            WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT 'column', attrelid::regclass || '.' || attname, attacl, relowner
            FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT 'schema', nspname, nspacl, nspowner FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
        UNION ALL SELECT 'database', datname, datacl, datdba FROM pg_database WHERE datname = current_database()
        UNION ALL SELECT 'function', oid::regprocedure::text, proacl, proowner FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT 'type', typname, typacl, typowner FROM pg_type WHERE typnamespace = 'public'::regnamespace
        UNION ALL SELECT 'language', lanname, lanacl, lanowner FROM pg_language
        UNION ALL SELECT 'tablespace', spcname, spcacl, spcowner FROM pg_tablespace
        UNION ALL SELECT 'foreign server', srvname, srvacl, srvowner FROM pg_foreign_server
        UNION ALL SELECT 'foreign data wrapper', fdwname, fdwacl, fdwowner FROM pg_foreign_data_wrapper
        UNION ALL SELECT 'large object', oid::text, lomacl, lomowner FROM pg_largeobject_metadata
        UNION ALL SELECT 'parameter', parname, paracl, 10 FROM pg_parameter_acl
    ) x, aclexplode(x.acl) a WHERE a.grantee <> 0 AND a.grantee <> x.owner
"""
"""Every right that anybody was given on anything of ours, but for the owner's on their own."""


def test_the_catalogue_holds_the_declared_rights_and_no_other(names: list[str]) -> None:
    tables = [*our_tables(), "django_migrations"]
    sequences = {str(name) for (name,) in asked(
        "SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"
    )}  # fmt: skip
    (database,) = {str(name) for (name,) in asked("SELECT current_database()")}
    wanted = {(name, f"relation {right}", table) for name in names for table in tables for right in grants.rights_on(table)}
    wanted |= {(name, "relation USAGE", sequence) for name in names for sequence in sequences}
    wanted |= {(name, "schema USAGE", "public") for name in names} | {(name, "database CONNECT", database) for name in names}
    plain = {str(each) for (each,) in asked(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND NOT prosecdef"
    )}  # fmt: skip
    wanted |= {(name, "function EXECUTE", each) for name in names for each in plain | grants.TO_BE_CALLED}
    assert asked(ALL_RIGHTS) == wanted


def test_whatever_is_made_next_is_given_to_nobody(names: list[str]) -> None:
    assert asked("SELECT defaclrole::regrole::text, defaclacl::text FROM pg_default_acl") == set()


def test_there_is_one_schema_and_all_in_it_is_the_owners(names: list[str], database_copy: Copy) -> None:
    owner = roles.login_of(database_copy.owner).name
    assert asked("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'") == {("public",)}
    owners = """SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'public'::regnamespace
                UNION SELECT DISTINCT pg_get_userbyid(proowner) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"""
    assert asked(owners) == {(owner,)}
    assert asked("SELECT evtname FROM pg_event_trigger") == set()


@pytest.mark.parametrize("which", ["application", "worker", "owner"])
def test_each_role_signs_in_and_is_nothing_more(names: list[str], database_copy: Copy, which: str) -> None:
    name = roles.login_of(getattr(database_copy, which)).name
    found = asked(
        """SELECT rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication
           FROM pg_roles WHERE rolname = %s""",
        name,
    )
    assert found == {(True, False, False, False, False, False)}
    assert asked("SELECT roleid::regrole::text FROM pg_auth_members WHERE member = %s::regrole", name) == set()


def test_no_everyday_login_may_act_for_another(names: list[str], database_copy: Copy) -> None:
    """Neither owns anything, anywhere in the database."""
    for name in names:
        assert asked("SELECT rolname FROM pg_roles WHERE pg_has_role(%s, oid, 'MEMBER')", name) == {(name,)}
        assert asked("SELECT 1 FROM pg_shdepend WHERE refobjid = %s::regrole AND deptype = 'o'", name) == set()


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

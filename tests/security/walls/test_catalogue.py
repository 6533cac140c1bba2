"""The walls as the database's catalogue has them, and the page that tells of them."""

import json
import re
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection

from accounts.grants.queries import let_in
from boundaries.access.scope import speaking_for
from boundaries.engines import grants, walls
from boundaries.engines.database import our_tables
from incidents.reports.models import Report, ReportExclusion, ReportGrant
from incidents.reports.queries import BY_TIME_LEFT, visible_to
from tests.security.walls.conftest import Walled
from tests.seeing import every


def rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as run:
        run.execute(statement)
        return list(run.fetchall())


def tables(*, protected: bool) -> set[str]:
    found = rows(
        "SELECT relname, relrowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    )
    return {name for name, walled in found if walled is protected}


def test_every_table_is_behind_the_wall_or_says_why_not(walled: Walled) -> None:
    assert tables(protected=False) == set(walls.why_open())
    assert tables(protected=True) | tables(protected=False) == {*our_tables(), "django_migrations"}


def test_a_reason_not_to_be_behind_the_wall_is_given_once() -> None:
    named = [table for group in walls.OPEN.values() for table in group]
    assert len(named) == len(set(named))


def test_the_owner_is_under_the_policies_too(walled: Walled) -> None:
    assert rows("SELECT relname FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity") == []


def test_every_policy_is_for_everybody_and_every_statement_and_says_what_it_is_for(walled: Walled) -> None:
    found = rows("SELECT tablename, policyname, roles::text, cmd, with_check FROM pg_policies")
    assert {each[2:] for each in found} == {("{public}", "ALL", None)}, "no WITH CHECK of its own: what is written must be seen"
    assert rows("SELECT polname FROM pg_policy WHERE obj_description(oid, 'pg_policy') IS NULL") == []


def test_one_policy_lets_in_and_nothing_that_lets_in_is_beside_it(walled: Walled) -> None:
    letting_in = rows("SELECT tablename FROM pg_policies WHERE permissive = 'PERMISSIVE'")
    assert sorted(table for (table,) in letting_in) == sorted(tables(protected=True))


def test_no_policy_calls_a_function_for_a_row(walled: Walled) -> None:
    for table, name, condition in rows("SELECT tablename, policyname, qual FROM pg_policies"):
        outside = condition
        while (inner := re.sub(r"\(\s*SELECT(?:[^()]|\([^()]*\))*\)", "read_once", outside)) != outside:
            outside = inner
        assert not re.search(r"(?:boundaries|incidents)_\w+\(|current_setting", outside), f"{table}.{name}: {condition}"


def test_no_policy_repeats_the_grants(walled: Walled) -> None:
    assert rows("SELECT tablename FROM pg_policies WHERE qual LIKE '%grant%'") == []


def test_the_only_function_with_the_owners_rights_that_may_be_called_is_the_walls_own(walled: Walled) -> None:
    found = rows(
        """SELECT p.oid::regprocedure::text, p.prosecdef, p.proconfig::text, has_function_privilege(p.oid, 'EXECUTE')
           FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef"""
    )
    assert {name for name, _definer, _config, may in found if may} == grants.TO_BE_CALLED
    assert all("search_path=public, pg_temp" in config for _name, _definer, config, _may in found)


def test_every_protected_model_carries_its_organisation_or_hangs_on_what_does(walled: Walled) -> None:
    by_table = {model._meta.db_table: model for model in apps.get_models()}
    for table in tables(protected=True):
        fields = {field.attname for field in by_table[table]._meta.concrete_fields}
        of_policies = {
            "file_id",
            "group_id",
            "contact_id",
            "version_id",
            "disclosure_id",
            "decision_id",
            "entry_id",
            "exception_id",
            "assessment_id",
        }
        hangs = {"report_id", "thread_id", *of_policies}
        assert fields & {"organisation_id", *hangs}, table


def test_the_page_tells_what_the_catalogue_says(walled: Walled) -> None:
    call_command("draw_walls", "--check")


# --- How it is asked ------------------------------------------------------------------------------------------------------
def plan_of(queryset: Any) -> dict[str, Any]:
    statement, values = queryset.query.sql_with_params()
    with connection.cursor() as run:
        run.execute(f"EXPLAIN (FORMAT JSON, VERBOSE) {statement}", values)
        (answer,) = run.fetchone()
    plan: dict[str, Any] = (answer if isinstance(answer, list) else json.loads(answer))[0]["Plan"]
    return plan


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", []) for node in nodes(part))]


def test_the_desks_list_reads_the_settings_once_and_calls_no_function_for_a_row(walled: Walled) -> None:
    with speaking_for(walled.cast.elif_):
        everything = nodes(plan_of(visible_to(walled.cast.elif_).order_by(*BY_TIME_LEFT)[:25]))
    once = [node for node in everything if node.get("Parent Relationship") == "InitPlan"]
    assert any("current_setting" in str(node.get("Output")) for node in once)
    for node in everything:
        if node not in once:
            conditions = " ".join(str(value) for key, value in node.items() if key.endswith(("Filter", "Cond")))
            assert not re.search(r"current_setting|boundaries_\w+\(|incidents_\w+\(", conditions), conditions
    assert any("hashed SubPlan" in str(node.get("Filter")) for node in everything)


def test_the_first_wall_stands_without_the_second(walled: Walled) -> None:
    """What the desk shows is decided by grants and exclusions already: the policies only make sure of it."""
    shown = let_in(every(Report), actor=walled.cast.ben, grants=ReportGrant, exclusions=ReportExclusion)
    assert "incidents_reportexclusion" in str(shown.query)
    assert "incidents_reportgrant" in str(shown.query)

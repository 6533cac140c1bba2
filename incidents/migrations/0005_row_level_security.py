"""The second wall, the part of reports: nothing crosses between organisations, and nothing beats being kept out.

Three kinds of table. The report, grants, exclusions, drafts and files carry their organisation. What was told hangs on the
report and is seen where the report is. What handlers decided and noted hangs on it too, and is closed besides to whoever is
kept out: the author of a self-report keeps what they sent, and never sees how it is handled (design.md 3.3).

The grants are not repeated here: who was let in is the first wall's business. A policy compares columns with what is read once
for a statement; whom somebody is kept out of is read once too, and looked up in a hash.
"""

from typing import ClassVar

from django.db import migrations

KEPT_OUT = """
CREATE FUNCTION incidents_kept_out() RETURNS SETOF uuid
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER ROWS 20 SET search_path = public, pg_temp
    AS $$ SELECT x.report_id FROM incidents_reportexclusion x WHERE x.person_id = (SELECT boundaries_actor()) $$;
COMMENT ON FUNCTION incidents_kept_out() IS 'The reports that the actor is kept out of, for policies only.';
"""
NO_KEPT_OUT = "DROP FUNCTION incidents_kept_out();"

ENABLE = "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
DISABLE = "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;"
POLICY = "CREATE POLICY {name} ON {table} AS {kind} USING ({using}); COMMENT ON POLICY {name} ON {table} IS '{words}';"
NO_POLICY = "DROP POLICY {name} ON {table};"

SYSTEM = "(SELECT boundaries_system())"
ANYBODY = "(SELECT boundaries_actor()) IS NOT NULL"
ORGANISATION = "organisation_id = (SELECT boundaries_organisation())"


def not_kept_out(column: str) -> str:
    """Whoever acts is not kept out of the report in this column."""
    return f"({ANYBODY} AND {column} NOT IN (SELECT k FROM incidents_kept_out() k))"


def report_seen(column: str) -> str:
    """The report in this column is itself seen."""
    return f"EXISTS (SELECT FROM incidents_report r WHERE r.id = {column})"


P, R = "PERMISSIVE", "RESTRICTIVE"
OURS = "Rows of the organisation."
NEVER = "Nobody who is kept out of the report."
POLICIES: list[tuple[str, str, str, str, str]] = [
    ("incidents_report", "its_organisation", P, ORGANISATION, OURS),
    (
        "incidents_report",
        "never_kept_out",
        R,
        f"{SYSTEM} OR {not_kept_out('id')} OR reporter_index = (SELECT boundaries_author())",
        "Nobody who is kept out of it; its author keeps what they sent.",
    ),
    ("incidents_draft", "its_organisation", P, ORGANISATION, OURS),
    ("incidents_draft", "its_author", R, f"{SYSTEM} OR author_index = (SELECT boundaries_author())", "Only its author."),
    ("incidents_attachment", "its_organisation", P, ORGANISATION, OURS),
    (
        "incidents_attachment",
        "as_its_report",
        R,
        f"{report_seen('about_id')} OR EXISTS (SELECT FROM incidents_draft d WHERE d.id = about_id)",
        "The files of a report or draft that is seen.",
    ),
    ("incidents_reportgrant", "its_organisation", P, ORGANISATION, OURS),
    ("incidents_reportgrant", "never_kept_out", R, f"{SYSTEM} OR {not_kept_out('content_object_id')}", NEVER),
    ("incidents_reportexclusion", "its_organisation", P, ORGANISATION, OURS),
    (
        "incidents_reportexclusion",
        "never_kept_out",
        R,
        # inside `incidents_kept_out`, and inside the triggers, the owner asks: there the wall itself is looked up
        f"(SELECT current_user <> session_user) OR {SYSTEM} OR {not_kept_out('report_id')}",
        "Nobody who is kept out of the report, not even for their own row.",
    ),
    *(
        (f"incidents_{table}", "as_its_report", P, report_seen("report_id"), "What hangs on a report that is seen.")
        for table in ("party", "affectedperson", "addition", "reportclock", "intervention", "routedecision")
    ),
    *(
        (f"incidents_{table}", "never_kept_out", R, f"{SYSTEM} OR {not_kept_out('report_id')}", NEVER)
        for table in ("intervention", "routedecision")
    ),
    (
        "boundaries_thread",
        "as_its_report",
        R,
        f"about_kind <> 'report' OR {report_seen('about_id')}",
        "A thread about a report, where the report is seen.",
    ),
    (
        "boundaries_recordentry",
        "as_its_report",
        R,
        f"about_kind <> 'report' OR {report_seen('about_id')}",
        "What is written about a report, where the report is seen.",
    ),
]
OF_THE_FRAME = {"boundaries_thread", "boundaries_recordentry"}
TABLES = [table for table in dict.fromkeys(policy[0] for policy in POLICIES) if table not in OF_THE_FRAME]
WALLS = [POLICY.format(table=table, name=name, kind=kind, using=using, words=words) for table, name, kind, using, words in POLICIES]
NO_WALLS = [NO_POLICY.format(table=table, name=name) for table, name, *_rest in POLICIES]

TRIGGERS = """
ALTER FUNCTION incidents_refuse_excluded_handler() SECURITY DEFINER SET search_path = public, pg_temp;
ALTER FUNCTION incidents_refuse_excluded_grant() SECURITY DEFINER SET search_path = public, pg_temp;
"""
NO_TRIGGERS = """
ALTER FUNCTION incidents_refuse_excluded_handler() SECURITY INVOKER RESET search_path;
ALTER FUNCTION incidents_refuse_excluded_grant() SECURITY INVOKER RESET search_path;
"""


class Migration(migrations.Migration):
    """Whom the walls are for, the policies, and triggers that no wall blinds."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("incidents", "0004_grants_carry_their_organisation"),
        ("boundaries", "0002_row_level_security"),
    ]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(KEPT_OUT, NO_KEPT_OUT),
        migrations.RunSQL(
            "\n".join([*(ENABLE.format(table=table) for table in TABLES), *WALLS]),
            "\n".join([*(DISABLE.format(table=table) for table in TABLES), *NO_WALLS]),
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]

"""A report can cite approved exceptions, and its handler says whether one is paused: two tables behind the wall of the report.

An exception is named by its plain id and by no foreign key: nothing on it may tell that a report cites it. What is cited hangs on the
report and is seen where the report is; what its handlers said is closed besides to whoever is kept out, as their other notes are.
"""

from typing import ClassVar

import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

WALL = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY as_its_report ON {table} AS PERMISSIVE USING (EXISTS (SELECT FROM incidents_report r WHERE r.id = report_id));
COMMENT ON POLICY as_its_report ON {table} IS 'What hangs on a report that is seen.';
"""
NO_WALL = """
DROP POLICY as_its_report ON {table};
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
"""
NEVER = """
CREATE POLICY never_kept_out ON incidents_exceptionconsideration AS RESTRICTIVE USING ((SELECT boundaries_system())
    OR ((SELECT boundaries_actor()) IS NOT NULL AND report_id NOT IN (SELECT k FROM incidents_kept_out() k)));
COMMENT ON POLICY never_kept_out ON incidents_exceptionconsideration IS 'Nobody who is kept out of the report.';
"""
NO_NEVER = "DROP POLICY never_kept_out ON incidents_exceptionconsideration;"
TABLES = ("incidents_citedexception", "incidents_exceptionconsideration")


class Migration(migrations.Migration):
    """Two tables and their walls."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("incidents", "0012_cite_clauses")]
    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="CitedException",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ("exception_id", models.UUIDField()),
                ("cited_at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cited_exceptions", to="incidents.report"
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("report", "exception_id"), name="report_cites_exception_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ExceptionConsideration",
            fields=[
                ("id", models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ("paused", models.BooleanField()),
                ("considered_at", models.DateTimeField()),
                (
                    "citation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="considerations",
                        to="incidents.citedexception",
                    ),
                ),
                (
                    "considered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staffmember"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="incidents.report"),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunSQL([*(WALL.format(table=each) for each in TABLES), NEVER], [NO_NEVER, *(NO_WALL.format(table=each) for each in TABLES)]),
    ]

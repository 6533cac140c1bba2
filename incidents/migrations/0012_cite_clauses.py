"""A report cites the clauses that were in force when it was sent, and keeps them: they are part of what is never changed."""

from typing import ClassVar

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

COLUMNS = ("story", "reporter", "reporter_index", "kind", "danger", "categories", "in_confidence", "submitted_at")


def trigger(*columns: str) -> str:
    """The trigger that refuses to change what was told, on these columns."""
    old, new = (", ".join(f"{row}.{each}" for each in columns) for row in ("OLD", "NEW"))
    return f"""
DROP TRIGGER incidents_refuse_retelling ON incidents_report;
CREATE TRIGGER incidents_refuse_retelling BEFORE UPDATE ON incidents_report
    FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION incidents_refuse_retelling();
"""


class Migration(migrations.Migration):
    """One column, and the trigger that holds it."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("incidents", "0011_no_handler_under_a_subject")]
    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            model_name="report",
            name="clauses",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
        ),
        migrations.RunSQL(trigger(*COLUMNS, "clauses"), trigger(*COLUMNS)),
    ]

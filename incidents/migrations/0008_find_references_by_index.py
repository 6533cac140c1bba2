"""A reference is found by its beginning as all letters between two: in the order of bytes, whatever order the server knows.

Behind row-level security an index answers only what cannot tell of rows that are not seen: comparing can, LIKE can not.
"""

from typing import Any, ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column in another order; its index is made anew, and what the planner knows of it, which got lost."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("incidents", "0005_row_level_security")]
    operations: ClassVar[list[Any]] = [
        migrations.AlterField("report", "reference", models.CharField(db_collation="C", max_length=16, unique=True)),
        migrations.RunSQL("ANALYZE incidents_report (reference)", migrations.RunSQL.noop),
    ]

"""Who was let in stands with the organisation it is in, as every protected row does: the wall compares one column."""

from typing import Any, ClassVar

from django.db import migrations, models

FILL = """
UPDATE incidents_reportgrant g SET organisation_id = r.organisation_id FROM incidents_report r WHERE r.id = g.content_object_id
"""


class Migration(migrations.Migration):
    """One column, filled from the report; and an index by which the wall finds whom it is for."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("incidents", "0003_areas")]
    operations: ClassVar[list[Any]] = [
        migrations.AddField("reportgrant", "organisation_id", models.UUIDField(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("reportgrant", "organisation_id", models.UUIDField()),
        migrations.AddIndex("reportexclusion", models.Index(fields=["person", "report"], name="report_exclusion_wall")),
    ]

"""Directors answer for an area: a report belongs to the one where the first person it is about worked."""

import django.db.models.deletion
from django.db import migrations, models

SETTLE = """
UPDATE incidents_report r SET area_id = (
    SELECT s.site_id FROM incidents_party p JOIN accounts_staffmember s ON s.id = p.person_id
    WHERE p.report_id = r.id AND p.role = 'subject' ORDER BY p.added_at, p.id LIMIT 1
)
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_confirm_logins"), ("incidents", "0002_refuse_what_must_not_be")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="area",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.site"
            ),
        ),
        migrations.RunSQL(SETTLE, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["organisation", "-submitted_at", "-id"], name="report_register"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["area", "-submitted_at", "-id"], name="report_register_of_area"),
        ),
    ]

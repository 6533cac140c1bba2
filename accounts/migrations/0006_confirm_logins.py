"""Reports go only to people whose login a second person has confirmed; those who are there already keep theirs."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now


def confirm_those_there(apps, schema_editor):
    apps.get_model("accounts", "User").objects.update(confirmed_at=Now())


def leave(apps, schema_editor):
    pass


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_find_loops_by_index")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="given_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.staffmember",
            ),
        ),
        migrations.RunPython(confirm_those_there, leave),
    ]

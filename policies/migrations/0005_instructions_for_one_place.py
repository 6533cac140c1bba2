"""How something is done may be said for one place alone."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """One column, and what holds it."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("accounts", "0008_let_policies_come_first"),
        ("policies", "0004_campaigns"),
    ]
    operations: ClassVar[list[Operation]] = [
        migrations.RemoveConstraint(model_name="localtext", name="local_text_once"),
        migrations.AddField(
            model_name="localtext",
            name="place",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.site",
                verbose_name="place",
            ),
        ),
        migrations.AddConstraint(
            model_name="localtext",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("adoption", "code", "kind", "place"),
                name="local_text_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="localtext",
            constraint=models.CheckConstraint(
                condition=models.Q(("place", None), ("kind", "instruction"), _connector="OR"), name="local_wording_everywhere"
            ),
        ),
    ]

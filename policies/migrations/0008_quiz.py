"""Whether passing its quiz does for a topic; those for minors are done with somebody."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0007_training'),
    ]

    operations = [
        migrations.AddField(
            model_name='topic',
            name='by_quiz',
            field=models.BooleanField(default=True, verbose_name='done by its quiz'),
        ),
    ]

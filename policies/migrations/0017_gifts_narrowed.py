"""Indexes for the register of gifts narrowed down by kind or state: a page comes in its order, however many others there are."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_assignment_blocks'),
        ('boundaries', '0002_row_level_security'),
        ('policies', '0016_work_accounts'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='giftentry',
            index=models.Index(condition=models.Q(('state', 'corrected'), _negated=True), fields=['organisation', 'kind', '-happened_on', '-id'], name='gift_by_organisation_kind'),
        ),
        migrations.AddIndex(
            model_name='giftentry',
            index=models.Index(condition=models.Q(('state', 'corrected'), _negated=True), fields=['organisation', 'state', '-happened_on', '-id'], name='gift_by_organisation_state'),
        ),
        migrations.AddIndex(
            model_name='giftentry',
            index=models.Index(condition=models.Q(('state', 'corrected'), _negated=True), fields=['area', 'kind', '-happened_on', '-id'], name='gift_by_area_kind'),
        ),
        migrations.AddIndex(
            model_name='giftentry',
            index=models.Index(condition=models.Q(('state', 'corrected'), _negated=True), fields=['area', 'state', '-happened_on', '-id'], name='gift_by_area_state'),
        ),
    ]

"""Programmes sign in with tokens, of which only a keyed fingerprint is kept."""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_confirm_logins'),
    ]

    operations = [
        migrations.CreateModel(
            name='PersonalToken',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', 'Read what you may read'), ('report', 'Write and send reports, and answer about them'), ('handle', 'Handle the reports on your desk'), ('organise', 'Look after people, teams, clients and the organisation')], max_length=10), size=None)),
                ('secret_index', models.BinaryField(unique=True)),
                ('made_at', models.DateTimeField()),
                ('last_day', models.DateField()),
                ('ends_at', models.DateTimeField()),
                ('used_on', models.DateField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='personal_tokens', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['user', '-made_at'], name='personal_token_list')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('made_at'))), name='personal_token_lasts'), models.CheckConstraint(condition=models.Q(('ends_at__lte', django.db.models.expressions.CombinedExpression(models.F('made_at'), '+', models.Value(datetime.timedelta(days=92))))), name='personal_token_ends'), models.CheckConstraint(condition=models.Q(('scopes__len__gt', 0)), name='personal_token_is_for_something')],
            },
        ),
    ]

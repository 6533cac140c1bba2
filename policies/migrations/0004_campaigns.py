"""Campaigns: whom an organisation asks to acknowledge its policies, until when, and how far each was reminded."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_tokens'),
        ('policies', '0003_acknowledgements'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('status', models.CharField(choices=[('running', 'Running'), ('ended', 'Ended early'), ('finished', 'Finished')], default='running', max_length=10)),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('employee', 'Employee'), ('volunteer', 'Volunteer'), ('delegate', 'Delegate'), ('partner', 'Partner staff'), ('outside', 'Outside contact')], max_length=10), size=None, verbose_name='kinds of staff')),
                ('due_on', models.DateField(verbose_name='last day')),
                ('days', models.PositiveSmallIntegerField(default=14, verbose_name='days for those who start later')),
                ('with_starters', models.BooleanField(default=True, verbose_name='asks those who start later')),
                ('started_at', models.DateTimeField()),
                ('started_on', models.DateField()),
                ('gathered_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='CampaignPart',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='policies.campaign')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='CampaignAsk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins_on', models.DateField()),
                ('due_on', models.DateField()),
                ('next_on', models.DateField(null=True)),
                ('asked_on', models.DateField(null=True)),
                ('told', models.CharField(blank=True, max_length=20)),
                ('reminded_on', models.DateField(null=True)),
                ('reminders', models.PositiveSmallIntegerField(default=0)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asks', to='policies.campaign')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('part', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asks', to='policies.campaignpart')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='CampaignPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='policies', to='policies.campaign')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policy')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='CampaignTeam',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='policies.campaign')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.team')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='campaign',
            index=models.Index(fields=['organisation', '-started_at', 'id'], name='campaign_newest'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gt', models.F('started_on'))), name='campaign_due_after_start'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('days__gte', 1), ('days__lte', 365)), name='campaign_days'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('kinds__len__gte', 1)), name='campaign_asks_somebody'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('status', 'running')), models.Q(models.Q(('status', 'running'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='campaign_end_dated'),
        ),
        migrations.AddIndex(
            model_name='campaignask',
            index=models.Index(condition=models.Q(('next_on__isnull', False)), fields=['part', 'next_on'], name='campaign_to_remind'),
        ),
        migrations.AddIndex(
            model_name='campaignask',
            index=models.Index(condition=models.Q(('next_on__isnull', False)), fields=['campaign', 'next_on'], name='campaign_next'),
        ),
        migrations.AddConstraint(
            model_name='campaignask',
            constraint=models.UniqueConstraint(fields=('campaign', 'person'), name='campaign_asks_once'),
        ),
        migrations.AddConstraint(
            model_name='campaignask',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('begins_on'))), name='campaign_ask_due_after'),
        ),
        migrations.AddConstraint(
            model_name='campaignpolicy',
            constraint=models.UniqueConstraint(fields=('campaign', 'policy'), name='campaign_policy_once'),
        ),
        migrations.AddConstraint(
            model_name='campaignteam',
            constraint=models.UniqueConstraint(fields=('campaign', 'team'), name='campaign_team_once'),
        ),
    ]

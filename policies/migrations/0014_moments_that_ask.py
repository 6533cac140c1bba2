"""Questions to people and what they answered: seen by them and by their line manager of the day, also past the program above."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

PEOPLE = """
    (SELECT boundaries_system())
    OR person_id = (SELECT boundaries_actor())
    OR person_id IN (SELECT s.id FROM accounts_staffmember s WHERE s.manager_id = (SELECT boundaries_actor()))
"""
TABLES = ("policies_asking", "policies_attestation")
WALL = "".join(
    f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY its_organisation ON {table} USING (organisation_id = (SELECT boundaries_organisation()));
COMMENT ON POLICY its_organisation ON {table} IS 'Rows of the organisation.';
CREATE POLICY its_people ON {table} AS RESTRICTIVE USING ({PEOPLE});
COMMENT ON POLICY its_people ON {table} IS 'Whoever is asked, and their line manager.';
"""
    for table in TABLES
)
NO_WALL = "".join(
    f"""
DROP POLICY its_people ON {table};
DROP POLICY its_organisation ON {table};
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
"""
    for table in TABLES
)


class Migration(migrations.Migration):
    """Three tables, and the wall around two of them."""

    dependencies = [
        ('accounts', '0010_assignment_blocks'),
        ('policies', '0013_gifts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Asking',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('batch', models.UUIDField()),
                ('moment', models.CharField(choices=[('starter', 'New at work'), ('role', 'New role or team'), ('intake', 'New client in the team'), ('key_worker', 'Key worker of a client'), ('yearly', 'Once a year')], max_length=12, verbose_name='when')),
                ('status', models.CharField(choices=[('asked', 'Waits for an answer'), ('nothing', 'Nothing to tell'), ('told', 'To be talked about'), ('talked', 'Talked about')], default='asked', max_length=8, verbose_name='status')),
                ('asked_at', models.DateTimeField()),
                ('due_on', models.DateField(verbose_name='last day')),
                ('answered_at', models.DateTimeField(null=True)),
                ('talked_at', models.DateTimeField(null=True)),
                ('client', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('talked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Attestation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('answer', models.CharField(choices=[('nothing', 'Nothing to tell'), ('something', 'Something to tell')], max_length=10, verbose_name='answer')),
                ('given_at', models.DateTimeField()),
                ('asking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attestations', to='policies.asking')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='YearlyMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.PositiveSmallIntegerField(verbose_name='month')),
                ('set_at', models.DateTimeField()),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='asking',
            index=models.Index(fields=['person', '-asked_at', 'id'], name='asking_of'),
        ),
        migrations.AddIndex(
            model_name='asking',
            index=models.Index(condition=models.Q(('status', 'asked')), fields=['batch'], name='asking_open'),
        ),
        migrations.AddConstraint(
            model_name='asking',
            constraint=models.UniqueConstraint(condition=models.Q(('client__isnull', True), ('status', 'asked')), fields=('person',), name='asking_once_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='asking',
            constraint=models.UniqueConstraint(condition=models.Q(('client__isnull', False), ('status', 'asked')), fields=('person', 'client'), name='asking_once_about_a_client'),
        ),
        migrations.AddConstraint(
            model_name='asking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('client__isnull', False), ('moment__in', ['intake', 'key_worker'])), models.Q(models.Q(('moment__in', ['intake', 'key_worker']), _negated=True), ('client__isnull', True)), _connector='OR'), name='asking_about_whom'),
        ),
        migrations.AddConstraint(
            model_name='asking',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('status', 'asked')), models.Q(models.Q(('status', 'asked'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='asking_answer_dated'),
        ),
        migrations.AddConstraint(
            model_name='attestation',
            constraint=models.UniqueConstraint(fields=('asking', 'answer'), name='attestation_once'),
        ),
        migrations.AddConstraint(
            model_name='yearlymonth',
            constraint=models.CheckConstraint(condition=models.Q(('month__gte', 1), ('month__lte', 12)), name='yearly_month_of_twelve'),
        ),
        migrations.RunSQL(WALL, NO_WALL),
    ]

"""What people say they need training in: read by them and by their line manager of the day, also past the program above."""

import boundaries.sealing.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models

WALL = """
ALTER TABLE policies_trainingneed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY its_organisation ON policies_trainingneed USING (organisation_id = (SELECT boundaries_organisation()));
COMMENT ON POLICY its_organisation ON policies_trainingneed IS 'Rows of the organisation.';
CREATE POLICY its_people ON policies_trainingneed AS RESTRICTIVE USING (
    (SELECT boundaries_system())
    OR person_id = (SELECT boundaries_actor())
    OR person_id IN (SELECT s.id FROM accounts_staffmember s WHERE s.manager_id = (SELECT boundaries_actor()))
);
COMMENT ON POLICY its_people ON policies_trainingneed IS 'Whoever raised it, and their line manager.';
"""
NO_WALL = """
DROP POLICY its_people ON policies_trainingneed;
DROP POLICY its_organisation ON policies_trainingneed;
ALTER TABLE policies_trainingneed DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """One table and its wall."""

    dependencies = [
        ('accounts', '0009_required_qualifications'),
        ('policies', '0009_client_rights'),
    ]

    operations = [
        migrations.CreateModel(
            name='TrainingNeed',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text', boundaries.sealing.fields.SealedTextField()),
                ('raised_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('raised', 'Waits for an answer'), ('planned', 'Planned'), ('not_now', 'Not now')], default='raised', max_length=8, verbose_name='status')),
                ('planned_for', models.DateField(null=True, verbose_name='planned for')),
                ('reason', boundaries.sealing.fields.SealedTextField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.topic')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['person', '-raised_at'], name='training_need_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status', 'raised'), models.Q(('answered_by', models.F('person')), _negated=True), _connector='OR'), name='training_need_answered_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'planned'), _negated=True), ('planned_for__isnull', False), _connector='OR'), name='training_need_planned_for')],
            },
        ),
        migrations.RunSQL(WALL, NO_WALL),
    ]

"""The organisation's own channels, and the accounts in its name; what an account is for stays within the organisation."""

import boundaries.sealing.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models

WALL = """
ALTER TABLE policies_workaccount ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY its_organisation ON policies_workaccount USING (organisation_id = (SELECT boundaries_organisation()));
COMMENT ON POLICY its_organisation ON policies_workaccount IS 'Rows of the organisation.';
CREATE POLICY somebody ON policies_workaccount AS RESTRICTIVE
    USING ((SELECT boundaries_system()) OR (SELECT boundaries_actor()) IS NOT NULL);
COMMENT ON POLICY somebody ON policies_workaccount IS 'For a person, or for the product with a reason.';
"""
NO_WALL = """
DROP POLICY somebody ON policies_workaccount;
DROP POLICY its_organisation ON policies_workaccount;
ALTER TABLE policies_workaccount DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_assignment_blocks'),
        ('policies', '0015_disclosures'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApprovedChannel',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('phone', 'Phone'), ('messenger', 'Messenger'), ('email', 'E-mail'), ('social', 'Social media'), ('video', 'Video calls'), ('other', 'Something else')], max_length=9)),
                ('monitored', models.BooleanField()),
                ('purpose', models.CharField(blank=True, max_length=400)),
                ('added_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('organisation', 'name'), name='approved_channel_once')],
            },
        ),
        migrations.CreateModel(
            name='WorkAccount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('platform', models.CharField(max_length=120)),
                ('name', models.CharField(max_length=120)),
                ('purpose', boundaries.sealing.fields.SealedTextField()),
                ('exists_already', models.BooleanField(default=False)),
                ('status', models.CharField(choices=[('requested', 'Waits for the manager'), ('approved', 'Approved: read the notice'), ('acknowledged', 'Login to be handed over'), ('in_use', 'In use'), ('refused', 'Not approved'), ('withdrawn', 'Withdrawn'), ('closed', 'Closed')], default='requested', max_length=12)),
                ('clauses', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('requested_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', boundaries.sealing.fields.SealedTextField()),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('handed_over_on', models.DateField(null=True)),
                ('checked_on', models.DateField(null=True)),
                ('recheck_on', models.DateField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closing', models.CharField(blank=True, choices=[('ended', 'The account has ended'), ('left', 'Its holder no longer works here')], max_length=5)),
                ('approver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.site')),
                ('custodian', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['organisation', '-requested_at', '-id'], name='work_account_register'), models.Index(fields=['holder', '-requested_at'], name='work_account_of'), models.Index(fields=['approver', 'status'], name='work_account_to_approve')],
                'constraints': [models.CheckConstraint(condition=models.Q(('approver__isnull', True), models.Q(('approver', models.F('holder')), _negated=True), _connector='OR'), name='work_account_approved_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'in_use'), _negated=True), models.Q(('acknowledged_at__isnull', False), ('custodian__isnull', False), ('handed_over_on__isnull', False), ('recheck_on__isnull', False)), _connector='OR'), name='work_account_in_use_is_kept')],
            },
        ),
        migrations.RunSQL(WALL, NO_WALL),
    ]

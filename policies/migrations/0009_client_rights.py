"""What clients are told and agree to, and what those served together agree among each other, behind the wall.

A file and a group carry their organisation; what hangs on them is seen where they are.
"""

import boundaries.sealing.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
import uuid_utils.compat
from django.db import migrations, models

ROOTS = ("rightsfile", "clientgroup")
HANGING = {
    "telling": ("file", "rightsfile"),
    "consent": ("file", "rightsfile"),
    "groupmember": ("group", "clientgroup"),
    "groupagreement": ("group", "clientgroup"),
}
ENABLE = "ALTER TABLE policies_{table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
DISABLE = "ALTER TABLE policies_{table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;"
ROOT = """
CREATE POLICY its_organisation ON policies_{table} AS PERMISSIVE
    USING (organisation_id = (SELECT boundaries_organisation()));
COMMENT ON POLICY its_organisation ON policies_{table} IS 'Rows of the organisation.';
CREATE POLICY somebody ON policies_{table} AS RESTRICTIVE
    USING ((SELECT boundaries_system()) OR (SELECT boundaries_actor()) IS NOT NULL);
COMMENT ON POLICY somebody ON policies_{table} IS 'For a person, or for the product with a reason.';
"""
PART = """
CREATE POLICY as_its_{column} ON policies_{table} AS PERMISSIVE
    USING (EXISTS (SELECT FROM policies_{whole} w WHERE w.id = {column}_id));
COMMENT ON POLICY as_its_{column} ON policies_{table} IS 'What hangs on a {column} that is seen.';
"""
NO_ROOT = "DROP POLICY its_organisation ON policies_{table}; DROP POLICY somebody ON policies_{table};"
NO_PART = "DROP POLICY as_its_{column} ON policies_{table};"
WALLS = [
    *(ENABLE.format(table=table) for table in (*ROOTS, *HANGING)),
    *(ROOT.format(table=table) for table in ROOTS),
    *(PART.format(table=table, column=column, whole=whole) for table, (column, whole) in HANGING.items()),
]
NO_WALLS = [
    *(NO_PART.format(table=table, column=column) for table, (column, _whole) in HANGING.items()),
    *(NO_ROOT.format(table=table) for table in ROOTS),
    *(DISABLE.format(table=table) for table in (*ROOTS, *HANGING)),
]


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_let_policies_come_first'),
        ('boundaries', '0002_row_level_security'),
        ('policies', '0008_quiz'),
    ]

    operations = [
        migrations.CreateModel(
            name='Checklist',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('edition', models.PositiveSmallIntegerField()),
                ('published_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ChecklistItem',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('right', 'Rights and responsibilities'), ('limit', 'Confidentiality and its limits')], max_length=5)),
                ('code', models.CharField(blank=True, max_length=40)),
                ('policy', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField()),
                ('checklist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='policies.checklist')),
            ],
            options={
                'ordering': ['position'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ClientGroup',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('family', 'Family'), ('couple', 'Couple'), ('group', 'Group')], max_length=6)),
                ('name', boundaries.sealing.fields.SealedTextField()),
                ('made_at', models.DateTimeField()),
                ('data_key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='boundaries.datakey')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='GroupAgreement',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('confidentiality', models.CharField(choices=[('agreed', 'Agrees to keep what the others say private'), ('not_agreed', 'Does not agree')], max_length=10)),
                ('role_made_clear', models.BooleanField()),
                ('limits_told', models.BooleanField()),
                ('said_on', models.DateField()),
                ('shared_with', boundaries.sealing.fields.SealedTextField()),
                ('role', boundaries.sealing.fields.SealedTextField()),
                ('language', boundaries.sealing.fields.SealedTextField()),
                ('interpreter', boundaries.sealing.fields.SealedTextField()),
                ('entered_at', models.DateTimeField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='policies.clientgroup')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='GroupMember',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='policies.clientgroup')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RightsFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('client', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('data_key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='boundaries.datakey')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('matter', models.UUIDField()),
                ('about', models.CharField(choices=[('service', 'A service, or a step of one'), ('sharing', 'Passing on what they told us'), ('touch', 'Touch or personal care'), ('other', 'Something else')], max_length=8)),
                ('state', models.CharField(choices=[('given', 'Given'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], max_length=9)),
                ('said_on', models.DateField()),
                ('tests', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('free', 'Nobody forced them or swayed them unfairly'), ('able', 'They are able to decide this now, or whoever may decide for them did'), ('particular', 'They agreed to particular steps, not to everything at once'), ('valid_form', 'It was asked for in the proper way, with the forms it needs'), ('may_refuse', 'They know that they may say no, and may take it back'), ('informed', 'They know enough to decide')], max_length=10), default=list, size=None)),
                ('forms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('spoken', 'By word of mouth'), ('paper', 'In writing'), ('easy_read', 'In easy words and pictures (easy read)')], max_length=10), size=None)),
                ('purpose', boundaries.sealing.fields.SealedTextField()),
                ('language', boundaries.sealing.fields.SealedTextField()),
                ('interpreter', boundaries.sealing.fields.SealedTextField()),
                ('decided_by', boundaries.sealing.fields.SealedTextField()),
                ('note', boundaries.sealing.fields.SealedTextField()),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('follows', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next', to='policies.consent')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='policies.rightsfile')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Telling',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('items', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('told_on', models.DateField()),
                ('forms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('spoken', 'By word of mouth'), ('paper', 'In writing'), ('easy_read', 'In easy words and pictures (easy read)')], max_length=10), size=None)),
                ('language', boundaries.sealing.fields.SealedTextField()),
                ('interpreter', boundaries.sealing.fields.SealedTextField()),
                ('note', boundaries.sealing.fields.SealedTextField()),
                ('entered_at', models.DateTimeField()),
                ('checklist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.checklist')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tellings', to='policies.rightsfile')),
                ('told_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='checklist',
            constraint=models.UniqueConstraint(fields=('organisation', 'edition'), name='rights_checklist_once'),
        ),
        migrations.AddConstraint(
            model_name='checklistitem',
            constraint=models.UniqueConstraint(fields=('checklist', 'position'), name='rights_item_once'),
        ),
        migrations.AddIndex(
            model_name='clientgroup',
            index=models.Index(fields=['organisation', '-made_at', '-id'], name='client_group_newest'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.UniqueConstraint(fields=('group', 'client'), name='client_group_member_once'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'given'), _negated=True), ('tests__len', 6), _connector='OR'), name='consent_all_six_tests'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('follows__isnull', False), _connector='OR'), name='consent_withdrawn_follows'),
        ),
        migrations.RunSQL("\n".join(WALLS), "\n".join(NO_WALLS)),
    ]

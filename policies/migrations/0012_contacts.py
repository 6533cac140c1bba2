"""Contacts outside of work behind the wall: whoever is named in one as a colleague sees no row of it, whatever lets them in.

A contact carries its organisation and those kept out; what hangs on it is seen where it is.
"""

import boundaries.sealing.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

HANGING = {
    "contactreading": ("contact", "contact"),
    "contactversion": ("contact", "contact"),
    "contactperson": ("version", "contactversion"),
}
WALL = """
ALTER TABLE policies_contact ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY its_organisation ON policies_contact USING (organisation_id = (SELECT boundaries_organisation()));
COMMENT ON POLICY its_organisation ON policies_contact IS 'Rows of the organisation.';
CREATE POLICY never_kept_out ON policies_contact AS RESTRICTIVE USING (
    (SELECT boundaries_system())
    OR ((SELECT boundaries_actor()) IS NOT NULL AND (SELECT boundaries_actor()) <> ALL (kept_out))
);
COMMENT ON POLICY never_kept_out ON policies_contact IS 'Nobody who is named in it as a colleague.';
ALTER TABLE policies_contactgrant ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY its_organisation ON policies_contactgrant USING (organisation_id = (SELECT boundaries_organisation()));
COMMENT ON POLICY its_organisation ON policies_contactgrant IS 'Rows of the organisation.';
CREATE POLICY whom_it_lets_in ON policies_contactgrant AS RESTRICTIVE USING (
    (SELECT boundaries_system())
    OR user_id = (SELECT s.user_id FROM accounts_staffmember s WHERE s.id = (SELECT boundaries_actor()))
);
COMMENT ON POLICY whom_it_lets_in ON policies_contactgrant IS 'Whom it lets in, and the product with a reason.';
"""
NO_WALL = """
DROP POLICY whom_it_lets_in ON policies_contactgrant;
DROP POLICY its_organisation ON policies_contactgrant;
ALTER TABLE policies_contactgrant DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
DROP POLICY never_kept_out ON policies_contact;
DROP POLICY its_organisation ON policies_contact;
ALTER TABLE policies_contact DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
"""
PART = """
ALTER TABLE policies_{table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY as_its_{whole} ON policies_{table} USING (EXISTS (SELECT FROM policies_{whole} w WHERE w.id = {column}_id));
COMMENT ON POLICY as_its_{whole} ON policies_{table} IS 'What hangs on a {whole} that is seen.';
"""
NO_PART = """
DROP POLICY as_its_{whole} ON policies_{table};
ALTER TABLE policies_{table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
"""
WALLS = [WALL, *(PART.format(table=table, column=column, whole=whole) for table, (column, whole) in HANGING.items())]
NO_WALLS = [*(NO_PART.format(table=table, whole=whole) for table, (_column, whole) in HANGING.items()), NO_WALL]


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_assignment_blocks'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('boundaries', '0002_row_level_security'),
        ('policies', '0011_notes_to_oneself'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('logged_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('kept_out', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.site')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('data_key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='boundaries.datakey')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('reader', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'permissions': [('open_contact', 'Open a contact')],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ContactGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_id', models.UUIDField()),
                ('relation', models.CharField(choices=[('handler', 'Handles it'), ('holder', 'Holds it until it is clear who is meant'), ('alerted', 'Was told at once because it is serious'), ('escalated', 'Was told because it was late'), ('emergency', 'Reads it in an emergency, for an hour')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('given_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(null=True)),
                ('sort_at', models.DateTimeField(null=True)),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='policies.contact')),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ContactReading',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveSmallIntegerField()),
                ('talk', models.BooleanField(default=False)),
                ('word', boundaries.sealing.fields.SealedTextField()),
                ('read_at', models.DateTimeField()),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='policies.contact')),
                ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ContactVersion',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('beforehand', models.BooleanField(default=False)),
                ('kind', models.CharField(choices=[('met', 'We met by chance, in town or elsewhere'), ('event', 'We were at the same event or gathering'), ('planned', 'A visit or a meeting that one of us had planned'), ('message', 'A message'), ('call', 'A call'), ('social', 'Social media: a request, a comment, a picture'), ('other', 'Something else')], max_length=8)),
                ('began', models.CharField(blank=True, choices=[('they', 'They did'), ('worker', 'I did'), ('chance', 'Nobody: it was chance')], max_length=6)),
                ('channel', models.CharField(choices=[('in_person', 'In person'), ('own_phone', 'My own phone number'), ('own_messenger', 'A messenger of my own'), ('own_email', 'My own e-mail address'), ('own_social', 'My own account on social media'), ('official', 'A channel of the organisation')], max_length=13)),
                ('on', models.DateField()),
                ('at', models.TimeField(null=True)),
                ('lasted', models.CharField(blank=True, choices=[('moment', 'A moment, or one message'), ('ten', 'Up to ten minutes'), ('half', 'Up to half an hour'), ('longer', 'Longer')], max_length=6)),
                ('recognised', models.CharField(blank=True, choices=[('wished', 'Yes: they greeted me, or came up to me'), ('not_wished', 'No: it seemed they would rather not be'), ('unclear', 'I could not tell')], max_length=10)),
                ('place', boundaries.sealing.fields.SealedTextField()),
                ('about', boundaries.sealing.fields.SealedTextField()),
                ('moved', models.CharField(choices=[('nothing', 'There is nothing to move'), ('not_yet', 'Not yet'), ('yes', 'Yes')], default='nothing', max_length=7)),
                ('moved_on', models.DateField(null=True)),
                ('moved_to', boundaries.sealing.fields.SealedTextField()),
                ('clauses', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('written_at', models.DateTimeField()),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='policies.contact')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ContactPerson',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('client', 'Client'), ('relative', 'Relative or friend of a client'), ('staff', 'Staff of a client organisation'), ('other', 'Somebody else')], max_length=8)),
                ('relative_id', models.UUIDField(null=True)),
                ('name', boundaries.sealing.fields.SealedTextField()),
                ('client', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='policies.contactversion')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['author', '-logged_at', '-id'], name='contact_of_author'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['organisation', '-logged_at', '-id'], name='contact_register'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['area', '-logged_at', '-id'], name='contact_register_of_area'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(condition=models.Q(('read_at__isnull', True)), fields=['organisation'], name='contact_unread'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('reader__isnull', True), models.Q(('reader', models.F('author')), _negated=True), _connector='OR'), name='contact_read_by_another'),
        ),
        migrations.AddConstraint(
            model_name='contactgrant',
            constraint=models.UniqueConstraint(fields=('user', 'content_object'), name='contact_grant_once'),
        ),
        migrations.AlterUniqueTogether(
            name='contactgrant',
            unique_together={('user', 'permission', 'content_object')},
        ),
        migrations.AddConstraint(
            model_name='contactreading',
            constraint=models.UniqueConstraint(fields=('contact', 'version'), name='contact_reading_once'),
        ),
        migrations.AddConstraint(
            model_name='contactversion',
            constraint=models.UniqueConstraint(fields=('contact', 'number'), name='contact_version_once'),
        ),
        migrations.AddConstraint(
            model_name='contactversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('moved', 'yes'), _negated=True), ('moved_on__isnull', False), _connector='OR'), name='contact_moved_has_day'),
        ),
        migrations.RunSQL("\n".join(WALLS), "\n".join(NO_WALLS)),
    ]

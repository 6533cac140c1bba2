"""The boundary book, behind the wall: nothing crosses between organisations, and nothing is shown to nobody. It is add-only."""

import boundaries.sealing.fields
import django.db.models.deletion
import uuid
import uuid_utils.compat
from django.db import migrations, models

ENABLE = "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
DISABLE = "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;"
POLICY = "CREATE POLICY {name} ON {table} AS {kind} USING ({using}); COMMENT ON POLICY {name} ON {table} IS '{words}';"
NO_POLICY = "DROP POLICY {name} ON {table};"
OF_AN_ENTRY = "EXISTS (SELECT FROM incidents_bookentry e WHERE e.id = entry_id)"
WALLS = [
    (
        "incidents_bookentry",
        "somebody",
        "RESTRICTIVE",
        "(SELECT boundaries_system()) OR (SELECT boundaries_actor()) IS NOT NULL",
        "For a person, or for the product with a reason.",
    ),
    (
        "incidents_bookentry",
        "its_organisation",
        "PERMISSIVE",
        "organisation_id = (SELECT boundaries_organisation())",
        "Rows of the organisation.",
    ),
    *(
        (f"incidents_book{table}", "as_its_entry", "PERMISSIVE", OF_AN_ENTRY, "What hangs on an entry that is seen.")
        for table in ("correction", "discussion")
    ),
]
TABLES = list(dict.fromkeys(wall[0] for wall in WALLS))
PUT_UP = [
    *(ENABLE.format(table=table) for table in TABLES),
    *(POLICY.format(table=table, name=name, kind=kind, using=using, words=words) for table, name, kind, using, words in WALLS),
]
TAKE_DOWN = [
    *(NO_POLICY.format(table=table, name=name) for table, name, *_rest in WALLS),
    *(DISABLE.format(table=table) for table in TABLES),
]


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_let_what_runs_end_under_a_block'),
        ('boundaries', '0002_row_level_security'),
        ('incidents', '0013_cite_exceptions'),
    ]

    operations = [
        migrations.CreateModel(
            name='BookEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('blurred', 'A line was blurred, or I was not sure'), ('broken', 'A line was crossed'), ('averted', 'It nearly happened, and was stopped'), ('good_practice', 'Something that went well, worth learning from')], max_length=14)),
                ('happened_on', models.DateField()),
                ('source_kind', models.CharField(blank=True, choices=[('contact', 'A contact outside of work, in the contact log'), ('gift', 'A gift, in the gift register')], max_length=8)),
                ('source', models.UUIDField(null=True)),
                ('words', boundaries.sealing.fields.SealedTextField()),
                ('done', boundaries.sealing.fields.SealedTextField()),
                ('told', boundaries.sealing.fields.SealedTextField()),
                ('written_at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.site')),
                ('client', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('data_key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='boundaries.datakey')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='BookDiscussion',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('where', models.CharField(choices=[('supervision', 'In supervision'), ('team_meeting', 'In a team meeting'), ('training', 'In a training or facilitated talk')], max_length=14)),
                ('on', models.DateField()),
                ('noted_at', models.DateTimeField()),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='discussions', to='incidents.bookentry')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='BookCorrection',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('words', boundaries.sealing.fields.SealedTextField()),
                ('reason', boundaries.sealing.fields.SealedTextField()),
                ('corrected_at', models.DateTimeField()),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='incidents.bookentry')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='bookentry',
            index=models.Index(fields=['book', 'kind', '-number'], name='book_entry_by_kind'),
        ),
        migrations.AddConstraint(
            model_name='bookentry',
            constraint=models.UniqueConstraint(fields=('book', 'number'), name='book_entry_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='bookentry',
            constraint=models.UniqueConstraint(condition=models.Q(('source__isnull', False)), fields=('source',), name='book_entry_of_source_once'),
        ),
        migrations.AddConstraint(
            model_name='bookentry',
            constraint=models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='book_entry_from_one'),
        ),
        migrations.AddConstraint(
            model_name='bookentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('source__isnull', True), ('source_kind', '')), models.Q(models.Q(('source_kind', ''), _negated=True), ('source__isnull', False)), _connector='OR'), name='book_entry_source_is_whole'),
        ),
        migrations.RunSQL("\n".join(PUT_UP), "\n".join(TAKE_DOWN)),
    ]

"""Make room for imports: the run, the sealed file it is of, and how far the work on it has got."""

import boundaries.sealing.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_refuse_loops_in_the_tree'),
        ('boundaries', '0001_frame'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('teams', 'Teams'), ('staff', 'Staff'), ('managers', 'Line managers'), ('appointments', 'Roles'), ('clients', 'Clients'), ('assignments', 'Who works with which client')], max_length=14)),
                ('status', models.CharField(choices=[('checking', 'Being checked'), ('refused', 'Something must be mended'), ('ready', 'Ready to be imported'), ('unchanged', 'Nothing to change'), ('applying', 'Being imported'), ('applied', 'Imported'), ('discarded', 'Discarded'), ('expired', 'Expired')], default='checking', max_length=10)),
                ('date_order', models.CharField(blank=True, choices=[('day_first', 'The day comes first: 03/04/2026 is 3 April'), ('month_first', 'The month comes first: 03/04/2026 is 4 March')], max_length=12)),
                ('asks_order', models.BooleanField(default=False)),
                ('moved_on', models.BooleanField(default=False)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('added', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('errors', models.PositiveIntegerField(default=0)),
                ('plan', models.BinaryField(null=True)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='accounts.organisation')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ImportProgress',
            fields=[
                ('run', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='progress', serialize=False, to='accounts.importrun')),
                ('stage', models.CharField(choices=[('waiting', 'Waiting for its turn'), ('reading', 'Reading the file'), ('checking', 'Comparing it with what is there'), ('saving', 'Saving'), ('recording', 'Writing it down')], default='waiting', max_length=10)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ImportFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('content', boundaries.sealing.fields.SealedBytesField()),
                ('shown', boundaries.sealing.fields.SealedJSONField()),
                ('listing', boundaries.sealing.fields.SealedBytesField()),
                ('data_key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='boundaries.datakey')),
                ('run', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='file', to='accounts.importrun')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='importrun',
            index=models.Index(fields=['organisation', '-started_at', 'id'], name='import_newest'),
        ),
    ]

"""Who acknowledged which text, and the digest of every text as it reads in its organisation."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_tokens'),
        ('policies', '0002_refuse_rewriting'),
    ]

    operations = [
        migrations.AddField(
            model_name='adoption',
            name='digest',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64)),
                ('given_at', models.DateTimeField()),
                ('adoption', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.adoption')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['organisation', 'digest', 'person'], name='acknowledged_by')],
                'constraints': [models.UniqueConstraint(fields=('person', 'digest'), name='acknowledged_once')],
            },
        ),
    ]

"""What people without a login signed on paper: who entered it, when it was signed, and the sealed scan behind the wall."""

import boundaries.sealing.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models

WALL = """
ALTER TABLE policies_signedpage ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY its_organisation ON policies_signedpage AS PERMISSIVE
    USING (organisation_id = (SELECT boundaries_organisation()));
COMMENT ON POLICY its_organisation ON policies_signedpage IS 'Rows of the organisation.';
CREATE POLICY somebody ON policies_signedpage AS RESTRICTIVE
    USING ((SELECT boundaries_system()) OR (SELECT boundaries_actor()) IS NOT NULL);
COMMENT ON POLICY somebody ON policies_signedpage IS 'For a person, or for the product with a reason.';
"""
NO_WALL = """
DROP POLICY its_organisation ON policies_signedpage;
DROP POLICY somebody ON policies_signedpage;
ALTER TABLE policies_signedpage DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_tokens'),
        ('boundaries', '0002_row_level_security'),
        ('policies', '0005_instructions_for_one_place'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignedPage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', boundaries.sealing.fields.SealedTextField()),
                ('content', boundaries.sealing.fields.SealedBytesField()),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='acknowledgement',
            name='entered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember'),
        ),
        migrations.AddField(
            model_name='acknowledgement',
            name='signed_on',
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name='acknowledgement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('entered_by', None), ('signed_on', None)), models.Q(('entered_by__isnull', False), ('signed_on__isnull', False), models.Q(('entered_by', models.F('person')), _negated=True)), _connector='OR'), name='acknowledged_on_paper_by_another'),
        ),
        migrations.AddField(
            model_name='signedpage',
            name='acknowledgement',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signed_page', to='policies.acknowledgement'),
        ),
        migrations.AddField(
            model_name='signedpage',
            name='data_key',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='boundaries.datakey'),
        ),
        migrations.AddField(
            model_name='signedpage',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddIndex(
            model_name='signedpage',
            index=models.Index(fields=['organisation', '-entered_at', '-id'], name='signed_page_newest'),
        ),
        migrations.RunSQL(WALL, NO_WALL),
    ]

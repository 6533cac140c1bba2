"""Notes that people write for themselves alone: the wall lets in their author, and no reason of the product's own."""

import boundaries.sealing.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models

WALL = """
ALTER TABLE policies_reflectivenote ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY its_organisation ON policies_reflectivenote AS PERMISSIVE
    USING (organisation_id = (SELECT boundaries_organisation()));
COMMENT ON POLICY its_organisation ON policies_reflectivenote IS 'Rows of the organisation.';
CREATE POLICY its_author ON policies_reflectivenote AS RESTRICTIVE
    USING (author_index = (SELECT boundaries_author()));
COMMENT ON POLICY its_author ON policies_reflectivenote IS 'Only its author; not the product itself, whatever its reason.';
"""
NO_WALL = """
DROP POLICY its_organisation ON policies_reflectivenote;
DROP POLICY its_author ON policies_reflectivenote;
ALTER TABLE policies_reflectivenote DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_tokens'),
        ('boundaries', '0002_row_level_security'),
        ('policies', '0010_training_needs'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReflectiveNote',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('author_index', models.BinaryField()),
                ('content', boundaries.sealing.fields.SealedJSONField()),
                ('data_key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='boundaries.datakey')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['author_index'], name='reflective_note_author')],
            },
        ),
        migrations.RunSQL(WALL, NO_WALL),
    ]

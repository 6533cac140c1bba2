"""Topics of training, and who has done them; what is kept of people stands behind the second wall."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models

WALL = """
ALTER TABLE policies_completion ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY its_organisation ON policies_completion USING (organisation_id = (SELECT boundaries_organisation()));
COMMENT ON POLICY its_organisation ON policies_completion IS 'Rows of the organisation.';
CREATE POLICY somebody ON policies_completion AS RESTRICTIVE
    USING ((SELECT boundaries_system()) OR (SELECT boundaries_actor()) IS NOT NULL);
COMMENT ON POLICY somebody ON policies_completion IS 'For a person, or for the product with a reason.';
"""
NO_WALL = """
DROP POLICY somebody ON policies_completion;
DROP POLICY its_organisation ON policies_completion;
ALTER TABLE policies_completion DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """Two tables, and the wall of one of them."""

    dependencies = [
        ('accounts', '0009_required_qualifications'),
        ('boundaries', '0002_row_level_security'),
        ('policies', '0006_signed_on_paper'),
    ]

    operations = [
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(blank=True, max_length=40)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('about', models.TextField(blank=True, verbose_name='what it is about')),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None, verbose_name='topics')),
                ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None, verbose_name='clauses')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, size=None, verbose_name='who they are')),
                ('posts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), default=list, size=None, verbose_name='job titles')),
                ('clients', models.CharField(blank=True, choices=[('', 'Whether they work with clients or not'), ('direct', 'Those who work with a client'), ('indirect', 'Those who work with an indirect client'), ('minor', 'Those who work with minors'), ('special_needs', 'Those who work with adults with special needs')], default='', max_length=16, verbose_name='clients')),
                ('months', models.PositiveSmallIntegerField(null=True, verbose_name='months it counts')),
                ('begun_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(null=True)),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('retired_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.site', verbose_name='site')),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.team', verbose_name='team')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Completion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('organisation_id', models.UUIDField()),
                ('how', models.CharField(choices=[('course', 'Course'), ('briefing', 'Briefing or talk in the team'), ('quiz', 'Quiz')], max_length=10, verbose_name='how')),
                ('done_on', models.DateField(verbose_name='done on')),
                ('expires_on', models.DateField(null=True, verbose_name='counts until')),
                ('clause_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('recorded_at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('taken_back_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.topic')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.UniqueConstraint(condition=models.Q(('key__gt', '')), fields=('organisation', 'key'), name='training_topic_once'),
        ),
        migrations.AddConstraint(
            model_name='topic',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('organisation', 'title'), name='training_title_once'),
        ),
        migrations.AddIndex(
            model_name='completion',
            index=models.Index(condition=models.Q(('taken_back_at__isnull', True)), fields=['person', 'topic'], name='training_of'),
        ),
        migrations.AddConstraint(
            model_name='completion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('how', 'quiz'), ('recorded_by', models.F('person'))), models.Q(models.Q(('how', 'quiz'), _negated=True), models.Q(('recorded_by', models.F('person')), _negated=True)), _connector='OR'), name='training_not_by_oneself'),
        ),
        migrations.AddConstraint(
            model_name='completion',
            constraint=models.CheckConstraint(condition=models.Q(('expires_on', None), ('expires_on__gte', models.F('done_on')), _connector='OR'), name='training_expires_after'),
        ),
        migrations.RunSQL(WALL, NO_WALL),
    ]

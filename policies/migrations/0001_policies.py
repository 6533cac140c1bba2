"""The policies, their texts and clauses, and what organisations make of them."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0007_tokens'),
    ]

    operations = [
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=60, unique=True, verbose_name='key')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='WarningSign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='id')),
                ('text', models.TextField(verbose_name='text')),
                ('clause_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('position', models.PositiveIntegerField()),
            ],
            options={
                'ordering': ['position'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('edition', models.PositiveSmallIntegerField(verbose_name='version')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('superseded', 'Superseded'), ('withdrawn', 'Withdrawn')], default='draft', max_length=12, verbose_name='status')),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('issuer', models.CharField(max_length=200, verbose_name='issued by')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='number')),
                ('dated', models.CharField(blank=True, max_length=40, verbose_name='dated')),
                ('last_reviewed', models.DateField(null=True, verbose_name='last reviewed')),
                ('next_review', models.DateField(null=True, verbose_name='next review')),
                ('is_model', models.BooleanField(default=False, verbose_name='a model to adapt')),
                ('approver', models.CharField(blank=True, max_length=200, verbose_name='approved by')),
                ('owner_role', models.CharField(blank=True, choices=[('line_manager', 'the line manager'), ('director', 'a director'), ('chief_executive', 'the chief executive'), ('board', 'the board'), ('safeguarding_lead', 'the safeguarding lead'), ('communications_manager', 'the communications manager'), ('organisation', 'the organisation'), ('team', 'the team'), ('client', 'the client'), ('authorities', 'the authorities')], max_length=24, verbose_name='owner')),
                ('summary', models.TextField(verbose_name='in short')),
                ('source', models.TextField(verbose_name='source')),
                ('licence', models.TextField(verbose_name='licence')),
                ('citation', models.TextField(verbose_name='how to cite it')),
                ('placeholders', models.JSONField(default=list)),
                ('change_note', models.CharField(blank=True, max_length=1000, verbose_name='what is new')),
                ('editors', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('based_on', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policyversion')),
                ('begun_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='policies.policy')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PolicyLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('position', models.PositiveIntegerField()),
                ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policy')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='policies.policyversion')),
            ],
            options={
                'ordering': ['position'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Appendix',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='id')),
                ('kind', models.CharField(choices=[('note', 'About this policy'), ('checklist', 'Checklist'), ('prompts', 'Questions to think about'), ('warning_signs', 'Warning signs')], max_length=16, verbose_name='kind')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('items', models.JSONField(default=list)),
                ('position', models.PositiveIntegerField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appendices', to='policies.policyversion')),
            ],
            options={
                'ordering': ['position'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Adoption',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words', models.JSONField(default=dict)),
                ('last_reviewed', models.DateField(null=True, verbose_name='last reviewed')),
                ('next_review', models.DateField(null=True, verbose_name='next review')),
                ('adopted_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('adopted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember', verbose_name='owner')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.policy')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adoptions', to='policies.policyversion')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('weight', models.CharField(choices=[('principle', 'What it stands on'), ('rule', 'Rules'), ('procedure', 'What is done, and by whom'), ('guidance', 'Good practice')], max_length=12, verbose_name='weight')),
                ('position', models.PositiveIntegerField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='policies.policyversion')),
            ],
            options={
                'ordering': ['position'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Clause',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40, verbose_name='id')),
                ('position', models.PositiveIntegerField()),
                ('text', models.TextField(verbose_name='text')),
                ('strength', models.CharField(choices=[('absolute', 'Never'), ('must_not', 'Must not'), ('approval', 'Ask first'), ('duty', 'Tell someone'), ('must', 'Must'), ('should_not', 'Should not'), ('should', 'Should'), ('responsibility', "Somebody's responsibility"), ('guidance', 'Good practice'), ('principle', 'Principle')], max_length=16, verbose_name='strength')),
                ('approver', models.CharField(blank=True, choices=[('line_manager', 'the line manager'), ('director', 'a director'), ('chief_executive', 'the chief executive'), ('board', 'the board'), ('safeguarding_lead', 'the safeguarding lead'), ('communications_manager', 'the communications manager'), ('organisation', 'the organisation'), ('team', 'the team'), ('client', 'the client'), ('authorities', 'the authorities')], max_length=24, verbose_name='who must be asked first')),
                ('to_whom', models.CharField(blank=True, choices=[('line_manager', 'the line manager'), ('director', 'a director'), ('chief_executive', 'the chief executive'), ('board', 'the board'), ('safeguarding_lead', 'the safeguarding lead'), ('communications_manager', 'the communications manager'), ('organisation', 'the organisation'), ('team', 'the team'), ('client', 'the client'), ('authorities', 'the authorities')], max_length=24, verbose_name='whom to tell')),
                ('whose', models.CharField(blank=True, choices=[('line_manager', 'the line manager'), ('director', 'a director'), ('chief_executive', 'the chief executive'), ('board', 'the board'), ('safeguarding_lead', 'the safeguarding lead'), ('communications_manager', 'the communications manager'), ('organisation', 'the organisation'), ('team', 'the team'), ('client', 'the client'), ('authorities', 'the authorities')], max_length=24, verbose_name='whose responsibility')),
                ('binds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None, verbose_name='whom it binds')),
                ('client_kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None, verbose_name='towards whom')),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None, verbose_name='topics')),
                ('seriousness', models.CharField(choices=[('serious', 'Serious'), ('breach', 'A breach'), ('low', 'Low level'), ('guidance', 'A matter for guidance')], max_length=10, verbose_name='how grave a breach is')),
                ('exception', models.CharField(choices=[('never', 'Nobody can allow an exception'), ('approver', 'Whoever must be asked first can allow it'), ('variation', 'A director can allow an exception, with safeguards')], max_length=10, verbose_name='exceptions')),
                ('expects', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None, verbose_name='what it asks for')),
                ('everyday', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), size=None, verbose_name='in everyday words')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clauses', to='policies.policyversion')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clauses', to='policies.section')),
            ],
            options={
                'ordering': ['position'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='LocalText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, verbose_name='clause')),
                ('kind', models.CharField(choices=[('wording', 'How we say it here'), ('instruction', 'How we do it here')], max_length=12, verbose_name='kind')),
                ('text', models.TextField(verbose_name='text')),
                ('written_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('adoption', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='local_texts', to='policies.adoption')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('adoption', 'code', 'kind'), name='local_text_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(fields=('policy', 'organisation', 'edition'), name='policy_version_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'published')), fields=('policy', 'organisation'), name='policy_one_published', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['draft', 'in_review'])), fields=('policy', 'organisation'), name='policy_one_open', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.CheckConstraint(condition=models.Q(('organisation', None), ('status__in', ['draft', 'in_review']), ('approved_by__isnull', False), _connector='OR'), name='policy_version_approved'),
        ),
        migrations.AddConstraint(
            model_name='appendix',
            constraint=models.UniqueConstraint(fields=('version', 'code'), name='appendix_once'),
        ),
        migrations.AddConstraint(
            model_name='adoption',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('organisation', 'policy'), name='adopted_once'),
        ),
        migrations.AddConstraint(
            model_name='adoption',
            constraint=models.CheckConstraint(condition=models.Q(('last_reviewed', None), ('next_review', None), ('next_review__gt', models.F('last_reviewed')), _connector='OR'), name='adoption_review_after'),
        ),
        migrations.AddConstraint(
            model_name='section',
            constraint=models.UniqueConstraint(fields=('version', 'key'), name='section_once'),
        ),
        migrations.AddIndex(
            model_name='clause',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('text', config='english'), name='clause_words'),
        ),
        migrations.AddIndex(
            model_name='clause',
            index=models.Index(fields=['code'], name='clause_code'),
        ),
        migrations.AddConstraint(
            model_name='clause',
            constraint=models.UniqueConstraint(fields=('version', 'code'), name='clause_once'),
        ),
    ]

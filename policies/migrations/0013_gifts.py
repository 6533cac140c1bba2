"""Gifts and favours, behind the wall; and a trigger that keeps what was said of one as it was said.

An entry and its grants carry their organisation; what hangs on an entry is seen where it is.
"""

import boundaries.sealing.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

ROOTS, HANGING = ("giftentry", "giftgrant"), ("giftfate", "giftdecision")
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
CREATE POLICY as_its_entry ON policies_{table} AS PERMISSIVE
    USING (EXISTS (SELECT FROM policies_giftentry w WHERE w.id = entry_id));
COMMENT ON POLICY as_its_entry ON policies_{table} IS 'What hangs on an entry that is seen.';
"""
NO_ROOT = "DROP POLICY its_organisation ON policies_{table}; DROP POLICY somebody ON policies_{table};"
NO_PART = "DROP POLICY as_its_entry ON policies_{table};"
WALLS = [
    *(ENABLE.format(table=table) for table in (*ROOTS, *HANGING)),
    *(ROOT.format(table=table) for table in ROOTS),
    *(PART.format(table=table) for table in HANGING),
]
NO_WALLS = [
    *(NO_PART.format(table=table) for table in HANGING),
    *(NO_ROOT.format(table=table) for table in ROOTS),
    *(DISABLE.format(table=table) for table in (*ROOTS, *HANGING)),
]
STAYS = """
CREATE FUNCTION policies_gift_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moves text[] := ARRAY['state', 'fate', 'handler_id', 'due_at', 'basis', 'clauses', 'worth', 'worth_currency', 'from_giver', 'to_worker'];
BEGIN
    IF to_jsonb(OLD) - moves IS DISTINCT FROM to_jsonb(NEW) - moves THEN
        RAISE EXCEPTION 'what was said of a gift is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER gift_stays BEFORE UPDATE ON policies_giftentry FOR EACH ROW EXECUTE FUNCTION policies_gift_stays();
"""
NO_STAYS = "DROP TRIGGER gift_stays ON policies_giftentry; DROP FUNCTION policies_gift_stays();"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_assignment_blocks'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('boundaries', '0002_row_level_security'),
        ('policies', '0012_contacts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='GiftEntry',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('direction', models.CharField(choices=[('from', 'To somebody who works here'), ('to', 'From somebody who works here')], max_length=4)),
                ('happening', models.CharField(choices=[('given', 'Given'), ('offered', 'Offered'), ('asked', 'Asked for')], max_length=7)),
                ('giver', models.CharField(choices=[('client', 'A client'), ('relative', "A client's relative or friend"), ('other', 'Somebody else')], max_length=8)),
                ('giver_name', boundaries.sealing.fields.SealedTextField()),
                ('giver_index', models.BinaryField()),
                ('kind', models.CharField(choices=[('thing', 'A thing'), ('cash', 'Money'), ('voucher', 'A voucher'), ('meal', 'A meal, a drink or an invitation'), ('favour', 'A favour, or a piece of work'), ('loan', 'A loan of money or things'), ('sale', 'Buying, selling or swapping'), ('donation', 'Money for the service'), ('bequest', 'Something in a will')], max_length=8, verbose_name='kind')),
                ('what', boundaries.sealing.fields.SealedTextField()),
                ('amount', models.DecimalField(decimal_places=3, max_digits=10, null=True)),
                ('currency', models.CharField(max_length=3)),
                ('worth', models.DecimalField(decimal_places=3, max_digits=18, null=True)),
                ('worth_currency', models.CharField(max_length=3)),
                ('from_giver', models.DecimalField(decimal_places=3, max_digits=18, null=True)),
                ('to_worker', models.DecimalField(decimal_places=3, max_digits=18, null=True)),
                ('own_idea', models.CharField(choices=[('yes', 'Yes'), ('no', 'No, or I am not sure')], max_length=3)),
                ('proposed_by', models.CharField(blank=True, choices=[('they', 'They did'), ('worker', 'I did'), ('colleague', 'Somebody else who works here'), ('unknown', 'I do not know')], max_length=9)),
                ('pressure', boundaries.sealing.fields.SealedTextField()),
                ('entitled', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No'), ('unsure', 'I am not sure')], max_length=6)),
                ('happened_on', models.DateField()),
                ('clauses', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('entered_at', models.DateTimeField()),
                ('basis', models.CharField(choices=[('token', 'It is a small token of thanks. Such a token may be accepted.'), ('nothing_taken', 'Nothing was kept. It is written down, and there is nothing more to do.'), ('asked_for', 'It was asked for. What clients or their families are asked for cannot be accepted.'), ('cash', 'Money cannot be given or taken, however small the sum.'), ('bequest', "Nobody who works here can be named in a client's will, or look after one."), ('forbidden', 'A policy here does not allow this, however small it is.'), ('large', 'It is worth too much to be accepted.'), ('large_together', 'Counted together with what else they gave over twelve months, it is too much to be accepted.'), ('ask_first', "A policy here asks for the line manager's agreement."), ('other_kind', 'This is not a gift like others: the line manager looks at it.'), ('no_value', 'What it is worth is not known.'), ('no_rate', "What it is worth in your organisation's own currency is not known."), ('pressed', 'It may not have been their own free choice.'), ('to_client', 'Gifts from somebody who works here are looked at by the line manager first.'), ('no_token', 'No policy here says that a token may be accepted.'), ('no_limit', 'Your organisation has not said yet what a small token is.'), ('middle', 'It is worth more than a small token.'), ('middle_together', 'Counted together with what else they gave over twelve months, it is more than a small token.'), ('worker_total', 'Together with what else was accepted over twelve months, it is a lot for one person.'), ('anew', 'Before it was corrected it was refused, or the line manager decided about it. So the line manager looks at it again.')], max_length=16)),
                ('state', models.CharField(choices=[('accepted', 'A small token: fine'), ('waiting', 'Waits for the line manager'), ('refused', 'Not accepted here'), ('decided', 'Decided'), ('noted', 'Written down'), ('corrected', 'Corrected since')], max_length=9, verbose_name='where it stands')),
                ('fate', models.CharField(choices=[('kept', 'Kept'), ('returned', 'Given back'), ('passed_on', 'Passed on, to the team or the service'), ('declined', 'Declined'), ('open', 'Not decided yet')], max_length=9, verbose_name='what became of it')),
                ('due_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.site')),
                ('client', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('corrects', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='policies.giftentry')),
                ('data_key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='boundaries.datakey')),
                ('first', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='later', to='policies.giftentry')),
                ('handler', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('worker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'permissions': [('open_gift', 'Open a gift entry')],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='GiftDecision',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('verdict', models.CharField(choices=[('keep', 'It can be kept'), ('return', 'Give it back, or decline it'), ('pass_on', 'Pass it on, to the team or the service')], max_length=7)),
                ('reason', boundaries.sealing.fields.SealedTextField()),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='policies.giftentry')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='GiftFate',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('fate', models.CharField(choices=[('kept', 'Kept'), ('returned', 'Given back'), ('passed_on', 'Passed on, to the team or the service'), ('declined', 'Declined'), ('open', 'Not decided yet')], max_length=9)),
                ('told_at', models.DateTimeField()),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fates', to='policies.giftentry')),
                ('told_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='GiftGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_id', models.UUIDField()),
                ('relation', models.CharField(choices=[('handler', 'Handles it'), ('holder', 'Holds it until it is clear who is meant'), ('alerted', 'Was told at once because it is serious'), ('escalated', 'Was told because it was late'), ('emergency', 'Reads it in an emergency, for an hour')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('given_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(null=True)),
                ('sort_at', models.DateTimeField(null=True)),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='policies.giftentry')),
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
            name='GiftRate',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('currency', models.CharField(max_length=3)),
                ('into', models.CharField(max_length=3)),
                ('since', models.DateField()),
                ('worth', models.DecimalField(decimal_places=8, max_digits=16)),
                ('set_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='GiftBands',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('edition', models.PositiveIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('token', models.DecimalField(decimal_places=3, max_digits=10, null=True)),
                ('large', models.DecimalField(decimal_places=3, max_digits=10, null=True)),
                ('worker', models.DecimalField(decimal_places=3, max_digits=10, null=True)),
                ('days', models.PositiveSmallIntegerField()),
                ('set_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('organisation', 'edition'), name='gift_bands_once')],
            },
        ),
        migrations.AddIndex(
            model_name='giftentry',
            index=models.Index(condition=models.Q(('state', 'corrected'), _negated=True), fields=['worker', '-happened_on', '-id'], name='gift_own'),
        ),
        migrations.AddIndex(
            model_name='giftentry',
            index=models.Index(condition=models.Q(('state', 'corrected'), _negated=True), fields=['organisation', '-happened_on', '-id'], name='gift_register'),
        ),
        migrations.AddIndex(
            model_name='giftentry',
            index=models.Index(condition=models.Q(('state', 'corrected'), _negated=True), fields=['area', '-happened_on', '-id'], name='gift_register_area'),
        ),
        migrations.AddIndex(
            model_name='giftentry',
            index=models.Index(condition=models.Q(('state', 'corrected'), _negated=True), fields=['giver_index', 'happened_on'], name='gift_of_giver'),
        ),
        migrations.AddIndex(
            model_name='giftentry',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['organisation'], name='gift_waiting'),
        ),
        migrations.AddConstraint(
            model_name='giftentry',
            constraint=models.CheckConstraint(condition=models.Q(('amount', None), models.Q(('amount__gt', 0), ('amount__lt', 10000000)), _connector='OR'), name='gift_amount'),
        ),
        migrations.AddConstraint(
            model_name='giftentry',
            constraint=models.CheckConstraint(condition=models.Q(('handler', models.F('worker')), _negated=True), name='gift_decided_by_another'),
        ),
        migrations.AddConstraint(
            model_name='giftentry',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'waiting'), ('due_at', None), _connector='OR'), name='gift_clock_while_waiting'),
        ),
        migrations.AddIndex(
            model_name='giftgrant',
            index=models.Index(condition=models.Q(('sort_at__isnull', False)), fields=['user', 'sort_at', 'content_object'], name='gift_grant_desk'),
        ),
        migrations.AddConstraint(
            model_name='giftgrant',
            constraint=models.UniqueConstraint(fields=('user', 'content_object'), name='gift_grant_once'),
        ),
        migrations.AlterUniqueTogether(
            name='giftgrant',
            unique_together={('user', 'permission', 'content_object')},
        ),
        migrations.AddIndex(
            model_name='giftrate',
            index=models.Index(fields=['organisation', 'into', 'currency', 'since'], name='gift_rate_of_day'),
        ),
        migrations.AddConstraint(
            model_name='giftrate',
            constraint=models.CheckConstraint(condition=models.Q(('worth__gt', 0)), name='gift_rate_worth'),
        ),
        migrations.RunSQL("\n".join(WALLS), "\n".join(NO_WALLS)),
        migrations.RunSQL(STAYS, NO_STAYS),
    ]

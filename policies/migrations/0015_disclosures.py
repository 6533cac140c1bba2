"""Disclosures, behind the wall: nothing crosses between organisations, and nothing beats being kept out.

A draft is seen by its worker alone. What hangs on a disclosure is seen where it is; the way it took, and who is kept out, are closed
besides to the worker: they would tell who was passed over. What was sent is never changed and never taken away, and nobody who is
kept out is given it or let in to it: the database refuses it.
"""

import boundaries.sealing.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


KEPT_OUT = """
CREATE FUNCTION policies_kept_out() RETURNS SETOF uuid
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER ROWS 20 SET search_path = public, pg_temp
    AS $$ SELECT x.disclosure_id FROM policies_disclosureexclusion x WHERE x.person_id = (SELECT boundaries_actor()) $$;
COMMENT ON FUNCTION policies_kept_out() IS 'The disclosures that the actor is kept out of, for policies only.';
"""
NO_KEPT_OUT = "DROP FUNCTION policies_kept_out();"
ENABLE = "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
DISABLE = "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;"
POLICY = "CREATE POLICY {name} ON {table} AS {kind} USING ({using}); COMMENT ON POLICY {name} ON {table} IS '{words}';"
NO_POLICY = "DROP POLICY {name} ON {table};"
SYSTEM = "(SELECT boundaries_system())"
ACTOR = "(SELECT boundaries_actor())"
ORGANISATION = "organisation_id = (SELECT boundaries_organisation())"


def not_kept_out(column):
    """Whoever acts is not kept out of the disclosure in this column."""
    return f"({ACTOR} IS NOT NULL AND {column} NOT IN (SELECT k FROM policies_kept_out() k))"


def seen(column):
    """The disclosure in this column is itself seen."""
    return f"EXISTS (SELECT FROM policies_disclosure d WHERE d.id = {column})"


def seen_of_another(column):
    """It is seen, and somebody else's than the actor's."""
    return f"EXISTS (SELECT FROM policies_disclosure d WHERE d.id = {column} AND d.worker_id <> {ACTOR})"


P, R = "PERMISSIVE", "RESTRICTIVE"
OURS, NEVER = "Rows of the organisation.", "Nobody who is kept out of the disclosure."
NOT_ITS_WORKER = "Not the worker: it would tell who was passed over."
ROOT = "policies_disclosure"
WALLS = [
    (ROOT, "its_organisation", P, ORGANISATION, OURS),
    (ROOT, "never_kept_out", R, f"{SYSTEM} OR {not_kept_out('id')} OR worker_id = {ACTOR}", "Nobody who is kept out of it."),
    (ROOT, "a_draft_its_worker", R, f"{SYSTEM} OR status <> 'draft' OR worker_id = {ACTOR}", "Only its worker."),
    ("policies_disclosuregrant", "its_organisation", P, ORGANISATION, OURS),
    ("policies_disclosuregrant", "never_kept_out", R, f"{SYSTEM} OR {not_kept_out('content_object_id')}", NEVER),
    ("policies_disclosureexclusion", "its_organisation", P, ORGANISATION, OURS),
    (
        "policies_disclosureexclusion",
        "never_kept_out",
        R,
        # inside `policies_kept_out`, and inside the triggers, the owner asks: there the wall itself is looked up
        f"(SELECT current_user <> session_user) OR {SYSTEM} OR {not_kept_out('disclosure_id')}",
        "Nobody who is kept out of it, not even for their own row.",
    ),
    *(
        (f"policies_disclosure{table}", "as_its_disclosure", P, seen("disclosure_id"), "What hangs on a disclosure that is seen.")
        for table in ("route", "conversation", "decision", "change")
    ),
    (
        "policies_disclosuresafeguard",
        "as_its_decision",
        P,
        "EXISTS (SELECT FROM policies_disclosuredecision d WHERE d.id = decision_id)",
        "The safeguards of a decision that is seen.",
    ),
    ("policies_disclosureroute", "not_its_worker", R, f"{SYSTEM} OR {seen_of_another('disclosure_id')}", NOT_ITS_WORKER),
    (
        "boundaries_thread",
        "as_its_disclosure",
        R,
        f"about_kind <> 'disclosure' OR {seen('about_id')}",
        "A thread about a disclosure, where it is seen.",
    ),
    (
        "boundaries_recordentry",
        "as_its_disclosure",
        R,
        f"about_kind <> 'disclosure' OR {seen('about_id')}",
        "What is written about a disclosure, where it is seen.",
    ),
]
TABLES = [table for table in dict.fromkeys(wall[0] for wall in WALLS) if table.startswith("policies_")]
PUT_UP = [POLICY.format(table=table, name=name, kind=kind, using=using, words=words) for table, name, kind, using, words in WALLS]
TAKE_DOWN = [NO_POLICY.format(table=table, name=name) for table, name, *_rest in WALLS]

TRIGGERS = """
CREATE FUNCTION policies_refuse_excluded_handler() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM policies_disclosureexclusion x WHERE x.disclosure_id = NEW.id AND x.person_id = NEW.handler_id
    ) THEN
        RAISE EXCEPTION 'somebody kept out of a disclosure cannot decide it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER policies_refuse_excluded_handler AFTER INSERT OR UPDATE OF handler_id ON policies_disclosure
    FOR EACH ROW WHEN (NEW.handler_id IS NOT NULL) EXECUTE FUNCTION policies_refuse_excluded_handler();

CREATE FUNCTION policies_refuse_excluded_grant() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM policies_disclosureexclusion x JOIN accounts_staffmember p ON p.id = x.person_id
        WHERE x.disclosure_id = NEW.content_object_id AND p.user_id = NEW.user_id
    ) THEN
        RAISE EXCEPTION 'somebody kept out of a disclosure cannot be let in to it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER policies_refuse_excluded_grant AFTER INSERT OR UPDATE OF user_id, content_object_id, ends_at
    ON policies_disclosuregrant
    FOR EACH ROW WHEN (NEW.ends_at IS NULL) EXECUTE FUNCTION policies_refuse_excluded_grant();

CREATE FUNCTION policies_refuse_retelling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was disclosed is never changed nor taken away' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER policies_refuse_retelling BEFORE UPDATE ON policies_disclosure
    FOR EACH ROW WHEN (
        OLD.status <> 'draft' AND (
            (OLD.person, OLD.since, OLD.story, OLD.proposal, OLD.parties, OLD.worker_id, OLD.towards, OLD.submitted_at, OLD.reference)
            IS DISTINCT FROM
            (NEW.person, NEW.since, NEW.story, NEW.proposal, NEW.parties, NEW.worker_id, NEW.towards, NEW.submitted_at, NEW.reference)
            OR NEW.status = 'draft'
            OR (OLD.bars AND NOT NEW.bars)
        )
    ) EXECUTE FUNCTION policies_refuse_retelling();
CREATE TRIGGER policies_refuse_untelling BEFORE DELETE ON policies_disclosure
    FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION policies_refuse_retelling();
"""
NO_TRIGGERS = """
DROP TRIGGER policies_refuse_untelling ON policies_disclosure;
DROP TRIGGER policies_refuse_retelling ON policies_disclosure;
DROP FUNCTION policies_refuse_retelling();
DROP TRIGGER policies_refuse_excluded_handler ON policies_disclosure;
DROP FUNCTION policies_refuse_excluded_handler();
DROP TRIGGER policies_refuse_excluded_grant ON policies_disclosuregrant;
DROP FUNCTION policies_refuse_excluded_grant();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_assignment_blocks'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('boundaries', '0002_row_level_security'),
        ('policies', '0014_moments_that_ask'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(db_collation='C', max_length=16, null=True, unique=True)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Sent'), ('conversation_due', 'Conversation due'), ('under_review', 'Under review'), ('returned', 'Returned for more'), ('cleared', 'Cleared'), ('managed', 'Managed with a plan'), ('off_the_case', 'Off the case'), ('refused', 'Not allowed'), ('review_due', 'Review due'), ('lapsed', 'Lapsed: not reviewed in time'), ('ended', 'Ended')], default='draft', max_length=16)),
                ('towards', models.CharField(blank=True, choices=[('client', 'A client'), ('former', 'A former client'), ('relative', 'A relative or friend of a client'), ('organisation', 'Somebody of an organisation we work for'), ('other', 'Somebody else, or no person in particular')], max_length=12)),
                ('relative', models.UUIDField(null=True)),
                ('whereabouts', models.CharField(choices=[('open', 'Not looked up yet'), ('client', 'A client here, or close to one'), ('not_here', 'No client here')], default='open', max_length=8)),
                ('kind', models.CharField(blank=True, choices=[('family', 'Family'), ('household', 'We live, or lived, in one household'), ('friend', 'Friend'), ('former_friend', 'Former friend'), ('romantic', 'Romantic or sexual, now or as it may become'), ('romantic_before', 'Romantic or sexual, in the past'), ('neighbour', 'Neighbour'), ('community', 'Same community, club or faith'), ('business', 'Business with each other'), ('work', 'Employer, employee, landlord or tenant'), ('online', 'Contact online'), ('client_of_relative', 'Somebody close to me works with them'), ('attachment', 'A growing attachment'), ('will', 'Named in a will, or looking after one'), ('interest', 'A personal, religious, political or business interest'), ('other', 'Something else')], max_length=20)),
                ('nature', models.CharField(blank=True, choices=[('actual', 'It is so'), ('potential', 'It could become so'), ('perceived', 'It could look so to others')], max_length=10)),
                ('timing', models.CharField(blank=True, choices=[('before', 'From before the service'), ('now', 'While the service goes on'), ('after', 'After the service ended'), ('anticipated', 'It has not begun, but may')], max_length=12)),
                ('direction', models.CharField(blank=True, choices=[('mine', 'Mine towards them'), ('theirs', 'Theirs towards me'), ('both', 'Both')], max_length=6)),
                ('clauses', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('person', boundaries.sealing.fields.SealedTextField()),
                ('since', boundaries.sealing.fields.SealedTextField()),
                ('story', boundaries.sealing.fields.SealedTextField()),
                ('proposal', boundaries.sealing.fields.SealedTextField()),
                ('parties', boundaries.sealing.fields.SealedJSONField()),
                ('begun_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(null=True)),
                ('alarm_at', models.DateTimeField(null=True)),
                ('waits_since', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('sort_at', models.DateTimeField()),
                ('reminded_at', models.DateTimeField(null=True)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('bars', models.BooleanField(default=False)),
                ('excepted', models.BooleanField(default=False)),
                ('review_on', models.DateField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('end_asked_on', models.DateField(null=True)),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.site')),
                ('client', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('data_key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='boundaries.datakey')),
                ('handler', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'permissions': [('open_disclosure', 'Open a disclosure')],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DisclosureChange',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('words', boundaries.sealing.fields.SealedTextField()),
                ('before', boundaries.sealing.fields.SealedJSONField()),
                ('told_at', models.DateTimeField()),
                ('disclosure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='policies.disclosure')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DisclosureConversation',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('held_on', models.DateField()),
                ('confidentiality', boundaries.sealing.fields.SealedTextField()),
                ('risk', boundaries.sealing.fields.SealedTextField()),
                ('view', boundaries.sealing.fields.SealedTextField()),
                ('recorded_at', models.DateTimeField()),
                ('disclosure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='policies.disclosure')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DisclosureDecision',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('outcome', models.CharField(choices=[('cleared', 'Cleared: nothing has to be done'), ('managed', 'Managed: with a plan of safeguards'), ('off_the_case', 'Off the case: they do not work with this client'), ('refused', 'Not allowed: what was proposed cannot be'), ('excepted', 'A director allowed an exception')], max_length=12)),
                ('reason', boundaries.sealing.fields.SealedTextField()),
                ('extent', models.CharField(blank=True, choices=[('nothing', 'Nothing more than the safeguards'), ('key_worker', "They are not the client's key worker")], max_length=10)),
                ('review_on', models.DateField(null=True)),
                ('why_nobody', boundaries.sealing.fields.SealedTextField()),
                ('told_how', boundaries.sealing.fields.SealedTextField()),
                ('told_on', models.DateField(null=True)),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('disclosure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='policies.disclosure')),
                ('takes_over', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DisclosureExclusion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('organisation_id', models.UUIDField()),
                ('source', models.CharField(choices=[('subject', 'The report is about them'), ('implicated', 'They may be involved'), ('witness', 'They are a witness'), ('not_to_receive', 'The reporter named them as not to receive it'), ('recused', 'They stepped aside'), ('conflict', 'They declared a conflict of interest')], max_length=16)),
                ('added_at', models.DateTimeField()),
                ('disclosure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exclusions', to='policies.disclosure')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DisclosureGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_id', models.UUIDField()),
                ('relation', models.CharField(choices=[('handler', 'Handles it'), ('holder', 'Holds it until it is clear who is meant'), ('alerted', 'Was told at once because it is serious'), ('escalated', 'Was told because it was late'), ('emergency', 'Reads it in an emergency, for an hour')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('given_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(null=True)),
                ('sort_at', models.DateTimeField(null=True)),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='policies.disclosure')),
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
            name='DisclosureRoute',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('cause', models.CharField(choices=[('submitted', 'It was sent'), ('organisation_changed', 'The organisation changed'), ('recused', 'Whoever had it stepped aside'), ('escalated', 'The time ran out')], max_length=24)),
                ('path', boundaries.sealing.fields.SealedJSONField()),
                ('decided_at', models.DateTimeField()),
                ('disclosure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='routes', to='policies.disclosure')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DisclosureSafeguard',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('words', boundaries.sealing.fields.SealedTextField()),
                ('on', models.DateField()),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='safeguards', to='policies.disclosuredecision')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='disclosure',
            index=models.Index(fields=['organisation', 'sort_at', 'id'], name='disclosure_by_due'),
        ),
        migrations.AddIndex(
            model_name='disclosure',
            index=models.Index(fields=['worker', '-begun_at'], name='disclosure_by_worker'),
        ),
        migrations.AddIndex(
            model_name='disclosure',
            index=models.Index(fields=['handler', 'status'], name='disclosure_by_handler'),
        ),
        migrations.AddIndex(
            model_name='disclosure',
            index=models.Index(fields=['organisation', '-submitted_at', '-id'], name='disclosure_register'),
        ),
        migrations.AddIndex(
            model_name='disclosure',
            index=models.Index(fields=['area', '-submitted_at', '-id'], name='disclosure_register_of_area'),
        ),
        migrations.AddIndex(
            model_name='disclosure',
            index=models.Index(fields=['client', 'worker'], name='disclosure_of_pair'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(('handler', None), ('alarm_at', None), _connector='OR'), name='disclosure_alarm_means_nobody'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'draft'), models.Q(('reference__isnull', False), ('submitted_at__isnull', False), models.Q(('kind', ''), _negated=True), models.Q(('nature', ''), _negated=True), models.Q(('timing', ''), _negated=True), models.Q(('towards', ''), _negated=True)), _connector='OR'), name='disclosure_sent_is_complete'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(('handler', models.F('worker')), _negated=True), name='disclosure_handled_by_another'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['managed', 'review_due', 'lapsed']), _negated=True), ('review_on__isnull', False), _connector='OR'), name='disclosure_plan_has_review'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('whereabouts', 'client'), _negated=True), ('client__isnull', False), _connector='OR'), name='disclosure_client_is_linked'),
        ),
        migrations.AddIndex(
            model_name='disclosureexclusion',
            index=models.Index(fields=['person', 'disclosure'], name='disclosure_exclusion_wall'),
        ),
        migrations.AddConstraint(
            model_name='disclosureexclusion',
            constraint=models.UniqueConstraint(fields=('disclosure', 'person'), name='disclosure_exclusion_once'),
        ),
        migrations.AddIndex(
            model_name='disclosuregrant',
            index=models.Index(fields=['user', 'sort_at', 'content_object'], name='disclosure_grant_list'),
        ),
        migrations.AddConstraint(
            model_name='disclosuregrant',
            constraint=models.UniqueConstraint(fields=('user', 'content_object'), name='disclosure_grant_once'),
        ),
        migrations.AlterUniqueTogether(
            name='disclosuregrant',
            unique_together={('user', 'permission', 'content_object')},
        ),
        migrations.RunSQL(KEPT_OUT, NO_KEPT_OUT),
        migrations.RunSQL(
            "\n".join([*(ENABLE.format(table=table) for table in TABLES), *PUT_UP]),
            "\n".join([*TAKE_DOWN, *(DISABLE.format(table=table) for table in TABLES)]),
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]

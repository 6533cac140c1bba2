"""Exceptions, behind the wall: nothing crosses between organisations, and nothing beats being kept out.

A draft is seen by its worker alone. What hangs on an exception is seen where it is; the way it took is closed besides to the worker: it
would tell who was passed over. What was sent changes only while it is sent back with a question; it is never taken away. Nobody who
is kept out is given it or let in to it, nobody decides what they asked for or take part in, an absolute clause is excepted by nobody,
and nothing is approved without the words of everybody whose word it needs: the database refuses it.
"""

import boundaries.sealing.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

KEPT_OUT = """
CREATE FUNCTION policies_kept_out_of_exceptions() RETURNS SETOF uuid
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER ROWS 20 SET search_path = public, pg_temp
    AS $$ SELECT x.exception_id FROM policies_exceptionexclusion x WHERE x.person_id = (SELECT boundaries_actor()) $$;
COMMENT ON FUNCTION policies_kept_out_of_exceptions() IS 'The exceptions that the actor is kept out of, for policies only.';
"""
NO_KEPT_OUT = "DROP FUNCTION policies_kept_out_of_exceptions();"
ENABLE = "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
DISABLE = "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;"
POLICY = "CREATE POLICY {name} ON {table} AS {kind} USING ({using}); COMMENT ON POLICY {name} ON {table} IS '{words}';"
NO_POLICY = "DROP POLICY {name} ON {table};"
SYSTEM = "(SELECT boundaries_system())"
ACTOR = "(SELECT boundaries_actor())"
ORGANISATION = "organisation_id = (SELECT boundaries_organisation())"


def not_kept_out(column):
    """Whoever acts is not kept out of the exception in this column."""
    return f"({ACTOR} IS NOT NULL AND {column} NOT IN (SELECT k FROM policies_kept_out_of_exceptions() k))"


def seen(column):
    """The exception in this column is itself seen."""
    return f"EXISTS (SELECT FROM policies_exceptionrequest e WHERE e.id = {column})"


P, R = "PERMISSIVE", "RESTRICTIVE"
ROOT = "policies_exceptionrequest"
WALLS = [
    (ROOT, "its_organisation", P, ORGANISATION, "Rows of the organisation."),
    (ROOT, "never_kept_out", R, f"{SYSTEM} OR {not_kept_out('id')} OR worker_id = {ACTOR}", "Nobody who is kept out of it."),
    (ROOT, "a_draft_its_worker", R, f"{SYSTEM} OR status <> 'draft' OR worker_id = {ACTOR}", "Only its worker."),
    ("policies_exceptiongrant", "its_organisation", P, ORGANISATION, "Rows of the organisation."),
    (
        "policies_exceptiongrant",
        "never_kept_out",
        R,
        f"{SYSTEM} OR {not_kept_out('content_object_id')}",
        "Nobody who is kept out of the exception.",
    ),
    ("policies_exceptionexclusion", "its_organisation", P, ORGANISATION, "Rows of the organisation."),
    (
        "policies_exceptionexclusion",
        "never_kept_out",
        R,
        # inside the function, and inside the triggers, the owner asks: there the wall itself is looked up
        f"(SELECT current_user <> session_user) OR {SYSTEM} OR {not_kept_out('exception_id')}",
        "Nobody who is kept out of it, not even for their own row.",
    ),
    (
        "policies_exceptionroute",
        "as_its_exception",
        P,
        f"EXISTS (SELECT FROM policies_exceptionrequest e WHERE e.id = exception_id AND ({SYSTEM} OR e.worker_id <> {ACTOR}))",
        "Where it is seen, and not by its worker: it would tell who was passed over.",
    ),
    *(
        (f"policies_exception{table}", "as_its_exception", P, seen("exception_id"), "What hangs on an exception that is seen.")
        for table in ("companion", "asking", "assessment", "decision", "turn", "outcome")
    ),
    (
        "policies_exceptionsafeguard",
        "as_its_assessment",
        P,
        "EXISTS (SELECT FROM policies_exceptionassessment a WHERE a.id = assessment_id)",
        "The safeguards of an assessment that is seen.",
    ),
    (
        "boundaries_thread",
        "as_its_exception",
        R,
        f"about_kind <> 'exception' OR {seen('about_id')}",
        "A thread about an exception, where it is seen.",
    ),
    (
        "boundaries_recordentry",
        "as_its_exception",
        R,
        f"about_kind <> 'exception' OR {seen('about_id')}",
        "What is written about an exception, where it is seen.",
    ),
]
TABLES = [table for table in dict.fromkeys(wall[0] for wall in WALLS) if table.startswith("policies_")]
PUT_UP = [POLICY.format(table=table, name=name, kind=kind, using=using, words=words) for table, name, kind, using, words in WALLS]
TAKE_DOWN = [NO_POLICY.format(table=table, name=name) for table, name, *_rest in WALLS]

TRIGGERS = """
CREATE FUNCTION policies_refuse_excluded_assessor() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM policies_exceptionexclusion x WHERE x.exception_id = NEW.id AND x.person_id = NEW.handler_id
    ) THEN
        RAISE EXCEPTION 'somebody kept out of an exception cannot assess it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER policies_refuse_excluded_assessor AFTER INSERT OR UPDATE OF handler_id ON policies_exceptionrequest
    FOR EACH ROW WHEN (NEW.handler_id IS NOT NULL) EXECUTE FUNCTION policies_refuse_excluded_assessor();

CREATE FUNCTION policies_refuse_excluded_exception_grant() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM policies_exceptionexclusion x JOIN accounts_staffmember p ON p.id = x.person_id
        WHERE x.exception_id = NEW.content_object_id AND p.user_id = NEW.user_id
    ) THEN
        RAISE EXCEPTION 'somebody kept out of an exception cannot be let in to it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER policies_refuse_excluded_exception_grant AFTER INSERT OR UPDATE OF user_id, content_object_id, ends_at
    ON policies_exceptiongrant
    FOR EACH ROW WHEN (NEW.ends_at IS NULL) EXECUTE FUNCTION policies_refuse_excluded_exception_grant();

CREATE FUNCTION policies_refuse_asking_otherwise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was asked for is never changed nor taken away' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER policies_refuse_asking_otherwise BEFORE UPDATE ON policies_exceptionrequest
    FOR EACH ROW WHEN (
        OLD.status <> 'draft' AND (
            NEW.status = 'draft'
            OR (OLD.worker_id, OLD.submitted_at, OLD.reference, OLD.renews_id)
                IS DISTINCT FROM (NEW.worker_id, NEW.submitted_at, NEW.reference, NEW.renews_id)
            OR (OLD.status <> 'returned' AND (
                (OLD.words, OLD.hazards, OLD.kind, OLD.client_id, OLD.clauses)
                    IS DISTINCT FROM (NEW.words, NEW.hazards, NEW.kind, NEW.client_id, NEW.clauses)
                OR NEW.starts_on < OLD.starts_on OR NEW.ends_on > OLD.ends_on
            ))
        )
    ) EXECUTE FUNCTION policies_refuse_asking_otherwise();
CREATE TRIGGER policies_refuse_unasking BEFORE DELETE ON policies_exceptionrequest
    FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION policies_refuse_asking_otherwise();

CREATE FUNCTION policies_refuse_conflicted_decision() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE asked policies_exceptionrequest%ROWTYPE;
BEGIN
    SELECT * INTO asked FROM policies_exceptionrequest e WHERE e.id = NEW.exception_id;
    IF asked.worker_id IS DISTINCT FROM NEW.requester_id THEN
        RAISE EXCEPTION 'a decision names whoever asked' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM policies_exceptionassessment a WHERE a.id = NEW.assessment_id AND a.exception_id = NEW.exception_id
    ) THEN
        RAISE EXCEPTION 'a decision is about an assessment of its own exception' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT 1 FROM policies_exceptioncompanion c
        WHERE c.exception_id = NEW.exception_id AND c.person_id IN (NEW.decided_by_id, NEW.on_behalf_of_id)
    ) OR EXISTS (
        SELECT 1 FROM policies_exceptionexclusion x
        WHERE x.exception_id = NEW.exception_id AND x.person_id IN (NEW.decided_by_id, NEW.on_behalf_of_id)
    ) THEN
        RAISE EXCEPTION 'somebody with a conflict cannot decide an exception' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.answer = 'yes' AND NEW.seat <> 'recommends' AND EXISTS (
        SELECT 1 FROM policies_clause c
        WHERE c.id = ANY (asked.clauses) AND (c.strength = 'absolute' OR c.exception = 'never')
    ) THEN
        RAISE EXCEPTION 'nobody can allow an exception from an absolute clause' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER policies_refuse_conflicted_decision BEFORE INSERT ON policies_exceptiondecision
    FOR EACH ROW EXECUTE FUNCTION policies_refuse_conflicted_decision();

CREATE FUNCTION policies_refuse_undecided_approval() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE said integer;
BEGIN
    SELECT count(*) INTO said FROM policies_exceptiondecision d
    WHERE d.exception_id = NEW.id AND d.answer = 'yes' AND d.seat IN ('first', 'second')
        AND d.assessment_id = (SELECT a.id FROM policies_exceptionassessment a WHERE a.exception_id = NEW.id ORDER BY a.id DESC LIMIT 1);
    IF said < (CASE WHEN NEW.second THEN 2 ELSE 1 END) THEN
        RAISE EXCEPTION 'nothing is approved without the word of everybody whose word it needs' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER policies_refuse_undecided_approval AFTER INSERT OR UPDATE OF status ON policies_exceptionrequest
    FOR EACH ROW WHEN (NEW.status IN ('approved', 'active', 'expiring')) EXECUTE FUNCTION policies_refuse_undecided_approval();
"""
NO_TRIGGERS = """
DROP TRIGGER policies_refuse_undecided_approval ON policies_exceptionrequest;
DROP FUNCTION policies_refuse_undecided_approval();
DROP TRIGGER policies_refuse_conflicted_decision ON policies_exceptiondecision;
DROP FUNCTION policies_refuse_conflicted_decision();
DROP TRIGGER policies_refuse_unasking ON policies_exceptionrequest;
DROP TRIGGER policies_refuse_asking_otherwise ON policies_exceptionrequest;
DROP FUNCTION policies_refuse_asking_otherwise();
DROP TRIGGER policies_refuse_excluded_assessor ON policies_exceptionrequest;
DROP FUNCTION policies_refuse_excluded_assessor();
DROP TRIGGER policies_refuse_excluded_exception_grant ON policies_exceptiongrant;
DROP FUNCTION policies_refuse_excluded_exception_grant();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_let_what_runs_end_under_a_block'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('boundaries', '0002_row_level_security'),
        ('policies', '0017_gifts_narrowed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ExceptionAsking',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('facts', boundaries.sealing.fields.SealedJSONField()),
                ('asked_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ExceptionAssessment',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('hazards', boundaries.sealing.fields.SealedJSONField()),
                ('words', boundaries.sealing.fields.SealedTextField()),
                ('residual', models.PositiveSmallIntegerField(null=True)),
                ('assessed_at', models.DateTimeField()),
                ('asking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.exceptionasking')),
                ('assessed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ExceptionRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(db_collation='C', max_length=16, null=True, unique=True)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('requested', 'Sent'), ('assessed', 'Assessed'), ('director_review', 'Waits for a decision'), ('returned', 'Sent back with a question'), ('approved', 'Approved'), ('refused', 'Not approved'), ('active', 'In force'), ('expiring', 'Ends soon'), ('expired', 'Ended'), ('suspended', 'Paused'), ('revoked', 'Revoked'), ('withdrawn', 'Withdrawn'), ('outcome_told', 'Ended, and looked back on')], default='draft', max_length=16)),
                ('kind', models.CharField(blank=True, choices=[('outing', 'A social outing with a client'), ('home_visit', "A client visits a worker's home, or the other way round"), ('duty', 'A task outside my role, which a client or their family asked for'), ('donation', 'A donation to the service'), ('client_money', "Handling a client's money"), ('event', 'An event or an arrangement that matters to a client'), ('contact', 'A planned contact outside working hours'), ('touch', 'Touch that is part of the service'), ('other', 'Something else')], max_length=12)),
                ('clauses', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('starts_on', models.DateField(null=True)),
                ('ends_on', models.DateField(null=True)),
                ('words', boundaries.sealing.fields.SealedJSONField()),
                ('hazards', boundaries.sealing.fields.SealedJSONField()),
                ('for_team', boundaries.sealing.fields.SealedTextField()),
                ('begun_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(null=True)),
                ('office', models.CharField(blank=True, choices=[('line_manager', 'the line manager'), ('director', 'a director'), ('chief_executive', 'the chief executive'), ('board', 'the board'), ('safeguarding_lead', 'the safeguarding lead'), ('communications_manager', 'the communications manager'), ('organisation', 'the organisation'), ('team', 'the team'), ('client', 'the client'), ('authorities', 'the authorities')], max_length=24)),
                ('second', models.BooleanField(default=False)),
                ('residual', models.PositiveSmallIntegerField(null=True)),
                ('approvers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), default=list, size=None)),
                ('alarm_at', models.DateTimeField(null=True)),
                ('waits_since', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField(null=True)),
                ('sort_at', models.DateTimeField()),
                ('reminded_at', models.DateTimeField(null=True)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.site')),
                ('client', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('data_key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='boundaries.datakey')),
                ('handler', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('renews', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='renewals', to='policies.exceptionrequest')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'permissions': [('open_exception', 'Open an exception')],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ExceptionOutcome',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('went', models.CharField(choices=[('well', 'It went well'), ('mixed', 'Some of it did, some did not'), ('badly', 'It did not go well'), ('not_done', 'It did not take place')], max_length=8)),
                ('learned', boundaries.sealing.fields.SealedTextField()),
                ('safeguards', boundaries.sealing.fields.SealedTextField()),
                ('told_at', models.DateTimeField()),
                ('told_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('exception', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='outcome', to='policies.exceptionrequest')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ExceptionGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_id', models.UUIDField()),
                ('relation', models.CharField(choices=[('handler', 'Handles it'), ('holder', 'Holds it until it is clear who is meant'), ('alerted', 'Was told at once because it is serious'), ('escalated', 'Was told because it was late'), ('emergency', 'Reads it in an emergency, for an hour')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('given_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(null=True)),
                ('sort_at', models.DateTimeField(null=True)),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='policies.exceptionrequest')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ExceptionExclusion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('organisation_id', models.UUIDField()),
                ('source', models.CharField(choices=[('subject', 'The report is about them'), ('implicated', 'They may be involved'), ('witness', 'They are a witness'), ('not_to_receive', 'The reporter named them as not to receive it'), ('recused', 'They stepped aside'), ('conflict', 'They declared a conflict of interest')], max_length=16)),
                ('added_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('exception', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exclusions', to='policies.exceptionrequest')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ExceptionDecision',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('seat', models.CharField(choices=[('recommends', 'Recommends'), ('first', 'Decides'), ('second', 'Decides as the second person')], max_length=10)),
                ('answer', models.CharField(choices=[('yes', 'For it'), ('no', 'Against it')], max_length=3)),
                ('reason', boundaries.sealing.fields.SealedTextField()),
                ('for_team', boundaries.sealing.fields.SealedTextField()),
                ('as_it_was', boundaries.sealing.fields.SealedJSONField()),
                ('starts_on', models.DateField(null=True)),
                ('ends_on', models.DateField(null=True)),
                ('decided_at', models.DateTimeField()),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='policies.exceptionassessment')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('on_behalf_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('requester', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('exception', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='policies.exceptionrequest')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ExceptionCompanion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
                ('exception', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='companions', to='policies.exceptionrequest')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='exceptionassessment',
            name='exception',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='policies.exceptionrequest'),
        ),
        migrations.AddField(
            model_name='exceptionasking',
            name='exception',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='askings', to='policies.exceptionrequest'),
        ),
        migrations.CreateModel(
            name='ExceptionRoute',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('cause', models.CharField(choices=[('submitted', 'It was sent'), ('organisation_changed', 'The organisation changed'), ('recused', 'Whoever had it stepped aside'), ('escalated', 'The time ran out')], max_length=24)),
                ('path', boundaries.sealing.fields.SealedJSONField()),
                ('decided_at', models.DateTimeField()),
                ('exception', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='routes', to='policies.exceptionrequest')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ExceptionSafeguard',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('words', boundaries.sealing.fields.SealedTextField()),
                ('on', models.DateField()),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='safeguards', to='policies.exceptionassessment')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ExceptionTurn',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('turn', models.CharField(choices=[('suspended', 'Paused'), ('resumed', 'Taken up again'), ('revoked', 'Revoked')], max_length=10)),
                ('reason', boundaries.sealing.fields.SealedTextField()),
                ('made_at', models.DateTimeField()),
                ('exception', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='policies.exceptionrequest')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ExceptionDelegation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until')),
                ('given_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('delegate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember', verbose_name='who decides')),
                ('director', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember', verbose_name='director')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['delegate', 'ends_on'], name='delegation_of_delegate')],
                'constraints': [models.CheckConstraint(condition=models.Q(('director', models.F('delegate')), _negated=True), name='delegation_to_another'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='delegation_ends_after_start')],
            },
        ),
        migrations.AddIndex(
            model_name='exceptionrequest',
            index=models.Index(fields=['organisation', 'sort_at', 'id'], name='exception_by_due'),
        ),
        migrations.AddIndex(
            model_name='exceptionrequest',
            index=models.Index(fields=['worker', '-begun_at'], name='exception_by_worker'),
        ),
        migrations.AddIndex(
            model_name='exceptionrequest',
            index=models.Index(fields=['handler', 'status'], name='exception_by_handler'),
        ),
        migrations.AddIndex(
            model_name='exceptionrequest',
            index=models.Index(fields=['organisation', '-submitted_at', '-id'], name='exception_register'),
        ),
        migrations.AddIndex(
            model_name='exceptionrequest',
            index=models.Index(fields=['area', '-submitted_at', '-id'], name='exception_register_of_area'),
        ),
        migrations.AddIndex(
            model_name='exceptionrequest',
            index=models.Index(fields=['client', 'status'], name='exception_of_client'),
        ),
        migrations.AddConstraint(
            model_name='exceptionrequest',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'draft'), models.Q(('ends_on__isnull', False), ('reference__isnull', False), ('starts_on__isnull', False), ('submitted_at__isnull', False), models.Q(('kind', ''), _negated=True), models.Q(('office', ''), _negated=True), ('clauses__len__gt', 0)), _connector='OR'), name='exception_sent_is_complete'),
        ),
        migrations.AddConstraint(
            model_name='exceptionrequest',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='exception_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='exceptionrequest',
            constraint=models.CheckConstraint(condition=models.Q(('handler', models.F('worker')), _negated=True), name='exception_assessed_by_another'),
        ),
        migrations.AddIndex(
            model_name='exceptiongrant',
            index=models.Index(fields=['user', 'sort_at', 'content_object'], name='exception_grant_list'),
        ),
        migrations.AddConstraint(
            model_name='exceptiongrant',
            constraint=models.UniqueConstraint(fields=('user', 'content_object'), name='exception_grant_once'),
        ),
        migrations.AlterUniqueTogether(
            name='exceptiongrant',
            unique_together={('user', 'permission', 'content_object')},
        ),
        migrations.AddIndex(
            model_name='exceptionexclusion',
            index=models.Index(fields=['person', 'exception'], name='exception_exclusion_wall'),
        ),
        migrations.AddConstraint(
            model_name='exceptionexclusion',
            constraint=models.UniqueConstraint(fields=('exception', 'person'), name='exception_exclusion_once'),
        ),
        migrations.AddConstraint(
            model_name='exceptiondecision',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', models.F('requester')), _negated=True), name='exception_decided_by_another'),
        ),
        migrations.AddConstraint(
            model_name='exceptiondecision',
            constraint=models.CheckConstraint(condition=models.Q(('on_behalf_of', None), models.Q(('on_behalf_of', models.F('requester')), _negated=True), _connector='OR'), name='exception_decided_for_another'),
        ),
        migrations.AddConstraint(
            model_name='exceptiondecision',
            constraint=models.UniqueConstraint(fields=('assessment', 'seat'), name='exception_seat_once'),
        ),
        migrations.AddConstraint(
            model_name='exceptiondecision',
            constraint=models.UniqueConstraint(fields=('assessment', 'decided_by'), name='exception_nobody_speaks_twice'),
        ),
        migrations.AddConstraint(
            model_name='exceptioncompanion',
            constraint=models.UniqueConstraint(fields=('exception', 'person'), name='exception_companion_once'),
        ),
        migrations.RunSQL(KEPT_OUT, NO_KEPT_OUT),
        migrations.RunSQL(
            "\n".join([*(ENABLE.format(table=table) for table in TABLES), *PUT_UP]),
            "\n".join([*TAKE_DOWN, *(DISABLE.format(table=table) for table in TABLES)]),
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]

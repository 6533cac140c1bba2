"""Two unrelated people together can lift an exclusion (security.md 3.3, AZ-07); and what the database itself says to that.

Exclusions, proposals and decisions are only ever inserted. One that was lifted keeps nobody out: not in the wall's list, not in
the triggers. The database asks for two people, neither of whom is the one kept out, none of the three above another, and for a
cause that no longer stands; the reporter's own wish can never be lifted. A grant that has an end is refused like one without.
"""

import boundaries.sealing.fields
import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models

LIFTED = "EXISTS (SELECT FROM incidents_liftingdecision d WHERE d.exclusion_id = x.id AND d.verdict = 'confirmed')"

KEPT_OUT = f"""
CREATE OR REPLACE FUNCTION incidents_kept_out() RETURNS SETOF uuid
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER ROWS 20 SET search_path = public, pg_temp
    AS $$ SELECT x.report_id FROM incidents_reportexclusion x
          WHERE x.person_id = (SELECT boundaries_actor()) AND NOT {LIFTED} $$;

CREATE OR REPLACE FUNCTION incidents_refuse_excluded_handler() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM incidents_reportexclusion x
        WHERE x.report_id = NEW.id AND x.person_id = NEW.handler_id AND NOT {LIFTED}
    ) THEN
        RAISE EXCEPTION 'somebody kept out of a report cannot handle it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER incidents_refuse_excluded_grant ON incidents_reportgrant;
CREATE OR REPLACE FUNCTION incidents_refuse_excluded_grant() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- what ends, or ends sooner than before, lets nobody in; the clock is not asked, since a grant may be told of another day
    IF TG_OP = 'INSERT' THEN
        IF NEW.ends_at <= NEW.given_at THEN
            RETURN NULL;
        END IF;
    ELSIF NEW.user_id = OLD.user_id AND NEW.content_object_id = OLD.content_object_id
        AND (NEW.ends_at <= OLD.ends_at OR (OLD.ends_at IS NULL AND NEW.ends_at IS NOT NULL)) THEN
        RETURN NULL;
    END IF;
    IF EXISTS (
        SELECT 1 FROM incidents_reportexclusion x JOIN accounts_staffmember p ON p.id = x.person_id
        WHERE x.report_id = NEW.content_object_id AND p.user_id = NEW.user_id AND NOT {LIFTED}
    ) THEN
        RAISE EXCEPTION 'somebody kept out of a report cannot be let in to it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER incidents_refuse_excluded_grant AFTER INSERT OR UPDATE OF user_id, content_object_id, ends_at
    ON incidents_reportgrant FOR EACH ROW EXECUTE FUNCTION incidents_refuse_excluded_grant();
"""
KEPT_OUT_BEFORE = """
CREATE OR REPLACE FUNCTION incidents_kept_out() RETURNS SETOF uuid
    LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER ROWS 20 SET search_path = public, pg_temp
    AS $$ SELECT x.report_id FROM incidents_reportexclusion x WHERE x.person_id = (SELECT boundaries_actor()) $$;

CREATE OR REPLACE FUNCTION incidents_refuse_excluded_handler() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM incidents_reportexclusion x WHERE x.report_id = NEW.id AND x.person_id = NEW.handler_id
    ) THEN
        RAISE EXCEPTION 'somebody kept out of a report cannot handle it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER incidents_refuse_excluded_grant ON incidents_reportgrant;
CREATE OR REPLACE FUNCTION incidents_refuse_excluded_grant() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM incidents_reportexclusion x JOIN accounts_staffmember p ON p.id = x.person_id
        WHERE x.report_id = NEW.content_object_id AND p.user_id = NEW.user_id
    ) THEN
        RAISE EXCEPTION 'somebody kept out of a report cannot be let in to it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER incidents_refuse_excluded_grant AFTER INSERT OR UPDATE OF user_id, content_object_id, ends_at
    ON incidents_reportgrant
    FOR EACH ROW WHEN (NEW.ends_at IS NULL) EXECUTE FUNCTION incidents_refuse_excluded_grant();
"""

TRIGGER = "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"

LAW = f"""
CREATE FUNCTION incidents_are_related(one uuid, other uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH RECURSIVE line(below, id) AS (
        SELECT s.id, s.manager_id FROM accounts_staffmember s WHERE s.id IN (one, other)
        UNION
        SELECT line.below, s.manager_id FROM accounts_staffmember s JOIN line ON s.id = line.id
    )
    SELECT one = other OR EXISTS (SELECT FROM line WHERE id IN (one, other) AND id <> below) $$;
COMMENT ON FUNCTION incidents_are_related(uuid, uuid) IS 'Whether two are one, or one works under the other at any depth.';

CREATE FUNCTION incidents_refuse_following_exclusion() {TRIGGER} AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM incidents_reportexclusion x
        WHERE x.id = NEW.after_id AND x.report_id = NEW.report_id AND x.person_id = NEW.person_id AND {LIFTED}
    ) THEN
        RAISE EXCEPTION 'an exclusion follows only one that was lifted' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER incidents_refuse_following_exclusion AFTER INSERT OR UPDATE ON incidents_reportexclusion
    FOR EACH ROW WHEN (NEW.after_id IS NOT NULL) EXECUTE FUNCTION incidents_refuse_following_exclusion();

CREATE FUNCTION incidents_refuse_lifting() {TRIGGER} AS $$
DECLARE
    kept incidents_reportexclusion;
    proposed incidents_exclusionlifting;
    actor uuid;
BEGIN
    SELECT * INTO kept FROM incidents_reportexclusion x WHERE x.id = NEW.exclusion_id;
    IF TG_TABLE_NAME = 'incidents_exclusionlifting' THEN
        proposed := NEW;
        actor := NEW.proposed_by_id;
    ELSE
        SELECT * INTO proposed FROM incidents_exclusionlifting l WHERE l.id = NEW.lifting_id;
        actor := NEW.decided_by_id;
        IF proposed.exclusion_id IS DISTINCT FROM NEW.exclusion_id OR proposed.report_id IS DISTINCT FROM NEW.report_id THEN
            RAISE EXCEPTION 'a decision is about what was proposed' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.decided_at < proposed.proposed_at OR NEW.decided_at >= proposed.proposed_at + interval '7 days' THEN
            RAISE EXCEPTION 'what was proposed has lapsed' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF kept.report_id IS DISTINCT FROM NEW.report_id OR kept.organisation_id IS DISTINCT FROM NEW.organisation_id THEN
        RAISE EXCEPTION 'an exclusion is lifted in its own report' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM accounts_staffmember s WHERE s.id = actor AND s.is_active AND s.organisation_id = NEW.organisation_id
    ) OR EXISTS (
        SELECT 1 FROM incidents_reportexclusion x WHERE x.report_id = NEW.report_id AND x.person_id = actor AND NOT {LIFTED}
    ) THEN
        RAISE EXCEPTION 'only colleagues who are not kept out lift an exclusion' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_TABLE_NAME = 'incidents_liftingdecision' THEN
        IF NEW.verdict = 'declined' THEN
            RETURN NULL;
        END IF;
        IF incidents_are_related(actor, proposed.proposed_by_id) OR incidents_are_related(actor, kept.person_id) THEN
            RAISE EXCEPTION 'only two unrelated people together lift an exclusion' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF incidents_are_related(proposed.proposed_by_id, kept.person_id) THEN
        RAISE EXCEPTION 'only two unrelated people together lift an exclusion' USING ERRCODE = 'check_violation';
    END IF;
    IF kept.source = 'not_to_receive' OR EXISTS (
        SELECT 1 FROM incidents_party p WHERE p.report_id = NEW.report_id AND p.person_id = kept.person_id
    ) THEN
        RAISE EXCEPTION 'what keeps somebody out of the report still stands' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER incidents_refuse_lifting AFTER INSERT OR UPDATE ON incidents_exclusionlifting
    FOR EACH ROW EXECUTE FUNCTION incidents_refuse_lifting();
CREATE TRIGGER incidents_refuse_lifting AFTER INSERT OR UPDATE ON incidents_liftingdecision
    FOR EACH ROW EXECUTE FUNCTION incidents_refuse_lifting();
"""
NO_LAW = """
DROP TRIGGER incidents_refuse_lifting ON incidents_liftingdecision;
DROP TRIGGER incidents_refuse_lifting ON incidents_exclusionlifting;
DROP FUNCTION incidents_refuse_lifting();
DROP TRIGGER incidents_refuse_following_exclusion ON incidents_reportexclusion;
DROP FUNCTION incidents_refuse_following_exclusion();
DROP FUNCTION incidents_are_related(uuid, uuid);
"""

WALL = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY its_organisation ON {table} USING (organisation_id = (SELECT boundaries_organisation()));
COMMENT ON POLICY its_organisation ON {table} IS 'Rows of the organisation.';
CREATE POLICY never_kept_out ON {table} AS RESTRICTIVE USING (
    (SELECT current_user <> session_user) OR (SELECT boundaries_system())
    OR ((SELECT boundaries_actor()) IS NOT NULL AND report_id NOT IN (SELECT k FROM incidents_kept_out() k)));
COMMENT ON POLICY never_kept_out ON {table} IS 'Nobody who is kept out of the report.';
"""
NO_WALL = """
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
DROP POLICY never_kept_out ON {table};
DROP POLICY its_organisation ON {table};
"""
TABLES = ("incidents_exclusionlifting", "incidents_liftingdecision")


class Migration(migrations.Migration):
    """Two tables behind the wall, what an exclusion follows, and the law in triggers."""

    dependencies = [("accounts", "0007_tokens"), ("incidents", "0009_emergency_access")]
    operations = [
        migrations.CreateModel(
            name='ExclusionLifting',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('organisation_id', models.UUIDField()),
                ('reason', boundaries.sealing.fields.SealedTextField()),
                ('proposed_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='LiftingDecision',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('organisation_id', models.UUIDField()),
                ('verdict', models.CharField(choices=[('confirmed', 'It was lifted'), ('declined', 'It was left as it is')], max_length=9)),
                ('decided_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.RemoveConstraint(
            model_name='reportexclusion',
            name='report_exclusion_once',
        ),
        migrations.AddField(
            model_name='reportexclusion',
            name='after',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='next', to='incidents.reportexclusion'),
        ),
        migrations.AlterField(
            model_name='routedecision',
            name='cause',
            field=models.CharField(choices=[('submitted', 'The report was submitted'), ('subject_changed', 'It became clearer whom the report is about'), ('organisation_changed', 'The organisation changed'), ('recused', 'The person handling it stepped aside'), ('reassigned', 'It was handed to somebody else'), ('escalated', 'A clock ran out'), ('lifted', 'Somebody is no longer kept out of it')], max_length=24),
        ),
        migrations.AddConstraint(
            model_name='reportexclusion',
            constraint=models.UniqueConstraint(condition=models.Q(('after__isnull', True)), fields=('report', 'person'), name='report_exclusion_once'),
        ),
        migrations.AddField(
            model_name='exclusionlifting',
            name='exclusion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='liftings', to='incidents.reportexclusion'),
        ),
        migrations.AddField(
            model_name='exclusionlifting',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember'),
        ),
        migrations.AddField(
            model_name='exclusionlifting',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='liftings', to='incidents.report'),
        ),
        migrations.AddField(
            model_name='liftingdecision',
            name='decided_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember'),
        ),
        migrations.AddField(
            model_name='liftingdecision',
            name='exclusion',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='incidents.reportexclusion'),
        ),
        migrations.AddField(
            model_name='liftingdecision',
            name='lifting',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='decision', to='incidents.exclusionlifting'),
        ),
        migrations.AddField(
            model_name='liftingdecision',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='incidents.report'),
        ),
        migrations.AddIndex(
            model_name='exclusionlifting',
            index=models.Index(fields=['organisation_id', 'proposed_at'], name='lifting_waiting'),
        ),
        migrations.AddConstraint(
            model_name='liftingdecision',
            constraint=models.UniqueConstraint(condition=models.Q(('verdict', 'confirmed')), fields=('exclusion',), name='exclusion_lifted_once'),
        ),
        migrations.RunSQL([WALL.format(table=each) for each in TABLES], [NO_WALL.format(table=each) for each in TABLES]),
        migrations.RunSQL(KEPT_OUT, KEPT_OUT_BEFORE),
        migrations.RunSQL(LAW, NO_LAW),
    ]

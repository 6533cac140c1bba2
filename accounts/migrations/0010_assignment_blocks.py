"""Nobody is assigned to a client whom a standing block keeps from that, whatever the program above does.

Both sides take the client's row lock first, so that an assignment and a block at one moment see one another. What is only made
shorter is never refused: whoever stands under a block must be able to end what they have. A block is begun and ended once, and
nothing else of it changes.

An assignment that is opened again, or made longer, begins anew: from that day on what the client asks for must be held (RC-C-3).
"""

import django.db.models.deletion
import uuid
from django.db import migrations, models

MAKE = """
CREATE FUNCTION accounts_refuse_blocked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM accounts_client WHERE id = NEW.client_id FOR NO KEY UPDATE;
    IF TG_OP = 'UPDATE' AND NEW.client_id = OLD.client_id AND NEW.worker_id = OLD.worker_id
        AND (NEW.role = OLD.role OR NEW.role <> 'key_worker')
        AND coalesce(NEW.ends_on, 'infinity'::date) <= coalesce(OLD.ends_on, 'infinity'::date)
    THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT FROM accounts_assignmentblock b JOIN accounts_organisation o ON o.id = b.organisation_id
        WHERE b.client_id = NEW.client_id AND b.worker_id = NEW.worker_id AND b.ended_at IS NULL
            AND (b.extent = 'any' OR NEW.role = 'key_worker')
            AND coalesce(NEW.ends_on, 'infinity'::date) >= (b.began_at AT TIME ZONE o.zone)::date
    ) THEN
        RAISE EXCEPTION 'somebody who does not work with this client is not assigned to them' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_refuse_blocked BEFORE INSERT OR UPDATE OF client_id, worker_id, role, starts_on, ends_on
    ON accounts_assignment FOR EACH ROW EXECUTE FUNCTION accounts_refuse_blocked();

CREATE FUNCTION accounts_keep_block() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
            OR (NEW.id, NEW.organisation_id, NEW.client_id, NEW.worker_id, NEW.extent, NEW.source, NEW.began_at)
                IS DISTINCT FROM
                (OLD.id, OLD.organisation_id, OLD.client_id, OLD.worker_id, OLD.extent, OLD.source, OLD.began_at)
        THEN
            RAISE EXCEPTION 'a block is ended once and otherwise stays as it is' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    PERFORM FROM accounts_client WHERE id = NEW.client_id AND organisation_id = NEW.organisation_id FOR NO KEY UPDATE;
    IF NOT FOUND OR NOT EXISTS (
        SELECT FROM accounts_staffmember WHERE id = NEW.worker_id AND organisation_id = NEW.organisation_id
    ) THEN
        RAISE EXCEPTION 'a block is about a client and a worker of its organisation' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.ended_at IS NULL AND EXISTS (
        SELECT FROM accounts_assignment a JOIN accounts_organisation o ON o.id = NEW.organisation_id
        WHERE a.client_id = NEW.client_id AND a.worker_id = NEW.worker_id
            AND (NEW.extent = 'any' OR a.role = 'key_worker')
            AND coalesce(a.ends_on, 'infinity'::date) > (NEW.began_at AT TIME ZONE o.zone)::date
    ) THEN
        RAISE EXCEPTION 'an assignment that a block forbids is ended first' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_keep_block BEFORE INSERT OR UPDATE ON accounts_assignmentblock
    FOR EACH ROW EXECUTE FUNCTION accounts_keep_block();

CREATE OR REPLACE FUNCTION accounts_refuse_unqualified() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    begins date := NEW.starts_on;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.client_id = OLD.client_id AND NEW.worker_id = OLD.worker_id AND NEW.starts_on = OLD.starts_on THEN
        IF coalesce(NEW.ends_on, 'infinity'::date) <= coalesce(OLD.ends_on, 'infinity'::date) THEN
            RETURN NEW;
        END IF;
        begins := OLD.ends_on + 1;
    END IF;
    IF EXISTS (
        SELECT FROM accounts_requiredqualification q
        JOIN accounts_client c ON c.organisation_id = q.organisation_id
        WHERE c.id = NEW.client_id AND q.ended_at IS NULL
            AND ((q.trait = 'minor' AND c.is_minor) OR (q.trait = 'special_needs' AND c.has_special_needs))
            AND NOT EXISTS (
                SELECT FROM accounts_heldqualification h
                WHERE h.worker_id = NEW.worker_id AND h.qualification = q.qualification
                    AND (h.until IS NULL OR h.until >= begins)
            )
    ) THEN
        RAISE EXCEPTION 'whoever is assigned to this client must be qualified first' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER accounts_refuse_unqualified ON accounts_assignment;
CREATE TRIGGER accounts_refuse_unqualified BEFORE INSERT OR UPDATE OF client_id, worker_id, starts_on, ends_on
    ON accounts_assignment FOR EACH ROW EXECUTE FUNCTION accounts_refuse_unqualified();
"""
UNMAKE = """
DROP TRIGGER accounts_keep_block ON accounts_assignmentblock;
DROP FUNCTION accounts_keep_block();
DROP TRIGGER accounts_refuse_blocked ON accounts_assignment;
DROP FUNCTION accounts_refuse_blocked();
DROP TRIGGER accounts_refuse_unqualified ON accounts_assignment;
CREATE OR REPLACE FUNCTION accounts_refuse_unqualified() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM accounts_requiredqualification q
        JOIN accounts_client c ON c.organisation_id = q.organisation_id
        WHERE c.id = NEW.client_id AND q.ended_at IS NULL
            AND ((q.trait = 'minor' AND c.is_minor) OR (q.trait = 'special_needs' AND c.has_special_needs))
            AND NOT EXISTS (
                SELECT FROM accounts_heldqualification h
                WHERE h.worker_id = NEW.worker_id AND h.qualification = q.qualification
                    AND (h.until IS NULL OR h.until >= NEW.starts_on)
            )
    ) THEN
        RAISE EXCEPTION 'whoever is assigned to this client must be qualified first' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_refuse_unqualified BEFORE INSERT OR UPDATE OF client_id, worker_id, starts_on ON accounts_assignment
    FOR EACH ROW EXECUTE FUNCTION accounts_refuse_unqualified();
"""

class Migration(migrations.Migration):
    """One table, and the triggers that keep it and read it."""

    dependencies = [
        ('accounts', '0009_required_qualifications'),
    ]

    operations = [
        migrations.CreateModel(
            name='AssignmentBlock',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('extent', models.CharField(choices=[('key_worker', 'As key worker'), ('any', 'At all')], max_length=12, verbose_name='extent')),
                ('source', models.UUIDField()),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.client')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['source'], name='block_by_source')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('client', 'worker', 'source'), name='block_stands_once')],
            },
        ),
        migrations.RunSQL(MAKE, UNMAKE),
    ]

"""Let a block stand over an assignment that has begun: it goes on to its last day, and is neither made longer nor begun again.

What keeps two people apart must hold from the moment it is known, also where the client is only handed over in a week. What has
not begun when the block does is taken away first; the database refuses a block beside it.
"""

from typing import ClassVar

from django.db import migrations

MAKE = """
CREATE OR REPLACE FUNCTION accounts_keep_block() RETURNS trigger LANGUAGE plpgsql AS $$
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
            AND a.starts_on > (NEW.began_at AT TIME ZONE o.zone)::date
    ) THEN
        RAISE EXCEPTION 'an assignment that a block forbids and that has not begun is taken away first' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
UNMAKE = """
CREATE OR REPLACE FUNCTION accounts_keep_block() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    """One function."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("accounts", "0010_assignment_blocks")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(MAKE, UNMAKE)]

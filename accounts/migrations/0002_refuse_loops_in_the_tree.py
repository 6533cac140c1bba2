"""Refuse a loop in the management tree, and a manager from another organisation, whatever the program above does.

The trigger takes the organisation's tree lock (accounts/routing/queries.py, lock_tree) before it looks: two changes that
make a loop only together come one after the other, and the second one is refused.
"""

from typing import ClassVar

from django.db import migrations

MAKE = """
CREATE FUNCTION accounts_refuse_loops() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('tree:' || NEW.organisation_id::text, 0));
    IF EXISTS (
        SELECT 1 FROM accounts_staffmember m WHERE m.id = NEW.manager_id AND m.organisation_id <> NEW.organisation_id
    ) THEN
        RAISE EXCEPTION 'a manager belongs to the same organisation' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        WITH RECURSIVE above(id) AS (
            SELECT NEW.manager_id
            UNION
            SELECT m.manager_id FROM accounts_staffmember m JOIN above ON m.id = above.id WHERE m.manager_id IS NOT NULL
        )
        SELECT 1 FROM above WHERE id = NEW.id
    ) THEN
        RAISE EXCEPTION 'nobody stands above themselves' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER accounts_refuse_loops AFTER INSERT OR UPDATE OF manager_id, organisation_id ON accounts_staffmember
    FOR EACH ROW WHEN (NEW.manager_id IS NOT NULL) EXECUTE FUNCTION accounts_refuse_loops();
"""
UNMAKE = """
DROP TRIGGER accounts_refuse_loops ON accounts_staffmember;
DROP FUNCTION accounts_refuse_loops();
"""


class Migration(migrations.Migration):
    """One trigger and its function."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("accounts", "0001_people")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(MAKE, UNMAKE)]

"""Let the trigger that refuses loops walk up the line person by person, each found by index.

The query it asked before was planned for the table as it was last counted. In the transaction that brings in the first ten
thousand people nothing has been counted yet, and it read the whole table again for each of them.
"""

from typing import ClassVar

from django.db import migrations

MAKE = """
CREATE OR REPLACE FUNCTION accounts_refuse_loops() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    above uuid := NEW.manager_id;
    steps integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('tree:' || NEW.organisation_id::text, 0));
    IF EXISTS (
        SELECT 1 FROM accounts_staffmember m WHERE m.id = NEW.manager_id AND m.organisation_id <> NEW.organisation_id
    ) THEN
        RAISE EXCEPTION 'a manager belongs to the same organisation' USING ERRCODE = 'check_violation';
    END IF;
    WHILE above IS NOT NULL LOOP
        steps := steps + 1;
        IF above = NEW.id OR steps > 10000 THEN
            RAISE EXCEPTION 'nobody stands above themselves' USING ERRCODE = 'check_violation';
        END IF;
        SELECT m.manager_id INTO above FROM accounts_staffmember m WHERE m.id = above;
    END LOOP;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    """One function. Going back needs nothing: it refuses what the one before refused."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("accounts", "0004_joining_and_leaving")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(MAKE, migrations.RunSQL.noop)]

"""Nobody handles a report about themselves or about anybody they work under, whatever the program above does (AZ-04).

Asked once the transaction is about to be committed: an act names somebody first and gives the report to somebody else then. A
reorganisation is never refused; it routes anew what it makes wrong, in its own transaction.
"""

from typing import ClassVar

from django.db import migrations

MAKE = """
CREATE FUNCTION incidents_refuse_handler_too_near() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    about uuid;
    ours uuid;
    too_near boolean;
    organisation_before text := coalesce(current_setting('app.organisation', true), '');
    system_before text := coalesce(current_setting('app.system', true), '');
BEGIN
    IF TG_TABLE_NAME = 'incidents_report' THEN
        about := NEW.id;
        ours := NEW.organisation_id;
    ELSE
        about := NEW.report_id;
        ours := (SELECT s.organisation_id FROM accounts_staffmember s WHERE s.id = NEW.person_id);
    END IF;
    -- whoever asks may be shown less, and at the commit nobody may be asking any more: for this question it sees all there is
    PERFORM set_config('app.organisation', ours::text, true), set_config('app.system', 'routing', true);
    too_near := EXISTS (
        WITH RECURSIVE line(id, handles) AS (
            SELECT r.handler_id, true FROM incidents_report r WHERE r.id = about AND r.handler_id IS NOT NULL
            UNION
            SELECT s.manager_id, false FROM accounts_staffmember s JOIN line ON s.id = line.id WHERE s.manager_id IS NOT NULL
        )
        SELECT FROM incidents_party p JOIN line ON line.id = p.person_id
        WHERE p.report_id = about AND (p.role = 'subject' OR line.handles)
    );
    PERFORM set_config('app.organisation', organisation_before, true), set_config('app.system', system_before, true);
    IF too_near THEN
        RAISE EXCEPTION 'nobody handles a report that concerns them or somebody they work under' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER incidents_refuse_handler_too_near AFTER INSERT OR UPDATE OF handler_id ON incidents_report
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.handler_id IS NOT NULL) EXECUTE FUNCTION incidents_refuse_handler_too_near();
CREATE CONSTRAINT TRIGGER incidents_refuse_handler_too_near AFTER INSERT OR UPDATE OF person_id, role, report_id ON incidents_party
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.person_id IS NOT NULL) EXECUTE FUNCTION incidents_refuse_handler_too_near();
"""
UNMAKE = """
DROP TRIGGER incidents_refuse_handler_too_near ON incidents_party;
DROP TRIGGER incidents_refuse_handler_too_near ON incidents_report;
DROP FUNCTION incidents_refuse_handler_too_near();
"""


class Migration(migrations.Migration):
    """Two constraint triggers and their function."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("incidents", "0010_lift_exclusions")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(MAKE, UNMAKE)]

"""What the database itself refuses, whatever the program above does.

Nobody who is kept out of a report is given it or let in to it (AZ-04), and what somebody told us is never changed.
"""

from typing import ClassVar

from django.db import migrations

MAKE = """
CREATE FUNCTION incidents_refuse_excluded_handler() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM incidents_reportexclusion x WHERE x.report_id = NEW.id AND x.person_id = NEW.handler_id
    ) THEN
        RAISE EXCEPTION 'somebody kept out of a report cannot handle it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER incidents_refuse_excluded_handler AFTER INSERT OR UPDATE OF handler_id ON incidents_report
    FOR EACH ROW WHEN (NEW.handler_id IS NOT NULL) EXECUTE FUNCTION incidents_refuse_excluded_handler();

CREATE FUNCTION incidents_refuse_excluded_grant() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION incidents_refuse_retelling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was told is never changed' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER incidents_refuse_retelling BEFORE UPDATE ON incidents_report
    FOR EACH ROW WHEN (
        (OLD.story, OLD.reporter, OLD.reporter_index, OLD.kind, OLD.danger, OLD.categories, OLD.in_confidence, OLD.submitted_at)
        IS DISTINCT FROM
        (NEW.story, NEW.reporter, NEW.reporter_index, NEW.kind, NEW.danger, NEW.categories, NEW.in_confidence, NEW.submitted_at)
    ) EXECUTE FUNCTION incidents_refuse_retelling();
"""
UNMAKE = """
DROP TRIGGER incidents_refuse_retelling ON incidents_report;
DROP FUNCTION incidents_refuse_retelling();
DROP TRIGGER incidents_refuse_excluded_handler ON incidents_report;
DROP FUNCTION incidents_refuse_excluded_handler();
DROP TRIGGER incidents_refuse_excluded_grant ON incidents_reportgrant;
DROP FUNCTION incidents_refuse_excluded_grant();
"""


class Migration(migrations.Migration):
    """Three triggers and their functions."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("incidents", "0001_reports"), ("accounts", "0001_people")]
    operations: ClassVar[list[migrations.RunSQL]] = [migrations.RunSQL(MAKE, UNMAKE)]

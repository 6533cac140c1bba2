"""The second wall, the frame's part: for whom the database is asked, and who is shown threads, notices and the record.

A policy compares columns with settings that are read once for a statement: `(SELECT …)`. It never calls a function for a row.
"""

from typing import ClassVar

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION boundaries_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.organisation', true), '')::uuid;
CREATE FUNCTION boundaries_actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.actor', true), '')::uuid;
CREATE FUNCTION boundaries_author() RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
    RETURN decode(nullif(current_setting('app.author', true), ''), 'hex');
CREATE FUNCTION boundaries_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(current_setting('app.system', true), '')
        IN ('outbox', 'record', 'keeping-out', 'routing', 'clocks', 'notices');
COMMENT ON FUNCTION boundaries_organisation() IS 'The organisation in which is asked.';
COMMENT ON FUNCTION boundaries_actor() IS 'The member of staff for whom is asked.';
COMMENT ON FUNCTION boundaries_author() IS 'The fingerprint under which their own reports are found.';
COMMENT ON FUNCTION boundaries_system() IS 'Whether the product asks by itself, for a reason of the list.';
"""
NO_FUNCTIONS = """
DROP FUNCTION boundaries_system();
DROP FUNCTION boundaries_author();
DROP FUNCTION boundaries_actor();
DROP FUNCTION boundaries_organisation();
"""

WALLS = """
ALTER TABLE boundaries_thread ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY its_organisation ON boundaries_thread USING (organisation_id = (SELECT boundaries_organisation()));
COMMENT ON POLICY its_organisation ON boundaries_thread IS 'Threads of the organisation.';
CREATE POLICY somebody ON boundaries_thread AS RESTRICTIVE
    USING ((SELECT boundaries_system()) OR (SELECT boundaries_actor()) IS NOT NULL);
COMMENT ON POLICY somebody ON boundaries_thread IS 'For a person, or for the product with a reason.';

ALTER TABLE boundaries_message ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY as_its_thread ON boundaries_message
    USING (EXISTS (SELECT FROM boundaries_thread t WHERE t.id = thread_id));
COMMENT ON POLICY as_its_thread ON boundaries_message IS 'The messages of a thread that is seen.';

ALTER TABLE boundaries_notice ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY its_organisation ON boundaries_notice USING (organisation_id = (SELECT boundaries_organisation()));
COMMENT ON POLICY its_organisation ON boundaries_notice IS 'Notices of the organisation.';
CREATE POLICY its_person ON boundaries_notice AS RESTRICTIVE
    USING ((SELECT boundaries_system()) OR person_id = (SELECT boundaries_actor()));
COMMENT ON POLICY its_person ON boundaries_notice IS 'Only the person''s own.';

ALTER TABLE boundaries_recordentry ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY its_organisation ON boundaries_recordentry USING (organisation_id = (SELECT boundaries_organisation()));
COMMENT ON POLICY its_organisation ON boundaries_recordentry IS 'Entries of the organisation.';
CREATE POLICY somebody ON boundaries_recordentry AS RESTRICTIVE
    USING ((SELECT boundaries_system()) OR (SELECT boundaries_actor()) IS NOT NULL);
COMMENT ON POLICY somebody ON boundaries_recordentry IS 'For a person, or for the product with a reason.';
"""
NO_WALLS = """
ALTER TABLE boundaries_recordentry DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
DROP POLICY somebody ON boundaries_recordentry;
DROP POLICY its_organisation ON boundaries_recordentry;
ALTER TABLE boundaries_notice DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
DROP POLICY its_person ON boundaries_notice;
DROP POLICY its_organisation ON boundaries_notice;
ALTER TABLE boundaries_message DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
DROP POLICY as_its_thread ON boundaries_message;
ALTER TABLE boundaries_thread DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
DROP POLICY somebody ON boundaries_thread;
DROP POLICY its_organisation ON boundaries_thread;
"""


class Migration(migrations.Migration):
    """Four functions, and the policies of four tables."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("boundaries", "0001_frame")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(WALLS, NO_WALLS),
    ]

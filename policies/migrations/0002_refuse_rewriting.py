"""A published text never changes, whatever the program above does; and nobody approves what they wrote themselves.

The words of a version (sections, clauses, appendices, links) may be written only while it is a draft. Once it is published
nothing about it changes but that it is superseded or withdrawn, once.
"""

from typing import ClassVar

from django.db import migrations

PARTS = ("section", "clause", "appendix", "policylink")
MAKE = """
CREATE FUNCTION policies_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('draft', 'in_review') THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published text is never deleted' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.status = 'published' AND NEW.status IN ('superseded', 'withdrawn') AND NEW.ended_at IS NOT NULL
        AND to_jsonb(NEW) - ARRAY['status', 'ended_at'] = to_jsonb(OLD) - ARRAY['status', 'ended_at'] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a published text never changes' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER policies_refuse_rewriting BEFORE UPDATE OR DELETE ON policies_policyversion
    FOR EACH ROW EXECUTE FUNCTION policies_refuse_rewriting();

CREATE FUNCTION policies_refuse_rewording() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid[] := CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.version_id]
        WHEN 'DELETE' THEN ARRAY[OLD.version_id]
        ELSE ARRAY[OLD.version_id, NEW.version_id]
    END;
BEGIN
    PERFORM 1 FROM policies_policyversion v WHERE v.id = ANY(touched) FOR SHARE; -- it is not sent for review meanwhile
    IF EXISTS (SELECT FROM policies_policyversion v WHERE v.id = ANY(touched) AND v.status <> 'draft') THEN
        RAISE EXCEPTION 'only the words of a draft are written' USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
ON_PART = """
CREATE TRIGGER policies_refuse_rewording BEFORE INSERT OR UPDATE OR DELETE ON policies_{part}
    FOR EACH ROW EXECUTE FUNCTION policies_refuse_rewording();
"""
SECOND_PERSON = """
ALTER TABLE policies_policyversion ADD CONSTRAINT policy_version_second_person
    CHECK (approved_by_id IS NULL OR NOT (approved_by_id = ANY(editors)));
"""
UNMAKE = """
ALTER TABLE policies_policyversion DROP CONSTRAINT policy_version_second_person;
DROP TRIGGER policies_refuse_rewriting ON policies_policyversion;
DROP FUNCTION policies_refuse_rewriting();
"""
OFF_PART = "DROP TRIGGER policies_refuse_rewording ON policies_{part};"


class Migration(migrations.Migration):
    """Two functions with their triggers, and one constraint."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("policies", "0001_policies")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(
            "\n".join([MAKE, *(ON_PART.format(part=part) for part in PARTS), SECOND_PERSON]),
            "\n".join([*(OFF_PART.format(part=part) for part in PARTS), UNMAKE, "DROP FUNCTION policies_refuse_rewording();"]),
        )
    ]

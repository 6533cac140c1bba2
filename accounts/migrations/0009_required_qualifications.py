"""Nobody is assigned to a client who asks for a qualification before they hold it, whatever the program above does (RC-C-3)."""

import django.db.models.deletion
from django.db import migrations, models

MAKE = """
CREATE FUNCTION accounts_refuse_unqualified() RETURNS trigger LANGUAGE plpgsql AS $$
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
UNMAKE = """
DROP TRIGGER accounts_refuse_unqualified ON accounts_assignment;
DROP FUNCTION accounts_refuse_unqualified();
"""


class Migration(migrations.Migration):
    """Two tables, and the trigger that reads them."""

    dependencies = [
        ('accounts', '0008_let_policies_come_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='HeldQualification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('qualification', models.UUIDField()),
                ('until', models.DateField(null=True, verbose_name='until')),
                ('worker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.staffmember')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('worker', 'qualification'), name='qualification_held_once')],
            },
        ),
        migrations.CreateModel(
            name='RequiredQualification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('qualification', models.UUIDField()),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('trait', models.CharField(choices=[('minor', 'Under age'), ('special_needs', 'Adult with special needs')], max_length=16, verbose_name='for whom')),
                ('ended_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organisation')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('organisation', 'qualification'), name='qualification_required_once')],
            },
        ),
        migrations.RunSQL(MAKE, UNMAKE),
    ]

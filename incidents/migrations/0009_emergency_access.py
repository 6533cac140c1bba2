"""Emergency access: one report, one hour, a second person. The table of requests with its wall, and grants that must end."""

import uuid
from datetime import timedelta
from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F

import boundaries.sealing.fields

HOUR = timedelta(hours=1)

WALL = """
ALTER TABLE incidents_emergencyrequest ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY its_organisation ON incidents_emergencyrequest AS PERMISSIVE
    USING (organisation_id = (SELECT boundaries_organisation()));
COMMENT ON POLICY its_organisation ON incidents_emergencyrequest IS 'Rows of the organisation.';
CREATE POLICY never_kept_out ON incidents_emergencyrequest AS RESTRICTIVE
    USING (
        (SELECT boundaries_system()) OR asker_id = (SELECT boundaries_actor())
        OR ((SELECT boundaries_actor()) IS NOT NULL AND report_id IS NOT NULL
            AND report_id NOT IN (SELECT k FROM incidents_kept_out() k))
    );
COMMENT ON POLICY never_kept_out ON incidents_emergencyrequest IS
    'Whoever asked; else nobody who is kept out of the report, and nobody at all where there is none.';
"""
NO_WALL = """
DROP POLICY never_kept_out ON incidents_emergencyrequest;
DROP POLICY its_organisation ON incidents_emergencyrequest;
ALTER TABLE incidents_emergencyrequest DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """One table, its wall, one more relation of grants, and that such a grant ends."""

    dependencies: ClassVar[list[Any]] = [
        ("accounts", "0007_tokens"),
        ("boundaries", "0002_row_level_security"),
        ("incidents", "0008_find_references_by_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="EmergencyRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference_index", models.BinaryField()),
                ("reference", boundaries.sealing.fields.SealedTextField()),
                ("reason", boundaries.sealing.fields.SealedTextField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for a second person"),
                            ("replaced", "Asked again since"),
                            ("confirmed", "Confirmed"),
                            ("declined", "Declined"),
                            ("ended", "Ended early"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("lapses_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AlterField(
            model_name="reportgrant",
            name="relation",
            field=models.CharField(
                choices=[
                    ("handler", "Handles it"),
                    ("holder", "Holds it until it is clear who is meant"),
                    ("alerted", "Was told at once because it is serious"),
                    ("escalated", "Was told because it was late"),
                    ("emergency", "Reads it in an emergency, for an hour"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="reportgrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("relation", "emergency"), _negated=True),
                    models.Q(("ends_at__isnull", False), ("ends_at__lte", F("given_at") + HOUR), ("given_by__isnull", False)),
                    _connector="OR",
                ),
                name="report_grant_emergency_ends",
            ),
        ),
        migrations.AddField(
            model_name="emergencyrequest",
            name="asker",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staffmember"),
        ),
        migrations.AddField(
            model_name="emergencyrequest",
            name="data_key",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="boundaries.datakey"),
        ),
        migrations.AddField(
            model_name="emergencyrequest",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staffmember"
            ),
        ),
        migrations.AddField(
            model_name="emergencyrequest",
            name="organisation",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"),
        ),
        migrations.AddField(
            model_name="emergencyrequest",
            name="report",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="emergencies", to="incidents.report"
            ),
        ),
        migrations.AddIndex(
            model_name="emergencyrequest",
            index=models.Index(fields=["asker", "-asked_at"], name="emergency_of_asker"),
        ),
        migrations.AddIndex(
            model_name="emergencyrequest",
            index=models.Index(
                condition=models.Q(("status", "waiting")), fields=["organisation", "lapses_at"], name="emergency_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "waiting")), fields=("asker", "reference_index"), name="emergency_one_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True), models.Q(("decided_by", models.F("asker")), _negated=True), _connector="OR"
                ),
                name="emergency_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by__isnull", True), ("status__in", ["waiting", "replaced"])),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("report__isnull", False),
                        ("status__in", ["confirmed", "declined", "ended"]),
                    ),
                    _connector="OR",
                ),
                name="emergency_decided_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_at__isnull", False), ("status__in", ["confirmed", "ended"])),
                    models.Q(models.Q(("status__in", ["confirmed", "ended"]), _negated=True), ("ends_at__isnull", True)),
                    _connector="OR",
                ),
                name="emergency_open_has_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__isnull", True), ("ends_at__lte", F("decided_at") + HOUR), _connector="OR"),
                name="emergency_an_hour_at_most",
            ),
        ),
        migrations.RunSQL(WALL, NO_WALL),
    ]

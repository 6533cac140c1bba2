"""Appointments: who holds which role, where and how long."""

from datetime import date
from typing import Self
from uuid import UUID, uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import FOR_TEAMS, AppointmentStatus, Role
from accounts.organisations.models import Organisation, Site
from accounts.staff.models import StaffMember
from accounts.teams.models import Team


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Which appointments count."""

    def in_force(self, on: date) -> Self:
        """Confirmed, not ended, within their dates (the last day included), of somebody who works here."""
        still = models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=on)
        return self.filter(still, confirmed_at__isnull=False, ended_at__isnull=True, starts_on__lte=on, person__is_active=True)

    def proposed(self) -> Self:
        """Waiting for a second person."""
        return self.filter(confirmed_at__isnull=True, ended_at__isnull=True)

    def confirmed(self, since: date) -> Self:
        """In force on this day or later, whoever holds them."""
        still = models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=since)
        return self.filter(still, confirmed_at__isnull=False, ended_at__isnull=True)


class Appointment(models.Model):
    """One role of one person. It counts between its dates, and once a second person has confirmed it.

    ``ended_at`` is set when it is ended at once, or when the proposal is declined; nothing is deleted.

    ``teams`` names the teams a shift leader or deputy leads; ``area`` the site a director answers for (none: all of them).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(_("role"), max_length=24, choices=Role)
    area = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("site"))
    teams = models.ManyToManyField(Team, blank=True, verbose_name=_("teams"), related_name="+")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until, that day included"), null=True, blank=True)
    proposed_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(StaffMember, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    organisation_id: UUID
    person_id: UUID
    area_id: UUID | None
    proposed_by_id: UUID | None
    confirmed_by_id: UUID | None

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["organisation", "role", "person"], name="appointment_role")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="appointment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~models.Q(role__in=sorted(FOR_TEAMS)) | models.Q(ends_on__isnull=False),
                name="appointment_acting_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("proposed_by")),
                name="appointment_second_person",
            ),
        ]

    @property
    def status(self) -> AppointmentStatus:
        """Where it stands."""
        if self.ended_at:
            return AppointmentStatus.ENDED if self.confirmed_at else AppointmentStatus.DECLINED
        return AppointmentStatus.CONFIRMED if self.confirmed_at else AppointmentStatus.PROPOSED

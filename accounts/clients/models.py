"""Clients and the people close to them. Names are sealed; a reference is what staff use in speech and lists."""

from datetime import date
from typing import Self
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.clients.choices import ClientKind, ClientStatus, Tie
from accounts.organisations.models import Organisation, Site
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.sealing.fields import SealedTextField
from boundaries.sealing.models import DataKey


class ClientQuerySet(models.QuerySet["Client"]):
    """Which clients somebody may know."""

    def visible_to(self, actor: StaffMember, on: date) -> Self:
        """The clients whose existence somebody may know of on a day; silence means no.

        - Those the actor, or anybody who works under the actor at any depth, is assigned to that day;
        - for safeguarding leads, all; for directors, those of their area (without a site: all).
        """
        if not actor.is_active or actor.kind == StaffKind.OUTSIDE:
            return self.none()
        oversight = (Role.DIRECTOR, Role.SAFEGUARDING_LEAD)
        held = list(
            Appointment.objects.in_force(on).filter(person_id=actor.id, role__in=oversight).values_list("role", "area_id")
        )
        mine = self.filter(organisation_id=actor.organisation_id)
        if any(role == Role.SAFEGUARDING_LEAD or area is None for role, area in held):
            return mine
        lasting = models.Q(assignments__ends_on__isnull=True) | models.Q(assignments__ends_on__gte=on)
        assigned = self.model._default_manager.filter(
            lasting, assignments__starts_on__lte=on, assignments__worker__in=StaffMember.objects.at_or_under(actor.id)
        )
        in_area = models.Q(site__in=[area for _role, area in held])
        return mine.filter(models.Q(id__in=assigned.values("id")) | in_area)


class Client(models.Model):
    """Somebody the organisation cares for, or did."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="clients")
    reference = models.CharField(_("reference"), max_length=40)
    name = SealedTextField()
    name_index = ArrayField(models.BinaryField(), default=list, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=ClientKind, default=ClientKind.DIRECT)
    status = models.CharField(_("status"), max_length=10, choices=ClientStatus, default=ClientStatus.CURRENT)
    is_minor = models.BooleanField(_("under age"), default=False)
    has_special_needs = models.BooleanField(_("adult with special needs"), default=False)
    is_paid_participant = models.BooleanField(_("paid participant"), default=False)
    is_applicant = models.BooleanField(_("applicant"), default=False)
    language = models.CharField(_("language they prefer"), max_length=60, blank=True)
    needs_interpreter = models.BooleanField(_("needs an interpreter"), default=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("site"))

    organisation_id: UUID
    site_id: UUID | None

    objects = ClientQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["organisation", "reference"], name="client_reference_once")]
        indexes = [GinIndex(fields=["name_index"], name="client_name_index")]

    def __str__(self) -> str:
        return self.reference

    @property
    def data_key(self) -> DataKey:
        """Client names share one key per organisation, so that an import or a list opens them with one unwrapping."""
        return self.organisation.data_key


class Relative(models.Model):
    """A relative or friend of a client: in the scope of the policies too (RC-B-2, PCF-DUAL-3)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="relatives")
    name = SealedTextField()
    tie = models.CharField(_("tie"), max_length=10, choices=Tie)

    class Meta:
        default_permissions = ()

    @property
    def data_key(self) -> DataKey:
        """The key of the client's organisation."""
        return self.client.data_key

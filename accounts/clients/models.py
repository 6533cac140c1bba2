"""Clients and the people close to them. Names are sealed; a reference is what staff use in speech and lists."""

from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clients.choices import ClientKind, ClientStatus, Tie
from accounts.organisations.models import Organisation, Site
from boundaries.sealing.fields import SealedTextField
from boundaries.sealing.models import DataKey


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

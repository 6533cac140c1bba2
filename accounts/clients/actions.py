"""Adding clients, changing what is said of them, and linking those close to them."""

import secrets
from typing import TypedDict
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.assignments.actions import begin_with
from accounts.clients.choices import ClientKind, ClientStatus, Tie
from accounts.clients.events import ClientEvent
from accounts.clients.models import Client, Relative
from accounts.clients.permissions import ACCESS, IN_GENERAL, ClientPermission
from accounts.clients.queries import fingerprints, relative_for
from accounts.clients.rules import REFERENCE_LENGTH, REFERENCE_LETTERS, as_reference, searchable
from accounts.organisations.models import Organisation, Site
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import NotVisible, RuleViolation
from boundaries.record.actions import append


class Details(TypedDict):
    """Everything that is said of a client but their name and reference."""

    kind: ClientKind
    status: ClientStatus
    is_minor: bool
    has_special_needs: bool
    is_paid_participant: bool
    is_applicant: bool
    language: str
    needs_interpreter: bool
    site_id: UUID | None


@transaction.atomic
def add_client(
    *, actor: StaffMember, name: str, details: Details, reference: str = "", key_worker_id: UUID | None = None
) -> Client:
    """Add a client, with the key worker who takes them on.

    Only a director may leave the key worker out: anybody else could not see the client they have just added.
    """
    organisation = Organisation.objects.select_related("data_key").get(id=actor.organisation_id)
    IN_GENERAL.require(actor, ClientPermission.ADD, organisation)
    client = Client(organisation=organisation, reference=reference or _new_reference(), **_checked(actor, details))
    _name(client, name)
    _save(client)
    _write_down(ClientEvent.ADDED, client, actor)
    begin_with(actor=actor, client=client, worker_id=key_worker_id)
    return client


@transaction.atomic
def change_client(*, actor: StaffMember, client_id: UUID, name: str, details: Details, reference: str) -> Client:
    """Change what is said of a client. The record says which details were changed, not what they say."""
    client = locked_client(actor, client_id)
    ACCESS.require(actor, ClientPermission.CHANGE, client)
    before: dict[str, object] = {field: getattr(client, field) for field in (*details, "name", "reference")}
    after: dict[str, object] = {**_checked(actor, details), "name": name, "reference": reference}
    fields = sorted(field for field, value in after.items() if before[field] != value)
    if not fields:
        return client
    for field in fields:
        setattr(client, field, after[field])
    if "name" in fields:
        _name(client, name)
    _save(client)
    _write_down(ClientEvent.CHANGED, client, actor, fields=[field.removesuffix("_id") for field in fields])
    return client


@transaction.atomic
def add_relative(*, actor: StaffMember, client_id: UUID, name: str, tie: Tie) -> Relative:
    """Link a relative or friend: the policies protect them too (RC-B-2, PCF-DUAL-3)."""
    client = locked_client(actor, client_id)
    ACCESS.require(actor, ClientPermission.ADD_RELATIVE, client)
    relative = Relative(client=client, tie=tie, name=name)
    relative.save()
    _write_down(ClientEvent.RELATIVE_ADDED, client, actor, relative=str(relative.id), tie=tie.value)
    return relative


@transaction.atomic
def remove_relative(*, actor: StaffMember, client_id: UUID, relative_id: UUID) -> None:
    """Take away a link that was a mistake or is no longer true."""
    client = locked_client(actor, client_id)
    relative = relative_for(client, relative_id)
    ACCESS.require(actor, ClientPermission.REMOVE_RELATIVE, client)
    relative.delete()
    _write_down(ClientEvent.RELATIVE_REMOVED, client, actor, relative=str(relative_id))


def locked_client(actor: StaffMember, client_id: UUID) -> Client:
    """The client under its lock; one of another organisation does not exist."""
    rows = Client.objects.select_for_update(of=("self",), no_key=True).select_related("organisation__data_key")
    found = rows.filter(id=client_id, organisation_id=actor.organisation_id).first()
    if found is None:
        raise NotVisible
    return found


def _checked(actor: StaffMember, details: Details) -> Details:
    site_id = details["site_id"]
    if site_id and not Site.objects.filter(id=site_id, organisation_id=actor.organisation_id).exists():
        raise NotVisible
    return details


def _name(client: Client, name: str) -> None:
    """Seal the name, and fingerprint its words so that it is found without being readable."""
    client.name = name
    client.name_index = fingerprints(searchable(name))


def _new_reference() -> str:
    return as_reference("".join(secrets.choice(REFERENCE_LETTERS) for _place in range(REFERENCE_LENGTH)))


def _save(client: Client) -> None:
    try:
        with transaction.atomic():
            client.save()
    except IntegrityError as error:
        message = _("Another client has this reference. Enter a different one.")
        raise RuleViolation("reference", message, field="reference") from error


def _write_down(event: ClientEvent, client: Client, actor: StaffMember, **data: object) -> None:
    append(
        event,
        about=("client", client.id),
        organisation_id=client.organisation_id,
        actor_id=actor.id,
        key=client.data_key,
        data=data,
    )

"""What is shown of clients: never one the reader may not know of."""

from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.clients.models import Client, ClientQuerySet, Relative
from accounts.clients.permissions import ACCESS, ClientPermission
from accounts.clients.rules import sought
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import NotVisible
from boundaries.sealing.actions import blind_index

NAME = "client name"
"""The purpose under which the words of a client's name are fingerprinted."""


def fingerprints(words: set[str]) -> list[bytes]:
    """The keyed fingerprints of words of a name."""
    return [blind_index(NAME, word) for word in sorted(words)]


def clients_of(actor: StaffMember) -> ClientQuerySet:
    """The clients one may know of today."""
    rows = Client.objects.visible_to(actor, today(actor.organisation))
    return rows.select_related("organisation__data_key", "site")


def search(rows: QuerySet[Client], text: str, status: str = "") -> QuerySet[Client]:
    """Narrow clients down by words of their name or beginnings of these, or by their reference, and by status."""
    if status:
        rows = rows.filter(status=status)
    if not text.strip():
        return rows
    found = Q(reference__istartswith=text.strip())
    if words := sought(text):
        found |= Q(name_index__contains=fingerprints(words))
    return rows.filter(found)


def client_for(actor: StaffMember, client_id: UUID) -> Client:
    """One client, for those who may know of them."""
    rows = Client.objects.select_related("organisation__data_key", "site")
    found = rows.filter(organisation_id=actor.organisation_id, id=client_id).first()
    if found is None:
        raise NotVisible
    ACCESS.require(actor, ClientPermission.VIEW, found)
    return found


def relatives_of(client: Client) -> list[Relative]:
    """Those close to a client, by name; who may know of the client is asked before."""
    found = list(Relative.objects.filter(client=client))
    for relative in found:
        relative.client = client
    return sorted(found, key=lambda each: (str(each.name).casefold(), each.id))


def relative_for(client: Client, relative_id: UUID) -> Relative:
    """One relative or friend of this client and of no other."""
    found = Relative.objects.filter(client=client, id=relative_id).first()
    if found is None:
        raise NotVisible
    found.client = client
    return found

"""The contacts one logged oneself, those one is to read, and those one sees by one's office."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.clients.models import Client, Relative
from accounts.clients.queries import clients_of
from accounts.grants.queries import live, theirs
from accounts.staff.models import StaffMember
from accounts.staff.queries import ids_above
from boundaries.access.protected import way_into
from boundaries.errors.exceptions import NotVisible
from policies.adoption.queries import ShownClause, about, cited
from policies.contacts.choices import CompanyKind, ContactState
from policies.contacts.models import Contact, ContactGrant, ContactPerson, ContactReading, ContactVersion
from policies.contacts.permissions import ACCESS, IN_GENERAL, ContactPermission, ContactsPermission, covers, offices_of
from policies.contacts.rules import With, state_of
from policies.library.choices import Category

MOST_OFFERED = 40
"""So many clients are offered to be ticked; any other is written."""
MOST_GUIDANCE = 6


# --- The ways in --------------------------------------------------------------------------------------------------------------
@way_into(Contact)
def logged(rows: QuerySet[Contact], actor: StaffMember) -> QuerySet[Contact]:
    """What they logged themselves."""
    return rows.filter(author=actor)


@way_into(Contact)
def given_to_read(rows: QuerySet[Contact], actor: StaffMember) -> QuerySet[Contact]:
    """What was given to them to read, and in which they are not named."""
    granted = live(theirs(ContactGrant, actor=actor)).filter(content_object=OuterRef("pk"))
    return rows.filter(Exists(granted)).exclude(kept_out__contains=[actor.pk])


@way_into(Contact)
def registered(rows: QuerySet[Contact], actor: StaffMember) -> QuerySet[Contact]:
    """What they see by office: directors that of their area, auditors all; never what they are named in, their own, or from above."""
    areas, audits = offices_of(actor)
    if not areas and not audits:
        return rows.none()
    found = rows.exclude(author__in=[actor.pk, *ids_above(actor)]).exclude(kept_out__contains=[actor.pk])
    return found if audits or None in areas else found.filter(area__in=areas)


def _whole(rows: QuerySet[Contact]) -> QuerySet[Contact]:
    return rows.select_related("organisation__data_key", "data_key", "author", "reader", "area")


# --- Lists --------------------------------------------------------------------------------------------------------------------
def own(actor: StaffMember) -> QuerySet[Contact]:
    """One's own."""
    IN_GENERAL.require(actor, ContactsPermission.LOG, actor.organisation)
    return _whole(Contact.objects.visible_to(actor, by=logged))


def to_read(actor: StaffMember, *, read: bool) -> QuerySet[Contact]:
    """Those one is to read; or those one has read."""
    IN_GENERAL.require(actor, ContactsPermission.LOG, actor.organisation)
    rows = _whole(Contact.objects.visible_to(actor, by=given_to_read))
    return rows.filter(read_at__isnull=False) if read else rows.filter(read_at=None, reader=actor)


def any_to_read(actor: StaffMember) -> bool:
    """Whether anything was ever given to them to read."""
    return Contact.objects.visible_to(actor, by=given_to_read).exists()


def register(actor: StaffMember) -> QuerySet[Contact]:
    """Those one sees by one's office. Raises NotVisible for whoever holds none."""
    IN_GENERAL.require(actor, ContactsPermission.LOG, actor.organisation)
    if not has_register(actor):
        raise NotVisible
    return _whole(Contact.objects.visible_to(actor, by=registered))


def has_register(actor: StaffMember) -> bool:
    """Whether they hold an office that sees contacts."""
    areas, audits = offices_of(actor)
    return bool(areas) or audits


def readable_in_register(actor: StaffMember, contacts: Sequence[Contact]) -> set[UUID]:
    """Of these, which one sees by one's office, those one may read; the others one only sees to be there."""
    areas, _audits = offices_of(actor)
    return {each.pk for each in contacts if covers(areas, each)}


@dataclass(frozen=True)
class Shown:
    """A contact with the version that counts."""

    contact: Contact
    version: ContactVersion
    people: list[str]
    """With whom, in words."""

    @property
    def state(self) -> ContactState:
        """How it stands."""
        return state_of(beforehand=self.version.beforehand, was_read=self.contact.read_at is not None)


def shown(contacts: Sequence[Contact], *, with_people: bool = True) -> list[Shown]:
    """These contacts, which one may see, with what counts of them: in two questions, however many they are."""
    if not contacts:
        return []
    rows = ContactVersion.objects.hanging_on(*contacts).order_by("contact_id", "-number").distinct("contact_id")
    newest = {each.contact_id: each for each in rows}
    by_id = {each.pk: each for each in contacts}
    for version in newest.values():
        version.contact = by_id[version.contact_id]
    named = people_of(list(newest.values())) if with_people else {}
    return [Shown(each, newest[each.pk], [in_words(one) for one in named.get(newest[each.pk].pk, ())]) for each in contacts]


def people_of(versions: Sequence[ContactVersion]) -> dict[UUID, list[ContactPerson]]:
    """Those each of these versions names, in their order."""
    found: dict[UUID, list[ContactPerson]] = defaultdict(list)
    by_id = {each.pk: each for each in versions}
    if versions:
        rows = ContactPerson.objects.hanging_on(*versions).select_related("client__organisation__data_key")
        for each in rows.order_by("pk"):
            each.version = by_id[each.version_id]
            found[each.version_id].append(each)
    return found


def in_words(person: ContactPerson) -> str:
    """One of those it was with."""
    if person.kind == CompanyKind.CLIENT and person.client:
        return f"{person.client.name}, {person.client.reference}"
    label = str(CompanyKind(person.kind).label)
    if person.client:
        return f"{person.name} ({label}: {person.client.reference})"
    return f"{person.name} ({label})"


# --- One of them --------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class WholeContact:
    """Everything that was said of a contact, and who has read it."""

    shown: Shown
    versions: list[tuple[ContactVersion, list[str]]]
    """Every version with those it names, the newest first."""
    readings: list[ContactReading]
    clauses: list[ShownClause]


def contact_for(
    actor: StaffMember, contact_id: UUID, permission: ContactPermission = ContactPermission.VIEW, *, locked: bool = False
) -> Contact:
    """One contact, by whichever way lets one see it, under its lock where it is to be changed. Raises NotVisible, or Forbidden."""
    for way in (logged, given_to_read, registered):
        rows = _whole(Contact.objects.visible_to(actor, by=way)).filter(pk=contact_id)
        found = (rows.select_for_update(of=("self",), no_key=True) if locked else rows).first()
        if found is not None:
            ACCESS.require(actor, permission, found)
            return found
    raise NotVisible


def whole(contact: Contact) -> WholeContact:
    """All of it; who may read it was asked before."""
    versions = list(contact.versions.order_by("-number"))
    for version in versions:
        version.contact = contact
    named = people_of(versions)
    in_order = [(each, [in_words(one) for one in named.get(each.pk, ())]) for each in versions]
    readings = list(contact.readings.select_related("reader").order_by("version"))
    for reading in readings:
        reading.contact = contact
    clauses = cited(contact.organisation_id, versions[0].clauses)
    return WholeContact(Shown(contact, *in_order[0]), in_order, readings, clauses)


def clauses_of(found: Shown) -> list[ShownClause]:
    """The clauses that speak of it; who may see it was asked before."""
    return cited(found.contact.organisation_id, found.version.clauses)


def newest_of(contact: Contact) -> ContactVersion:
    """The version that counts; who may read it was asked before."""
    found = contact.versions.order_by("-number")[0]
    found.contact = contact
    return found


def named_in(version: ContactVersion) -> list[With]:
    """Those a version names, as they can be said again."""
    return [
        With(kind=CompanyKind(each.kind), client_id=each.client_id, relative_id=each.relative_id, name=each.name)
        for each in people_of([version])[version.pk]
    ]


# --- What a form offers -------------------------------------------------------------------------------------------------------
def offered(actor: StaffMember, *, besides: UUID | None = None) -> tuple[list[Client], bool]:
    """Clients one may know of, those one works with first; and whether there are more. One named besides is among them."""
    IN_GENERAL.require(actor, ContactsPermission.LOG, actor.organisation)
    every = clients_of(actor).prefetch_related("relatives")
    first = list(every.filter(assignments__worker=actor).distinct().order_by("reference")[:MOST_OFFERED])
    rest = every.exclude(pk__in=[each.pk for each in first]).order_by("reference")
    more = list(rest[: MOST_OFFERED - len(first) + 1])
    found = [*first, *more][:MOST_OFFERED]
    if besides and all(each.pk != besides for each in found):
        found = [*every.filter(pk=besides), *found]
    return found, len(first) + len(more) > MOST_OFFERED


def known(actor: StaffMember, ids: set[UUID]) -> dict[UUID, Client]:
    """Those of these clients whom one may know of."""
    return {each.pk: each for each in clients_of(actor).filter(pk__in=ids)} if ids else {}


def known_by_reference(actor: StaffMember, references: Sequence[str]) -> dict[str, Client]:
    """The clients one may know of whose reference somebody wrote, in small letters."""
    wanted = Q()
    for each in references:
        wanted |= Q(reference__iexact=each)
    return {each.reference.casefold(): each for each in clients_of(actor).filter(wanted)} if references else {}


def relatives_of(clients: Sequence[Client]) -> dict[UUID, Relative]:
    """Those close to these clients, of whom one may know."""
    found = {}
    for client in clients:
        for each in client.relatives.all():
            each.client = client
            found[each.pk] = each
    return found


def guidance(actor: StaffMember) -> list[ShownClause]:
    """What the policies in force say of contacts outside of work, the strictest first."""
    by_code = {each.code: each for kind in (Category.OFF_HOURS, Category.PERSONAL_CHANNEL) for each in about(actor, kind)}
    return list(by_code.values())[:MOST_GUIDANCE]


# --- Notices ------------------------------------------------------------------------------------------------------------------
def still_told(person_id: UUID, ids: list[UUID]) -> dict[UUID, str]:
    """For the list of notices: by their author's name those that wait to be read; and one's own."""
    actor = StaffMember.objects.select_related("organisation").filter(pk=person_id).first()
    if actor is None:
        return {}
    mine = Contact.objects.visible_to(actor, by=logged).filter(pk__in=ids)
    waiting = Contact.objects.visible_to(actor, by=given_to_read).filter(pk__in=ids, read_at=None, reader=actor)
    found = dict.fromkeys(mine.values_list("pk", flat=True), "")
    return found | dict(waiting.values_list("pk", "author__name"))

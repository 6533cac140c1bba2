"""What is shown of client rights: only of clients one works with, or whose area one directs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.assignments.queries import of_client
from accounts.clients.models import Client
from accounts.staff.models import StaffMember
from boundaries.access.protected import way_into
from boundaries.errors.exceptions import NotVisible
from policies.adoption.models import Adoption
from policies.adoption.queries import in_force, whole
from policies.library.choices import AppendixKind
from policies.rights.choices import ItemKind
from policies.rights.models import (
    Checklist,
    ChecklistItem,
    ClientGroup,
    Consent,
    GroupAgreement,
    GroupMember,
    RightsFile,
    Telling,
)
from policies.rights.permissions import (
    ACCESS,
    IN_GENERAL,
    OF_GROUPS,
    GroupPermission,
    ListPermission,
    RightsPermission,
    seen,
    worked_with,
)
from policies.rights.rules import asks_consent, is_for_clients, kind_of

CONSENT_TESTS = "valid-consent"
"""The id under which a policy lists its tests of consent: they are asked with each consent, and told to nobody."""


# --- The ways in --------------------------------------------------------------------------------------------------------------
@way_into(RightsFile)
def of_clients_seen(files: QuerySet[RightsFile], actor: StaffMember) -> QuerySet[RightsFile]:
    """Those of clients they or their line work with; for directors, of their area."""
    return files.filter(client__in=seen(actor).values("pk"))


@way_into(ClientGroup)
def of_whole_groups(groups: QuerySet[ClientGroup], actor: StaffMember) -> QuerySet[ClientGroup]:
    """Those of which they may see every member so."""
    others = GroupMember.objects.hanging_on(OuterRef("pk")).exclude(client__in=seen(actor).values("pk"))
    return groups.filter(~Exists(others))


# --- The list of what clients are told ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Offered:
    """A line that an adopted policy offers for the list."""

    code: str
    text: str
    policy: str
    kind: ItemKind
    usual: bool
    """Whether it is chosen unless somebody takes it out."""


def newest(organisation_id: UUID) -> Checklist | None:
    """The edition that holds."""
    return Checklist.objects.filter(organisation_id=organisation_id).order_by("-edition").first()


def editions(actor: StaffMember) -> QuerySet[Checklist]:
    """Every edition, the newest first."""
    IN_GENERAL.require(actor, ListPermission.VIEW, actor.organisation)
    rows = Checklist.objects.filter(organisation_id=actor.organisation_id).select_related("published_by")
    return rows.prefetch_related("items").order_by("-edition")


def edition_for(actor: StaffMember, edition: int) -> Checklist:
    """One edition. Raises NotVisible."""
    found = editions(actor).filter(edition=edition).first()
    if found is None:
        raise NotVisible
    return found


def offered(actor: StaffMember) -> list[Offered]:
    """What the adopted policies offer: lines of their checklists, what staff must tell clients, what limits confidentiality,
    and what asks for consent. Where none stands in a clause, the organisation writes its own.
    """
    return [line for adoption in in_force(actor) for line in _offered_by(adoption)]


def _offered_by(adoption: Adoption) -> Iterable[Offered]:
    text, policy = whole(adoption.version, adoption), adoption.version.title
    clauses = {each.code: each for part in text.sections for each in part.clauses}
    for appendix in text.appendices:
        if appendix.appendix.kind == AppendixKind.CHECKLIST and appendix.appendix.code != CONSENT_TESTS:
            for item in appendix.items:
                clause = clauses.get(item["id"].rpartition(".")[0])
                kind = kind_of(clause.clause.categories) if clause else ItemKind.RIGHT
                yield Offered(item["id"], item["text"], policy, kind, usual=True)
    for code, each in clauses.items():
        facts = each.clause
        told = is_for_clients(strength=facts.strength, to_whom=facts.to_whom, categories=facts.categories)
        if told or asks_consent(facts.expects):
            yield Offered(code, each.text, policy, kind_of(facts.categories), usual=told)


# --- One client ---------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """One line of the list, and when the client was told it, if ever."""

    item: ChecklistItem
    telling: Telling | None


@dataclass(frozen=True)
class Matter:
    """One thing a client was asked about: what they say now, and everything they said, the newest first."""

    now: Consent
    said: list[Consent]


@dataclass(frozen=True)
class Standing:
    """What a client was told and agreed to, and what is still to be told."""

    client: Client
    checklist: Checklist | None
    lines: list[Line]
    tellings: list[Telling]
    """Each time they were told something, of any edition, the newest first."""
    texts: dict[UUID, str]
    """What the lines said that they were told then, by their ids."""
    matters: list[Matter]
    groups: list[ClientGroup]

    @property
    def missing(self) -> int:
        """How many lines are still to be told."""
        return sum(line.telling is None for line in self.lines)

    @property
    def limits_missing(self) -> int:
        """How many of them are about confidentiality and its limits."""
        return sum(line.telling is None and line.item.kind == ItemKind.LIMIT for line in self.lines)


def client_for(actor: StaffMember, client_id: UUID, permission: RightsPermission = RightsPermission.VIEW) -> Client:
    """One client whose rights one may see, or write about. Raises NotVisible, or Forbidden."""
    rows = Client.objects.select_related("organisation__data_key", "site")
    found = rows.filter(organisation_id=actor.organisation_id, pk=client_id).first()
    if found is None:
        raise NotVisible
    ACCESS.require(actor, permission, found)
    return found


def file_of(actor: StaffMember, client: Client) -> RightsFile | None:
    """What is kept of a client's rights; None where nothing was written down yet."""
    rows = RightsFile.objects.visible_to(actor, by=of_clients_seen).select_related("data_key", "organisation")
    return rows.filter(client=client).first()


def standing_of(actor: StaffMember, client: Client, file: RightsFile | None) -> Standing:
    """All of it; who may see it was asked before."""
    checklist = newest(actor.organisation_id)
    tellings = list(tellings_of(file)) if file else []
    current = [each for each in tellings if checklist and each.checklist_id == checklist.pk]
    items = list(checklist.items.all()) if checklist else []
    return Standing(
        client=client,
        checklist=checklist,
        lines=[Line(item, next((each for each in current if item.pk in each.items), None)) for item in items],
        tellings=tellings,
        texts=dict(
            ChecklistItem.objects.filter(pk__in={id_ for each in tellings for id_ in each.items}).values_list("pk", "text")
        ),
        matters=_matters(file.consents.select_related("entered_by").order_by("-id")) if file else [],
        groups=list(groups_seen(actor).filter(members__client=client)),
    )


def tellings_of(file: RightsFile) -> QuerySet[Telling]:
    """Every time a client was told something, the newest first; who may see it was asked before."""
    return file.tellings.select_related("told_by", "entered_by", "checklist").order_by("-told_on", "-id")


def _matters(rows: Iterable[Consent]) -> list[Matter]:
    said: dict[UUID, list[Consent]] = defaultdict(list)
    for each in rows:
        said[each.matter].append(each)
    return [Matter(now=all_said[0], said=all_said) for all_said in said.values()]


def consent_for(actor: StaffMember, client: Client, consent_id: UUID) -> Consent:
    """What a client said last to one thing. Raises NotVisible."""
    file = file_of(actor, client)
    found = file.consents.filter(pk=consent_id).first() if file else None
    if found is None:
        raise NotVisible
    return found


def is_followed(consent: Consent) -> bool:
    """The client has said something else since."""
    return Consent.objects.hanging_on(consent.file).filter(follows=consent).exists()


def tellers(actor: StaffMember, client: Client) -> list[StaffMember]:
    """Who may have told the client: whoever writes it down, and those who work with the client."""
    found = {actor.pk: actor} | {each.worker_id: each.worker for each in of_client(client)}
    return list(found.values())


# --- Many clients -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Progress:
    """How far a client has been told what the newest edition says."""

    told: int
    asked: int
    limits_missing: int
    last_told_on: date | None

    @property
    def missing(self) -> int:
        """How many lines are still to be told."""
        return self.asked - self.told


def clients_seen(actor: StaffMember) -> QuerySet[Client]:
    """The clients whose rights one may see."""
    IN_GENERAL.require(actor, ListPermission.VIEW, actor.organisation)
    return seen(actor).select_related("organisation__data_key", "site")


def clients_to_write_about(actor: StaffMember) -> QuerySet[Client]:
    """The clients whom one, or somebody under one, works with."""
    IN_GENERAL.require(actor, ListPermission.VIEW, actor.organisation)
    return worked_with(actor).select_related("organisation__data_key")


def progress_of(actor: StaffMember, clients: Sequence[Client]) -> dict[UUID, Progress]:
    """For each of these clients, which one may see, how far they have been told; in three questions, however many they are."""
    checklist = newest(actor.organisation_id)
    items = list(checklist.items.all()) if checklist else []
    limits = {item.pk for item in items if item.kind == ItemKind.LIMIT}
    files = list(RightsFile.objects.visible_to(actor, by=of_clients_seen).filter(client__in=[each.pk for each in clients]))
    told: dict[UUID, set[UUID]] = defaultdict(set)
    last: dict[UUID, date] = {}
    if files and checklist:
        client_of = {file.pk: file.client_id for file in files}
        rows = Telling.objects.hanging_on(*files).filter(checklist=checklist)
        for file_id, ids, told_on in rows.values_list("file_id", "items", "told_on"):
            client_id = client_of[file_id]
            told[client_id] |= set(ids)
            last[client_id] = max(told_on, last.get(client_id, told_on))
    return {
        each.pk: Progress(
            told=len(told[each.pk]),
            asked=len(items),
            limits_missing=len(limits - told[each.pk]),
            last_told_on=last.get(each.pk),
        )
        for each in clients
    }


# --- Groups -------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class MemberStanding:
    """One of a group, what holds of what they agreed to, and how often they were asked."""

    client: Client
    agreed: GroupAgreement | None
    times: int


def groups_seen(actor: StaffMember) -> QuerySet[ClientGroup]:
    """The groups of which one may see every member."""
    return ClientGroup.objects.visible_to(actor, by=of_whole_groups).select_related("data_key", "made_by", "organisation")


def groups_listed(actor: StaffMember) -> QuerySet[ClientGroup]:
    """The list of them."""
    IN_GENERAL.require(actor, ListPermission.VIEW, actor.organisation)
    return groups_seen(actor)


def member_for(group: ClientGroup, client_id: UUID) -> Client:
    """One of a group, which was seen. Raises NotVisible."""
    found = group.members.select_related("client__organisation__data_key").filter(client_id=client_id).first()
    if found is None:
        raise NotVisible
    return found.client


def group_for(actor: StaffMember, group_id: UUID, permission: GroupPermission = GroupPermission.VIEW) -> ClientGroup:
    """One of them. Raises NotVisible, or Forbidden."""
    found = groups_seen(actor).filter(pk=group_id).first()
    if found is None:
        raise NotVisible
    OF_GROUPS.require(actor, permission, found)
    return found


def members_of(group: ClientGroup) -> list[Client]:
    """Who belongs to it, by reference; who may see it was asked before."""
    rows = group.members.select_related("client__organisation__data_key").order_by("client__reference")
    return [each.client for each in rows]


def member_standings(group: ClientGroup) -> list[MemberStanding]:
    """Each of them, with what they agreed to last."""
    agreed: dict[UUID, list[GroupAgreement]] = defaultdict(list)
    for each in group.agreements.select_related("entered_by").order_by("-said_on", "-id"):
        agreed[each.client_id].append(each)
    return [MemberStanding(client, next(iter(agreed[client.pk]), None), len(agreed[client.pk])) for client in members_of(group)]

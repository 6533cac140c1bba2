"""Publishing the list of what clients are told, and writing down what they were told and agreed to."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import TypedDict
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.clients.actions import locked_client
from accounts.clients.models import Client
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.access.protected import Protected
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, NotVisible, RuleViolation
from boundaries.record.actions import append
from boundaries.record.models import RecordEntry
from boundaries.sealing.actions import make_key
from boundaries.sealing.models import DataKey
from policies.rights import queries, rules
from policies.rights.choices import Agreement, ConsentAbout, ConsentState, GroupKind, ItemKind
from policies.rights.events import RightsEvent
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
from policies.rights.permissions import ACCESS, IN_GENERAL, OF_GROUPS, GroupPermission, ListPermission, RightsPermission

SAID = {
    ConsentState.GIVEN: RightsEvent.GIVEN,
    ConsentState.REFUSED: RightsEvent.REFUSED,
    ConsentState.WITHDRAWN: RightsEvent.WITHDRAWN,
}


class Said(TypedDict, total=False):
    """How something was said: in which forms and language, with which interpreter, and what is to be kept of it besides."""

    how: list[str]
    language: str
    interpreter: str
    note: str


# --- The list of what clients are told ----------------------------------------------------------------------------------------
@transaction.atomic
def publish_checklist(
    *, actor: StaffMember, codes: Collection[str], own: Iterable[str] = (), own_limits: Iterable[str] = ()
) -> Checklist:
    """Publish the next edition: lines that adopted policies offer, with their words as they read now, and one's own.

    Raises Forbidden for whoever owns no policies, and RuleViolation for a list without lines, or without one on confidentiality.
    """
    organisation = Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.organisation_id)
    IN_GENERAL.require(actor, ListPermission.PUBLISH, organisation)
    offers = {each.code: each for each in queries.offered(actor)}
    if set(codes) - set(offers):
        raise RuleViolation("rights.unknown", _("Choose from the lines that are offered here."), field="codes")
    chosen = [each for code, each in offers.items() if code in set(codes)]
    lines = [ChecklistItem(kind=each.kind, code=each.code, policy=each.policy, text=each.text) for each in chosen]
    lines += [ChecklistItem(kind=ItemKind.RIGHT, text=text) for text in own]
    lines += [ChecklistItem(kind=ItemKind.LIMIT, text=text) for text in own_limits]
    rules.check_lines((ItemKind(each.kind), each.text) for each in lines)
    before = queries.newest(actor.organisation_id)
    if before and [(each.kind, each.code, each.text) for each in before.items.all()] == [
        (each.kind, each.code, each.text) for each in lines
    ]:
        raise RuleViolation("rights.same", _("This is the list as it is. Change something, or leave it."), field="codes")
    checklist = Checklist.objects.create(
        organisation=organisation, edition=before.edition + 1 if before else 1, published_by=actor, published_at=now()
    )
    for position, line in enumerate(lines):
        line.checklist, line.position = checklist, position
    ChecklistItem.objects.bulk_create(lines)
    append(
        RightsEvent.PUBLISHED,
        about=("rights_list", checklist.pk),
        organisation_id=organisation.pk,
        actor_id=actor.pk,
        key=actor.organisation.data_key,
        data={"edition": checklist.edition, "items": len(lines)},
    )
    return checklist


# --- Telling ------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def tell_client(
    *,
    actor: StaffMember,
    client_id: UUID,
    checklist_id: UUID,
    item_ids: Collection[UUID],
    on: date,
    said: Said,
    told_by_id: UUID | None = None,
) -> Telling:
    """Write down that a client was told these lines of the edition that holds.

    Raises NotVisible for a client one does not work with; RuleViolation where the list was published anew meanwhile, a line is not
    one of it, the day cannot be, or a needed interpreter is not named.
    """
    client = _locked(actor, client_id, RightsPermission.TELL)
    checklist = queries.newest(actor.organisation_id)
    if checklist is None or checklist.pk != checklist_id:
        raise RuleViolation("rights.changed", _("The list was published anew while you wrote. Look at it again, please."))
    items = {item.pk for item in checklist.items.all()}
    if not item_ids or set(item_ids) - items:
        raise RuleViolation("rights.items", _("Choose the lines they were told."), field="items")
    told_by = next((each for each in queries.tellers(actor, client) if each.pk == (told_by_id or actor.pk)), None)
    if told_by is None:
        raise RuleViolation("rights.teller", _("Choose somebody who works with this client."), field="told_by")
    rules.check_day(on, today=today(actor.organisation), since=_holds_since(actor, checklist))
    told = _checked(client, said)
    file = _file_of(actor, client)
    telling = Telling(
        file=file,
        checklist=checklist,
        items=sorted(item_ids),
        told_on=on,
        told_by=told_by,
        forms=told["how"],
        entered_by=actor,
        entered_at=now(),
    )
    telling.language, telling.interpreter, telling.note = told["language"], told["interpreter"], told["note"]
    telling.save(force_insert=True)
    data = {
        "telling": str(telling.pk),
        "checklist": str(checklist.pk),
        "items": len(telling.items),
        "told_by": str(told_by.pk),
        "told_on": on.isoformat(),
    }
    _write_down(RightsEvent.TOLD, actor, file, file.data_key, **data)
    return telling


def _holds_since(actor: StaffMember, checklist: Checklist) -> date | None:
    """From when on lines of an edition can have been told; what clients heard before the first one counts too."""
    if checklist.edition == 1:
        return None
    return checklist.published_at.astimezone(ZoneInfo(actor.organisation.zone)).date()


# --- Consent ------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def write_consent(
    *,
    actor: StaffMember,
    client_id: UUID,
    about: ConsentAbout,
    purpose: str,
    state: ConsentState,
    on: date,
    said: Said,
    tests: Collection[str] = (),
    decided_by: str = "",
) -> Consent:
    """Write down what a client said when they were asked: that they give their consent, or refuse it.

    Raises NotVisible for a client one does not work with, and RuleViolation where consent given is not valid (PCF-IC-1).
    """
    client = _locked(actor, client_id, RightsPermission.CONSENT)
    if state == ConsentState.WITHDRAWN:
        raise MoveRefused
    rules.check_day(on, today=today(actor.organisation))
    rules.check_consent(state=state, about=about, tests=tests, forms=said.get("how", []))
    words = rules.check_words(purpose, field="purpose", longest=rules.LONGEST_LINE, needed=True)
    consent = Consent(file=_file_of(actor, client), matter=uuid4(), about=about, state=state, said_on=on)
    return _keep(actor, client, consent, words, said, tests, decided_by)


@transaction.atomic
def change_consent(
    *,
    actor: StaffMember,
    client_id: UUID,
    consent_id: UUID,
    state: ConsentState,
    on: date,
    said: Said,
    tests: Collection[str] = (),
    decided_by: str = "",
) -> Consent:
    """Write down what a client says now to what they were asked about before. What they said before stays as it was.

    Raises MoveRefused where they have said something else meanwhile, or where it cannot follow.
    """
    client = _locked(actor, client_id, RightsPermission.CONSENT)
    before = queries.consent_for(actor, client, consent_id)
    if queries.is_followed(before):
        raise MoveRefused
    rules.check_next(before.state, state)
    rules.check_day(on, today=today(actor.organisation), since=before.said_on)
    rules.check_consent(state=state, about=before.about, tests=tests, forms=said.get("how", []))
    consent = Consent(file=before.file, matter=before.matter, follows=before, about=before.about, state=state, said_on=on)
    return _keep(actor, client, consent, before.purpose, said, tests, decided_by)


def _keep(
    actor: StaffMember, client: Client, consent: Consent, purpose: str, said: Said, tests: Collection[str], decided_by: str
) -> Consent:
    """The row with its words, and its line in the record."""
    told = _checked(client, said)
    consent.tests = sorted(tests) if consent.state == ConsentState.GIVEN else []
    consent.forms, consent.entered_by, consent.entered_at = told["how"], actor, now()
    consent.purpose, consent.decided_by = purpose, rules.check_words(decided_by, field="decided_by")
    consent.language, consent.interpreter, consent.note = told["language"], told["interpreter"], told["note"]
    consent.save(force_insert=True)
    data = {"consent": str(consent.pk), "matter": str(consent.matter), "on": consent.said_on.isoformat()}
    _write_down(SAID[ConsentState(consent.state)], actor, consent.file, consent.file.data_key, **data)
    return consent


# --- Groups -------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def make_group(*, actor: StaffMember, kind: GroupKind, name: str, client_ids: Collection[UUID]) -> ClientGroup:
    """Name clients who are served together. Raises RuleViolation for a client one does not work with, as for one that is not."""
    wanted = set(client_ids)
    clients = list(queries.clients_to_write_about(actor).filter(pk__in=wanted))
    if len(clients) != len(wanted):
        raise RuleViolation("group.unknown", _("Choose from the clients you work with."), field="clients")
    rules.check_members(len(clients))
    words = rules.check_words(name, field="name", needed=True)
    group = ClientGroup(
        organisation_id=actor.organisation_id,
        kind=kind,
        data_key=make_key(organisation_id=actor.organisation_id),
        made_by=actor,
        made_at=now(),
    )
    group.name = words
    group.save(force_insert=True)
    GroupMember.objects.bulk_create([GroupMember(group=group, client=client) for client in clients])
    _write_down(RightsEvent.GROUPED, actor, group, group.data_key, clients=sorted(str(each.pk) for each in clients))
    return group


@transaction.atomic
def write_agreement(
    *,
    actor: StaffMember,
    group_id: UUID,
    client_id: UUID,
    confidentiality: Agreement,
    role_made_clear: bool,
    limits_told: bool,
    on: date,
    shared_with: str = "",
    role: str = "",
    language: str = "",
    interpreter: str = "",
) -> GroupAgreement:
    """Write down what one of a group agreed to. Raises NotVisible for a group not all of whom one works with."""
    client = locked_client(actor, client_id)
    group = queries.group_for(actor, group_id, GroupPermission.AGREE)
    if not group.members.filter(client=client).exists():
        raise NotVisible
    OF_GROUPS.require(actor, GroupPermission.AGREE, group)
    last = group.agreements.filter(client=client).order_by("-said_on").first()
    rules.check_day(on, today=today(actor.organisation), since=last.said_on if last else None)
    rules.check_interpreter(needed=client.needs_interpreter, interpreter=interpreter)
    agreement = GroupAgreement(
        group=group,
        client=client,
        confidentiality=confidentiality,
        role_made_clear=role_made_clear,
        limits_told=limits_told,
        said_on=on,
        entered_by=actor,
        entered_at=now(),
    )
    agreement.shared_with = rules.check_words(shared_with, field="shared_with", longest=rules.LONGEST_LINE)
    agreement.role = rules.check_words(role, field="role", longest=rules.LONGEST_LINE, needed=role_made_clear)
    agreement.language = rules.check_words(language or client.language, field="language")
    agreement.interpreter = rules.check_words(interpreter, field="interpreter")
    agreement.save(force_insert=True)
    data = {"client": str(client.pk), "agreement": str(agreement.pk), "on": on.isoformat()}
    _write_down(RightsEvent.AGREED, actor, group, group.data_key, **data)
    return agreement


# --- Reading ------------------------------------------------------------------------------------------------------------------
@transaction.atomic
def open_rights(*, actor: StaffMember, client_id: UUID) -> queries.Standing:
    """Read what a client was told and agreed to. Who opened it is written down once a day, where there is anything to read."""
    client = queries.client_for(actor, client_id)
    file = queries.file_of(actor, client)
    if file:
        _write_opening(actor, file, file.data_key)
    return queries.standing_of(actor, client, file)


@transaction.atomic
def open_group(*, actor: StaffMember, group_id: UUID) -> ClientGroup:
    """Read what each of a group agreed to. Who opened it is written down once a day."""
    group = queries.group_for(actor, group_id)
    _write_opening(actor, group, group.data_key)
    return group


def _write_opening(actor: StaffMember, thing: RightsFile | ClientGroup, key: DataKey) -> None:
    day = now().astimezone(ZoneInfo(actor.organisation.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    opened = RecordEntry.objects.hanging_on(thing).filter(event=RightsEvent.OPENED, actor_id=actor.pk, at__gte=day)
    if not opened.exists():
        _write_down(RightsEvent.OPENED, actor, thing, key)


# --- What they share ----------------------------------------------------------------------------------------------------------
def _locked(actor: StaffMember, client_id: UUID, permission: RightsPermission) -> Client:
    """The client under its lock, for those who may do this."""
    client = locked_client(actor, client_id)
    ACCESS.require(actor, permission, client)
    return client


def _file_of(actor: StaffMember, client: Client) -> RightsFile:
    """What is kept of the client's rights, begun where there is nothing yet; the client is locked."""
    found = queries.file_of(actor, client)
    if found is None:
        key = make_key(organisation_id=actor.organisation_id)
        found = RightsFile(organisation_id=actor.organisation_id, client=client, data_key=key)
        found.save(force_insert=True)
    return found


class _Checked(TypedDict):
    how: list[str]
    language: str
    interpreter: str
    note: str


def _checked(client: Client, said: Said) -> _Checked:
    """How it was said, once that is in order; without a language, in the one the client prefers."""
    rules.check_forms(said.get("how", []))
    interpreter = rules.check_words(said.get("interpreter", ""), field="interpreter")
    rules.check_interpreter(needed=client.needs_interpreter, interpreter=interpreter)
    return {
        "how": sorted(set(said.get("how", []))),
        "language": rules.check_words(said.get("language", "") or client.language, field="language"),
        "interpreter": interpreter,
        "note": rules.check_words(said.get("note", ""), field="note", longest=rules.LONGEST_NOTE),
    }


def _write_down(event: RightsEvent, actor: StaffMember, thing: Protected, key: DataKey, **data: object) -> None:
    append(
        event,
        about=("client_group" if isinstance(thing, ClientGroup) else "rights", thing.pk),
        organisation_id=actor.organisation_id,
        actor_id=actor.pk,
        key=key,
        data=data,
    )

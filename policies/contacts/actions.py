"""Logging a contact, saying more of it, giving it to be read, and reading it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client, Relative
from accounts.grants.choices import Relation
from accounts.grants.queries import live
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.routing.queries import OrganisationFacts, lock_tree, organisation_facts
from accounts.routing.rules import RoutingFacts, conflicts, decide, stands_in_route
from accounts.staff.models import StaffMember
from accounts.staff.queries import people_of
from boundaries.access.scope import Reason, as_system
from boundaries.clocks.queries import now
from boundaries.clocks.rules import due_at
from boundaries.errors.exceptions import MoveRefused, RuleViolation
from boundaries.notices.actions import take_away
from boundaries.outbox.actions import arm_timer, cancel_timers
from boundaries.outbox.models import Timer
from boundaries.record.actions import append
from boundaries.record.models import RecordEntry
from boundaries.sealing.actions import make_key
from policies.adoption.queries import clauses_about
from policies.contacts import queries, rules
from policies.contacts.choices import BegunBy, CompanyKind, ContactChannel, ContactKind, Lasted, Moved, Recognised
from policies.contacts.events import ContactEvent
from policies.contacts.models import Contact, ContactPerson, ContactReading, ContactVersion
from policies.contacts.permissions import ACCESS, IN_GENERAL, ContactPermission, ContactsPermission, holds_grant
from policies.contacts.rules import Facts, With

REMINDER = "contact.not-moved"
ABOUT = "contact"
log = structlog.get_logger(__name__)


# --- Saying it ----------------------------------------------------------------------------------------------------------------
@transaction.atomic
def log_contact(*, actor: StaffMember, facts: Facts, people: Collection[With], colleague_ids: Collection[UUID] = ()) -> Contact:
    """Log a contact outside of work; it goes to be read by one's line manager, or whoever the rule finds instead.

    Raises RuleViolation where something is missing, a client or colleague is not one to choose from, or a day cannot be.
    """
    rules.check_facts(facts, today=today(actor.organisation))
    rules.check_complete(facts, people)
    return _begin(actor, facts, people, colleague_ids, ContactEvent.LOGGED)


@transaction.atomic
def announce_event(*, actor: StaffMember, facts: Facts, people: Collection[With] = ()) -> Contact:
    """Tell beforehand of an event that clients may attend too (PQ-OUT-2). Nobody has to approve it."""
    rules.check_beforehand(facts, today=today(actor.organisation))
    return _begin(actor, facts, people, (), ContactEvent.ANNOUNCED)


def _begin(
    actor: StaffMember, facts: Facts, people: Collection[With], colleague_ids: Collection[UUID], event: ContactEvent
) -> Contact:
    lock_tree(actor.organisation_id, exclusive=False)
    IN_GENERAL.require(actor, ContactsPermission.LOG, actor.organisation)
    contact = Contact(
        organisation_id=actor.organisation_id,
        author=actor,
        area_id=actor.site_id or (actor.team.site_id if actor.team else None),
        data_key=make_key(organisation_id=actor.organisation_id),
        logged_at=now(),
        kept_out=_kept_out(actor, colleague_ids),
    )
    contact.save(force_insert=True)
    version = _write(actor, contact, facts, people, number=1, beforehand=event == ContactEvent.ANNOUNCED)
    told = {"on": facts.on.isoformat(), "version": version.number}
    _write_down(event, contact, actor, **told, **({"kind": facts.kind.value} if event == ContactEvent.LOGGED else {}))
    _route(contact)
    _watch(contact, facts)
    return contact


@transaction.atomic
def correct_contact(
    *, actor: StaffMember, contact_id: UUID, facts: Facts, people: Collection[With], colleague_ids: Collection[UUID] = ()
) -> Contact:
    """Say it anew. What was said before stays readable, and the new words go to be read again."""
    contact = _own(actor, contact_id)
    before = queries.newest_of(contact)
    if before.beforehand:
        rules.check_beforehand(facts, today=min(today(actor.organisation), before.on))
    else:
        rules.check_facts(facts, today=today(actor.organisation))
        rules.check_complete(facts, people)
    version = _write(actor, contact, facts, people, number=before.number + 1, beforehand=before.beforehand)
    contact.kept_out = sorted({*contact.kept_out, *_kept_out(actor, colleague_ids)})
    _give_anew(contact)
    _write_down(ContactEvent.CORRECTED, contact, actor, version=version.number)
    _watch(contact, facts)
    return contact


@transaction.atomic
def move_contact(*, actor: StaffMember, contact_id: UUID, moved_on: date, moved_to: str) -> Contact:
    """Say that it goes on over a channel of the organisation, since when and which (PQ-COM-3c). Raises MoveRefused for what needs none."""
    contact = _own(actor, contact_id)
    before = queries.newest_of(contact)
    if before.moved != Moved.NOT_YET:
        raise MoveRefused
    facts = replace(facts_of(before), moved=Moved.YES, moved_on=moved_on, moved_to=moved_to.strip())
    rules.check_facts(facts, today=today(actor.organisation))
    people = queries.named_in(before)
    version = _write(actor, contact, facts, people, number=before.number + 1, beforehand=False)
    _write_down(ContactEvent.MOVED, contact, actor, on=moved_on.isoformat(), version=version.number)
    _watch(contact, facts)
    return contact


@transaction.atomic
def turn_into_contact(*, actor: StaffMember, contact_id: UUID) -> Contact:
    """The event that one told of beforehand has come, and one met somebody: one tap makes it an entry, which is completed later.

    Raises MoveRefused before its day, and for what is an entry already.
    """
    contact = _own(actor, contact_id)
    before = queries.newest_of(contact)
    rules.check_happened(beforehand=before.beforehand, on=before.on, today=today(actor.organisation))
    people = queries.named_in(before)
    version = _write(actor, contact, facts_of(before), people, number=before.number + 1, beforehand=False)
    _give_anew(contact)
    _write_down(ContactEvent.HAPPENED, contact, actor, on=before.on.isoformat(), version=version.number)
    return contact


def facts_of(version: ContactVersion) -> Facts:
    """What a version says."""
    return Facts(
        kind=ContactKind(version.kind),
        on=version.on,
        began=BegunBy(version.began) if version.began else None,
        channel=ContactChannel(version.channel),
        at=version.at,
        lasted=Lasted(version.lasted) if version.lasted else None,
        recognised=Recognised(version.recognised) if version.recognised else None,
        place=version.place,
        about=version.about,
        moved=Moved(version.moved),
        moved_on=version.moved_on,
        moved_to=version.moved_to,
    )


def _own(actor: StaffMember, contact_id: UUID) -> Contact:
    """One of one's own, under its lock and, before it, the tree's."""
    lock_tree(actor.organisation_id, exclusive=False)
    return queries.contact_for(actor, contact_id, ContactPermission.CORRECT, locked=True)


def _write(
    actor: StaffMember,
    contact: Contact,
    facts: Facts,
    people: Collection[With],
    *,
    number: int,
    beforehand: bool,
) -> ContactVersion:
    """One version with those it names."""
    before = queries.named_in(queries.newest_of(contact)) if number > 1 else []
    found = _known(actor, people, before)
    version = ContactVersion(
        contact=contact,
        number=number,
        beforehand=beforehand,
        kind=facts.kind,
        began=facts.began or "",
        channel=facts.channel,
        on=facts.on,
        at=facts.at,
        lasted=facts.lasted or "",
        recognised=facts.recognised or "",
        moved=facts.moved or Moved.NOTHING,
        moved_on=facts.moved_on if facts.moved == Moved.YES else None,
        clauses=clauses_about(contact.organisation_id, rules.categories_of(facts.kind, facts.channel)),
        written_at=now(),
    )
    version.place, version.about = facts.place.strip(), facts.about.strip()
    version.moved_to = facts.moved_to.strip() if facts.moved == Moved.YES else ""
    version.save(force_insert=True)
    rows = []
    for each in found:
        row = ContactPerson(version=version, kind=each.kind, client_id=each.client_id, relative_id=each.relative_id)
        row.name = each.name
        rows.append(row)
    ContactPerson.objects.bulk_create(rows)
    return version


def _known(actor: StaffMember, people: Collection[With], before: Collection[With]) -> list[With]:
    """Those named, once each is somebody whom one may name, or named before; a client's reference that was written is that client."""
    rules.check_people(people, (), author=actor.pk)
    again = set(before)
    asked = [each for each in people if each not in again]
    relatives = _relatives(actor, [each.relative_id for each in asked if each.relative_id])
    clients = queries.known(actor, {each.client_id for each in asked if each.client_id})
    written = queries.known_by_reference(actor, [each.name for each in asked if not each.client_id and not each.relative_id])
    found: dict[tuple[object, ...], With] = {}
    for each in people:
        who = each if each in again else _one(each, clients, relatives, written)
        found[who.kind, who.client_id, who.relative_id, who.name.casefold()] = who
    return list(found.values())


def _one(each: With, clients: Mapping[UUID, Client], relatives: Mapping[UUID, Relative], written: Mapping[str, Client]) -> With:
    if each.relative_id:
        relative = relatives[each.relative_id]
        return replace(each, kind=CompanyKind.RELATIVE, client_id=relative.client_id, name=relative.name)
    if each.client_id:
        if each.client_id not in clients:
            raise _unknown()
        return replace(each, kind=CompanyKind.CLIENT, name="")
    if client := written.get(each.name.casefold()):
        return With(kind=CompanyKind.CLIENT, client_id=client.pk)
    if not each.name.strip() or each.kind == CompanyKind.CLIENT:
        raise _unknown()
    return each


def _relatives(actor: StaffMember, ids: Collection[UUID]) -> dict[UUID, Relative]:
    """Those close to clients one may know of."""
    rows = {each.pk: each for each in Relative.objects.filter(pk__in=ids).select_related("client__organisation__data_key")}
    clients: dict[UUID, Client] = queries.known(actor, {each.client_id for each in rows.values()})
    if set(ids) - {pk for pk, each in rows.items() if each.client_id in clients}:
        raise _unknown()
    return rows


def _unknown() -> RuleViolation:
    return RuleViolation("contact.unknown", _("Choose from the list, or write who it was."), field="people")


def _kept_out(actor: StaffMember, colleague_ids: Collection[UUID]) -> list[UUID]:
    """The colleagues named, once each is one whom one may know of."""
    wanted = set(colleague_ids)
    rules.check_people((), wanted, author=actor.pk)
    if wanted and people_of(actor, details=False).filter(pk__in=wanted).count() != len(wanted):
        raise RuleViolation("contact.colleague", _("Choose a colleague from the list."), field="colleague")
    return sorted(wanted)


def _watch(contact: Contact, facts: Facts) -> None:
    """What was not moved yet is reminded of once; what was, or needs no moving, is not."""
    if not rules.is_to_be_moved(facts):
        cancel_timers(about_id=contact.pk, kinds=[REMINDER])
    elif not Timer.objects.filter(about_id=contact.pk, kind=REMINDER, cancelled_at=None).exists():
        due = due_at(contact.organisation.calendar(), now(), rules.REMINDED_AFTER)
        arm_timer(kind=REMINDER, organisation_id=contact.organisation_id, about_id=contact.pk, due_at=due)


# --- Reading it ---------------------------------------------------------------------------------------------------------------
@transaction.atomic
def read_contact(*, actor: StaffMember, contact_id: UUID, talk: bool = False, word: str = "") -> Contact:
    """Say that one has read it; with a word back, or that one wants to talk about it. Raises MoveRefused once it was read."""
    contact = queries.contact_for(actor, contact_id, ContactPermission.READ, locked=True)
    if contact.read_at is not None:
        raise MoveRefused
    version = queries.newest_of(contact)
    reading = ContactReading(contact=contact, version=version.number, reader=actor, talk=talk, read_at=now())
    reading.word = rules.check_word(word)
    reading.save(force_insert=True)
    contact.read_at = reading.read_at
    contact.save(update_fields=["read_at"])
    _write_down(ContactEvent.READ, contact, actor, version=version.number, talk=talk)
    return contact


@transaction.atomic
def open_contact(*, actor: StaffMember, contact_id: UUID) -> tuple[Contact, bool]:
    """Look at one, and whether its words may be read. Whoever does so by their office is written down once a day."""
    contact = queries.contact_for(actor, contact_id)
    reads = ACCESS.allows(actor, ContactPermission.CONTENT, contact)
    if reads and contact.author_id != actor.pk and not holds_grant(actor, contact):
        day = now().astimezone(ZoneInfo(actor.organisation.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
        opened = RecordEntry.objects.hanging_on(contact).filter(event=ContactEvent.OPENED, actor_id=actor.pk, at__gte=day)
        if not opened.exists():
            _write_down(ContactEvent.OPENED, contact, actor)
    return contact, reads


# --- Who reads it -------------------------------------------------------------------------------------------------------------
def _facts(contact: Contact, organisation: OrganisationFacts | None = None) -> RoutingFacts:
    found = organisation or organisation_facts(contact.organisation_id, today(contact.organisation))
    return found.within(of=contact.author_id, kept_out=contact.kept_out)


def _give_anew(contact: Contact) -> None:
    """There is something new to read: by whoever had it, unless they may not any more."""
    contact.read_at = None
    contact.save(update_fields=["read_at", "kept_out"])
    facts = _facts(contact)
    if contact.reader_id is None or conflicts(facts, contact.reader_id) or not stands_in_route(facts, contact.reader_id):
        _route(contact, facts)


def _route(contact: Contact, facts: RoutingFacts | None = None) -> None:
    """Decide who reads it, let them in, and write the way down. The caller holds the tree and, but for a new one, its lock."""
    route, before = decide(facts or _facts(contact)), contact.reader_id
    with as_system(Reason.ROUTING, organisation_id=contact.organisation_id):
        if before and before != route.handler_id:
            live(contact.grants.filter(user__staff_member__id=before)).update(ends_at=now())
            take_away(person_id=before, about_id=contact.pk)
        if route.handler_id:
            _grant(contact, route.handler_id)
    contact.reader_id = route.handler_id
    contact.save(update_fields=["reader"])
    if route.handler_id is None:
        log.error("contact.unrouted", organisation=str(contact.organisation_id))
    steps = [[str(each.person_id) if each.person_id else None, each.role.value, each.verdict.value] for each in route.steps]
    told = {"reader": str(route.handler_id) if route.handler_id else None, "before": str(before) if before else None}
    _write_down(ContactEvent.ROUTED, contact, None, **told, steps=steps)


def _grant(contact: Contact, person_id: UUID) -> None:
    user_id = StaffMember.objects.filter(pk=person_id).values_list("user_id", flat=True).get()
    values = {
        "organisation_id": contact.organisation_id,
        "permission": Permission.objects.get(content_type__app_label="policies", codename="open_contact"),
        "relation": Relation.HANDLER,
        "given_at": now(),
        "ends_at": None,
        "sort_at": contact.logged_at,
    }
    contact.grants.update_or_create(user_id=user_id, defaults=values)


def follow_organisation(organisation_id: UUID) -> None:
    """People or appointments changed: what nobody has read yet goes to whoever the rule names now. The caller holds the tree."""
    organisation = Organisation.objects.select_related("data_key").get(pk=organisation_id)
    facts = None
    with as_system(Reason.ROUTING, organisation_id=organisation_id):
        rows = Contact.objects.unscoped(Reason.ROUTING).filter(organisation_id=organisation_id, read_at=None)
        for contact in rows.select_for_update(of=("self",), no_key=True).select_related("data_key").order_by("pk"):
            contact.organisation = organisation
            facts = facts or organisation_facts(organisation_id, today(organisation))
            found = _facts(contact, facts)
            reader = contact.reader_id
            keeps = reader is not None and not conflicts(found, reader) and stands_in_route(found, reader)
            if not keeps and (reader or decide(found).handler_id):
                _route(contact, found)


def _write_down(event: ContactEvent, contact: Contact, actor: StaffMember | None, **data: object) -> None:
    append(
        event,
        about=(ABOUT, contact.pk),
        organisation_id=contact.organisation_id,
        actor_id=actor.pk if actor else None,
        key=contact.data_key,
        data=data,
    )

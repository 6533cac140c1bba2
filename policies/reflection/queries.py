"""The warning signs with the clauses behind them, whom one can talk to, the questions to think about, and one's own notes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.access.protected import way_into
from boundaries.access.scope import author_index
from boundaries.errors.exceptions import NotVisible
from policies.adoption.queries import ShownClause
from policies.adoption.rules import strictest_first
from policies.library.choices import AppendixKind, Office, Strength
from policies.library.models import Appendix, Clause, WarningSign
from policies.library.rules import filled
from policies.reflection.models import ReflectiveNote
from policies.reflection.permissions import ACCESS, ReflectionPermission
from policies.reflection.rules import offices_to_talk_to
from policies.situations.queries import Reading

HELD_BY = {
    Office.DIRECTOR: Role.DIRECTOR,
    Office.CHIEF_EXECUTIVE: Role.CHIEF_EXECUTIVE,
    Office.BOARD: Role.BOARD_CHAIR,
    Office.SAFEGUARDING_LEAD: Role.SAFEGUARDING_LEAD,
    Office.COMMUNICATIONS_MANAGER: Role.COMMUNICATIONS_MANAGER,
}
MOST_NAMED = 5


# --- The self-check ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Sign:
    """A question to ask oneself, and the clauses behind it that are in force here."""

    code: str
    text: str
    clauses: list[ShownClause]


@dataclass(frozen=True)
class Listener:
    """Somebody to talk to: the office, and who holds it."""

    office: Office
    names: list[str]


@dataclass(frozen=True)
class Looked:
    """What comes of looking at oneself: the signs that were ticked, whom one can talk to, and what good practice says about it."""

    signs: list[Sign]
    listeners: list[Listener]
    practice: list[ShownClause]


def signs_for(actor: StaffMember) -> list[Sign]:
    """The warning signs behind which clauses of one's own policies stand, from mild to grave; all, where no policy is in force."""
    return _signs(Reading(actor))


def _signs(reading: Reading) -> list[Sign]:
    rows = list(WarningSign.objects.order_by("position"))
    codes = {code for row in rows for code in row.clause_codes}
    clauses = Clause.objects.filter(version_id__in=list(reading.adoptions), code__in=codes).select_related("section")
    by_code = {each.code: each for each in reading.shown(list(clauses))}
    signs = [
        Sign(row.code, row.text, strictest_first(by_code[code] for code in row.clause_codes if code in by_code)) for row in rows
    ]
    return [each for each in signs if each.clauses] or signs


def look(actor: StaffMember, ticked: Collection[str]) -> Looked:
    """Whom to talk to about these signs, and the clauses behind them. It counts nothing, judges nothing and is kept nowhere."""
    reading = Reading(actor)
    signs = [each for each in _signs(reading) if each.code in ticked]
    behind = {each.code: each.clause for sign in signs for each in sign.clauses}
    sections = {each.section_id for each in behind.values() if each.strength == Strength.GUIDANCE}
    practice = Clause.objects.filter(section_id__in=sections, strength=Strength.GUIDANCE).exclude(code__in=behind)
    return Looked(signs, listeners(actor, offices_to_talk_to(behind.values())), reading.shown(list(practice)))


def listeners(actor: StaffMember, offices: Collection[Office]) -> list[Listener]:
    """These offices with the names of those who hold them, so that one knows whom to go to. Oneself is none of them.

    Beside the line manager stands whoever is above her, for whom it is easier, or where she is part of it.
    """
    roles = {HELD_BY[office]: office for office in offices if office in HELD_BY}
    held = Appointment.objects.in_force(today(actor.organisation)).filter(
        organisation_id=actor.organisation_id, role__in=sorted(roles), person__is_active=True
    )
    names: dict[Office, list[str]] = {office: [] for office in offices}
    for role, name in held.exclude(person=actor).order_by("person__name").values_list("role", "person__name"):
        names[roles[Role(role)]].append(name)
    above = actor.manager.manager if actor.manager else None
    if Office.LINE_MANAGER in names:
        names[Office.LINE_MANAGER] = [each.name for each in (actor.manager, above) if each is not None]
    return [Listener(office, names[office][:MOST_NAMED]) for office in offices]


# --- Questions to think about -----------------------------------------------------------------------------------------------
def prompts_for(actor: StaffMember) -> list[tuple[str, str]]:
    """The questions of one's own policies, each with its id."""
    adoptions = Reading(actor).adoptions
    rows = Appendix.objects.filter(version_id__in=list(adoptions), kind=AppendixKind.PROMPTS).order_by("version_id", "position")
    return [(item["id"], filled(item["text"], adoptions[row.version_id].words)) for row in rows for item in row.items]


# --- One's own notes --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Note:
    """A note as its author reads it."""

    id: UUID
    text: str
    prompt: str
    at: datetime


@way_into(ReflectiveNote)
def written_for_oneself(notes: QuerySet[ReflectiveNote], actor: StaffMember) -> QuerySet[ReflectiveNote]:
    """What they wrote for themselves alone."""
    return notes.filter(author_index=author_index(actor.pk)).select_related("data_key")


def shown(note: ReflectiveNote) -> Note:
    """A note opened."""
    said = note.content
    return Note(note.pk, said["text"], said["prompt"], datetime.fromisoformat(said["at"]))


def own_notes(actor: StaffMember) -> list[Note]:
    """Everything one wrote for oneself, the newest first."""
    ACCESS.require(actor, ReflectionPermission.WRITE, actor.organisation)
    rows = ReflectiveNote.objects.visible_to(actor, by=written_for_oneself)
    return sorted(map(shown, rows), key=lambda each: each.at, reverse=True)


def note_for(actor: StaffMember, note_id: UUID) -> ReflectiveNote:
    """One note of one's own. Raises NotVisible for everybody else's, as for one that never was."""
    found = ReflectiveNote.objects.visible_to(actor, by=written_for_oneself).filter(pk=note_id).first()
    if found is None:
        raise NotVisible
    ACCESS.require(actor, ReflectionPermission.VIEW, found)
    return found

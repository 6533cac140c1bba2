"""What a file of teams, staff, line managers or roles would do: worked out from the organisation as it is.

The rules asked are those of the pages: `accounts.staff.rules` and `accounts.appointments.rules`. What they refuse becomes a
problem of its row; nothing here is a second law. People are found by their staff number; those who have none by their e-mail
address; by the id of an export in either case.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from accounts.appointments import rules as appointments
from accounts.appointments.choices import Role
from accounts.imports.choices import Act, ImportKind
from accounts.imports.rules import Asking, Change, Plan, Said, Told, by_name, differences, loosely, refuse, show, without_repeats
from accounts.staff import rules as staff
from accounts.staff.choices import StaffKind
from accounts.tables.rules import write_list
from boundaries.errors.exceptions import RuleViolation

Write = Callable[[str, Any], str]


class KnownTeam(NamedTuple):
    """A team as it is."""

    id: UUID
    name: str
    site: UUID | None


class KnownPerson(NamedTuple):
    """A person as they are, or would be. ``roles`` are those they hold or are proposed for."""

    id: UUID
    reference: str = ""
    name: str = ""
    kind: StaffKind | None = None
    partner: str = ""
    job_title: str = ""
    email: str = ""
    team: UUID | None = None
    site: UUID | None = None
    manager: UUID | None = None
    started_on: date | None = None
    left_on: date | None = None
    is_active: bool = True
    can_sign_in: bool = False
    has_opened: bool = False
    roles: tuple[Role, ...] = ()

    @property
    def key(self) -> str:
        """By what a file names them."""
        return self.reference or self.email or str(self.id)

    @property
    def called(self) -> str:
        """How the table of changes names them."""
        return f"{self.name} ({self.reference})" if self.reference else self.name


class KnownRole(NamedTuple):
    """An appointment that is proposed or confirmed and not over."""

    person: UUID
    role: Role
    starts_on: date
    ends_on: date | None
    teams: frozenset[UUID]
    site: UUID | None


@dataclass(frozen=True)
class PeopleFacts:
    """The organisation as it is. ``taken`` are those addresses of the file that somebody outside it signs in with."""

    today: date
    actor_id: UUID
    people: Mapping[UUID, KnownPerson]
    teams: Mapping[UUID, KnownTeam]
    sites: Mapping[UUID, str]
    roles: tuple[KnownRole, ...] = ()
    taken: frozenset[str] = frozenset()
    activated: bool = False


class Finder:
    """Finds people by the words of a file."""

    def __init__(self) -> None:
        self.references = dict[str, UUID]()
        self.addresses = dict[str, UUID]()
        self.ids = set[UUID]()

    @classmethod
    def of(cls, people: Mapping[UUID, KnownPerson]) -> "Finder":
        """Over these people."""
        finder = cls()
        for person in people.values():
            finder.put(person.id, person.reference.strip(), person.email)
        return finder

    def put(self, id_: UUID, reference: str, email: str) -> None:
        """Let somebody be found."""
        self.ids.add(id_)
        if reference:
            self.references[reference] = id_
        if email:
            self.addresses[email] = id_

    def find(self, key: str) -> UUID | None:
        """Staff number, else address, else id."""
        found = self.references.get(key) or self.addresses.get(key.lower())
        if found:
            return found
        try:
            return UUID(key) if UUID(key) in self.ids else None
        except ValueError:
            return None


def writer(facts: PeopleFacts, people: Mapping[UUID, KnownPerson]) -> Write:
    """How the details of people, teams and roles are written: ids by the names and numbers they stand for."""

    def write(column: str, value: Any) -> str:
        if value is None:
            return ""
        if column == "site":
            return facts.sites[value]
        if column == "team":
            return facts.teams[value].name
        if column == "teams":
            return write_list(sorted(facts.teams[each].name for each in value))
        if column in {"manager", "person"}:
            return people[value].key
        return show(value)

    return write


# --- Teams -------------------------------------------------------------------------------------------------------------------


def plan_teams(plan: Plan, rows: list[Said], facts: PeopleFacts) -> None:
    """Teams are found by their name; with the id of an export they are renamed."""
    find = by_name({team.id: team.name for team in facts.teams.values()})
    find_site, write = by_name(facts.sites), writer(facts, {})
    about = [(said, said.values.get("id") or find(said.values.get("name", ""))) for said in rows]
    without_repeats(plan, about, "name")
    without_repeats(plan, [(said, loosely(said.values["name"])) for said, _id in about if said.values.get("name")], "name")
    for said, id_ in about:
        known = facts.teams.get(id_) if id_ else None
        name = said.values.get("name", "")
        if id_ and known is None:
            refuse(plan, said, "id", _("There is no team with this id."))
            continue
        if known and name and find(name) not in {None, known.id}:
            refuse(plan, said, "name", _("There is a team with this name already."))
        after = {"name": name, **_site(plan, said, find_site)}
        told = differences(known._asdict() if known else {}, after, write)
        if known is None:
            plan.changes.append(Change(said.number, Act.ADD, uuid4(), name, told, after))
        elif told:
            plan.changes.append(Change(said.number, Act.CHANGE, known.id, known.name, told, _only(told, after)))


def _site(plan: Plan, said: Said, find: Callable[[str], UUID | None]) -> dict[str, Any]:
    """The site a row names, if it has such a column."""
    return _named(plan, said, "site", find, _("There is no site with this name. Add it under Sites first."))


def _named(plan: Plan, said: Said, column: str, find: Callable[[str], UUID | None], message: Any) -> dict[str, Any]:
    if column not in said.values:
        return {}
    name = said.values[column]
    found = find(name) if name else None
    if name and found is None:
        refuse(plan, said, column, message)
    return {column: found}


def _only(told: tuple[Told, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that would be different."""
    return {each.column: values[each.column] for each in told}


# --- Staff and line managers -------------------------------------------------------------------------------------------------

COLUMN_OF = {"last_day": "left_on", "login": "email"}
DETAILS = ("reference", "name", "kind", "partner", "job_title", "email", "started_on", "left_on")


class Placed(NamedTuple):
    """A row about a person: who it is about, as they are (None: somebody new), and as they would be."""

    said: Said
    before: KnownPerson | None
    after: KnownPerson


def plan_staff(plan: Plan, rows: list[Said], facts: PeopleFacts) -> None:
    """People are added, changed, let go and taken back, whole teams at a time. Whom the file does not name stays as they are."""
    finder, about = Finder.of(facts.people), list[tuple[Said, UUID | None]]()
    for said in rows:
        id_ = _whom(plan, said, facts, finder)
        about.append((said, id_))
        if id_ is not None:  # so that the rows below find them, as a line manager or as the same person again
            finder.put(id_, said.values.get("reference", ""), said.values.get("email", ""))
    without_repeats(plan, about, "reference")
    find_team, find_site = by_name({each.id: each.name for each in facts.teams.values()}), by_name(facts.sites)
    placed = list[Placed]()
    for said, id_ in about:
        if id_ is None:
            continue
        before = facts.people.get(id_)
        if not said.values.get("reference"):
            said.values.pop("reference", None)  # an empty cell takes no staff number away: by it a person is found
        values = {name: said.values[name] for name in DETAILS if name in said.values}
        values |= _site(plan, said, find_site)
        values |= _named(plan, said, "team", find_team, _("There is no team with this name. Import the teams first."))
        values |= _manager(plan, said, finder, before)
        placed.append(Placed(said, before, (before or KnownPerson(id_))._replace(**values)))
    _judge(plan, placed, facts)


def plan_managers(plan: Plan, rows: list[Said], facts: PeopleFacts) -> None:
    """Everybody named gets the line manager named, or none."""
    finder = Finder.of(facts.people)
    about = list[tuple[Said, UUID | None]]()
    for said in rows:
        key = said.values.get("person", "")
        found = finder.find(key)
        if key and found is None:
            refuse(plan, said, "person", NOBODY)
        about.append((said, found))
    without_repeats(plan, about, "person")
    people = [(said, facts.people[id_]) for said, id_ in about if id_]
    placed = [Placed(said, before, before._replace(**_manager(plan, said, finder, before))) for said, before in people]
    _judge(plan, placed, facts)


NOBODY = _("Nobody here has this staff number, e-mail address or id.")


def _whom(plan: Plan, said: Said, facts: PeopleFacts, finder: Finder) -> UUID | None:
    """Whom a row is about: a new id for somebody new, None where it cannot be said."""
    id_, reference, email = (said.values.get(name) for name in ("id", "reference", "email"))
    if id_:
        if id_ not in facts.people:
            refuse(plan, said, "id", _("Nobody here has this id. Leave the cell empty for somebody new."))
        return id_ if id_ in facts.people else None
    if not reference and not email:
        if not said.raw.get("reference"):
            refuse(plan, said, "reference", _("Enter the staff number: by it a person is found again."))
        return None
    return finder.references.get(reference or "") or _by_address(reference, email, facts, finder) or uuid4()


def _by_address(reference: str | None, email: str | None, facts: PeopleFacts, finder: Finder) -> UUID | None:
    """Somebody found by their address: only where the row, or what is known of them, has no staff number."""
    found = finder.addresses.get(email or "")
    known = facts.people.get(found) if found else None
    return found if not reference or (known and not known.reference) else None


def _manager(plan: Plan, said: Said, finder: Finder, before: KnownPerson | None) -> dict[str, Any]:
    found = _named(plan, said, "manager", finder.find, NOBODY)
    if said.values.get("manager") and found["manager"] is None:
        return {"manager": before.manager if before else None}
    return found


def _judge(plan: Plan, placed: list[Placed], facts: PeopleFacts) -> None:
    """Ask the rules about each row, and then about the organisation as it would be."""
    settled = [each._replace(after=_settled(each)) for each in placed]
    after = {**facts.people, **{each.after.id: each.after for each in settled}}
    leading = {person.manager for person in after.values() if person.is_active}
    used = _used(facts, settled)
    for row in settled:
        _judge_details(plan, row, facts, leads=row.after.id in leading)
        _judge_used_once(plan, row, used, facts.taken)
        _judge_manager(plan, row, after, facts)
    _judge_loops(plan, settled, after)
    write = writer(facts, after)
    plan.changes += [change for row in settled if (change := _change(row, write))]


def _settled(row: Placed) -> KnownPerson:
    """Whoever has a last day does not work here; whoever gets a login can sign in."""
    before, after = row.before, row.after
    is_active = after.left_on is None if "left_on" in row.said.values else after.is_active
    if before and before.left_on == after.left_on:
        is_active = before.is_active
    return after._replace(is_active=is_active, can_sign_in=bool(after.email) and is_active)


def _judge_details(plan: Plan, row: Placed, facts: PeopleFacts, *, leads: bool) -> None:
    said, before, after = row
    if after.kind is None:
        if not said.raw.get("kind"):
            refuse(
                plan,
                said,
                "kind",
                _("Say how they belong to the organisation: employee, volunteer, delegate, partner or outside."),
            )
        return
    asking = Asking(plan, said, COLUMN_OF)
    if before is None or (before.kind, before.partner) != (after.kind, after.partner):
        with asking:
            staff.check_details(kind=after.kind, partner=after.partner)
    if before is None or before.kind != after.kind:
        with asking:
            staff.check_leads_nobody(kind=after.kind, leads=leads)
    if before and before.kind:
        with asking:
            staff.check_kind_change(before=before.kind, after=after.kind, holds_roles=bool(before.roles))
        with asking:
            staff.check_login(before=before.email, after=after.email, opened=before.has_opened)
    if after.left_on and (before is None or before.left_on != after.left_on):
        with asking:
            staff.check_last_day(after.left_on, today=facts.today, started_on=after.started_on)
        if after.id == facts.actor_id:
            refuse(plan, said, "left_on", _("You cannot do this to yourself. Ask another administrator."))


class Used(NamedTuple):
    """Who has which staff number and which address: now, and in the file."""

    references: dict[str, set[UUID]]
    addresses: dict[str, set[UUID]]


def _used(facts: PeopleFacts, placed: list[Placed]) -> Used:
    used = Used({}, {})
    for person in [*facts.people.values(), *(each.after for each in placed)]:
        used.references.setdefault(person.reference, set()).add(person.id)
        used.addresses.setdefault(person.email, set()).add(person.id)
    return used


def _judge_used_once(plan: Plan, row: Placed, used: Used, taken: frozenset[str]) -> None:
    after = row.after
    if after.reference and used.references[after.reference] != {after.id}:
        refuse(plan, row.said, "reference", _("Somebody else has this staff number."))
    if after.email and (after.email in taken or used.addresses[after.email] != {after.id}):
        refuse(plan, row.said, "email", _("This address cannot be used here. Enter another one."))


def _judge_manager(plan: Plan, row: Placed, after: Mapping[UUID, KnownPerson], facts: PeopleFacts) -> None:
    chosen = after.get(row.after.manager) if row.after.manager else None
    if chosen and (row.before is None or row.before.manager != chosen.id):
        with Asking(plan, row.said, {}):
            outside = chosen.kind == StaffKind.OUTSIDE
            staff.check_manager(loops=False, manager_is_active=chosen.is_active, manager_is_outside=outside)
            taken_by_actor = row.before is not None and chosen.id == facts.actor_id
            staff.check_own_line(taken_by_actor=taken_by_actor, activated=facts.activated)


def _judge_loops(plan: Plan, placed: list[Placed], after: Mapping[UUID, KnownPerson]) -> None:
    """Nobody stands above themselves: every row that makes part of such a ring is named, with the others."""
    rows = {each.after.id: each for each in placed}
    for ring in rings({id_: person.manager for id_, person in after.items()}):
        numbers = sorted(rows[each].said.number for each in ring if each in rows)
        for each in ring:
            if each in rows:
                message = _("These rows make somebody stand above themselves: %(rows)s.")
                refuse(plan, rows[each].said, "manager", message % {"rows": ", ".join(map(str, numbers))})


def rings(above: Mapping[UUID, UUID | None]) -> list[list[UUID]]:
    """Every loop in who stands above whom, each once."""
    found, done = list[list[UUID]](), set[UUID]()
    for start in above:
        line, at = dict[UUID, None](), start
        while at not in done and at not in line:
            line[at] = None
            higher = above.get(at)
            if higher is None:
                break
            at = higher
        else:
            if at in line:
                walked = list(line)
                found.append(walked[walked.index(at) :])
        done.update(line)
    return found


def _change(row: Placed, write: Write) -> Change | None:
    before, after = row.before, row.after
    columns = [*DETAILS, "team", "site", "manager"]
    values = {name: getattr(after, name) for name in columns if name in row.said.values}
    if before is None:
        told = tuple(Told(name, "", write(name, value)) for name, value in values.items() if value not in {None, ""})
        values = {name: getattr(after, name) for name in [*columns, "is_active"]}
        return Change(row.said.number, Act.ADD, after.id, after.called, told, values)
    told = differences({name: getattr(before, name) for name in values}, values, write)
    if not told:
        return None
    act = Act.CHANGE
    if before.is_active != after.is_active:
        act = Act.RETURN if after.is_active else Act.LEAVE
    return Change(row.said.number, act, before.id, before.called, told, _only(told, values))


# --- Roles -------------------------------------------------------------------------------------------------------------------


def plan_roles(plan: Plan, rows: list[Said], facts: PeopleFacts) -> None:
    """A row that is not there yet is proposed, for a second person to confirm. No row ends or lengthens a role."""
    finder = Finder.of(facts.people)
    find_team, find_site = by_name({each.id: each.name for each in facts.teams.values()}), by_name(facts.sites)
    write = writer(facts, facts.people)
    held = {id_: list(person.roles) for id_, person in facts.people.items()}
    known = set(facts.roles)
    new = dict[KnownRole, Said]()
    for said in rows:
        role = _role(plan, said, finder, find_team, find_site)
        if role is None or role in known:
            continue
        if role in new:
            refuse(plan, said, "person", _("Row %(row)d is about the same already.") % {"row": new[role].number})
            continue
        new[role] = said
        person = facts.people[role.person]
        asking = Asking(plan, said, {})
        with asking:
            appointments.check_appointee(role.role, _appointee(person, held[person.id], facts))
        with asking:
            appointments.check_term(
                role.role, starts_on=role.starts_on, ends_on=role.ends_on, teams=len(role.teams), today=facts.today
            )
        if role.site and role.role != Role.DIRECTOR:
            refuse(plan, said, "site", _("Only for directors who answer for one site."))
        held[person.id].append(role.role)
        values = role._asdict()
        told = tuple(Told(name, "", text) for name, value in values.items() if name != "person" and (text := write(name, value)))
        plan.changes.append(Change(said.number, Act.PROPOSE, uuid4(), person.called, told, values))


def _role(
    plan: Plan,
    said: Said,
    finder: Finder,
    find_team: Callable[[str], UUID | None],
    find_site: Callable[[str], UUID | None],
) -> KnownRole | None:
    """What a row says, or None where it does not say enough."""
    problems = len(plan.problems)
    key = said.values.get("person", "")
    person = finder.find(key)
    if key and person is None:
        refuse(plan, said, "person", NOBODY)
    teams = set[UUID]()
    for name in said.values.get("teams", ()):
        if team := find_team(name):
            teams.add(team)
        else:
            message = _("There is no team called %(name)s. Import the teams first; put a semicolon between several.")
            refuse(plan, said, "teams", message % {"name": name})
    site = _site(plan, said, find_site).get("site")
    starts_on, role = said.values.get("starts_on"), said.values.get("role")
    if person is None or starts_on is None or role is None or len(plan.problems) > problems:
        return None
    return KnownRole(person, role, starts_on, said.values.get("ends_on"), frozenset(teams), site)


def _appointee(person: KnownPerson, held: list[Role], facts: PeopleFacts) -> appointments.Appointee:
    if person.kind is None:
        raise RuleViolation("kind", _("This person's kind is not known."), field="person")
    return appointments.Appointee(
        kind=person.kind,
        works_here=person.is_active,
        has_login=person.can_sign_in,
        is_actor=person.id == facts.actor_id,
        holds=held,
    )


PLANNERS: Mapping[ImportKind, Callable[[Plan, list[Said], PeopleFacts], None]] = {
    ImportKind.TEAMS: plan_teams,
    ImportKind.STAFF: plan_staff,
    ImportKind.MANAGERS: plan_managers,
    ImportKind.APPOINTMENTS: plan_roles,
}

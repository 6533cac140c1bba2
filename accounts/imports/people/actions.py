"""Carrying out what a file of teams, staff, line managers or roles would do: in bulk, within one transaction.

The plan has asked every rule under the tree's lock, which the caller holds. What is done here is what the actions of the
pages do, and each thing is written down with their events.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password

from accounts.appointments.actions import sign_in_anew
from accounts.appointments.choices import Role
from accounts.appointments.events import AppointmentEvent
from accounts.appointments.models import Appointment
from accounts.imports.choices import Act, ImportKind
from accounts.imports.rules import Change
from accounts.organisations.queries import today
from accounts.staff.actions import shut_out
from accounts.staff.choices import StaffKind
from accounts.staff.events import StaffEvent
from accounts.staff.models import StaffMember, User
from accounts.teams.events import TeamEvent
from accounts.teams.models import Team
from boundaries.clocks.queries import now
from boundaries.record.actions import Happening

AT_A_TIME = 500
Tell = Callable[[int], None]
COLUMNS = {"team": "team_id", "site": "site_id", "manager": "manager_id"}
OWN_EVENTS = {"manager", "left_on"}


def save_teams(actor: StaffMember, changes: list[Change], _tell: Tell) -> list[Happening]:
    """Add teams, rename them and move them."""
    new = [each for each in changes if each.act == Act.ADD]
    Team.objects.bulk_create(
        Team(id=each.thing, organisation_id=actor.organisation_id, name=each.values["name"], site_id=each.values.get("site"))
        for each in new
    )
    changed = {each.thing: each for each in changes if each.act == Act.CHANGE}
    teams = list(Team.objects.select_for_update(of=("self",), no_key=True).filter(id__in=changed))
    for team in teams:
        _set(team, changed[team.id].values)
    Team.objects.bulk_update(teams, ["name", "site"], batch_size=AT_A_TIME)
    added = [Happening(TeamEvent.ADDED, ("team", each.thing), {"site": _text(each.values.get("site"))}) for each in new]
    return added + [Happening(TeamEvent.CHANGED, ("team", each), {"fields": sorted(changed[each].values)}) for each in changed]


def save_people(actor: StaffMember, changes: list[Change], tell: Tell) -> list[Happening]:
    """Add people with their logins, change them, let them go and take them back."""
    new = [each for each in changes if each.act == Act.ADD]
    old = {each.thing: each for each in changes if each.act != Act.ADD}
    people = {
        each.id: each
        for each in StaffMember.objects.select_for_update(of=("self",), no_key=True).select_related("user").filter(id__in=old)
    }
    happenings = [each for change in old.values() for each in _told_of(change, people[change.thing])]
    # Nobody keeps a line manager they are to lose while others get theirs: half-way there must be no loop.
    moved = [id_ for id_, change in old.items() if "manager" in change.values]
    StaffMember.objects.filter(id__in=moved).update(manager=None)
    logins = _save_logins(actor, new, [(people[id_], change) for id_, change in old.items()])
    rows = [_new_person(actor, each, logins.get(each.thing)) for each in new]
    for id_, change in old.items():
        _set(people[id_], {name: value for name, value in change.values.items() if name != "email"})
        if "left_on" in change.values:
            people[id_].is_active = change.values["left_on"] is None
    _upsert(StaffMember, [*rows, *people.values()], _columns(old.values()), tell)
    gone = [id_ for id_, change in old.items() if change.act == Act.LEAVE]
    shut_out([user for id_ in gone if (user := people[id_].user)], actor=actor)
    happenings += [each for change in new for each in _told_of_new(change)]
    return happenings + _end_roles(actor, gone)


def _columns(changes: Iterable[Change]) -> tuple[str, ...]:
    """What is different of somebody: nothing else is written, so that the database need not look for loops in vain."""
    names = {name for change in changes for name in change.values}
    implied = {"left_on": "is_active", "email": "user"}
    return tuple(sorted((names - {"email"}) | {implied[name] for name in names & implied.keys()})) or ("name",)


def _new_person(actor: StaffMember, change: Change, login: User | None) -> StaffMember:
    values = {COLUMNS.get(name, name): value for name, value in change.values.items() if name != "email"}
    return StaffMember(id=change.thing, organisation_id=actor.organisation_id, user=login, **values)


def _save_logins(actor: StaffMember, new: Iterable[Change], old: list[tuple[StaffMember, Change]]) -> dict[UUID, User]:
    """New logins have no password that can be used yet; those who come back can use theirs again. By person."""
    users = {each.thing: _login(each.values, actor, is_active=each.values["is_active"]) for each in new if each.values["email"]}
    for person, change in old:
        email = change.values.get("email")
        if person.user is None and email:
            active = change.act == Act.RETURN or (person.is_active and change.act != Act.LEAVE)
            users[person.id] = person.user = _login(change.values, actor, is_active=active)
        elif person.user and (email or change.act == Act.RETURN):
            if email:
                person.user.email, person.user.given_by = email, actor
                person.user.confirmed_by = person.user.confirmed_at = None
            person.user.is_active = person.user.is_active or change.act == Act.RETURN
            users[person.id] = person.user
    _upsert(User, list(users.values()), ("email", "is_active", "given_by", "confirmed_by", "confirmed_at"), lambda _done: None)
    return users


def _login(values: Mapping[str, Any], actor: StaffMember, *, is_active: bool) -> User:
    return User(email=values["email"], password=make_password(None), is_active=is_active, given_by=actor)


def _told_of(change: Change, before: StaffMember) -> list[Happening]:
    """What the record says of a change, which is asked before the change is made."""
    about, values = ("staff", change.thing), change.values
    found = list[Happening]()
    fields = sorted(name for name in values if name not in OWN_EVENTS or (name == "left_on" and change.act == Act.CHANGE))
    if change.act == Act.RETURN:
        found.append(Happening(StaffEvent.REACTIVATED, about))
    if fields:
        found.append(Happening(StaffEvent.CHANGED, about, {"fields": fields}))
    if "manager" in values:
        data = {"before": _text(before.manager_id), "after": _text(values["manager"])}
        found.append(Happening(StaffEvent.MANAGER_CHANGED, about, data))
    if change.act == Act.LEAVE:
        found.append(Happening(StaffEvent.DEACTIVATED, about, {"last_day": values["left_on"].isoformat()}))
    return found


def _told_of_new(change: Change) -> list[Happening]:
    about, values = ("staff", change.thing), change.values
    data = {"kind": StaffKind(values["kind"]).value, "login": bool(values["email"])}
    data |= {name: _text(values[name]) for name in ("manager", "team", "site")}
    found = [Happening(StaffEvent.ADDED, about, data)]
    if values["left_on"]:
        found.append(Happening(StaffEvent.DEACTIVATED, about, {"last_day": values["left_on"].isoformat()}))
    return found


def _end_roles(actor: StaffMember, gone: list[UUID]) -> list[Happening]:
    """The roles of those who leave end with them."""
    on = today(actor.organisation)
    rows = Appointment.objects.confirmed(on).filter(person__in=gone) | Appointment.objects.proposed().filter(person__in=gone)
    ended = list(rows.order_by("id"))
    Appointment.objects.filter(id__in=[each.id for each in ended]).update(ended_at=now())
    return [_ended(each, on.isoformat()) for each in ended]


def _ended(appointment: Appointment, last_day: str) -> Happening:
    data = {"person": str(appointment.person_id), "role": str(appointment.role)}
    if appointment.confirmed_at:
        return Happening(AppointmentEvent.ENDED, ("appointment", appointment.id), {**data, "last_day": last_day})
    return Happening(AppointmentEvent.DECLINED, ("appointment", appointment.id), data)


def save_roles(actor: StaffMember, changes: list[Change], _tell: Tell) -> list[Happening]:
    """Propose roles: they count once a second person confirms them; before activation, at once."""
    confirmed_at = None if actor.organisation.activated_at else now()
    Appointment.objects.bulk_create(
        (
            Appointment(
                id=each.thing,
                organisation_id=actor.organisation_id,
                person_id=each.values["person"],
                role=each.values["role"],
                area_id=each.values["site"],
                starts_on=each.values["starts_on"],
                ends_on=each.values["ends_on"],
                proposed_by=actor,
                confirmed_at=confirmed_at,
            )
            for each in changes
        ),
        batch_size=AT_A_TIME,
    )
    through = Appointment.teams.through
    pairs = [through(appointment_id=each.thing, team_id=team) for each in changes for team in each.values["teams"]]
    through.objects.bulk_create(pairs, batch_size=AT_A_TIME)
    if confirmed_at:
        for person in StaffMember.objects.select_related("user").filter(id__in={each.values["person"] for each in changes}):
            sign_in_anew(person)
    return [each for change in changes for each in _proposed(change, at_once=confirmed_at is not None)]


def _proposed(change: Change, *, at_once: bool) -> list[Happening]:
    values, about = change.values, ("appointment", change.thing)
    who = {"person": str(values["person"]), "role": Role(values["role"]).value}
    data = {
        **who,
        "teams": sorted(str(team) for team in values["teams"]),
        "area": _text(values["site"]),
        "starts_on": values["starts_on"].isoformat(),
        "ends_on": values["ends_on"].isoformat() if values["ends_on"] else None,
    }
    proposed = Happening(AppointmentEvent.PROPOSED, about, data)
    return [proposed, Happening(AppointmentEvent.CONFIRMED, about, who)] if at_once else [proposed]


def _set(thing: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(thing, COLUMNS.get(name, name), value)


def _upsert(model: Any, rows: list[Any], fields: tuple[str, ...], tell: Tell) -> None:
    """Save new rows and changed ones, many in each statement."""
    for start in range(0, len(rows), AT_A_TIME):
        part = rows[start : start + AT_A_TIME]
        model.objects.bulk_create(part, update_conflicts=True, unique_fields=["id"], update_fields=list(fields))
        tell(start + len(part))


def _text(id_: UUID | None) -> str | None:
    return str(id_) if id_ else None


SAVERS: Mapping[ImportKind, Callable[[StaffMember, list[Change], Tell], list[Happening]]] = {
    ImportKind.TEAMS: save_teams,
    ImportKind.STAFF: save_people,
    ImportKind.MANAGERS: save_people,
    ImportKind.APPOINTMENTS: save_roles,
}

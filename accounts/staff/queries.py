"""What is shown of people: the directory for everybody who works here, the details for administrators."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Count, Model, Q, QuerySet

from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from accounts.staff.permissions import ACCESS, IN_GENERAL, StaffPermission
from boundaries.errors.exceptions import NotVisible

PAGE = 25
LONGEST_SEARCH = 120
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list, and the ids from which the pages before and after it are found."""

    rows: list[Row]
    before: UUID | None
    after: UUID | None


def page_of(
    rows: QuerySet[Row],
    *,
    keys: Sequence[str],
    organisation_id: UUID,
    after: UUID | None = None,
    before: UUID | None = None,
    size: int = PAGE,
    among: QuerySet[Row] | None = None,
) -> Page[Row]:
    """The rows next to the one named, in the order of ``keys`` and id; no row is counted or skipped over.

    A key that begins with a minus runs downwards. The row named need not be in the list any more.
    Raises NotVisible when it is not one of this organisation or, where ``among`` is given, not among what one may know of.
    """
    keys, backwards = (*keys, "pk"), before is not None
    anchor = before or after
    if anchor is not None:
        bare = [key.removeprefix("-") for key in keys]
        known = rows.model._default_manager.all() if among is None else among
        values = known.filter(pk=anchor, organisation_id=organisation_id).values_list(*bare).first()
        if values is None:
            raise NotVisible
        rows = rows.filter(_beyond(keys, values, backwards=backwards))
    ordered = rows.order_by(*(_turned(key) if backwards else key for key in keys))
    found = list(ordered[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    first, last = (found[0].pk, found[-1].pk) if found else (None, None)
    return Page(
        found,
        before=first if (more if backwards else after is not None) else None,
        after=last if (backwards or more) else None,
    )


def _turned(key: str) -> str:
    return key.removeprefix("-") if key.startswith("-") else f"-{key}"


def _beyond(keys: Sequence[str], values: Sequence[Any], *, backwards: bool) -> Q:
    """Everything that stands beyond these values, in the order of the keys."""
    beyond, same = Q(), dict[str, Any]()
    for key, value in zip(keys, values, strict=True):
        bare, falls = key.removeprefix("-"), key.startswith("-") is not backwards
        beyond |= Q(**same, **{f"{bare}__{'lt' if falls else 'gt'}": value})
        same[bare] = value
    return beyond


def people_of(actor: StaffMember, *, details: bool) -> QuerySet[StaffMember]:
    """Everybody one may see: those who work here; for ``details``, which only administrators see, everybody."""
    IN_GENERAL.require(actor, StaffPermission.VIEW_DETAILS if details else StaffPermission.VIEW, actor.organisation)
    rows = StaffMember.objects.filter(organisation_id=actor.organisation_id).select_related("team", "site", "manager")
    return rows if details else rows.filter(is_active=True).exclude(kind=StaffKind.OUTSIDE)


def search(rows: QuerySet[StaffMember], filters: dict[str, Any]) -> QuerySet[StaffMember]:
    """Narrow people down by a part of their name, team, site and whether they work here."""
    if words := str(filters.get("q") or "").split():
        for word in words:
            rows = rows.filter(Q(name__icontains=word) | Q(reference__iexact=word))
    for name in ("team", "site"):
        if filters.get(name):
            rows = rows.filter(**{name: filters[name]})
    state = filters.get("state")
    return rows.filter(is_active=state != "left") if state in {"active", "left"} else rows


def person_for(actor: StaffMember, person_id: UUID) -> StaffMember:
    """One person, for those who may see them."""
    rows = StaffMember.objects.select_related("team", "site", "manager", "user", "organisation")
    found = rows.filter(organisation_id=actor.organisation_id, id=person_id).first()
    if found is None:
        raise NotVisible
    ACCESS.require(actor, StaffPermission.VIEW, found)
    return found


def direct_reports_of(actor: StaffMember, person: StaffMember | None) -> QuerySet[StaffMember]:
    """Those in the directory whose line manager is this person, or who have none, each with how many they manage."""
    working = Q(reports__is_active=True) & ~Q(reports__kind=StaffKind.OUTSIDE)
    rows = people_of(actor, details=False).filter(manager=person)
    return rows.annotate(managed=Count("reports", filter=working)).order_by("name", "id")


def nested_under(actor: StaffMember, people: list[StaffMember], *, levels: int, most: int) -> dict[UUID, list[StaffMember]]:
    """Who works under each of these people, level by level, as long as there are not more than ``most`` in all."""
    working = Q(reports__is_active=True) & ~Q(reports__kind=StaffKind.OUTSIDE)
    by_manager: dict[UUID, list[StaffMember]] = {}
    above: Sequence[StaffMember] = people
    left = most
    for _level in range(levels):
        leading = [person.id for person in above if getattr(person, "managed", 0)]
        if not leading:
            break
        rows = people_of(actor, details=False).filter(manager__in=leading)
        found = list(rows.annotate(managed=Count("reports", filter=working)).order_by("name", "id")[: left + 1])
        if len(found) > left:
            break
        for person in found:
            by_manager.setdefault(person.manager_id or person.id, []).append(person)
        above, left = found, left - len(found)
    return by_manager


def ids_above(person: StaffMember) -> list[UUID]:
    """The ids of the person's line managers, the nearest first."""
    return [id_ for (id_,) in _rows(ABOVE, person.id)]


def line_above(person: StaffMember) -> list[StaffMember]:
    """The person's line managers, from the top down."""
    ids = ids_above(person)
    found = {each.id: each for each in StaffMember.objects.filter(id__in=ids)}
    return [found[id_] for id_ in reversed(ids)]


ABOVE = """
WITH RECURSIVE line(id, height) AS (
    SELECT manager_id, 1 FROM accounts_staffmember WHERE id = %s AND manager_id IS NOT NULL
    UNION ALL
    SELECT s.manager_id, height + 1 FROM accounts_staffmember s JOIN line ON s.id = line.id
    WHERE s.manager_id IS NOT NULL AND height < 100
) SELECT id FROM line ORDER BY height
"""


def _rows(sql: str, *arguments: UUID) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(arguments))
        return list(cursor.fetchall())


def mail_address(person_id: UUID) -> str | None:
    """Where a person may be mailed: nobody who has left or cannot sign in gets mail."""
    found = StaffMember.objects.filter(id=person_id, is_active=True, user__is_active=True)
    return found.values_list("user__email", flat=True).first()

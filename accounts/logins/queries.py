"""Whose login waits for a second person."""

from collections.abc import Iterable
from uuid import UUID

from accounts.logins.permissions import IN_GENERAL, LoginPermission, did_not_give_it
from accounts.organisations.queries import today
from accounts.routing.queries import organisation_facts
from accounts.staff.models import StaffMember


def to_confirm(actor: StaffMember) -> list[StaffMember]:
    """Those to whom reports might go, were their login confirmed; by name. Left out is whom this actor may not confirm."""
    IN_GENERAL.require(actor, LoginPermission.LIST, actor.organisation)
    return [person for person in _unconfirmed(actor) if person.id != actor.id and did_not_give_it(actor, person)]


def count_for_others(actor: StaffMember) -> int:
    """How many wait for somebody else than this actor."""
    IN_GENERAL.require(actor, LoginPermission.LIST, actor.organisation)
    return sum(person.id == actor.id or not did_not_give_it(actor, person) for person in _unconfirmed(actor))


def count_waiting(actor: StaffMember) -> int:
    """How many wait for a second person, whoever that may be."""
    IN_GENERAL.require(actor, LoginPermission.LIST, actor.organisation)
    return len(list(_unconfirmed(actor)))


def _unconfirmed(actor: StaffMember) -> Iterable[StaffMember]:
    facts = organisation_facts(actor.organisation_id, today(actor.organisation))
    waiting: list[UUID] = [
        id_ for id_ in facts.possible_handlers() if facts.people[id_].active and not facts.people[id_].is_confirmed
    ]
    rows = StaffMember.objects.filter(id__in=waiting, user__isnull=False)
    return rows.select_related("user__given_by", "team").order_by("name", "id")


def waits_for_second_person(person: StaffMember) -> bool:
    """Whether reports would pass this person over until somebody confirms their login."""
    return person.is_active and person.user is not None and person.user.confirmed_at is None

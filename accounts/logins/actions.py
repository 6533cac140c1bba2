"""Confirming logins: one administrator alone cannot invent somebody to whom reports go."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.logins.events import LoginEvent
from accounts.logins.permissions import ACCESS, LoginPermission
from accounts.routing.queries import lock_tree
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import NotVisible, RuleViolation
from boundaries.record.actions import Happening, append_many


@transaction.atomic
def confirm_logins(*, actor: StaffMember, person_ids: Iterable[UUID]) -> list[StaffMember]:
    """Confirm, as the second person, that these logins are their owners': from now on reports may go to them.

    All of them or none; what is confirmed already stays as it is. Answers with those who were confirmed now.
    """
    wanted = set(person_ids)
    if not wanted:
        raise RuleViolation("nobody", _("Choose at least one person."), field="people")
    lock_tree(actor.organisation_id, exclusive=True)
    rows = StaffMember.objects.select_for_update(of=("self",), no_key=True).filter(organisation_id=actor.organisation_id)
    people = list(rows.select_related("user").filter(id__in=wanted).order_by("id"))
    if len(people) != len(wanted):
        raise NotVisible
    for person in people:
        ACCESS.require(actor, LoginPermission.CONFIRM, person)
    confirmed = [person for person in people if person.user and person.user.confirmed_at is None]
    moment = now()
    for person in confirmed:
        assert person.user is not None  # the law asks for a login
        person.user.confirmed_by, person.user.confirmed_at = actor, moment
        person.user.save(update_fields=["confirmed_by", "confirmed_at"])
    told = [Happening(LoginEvent.CONFIRMED, ("staff", person.id)) for person in confirmed]
    append_many(told, organisation_id=actor.organisation_id, actor_id=actor.id, key=actor.organisation.data_key)
    return confirmed

"""The training needs one raised oneself, and those raised with oneself."""

from uuid import UUID

from django.db.models import Case, QuerySet, Value, When

from accounts.staff.models import StaffMember
from boundaries.access.protected import ProtectedQuerySet, way_into
from boundaries.errors.exceptions import NotVisible
from policies.training.needs.choices import NeedStatus
from policies.training.needs.models import TrainingNeed
from policies.training.needs.permissions import ACCESS, NeedPermission

SHOWN = 50


@way_into(TrainingNeed)
def raised(rows: ProtectedQuerySet[TrainingNeed], actor: StaffMember) -> ProtectedQuerySet[TrainingNeed]:
    """What they said they need."""
    return rows.filter(person=actor)


@way_into(TrainingNeed)
def raised_with(rows: ProtectedQuerySet[TrainingNeed], actor: StaffMember) -> ProtectedQuerySet[TrainingNeed]:
    """What those said whose line manager they are."""
    return rows.filter(person__manager=actor, person__is_active=True)


def _whole(rows: QuerySet[TrainingNeed]) -> QuerySet[TrainingNeed]:
    return rows.select_related("organisation__data_key", "person", "topic", "answered_by")


def own_needs(actor: StaffMember) -> list[TrainingNeed]:
    """The newest of one's own, the newest first."""
    rows = _whole(TrainingNeed.objects.visible_to(actor, by=raised))
    return list(rows.order_by("-raised_at", "pk")[:SHOWN])


def needs_to_answer(actor: StaffMember) -> list[TrainingNeed]:
    """Those of the people one leads: what waits for an answer first, then the newest."""
    waits = Case(When(status=NeedStatus.RAISED, then=Value(0)), default=Value(1))
    rows = _whole(TrainingNeed.objects.visible_to(actor, by=raised_with)).annotate(place=waits)
    return list(rows.order_by("place", "-raised_at", "pk")[:SHOWN])


def need_for(actor: StaffMember, need_id: UUID, *, locked: bool = False) -> TrainingNeed:
    """One of either, under its lock where it is to be answered. Raises NotVisible."""
    for way in (raised, raised_with):
        rows = _whole(TrainingNeed.objects.visible_to(actor, by=way)).filter(pk=need_id)
        found = (rows.select_for_update(of=("self",), no_key=True) if locked else rows).first()
        if found is not None:
            ACCESS.require(actor, NeedPermission.VIEW, found)
            return found
    raise NotVisible


def still_told(person_id: UUID, ids: list[UUID]) -> dict[UUID, str]:
    """For the list of notices: one's own that were answered, and by name those that wait for one's answer."""
    actor = StaffMember.objects.select_related("organisation").filter(pk=person_id).first()
    if actor is None:
        return {}
    mine = TrainingNeed.objects.visible_to(actor, by=raised).filter(pk__in=ids).exclude(status=NeedStatus.RAISED)
    waiting = TrainingNeed.objects.visible_to(actor, by=raised_with).filter(pk__in=ids, status=NeedStatus.RAISED)
    found = dict.fromkeys(mine.values_list("pk", flat=True), "")
    return found | dict(waiting.values_list("pk", "person__name"))

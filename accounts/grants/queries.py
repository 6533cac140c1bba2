"""The one place where grants and exclusions are read (design.md 3.4). guardian's own shortcuts are not used."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.grants.choices import LiftingVerdict, Relation
from accounts.grants.models import Exclusion, Grant
from accounts.staff.models import StaffMember
from boundaries.access.protected import Protected, way_into
from boundaries.clocks.queries import now_in_sql


def live(grants: QuerySet[Any]) -> QuerySet[Any]:
    """Those that have not ended by the database's clock."""
    return grants.filter(Q(ends_at=None) | Q(ends_at__gt=now_in_sql()))


def let_in(
    objects: QuerySet[Any],
    *,
    actor: StaffMember,
    grants: type[Grant],
    exclusions: type[Exclusion],
    but: Collection[Relation] = (),
) -> QuerySet[Any]:
    """The objects that were granted to the actor, but for some relations, and that nothing keeps them out of.

    An inactive actor, or one without a login, sees nothing.
    """
    if not actor.is_active or actor.user_id is None:
        return objects.none()
    granted = live(theirs(grants, actor=actor).exclude(relation__in=but).filter(**{grants.hangs_by: OuterRef("pk")}))
    kept_out = keeping_out(exclusions, actor=actor, thing=OuterRef("pk"))
    return objects.filter(Exists(granted)).exclude(Exists(kept_out))


def standing(exclusions: QuerySet[Any]) -> QuerySet[Any]:
    """Those that keep somebody out now: the others were lifted by two unrelated people together, where that may be at all."""
    if not any(field.name == "decisions" for field in exclusions.model._meta.get_fields()):
        return exclusions
    decisions = exclusions.model._meta.get_field("decisions").related_model.objects.hanging_on(OuterRef("pk"))
    return exclusions.filter(~Exists(decisions.filter(verdict=LiftingVerdict.CONFIRMED)))


def keeping_out(exclusions: type[Exclusion], *, actor: StaffMember, thing: Protected | OuterRef) -> QuerySet[Any]:
    """What keeps somebody out of an object: whoever asks whether they may see it asks here. For the law; shown to nobody."""
    return standing(exclusions.objects.hanging_on(thing).filter(person_id=actor.pk))


def grant_of(grants: type[Grant], *, actor: StaffMember, thing: Protected) -> Grant | None:
    """The live grant by which the actor was let in to this one, if any."""
    found: Grant | None = live(theirs(grants, actor=actor).filter(**{grants.hangs_by: thing.pk})).first()
    return found


def theirs(grants: type[Grant], *, actor: StaffMember) -> QuerySet[Any]:
    """The grants of one kind that somebody was ever given."""
    return grants.objects.visible_to(actor, by=given_to)


@way_into(Grant)
def given_to(grants: QuerySet[Any], actor: StaffMember) -> QuerySet[Any]:
    """What they were given themselves."""
    return grants.filter(user_id=actor.user_id) if actor.user_id else grants.none()

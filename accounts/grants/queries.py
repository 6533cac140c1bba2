"""The one place where grants and exclusions are read (design.md 3.4). guardian's own shortcuts are not used."""

from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from accounts.grants.models import Exclusion, Grant
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now_in_sql

OBJECT: str = "content_object"
"""What guardian calls the foreign key to the object; each concrete model of grants has one."""


def live(grants: QuerySet[Any]) -> QuerySet[Any]:
    """Those that have not ended by the database's clock."""
    return grants.filter(Q(ends_at=None) | Q(ends_at__gt=now_in_sql()))


def let_in(
    objects: QuerySet[Any], *, actor: StaffMember, grants: type[Grant], exclusions: type[Exclusion], link: str
) -> QuerySet[Any]:
    """The objects of the actor's organisation that were granted to them and that nothing keeps them out of.

    ``link`` is the exclusions' foreign key to the object. An inactive actor, or one without a login, sees nothing.
    """
    if not actor.is_active or actor.user_id is None:
        return objects.none()
    granted = live(grants._default_manager.filter(user_id=actor.user_id, **{OBJECT: OuterRef("pk")}))
    kept_out = keeping_out(exclusions, actor=actor).filter(**{link: OuterRef("pk")})
    return objects.filter(Exists(granted), organisation_id=actor.organisation_id).exclude(Exists(kept_out))


def keeping_out(exclusions: type[Exclusion], *, actor: StaffMember) -> QuerySet[Any]:
    """What keeps somebody out of objects of one kind: whoever asks whether they may see one asks here."""
    return exclusions._default_manager.filter(person=actor)


def grant_of(grants: type[Grant], *, actor: StaffMember, thing: Model) -> Grant | None:
    """The live grant by which the actor was let in to this one, if any."""
    if actor.user_id is None:
        return None
    found: Grant | None = live(grants._default_manager.filter(user_id=actor.user_id, **{OBJECT: thing.pk})).first()
    return found

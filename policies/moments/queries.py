"""What one is asked oneself, what those told whom one leads, and whom a moment asks."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from accounts.clients.queries import clients_of
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember, StaffQuerySet
from boundaries.access.protected import ProtectedQuerySet, way_into
from boundaries.access.scope import Reason
from boundaries.errors.exceptions import NotVisible
from policies.adoption.models import Adoption
from policies.adoption.queries import ShownClause, shown_among
from policies.adoption.rules import strictest_first
from policies.library.choices import Expects
from policies.library.models import Clause
from policies.moments.choices import AskingStatus, Moment
from policies.moments.models import Asking, YearlyMonth
from policies.moments.permissions import ACCESS, IN_GENERAL, AskingPermission, MomentPermission
from policies.moments.rules import USUAL_MONTH

WAITING = Q(status=AskingStatus.ASKED)
TOLD = Q(status=AskingStatus.TOLD)


# --- The ways in --------------------------------------------------------------------------------------------------------------
@way_into(Asking)
def put_to(rows: ProtectedQuerySet[Asking], actor: StaffMember) -> ProtectedQuerySet[Asking]:
    """What they are asked themselves."""
    return rows.filter(person=actor)


@way_into(Asking)
def put_to_those_led(rows: ProtectedQuerySet[Asking], actor: StaffMember) -> ProtectedQuerySet[Asking]:
    """Of those whose line manager they are: what is late, what was told, and what waits for those without a login."""
    late = WAITING & Q(due_on__lt=today(actor.organisation))
    told = Q(status__in=[AskingStatus.TOLD, AskingStatus.TALKED])
    by_word_of_mouth = WAITING & Q(person__user=None)
    return rows.filter(late | told | by_word_of_mouth, person__manager=actor, person__is_active=True)


def _whole(rows: ProtectedQuerySet[Asking]) -> QuerySet[Asking]:
    return rows.select_related("organisation__data_key", "person", "client", "talked_by")


# --- One's own ----------------------------------------------------------------------------------------------------------------
def asked_of(actor: StaffMember) -> QuerySet[Asking]:
    """Everything one was asked."""
    IN_GENERAL.require(actor, MomentPermission.VIEW_OWN, actor.organisation)
    return _whole(Asking.objects.visible_to(actor, by=put_to))


def waiting_for(actor: StaffMember) -> list[Asking]:
    """What waits for one's answer, what is due first at the top; nothing of an outsider."""
    if not IN_GENERAL.allows(actor, MomentPermission.VIEW_OWN, actor.organisation):
        return []
    return list(_whole(Asking.objects.visible_to(actor, by=put_to)).filter(WAITING).order_by("due_on", "asked_at", "pk"))


def answered_by(actor: StaffMember) -> QuerySet[Asking]:
    """What one has answered."""
    return asked_of(actor).exclude(WAITING)


def asking_for(actor: StaffMember, asking_id: UUID, *, locked: bool = False) -> Asking:
    """One question put to oneself or to somebody one leads, under its lock where something is to be done. Raises NotVisible."""
    for way in (put_to, put_to_those_led):
        rows = _whole(Asking.objects.visible_to(actor, by=way)).filter(pk=asking_id)
        found = (rows.select_for_update(of=("self",), no_key=True) if locked else rows).first()
        if found is not None:
            ACCESS.require(actor, AskingPermission.VIEW, found)
            return found
    raise NotVisible


# --- Those one leads ------------------------------------------------------------------------------------------------------------
def asked_of_those_led(actor: StaffMember) -> QuerySet[Asking]:
    """What those told whom one leads and is not talked about yet, who is late, and who has no login to answer with."""
    IN_GENERAL.require(actor, MomentPermission.OVERSEE, actor.organisation)
    return _whole(Asking.objects.visible_to(actor, by=put_to_those_led)).exclude(status=AskingStatus.TALKED)


def count_in_team(actor: StaffMember) -> int:
    """How much of that there is; nothing for who leads nobody."""
    if not IN_GENERAL.allows(actor, MomentPermission.VIEW_OWN, actor.organisation):
        return 0
    return Asking.objects.visible_to(actor, by=put_to_those_led).exclude(status=AskingStatus.TALKED).count()


def clients_known(actor: StaffMember, askings: Iterable[Asking]) -> set[UUID]:
    """Of the clients these are about, those the reader may know of: of the others they see no reference."""
    ids = {each.client_id for each in askings if each.client_id}
    return set(clients_of(actor).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()


# --- For the list of notices --------------------------------------------------------------------------------------------------
def still_asked(person_id: UUID, batches: list[UUID]) -> dict[UUID, str]:
    """The batches in which somebody has not answered yet, each with the moment in words."""
    actor = StaffMember.objects.select_related("organisation").filter(pk=person_id).first()
    rows = Asking.objects.visible_to(actor, by=put_to).filter(WAITING, batch__in=batches)
    return {batch: str(Moment(moment).label) for batch, moment in rows.values_list("batch", "moment")}


def still_told(person_id: UUID, ids: list[UUID]) -> dict[UUID, str]:
    """What was told to somebody and is not talked about yet, by the name of who told it."""
    actor = StaffMember.objects.select_related("organisation").filter(pk=person_id).first()
    if actor is None:
        return {}
    rows = Asking.objects.visible_to(actor, by=put_to_those_led).filter(TOLD, pk__in=ids)
    return dict(rows.values_list("pk", "person__name"))


# --- Whom a moment asks -------------------------------------------------------------------------------------------------------
def kinds_asked(organisation_id: UUID) -> set[str]:
    """Whom the clauses in force bind that expect a disclosure: where there are none, nobody is asked (design: clauses are the spine)."""
    versions = Adoption.objects.filter(organisation_id=organisation_id, ended_at=None).values("version_id")
    rows = Clause.objects.filter(version_id__in=versions, expects__contains=[Expects.DISCLOSURE])
    return {kind for binds in rows.values_list("binds", flat=True) for kind in binds}


def askable(organisation_id: UUID) -> StaffQuerySet:
    """Everybody who works here whom those clauses bind."""
    kinds = kinds_asked(organisation_id) - {StaffKind.OUTSIDE.value}
    return StaffMember.objects.filter(organisation_id=organisation_id, is_active=True, kind__in=kinds)


def already_asked(people: Collection[UUID], client_id: UUID | None, moment: Moment) -> set[UUID]:
    """Who of these need not be asked: whoever is being asked the same already or, at an intake, was ever asked about the client."""
    rows = Asking.objects.unscoped(Reason.OUTBOX).filter(person__in=people, client=client_id)
    rows = rows if moment == Moment.INTAKE else rows.filter(WAITING)
    return set(rows.values_list("person_id", flat=True))


def clauses_behind(actor: StaffMember) -> list[ShownClause]:
    """The clauses in force that expect a disclosure of people like the reader, the strictest first."""
    rows = Clause.objects.filter(expects__contains=[Expects.DISCLOSURE], binds__contains=[actor.kind])
    return strictest_first(shown_among(actor, rows))


# --- Once a year --------------------------------------------------------------------------------------------------------------
def month_of(organisation: Organisation) -> int:
    """The month in which everybody is asked."""
    found = YearlyMonth.objects.filter(organisation=organisation).values_list("month", flat=True).first()
    return found or USUAL_MONTH


def last_yearly(organisation: Organisation) -> date | None:
    """The last day on which everybody was asked."""
    asked = Asking.objects.unscoped(Reason.OUTBOX).filter(organisation=organisation, moment=Moment.YEARLY)
    found: dict[str, Any] = asked.aggregate(last=Max("asked_at"))
    return found["last"].date() if found["last"] else None

"""What waits to be acknowledged, by oneself and by those one leads. Only the exact text that is in force now counts."""

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import NotVisible
from policies.acknowledgements.models import Acknowledgement
from policies.acknowledgements.permissions import ACCESS, AcknowledgementPermission
from policies.adoption.models import Adoption
from policies.adoption.queries import in_force, standing


def with_own(actor: StaffMember, adoptions: QuerySet[Adoption]) -> QuerySet[Adoption]:
    """Each with ``given_at``: when the actor acknowledged it as it reads now, or None."""
    return adoptions.annotate(given_at=Subquery(_given_by(actor).values("given_at")[:1]))


def _given_by(actor: StaffMember) -> QuerySet[Acknowledgement]:
    """What somebody said to the text of the policy in the question around this one."""
    return Acknowledgement.objects.filter(person=actor, digest=OuterRef("digest"))


def own(actor: StaffMember) -> list[Adoption]:
    """Every policy in force here, each with ``given_at``; what waits comes first."""
    found = list(with_own(actor, in_force(actor)))
    return sorted(found, key=lambda each: each.given_at is not None)  # type: ignore[attr-defined]  # annotated above


def waiting_for(actor: StaffMember) -> list[Adoption]:
    """The policies that somebody has yet to acknowledge."""
    return [each for each in own(actor) if each.given_at is None]  # type: ignore[attr-defined]  # annotated above


def own_of(actor: StaffMember, key: str) -> Adoption:
    """One policy in force here, with ``given_at``. Raises NotVisible."""
    adoption = with_own(actor, in_force(actor)).filter(policy__key=key).first()
    if adoption is None:
        raise NotVisible
    ACCESS.require(actor, AcknowledgementPermission.GIVE, adoption)
    return adoption


def count_waiting(actor: StaffMember) -> int:
    """How many policies wait for somebody to acknowledge them; none for those who are not staff."""
    if not ACCESS.allows(actor, AcknowledgementPermission.GIVE, actor.organisation):
        return 0
    return standing(actor.organisation_id).filter(~Exists(_given_by(actor))).count()


def digests_in_force(organisation_id: UUID) -> list[str]:
    """What is to be acknowledged in an organisation now."""
    return list(standing(organisation_id).values_list("digest", flat=True))


def people_led(actor: StaffMember, digests: list[str], *, only_waiting: bool = False) -> QuerySet[StaffMember]:
    """Those who work under somebody at any depth, each with how many of these texts they acknowledged: ``given``, and of these
    ``on_paper``.

    Raises Forbidden for whoever leads nobody.
    """
    ACCESS.require(actor, AcknowledgementPermission.OVERSEE, actor.organisation)
    rows = Acknowledgement.objects.filter(person=OuterRef("pk"), digest__in=digests).order_by().values("person")
    people = StaffMember.objects.at_or_under(actor.id).exclude(pk=actor.pk)
    people = people.filter(is_active=True).exclude(kind=StaffKind.OUTSIDE).select_related("team")
    counted = people.annotate(
        given=Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0),
        on_paper=Coalesce(Subquery(rows.annotate(n=Count("entered_by")).values("n")), 0),
    )
    return counted.filter(given__lt=len(digests)) if only_waiting else counted


def for_whom_something_waits(person_id: UUID, organisation_ids: list[UUID]) -> dict[UUID, str]:
    """For the list of notices: the person's own organisation, as long as a policy of it waits for them."""
    actor = StaffMember.objects.select_related("organisation").filter(pk=person_id).first()
    if actor is None or actor.organisation_id not in organisation_ids or not count_waiting(actor):
        return {}
    return {actor.organisation_id: ""}

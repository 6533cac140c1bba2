"""What is shown of signed pages: to those who lead the person, and to auditors."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from accounts.staff.models import StaffMember
from boundaries.access.protected import way_into
from boundaries.errors.exceptions import NotVisible
from policies.acknowledgements.models import Acknowledgement
from policies.adoption.models import Adoption
from policies.adoption.queries import adoption_for, in_force
from policies.paper.models import SignedPage
from policies.paper.permissions import ACCESS, IN_GENERAL, PaperPermission, is_auditor

PARTS = ("acknowledgement__person", "acknowledgement__entered_by", "acknowledgement__adoption__version", "data_key")


@dataclass(frozen=True)
class Standing:
    """One policy in force here, and what somebody did about it."""

    adoption: Adoption
    given: Acknowledgement | None
    page_id: UUID | None


@way_into(SignedPage)
def signed_under(pages: QuerySet[SignedPage], actor: StaffMember) -> QuerySet[SignedPage]:
    """What those signed whom they lead, at any depth; for auditors, what anybody signed."""
    if is_auditor(actor, actor.organisation):
        return pages
    led = StaffMember.objects.at_or_under(actor.pk).exclude(pk=actor.pk)
    return pages.filter(acknowledgement__person__in=led.values("pk"))


def seen_by(actor: StaffMember) -> QuerySet[SignedPage]:
    """The signed pages one may see, without what is on them, in no order."""
    return SignedPage.objects.visible_to(actor, by=signed_under).select_related(*PARTS).defer("content")


def signed_pages(actor: StaffMember) -> QuerySet[SignedPage]:
    """The list of them. Raises NotVisible for those who lead nobody and are not auditors."""
    IN_GENERAL.require(actor, PaperPermission.LIST, actor.organisation)
    return seen_by(actor)


def signed_page_for(actor: StaffMember, page_id: UUID) -> SignedPage:
    """One of them, to be opened. Raises NotVisible."""
    found = SignedPage.objects.visible_to(actor, by=signed_under).select_related(*PARTS).filter(pk=page_id).first()
    if found is None:
        raise NotVisible
    ACCESS.require(actor, PaperPermission.VIEW, found.acknowledgement.person)
    return found


def person_for(actor: StaffMember, person_id: UUID, permission: PaperPermission = PaperPermission.VIEW) -> StaffMember:
    """Somebody whose acknowledgements one may see, or enter. Raises NotVisible, or Forbidden."""
    rows = StaffMember.objects.select_related("team", "organisation")
    found = rows.filter(pk=person_id, organisation_id=actor.organisation_id).first()
    if found is None:
        raise NotVisible
    ACCESS.require(actor, permission, found)
    return found


def standings_of(actor: StaffMember, person: StaffMember) -> list[Standing]:
    """Every policy in force here, and what they did about it; who may see that was asked before."""
    adoptions = list(in_force(actor))
    rows = Acknowledgement.objects.filter(person=person, digest__in=[each.digest for each in adoptions])
    given = {each.digest: each for each in rows.select_related("entered_by")}
    pages = seen_by(actor).filter(acknowledgement__person=person).values_list("acknowledgement_id", "pk")
    page_of = dict(pages)
    return [
        Standing(each, found, page_of.get(found.pk) if found else None)
        for each in adoptions
        for found in (given.get(each.digest),)
    ]


def policy_to_sign(actor: StaffMember, person_id: UUID, key: str) -> tuple[StaffMember, Adoption]:
    """Somebody without a login whom one leads, and the policy they are to sign. Raises NotVisible, or Forbidden."""
    return person_for(actor, person_id, PaperPermission.ENTER), adoption_for(actor, key)

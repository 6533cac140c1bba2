"""Entering what somebody without a login signed, and opening the scan of it."""

import hashlib
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import NotVisible, RuleViolation
from boundaries.record.actions import append
from boundaries.sealing.actions import make_key
from policies.acknowledgements.models import Acknowledgement
from policies.adoption.models import Adoption
from policies.paper import rules
from policies.paper.events import PaperEvent
from policies.paper.models import SignedPage
from policies.paper.permissions import ACCESS, PaperPermission
from policies.paper.queries import signed_page_for


@transaction.atomic
def enter_signed(
    *, actor: StaffMember, person_id: UUID, adoption_id: UUID, code: str, signed_on: date, name: str, content: bytes
) -> SignedPage:
    """Enter that somebody without a login signed the text that is in force, with the scan of the page.

    Raises NotVisible for somebody one does not lead, oneself included; Forbidden for somebody who has a login; RuleViolation
    where the page is of another text, the day cannot be, the file is no scan, or they acknowledged this text before.
    """
    adoption = _locked_adoption(actor, adoption_id)
    person = _locked_person(actor, person_id)
    ACCESS.require(actor, PaperPermission.ENTER, person)
    rules.check_code(code, adoption.digest)
    since = adoption.adopted_at.astimezone(ZoneInfo(actor.organisation.zone)).date()
    rules.check_signed_on(signed_on, today=today(actor.organisation), in_force_since=since)
    scan = rules.check_scan(name, content)
    if Acknowledgement.objects.filter(person=person, digest=adoption.digest).exists():
        raise RuleViolation("paper.already", _("They have acknowledged this policy already, as it reads now."))
    given = Acknowledgement.objects.create(
        organisation_id=actor.organisation_id,
        person=person,
        adoption=adoption,
        digest=adoption.digest,
        given_at=now(),
        signed_on=signed_on,
        entered_by=actor,
    )
    page = SignedPage(
        organisation_id=actor.organisation_id,
        acknowledgement=given,
        data_key=make_key(organisation_id=actor.organisation_id),
        media_type=scan.media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        entered_at=given.given_at,
    )
    page.name, page.content = scan.name, bytearray(content)
    page.save(force_insert=True)
    append(
        PaperEvent.ENTERED,
        about=("policy", adoption.pk),
        organisation_id=actor.organisation_id,
        actor_id=actor.pk,
        key=actor.organisation.data_key,
        data={
            "person": str(person.pk),
            "policy": adoption.version.policy.key,
            "edition": adoption.version.edition,
            "digest": adoption.digest,
            "signed_on": signed_on.isoformat(),
            "scan": str(page.pk),
            "sha256": page.sha256,
        },
    )
    return page


@transaction.atomic
def open_scan(*, actor: StaffMember, page_id: UUID) -> SignedPage:
    """Open the scan of a signed page. Every time is written down."""
    page = signed_page_for(actor, page_id)
    append(
        PaperEvent.OPENED,
        about=("signed_page", page.pk),
        organisation_id=page.organisation_id,
        actor_id=actor.pk,
        key=page.data_key,
        data={"scan": str(page.pk)},
    )
    return page


def _locked_adoption(actor: StaffMember, adoption_id: UUID) -> Adoption:
    """The policy as it reads now, and until this is done."""
    rows = Adoption.objects.select_for_update(of=("self",), no_key=True).select_related("version__policy")
    found = rows.filter(pk=adoption_id, organisation_id=actor.organisation_id, ended_at=None).first()
    if found is None:
        raise NotVisible
    return found


def _locked_person(actor: StaffMember, person_id: UUID) -> StaffMember:
    """The person, who gets no login meanwhile."""
    rows = StaffMember.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=person_id, organisation_id=actor.organisation_id).first()
    if found is None:
        raise NotVisible
    return found

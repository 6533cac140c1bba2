"""What many tests of signed pages need: a scan, and somebody who enters it."""

import io
from datetime import date
from typing import Any

import pikepdf

from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from policies.adoption.models import Adoption
from policies.paper.actions import enter_signed
from policies.paper.models import SignedPage
from policies.paper.rules import short_code


def scan() -> bytes:
    """A page out of a scanner."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def sign(actor: StaffMember, person: StaffMember, adoption: Adoption, day: date | None = None, **other: Any) -> SignedPage:
    """Somebody enters what somebody signed today, as the policy reads now, but for what is said otherwise."""
    adoption.refresh_from_db()
    told: dict[str, Any] = {"code": short_code(adoption.digest), "name": "lena.pdf", "content": scan()} | other
    day = day or today(actor.organisation)
    return enter_signed(actor=actor, person_id=person.pk, adoption_id=adoption.pk, signed_on=day, **told)

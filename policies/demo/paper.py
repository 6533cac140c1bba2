"""What a volunteer of the demo signed on paper, as the scanner in the office saw it."""

from io import BytesIO

from PIL import Image, ImageDraw

from accounts.demo.cast import RELIEF
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.access.scope import speaking_for
from policies.adoption.models import Adoption
from policies.paper.actions import enter_signed
from policies.paper.rules import short_code

SIGNED = "red-cross-client-relations"
"""The other policy of the relief society still waits for her."""
WIDE, HIGH, MARGIN = 620, 877, 60


def sign_on_paper_in_the_demo() -> None:
    """Lena, who has no login, signed one policy; Elif entered it."""
    elif_ = StaffMember.objects.select_related("organisation__data_key").get(user__email=f"elif@{RELIEF.domain}")
    lena = StaffMember.objects.get(organisation=elif_.organisation, name="Lena Fischer")
    adoption = Adoption.objects.get(organisation=elif_.organisation, policy__key=SIGNED, ended_at=None)
    code = short_code(adoption.digest)
    with speaking_for(elif_):
        enter_signed(
            actor=elif_,
            person_id=lena.pk,
            adoption_id=adoption.pk,
            code=code,
            signed_on=today(elif_.organisation),
            name="lena-fischer.png",
            content=picture_of_a_page(code),
        )


def picture_of_a_page(code: str) -> bytes:
    """A page with lines of print, its code, and a name written by hand."""
    picture = Image.new("L", (WIDE, HIGH), 250)
    draw = ImageDraw.Draw(picture)
    for number in range(34):
        end = WIDE - MARGIN - (number * 53) % 170
        draw.line([(MARGIN, 90 + 18 * number), (end, 90 + 18 * number)], fill=150, width=5)
    draw.line([(MARGIN, 790), (WIDE - MARGIN, 790)], fill=60)
    draw.line([(90 + 14 * step, 772 - (step * 37) % 31) for step in range(16)], fill=20, width=3, joint="curve")
    draw.text((MARGIN, 810), code, fill=40)
    kept = BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()

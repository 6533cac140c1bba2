"""What is being revised in the demo: Lindenwood makes the model text its own, and has not sent it for review yet."""

from accounts.demo.organisations import CARE
from accounts.staff.models import StaffMember
from policies.library.choices import AppendixKind
from policies.library.models import PolicyVersion
from policies.library.rules import AppendixFacts, ItemFacts
from policies.parts.actions import add_appendix, add_document
from policies.versions.actions import begin_revision, change_front

FRONT = {
    "title": "Code of Conduct: Professional Boundaries at Lindenwood",
    "number": "LW 4",
    "summary": "This code is about the professional line between you and the residents. It helps you to be warm and supportive while"
    " keeping that line, and says what to do when it is blurred or crossed. If you are not sure, ask your line manager.",
}
OUTING = AppendixFacts(
    id="LK-APP-OUT",
    kind=AppendixKind.CHECKLIST,
    title="Before you go out with a resident",
    text="One minute at the door.",
    items=tuple(
        ItemFacts(id="", text=text)
        for text in (
            "Is it in the care plan, or has the registered manager agreed?",
            "Does the shift leader know where you are going, and when you will be back?",
            "Whose money is it, and is the purse book with you?",
        )
    ),
)


def revise_in_the_demo(adopted: PolicyVersion) -> None:
    """Margaret has begun the next version: its title, what stands at its front, a checklist, and a document beside it."""
    margaret = StaffMember.objects.select_related("organisation__data_key").get(user__email=f"margaret@{CARE.domain}")
    draft = begin_revision(actor=margaret, version_id=adopted.pk)
    change_front(actor=margaret, version_id=draft.pk, told=FRONT)
    add_appendix(actor=margaret, version_id=draft.pk, facts=OUTING)
    add_document(actor=margaret, version_id=draft.pk, title="Lindenwood's purse book, and how it is kept")

"""The parts of a draft, for whoever was let into it, and what is offered to whoever writes in them."""

from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import NotVisible
from policies.adoption.queries import adoptable
from policies.library.models import Appendix, PolicyLink, PolicyVersion, Section


def others_kept(actor: StaffMember, draft: PolicyVersion) -> list[tuple[str, str]]:
    """The other policies of the library by their keys, each with its title."""
    others = adoptable(actor).exclude(policy_id=draft.policy_id)
    return list({each.policy.key: each.title for each in others}.items())


def section_of(draft: PolicyVersion, key: str) -> Section:
    """A section of a draft that one has been let into. Raises NotVisible."""
    found = draft.sections.filter(key=key).first()
    if found is None:
        raise NotVisible
    return found


def appendix_of(draft: PolicyVersion, code: str) -> Appendix:
    """An appendix of a draft that one has been let into. Raises NotVisible."""
    found = draft.appendices.filter(code=code).first()
    if found is None:
        raise NotVisible
    return found


def document_of(draft: PolicyVersion, number: int) -> PolicyLink:
    """A document beside a draft that one has been let into, by its number. Raises NotVisible."""
    found = draft.links.filter(position=number).first()
    if found is None:
        raise NotVisible
    return found

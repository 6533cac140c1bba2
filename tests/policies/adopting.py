"""What many tests of adopted policies need: somebody adopts a policy."""

from datetime import date
from typing import Any

from accounts.staff.models import StaffMember
from policies.adoption.actions import adopt
from policies.adoption.models import Adoption
from policies.library.choices import VersionStatus
from policies.library.models import PolicyVersion

RC, PQ, PCF, LK, AK = (
    "red-cross-client-relations",
    "pinnguaq-pa-110",
    "putting-clients-first",
    "links-professional-boundaries",
    "alaska-map-10-12",
)


def issued(key: str) -> PolicyVersion:
    """The text of a policy as it was issued."""
    return PolicyVersion.objects.get(policy__key=key, organisation=None, status=VersionStatus.PUBLISHED)


def adopted(actor: StaffMember, key: str, *, next_review: date | None = None, **words: str) -> Adoption:
    """Somebody adopts a policy as it was issued, with the usual words where they say no others."""
    version = issued(key)
    told: dict[str, Any] = {"words": version.words | words, "owner_id": actor.pk, "next_review": next_review}
    return adopt(actor=actor, version_id=version.pk, **told)

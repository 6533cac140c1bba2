"""What is shown of the versions of a policy: those that were issued, and the organisation's own."""

from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import NotVisible
from policies.adoption.reading import facts
from policies.library.choices import OPEN_STATES, Category, Strength
from policies.library.models import Clause, Policy, PolicyVersion
from policies.versions.permissions import ACCESS, VersionPermission
from policies.versions.rules import Compared, Side, compare


def _ours_or_issued(actor: StaffMember) -> QuerySet[PolicyVersion]:
    rows = PolicyVersion.objects.filter(Q(organisation=None) | Q(organisation_id=actor.organisation_id))
    return rows.select_related("policy", "approved_by", "begun_by", "submitted_by", "based_on")


def version_for(actor: StaffMember, version_id: UUID) -> PolicyVersion:
    """One version, for those who may see it."""
    found = _ours_or_issued(actor).filter(pk=version_id).first()
    if found is None:
        raise NotVisible
    ACCESS.require(actor, VersionPermission.VIEW, found)
    return found


def versions_of(actor: StaffMember, key: str) -> list[PolicyVersion]:
    """Every version of a policy that one may see, the newest first; drafts only for those who work on them."""
    policy = Policy.objects.filter(key=key).first()
    if policy is None:
        raise NotVisible
    rows = _ours_or_issued(actor).filter(policy=policy).order_by("-edition", F("organisation").desc(nulls_last=True))
    found = [version for version in rows if ACCESS.allows(actor, VersionPermission.VIEW, version)]
    if not found:
        raise NotVisible
    return found


def open_revision(actor: StaffMember, policy_id: UUID) -> PolicyVersion | None:
    """The revision that the organisation is working on, if there is one."""
    return _ours_or_issued(actor).filter(policy_id=policy_id, organisation__isnull=False, status__in=sorted(OPEN_STATES)).first()


def sides(version: PolicyVersion) -> dict[str, Side]:
    """The clauses of a version as a comparison reads them."""
    return {clause.code: Side(clause.text, told(clause)) for clause in version.clauses.select_related("section")}


def told(clause: Clause) -> dict[str, str]:
    """What is to be known about a clause besides its words, under its headings."""
    return {
        _("How strongly it binds"): str(Strength(clause.strength).label),
        _("Section"): clause.section.title,
        **dict(facts(clause)),
        _("Topics"): ", ".join(str(Category(each).label) for each in clause.categories),
        _("In everyday words"): "; ".join(clause.everyday),
    }


def compared(before: PolicyVersion, after: PolicyVersion) -> list[Compared]:
    """How two versions differ; who may see them is asked before."""
    return compare(sides(before), sides(after))

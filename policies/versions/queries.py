"""What is shown of the versions of a policy: those that were issued, and the organisation's own."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import NotVisible
from policies.adoption.reading import facts
from policies.library.choices import OPEN_STATES, AppendixKind, Category, Office, Strength, Weight
from policies.library.models import Appendix, Clause, Policy, PolicyVersion, Section
from policies.versions.permissions import ACCESS, VersionPermission
from policies.versions.rules import Compared, Part, Side, compare


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


def sides(version: PolicyVersion, sections: list[Section], titles: Mapping[str, str]) -> dict[Part, dict[str, Side]]:
    """A version as a comparison reads it: the parts of each kind by their ids, an appendix with its lines behind it.

    ``titles`` calls a section the same on both sides, so that another heading is told once and not with every clause.
    """
    behind: dict[str, Side] = {}
    for appendix in version.appendices.all():
        behind[appendix.code] = appendix_side(appendix)
        for line in appendix.items:
            cited = {_("It comes from"): ", ".join(line.get("clauses", ()))}
            behind[line["id"]] = Side(line["text"], cited, Part.LINE, _("A line of “%(title)s”") % {"title": appendix.title})
    return {
        Part.FRONT: {"front": front_side(version, sections)},
        Part.SECTION: {each.key: section_side(each) for each in sections},
        Part.CLAUSE: {
            each.code: Side(each.text, told(each, titles[each.section.key])) for each in version.clauses.select_related("section")
        },
        Part.APPENDIX: behind,
        Part.DOCUMENT: {
            each.title: Side(each.title, {}, Part.DOCUMENT, _("A document beside it")) for each in version.links.all()
        },
    }


def front_side(version: PolicyVersion, sections: Iterable[Section]) -> Side:
    """What is said of a version as a whole, and in which order its sections stand."""
    said = {
        _("Title"): version.title,
        _("Number"): version.number,
        _("Owner"): str(Office(version.owner_role).label) if version.owner_role else "",
        _("Approved by, as the text says"): version.approver,
    }
    return Side(version.summary, said, Part.FRONT, _("Title and summary"), {each.key: each.title for each in sections})


def section_side(section: Section) -> Side:
    """The heading of a section, and what kind of words it holds."""
    said = {_("What it holds"): str(Weight(section.weight).label)}
    return Side(section.title, said, Part.SECTION, _("Section “%(title)s”") % {"title": section.title})


def appendix_side(appendix: Appendix) -> Side:
    """An appendix without its lines, and in which order they stand."""
    said = {_("Title"): appendix.title, _("Kind"): str(AppendixKind(appendix.kind).label)}
    order = {line["id"]: line["id"] for line in appendix.items}
    return Side(appendix.text, said, Part.APPENDIX, _("Appendix “%(title)s”") % {"title": appendix.title}, order)


def told(clause: Clause, section: str) -> dict[str, str]:
    """What is to be known about a clause besides its words, under its headings."""
    return {
        _("How strongly it binds"): str(Strength(clause.strength).label),
        _("Section"): section,
        **dict(facts(clause)),
        _("Topics"): ", ".join(str(Category(each).label) for each in clause.categories),
        _("In everyday words"): "; ".join(clause.everyday),
    }


def compared(before: PolicyVersion, after: PolicyVersion) -> list[Compared]:
    """How two versions differ, in the order of reading; who may see them is asked before."""
    sections = [list(version.sections.all()) for version in (before, after)]
    titles = {each.key: each.title for side in sections for each in side}
    was, became = sides(before, sections[0], titles), sides(after, sections[1], titles)
    return [row for part, here in became.items() for row in compare(was[part], here)]


def empty_sections(version: PolicyVersion) -> list[str]:
    """The titles of sections in which no clause stands."""
    return list(version.sections.filter(clauses=None).values_list("title", flat=True))


def ids_given(version: PolicyVersion) -> dict[str, set[UUID]]:
    """Every id of a clause, an appendix or a line in the texts that the organisation knows, and of which policies it is."""
    own_or_issued = Q(version__organisation=None) | Q(version__organisation_id=version.organisation_id)
    found: dict[str, set[UUID]] = {}
    for code, policy_id in Clause.objects.filter(own_or_issued).order_by().values_list("code", "version__policy_id").distinct():
        found.setdefault(code, set()).add(policy_id)
    for code, items, policy_id in Appendix.objects.filter(own_or_issued).values_list("code", "items", "version__policy_id"):
        for each in (code, *(line["id"] for line in items)):
            found.setdefault(each, set()).add(policy_id)
    return found


def ids_in(version: PolicyVersion) -> set[str]:
    """Every id that is given in this text."""
    behind = version.appendices.values_list("code", "items")
    lines = {line["id"] for _code, items in behind for line in items}
    return {*version.clauses.values_list("code", flat=True), *(code for code, _items in behind), *lines}

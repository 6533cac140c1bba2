"""What is shown of the policies that are in force in one's organisation: whole, clause by clause, by topic and by word."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import F, Q, QuerySet

from accounts.appointments.models import Appointment
from accounts.organisations.models import Organisation, Site
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import NotVisible
from policies.adoption.choices import LocalKind
from policies.adoption.models import Adoption, LocalText
from policies.adoption.permissions import ACCESS, OWNERS, AdoptionPermission
from policies.adoption.rules import digest_of, is_overdue, strictest_first
from policies.library.choices import Category, VersionStatus
from policies.library.models import Appendix, Clause, PolicyLink, PolicyVersion, Section
from policies.library.rules import filled

MOST_FOUND = 50
Words = Mapping[str, str]


@dataclass(frozen=True)
class ShownClause:
    """A clause as the organisation reads it: with its words in the placeholders, and what it adds beside it."""

    clause: Clause
    text: str
    everyday: list[str]
    adoption: Adoption | None = None
    local: dict[str, LocalText] = field(default_factory=dict)
    in_places: list[LocalText] = field(default_factory=list)

    @property
    def code(self) -> str:
        """Its id."""
        return self.clause.code

    @property
    def strength(self) -> str:
        """How strongly it binds."""
        return self.clause.strength

    @property
    def exception(self) -> str:
        """Whether anybody may allow a departure from it."""
        return self.clause.exception

    @property
    def seriousness(self) -> str:
        """How grave a breach of it is."""
        return self.clause.seriousness

    @property
    def is_overdue(self) -> bool:
        """Whether the policy it is cited from is past its review (PQ-HDR-3)."""
        adoption = self.adoption
        return adoption is not None and adoption.ended_at is None and overdue(adoption, today(adoption.organisation))

    @property
    def wording(self) -> LocalText | None:
        """How it is said here."""
        return self.local.get(LocalKind.WORDING)

    @property
    def instruction(self) -> LocalText | None:
        """How it is done here."""
        return self.local.get(LocalKind.INSTRUCTION)


@dataclass(frozen=True)
class ShownSection:
    """One part of a policy with its clauses."""

    section: Section
    title: str
    clauses: list[ShownClause]


@dataclass(frozen=True)
class ShownAppendix:
    """What stands behind the clauses, with the organisation's words."""

    appendix: Appendix
    title: str
    text: str
    items: list[dict[str, Any]]


@dataclass(frozen=True)
class Whole:
    """One text from the first word to the last."""

    version: PolicyVersion
    summary: str
    sections: list[ShownSection]
    appendices: list[ShownAppendix]
    links: list[PolicyLink]


# --- What is in force -------------------------------------------------------------------------------------------------------
def standing(organisation_id: UUID) -> QuerySet[Adoption]:
    """The policies in force in an organisation, in no order; whoever calls has asked the law."""
    rows = Adoption.objects.filter(organisation_id=organisation_id, ended_at=None)
    return rows.select_related("policy", "version", "owner", "organisation")


def in_force(actor: StaffMember) -> QuerySet[Adoption]:
    """The policies of one's organisation, by issuer and title."""
    ACCESS.require(actor, AdoptionPermission.VIEW, actor.organisation)
    return standing(actor.organisation_id).order_by("version__issuer", "version__title", "id")


def adoption_for(actor: StaffMember, key: str) -> Adoption:
    """One policy that is in force in one's organisation."""
    found = standing(actor.organisation_id).filter(policy__key=key).first()
    if found is None:
        raise NotVisible
    ACCESS.require(actor, AdoptionPermission.VIEW, found)
    return found


def overdue(adoption: Adoption, on: date) -> bool:
    """Whether its review is late."""
    return is_overdue(adoption.next_review, on)


def adoptable(actor: StaffMember) -> QuerySet[PolicyVersion]:
    """Every published text that one's organisation could adopt: as it was issued, or its own revision."""
    ACCESS.require(actor, AdoptionPermission.VIEW, actor.organisation)
    ours = Q(organisation=None) | Q(organisation_id=actor.organisation_id)
    rows = PolicyVersion.objects.filter(ours, status=VersionStatus.PUBLISHED).select_related("policy")
    return rows.order_by("issuer", "title", F("organisation").asc(nulls_first=True))


def adoptable_for(actor: StaffMember, version_id: UUID) -> PolicyVersion:
    """One of them."""
    found = adoptable(actor).filter(pk=version_id).first()
    if found is None:
        raise NotVisible
    return found


def possible_owners(organisation: Organisation) -> QuerySet[StaffMember]:
    """Who may own a policy: directors and the chief executive, by name."""
    holding = Appointment.objects.in_force(today(organisation)).filter(organisation=organisation, role__in=sorted(OWNERS))
    return StaffMember.objects.filter(pk__in=holding.values("person_id")).order_by("name", "id")


def places_of(organisation: Organisation) -> QuerySet[Site]:
    """The places for which an instruction may be given alone, by name."""
    return Site.objects.filter(organisation=organisation).order_by("name", "id")


def reminded_of(adoption: Adoption) -> list[UUID]:
    """Who is reminded of its review: its owner; where they cannot sign in any more, everybody who could own it."""
    owner = adoption.owner
    if owner.is_active and owner.user is not None and owner.user.is_active:
        return [owner.pk]
    able = possible_owners(adoption.organisation).filter(is_active=True, user__is_active=True)
    return [each.pk for each in able]


def watched_by(person_id: UUID, adoption_ids: list[UUID]) -> dict[UUID, str]:
    """Which of these policies somebody is reminded of now, by their titles."""
    rows = Adoption.objects.filter(pk__in=adoption_ids, ended_at=None, next_review__isnull=False)
    found = rows.select_related("version", "organisation", "owner__user")
    return {each.pk: each.version.title for each in found if person_id in reminded_of(each)}


# --- One text whole ---------------------------------------------------------------------------------------------------------
def shown(clause: Clause, words: Words, adoption: Adoption | None = None, local: Collection[LocalText] = ()) -> ShownClause:
    """A clause with these words in it."""
    everyday = [filled(each, words) for each in clause.everyday]
    everywhere = {each.kind: each for each in local if each.place is None}
    in_places = sorted((each for each in local if each.place is not None), key=place_of)
    return ShownClause(clause, filled(clause.text, words), everyday, adoption, everywhere, in_places)


def place_of(text: LocalText) -> str:
    """The name of the one place where an instruction holds; empty for all."""
    return text.place.name if text.place else ""


def whole(version: PolicyVersion, adoption: Adoption | None = None) -> Whole:
    """A text with the words of the organisation that adopted it, or else its usual ones."""
    words = adoption.words if adoption else version.words
    local = local_of([adoption] if adoption else [])
    by_section: dict[int, list[ShownClause]] = {}
    for clause in version.clauses.all():
        by_section.setdefault(clause.section_id, []).append(shown(clause, words, adoption, local.get(clause.code, ())))
    sections = [ShownSection(each, filled(each.title, words), by_section.get(each.pk, [])) for each in version.sections.all()]
    appendices = [shown_appendix(each, words) for each in version.appendices.all()]
    links = list(version.links.select_related("target"))
    return Whole(version, filled(version.summary, words), sections, appendices, links)


def digest_as_read(adoption: Adoption) -> str:
    """The digest of a policy as it reads in its organisation now: its clauses with the words put in, and what is added to them."""
    text = whole(adoption.version, adoption)
    return digest_of(
        {
            "policy": adoption.version.policy.key,
            "edition": adoption.version.edition,
            "title": adoption.version.title,
            "summary": text.summary,
            "sections": [
                {
                    "title": part.title,
                    "clauses": [
                        [
                            each.code,
                            each.strength,
                            each.text,
                            each.everyday,
                            each.wording.text if each.wording else "",
                            each.instruction.text if each.instruction else "",
                            *(
                                [str(text.place_id), text.text]
                                for text in sorted(each.in_places, key=lambda text: str(text.place_id))
                            ),
                        ]
                        for each in part.clauses
                    ],
                }
                for part in text.sections
            ],
            "appendices": [[each.appendix.code, each.title, each.text, each.items] for each in text.appendices],
        }
    )


def shown_appendix(appendix: Appendix, words: Words) -> ShownAppendix:
    """An appendix with these words in it."""
    items = [each | {"text": filled(each["text"], words)} for each in appendix.items]
    return ShownAppendix(appendix, filled(appendix.title, words), filled(appendix.text, words), items)


def local_of(adoptions: Iterable[Adoption]) -> dict[str, list[LocalText]]:
    """What is added to clauses, by their ids. An id belongs to one policy."""
    found: dict[str, list[LocalText]] = {}
    wanted = [adoption.pk for adoption in adoptions]
    if wanted:
        for each in LocalText.objects.filter(adoption_id__in=wanted, ended_at=None).select_related("place"):
            found.setdefault(each.code, []).append(each)
    return found


# --- Single clauses ---------------------------------------------------------------------------------------------------------
def clause_or_appendix(actor: StaffMember, key: str, code: str) -> tuple[Adoption, ShownClause | None, ShownAppendix | None]:
    """What stands under an id in a policy that is in force: a clause, or an appendix or one of its lines."""
    adoption = adoption_for(actor, key)
    clause = Clause.objects.select_related("section").filter(version_id=adoption.version_id, code=code).first()
    if clause is not None:
        return adoption, shown(clause, adoption.words, adoption, local_of([adoption]).get(code, ())), None
    under = Q(code=code) | Q(items__contains=[{"id": code}])
    appendix = Appendix.objects.filter(under, version_id=adoption.version_id).first()
    if appendix is None:
        raise NotVisible
    return adoption, None, shown_appendix(appendix, adoption.words)


def shown_among(actor: StaffMember, rows: QuerySet[Clause]) -> list[ShownClause]:
    """These clauses, of all policies in force."""
    by_version = {adoption.version_id: adoption for adoption in in_force(actor)}
    local = local_of(by_version.values())
    found = rows.filter(version_id__in=list(by_version)).select_related("section")
    return [
        shown(each, by_version[each.version_id].words, by_version[each.version_id], local.get(each.code, ())) for each in found
    ]


def about(actor: StaffMember, category: Category) -> list[ShownClause]:
    """Every adopted clause about a topic, the one that governs first."""
    return strictest_first(shown_among(actor, Clause.objects.filter(categories__contains=[category.value])))


def clauses_about(organisation_id: UUID, categories: Collection[str]) -> list[UUID]:
    """The clauses in force in an organisation that speak of any of these, the strictest first: what a report of them cites."""
    if not categories:
        return []
    versions = standing(organisation_id).values("version_id")
    return [
        each.pk for each in strictest_first(Clause.objects.filter(version_id__in=versions, categories__overlap=list(categories)))
    ]


def cited(organisation_id: UUID, clause_ids: Collection[UUID]) -> list[ShownClause]:
    """Clauses that something cites, the strictest first, as they read here then, also where they are in force no longer."""
    clauses = list(Clause.objects.filter(pk__in=clause_ids).select_related("section")) if clause_ids else []
    rows = Adoption.objects.filter(organisation_id=organisation_id, version_id__in={each.version_id for each in clauses})
    by_version = {
        each.version_id: each for each in rows.select_related("policy", "version", "organisation").order_by("adopted_at")
    }
    local = local_of(each for each in by_version.values() if each.ended_at is None)
    found = [
        shown(each, by_version[each.version_id].words, by_version[each.version_id], local.get(each.code, ())) for each in clauses
    ]
    return strictest_first(found)


def with_instructions(actor: StaffMember, place_id: UUID | None = None) -> list[ShownClause]:
    """Every adopted clause with how it is done here, by policy and as they stand in it; or only what holds in one place."""
    by_version = {each.version_id: each for each in in_force(actor)}
    local = local_of(by_version.values())
    codes = [code for code, texts in local.items() if any(each.kind == LocalKind.INSTRUCTION for each in texts)]
    clauses = Clause.objects.filter(version_id__in=list(by_version), code__in=codes).select_related("section")
    found = [
        _narrowed(shown(each, by_version[each.version_id].words, by_version[each.version_id], local[each.code]), place_id)
        for each in clauses
    ]
    order = list(by_version)
    return sorted(
        (each for each in found if each.instruction or each.in_places),
        key=lambda each: (order.index(each.clause.version_id), each.clause.position),
    )


def _narrowed(clause: ShownClause, place_id: UUID | None) -> ShownClause:
    if place_id is None:
        return clause
    return replace(clause, in_places=[each for each in clause.in_places if each.place_id == place_id])


def counted(actor: StaffMember) -> dict[str, int]:
    """How many adopted clauses there are about each topic."""
    found: dict[str, int] = dict.fromkeys(Category.values, 0)
    versions = in_force(actor).values("version_id")
    for categories in Clause.objects.filter(version_id__in=versions).values_list("categories", flat=True):
        for category in categories:
            found[category] += 1
    return found


def beside(actor: StaffMember, clause: ShownClause) -> list[ShownClause]:
    """The clauses of other adopted policies that are about the same topics, the strictest first."""
    if not clause.clause.categories:
        return []
    same = Clause.objects.filter(categories__overlap=clause.clause.categories).exclude(version_id=clause.clause.version_id)
    return strictest_first(shown_among(actor, same))


def search(actor: StaffMember, words: str) -> list[ShownClause]:
    """Adopted clauses in which all these words stand, in the clause or in its everyday words, or what is added to them."""
    asked = words.replace("\x00", " ").strip()
    if not asked:
        return []
    query = SearchQuery(asked, config="english")
    local = LocalText.objects.annotate(said=SearchVector("text", config="english")).filter(
        said=query, ended_at=None, adoption__organisation_id=actor.organisation_id, adoption__ended_at=None
    )
    rows = Clause.objects.annotate(said=SearchVector("text", config="english"), lived=SearchVector("everyday", config="english"))
    found = rows.filter(Q(said=query) | Q(lived=query) | Q(code__iexact=asked) | Q(code__in=local.values("code")))
    return strictest_first(shown_among(actor, found))[:MOST_FOUND]

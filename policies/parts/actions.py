"""Writing in the parts of a draft beside its clauses: sections, what stands behind the clauses, documents beside it.

The law is that of its clauses: only a draft of one's own organisation is written in, whoever writes cannot approve it, and the
record says in which part.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import RuleViolation
from policies.library.models import Appendix, Clause, Policy, PolicyLink, PolicyVersion, Section
from policies.library.rules import LONGEST_TITLE, AppendixFacts, ItemFacts, SectionFacts
from policies.parts import rules
from policies.parts.queries import appendix_of, document_of, section_of
from policies.versions.actions import held_draft, note_edit
from policies.versions.queries import ids_given, ids_in
from policies.versions.rules import check_written, plain


# --- Sections -----------------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_section(*, actor: StaffMember, version_id: UUID, title: str, weight: str, after: str | None = None) -> Section:
    """Add a section behind another one, at the beginning (""), or else at the end. It is empty at first, and its key is made."""
    draft = held_draft(actor, version_id)
    before = draft.based_on.sections.values_list("key", flat=True) if draft.based_on else []
    keys = {*draft.sections.values_list("key", flat=True), *before}
    facts = SectionFacts(key=rules.free_key(keys), title=plain(title), weight=weight)
    rules.check_section(facts, draft.words)
    order = list(draft.sections.all())
    place = _place(order, after) if after is not None else len(order)
    section = Section.objects.create(version=draft, key=facts.key, title=facts.title, weight=facts.weight, position=0)
    _arrange(draft, [*order[:place], section, *order[place:]])
    note_edit(draft, actor, section=section.key, how="added")
    return section


@transaction.atomic
def change_section(
    *, actor: StaffMember, version_id: UUID, key: str, title: str, weight: str, after: str | None = None
) -> Section:
    """Change the heading of a section, what kind of words it holds, or behind which other one it stands. Its key stays."""
    draft = held_draft(actor, version_id)
    section = section_of(draft, key)
    facts = SectionFacts(key=key, title=plain(title), weight=weight)
    rules.check_section(facts, draft.words)
    stood = list(draft.sections.all())
    others = [each for each in stood if each.key != key]
    place = _place(others, after) if after is not None else stood.index(section)
    moves = stood.index(section) != place
    if (section.title, section.weight) == (facts.title, facts.weight) and not moves:
        return section
    section.title, section.weight = facts.title, facts.weight
    section.save(update_fields=["title", "weight"])
    if moves:
        _arrange(draft, [*others[:place], section, *others[place:]])
    note_edit(draft, actor, section=key, how="changed")
    return section


@transaction.atomic
def remove_section(*, actor: StaffMember, version_id: UUID, key: str) -> None:
    """Remove a section in which no clause stands any more."""
    draft = held_draft(actor, version_id)
    section = section_of(draft, key)
    if section.clauses.exists():
        raise RuleViolation("not-empty", _("There are still clauses in this section. Remove them first, one by one."))
    section.delete()
    note_edit(draft, actor, section=key, how="removed")


def _place(order: Sequence[Section], after: str) -> int:
    """How many sections stand before the one that comes behind this one."""
    if not after:
        return 0
    place = next((number for number, each in enumerate(order, start=1) if each.key == after), None)
    if place is None:
        raise RuleViolation("section", _("There is no such section."), field="after")
    return place


def _arrange(draft: PolicyVersion, order: Sequence[Section]) -> None:
    """Put the sections into this order, and the clauses with them."""
    for place, section in enumerate(order, start=1):
        section.position = place
    Section.objects.bulk_update(order, ["position"])
    clauses = list(draft.clauses.order_by("section__position", "position"))
    for place, clause in enumerate(clauses, start=1):
        clause.position = place
    Clause.objects.bulk_update(clauses, ["position"])


# --- Appendices ---------------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_appendix(*, actor: StaffMember, version_id: UUID, facts: AppendixFacts) -> Appendix:
    """Add an appendix at the end, under an id of its own. A line without an id gets the next one."""
    draft = held_draft(actor, version_id)
    facts = _told(facts)
    rules.check_appendix(facts, draft.words)
    taken = ids_in(draft) | _of_others(draft)
    rules.check_new_code(facts.id, taken)
    last = draft.appendices.order_by("-position").first()
    appendix = Appendix.objects.create(
        version=draft,
        code=facts.id,
        kind=facts.kind,
        title=facts.title,
        text=facts.text,
        items=_lines(draft, facts, taken | {facts.id}, f"{facts.id}-0"),
        position=last.position + 1 if last else 1,
    )
    note_edit(draft, actor, appendix=appendix.code, how="added")
    return appendix


@transaction.atomic
def change_appendix(*, actor: StaffMember, version_id: UUID, facts: AppendixFacts) -> Appendix:
    """Change the words of an appendix, and its lines. A line keeps its id, and with it the clauses that it comes from."""
    draft = held_draft(actor, version_id)
    appendix = appendix_of(draft, facts.id)
    facts = _told(replace(facts, kind=appendix.kind))
    rules.check_appendix(facts, draft.words)
    own = [line["id"] for line in appendix.items]
    taken = (ids_in(draft) - set(own)) | _of_others(draft)
    after: dict[str, Any] = {
        "title": facts.title,
        "text": facts.text,
        "items": _lines(draft, facts, taken, own[0] if own else f"{appendix.code}-0"),
    }
    if after == {name: getattr(appendix, name) for name in after}:
        return appendix
    for name, value in after.items():
        setattr(appendix, name, value)
    appendix.save(update_fields=list(after))
    note_edit(draft, actor, appendix=appendix.code, how="changed")
    return appendix


@transaction.atomic
def remove_appendix(*, actor: StaffMember, version_id: UUID, code: str) -> None:
    """Leave an appendix out of the next version, with its lines. In the versions before it stays."""
    draft = held_draft(actor, version_id)
    appendix_of(draft, code).delete()
    note_edit(draft, actor, appendix=code, how="removed")


def _told(facts: AppendixFacts) -> AppendixFacts:
    """An appendix without blanks that mean nothing."""
    lines = tuple(ItemFacts(id=each.id.strip(), text=plain(each.text)) for each in facts.items)
    return replace(facts, title=plain(facts.title), text=plain(facts.text), items=lines)


def _of_others(draft: PolicyVersion) -> set[str]:
    """The ids that another policy has."""
    return {code for code, policies in ids_given(draft).items() if policies - {draft.policy_id}}


def _lines(draft: PolicyVersion, facts: AppendixFacts, taken: set[str], like: str) -> list[dict[str, Any]]:
    """The lines as they are stored: each under its id, a new one under the next, with the clauses that the line comes from."""
    rules.check_line_ids(facts.items, taken)
    given = taken.union(ids_given(draft), (line.id for line in facts.items))
    comes_from = {line["id"]: line.get("clauses", []) for line in _lines_before(draft)}
    found: list[dict[str, Any]] = []
    for line in facts.items:
        id_ = line.id or rules.next_id(like, given)
        given.add(id_)
        found.append({"id": id_, "text": line.text, "clauses": comes_from.get(id_, [])})
    return found


def _lines_before(draft: PolicyVersion) -> list[dict[str, Any]]:
    """Every line of the version before, and of the draft as it is."""
    texts = [draft.based_on, draft] if draft.based_on else [draft]
    return [line for text in texts for appendix in text.appendices.all() for line in appendix.items]


# --- Documents beside it ------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_document(*, actor: StaffMember, version_id: UUID, title: str, policy: str = "") -> PolicyLink:
    """Name a document that stands beside the policy, and which policy it is where it is kept here too."""
    draft = held_draft(actor, version_id)
    title = plain(title)
    check_written(title, "title", longest=LONGEST_TITLE)
    if draft.links.filter(title=title).exists():
        raise RuleViolation("document", _("This document is named already."), field="title")
    target = Policy.objects.filter(key=policy).exclude(pk=draft.policy_id).first() if policy else None
    if policy and target is None:
        raise RuleViolation("policy", _("There is no such policy."), field="policy")
    last = draft.links.order_by("-position").first()
    number = last.position + 1 if last else 1
    link = PolicyLink.objects.create(version=draft, title=title, target=target, position=number)
    note_edit(draft, actor, document=str(number), how="added")
    return link


@transaction.atomic
def remove_document(*, actor: StaffMember, version_id: UUID, number: int) -> None:
    """Name a document no longer."""
    draft = held_draft(actor, version_id)
    document_of(draft, number).delete()
    note_edit(draft, actor, document=str(number), how="removed")

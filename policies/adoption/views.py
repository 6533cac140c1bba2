"""The pages of the policies that are in force here: reading them is for everybody, adopting them for directors."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.organisations.queries import today
from accounts.signin.fresh import fresh_only
from accounts.staff.forms import ConfirmForm
from accounts.staff.models import StaffMember
from accounts.staff.views import ActorRequest, page, show
from boundaries.access.doors import Door, opened_to
from policies.adoption import actions, queries
from policies.adoption.choices import LocalKind
from policies.adoption.forms import AdoptionForm, InstructionForm, LocalTextForm, PlaceForm, SearchForm
from policies.adoption.models import Adoption
from policies.adoption.permissions import ACCESS, AdoptionPermission
from policies.adoption.queries import ShownClause
from policies.adoption.reading import colour, facts, meaning
from policies.library.choices import CATEGORY_GROUPS, Category, Strength
from policies.library.models import PolicyVersion


def may(actor: StaffMember, permission: AdoptionPermission) -> bool:
    """Whether somebody may do this with the policies of their organisation."""
    return ACCESS.allows(actor, permission, actor.organisation)


def tabs(current: str) -> list[dict[str, Any]]:
    """The pages about policies, one line below the header."""
    links = [
        ("policies:list", _("In force here")),
        ("policies:topics", _("By topic")),
        ("policies:search", _("Search")),
        ("policies:instructions", _("How we do it")),
        ("policies:library", _("Library")),
        ("acknowledgements:list", _("To acknowledge")),
        ("situations:check", _("Check a situation")),
        ("training:own", _("Training")),
        ("moments:own", _("Questions for you")),
        ("reflection:home", _("Check yourself")),
    ]
    return [{"url": reverse(name), "label": label, "current": name == current} for name, label in links]


def line(clause: ShownClause, *, with_policy: bool = False) -> dict[str, Any]:
    """A clause as it stands in a list."""
    adoption = clause.adoption
    return {
        "code": clause.code,
        "text": clause.text,
        "strength": Strength(clause.strength).label,
        "colour": colour(clause.strength),
        "wording": clause.wording,
        "instruction": clause.instruction,
        "in_places": clause.in_places,
        "url": address_of(adoption, clause.code) if adoption else "",
        "policy": adoption.version.title if adoption and with_policy else "",
        "overdue": with_policy and clause.is_overdue,
    }


def address_of(adoption: Adoption, code: str) -> str:
    """Where a clause is read: as it is in force, or in the version that is so no longer."""
    if adoption.ended_at is not None:
        return f"{reverse('versions:version', args=[adoption.version_id])}#{code}"
    return reverse("policies:clause", args=[adoption.policy.key, code])


def lines(clauses: Iterable[ShownClause]) -> list[dict[str, Any]]:
    """Clauses of several policies, each with the policy it is from."""
    return [line(clause, with_policy=True) for clause in clauses]


# --- Reading ----------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF, ungated=True)
@require_safe
@page
def list_policies(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    on = today(actor.organisation)
    rows = [{"adoption": each, "overdue": queries.overdue(each, on)} for each in queries.in_force(actor)]
    context = {"area": tabs("policies:list"), "rows": rows, "may_adopt": may(actor, AdoptionPermission.ADOPT)}
    return show(request, "policies/adoption/list.html", context)


@opened_to(Door.STAFF, ungated=True)
@require_safe
@page
def show_policy(request: ActorRequest, key: str) -> HttpResponse:
    adoption = queries.adoption_for(request.actor, key)
    context = {
        "area": tabs(""),
        "adoption": adoption,
        "overdue": queries.overdue(adoption, today(request.actor.organisation)),
        "may_change": may(request.actor, AdoptionPermission.CHANGE),
        **text_context(adoption.version, adoption),
    }
    return show(request, "policies/adoption/policy.html", context)


def text_context(version: PolicyVersion, adoption: Adoption | None = None) -> dict[str, Any]:
    """A whole text, as policies/text.html shows it."""
    whole = queries.whole(version, adoption)
    sections = [
        {"section": each.section, "title": each.title, "clauses": [line(clause) for clause in each.clauses]}
        for each in whole.sections
    ]
    behind = {"appendices": [{"shown": each} for each in whole.appendices], "documents": [{"link": each} for each in whole.links]}
    return {"version": version, "whole": whole, "sections": sections, **behind}


@opened_to(Door.STAFF, ungated=True)
@require_safe
@page
def show_clause(request: ActorRequest, key: str, code: str) -> HttpResponse:
    actor = request.actor
    adoption, clause, appendix = queries.clause_or_appendix(actor, key, code)
    context: dict[str, Any] = {
        "area": tabs(""),
        "adoption": adoption,
        "version": adoption.version,
        "overdue": queries.overdue(adoption, today(actor.organisation)),
        "policy_url": reverse("policies:policy", args=[key]),
    }
    if clause is None:
        return show(request, "policies/adoption/appendix.html", context | {"shown": appendix, "code": code})
    context |= {
        "shown": clause,
        "clause": line(clause),
        "meaning": meaning(clause.clause),
        "facts": facts(clause.clause),
        "topics": [{"label": Category(each).label, "url": topic_url(each)} for each in clause.clause.categories],
        "beside": lines(queries.beside(actor, clause)),
        "kinds": LocalKind,
        "may_adapt": may(actor, AdoptionPermission.ADAPT),
    }
    return show(request, "policies/adoption/clause.html", context)


def topic_url(category: str) -> str:
    """Where one reads what is said about a topic."""
    return reverse("policies:topic", args=[category])


@opened_to(Door.STAFF, ungated=True)
@require_safe
@page
def list_topics(request: ActorRequest) -> HttpResponse:
    counted = queries.counted(request.actor)
    groups = [
        {
            "label": label,
            "topics": [{"label": each.label, "url": topic_url(each.value), "count": counted[each.value]} for each in members],
        }
        for label, members in CATEGORY_GROUPS
        if Category.UNSURE not in members
    ]
    return show(request, "policies/adoption/topics.html", {"area": tabs("policies:topics"), "groups": groups})


@opened_to(Door.STAFF, ungated=True)
@require_safe
@page
def show_topic(request: ActorRequest, category: str) -> HttpResponse:
    if category not in Category.values or category == Category.UNSURE:
        raise Http404
    found = queries.about(request.actor, Category(category))
    context = {
        "area": tabs(""),
        "heading": Category(category).label,
        "governing": lines(found[:1]),
        "meaning": meaning(found[0].clause) if found else "",
        "others": lines(found[1:]),
    }
    return show(request, "policies/adoption/topic.html", context)


@opened_to(Door.STAFF, ungated=True)
@require_safe
@page
def search(request: ActorRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = queries.search(request.actor, words)
    context = {
        "area": tabs("policies:search"),
        "words": words,
        "too_long": not form.is_valid(),
        "found": lines(found),
        "most": queries.MOST_FOUND,
        "is_cut": len(found) == queries.MOST_FOUND,
    }
    return show(request, "policies/adoption/search.html", context)


@opened_to(Door.STAFF, ungated=True)
@require_safe
@page
def list_instructions(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    form = PlaceForm(request.GET, organisation=actor.organisation)
    context = {
        "area": tabs("policies:instructions"),
        "form": form,
        "has_places": form.has_places,
        "rows": lines(queries.with_instructions(actor, form.chosen)),
    }
    return show(request, "policies/adoption/instructions.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def show_library(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    standing = {adoption.policy_id: adoption for adoption in queries.in_force(actor)}
    rows = [{"version": each, "adoption": standing.get(each.policy_id)} for each in queries.adoptable(actor)]
    context = {"area": tabs("policies:library"), "rows": rows, "may_adopt": may(actor, AdoptionPermission.ADOPT)}
    return show(request, "policies/adoption/library.html", context)


# --- Adopting ---------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@fresh_only
@page
def adopt(request: ActorRequest, version_id: UUID) -> HttpResponse:
    actor = request.actor
    version = queries.adoptable_for(actor, version_id)
    ACCESS.require(actor, AdoptionPermission.ADOPT, actor.organisation)
    before = queries.in_force(actor).filter(policy_id=version.policy_id).first()
    initial = said_by(before) if before else {"owner": actor.pk, "word_organisation": actor.organisation.name}
    usual = {f"word_{name}": word for name, word in version.words.items() if name != "organisation"}
    form = AdoptionForm(request.POST if request.method == "POST" else None, actor=actor, version=version, initial=usual | initial)
    if request.method == "POST" and form.does(actions.adopt, actor=actor, version_id=version.pk):
        messages.success(request, _("The policy is in force."))
        return redirect("policies:policy", version.policy.key)
    context = {
        "heading": _("Adopt a policy"),
        "caption": version.title,
        "hint": _(
            "Once you adopt it, it is in force for everybody who works here. It takes the place of the version before, if any."
        ),
        "form": form,
        "back_url": reverse("policies:library"),
        "button_label": _("Adopt it"),
    }
    return show(request, "accounts/form.html", context)


def said_by(adoption: Adoption) -> dict[str, Any]:
    """What is set now."""
    words = {f"word_{name}": word for name, word in adoption.words.items()}
    return {"owner": adoption.owner_id, "last_reviewed": adoption.last_reviewed, "next_review": adoption.next_review, **words}


@opened_to(Door.STAFF)
@page
def change(request: ActorRequest, key: str) -> HttpResponse:
    actor, adoption = request.actor, queries.adoption_for(request.actor, key)
    ACCESS.require(actor, AdoptionPermission.CHANGE, adoption)
    posted = request.POST if request.method == "POST" else None
    form = AdoptionForm(posted, actor=actor, version=adoption.version, initial=said_by(adoption))
    if request.method == "POST" and form.does(actions.change_adoption, actor=actor, adoption_id=adoption.pk):
        messages.success(request, _("The changes were saved."))
        return redirect("policies:policy", key)
    context = {
        "heading": _("Words, owner and review"),
        "caption": adoption.version.title,
        "form": form,
        "back_url": reverse("policies:policy", args=[key]),
        "button_label": _("Save"),
    }
    return show(request, "accounts/form.html", context)


def added_form(request: ActorRequest, clause: ShownClause, kind: LocalKind) -> LocalTextForm:
    """The form with what is said now: everywhere, or in the one place that the address names."""
    posted, asked_for = request.POST if request.method == "POST" else None, request.GET.get("place", "")
    in_places = {str(each.place_id): each.text for each in clause.in_places}
    everywhere = clause.local.get(kind)
    if kind != LocalKind.INSTRUCTION:
        return LocalTextForm(posted, initial={"text": everywhere.text if everywhere else ""})
    texts = in_places | ({"": everywhere.text} if everywhere else {})
    initial = {"place": asked_for, "text": texts.get(asked_for, "")}
    return InstructionForm(posted, initial=initial, organisation=request.actor.organisation, taken=set(texts) - {asked_for})


@opened_to(Door.STAFF)
@page
def adapt(request: ActorRequest, key: str, code: str, addition: str) -> HttpResponse:
    actor = request.actor
    adoption, clause, _appendix = queries.clause_or_appendix(actor, key, code)
    if clause is None or addition not in LocalKind.values:
        raise Http404
    ACCESS.require(actor, AdoptionPermission.ADAPT, adoption)
    form = added_form(request, clause, LocalKind(addition))
    facts_ = {"adoption_id": adoption.pk, "code": code, "kind": LocalKind(addition)}
    if request.method == "POST" and form.does(actions.adapt_clause, actor=actor, **facts_):
        messages.success(request, _("What you added stands beside the clause."))
        return redirect("policies:clause", key, code)
    context = {
        "heading": LocalKind(addition).label,
        "caption": code,
        "hint": _("%(clause)s This stays as it is; your words stand beside it. Leave the box empty to take them away.")
        % {"clause": clause.text},
        "form": form,
        "back_url": address_of(adoption, code),
        "button_label": _("Save"),
    }
    return show(request, "accounts/form.html", context)


@opened_to(Door.STAFF)
@fresh_only
@page
def end(request: ActorRequest, key: str) -> HttpResponse:
    actor, adoption = request.actor, queries.adoption_for(request.actor, key)
    ACCESS.require(actor, AdoptionPermission.END, adoption)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(actions.end_adoption, actor=actor, adoption_id=adoption.pk):
        messages.success(request, _("The policy is no longer in force here."))
        return redirect("policies:list")
    context = {
        "heading": _("End a policy"),
        "question": _("Shall this policy no longer be in force here?"),
        "text": _("%(title)s\nWhat was done under it keeps its clauses. You can adopt it again.")
        % {"title": adoption.version.title},
        "form": form,
        "button_label": _("End it"),
        "warning": True,
        "back_url": reverse("policies:policy", args=[key]),
    }
    return show(request, "accounts/confirm.html", context)

"""The pages about the versions of a policy: reading and comparing them, revising, sending for review, approving."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.signin.fresh import fresh_only
from accounts.staff.forms import ConfirmForm
from accounts.staff.models import StaffMember
from accounts.staff.views import ActorRequest, page, show
from boundaries.access.doors import Door, opened_to
from boundaries.web.act_once import act_once
from policies.adoption.queries import in_force
from policies.adoption.views import tabs, text_context
from policies.library.choices import VersionStatus
from policies.library.models import PolicyVersion
from policies.versions import actions
from policies.versions.forms import ChangeClauseForm, CompareForm, FrontForm, NewClauseForm, SubmitForm
from policies.versions.permissions import ACCESS, VersionPermission
from policies.versions.queries import compared, open_revision, version_for, versions_of
from policies.versions.rules import Change, Compared, Part
from policies.versions.workflow import WORKFLOW, VersionMove

STATUS_COLOURS = {
    VersionStatus.DRAFT: "grey",
    VersionStatus.IN_REVIEW: "yellow",
    VersionStatus.PUBLISHED: "green",
    VersionStatus.SUPERSEDED: "grey",
    VersionStatus.WITHDRAWN: "red",
}
VERBS = (
    (VersionMove.SUBMIT, VersionPermission.SUBMIT, "versions:submit"),
    (VersionMove.APPROVE, VersionPermission.APPROVE, "versions:approve"),
    (VersionMove.RETURN, VersionPermission.RETURN, "versions:give_back"),
    (VersionMove.WITHDRAW, VersionPermission.WITHDRAW, "versions:withdraw"),
)


def address_of(version: PolicyVersion) -> str:
    """Where a version is read."""
    return reverse("versions:version", args=[version.pk])


def named(version: PolicyVersion) -> str:
    """A version as it is called."""
    words = _("Version %(number)s, revised here") if version.organisation_id else _("Version %(number)s, as issued")
    return words % {"number": version.edition}


def row(version: PolicyVersion) -> dict[str, Any]:
    """A version as it stands in a list."""
    return {
        "version": version,
        "name": named(version),
        "url": address_of(version),
        "status": VersionStatus(version.status).label,
        "colour": STATUS_COLOURS[VersionStatus(version.status)],
    }


# --- Reading and comparing ----------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF, ungated=True)
@require_safe
@page
def list_versions(request: ActorRequest, key: str) -> HttpResponse:
    actor = request.actor
    found = versions_of(actor, key)
    standing = in_force(actor).filter(policy__key=key).first()
    base = standing.version if standing else next((each for each in found if each.status == VersionStatus.PUBLISHED), None)
    may_revise = base is not None and ACCESS.allows(actor, VersionPermission.REVISE, base)
    context = {
        "area": tabs(""),
        "title": found[0].title,
        "rows": [row(each) for each in found],
        "standing": standing,
        "base": base if may_revise and open_revision(actor, found[0].policy_id) is None else None,
        "before": found[1] if len(found) > 1 else None,
        "after": found[0],
    }
    return show(request, "policies/versions/list.html", context)


@opened_to(Door.STAFF, ungated=True)
@require_safe
@page
def show_version(request: ActorRequest, version_id: UUID) -> HttpResponse:
    actor, version = request.actor, version_for(request.actor, version_id)
    context = {"area": tabs(""), **row(version), **text_context(version), "verbs": verbs(actor, version)}
    edits = version.status == VersionStatus.DRAFT and ACCESS.allows(actor, VersionPermission.EDIT, version)
    context |= {
        "edits": edits,
        "may_discard": edits and ACCESS.allows(actor, VersionPermission.DISCARD, version),
        "waits_for_another": version.status == VersionStatus.IN_REVIEW
        and not ACCESS.allows(actor, VersionPermission.APPROVE, version),
    }
    if edits:
        put_verbs(version, context)
    return show(request, "policies/versions/version.html", context)


def put_verbs(version: PolicyVersion, context: dict[str, Any]) -> None:
    """Put beside every part of a draft what can be done with it. A section is removed once it is empty."""

    def links(*named: tuple[str, str], of: Any) -> list[dict[str, str]]:
        return [{"label": label, "url": reverse(name, args=[version.pk, of])} for label, name in named]

    change, remove = _("Change"), _("Remove")
    for part in context["sections"]:
        key = part["section"].key
        part["verbs"] = links((change, "parts:change_section"), of=key)
        part["verbs"] += [] if part["clauses"] else links((remove, "parts:remove_section"), of=key)
        part["add_url"] = f"{reverse('versions:add_clause', args=[version.pk])}?{urlencode({'section': key})}"
        for clause in part["clauses"]:
            clause["verbs"] = links((change, "versions:change_clause"), (remove, "versions:remove_clause"), of=clause["code"])
    for part in context["appendices"]:
        code = part["shown"].appendix.code
        part["verbs"] = links((change, "parts:change_appendix"), (remove, "parts:remove_appendix"), of=code)
    for part in context["documents"]:
        part["verbs"] = links((remove, "parts:remove_document"), of=part["link"].position)


def verbs(actor: StaffMember, version: PolicyVersion) -> list[dict[str, str]]:
    """What this person can do with a version as it stands."""
    possible = WORKFLOW.verbs_from(version.status)
    return [
        {"label": str(move.label), "url": reverse(name, args=[version.pk])}
        for move, permission, name in VERBS
        if move in possible and ACCESS.allows(actor, permission, version)
    ]


@opened_to(Door.STAFF, ungated=True)
@require_safe
@page
def compare(request: ActorRequest) -> HttpResponse:
    form = CompareForm(request.GET)
    if not form.is_valid():
        raise Http404
    before, after = (version_for(request.actor, form.cleaned_data[name]) for name in ("before", "after"))
    if before.policy_id != after.policy_id:
        raise Http404
    rows = compared(before, after)
    differing = [described(each) for each in rows if each.change is not Change.SAME]
    same = sum(each.part is Part.CLAUSE and each.change is Change.SAME for each in rows)
    context = {
        "area": tabs(""),
        "before": row(before),
        "after": row(after),
        "rows": differing,
        "same": ngettext("%(count)s clause is the same.", "%(count)s clauses are the same.", same) % {"count": same},
        "versions_url": reverse("versions:list", args=[after.policy.key]),
    }
    return show(request, "policies/versions/compare.html", context)


BY_ID = frozenset({Part.CLAUSE, Part.APPENDIX, Part.LINE})
"""What people call by its id."""
CHANGES = {Change.CHANGED: "yellow", Change.ADDED: "green", Change.REMOVED: "red"}


def described(clause: Compared) -> dict[str, Any]:
    """A part that differs, with words for what it is and what became of it."""
    labels = {Change.CHANGED: _("Changed"), Change.ADDED: _("Added"), Change.REMOVED: _("Removed")}
    return {
        "code": clause.code if clause.part in BY_ID else "",
        "title": clause.title,
        "label": labels[clause.change],
        "colour": CHANGES[clause.change],
        "stood": clause.change is not Change.ADDED,
        "stands": clause.change is not Change.REMOVED,
        "before": clause.before,
        "after": clause.after,
        "facts": clause.facts,
        "taken_out": clause.taken_out if clause.change is Change.CHANGED else [],
        "put_in": clause.put_in if clause.change is Change.CHANGED else [],
    }


# --- Revising -----------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@page
def begin(request: ActorRequest, version_id: UUID) -> HttpResponse:
    actor, base = request.actor, version_for(request.actor, version_id)
    ACCESS.require(actor, VersionPermission.REVISE, base)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    back = reverse("versions:list", args=[base.policy.key])
    if request.method == "POST" and form.does(begun_once(request), actor=actor, version_id=base.pk):
        messages.success(request, _("The draft is yours to work on. Nothing changes for anybody until it is approved."))
        return redirect("versions:version", form.result)
    text = _("You get a draft with every clause of %(version)s. Nobody else sees it but those who own policies.")
    context = confirm_context(form, _("Begin the next version?"), text % {"version": named(base)}, _("Begin"), back)
    return show(request, "accounts/confirm.html", context)


def begun_once(request: ActorRequest) -> Callable[..., UUID]:
    """Begin once, however often the button is pressed."""

    def begun(*, actor: StaffMember, version_id: UUID) -> UUID:
        return act_once(request, lambda: actions.begin_revision(actor=actor, version_id=version_id).pk)

    return begun


def confirm_context(form: ConfirmForm, question: str, text: str, button: str, back: str) -> dict[str, Any]:
    """A last question before a change."""
    return {"heading": question, "question": question, "text": text, "form": form, "button_label": button, "back_url": back}


def editable(actor: StaffMember, version_id: UUID) -> PolicyVersion:
    """A draft that this person may write in."""
    version = version_for(actor, version_id)
    ACCESS.require(actor, VersionPermission.EDIT, version)
    if version.status != VersionStatus.DRAFT:
        raise Http404
    return version


@opened_to(Door.STAFF)
@page
def change_front(request: ActorRequest, version_id: UUID) -> HttpResponse:
    actor, version = request.actor, editable(request.actor, version_id)
    form = FrontForm(request.POST if request.method == "POST" else None, initial=asdict(actions.front_of(version)))
    if request.method == "POST" and form.does(actions.change_front, actor=actor, version_id=version.pk):
        messages.success(request, _("What you changed stands in the draft."))
        return redirect(address_of(version))
    context = {
        "heading": _("Title and summary"),
        "caption": version.title,
        "hint": _("Source, licence and citation stay as they were issued: the licence asks for that."),
        "form": form,
        "back_url": address_of(version),
        "button_label": _("Save"),
    }
    return show(request, "accounts/form.html", context)


@opened_to(Door.STAFF)
@page
def change_clause(request: ActorRequest, version_id: UUID, code: str) -> HttpResponse:
    actor, version = request.actor, editable(request.actor, version_id)
    clause = version.clauses.select_related("section").filter(code=code).first()
    if clause is None:
        raise Http404
    form = ChangeClauseForm(request.POST if request.method == "POST" else None, clause=clause)
    if request.method == "POST" and form.does(actions.change_clause, actor=actor, version_id=version.pk):
        messages.success(request, _("The clause was saved."))
        return redirect(f"{address_of(version)}#{code}")
    context = {
        "heading": _("Change a clause"),
        "caption": f"{code}, {clause.section.title}",
        "form": form,
        "back_url": f"{address_of(version)}#{code}",
        "button_label": _("Save"),
    }
    return show(request, "accounts/form.html", context)


@opened_to(Door.STAFF)
@page
def add_clause(request: ActorRequest, version_id: UUID) -> HttpResponse:
    actor, version = request.actor, editable(request.actor, version_id)
    initial = {"section": request.GET.get("section", ""), "strength": "must", "exception": "variation", "seriousness": "low"}
    form = NewClauseForm(
        request.POST if request.method == "POST" else None,
        version=version,
        initial=initial | {"binds": ["employee"], "client_kinds": ["direct"]},
    )
    if request.method == "POST" and form.does(actions.add_clause, actor=actor, version_id=version.pk):
        messages.success(request, _("The clause was added."))
        return redirect(f"{address_of(version)}#{form.result.code}")
    context = {
        "heading": _("Add a clause"),
        "caption": version.title,
        "form": form,
        "back_url": address_of(version),
        "button_label": _("Add this clause"),
    }
    return show(request, "accounts/form.html", context)


def asked(
    request: ActorRequest, act: Callable[..., Any], version: PolicyVersion, words: tuple[str, str, str, str], **facts: Any
) -> HttpResponse:
    """A question that is answered by its button: the question, what it means, the button, what is said afterwards."""
    question, text, button, done = words
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(act, actor=request.actor, version_id=version.pk, **facts):
        messages.success(request, done)
        still = PolicyVersion.objects.filter(pk=version.pk).exists()
        return redirect(address_of(version) if still else reverse("versions:list", args=[version.policy.key]))
    context = confirm_context(form, question, text, button, address_of(version))
    return show(request, "accounts/confirm.html", context)


@opened_to(Door.STAFF)
@page
def remove_clause(request: ActorRequest, version_id: UUID, code: str) -> HttpResponse:
    version = editable(request.actor, version_id)
    clause = version.clauses.filter(code=code).first()
    if clause is None:
        raise Http404
    words = (
        _("Leave %(code)s out of the next version?") % {"code": code},
        clause.text,
        _("Leave it out"),
        _("The clause was removed from the draft."),
    )
    return asked(request, actions.remove_clause, version, words, code=code)


@opened_to(Door.STAFF)
@page
def discard(request: ActorRequest, version_id: UUID) -> HttpResponse:
    version = editable(request.actor, version_id)
    ACCESS.require(request.actor, VersionPermission.DISCARD, version)
    words = (
        _("Discard this draft?"),
        _("What was written in it is gone. The versions before stay as they are."),
        _("Discard it"),
        _("The draft was discarded."),
    )
    return asked(request, actions.discard, version, words)


# --- Review -------------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@page
def submit(request: ActorRequest, version_id: UUID) -> HttpResponse:
    actor, version = request.actor, editable(request.actor, version_id)
    form = SubmitForm(request.POST if request.method == "POST" else None, initial={"change_note": version.change_note})
    if request.method == "POST" and form.does(actions.submit, actor=actor, version_id=version.pk):
        messages.success(request, _("It was sent for review. Somebody who wrote nothing in it approves it."))
        return redirect("versions:version", version.pk)
    context = {
        "heading": _("Send it for review"),
        "form": form,
        "back_url": address_of(version),
        "button_label": _("Send for review"),
    }
    return show(request, "accounts/form.html", context)


@opened_to(Door.STAFF)
@page
def give_back(request: ActorRequest, version_id: UUID) -> HttpResponse:
    version = version_for(request.actor, version_id)
    ACCESS.require(request.actor, VersionPermission.RETURN, version)
    words = (
        _("Give this revision back to be worked on?"),
        _("It becomes a draft again."),
        _("Give it back"),
        _("It is a draft again."),
    )
    return asked(request, actions.return_to_draft, version, words)


@opened_to(Door.STAFF)
@fresh_only
@page
def approve(request: ActorRequest, version_id: UUID) -> HttpResponse:
    version = version_for(request.actor, version_id)
    ACCESS.require(request.actor, VersionPermission.APPROVE, version)
    words = (
        _("Approve this version?"),
        _("%(note)s\nIt is published and can never be changed. Where the policy is in force here, it is in force at once.")
        % {"note": version.change_note},
        _("Approve and publish"),
        _("The version is published."),
    )
    return asked(request, actions.approve, version, words)


@opened_to(Door.STAFF)
@fresh_only
@page
def withdraw(request: ActorRequest, version_id: UUID) -> HttpResponse:
    version = version_for(request.actor, version_id)
    ACCESS.require(request.actor, VersionPermission.WITHDRAW, version)
    words = (
        _("Withdraw this version?"),
        _("If it is in force here, the policy is in force no longer. It can still be read, and what cites it keeps its clauses."),
        _("Withdraw it"),
        _("The version was withdrawn."),
    )
    return asked(request, actions.withdraw, version, words)

"""The pages on which the parts of a draft beside its clauses are added, changed and removed; and the links that lead there."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.staff.forms import ActionForm
from accounts.staff.models import StaffMember
from accounts.staff.views import ActorRequest, page, show
from boundaries.access.doors import Door, opened_to
from boundaries.web.act_once import act_once
from policies.library.models import PolicyVersion
from policies.parts import actions
from policies.parts.forms import ChangeAppendixForm, DocumentForm, NewAppendixForm, SectionForm
from policies.parts.queries import appendix_of, document_of, others_kept, section_of
from policies.versions.views import address_of, asked, editable


def filled_in(request: ActorRequest, form: ActionForm, version: PolicyVersion, heading: str, button: str) -> HttpResponse:
    """A form about a part of a draft."""
    told = {"heading": heading, "caption": version.title, "form": form, "back_url": address_of(version), "button_label": button}
    return show(request, "accounts/form.html", told)


def once_only(request: ActorRequest, act: Callable[..., Any]) -> Callable[..., UUID]:
    """Add something once, however often the button is pressed; the draft to which it was added."""

    def added(*, actor: StaffMember, version_id: UUID, **facts: Any) -> UUID:
        return act_once(request, lambda: act(actor=actor, version_id=version_id, **facts).version_id)

    return added


def sent(request: ActorRequest) -> Any:
    """What a form was sent with, if it was."""
    return request.POST if request.method == "POST" else None


# --- Sections -----------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@page
def add_section(request: ActorRequest, version_id: UUID) -> HttpResponse:
    version = editable(request.actor, version_id)
    form = SectionForm(sent(request), version=version)
    add = once_only(request, actions.add_section)
    if request.method == "POST" and form.does(add, actor=request.actor, version_id=version.pk):
        messages.success(request, _("The section was added. It needs a clause before the draft can be sent for review."))
        return redirect(address_of(version))
    return filled_in(request, form, version, _("Add a section"), _("Add this section"))


@opened_to(Door.STAFF)
@page
def change_section(request: ActorRequest, version_id: UUID, section: str) -> HttpResponse:
    version = editable(request.actor, version_id)
    form = SectionForm(sent(request), version=version, section=section_of(version, section))
    if request.method == "POST" and form.does(actions.change_section, actor=request.actor, version_id=version.pk, key=section):
        messages.success(request, _("The section was changed in the draft."))
        return redirect(address_of(version))
    return filled_in(request, form, version, _("Change a section"), _("Save"))


@opened_to(Door.STAFF)
@page
def remove_section(request: ActorRequest, version_id: UUID, section: str) -> HttpResponse:
    version = editable(request.actor, version_id)
    found = section_of(version, section)
    words = (
        _("Remove the section “%(title)s”?") % {"title": found.title},
        _("It is only removed when no clause stands in it."),
        _("Remove it"),
        _("The section was removed from the draft."),
    )
    return asked(request, actions.remove_section, version, words, key=section)


# --- Appendices ---------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@page
def add_appendix(request: ActorRequest, version_id: UUID) -> HttpResponse:
    version = editable(request.actor, version_id)
    form = NewAppendixForm(sent(request))
    add = once_only(request, actions.add_appendix)
    if request.method == "POST" and form.does(add, actor=request.actor, version_id=version.pk):
        messages.success(request, _("The appendix was added to the draft."))
        return redirect(f"{address_of(version)}#{form.cleaned_data['code']}")
    return filled_in(request, form, version, _("Add an appendix"), _("Add this appendix"))


@opened_to(Door.STAFF)
@page
def change_appendix(request: ActorRequest, version_id: UUID, appendix: str) -> HttpResponse:
    version = editable(request.actor, version_id)
    form = ChangeAppendixForm(sent(request), appendix=appendix_of(version, appendix))
    if request.method == "POST" and form.does(actions.change_appendix, actor=request.actor, version_id=version.pk):
        messages.success(request, _("The appendix was changed in the draft."))
        return redirect(f"{address_of(version)}#{appendix}")
    return filled_in(request, form, version, _("Change %(code)s") % {"code": appendix}, _("Save"))


@opened_to(Door.STAFF)
@page
def remove_appendix(request: ActorRequest, version_id: UUID, appendix: str) -> HttpResponse:
    version = editable(request.actor, version_id)
    found = appendix_of(version, appendix)
    words = (
        _("Leave %(code)s out of the next version?") % {"code": appendix},
        _("“%(title)s” is left out with all its lines. In the versions before it stays.") % {"title": found.title},
        _("Leave it out"),
        _("The appendix was removed from the draft."),
    )
    return asked(request, actions.remove_appendix, version, words, code=appendix)


# --- Documents beside it ------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@page
def add_document(request: ActorRequest, version_id: UUID) -> HttpResponse:
    version = editable(request.actor, version_id)
    form = DocumentForm(sent(request), policies=others_kept(request.actor, version))
    add = once_only(request, actions.add_document)
    if request.method == "POST" and form.does(add, actor=request.actor, version_id=version.pk):
        messages.success(request, _("The document is named in the draft."))
        return redirect(address_of(version))
    return filled_in(request, form, version, _("Add a document beside it"), _("Add this document"))


@opened_to(Door.STAFF)
@page
def remove_document(request: ActorRequest, version_id: UUID, number: int) -> HttpResponse:
    version = editable(request.actor, version_id)
    words = (
        _("Name this document no longer?"),
        document_of(version, number).title,
        _("Leave it out"),
        _("The document was removed from the draft."),
    )
    return asked(request, actions.remove_document, version, words, number=number)

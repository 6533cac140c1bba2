"""Inviting people and helping those who cannot sign in; and the page behind the link that they are sent."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.invitations.actions import accept, ask_to_reopen, confirm_reopening, end_invitation, invite_person
from accounts.invitations.forms import JoinForm, ReopenForm
from accounts.invitations.permissions import ACCESS, PEOPLE, InvitationPermission
from accounts.invitations.queries import standing_of
from accounts.signin.actions import Attempt, TooManyFailures, forgive, reserve
from accounts.signin.arriving import arrive
from accounts.signin.fresh import fresh_only
from accounts.signin.source import source_index
from accounts.staff.forms import ConfirmForm
from accounts.staff.queries import person_for
from accounts.staff.views import ActorRequest, page, show
from boundaries.access.doors import Door, opened_to
from boundaries.errors.exceptions import RuleViolation
from boundaries.sealing.actions import blind_index


@opened_to(Door.STAFF)
@page
def help_with(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """How far somebody is with signing in, and what an administrator can do about it."""
    actor, person = request.actor, person_for(request.actor, person_id)
    PEOPLE.require(actor, InvitationPermission.VIEW, person)
    standing = standing_of(person)
    context = {
        "person": person,
        "standing": standing,
        "may_invite": standing.has_login and not standing.opened and person.is_active and person.id != actor.id,
        "may_ask": standing.opened and person.is_active and person.id != actor.id,
        "may_confirm": standing.waits
        and standing.invitation is not None
        and ACCESS.allows(actor, InvitationPermission.CONFIRM, standing.invitation),
    }
    return show(request, "accounts/invitations/help.html", context)


@opened_to(Door.STAFF)
@fresh_only
@page
def invite(request: ActorRequest, person_id: UUID) -> HttpResponse:
    actor, person = request.actor, person_for(request.actor, person_id)
    PEOPLE.require(actor, InvitationPermission.SEND, person)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(invite_person, actor=actor, person_id=person.id):
        return show(request, "accounts/invitations/code.html", {"person": person, "code": form.result.code})
    context = {
        "heading": _("Invite somebody"),
        "question": _("Invite %(name)s?") % {"name": person.name},
        "text": _(
            "They get a mail with a link. You are shown a code: tell it to them in person or on the phone, after you made sure"
            " that it is them. Only link and code together open their login."
        ),
        "form": form,
        "button_label": _("Invite"),
        "back_url": reverse("invitations:help", args=[person.id]),
    }
    return show(request, "accounts/confirm.html", context)


@opened_to(Door.STAFF)
@fresh_only
@page
def ask(request: ActorRequest, person_id: UUID) -> HttpResponse:
    actor, person = request.actor, person_for(request.actor, person_id)
    PEOPLE.require(actor, InvitationPermission.ASK, person)
    initial = {"email": person.user.email if person.user else ""}
    form = ReopenForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.does(ask_to_reopen, actor=actor, person_id=person.id):
        messages.success(request, _("A second administrator has to agree now."))
        return redirect("invitations:help", person.id)
    context = {
        "heading": _("Open a login anew"),
        "caption": person.name,
        "hint": _(
            "For somebody who lost what they sign in with and has no recovery code left. First make sure that it is them who asks."
            " A second administrator has to agree. They are told of it at once."
        ),
        "form": form,
        "button_label": _("Ask for it"),
        "back_url": reverse("invitations:help", args=[person.id]),
    }
    return show(request, "accounts/form.html", context)


@opened_to(Door.STAFF)
@fresh_only
@page
def confirm(request: ActorRequest, person_id: UUID) -> HttpResponse:
    actor, person = request.actor, person_for(request.actor, person_id)
    PEOPLE.require(actor, InvitationPermission.VIEW, person)
    invitation = standing_of(person).invitation
    if invitation is None:
        return redirect("invitations:help", person.id)
    invitation.person = person
    ACCESS.require(actor, InvitationPermission.CONFIRM, invitation)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(confirm_reopening, actor=actor, invitation_id=invitation.id):
        return show(request, "accounts/invitations/code.html", {"person": person, "code": form.result.code})
    asked = invitation.asked_by.name if invitation.asked_by else ""
    context = {
        "heading": _("Agree to open a login anew"),
        "question": _("Open the login of %(name)s anew?") % {"name": person.name},
        "text": _(
            "%(asked)s asked for it. A link is sent to %(address)s, and you are shown a code. Talk to the person yourself before you"
            " tell them the code. What they had set up for signing in is removed once they use it."
        )
        % {"asked": asked, "address": invitation.address},
        "form": form,
        "button_label": _("Agree"),
        "warning": True,
        "back_url": reverse("invitations:help", args=[person.id]),
    }
    return show(request, "accounts/confirm.html", context)


@opened_to(Door.STAFF)
@page
def end(request: ActorRequest, person_id: UUID) -> HttpResponse:
    actor, person = request.actor, person_for(request.actor, person_id)
    PEOPLE.require(actor, InvitationPermission.VIEW, person)
    invitation = standing_of(person).invitation
    if invitation is None:
        return redirect("invitations:help", person.id)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(end_invitation, actor=actor, invitation_id=invitation.id):
        messages.success(request, _("It was taken back. Link and code open nothing any more."))
        return redirect("invitations:help", person.id)
    context = {
        "heading": _("Take an invitation back"),
        "question": _("Take it back?"),
        "text": _("Link and code open nothing any more."),
        "form": form,
        "button_label": _("Take it back"),
        "back_url": reverse("invitations:help", args=[person.id]),
    }
    return show(request, "accounts/confirm.html", context)


@opened_to(Door.EVERYBODY, why="Whoever holds an invitation has no login yet.")
@transaction.non_atomic_requests  # a counted attempt stays counted, whatever happens next
@sensitive_post_parameters("code", "password", "password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link. It looks the same for every link, also for one that never was."""
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _join(request, form, 422 if form.is_bound else 200)
    attempt = Attempt(blind_index("invitation", token), source_index(request), None)
    try:
        reserve(attempt=attempt)
        user = accept(token=token, code=form.cleaned_data["code"], password=form.cleaned_data["password"])
    except TooManyFailures as refusal:
        form.add_error(None, str(refusal.message))
        response = _join(request, form, 429)
        response["Retry-After"] = str(refusal.seconds)
        return response
    except RuleViolation as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _join(request, form, 422)
    if user is None:
        words = _("This link and this code do not open anything. Check the code; if it is right, ask for a new invitation.")
        form.add_error(None, words)
        return _join(request, form, 422)
    forgive(attempt=attempt)
    return arrive(request, user, to=reverse("home"))


def _join(request: HttpRequest, form: JoinForm, status: int) -> HttpResponse:
    return render(request, "accounts/invitations/join.html", {"form": form}, status=status)

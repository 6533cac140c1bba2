"""How one signs in, where one is signed in, and signing out elsewhere."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.secondfactor.queries import held_by
from accounts.sessions.actions import end_other_sessions, end_session
from accounts.sessions.queries import session_for, sessions_of
from accounts.signin.fresh import fresh_only
from accounts.staff.forms import ConfirmForm
from accounts.staff.models import StaffMember
from accounts.tokens.queries import count_tokens
from boundaries.access.doors import Door, opened_to

either = require_http_methods(["GET", "HEAD", "POST"])


def actor_at(request: HttpRequest) -> StaffMember:
    """Whoever is signed in."""
    found: StaffMember = request.actor  # type: ignore[attr-defined]  # set by the middleware, which let nobody else in
    return found


@opened_to(Door.SIGNED_IN, ungated=True)
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    actor = actor_at(request)
    assert actor.user is not None
    context = {
        "address": actor.user.email,
        "held": held_by(actor.user.pk),
        "tokens": count_tokens(actor),
        "sessions": sessions_of(actor.user.pk, this_key=request.session.session_key),
    }
    return render(request, "accounts/sessions/account.html", context)


@opened_to(Door.SIGNED_IN, ungated=True)
@either
def end(request: HttpRequest, session_id: UUID) -> HttpResponse:
    found = session_for(actor_at(request), session_id)
    words = {
        "heading": _("Sign out a browser"),
        "question": _("Sign out this browser?"),
        "text": _("Whoever uses it has to sign in again."),
        "button_label": _("Sign it out"),
    }
    return _confirm(request, words, end_session, session_id=found.id)


@opened_to(Door.SIGNED_IN, ungated=True)
@fresh_only
@either
def end_others(request: HttpRequest) -> HttpResponse:
    words = {
        "heading": _("Sign out everywhere else"),
        "question": _("Sign out everywhere else?"),
        "text": _(
            "Only this browser stays signed in. If somebody else was signed in as you, change your password too:"
            " that also ends your tokens for programmes."
        ),
        "button_label": _("Sign out everywhere else"),
    }
    return _confirm(request, words, end_other_sessions, this_key=request.session.session_key)


def _confirm(request: HttpRequest, words: dict[str, str], action: Any, **facts: Any) -> HttpResponse:
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(action, actor=actor_at(request), **facts):
        messages.success(request, _("Done. There one has to sign in again."))
        return redirect("sessions:account")
    back = reverse("sessions:account")
    return render(request, "accounts/confirm.html", {**words, "form": form, "back_url": back})

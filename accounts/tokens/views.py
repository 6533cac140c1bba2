"""One's tokens: which there are, making one, and revoking them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.organisations.queries import today
from accounts.sessions.views import actor_at, either
from accounts.signin.fresh import fresh_only
from accounts.staff.forms import ConfirmForm
from accounts.tokens import actions, queries, rules
from accounts.tokens.forms import TokenForm
from boundaries.access.choices import Scope
from boundaries.access.doors import Door, opened_to
from boundaries.clocks.queries import now
from boundaries.web.act_once import act_once


@opened_to(Door.SIGNED_IN, ungated=True)
@require_safe
def list_tokens(request: HttpRequest) -> HttpResponse:
    moment = now()
    tokens = [
        {
            "id": token.id,
            "name": token.name,
            "scopes": [Scope(scope).label for scope in token.scopes],
            "made_at": token.made_at,
            "last_day": token.last_day,
            "used_on": token.used_on,
            "is_over": token.ends_at <= moment,
        }
        for token in queries.tokens_of(actor_at(request))
    ]
    return render(request, "accounts/tokens/list.html", {"tokens": tokens})


@opened_to(Door.SIGNED_IN)
@fresh_only
@either
def make(request: HttpRequest) -> HttpResponse:
    actor = actor_at(request)
    first = rules.usual_last_day(today(actor.organisation))
    form = TokenForm(request.POST if request.method == "POST" else None, initial={"last_day": first})
    if request.method == "POST" and form.does(lambda **facts: _make_once(request, facts)):
        return render(request, "accounts/tokens/shown.html", {"token": form.result.token, "secret": form.result.secret})
    context = {
        "heading": _("Make a token"),
        "hint": _("A token is a password for a programme of yours. Whoever has it can do what you tick here, in your name."),
        "form": form,
        "button_label": _("Make it"),
        "back_url": reverse("tokens:list"),
    }
    return render(request, "accounts/form.html", context, status=422 if form.errors else 200)


def _make_once(request: HttpRequest, facts: dict[str, Any]) -> actions.Shown:
    """Make it; the same form sent twice makes one token, and the answer that is seen last holds the secret that counts."""
    actor, made = actor_at(request), []

    def act() -> UUID:
        made.append(actions.make_token(actor=actor, **facts))
        return made[0].token.id

    token_id = act_once(request, act)
    return made[0] if made else actions.show_again(actor=actor, token_id=token_id)


@opened_to(Door.SIGNED_IN, ungated=True)
@either
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    token = queries.token_of(actor_at(request), token_id)
    words = {
        "heading": _("Revoke a token"),
        "question": _("Revoke “%(name)s”?") % {"name": token.name},
        "text": _("The programme that uses it can do nothing more in your name, from this moment on."),
        "button_label": _("Revoke it"),
    }
    return _confirm(request, words, actions.revoke_token, token_id=token_id)


@opened_to(Door.SIGNED_IN, ungated=True)
@either
def revoke_all(request: HttpRequest) -> HttpResponse:
    words = {
        "heading": _("Revoke all tokens"),
        "question": _("Revoke all your tokens?"),
        "text": _("No programme can do anything more in your name, from this moment on."),
        "button_label": _("Revoke all"),
    }
    return _confirm(request, words, actions.revoke_all)


def _confirm(request: HttpRequest, words: dict[str, str], action: Any, **facts: Any) -> HttpResponse:
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(action, actor=actor_at(request), **facts):
        messages.success(request, _("What was revoked opens nothing any more."))
        return redirect("tokens:list")
    back = reverse("tokens:list")
    return render(request, "accounts/confirm.html", {**words, "form": form, "back_url": back, "warning": True})

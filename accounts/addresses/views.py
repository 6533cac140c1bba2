"""Signing in with another address."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.addresses.actions import ask_for_address, change_at, confirm_address
from accounts.addresses.forms import AddressForm
from accounts.secondfactor.views import is_password
from accounts.sessions.views import actor_at
from accounts.signin.actions import TooManyFailures
from accounts.signin.fresh import fresh_only
from accounts.staff.forms import ConfirmForm
from boundaries.access.doors import Door, opened_to

either = require_http_methods(["GET", "HEAD", "POST"])


@opened_to(Door.SIGNED_IN, ungated=True)
@fresh_only
@transaction.non_atomic_requests  # a counted attempt stays counted, whatever happens next
@sensitive_post_parameters("password")
@either
def change(request: HttpRequest) -> HttpResponse:
    actor = actor_at(request)
    form, status = AddressForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid() and actor.user and not is_password(request, actor.user, form.cleaned_data["password"]):
                form.add_error("password", _("This is not your password."))
        except TooManyFailures as refusal:
            form.add_error(None, str(refusal.message))
            status = 429
        if not form.errors and form.does(ask_for_address, actor=actor):
            return render(request, "accounts/addresses/asked.html")
    context = {"form": form, "address": actor.user.email if actor.user else ""}
    return render(request, "accounts/addresses/change.html", context, status=status)


@opened_to(Door.SIGNED_IN, ungated=True)
@either
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail, opened by whoever asked for it."""
    actor = actor_at(request)
    found = change_at(actor, token)
    if found is None:
        return render(request, "accounts/passwords/over.html", status=404)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(confirm_address, actor=actor, token=token):
        messages.success(request, _("From now on you sign in with your new address."))
        return redirect("sessions:account")
    context = {
        "heading": _("Use the new address"),
        "question": _("Sign in with the new address from now on?"),
        "text": found.new_address,
        "form": form,
        "button_label": _("Use it"),
        "back_url": reverse("sessions:account"),
    }
    return render(request, "accounts/confirm.html", context, status=422 if form.errors else 200)

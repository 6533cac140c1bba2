"""A new password: by mail and second factor, or from the one before."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.passwords.actions import ask_for_link, change_password, choose_password, reset_at
from accounts.passwords.forms import AddressForm, ChangePasswordForm, NewPasswordForm
from accounts.secondfactor.choices import Proof
from accounts.secondfactor.views import is_password
from accounts.signin import pending, sessions
from accounts.signin.actions import Attempt, TooManyFailures
from accounts.signin.arriving import arrive
from accounts.signin.fresh import fresh_only
from accounts.signin.source import source_index
from accounts.staff.models import StaffMember, User
from boundaries.access.doors import Door, opened_to
from boundaries.sealing.actions import blind_index

either = require_http_methods(["GET", "HEAD", "POST"])
PAGE = "accounts/passwords"


@opened_to(Door.EVERYBODY, why="Whoever forgot their password cannot sign in.")
@transaction.non_atomic_requests  # a counted attempt stays counted, whatever happens next
@either
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same for every address."""
    form, status = AddressForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            email = form.cleaned_data["email"]
            attempt = Attempt(blind_index("password link of", email.strip().lower()), source_index(request), None)
            try:
                ask_for_link(email=email, attempt=attempt)
            except TooManyFailures as refusal:
                form.add_error(None, str(refusal.message))
                response = render(request, f"{PAGE}/forgotten.html", {"form": form}, status=429)
                response["Retry-After"] = str(refusal.seconds)
                return response
            return render(request, f"{PAGE}/asked.html")
    return render(request, f"{PAGE}/forgotten.html", {"form": form}, status=status)


@opened_to(Door.EVERYBODY, why="Whoever holds the link of a mail has no password to sign in with.")
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: it leads to the second factor, and to nothing without it."""
    reset = reset_at(token)
    if reset is None or reset.user is None:
        return render(request, f"{PAGE}/over.html", status=404)
    pending.wait_for(request, reset.user, purpose=pending.RESET, about=str(reset.id))
    return redirect("secondfactor:challenge")


@opened_to(Door.EVERYBODY, why="Whoever came by the link of a mail has no password to sign in with.")
@sensitive_post_parameters("password", "password_again")
@either
def choose(request: HttpRequest) -> HttpResponse:
    """The new password, after link and second factor."""
    half_way = pending.waiting(request, pending.RESET)
    if half_way is None or not half_way.proof:
        return redirect("passwords:forgotten")
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(choose_password, reset_id=UUID(half_way.about), user=half_way.user):
        messages.success(request, _("Your new password is set. You are signed in."))
        return arrive(request, half_way.user, to=reverse("home"), proof=Proof(half_way.proof))
    return render(request, f"{PAGE}/choose.html", {"form": form}, status=422 if form.errors else 200)


@opened_to(Door.SIGNED_IN, ungated=True)
@fresh_only
@transaction.non_atomic_requests  # a counted attempt stays counted, whatever happens next
@sensitive_post_parameters("current_password", "password", "password_again")
@either
def change(request: HttpRequest) -> HttpResponse:
    """Another password for whoever is signed in."""
    actor: StaffMember = request.actor  # type: ignore[attr-defined]  # set by the middleware, which let nobody else in
    form, status = ChangePasswordForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid() and actor.user and not is_password(request, actor.user, form.cleaned_data["current_password"]):
                form.add_error("current_password", _("This is not the password you have now."))
        except TooManyFailures as refusal:
            form.add_error(None, str(refusal.message))
            status = 429
        if not form.errors and form.does(change_password, actor=actor, this_key=request.session.session_key):
            sessions.renew(request, User.objects.get(staff_member=actor))
            messages.success(request, _("Your password was changed. Everywhere else you are signed out."))
            return redirect("sessions:account")
    return render(request, f"{PAGE}/change.html", {"form": form}, status=status)

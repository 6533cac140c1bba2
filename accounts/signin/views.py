"""Signing in, staying, and signing out."""

from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts.secondfactor.queries import held_by
from accounts.signin import pending
from accounts.signin.actions import Attempt, TooManyFailures, account_index, check_sign_in
from accounts.signin.arriving import arrive
from accounts.signin.devices import known_device
from accounts.signin.forms import SignInForm
from accounts.signin.returning import keeps, kept_path, next_address
from accounts.signin.source import source_index
from accounts.staff.models import StaffMember
from boundaries.access.doors import Door, opened_to
from boundaries.web import kept_forms


@opened_to(Door.EVERYBODY, why="Here one signs in.")
@transaction.non_atomic_requests  # a counted attempt stays counted, whatever happens next
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        if getattr(request, "actor", None) is not None:
            return redirect(next_address(request))
        return _page(request, SignInForm(), 200)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        return _try(request, form)
    except TooManyFailures as refusal:
        form.add_error(None, str(refusal.message))
        response = _page(request, form, 429)
        response["Retry-After"] = str(refusal.seconds)
        return response


@opened_to(Door.STAFF)
@sensitive_variables("password")
def _try(request: HttpRequest, form: SignInForm) -> HttpResponse:
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    account = account_index(email)
    attempt = Attempt(account, source_index(request), known_device(request, account))
    user = check_sign_in(email=email, password=password, attempt=attempt)
    if user is None:
        form.add_error(None, _("The e-mail address or the password is not right. Check both and try again."))
        return _page(request, form, 422)
    if held_by(user.pk).any:
        pending.wait_for(request, user, purpose=pending.SIGN_IN, back=next_address(request))
        return redirect("secondfactor:challenge")
    return arrive(request, user, to=next_address(request))


def _page(request: HttpRequest, form: SignInForm, status: int) -> HttpResponse:
    return render(request, "accounts/signin/sign_in.html", {"form": form, "why": request.GET.get("why", "")}, status=status)


@opened_to(Door.EVERYBODY, why="One can sign out also when the session is over already.")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session and has the browser forget its pages. The device stays known, so that nobody can lock it out."""
    logout(request)
    response = redirect(f"{reverse('signin:sign_in')}?why=out")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@opened_to(Door.SIGNED_IN, ungated=True)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps what is being typed into the form of one of our pages (boundaries/web/kept_forms.py)."""
    actor: StaffMember = request.actor  # type: ignore[attr-defined]  # set by the middleware, which let nobody else in
    path = kept_path(request)
    kept = (
        path
        and keeps(path)
        and kept_forms.keep(person_id=actor.id, organisation_id=actor.organisation_id, path=path, fields=request.POST)
    )
    return HttpResponse(status=204 if kept else 422)


@opened_to(Door.SIGNED_IN, ungated=True)
@require_POST
def keep_alive(request: HttpRequest) -> HttpResponse:
    """Somebody is still there; that they asked is enough."""
    return HttpResponse(status=204)

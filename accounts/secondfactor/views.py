"""The second half of signing in, proving oneself again, and setting up what one proves oneself with."""

from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from pyotp import TOTP

from accounts.demo.actions import PASSWORD
from accounts.demo.checks import demo_is_open
from accounts.secondfactor import actions, passkeys, rules
from accounts.secondfactor.choices import Proof
from accounts.secondfactor.forms import AppForm, PasskeyForm, PasswordAgainForm, ShowForm
from accounts.secondfactor.models import AppKey, Passkey
from accounts.secondfactor.queries import held_by, missing_for, roles_of
from accounts.sessions.actions import end_other_sessions
from accounts.signin import pending, sessions
from accounts.signin.actions import Attempt, TooManyFailures, forgive, reserve
from accounts.signin.arriving import arrive, attempt_at
from accounts.signin.fresh import fresh_only
from accounts.signin.news import News, tell_news
from accounts.signin.returning import next_address
from accounts.staff.forms import ActionForm, ConfirmForm
from accounts.staff.models import StaffMember, User
from boundaries.access.doors import Door, opened_to
from boundaries.errors.exceptions import NotVisible
from boundaries.sealing.actions import blind_index

HOME, SETUP = "home", "secondfactor:setup"
SECOND_FACTOR = "second factor"
either = require_http_methods(["GET", "HEAD", "POST"])


def person_at(request: HttpRequest) -> StaffMember:
    """Whoever sits there: also somebody who may not do anything yet but set up what is missing."""
    found: StaffMember = getattr(request, "unproven", None) or request.actor  # type: ignore[attr-defined]  # set by the middleware
    return found


@opened_to(Door.EVERYBODY, why="The second step of signing in.")
@transaction.non_atomic_requests  # a counted attempt stays counted, whatever happens next
@sensitive_post_parameters("code", "answer")
@either
def challenge(request: HttpRequest) -> HttpResponse:
    half_way = pending.waiting(request)
    if half_way is None:
        return redirect("signin:sign_in")
    proofs = rules.accepted(held=held_by(half_way.user.pk), roles=roles_of(half_way.user.pk))
    form = ShowForm(request.POST if request.method == "POST" else None, has_app=Proof.APP in proofs)
    if request.method == "POST" and form.is_valid():
        try:
            proof = try_to_show(request, half_way.user, form, _attempt_of(request, half_way))
        except TooManyFailures as refusal:
            return _refused(request, form, half_way.user, refusal)
        if proof:
            return _go_on(request, half_way, proof)
    return _ask(request, form, half_way.user)


def _go_on(request: HttpRequest, half_way: pending.Pending, proof: Proof) -> HttpResponse:
    if half_way.purpose == pending.RESET:
        pending.keep_proof(request, proof)
        return redirect("passwords:new")
    return arrive(request, half_way.user, to=half_way.back or reverse(HOME), proof=proof)


def _attempt_of(request: HttpRequest, half_way: pending.Pending) -> Attempt:
    """How a try is counted. For a new password there is only the second factor to pass, so that whoever reads somebody's mail
    must not guess at it from many places at once: there all tries for one login count together.
    """
    if half_way.purpose != pending.RESET:
        return attempt_at(request, half_way.user, SECOND_FACTOR)
    whole = blind_index("second factor for a new password of", half_way.user.pk)
    return Attempt(whole, whole, None)


def try_to_show(request: HttpRequest, user: User, form: ShowForm, attempt: Attempt) -> Proof | None:
    """What was shown, if it counts; otherwise the form says that it does not. Every try is counted before it is made."""
    reserve(attempt=attempt)
    said = form.cleaned_data
    if said["answer"]:
        proof = Proof.PASSKEY if passkeys.is_shown(request, user, said["answer"]) else None
    else:
        proof = actions.show_code(user=user, code=said["code"])
    if proof:
        forgive(attempt=attempt)
    else:
        words = (
            _("The passkey was not recognised. Try once more.")
            if said["answer"]
            else _("This code does not count. Each one counts once and only for a short while: try the next one.")
        )
        form.add_error(None if said["answer"] else "code", words)
    return proof


def _ask(request: HttpRequest, form: ShowForm, user: User, status: int = 0, template: str = "challenge") -> HttpResponse:
    status = status or (422 if form.is_bound else 200)
    context = {
        "form": form,
        "passkey_options": passkeys.ask_to_show(request, user),
        "may_code": held_by(user.pk).app or held_by(user.pk).recovery_codes,
    }
    return render(request, f"accounts/secondfactor/{template}.html", context, status=status)


def _refused(
    request: HttpRequest, form: ShowForm, user: User, refusal: TooManyFailures, template: str = "challenge"
) -> HttpResponse:
    form.add_error(None, str(refusal.message))
    response = _ask(request, form, user, 429, template)
    response["Retry-After"] = str(refusal.seconds)
    return response


@opened_to(Door.ARRIVING)
@transaction.non_atomic_requests  # a counted attempt stays counted, whatever happens next
@sensitive_post_parameters("code", "answer", "password")
@either
def again(request: HttpRequest) -> HttpResponse:
    """Show again who sits there: with the second factor, or with the password where there is none yet."""
    user = person_at(request).user
    assert user is not None
    if not held_by(user.pk).any:
        return _password_again(request, user)
    proofs = rules.accepted(held=held_by(user.pk), roles=roles_of(user.pk))
    form = ShowForm(request.POST if request.method == "POST" else None, has_app=Proof.APP in proofs)
    if request.method == "POST" and form.is_valid():
        try:
            proof = try_to_show(request, user, form, attempt_at(request, user, SECOND_FACTOR))
        except TooManyFailures as refusal:
            return _refused(request, form, user, refusal, "again")
        if proof:
            sessions.prove(request)
            return HttpResponseRedirect(next_address(request))
    return _ask(request, form, user, template="again")


def _password_again(request: HttpRequest, user: User) -> HttpResponse:
    form, status = PasswordAgainForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid() and is_password(request, user, form.cleaned_data["password"]):
                sessions.prove(request)
                return HttpResponseRedirect(next_address(request))
            if form.is_valid():
                form.add_error("password", _("This is not your password."))
        except TooManyFailures as refusal:
            form.add_error(None, str(refusal.message))
            status = 429
    context = {"form": form, "demo_password": PASSWORD if demo_is_open() else ""}
    return render(request, "accounts/secondfactor/again.html", context, status=status)


def is_password(request: HttpRequest, user: User, password: str) -> bool:
    """Whether this is the password of whoever sits there. Every try is counted before it is made."""
    attempt = attempt_at(request, user, "password")
    reserve(attempt=attempt)
    right = user.check_password(password)
    if right:
        forgive(attempt=attempt)
    return right


@opened_to(Door.ARRIVING)
@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """What one proves oneself with, and what is still missing."""
    person = person_at(request)
    assert person.user is not None
    held, roles = held_by(person.user.pk), roles_of(person.user.pk)
    context = {
        "held": held,
        "missing": missing_for(person.user.pk),
        "needs_passkey": not rules.PASSKEY_ROLES.isdisjoint(roles),
        "passkeys": Passkey.objects.filter(user=person.user).order_by("made_at", "id"),
        "may_remove_app": held.app and rules.may_remove(held=held, roles=roles, passkey=False),
        "may_remove_passkey": rules.may_remove(held=held, roles=roles, passkey=True),
        "is_open": sessions.is_proven(request),
    }
    return render(request, "accounts/secondfactor/setup.html", context)


@opened_to(Door.ARRIVING)
@fresh_only
@sensitive_post_parameters("code")
@either
def add_app(request: HttpRequest) -> HttpResponse:
    person = person_at(request)
    form = AppForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(actions.add_app, actor=person):
        return _added(request, person, _("The app is set up. From now on you are asked for its code when you sign in."))
    offered = actions.offer_app(actor=person)
    context = {
        "form": form,
        "key": rules.in_groups(offered.secret),
        "picture": picture_of(offered, person.user.email if person.user else ""),
    }
    return render(request, "accounts/secondfactor/app.html", context, status=422 if form.errors else 200)


def picture_of(offered: AppKey, address: str) -> SafeString:
    """The key as a square that a phone's camera reads."""
    link = TOTP(offered.secret).provisioning_uri(name=address, issuer_name="Boundaries")
    drawn = segno.make(link, error="m").svg_inline(scale=5, border=4, dark="#0b0c0c", light="#ffffff")
    return mark_safe(drawn)  # noqa: S308 -- squares drawn by segno; what was drawn does not stand in them as text


def _added(request: HttpRequest, person: StaffMember, words: str) -> HttpResponse:
    """Something was added. A session that was only for setting this up opens now, and is the only one."""
    assert person.user is not None
    if not sessions.is_proven(request):
        end_other_sessions(actor=person, this_key=request.session.session_key)
    sessions.look_again(request)
    tell_news(person, News.FACTOR)
    messages.success(request, words)
    return redirect(SETUP if held_by(person.user.pk).recovery_codes else "secondfactor:codes")


@opened_to(Door.ARRIVING)
@fresh_only
@sensitive_post_parameters("answer")
@either
def add_passkey(request: HttpRequest) -> HttpResponse:
    person = person_at(request)
    assert person.user is not None
    form = PasskeyForm(request.POST if request.method == "POST" else None)

    def keep(*, actor: StaffMember, answer: str, name: str) -> Passkey:
        return actions.add_passkey(actor=actor, name=name, **passkeys.read_new(request, answer))

    if request.method == "POST" and form.does(keep, actor=person):
        return _added(request, person, _("The passkey is set up."))
    context = {"form": form, "passkey_options": passkeys.ask_for_new(request, person.user)}
    return render(request, "accounts/secondfactor/passkey.html", context, status=422 if form.errors else 200)


@opened_to(Door.ARRIVING)
@fresh_only
@either
def remove_app(request: HttpRequest) -> HttpResponse:
    return _remove(request, _("Remove the app"), _("Its codes count no more."), actions.remove_app)


@opened_to(Door.ARRIVING)
@fresh_only
@either
def remove_passkey(request: HttpRequest, passkey_id: UUID) -> HttpResponse:
    person = person_at(request)
    found = Passkey.objects.filter(user=person.user, id=passkey_id).first()
    if found is None:
        raise NotVisible
    text = _("“%(name)s” counts no more.") % {"name": found.name}
    return _remove(request, _("Remove a passkey"), text, actions.remove_passkey, passkey_id=passkey_id)


def _remove(request: HttpRequest, heading: str, text: str, action: Any, **facts: Any) -> HttpResponse:
    person = person_at(request)
    form: ActionForm = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(action, actor=person, **facts):
        tell_news(person, News.FACTOR)
        messages.success(request, _("It was removed."))
        return redirect(SETUP)
    context = {
        "heading": heading,
        "question": heading,
        "text": text,
        "form": form,
        "button_label": _("Remove"),
        "warning": True,
        "back_url": reverse(SETUP),
    }
    return render(request, "accounts/confirm.html", context, status=422 if form.errors else 200)


@opened_to(Door.ARRIVING)
@fresh_only
@either
def codes(request: HttpRequest) -> HttpResponse:
    """Ten codes for a sheet of paper, shown once."""
    person = person_at(request)
    made = actions.make_recovery_codes(actor=person) if request.method == "POST" else []
    if made:
        tell_news(person, News.FACTOR)
    context = {"codes": made, "is_open": sessions.is_proven(request)}
    return render(request, "accounts/secondfactor/codes.html", context)

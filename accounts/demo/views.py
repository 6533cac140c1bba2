"""The demo's pages: sign in as anybody of the cast with one click, and read the mail they were sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.demo import queries
from accounts.demo.actions import PASSWORD
from accounts.demo.checks import demo_is_open
from accounts.signin import sessions
from boundaries.access.doors import Door, opened_to

View = Callable[..., HttpResponse]


def in_demo_only(view: View) -> View:
    """A page for everybody in demo mode on this machine; nothing at all anywhere else."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not demo_is_open():
            raise Http404
        return view(request, *args, **kwargs)

    return opened_to(Door.EVERYBODY, why="The demo, on one machine: anybody may be anybody.")(guarded)


@in_demo_only
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/demo/people.html", {"groups": queries.introductions(), "password": PASSWORD})


@in_demo_only
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    sessions.begin(request, queries.user_of(request.POST.get("person", "")))
    return redirect("home")


@in_demo_only
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    to = request.GET.get("to", "").replace("\x00", "")
    shown = {"addresses": queries.addresses(), "mails": queries.mails(to), "to": to}
    return render(request, "accounts/demo/mailbox.html", shown)


@in_demo_only
@require_safe
def mail(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    return render(request, "accounts/demo/mail.html", {"mail": queries.mail(mail_id)})

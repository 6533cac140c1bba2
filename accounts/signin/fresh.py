"""What asks for a fresh proof of who sits there: it may be five minutes old and no older (SI-04)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.signin import sessions
from accounts.signin.returning import keeps
from boundaries.web.kept_forms import keep

View = Callable[..., HttpResponse]


def fresh_only(view: View) -> View:
    """A page that opens, and a form that is taken, only from whoever showed within the last five minutes who they are.

    Everybody else is asked first and then led back to the page. What they sent too late changes nothing, and a page that makes
    its form with `page_form` gives it back, to be looked at and sent.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **kwargs: Any) -> HttpResponse:
        if sessions.is_recent(request):
            return view(request, *arguments, **kwargs)
        if request.method != "POST":
            return ask_again(request.get_full_path())
        _keep(request)
        return ask_again(request.path)

    guarded.fresh_only = True  # type: ignore[attr-defined]  # a view is a function, and carries what is said of it
    return guarded


def _keep(request: HttpRequest) -> None:
    """Seal what was typed, for its author alone."""
    actor = getattr(request, "actor", None)
    if actor is not None and keeps(request.path):
        keep(person_id=actor.id, organisation_id=actor.organisation_id, path=request.path, fields=request.POST)


def ask_again(then: str) -> HttpResponse:
    """Lead to where one shows once more who one is, and then to the page at this address."""
    return HttpResponseRedirect(f"{reverse('secondfactor:again')}?{urlencode({'next': then})}")

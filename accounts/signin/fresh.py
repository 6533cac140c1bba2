"""What asks for a fresh proof of who sits there: it may be five minutes old and no older (SI-04)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.signin import sessions

View = Callable[..., HttpResponse]


def fresh_only(view: View) -> View:
    """A page that opens, and a form that is taken, only from whoever showed within the last five minutes who they are.

    Everybody else is asked first and then led back to the page; what they sent too late changes nothing.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **kwargs: Any) -> HttpResponse:
        if sessions.is_recent(request):
            return view(request, *arguments, **kwargs)
        return ask_again(request.path if request.method == "POST" else request.get_full_path())

    guarded.fresh_only = True  # type: ignore[attr-defined]  # a view is a function, and carries what is said of it
    return guarded


def ask_again(then: str) -> HttpResponse:
    """Lead to where one shows once more who one is, and then to the page at this address."""
    return HttpResponseRedirect(f"{reverse('secondfactor:again')}?{urlencode({'next': then})}")

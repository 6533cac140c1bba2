"""Whoever has not set up or shown all that is required of them may do that, and nothing else (SI-01)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.secondfactor.queries import missing_for
from accounts.secondfactor.rules import Missing
from accounts.signin.sessions import is_proven
from accounts.staff.models import User
from boundaries.access.doors import Door, door_of

Handler = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]


class ProvenOnly:
    """Takes ``request.actor`` away where something is missing, and leaves it as ``request.unproven``.

    So no page, no API and no query knows of anybody; every page that asks for a sign-in leads to setting up what is missing.
    A session remembers that all was shown; for a token it is asked each time whether its owner has all that is required.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = request.actor  # type: ignore[attr-defined]  # set by CurrentActor, which comes before
        missing = actor is not None and not _has_all(request)
        request.unproven = actor if missing else None  # type: ignore[attr-defined]  # read below, by the setup's pages and by what every page shows
        if missing:
            request.actor = None  # type: ignore[attr-defined]  # see above
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.unproven is None or not getattr(view, "login_required", True):  # type: ignore[attr-defined]  # set above
            return None
        if door_of(view) is Door.ARRIVING:
            return None
        return HttpResponseRedirect(reverse("secondfactor:setup"))


def _has_all(request: HttpRequest) -> bool:
    if request.bearer:  # type: ignore[attr-defined]  # set by TokenBearer, which comes before
        assert isinstance(request.user, User)
        return missing_for(request.user.pk) == Missing.NOTHING
    return is_proven(request)

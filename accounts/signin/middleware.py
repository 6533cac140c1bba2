"""Who is asking, and for how long a sign-in lasts."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from accounts.staff.models import StaffMember

Handler = Callable[[HttpRequest], HttpResponse]


class SessionLimits:
    """Ends a session that has been idle, or open, for too long."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class CurrentActor:
    """Puts the staff member behind the session on the request as ``request.actor`` (None when nobody is signed in)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = None
        if request.user.is_authenticated:
            found = StaffMember.objects.filter(user_id=request.user.pk, is_active=True)
            actor = found.select_related("organisation__data_key", "team").first()
            if actor is None:
                logout(request)
        request.actor = actor  # type: ignore[attr-defined] -- the one attribute the product adds to a request
        return self.get_response(request)

"""Who is asking, how long a sign-in lasts, and what is kept of a form that came too late."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.organisations.queries import today
from accounts.signin import sessions
from accounts.signin.backends import person_of
from accounts.signin.returning import keeps, kept_path
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.access.doors import Door, door_of
from boundaries.web.kept_forms import keep

Handler = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]


class SessionLimits:
    """Ends a session that has been idle, or open, for too long (SI-06), and keeps the form that arrives after its end."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sessions.touch(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Send whoever is not signed in any more to sign in again; CSRF has been checked by now."""
        whose = request.session.get(sessions.ENDED_FOR)
        if not whose or request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        kept = request.method == "POST" and self._keep(request, whose)
        back = request.get_full_path() if kept_path(request) == request.path else kept_path(request)
        query = urlencode({"why": "kept" if kept else "away", "next": back})
        return HttpResponseRedirect(f"{reverse('signin:sign_in')}?{query}")

    def _keep(self, request: HttpRequest, user_id: str) -> bool:
        person = StaffMember.objects.filter(user_id=user_id, is_active=True).only("id", "organisation_id").first()
        path = kept_path(request)
        if person is None or not path or not keeps(path):
            return False
        return keep(person_id=person.id, organisation_id=person.organisation_id, path=path, fields=request.POST)


class CurrentActor:
    """Puts the staff member behind session or token on the request as ``request.actor`` (None when nobody is signed in).

    Times are shown in the zone of the person's organisation. An outside contact is shown no address beyond their few; an organisation that takes no reports yet is open to its
    administrators only.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = None
        if request.user.is_authenticated:
            actor = person_of(request.user)
            if actor is None and not request.bearer:  # type: ignore[attr-defined]  # set by TokenBearer, which comes before
                logout(request)
        shut_out = actor if actor is not None and not may_enter(actor) else None
        request.shut_out = shut_out  # type: ignore[attr-defined]  # read below, nowhere else
        request.actor = None if shut_out else actor  # type: ignore[attr-defined]  # the one thing the product adds to a request
        with timezone.override(ZoneInfo(actor.organisation.zone) if actor else None):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        shut_out: StaffMember | None = request.shut_out  # type: ignore[attr-defined]  # set above
        if shut_out is not None and getattr(view, "login_required", True):
            shown = {"person_name": shut_out.name, "sign_out_url": reverse("signin:sign_out"), "sign_in_url": ""}
            return render(request, "accounts/signin/not_open.html", shown, status=403)
        actor: StaffMember | None = request.actor  # type: ignore[attr-defined]  # set above
        if actor is not None and actor.kind == StaffKind.OUTSIDE and door_of(view) is Door.STAFF:
            raise Http404
        return None


def may_enter(actor: StaffMember) -> bool:
    """Whether the person's organisation takes reports already, or they are among those who set it up."""
    organisation = actor.organisation
    if organisation.activated_at:
        return True
    appointments = Appointment.objects.in_force(today(organisation))
    return appointments.filter(person=actor, role=Role.ADMINISTRATOR).exists()

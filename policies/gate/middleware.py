"""Where an organisation wants it, policies come first: whoever has yet to acknowledge one is led to it, and nothing is lost."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.signin.returning import kept_path
from accounts.staff.models import StaffMember
from boundaries.access.doors import Door, door_of, is_ungated
from boundaries.errors.api import error_body
from boundaries.errors.pages import is_api
from boundaries.web.kept_forms import keep
from policies.acknowledgements.queries import waiting_for
from policies.gate.queries import is_gated
from policies.gate.returning import remember

Handler = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]


class PoliciesFirst:
    """Answers for every address that is not ungated, as long as a policy waits; comes after whatever decides who is asking.

    It knows nothing of what the address names, so it says the same of what is there and of what is not.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Nothing where nothing waits; else 403, with what to do. What was typed is kept for later."""
        actor: StaffMember | None = request.actor  # type: ignore[attr-defined]  # set by accounts.signin.middleware
        if actor is None or door_of(view) not in {Door.SIGNED_IN, Door.STAFF}:
            return None
        if not is_gated(actor) or is_ungated(view, actor, str(request.method), kwargs):
            return None
        if is_api(request):
            words = str(_("Acknowledge first what waits for you."))
            return JsonResponse(error_body("acknowledge-first", words), status=403)
        path = kept_path(request)
        kept = request.method == "POST" and keep(
            person_id=actor.pk, organisation_id=actor.organisation_id, path=path, fields=request.POST
        )
        remember(request, path)
        context = {"waiting": waiting_for(actor), "kept": kept}
        return render(request, "policies/gate/closed.html", context, status=403)

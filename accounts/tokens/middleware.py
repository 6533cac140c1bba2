"""Programmes at the API: whoever shows a token is whoever made it, and nothing else of the request says who asks."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts.tokens.actions import note_use
from accounts.tokens.models import NotWithToken
from accounts.tokens.queries import token_behind
from boundaries.errors.api import error_body
from boundaries.errors.pages import is_api

Handler = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]
SCHEME = "bearer"


def shown_at(request: HttpRequest) -> str | None:
    """What a programme shows as its token; None where it shows none. Only the API looks for one."""
    if not is_api(request):
        return None
    scheme, _gap, shown = request.headers.get("Authorization", "").partition(" ")
    return shown.strip() if scheme.lower() == SCHEME else None


class TokenBearer:
    """Puts the token behind a request on it as ``request.token``, and its owner's login as ``request.user``.

    Who that is, and whether they may enter, is then decided as for a session. With a token shown, a cookie counts for nothing:
    so whoever shows one that has ended is nobody, whoever else sits in that browser.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        shown = shown_at(request)
        token = token_behind(shown) if shown is not None else None
        request.bearer, request.token = shown is not None, token  # type: ignore[attr-defined]  # read by what decides who asks
        if shown is not None:
            request.user = token.user if token else AnonymousUser()
        if token:
            note_use(token=token)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """A page that stands among the API's addresses is for people."""
        if request.bearer and not hasattr(view, "cls"):  # type: ignore[attr-defined]  # set above
            return JsonResponse(error_body(NotWithToken.code, str(NotWithToken.message)), status=NotWithToken.status)
        return None

"""Headers that stand on every response, error pages, redirects and static files included."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
ALWAYS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
IN_A_BOX = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""The policy of what is downloaded: were it ever shown instead of saved, nothing in it could run, load or send."""


class ResponseHeaders:
    """Nothing is kept by browsers or proxies but static files; no other site may embed, open or measure a page."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response[name] = value
        is_file = request.path.startswith(settings.STATIC_URL) and response.status_code in {200, 206, 304}
        if not is_file:
            response["Cache-Control"] = "no-store"
        if response.get("Content-Disposition", "").startswith("attachment"):
            response["Content-Security-Policy"] = IN_A_BOX
        return response

"""Where somebody goes after signing in: a page of ours that can be opened, or home."""

import inspect
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from boundaries.web.kept_forms import is_kept

LONGEST = 600
FURTHEST = 3


def next_address(request: HttpRequest) -> str:
    """The ``next`` of this request if it leads to a page of ours; home otherwise.

    An address that can only be sent to hangs below the page that holds its form, so it leads there.
    """
    wanted = request.GET.get("next", "")
    home = reverse("home")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    if not ours or len(wanted) > LONGEST or not wanted.isprintable():
        return home
    path = wanted.partition("?")[0].partition("#")[0]
    if _opens(path):
        return wanted
    for _step in range(FURTHEST):
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if _opens(path):
            return path
    return home


def kept_path(request: HttpRequest) -> str:
    """The page whose form this request brings: the one it names, if it only keeps a form; its own otherwise."""
    match = request.resolver_match
    if match is None or match.view_name != "signin:keep":
        return request.path
    named = request.GET.get("path", "")
    return named if named.isprintable() and _opens(named) else ""


def keeps(path: str) -> bool:
    """Whether a form of the page at this path may be kept at all."""
    return is_kept(resolve(path).func)


def _opens(path: str) -> bool:
    """Whether there is a page at this path that is opened by a link, and is not about signing in."""
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return found.namespace not in {"signin", "demo"} and "GET" in _methods(found.func)


def _methods(view: Callable[..., Any] | None) -> set[str]:
    """The methods a view answers to: those of its class, or those Django's decorators let through."""
    if view_class := getattr(view, "view_class", None):
        return {name.upper() for name in view_class.http_method_names if hasattr(view_class, name)}
    allowed = {"GET", "POST"}
    while view is not None:
        closure = inspect.getclosurevars(view).nonlocals if inspect.isfunction(view) else {}
        allowed &= set(closure.get("request_method_list", allowed))
        view = getattr(view, "__wrapped__", None)
    return allowed

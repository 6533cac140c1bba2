"""The menu of every page, and the way to a report from each of them."""

from typing import Any

from django.db import Error
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.signin.context import demo_links
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from incidents.home.queries import place_of

ORGANISATION = frozenset({"staff", "teams", "appointments", "logins", "organisations"})
CLIENTS = frozenset({"clients", "assignments", "rights"})
POLICIES = frozenset({"moments", "policies", "versions", "situations", "reflection"})


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The pages of whoever is signed in. An error page shows none rather than fail itself."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"footer_links": foot(actor)}
    try:
        items = menu(actor, where(request))
    except Error:
        items = []
    report_url = "" if actor.kind == StaffKind.OUTSIDE else reverse("reports:start")
    return {"navigation": items, "report_url": report_url, "footer_links": foot(actor)}


def foot(actor: StaffMember | None) -> list[dict[str, str]]:
    """Help, privacy and contact for everybody; what is held about oneself for whoever is signed in; the demo's own pages."""
    links = [("about:help", _("Help")), ("about:privacy", _("Privacy")), ("about:contact", _("Contact"))]
    if actor is not None:
        links.append(("about:me", _("What is held about me")))
    return [{"label": label, "url": reverse(name)} for name, label in links] + demo_links()


def where(request: HttpRequest) -> str:
    """The slice a page belongs to; ``home`` for the start page."""
    match = request.resolver_match
    return (match.namespace or match.url_name or "") if match else ""


def menu(actor: StaffMember, here: str) -> list[dict[str, Any]]:
    """The lines of the menu: only pages this person may open."""
    standing, desk = place_of(actor)
    lines = [item("home", _("Start page"), current=here == "home")]
    if not standing.outside:
        lines.append(item("reports:list", _("My reports"), current=here == "reports"))
    if desk is not None:
        lines.append(item("desk:queue", _("My desk"), current=here == "desk", badge=desk.unconfirmed))
    if standing.has_register:
        lines.append(item("register:list", _("Register"), current=here == "register"))
    if not standing.outside:
        lines.append(item("policies:list", _("Policies"), current=here in POLICIES))
    if standing.has_clients:
        lines.append(item("clients:list", _("Clients"), current=here in CLIENTS))
    if not standing.outside:
        lines.append(item("staff:list", _("Organisation"), current=here in ORGANISATION))
    return lines


def item(name: str, label: str, *, current: bool, badge: int | None = None) -> dict[str, Any]:
    """One line of the menu."""
    return {"label": label, "url": reverse(name), "current": current, "badge": badge}

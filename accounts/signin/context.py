"""What every page shows about the person who is signed in."""

from typing import Any

from django.db import Error, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.demo.checks import demo_is_open
from accounts.signin.sessions import seconds_left_when_idle
from boundaries.notices.queries import count_new


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in, where they sign out, how much is new for them, and when they will be signed out."""
    actor = getattr(request, "actor", None)
    sign_in_url = reverse("signin:sign_in")
    if unproven := getattr(request, "unproven", None):
        return {"footer_links": demo_links(), "person_name": unproven.name, "sign_out_url": reverse("signin:sign_out")}
    if actor is None:
        shown = {} if request.path == sign_in_url else {"sign_in_url": sign_in_url}
        return shown | {"footer_links": demo_links()}
    return {
        "footer_links": demo_links(),
        "account_url": reverse("sessions:account"),
        "home_url": reverse("home"),
        "person_name": actor.name,
        "sign_out_url": reverse("signin:sign_out"),
        "notices_url": reverse("notices:list"),
        "notices_count": _count(actor.id),
        "session_warning": {
            "seconds": seconds_left_when_idle(),
            "keep_alive_url": reverse("signin:keep_alive"),
            "sign_in_url": f"{sign_in_url}?why=away",
        },
    }


def demo_links() -> list[dict[str, str]]:
    """The way back to the demo's people and their mail, in demo mode."""
    if not demo_is_open():
        return []
    return [
        {"label": _("Be somebody else"), "url": reverse("demo:people")},
        {"label": _("Demo mail"), "url": reverse("demo:mailbox")},
    ]


def _count(person_id: Any) -> int:
    """How much is new; nothing when the database cannot say, since an error page must not fail itself."""
    try:
        # The wall sees for whom it is asked only within a transaction, and some pages are made outside of any.
        with transaction.atomic(savepoint=False):
            return count_new(person_id)
    except Error:
        return 0

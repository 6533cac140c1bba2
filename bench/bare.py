"""The yardstick: a bare Django page that fills the queue's own template with rows that stand ready.

No session, nobody signed in, no query: what is left is Django, the template and the form with its filters.
"""

import base64
import os
from datetime import UTC, datetime, timedelta

NOBODY = base64.b64encode(bytes(32)).decode()
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "boundaries.settings",
    "SECRET_KEY": "bare",
    "KEY_ENCRYPTION_KEY": NOBODY,
    "INDEX_KEY": NOBODY,
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "DEMO": "1",
}

import django  # noqa: E402 -- the settings must be known first
from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402

django.setup()

from django.db.transaction import non_atomic_requests  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template.loader import get_template  # noqa: E402
from django.urls import include, path  # noqa: E402

from incidents.desk.forms import QueueForm  # noqa: E402

MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ROWS = [
    {
        "url": f"/desk/{number:032}/",
        "reference": f"BR-{number:04}-92QD",
        "received_at": MOMENT - timedelta(hours=number),
        "kind": "A concern about a colleague",
        "about": "About Ben Okafor",
        "waits": "",
        "handled_by": "",
        "marks": [],
        "status": {"label": "Submitted", "colour": "blue"},
        "left": {"words": "2 working days left", "tone": "calm"},
        "due_at": MOMENT + timedelta(days=2),
        "unread": number % 2 == 0,
    }
    for number in range(25)
]
LINKS = [
    {"label": label, "count": 25, "words": "25", "url": "/desk/", "current": label == "All", "badge": None}
    for label in ("All", "New", "Late")
]
FRAME = {
    "demo": True,
    "quick_exit_url": "https://www.wikipedia.org/",
    "home_url": "/",
    "report_url": "/reports/start/",
    "person_name": "Elif Demir",
    "account_url": "/account/",
    "sign_out_url": "/sign-out/",
    "notices_url": "/notices/",
    "notices_count": 3,
    "navigation": LINKS,
    "footer_links": LINKS,
    "session_warning": {"seconds": 1200, "keep_alive_url": "/keep-alive/", "sign_in_url": "/sign-in/"},
}
template = get_template("incidents/desk/queue.html")


@non_atomic_requests
def page(request: HttpRequest) -> HttpResponse:
    """The queue as it would be if everything were known already."""
    ready = {"rows": ROWS, "counts": LINKS, "filter_form": QueueForm({}), "selected": [], "first_url": "", "next_url": ""}
    return HttpResponse(template.render(FRAME | ready))


urlpatterns = [path("bare/", page), path("", include("boundaries.urls"))]
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", "django.middleware.common.CommonMiddleware"]
application = get_wsgi_application()

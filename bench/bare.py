"""The yardstick: a Django page that does nothing but fill a template with a table of 25 rows."""

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

ROW = "<tr><td><a href='/{{ row.id }}/'>{{ row.reference }}</a></td><td>{{ row.kind }}</td><td>{{ row.status }}</td></tr>"
PAGE = "<!doctype html><title>Bare</title><table>{% for row in rows %}" + ROW + "{% endfor %}</table>"
ROWS = [{"id": number, "reference": f"BR-{number:04}", "kind": "A concern", "status": "Submitted"} for number in range(25)]

settings.configure(
    SECRET_KEY="bare",  # noqa: S106 -- signs nothing
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
)
django.setup()
template = engines["django"].from_string(PAGE)


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(template.render({"rows": ROWS}, request))


urlpatterns = [path("", page)]
application = get_wsgi_application()

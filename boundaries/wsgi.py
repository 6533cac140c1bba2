"""The entry point gunicorn loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boundaries.settings")
application = get_wsgi_application()

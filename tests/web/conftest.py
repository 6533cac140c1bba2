"""The gallery, rendered once by Django with the project's settings."""

import pytest
from django.test import override_settings

from tests.web import gallery

PLAIN_FILES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(scope="session")
def pages() -> dict[str, str]:
    """Every page of the gallery by its name, with unhashed names of files."""
    with override_settings(STORAGES=PLAIN_FILES):
        return gallery.pages()

"""A process of its own, started with the settings it was given: prints the headers and cookies of some answers as JSON."""

import json
import os
import sys
from typing import Any

import django

KEPT = ("secure", "httponly", "path", "domain", "samesite")


def told(response: Any) -> dict[str, Any]:
    """Status, headers and cookies."""
    cookies = {name: {key: each[key] for key in KEPT} for name, each in response.cookies.items()}
    if response.streaming:
        b"".join(response)  # to its end, which closes the file behind it
    return {"status": response.status_code, "headers": dict(response.items()), "cookies": cookies}


def main() -> None:
    """One answer of each kind."""
    from django.conf import settings
    from django.contrib.staticfiles.storage import staticfiles_storage
    from django.test import Client

    from accounts.demo.actions import PASSWORD
    from accounts.demo.cast import address_of

    by = {"secure": settings.HTTPS, "headers": {"host": "localhost"}}
    browser, nobody = Client(), Client()
    found = {
        "page": nobody.get("/sign-in/", **by),
        "redirect": nobody.get("/", **by),
        "404": nobody.get("/nowhere/", **by),
        "400": nobody.get("/", secure=settings.HTTPS, headers={"host": "elsewhere.example"}),
        "api 401": nobody.get("/api/v1/reports/", **by),
        "static": nobody.get(staticfiles_storage.url("app.css"), **by),
        "healthz": nobody.get("/healthz", **by),
    }
    browser.get("/sign-in/", **by)
    found["signed in"] = browser.post("/sign-in/", {"email": address_of("amira"), "password": PASSWORD}, **by)
    found["sign-out"] = browser.post("/sign-out/", **by)
    if settings.HTTPS:
        found["plain"] = nobody.get("/", headers={"host": "localhost"})
    sys.stdout.write(json.dumps({kind: told(response) for kind, response in found.items()}))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "boundaries.settings"
    django.setup()
    main()

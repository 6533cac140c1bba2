"""A programme that shows a token."""

from typing import Any

from django.test import Client

from accounts.tokens.actions import Shown

Token = Any
"""The fixture: makes a token for somebody (see conftest.py)."""
SCHEMA = "/api/v1/openapi.json"


def programme(shown: Shown | str) -> Client:
    """A client that shows this token with every request, and is checked for CSRF as a browser is."""
    secret = shown if isinstance(shown, str) else shown.secret
    return Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {secret}"})


def opens(shown: Shown | str) -> bool:
    """Whether a token opens what every token opens; otherwise it is refused as one that does not count."""
    answer = programme(shown).get(SCHEMA)
    if answer.status_code == 200:
        return True
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Session, Bearer"
    assert answer.json()["error"]["code"] == "authentication-failed"
    return False

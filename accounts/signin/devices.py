"""Browsers in which an account has signed in before: their failures are counted apart.

So whoever guesses at an account from elsewhere never locks out its owner (SI-07). The cookie is signed, holds a random number
and keyed fingerprints of accounts, tells nothing to whoever reads it, and lets nobody in: the password is still asked.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from boundaries.sealing.actions import blind_index

SALT = "accounts.signin.devices"
LIFETIME = timedelta(days=365)
ACCOUNTS = 10
"""How many accounts one shared browser is known to, the latest first."""


def cookie_name() -> str:
    """The cookie's name: bound to this host alone where there is HTTPS."""
    return "__Host-device" if settings.HTTPS else "device"


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    """The browser's number and the accounts it is known to; a new number where there is no sound cookie."""
    try:
        number, accounts = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=LIFETIME)
        return str(number), [str(account) for account in accounts]
    except (signing.BadSignature, ValueError, TypeError):
        return secrets.token_hex(16), []


def known_device(request: HttpRequest, account: bytes) -> bytes | None:
    """The fingerprint of this browser, if this account has signed in with it before."""
    number, accounts = _read(request)
    return blind_index("sign-in device", number) if account.hex() in accounts else None


def remember_device(request: HttpRequest, response: HttpResponse, account: bytes) -> None:
    """Let this browser be known to the account from now on."""
    number, accounts = _read(request)
    latest = [account.hex(), *(each for each in accounts if each != account.hex())][:ACCOUNTS]
    response.set_cookie(
        cookie_name(),
        signing.dumps((number, latest), salt=SALT),
        max_age=LIFETIME,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )

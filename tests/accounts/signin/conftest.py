"""What the tests of signing in share. Django is imported inside: this file is read before it is set up."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

Try = Callable[..., Any]


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Argon2 with little work: these tests hash hundreds of passwords."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    from accounts.demo.actions import hashed_password

    for cost, value in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
        monkeypatch.setattr(Argon2PasswordHasher, cost, value)
    hashed_password.cache_clear()
    yield
    hashed_password.cache_clear()


@pytest.fixture
def cast(cast: Any) -> Any:
    """Everybody, with all that may be required of them besides a password."""
    from tests.accounts.signing import equip_everybody

    equip_everybody()
    return cast


@pytest.fixture
def try_password(first_half: Try) -> Try:
    """Send the sign-in form from one browser, and a recovery code where one is asked for."""
    from accounts.staff.models import User
    from tests.accounts.signing import recovery_code

    def send(browser: Any, email: str, *arguments: Any, source: str = "192.0.2.1", **query: str) -> Any:
        answer = first_half(browser, email, *arguments, source=source, **query)
        if answer.status_code != 302 or answer["Location"] != "/sign-in/code/":
            return answer
        code = recovery_code(User.objects.get(email=email.strip().lower()))
        return browser.post("/sign-in/code/", {"code": code}, REMOTE_ADDR=source)

    return send


@pytest.fixture
def first_half() -> Try:
    """Send the sign-in form from one browser."""
    from accounts.demo.actions import PASSWORD

    def send(browser: Any, email: str, password: str = PASSWORD, *, source: str = "192.0.2.1", **query: str) -> Any:
        fields = {"email": email, "password": password}
        return browser.post("/sign-in/", fields, REMOTE_ADDR=source, query_params=query or None)

    return send


@pytest.fixture
def later(db: None) -> Callable[[timedelta], Any]:
    """Let the clock stand some time from now."""
    from boundaries.clocks import queries as clock

    start = clock.now()

    @contextmanager
    def at(after: timedelta) -> Iterator[datetime]:
        with clock.at(start + after):
            yield start + after

    return at

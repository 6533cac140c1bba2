"""What the tests of tokens share. Django is imported inside: this file is read before it is set up."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.accounts.signin.conftest import _quick_hashes, cast, first_half, later, try_password

__all__ = ["_quick_hashes", "cast", "first_half", "later", "try_password"]


@pytest.fixture
def token() -> Callable[..., Any]:
    """Make a token: for whom, what it may do, and for how many days from today."""
    from accounts.organisations.queries import today
    from accounts.tokens.actions import make_token

    def make(person: Any, *scopes: str, days: int = 30, name: str = "script") -> Any:
        last_day = today(person.organisation) + timedelta(days=days)
        return make_token(actor=person, name=name, scopes=scopes or ["read"], last_day=last_day)

    return make

"""The cast in its two organisations, and browsers in which they are signed in. Django is imported inside: this file is
read before it is set up."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from accounts.demo.cast import Cast


@pytest.fixture
def cast(db: None) -> "Cast":
    """Everybody, in their two organisations."""
    from accounts.demo.cast import small_world

    return small_world()


@pytest.fixture
def signed_in() -> Callable[[Any], Any]:
    """A browser in which this person is signed in."""
    from django.test import Client as Browser

    def browser_of(person: Any) -> Any:
        browser = Browser()
        browser.force_login(person.user)
        return browser

    return browser_of

"""The cast, for the tests of the desk. Django is imported inside: this file is read before it is set up."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from accounts.demo.cast import Cast


@pytest.fixture
def cast(db: None) -> "Cast":
    """Everybody, in their two organisations."""
    from accounts.demo.cast import small_world

    return small_world()

"""What speaks for one of the cast. Django is imported inside: this file is read before it is set up."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from accounts.demo.cast import Cast
    from tests.incidents.api.calls import Programme


@pytest.fixture
def programme() -> Callable[[Any], "Programme"]:
    from tests.incidents.api.calls import Programme

    return Programme


@pytest.fixture
def amira(cast: "Cast") -> "Programme":
    """She reports."""
    from tests.incidents.api.calls import Programme

    return Programme(cast.amira)

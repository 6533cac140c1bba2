"""Programmes that speak to the API, as in its own tests."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.incidents.api.calls import Programme


@pytest.fixture
def programme() -> Callable[[Any], "Programme"]:
    from tests.incidents.api.calls import Programme

    return Programme

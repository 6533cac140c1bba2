"""What the tests of the second factor share. Django is imported inside: this file is read before it is set up."""

from typing import Any

import pytest

from tests.accounts.signin.conftest import _quick_hashes, later
from tests.accounts.signin.conftest import first_half as try_password

__all__ = ["_quick_hashes", "half_way", "later", "try_password"]


@pytest.fixture
def half_way(cast: Any, client: Any, try_password: Any) -> Any:
    """A browser in which Amira, who has an app, has given her password."""
    from accounts.demo.cast import address_of
    from tests.accounts.signing import give_app

    give_app(cast.amira)
    answer = try_password(client, address_of("amira"))
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/code/")
    return client

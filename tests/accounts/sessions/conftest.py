"""What the tests of this slice share."""

from tests.accounts.signin.conftest import _quick_hashes, later
from tests.accounts.signin.conftest import first_half as try_password

__all__ = ["_quick_hashes", "later", "try_password"]

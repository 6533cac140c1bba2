"""What the tests of this slice share."""

from tests.accounts.signin.conftest import _quick_hashes, later, try_password

__all__ = ["_quick_hashes", "later", "try_password"]

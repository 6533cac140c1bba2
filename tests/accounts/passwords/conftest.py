"""What the tests about passwords share."""

from tests.accounts.signin.conftest import _quick_hashes, later, try_password

__all__ = ["_quick_hashes", "later", "try_password"]

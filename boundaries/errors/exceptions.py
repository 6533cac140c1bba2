"""The one family of errors the product raises on purpose.

Every member carries a code for machines, a message for people and an HTTP status. Pages and the API translate
the family once each, at the edge; nothing in between needs to know HTTP.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _

from boundaries.sealing.rules import SealBroken

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


UNAVAILABLE = (OperationalError, InterfaceError, SealBroken)
"""What is raised while the database or a key is away: answered with 503, since it may pass by itself."""


class ProductError(Exception):
    """Something the product says no to, in words a person can use.

    `str()` gives the code alone: a message may be shown to the person who asked, but a log line may not carry
    anything that was typed.
    """

    code: str = "error"
    message: StrOrPromise = _("Something went wrong. Nothing was changed.")
    status: int = 500

    def __init__(self, code: str | None = None, message: StrOrPromise | None = None, status: int | None = None) -> None:
        """Take the class's own words for whatever is left out."""
        self.code = self.code if code is None else code
        self.message = self.message if message is None else message
        self.status = self.status if status is None else status
        super().__init__(self.code, self.message, self.status)

    def __str__(self) -> str:
        """Return the code, and never what was typed."""
        return self.code


class RuleViolation(ProductError):
    """A rule does not agree. `field` names the form field to mend, where there is one."""

    code = "rule"
    message = _("This is not possible as it stands. Check what you entered.")
    status = 422

    def __init__(
        self,
        code: str | None = None,
        message: StrOrPromise | None = None,
        status: int | None = None,
        *,
        field: str | None = None,
    ) -> None:
        """Remember the field beside the words."""
        super().__init__(code, message, status)
        self.field = field


class NotVisible(ProductError):
    """There is nothing here for this person; whether it exists is not said."""

    code = "not-found"
    message = _("We cannot find that page.")
    status = 404


class Forbidden(ProductError):
    """The person may see this, but may not do that to it."""

    code = "forbidden"
    message = _("You cannot do this here. If you need to, ask the person who handles it.")
    status = 403


class MoveRefused(ProductError):
    """The workflow has no such move from where things stand."""

    code = "move-refused"
    message = _("This cannot be done at this stage. It may have moved on while you were reading.")
    status = 409


class Conflict(ProductError):
    """Somebody else changed the same thing first."""

    code = "conflict"
    message = _("Somebody else changed this while you were working. Look at it again, then try once more.")
    status = 409

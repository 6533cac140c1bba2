"""What a signed page must be: of the very text, of a day that can be, and a scan of paper."""

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import RuleViolation
from boundaries.files.rules import AcceptedFile, Kind, accept

SCANS = (Kind.PDF, Kind.JPEG, Kind.PNG)
"""What a scanner or a telephone makes of paper."""
ENDINGS = ",".join(f".{ending}" for kind in SCANS for ending in kind.endings)
GROUPS, GROUP = 3, 4
SIGNS_BETWEEN = re.compile(r"[\s\-–.]")


def short_code(digest: str) -> str:
    """What is printed on the page to sign, and read off it again: the beginning of the text's digest, in groups."""
    letters = digest[: GROUPS * GROUP].upper()
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def check_code(typed: str, digest: str) -> None:
    """The page that was signed is of this text and of no other (PQ-DIR-4). Raises RuleViolation."""
    if SIGNS_BETWEEN.sub("", typed).upper() != short_code(digest).replace("-", ""):
        message = _(
            "This code is not the one of the policy as it reads now. Check it against the page. If the policy was changed "
            "since, print it again and have the new page signed."
        )
        raise RuleViolation("paper.other-text", message, field="code")


def check_signed_on(day: date, *, today: date, in_force_since: date) -> None:
    """Nobody signed in the future, or before the policy held. Raises RuleViolation."""
    if day > today:
        raise RuleViolation("paper.future", _("The day it was signed must be today or in the past."), field="signed_on")
    if day < in_force_since:
        message = _("The policy was not in force here yet on that day. Check the date on the page.")
        raise RuleViolation("paper.too-early", message, field="signed_on")


def check_scan(name: str, content: bytes) -> AcceptedFile:
    """Which scan it is and under which name it is kept; judged by its content. Raises RuleViolation."""
    accepted = accept(name, content)
    if accepted.kind not in SCANS:
        message = _("Choose a scan or a picture of the signed page: a PDF, JPEG or PNG.")
        raise RuleViolation("paper.kind", message, field="file")
    return accepted

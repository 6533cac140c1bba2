"""How far whatever somebody signed in with reaches: the scopes of tokens, and what no token opens."""

from enum import Enum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    """What a token may be used for. It never opens more than its owner may do anyway."""

    READ = "read", _("Read what you may read")
    REPORT = "report", _("Write and send reports, and answer about them")
    HANDLE = "handle", _("Handle the reports on your desk")
    ORGANISE = "organise", _("Look after people, teams, clients and the organisation")


class Reach(Enum):
    """What an operation asks for besides a scope."""

    ANY_TOKEN = "any token"  # noqa: S105 -- no secret
    SESSION = "a session"
    FRESH_SESSION = "a session in which somebody showed within five minutes who they are"


Wanted = Scope | Reach | None
"""What one operation asks for; None where its view does not say, which shuts it for every token."""

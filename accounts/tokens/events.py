"""What is written down about a person's tokens: that there was one and what it was good for, never what it is."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class TokenEvent(Event):
    """The events of a person's tokens."""

    MADE = "token.made", _("A person made a token for a programme."), "token", "scopes", "last_day"
    SHOWN_AGAIN = "token.shown-again", _("A token that nobody had used yet was replaced and shown once more."), "token"
    REVOKED = "token.revoked", _("A person revoked a token."), "token", "by_itself"
    ALL_ENDED = "token.all-ended", _("All tokens of a person ended."), "count", "why"

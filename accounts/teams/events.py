"""What is written down about a team."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class TeamEvent(Event):
    """The events of a team."""

    ADDED = "team.added", _("A team was added."), "site"
    CHANGED = "team.changed", _("A team was renamed or moved."), "fields"

"""What is written down about campaigns: whom it asks by kinds and teams, whom it reminded by their ids, never a word of a policy."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class CampaignEvent(Event):
    """The events of a campaign."""

    STARTED = (
        "campaign.started",
        _("Somebody asked people to acknowledge policies by a day."),
        "policies",
        "due_on",
        "days",
        "kinds",
        "teams",
        "with_starters",
    )
    REMINDED = "campaign.reminded", _("People were reminded of policies that wait for them."), "people", "on"
    ASKED_AGAIN = (
        "campaign.asked-again",
        _("The words of a policy were changed, so those who had acknowledged it are asked again."),
        "policy",
        "digest",
        "count",
    )
    ENDED = "campaign.ended", _("Somebody ended a campaign early.")
    FINISHED = "campaign.finished", _("Everybody had acknowledged what a campaign asked for.")

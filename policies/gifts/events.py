"""What is written down about gifts: kinds, ids and states; never a word that was typed, never a name."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class GiftEvent(Event):
    """The events of gift entries, and of the amounts they are judged by."""

    ENTERED = "gift.entered", _("A gift or favour was written down."), "kind", "direction", "state", "basis", "on", "clauses"
    CORRECTED = "gift.corrected", _("A gift entry was corrected by another."), "by"
    ROUTED = "gift.routed", _("A gift entry was given to somebody to decide."), "to", "before", "route"
    UNROUTED = "gift.unrouted", _("Nobody could be found to decide about a gift entry."), "route"
    ESCALATED = "gift.escalated", _("A gift entry waited too long; the next person up was told."), "to", "route"
    FATE_TOLD = "gift.fate-told", _("What became of a gift was written down."), "fate", "state"
    DECIDED = "gift.decided", _("It was decided what is done with a gift."), "verdict"
    BANDS_SET = "gift.bands-set", _("The amounts for gifts were set."), "currency", "token", "large", "worker", "days"
    RATE_SET = "gift.rate-set", _("An exchange rate for gifts was set."), "currency", "into", "since", "worth"

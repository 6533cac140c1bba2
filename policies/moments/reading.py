"""The questions in words, as pages and the API say them."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from policies.campaigns.rules import late_in_words
from policies.moments.choices import COLOURS, AskingStatus, Moment
from policies.moments.models import Asking


def question_of(asking: Asking) -> str:
    """What is asked."""
    reference = asking.client.reference if asking.client else ""
    words = {
        Moment.STARTER: _("You are new here. Do you know a client of ours, or somebody close to one?"),
        Moment.ROLE: _("Your work has changed. Do you know a client you now meet, or somebody close to one?"),
        Moment.INTAKE: _("Client %(reference)s is new in your team. Do you know them, or somebody close to them?"),
        Moment.KEY_WORKER: _("You are key worker of client %(reference)s. Did you know them before, or somebody close to them?"),
        Moment.YEARLY: _("Do you know a client, or have you a tie or interest, that you have not told us about?"),
    }
    return words[Moment(asking.moment)] % {"reference": reference}


def until_of(asking: Asking, on: date) -> str:
    """Until when it is to be answered, or how late it is."""
    if asking.due_on < on:
        return late_in_words(on, asking.due_on)
    return _("by %(day)s") % {"day": date_format(asking.due_on, "j F Y")}


def told(asking: Asking, on: date) -> dict[str, Any]:
    """One question as pages show it."""
    status = AskingStatus(asking.status)
    late = status == AskingStatus.ASKED and asking.due_on < on
    return {
        "asking": asking,
        "question": question_of(asking),
        "moment": Moment(asking.moment).label,
        "until": until_of(asking, on),
        "late": late,
        "status": status.label,
        "colour": COLOURS[status],
        "waits": status == AskingStatus.ASKED,
        "nothing": status == AskingStatus.NOTHING,
        "told": status == AskingStatus.TOLD,
    }

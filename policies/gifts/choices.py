"""The words of gifts and favours."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Direction(TextChoices):
    """Which way it goes."""

    FROM = "from", _("To somebody who works here")
    TO = "to", _("From somebody who works here")


class Happening(TextChoices):
    """How it came about: asked for is another matter than offered (RC-B-4, PCF-GIFT-4)."""

    GIVEN = "given", _("Given")
    OFFERED = "offered", _("Offered")
    ASKED = "asked", _("Asked for")


class Giver(TextChoices):
    """Who is on the other side."""

    CLIENT = "client", _("A client")
    RELATIVE = "relative", _("A client's relative or friend")
    OTHER = "other", _("Somebody else")


class GiftKind(TextChoices):
    """What kind of thing it is. Each has its own clauses (`rules.MAINLY`)."""

    THING = "thing", _("A thing")
    CASH = "cash", _("Money")
    VOUCHER = "voucher", _("A voucher")
    MEAL = "meal", _("A meal, a drink or an invitation")
    FAVOUR = "favour", _("A favour, or a piece of work")
    LOAN = "loan", _("A loan of money or things")
    SALE = "sale", _("Buying, selling or swapping")
    DONATION = "donation", _("Money for the service")
    BEQUEST = "bequest", _("Something in a will")


class Fate(TextChoices):
    """What became of it (LK-4.1-4)."""

    KEPT = "kept", _("Kept")
    RETURNED = "returned", _("Given back")
    PASSED_ON = "passed_on", _("Passed on, to the team or the service")
    DECLINED = "declined", _("Declined")
    OPEN = "open", _("Not decided yet")


class OwnIdea(TextChoices):
    """Whether it was their own free choice (PCF-GIFT-3)."""

    YES = "yes", _("Yes")
    NO = "no", _("No, or I am not sure")


class Proposer(TextChoices):
    """Who brought it up first."""

    THEY = "they", _("They did")
    WORKER = "worker", _("I did")
    COLLEAGUE = "colleague", _("Somebody else who works here")
    UNKNOWN = "unknown", _("I do not know")


class Entitled(TextChoices):
    """Whether they have a right to the service for which something was asked (PCF-GIFT-4)."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNSURE = "unsure", _("I am not sure")


class GiftState(TextChoices):
    """Where an entry stands."""

    ACCEPTED = "accepted", _("A small token: fine")
    WAITING = "waiting", _("Waits for the line manager")
    REFUSED = "refused", _("Not accepted here")
    DECIDED = "decided", _("Decided")
    NOTED = "noted", _("Written down")
    CORRECTED = "corrected", _("Corrected since")


class Verdict(TextChoices):
    """What a line manager decides."""

    KEEP = "keep", _("It can be kept")
    RETURN = "return", _("Give it back, or decline it")
    PASS_ON = "pass_on", _("Pass it on, to the team or the service")


class Basis(TextChoices):
    """By what an entry was judged, and why."""

    TOKEN = "token", _("It is a small token of thanks. Such a token may be accepted.")
    NOTHING_TAKEN = "nothing_taken", _("Nothing was kept. It is written down, and there is nothing more to do.")
    ASKED_FOR = "asked_for", _("It was asked for. What clients or their families are asked for cannot be accepted.")
    CASH = "cash", _("Money cannot be given or taken, however small the sum.")
    BEQUEST = "bequest", _("Nobody who works here can be named in a client's will, or look after one.")
    FORBIDDEN = "forbidden", _("A policy here does not allow this, however small it is.")
    LARGE = "large", _("It is worth too much to be accepted.")
    LARGE_TOGETHER = (
        "large_together",
        _("Counted together with what else they gave over twelve months, it is too much to be accepted."),
    )
    ASK_FIRST = "ask_first", _("A policy here asks for the line manager's agreement.")
    OTHER_KIND = "other_kind", _("This is not a gift like others: the line manager looks at it.")
    NO_VALUE = "no_value", _("What it is worth is not known.")
    NO_RATE = "no_rate", _("What it is worth in your organisation's own currency is not known.")
    PRESSED = "pressed", _("It may not have been their own free choice.")
    TO_CLIENT = "to_client", _("Gifts from somebody who works here are looked at by the line manager first.")
    NO_TOKEN = "no_token", _("No policy here says that a token may be accepted.")
    NO_LIMIT = "no_limit", _("Your organisation has not said yet what a small token is.")
    MIDDLE = "middle", _("It is worth more than a small token.")
    MIDDLE_TOGETHER = (
        "middle_together",
        _("Counted together with what else they gave over twelve months, it is more than a small token."),
    )
    WORKER_TOTAL = "worker_total", _("Together with what else was accepted over twelve months, it is a lot for one person.")
    ANEW = (
        "anew",
        _("Before it was corrected it was refused, or the line manager decided about it. So the line manager looks at it again."),
    )


COLOURS = {
    GiftState.ACCEPTED: "green",
    GiftState.WAITING: "yellow",
    GiftState.REFUSED: "red",
    GiftState.DECIDED: "blue",
    GiftState.NOTED: "grey",
    GiftState.CORRECTED: "grey",
}

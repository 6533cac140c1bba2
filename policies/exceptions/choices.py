"""The words of exceptions: asking first, deciding apart, safeguards that expire (EX-01 to EX-10)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from policies.library.choices import Category, Office


class ExceptionStatus(TextChoices):
    """The states of design.md section 5, and ``withdrawn`` for what its worker took back before it was decided."""

    DRAFT = "draft", _("Draft")
    REQUESTED = "requested", _("Sent")
    ASSESSED = "assessed", _("Assessed")
    DIRECTOR_REVIEW = "director_review", _("Waits for a decision")
    RETURNED = "returned", _("Sent back with a question")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Not approved")
    ACTIVE = "active", _("In force")
    EXPIRING = "expiring", _("Ends soon")
    EXPIRED = "expired", _("Ended")
    SUSPENDED = "suspended", _("Paused")
    REVOKED = "revoked", _("Revoked")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    OUTCOME_TOLD = "outcome_told", _("Ended, and looked back on")


Status = ExceptionStatus
UNDECIDED = frozenset({Status.REQUESTED, Status.ASSESSED, Status.DIRECTOR_REVIEW, Status.RETURNED})
"""Sent, and nothing is decided yet."""
CHANGEABLE = frozenset({Status.DRAFT, Status.RETURNED})
"""In these the worker writes on it."""
WAITS_FOR_LINE = frozenset({Status.REQUESTED, Status.ASSESSED})
"""The clock of whoever assesses it runs."""
WAITS = WAITS_FOR_LINE | {Status.DIRECTOR_REVIEW}
"""Somebody's clock runs."""
IN_LIFE = frozenset({Status.APPROVED, Status.ACTIVE, Status.EXPIRING, Status.SUSPENDED})
"""Approved, and not over."""
RUNNING = frozenset({Status.ACTIVE, Status.EXPIRING})
"""It may be acted upon today."""
OVER = frozenset({Status.EXPIRED, Status.REVOKED})
"""Its time has ended, and nobody has looked back on it yet."""
COLOURS = {
    Status.DRAFT: "grey",
    Status.REQUESTED: "blue",
    Status.ASSESSED: "blue",
    Status.DIRECTOR_REVIEW: "teal",
    Status.RETURNED: "yellow",
    Status.APPROVED: "green",
    Status.REFUSED: "red",
    Status.ACTIVE: "green",
    Status.EXPIRING: "yellow",
    Status.EXPIRED: "grey",
    Status.SUSPENDED: "orange",
    Status.REVOKED: "red",
    Status.WITHDRAWN: "grey",
    Status.OUTCOME_TOLD: "grey",
}


class ExceptionKind(TextChoices):
    """What is asked for (EX-03). An account in the organisation's name has a register of its own, and is asked for there."""

    OUTING = "outing", _("A social outing with a client")
    HOME_VISIT = "home_visit", _("A client visits a worker's home, or the other way round")
    DUTY = "duty", _("A task outside my role, which a client or their family asked for")
    DONATION = "donation", _("A donation to the service")
    CLIENT_MONEY = "client_money", _("Handling a client's money")
    EVENT = "event", _("An event or an arrangement that matters to a client")
    CONTACT = "contact", _("A planned contact outside working hours")
    TOUCH = "touch", _("Touch that is part of the service")
    OTHER = "other", _("Something else")


CATEGORIES: dict[str, tuple[Category, ...]] = {
    ExceptionKind.OUTING: (Category.OUTING, Category.FRIENDSHIP),
    ExceptionKind.HOME_VISIT: (Category.OUTING, Category.FRIENDSHIP),
    ExceptionKind.DUTY: (Category.OUT_OF_SCOPE, Category.COMPETENCE),
    ExceptionKind.DONATION: (Category.CLIENT_MONEY, Category.GIFTS),
    ExceptionKind.CLIENT_MONEY: (Category.CLIENT_MONEY, Category.MONEY),
    ExceptionKind.EVENT: (Category.OUTING, Category.OFF_HOURS, Category.FRIENDSHIP),
    ExceptionKind.CONTACT: (Category.OFF_HOURS, Category.PERSONAL_CHANNEL, Category.CONTACT_DETAILS),
    ExceptionKind.TOUCH: (Category.TOUCH,),
    ExceptionKind.OTHER: (),
}
"""Of which boundaries the clauses speak from which one is chosen; for something else, of any."""

WHAT, BENEFIT, WISH, SUPPORT_PLAN = "what", "benefit", "wish", "support_plan"
PLACE, COMPANY, WHO_ASKED, AMOUNT, INSTRUCTION = "place", "company", "who_asked", "amount", "instruction"
ABOUT_CLIENT = (BENEFIT, WISH, SUPPORT_PLAN)
ASKED: dict[str, tuple[str, ...]] = {
    ExceptionKind.OUTING: (WHAT, PLACE, COMPANY, *ABOUT_CLIENT),
    ExceptionKind.HOME_VISIT: (WHAT, PLACE, COMPANY, *ABOUT_CLIENT),
    ExceptionKind.DUTY: (WHAT, WHO_ASKED, *ABOUT_CLIENT),
    ExceptionKind.DONATION: (WHAT, AMOUNT, BENEFIT),
    ExceptionKind.CLIENT_MONEY: (WHAT, AMOUNT, INSTRUCTION, *ABOUT_CLIENT),
    ExceptionKind.EVENT: (WHAT, PLACE, COMPANY, *ABOUT_CLIENT),
    ExceptionKind.CONTACT: (WHAT, PLACE, *ABOUT_CLIENT),
    ExceptionKind.TOUCH: (WHAT, INSTRUCTION, *ABOUT_CLIENT),
    ExceptionKind.OTHER: (WHAT, PLACE, COMPANY, *ABOUT_CLIENT),
}
"""What each kind asks in words, and no more (RC-B-8, RC-B-9, LK-4.1-5, LK-4.1-6, LK-4.3-1, LK-5.7)."""
WORDS = tuple(dict.fromkeys(name for names in ASKED.values() for name in names))
WITHOUT_CLIENT = frozenset({ExceptionKind.DONATION})
"""What need not be about one client."""
WITHOUT_RISKS = frozenset({ExceptionKind.DONATION})
"""What is not risk-assessed: nothing is done with a client."""


class RiskLevel(TextChoices):
    """How high a risk is: likelihood times impact, each from one to five."""

    LOW = "low", _("Low")
    MIDDLE = "middle", _("Middle")
    HIGH = "high", _("High")


RISK_COLOURS = {RiskLevel.LOW: "green", RiskLevel.MIDDLE: "yellow", RiskLevel.HIGH: "red"}


class Seat(TextChoices):
    """In what place somebody spoke."""

    RECOMMENDS = "recommends", _("Recommends")
    FIRST = "first", _("Decides")
    SECOND = "second", _("Decides as the second person")


class Answer(TextChoices):
    """What they said."""

    YES = "yes", _("For it")
    NO = "no", _("Against it")


class Went(TextChoices):
    """How it went."""

    WELL = "well", _("It went well")
    MIXED = "mixed", _("Some of it did, some did not")
    BADLY = "badly", _("It did not go well")
    NOT_DONE = "not_done", _("It did not take place")


class Turn(TextChoices):
    """What became of one that was approved."""

    SUSPENDED = "suspended", _("Paused")
    RESUMED = "resumed", _("Taken up again")
    REVOKED = "revoked", _("Revoked")


class ExceptionCause(TextChoices):
    """Why its way was decided."""

    SUBMITTED = "submitted", _("It was sent")
    ORGANISATION_CHANGED = "organisation_changed", _("The organisation changed")
    RECUSED = "recused", _("Whoever had it stepped aside")
    ESCALATED = "escalated", _("The time ran out")


RANKS: tuple[Office, ...] = (
    Office.LINE_MANAGER,
    Office.COMMUNICATIONS_MANAGER,
    Office.SAFEGUARDING_LEAD,
    Office.DIRECTOR,
    Office.CHIEF_EXECUTIVE,
    Office.BOARD,
)
"""Who may be named to decide, the highest last: where several clauses are cited, the highest decides."""
ROLE_OF: dict[str, Role] = {
    Office.COMMUNICATIONS_MANAGER: Role.COMMUNICATIONS_MANAGER,
    Office.SAFEGUARDING_LEAD: Role.SAFEGUARDING_LEAD,
    Office.DIRECTOR: Role.DIRECTOR,
    Office.CHIEF_EXECUTIVE: Role.CHIEF_EXECUTIVE,
    Office.BOARD: Role.BOARD_CHAIR,
}
DECIDING_ROLES: tuple[Role, ...] = tuple(ROLE_OF.values())
"""The roles whose holders may be asked to decide, in the order in which they are asked."""

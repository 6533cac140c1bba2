"""The words of disclosures: what somebody tells of a relationship, a tie or an interest of their own (IN-04)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from policies.library.choices import Category


class DisclosureStatus(TextChoices):
    """The states of design.md section 5."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Sent")
    CONVERSATION_DUE = "conversation_due", _("Conversation due")
    UNDER_REVIEW = "under_review", _("Under review")
    RETURNED = "returned", _("Returned for more")
    CLEARED = "cleared", _("Cleared")
    MANAGED = "managed", _("Managed with a plan")
    OFF_THE_CASE = "off_the_case", _("Off the case")
    REFUSED = "refused", _("Not allowed")
    REVIEW_DUE = "review_due", _("Review due")
    LAPSED = "lapsed", _("Lapsed: not reviewed in time")
    ENDED = "ended", _("Ended")


Status = DisclosureStatus
WAITS_FOR_DECIDER = frozenset({Status.CONVERSATION_DUE, Status.UNDER_REVIEW})
"""In these the clock of whoever decides runs."""
DECIDED = frozenset({Status.CLEARED, Status.MANAGED, Status.OFF_THE_CASE, Status.REFUSED, Status.REVIEW_DUE, Status.LAPSED})
"""A decision stands."""
COLOURS = {
    Status.DRAFT: "grey",
    Status.SUBMITTED: "blue",
    Status.CONVERSATION_DUE: "blue",
    Status.UNDER_REVIEW: "teal",
    Status.RETURNED: "yellow",
    Status.CLEARED: "green",
    Status.MANAGED: "purple",
    Status.OFF_THE_CASE: "orange",
    Status.REFUSED: "red",
    Status.REVIEW_DUE: "yellow",
    Status.LAPSED: "red",
    Status.ENDED: "grey",
}


class Towards(TextChoices):
    """Who the other one is (RC-B-2, PCF-DUAL-3, PQ-PROC-1)."""

    CLIENT = "client", _("A client")
    FORMER = "former", _("A former client")
    RELATIVE = "relative", _("A relative or friend of a client")
    ORGANISATION = "organisation", _("Somebody of an organisation we work for")
    OTHER = "other", _("Somebody else, or no person in particular")


class DisclosureKind(TextChoices):
    """What kind of relationship, tie or interest it is."""

    FAMILY = "family", _("Family")
    HOUSEHOLD = "household", _("We live, or lived, in one household")
    FRIEND = "friend", _("Friend")
    FORMER_FRIEND = "former_friend", _("Former friend")
    ROMANTIC = "romantic", _("Romantic or sexual, now or as it may become")
    ROMANTIC_BEFORE = "romantic_before", _("Romantic or sexual, in the past")
    NEIGHBOUR = "neighbour", _("Neighbour")
    COMMUNITY = "community", _("Same community, club or faith")
    BUSINESS = "business", _("Business with each other")
    WORK = "work", _("Employer, employee, landlord or tenant")
    ONLINE = "online", _("Contact online")
    CLIENT_OF_RELATIVE = "client_of_relative", _("Somebody close to me works with them")
    ATTACHMENT = "attachment", _("A growing attachment")
    WILL = "will", _("Named in a will, or looking after one")
    INTEREST = "interest", _("A personal, religious, political or business interest")
    OTHER = "other", _("Something else")


ROMANTIC = frozenset({DisclosureKind.ROMANTIC, DisclosureKind.ROMANTIC_BEFORE})
CATEGORIES: dict[str, tuple[Category, ...]] = {
    DisclosureKind.FAMILY: (Category.DUAL,),
    DisclosureKind.HOUSEHOLD: (Category.DUAL,),
    DisclosureKind.FRIEND: (Category.FRIENDSHIP,),
    DisclosureKind.FORMER_FRIEND: (Category.FRIENDSHIP,),
    DisclosureKind.ROMANTIC: (Category.ROMANTIC,),
    DisclosureKind.ROMANTIC_BEFORE: (Category.ROMANTIC,),
    DisclosureKind.NEIGHBOUR: (Category.DUAL, Category.FRIENDSHIP),
    DisclosureKind.COMMUNITY: (Category.DUAL, Category.FRIENDSHIP),
    DisclosureKind.BUSINESS: (Category.DUAL, Category.MONEY),
    DisclosureKind.WORK: (Category.DUAL,),
    DisclosureKind.ONLINE: (Category.FRIENDSHIP, Category.PERSONAL_CHANNEL),
    DisclosureKind.CLIENT_OF_RELATIVE: (Category.DUAL,),
    DisclosureKind.ATTACHMENT: (Category.ATTACHMENT,),
    DisclosureKind.WILL: (Category.WILLS,),
    DisclosureKind.INTEREST: (Category.DUAL, Category.EXPLOITATION),
    DisclosureKind.OTHER: (Category.DUAL,),
}
"""Of which boundaries the clauses speak under which it falls."""


class Nature(TextChoices):
    """How real the conflict is (PCF-DUAL-2, PCF-COI-1)."""

    ACTUAL = "actual", _("It is so")
    POTENTIAL = "potential", _("It could become so")
    PERCEIVED = "perceived", _("It could look so to others")


class Timing(TextChoices):
    """When it is, against the service."""

    BEFORE = "before", _("From before the service")
    NOW = "now", _("While the service goes on")
    AFTER = "after", _("After the service ended")
    ANTICIPATED = "anticipated", _("It has not begun, but may")


class Direction(TextChoices):
    """Whose attachment it is (LK-3.1.1-3). Nobody is at fault for it."""

    MINE = "mine", _("Mine towards them")
    THEIRS = "theirs", _("Theirs towards me")
    BOTH = "both", _("Both")


class Whereabouts(TextChoices):
    """Whether whoever decides has made out that the other one is a client here."""

    OPEN = "open", _("Not looked up yet")
    CLIENT = "client", _("A client here, or close to one")
    NOT_HERE = "not_here", _("No client here")


class Outcome(TextChoices):
    """What was decided."""

    CLEARED = "cleared", _("Cleared: nothing has to be done")
    MANAGED = "managed", _("Managed: with a plan of safeguards")
    OFF_THE_CASE = "off_the_case", _("Off the case: they do not work with this client")
    REFUSED = "refused", _("Not allowed: what was proposed cannot be")
    EXCEPTED = "excepted", _("A director allowed an exception")


class Extent(TextChoices):
    """What a plan keeps the worker from, with this client."""

    NOTHING = "nothing", _("Nothing more than the safeguards")
    KEY_WORKER = "key_worker", _("They are not the client's key worker")


class DisclosureCause(TextChoices):
    """Why its way was decided."""

    SUBMITTED = "submitted", _("It was sent")
    ORGANISATION_CHANGED = "organisation_changed", _("The organisation changed")
    RECUSED = "recused", _("Whoever had it stepped aside")
    ESCALATED = "escalated", _("The time ran out")

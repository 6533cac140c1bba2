"""The words of policies: how strongly a clause binds, whom, about what, and what it asks for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VersionStatus(TextChoices):
    """Where one dated text of a policy stands (design.md section 5)."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_STATES = frozenset({VersionStatus.DRAFT, VersionStatus.IN_REVIEW})
"""A text in these may still become another; in every other state it never changes."""


class Weight(TextChoices):
    """What a section is: not every sentence of a policy weighs the same (LK-1.1-1)."""

    PRINCIPLE = "principle", _("What it stands on")
    RULE = "rule", _("Rules")
    PROCEDURE = "procedure", _("What is done, and by whom")
    GUIDANCE = "guidance", _("Good practice")


class Strength(TextChoices):
    """How strongly a clause binds, the strictest first: where several apply, the order decides which one governs."""

    ABSOLUTE = "absolute", _("Never")
    MUST_NOT = "must_not", _("Must not")
    APPROVAL = "approval", _("Ask first")
    DUTY = "duty", _("Tell someone")
    MUST = "must", _("Must")
    SHOULD_NOT = "should_not", _("Should not")
    SHOULD = "should", _("Should")
    RESPONSIBILITY = "responsibility", _("Somebody's responsibility")
    GUIDANCE = "guidance", _("Good practice")
    PRINCIPLE = "principle", _("Principle")


class Seriousness(TextChoices):
    """How grave it is when a clause is broken."""

    SERIOUS = "serious", _("Serious")
    BREACH = "breach", _("A breach")
    LOW = "low", _("Low level")
    GUIDANCE = "guidance", _("A matter for guidance")


class ExceptionPath(TextChoices):
    """Whether anybody may allow a departure from a clause."""

    NEVER = "never", _("Nobody can allow an exception")
    APPROVER = "approver", _("Whoever must be asked first can allow it")
    VARIATION = "variation", _("A director can allow an exception, with safeguards")


class Office(TextChoices):
    """Whom a clause names: to be asked, to be told, or to do something."""

    LINE_MANAGER = "line_manager", _("the line manager")
    DIRECTOR = "director", _("a director")
    CHIEF_EXECUTIVE = "chief_executive", _("the chief executive")
    BOARD = "board", _("the board")
    SAFEGUARDING_LEAD = "safeguarding_lead", _("the safeguarding lead")
    COMMUNICATIONS_MANAGER = "communications_manager", _("the communications manager")
    ORGANISATION = "organisation", _("the organisation")
    TEAM = "team", _("the team")
    CLIENT = "client", _("the client")
    AUTHORITIES = "authorities", _("the authorities")


class Binds(TextChoices):
    """Who is bound."""

    EMPLOYEE = "employee", _("employees")
    VOLUNTEER = "volunteer", _("volunteers")
    DELEGATE = "delegate", _("delegates")
    PARTNER = "partner", _("staff of partner organisations")


class ClientKind(TextChoices):
    """Towards whom."""

    DIRECT = "direct", _("clients")
    INDIRECT = "indirect", _("indirect clients")
    FORMER = "former", _("former clients")
    RELATIVE = "relative", _("relatives of clients")


class Expects(TextChoices):
    """What a clause asks to be done or kept."""

    DISCLOSURE = "disclosure", _("a disclosure")
    REPORT = "report", _("a report")
    CONVERSATION = "conversation", _("a conversation")
    APPROVAL = "approval", _("an approval")
    GIFT = "gift", _("an entry in the gift register")
    TOKEN = "token", _("no gift but a small token of thanks")
    CONTACT = "contact", _("an entry in the contact log")
    BOOK = "book", _("an entry in the boundary book")
    BRIEFING = "briefing", _("a briefing of the team")
    TRAINING = "training", _("training")
    SUPERVISION = "supervision", _("supervision")
    REFERRAL = "referral", _("a referral")
    RISK_ASSESSMENT = "risk_assessment", _("a risk assessment")
    INTERVENTION = "intervention", _("an intervention")
    CONSENT = "consent", _("the client's consent")
    REVIEW = "review", _("a review")
    ACCOUNT_REGISTER = "account_register", _("an entry in the register of accounts")
    ACKNOWLEDGEMENT = "acknowledgement", _("an acknowledgement")


class AppendixKind(TextChoices):
    """What stands behind the clauses of a policy."""

    NOTE = "note", _("About this policy")
    CHECKLIST = "checklist", _("Checklist")
    PROMPTS = "prompts", _("Questions to think about")
    WARNING_SIGNS = "warning_signs", _("Warning signs")


class Category(TextChoices):
    """What boundary it may touch (vocabulary: thirty categories)."""

    ROMANTIC = "romantic", _("Romantic or sexual involvement")
    FRIENDSHIP = "friendship", _("Friendship or social relationship")
    DUAL = "dual", _("Another dual or business relationship")
    ATTACHMENT = "attachment", _("Growing attachment that is not managed")
    GIFTS = "gifts", _("Gifts")
    MONEY = "money", _("Lending, borrowing, buying, selling or swapping")
    PAYMENT = "payment", _("Taking payment for a service")
    CLIENT_MONEY = "client_money", _("Donations, or handling a client's money without instruction")
    WILLS = "wills", _("Wills and estates")
    EXPLOITATION = "exploitation", _("Exploitation or private gain")
    OUT_OF_SCOPE = "out_of_scope", _("Doing tasks outside the role")
    OUTING = "outing", _("Outing or home visit without approval")
    OFF_HOURS = "off_hours", _("Contact outside working hours or in a social setting")
    PERSONAL_CHANNEL = "personal_channel", _("Contact on a personal or unmonitored channel")
    CONTACT_DETAILS = "contact_details", _("Giving out contact details, one's own or a colleague's")
    SELF_DISCLOSURE = "self_disclosure", _("Telling a client personal matters")
    BELIEFS = "beliefs", _("Imposing beliefs or influence")
    CONFIDENTIALITY = "confidentiality", _("Passing on what should be confidential")
    RECORDS = "records", _("Looking up or using client records for one's own purpose")
    QUESTIONS = "questions", _("Unnecessary personal questions")
    GOSSIP = "gossip", _("Talking about colleagues, gossip")
    CONCEALMENT = "concealment", _("Hiding something from colleagues")
    TOUCH = "touch", _("Physical contact")
    FAVOURITISM = "favouritism", _("Favouring a client, or unequal service")
    DISRESPECT = "disrespect", _("Discrimination or disrespect")
    COMPETENCE = "competence", _("Counselling or advice beyond one's competence")
    PRESSURE = "pressure", _("Pressure, intimidation or blocking a complaint")
    ABUSE = "abuse", _("Abuse or threat")
    PROPERTY = "property", _("Disrespect for property or private areas")
    NOT_TOLD = "not_told", _("Not disclosing, not reporting, or not keeping to a safeguard")
    UNSURE = "unsure", _("I am not sure")


CATEGORY_GROUPS = [
    (_("Relationships"), [Category.ROMANTIC, Category.FRIENDSHIP, Category.DUAL, Category.ATTACHMENT]),
    (
        _("Gifts and money"),
        [
            Category.GIFTS,
            Category.MONEY,
            Category.PAYMENT,
            Category.CLIENT_MONEY,
            Category.WILLS,
            Category.EXPLOITATION,
        ],
    ),
    (
        _("Role, time and place"),
        [
            Category.OUT_OF_SCOPE,
            Category.OUTING,
            Category.OFF_HOURS,
            Category.COMPETENCE,
            Category.PROPERTY,
        ],
    ),
    (
        _("Words and messages"),
        [
            Category.PERSONAL_CHANNEL,
            Category.CONTACT_DETAILS,
            Category.SELF_DISCLOSURE,
            Category.BELIEFS,
            Category.QUESTIONS,
            Category.GOSSIP,
        ],
    ),
    (_("Confidence and openness"), [Category.CONFIDENTIALITY, Category.RECORDS, Category.CONCEALMENT, Category.NOT_TOLD]),
    (
        _("How people are treated"),
        [Category.TOUCH, Category.FAVOURITISM, Category.DISRESPECT, Category.PRESSURE, Category.ABUSE],
    ),
    (_("Not sure"), [Category.UNSURE]),
]


def category_numbered(number: int) -> Category:
    """The category that the packs call by this number: one to thirty."""
    return list(Category)[number - 1]


NUMBERED = len(Category) - 1
"""How many categories have a number: all but the last one, which is for whoever is not sure."""

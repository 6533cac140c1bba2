"""The words of reports. The thirty categories are those the five source policies add up to, each with its clauses."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from policies.library.choices import Category


class ReportKind(TextChoices):
    """What somebody wants to tell."""

    SELF_REPORT = "self_report", _("Something about myself")
    CONCERN = "concern", _("A concern about a colleague")
    COMPLAINT = "complaint", _("A complaint a client or relative told me")
    GUIDANCE = "guidance", _("I am not sure and want guidance")


OWN_KINDS = frozenset({ReportKind.SELF_REPORT, ReportKind.GUIDANCE})
"""The kinds that go to the reporter's own line and take at most five pages."""


class ReportStatus(TextChoices):
    """The states of design.md section 5."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    IN_TRIAGE = "in_triage", _("In triage")
    WAITING = "waiting", _("Waiting for information")


class Danger(TextChoices):
    """Whether anyone is in danger now."""

    YES = "yes", _("Yes, somebody is in danger now")
    UNSURE = "unsure", _("I am not sure")
    NO = "no", _("No")


class Channel(TextChoices):
    """How the people concerned were in touch when it happened."""

    IN_PERSON = "in_person", _("Face to face")
    PHONE = "phone", _("By phone")
    MESSAGE = "message", _("Text or chat message")
    SOCIAL = "social", _("Social media")
    EMAIL = "email", _("E-mail or letter")
    MONEY = "money", _("Through money or goods")
    OTHER = "other", _("Another way")
    UNKNOWN = "unknown", _("I do not know")


class Received(TextChoices):
    """How somebody came to tell the reporter, who writes it down for them (IN-08)."""

    PHONE = "phone", _("They rang me")
    MEETING = "meeting", _("They told me face to face")
    LETTER = "letter", _("They wrote to me")


class PartyRole(TextChoices):
    """How a person stands to what is reported."""

    SUBJECT = "subject", _("The report is about them")
    IMPLICATED = "implicated", _("They may be involved")
    WITNESS = "witness", _("They saw or heard it")


class PartyState(TextChoices):
    """Whether it is clear who is meant."""

    LINKED = "linked", _("A member of staff")
    UNRESOLVED = "unresolved", _("It is not yet clear who is meant")
    EXTERNAL = "external", _("Somebody who does not work here")


class RouteCause(TextChoices):
    """Why a route was decided."""

    SUBMITTED = "submitted", _("The report was submitted")
    SUBJECT_CHANGED = "subject_changed", _("It became clearer whom the report is about")
    ORGANISATION_CHANGED = "organisation_changed", _("The organisation changed")
    RECUSED = "recused", _("The person handling it stepped aside")
    REASSIGNED = "reassigned", _("It was handed to somebody else")
    ESCALATED = "escalated", _("A clock ran out")
    LIFTED = "lifted", _("Somebody is no longer kept out of it")


class ClockKind(TextChoices):
    """The clocks of a report."""

    ACKNOWLEDGE = "acknowledge", _("Acknowledge the report")
    CONTACT = "contact", _("First contact with the reporter")


CATEGORY_CLAUSES: dict[Category, tuple[str, ...]] = {
    Category.ROMANTIC: ("RC-B-1", "PQ-BEH-3", "PCF-DUAL-5", "AK-6"),
    Category.FRIENDSHIP: ("RC-B-1", "LK-3.1.2-1", "PQ-BEH-1"),
    Category.DUAL: ("PCF-DUAL-1", "PQ-BEH-5"),
    Category.ATTACHMENT: ("LK-3.1.1-3",),
    Category.GIFTS: ("RC-B-4", "LK-4.1-4", "PCF-GIFT"),
    Category.MONEY: ("RC-B-5", "RC-B-6", "LK-4.1-1", "LK-4.1-2", "LK-4.1-3", "PQ-BEH-7"),
    Category.PAYMENT: ("RC-B-7", "PQ-BEH-8", "PCF-GIFT-1"),
    Category.CLIENT_MONEY: ("LK-4.1-5", "LK-4.1-6"),
    Category.WILLS: ("LK-4.1-7",),
    Category.EXPLOITATION: ("PQ-BEH-4", "AK-3", "AK-7"),
    Category.OUT_OF_SCOPE: ("RC-B-8", "RC-A-9"),
    Category.OUTING: ("RC-B-9", "LK-4.3-1"),
    Category.OFF_HOURS: ("LK-4.3-5", "LK-4.3-6", "LK-4.3-7", "PQ-OUT"),
    Category.PERSONAL_CHANNEL: ("PQ-COM-2", "PQ-COM-3", "PQ-BEH-2"),
    Category.CONTACT_DETAILS: ("LK-4.3-3", "LK-4.3-4"),
    Category.SELF_DISCLOSURE: ("RC-B-10", "LK-3.7.1-1"),
    Category.BELIEFS: ("LK-3.4", "PCF-ATT-1"),
    Category.CONFIDENTIALITY: ("RC-B-11", "LK-4.4-4", "AK-2"),
    Category.RECORDS: ("PQ-BEH-10", "AK-5"),
    Category.QUESTIONS: ("AK-4", "PCF-PC-1"),
    Category.GOSSIP: ("LK-4.4-1", "LK-4.4-2", "LK-4.4-3", "LK-3.7.1-2"),
    Category.CONCEALMENT: ("LK-3.8",),
    Category.TOUCH: ("LK-3.9", "PCF-TOUCH"),
    Category.FAVOURITISM: ("PQ-BEH-11", "LK-3.9.2-1"),
    Category.DISRESPECT: ("RC-A-7", "RC-A-8", "PCF-FUND-1"),
    Category.COMPETENCE: ("LK-3.2", "LK-3.3"),
    Category.PRESSURE: ("AK-6", "LK-3.5.1-2", "LK-3.5.1-3"),
    Category.ABUSE: ("PQ-BEH-9",),
    Category.PROPERTY: ("RC-A-12", "RC-B-12"),
    Category.NOT_TOLD: ("PQ-PROC-1", "RC-B-2", "LK-4.4-5"),
}

SERIOUS = frozenset({Category.ROMANTIC, Category.EXPLOITATION, Category.PRESSURE, Category.ABUSE})
"""The categories that also alert the safeguarding lead at once."""

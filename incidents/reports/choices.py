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


SERIOUS = frozenset({Category.ROMANTIC, Category.EXPLOITATION, Category.PRESSURE, Category.ABUSE})
"""The categories that also alert the safeguarding lead at once."""

"""What a report may become. Draft is the state of what is not yet sent; triage's own moves come with triage."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from boundaries.workflow.rules import Move, Workflow
from incidents.reports.choices import ReportStatus as Status


class ReportMove(TextChoices):
    """The verbs that change a report's status."""

    SUBMIT = "submit", _("Send the report")
    ACKNOWLEDGE = "acknowledge", _("Acknowledge it")
    ASK = "ask", _("Ask the reporter for more")
    ANSWER = "answer", _("Answer what was asked")
    TAKE_UP = "take_up", _("Take it up without waiting any longer")


WORKFLOW: Workflow[ReportMove, Status] = Workflow(
    name="report",
    initial=Status.DRAFT,
    moves=[
        Move(ReportMove.SUBMIT, [Status.DRAFT], Status.SUBMITTED),
        Move(ReportMove.ACKNOWLEDGE, [Status.SUBMITTED], Status.ACKNOWLEDGED),
        Move(ReportMove.ASK, [Status.ACKNOWLEDGED, Status.IN_TRIAGE], Status.WAITING),
        Move(ReportMove.ANSWER, [Status.WAITING], Status.IN_TRIAGE),
        Move(ReportMove.TAKE_UP, [Status.ACKNOWLEDGED, Status.WAITING], Status.IN_TRIAGE),
    ],
)

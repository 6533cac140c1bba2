"""What an exception may become (design.md section 5). Renewing one is another request, which goes through all of it again."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from boundaries.workflow.rules import Move, Workflow
from policies.exceptions.choices import IN_LIFE, OVER, RUNNING, UNDECIDED
from policies.exceptions.choices import ExceptionStatus as Status


class ExceptionMove(TextChoices):
    """The verbs that change its status."""

    SUBMIT = "submit", _("Send it")
    ASSESS = "assess", _("Assess the risks and settle the safeguards")
    RECOMMEND = "recommend", _("Recommend, for or against")
    ENDORSE = "endorse", _("Approve it as the first of two")
    APPROVE = "approve", _("Approve it")
    REFUSE = "refuse", _("Not approve it")
    RETURN = "return", _("Send it back with a question")
    ANSWER = "answer", _("Answer, and have it assessed anew")
    REPLY = "reply", _("Answer whoever decides")
    WITHDRAW = "withdraw", _("Take it back")
    ACTIVATE = "activate", _("Its first day has come")
    NEAR_END = "near_end", _("Its end comes near")
    EXPIRE = "expire", _("Its last day has gone")
    SUSPEND = "suspend", _("Pause it")
    RESUME = "resume", _("Take it up again")
    REVOKE = "revoke", _("Revoke it")
    TELL_OUTCOME = "tell_outcome", _("Say how it went")


_M = ExceptionMove


def _in_order(states: frozenset[Status]) -> list[Status]:
    return [each for each in Status if each in states]


WORKFLOW: Workflow[ExceptionMove, Status] = Workflow(
    name="exception",
    initial=Status.DRAFT,
    moves=[
        Move(_M.SUBMIT, [Status.DRAFT], Status.REQUESTED),
        Move(_M.ASSESS, [Status.REQUESTED, Status.ASSESSED], Status.ASSESSED),
        Move(_M.RECOMMEND, [Status.ASSESSED], Status.DIRECTOR_REVIEW),
        Move(_M.ENDORSE, [Status.ASSESSED, Status.DIRECTOR_REVIEW], Status.DIRECTOR_REVIEW),
        Move(_M.APPROVE, [Status.ASSESSED, Status.DIRECTOR_REVIEW], Status.APPROVED),
        Move(_M.REFUSE, [Status.ASSESSED, Status.DIRECTOR_REVIEW], Status.REFUSED),
        Move(_M.RETURN, [Status.REQUESTED, Status.ASSESSED, Status.DIRECTOR_REVIEW], Status.RETURNED),
        Move(_M.ANSWER, [Status.RETURNED], Status.REQUESTED),
        Move(_M.REPLY, [Status.RETURNED], Status.DIRECTOR_REVIEW),
        Move(_M.WITHDRAW, _in_order(UNDECIDED), Status.WITHDRAWN),
        Move(_M.ACTIVATE, [Status.APPROVED], Status.ACTIVE),
        Move(_M.NEAR_END, [Status.ACTIVE], Status.EXPIRING),
        Move(_M.EXPIRE, _in_order(IN_LIFE), Status.EXPIRED),
        Move(_M.SUSPEND, _in_order(RUNNING | {Status.APPROVED}), Status.SUSPENDED),
        Move(_M.RESUME, [Status.SUSPENDED], Status.APPROVED),
        Move(_M.REVOKE, _in_order(IN_LIFE), Status.REVOKED),
        Move(_M.TELL_OUTCOME, _in_order(OVER), Status.OUTCOME_TOLD),
    ],
)

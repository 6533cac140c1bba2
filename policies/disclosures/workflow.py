"""What a disclosure may become (design.md section 5)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from boundaries.workflow.rules import Move, Workflow
from policies.disclosures.choices import DECIDED
from policies.disclosures.choices import DisclosureStatus as Status


class DisclosureMove(TextChoices):
    """The verbs that change its status."""

    SUBMIT = "submit", _("Send it")
    ROUTE = "route", _("Give it to whoever decides")
    TALK = "talk", _("Write down the conversation")
    RETURN = "return", _("Ask for more")
    ANSWER = "answer", _("Answer what was asked")
    TAKE_BACK = "take_back", _("Take the question back")
    CLEAR = "clear", _("Clear it")
    MANAGE = "manage", _("Agree a plan")
    TAKE_OFF = "take_off", _("Take the worker off the case")
    REFUSE = "refuse", _("Refuse what was proposed")
    EXCEPT = "except", _("Allow an exception")
    UPDATE = "update", _("Say what has changed")
    FALL_DUE = "fall_due", _("The review is due")
    LAPSE = "lapse", _("Nobody reviewed it in time")
    CONFIRM_END = "confirm_end", _("Confirm that it has ended")


ALL_DECIDED = [each for each in Status if each in DECIDED]
TO_DECIDE = [Status.UNDER_REVIEW, Status.REVIEW_DUE, Status.LAPSED]
_M = DisclosureMove

WORKFLOW: Workflow[DisclosureMove, Status] = Workflow(
    name="disclosure",
    initial=Status.DRAFT,
    moves=[
        Move(_M.SUBMIT, [Status.DRAFT], Status.SUBMITTED),
        Move(_M.ROUTE, [Status.SUBMITTED], Status.CONVERSATION_DUE),
        Move(_M.TALK, [Status.CONVERSATION_DUE, Status.UNDER_REVIEW], Status.UNDER_REVIEW),
        Move(_M.TALK, [Status.REVIEW_DUE], Status.REVIEW_DUE),
        Move(_M.TALK, [Status.LAPSED], Status.LAPSED),
        Move(_M.RETURN, [Status.UNDER_REVIEW], Status.RETURNED),
        Move(_M.ANSWER, [Status.RETURNED], Status.UNDER_REVIEW),
        Move(_M.TAKE_BACK, [Status.RETURNED], Status.UNDER_REVIEW),
        Move(_M.CLEAR, TO_DECIDE, Status.CLEARED),
        Move(_M.MANAGE, TO_DECIDE, Status.MANAGED),
        Move(_M.TAKE_OFF, TO_DECIDE, Status.OFF_THE_CASE),
        Move(_M.REFUSE, TO_DECIDE, Status.REFUSED),
        Move(_M.FALL_DUE, [Status.MANAGED], Status.REVIEW_DUE),
        Move(_M.LAPSE, [Status.REVIEW_DUE], Status.LAPSED),
        Move(_M.EXCEPT, [Status.OFF_THE_CASE], Status.UNDER_REVIEW),
        Move(_M.UPDATE, ALL_DECIDED, Status.UNDER_REVIEW),
        Move(_M.UPDATE, [Status.SUBMITTED], Status.SUBMITTED),
        Move(_M.UPDATE, [Status.CONVERSATION_DUE], Status.CONVERSATION_DUE),
        Move(_M.UPDATE, [Status.UNDER_REVIEW, Status.RETURNED], Status.UNDER_REVIEW),
        Move(
            _M.CONFIRM_END,
            [Status.CONVERSATION_DUE, Status.UNDER_REVIEW, Status.RETURNED, *ALL_DECIDED],
            Status.ENDED,
        ),
    ],
)

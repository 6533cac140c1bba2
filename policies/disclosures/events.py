"""What is written down about a disclosure: each event's sentence and the data it may carry. No free text, no names."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class DisclosureEvent(Event):
    """The events of a disclosure."""

    SUBMITTED = "disclosure.submitted", _("A disclosure was sent."), "kind", "nature", "timing", "towards", "client"
    ROUTED = "disclosure.routed", _("The way of the disclosure was decided."), "cause", "route", "handler", "new"
    UNROUTED = "disclosure.unrouted", _("Nobody is left who may decide it. An alarm was raised."), "cause", "route"
    EXCLUDED = "disclosure.excluded", _("Somebody was kept out of this disclosure."), "person", "source"
    OPENED = "disclosure.opened", _("The disclosure was opened."), "relation"
    LINKED = "disclosure.linked", _("It was made clear whether the other person is a client here."), "client"
    LINK_ASKED = "disclosure.link-asked", _("Directors and the safeguarding lead were asked who the other person is.")
    TALKED = "disclosure.talked", _("A conversation on confidentiality and on risk was written down."), "conversation", "on"
    RETURNED = "disclosure.returned", _("The worker was asked for more."), "message"
    ANSWERED = "disclosure.answered", _("The worker answered."), "message"
    TAKEN_BACK = "disclosure.taken-back", _("The question to the worker was taken back.")
    ANSWER_DUE = "disclosure.answer-due", _("The worker was reminded of the question.")
    UNANSWERED = "disclosure.unanswered", _("Whoever decides was told that no answer has come.")
    CLEARED = "disclosure.cleared", _("It was cleared."), "decision"
    MANAGED = "disclosure.managed", _("A plan with safeguards was agreed."), "decision", "review_on", "extent", "safeguards"
    TAKEN_OFF = (
        "disclosure.taken-off",
        _("The worker was taken off the case, and the client is handed over."),
        "decision",
        "assignment",
        "takes_over",
        "told_on",
    )
    REFUSED = "disclosure.refused", _("What was proposed was not allowed."), "decision"
    EXCEPTED = "disclosure.excepted", _("A director allowed an exception."), "decision"
    UPDATED = "disclosure.updated", _("The worker said what has changed."), "change"
    END_ASKED = "disclosure.end-asked", _("The worker said that it has ended."), "on"
    ENDED = "disclosure.ended", _("It was confirmed that it has ended."), "blocks"
    NOT_ENDED = "disclosure.not-ended", _("It was not confirmed that it has ended.")
    RECUSED = "disclosure.recused", _("Whoever had it stepped aside."), "person"
    REMINDED = "disclosure.reminded", _("A reminder was sent: the time is running out."), "due_at"
    ESCALATED = "disclosure.escalated", _("The time ran out, and the next person up was told."), "to", "route"
    REVIEW_NEAR = "disclosure.review-near", _("A review comes near."), "days"
    REVIEW_DUE = "disclosure.review-due", _("The review is due."), "review_on"
    LAPSED = "disclosure.lapsed", _("It lapsed: nobody reviewed it in time. Safeguards and blocks stand."), "review_on"

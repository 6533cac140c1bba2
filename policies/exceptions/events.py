"""What is written down about an exception: each event's sentence and the data it may carry. No free text, no names."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class ExceptionEvent(Event):
    """The events of an exception."""

    SUBMITTED = (
        "exception.submitted",
        _("An exception was asked for."),
        "kind",
        "clauses",
        "client",
        "starts_on",
        "ends_on",
        "renews",
    )
    ROUTED = "exception.routed", _("The way of the request was decided."), "cause", "route", "handler", "new"
    UNROUTED = "exception.unrouted", _("Nobody is left who may assess it. An alarm was raised."), "cause", "route"
    EXCLUDED = "exception.excluded", _("Somebody was kept out of this request."), "person", "source"
    OPENED = "exception.opened", _("The request was opened."), "relation"
    ASSESSED = "exception.assessed", _("Risks were assessed, and safeguards settled."), "assessment", "residual", "safeguards"
    RECOMMENDED = "exception.recommended", _("The line manager recommended."), "decision", "answer"
    PUT_BEFORE = "exception.put-before", _("It was put before those who decide."), "roles", "people", "second"
    NOBODY_DECIDES = "exception.nobody-decides", _("Nobody is left who may decide it. An alarm was raised."), "office"
    ENDORSED = "exception.endorsed", _("The first of two people approved it."), "decision", "on_behalf_of"
    APPROVED = (
        "exception.approved",
        _("It was approved, with its safeguards."),
        "decision",
        "starts_on",
        "ends_on",
        "on_behalf_of",
    )
    REFUSED = "exception.refused", _("It was not approved."), "decision", "on_behalf_of"
    RETURNED = "exception.returned", _("It was sent back with a question."), "message"
    ANSWERED = "exception.answered", _("The worker answered."), "message", "changed"
    ANSWER_DUE = "exception.answer-due", _("The worker was reminded of the question.")
    WITHDRAWN = "exception.withdrawn", _("The worker took the request back.")
    RECUSED = "exception.recused", _("Whoever had it stepped aside."), "person"
    REMINDED = "exception.reminded", _("A reminder was sent: the time is running out."), "due_at"
    ESCALATED = "exception.escalated", _("The time ran out, and the next person up was told."), "to", "route", "roles"
    ACTIVATED = "exception.activated", _("Its first day has come: it is in force.")
    NEAR_END = "exception.near-end", _("Its end comes near."), "days"
    EXPIRED = "exception.expired", _("Its last day has gone: it has ended.")
    SUSPENDED = "exception.suspended", _("It was paused."), "turn"
    RESUMED = "exception.resumed", _("It was taken up again."), "turn"
    REVOKED = "exception.revoked", _("It was revoked."), "turn"
    OUTCOME_DUE = "exception.outcome-due", _("The worker was asked how it went.")
    OUTCOME_LATE = "exception.outcome-late", _("Whoever assessed it was told that nobody said how it went.")
    OUTCOME_TOLD = "exception.outcome-told", _("The worker said how it went."), "outcome"


class DelegationEvent(Event):
    """The events of a delegation."""

    GIVEN = (
        "delegation.given",
        _("A director let somebody else decide on exceptions for a time."),
        "director",
        "to",
        "starts_on",
        "ends_on",
    )
    ENDED = "delegation.ended", _("A delegation was ended before its last day."), "director", "to"

"""What is written down about a report: each event's sentence and the data it may carry. No free text, no names."""

from django.utils.translation import gettext_lazy as _

from boundaries.record.events import Event


class ReportEvent(Event):
    """The events of a report. ``reporter`` in the data is sealed; the entry's actor is empty for what a reporter did."""

    SUBMITTED = "report.submitted", _("The report was sent."), "reporter", "kind", "categories", "serious", "danger"
    ROUTED = "report.routed", _("The way of the report was decided."), "cause", "route", "handler", "held", "alerts", "new"
    UNROUTED = (
        "report.unrouted",
        _("Nobody is left who may take this report. An alarm was raised."),
        "cause",
        "route",
        "alerts",
        "new",
    )
    PERSON_TOLD = "report.person-told", _("Somebody was told that there is something new for them."), "person", "why"
    OPENED = "report.opened", _("The report was opened."), "relation"
    ACKNOWLEDGED = "report.acknowledged", _("The report was acknowledged.")
    ASKED = "report.asked", _("The reporter was asked for more. The clock waits."), "message"
    ANSWERED = "report.answered", _("The reporter answered. The clock runs on."), "reporter", "message"
    TAKEN_UP = "report.taken-up", _("The report is being looked into.")
    MESSAGE_SENT = "report.message-sent", _("A message was sent."), "reporter", "message", "side"
    ADDED_TO = "report.added-to", _("The reporter added something."), "reporter", "addition"
    FILE_ADDED = "report.file-added", _("A file was added and is kept unopened."), "reporter", "file", "size", "sha256"
    WITHDRAWAL_ASKED = "report.withdrawal-asked", _("The reporter asked to withdraw the report."), "reporter"
    RECUSED = "report.recused", _("The person handling it stepped aside."), "person"
    REASSIGNED = "report.reassigned", _("The report was handed to somebody else."), "to", "before"
    INTERVENED = "report.intervened", _("An intervention was recorded."), "intervention"
    PARTY_ADDED = "report.party-added", _("A person was added to the report."), "party", "role", "person"
    PARTY_RESOLVED = "report.party-resolved", _("It was made clear who is meant."), "party", "state", "person"
    EXCLUDED = "report.excluded", _("Somebody was kept out of this report."), "person", "source"
    LIFTING_PROPOSED = (
        "report.lifting-proposed",
        _("It was proposed that somebody is no longer kept out of this report."),
        "lifting",
        "person",
    )
    LIFTING_CONFIRMED = "report.lifting-confirmed", _("Somebody is no longer kept out of this report."), "lifting", "person"
    LIFTING_DECLINED = (
        "report.lifting-declined",
        _("It was proposed that somebody is no longer kept out of this report. They still are."),
        "lifting",
        "person",
    )
    EXCEPTION_CITED = "report.exception-cited", _("The report cites an approved exception."), "reporter", "citations"
    EXCEPTION_CONSIDERED = (
        "report.exception-considered",
        _("It was considered whether to pause an approved exception."),
        "citation",
        "paused",
    )
    CLOCK_STARTED = "report.clock-started", _("A clock was started."), "clock", "due_at"
    CLOCK_PAUSED = "report.clock-paused", _("A clock waits."), "clock"
    CLOCK_RESUMED = "report.clock-resumed", _("A clock runs on."), "clock", "due_at"
    CLOCK_MET = "report.clock-met", _("A clock was met."), "clock", "late"
    EMERGENCY_CONFIRMED = "report.emergency-confirmed", _("Emergency access was given for an hour."), "request", "to", "until"
    EMERGENCY_DECLINED = "report.emergency-declined", _("A request for emergency access was declined."), "request", "person"
    EMERGENCY_ENDED = "report.emergency-ended", _("Emergency access was ended early."), "request", "person"
    REMINDED = "report.reminded", _("A reminder was sent: the time is running out."), "clock"
    ESCALATED = "report.escalated", _("The time ran out, and the next person up was told."), "clock", "to", "route"

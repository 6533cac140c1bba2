"""Who is told what about a report: the handler of what the reporter does, the reporter of what the handler does.

Every item is authorised again when it is shown and when its mail is sent (`boundaries.notices`).
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from boundaries.access.scope import Reason
from boundaries.notices.actions import tell
from boundaries.notices.registry import Target, declare_sentences, declare_target
from boundaries.outbox.handlers import handles
from boundaries.outbox.models import OutboxRow
from boundaries.record.actions import append
from boundaries.record.models import RecordEntry
from boundaries.record.queries import open_data
from boundaries.record.reactions import later, register
from boundaries.threads.models import Side
from incidents.reports.events import ReportEvent as E
from incidents.reports.models import Report
from incidents.reports.queries import seen_by_handler, seen_by_reporter

HANDLER, REPORTER = "report", "own_report"

NEWS_FOR_HANDLER = {E.ANSWERED, E.ADDED_TO, E.FILE_ADDED, E.WITHDRAWAL_ASKED, E.REMINDED}
NEWS_FOR_REPORTER = {E.ACKNOWLEDGED, E.ASKED, E.UNROUTED}
NEWS_FOR_THE_NAMED = {E.ROUTED: "new", E.UNROUTED: "new", E.REASSIGNED: "to", E.ESCALATED: "to"}
"""The data key that says for whom the event is news."""

SENTENCES = {
    E.ROUTED: _("A report has come to you."),
    E.UNROUTED: _("A serious report needs your attention."),
    E.REASSIGNED: _("A report was handed to you."),
    E.ESCALATED: _("The time for a report ran out. It needs your attention."),
    E.REMINDED: _("The time for a report is running out."),
    E.ANSWERED: _("Your question about a report was answered."),
    E.ADDED_TO: _("Something was added to a report."),
    E.FILE_ADDED: _("A file was added to a report."),
    E.WITHDRAWAL_ASKED: _("Somebody asked to withdraw their report."),
    E.MESSAGE_SENT: _("There is a new message about a report."),
}
SENTENCES_FOR_REPORTER = {
    E.ACKNOWLEDGED: _("Your report was acknowledged."),
    E.ASKED: _("There is a question about your report."),
    E.MESSAGE_SENT: _("There is a new message about your report."),
    E.UNROUTED: _("Nobody could be found yet to take your report. We go on trying."),
}


def _people_to_tell(event: E, data: dict[str, Any], report: Report) -> Iterable[tuple[UUID, str]]:
    """Each person with the kind of target through which they see the report."""
    if event in NEWS_FOR_THE_NAMED:
        named = data.get(NEWS_FOR_THE_NAMED[event]) or []
        yield from ((UUID(each), HANDLER) for each in ([named] if isinstance(named, str) else named))
    from_reporter = event == E.MESSAGE_SENT and data["side"] == Side.REPORTER
    if (event in NEWS_FOR_HANDLER or from_reporter) and report.handler_id:
        yield report.handler_id, HANDLER
    if event in NEWS_FOR_REPORTER or (event == E.MESSAGE_SENT and not from_reporter):
        yield UUID(report.reporter), REPORTER


@handles("reports.tell")
def tell_of(row: OutboxRow) -> None:
    """Tell everybody for whom an event is news, and write down that they were told. The reporter is never named."""
    report = Report.objects.unscoped(Reason.OUTBOX).select_related("data_key").get(pk=row.ref)
    entry = RecordEntry.objects.hanging_on(report).get(pk=row.entry_id or 0)
    event, data = E(entry.event), open_data(entry, report.data_key)
    for person_id, target in _people_to_tell(event, data, report):
        may_see = seen_by_handler if target == HANDLER else seen_by_reporter
        if report.pk not in may_see(person_id, [report.pk]):
            continue
        only_alerted = event == E.ROUTED and person_id != report.handler_id
        tell(
            person_id=person_id,
            kind=f"{target}.{'alerted' if only_alerted else event.name.lower()}",
            about=(target, report.pk),
            organisation_id=report.organisation_id,
            key=report.data_key,
            once=str(entry.pk),
        )
        if target == HANDLER:
            append(
                E.PERSON_TOLD,
                about=("report", report.pk),
                organisation_id=report.organisation_id,
                actor_id=None,
                key=report.data_key,
                data={"person": str(person_id), "why": event.value},
            )


declare_target(
    HANDLER,
    Target(visible=seen_by_handler, link=lambda _kind, id_: reverse("desk:report", args=[id_])),
)
declare_target(
    REPORTER,
    Target(visible=seen_by_reporter, link=lambda _kind, id_: reverse("reports:report", args=[id_])),
)
declare_sentences({f"{HANDLER}.alerted": _("A serious report needs your attention.")})
declare_sentences({f"{HANDLER}.{event.name.lower()}": words for event, words in SENTENCES.items()})
declare_sentences({f"{REPORTER}.{event.name.lower()}": words for event, words in SENTENCES_FOR_REPORTER.items()})
register({event: [later("reports.tell")] for event in SENTENCES | SENTENCES_FOR_REPORTER})

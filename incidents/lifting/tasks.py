"""Who is told of a proposal: everybody who may be the second person, and then whoever proposed it. Never the one kept out."""

from collections.abc import Iterator
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from boundaries.access.scope import Reason
from boundaries.notices.actions import tell
from boundaries.notices.registry import Target, declare_sentences, declare_target
from boundaries.outbox.handlers import handles
from boundaries.outbox.models import OutboxRow
from boundaries.record.models import RecordEntry
from boundaries.record.queries import open_data
from boundaries.record.reactions import later, register
from incidents.lifting.models import ExclusionLifting
from incidents.lifting.queries import liftings_seen, seconds_for
from incidents.reports.events import ReportEvent as E
from incidents.reports.models import Report

LIFTING = "lifting"

SENTENCES = {
    E.LIFTING_PROPOSED: _(
        "It was proposed that somebody is no longer kept out of a report. It needs a second person: you may decide."
    ),
    E.LIFTING_CONFIRMED: _("What you proposed was decided: somebody is no longer kept out of a report."),
    E.LIFTING_DECLINED: _("What you proposed was decided: somebody is still kept out of a report."),
}


@handles("lifting.tell")
def tell_of(row: OutboxRow) -> None:
    """Tell everybody for whom it is news."""
    report = Report.objects.unscoped(Reason.OUTBOX).select_related("data_key", "organisation").get(pk=row.ref)
    entry = RecordEntry.objects.hanging_on(report).get(pk=row.entry_id or 0)
    rows = report.liftings.select_related("exclusion__person", "proposed_by__organisation")
    lifting = rows.get(pk=open_data(entry, report.data_key)["lifting"])
    lifting.report = report
    event = E(entry.event)
    for person_id in _people_to_tell(event, lifting, entry.actor_id):
        tell(
            person_id=person_id,
            kind=f"{LIFTING}.{event.name.lower()}",
            about=(LIFTING, lifting.pk),
            organisation_id=lifting.organisation_id,
            key=report.data_key,
            once=str(entry.pk),
        )


def _people_to_tell(event: E, lifting: ExclusionLifting, actor_id: UUID | None) -> Iterator[UUID]:
    if event == E.LIFTING_PROPOSED:
        yield from (each.pk for each in seconds_for(lifting))
    elif actor_id != lifting.proposed_by_id and liftings_seen(lifting.proposed_by_id, [lifting.pk]):
        yield lifting.proposed_by_id


declare_target(LIFTING, Target(visible=liftings_seen, link=lambda _kind, id_: reverse("lifting:decide", args=[id_])))
declare_sentences({f"{LIFTING}.{event.name.lower()}": words for event, words in SENTENCES.items()})
register({event: [later("lifting.tell")] for event in SENTENCES})

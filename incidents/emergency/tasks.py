"""What follows by itself: a second person is called, auditors and the board are told at once, being kept out ends it at once.

Whoever is told is authorised again when the item is shown and when its mail is sent.
"""

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
from boundaries.sealing.models import DataKey
from incidents.emergency.actions import end_for
from incidents.emergency.choices import EmergencyStatus
from incidents.emergency.events import EmergencyEvent
from incidents.emergency.models import EmergencyRequest
from incidents.emergency.queries import deciders_of, seen_by_decider, seen_by_watcher, watchers_of
from incidents.reports.events import ReportEvent
from incidents.reports.models import Report
from incidents.reports.tasks import HANDLER

TO_DECIDE, OPENED = "emergency", "emergency_access"


def _tell(request: EmergencyRequest, person_id: UUID, kind: str, about: tuple[str, UUID]) -> None:
    tell(
        person_id=person_id,
        kind=kind,
        about=about,
        organisation_id=request.organisation_id,
        key=request.data_key,
        once=str(request.pk),
    )


@handles("emergency.call")
def call_a_second_person(row: OutboxRow) -> None:
    """Somebody asked: tell everybody who may confirm it. Where there is no such report that is nobody."""
    request = _request(row.ref, Reason.OUTBOX)
    for person_id in deciders_of(request):
        _tell(request, person_id, f"{TO_DECIDE}.asked", (TO_DECIDE, request.pk))


def tell_of_access(entry: RecordEntry) -> None:
    """A report was opened for an hour: auditors, the chair of the board and whoever asked are told in the same transaction."""
    request = _request(UUID(_data(entry)["request"]), Reason.RECORD)
    assert request.report_id is not None  # nothing else is confirmed
    for person_id in watchers_of(request):
        _tell(request, person_id, f"{OPENED}.given", (OPENED, request.pk))
    _tell(request, request.asker_id, f"{HANDLER}.emergency", (HANDLER, request.report_id))


def end_where_kept_out(entry: RecordEntry) -> None:
    """Somebody was kept out: nothing beats that, and no access outlives it by a moment."""
    opened = EmergencyRequest.objects.unscoped(Reason.RECORD).filter(status=EmergencyStatus.CONFIRMED)
    if opened.filter(report_id=entry.about_id).exists():
        report = Report.objects.unscoped(Reason.RECORD).select_related("data_key").get(pk=entry.about_id)
        end_for(report, UUID(_data(entry)["person"]))


def _request(request_id: UUID, reason: Reason) -> EmergencyRequest:
    related = "report__organisation", "asker__organisation", "data_key"
    return EmergencyRequest.objects.unscoped(reason).select_related(*related).get(pk=request_id)


def _data(entry: RecordEntry) -> dict[str, str]:
    return open_data(entry, DataKey.objects.get(pk=entry.key_id))


declare_target(
    TO_DECIDE,
    Target(visible=seen_by_decider, link=lambda _kind, id_: reverse("emergency:decide", args=[id_])),
)
declare_target(OPENED, Target(visible=seen_by_watcher, link=lambda _kind, id_: reverse("emergency:access", args=[id_])))
declare_sentences(
    {
        f"{TO_DECIDE}.asked": _("Somebody asks for emergency access. It needs a second person within the hour."),
        f"{OPENED}.given": _("A report was opened to somebody in an emergency."),
        f"{HANDLER}.emergency": _("You may read a report in an emergency, for an hour."),
    }
)
register(
    {
        EmergencyEvent.ASKED: [later("emergency.call")],
        ReportEvent.EMERGENCY_CONFIRMED: [tell_of_access],
        ReportEvent.EXCLUDED: [end_where_kept_out],
    }
)

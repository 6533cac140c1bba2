"""The API of a report's handler, who says whether an approved exception that it cites is paused."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import who
from boundaries.web.api import Nothing, Strict, Words
from incidents.desk.api import VerbView, verb
from incidents.excepted import actions
from incidents.excepted.queries import citation_of
from incidents.reports.queries import report_for
from incidents.reports.rules import LONGEST_TEXT


class PauseExceptionIn(Strict):
    """Why, in words for the worker whose exception it is."""

    reason = Words(
        max_length=LONGEST_TEXT,
        help_text=_("They read it: no word of a report, of who wrote it, or of what was seen."),
    )


class PauseView(VerbView):
    """Pausing it."""

    @verb(
        "pause_cited_exception",
        _("Pause an approved exception that a report cites"),
        _("It is paused; its worker is told that it is, and nothing of the report."),
        more=_("Not for whoever has a conflict about the exception: to them it is not there."),
        takes=PauseExceptionIn,
    )
    def post(self, request: Request, report_id: UUID, citation_id: UUID) -> Response:
        citation_of(who(request), report_for(who(request), report_id), citation_id)
        reason, told = self.read(PauseExceptionIn)["reason"], {"report_id": report_id, "citation_id": citation_id}
        return self.carry_out(
            lambda: actions.pause_cited(actor=who(request), **told, reason=reason).pk, back=self.to_report(report_id)
        )


class LeaveView(VerbView):
    """Leaving it as it is."""

    @verb(
        "leave_cited_exception",
        _("Leave an approved exception that a report cites as it is"),
        _("That it was considered stands on the report."),
    )
    def post(self, request: Request, report_id: UUID, citation_id: UUID) -> Response:
        self.read(Nothing)
        told = {"report_id": report_id, "citation_id": citation_id}
        return self.carry_out(lambda: actions.leave_cited(actor=who(request), **told).pk, back=self.to_report(report_id))

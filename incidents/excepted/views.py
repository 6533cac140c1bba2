"""The pages on which a report's handler says whether an exception that it cites is paused."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from boundaries.access.doors import Door, opened_to
from boundaries.web.kept_forms import page_form
from incidents.desk.forms import ConfirmForm
from incidents.desk.queries import PRESSING
from incidents.desk.views import Turn, VerbWords, page_methods
from incidents.excepted import actions
from incidents.excepted.forms import PauseForm
from incidents.excepted.queries import citation_of
from incidents.reports.permissions import ReportPermission
from policies.exceptions.permissions import CONCERNED, ConcernedExceptionPermission

PAUSE = VerbWords(
    permission=ReportPermission.CONSIDER,
    title=gettext_lazy("Pause the exception"),
    lead=(
        gettext_lazy("Nobody may act on it until it is taken up again by those who look after it. Its last day stays the same."),
        gettext_lazy(
            "The worker is told that it is paused, and reads the words below. They are not told who paused it, nor that "
            "there is a report: write nothing that could betray it."
        ),
    ),
    button=gettext_lazy("Pause it"),
    done=gettext_lazy("It is paused. The worker is told that it is, and nothing of the report."),
    warning=True,
)
LEAVE = VerbWords(
    permission=ReportPermission.CONSIDER,
    title=gettext_lazy("Leave the exception as it is"),
    lead=(
        gettext_lazy("It goes on as it was approved, and nobody is told. That you considered it stands on the report."),
        gettext_lazy("You can still pause it later."),
    ),
    button=gettext_lazy("Leave it as it is"),
    done=gettext_lazy("It stays as it is. That you considered it is written down."),
)


@opened_to(Door.SIGNED_IN, ungated=PRESSING)
@page_methods
def pause(request: HttpRequest, report_id: UUID, citation_id: UUID) -> HttpResponse:
    turn = Turn(request, report_id, PAUSE)
    cited = citation_of(turn.actor, turn.report, citation_id)
    assert cited.exception is not None
    CONCERNED.require(turn.actor, ConcernedExceptionPermission.SUSPEND, cited.exception)
    form = page_form(request, PauseForm)
    told = {"report_id": report_id, "citation_id": citation_id}
    return turn.answer(form, lambda: actions.pause_cited(actor=turn.actor, **told, reason=form.cleaned_data["reason"]))


@opened_to(Door.SIGNED_IN, ungated=PRESSING)
@page_methods
def leave(request: HttpRequest, report_id: UUID, citation_id: UUID) -> HttpResponse:
    turn = Turn(request, report_id, LEAVE)
    citation_of(turn.actor, turn.report, citation_id)
    form = page_form(request, ConfirmForm)
    return turn.answer(form, lambda: actions.leave_cited(actor=turn.actor, report_id=report_id, citation_id=citation_id))

"""The pages of the register: what directors and auditors see by their office."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from boundaries.access.doors import Door, opened_to
from boundaries.clocks.queries import now
from incidents.desk import queries as desk
from incidents.desk import reading
from incidents.desk.views import actor_of, address_with, content_of, selected_filters
from incidents.emergency.queries import accesses_to
from incidents.register import actions
from incidents.register.forms import RegisterForm
from incidents.register.queries import Reader, acts_on, how_many, reader_of, register
from incidents.reports.models import Report
from incidents.reports.queries import as_counted

LIST = "register:list"


@opened_to(Door.STAFF)
@require_safe
def list_reports(request: HttpRequest) -> HttpResponse:
    reader = reader_of(actor_of(request))
    if not reader.has_office:
        raise Http404
    form = RegisterForm(request.GET)
    in_order = form.is_valid()
    chosen = form.cleaned_data
    shown = register(
        reader,
        statuses=chosen.get("status", []),
        kinds=chosen.get("kind", []),
        late=chosen.get("late", False),
        reference=chosen.get("reference", ""),
        after=request.GET.get("after", ""),
    )
    context = {
        "rows": register_rows(reader, shown.reports),
        "filter_form": form,
        "selected": selected_filters(request, form, LIST),
        "total": as_counted(how_many(reader)),
        "audits_only": reader.audits and not reader.areas,
        "first_url": address_with(request, LIST) if request.GET.get("after") else "",
        "next_url": address_with(request, LIST, after=shown.after) if shown.after else "",
    }
    return render(request, "incidents/register/list.html", context, status=200 if in_order else 422)


def register_rows(reader: Reader, reports: list[Report]) -> list[dict[str, Any]]:
    """The reports of one page, each as its row reads; whom it is about stands only where the reader may read it."""
    calendar, moment = reader.actor.organisation.calendar(), now()
    readable = [report for report in reports if reader.reads(report)]
    about = reading.about_lines(readable)
    return [
        {
            "url": reverse("register:report", args=[report.pk]),
            "reference": report.reference,
            "received_at": report.submitted_at,
            "kind": reading.kind_of(report),
            "about": about.get(report.pk, ""),
            "area": report.area.name if report.area else "",
            "waits": reading.waits_words(report),
            "handled_by": reading.handled_by(report, reader.actor),
            "marks": reading.marks_of(report) if report.pk in about else outline_marks(report),
            "status": reading.status_of(report),
            "left": reading.time_left(calendar, report, moment),
            "due_at": report.due_at,
            "unread": False,
        }
        for report in reports
    ]


@opened_to(Door.STAFF)
@require_safe
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    reader, found = actions.open_in_register(actor=actor, report_id=report_id)
    if reader.reads(found):
        context = content_of(actor, found, relation=None, offered=frozenset())
        context["on_desk_url"] = reverse("desk:report", args=[found.pk]) if desk.is_on_desk(actor, found.pk) else ""
        template = "incidents/register/report.html"
    else:
        context, template = outline_of(found), "incidents/register/outline.html"
    emergencies = accesses_to(found, with_reasons=reader.reads(found))
    return render(request, template, context | {"readings": desk.readings_of(found), "emergencies": emergencies})


def outline_marks(report: Report) -> list[reading.Mark]:
    """That it is a serious matter, and not what was answered about danger."""
    return [reading.Mark(_("Serious"), "red")] if report.serious else []


def outline_of(report: Report) -> dict[str, Any]:
    """What an auditor sees: that it is there, where it stands and what was done; nothing that was told, and nobody it is about."""
    calendar, moment = report.organisation.calendar(), now()
    facts = [
        (_("Kind"), reading.kind_of(report)),
        (_("Area"), report.area.name if report.area else _("The whole organisation")),
        (_("Handled by"), report.handler.name if report.handler else _("Nobody")),
    ]
    latest, earlier = reading.timeline_as_read(acts_on(report))
    return {
        "report": report,
        "kind": reading.kind_of(report),
        "status": reading.status_of(report),
        "marks": outline_marks(report),
        "left": reading.time_left(calendar, report, moment),
        "facts": [{"key": key, "value": value} for key, value in facts],
        "clocks": reading.clocks_as_read(desk.clocks_of(report), calendar, moment),
        "entries": latest,
        "earlier": earlier,
    }

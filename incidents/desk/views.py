"""The supervisor's desk: what waits, and one report with everything one may do about it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.staff.models import StaffMember
from incidents.reports import queries


def actor_of(request: HttpRequest) -> StaffMember:
    """Who is asking. Sign-in is required before any view runs, so somebody is."""
    actor: StaffMember = request.actor  # type: ignore[attr-defined]  # set by accounts.signin.middleware
    return actor


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    return render(request, "incidents/desk/queue.html", {"reports": queries.queue(actor_of(request)).reports})


@require_safe
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    return render(request, "incidents/desk/report.html", {"report": queries.report_for(actor_of(request), report_id)})

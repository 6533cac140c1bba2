"""What was approved for the clients one works with, worded for the team: it stands open, so that nothing looks hidden (LK-5.8)."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.staff.views import ActorRequest, one_page, page, show, turn_pages
from boundaries.access.doors import Door, opened_to
from boundaries.notices.actions import mark_read
from policies.adoption.queries import cited
from policies.adoption.views import lines
from policies.exceptions import queries
from policies.exceptions.team import reading


@opened_to(Door.STAFF)
@require_safe
@page
def team(request: ActorRequest) -> HttpResponse:
    rows = queries.of_team(request.actor)
    shown = one_page(request, rows, "-decided_at", among=rows)
    clients = reading.clients_as_known(request.actor, shown.rows)
    told = [reading.line_of(each, clients) for each in shown.rows]
    return show(request, "policies/exceptions/team/list.html", {"rows": told, **turn_pages(request, shown)})


@opened_to(Door.STAFF)
@require_safe
@page
def for_team(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    actor = request.actor
    exception = queries.team_exception(actor, exception_id)
    mark_read(person_id=actor.pk, about_id=exception.pk)
    line = reading.line_of(exception, reading.clients_as_known(actor, [exception]))
    facts = [
        (_("What was approved"), line["kind"]),
        (_("For whom"), line["worker"]),
        (_("With which client"), line["client"]),
        (_("When"), line["days"]),
    ]
    context = {
        "line": line,
        "facts": [{"key": key, "value": value} for key, value in facts if value],
        "standing": reading.STANDINGS[reading.status_for_team(exception)],
        "cited": lines(cited(exception.organisation_id, exception.clauses)),
    }
    return show(request, "policies/exceptions/team/one.html", context)

"""The first page after signing in: what one can do, what goes on, what waits."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.appointments.queries import remember_roles
from accounts.organisations.queries import today
from accounts.organisations.rules import signposts
from accounts.staff.models import StaffMember
from accounts.staff.views import area
from boundaries.access.doors import Door, opened_to
from incidents.emergency.queries import waiting_for
from incidents.home.queries import Standing, place_of, remember_place
from incidents.lifting.queries import DECIDERS
from incidents.lifting.queries import waiting_for as to_decide_for
from incidents.reports import queries, wizard
from incidents.reports.views import drafts_as_shown
from policies.campaigns.queries import in_short
from policies.campaigns.reading import until_in_words
from policies.moments.queries import count_in_team
from policies.moments.queries import waiting_for as questions_for
from policies.moments.reading import told as question_as_shown
from policies.training.queries import count_open

REPORTS_SHOWN = 3


@opened_to(Door.SIGNED_IN, ungated=True)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    actor: StaffMember = request.actor  # type: ignore[attr-defined]  # set by accounts.signin.middleware
    remember_place(actor)
    standing, desk = place_of(actor)
    outside = standing.outside
    if not outside:
        remember_roles(actor)
    reports = [] if outside else queries.own_reports(actor, most=REPORTS_SHOWN + 1)
    context = {
        "first_name": actor.name.split()[0],
        "outside": outside,
        "desk": desk and desk_as_shown(desk),
        "to_decide": decisions_as_shown(actor, standing, desk),
        "signposts": signposts(actor.organisation.danger_signposts),
        "drafts": [] if outside else drafts_as_shown(actor),
        "reports": [report_as_shown(report) for report in reports[:REPORTS_SHOWN]],
        "more_reports": len(reports) > REPORTS_SHOWN,
        "links": [] if outside else links_for(actor, standing),
        "to_train": count_open(actor),
        "policies": policies_as_shown(actor),
        "questions": questions_as_shown(actor),
        "in_team": count_in_team(actor) if standing.leads else 0,
        "emergencies": emergencies_waiting(actor) if desk is not None or standing.has_register else [],
    }
    return render(request, "incidents/home/home.html", context)


def decisions_as_shown(actor: StaffMember, standing: Standing, desk: queries.DeskCounts | None) -> str:
    """What waits for them as the second person, in words; empty where nothing does, and for those for whom nothing can."""
    may_decide = not DECIDERS.isdisjoint(standing.roles) or (desk and desk.mine)
    waiting = len(to_decide_for(actor)) if may_decide else 0
    words = ngettext("%(n)d proposal waits for a second person.", "%(n)d proposals wait for a second person.", waiting)
    return words % {"n": waiting} if waiting else ""


def policies_as_shown(actor: StaffMember) -> dict[str, Any] | None:
    """How many policies wait for them to be acknowledged and, where a campaign asks for one, until when; None where none does."""
    short = in_short(actor)
    if not short.waiting:
        return None
    until = until_in_words(today(actor.organisation), short.due_on) if short.due_on else ""
    words = ngettext("%(n)d waits", "%(n)d wait", short.waiting) % {"n": short.waiting}
    late = short.days_late > 0
    return {"status": until if late else words, "hint": words if late else until, "colour": "red" if late else "blue"}


def questions_as_shown(actor: StaffMember) -> dict[str, Any] | None:
    """The question that is due first, to be answered here, and how many more wait; None where none does."""
    waiting = questions_for(actor)
    if not waiting:
        return None
    return {"first": question_as_shown(waiting[0], today(actor.organisation)), "more": len(waiting) - 1}


def desk_as_shown(desk: queries.DeskCounts) -> dict[str, str]:
    """The desk as one line: how much is there, and what of it presses most."""
    words = ngettext("%(n)s report is with you.", "%(n)s reports are with you.", desk.mine) % {"n": queries.as_counted(desk.mine)}
    if desk.overdue:
        return {"words": words, "status": _("%(n)s late") % {"n": queries.as_counted(desk.overdue)}, "colour": "red"}
    if desk.unconfirmed:
        return {"words": words, "status": _("%(n)s new") % {"n": queries.as_counted(desk.unconfirmed)}, "colour": "teal"}
    if desk.mine:
        return {"words": words, "status": _("Nothing late"), "colour": ""}
    return {"words": _("No report is with you now."), "status": _("Empty"), "colour": ""}


def report_as_shown(report: Any) -> dict[str, Any]:
    """One of one's own reports, in the words of its reporter."""
    standing = wizard.standing_of(report.status)
    return {
        "reference": report.reference,
        "kind": report.get_kind_display(),
        "sent_at": report.submitted_at,
        "status": standing.label,
        "colour": standing.colour,
        "url": reverse("reports:report", args=[report.id]),
    }


def links_for(actor: StaffMember, standing: Standing) -> list[dict[str, Any]]:
    """The pages about the organisation that this person may open."""
    clients = [{"url": reverse("clients:list"), "label": _("Clients")}] if standing.has_clients else []
    emergency = [{"url": reverse("emergency:ask"), "label": _("Emergency access")}] if standing.may_ask_in_emergency else []
    contacts = [{"url": reverse("contacts:list"), "label": _("Contacts outside of work")}]
    gifts = [{"url": reverse("gifts:own"), "label": _("Gifts and favours")}]
    disclosures = [{"url": reverse("disclosures:list"), "label": _("Disclosures")}] if not standing.outside else []
    book = [{"url": reverse("book:list"), "label": _("Boundary book")}]
    to_decide = [{"url": reverse("disclosures:desk"), "label": _("Disclosures to decide")}] if standing.may_receive else []
    exceptions = [] if standing.outside else exceptions_for(standing)
    channels = [{"url": reverse("channels:register"), "label": _("Channels and work accounts")}]
    return [*disclosures, *to_decide, *exceptions, *clients, *book, *gifts, *contacts, *channels, *area(actor, ""), *emergency]


def exceptions_for(standing: Standing) -> list[dict[str, Any]]:
    """One's own exceptions, those of the team, and the desk of whoever may assess or decide any."""
    pages = [("exceptions:list", _("Exceptions")), ("exceptions:team", _("Exceptions in my team"))]
    if standing.may_receive:
        pages.append(("exceptions:desk", _("Exceptions to decide")))
    return [{"url": reverse(name), "label": label} for name, label in pages]


def emergencies_waiting(actor: StaffMember) -> list[dict[str, Any]]:
    """The requests for emergency access that wait for this person, as the second one."""
    return [
        {
            "url": reverse("emergency:decide", args=[each.pk]),
            "asker": each.asker.name,
            "reference": each.report.reference if each.report else "",
            "lapses_at": each.lapses_at,
        }
        for each in waiting_for(actor)
    ]

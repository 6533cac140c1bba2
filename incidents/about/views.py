"""Help, the privacy notice, whom to ask, and what is held about oneself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.appointments.queries import of_person
from accounts.organisations.queries import today
from accounts.organisations.rules import signposts
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.access.doors import Door, opened_to
from incidents.about.queries import changes_about, readings_of_own
from incidents.emergency.permissions import IN_GENERAL, EmergencyPermission


def actor_of(request: HttpRequest) -> StaffMember | None:
    """Who is asking, if they are signed in."""
    actor: StaffMember | None = getattr(request, "actor", None)
    return actor


@opened_to(Door.EVERYBODY, why="Whoever cannot sign in must still learn how to report, and whom to call.")
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How to report, what happens then, and what to do in an emergency; open to everybody."""
    actor = actor_of(request)
    reports = actor is not None and actor.kind != StaffKind.OUTSIDE
    asks = actor is not None and IN_GENERAL.allows(actor, EmergencyPermission.ASK, actor.organisation)
    urls = {"start_url": reverse("reports:start") if reports else "", "emergency_url": reverse("emergency:ask") if asks else ""}
    return render(request, "incidents/about/help.html", urls)


@opened_to(Door.EVERYBODY, why="What is held, and why, is no secret.")
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is held, why, who sees it, how long; open to everybody."""
    actor = actor_of(request)
    me_url = reverse("about:me") if actor is not None else ""
    return render(request, "incidents/about/privacy.html", {"me_url": me_url})


@opened_to(Door.EVERYBODY, why="Whoever cannot sign in must learn whom to ask; strangers are told no names.")
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to ask: who looks after one's account, and whom to call; a visitor learns no names."""
    actor = actor_of(request)
    context: dict[str, Any] = {"known": actor is not None}
    if actor is not None:
        organisation = actor.organisation
        held = Appointment.objects.in_force(today(organisation)).filter(organisation=organisation, role=Role.ADMINISTRATOR)
        people = StaffMember.objects.filter(id__in=held.values("person_id")).order_by("name")
        context["administrators"] = [
            {"name": each.name, "job_title": each.job_title, "email": each.user.email if each.user else ""}
            for each in people.select_related("user")
        ]
        context["signposts"] = signposts(organisation.danger_signposts)
    return render(request, "incidents/about/contact.html", context)


@opened_to(Door.SIGNED_IN, ungated=True)
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """What is held about the person who asks, and who opened what they told."""
    actor = actor_of(request)
    assert actor is not None  # only whoever is signed in gets this far
    return render(
        request,
        "incidents/about/me.html",
        {
            "outside": actor.kind == StaffKind.OUTSIDE,
            "rows": facts_about(actor),
            "changes": [{"title": each.sentence, "by": each.by, "at": each.at} for each in changes_about(actor)],
            "reports": [
                {
                    "reference": each.report.reference,
                    "url": reverse("reports:report", args=[each.report.pk]),
                    "sent_at": each.report.submitted_at,
                    "readings": each.readings,
                }
                for each in readings_of_own(actor)
            ],
        },
    )


def facts_about(actor: StaffMember) -> list[dict[str, Any]]:
    """The person's entry, line by line."""
    roles = [
        f"{each.get_role_display()}" + (f" ({_('not confirmed yet')})" if each.confirmed_at is None else "")
        for each in of_person(actor)
    ]
    return [
        {"key": _("Name"), "value": actor.name},
        {"key": _("E-mail address"), "value": actor.user.email if actor.user else ""},
        {"key": _("Organisation"), "value": actor.organisation.name},
        {"key": _("Kind"), "value": actor.get_kind_display()},
        *([{"key": _("Partner organisation"), "value": actor.partner}] if actor.partner else []),
        {"key": _("Job title"), "value": actor.job_title},
        {"key": _("Staff number"), "value": actor.reference},
        {"key": _("Site"), "value": actor.site.name if actor.site else ""},
        {"key": _("Team"), "value": actor.team.name if actor.team else ""},
        {"key": _("Line manager"), "value": actor.manager.name if actor.manager else ""},
        {"key": _("Roles"), "value": roles or ""},
        {"key": _("First day of work"), "value": date_format(actor.started_on, "j F Y") if actor.started_on else ""},
    ]

"""The pages about the organisation: settings, sites, closed days, and what is missing before it takes reports."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.logins.queries import count_waiting
from accounts.organisations import actions
from accounts.organisations.choices import Weekday
from accounts.organisations.forms import ClosedDayForm, SettingsForm, SiteForm
from accounts.organisations.permissions import ACCESS, OrganisationPermission
from accounts.organisations.queries import closed_day_for, closed_days_of, site_for, sites_of, today
from accounts.routing.choices import RouteGap
from accounts.routing.queries import missing_for_activation
from accounts.staff.forms import ConfirmForm
from accounts.staff.views import ActorRequest, area, page, show
from boundaries.access.doors import Door, opened_to


@opened_to(Door.STAFF)
@require_safe
@page
def show_settings(request: ActorRequest) -> HttpResponse:
    actor, organisation = request.actor, request.actor.organisation
    ACCESS.require(actor, OrganisationPermission.VIEW_SETTINGS, organisation)
    context = {
        "area": area(actor, "organisations:settings"),
        "organisation": organisation,
        "language": dict(settings.LANGUAGES).get(organisation.language, organisation.language),
        "weekdays": [Weekday(day).label for day in organisation.weekdays],
        "acknowledge": _working_days(organisation.acknowledge_days),
        "gate": organisation.get_gate_display(),
        "contact": _working_days(organisation.contact_days),
        "closed_days": list(closed_days_of(actor, today(organisation))),
    }
    return show(request, "accounts/organisations/settings.html", context)


def _working_days(count: int) -> str:
    return ngettext("%(count)s working day", "%(count)s working days", count) % {"count": count}


@opened_to(Door.STAFF)
@page
def change_settings(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    ACCESS.require(actor, OrganisationPermission.CHANGE_SETTINGS, actor.organisation)
    initial = SettingsForm.said_by(actor.organisation)
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.does(actions.change_settings, actor=actor):
        messages.success(request, _("The settings were saved."))
        return redirect("organisations:settings")
    back = reverse("organisations:settings")
    context = {"heading": _("Change the settings"), "form": form, "back_url": back, "button_label": _("Save")}
    return show(request, "accounts/form.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def list_sites(request: ActorRequest) -> HttpResponse:
    ACCESS.require(request.actor, OrganisationPermission.VIEW_SETTINGS, request.actor.organisation)
    context = {"area": area(request.actor, "organisations:sites"), "sites": list(sites_of(request.actor))}
    return show(request, "accounts/organisations/sites.html", context)


@opened_to(Door.STAFF)
@page
def add_site(request: ActorRequest) -> HttpResponse:
    ACCESS.require(request.actor, OrganisationPermission.ADD_SITE, request.actor.organisation)
    form = SiteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(actions.add_site, actor=request.actor):
        messages.success(request, _("The site was added."))
        return redirect("organisations:sites")
    return show(request, "accounts/form.html", _site_form(_("Add a site"), form))


@opened_to(Door.STAFF)
@page
def rename_site(request: ActorRequest, site_id: UUID) -> HttpResponse:
    ACCESS.require(request.actor, OrganisationPermission.RENAME_SITE, request.actor.organisation)
    site = site_for(request.actor, site_id)
    form = SiteForm(request.POST if request.method == "POST" else None, initial={"name": site.name})
    if request.method == "POST" and form.does(actions.rename_site, actor=request.actor, site_id=site.id):
        messages.success(request, _("The site was renamed."))
        return redirect("organisations:sites")
    return show(request, "accounts/form.html", _site_form(_("Rename a site"), form))


def _site_form(heading: str, form: SiteForm) -> dict[str, Any]:
    return {"heading": heading, "form": form, "back_url": reverse("organisations:sites"), "button_label": _("Save")}


@opened_to(Door.STAFF)
@page
def add_closed_day(request: ActorRequest) -> HttpResponse:
    ACCESS.require(request.actor, OrganisationPermission.ADD_CLOSED_DAY, request.actor.organisation)
    form = ClosedDayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(actions.add_closed_day, actor=request.actor):
        messages.success(request, _("The closed day was added."))
        return redirect("organisations:settings")
    back = reverse("organisations:settings")
    context = {"heading": _("Add a closed day"), "form": form, "back_url": back, "button_label": _("Add this day")}
    return show(request, "accounts/form.html", context)


@opened_to(Door.STAFF)
@page
def remove_closed_day(request: ActorRequest, closed_day_id: int) -> HttpResponse:
    ACCESS.require(request.actor, OrganisationPermission.REMOVE_CLOSED_DAY, request.actor.organisation)
    closed = closed_day_for(request.actor, closed_day_id)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(actions.remove_closed_day, actor=request.actor, closed_day_id=closed.id):
        messages.success(request, _("The closed day was removed."))
        return redirect("organisations:settings")
    context = {
        "heading": _("Remove a closed day"),
        "question": _("Is this a usual day again?"),
        "text": f"{closed.name}, {date_format(closed.day, 'j F Y')}",
        "form": form,
        "button_label": _("Remove the closed day"),
        "back_url": reverse("organisations:settings"),
    }
    return show(request, "accounts/confirm.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def before_activation(request: ActorRequest) -> HttpResponse:
    organisation = request.actor.organisation
    ACCESS.require(request.actor, OrganisationPermission.VIEW_SETTINGS, organisation)
    gaps = missing_for_activation(organisation)
    context = {
        "area": area(request.actor, ""),
        "organisation": organisation,
        "tasks": _tasks(gaps, logins=count_waiting(request.actor), has_signposts=bool(organisation.danger_signposts)),
        "may_activate": not gaps,
    }
    return show(request, "accounts/organisations/before_activation.html", context)


def _tasks(gaps: tuple[RouteGap, ...], *, logins: int, has_signposts: bool) -> list[dict[str, Any]]:
    """What to do, each with where to do it. One way to an alternate route is enough; the signposts can follow."""
    propose, settings_url = reverse("appointments:propose"), reverse("organisations:change_settings")
    done = {"status": _("Done"), "colour": ""}
    tasks: list[dict[str, Any]] = [
        {"label": gap.label, "hint": REMEDIES[gap](), "url": propose, "status": _("Missing"), "colour": "blue"} for gap in gaps
    ]
    if not gaps:
        tasks.append({"label": _("There is an alternate route"), "url": propose, **done})
    if logins:
        label = ngettext("%(count)d login is not confirmed", "%(count)d logins are not confirmed", logins) % {"count": logins}
        hint = _(
            "Reports go only to logins that a second person confirmed: a director, the chief executive or another administrator,"
            " not whoever gave them. Two directors can confirm each other's."
        )
        wanting = {"status": _("Missing") if gaps else _("Should be done"), "colour": "blue" if gaps else "yellow"}
        tasks.append({"label": label, "hint": hint, "url": reverse("logins:confirm"), **wanting})
    signposts = {"label": _("Say whom to call when somebody is in danger"), "url": settings_url}
    to_do = {"status": _("Should be done"), "colour": "yellow"}
    return [*tasks, signposts | (done if has_signposts else to_do)]


REMEDIES = {
    RouteGap.TOO_FEW_DIRECTORS: lambda: _("Appoint two directors who can sign in."),
    RouteGap.RELATED_DIRECTORS: lambda: _("Appoint one who is not in one line of management with the other."),
    RouteGap.NO_OUTSIDE_CONTACT: lambda: _("Or add a person of the kind “outside contact” with a login, and appoint them."),
}


@opened_to(Door.STAFF)
@page
def activate(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    ACCESS.require(actor, OrganisationPermission.ACTIVATE, actor.organisation)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(actions.activate, actor=actor):
        messages.success(request, _("The organisation takes reports from now on."))
        return redirect("organisations:settings")
    context = {
        "heading": _("Activate the organisation"),
        "question": _("Shall the organisation take reports from now on?"),
        "text": _("From then on every new role needs a second person to confirm it."),
        "form": form,
        "button_label": _("Activate"),
        "back_url": reverse("organisations:before_activation"),
    }
    return show(request, "accounts/confirm.html", context)

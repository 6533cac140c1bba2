"""The pages of lifting: to whom a report is closed, the proposal, and what the second person decides."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signin.fresh import fresh_only
from accounts.staff.models import StaffMember
from boundaries.access.doors import Door, opened_to
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, RuleViolation
from boundaries.web.act_once import act_once, has_acted
from boundaries.web.kept_forms import keep_url, page_form
from incidents.desk import queries as desk
from incidents.desk.views import actor_of
from incidents.lifting import actions, queries, rules
from incidents.lifting.choices import LiftingStatus
from incidents.lifting.forms import DecideForm, ProposeForm
from incidents.lifting.models import ExclusionLifting
from incidents.lifting.permissions import ACCESS, KEPT_OUT, KeptOutPermission, LiftingPermission, reads_by_office
from incidents.reports.models import Report
from incidents.reports.wizard import described

page_methods = require_http_methods(["GET", "HEAD", "POST"])


# --- One report -----------------------------------------------------------------------------------------------------------
@opened_to(Door.SIGNED_IN)
@require_safe
def kept_out(request: HttpRequest, report_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    report = queries.report_to_lift_in(actor, report_id)
    may_propose = KEPT_OUT.allows(actor, KeptOutPermission.PROPOSE, report)
    rows = [row_of(actor, report, each, may_propose=may_propose) for each in queries.kept_out_of(report)]
    context = {"report": report, "rows": rows, "may_propose": may_propose, "back_url": way_back(actor, report)}
    return render(request, "incidents/lifting/kept_out.html", context)


def way_back(actor: StaffMember, report: Report) -> str:
    """Where the reader sees the report: on their desk, or else in the register; empty for whoever reads it nowhere."""
    if desk.is_on_desk(actor, report.pk):
        return reverse("desk:report", args=[report.pk])
    return reverse("register:report", args=[report.pk]) if reads_by_office(actor, report) else ""


def row_of(actor: StaffMember, report: Report, kept: queries.KeptOut, *, may_propose: bool) -> dict[str, Any]:
    """One person as the list shows them: why, since when, what was said to it, and what the reader may do."""
    person, url, label = kept.exclusion.person, "", ""
    facts = [(_("Why"), kept.why), (_("Since"), day(kept.exclusion.added_at))]
    if kept.lifted and kept.waiting is None:
        facts.append((_("Lifted"), lifted_words(kept)))
    elif kept.waiting:
        facts.append((_("Proposed"), waiting_words(kept.waiting)))
        if ACCESS.allows(actor, LiftingPermission.VIEW, kept.waiting):
            url, label = reverse("lifting:decide", args=[kept.waiting.pk]), _("See the proposal")
    elif kept.stays:
        facts.append((_("Stays"), kept.stays))
    elif may_propose and rules.are_related(actor.pk, person.pk, queries.lines_above([actor, person])):
        facts.append((_("You"), _("You stand above or below this person. Somebody who does not has to propose it.")))
    elif may_propose:
        url, label = reverse("lifting:propose", args=[report.pk, kept.exclusion.pk]), _("Propose to lift this")
    return {
        "name": described(person),
        "facts": [{"key": key, "value": value} for key, value in facts],
        "url": url,
        "label": label,
    }


def lifted_words(kept: queries.KeptOut) -> str:
    """Who lifted it together, and when."""
    assert kept.lifted
    names = {"one": kept.lifted.lifting.proposed_by.name, "other": kept.lifted.decided_by.name}
    return _("By %(one)s and %(other)s, %(day)s.") % {**names, "day": day(kept.lifted.decided_at)}


def waiting_words(lifting: ExclusionLifting) -> str:
    """Who proposed it, and until when it waits."""
    words = _("By %(name)s, %(day)s. It waits for a second person until %(end)s.")
    end = day(lifting.proposed_at + rules.TIME_TO_DECIDE)
    return words % {"name": lifting.proposed_by.name, "day": day(lifting.proposed_at), "end": end}


def day(moment: Any) -> str:
    """A day in words, where the reader is."""
    return date_format(localtime(moment), "j F Y")


@opened_to(Door.SIGNED_IN)
@fresh_only
@page_methods
def propose(request: HttpRequest, report_id: UUID, exclusion_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    report = queries.report_to_lift_in(actor, report_id)
    exclusion = queries.exclusion_of(report, exclusion_id)
    KEPT_OUT.require(actor, KeptOutPermission.PROPOSE, report)
    list_url = reverse("lifting:kept_out", args=[report.pk])
    form = page_form(request, ProposeForm)
    if request.method == "POST":
        if form.is_valid() and acts(request, form, report, exclusion_id):
            messages.success(request, _("It was proposed. A second person is asked now; it waits for seven days."))
            return redirect(list_url)
    else:
        try:
            queries.check_proposable(actor, report, exclusion)
        except RuleViolation as refusal:
            messages.info(request, str(refusal.message))
            return redirect(list_url)
    context = {
        "form": form,
        "report": report,
        "facts": facts_of(report, exclusion.person, queries.why_of(report, exclusion)),
        "back_url": list_url,
        "autosave_url": keep_url(request),
    }
    return render(request, "incidents/lifting/propose.html", context, status=422 if form.errors else 200)


def acts(request: HttpRequest, form: ProposeForm, report: Report, exclusion_id: UUID) -> bool:
    """Propose it, once; what a rule refuses stands on the page."""
    actor, reason = actor_of(request), form.cleaned_data["reason"]

    def act() -> UUID:
        return actions.propose(actor=actor, report_id=report.pk, exclusion_id=exclusion_id, reason=reason).pk

    try:
        act_once(request, act)
    except RuleViolation as refusal:
        form.explain(refusal)
        return False
    return True


def facts_of(report: Report, person: StaffMember, why: Any) -> list[dict[str, Any]]:
    """Which report, who is kept out of it, and why."""
    rows = [(_("Report"), report.reference), (_("Kept out"), described(person)), (_("Why"), why)]
    return [{"key": key, "value": value} for key, value in rows]


# --- Proposals ------------------------------------------------------------------------------------------------------------
@opened_to(Door.SIGNED_IN)
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    columns = [_("Report"), _("Kept out"), _("Proposed by"), _("Waits until")]
    rows = [
        [
            {"url": reverse("lifting:decide", args=[each.pk]), "label": each.report.reference},
            each.exclusion.person.name,
            each.proposed_by.name,
            day(each.proposed_at + rules.TIME_TO_DECIDE),
        ]
        for each in queries.waiting_for(actor_of(request))
    ]
    return render(request, "incidents/lifting/waiting.html", {"columns": columns, "rows": rows})


CONFIRM, DECLINE = "confirm", "decline"


@opened_to(Door.SIGNED_IN)
@fresh_only
@page_methods
def decide(request: HttpRequest, lifting_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    lifting = queries.lifting_for(actor, lifting_id)
    form = page_form(request, DecideForm)
    act = request.POST.get("act", "")
    if request.method == "POST" and act in {CONFIRM, DECLINE}:
        if decided(request, form, lifting, act):
            return redirect("lifting:decide", lifting.pk)
    elif request.method == "POST":
        form.add_error(None, _("Choose one of the answers"))
    return render(
        request, "incidents/lifting/decide.html", decision_page(actor, lifting, form), status=422 if form.errors else 200
    )


def decided(request: HttpRequest, form: DecideForm, lifting: ExclusionLifting, act: str) -> bool:
    """Decide, once. Too late leads to the page, which says how it stands."""
    actor, verb = actor_of(request), actions.confirm if act == CONFIRM else actions.decline
    twice = has_acted(request)
    try:
        act_once(request, lambda: verb(actor=actor, lifting_id=lifting.pk).pk)
    except RuleViolation as refusal:
        form.explain(refusal)
        return False
    except MoveRefused:
        messages.info(request, _("This was not done: somebody decided before you, or the time is over."))
        return True
    if not twice:
        done = _("It was lifted. Nothing comes back by itself: they may be given the report again.")
        messages.success(request, done if act == CONFIRM else _("It was left as it is."))
    return True


def decision_page(actor: StaffMember, lifting: ExclusionLifting, form: DecideForm) -> dict[str, Any]:
    """What is proposed, how it stands, and what the reader may answer."""
    report, status = lifting.report, queries.status_of(lifting, now())
    waits = status == LiftingStatus.PROPOSED
    return {
        "form": form,
        "facts": [
            *facts_of(report, lifting.exclusion.person, queries.why_of(report, lifting.exclusion)),
            {
                "key": _("Proposed"),
                "value": _("By %(name)s, %(day)s") % {"name": lifting.proposed_by.name, "day": day(lifting.proposed_at)},
            },
            {"key": _("Their reason"), "value": str(lifting.reason)},
            {"key": _("How it stands"), "value": standing_words(lifting, status)},
        ],
        "is_own": lifting.proposed_by_id == actor.pk,
        "may_confirm": waits and ACCESS.allows(actor, LiftingPermission.CONFIRM, lifting),
        "may_decline": waits and ACCESS.allows(actor, LiftingPermission.DECLINE, lifting),
        "report_url": way_back(actor, report),
    }


def standing_words(lifting: ExclusionLifting, status: LiftingStatus) -> str:
    """Where it stands, by whom and until when."""
    if status == LiftingStatus.PROPOSED:
        return _("It waits for a second person until %(end)s.") % {"end": day(lifting.proposed_at + rules.TIME_TO_DECIDE)}
    if status == LiftingStatus.LAPSED:
        return _("Nobody decided within seven days. It may be proposed again.")
    words = {
        LiftingStatus.CONFIRMED: _("Lifted by %(name)s, %(day)s."),
        LiftingStatus.DECLINED: _("Left as it is by %(name)s, %(day)s."),
    }[status]
    return words % {"name": lifting.decision.decided_by.name, "day": day(lifting.decision.decided_at)}

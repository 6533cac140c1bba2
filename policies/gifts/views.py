"""The pages of gifts: writing one down, one's own, what waits for a decision, the register, and the amounts."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.organisations.queries import today
from accounts.staff.views import ActorRequest, asked_id, page, show
from boundaries.access.doors import Door, opened_to
from boundaries.errors.exceptions import RuleViolation
from boundaries.notices.actions import mark_read
from boundaries.web.act_once import TOKEN, act_once
from policies.adoption.views import lines, tabs
from policies.gifts import actions, queries, reading
from policies.gifts.choices import COLOURS, Basis, GiftKind, GiftState, Verdict
from policies.gifts.forms import DEEDS, BandsForm, DecisionForm, FateForm, FurtherForm, GiftForm, RateForm, RegisterForm, told_by
from policies.gifts.models import GiftEntry
from policies.gifts.permissions import ACCESS, IN_GENERAL, GiftListPermission, GiftPermission
from policies.gifts.queries import MOST_TOTALS, GiftsPage, GiverTotal, Office
from policies.gifts.rules import does_as_decided
from policies.library.choices import Category, Expects
from policies.situations.entries import Entry, declare_entry

for _asked in (Expects.GIFT, Category.GIFTS, Category.MONEY, Category.PAYMENT, Category.CLIENT_MONEY, Category.WILLS):
    declare_entry(_asked, Entry(gettext_lazy("Write down a gift or favour"), "gifts:start"))
FURTHER, BACK = "further", "back"
KINDS_AND_STATES: dict[str, Any] = {**dict(GiftKind.choices), **dict(GiftState.choices)}


def may(request: ActorRequest, permission: GiftListPermission) -> bool:
    """Whether somebody may do this with gifts in general."""
    return IN_GENERAL.allows(request.actor, permission, request.actor.organisation)


def sent(request: ActorRequest) -> Any:
    """What was sent, if anything."""
    return request.POST if request.method == "POST" else None


def ways(request: ActorRequest, current: str) -> list[dict[str, Any]]:
    """The pages about gifts that this person may open."""
    links = [("gifts:own", _("What you wrote down")), ("gifts:waiting", _("What waits for you"))]
    if may(request, GiftListPermission.REGISTER):
        links.append(("gifts:register", _("Register")))
    if may(request, GiftListPermission.SETTINGS):
        links.append(("gifts:settings", _("Amounts and rates")))
    return [{"url": reverse(name), "label": label} for name, label in links if name != current]


def row(entry: GiftEntry, *, reads: bool, worker: bool = False) -> dict[str, Any]:
    """An entry as lists show it."""
    return {
        "url": reverse("gifts:gift", args=[entry.pk]),
        "on": entry.happened_on,
        "kind": entry.get_kind_display(),
        "what": entry.what if reads else "",
        "giver": reading.giver(entry) if reads else reading.masked_giver(entry),
        "worker": entry.worker.name if worker else "",
        "worth": reading.money(entry.amount, entry.currency),
        "state": entry.get_state_display(),
        "colour": COLOURS[GiftState(entry.state)],
        "fate": entry.get_fate_display(),
        "due_at": entry.due_at,
    }


def turn(request: ActorRequest, shown: GiftsPage) -> dict[str, str]:
    """The first page and the next one, with the same filters."""
    kept = [(key, value) for key, values in request.GET.lists() for value in values if key != "after" and value]
    following = f"?{urlencode([*kept, ('after', shown.after)])}" if shown.after else ""
    return {"next_url": following, "first_url": f"?{urlencode(kept)}" if request.GET.get("after") else ""}


def together(totals: Sequence[GiverTotal], office: Office | None = None) -> dict[str, Any]:
    """What each giver gave, as far as it is shown at once, and what everybody gave together; one's own without an office."""
    whole = queries.whole_of(totals)
    shown = totals[:MOST_TOTALS]
    return {
        "totals": [total(each, reads=office is None or office.reads(each.entry)) for each in shown],
        "more": len(totals) - len(shown),
        "whole": {"sum": reading.sums(whole.sums), "count": whole.count, "unknown": whole.unknown},
    }


def total(each: GiverTotal, *, reads: bool) -> dict[str, Any]:
    """What one giver gave, as a line."""
    name = reading.giver(each.entry) if reads else reading.masked_giver(each.entry)
    return {"giver": name, "sum": reading.sums(each.total.sums), "count": each.total.count, "unknown": each.total.unknown}


# --- One's own ------------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def list_own(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    shown = queries.own_gifts(actor, after=request.GET.get("after", ""))
    context = {
        "area": tabs(""),
        "ways": ways(request, "gifts:own"),
        "rows": [row(each, reads=True) for each in shown.entries],
        **together(queries.own_totals(actor)),
        **turn(request, shown),
    }
    return show(request, "policies/gifts/own.html", context)


@opened_to(Door.STAFF)
@page
def add(request: ActorRequest) -> HttpResponse:
    actor, named = request.actor, asked_id(request, "client")
    initial = {"giver": "client", "client": str(named)} if named else {}
    return write(request, initial=initial, named=named, act=lambda told: actions.add_gift(actor=actor, told=told))


@opened_to(Door.STAFF)
@page
def correct(request: ActorRequest, gift_id: UUID) -> HttpResponse:
    actor = request.actor
    entry = queries.gift_for(actor, gift_id, GiftPermission.CORRECT)
    return write(
        request,
        initial=as_said(entry),
        named=entry.client_id,
        corrects=entry,
        act=lambda told: actions.correct_gift(actor=actor, gift_id=entry.pk, told=told),
    )


def as_said(entry: GiftEntry) -> dict[str, Any]:
    """What an entry says, as the form shows it."""
    deed = next(key for key, (how, which, _label) in DEEDS.items() if (how, which) == (entry.happening, entry.direction))
    return {
        "deed": deed,
        "giver": entry.giver,
        "client": str(entry.client_id or ""),
        "giver_name": entry.giver_name,
        "kind": entry.kind,
        "what": entry.what,
        "amount": reading.plain(entry.amount, entry.currency),
        "currency": entry.currency,
        "fate": entry.fate,
        "own_idea": entry.own_idea,
        "on": entry.happened_on,
    }


def write(
    request: ActorRequest, *, initial: dict[str, Any], named: UUID | None, act: Any, corrects: GiftEntry | None = None
) -> HttpResponse:
    """One page, and a second one where the answers raise questions; then it is written down."""
    actor = request.actor
    frame: dict[str, Any] = {
        "clients": queries.clients_to_name(actor, also=named),
        "currency": queries.bands_of(actor.organisation_id).currency,
        "today": today(actor.organisation),
    }
    context: dict[str, Any] = {
        "heading": _("Correct what you wrote down") if corrects else _("Write down a gift or favour"),
        "hint": _("What you wrote first stays readable.") if corrects else "",
        "back_url": reverse("gifts:gift", args=[corrects.pk]) if corrects else reverse("gifts:own"),
    }
    data = sent(request)
    form = GiftForm(data, initial=initial, **frame)
    if data is None or BACK in data or not form.is_valid():
        return show(request, "policies/gifts/add.html", context | {"form": form})
    asked = form.asks_further()
    further = FurtherForm(data if FURTHER in data else None, asked=asked) if asked else None
    if further is not None and not further.is_valid():
        return show(request, "policies/gifts/further.html", context | {"form": further, "kept": kept_of(data, further)})
    try:
        gift_id = act_once(request, lambda: act(told_by(form, further)).pk)
    except RuleViolation as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return show(request, "policies/gifts/add.html", context | {"form": form})
    messages.success(request, _("It is written down."))
    return redirect("gifts:gift", gift_id)


def kept_of(data: QueryDict, further: FurtherForm) -> list[tuple[str, str]]:
    """What the second page carries on from the first."""
    left_out = {TOKEN, FURTHER, BACK, *further.fields}
    return [(name, value) for name, values in data.lists() if name not in left_out for value in values]


@opened_to(Door.STAFF)
@require_safe
@page
def show_gift(request: ActorRequest, gift_id: UUID) -> HttpResponse:
    actor = request.actor
    entry = queries.gift_for(actor, gift_id)
    mark_read(person_id=actor.pk, about_id=entry.pk)
    reads, own = ACCESS.allows(actor, GiftPermission.READ, entry), entry.worker_id == actor.pk
    decision = queries.decision_on(entry)
    versions = queries.versions_of(entry) if reads else []
    waits = entry.state == GiftState.WAITING
    context = {
        "area": tabs(""),
        "entry": entry,
        "own": own,
        "rows": facts(entry, reads=reads, own=own),
        "state": entry.get_state_display(),
        "colour": COLOURS[GiftState(entry.state)],
        "why": Basis(entry.basis).label,
        "next": reading.next_steps(entry) if own else "",
        "clauses": lines(queries.clauses_of(entry)),
        "decision": decision if decision and entry.state == GiftState.DECIDED else None,
        "verdict": Verdict(decision.verdict).label if decision else "",
        "reason": decision.reason if decision and reads else "",
        "otherwise": decision is not None
        and entry.state == GiftState.DECIDED
        and not does_as_decided(decision.verdict, entry.fate),
        "fates": list(entry.fates.order_by("pk")),
        "versions": [{"entry": each, "rows": facts(each, reads=True, own=own)} for each in versions if each.pk != entry.pk],
        "stands": entry.state != GiftState.CORRECTED,
        "may_decide": waits and ACCESS.allows(actor, GiftPermission.DECIDE, entry),
    }
    return show(request, "policies/gifts/gift.html", context)


def facts(entry: GiftEntry, *, reads: bool, own: bool) -> list[dict[str, Any]]:
    """What an entry says; without words, and without who the giver is, for whoever may not read them."""
    found: list[tuple[str, Any]] = [
        (_("When"), reading.day(entry.happened_on)),
        (_("What happened"), reading.happened(entry)),
        (_("With whom"), reading.giver(entry) if reads else reading.masked_giver(entry)),
        (_("Kind"), entry.get_kind_display()),
    ]
    if not own:
        found.insert(0, (_("Written down by"), entry.worker.name))
    if reads:
        found.append((_("What"), entry.what))
    worth = reading.money(entry.amount, entry.currency) or _("Not known")
    if entry.worth is not None and entry.worth_currency != entry.currency:
        worth = f"{worth} ({reading.money(entry.worth, entry.worth_currency)})"
    found.append((_("Worth"), worth))
    found.append((_("What became of it"), entry.get_fate_display()))
    found.append((_("Their own free choice"), entry.get_own_idea_display()))
    if entry.proposed_by:
        found.append((_("Who brought it up"), entry.get_proposed_by_display()))
    if entry.pressure and reads:
        found.append((_("What made it less than free"), entry.pressure))
    if entry.entitled:
        found.append((_("Has a right to the service"), entry.get_entitled_display()))
    if not own and entry.from_giver is not None and entry.to_worker is not None:
        found.append((_("From the same giver over twelve months"), reading.money(entry.from_giver, entry.worth_currency)))
        found.append((_("To the same person over twelve months"), reading.money(entry.to_worker, entry.worth_currency)))
    return [{"key": key, "value": value} for key, value in found]


@opened_to(Door.STAFF)
@page
def tell_fate(request: ActorRequest, gift_id: UUID) -> HttpResponse:
    actor = request.actor
    entry = queries.gift_for(actor, gift_id, GiftPermission.CORRECT)
    form = FateForm(sent(request), initial={"fate": entry.fate})
    if request.method == "POST" and form.does(actions.tell_fate, actor=actor, gift_id=entry.pk):
        messages.success(request, _("It is written down."))
        return redirect("gifts:gift", entry.pk)
    return show(request, "accounts/form.html", about(entry, _("What became of it?"), form, _("Write it down")))


def about(entry: GiftEntry, heading: str, form: Any, button: str) -> dict[str, Any]:
    """A form about one entry."""
    return {
        "heading": heading,
        "form": form,
        "back_url": reverse("gifts:gift", args=[entry.pk]),
        "button_label": button,
    }


# --- Deciding -------------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def list_waiting(request: ActorRequest) -> HttpResponse:
    shown = queries.waiting_for(request.actor, after=request.GET.get("after", ""))
    context = {
        "area": tabs(""),
        "ways": ways(request, "gifts:waiting"),
        "rows": [row(each, reads=True, worker=True) for each in shown.entries],
        **turn(request, shown),
    }
    return show(request, "policies/gifts/waiting.html", context)


@opened_to(Door.STAFF)
@page
def decide(request: ActorRequest, gift_id: UUID) -> HttpResponse:
    actor = request.actor
    entry = queries.gift_for(actor, gift_id, GiftPermission.DECIDE)
    form = DecisionForm(sent(request))
    if request.method == "POST" and form.does(actions.decide_gift, actor=actor, gift_id=entry.pk):
        messages.success(request, _("It is decided. %(name)s is told.") % {"name": entry.worker.name})
        return redirect("gifts:waiting")
    context = about(entry, _("Decide about a gift"), form, _("Decide"))
    context |= {
        "rows": facts(entry, reads=True, own=False),
        "why": Basis(entry.basis).label,
        "clauses": lines(queries.clauses_of(entry)),
    }
    return show(request, "policies/gifts/decide.html", context)


# --- The register -----------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def list_register(request: ActorRequest) -> HttpResponse:
    office = queries.office_of(request.actor)
    form = RegisterForm(request.GET, people=queries.workers_in_register(office))
    wanted = form.wanted() if form.is_valid() else queries.EVERYTHING
    shown = queries.register(office, wanted=wanted, after=request.GET.get("after", ""))
    context = {
        "area": tabs(""),
        "ways": ways(request, "gifts:register"),
        "form": form,
        "filter_form": form,
        "selected": chosen(form, request),
        "clear_url": reverse("gifts:register"),
        "rows": [row(each, reads=False, worker=True) for each in shown.entries],
        "totals_url": f"{reverse('gifts:totals')}?worker={wanted.worker_id}" if wanted.worker_id else "",
        **turn(request, shown),
    }
    return show(request, "policies/gifts/register.html", context)


def chosen(form: RegisterForm, request: ActorRequest) -> list[dict[str, str]]:
    """What the register is narrowed down by, each with the address of the register without it."""
    tags = []
    for name, value in form.cleaned_data.items():
        if value:
            given = [(key, each) for key, values in request.GET.lists() for each in values if each and key != "after"]
            rest = [(key, each) for key, each in given if key.partition("_")[0] != name]
            tags.append({"label": f"{form.fields[name].label}: {worded(value)}", "remove_url": f"?{urlencode(rest)}"})
    return tags


def worded(value: Any) -> str:
    """What was chosen, in words."""
    if isinstance(value, list):
        return ", ".join(str(KINDS_AND_STATES[each]) for each in value)
    return reading.day(value) if isinstance(value, date) else str(value.name)


@opened_to(Door.STAFF)
@require_safe
@page
def show_totals(request: ActorRequest) -> HttpResponse:
    office, worker_id = queries.office_of(request.actor), asked_id(request, "worker")
    if worker_id is None:
        return redirect("gifts:register")
    worker = queries.worker_for(office, worker_id)
    context = {
        "area": tabs(""),
        "worker": worker,
        **together(queries.totals_of_worker(office, worker), office),
    }
    return show(request, "policies/gifts/totals.html", context)


# --- Amounts and rates --------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@page
def set_bands(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    settings, rates = queries.settings_of(actor)
    holding = queries.bands_of(actor.organisation_id)
    initial = {
        "currency": holding.currency,
        "days": holding.days,
        **{name: reading.plain(getattr(holding, name), holding.currency) for name in ("token", "large", "worker")},
    }
    form = BandsForm(sent(request), initial=initial)
    if request.method == "POST" and form.does(actions.set_bands, actor=actor):
        messages.success(request, _("The amounts hold from now on. What was judged before stays as it was."))
        return redirect("gifts:settings")
    context = {
        "area": tabs(""),
        "form": form,
        "ways": ways(request, "gifts:settings"),
        "before": [
            {
                "setting": each,
                "amounts": [reading.money(getattr(each, name), each.currency) or "–" for name in ("token", "large", "worker")],
            }
            for each in settings
        ],
        "rates": rates,
    }
    return show(request, "policies/gifts/settings.html", context)


@opened_to(Door.STAFF)
@page
def set_rate(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    IN_GENERAL.require(actor, GiftListPermission.SETTINGS, actor.organisation)
    form = RateForm(sent(request), initial={"since": today(actor.organisation)})
    if request.method == "POST" and form.does(actions.set_rate, actor=actor):
        messages.success(request, _("The rate holds from that day on."))
        return redirect("gifts:settings")
    own = queries.bands_of(actor.organisation_id).currency
    context = {
        "heading": _("Set an exchange rate"),
        "hint": _("Your own currency is %(currency)s. A gift in another one is counted by the rate of its day.")
        % {"currency": own},
        "form": form,
        "back_url": reverse("gifts:settings"),
        "button_label": _("Set this rate"),
    }
    return show(request, "accounts/form.html", context)

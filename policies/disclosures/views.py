"""The pages on which somebody discloses, and follows what they disclosed."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.clients.models import Relative
from accounts.staff.queries import page_of
from accounts.staff.views import ActorRequest, asked_id, page, show, turn_pages
from boundaries.access.doors import Door, opened_to
from boundaries.errors.exceptions import MoveRefused, NotVisible
from boundaries.notices.actions import mark_read
from boundaries.web.act_once import act_once, has_acted
from boundaries.web.kept_forms import page_form
from policies.disclosures import actions, queries, reading, rules
from policies.disclosures.choices import DisclosureKind, DisclosureStatus, Towards
from policies.disclosures.forms import FORMS, AnswerForm, EndForm, UpdateForm, client_options
from policies.disclosures.models import Disclosure, facts_of
from policies.disclosures.permissions import OwnDisclosurePermission
from policies.disclosures.workflow import WORKFLOW, DisclosureMove

MOST_TO_CHOOSE = 300


def once(request: HttpRequest, act: Any, **more: Any) -> UUID:
    """Act, or find what the same form from the same opened page has made already."""
    return act_once(request, lambda: act(**more).pk)


def can(disclosure: Disclosure, move: DisclosureMove) -> bool:
    """Whether the workflow has this move from where it stands."""
    try:
        WORKFLOW.move(disclosure.status, move)
    except MoveRefused:
        return False
    return True


# --- Beginning ----------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@page
def start(request: ActorRequest) -> HttpResponse:
    """``client``, ``relative`` and ``about`` in the address are what the page that leads here knows already."""
    actor = request.actor
    if request.method == "POST":
        draft = once(request, actions.start_disclosure, actor=actor, facts=known_from(request))
        return redirect(next_url(queries.own_disclosure(actor, draft)))
    drafts = queries.own_disclosures(actor).filter(status=DisclosureStatus.DRAFT).order_by("-begun_at", "pk")
    context = {
        "drafts": [reading.line_of(each, "disclosures:one") | {"url": next_url(each)} for each in drafts[: queries.MOST_EARLIER]],
        "kind": request.GET.get("about") if request.GET.get("about") in DisclosureKind.values else "",
    }
    return show(request, "policies/disclosures/start.html", context)


def known_from(request: ActorRequest) -> dict[str, Any]:
    """What the address says of it: a client one may know of, a relative of theirs, a kind."""
    client, relative, kind = asked_id(request, "client"), asked_id(request, "relative"), request.GET.get("about", "")
    facts: dict[str, Any] = {"kind": kind} if kind in DisclosureKind.values else {}
    if client and queries.clients_to_name(request.actor).filter(pk=client).exists():
        relative = relative if relative and Relative.objects.filter(pk=relative, client_id=client).exists() else None
        facts |= {"client": client, "relative": relative, "towards": Towards.RELATIVE if relative else Towards.CLIENT}
    return facts


def next_url(draft: Disclosure) -> str:
    """The first page that still misses something."""
    gaps = rules.missing(facts_of(draft))
    step = gaps[0][0] if gaps else "check"
    return reverse("disclosures:step", args=[draft.pk, step])


# --- One page of the way ------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@page
def write_step(request: ActorRequest, disclosure_id: UUID, step: str) -> HttpResponse:
    actor = request.actor
    draft = queries.own_disclosure(actor, disclosure_id)
    if step not in rules.STEPS:
        raise Http404
    if draft.status != DisclosureStatus.DRAFT:
        return redirect("disclosures:receipt" if has_acted(request) else "disclosures:one", draft.pk)
    if step == "check":
        return check(request, draft)
    clients = clients_offered(request, draft) if step == "whom" else []
    form = page_form(request, FORMS[step], draft=draft, actor=actor, clients=clients)
    form.heading_caption = caption(step)
    if request.method == "POST" and form.does(actions.save_disclosure, actor=actor, disclosure_id=draft.pk):
        return redirect(after(request, draft, step))
    headings = {
        "whom": _("Who is it about?"),
        "how": _("How real is it, and when?"),
        "story": _("In your own words"),
        "colleagues": _("Is a colleague part of it?"),
    }
    hints = {
        "colleagues": _("They will not receive it, whatever their office, and cannot find it. Leave it as it is if nobody is.")
    }
    context = {
        "heading": headings.get(step, _("What kind of relationship or tie is it?")),
        "caption": caption(step),
        "hint": hints.get(step, ""),
        "form": form,
        "back_url": before(request, draft, step),
        "button_label": _("Save and continue"),
        "discard_url": reverse("disclosures:discard", args=[draft.pk]),
    }
    return show(request, "policies/disclosures/step.html", context)


def clients_offered(request: ActorRequest, draft: Disclosure) -> list[tuple[str, str]]:
    """The clients one may know of; and whoever was linked before, by reference alone where one may not."""
    offered = client_options(list(queries.clients_to_name(request.actor)[:MOST_TO_CHOOSE]))
    if draft.client_id and str(draft.client_id) not in dict(offered):
        offered.insert(0, (str(draft.client_id), reading.client_as_known(request.actor, draft.client)))
    return offered


def caption(step: str) -> str:
    """How far one is."""
    return _("Page %(place)d of %(all)d") % {"place": rules.STEPS.index(step) + 1, "all": len(rules.STEPS)}


def before(request: HttpRequest, draft: Disclosure, step: str) -> str:
    """The page before, or the one that shows all answers where one came from there."""
    place = rules.STEPS.index(step)
    if request.GET.get("back") == "check":
        return reverse("disclosures:step", args=[draft.pk, "check"])
    return reverse("disclosures:step", args=[draft.pk, rules.STEPS[place - 1]]) if place else reverse("disclosures:start")


def after(request: HttpRequest, draft: Disclosure, step: str) -> str:
    """The page after it."""
    if request.GET.get("back") == "check":
        return reverse("disclosures:step", args=[draft.pk, "check"])
    return reverse("disclosures:step", args=[draft.pk, rules.STEPS[rules.STEPS.index(step) + 1]])


def check(request: ActorRequest, draft: Disclosure) -> HttpResponse:
    """All answers on one page, and the button that sends them."""
    gaps = [
        {"message": sentence, "url": f"{reverse('disclosures:step', args=[draft.pk, where])}?back=check"}
        for where, _answer, sentence in rules.missing(facts_of(draft))
    ]
    if request.method == "POST" and not gaps:
        actions.submit_disclosure(actor=request.actor, disclosure_id=draft.pk)
        return redirect("disclosures:receipt", draft.pk)
    rows = [
        {
            "key": row.key,
            "value": row.value,
            "change_url": f"{reverse('disclosures:step', args=[draft.pk, row.step])}?back=check",
        }
        for row in reading.rows_of(request.actor, draft)
    ]
    context = {
        "rows": rows,
        "missing": gaps,
        "caption": caption("check"),
        "back_url": before(request, draft, "check"),
        "discard_url": reverse("disclosures:discard", args=[draft.pk]),
        "bars": rules.bars_service(draft.kind, draft.timing),
    }
    return show(request, "policies/disclosures/check.html", context)


@opened_to(Door.STAFF)
@page
def discard(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    actor = request.actor
    draft = queries.own_disclosure(actor, disclosure_id, OwnDisclosurePermission.DISCARD)
    if draft.status != DisclosureStatus.DRAFT:
        raise MoveRefused
    if request.method == "POST":
        actions.discard_disclosure(actor=actor, disclosure_id=draft.pk)
        messages.success(request, _("The draft was discarded."))
        return redirect("disclosures:list")
    return show(request, "policies/disclosures/discard.html", {"back_url": next_url(draft)})


# --- After it was sent --------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def receipt(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    disclosure = queries.own_disclosure(request.actor, disclosure_id)
    if disclosure.status == DisclosureStatus.DRAFT:
        raise NotVisible
    context = {"disclosure": disclosure, "steps": reading.what_happens_next(disclosure)}
    return show(request, "policies/disclosures/receipt.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def own_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    rows = queries.own_disclosures(actor)
    shown = page_of(
        rows,
        keys=["-begun_at"],
        organisation_id=actor.organisation_id,
        after=asked_id(request, "after"),
        before=asked_id(request, "before"),
        among=rows,
    )
    lines = [
        reading.line_of(each, "disclosures:one") | ({"url": next_url(each)} if each.status == DisclosureStatus.DRAFT else {})
        for each in shown.rows
    ]
    context = {
        "rows": lines,
        "has_desk": queries.has_desk(actor),
        "has_register": queries.has_register(actor),
        "says_who": queries.says_who(actor),
        **turn_pages(request, shown),
    }
    return show(request, "policies/disclosures/list.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def show_own(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    actor = request.actor
    disclosure = queries.own_disclosure(actor, disclosure_id)
    if disclosure.status == DisclosureStatus.DRAFT:
        return redirect(next_url(disclosure))
    mark_read(person_id=actor.pk, about_id=disclosure.pk)
    found = queries.whole(disclosure)
    ended = disclosure.status == DisclosureStatus.ENDED
    context = reading.whole_as_read(actor, found, own=True) | {
        "words": reading.STANDINGS[DisclosureStatus(disclosure.status)],
        "question": found.question,
        "entries": [{"title": each.sentence, "at": each.at, "by": ""} for each in queries.timeline(disclosure, own=True)],
        "may_update": can(disclosure, DisclosureMove.UPDATE),
        "may_end": not ended and disclosure.end_asked_on is None,
    }
    return show(request, "policies/disclosures/own.html", context)


def about_own(request: ActorRequest, disclosure: Disclosure, form: Any, heading: str, button: str, hint: str) -> HttpResponse:
    """A form about one's own disclosure."""
    context = {
        "heading": heading,
        "caption": disclosure.reference,
        "form": form,
        "back_url": reverse("disclosures:one", args=[disclosure.pk]),
        "button_label": button,
        "hint": hint,
    }
    return show(request, "accounts/form.html", context)


def own_to(request: ActorRequest, disclosure_id: UUID, permission: OwnDisclosurePermission, *, may: Any) -> Disclosure:
    """One's own, where this may be done to it now; what the same form has done already is no refusal."""
    disclosure = queries.own_disclosure(request.actor, disclosure_id, permission)
    if not may(disclosure) and not has_acted(request):
        raise MoveRefused
    return disclosure


@opened_to(Door.STAFF)
@page
def answer(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    actor = request.actor
    may = partial(can, move=DisclosureMove.ANSWER)
    disclosure = own_to(request, disclosure_id, OwnDisclosurePermission.ANSWER, may=may)
    form = page_form(request, AnswerForm)
    act = partial(once, request, actions.answer_disclosure)
    if request.method == "POST" and form.does(act, actor=actor, disclosure_id=disclosure.pk):
        messages.success(request, _("Your answer is on its way."))
        return redirect("disclosures:one", disclosure.pk)
    asked = queries.whole(disclosure).question
    return about_own(request, disclosure, form, _("Answer"), _("Send the answer"), asked.body if asked else "")


@opened_to(Door.STAFF)
@page
def update(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    actor = request.actor
    may = partial(can, move=DisclosureMove.UPDATE)
    disclosure = own_to(request, disclosure_id, OwnDisclosurePermission.UPDATE, may=may)
    form = page_form(request, UpdateForm, disclosure=disclosure)
    act = partial(once, request, actions.update_disclosure)
    if request.method == "POST" and form.does(act, actor=actor, disclosure_id=disclosure.pk):
        messages.success(request, _("Thank you. It is looked at again; until then everything stays as it was."))
        return redirect("disclosures:one", disclosure.pk)
    hint = _("What was decided is looked at again. What you told before is kept.")
    return about_own(request, disclosure, form, _("Say what has changed"), _("Send it"), hint)


@opened_to(Door.STAFF)
@page
def ask_to_end(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    actor = request.actor

    def may(disclosure: Disclosure) -> bool:
        over = {DisclosureStatus.DRAFT, DisclosureStatus.ENDED}
        return disclosure.status not in over and disclosure.end_asked_on is None

    disclosure = own_to(request, disclosure_id, OwnDisclosurePermission.END, may=may)
    form = page_form(request, EndForm)
    act = partial(once, request, actions.ask_to_end)
    if request.method == "POST" and form.does(act, actor=actor, disclosure_id=disclosure.pk):
        messages.success(request, _("Thank you. What was agreed holds until it is confirmed that it has ended."))
        return redirect("disclosures:one", disclosure.pk)
    hint = _("What was agreed holds until whoever decides has confirmed it.")
    return about_own(request, disclosure, form, _("Say that it has ended"), _("Send it"), hint)

"""The pages of whoever a disclosure was routed to: their list, one disclosure, and each verb."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.organisations.queries import today
from accounts.signin.fresh import fresh_only
from accounts.staff.forms import ConfirmForm
from accounts.staff.queries import page_of
from accounts.staff.views import ActorRequest, asked_id, page, show, turn_pages
from boundaries.access.doors import Door, opened_to
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused
from boundaries.notices.actions import mark_read
from boundaries.web.act_once import has_acted
from boundaries.web.kept_forms import page_form
from policies.disclosures import queries, reading
from policies.disclosures.choices import DisclosureStatus, Whereabouts
from policies.disclosures.deciding import actions
from policies.disclosures.deciding.forms import (
    FindClientForm,
    LinkForm,
    ManageForm,
    ReasonForm,
    RecuseForm,
    ReturnForm,
    TakeOffForm,
    TalkForm,
)
from policies.disclosures.models import Disclosure
from policies.disclosures.permissions import DisclosurePermission
from policies.disclosures.views import can, once
from policies.disclosures.workflow import DisclosureMove

_M, _P = DisclosureMove, DisclosurePermission


@opened_to(Door.SIGNED_IN)
@require_safe
@page
def desk(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    ended = request.GET.get("show") == "ended"
    rows = queries.on_desk(actor).filter(status=DisclosureStatus.ENDED) if ended else queries.open_on_desk(actor)
    shown = page_of(
        rows,
        keys=["sort_at"],
        organisation_id=actor.organisation_id,
        after=asked_id(request, "after"),
        before=asked_id(request, "before"),
        among=rows,
    )
    lines = [
        reading.line_of(each, "disclosures:handle")
        | {
            "due_at": each.due_at,
            "waiting": each.status == DisclosureStatus.RETURNED,
            "received_at": each.submitted_at,
            "about": each.worker.name,
        }
        for each in shown.rows
    ]
    context = {"rows": lines, "now": now(), "ended": ended, **turn_pages(request, shown)}
    return show(request, "policies/disclosures/desk.html", context)


@opened_to(Door.SIGNED_IN)
@require_safe
@page
def handle(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    actor = request.actor
    disclosure = actions.open_disclosure(actor=actor, disclosure_id=disclosure_id)
    mark_read(person_id=actor.pk, about_id=disclosure.pk)
    found = queries.whole(disclosure)
    context = reading.whole_as_read(actor, found, own=False) | {
        "now": now(),
        "verbs": verbs(disclosure, talked=bool(found.conversations)),
        "earlier": [reading.earlier_line(each) for each in queries.earlier_of(actor, disclosure)],
        "assigned": queries.is_assigned(disclosure),
        "open_to_link": reading.open_to_link(disclosure),
        "was_asked": queries.was_asked(disclosure),
        "not_here": disclosure.whereabouts == Whereabouts.NOT_HERE,
        "bars": disclosure.bars and not disclosure.excepted,
        "entries": [
            {"title": each.sentence, "at": each.at, "by": each.actor} for each in queries.timeline(disclosure, own=False)
        ],
    }
    return show(request, "policies/disclosures/handle.html", context)


def verbs(disclosure: Disclosure, *, talked: bool) -> list[dict[str, Any]]:
    """What can be done with it now, in the order in which it is usually done."""
    clear = disclosure.whereabouts != Whereabouts.OPEN
    ready, bars = talked and clear, disclosure.bars and not disclosure.excepted
    case = disclosure.whereabouts == Whereabouts.CLIENT
    table = [
        ("link", _("Say who the other person is"), may_link(disclosure)),
        ("ask_who", _("Ask a director or the safeguarding lead who it is"), may_ask_who(disclosure)),
        ("talk", _("Write down the conversation"), can(disclosure, _M.TALK)),
        ("return", _("Ask the worker for more"), can(disclosure, _M.RETURN)),
        ("take_back", _("Take your question back"), can(disclosure, _M.TAKE_BACK)),
        ("clear", _("Clear it: nothing has to be done"), ready and can(disclosure, _M.CLEAR) and not (bars and case)),
        ("manage", _("Agree a plan"), ready and can(disclosure, _M.MANAGE) and not (bars and case)),
        ("take_off", _("Take them off the case"), ready and case and can(disclosure, _M.TAKE_OFF)),
        ("refuse", _("Say that it cannot be"), ready and can(disclosure, _M.REFUSE) and not (bars and case)),
        ("confirm_end", _("Confirm that it has ended"), may_end(disclosure)),
        ("not_ended", _("Say that it has not ended"), may_end(disclosure)),
        ("recuse", _("Step aside"), disclosure.status != DisclosureStatus.ENDED),
    ]
    return [{"url": reverse(f"disclosures:{name}", args=[disclosure.pk]), "label": label} for name, label, may in table if may]


def may_link(disclosure: Disclosure) -> bool:
    """Whether it can still be said who the other person is."""
    barred = disclosure.bars and disclosure.whereabouts == Whereabouts.CLIENT
    return disclosure.status not in queries.NOT_TO_LINK and not barred


def may_ask_who(disclosure: Disclosure) -> bool:
    """Whether directors and safeguarding leads can still be asked who the other person is."""
    return may_link(disclosure) and reading.open_to_link(disclosure) and not queries.was_asked(disclosure)


def may_end(disclosure: Disclosure) -> bool:
    """Whether the worker said that it has ended, and it is still to be confirmed."""
    return disclosure.end_asked_on is not None and can(disclosure, _M.CONFIRM_END)


def to_act_on(request: ActorRequest, disclosure_id: UUID, permission: DisclosurePermission, may: Any) -> Disclosure:
    """One that was routed to the reader, where this may be done now; what the same form has done already is no refusal."""
    disclosure = queries.disclosure_for(request.actor, disclosure_id, permission)
    if not may(disclosure) and not has_acted(request):
        raise MoveRefused
    return disclosure


def asked(request: ActorRequest, disclosure: Disclosure, form: Any, act: Any, **words: Any) -> HttpResponse:
    """One form about one disclosure: shown, or done and back to it."""
    done = partial(once, request, act)
    if request.method == "POST" and form.does(done, actor=request.actor, disclosure_id=disclosure.pk):
        messages.success(request, words["done"])
        return redirect("disclosures:handle", disclosure.pk)
    context = {
        "caption": disclosure.reference,
        "form": form,
        "back_url": reverse("disclosures:handle", args=[disclosure.pk]),
        **{name: words[name] for name in ("heading", "hint", "button_label")},
    }
    return show(request, "accounts/form.html", context)


@opened_to(Door.SIGNED_IN)
@page
def link(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    disclosure = to_act_on(request, disclosure_id, _P.LINK, may_link)
    return link_page(request, disclosure, actions.link_client, back="disclosures:handle")


def link_page(request: ActorRequest, disclosure: Disclosure, act: Any, *, back: str) -> HttpResponse:
    """Whom the worker named, a search among the clients the reader may know of, and the answer."""
    actor = request.actor
    find = FindClientForm(request.GET)
    text = find.cleaned_data["q"] if find.is_valid() else ""
    found = queries.find_clients(actor, text)
    form = page_form(request, LinkForm, found=found)
    done = partial(once, request, act)
    if request.method == "POST" and form.does(done, actor=actor, disclosure_id=disclosure.pk):
        messages.success(request, _("It is clear now who the other person is."))
        return redirect(back, disclosure.pk) if back == "disclosures:handle" else redirect(back)
    context = {
        "disclosure": disclosure,
        "back_url": reverse(back, args=[disclosure.pk] if back == "disclosures:handle" else []),
        "who": reading.who(actor, disclosure),
        "find": find,
        "text": text,
        "found": found,
        "form": form,
    }
    return show(request, "policies/disclosures/link.html", context)


@opened_to(Door.SIGNED_IN)
@page
def ask_who(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    disclosure = to_act_on(request, disclosure_id, _P.ASK_WHO, may_ask_who)
    names = ", ".join(each.name for each in queries.asked_by_office(disclosure))
    return asked(
        request,
        disclosure,
        page_form(request, ConfirmForm),
        actions.ask_who,
        heading=_("Ask who the other person is"),
        hint=_("They know of more clients than you do, and are shown the name that the worker gave: %(names)s")
        % {"names": names},
        button_label=_("Ask them"),
        done=_("They are asked. You are told when somebody has said who it is."),
    )


@opened_to(Door.SIGNED_IN)
@page
def talk(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    disclosure = to_act_on(request, disclosure_id, _P.TALK, partial(can, move=_M.TALK))
    return asked(
        request,
        disclosure,
        page_form(request, TalkForm),
        actions.write_conversation,
        heading=_("The conversation with the worker"),
        hint=_("Both subjects, and what the worker thinks. They can read it too. It is not about blame."),
        button_label=_("Write it down"),
        done=_("The conversation is written down."),
    )


@opened_to(Door.SIGNED_IN)
@page
def return_it(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    disclosure = to_act_on(request, disclosure_id, _P.RETURN, partial(can, move=_M.RETURN))
    return asked(
        request,
        disclosure,
        page_form(request, ReturnForm),
        actions.return_disclosure,
        heading=_("Ask the worker for more"),
        hint=_("The clock waits for the answer."),
        button_label=_("Ask"),
        done=_("The worker is asked."),
    )


@opened_to(Door.SIGNED_IN)
@page
def take_back(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    disclosure = to_act_on(request, disclosure_id, _P.TAKE_BACK, partial(can, move=_M.TAKE_BACK))
    return asked(
        request,
        disclosure,
        page_form(request, ConfirmForm),
        actions.take_back,
        heading=_("Take your question back"),
        hint=_("You decide without an answer, and the time to do so runs anew. What you wrote stays there to read."),
        button_label=_("Take it back"),
        done=_("The question is taken back, and the worker is told."),
    )


@opened_to(Door.SIGNED_IN)
@page
@fresh_only
def clear(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    disclosure = to_act_on(request, disclosure_id, _P.CLEAR, partial(can, move=_M.CLEAR))
    return asked(
        request,
        disclosure,
        page_form(request, ReasonForm),
        actions.clear_disclosure,
        heading=_("Clear it: nothing has to be done"),
        hint=_("What kept the two apart because of it is lifted."),
        button_label=_("Clear it"),
        done=DECIDED_WORDS,
    )


@opened_to(Door.SIGNED_IN)
@page
@fresh_only
def manage(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    disclosure = to_act_on(request, disclosure_id, _P.MANAGE, partial(can, move=_M.MANAGE))
    owners = queries.owners_for(disclosure.organisation_id)
    return asked(
        request,
        disclosure,
        page_form(request, ManageForm, owners=owners, today=today(disclosure.organisation)),
        actions.manage_disclosure,
        heading=_("Agree a plan"),
        hint=_("Safeguards that you talked over with the worker. Leave empty those that you do not need."),
        button_label=_("Agree this plan"),
        done=DECIDED_WORDS,
    )


@opened_to(Door.SIGNED_IN)
@page
@fresh_only
def take_off(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    disclosure = to_act_on(request, disclosure_id, _P.TAKE_OFF, partial(can, move=_M.TAKE_OFF))
    owners = queries.owners_for(disclosure.organisation_id).exclude(pk=disclosure.worker_id)
    assigned = queries.is_assigned(disclosure)
    ends = _("The assignment ends today, and they are not assigned to this client again. Say how the client is handed over.")
    return asked(
        request,
        disclosure,
        page_form(request, TakeOffForm, owners=owners, hands_over=assigned),
        actions.take_off_case,
        heading=_("Take them off the case"),
        hint=ends if assigned else _("They do not work with this client now, and are not assigned to them from now on."),
        button_label=_("Take them off the case"),
        done=DECIDED_WORDS,
    )


@opened_to(Door.SIGNED_IN)
@page
@fresh_only
def refuse(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    disclosure = to_act_on(request, disclosure_id, _P.REFUSE, partial(can, move=_M.REFUSE))
    return asked(
        request,
        disclosure,
        page_form(request, ReasonForm),
        actions.refuse_disclosure,
        heading=_("Say that it cannot be"),
        hint=_("What the worker proposed is not allowed. What keeps the two apart stays."),
        button_label=_("Refuse it"),
        done=DECIDED_WORDS,
    )


@opened_to(Door.SIGNED_IN)
@page
@fresh_only
def confirm_end(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    disclosure = to_act_on(request, disclosure_id, _P.CONFIRM_END, may_end)
    return asked(
        request,
        disclosure,
        page_form(request, ReasonForm),
        actions.confirm_end,
        heading=_("Confirm that it has ended"),
        hint=_("What kept the two apart is lifted; but not where there was a romantic or sexual tie."),
        button_label=_("Confirm it"),
        done=_("It is confirmed, and the worker is told."),
    )


@opened_to(Door.SIGNED_IN)
@page
def not_ended(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    disclosure = to_act_on(request, disclosure_id, _P.NOT_ENDED, may_end)
    return asked(
        request,
        disclosure,
        page_form(request, ReasonForm),
        actions.say_not_ended,
        heading=_("Say that it has not ended"),
        hint=_("What was decided goes on as it is. The worker can say again that it has ended."),
        button_label=_("It has not ended"),
        done=_("It goes on, and the worker is told."),
    )


@opened_to(Door.SIGNED_IN)
@page
def recuse(request: ActorRequest, disclosure_id: UUID) -> HttpResponse:
    actor = request.actor
    disclosure = to_act_on(request, disclosure_id, _P.RECUSE, lambda each: each.status != DisclosureStatus.ENDED)
    form = page_form(request, RecuseForm)
    if request.method == "POST" and form.does(actions.recuse, actor=actor, disclosure_id=disclosure.pk):
        messages.success(request, _("You have stepped aside. The next person has it now, and you do not see it any more."))
        return redirect("disclosures:desk")
    context = {
        "heading": _("Step aside"),
        "caption": disclosure.reference,
        "hint": _("You do not see it any more after this, for good. It goes to the next person in the route."),
        "form": form,
        "back_url": reverse("disclosures:handle", args=[disclosure.pk]),
        "button_label": _("Step aside"),
    }
    return show(request, "accounts/form.html", context)


DECIDED_WORDS = gettext_lazy("It is decided, and the worker is told.")

"""The pages on which somebody asks before acting, and follows what they asked for."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.staff.queries import page_of
from accounts.staff.views import ActorRequest, asked_id, page, show, turn_pages
from boundaries.access.doors import Door, opened_to
from boundaries.errors.exceptions import MoveRefused, RuleViolation
from boundaries.notices.actions import mark_read
from boundaries.web.act_once import act_once, has_acted
from boundaries.web.kept_forms import page_form
from policies.adoption.queries import cited
from policies.disclosures.forms import client_options
from policies.disclosures.reading import client_as_known
from policies.exceptions import actions, queries, reading, rules
from policies.exceptions.choices import CHANGEABLE, IN_LIFE, OVER, UNDECIDED, WITHOUT_RISKS, ExceptionKind, ExceptionStatus
from policies.exceptions.forms import FORMS, AnswerForm, Help, KindForm, OutcomeForm
from policies.exceptions.models import ExceptionRequest, facts_of
from policies.exceptions.permissions import OwnExceptionPermission
from policies.exceptions.workflow import WORKFLOW, ExceptionMove

MOST_TO_CHOOSE = 300
MOST_DRAFTS = 10
NO_CHOICE = queries.Offered([], [])


def once(request: HttpRequest, act: Any, **more: Any) -> UUID:
    """Act, or find what the same form from the same opened page has made already."""
    return act_once(request, lambda: act(**more).pk)


def can(exception: ExceptionRequest, move: ExceptionMove) -> bool:
    """Whether the workflow has this move from where it stands."""
    try:
        WORKFLOW.move(exception.status, move)
    except MoveRefused:
        return False
    return True


# --- Beginning ----------------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@page
def start(request: ActorRequest) -> HttpResponse:
    """``kind`` and ``client`` in the address are what the page that leads here knows already."""
    actor = request.actor
    form = page_form(request, KindForm)
    form.initial.setdefault("kind", request.GET.get("kind", ""))

    def begin(*, facts: dict[str, Any]) -> ExceptionRequest:
        return actions.start_exception(actor=actor, facts=client_from(request) | facts)

    if request.method == "POST" and form.does(partial(once, request, begin)):
        return redirect(next_url(queries.own_exception(actor, form.result)))
    drafts = queries.own_exceptions(actor).filter(status=ExceptionStatus.DRAFT).order_by("-begun_at", "pk")
    context = {
        "form": form,
        "drafts": [reading.line_of(each, "exceptions:one") | {"url": next_url(each)} for each in drafts[:MOST_DRAFTS]],
        "back_url": reverse("exceptions:list"),
        "button_label": _("Start"),
    }
    return show(request, "policies/exceptions/start.html", context)


def client_from(request: ActorRequest) -> dict[str, Any]:
    """The client in the address, where one may know of them."""
    client = asked_id(request, "client")
    known = client is not None and queries.clients_to_name(request.actor).filter(pk=client).exists()
    return {"client": client} if known else {}


def steps_of(exception: ExceptionRequest) -> list[str]:
    """The pages of its way; a kind without risks is not asked for them."""
    return [each for each in rules.STEPS if each != "risks" or exception.kind not in WITHOUT_RISKS]


def at_step(exception: ExceptionRequest, step: str, query: str = "") -> str:
    """Where a page of its way is."""
    if step == "kind":
        step, query = "clause", f"about=kind{'&' if query else ''}{query}"
    return reverse("exceptions:step", args=[exception.pk, step]) + (f"?{query}" if query else "")


def next_url(draft: ExceptionRequest) -> str:
    """The first page that still misses something."""
    gaps = rules.missing(facts_of(draft))
    return at_step(draft, gaps[0][0] if gaps else "check")


# --- One page of the way ------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@page
def write_step(request: ActorRequest, exception_id: UUID, part: str) -> HttpResponse:
    draft = queries.own_exception(request.actor, exception_id)
    if part not in rules.STEPS:
        raise Http404
    if draft.status not in CHANGEABLE:
        return redirect("exceptions:one", draft.pk)
    has_kind = draft.kind in ExceptionKind.values
    if part == "clause" and (not has_kind or request.GET.get("about") == "kind"):
        return write_kind(request, draft)
    if not has_kind or part not in steps_of(draft):
        return redirect(at_step(draft, "check" if has_kind else "clause"))
    return check(request, draft) if part == "check" else ask(request, draft, part)


def ask(request: ActorRequest, draft: ExceptionRequest, step: str) -> HttpResponse:
    """One page of questions."""
    actor = request.actor
    form = page_form(request, FORMS[step], draft=draft, actor=actor, known=help_for(request, draft, step))
    if request.method == "POST" and form.does(actions.save_exception, actor=actor, exception_id=draft.pk):
        if "more" in request.POST:
            return redirect(request.get_full_path())
        return redirect(after(request, draft, step))
    headings = {
        "clause": _("What does the policy say?"),
        "plan": _("Your plan"),
        "client": _("Whom is it for?"),
        "risks": _("What could go wrong?"),
    }
    context = {
        "heading": headings[step],
        "caption": caption(draft, step),
        "form": form,
        "draft": draft,
        "back_url": before(request, draft, step),
        "button_label": _("Save and continue"),
    }
    template = {"clause": "clause.html", "risks": "risks.html"}.get(step, "step.html")
    return show(request, f"policies/exceptions/{template}", context)


def write_kind(request: ActorRequest, draft: ExceptionRequest) -> HttpResponse:
    """What is asked for, to be said anew: what its pages ask for may change with it."""
    form = page_form(request, KindForm)
    form.initial.setdefault("kind", draft.kind)
    if request.method == "POST" and form.does(actions.save_exception, actor=request.actor, exception_id=draft.pk):
        return redirect(at_step(draft, "clause", back_query(request)))
    context = {
        "heading": _("What do you ask for?"),
        "caption": draft.reference or "",
        "form": form,
        "draft": draft,
        "back_url": at_step(draft, "check") if draft.kind else reverse("exceptions:start"),
        "button_label": _("Save and continue"),
    }
    return show(request, "policies/exceptions/step.html", context)


def help_for(request: ActorRequest, draft: ExceptionRequest, step: str) -> Help:
    """What this page offers to choose from."""
    clients = clients_offered(request, draft) if step == "client" else []
    offered = clauses_offered(request, draft) if step == "clause" else NO_CHOICE
    return Help(clients, offered)


def clauses_offered(request: ActorRequest, draft: ExceptionRequest) -> queries.Offered:
    """The clauses about this kind; and what was chosen before, as long as it is in force."""
    organisation_id = request.actor.organisation_id
    found = queries.clauses_to_ask(organisation_id, draft.kind)
    there = {each.clause.pk for each in [*found.open, *found.absolute]}
    rest = queries.clauses_in_force(organisation_id, [each for each in draft.clauses if each not in there])
    more = cited(organisation_id, [each.pk for each in rest])
    return queries.Offered([*found.open, *more], found.absolute)


def clients_offered(request: ActorRequest, draft: ExceptionRequest) -> list[tuple[str, str]]:
    """The clients one may know of; and whoever was chosen before, by reference alone where one may not."""
    offered = client_options(list(queries.clients_to_name(request.actor)[:MOST_TO_CHOOSE]))
    if draft.client_id and str(draft.client_id) not in dict(offered):
        offered.insert(0, (str(draft.client_id), client_as_known(request.actor, draft.client)))
    return offered


def caption(draft: ExceptionRequest, step: str) -> str:
    """What it is, and how far one is."""
    steps = steps_of(draft)
    far = _("Page %(place)d of %(all)d") % {"place": steps.index(step) + 1, "all": len(steps)}
    return f"{draft.get_kind_display()}. {far}"


def back_query(request: HttpRequest) -> str:
    """That one came from the page that shows all answers."""
    return "back=check" if request.GET.get("back") == "check" else ""


def before(request: HttpRequest, draft: ExceptionRequest, step: str) -> str:
    """The page before, or the one that shows all answers where one came from there."""
    steps = steps_of(draft)
    place = steps.index(step)
    if back_query(request):
        return at_step(draft, "check")
    if place:
        return at_step(draft, steps[place - 1])
    return reverse("exceptions:start") if draft.status == ExceptionStatus.DRAFT else reverse("exceptions:one", args=[draft.pk])


def after(request: HttpRequest, draft: ExceptionRequest, step: str) -> str:
    """The page after it."""
    steps = steps_of(draft)
    return at_step(draft, "check" if back_query(request) else steps[steps.index(step) + 1])


# --- Check your answers -------------------------------------------------------------------------------------------------------
PAGE_OF = {"kind": "kind", "clauses": "clause", "starts_on": "plan", "ends_on": "plan", "companions": "plan", "client": "client"}


def gap_at(draft: ExceptionRequest, where: str, message: Any) -> dict[str, Any]:
    """What is not in order yet, and the page on which it can be put right."""
    return {"message": message, "url": at_step(draft, where, "back=check")}


def check(request: ActorRequest, draft: ExceptionRequest) -> HttpResponse:
    """All answers on one page, and the button that sends them; what was sent back is sent with the answer."""
    is_draft = draft.status == ExceptionStatus.DRAFT
    gaps = [gap_at(draft, where, sentence) for where, _answer, sentence in rules.missing(facts_of(draft))]
    if request.method == "POST" and not gaps:
        if not is_draft:
            return redirect("exceptions:answer", draft.pk)
        try:
            sent = actions.submit_exception(actor=request.actor, exception_id=draft.pk)
        except RuleViolation as refusal:
            gaps = [gap_at(draft, PAGE_OF.get(refusal.field or "", "clause"), refusal.message)]
        else:
            messages.success(request, _("It was sent. Its reference is %(reference)s.") % {"reference": sent.reference})
            return redirect("exceptions:one", draft.pk)
    rows = reading.rows_of(request.actor, draft, own=True)
    hazards = rules.hazards_of(draft.risks) if draft.kind not in WITHOUT_RISKS else []
    context = {
        "rows": [{"key": row.key, "value": row.value, "change_url": at_step(draft, row.step, "back=check")} for row in rows],
        "risks": reading.risks_as_read(hazards),
        "missing": gaps,
        "draft": draft,
        "is_draft": is_draft,
        "caption": caption(draft, "check"),
        "back_url": before(request, draft, "check"),
    }
    refused = request.method == "POST"
    return render(request, "policies/exceptions/check.html", context, status=422 if refused else 200)


@opened_to(Door.STAFF)
@page
def discard(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    actor = request.actor

    def throw_away() -> UUID:
        actions.discard_exception(actor=actor, exception_id=exception_id)
        return exception_id

    if request.method == "POST" and has_acted(request):
        return redirect("exceptions:list")
    draft = queries.own_exception(actor, exception_id, OwnExceptionPermission.DISCARD)
    if draft.status != ExceptionStatus.DRAFT:
        raise MoveRefused
    if request.method == "POST":
        act_once(request, throw_away)
        messages.success(request, _("The draft was discarded."))
        return redirect("exceptions:list")
    return show(request, "policies/exceptions/discard.html", {"back_url": next_url(draft)})


# --- After it was sent --------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
@require_safe
@page
def own_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    rows = queries.own_exceptions(actor)
    shown = page_of(
        rows,
        keys=["-begun_at"],
        organisation_id=actor.organisation_id,
        after=asked_id(request, "after"),
        before=asked_id(request, "before"),
        among=rows,
    )
    lines = [
        reading.line_of(each, "exceptions:one") | ({"url": next_url(each)} if each.status == ExceptionStatus.DRAFT else {})
        for each in shown.rows
    ]
    context = {
        "rows": lines,
        "has_desk": queries.has_desk(actor),
        "has_register": queries.has_register(actor),
        "may_delegate": queries.may_delegate(actor),
        **turn_pages(request, shown),
    }
    return show(request, "policies/exceptions/list.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def show_own(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    actor = request.actor
    exception = queries.own_exception(actor, exception_id)
    if exception.status == ExceptionStatus.DRAFT:
        return redirect(next_url(exception))
    mark_read(person_id=actor.pk, about_id=exception.pk)
    found = queries.whole(exception)
    context = reading.whole_as_read(actor, found, own=True) | {
        "next": reading.what_happens_next(exception),
        "question": found.question,
        "change_url": at_step(exception, "check"),
        "entries": [{"title": each.sentence, "at": each.at, "by": each.actor} for each in queries.timeline(exception, own=True)],
        "may_withdraw": exception.status in UNDECIDED,
        "may_tell": can(exception, ExceptionMove.TELL_OUTCOME) and queries.was_in_force(exception),
        "may_renew": may_renew(exception),
        "renews": exception.renews_id,
        "is_decided": exception.decided_at is not None,
    }
    return show(request, "policies/exceptions/one.html", context)


def may_renew(exception: ExceptionRequest) -> bool:
    """Whether it can be asked for again."""
    return exception.status in IN_LIFE | OVER | {ExceptionStatus.OUTCOME_TOLD}


def about_own(
    request: ActorRequest, exception: ExceptionRequest, form: Any, heading: str, button: str, hint: str
) -> HttpResponse:
    """A form about one's own request."""
    context = {
        "heading": heading,
        "caption": exception.reference,
        "form": form,
        "back_url": reverse("exceptions:one", args=[exception.pk]),
        "button_label": button,
        "hint": hint,
    }
    return show(request, "accounts/form.html", context)


def own_to(
    request: ActorRequest, exception_id: UUID, permission: OwnExceptionPermission, move: ExceptionMove
) -> ExceptionRequest:
    """One's own, where this may be done to it now; what the same form has done already is no refusal."""
    exception = queries.own_exception(request.actor, exception_id, permission)
    if not can(exception, move) and not has_acted(request):
        raise MoveRefused
    return exception


@opened_to(Door.STAFF)
@page
def answer(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    actor = request.actor
    exception = own_to(request, exception_id, OwnExceptionPermission.ANSWER, ExceptionMove.ANSWER)
    form = page_form(request, AnswerForm)
    act = partial(once, request, actions.answer_exception)
    if request.method == "POST" and form.does(act, actor=actor, exception_id=exception.pk):
        messages.success(request, _("Your answer is on its way."))
        return redirect("exceptions:one", exception.pk)
    asked = queries.whole(exception).question
    context = {
        "heading": _("Answer"),
        "caption": exception.reference,
        "form": form,
        "question": asked,
        "change_url": at_step(exception, "check"),
        "back_url": reverse("exceptions:one", args=[exception.pk]),
        "button_label": _("Send the answer"),
    }
    return show(request, "policies/exceptions/answer.html", context)


@opened_to(Door.STAFF)
@page
def withdraw(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    exception = own_to(request, exception_id, OwnExceptionPermission.WITHDRAW, ExceptionMove.WITHDRAW)
    if request.method == "POST":
        once(request, actions.withdraw_exception, actor=request.actor, exception_id=exception.pk)
        messages.success(request, _("You took it back. Whoever had it is not asked any more."))
        return redirect("exceptions:one", exception.pk)
    context = {
        "heading": _("Take it back?"),
        "question": _("Take it back?"),
        "text": _("Nobody decides about it any more. What you sent is kept, and you can ask again at any time."),
        "button_label": _("Take it back"),
        "back_url": reverse("exceptions:one", args=[exception.pk]),
        "warning": True,
    }
    return show(request, "accounts/confirm.html", context)


@opened_to(Door.STAFF)
@page
def outcome(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    actor = request.actor
    exception = own_to(request, exception_id, OwnExceptionPermission.TELL_OUTCOME, ExceptionMove.TELL_OUTCOME)
    form = page_form(request, OutcomeForm)
    act = partial(once, request, actions.tell_outcome)
    if request.method == "POST" and form.does(act, actor=actor, exception_id=exception.pk):
        messages.success(request, _("Thank you. Whoever decided can read it."))
        return redirect("exceptions:one", exception.pk)
    hint = _("Nobody is blamed for what you tell here. It stands with the exception, for everybody who may read it.")
    return about_own(request, exception, form, _("Say how it went"), _("Send it"), hint)


@opened_to(Door.STAFF)
@require_POST
@page
def renew(request: ActorRequest, exception_id: UUID) -> HttpResponse:
    actor = request.actor
    exception = queries.own_exception(actor, exception_id, OwnExceptionPermission.RENEW)
    draft = once(request, actions.renew_exception, actor=actor, exception_id=exception.pk)
    messages.success(request, _("What you asked before stands in this draft. Look at all of it again, and give the days."))
    return redirect(next_url(queries.own_exception(actor, draft)))

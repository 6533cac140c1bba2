"""The pages on which somebody reports, and on which they follow what they reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.organisations.queries import today
from accounts.organisations.rules import signposts
from accounts.staff.models import StaffMember
from boundaries.access.doors import Door, opened_to
from boundaries.errors.exceptions import MoveRefused, NotVisible, RuleViolation
from boundaries.files.rules import MOST_FILES
from boundaries.notices.actions import mark_read
from boundaries.threads.models import Message, Side
from boundaries.web.act_once import act_once
from boundaries.web.forms import PageForm
from boundaries.web.kept_forms import kept_values, page_form
from incidents.excepted.queries import CITES, to_cite
from incidents.excepted.reading import offered
from incidents.reports import actions, queries, rules, wizard
from incidents.reports.choices import Danger, ReportStatus
from incidents.reports.forms import BegunForm, MoreFilesForm, PeopleForm, StepForm, TellingForm, WordsForm, name_key
from incidents.reports.models import Addition, Draft, Report

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAGES = "pages"
"""The answer that keeps which open page wrote each step last, so that a second device overwrites nothing unseen."""

page_methods = require_http_methods(["GET", "HEAD", "POST"])


def actor_of(request: HttpRequest) -> StaffMember:
    """Who is asking. Sign-in is required before any view runs, so somebody is."""
    actor: StaffMember = request.actor  # type: ignore[attr-defined]  # set by accounts.signin.middleware
    return actor


def told_in(written: Draft | Report) -> dict[str, Any]:
    """The answers of a draft, or of the report it became."""
    sealed: Any = written.answers if isinstance(written, Draft) else written.story
    return sealed or {}


# --- Before and beside the path -----------------------------------------------------------------------------------------
def drafts_as_shown(actor: StaffMember) -> list[dict[str, Any]]:
    """One's drafts, as the lists show them."""
    return [
        {
            "label": wizard.draft_label(told_in(draft)),
            "changed_at": draft.changed_at,
            "url": resume_url(draft),
            "discard_url": reverse("reports:discard", args=[draft.id]),
        }
        for draft in queries.drafts_of(actor)
        if told_in(draft)
    ]


def resume_url(draft: Draft) -> str:
    """Where to go on: the first page that still misses something."""
    gaps = rules.missing(told_in(draft))
    return step_url(draft.id, gaps[0][0] if gaps else "check")


def step_url(draft_id: UUID, step: str, **query: str) -> str:
    """The address of one page of the path."""
    address = reverse("reports:step", args=[draft_id, step.replace("_", "-")])
    return f"{address}?{urlencode(query)}" if query else address


@opened_to(Door.STAFF, ungated=True)
@page_methods
def start(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if request.method == "POST":
        return begin(actor, BegunForm(request.POST).answers())
    context = {"drafts": drafts_as_shown(actor), "signposts": signposts(actor.organisation.danger_signposts)}
    return render(request, "incidents/reports/start.html", context)


def begin(actor: StaffMember, known: dict[str, Any]) -> HttpResponse:
    """Begin with what is known already; one that says just that, or nothing yet, is gone on with rather than a second one begun."""
    same = next((draft for draft in queries.drafts_of(actor) if told_in(draft) in ({}, known)), None)
    draft = same or actions.start_draft(actor=actor)
    if told_in(draft) != known:
        draft = actions.save_draft(actor=actor, draft_id=draft.id, answers=known)
    steps = rules.steps_for(known.get("kind"))
    return redirect(step_url(draft.id, steps[steps.index("kind") + 1] if {"danger", "kind"} <= known.keys() else "danger"))


@opened_to(Door.STAFF, ungated=True)
@require_safe
def own_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    reports = [
        {
            "reference": report.reference,
            "kind": report.get_kind_display(),
            "sent_at": report.submitted_at,
            "status": wizard.standing_of(report.status).label,
            "colour": wizard.standing_of(report.status).colour,
            "url": reverse("reports:report", args=[report.id]),
        }
        for report in queries.own_reports(actor)
    ]
    context = {"reports": reports, "drafts": drafts_as_shown(actor), "start_url": reverse("reports:start")}
    return render(request, "incidents/reports/list.html", context)


@opened_to(Door.STAFF, ungated=True)
@page_methods
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    try:
        draft = queries.draft_of(actor, draft_id)
    except NotVisible:
        return after_sending(request, actor, draft_id)
    if request.method == "POST":
        actions.discard_draft(actor=actor, draft_id=draft_id)
        messages.success(request, _("The draft was discarded."))
        return redirect("reports:list")
    return render(request, "incidents/reports/discard.html", {"back_url": resume_url(draft)})


# --- One page of the path -----------------------------------------------------------------------------------------------
@dataclass
class Page:
    """One page of one draft, as one request meets it."""

    request: HttpRequest
    actor: StaffMember
    draft: Draft
    step: str

    @property
    def answers(self) -> dict[str, Any]:
        return told_in(self.draft)

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(rules.steps_for(self.answers.get("kind")))

    @property
    def caption(self) -> str:
        """How far one is, once it is known how long the way is."""
        place = self.steps.index(self.step) + 1
        if not self.answers.get("kind"):
            return _("Page %(place)d") % {"place": place}
        return _("Page %(place)d of %(all)d") % {"place": place, "all": len(self.steps)}

    @property
    def back_url(self) -> str:
        if self.comes_from_check and self.step != "check":
            return step_url(self.draft.id, "check")
        before = self.steps.index(self.step) - 1
        return step_url(self.draft.id, self.steps[before]) if before >= 0 else reverse("reports:start")

    @property
    def next_url(self) -> str:
        if self.comes_from_check:
            return step_url(self.draft.id, "check")
        return step_url(self.draft.id, self.steps[self.steps.index(self.step) + 1])

    @property
    def comes_from_check(self) -> bool:
        return self.request.GET.get("back") == "check"

    def form(self, *, strict: bool = True) -> StepForm:
        """The form of this page: as it was sent, or with what was kept from before a sign-out, or as it was saved."""
        data = self.request.POST if self.request.method == "POST" else kept_values(self.request)
        form_class = wizard.form_of(self.step, self.answers)
        made = page_form(self.request, form_class, draft=self.answers, strict=strict, **self.offers(data))
        made.heading_caption = self.caption
        return made

    def offers(self, data: Any) -> dict[str, Any]:
        """Whom and what the form of this page may offer."""
        known = wizard.known_clients(self.actor) if self.step in {"people", "more"} else []
        near = wizard.near_people(self.actor, self.answers) if self.step in {"not_to_receive", "more"} else []
        offers: dict[str, dict[str, Any]] = {
            "people": {"known": known, "found": self.found(data).people if self.sought(data) else None},
            "not_to_receive": {"near": near, "found": self.found(data).people},
            "more": {"known": known, "near": near},
            "when": {"today": today(self.actor.organisation)},
        }
        return offers.get(self.step, {})

    @staticmethod
    def sought(data: Any) -> str:
        return " ".join(str((data or {}).get("query", "")).replace("\0", "").split())

    def found(self, data: Any) -> wizard.Found:
        return wizard.find_people(self.actor, self.sought(data))

    # Two devices -----------------------------------------------------------------------------------------------------
    @property
    def last_writer(self) -> str:
        return str(self.answers.get(PAGES, {}).get(self.step, ""))

    def was_seen(self) -> bool:
        """Whether what is saved was on this page when it was opened, or was saved by this very page."""
        post = self.request.POST
        return "page" not in post or self.last_writer in {post.get("seen", ""), post.get("page", "")}

    def differs(self, new: dict[str, Any]) -> bool:
        return any(self.answers.get(name) not in (value, None) for name, value in new.items())

    def save(self, new: dict[str, Any]) -> None:
        writers = {**self.answers.get(PAGES, {}), self.step: str(self.request.POST.get("page", ""))[:40]}
        self.draft = actions.save_draft(actor=self.actor, draft_id=self.draft.id, answers={**new, PAGES: writers})


def open_page(request: HttpRequest, draft_id: UUID, slug: str) -> Page:
    """The page asked for. Raises NotVisible for somebody else's draft and 404 for a page there is none of."""
    step = slug.replace("-", "_")
    if step not in wizard.FORMS or "_" in slug:
        raise Http404
    actor = actor_of(request)
    if request.method == "POST":
        wizard.hold_draft(actor, draft_id)
    return Page(request, actor, queries.draft_of(actor, draft_id), step)


@opened_to(Door.STAFF, ungated=True)
@page_methods
def step(request: HttpRequest, draft_id: UUID, slug: str) -> HttpResponse:
    try:
        page = open_page(request, draft_id, slug)
    except NotVisible:
        return after_sending(request, actor_of(request), draft_id)
    if page.step not in page.steps:
        return redirect(step_url(draft_id, "kind"))
    if request.method == "POST":
        return save_step(page)
    if page.step == "danger" and "call" in request.GET and page.answers.get("danger") == Danger.YES:
        return call_first(page)
    return show(page, page.form())


def show(page: Page, form: StepForm, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page with this form on it."""
    title, lead = wizard.words_of_telling(page.answers)
    added = queries.files_of(page.draft) if page.step in wizard.TELLING else []
    names = wizard.read_names(page.draft.organisation_id, page.answers)
    context = {
        "form": form,
        "step": page.step,
        "caption": page.caption,
        "back_url": page.back_url,
        "discard_url": reverse("reports:discard", args=[page.draft.id]),
        "autosave_url": reverse("reports:autosave", args=[page.draft.id, page.step.replace("_", "-")]),
        "page_id": form.data.get("page", "") or str(uuid4()),
        "seen": page.last_writer if page.request.method == "POST" else form.data.get("seen", page.last_writer),
        "signposts": signposts(page.actor.organisation.danger_signposts),
        "subjects": wizard.subjects_as_read(page.answers, names),
        "title": title,
        "lead_text": lead,
        "added": added,
        "may_add": len(added) < MOST_FILES,
        "searched": bool(page.sought(form.data)),
        "many": page.step in wizard.SEARCHING and page.found(form.data).many,
        "approved": offered(page.actor, page.answers) if page.step in {"people", "more"} else [],
        **more,
    }
    return render(page.request, wizard.template_of(page.step), context, status=status)


def call_first(page: Page) -> HttpResponse:
    """Somebody is in danger now: whom to call, before anything else is asked."""
    context = {
        "signposts": signposts(page.actor.organisation.danger_signposts),
        "next_url": page.next_url,
        "later_url": reverse("home"),
        "back_url": step_url(page.draft.id, "danger"),
    }
    return render(page.request, "incidents/reports/step/call_first.html", context)


def save_step(page: Page) -> HttpResponse:
    """Save what is in order, then do what the button says."""
    act, _colon, key = page.request.POST.get("act", "continue").partition(":")
    form = page.form(strict=act in {"continue", "add"})
    valid = form.is_valid()
    new = form.answers()
    if not page.was_seen() and page.differs(new):
        return show_both(page, form)
    if act == "remove" and isinstance(form, PeopleForm):
        new["subjects"] = [person for person in page.answers.get("subjects", []) if name_key(person) != key]
    page.save(new)
    if isinstance(form, TellingForm):
        if act == "remove":
            remove_file(page, key)
        valid = keep_files(page.request, page.draft.id, form)
    if not valid or act == "find":
        return show(page, form, status=200 if valid else 422)
    return go_on(page, act)


def go_on(page: Page, act: str) -> HttpResponse:
    """Where the button leads once everything is saved."""
    if act in {"add", "remove", "attach"}:
        return redirect(page.request.get_full_path())
    if act == "later":
        messages.success(page.request, _("Your draft is saved. You can go on with it whenever you like."))
        return redirect("reports:list")
    if page.step == "danger" and page.answers.get("danger") == Danger.YES:
        back = {"back": "check"} if page.comes_from_check else {}
        return redirect(step_url(page.draft.id, "danger", call="first", **back))
    return redirect(page.next_url)


def show_both(page: Page, form: StepForm) -> HttpResponse:
    """Another device saved other words meanwhile: both stand on the page, and nothing is overwritten."""
    names = wizard.read_names(page.draft.organisation_id, page.answers)
    elsewhere = [{"label": row.key, "value": row.value} for row in wizard.rows_of([page.step], page.answers, names)]
    return show(page, form, status=409, elsewhere=elsewhere)


def keep_files(request: HttpRequest, about_id: UUID, form: PageForm) -> bool:
    """Keep the files that may be kept, and say beside the field what was refused; whether all is well."""

    def attach(name: str, content: bytes) -> UUID:
        return actions.attach_file(actor=actor_of(request), about_id=about_id, name=name, content=content).pk

    valid = form.is_valid()
    for name, content in getattr(form.fields["upload"], "taken", []):
        try:
            act_once(request, partial(attach, name, content), said=name.encode() + b"\0" + content)
        except RuleViolation as refusal:
            form.add_error("upload", str(refusal.message))
            return False
    return valid


def remove_file(page: Page, key: str) -> None:
    """Take a file out of the draft."""
    try:
        file_id = UUID(key)
    except ValueError as error:
        raise Http404 from error
    actions.remove_draft_file(actor=page.actor, draft_id=page.draft.id, file_id=file_id)


@opened_to(Door.STAFF, ungated=True)
@require_POST
def autosave(request: HttpRequest, draft_id: UUID, slug: str) -> HttpResponse:
    """Save while one types: 204 when all of it is saved, 422 when something is wrong, 409 when it was changed elsewhere."""
    try:
        page = open_page(request, draft_id, slug)
    except NotVisible:
        queries.own_report(actor_of(request), draft_id)
        return HttpResponse(status=409)
    if page.step not in page.steps:
        return HttpResponse(status=409)
    form = page.form(strict=False)
    valid = form.is_valid()
    new = form.answers()
    if isinstance(form, PeopleForm):
        new.pop("subjects", None)
    if not page.was_seen() and page.differs(new):
        return HttpResponse(status=409)
    page.save(new)
    return HttpResponse(status=204 if valid else 422)


# --- Checking and sending -------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF, ungated=True)
@page_methods
def check(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    try:
        page = Page(request, actor, queries.draft_of(actor, draft_id), "check")
    except NotVisible:
        return after_sending(request, actor, draft_id)
    if request.method != "POST":
        return show_answers(page)
    keep_cited(page)
    if request.POST.get("act") == "later":
        messages.success(request, _("Your draft is saved. You can go on with it whenever you like."))
        return redirect("reports:list")
    try:
        actions.submit_report(actor=actor, draft_id=draft_id)
    except NotVisible:
        return after_sending(request, actor, draft_id)
    except RuleViolation as refusal:
        return show_answers(page, refusal, status=422)
    return redirect("reports:receipt", draft_id)


def keep_cited(page: Page) -> None:
    """Keep which of the approved exceptions were ticked; a page that offered none changes nothing."""
    if "offers" not in page.request.POST:
        return
    ticked = set(page.request.POST.getlist(CITES))
    wanted = [str(each.pk) for each in to_cite(page.actor, page.answers) if str(each.pk) in ticked]
    if wanted != page.answers.get(CITES, []):
        page.draft = actions.save_draft(actor=page.actor, draft_id=page.draft.id, answers={CITES: wanted})


def show_answers(page: Page, refusal: RuleViolation | None = None, *, status: int = 200) -> HttpResponse:
    """Everything answered so far, each with the way back to its question."""
    names = wizard.read_names(page.draft.organisation_id, page.answers)
    rows = [
        {"key": row.key, "value": row.value, "change_url": step_url(page.draft.id, row.step, back="check")}
        for row in wizard.rows_of(page.steps, page.answers, names)
    ]
    added = [str(attachment.name) for attachment in queries.files_of(page.draft)]
    telling = next((each for each in page.steps if each in wizard.TELLING), "")
    if telling:
        rows.append({"key": _("Files"), "value": added or "", "change_url": step_url(page.draft.id, telling, back="check")})
    gaps = [
        {"message": sentence, "url": step_url(page.draft.id, step, back="check")}
        for step, _answer, sentence in rules.missing(page.answers)
    ]
    if refusal and not gaps:
        gaps = [{"message": str(refusal.message), "url": "#main-content"}]
    context = {
        "rows": rows,
        "missing": gaps,
        "caption": page.caption,
        "back_url": page.back_url,
        "discard_url": reverse("reports:discard", args=[page.draft.id]),
        "receivers": wizard.receivers(page.answers),
        "approved": offered(page.actor, page.answers),
    }
    return render(page.request, "incidents/reports/step/check.html", context, status=status)


def after_sending(request: HttpRequest, actor: StaffMember, draft_id: UUID) -> HttpResponse:
    """A draft that was sent leads to its receipt; words typed for it too late are given back, not swallowed."""
    sent = queries.own_report(actor, draft_id)
    told = set(words_in(told_in(sent)))
    late = [
        {"key": words_of_field(name), "value": value}
        for name, value in ((name, str(value)) for name, value in request.POST.items())
        if name in LATE_WORDS and value.strip() and value.strip() not in told
    ]
    if not late:
        return redirect("reports:receipt", sent.id)
    context = {
        "typed": late,
        "add_url": reverse("reports:add", args=[sent.id]),
        "receipt_url": reverse("reports:receipt", args=[sent.id]),
    }
    return render(request, "incidents/reports/already_sent.html", context, status=409)


def words_in(told: Any) -> Iterator[str]:
    """Every piece of text among the answers."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for part in told.values() if isinstance(told, dict) else told:
            yield from words_in(part)


LATE_WORDS = ("saw", "told", "think", "done", "when", "where", "told_by", "client_names", "query")


def words_of_field(name: str) -> str:
    """The question of a field, for words that came too late."""
    return str(wizard.QUESTIONS[name][0]) if name in wizard.QUESTIONS else _("Your words")


# --- After it was sent ------------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF, ungated=True)
@require_safe
def receipt(request: HttpRequest, report_id: UUID) -> HttpResponse:
    sent = queries.own_report(actor_of(request), report_id)
    context = {
        "report": sent,
        "steps": wizard.what_happens_next(sent, told_in(sent)),
        "status_url": reverse("reports:report", args=[report_id]),
        "add_url": reverse("reports:add", args=[report_id]),
        "text_url": reverse("reports:receipt_text", args=[report_id]),
    }
    return render(request, "incidents/reports/receipt.html", context)


@opened_to(Door.STAFF, ungated=True)
@require_safe
def receipt_text(request: HttpRequest, report_id: UUID) -> HttpResponse:
    sent = queries.own_report(actor_of(request), report_id)
    told = [{**row, "text": "; ".join(row["value"]) if isinstance(row["value"], list) else row["value"]} for row in told_of(sent)]
    context = {"report": sent, "steps": wizard.what_happens_next(sent, told_in(sent)), "told": told}
    response = render(request, "incidents/reports/receipt.txt", context, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="receipt-{sent.reference}.txt"'
    return response


def told_of(sent: Report) -> list[dict[str, Any]]:
    """What was told, as its reporter reads it again."""
    names = wizard.read_names(sent.organisation_id, told_in(sent))
    told = [
        {"key": row.key, "value": row.value}
        for row in wizard.rows_of(rules.steps_for(sent.kind), told_in(sent), names)
        if row.value
    ]
    cites = told_in(sent).get("cites", [])
    return [*told, *([{"key": _("Approved exceptions it is about"), "value": cites}] if cites else [])]


@opened_to(Door.STAFF, ungated=True)
@require_safe
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    sent = queries.own_report(actor, report_id)
    mark_read(person_id=actor.pk, about_id=sent.pk)
    return show_report(request, sent, WordsForm(label=_("Write a message")))


def open_question(sent: Report, thread: list[Message]) -> dict[str, Any] | None:
    """What the reporter was asked and has not answered."""
    asked = [each for each in thread if each.is_question] if sent.status == ReportStatus.WAITING else []
    return {"text": asked[-1].body} if asked else None


def show_report(request: HttpRequest, sent: Report, form: WordsForm, *, status: int = 200) -> HttpResponse:
    """One's own report, with the talk about it; nobody else's notes are on this page."""
    thread = queries.thread_of(sent)
    context = {
        "report": sent,
        "status": wizard.standing_of(sent.status),
        "question": open_question(sent, thread),
        "thread": [
            {"text": each.body, "by": each.get_side_display(), "at": each.sent_at, "mine": each.side == Side.REPORTER}
            for each in thread
        ],
        "entries": [{"title": line.sentence, "at": line.at} for line in queries.own_timeline(sent)],
        "told": told_of(sent),
        "additions": [{"text": each.text, "at": each.added_at} for each in sent.additions.order_by("added_at", "id")],
        "added": queries.files_of(sent),
        "withdrawal_asked": sent.withdrawal_asked_at is not None,
        "form": form,
        "message_url": reverse("reports:message", args=[sent.id]),
        "add_url": reverse("reports:add", args=[sent.id]),
        "answer_url": reverse("reports:answer", args=[sent.id]),
        "files_url": reverse("reports:files", args=[sent.id]),
        "withdraw_url": reverse("reports:withdraw", args=[sent.id]),
        "receipt_url": reverse("reports:receipt", args=[sent.id]),
    }
    return render(request, "incidents/reports/report.html", context, status=status)


@opened_to(Door.STAFF, ungated=True)
@page_methods
def message(request: HttpRequest, report_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    sent = queries.own_report(actor, report_id)
    form = page_form(request, WordsForm, label=_("Write a message"))
    if request.method != "POST":
        return show_report(request, sent, form)
    if not form.is_valid():
        return show_report(request, sent, form, status=422)
    text = form.cleaned_data["text"]
    act_once(request, lambda: actions.send_message(actor=actor, report_id=report_id, text=text).pk)
    messages.success(request, _("Your message was sent."))
    return redirect(f"{reverse('reports:report', args=[report_id])}#messages")


Send = Callable[[StaffMember, UUID, str], Message | Addition | Report]


@dataclass(frozen=True)
class WordsPage:
    """A page that sends a few words after the report: what it says, and what it does with them."""

    title: StrOrPromise
    lead: StrOrPromise
    label: StrOrPromise
    button: StrOrPromise
    done: StrOrPromise
    send: Send


ADD = WordsPage(
    title=gettext_lazy("Add to your report"),
    lead=gettext_lazy("What you sent stays as it is. What you write here is put beside it, with today's date."),
    label=gettext_lazy("What do you want to add?"),
    button=gettext_lazy("Add it"),
    done=gettext_lazy("It was added to your report."),
    send=lambda actor, report_id, text: actions.add_to_report(actor=actor, report_id=report_id, text=text),
)
ANSWER = WordsPage(
    title=gettext_lazy("Answer the question"),
    lead=gettext_lazy("If you do not know, say so: that is an answer too."),
    label=gettext_lazy("Your answer"),
    button=gettext_lazy("Send the answer"),
    done=gettext_lazy("Your answer was sent. The work on your report goes on."),
    send=lambda actor, report_id, text: actions.answer(actor=actor, report_id=report_id, text=text),
)
WITHDRAW = WordsPage(
    title=gettext_lazy("Ask to withdraw your report"),
    lead=gettext_lazy(
        "You may ask, and your wish counts. What you told us is not deleted, and where people may be at risk the enquiry goes "
        "on until it ends in a finding. You will read here how it ended."
    ),
    label=gettext_lazy("Why do you want to withdraw it?"),
    button=gettext_lazy("Ask to withdraw"),
    done=gettext_lazy("You asked to withdraw your report. The person who handles it has been told."),
    send=lambda actor, report_id, text: actions.ask_to_withdraw(actor=actor, report_id=report_id, reason=text),
)


def send_words(request: HttpRequest, sent: Report, page: WordsPage, quote: str = "") -> HttpResponse:
    """One page, one box, one button; what a rule refuses stands beside the box."""
    form = page_form(request, WordsForm, label=page.label)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            act_once(request, lambda: page.send(actor_of(request), sent.id, text).pk)
        except (RuleViolation, MoveRefused) as refusal:
            form.add_error("text", str(refusal.message))
        else:
            messages.success(request, page.done)
            return redirect("reports:report", sent.id)
    context = {
        "form": form,
        "title": page.title,
        "lead_text": page.lead,
        "quote": quote,
        "button_label": page.button,
        "back_url": reverse("reports:report", args=[sent.id]),
    }
    return render(request, "incidents/reports/words.html", context, status=422 if form.errors else 200)


@opened_to(Door.STAFF, ungated=True)
@page_methods
def add(request: HttpRequest, report_id: UUID) -> HttpResponse:
    return send_words(request, queries.own_report(actor_of(request), report_id), ADD)


@opened_to(Door.STAFF, ungated=True)
@page_methods
def answer(request: HttpRequest, report_id: UUID) -> HttpResponse:
    sent = queries.own_report(actor_of(request), report_id)
    question = open_question(sent, queries.thread_of(sent))
    if question is None and request.method != "POST":
        messages.info(request, _("Nothing is being asked of you just now. You can always write a message."))
        return redirect("reports:report", report_id)
    return send_words(request, sent, ANSWER, question["text"] if question else "")


@opened_to(Door.STAFF, ungated=True)
@page_methods
def withdraw(request: HttpRequest, report_id: UUID) -> HttpResponse:
    sent = queries.own_report(actor_of(request), report_id)
    if sent.withdrawal_asked_at is not None:
        return redirect("reports:report", report_id)
    return send_words(request, sent, WITHDRAW)


@opened_to(Door.STAFF, ungated=True)
@page_methods
def add_files(request: HttpRequest, report_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    sent = queries.own_report(actor, report_id)
    form = page_form(request, MoreFilesForm)
    if request.method == "POST" and keep_files(request, report_id, form):
        messages.success(request, _("The files were added. They are kept unopened until they are checked."))
        return redirect("reports:report", report_id)
    context = {
        "form": form,
        "title": _("Add a file"),
        "button_label": _("Add"),
        "back_url": reverse("reports:report", args=[sent.id]),
    }
    return render(request, "incidents/reports/words.html", context, status=422 if form.errors else 200)

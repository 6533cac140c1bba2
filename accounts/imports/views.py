"""The pages of imports and exports."""

from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.imports import actions, queries
from accounts.imports.choices import Act, ImportKind, ImportStatus
from accounts.imports.forms import FileForm, OrderForm
from accounts.imports.models import ImportFile, ImportRun
from accounts.imports.permissions import ACCESS, IN_GENERAL, ImportPermission, permission_for
from accounts.imports.rules import COLUMNS
from accounts.imports.workflow import AT_WORK
from accounts.signin.fresh import ask_again
from accounts.signin.sessions import is_recent
from accounts.staff.views import ActorRequest, area, page, show
from boundaries.access.doors import Door, opened_to
from boundaries.errors.exceptions import NotVisible
from boundaries.web.act_once import act_once

SAMPLES = Path(__file__).parent / "sample"
COLOURS = {
    ImportStatus.REFUSED: "red",
    ImportStatus.READY: "blue",
    ImportStatus.APPLIED: "green",
    ImportStatus.CHECKING: "teal",
    ImportStatus.APPLYING: "teal",
}
ACT_COLOURS = {Act.ADD: "green", Act.PROPOSE: "green", Act.ASSIGN: "green", Act.RETURN: "blue", Act.CHANGE: "blue"}


@opened_to(Door.STAFF)
@require_safe
@page
def list_imports(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    context = {
        "area": area(actor, ""),
        "kinds": [_kind(each) for each in queries.kinds_for(actor)],
        "runs": [_line(each) for each in queries.runs_of(actor)[: queries.NEWEST]],
    }
    return show(request, "accounts/imports/list.html", context)


def _kind(kind: ImportKind) -> dict[str, Any]:
    return {
        "code": kind.value,
        "label": kind.label,
        "columns": [(column.label, column.needed) for column in COLUMNS[kind]],
        "sample_url": reverse("imports:sample", args=[kind.value]),
        "export_url": reverse("imports:export", args=[kind.value]),
    }


def _line(run: ImportRun) -> dict[str, Any]:
    status = ImportStatus(run.status)
    return {"run": run, "label": ImportKind(run.kind).label, "tag": status.label, "colour": COLOURS.get(status, "grey")}


@opened_to(Door.STAFF)
@page
def start(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    IN_GENERAL.require(actor, ImportPermission.IMPORT, actor.organisation)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.does(actions.start_import, actor=actor):
        return redirect("imports:run", form.result.id)
    context = {
        "heading": _("Import a file"),
        "form": form,
        "kinds": [_kind(each) for each in queries.kinds_for(actor)],
        "back_url": reverse("imports:list"),
        "button_label": _("Check this file"),
    }
    return show(request, "accounts/imports/start.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def show_run(request: ActorRequest, run_id: UUID) -> HttpResponse:
    return _page_of(request, queries.run_for(request.actor, run_id), OrderForm())


def _page_of(request: ActorRequest, run: ImportRun, form: OrderForm) -> HttpResponse:
    actor, status = request.actor, ImportStatus(run.status)
    file: ImportFile | None = getattr(run, "file", None)
    found: dict[str, Any] = file.shown if file else {}
    context = {
        "area": area(actor, ""),
        "run": run,
        "kind": ImportKind(run.kind).label,
        "status": status,
        "at_work": status in AT_WORK,
        "form": form if run.asks_order and status == ImportStatus.REFUSED else None,
        "found": found,
        "problems": found.get("problems", []),
        "changes": [_change(each) for each in found.get("changes", [])],
        "changes_in_all": run.added + run.changed,
        "counts": _counts(run),
        "shown_at_most": queries.SHOWN,
        "may_check": ACCESS.allows(actor, ImportPermission.CHECK, run),
        "may_apply": ACCESS.allows(actor, ImportPermission.APPLY, run),
        "progress": _progress(run) if status in AT_WORK else None,
    }
    return show(request, "accounts/imports/run.html", context)


def _counts(run: ImportRun) -> list[str]:
    """How many rows would do what; what no row does is left out."""
    same = max(run.rows - run.added - run.changed, 0)
    new, other = run.added, run.changed
    said = (
        (new, ngettext("%(n)d row brings something new", "%(n)d rows bring something new", new)),
        (other, ngettext("%(n)d row changes what is there", "%(n)d rows change what is there", other)),
        (same, ngettext("%(n)d row says what is there already", "%(n)d rows say what is there already", same)),
    )
    return [words % {"n": number} for number, words in said if number]


def _change(change: list[Any]) -> dict[str, Any]:
    row, act, about, told = change
    return {"row": row, "act": Act(act).label, "colour": ACT_COLOURS.get(Act(act), "orange"), "about": about, "told": told}


def _progress(run: ImportRun) -> dict[str, Any]:
    progress = run.progress
    return {
        "stage": progress.get_stage_display(),
        "done": progress.done,
        "total": progress.total,
        "percent": 100 * progress.done // progress.total if progress.total else 0,
    }


@opened_to(Door.STAFF)
@require_POST
@page
def check(request: ActorRequest, run_id: UUID) -> HttpResponse:
    run = queries.run_for(request.actor, run_id)
    facts: dict[str, Any] = {}
    if run.asks_order:
        form = OrderForm(request.POST)
        if not form.is_valid():
            return _page_of(request, run, form)
        facts = form.facts()
    act_once(request, lambda: actions.check_again(actor=request.actor, run_id=run.id, **facts).id)
    return redirect("imports:run", run.id)


@opened_to(Door.STAFF)
@require_POST
@page
def apply(request: ActorRequest, run_id: UUID) -> HttpResponse:
    run = queries.run_for(request.actor, run_id)
    if run.kind == ImportKind.APPOINTMENTS and not is_recent(request):  # as where roles are proposed one by one
        return ask_again(reverse("imports:run", args=[run.id]))
    act_once(request, lambda: actions.apply_import(actor=request.actor, run_id=run.id).id)
    return redirect("imports:run", run.id)


@opened_to(Door.STAFF)
@require_POST
@page
def discard(request: ActorRequest, run_id: UUID) -> HttpResponse:
    run = queries.run_for(request.actor, run_id)
    act_once(request, lambda: actions.discard_import(actor=request.actor, run_id=run.id).id)
    return redirect("imports:run", run.id)


@opened_to(Door.STAFF)
@require_safe
@page
def listing(request: ActorRequest, run_id: UUID) -> HttpResponse:
    run = queries.run_for(request.actor, run_id)
    file: ImportFile | None = getattr(run, "file", None)
    if file is None or not file.listing:
        raise NotVisible
    return as_csv(bytes(file.listing), "import-errors.csv" if run.errors else "import-changes.csv")


@opened_to(Door.STAFF)
@require_safe
@page
def sample(request: ActorRequest, kind: str) -> HttpResponse:
    IN_GENERAL.require(request.actor, permission_for(_known(kind)), request.actor.organisation)
    return as_csv(sample_of(kind), f"sample-{kind}.csv")


@cache
def sample_of(kind: str) -> bytes:
    """A file of made-up people, of one kind."""
    return (SAMPLES / f"{kind}.csv").read_bytes()


@opened_to(Door.STAFF)
@require_POST
@page
def export(request: ActorRequest, kind: str) -> HttpResponse:
    known = _known(kind)
    if not is_recent(request):
        IN_GENERAL.require(request.actor, permission_for(known), request.actor.organisation)
        return ask_again(reverse("imports:list"))
    return as_csv(actions.export_list(actor=request.actor, kind=known), f"{kind}.csv")


def _known(kind: str) -> ImportKind:
    if kind not in ImportKind:
        raise Http404
    return ImportKind(kind)


def as_csv(content: bytes, name: str) -> HttpResponse:
    """A file to be saved: never shown by the browser, never kept by anything on the way."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)

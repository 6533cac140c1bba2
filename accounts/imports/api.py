"""The API of imports and exports: a file is checked, what it would do is read, and it is applied whole or not at all."""

import hashlib
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.imports import actions, queries
from accounts.imports.choices import Act, ImportKind, ImportStatus, Stage
from accounts.imports.models import ImportFile, ImportRun
from accounts.imports.permissions import IN_GENERAL, ImportPermission, permission_for
from accounts.imports.views import as_csv, sample_of
from accounts.imports.workflow import AT_WORK
from accounts.staff.api import AccountsView, who
from accounts.tables.choices import DateOrder
from boundaries.access.choices import Reach, Scope
from boundaries.errors.exceptions import NotVisible, RuleViolation
from boundaries.web.api import Made, Nothing, Strict, UploadView, made
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation

IMPORTS = _("Imports and exports")
TABLE = (200, "text/csv")


# --- What is sent -----------------------------------------------------------------------------------------------------------
class FileIn(serializers.Serializer[Any]):
    """One CSV file. What it is about is told from its headings."""

    file = serializers.FileField(help_text=_("At most 10 MB and 20,000 rows."))


class CheckIn(Strict):
    """What a date with slashes means."""

    order = serializers.ChoiceField(
        DateOrder.choices, required=False, help_text=_("Needed where the import says that it asks for it.")
    )


# --- What is answered -------------------------------------------------------------------------------------------------------
class RunLineOut(serializers.Serializer[Any]):
    """One file that was brought."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(ImportKind.choices)
    status = serializers.ChoiceField(ImportStatus.choices)
    by = serializers.CharField(help_text=_("Who brought it."))
    rows = serializers.IntegerField()
    added = serializers.IntegerField(help_text=_("Rows that bring something new."))
    changed = serializers.IntegerField(help_text=_("Rows that change what is there."))
    wrong = serializers.IntegerField(source="errors", help_text=_("How much is wrong with it."))
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField()


class RunsOut(PageOut):
    """One page of imports, the newest first."""

    imports = RunLineOut(many=True)


class ProgressOut(serializers.Serializer[Any]):
    """How far the work is."""

    stage = serializers.ChoiceField(Stage.choices)
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class ProblemOut(serializers.Serializer[Any]):
    """Something that is wrong, and where it stands."""

    row = serializers.IntegerField(help_text=_("As a spreadsheet counts; 0 where the whole file is meant."))
    column = serializers.CharField(help_text=_("The heading; empty where the whole row is meant."))
    message = serializers.CharField()
    value = serializers.CharField(help_text=_("What stands there."))


class ToldOut(serializers.Serializer[Any]):
    """One value that would be another."""

    column = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class ChangeOut(serializers.Serializer[Any]):
    """What one row would do."""

    row = serializers.IntegerField()
    act = serializers.ChoiceField(Act.choices)
    about = serializers.CharField()
    values = ToldOut(many=True)


class RunOut(RunLineOut):
    """One import: what it would do, and everything that is wrong with it."""

    asks_order = serializers.BooleanField(help_text=_("Dates could be read in two ways: check again, with the order."))
    moved_on = serializers.BooleanField(help_text=_("The organisation changed meanwhile, so nothing was applied: look again."))
    progress = ProgressOut(allow_null=True, help_text=_("While it is being worked on."))
    problems = ProblemOut(many=True, help_text=_("The first 200; all are in the listing."))
    changes = ChangeOut(many=True, help_text=_("The first 200; all are in the listing."))
    unused = serializers.ListField(child=serializers.CharField(), help_text=_("Headings that nothing is taken from."))


# --- From one to the other ----------------------------------------------------------------------------------------------------
def line_out(run: ImportRun) -> dict[str, Any]:
    """An import in the list: counts alone."""
    plain = ("kind", "status", "rows", "added", "changed", "errors", "started_at", "ended_at")
    url = reverse("api_imports:import", args=[run.pk])
    return {"id": run.pk, "by": run.started_by.name, "url": url, **{name: getattr(run, name) for name in plain}}


def run_out(run: ImportRun) -> dict[str, Any]:
    """An import with what was found in its file, as long as that is kept."""
    file: ImportFile | None = getattr(run, "file", None)
    found: dict[str, Any] = file.shown if file else {}
    at_work = ImportStatus(run.status) in AT_WORK
    return {
        **line_out(run),
        "asks_order": run.asks_order,
        "moved_on": run.moved_on,
        "progress": run.progress if at_work else None,
        "problems": [dict(zip(("row", "column", "message", "value"), each, strict=True)) for each in found.get("problems", [])],
        "changes": [
            {"row": row, "act": act, "about": about, "values": [dict(zip(ToldOut().fields, each, strict=True)) for each in told]}
            for row, act, about, told in found.get("changes", [])
        ],
        "unused": found.get("unused", []),
    }


def known(kind: str) -> ImportKind:
    """A kind of file by its name."""
    if kind not in ImportKind:
        raise Http404
    return ImportKind(kind)


# --- Imports ------------------------------------------------------------------------------------------------------------------
class ImportsView(UploadView, AccountsView):
    """The imports one may see, and bringing a file."""

    scopes: ClassVar = {"GET": Scope.ORGANISE, "POST": Scope.ORGANISE}

    @operation(
        "list_imports",
        IMPORTS,
        _("List the imports one may see"),
        asks=PageQuery,
        gives={200: (RunsOut, _("One page of imports, the newest first."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        asked, runs = self.read_query(PageQuery), queries.runs_of(who(request))
        return Response(RunsOut(self.listed("imports", asked, runs, "-started_at", shown=line_out, among=runs)).data)

    @operation(
        "start_import",
        IMPORTS,
        _("Bring a file and have it checked"),
        more=_(
            "Nothing is changed before you have seen what would change: read the import until it is checked, then apply it."
            " One's own earlier file of the same kind is discarded for it."
        ),
        takes={"multipart/form-data": FileIn},
        gives={201: (Made, _("The file is being checked in the background."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        actor = who(request)
        IN_GENERAL.require(actor, ImportPermission.IMPORT, actor.organisation)
        name, content = one_file(request)
        told = {"name": name, "content": hashlib.sha256(content).hexdigest()}
        run_id = acted(request, lambda: actions.start_import(actor=actor, name=name, content=content).pk, told)
        return made(run_id, reverse("api_imports:import", args=[run_id]))


def one_file(request: Request) -> tuple[str, bytes]:
    """The one file that was sent."""
    given = request.FILES.getlist("file")
    unknown = ({*request.data} | {*request.FILES}) - {"file"}
    if unknown or len(given) != 1 or request.POST:
        raise RuleViolation("file.one", _("Send one file, and nothing else, in a part called file."), field="file")
    return given[0].name or "", given[0].read()


class ImportView(AccountsView):
    """One import."""

    scopes: ClassVar = {"GET": Scope.ORGANISE}

    @operation(
        "read_import",
        IMPORTS,
        _("See how far an import is, what it would change and what is wrong with it"),
        gives={200: (RunOut, _("The import."))},
        refuses=(404,),
    )
    def get(self, request: Request, run_id: UUID) -> Response:
        return Response(RunOut(run_out(queries.run_for(who(request), run_id))).data)


def verb(name: str, summary: Any, done: Any, *, more: Any = "", takes: type[Strict] = Nothing) -> Any:
    """Describe a verb about one import."""
    return operation(name, IMPORTS, summary, more=more, takes=takes, gives={200: (Made, done)}, refuses=(404, 409), once=True)


def done_to(run_id: UUID) -> Response:
    """It was done, or is being done."""
    return made(run_id, reverse("api_imports:import", args=[run_id]), status=200)


class CheckView(AccountsView):
    """Checking the same file once more."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @verb("check_import", _("Check a file again"), _("It is being checked in the background."), takes=CheckIn)
    def post(self, request: Request, run_id: UUID) -> Response:
        told, actor = self.read(CheckIn), who(request)
        run = queries.run_for(actor, run_id)
        order = DateOrder(told["order"]) if "order" in told else None
        if run.asks_order and order is None:
            raise RuleViolation("order", _("Say how the file writes dates."), field="order")
        return done_to(acted(request, lambda: actions.check_again(actor=actor, run_id=run.pk, order=order).pk))


class ApplyView(AccountsView):
    """Having it done."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @verb(
        "apply_import",
        _("Apply what was shown, whole or not at all"),
        _("It is being done in the background."),
        more=_("A file of roles asks for a session in which somebody showed within five minutes that it is them."),
    )
    def post(self, request: Request, run_id: UUID) -> Response:
        self.read(Nothing)
        run = queries.run_for(who(request), run_id)
        if run.kind == ImportKind.APPOINTMENTS:  # as where roles are proposed one by one
            self.check_reach(Reach.FRESH_SESSION)
        return done_to(acted(request, lambda: actions.apply_import(actor=who(request), run_id=run.pk).pk))


class DiscardView(AccountsView):
    """Forgetting a file."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @verb("discard_import", _("Discard a file"), _("Its key is destroyed: nothing of it can be read again."))
    def post(self, request: Request, run_id: UUID) -> Response:
        self.read(Nothing)
        run = queries.run_for(who(request), run_id)
        return done_to(acted(request, lambda: actions.discard_import(actor=who(request), run_id=run.pk).pk))


# --- Files that come out --------------------------------------------------------------------------------------------------------
class ListingView(AccountsView):
    """All problems of an import or, where there are none, all changes."""

    scopes: ClassVar = {"GET": Scope.ORGANISE}

    @operation(
        "download_listing",
        IMPORTS,
        _("Take out all that is wrong with a file or, where nothing is, all that would change"),
        gives={TABLE: (OpenApiTypes.BINARY, _("A CSV file."))},
        refuses=(404,),
    )
    def get(self, request: Request, run_id: UUID) -> HttpResponse:
        run = queries.run_for(who(request), run_id)
        file: ImportFile | None = getattr(run, "file", None)
        if file is None or not file.listing:
            raise NotVisible
        return as_csv(bytes(file.listing), "import-errors.csv" if run.errors else "import-changes.csv")


class SampleView(AccountsView):
    """A sample file of one kind."""

    scopes: ClassVar = {"GET": Scope.ORGANISE}

    @operation(
        "download_sample",
        IMPORTS,
        _("Take out a sample file"),
        gives={TABLE: (OpenApiTypes.BINARY, _("A CSV file with made-up people."))},
        refuses=(404,),
    )
    def get(self, request: Request, kind: str) -> HttpResponse:
        actor = who(request)
        IN_GENERAL.require(actor, permission_for(known(kind)), actor.organisation)
        return as_csv(sample_of(kind), f"sample-{kind}.csv")


class ExportView(AccountsView):
    """Taking a list out."""

    scopes: ClassVar = {"GET": Reach.FRESH_SESSION}

    @operation(
        "export_list",
        IMPORTS,
        _("Take a list out as a file that is imported again without change"),
        more=_("That it was taken out is written down."),
        gives={TABLE: (OpenApiTypes.BINARY, _("A CSV file."))},
        refuses=(404,),
    )
    def get(self, request: Request, kind: str) -> HttpResponse:
        return as_csv(actions.export_list(actor=who(request), kind=known(kind)), f"{kind}.csv")

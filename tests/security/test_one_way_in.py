"""One way in (AZ-13): nothing protected is read, counted, changed or joined before it is said for whom."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Count, Exists, Model, OuterRef, Prefetch, QuerySet, Subquery

import boundaries.urls  # noqa: F401 -- with the pages come all the ways in
from accounts.demo.cast import Cast
from accounts.grants.queries import given_to
from accounts.staff.models import StaffMember
from boundaries.access.protected import Protected, Unscoped, way_into, ways_into
from boundaries.access.scope import Reason, as_system, speaking_for
from boundaries.engines.bootstrap import ROOT
from boundaries.engines.walls import why_open
from boundaries.record.queries import entries_about
from incidents.reports.models import Attachment, Draft, Party, Report, ReportExclusion, ReportGrant
from incidents.reports.queries import granted, reports_by, sent, to_be_judged, visible_to
from tests.incidents.told import send

pytestmark = pytest.mark.django_db
Form = Callable[[QuerySet[Any]], object]

FORMS: dict[str, Form] = {
    "list": list,
    "len": len,
    "bool": bool,
    "for": lambda rows: [each for each in rows],  # noqa: C416 -- the very thing that is tried
    "one of them": lambda rows: rows[0],
    "some of them": lambda rows: list(rows[:2]),
    "repr": repr,
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "get": lambda rows: rows.get(pk=uuid4()),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.order_by("pk").last(),
    "latest": lambda rows: rows.latest("pk"),
    "in_bulk": lambda rows: rows.in_bulk([uuid4()]),
    "contains": lambda rows: rows.contains(Report(pk=uuid4())),
    "values": lambda rows: list(rows.values("pk")),
    "values_list": lambda rows: list(rows.values_list("pk", flat=True)),
    "dates": lambda rows: list(rows.datetimes("submitted_at", "day")),
    "distinct": lambda rows: list(rows.distinct()),
    "iterator": lambda rows: list(rows.iterator()),
    "aggregate": lambda rows: rows.aggregate(Count("pk")),
    "annotate": lambda rows: list(rows.annotate(n=Count("parties"))),
    "defer": lambda rows: list(rows.only("pk")),
    "select_related": lambda rows: list(rows.select_related("handler")),
    "prefetch": lambda rows: list(rows.prefetch_related("parties")),
    "lock": lambda rows: list(rows.select_for_update()),
    "explain": lambda rows: rows.explain(),
    "update": lambda rows: rows.update(held=True),
    "delete": lambda rows: rows.delete(),
    "bulk_update": lambda rows: rows.bulk_update([Report(pk=uuid4())], ["held"]),
    "get_or_create": lambda rows: rows.get_or_create(pk=uuid4()),
    "update_or_create": lambda rows: rows.update_or_create(pk=uuid4(), defaults={"held": True}),
    "union": lambda rows: list(rows.union(rows)),
    "or": lambda rows: rows | rows,
    "and": lambda rows: rows & rows,
    "raw": lambda rows: rows.raw("SELECT 1"),
    "in another model's filter": lambda rows: list(StaffMember.objects.filter(pk__in=rows.values("handler"))),
    "Exists in another model's filter": lambda rows: list(
        StaffMember.objects.filter(Exists(rows.filter(handler=OuterRef("pk"))))
    ),
    "Subquery in another model's answer": lambda rows: list(StaffMember.objects.annotate(of=Subquery(rows.values("pk")[:1]))),
    "Prefetch of what hangs on it": lambda rows: list(Report.objects.none().prefetch_related(Prefetch("handler"))) or list(rows),
    "its SQL": lambda rows: str(rows.query),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "narrowed", [lambda rows: rows.all(), lambda rows: rows.filter(held=False).exclude(handler=None).order_by("pk")]
)
def test_nothing_runs_before_it_is_said_for_whom(
    form: str, narrowed: Callable[[QuerySet[Any]], QuerySet[Any]], cast: Cast
) -> None:
    send(cast.amira, cast.ben)
    with pytest.raises(Unscoped), transaction.atomic():
        FORMS[form](narrowed(Report.objects.all()))


def test_the_same_forms_run_for_somebody(cast: Cast) -> None:
    """What is refused above is refused for want of an actor: each form is one that works."""
    report = send(cast.amira, cast.ben)
    for name, form in FORMS.items():
        if name in {
            "raw",
            "in_bulk",
            "dates",
            "contains",
            "get_or_create",
            "update_or_create",
            "bulk_update",
            "get",
            "lock",
            "delete",
        }:
            continue  # these need more than an actor
        with transaction.atomic():
            form(visible_to(cast.elif_))
            transaction.set_rollback(True)
    assert list(visible_to(cast.elif_)) == [report]
    assert visible_to(cast.elif_).get(pk=report.pk) == report


def test_what_one_sees_is_not_widened_by_what_nobody_was_given(cast: Cast) -> None:
    send(cast.amira, cast.ben)
    with pytest.raises(Unscoped):
        visible_to(cast.elif_) | Report.objects.all()
    with pytest.raises(Unscoped):
        list(visible_to(cast.elif_).union(Report.objects.all()))


# --- Who is given -------------------------------------------------------------------------------------------------------
def test_nobody_and_whoever_has_left_see_nothing_by_any_way(cast: Cast) -> None:
    send(cast.amira, cast.ben)
    assert not Report.objects.visible_to(None, by=sent).exists()
    assert reports_by(cast.amira).exists()
    StaffMember.objects.filter(pk=cast.amira.pk).update(is_active=False)
    assert not reports_by(StaffMember.objects.get(pk=cast.amira.pk)).exists()


@pytest.mark.parametrize("way", [granted, sent, to_be_judged])
def test_no_way_leads_into_another_organisation(way: Callable[..., Any], cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    with transaction.atomic():
        assert not Report.objects.visible_to(cast.ivo, by=way).filter(pk=report.pk).exists()


def test_only_a_declared_way_leads_in(cast: Cast) -> None:
    def everything(reports: QuerySet[Report], actor: StaffMember) -> QuerySet[Report]:
        """All of them."""
        return reports

    with pytest.raises(Unscoped):
        Report.objects.visible_to(cast.elif_, by=everything)
    with pytest.raises(Unscoped):
        Report.objects.visible_to(cast.elif_, by=given_to)
    with pytest.raises(AssertionError):
        way_into(Report)(lambda reports, _actor: reports)


# --- What hangs on what was read ----------------------------------------------------------------------------------------
def test_what_hangs_on_a_report_is_reached_from_a_report_that_was_read(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    found = visible_to(cast.elif_).get(pk=report.pk)
    (party,) = found.parties.all()
    assert list(Party.objects.hanging_on(found)) == [party]
    assert list(visible_to(cast.elif_).prefetch_related("parties").get().parties.all()) == [party]
    assert list(Party.objects.hanging_on(found, found)) == [party]
    assert visible_to(cast.elif_).filter(Exists(Party.objects.hanging_on(OuterRef("pk")))).get() == found


@pytest.mark.parametrize("kind", [Party, ReportGrant, ReportExclusion, Attachment])
def test_an_id_alone_opens_nothing_that_hangs_on_it(kind: type[Protected], cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    with pytest.raises(Unscoped):
        kind.objects.hanging_on(report.pk)
    with pytest.raises(Unscoped):
        kind.objects.hanging_on(Report(pk=report.pk))


def test_a_report_made_up_from_an_id_opens_nothing(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    with pytest.raises(Unscoped):
        list(Report(pk=report.pk).parties.all())


def test_what_hangs_on_a_row_outside_runs_only_inside_a_question_that_may(cast: Cast) -> None:
    send(cast.amira, cast.ben)
    with pytest.raises(Unscoped):
        list(Report.objects.filter(Exists(Party.objects.hanging_on(OuterRef("pk")))))


# --- What the product does by itself --------------------------------------------------------------------------------------
def test_a_reason_is_none_while_somebody_asks(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    with speaking_for(cast.elif_), pytest.raises(Unscoped):
        Report.objects.unscoped(Reason.ROUTING)
    with speaking_for(None), pytest.raises(Unscoped):
        Report.objects.unscoped(Reason.ROUTING)
    with speaking_for(cast.elif_), transaction.atomic(), as_system(Reason.ROUTING, organisation_id=cast.organisation.pk):
        assert Report.objects.unscoped(Reason.ROUTING).get() == report


def test_what_is_written_needs_no_way_in_and_is_read_by_one(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    report.held = True
    report.save(update_fields=["held"])
    report.refresh_from_db()
    assert report.held
    assert entries_about(report.pk)


# --- Every model ----------------------------------------------------------------------------------------------------------
OURS = [model for model in apps.get_models() if model._meta.app_label in {"boundaries", "accounts", "policies", "incidents"}]
KNOWN = [model for model in OURS if issubclass(model, Protected)]


def test_every_table_behind_the_wall_has_one_way_in() -> None:
    walled = {model for model in OURS if model._meta.db_table not in set(why_open())}
    assert {model.__name__ for model in walled} == {model.__name__ for model in KNOWN}
    assert {Report, Draft, Party, Attachment, ReportGrant} <= walled


@pytest.mark.parametrize("model", KNOWN, ids=lambda model: model.__name__)
def test_a_protected_model_has_one_manager_and_it_refuses(model: type[Model]) -> None:
    managers = {manager.name for manager in model._meta.managers}
    assert managers == {"objects"}
    assert model._meta.default_manager is model.objects  # type: ignore[attr-defined]  # it was just named
    with pytest.raises(Unscoped):
        list(model._default_manager.all())


@pytest.mark.parametrize("model", KNOWN, ids=lambda model: model.__name__)
def test_nothing_protected_is_in_djangos_admin(model: type[Model]) -> None:
    assert not apps.is_installed("django.contrib.admin")
    assert model._meta.default_permissions == ()


@pytest.mark.parametrize("model", KNOWN, ids=lambda model: model.__name__)
def test_every_way_in_is_told_in_the_page_of_the_law(model: type[Model]) -> None:
    page = Path(ROOT, "docs", "access.md").read_text(encoding="utf-8")
    told = page.partition("## One way in")[2].partition("\n## ")[0]
    for way, words in ways_into(model).items():
        assert f"| {model.__name__} | `{way.__name__}` | {words} |" in told
    if not ways_into(model):
        assert f"`{model.__name__}`" in told


def test_the_page_tells_of_no_way_that_there_is_not() -> None:
    page = Path(ROOT, "docs", "access.md").read_text(encoding="utf-8")
    told = page.partition("## One way in")[2].partition("\n## ")[0]
    rows = [line.split(" | ") for line in told.splitlines() if line.startswith("| ") and "`" in line]
    real = {(model.__name__, f"`{way.__name__}`") for model in KNOWN for way in ways_into(model)}
    assert {(row[0].strip("| "), row[1]) for row in rows} == real

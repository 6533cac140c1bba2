"""Numbers of exceptions, over what the reader sees by office and nothing else: directors their areas, auditors all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Func, Q, QuerySet, UUIDField
from django.utils.translation import gettext as _

from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.clocks.rules import elapsed
from policies.exceptions.choices import ExceptionKind, ExceptionStatus, Went
from policies.exceptions.figures.rules import told
from policies.exceptions.models import ExceptionRequest
from policies.exceptions.permissions import TOLD_TO_TEAM, areas_directed
from policies.exceptions.queries import register_of
from policies.library.models import Clause

YEAR = timedelta(days=365)
MOST_TIMED = 5000
"""Over so many decisions, the newest, the median is taken."""
COUNTS = {
    "asked": Count("pk"),
    "approved": Count("pk", filter=Q(status__in=TOLD_TO_TEAM)),
    "refused": Count("pk", filter=Q(status=ExceptionStatus.REFUSED)),
    "ended": Count("pk", filter=Q(status__in=[ExceptionStatus.EXPIRED, ExceptionStatus.OUTCOME_TOLD])),
    "revoked": Count("pk", filter=Q(status=ExceptionStatus.REVOKED)),
}
"""What is counted of each: `ended` are those whose last day has gone, told how they went or not."""


class EachOf(Func):
    """Every id of a list, in a row of its own."""

    function = "unnest"
    set_returning = True


@dataclass(frozen=True)
class Line:
    """One line of a table: of what, and how many; None where there are so few that they point at somebody."""

    label: str
    counts: dict[str, int | None]


@dataclass(frozen=True)
class Figures:
    """The tables of the last twelve months, and how long a decision took, in working days, half of them less."""

    since: datetime
    masked: bool
    median_days: float | None
    by_clause: list[Line]
    by_team: list[Line]
    by_kind: list[Line]
    by_outcome: list[Line]


def figures_for(actor: StaffMember) -> Figures:
    """One statement for each table. Raises NotVisible for whoever sees no register."""
    since = now() - YEAR
    rows = register_of(actor).select_related(None).filter(submitted_at__gte=since).order_by()
    masked = not areas_directed(actor)

    def table(by: Any, name: Callable[[Any], str], counts: dict[str, Any] = COUNTS) -> list[Line]:
        found: list[Any] = list(rows.annotate(of=by).values("of").annotate(**counts))
        found.sort(key=lambda each: (-each["asked"], str(each["of"])))
        return [Line(name(each["of"]), {key: told(each[key], masked=masked) for key in counts}) for each in found]

    clauses = _clauses_of(rows)
    kinds, wents = dict(ExceptionKind.choices), dict(Went.choices)
    return Figures(
        since,
        masked,
        _median(actor, rows),
        by_clause=table(EachOf(F("clauses"), output_field=UUIDField()), lambda id_: clauses.get(id_, "")),
        by_team=table(F("worker__team__name"), lambda name: name or _("No team")),
        by_kind=table(F("kind"), lambda kind: str(kinds.get(kind, kind))),
        by_outcome=[
            line
            for line in table(F("outcome__went"), lambda went: str(wents.get(went, "")), {"asked": COUNTS["asked"]})
            if line.label
        ],
    )


def _clauses_of(rows: QuerySet[ExceptionRequest]) -> dict[UUID, str]:
    """The codes of the clauses they cite."""
    cited: Iterable[list[UUID]] = rows.values_list("clauses", flat=True).distinct()
    return dict(Clause.objects.filter(pk__in={each for ids in cited for each in ids}).values_list("pk", "code"))


def _median(actor: StaffMember, rows: QuerySet[ExceptionRequest]) -> float | None:
    """How many working days passed from asking to the decision: as many took longer as took less."""
    decided = rows.filter(decided_at__isnull=False).order_by("-decided_at").values_list("submitted_at", "decided_at")[:MOST_TIMED]
    calendar = actor.organisation.calendar()
    took = [elapsed(calendar, asked, at) / timedelta(days=1) for asked, at in decided if asked and at]
    return round(median(took), 1) if took else None

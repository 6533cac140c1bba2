"""What is asked of a million reports: by whom, through the product, and by bare SQL."""

from collections.abc import Sequence
from typing import Any

from accounts.organisations.models import Organisation, Site
from accounts.staff.models import StaffMember
from bench.reports.filling import REPORTS
from bench.turns import PAGE, Asking, Bare, Place, Row, Subject, Way, columns
from boundaries.sealing.models import DataKey
from incidents.register.queries import how_many, reader_of, register, report_in_register
from incidents.reports.models import Report
from incidents.reports.permissions import reporter_index
from incidents.reports.queries import ReportsPage, desk_counts, queue, report_for

GRANTED = """
    FROM incidents_reportgrant g JOIN incidents_report r ON r.id = g.content_object_id
    WHERE g.user_id = %(user)s AND (g.ends_at IS NULL OR g.ends_at > now())
    AND NOT EXISTS (SELECT FROM incidents_reportexclusion x WHERE x.report_id = r.id AND x.person_id = %(person)s)
"""
BY_OFFICE = """
    FROM incidents_report r WHERE {area} AND NOT r.held AND r.reporter_index <> %(author)s
    AND NOT (r.kind IN ('self_report', 'guidance') AND r.reporter_index = ANY(%(authors_above)s))
    AND NOT EXISTS (SELECT FROM incidents_reportexclusion x WHERE x.report_id = r.id AND x.person_id = %(person)s)
    AND NOT EXISTS (SELECT FROM incidents_party p WHERE p.report_id = r.id AND p.role = 'subject'
        AND (p.state = 'unresolved' OR p.person_id = ANY(%(above)s::uuid[])))
"""

TOLD = columns("r", Report, "story")
KEY, HANDLER, AREA = columns("k", DataKey), columns("h", StaffMember), columns("a", Site)
JOINS = "JOIN boundaries_datakey k ON k.id = r.data_key_id LEFT JOIN accounts_staffmember h ON h.id = r.handler_id"
PLACE = "r.due_at, r.submitted_at, r.id, r.reference"
DESK = Bare(
    "incidents_report",
    GRANTED,
    "r.due_at, r.submitted_at, r.id",
    """AND (r.due_at > %(due)s OR (%(due)s IS NOT NULL AND r.due_at IS NULL)
        OR (r.due_at IS NOT DISTINCT FROM %(due)s AND (r.submitted_at, r.id) > (%(told)s, %(id)s)))""",
    JOINS,
    f"{TOLD}, {KEY}, {HANDLER}",
    PLACE,
)


def in_register(area: str) -> Bare:
    """The register of an area, or of the whole organisation."""
    return Bare(
        "incidents_report",
        BY_OFFICE.format(area=area),
        "r.submitted_at DESC, r.id DESC",
        "AND (r.submitted_at, r.id) < (%(told)s, %(id)s)",
        f"{JOINS} LEFT JOIN accounts_site a ON a.id = r.area_id",
        f"{TOLD}, {KEY}, {HANDLER}, {AREA}",
        PLACE,
    )


LISTS = {
    "supervisor": DESK,
    "director": in_register("r.area_id = %(area)s"),
    "auditor": in_register("r.organisation_id = %(organisation)s"),
}
ONE = f"""
    SELECT {columns("r", Report)}, {KEY}, {columns("o", Organisation)}, {HANDLER}, {AREA} FROM incidents_report r {JOINS}
    JOIN accounts_organisation o ON o.id = r.organisation_id LEFT JOIN accounts_site a ON a.id = r.area_id WHERE r.id = %(id)s
"""
COUNTS = """
    SELECT count(*), count(*) FILTER (WHERE status = 'submitted'), count(*) FILTER (WHERE due_at < now()),
    count(*) FILTER (WHERE status = 'waiting'), count(*) FILTER (WHERE mine),
    count(*) FILTER (WHERE mine AND status = 'submitted'), count(*) FILTER (WHERE mine AND due_at < now())
    FROM (SELECT r.status, r.due_at, r.handler_id = %(person)s AS mine {rows} ORDER BY r.due_at, r.submitted_at, r.id LIMIT 1001) counted
"""


def begin(place: Place, who: str) -> Asking:
    """Look up what there is for this person, in their name."""
    actor = place.begin(getattr(place.filled, who))
    reader = None if who == "supervisor" else reader_of(actor)
    above = list(reader.above) if reader else []
    values: dict[str, Any] = {
        "user": actor.user_id,
        "person": actor.pk,
        "organisation": actor.organisation_id,
        "area": next(iter(reader.areas), None) if reader else None,
        "author": reporter_index(actor.pk),
        "above": above,
        "authors_above": [reporter_index(each) for each in above],
    }
    visible, (due, told, id_, reference) = place.find(LISTS[who], values)
    values |= {"due": due, "told": told, "id": id_, "reference": reference or "", "beginning": f"{reference or ''}"[:7] + "%"}
    after = "_".join([told.isoformat() if told else "", str(id_)])
    return Asking(place, who, actor, reader, visible, after if reader else f"{due.isoformat() if due else ''}_{after}", values)


def listing(each: Asking, **more: str) -> ReportsPage:
    """Their list: the desk, or the register."""
    return register(each.office, **more) if each.office else queue(each.actor, **more)  # type: ignore[arg-type]  # words only


def listed(answer: ReportsPage, rows: Sequence[Row]) -> bool:
    return [report.pk for report in answer.reports] == [row[0] for row in rows[:PAGE]]


def counted(each: Asking) -> int:
    return how_many(each.office) if each.office else desk_counts(each.actor).all


def count_statement(each: Asking) -> str:
    rows = LISTS[each.who].rows
    return (
        f"SELECT count(*) FROM (SELECT {rows} ORDER BY {LISTS[each.who].order} LIMIT 1001) counted"
        if each.office
        else COUNTS.format(rows=rows)
    )


def one(each: Asking) -> Report:
    return report_in_register(each.office, each.values["id"]) if each.office else report_for(each.actor, each.values["id"])


WAYS = (
    Way("first page", listing, lambda each: LISTS[each.who].page(), listed),
    Way(
        "deep page",
        lambda each: listing(each, after=each.after),
        lambda each: LISTS[each.who].page(LISTS[each.who].behind),
        listed,
    ),
    Way("count", counted, count_statement, lambda answer, rows: bool(answer == rows[0][0])),
    Way(
        "search by reference",
        lambda each: listing(each, reference=each.values["reference"]),
        lambda each: LISTS[each.who].page("AND r.reference = %(reference)s"),
        listed,
    ),
    Way(
        "search by four letters",
        lambda each: listing(each, reference=each.values["reference"][:7]),
        lambda each: LISTS[each.who].page("AND r.reference LIKE %(beginning)s"),
        listed,
    ),
    Way("object check", one, lambda _each: ONE, lambda answer, rows: bool(answer.pk == rows[0][0])),
)
SUBJECT = Subject(REPORTS, begin, dict.fromkeys(LISTS, WAYS))

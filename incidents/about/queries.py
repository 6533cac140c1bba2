"""What the product holds about one person, for that person alone."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

from accounts.signin.events import SENTENCES
from accounts.staff.models import StaffMember
from boundaries.record.queries import entries_about, entries_of_many
from incidents.register.choices import in_words
from incidents.reports.events import ReportEvent
from incidents.reports.models import Report
from incidents.reports.queries import own_reports

MOST_SHOWN = 50


@dataclass(frozen=True)
class Change:
    """Something that was written about somebody's entry in the list of staff."""

    at: datetime
    sentence: str | Promise
    by: str


@dataclass(frozen=True)
class Reading:
    """Who opened a report, as its reporter may know it: by relation, never by name."""

    at: datetime
    relation: str


@dataclass(frozen=True)
class OwnReport:
    """One of the person's own reports with everybody who opened it, oldest first."""

    report: Report
    readings: list[Reading]


def changes_about(person: StaffMember) -> list[Change]:
    """What was written about the person's entry, the newest first. What others reported is never part of it."""
    lines = list(reversed(entries_about(person.pk)))[:MOST_SHOWN]
    names = dict(StaffMember.objects.filter(pk__in={line.actor_id for line in lines}).values_list("pk", "name"))
    return [Change(line.at, SENTENCES[line.event], names.get(line.actor_id, "") if line.actor_id else "") for line in lines]


def readings_of_own(person: StaffMember) -> list[OwnReport]:
    """The person's newest own reports, each with who opened it."""
    reports = own_reports(person, most=MOST_SHOWN)
    readings: dict[UUID, list[Reading]] = defaultdict(list)
    for about_id, line in entries_of_many([report.pk for report in reports], event=ReportEvent.OPENED):
        readings[about_id].append(Reading(line.at, in_words((line.data or {}).get("relation", ""))))
    return [OwnReport(report, readings[report.pk]) for report in reports]

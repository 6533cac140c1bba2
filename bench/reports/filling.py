"""A million reports, as an installation has them after some years.

Every report has a key of its own, and its reporter and story are really sealed under it.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.grants.choices import ExclusionSource, Relation
from accounts.staff.models import StaffMember
from bench.filling import UNDER_ONE, YEARS, Kind, People, Rows, Sealer, an_id, one_of
from boundaries.access.scope import author_index
from incidents.reports.choices import OWN_KINDS, Danger, PartyRole, PartyState, ReportKind, ReportStatus
from incidents.reports.rules import REFERENCE_LETTERS, reference_of

KINDS = {ReportKind.CONCERN: 70, ReportKind.COMPLAINT: 15, ReportKind.SELF_REPORT: 10, ReportKind.GUIDANCE: 5}
STATUSES = {ReportStatus.SUBMITTED: 5, ReportStatus.ACKNOWLEDGED: 15, ReportStatus.IN_TRIAGE: 75, ReportStatus.WAITING: 5}
ON_THE_CLOCK = {ReportStatus.SUBMITTED, ReportStatus.ACKNOWLEDGED}
UNCLEAR, SERIOUS, ABOUT_TWO, NOT_TO_RECEIVE, HANDED_ON = 0.01, 0.15, 0.08, 0.2, 0.03
"""The shares of reports of which it is not clear whom they mean, which are serious, which are about two people, in which
somebody is named who must not receive them, and which went through other hands first."""
STRIDE = 2_654_435_761
"""A prime: multiplied by it, numbers that follow each other give references far apart."""
STORY = {
    "kind": "concern",
    "saw": "They stayed for supper after the visit, and a watch changed hands. " * 4,
    "categories": ["gifts"],
}
COLUMNS = {
    "incidents_report": "id reference kind status reporter reporter_index in_confidence story categories clauses danger serious "
    "prefers_shift_leader submitted_at acknowledged_at handler_id area_id held due_at organisation_id data_key_id",
    "incidents_party": "id role state name added_at person_id report_id",
    "incidents_reportexclusion": "id organisation_id source added_at person_id report_id",
    "incidents_reportgrant": "relation reason given_at ends_at sort_at content_object_id permission_id user_id organisation_id",
}


@dataclass(frozen=True)
class Drawn:
    """What the lot gave one report."""

    id: UUID
    reference: str
    kind: ReportKind
    status: ReportStatus
    told: datetime
    reporter: StaffMember
    handler: StaffMember
    subjects: Sequence[StaffMember]
    unclear: bool
    area: UUID | None
    lead: StaffMember | None
    not_to_receive: StaffMember | None
    before: StaffMember | None

    @property
    def due(self) -> datetime | None:
        """When its clock runs out, where one runs."""
        return self.told + timedelta(days=2 + self.told.day % 4) if self.status in ON_THE_CLOCK else None


def _reports(people: People, numbers: range, lots: random.Random) -> Iterator[Rows]:
    """The rows of one report after another."""
    indexes = {person.pk: author_index(person.pk) for person in people.staff}
    permission = Permission.objects.get(content_type__app_label="incidents", codename="open_report").pk
    end = timezone.now()
    for number in numbers:
        drawn = _draw(people, number, lots, end)
        yield _rows(people.organisation_id, drawn, indexes[drawn.reporter.pk], permission, lots)


def _draw(people: People, number: int, lots: random.Random, end: datetime) -> Drawn:
    """Everybody is written about as often; who wrote is drawn, and is neither the subject nor the handler."""
    staff = people.staff
    subject = 1 + number % (len(staff) - 1)
    manager = (subject - 1) // UNDER_ONE
    kind, status = one_of(lots, KINDS), one_of(lots, STATUSES)
    own = kind in OWN_KINDS
    unclear = not own and lots.random() < UNCLEAR
    reporter = (
        subject if own else lots.choice([each for each in lots.sample(range(len(staff)), 3) if each not in {subject, manager}])
    )
    other = next(each for each in lots.sample(range(1, len(staff)), 4) if each not in {subject, manager, reporter})
    subjects = [] if unclear or kind == ReportKind.GUIDANCE else [staff[subject]]
    if subjects and not own and lots.random() < ABOUT_TWO:
        subjects.append(staff[other])
    return Drawn(
        id=an_id(lots),
        reference=_reference(number),
        kind=kind,
        status=status,
        told=end - lots.random() * YEARS,
        reporter=staff[reporter],
        handler=lots.choice(people.leads) if unclear else staff[manager],
        subjects=subjects,
        unclear=unclear,
        area=None if unclear else staff[subject].site_id,
        lead=lots.choice(people.leads) if not unclear and lots.random() < SERIOUS else None,
        not_to_receive=staff[other] if lots.random() < NOT_TO_RECEIVE else None,
        before=staff[other] if len(subjects) < 2 and lots.random() < HANDED_ON else None,  # noqa: PLR2004 -- two people
    )


def _rows(organisation_id: UUID, drawn: Drawn, index: bytes, permission: int, lots: random.Random) -> Rows:
    """The report with its key, the people it is about, those kept out of it, and those let in."""
    key = Sealer.drawn(organisation_id, drawn.told, lots)
    reporter = key.seal(str(drawn.reporter.pk), "incidents_report", "reporter", drawn.id)
    story = key.seal(json.dumps(STORY), "incidents_report", "story", drawn.id)
    told, serious = drawn.told, drawn.lead is not None
    acknowledged = None if drawn.status == ReportStatus.SUBMITTED else told + timedelta(hours=5)
    report = (
        *(drawn.id, drawn.reference, drawn.kind.value, drawn.status.value, reporter, index, False, story, "{gifts}", "{}"),
        *(Danger.NO.value, serious, False, told, acknowledged, drawn.handler.pk, drawn.area, drawn.unclear, drawn.due),
        *(organisation_id, key.id),
    )
    role, linked = PartyRole.SUBJECT.value, PartyState.LINKED.value
    parties: list[tuple[object, ...]] = [
        (an_id(lots), role, linked, None, told, person.pk, drawn.id) for person in drawn.subjects
    ]
    if drawn.unclear:
        party = an_id(lots)
        name = key.seal("Somebody on nights", "incidents_party", "name", party)
        parties.append((party, role, PartyState.UNRESOLVED.value, name, told, None, drawn.id))
    kept_out = {person.pk: ExclusionSource.SUBJECT for person in drawn.subjects}
    if drawn.not_to_receive is not None:
        kept_out.setdefault(drawn.not_to_receive.pk, ExclusionSource.NOT_TO_RECEIVE)
    let_in = {drawn.handler: (Relation.HOLDER if drawn.unclear else Relation.HANDLER, None)}
    if drawn.lead is not None:
        let_in.setdefault(drawn.lead, (Relation.ALERTED, None))
    ended = {drawn.before: (Relation.HANDLER, told + timedelta(days=1))} if drawn.before else {}
    return {
        "boundaries_datakey": [key.row],
        "incidents_report": [report],
        "incidents_party": parties,
        "incidents_reportexclusion": [
            (an_id(lots), organisation_id, source.value, told, person, drawn.id) for person, source in kept_out.items()
        ],
        "incidents_reportgrant": [
            (relation.value, "", told, ends, drawn.due, drawn.id, permission, person.user_id, organisation_id)
            for person, (relation, ends) in {**ended, **let_in}.items()
        ],
    }


def _reference(number: int) -> str:
    """A reference of its own for every number."""
    rest, letters = number * STRIDE % len(REFERENCE_LETTERS) ** 8, ""
    for _ in range(8):
        rest, at = divmod(rest, len(REFERENCE_LETTERS))
        letters = REFERENCE_LETTERS[at] + letters
    return reference_of(letters)


REPORTS = Kind("reports", COLUMNS, _reports)

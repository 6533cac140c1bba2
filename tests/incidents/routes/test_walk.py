"""Whatever people do in whatever order: no conflicted handler, ever; somebody, or a recorded alarm, always (AZ-04, AZ-05).

The oracle below is naive on purpose: it shares no code with the rule it checks.
"""

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from accounts.organisations.queries import today
from accounts.staff.actions import change_manager, deactivate_person, reactivate_person
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at
from boundaries.errors.exceptions import ProductError
from boundaries.notices.queries import items_for
from incidents.desk import actions as desk
from incidents.reports.choices import PartyRole, PartyState
from incidents.reports.models import Party, Report, ReportGrant
from tests.incidents.told import MONDAY, desk_of, events_of, send, settle
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

STEPS = 22


class Walk:
    """One organisation in which people do things at random."""

    def __init__(self, cast: "Cast", seed: int) -> None:
        self.cast, self.random = cast, Random(seed)
        self.people = list(StaffMember.objects.filter(organisation=cast.organisation).order_by("name"))

    def person(self) -> StaffMember:
        return StaffMember.objects.get(pk=self.random.choice(self.people).pk)

    def report(self) -> Report:
        return self.random.choice(list(every(Report).order_by("reference")))

    def handled(self) -> tuple[StaffMember, Report]:
        report = self.random.choice(list(every(Report).filter(handler__isnull=False).order_by("submitted_at", "pk")))
        assert report.handler is not None
        return report.handler, report

    def somebody_reports(self) -> None:
        reporter = self.random.choice([self.cast.amira, self.cast.ben, self.cast.pavel, self.cast.dana, self.cast.elif_])
        about: list[Any] = [self.person() for _ in range(self.random.randint(0, 2))]
        if self.random.random() < 0.2:
            about.append(self.random.choice(["Benny", "Somebody from the clinic", "Tomas"]))
        not_to = [str(self.person().pk) for _ in range(self.random.randint(0, 3))]
        kind = self.random.choice(["concern", "concern", "complaint", "self_report", "guidance"])
        category = self.random.choice(["abuse", "gifts", "friendship"])
        unique = {each.pk if isinstance(each, StaffMember) else each: each for each in about}
        send(reporter, *unique.values(), kind=kind, not_to_receive=list(dict.fromkeys(not_to)), categories=[category])

    def somebody_is_named(self) -> None:
        handler, report = self.handled()
        role = self.random.choice(list(PartyRole))
        desk.add_party(actor=handler, report_id=report.pk, role=role, person_id=self.person().pk)

    def a_name_becomes_clear(self) -> None:
        handler, report = self.handled()
        party = every(Party).filter(report=report, state=PartyState.UNRESOLVED).first()
        if party:
            desk.resolve_party(
                actor=handler, report_id=report.pk, party_id=party.pk, state=PartyState.LINKED, person_id=self.person().pk
            )

    def somebody_steps_aside(self) -> None:
        handler, report = self.handled()
        desk.recuse(actor=handler, report_id=report.pk, reason="I stand too near.")

    def it_is_handed_over(self) -> None:
        handler, report = self.handled()
        desk.reassign(actor=handler, report_id=report.pk, to_id=self.person().pk, reason="Please take it.")

    def somebody_gets_another_manager(self) -> None:
        change_manager(actor=self.cast.olga, person_id=self.person().pk, manager_id=self.person().pk)

    def somebody_leaves(self) -> None:
        deactivate_person(actor=self.cast.olga, person_id=self.person().pk, last_day=today(self.cast.organisation))

    def somebody_comes_back(self) -> None:
        gone = StaffMember.objects.filter(organisation=self.cast.organisation, is_active=False).order_by("name").first()
        if gone:
            reactivate_person(actor=self.cast.olga, person_id=gone.pk)

    def step(self) -> None:
        """One act; what the product refuses is refused, and must leave everything as it was."""
        acts = [
            self.somebody_reports,
            self.somebody_is_named,
            self.a_name_becomes_clear,
            self.somebody_steps_aside,
            self.it_is_handed_over,
            self.somebody_gets_another_manager,
            self.somebody_leaves,
            self.somebody_comes_back,
        ]
        act = self.random.choices(acts, weights=[5, 3, 2, 2, 2, 3, 1, 1])[0]
        try:
            act()
        except (ProductError, IndexError):
            return


def above(person: StaffMember) -> set[Any]:
    """Everybody over a person."""
    found, manager = set(), person.manager
    while manager is not None:
        found.add(manager.pk)
        manager = manager.manager
    return found


def barred(report: Report, person: StaffMember) -> bool:
    """Whether this person may not have this report, in the plainest words."""
    named = {party.person_id for party in report.parties.all()}
    about = {party.person_id for party in report.parties.all() if party.role == PartyRole.SUBJECT}
    if report.kind == "self_report" or (report.kind == "guidance" and not about):
        about.add(type(person.pk)(report.reporter))
    kept_out = {each.person_id for each in report.exclusions.all()}
    return (
        person.pk in named | kept_out
        or str(person.pk) == report.reporter
        or bool(about & above(person))
        or not person.is_active
        or person.user is None
    )


def check(cast: "Cast") -> None:
    """What must hold after every step."""
    for report in every(Report).select_related("data_key", "handler"):
        assert (report.handler is None) == (report.alarm_at is not None), report
        assert report.handler is None or not barred(report, report.handler), report
        if report.alarm_at:
            assert "report.unrouted" in events_of(report)
        for grant in every(ReportGrant).filter(content_object=report, ends_at=None).select_related("user__staff_member"):
            assert not barred(report, grant.user.staff_member), (report, grant.relation)
    for person in StaffMember.objects.filter(organisation=cast.organisation):
        for report_id in desk_of(person):
            assert not barred(every(Report).select_related("data_key").get(pk=report_id), person)


@pytest.mark.parametrize("seed", range(6))
def test_no_walk_leads_a_report_to_the_wrong_person(cast: "Cast", seed: int) -> None:
    walk = Walk(cast, seed)
    for number in range(STEPS):
        with at(MONDAY + timedelta(hours=9 * number)):
            walk.step()
            settle()
            check(cast)
    assert every(Report).exists()


def test_the_walk_would_notice(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    party = Party.objects.create(
        report=report, role=PartyRole.WITNESS, state=PartyState.LINKED, person=cast.elif_, added_at=report.submitted_at
    )
    with pytest.raises(AssertionError):
        check(cast)
    party.delete()  # the database would notice at the commit
    assert items_for(cast.elif_.pk)

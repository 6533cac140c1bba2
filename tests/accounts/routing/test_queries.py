"""The facts that routing decides from, as they stand in the database."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.demo.cast import Cast
from accounts.routing import rules
from accounts.routing.choices import RouteGap, RouteRole, RoutingKind
from accounts.routing.queries import missing_for_activation, organisation_facts
from accounts.staff.models import StaffMember
from accounts.teams.models import Team

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 1)


@pytest.fixture
def harbour(cast: Cast) -> Team:
    return Team.objects.get(name="Harbour team")


def appoint(person: StaffMember, role: Role, *teams: Team, **more: Any) -> Appointment:
    facts: dict[str, Any] = {"starts_on": DAY, "confirmed_at": "2026-01-01T00:00Z"} | more
    made = Appointment.objects.create(organisation=person.organisation, person=person, role=role, **facts)
    made.teams.set(teams)
    return made


def test_everybody_of_the_organisation_and_nobody_else(cast: Cast) -> None:
    facts = organisation_facts(cast.organisation.id, DAY)
    assert facts.people[cast.ben.id] == rules.Person(cast.ben.id, "Ben Okafor", cast.elif_.id, active=True, has_login=True)
    assert not facts.people[cast.lena.id].has_login
    assert cast.ivo.id not in facts.people
    assert len(facts.people) == StaffMember.objects.filter(organisation=cast.organisation).count()


def test_a_login_that_its_owner_never_opened_cannot_be_used(cast: Cast) -> None:
    assert cast.elif_.user is not None
    cast.elif_.user.set_unusable_password()
    cast.elif_.user.save()
    assert not organisation_facts(cast.organisation.id, DAY).people[cast.elif_.id].has_login


def test_it_takes_three_questions(cast: Cast, harbour: Team) -> None:
    appoint(cast.ben, Role.SHIFT_LEADER, harbour, ends_on=DAY)
    with CaptureQueriesContext(connection) as asked:
        facts = organisation_facts(cast.organisation.id, DAY)
        facts.for_report(kind=RoutingKind.CONCERN, reporter_id=cast.amira.id, subject_ids=[cast.ben.id])
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({}, True),
        ({"starts_on": DAY + timedelta(days=1)}, False),
        ({"ends_on": DAY}, True),
        ({"starts_on": date(2026, 1, 1), "ends_on": DAY - timedelta(days=1)}, False),
        ({"confirmed_at": None}, False),
        ({"ended_at": "2026-05-30T00:00Z"}, False),
    ],
)
def test_only_appointments_that_count(cast: Cast, more: dict[str, Any], counts: bool) -> None:
    appoint(cast.farid, Role.TRIAGE_OFFICER, **more)
    assert (cast.farid.id in organisation_facts(cast.organisation.id, DAY).holders(Role.TRIAGE_OFFICER)) is counts


def test_who_has_left_holds_nothing(cast: Cast) -> None:
    StaffMember.objects.filter(id=cast.chidi.id).update(is_active=False)
    assert organisation_facts(cast.organisation.id, DAY).holders(Role.SAFEGUARDING_LEAD) == ()


def test_holders_stand_in_the_order_in_which_they_began_then_by_name(cast: Cast) -> None:
    appoint(cast.pavel, Role.TRIAGE_OFFICER)
    appoint(cast.elif_, Role.TRIAGE_OFFICER)
    appoint(cast.farid, Role.TRIAGE_OFFICER, starts_on=DAY - timedelta(days=1))
    found = organisation_facts(cast.organisation.id, DAY).holders(Role.TRIAGE_OFFICER)
    assert found == (cast.tomas.id, cast.farid.id, cast.elif_.id, cast.pavel.id)


def test_a_shift_leader_acts_for_the_people_of_their_teams(cast: Cast, harbour: Team) -> None:
    appoint(cast.ben, Role.SHIFT_LEADER, harbour, ends_on=DAY)
    facts = organisation_facts(cast.organisation.id, DAY)
    assert facts.acting_shift_leaders_for(cast.amira.id) == (cast.ben.id,)
    for somebody in (cast.pavel.id, cast.farid.id, None):  # of another team, of none, and nobody
        assert facts.acting_shift_leaders_for(somebody) == ()
    assert organisation_facts(cast.organisation.id, DAY + timedelta(days=1)).acting_shift_leaders_for(cast.amira.id) == ()


def test_a_deputy_stands_in_for_the_one_who_leads_the_team_and_not_for_those_above(cast: Cast, harbour: Team) -> None:
    appoint(cast.ben, Role.DEPUTY, harbour, ends_on=DAY)
    assert organisation_facts(cast.organisation.id, DAY).deputies == {cast.elif_.id: (cast.ben.id,)}


def test_a_deputy_stands_in_for_a_manager_who_belongs_to_no_team(cast: Cast) -> None:
    outreach = Team.objects.get(name="Health outreach team")
    appoint(cast.elif_, Role.DEPUTY, outreach, ends_on=DAY)
    assert organisation_facts(cast.organisation.id, DAY).deputies == {cast.farid.id: (cast.elif_.id,)}


def test_nobody_deputises_for_themselves(cast: Cast, harbour: Team) -> None:
    appoint(cast.elif_, Role.DEPUTY, harbour, ends_on=DAY)
    assert organisation_facts(cast.organisation.id, DAY).deputies == {}


def test_the_facts_lead_a_concern_about_ben_to_elif_and_past_her_when_she_is_gone(cast: Cast, harbour: Team) -> None:
    appoint(cast.pavel, Role.DEPUTY, harbour, ends_on=DAY)
    concern: dict[str, Any] = {"kind": RoutingKind.CONCERN, "reporter_id": cast.amira.id, "subject_ids": [cast.ben.id]}
    route = rules.decide(organisation_facts(cast.organisation.id, DAY).for_report(**concern))
    assert route.handler_id == cast.elif_.id
    StaffMember.objects.filter(id=cast.elif_.id).update(is_active=False)
    route = rules.decide(organisation_facts(cast.organisation.id, DAY).for_report(**concern))
    assert route.handler_id == cast.pavel.id
    assert route.steps[-1].role == RouteRole.DEPUTY


def test_every_office_reaches_the_rule(cast: Cast) -> None:
    facts = organisation_facts(cast.organisation.id, DAY).for_report(kind=RoutingKind.CONCERN, reporter_id=None, serious=True)
    offices = (
        facts.triage_officers,
        facts.safeguarding_leads,
        facts.chief_executives,
        facts.board_chairs,
        facts.outside_contacts,
    )
    assert offices == ((cast.tomas.id,), (cast.chidi.id,), (cast.samuel.id,), (cast.yara.id,), (cast.miriam.id,))
    assert facts.serious


def test_what_is_missing_before_activation(cast: Cast) -> None:
    assert missing_for_activation(cast.organisation) == ()
    Appointment.objects.filter(person__in=[cast.miriam, cast.ingrid]).delete()
    assert missing_for_activation(cast.organisation) == (RouteGap.TOO_FEW_DIRECTORS, RouteGap.NO_OUTSIDE_CONTACT)
    appoint(cast.farid, Role.DIRECTOR)
    assert missing_for_activation(cast.organisation) == (RouteGap.RELATED_DIRECTORS, RouteGap.NO_OUTSIDE_CONTACT)


def test_the_organisation_without_somebody(cast: Cast) -> None:
    facts = organisation_facts(cast.organisation.id, DAY)
    assert facts.has_administrator()
    assert facts.without(cast.olga.id).has_administrator()
    assert not facts.without(cast.olga.id).without(cast.wiremu.id).has_administrator()

"""The people of tests and demo are the ones style.md names, with the roles they are named for."""

from datetime import date
from typing import Any

import pytest

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.assignments.choices import AssignmentRole
from accounts.clients.choices import ClientStatus
from accounts.clients.models import Client
from accounts.demo.actions import PASSWORD
from accounts.demo.cast import INTRODUCTIONS, Cast, address_of, sign_in_lines, small_world
from accounts.demo.organisations import build_demo_people
from accounts.organisations.models import Organisation
from accounts.routing.queries import missing_for_activation
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember, User

pytestmark = pytest.mark.django_db


def test_elif_leads_amira_and_ben_and_farid_leads_her(cast: Cast) -> None:
    assert cast.amira.manager_id == cast.ben.manager_id == cast.elif_.id
    assert cast.elif_.manager_id == cast.farid.id


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("amira", set()),
        ("noor", {Role.DIRECTOR}),
        ("ingrid", {Role.DIRECTOR}),
        ("samuel", {Role.CHIEF_EXECUTIVE}),
        ("yara", {Role.BOARD_CHAIR}),
        ("chidi", {Role.SAFEGUARDING_LEAD}),
        ("tomas", {Role.TRIAGE_OFFICER}),
        ("dana", {Role.CASE_MANAGER, Role.INVESTIGATOR}),
        ("maya", {Role.COMMUNICATIONS_MANAGER}),
        ("grace", {Role.AUDITOR}),
        ("olga", {Role.ADMINISTRATOR}),
        ("wiremu", {Role.ADMINISTRATOR}),
        ("miriam", {Role.OUTSIDE_CONTACT}),
        ("root", set()),
    ],
)
def test_everybody_holds_the_roles_they_are_named_for(cast: Cast, name: str, roles: set[Role]) -> None:
    person = getattr(cast, name)
    assert {each.role for each in Appointment.objects.in_force(date(2026, 3, 2)).filter(person=person)} == roles


def test_lena_cannot_sign_in_and_pavel_has_a_partner_organisation(cast: Cast) -> None:
    assert cast.lena.user is None
    assert (cast.pavel.kind, bool(cast.pavel.partner)) == (StaffKind.PARTNER, True)


def test_root_is_a_superuser_and_nobody_else_is(cast: Cast) -> None:
    assert list(User.objects.filter(is_superuser=True)) == [cast.root.user]


def test_ivo_works_for_another_organisation(cast: Cast) -> None:
    assert cast.ivo.organisation != cast.organisation
    assert cast.ivo.organisation == cast.other_organisation


def test_hana_has_a_brother_and_a_key_worker(cast: Cast) -> None:
    assert (str(cast.hana.name), cast.jonah.client) == ("Hana Abebe", cast.hana)
    assert cast.hana.assignments.get(role=AssignmentRole.KEY_WORKER).worker == cast.amira


def test_both_organisations_have_an_alternate_route(cast: Cast) -> None:
    assert [missing_for_activation(each) for each in Organisation.objects.all()] == [(), ()]


def test_the_small_world_stays_small(db: None, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(50):
        small_world()


def test_everybody_introduced_can_sign_in_with_the_password_that_is_shown(cast: Cast) -> None:
    users = User.objects.filter(email__in=[address_of(key) for key in INTRODUCTIONS])
    assert users.count() == len(INTRODUCTIONS)
    assert all(user.check_password(PASSWORD) for user in users[:1])
    assert len({user.password for user in users}) == 1
    assert PASSWORD in sign_in_lines()[-1]


@pytest.fixture
def demo(db: None) -> Cast:
    return build_demo_people()


def test_the_first_organisation_is_rich_and_the_others_are_complete(demo: Cast) -> None:
    assert (demo.organisation.staff.count(), demo.organisation.clients.count()) == (60, 40)
    assert [8 <= each.staff.count() <= 12 for each in Organisation.objects.exclude(id=demo.organisation.id)] == [True] * 3


def test_every_organisation_is_open_has_two_administrators_and_an_alternate_route(demo: Cast) -> None:
    for organisation in Organisation.objects.all():
        assert organisation.activated_at
        assert missing_for_activation(organisation) == ()
        assert organisation.appointments.filter(role=Role.ADMINISTRATOR).count() == 2


def test_each_organisation_has_a_zone_closed_days_signposts_sites_and_teams_of_its_own(demo: Cast) -> None:
    everything = Organisation.objects.all()
    assert len({each.zone for each in everything}) == 4
    for each in everything:
        assert each.danger_signposts
        assert each.closed_days.exists()
        assert each.sites.exists()
        assert each.teams.exists()


def test_the_tree_of_the_first_organisation_is_deep(demo: Cast) -> None:
    above, depth = demo.amira, 0
    while above.manager:
        above, depth = above.manager, depth + 1
    assert (above, depth) == (demo.yara, 5)


def test_every_current_client_has_exactly_one_key_worker(demo: Cast) -> None:
    for client in Client.objects.filter(status=ClientStatus.CURRENT):
        assert client.assignments.filter(role=AssignmentRole.KEY_WORKER, ends_on=None).count() == 1
    assert set(Client.objects.values_list("status", flat=True)) == set(ClientStatus.values)


def test_no_two_people_of_the_demo_share_a_name(demo: Cast) -> None:
    staff = list(StaffMember.objects.values_list("name", flat=True))
    clients = [str(each.name) for each in demo.organisation.clients.all()]
    assert (len(set(staff)), len(set(clients))) == (len(staff), len(clients))


def test_the_whole_demo_is_made_in_bulk(db: None, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(150):
        build_demo_people()

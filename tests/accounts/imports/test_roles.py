"""Importing roles: they become proposals, for a second person to confirm."""

from datetime import date

import pytest

from accounts.appointments.actions import confirm
from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.demo.cast import Cast
from accounts.imports.choices import ImportStatus
from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember
from accounts.teams.models import Team
from boundaries.errors.exceptions import Forbidden
from tests.accounts.imports.files import applied, changes, checked, csv_of, problems, said
from tests.accounts.kinds import last_written_about, written_about

pytestmark = pytest.mark.django_db
HEAD = "Person,Role,First day,Last day,Teams,Site"


def test_a_role_is_proposed_and_waits_for_a_second_person(cast: Cast) -> None:
    applied(cast.olga, csv_of(HEAD, f"{cast.amira.reference},Shift leader,2026-01-05,2035-12-31,Harbour team; Office,"))
    made = Appointment.objects.get(person=cast.amira)
    teams = {team.name for team in made.teams.all()}
    assert (made.role, made.proposed_by, made.confirmed_at, teams) == (
        Role.SHIFT_LEADER,
        cast.olga,
        None,
        {"Harbour team", "Office"},
    )
    event, actor_id, data = last_written_about(made.id)
    assert (event, actor_id, data and data["person"]) == ("appointment.proposed", cast.olga.id, str(cast.amira.id))
    with pytest.raises(Forbidden):
        confirm(actor=cast.olga, appointment_id=made.id)
    assert confirm(actor=cast.wiremu, appointment_id=made.id).confirmed_at is not None


def test_a_director_answers_for_the_site_named(cast: Cast) -> None:
    applied(cast.olga, csv_of(HEAD, f"{cast.farid.reference},director,2026-01-05,,,Harbour House"))
    made = Appointment.objects.select_related("area").get(person=cast.farid)
    assert (made.area and made.area.name, made.starts_on, made.ends_on) == ("Harbour House", date(2026, 1, 5), None)


def test_what_is_held_or_proposed_already_is_not_proposed_again(cast: Cast) -> None:
    file = csv_of(HEAD, f"{cast.amira.reference},deputy,2026-01-05,2035-12-31,Harbour team,", "S-0003,director,2020-01-06,,,")
    assert len(changes(checked(cast.olga, file))) == 1
    applied(cast.olga, file)
    assert checked(cast.olga, file).status == ImportStatus.UNCHANGED


def test_before_activation_a_role_counts_at_once(cast: Cast) -> None:
    Organisation.objects.filter(id=cast.organisation.id).update(activated_at=None)
    applied(cast.olga, csv_of(HEAD, f"{cast.amira.reference},auditor,2026-01-05,,,"))
    made = Appointment.objects.get(person=cast.amira)
    assert made.confirmed_at is not None
    assert [event for event, _actor, _data in written_about(made.id)] == ["appointment.proposed", "appointment.confirmed"]


ROWS = [
    ("{amira},,2026-01-05,,,", ["Role"]),
    ("{amira},king,2026-01-05,,,", ["Role"]),
    ("{amira},auditor,,,,", ["First day"]),
    ("NOBODY,auditor,2026-01-05,,,", ["Person"]),
    (",auditor,2026-01-05,,,", ["Person"]),
    ("{amira},auditor,2026-01-05,2026-01-04,,", ["Last day"]),
    ("{amira},auditor,2026-01-05,2026-02-04,,", ["Last day"]),
    ("{amira},shift_leader,2026-01-05,,Harbour team,", ["Last day"]),
    ("{amira},shift_leader,2026-01-05,2035-12-31,,", ["Teams"]),
    ("{amira},auditor,2026-01-05,,Harbour team,", ["Teams"]),
    ("{amira},shift_leader,2026-01-05,2035-12-31,Harbour team; Nowhere,", ["Teams"]),
    ("{amira},auditor,2026-01-05,,,Harbour House", ["Site"]),
    ("{amira},director,2026-01-05,,,Nowhere", ["Site"]),
    ("{olga},auditor,2026-01-05,,,", ["Person"]),
    ("{noor},director,2026-01-05,,,", ["Role"]),
    ("{miriam},auditor,2026-01-05,,,", ["Role"]),
    ("{amira},outside_contact,2026-01-05,,,", ["Person"]),
]


@pytest.mark.parametrize(("row", "columns"), ROWS, ids=[row for row, _columns in ROWS])
def test_what_could_not_be_proposed_on_its_page_is_refused(cast: Cast, row: str, columns: list[str]) -> None:
    people = {name: getattr(cast, name).reference for name in ("amira", "olga", "noor", "miriam")}
    run = checked(cast.olga, csv_of(HEAD, row.format(**people)))
    assert [(number, column) for number, column, _value in problems(run)] == [(2, column) for column in columns]


def test_one_file_gives_nobody_a_role_twice(cast: Cast) -> None:
    row = f"{cast.amira.reference},auditor,2026-01-05,,,"
    run = checked(cast.olga, csv_of(HEAD, row, row, row.replace("05", "06")))
    assert [number for number, _column, _value in problems(run)] == [3, 4]
    assert said(run)[0] == "Row 2 is about the same already."


def test_somebody_who_has_left_gets_no_role(cast: Cast) -> None:
    StaffMember.objects.filter(id=cast.amira.id).update(is_active=False)
    run = checked(cast.olga, csv_of(HEAD, f"{cast.amira.reference},auditor,2026-01-05,,,"))
    assert problems(run) == [(2, "Person", cast.amira.reference)]


def test_a_team_whose_name_holds_a_semicolon_is_named_in_quotation_marks(cast: Cast) -> None:
    Team.objects.filter(organisation=cast.organisation, name="Harbour team").update(name="Harbour; day")
    cell = '"""Harbour; day"";Office"'
    applied(cast.olga, csv_of(HEAD, f"{cast.amira.reference},deputy,2026-01-05,2035-12-31,{cell},"))
    assert {team.name for team in Appointment.objects.get(person=cast.amira).teams.all()} == {"Harbour; day", "Office"}

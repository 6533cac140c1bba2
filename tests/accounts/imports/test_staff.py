"""Importing people and line managers."""

from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session

from accounts.appointments.models import Appointment
from accounts.demo.cast import Cast
from accounts.imports.choices import ImportStatus
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember, User
from boundaries.record.models import RecordEntry
from tests.accounts.imports.files import applied, changes, checked, csv_of, problems, said, sample
from tests.accounts.kinds import SignedIn, last_written_about, written_about
from tests.seeing import every

pytestmark = pytest.mark.django_db
HEAD = "Staff number,Full name,Kind,Partner organisation,Job title,E-mail address,Team,Site,Line manager,First day,Last day"
LONG_AGO = "2020-01-06"


def line(person: StaffMember, **changed: str) -> str:
    """A row that says what is there, but for what is changed."""
    said_now = {
        "reference": person.reference,
        "name": person.name,
        "kind": person.kind,
        "partner": person.partner,
        "job_title": person.job_title,
        "email": person.user.email if person.user else "",
        "team": person.team.name if person.team else "",
        "site": person.site.name if person.site else "",
        "manager": person.manager.reference if person.manager else "",
        "started_on": LONG_AGO,
        "left_on": "",
    }
    return ",".join((said_now | changed).values())


def test_people_are_added_with_their_logins_team_and_manager(cast: Cast) -> None:
    applied(
        cast.olga,
        csv_of(
            HEAD,
            "X-2,Kit Marlowe,employee,,Cook,Kit@Relief.example,Harbour team,Harbour House,X-1,2026-03-01,",
            f"X-1,Ann Lee,Partner staff,Open Door Clinic,,,,,{cast.elif_.reference},,",
        ),
    )
    ann, kit = StaffMember.objects.filter(reference__in=["X-1", "X-2"]).select_related("user").order_by("reference")
    assert (ann.manager_id, ann.partner, ann.user) == (cast.elif_.id, "Open Door Clinic", None)
    assert (kit.manager_id, kit.team_id, kit.started_on) == (ann.id, cast.amira.team_id, date(2026, 3, 1))
    assert kit.user is not None
    assert (kit.user.email, kit.user.has_usable_password(), kit.user.is_active) == ("kit@relief.example", False, True)
    event, actor_id, data = last_written_about(kit.id)
    team, site = str(kit.team_id), str(kit.site_id)
    assert (event, actor_id) == ("staff.added", cast.olga.id)
    assert data == {"kind": "employee", "manager": str(ann.id), "team": team, "site": site, "login": True}


def test_what_is_there_already_is_not_changed(cast: Cast) -> None:
    run = checked(cast.olga, csv_of(HEAD, line(cast.ben), line(cast.elif_)))
    assert run.status == ImportStatus.UNCHANGED


def test_details_are_changed_and_written_down_by_name_only(cast: Cast) -> None:
    run = checked(cast.olga, csv_of(HEAD, line(cast.ben, job_title="Night worker", team="")))
    assert changes(run) == [
        (2, "change", "Ben Okafor (S-0008)", [["Job title", "Support worker", "Night worker"], ["Team", "Harbour team", ""]])
    ]
    applied(cast.olga, csv_of(HEAD, line(cast.ben, job_title="Night worker", team="")))
    cast.ben.refresh_from_db()
    assert (cast.ben.job_title, cast.ben.team_id, cast.ben.manager_id) == ("Night worker", None, cast.elif_.id)
    assert last_written_about(cast.ben.id) == ("staff.changed", cast.olga.id, {"fields": ["job_title", "team"]})


def test_a_column_that_is_missing_changes_nothing(cast: Cast) -> None:
    applied(cast.olga, csv_of("Staff number,Full name", f"{cast.ben.reference},Benjamin Okafor"))
    before = cast.ben
    after = StaffMember.objects.get(id=before.id)
    assert after.name == "Benjamin Okafor"
    assert (after.job_title, after.team_id, after.manager_id, after.user_id) == (
        before.job_title,
        before.team_id,
        before.manager_id,
        before.user_id,
    )


def test_whoever_the_file_does_not_name_stays(cast: Cast) -> None:
    applied(cast.olga, csv_of(HEAD, line(cast.ben, job_title="Night worker")))
    assert StaffMember.objects.get(id=cast.amira.id).is_active


def test_somebody_without_a_number_is_found_by_their_address(cast: Cast) -> None:
    StaffMember.objects.filter(id=cast.ben.id).update(reference="")
    applied(cast.olga, csv_of("Staff number,Full name,E-mail address", "N-8,Ben Okafor,ben@relief.example"))
    assert StaffMember.objects.get(reference="N-8").id == cast.ben.id


def test_a_login_that_was_opened_is_not_sent_elsewhere(cast: Cast) -> None:
    run = checked(cast.olga, csv_of(HEAD, line(cast.ben, email="olga-reads-this@relief.example")))
    assert [(row, column) for row, column, _value in problems(run)] == [(2, "E-mail address")]
    assert User.objects.get(staff_member=cast.ben).email == "ben@relief.example"


def test_an_address_that_nobody_has_signed_in_with_yet_is_corrected(cast: Cast) -> None:
    applied(cast.olga, csv_of(HEAD, line(cast.lena, email="lenna@relief.example")))
    lena = StaffMember.objects.select_related("user").get(id=cast.lena.id)
    applied(cast.olga, csv_of(HEAD, line(lena, email="lena@relief.example")))
    assert User.objects.get(email="lena@relief.example").id == lena.user_id


def test_an_address_that_somebody_signs_in_with_is_theirs(cast: Cast) -> None:
    run = checked(cast.olga, csv_of(HEAD, line(cast.ben, email="olga.too@relief.example")))
    assert problems(run) == [(2, "E-mail address", "olga.too@relief.example")]


def test_somebody_gets_a_login_later(cast: Cast) -> None:
    applied(cast.olga, csv_of(HEAD, line(cast.lena, email="lena@relief.example")))
    lena = StaffMember.objects.select_related("user").get(id=cast.lena.id)
    assert lena.user is not None
    assert (lena.user.email, lena.user.has_usable_password(), lena.user.is_active) == ("lena@relief.example", False, True)


def test_a_person_who_leaves_is_shut_out_and_their_roles_end(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.tomas)
    assert browser.get("/people/").status_code == 200
    last_day = (today(cast.organisation) - timedelta(days=1)).isoformat()
    run = applied(cast.olga, csv_of(HEAD, line(cast.tomas, left_on=last_day)))
    tomas = StaffMember.objects.select_related("user").get(id=cast.tomas.id)
    assert (tomas.is_active, str(tomas.left_on)) == (False, last_day)
    assert tomas.user is not None
    assert not tomas.user.is_active
    assert browser.get("/people/").status_code == 302
    assert not Session.objects.filter(session_key=browser.session.session_key).exists()
    role = Appointment.objects.get(person=tomas)
    assert role.ended_at is not None
    assert last_written_about(tomas.id) == ("staff.deactivated", cast.olga.id, {"last_day": last_day})
    assert last_written_about(role.id)[0] == "appointment.ended"
    assert (run.added, run.changed) == (0, 1)


def test_a_person_who_comes_back_can_sign_in_and_holds_no_role(cast: Cast) -> None:
    applied(cast.olga, csv_of(HEAD, line(cast.tomas, left_on="2026-01-31")))
    run = checked(cast.olga, csv_of(HEAD, line(cast.tomas)))
    assert [act for _row, act, _about, _told in changes(run)] == ["return"]
    applied(cast.olga, csv_of(HEAD, line(cast.tomas)))
    tomas = StaffMember.objects.select_related("user").get(id=cast.tomas.id)
    assert (tomas.is_active, tomas.left_on, tomas.user and tomas.user.is_active) == (True, None, True)
    assert not Appointment.objects.filter(person=tomas, ended_at=None).exists()
    assert last_written_about(tomas.id) == ("staff.reactivated", cast.olga.id, {})


def test_somebody_who_left_before_can_be_brought_in_too(cast: Cast) -> None:
    applied(cast.olga, csv_of(HEAD, "X-1,Ann Lee,employee,,,ann@relief.example,,,,2019-01-01,2019-12-31"))
    ann = StaffMember.objects.select_related("user").get(reference="X-1")
    assert (ann.is_active, ann.user and ann.user.is_active) == (False, False)
    assert [event for event, _actor, _data in written_about(ann.id)] == ["staff.added", "staff.deactivated"]


def test_line_managers_change_places_in_one_file(cast: Cast) -> None:
    file = csv_of(
        "Person,Line manager", f"{cast.elif_.reference},{cast.noor.reference}", f"{cast.farid.reference},{cast.elif_.reference}"
    )  # fmt: skip
    applied(cast.olga, file)
    cast.elif_.refresh_from_db()
    cast.farid.refresh_from_db()
    assert (cast.elif_.manager_id, cast.farid.manager_id) == (cast.noor.id, cast.elif_.id)
    before_and_after = {"before": str(cast.farid.id), "after": str(cast.noor.id)}
    assert last_written_about(cast.elif_.id) == ("staff.manager-changed", cast.olga.id, before_and_after)
    assert checked(cast.olga, file).status == ImportStatus.UNCHANGED


def test_a_line_manager_is_taken_away_by_an_empty_cell(cast: Cast) -> None:
    applied(cast.olga, csv_of("Person,Line manager", f"{cast.ben.reference},"))
    assert StaffMember.objects.get(id=cast.ben.id).manager_id is None


def test_a_loop_is_refused_with_every_row_that_makes_it(cast: Cast) -> None:
    file = csv_of(
        "Person,Line manager",
        f"{cast.farid.reference},{cast.amira.reference}",
        f"{cast.lena.reference},{cast.farid.reference}",
        f"{cast.amira.reference},{cast.elif_.reference}",
        f"{cast.maya.reference},{cast.maya.reference}",
    )
    run = checked(cast.olga, file)
    assert [(row, column) for row, column, _value in problems(run)] == [
        (2, "Line manager"),
        (4, "Line manager"),
        (5, "Line manager"),
    ]
    assert said(run) == [
        "These rows make somebody stand above themselves: 2, 4.",
        "These rows make somebody stand above themselves: 2, 4.",
        "These rows make somebody stand above themselves: 5.",
    ]


def test_nobody_lets_themselves_go_by_a_file(cast: Cast) -> None:
    run = checked(cast.olga, csv_of(HEAD, line(cast.olga, left_on="2026-01-31")))
    assert problems(run) == [(2, "Last day", "2026-01-31")]


def test_the_alternate_route_cannot_be_lost_by_a_file(cast: Cast) -> None:
    file = csv_of(HEAD, line(cast.ingrid, left_on="2026-01-31"), line(cast.miriam, left_on="2026-01-31"))
    run = checked(cast.olga, file)
    assert problems(run) == [(0, "", "")]
    assert "alternate route" in said(run)[0]
    one_of_them = csv_of(HEAD, line(cast.miriam, left_on="2026-01-31"))
    assert checked(cast.olga, one_of_them).status == ImportStatus.READY


def test_the_sample_comes_in_and_a_second_time_there_is_nothing_to_change(cast: Cast) -> None:
    applied(cast.olga, sample("teams"))
    applied(cast.olga, sample("staff"))
    assert StaffMember.objects.filter(reference__startswith="HR-").count() == 300
    entries = every(RecordEntry).count()
    assert checked(cast.olga, sample("staff")).status == ImportStatus.UNCHANGED
    assert every(RecordEntry).count() == entries


def test_a_login_from_a_file_waits_for_a_second_person(cast: Cast) -> None:
    applied(cast.olga, csv_of(HEAD, "X-9,Kit Marlowe,employee,,Cook,kit@relief.example,,,,,"))
    login = User.objects.get(email="kit@relief.example")
    assert (login.given_by, login.confirmed_at) == (cast.olga, None)


def test_another_address_for_a_login_never_opened_must_be_confirmed_anew(cast: Cast) -> None:
    assert cast.elif_.user is not None
    cast.elif_.user.set_unusable_password()
    cast.elif_.user.save()
    applied(cast.olga, csv_of(HEAD, line(cast.elif_, email="mine@relief.example")))
    login = User.objects.get(staff_member=cast.elif_)
    assert (login.email, login.given_by, login.confirmed_at) == ("mine@relief.example", cast.olga, None)


def test_nobody_puts_somebody_under_themselves(cast: Cast) -> None:
    plan = checked(cast.olga, csv_of(HEAD, line(cast.amira, manager=cast.olga.reference)))
    assert problems(plan) == [(2, "Line manager", cast.olga.reference)]

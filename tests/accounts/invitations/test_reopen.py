"""A login opened anew: for somebody who has lost their second factor, too. It takes two administrators and a mailbox."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.demo.actions import PASSWORD
from accounts.demo.cast import Cast, address_of
from accounts.invitations.actions import ask_to_reopen, confirm_reopening, end_invitation
from accounts.invitations.models import Invitation
from accounts.secondfactor.queries import held_by
from accounts.staff.models import StaffMember, User
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from tests.accounts.kinds import last_written_about
from tests.accounts.mails import sent
from tests.accounts.signin.conftest import Try
from tests.accounts.signing import give_app, recovery_code

NEW = {"password": "four words no bird", "password_again": "four words no bird"}


@pytest.fixture
def second(cast: Cast) -> StaffMember:
    """Chidi is administrator, too."""
    Appointment.objects.create(
        organisation=cast.organisation,
        person=cast.chidi,
        role=Role.ADMINISTRATOR,
        starts_on=date(2026, 1, 1),
        confirmed_at="2026-01-01T00:00Z",
    )
    return cast.chidi


@pytest.fixture
def asked(cast: Cast, second: StaffMember) -> Invitation:
    give_app(cast.amira)
    return ask_to_reopen(actor=cast.olga, person_id=cast.amira.id)


def user_of(person: StaffMember) -> User:
    return User.objects.get(staff_member=person)


def test_two_administrators_link_and_code_open_it_anew(
    cast: Cast, asked: Invitation, second: StaffMember, client: Client, try_password: Try
) -> None:
    elsewhere = Client()
    try_password(elsewhere, address_of("amira"))
    elsewhere.post("/sign-in/code/", {"code": recovery_code(cast.amira.user)})
    sent()
    told = confirm_reopening(actor=second, invitation_id=asked.id)
    (mail,) = sent()
    assert mail.to == address_of("amira")
    assert client.post(mail.path, {"code": told.code, **NEW}).status_code == 302
    assert user_of(cast.amira).check_password(NEW["password"])
    assert not held_by(user_of(cast.amira).pk).any
    assert elsewhere.get("/").status_code == 302
    assert last_written_about(cast.amira.id) == ("invitation.accepted", cast.amira.id, {"purpose": "reopen"})


def test_until_then_everything_stays_as_it_is(cast: Cast, asked: Invitation, second: StaffMember) -> None:
    confirm_reopening(actor=second, invitation_id=asked.id)
    assert user_of(cast.amira).check_password(PASSWORD)
    assert held_by(user_of(cast.amira).pk).app


def test_one_administrator_alone_does_not_do_it(cast: Cast, asked: Invitation) -> None:
    assert all("/join/" not in mail.path for mail in sent())
    with pytest.raises(Forbidden):
        confirm_reopening(actor=cast.olga, invitation_id=asked.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(id=asked.id).update(confirmed_by=cast.olga)


def test_nor_the_one_it_is_for(cast: Cast, second: StaffMember) -> None:
    with pytest.raises(Forbidden):
        ask_to_reopen(actor=second, person_id=second.id)
    asked = ask_to_reopen(actor=cast.olga, person_id=second.id)
    with pytest.raises(Forbidden):
        confirm_reopening(actor=second, invitation_id=asked.id)


@pytest.mark.parametrize("persona", ["amira", "elif_", "noor", "root"])
def test_nor_anybody_else(cast: Cast, asked: Invitation, persona: str) -> None:
    person = getattr(cast, persona)
    with pytest.raises(NotVisible):
        confirm_reopening(actor=person, invitation_id=asked.id)
    with pytest.raises(NotVisible):
        ask_to_reopen(actor=person, person_id=cast.elif_.id if persona == "amira" else cast.amira.id)
    with pytest.raises(NotVisible):
        end_invitation(actor=person, invitation_id=asked.id)


def test_another_organisation_finds_neither(cast: Cast, asked: Invitation) -> None:
    for act in (
        lambda: confirm_reopening(actor=cast.ivo, invitation_id=asked.id),
        lambda: end_invitation(actor=cast.ivo, invitation_id=asked.id),
        lambda: ask_to_reopen(actor=cast.ivo, person_id=cast.amira.id),
    ):
        with pytest.raises(NotVisible):
            act()


def test_their_owner_is_told_at_once(cast: Cast, asked: Invitation, signed_in: Any) -> None:
    assert [mail.to for mail in sent()] == [address_of("amira")]
    assert "asked" in last_written_about(cast.amira.id)[0]
    assert "open your login anew" in signed_in(cast.amira).get("/notices/").content.decode()


def test_the_link_may_go_to_another_address_and_the_old_one_is_warned(cast: Cast, second: StaffMember, client: Client) -> None:
    asked = ask_to_reopen(actor=cast.olga, person_id=cast.amira.id, email="A.Haddad@elsewhere.example")
    assert last_written_about(cast.amira.id)[2] == {"new_address": True}
    told = confirm_reopening(actor=second, invitation_id=asked.id)
    mails = sent()
    assert sorted({mail.to for mail in mails}) == ["a.haddad@elsewhere.example", address_of("amira")]
    (link,) = [mail.path for mail in mails if "/join/" in mail.path]
    client.post(link, {"code": told.code, **NEW})
    assert user_of(cast.amira).email == "a.haddad@elsewhere.example"


def test_an_address_of_somebody_else_is_refused_at_the_end(cast: Cast, second: StaffMember, client: Client) -> None:
    asked = ask_to_reopen(actor=cast.olga, person_id=cast.amira.id, email=address_of("ivo"))
    told = confirm_reopening(actor=second, invitation_id=asked.id)
    (link,) = [mail.path for mail in sent() if "/join/" in mail.path]
    assert client.post(link, {"code": told.code, **NEW}).status_code == 422
    assert user_of(cast.amira).email == address_of("amira")
    assert user_of(cast.amira).check_password(PASSWORD)


def test_agreeing_twice_or_to_what_was_taken_back_is_refused(cast: Cast, asked: Invitation, second: StaffMember) -> None:
    confirm_reopening(actor=second, invitation_id=asked.id)
    with pytest.raises(MoveRefused):
        confirm_reopening(actor=second, invitation_id=asked.id)
    end_invitation(actor=cast.olga, invitation_id=asked.id)
    with pytest.raises(MoveRefused):
        end_invitation(actor=cast.olga, invitation_id=asked.id)


def test_who_never_signed_in_is_invited_instead(cast: Cast, second: StaffMember) -> None:
    user = user_of(cast.ben)
    user.set_unusable_password()
    user.save()
    with pytest.raises(RuleViolation, match="unopened"):
        ask_to_reopen(actor=cast.olga, person_id=cast.ben.id)


def test_the_pages_lead_both_administrators_through(cast: Cast, second: StaffMember, signed_in: Any) -> None:
    olga, chidi, page = signed_in(cast.olga), signed_in(second), f"/people/{cast.amira.id}/signing-in/"
    assert olga.get(page + "anew/").status_code == 200
    assert not Invitation.objects.exists()
    assert olga.post(page + "anew/", {"email": address_of("amira")})["Location"] == page
    assert olga.get(page + "anew/agree/").status_code == 403
    assert "Agree to open it anew" not in olga.get(page).content.decode()
    assert "Agree to open it anew" in chidi.get(page).content.decode()
    assert "Olga" in chidi.get(page + "anew/agree/").content.decode()
    assert chidi.post(page + "anew/agree/").context["code"]
    assert olga.get(page + "end/").status_code == 200
    assert olga.post(page + "end/")["Location"] == page
    assert olga.get(page + "end/")["Location"] == page
    assert olga.get(page + "anew/agree/")["Location"] == page


def test_where_no_second_administrator_is_left_the_machine_helps(cast: Cast, client: Client) -> None:
    said = StringIO()
    call_command("open_login", "Olga@relief.example", stdout=said)
    link, code = (line.split(": ")[1] for line in said.getvalue().splitlines()[:2])
    assert last_written_about(cast.olga.id) == ("invitation.confirmed", None, {"operator": True})
    assert client.post("/" + link.split("/", 3)[3], {"code": code, **NEW}).status_code == 302


def test_it_helps_nobody_who_does_not_work_here(cast: Cast) -> None:
    StaffMember.objects.filter(id=cast.ben.id).update(is_active=False)
    for email in ("nobody@relief.example", address_of("ben")):
        with pytest.raises(CommandError):
            call_command("open_login", email)

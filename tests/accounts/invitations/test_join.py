"""A first sign-in: a link that was mailed and a code that was told, and neither without the other."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.demo.cast import Cast
from accounts.invitations.actions import Told, end_invitation, invite_person
from accounts.invitations.models import Invitation
from accounts.organisations.queries import today
from accounts.staff.actions import add_person, deactivate_person
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember, User
from boundaries.errors.exceptions import Forbidden, NotVisible, RuleViolation
from tests.accounts.kinds import last_written_about, written_about
from tests.accounts.mails import sent
from tests.accounts.signing import without_token

Later = Callable[[timedelta], Any]
PASSWORD = {"password": "four words no bird", "password_again": "four words no bird"}


@pytest.fixture
def rosa(cast: Cast) -> StaffMember:
    """Somebody who has just begun."""
    return add_person(actor=cast.olga, name="Rosa Lind", kind=StaffKind.EMPLOYEE, email="rosa@relief.example")


@pytest.fixture
def told(cast: Cast, rosa: StaffMember) -> Told:
    return invite_person(actor=cast.olga, person_id=rosa.id)


@pytest.fixture
def link(told: Told) -> str:
    (mail,) = sent()
    assert (mail.to, mail.subject) == ("rosa@relief.example", "A link for you from Boundaries")
    return mail.path


def join(browser: Client, link: str, code: str, source: str = "192.0.2.1") -> Any:
    return browser.post(link, {"code": code, **PASSWORD}, REMOTE_ADDR=source)


def test_link_and_code_open_a_login(client: Client, told: Told, link: str, rosa: StaffMember) -> None:
    assert client.get(link).status_code == 200
    assert join(client, link, told.code.lower().replace("-", " "))["Location"] == "/"
    assert client.session["_auth_user_id"] == str(rosa.user_id)
    assert User.objects.get(staff_member=rosa).check_password(PASSWORD["password"])
    assert last_written_about(rosa.id) == ("invitation.accepted", rosa.id, {"purpose": "join"})


@pytest.mark.parametrize("code", ["ABCD-EFGH", "", "x" * 61, "\x00"])
def test_the_link_alone_opens_nothing(client: Client, link: str, rosa: StaffMember, code: str) -> None:
    assert join(client, link, code).status_code == 422
    assert "_auth_user_id" not in client.session
    assert not User.objects.get(staff_member=rosa).has_usable_password()


def test_the_code_alone_opens_nothing(client: Client, told: Told, link: str) -> None:
    assert join(client, "/join/" + "0" * 32 + "/", told.code).status_code == 422


def test_they_count_once(client: Client, told: Told, link: str) -> None:
    join(client, link, told.code)
    assert join(Client(), link, told.code).status_code == 422


def test_they_count_for_seven_days(client: Client, told: Told, link: str, later: Later) -> None:
    with later(timedelta(days=7)):
        assert join(client, link, told.code).status_code == 422
    with later(timedelta(days=6, hours=23)):
        assert join(client, link, told.code).status_code == 302


def test_another_invitation_puts_an_end_to_the_one_before(
    cast: Cast, client: Client, told: Told, link: str, rosa: StaffMember
) -> None:
    again = invite_person(actor=cast.olga, person_id=rosa.id)
    (mail,) = sent()
    assert join(client, link, told.code).status_code == 422
    assert join(client, mail.path, told.code).status_code == 422
    assert join(client, mail.path, again.code).status_code == 302


def test_one_that_is_taken_back_opens_nothing(cast: Cast, client: Client, told: Told, link: str, rosa: StaffMember) -> None:
    end_invitation(actor=cast.olga, invitation_id=told.invitation.id)
    assert join(client, link, told.code).status_code == 422
    assert last_written_about(rosa.id)[0] == "invitation.ended"


def test_nor_one_of_somebody_who_was_let_go(cast: Cast, client: Client, told: Told, link: str, rosa: StaffMember) -> None:
    deactivate_person(actor=cast.olga, person_id=rosa.id, last_day=today(cast.organisation))
    assert join(client, link, told.code).status_code == 422


def test_nor_one_that_went_to_an_address_that_was_wrong(client: Client, told: Told, link: str, rosa: StaffMember) -> None:
    User.objects.filter(staff_member=rosa).update(email="rosa.lind@relief.example")
    assert join(client, link, told.code).status_code == 422


def test_five_wrong_codes_and_one_waits(client: Client, told: Told, link: str) -> None:
    answers = [join(client, link, "ABCD-EFGH").status_code for _time in range(5)]
    assert [*answers, join(client, link, told.code).status_code] == [422] * 5 + [429]


def test_ten_wrong_codes_in_all_and_it_is_over(told: Told, link: str) -> None:
    for number in range(10):
        join(Client(), link, "ABCD-EFGH", source=f"192.0.2.{number}")
    assert join(Client(), link, told.code, source="198.51.100.7").status_code == 422


def test_no_answer_tells_whether_a_link_ever_counted(cast: Cast, told: Told, link: str, rosa: StaffMember, later: Later) -> None:
    links = {"counts": link, "never was": "/join/" + "0" * 32 + "/"}
    seen, answers = {}, {}
    for number, (why, path) in enumerate(links.items()):
        with CaptureQueriesContext(connection) as queries:
            page = Client().get(path)
        seen[why] = (page.status_code, without_token(page), len(queries), sorted(page.headers))
        answer = join(Client(), path, "ABCD-EFGH", source=f"192.0.2.{number}")
        answers[why] = (answer.status_code, without_token(answer), sorted(answer.headers))
    assert seen["counts"] == seen["never was"]
    assert answers["counts"] == answers["never was"]


def test_neither_link_nor_code_is_kept(told: Told, link: str) -> None:
    kept = Invitation.objects.values().get(id=told.invitation.id)
    token, code = link.strip("/").rpartition("/")[2], told.code.replace("-", "")
    for value in kept.values():
        shown = bytes(value).hex() if isinstance(value, memoryview | bytes) else str(value)
        assert token not in shown
        assert code not in shown
        assert "rosa" not in shown


def test_the_administrator_sees_the_code_once(cast: Cast, rosa: StaffMember, signed_in: Any) -> None:
    olga = signed_in(cast.olga)
    page = olga.post(f"/people/{rosa.id}/signing-in/invite/")
    code = page.context["code"]
    assert page.content.decode().count(code) == 1
    assert code not in olga.get(f"/people/{rosa.id}/signing-in/").content.decode()
    assert written_about(rosa.id)[-1] == ("invitation.sent", cast.olga.id, {"again": False})


@pytest.mark.parametrize("persona", ["amira", "elif_", "noor", "root"])
def test_nobody_else_invites(cast: Cast, rosa: StaffMember, persona: str, signed_in: Any) -> None:
    with pytest.raises(NotVisible):
        invite_person(actor=getattr(cast, persona), person_id=rosa.id)
    browser = signed_in(getattr(cast, persona))
    for page in ("", "invite/", "anew/"):
        assert browser.get(f"/people/{rosa.id}/signing-in/{page}").status_code == 404


def test_another_organisation_does_not_find_the_person(cast: Cast, rosa: StaffMember, signed_in: Any) -> None:
    with pytest.raises(NotVisible):
        invite_person(actor=cast.ivo, person_id=rosa.id)
    assert signed_in(cast.ivo).get(f"/people/{rosa.id}/signing-in/").status_code == 404


def test_only_who_has_a_login_and_never_opened_it_is_invited(cast: Cast) -> None:
    for person, code in ((cast.lena, "login"), (cast.ben, "opened")):
        with pytest.raises(RuleViolation, match=code):
            invite_person(actor=cast.olga, person_id=person.id)
    with pytest.raises(Forbidden):
        invite_person(actor=cast.olga, person_id=cast.olga.id)


def test_asking_first_invites_nobody(cast: Cast, rosa: StaffMember, signed_in: Any) -> None:
    assert signed_in(cast.olga).get(f"/people/{rosa.id}/signing-in/invite/").status_code == 200
    assert not Invitation.objects.exists()

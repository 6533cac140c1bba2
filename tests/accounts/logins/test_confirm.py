"""Confirming logins: one administrator alone cannot invent somebody to whom reports go."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from accounts.logins.actions import confirm_logins
from accounts.logins.queries import to_confirm
from accounts.staff.actions import add_person, change_manager, change_person
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember, User
from boundaries.errors.exceptions import Forbidden, NotVisible, RuleViolation
from tests.accounts.kinds import last_written_about
from tests.incidents.told import fresh, send, settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.demo.cast import Cast

    SignedIn = Callable[..., Client]

pytestmark = pytest.mark.django_db


@pytest.fixture
def invented(cast: "Cast") -> StaffMember:
    """Somebody whom one administrator added, whose login they opened themselves, and under whom they put Amira."""
    person = add_person(
        actor=cast.olga, name="Ingo Frey", kind=StaffKind.EMPLOYEE, email="ingo@relief.example", manager_id=cast.farid.pk
    )
    assert person.user is not None
    person.user.set_password("four words no bird")
    person.user.save()
    change_manager(actor=cast.olga, person_id=cast.amira.pk, manager_id=person.pk)
    return person


def test_reports_pass_over_a_manager_whom_one_administrator_alone_made(cast: "Cast", invented: StaffMember) -> None:
    report = send(cast.amira, kind="self_report")
    assert report.handler == cast.farid


def test_once_a_second_person_confirmed_the_login_reports_go_there(cast: "Cast", invented: StaffMember) -> None:
    assert confirm_logins(actor=cast.noor, person_ids=[invented.pk]) == [invented]
    assert send(cast.amira, kind="self_report").handler == invented
    assert last_written_about(invented.pk) == ("login.confirmed", cast.noor.pk, {})


def test_confirming_again_says_nothing_twice(cast: "Cast", invented: StaffMember) -> None:
    confirm_logins(actor=cast.noor, person_ids=[invented.pk])
    assert confirm_logins(actor=cast.wiremu, person_ids=[invented.pk]) == []
    assert User.objects.get(staff_member=invented).confirmed_by == cast.noor


@pytest.mark.parametrize("key", ["olga", "amira", "elif_", "tomas"])
def test_nobody_else_confirms_it(cast: "Cast", invented: StaffMember, key: str) -> None:
    """Neither who gave the login, nor who is no administrator, director or chief executive."""
    with pytest.raises((Forbidden, NotVisible)):
        confirm_logins(actor=getattr(cast, key), person_ids=[invented.pk])


def test_nobody_confirms_their_own(cast: "Cast") -> None:
    User.objects.filter(staff_member=cast.noor).update(confirmed_at=None)
    with pytest.raises(Forbidden):
        confirm_logins(actor=cast.noor, person_ids=[cast.noor.pk])


def test_all_or_none(cast: "Cast", invented: StaffMember) -> None:
    with pytest.raises(NotVisible):
        confirm_logins(actor=cast.noor, person_ids=[invented.pk, cast.ivo.pk])
    assert User.objects.get(staff_member=invented).confirmed_at is None


def test_another_address_before_the_first_sign_in_must_be_confirmed_anew(cast: "Cast") -> None:
    assert cast.elif_.user is not None
    cast.elif_.user.set_unusable_password()
    cast.elif_.user.save()
    change_person(
        actor=cast.olga, person_id=cast.elif_.pk, name="Elif Demir", kind=StaffKind.EMPLOYEE, email="mine@relief.example"
    )
    login = User.objects.get(staff_member=cast.elif_)
    assert (login.given_by, login.confirmed_at) == (cast.olga, None)
    assert cast.elif_ in to_confirm(cast.noor).people
    assert cast.elif_ not in to_confirm(cast.olga).people
    assert to_confirm(cast.olga).for_others == 1


def test_only_those_to_whom_reports_may_go_are_listed(cast: "Cast", invented: StaffMember) -> None:
    add_person(actor=cast.olga, name="Rosa Lind", kind=StaffKind.EMPLOYEE, email="rosa@relief.example")
    assert to_confirm(cast.noor).people == [invented]


def test_an_alarm_ends_with_the_confirmation(cast: "Cast", invented: StaffMember) -> None:
    others = StaffMember.objects.filter(organisation=cast.organisation).exclude(pk__in=[invented.pk, cast.amira.pk])
    report = send(cast.amira, kind="self_report", not_to_receive=[str(each.pk) for each in others])
    assert report.alarm_at is not None
    confirm_logins(actor=cast.noor, person_ids=[invented.pk])
    settle()
    assert (fresh(report).handler, fresh(report).alarm_at) == (invented, None)


def test_nobody_puts_somebody_under_themselves(cast: "Cast") -> None:
    with pytest.raises(RuleViolation) as refusal:
        change_manager(actor=cast.olga, person_id=cast.amira.pk, manager_id=cast.olga.pk)
    assert refusal.value.field == "manager"


def test_before_activation_the_first_administrator_leads_their_own_people(cast: "Cast") -> None:
    cast.organisation.activated_at = None
    cast.organisation.save()
    assert change_manager(actor=cast.olga, person_id=cast.amira.pk, manager_id=cast.olga.pk).manager == cast.olga


def test_the_page_confirms_those_chosen(cast: "Cast", invented: StaffMember, signed_in: "SignedIn") -> None:
    browser = signed_in(cast.noor)
    assert "Confirm 1 login of somebody" in browser.get(reverse("appointments:list")).content.decode()
    page = browser.get(reverse("logins:confirm")).content.decode()
    assert "ingo@relief.example, given by Olga" in page
    refused = browser.post(reverse("logins:confirm"))
    assert refused.status_code == 422
    assert b"Choose at least one person." in refused.content
    done = browser.post(reverse("logins:confirm"), {"people": [str(invented.pk)]}, follow=True).content.decode()
    assert "1 login was confirmed." in done
    assert "No login waits for you" in done


def test_who_gave_the_login_is_told_that_somebody_else_must(cast: "Cast", invented: StaffMember, signed_in: "SignedIn") -> None:
    page = signed_in(cast.olga).get(reverse("logins:confirm")).content.decode()
    assert "1 login waits for somebody else" in page
    assert (
        "Reports pass this person over" in signed_in(cast.olga).get(reverse("staff:person", args=[invented.pk])).content.decode()
    )


def test_the_page_is_not_there_for_others(cast: "Cast", signed_in: "SignedIn") -> None:
    assert signed_in(cast.elif_).get(reverse("logins:confirm")).status_code == 404

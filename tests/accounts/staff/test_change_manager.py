"""Giving a person another line manager."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.staff.actions import change_manager
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import Forbidden, NotVisible, RuleViolation
from tests.accounts.kinds import SignedIn, last_written_about, written_about

pytestmark = pytest.mark.django_db


def test_an_administrator_gives_another_line_manager(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.olga).post(reverse("staff:change_manager", args=[cast.ben.id]), {"manager": str(cast.farid.id)})
    cast.ben.refresh_from_db()
    assert answer.status_code == 302
    assert cast.ben.manager_id == cast.farid.id


def test_it_is_written_down_with_the_manager_before_and_after(cast: Cast) -> None:
    change_manager(actor=cast.olga, person_id=cast.ben.id, manager_id=None)
    data = {"before": str(cast.elif_.id), "after": None}
    assert last_written_about(cast.ben.id) == ("staff.manager-changed", cast.olga.id, data)


def test_the_same_manager_again_writes_nothing(cast: Cast) -> None:
    change_manager(actor=cast.olga, person_id=cast.ben.id, manager_id=cast.elif_.id)
    assert written_about(cast.ben.id) == []


@pytest.mark.parametrize("manager", ["farid", "elif_", "amira"])
def test_a_loop_is_refused_beside_the_field(cast: Cast, signed_in: SignedIn, manager: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        change_manager(actor=cast.olga, person_id=cast.farid.id, manager_id=getattr(cast, manager).id)
    assert (refusal.value.code, refusal.value.field) == ("loop", "manager")
    if manager != "farid":  # nobody is offered themselves
        address = reverse("staff:change_manager", args=[cast.farid.id])
        answer = signed_in(cast.olga).post(address, {"manager": str(getattr(cast, manager).id)})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["manager"])


def test_the_database_refuses_a_loop_as_the_last_resort(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="above themselves"), transaction.atomic():
        StaffMember.objects.filter(id=cast.farid.id).update(manager=cast.amira)


def test_the_database_refuses_a_manager_of_another_organisation(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="same organisation"), transaction.atomic():
        StaffMember.objects.filter(id=cast.ben.id).update(manager=cast.ivo)


def test_two_directors_are_not_put_in_one_line_when_nothing_else_is_left(cast: Cast) -> None:
    StaffMember.objects.filter(id=cast.miriam.id).update(is_active=False)
    with pytest.raises(RuleViolation, match="alternate-route"):
        change_manager(actor=cast.olga, person_id=cast.ingrid.id, manager_id=cast.noor.id)


@pytest.mark.parametrize("persona", ["amira", "elif_", "noor", "root"])
def test_nobody_else_changes_the_tree(cast: Cast, persona: str) -> None:
    with pytest.raises(Forbidden):
        change_manager(actor=getattr(cast, persona), person_id=cast.ben.id, manager_id=None)


def test_another_organisation_is_out_of_reach(cast: Cast, signed_in: SignedIn) -> None:
    with pytest.raises(NotVisible):
        change_manager(actor=cast.olga, person_id=cast.ivo.id, manager_id=None)
    with pytest.raises(NotVisible):
        change_manager(actor=cast.olga, person_id=cast.ben.id, manager_id=cast.ivo.id)
    assert signed_in(cast.olga).get(reverse("staff:change_manager", args=[cast.ivo.id])).status_code == 404


def test_looking_at_the_form_changes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    signed_in(cast.olga).get(reverse("staff:change_manager", args=[cast.ben.id]), {"manager": str(cast.farid.id)})
    cast.ben.refresh_from_db()
    assert cast.ben.manager_id == cast.elif_.id


def test_a_wrong_choice_is_said_beside_the_field(cast: Cast, signed_in: SignedIn) -> None:
    for typed in ("nobody", str(cast.ivo.id), "x" * 5000):
        answer = signed_in(cast.olga).post(reverse("staff:change_manager", args=[cast.ben.id]), {"manager": typed})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["manager"])


def test_among_very_many_people_a_name_is_typed(cast: Cast, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.staff.forms.LONGEST_LIST", 3)
    browser, address = signed_in(cast.olga), reverse("staff:change_manager", args=[cast.ben.id])
    assert b"<select" not in browser.get(address).content
    assert b"Nobody has this name" in browser.post(address, {"manager": "Ivo Maric"}).content
    assert browser.post(address, {"manager": "farid rahimi"}).status_code == 302
    assert browser.post(address, {"manager": cast.elif_.reference}).status_code == 302
    StaffMember.objects.filter(id=cast.amira.id).update(name="Farid Rahimi")
    assert b"Several people" in browser.post(address, {"manager": "Farid Rahimi"}).content
    assert browser.post(address, {"manager": ""}).status_code == 302

"""Adding a person."""

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.staff.actions import add_person
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember, User
from boundaries.errors.exceptions import Forbidden, NotVisible, RuleViolation
from tests.accounts.kinds import SignedIn, last_written_about

pytestmark = pytest.mark.django_db

MINIMAL = {"name": "Kit Marlowe", "kind": "employee"}
TOO_LONG = {"name": 121, "job_title": 121, "reference": 41, "email": 255}


def test_an_administrator_adds_a_person_with_a_login(cast: Cast, signed_in: SignedIn) -> None:
    said = MINIMAL | {"email": "Kit@Relief.example", "manager": str(cast.elif_.id), "team": str(cast.elif_.team_id)}
    said |= {"started_on_day": "1", "started_on_month": "9", "started_on_year": "2026", "reference": "S-900"}
    answer = signed_in(cast.olga).post(reverse("staff:add"), said)
    kit = StaffMember.objects.get(name="Kit Marlowe")
    assert answer.status_code == 302
    assert kit.user is not None
    assert (kit.user.email, kit.user.has_usable_password()) == ("kit@relief.example", False)
    assert (kit.manager_id, kit.team_id, kit.organisation_id) == (cast.elif_.id, cast.elif_.team_id, cast.organisation.id)


def test_a_person_without_an_address_cannot_sign_in(cast: Cast) -> None:
    kit = add_person(actor=cast.olga, name="Kit", kind=StaffKind.VOLUNTEER)
    assert kit.user is None


def test_it_is_written_down_without_a_name(cast: Cast) -> None:
    kit = add_person(actor=cast.olga, name="Kit", kind=StaffKind.EMPLOYEE, manager_id=cast.elif_.id, email="k@relief.example")
    event, actor_id, data = last_written_about(kit.id)
    assert (event, actor_id) == ("staff.added", cast.olga.id)
    assert data == {"kind": "employee", "manager": str(cast.elif_.id), "team": None, "site": None, "login": True}


@pytest.mark.parametrize("persona", ["amira", "elif_", "noor", "root"])
def test_nobody_else_adds_people(cast: Cast, persona: str) -> None:
    with pytest.raises(Forbidden):
        add_person(actor=getattr(cast, persona), name="Kit", kind=StaffKind.EMPLOYEE)


def test_an_outside_contact_does_not_even_find_the_page(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        add_person(actor=cast.miriam, name="Kit", kind=StaffKind.EMPLOYEE)


def test_looking_at_the_form_adds_nobody(cast: Cast, signed_in: SignedIn) -> None:
    before = StaffMember.objects.count()
    assert signed_in(cast.olga).get(reverse("staff:add"), MINIMAL).status_code == 200
    assert StaffMember.objects.count() == before


def test_an_empty_form_says_what_is_missing(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.olga).post(reverse("staff:add"), {})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "kind"}


@pytest.mark.parametrize(("field", "length"), TOO_LONG.items())
def test_what_is_too_long_is_refused_and_kept(cast: Cast, signed_in: SignedIn, field: str, length: int) -> None:
    typed = "x" * length if field != "email" else "x" * (length - len("@relief.example")) + "@relief.example"
    answer = signed_in(cast.olga).post(reverse("staff:add"), MINIMAL | {field: typed})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert typed in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("kind", "king"),
        ("email", "not an address"),
        ("team", "no-id"),
        ("site", "1f0c6c1a-0000-4000-8000-000000000000"),
        ("manager", "1f0c6c1a-0000-4000-8000-000000000000"),
        ("started_on_day", "31"),
        ("name", "Kit\x00Marlowe"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(cast: Cast, signed_in: SignedIn, field: str, typed: str) -> None:
    answer = signed_in(cast.olga).post(reverse("staff:add"), MINIMAL | {field: typed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field.removesuffix("_day")]


def test_nothing_of_another_organisation_can_be_chosen(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.olga).post(
        reverse("staff:add"), MINIMAL | {"manager": str(cast.ivo.id), "team": str(cast.ivo.team_id)}
    )
    assert set(answer.context["form"].errors) == {"manager", "team"}
    with pytest.raises(NotVisible):
        add_person(actor=cast.olga, name="Kit", kind=StaffKind.EMPLOYEE, manager_id=cast.ivo.id)
    with pytest.raises(NotVisible):
        add_person(actor=cast.olga, name="Kit", kind=StaffKind.EMPLOYEE, team_id=cast.ivo.team_id)


def test_partner_staff_have_their_organisation_named(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.olga).post(reverse("staff:add"), MINIMAL | {"kind": "partner"})
    assert set(answer.context["form"].errors) == {"partner"}
    for kind, partner in ((StaffKind.EMPLOYEE, "Open Door Clinic"), (StaffKind.PARTNER, "")):
        with pytest.raises(RuleViolation, match="partner"):
            add_person(actor=cast.olga, name="Kit", kind=kind, partner=partner)


def test_a_staff_number_or_an_address_is_used_once(cast: Cast, signed_in: SignedIn) -> None:
    taken = {"reference": cast.ben.reference}
    assert set(signed_in(cast.olga).post(reverse("staff:add"), MINIMAL | taken).context["form"].errors) == {"reference"}
    address = {"email": User.objects.get(staff_member=cast.ivo).email.upper()}
    assert set(signed_in(cast.olga).post(reverse("staff:add"), MINIMAL | address).context["form"].errors) == {"email"}
    assert not StaffMember.objects.filter(name="Kit Marlowe").exists()


def test_a_line_manager_works_here(cast: Cast) -> None:
    for manager in (cast.miriam, _gone(cast.ben)):
        with pytest.raises(RuleViolation) as refusal:
            add_person(actor=cast.olga, name="Kit", kind=StaffKind.EMPLOYEE, manager_id=manager.id)
        assert refusal.value.field == "manager"


def _gone(person: StaffMember) -> StaffMember:
    StaffMember.objects.filter(id=person.id).update(is_active=False)
    return person

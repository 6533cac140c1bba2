"""Changing what is said of a person."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.staff.actions import change_person
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import Forbidden, NotVisible, RuleViolation
from tests.accounts.kinds import SignedIn, last_written_about, written_about

pytestmark = pytest.mark.django_db


def said_of(person: StaffMember, **changes: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": person.name,
        "kind": StaffKind(person.kind),
        "partner": person.partner,
        "job_title": person.job_title,
        "reference": person.reference,
        "site_id": person.site_id,
        "team_id": person.team_id,
        "started_on": person.started_on,
        "email": person.user.email if person.user else "",
    }
    return said | changes


def test_an_administrator_changes_details(cast: Cast, signed_in: SignedIn) -> None:
    page = reverse("staff:change", args=[cast.ben.id])
    answer = signed_in(cast.olga).post(page, {"name": "Ben Okafor-Lund", "kind": "employee", "email": "ben@relief.example"})
    cast.ben.refresh_from_db()
    assert answer.status_code == 302
    assert (cast.ben.name, cast.ben.team_id) == ("Ben Okafor-Lund", None)


def never_opened(person: StaffMember) -> None:
    """Let a person have a login that they have not opened yet."""
    assert person.user is not None
    person.user.set_unusable_password()
    person.user.save(update_fields=["password"])


def test_the_record_names_the_fields_and_not_what_they_say(cast: Cast) -> None:
    never_opened(cast.ben)
    change_person(
        actor=cast.olga, person_id=cast.ben.id, **said_of(cast.ben, name="Benjamin", team_id=None, email="b@relief.example")
    )
    assert last_written_about(cast.ben.id) == ("staff.changed", cast.olga.id, {"fields": ["email", "name", "team"]})


def test_saving_without_a_change_writes_nothing(cast: Cast) -> None:
    change_person(actor=cast.olga, person_id=cast.ben.id, **said_of(cast.ben))
    assert written_about(cast.ben.id) == []


def test_somebody_without_a_login_is_given_one(cast: Cast) -> None:
    lena = change_person(actor=cast.olga, person_id=cast.lena.id, **said_of(cast.lena, email="lena@relief.example"))
    assert lena.user is not None
    assert lena.user.email == "lena@relief.example"


def test_a_login_is_not_taken_away_by_an_empty_field(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.olga).post(reverse("staff:change", args=[cast.ben.id]), {"name": "Ben", "kind": "employee"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"email"}


def test_a_login_that_was_opened_is_not_sent_elsewhere(cast: Cast, signed_in: SignedIn) -> None:
    said = {"name": "Ben", "kind": "employee", "email": "olga-reads-this@relief.example"}
    answer = signed_in(cast.olga).post(reverse("staff:change", args=[cast.ben.id]), said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["email"])


def test_an_address_of_somebody_else_is_refused(cast: Cast) -> None:
    never_opened(cast.ben)
    with pytest.raises(RuleViolation) as refusal:
        change_person(actor=cast.olga, person_id=cast.ben.id, **said_of(cast.ben, email="amira@relief.example"))
    assert refusal.value.field == "email"


def test_nobody_becomes_an_outside_contact_while_they_hold_a_role_or_lead_anybody(cast: Cast) -> None:
    for person in (cast.noor, cast.elif_):
        with pytest.raises(RuleViolation) as refusal:
            change_person(actor=cast.olga, person_id=person.id, **said_of(person, kind=StaffKind.OUTSIDE))
        assert refusal.value.field == "kind"


@pytest.mark.parametrize("persona", ["amira", "ben", "elif_", "noor", "root"])
def test_nobody_else_changes_details(cast: Cast, persona: str) -> None:
    with pytest.raises(Forbidden):
        change_person(actor=getattr(cast, persona), person_id=cast.ben.id, **said_of(cast.ben, name="X"))


def test_another_organisation_does_not_find_the_person(cast: Cast, signed_in: SignedIn) -> None:
    with pytest.raises(NotVisible):
        change_person(actor=cast.olga, person_id=cast.ivo.id, **said_of(cast.ivo, name="X"))
    assert signed_in(cast.olga).post(reverse("staff:change", args=[cast.ivo.id]), {"name": "X"}).status_code == 404


def test_looking_at_the_form_changes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.olga).get(reverse("staff:change", args=[cast.ben.id]), {"name": "X"})
    cast.ben.refresh_from_db()
    assert answer.status_code == 200
    assert cast.ben.name == "Ben Okafor"


def test_an_empty_form_says_what_is_missing(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.olga).post(reverse("staff:change", args=[cast.ben.id]), {})
    assert set(answer.context["form"].errors) == {"name", "kind"}

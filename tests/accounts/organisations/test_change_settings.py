"""Changing the settings."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.organisations.forms import SettingsForm
from accounts.organisations.models import Organisation
from accounts.organisations.rules import check_settings
from boundaries.errors.exceptions import RuleViolation
from tests.accounts.kinds import SignedIn, last_written_about, written_about

pytestmark = pytest.mark.django_db


def post(cast: Cast, signed_in: SignedIn, **said: Any) -> Any:
    return signed_in(cast.olga).post(reverse("organisations:change_settings"), SettingsForm.said_by(cast.organisation) | said)


def test_an_administrator_changes_them(cast: Cast, signed_in: SignedIn) -> None:
    said = {
        "zone": "Europe/Oslo",
        "weekdays": ["0", "6"],
        "acknowledge_days": "3",
        "danger_signposts": "Police: 112\r\nDoctor: 113",
    }
    assert post(cast, signed_in, **said).status_code == 302
    found = Organisation.objects.get(id=cast.organisation.id)
    assert (found.zone, found.weekdays, found.acknowledge_days) == ("Europe/Oslo", [0, 6], 3)
    assert found.danger_signposts == "Police: 112\nDoctor: 113"
    fields = ["acknowledge_days", "danger_signposts", "weekdays", "zone"]
    assert last_written_about(found.id) == ("organisation.settings-changed", cast.olga.id, {"fields": fields})


def test_saving_without_a_change_writes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    assert post(cast, signed_in).status_code == 302
    assert written_about(cast.organisation.id) == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "Northern Lights Programme Association"}, "name"),
        ({"zone": ""}, "zone"),
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"zone": "../etc/passwd"}, "zone"),
        ({"zone": "\x00"}, "zone"),
        ({"language": "xx"}, "language"),
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": ["7"]}, "weekdays"),
        ({"acknowledge_days": "0"}, "acknowledge_days"),
        ({"acknowledge_days": "two"}, "acknowledge_days"),
        ({"contact_days": "61"}, "contact_days"),
        ({"contact_days": "9" * 400}, "contact_days"),
        ({"acknowledge_days": "6"}, "contact_days"),
        ({"danger_signposts": ""}, "danger_signposts"),
        ({"danger_signposts": "x" * 1001}, "danger_signposts"),
    ],
)
def test_bad_input_is_said_beside_its_field(cast: Cast, signed_in: SignedIn, said: dict[str, Any], field: str) -> None:
    answer = post(cast, signed_in, **said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert written_about(cast.organisation.id) == []


@pytest.mark.parametrize("persona", ["amira", "noor", "samuel", "root"])
def test_nobody_else_changes_them(cast: Cast, signed_in: SignedIn, persona: str) -> None:
    answer = signed_in(getattr(cast, persona)).post(reverse("organisations:change_settings"), {"name": "Mine"})
    assert answer.status_code == 403
    assert Organisation.objects.get(id=cast.organisation.id).name == "Harbour Relief Society"


def test_looking_at_them_changes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.olga)
    assert browser.get(reverse("organisations:change_settings"), {"name": "Mine"}).status_code == 200
    page = browser.get(reverse("organisations:settings")).content.decode()
    assert all(
        words in page for words in ("Europe/Lisbon", "2 working days", "5 working days", "Monday", "Police, ambulance, fire: 112")
    )
    assert written_about(cast.organisation.id) == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"zone": "Nowhere"}, "zone"),
        ({"weekdays": [7]}, "weekdays"),
        ({"contact_days": 99}, "contact_days"),
        ({"contact_days": 1}, "contact_days"),
    ],
)
def test_the_rule_stands_behind_the_form(said: dict[str, Any], field: str) -> None:
    usual: dict[str, Any] = {"zone": "UTC", "weekdays": [0], "acknowledge_days": 2, "contact_days": 5}
    check_settings(**usual)
    with pytest.raises(RuleViolation) as refusal:
        check_settings(**(usual | said))
    assert refusal.value.field == field

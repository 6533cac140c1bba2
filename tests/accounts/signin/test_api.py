"""Who one is, by the API."""

import pytest

from accounts.demo.cast import Cast
from tests.accounts.calling import calling

pytestmark = pytest.mark.django_db


def test_each_is_told_who_they_are_and_what_they_may_do(cast: Cast) -> None:
    amira, olga, miriam = (calling(each).get("me/") for each in (cast.amira, cast.olga, cast.miriam))
    assert (amira["name"], amira["organisation"]["name"], amira["roles"]) == (cast.amira.name, cast.organisation.name, [])
    assert amira["may"] == ["appointment.view", "organisation.view", "staff.view", "team.view"]
    assert olga["roles"] == ["administrator"]
    assert {"staff.add", "appointment.propose", "import.import-people"} <= set(olga["may"])
    assert "client.add" not in olga["may"]
    assert (miriam["kind"], miriam["may"]) == ("outside", [])

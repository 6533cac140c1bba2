"""What is held about oneself, by the API."""

import pytest

from accounts.demo.cast import Cast
from accounts.staff.actions import change_manager
from tests.accounts.calling import calling
from tests.incidents.api.calls import Programme
from tests.incidents.told import send

pytestmark = pytest.mark.django_db


def test_one_reads_ones_entry_its_changes_and_who_opened_what_one_told(cast: Cast) -> None:
    change_manager(actor=cast.olga, person_id=cast.amira.id, manager_id=cast.farid.id)
    report = send(cast.amira, cast.ben)
    assert report.handler is not None
    Programme(report.handler).get(f"desk/{report.id}/")
    held = calling(cast.amira).get("me/held/")
    facts = {each["name"]: each["values"] for each in held["facts"]}
    assert (facts["Name"], facts["Line manager"]) == ([cast.amira.name], [cast.farid.name])
    assert held["changes"][0]["by"] == cast.olga.name
    assert [(each["reference"], len(each["readings"])) for each in held["reports"]] == [(report.reference, 1)]
    assert report.handler.name not in str(held["reports"])


def test_what_others_told_is_not_in_it(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    held = calling(cast.ben).get("me/held/")
    assert held["reports"] == []
    assert report.reference not in str(held.body)
    assert calling(cast.miriam).get("me/held/")["reports"] == []

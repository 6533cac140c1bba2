"""What is new, by the API."""

import pytest

from accounts.demo.cast import Cast
from incidents.desk.actions import acknowledge
from tests.accounts.calling import calling
from tests.incidents.told import send, settle

pytestmark = pytest.mark.django_db


def test_news_is_listed_and_marked_as_read_once(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    acknowledge(actor=cast.elif_, report_id=report.id)
    settle()
    amira = calling(cast.amira)
    shown = amira.get("notices/")
    assert shown["new"] == len(shown["notices"]) > 0
    assert report.reference in {each["which"] for each in shown["notices"]}
    assert amira.get("notices/")["new"] == shown["new"]  # reading the list marks nothing
    assert amira.post("notices/read/", key="seen").status == 204
    assert amira.get("notices/")["new"] == 0
    assert calling(cast.ben).get("notices/")["notices"] == []

"""The demo is loaded whole or not at all, and never beside anything that is there already."""

from typing import Any

import pytest

from accounts.demo.cast import RELIEF, Cast
from accounts.organisations.models import Organisation
from accounts.staff.models import User
from boundaries.outbox.handlers import row_handlers
from incidents.demo import actions
from incidents.demo.actions import StoryBroken, load_demo
from incidents.demo.harbour import TALES
from incidents.demo.neighbours import NEIGHBOURS


def test_where_an_organisation_is_already_nothing_is_loaded(cast: Cast) -> None:
    assert load_demo() is False
    assert Organisation.objects.count() == 2


def test_where_only_an_account_is_already_nothing_is_loaded(db: None) -> None:
    User.objects.create(email="first@office.example", password="x")
    assert load_demo() is False
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("breaks", ["reports.route", "notices.mail"])
def test_a_story_that_breaks_leaves_the_database_empty(db: None, monkeypatch: Any, breaks: str) -> None:
    def fail(_row: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(actions, "IN_RELIEF", [TALES[0]])
    monkeypatch.setattr(actions, "NEIGHBOURS", {})
    monkeypatch.setitem(row_handlers, breaks, fail)
    with pytest.raises(StoryBroken, match=breaks):
        load_demo()
    assert not Organisation.objects.exists()
    assert not User.objects.exists()


def test_the_first_organisation_is_the_one_the_cast_works_for() -> None:
    assert RELIEF.name not in NEIGHBOURS
    assert len(NEIGHBOURS) == 3

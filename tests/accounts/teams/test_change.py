"""Renaming and moving a team."""

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.teams.actions import change_team
from accounts.teams.models import Team
from boundaries.errors.exceptions import Forbidden, NotVisible
from tests.accounts.kinds import SignedIn, last_written_about, written_about

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(cast: Cast) -> Team:
    return Team.objects.get(name="Harbour team")


def test_an_administrator_renames_and_moves_it(cast: Cast, team: Team, signed_in: SignedIn) -> None:
    said = {"name": "Quay team", "site": str(cast.pavel.site_id)}
    assert signed_in(cast.olga).post(reverse("teams:change", args=[team.id]), said).status_code == 302
    team.refresh_from_db()
    assert (team.name, team.site_id) == ("Quay team", cast.pavel.site_id)
    assert last_written_about(team.id) == ("team.changed", cast.olga.id, {"fields": ["name", "site"]})


def test_saving_without_a_change_writes_nothing(cast: Cast, team: Team) -> None:
    change_team(actor=cast.olga, team_id=team.id, name=team.name, site_id=team.site_id)
    assert written_about(team.id) == []


def test_nobody_else_changes_it(cast: Cast, team: Team, signed_in: SignedIn) -> None:
    for person in (cast.elif_, cast.noor, cast.root):
        with pytest.raises(Forbidden):
            change_team(actor=person, team_id=team.id, name="Quay team")
    with pytest.raises(NotVisible):
        change_team(actor=cast.ivo, team_id=team.id, name="Quay team")
    assert signed_in(cast.ivo).post(reverse("teams:change", args=[team.id]), {"name": "X"}).status_code == 404


def test_a_name_is_used_once(cast: Cast, team: Team, signed_in: SignedIn) -> None:
    for typed in ("Office", "", "x" * 121):
        answer = signed_in(cast.olga).post(reverse("teams:change", args=[team.id]), {"name": typed})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name"])


def test_looking_at_the_form_changes_nothing(cast: Cast, team: Team, signed_in: SignedIn) -> None:
    assert signed_in(cast.olga).get(reverse("teams:change", args=[team.id]), {"name": "X"}).status_code == 200
    team.refresh_from_db()
    assert team.name == "Harbour team"

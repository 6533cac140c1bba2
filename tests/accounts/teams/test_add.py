"""Adding a team, and who sees it."""

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.teams.actions import add_team
from accounts.teams.models import Team
from boundaries.errors.exceptions import Forbidden, NotVisible
from tests.accounts.kinds import SignedIn, last_written_about

pytestmark = pytest.mark.django_db


def test_an_administrator_adds_a_team(cast: Cast, signed_in: SignedIn) -> None:
    said = {"name": "Garden team", "site": str(cast.ben.site_id)}
    assert signed_in(cast.olga).post(reverse("teams:add"), said).status_code == 302
    team = Team.objects.get(name="Garden team")
    assert (team.organisation_id, team.site_id) == (cast.organisation.id, cast.ben.site_id)


def test_it_is_written_down(cast: Cast) -> None:
    team = add_team(actor=cast.olga, name="Garden team")
    assert last_written_about(team.id) == ("team.added", cast.olga.id, {"site": None})


@pytest.mark.parametrize(
    ("persona", "error"), [("amira", Forbidden), ("noor", Forbidden), ("root", Forbidden), ("miriam", NotVisible)]
)
def test_nobody_else_adds_teams(cast: Cast, persona: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        add_team(actor=getattr(cast, persona), name="Garden team")


def test_a_site_of_another_organisation_is_out_of_reach(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        add_team(actor=cast.olga, name="Garden team", site_id=cast.ivo.site_id)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "Office"}, "name"),
        ({"name": "N", "site": "forged"}, "site"),
    ],
)
def test_bad_input_is_said_beside_its_field(cast: Cast, signed_in: SignedIn, said: dict[str, str], field: str) -> None:
    answer = signed_in(cast.olga).post(reverse("teams:add"), said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Team.objects.filter(organisation=cast.organisation).count() == 7


def test_looking_at_the_form_adds_nothing(cast: Cast, signed_in: SignedIn) -> None:
    assert signed_in(cast.olga).get(reverse("teams:add"), {"name": "Garden team"}).status_code == 200
    assert not Team.objects.filter(name="Garden team").exists()


def test_the_list_and_the_team_show_who_belongs_to_it(cast: Cast, signed_in: SignedIn) -> None:
    harbour = next(
        team for team in signed_in(cast.amira).get(reverse("teams:list")).context["teams"] if team.name == "Harbour team"
    )
    assert harbour.people == 4
    members = signed_in(cast.amira).get(reverse("teams:team", args=[harbour.id])).context["members"]
    assert [person.name for person in members] == ["Amira Haddad", "Ben Okafor", "Elif Demir", "Lena Fischer"]

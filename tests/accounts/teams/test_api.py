"""Teams by the API."""

import pytest

from accounts.demo.cast import Cast
from accounts.staff.actions import add_person
from accounts.staff.choices import StaffKind
from accounts.teams.actions import add_team
from accounts.teams.models import Team
from tests.accounts.calling import all_of, asked, calling
from tests.accounts.kinds import last_written_about

pytestmark = pytest.mark.django_db


def test_everybody_who_works_here_reads_teams_and_members(cast: Cast) -> None:
    amira = calling(cast.amira)
    team = next(each for each in amira.get("teams/")["teams"] if each["id"] == str(cast.ben.team_id))
    assert amira.get(team["url"])["name"] == team["name"]
    members = amira.get(f"{team['url']}members/")["people"]
    assert str(cast.ben.id) in {each["id"] for each in members}
    for missing in (f"teams/{cast.ben.team_id}/", f"teams/{cast.ben.team_id}/members/"):
        assert calling(cast.ivo).get(missing).status == 404
    assert calling(cast.miriam).get("teams/").status == 404


def test_members_come_page_by_page(cast: Cast) -> None:
    def comes(number: int) -> None:
        for place in range(number):
            add_person(actor=cast.olga, name=f"Aa {number} {place}", kind=StaffKind.EMPLOYEE, team_id=cast.ben.team_id)

    comes(7)
    path, amira = f"teams/{cast.ben.team_id}/members/", calling(cast.amira)
    found = all_of(amira, path, "people", between=lambda: comes(1), limit=3)
    assert len(found) == len(set(found)) >= 7
    few = asked(lambda: amira.get(path, limit=2))
    assert asked(lambda: amira.get(path, limit=100)) == few


def test_a_list_of_teams_asks_the_same_however_long(cast: Cast) -> None:
    amira = calling(cast.amira)
    amira.get("teams/")
    few = asked(lambda: amira.get("teams/"))
    for place in range(9):
        add_team(actor=cast.olga, name=f"Team {place}")
    assert asked(lambda: amira.get("teams/")) == few
    assert len(all_of(amira, "teams/", "teams", limit=2)) == Team.objects.filter(organisation=cast.organisation).count()


def test_an_administrator_adds_and_changes_a_team(cast: Cast) -> None:
    olga = calling(cast.olga)
    first, second = (olga.post("teams/", {"name": "Quay team"}, key="q") for _ in range(2))
    assert (first.status, first.body) == (201, second.body)
    assert olga.patch(f"teams/{first.id}/", {"name": "Pier team"})["name"] == "Pier team"
    assert last_written_about(first.id) == ("team.changed", cast.olga.id, {"fields": ["name"]})
    assert olga.patch(f"teams/{first.id}/", {"name": cast.ben.team.name if cast.ben.team else ""}).status == 422
    refused = olga.post("teams/", {"name": "Other", "site": str(cast.ivo.id)})
    assert (refused.status, list(refused.wrong)) == (422, ["site"])


def test_others_do_not(cast: Cast) -> None:
    for who in (cast.amira, cast.elif_, cast.root):
        assert calling(who).post("teams/", {"name": "X"}).status == 403
        assert calling(who).patch(f"teams/{cast.ben.team_id}/", {"name": "X"}).status == 403
    assert calling(cast.ivo).patch(f"teams/{cast.ben.team_id}/", {"name": "X"}).status == 404
    assert not Team.objects.filter(name="X").exists()

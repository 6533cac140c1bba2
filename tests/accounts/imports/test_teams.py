"""Importing teams."""

import pytest

from accounts.demo.cast import Cast
from accounts.imports.choices import ImportStatus
from accounts.teams.models import Team
from tests.accounts.imports.files import applied, checked, csv_of, problems
from tests.accounts.kinds import last_written_about

pytestmark = pytest.mark.django_db


def test_teams_are_added_and_moved(cast: Cast) -> None:
    file = csv_of("Team,Site", "Night team,Harbour House", "Harbour team,")
    run = applied(cast.olga, file)
    night = Team.objects.select_related("site").get(name="Night team", organisation=cast.organisation)
    assert night.site is not None
    assert (run.added, run.changed, night.site.name) == (1, 1, "Harbour House")
    harbour = Team.objects.get(name="Harbour team", organisation=cast.organisation)
    assert harbour.site_id is None
    assert last_written_about(night.id) == ("team.added", cast.olga.id, {"site": str(night.site_id)})
    assert last_written_about(harbour.id) == ("team.changed", cast.olga.id, {"fields": ["site"]})
    assert checked(cast.olga, file).status == ImportStatus.UNCHANGED


def test_a_team_is_renamed_by_the_id_of_an_export(cast: Cast) -> None:
    team = Team.objects.get(name="Harbour team", organisation=cast.organisation)
    applied(cast.olga, csv_of("Id,Team", f"{team.id},Quay team"))
    assert Team.objects.get(id=team.id).name == "Quay team"


ROWS = [
    (("",), []),  # an empty line is no row
    ((",Office,Nowhere",), [(2, "Site")]),
    ((",,Harbour House",), [(2, "Team")]),
    ((",Night team,", ",night  TEAM,"), [(3, "Team")]),
    (("{team},Office,",), [(2, "Team")]),
    (("1f0c6c1a-0000-4000-8000-000000000000,Night team,",), [(2, "Id")]),
    (("{theirs},Night team,",), [(2, "Id")]),
]


@pytest.mark.parametrize(("rows", "expected"), ROWS)
def test_what_is_wrong_is_named(cast: Cast, rows: tuple[str, ...], expected: list[tuple[int, str]]) -> None:
    ids = {"team": Team.objects.get(name="Harbour team", organisation=cast.organisation).id, "theirs": cast.ivo.team_id}
    run = checked(cast.olga, csv_of("Id,Team,Site", *(row.format(**ids) for row in rows)))
    assert [(row, column) for row, column, _value in problems(run)] == expected

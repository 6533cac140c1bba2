"""Where secrets and servers come from."""

import base64
import stat
from pathlib import Path

import pytest

from boundaries.engines.addresses import from_environment
from boundaries.engines.environment import Addresses, RunningNote, complete
from boundaries.engines.keys import KeyFolder

ADDRESSES = Addresses(application="a", worker="w", owner="o", admin="", redis="r")


def test_a_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "keys")
    given = keys.settings({})
    assert set(given) == {"SECRET_KEY_FILE", "KEY_ENCRYPTION_KEY_FILE", "INDEX_KEY_FILE"}
    before = {name: Path(path).read_bytes() for name, path in given.items()}
    assert {name: Path(path).read_bytes() for name, path in KeyFolder(tmp_path / "keys").settings({}).items()} == before
    assert len(base64.b64decode(before["KEY_ENCRYPTION_KEY_FILE"], validate=True)) == 32
    assert len(set(before.values())) == 3
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()} == {0o600}


@pytest.mark.parametrize("given", [{"SECRET_KEY": "x"}, {"SECRET_KEY_FILE": "/run/secrets/x"}])
def test_a_secret_that_is_given_is_not_made(tmp_path: Path, given: dict[str, str]) -> None:
    assert "SECRET_KEY_FILE" not in KeyFolder(tmp_path).settings(given)
    assert not (tmp_path / "secret_key").exists()


def test_a_command_finds_the_product_that_runs_beside_it(tmp_path: Path) -> None:
    data = tmp_path / ".data"
    KeyFolder(data / "keys").settings({})
    RunningNote(data).write(ADDRESSES)
    assert stat.S_IMODE((data / "running.json").stat().st_mode) == 0o600
    environ: dict[str, str] = {}
    complete(environ, root=tmp_path, command="create_organisation")
    assert (environ["DATABASE_URL"], environ["REDIS_URL"]) == ("a", "r")
    assert environ["SECRET_KEY_FILE"] == str(data / "keys" / "secret_key")


def test_a_command_that_changes_the_schema_connects_as_the_owner(tmp_path: Path) -> None:
    environ = {"DATABASE_URL": "a", "MIGRATE_DATABASE_URL": "o", "REDIS_URL": "r"}
    complete(environ, root=tmp_path, command="migrate")
    assert environ["DATABASE_URL"] == "o"


def test_a_command_without_a_database_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        complete({}, root=tmp_path, command="create_organisation")
    assert "make run" in str(caught.value)


def test_a_command_that_needs_no_database_needs_no_engines(tmp_path: Path) -> None:
    environ: dict[str, str] = {}
    complete(environ, root=tmp_path, command="makemigrations")
    assert {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "KEY_ENCRYPTION_KEY", "INDEX_KEY"} <= set(environ)
    assert not (tmp_path / ".data").exists()


def test_the_note_is_taken_away_and_a_torn_one_is_no_note(tmp_path: Path) -> None:
    note = RunningNote(tmp_path)
    note.write(ADDRESSES)
    assert note.read() == ADDRESSES
    note.path.write_text("{", encoding="ascii")
    assert note.read() is None
    note.remove()
    assert note.read() is None


def test_one_address_alone_is_that_of_somebody_who_makes_our_roles(tmp_path: Path) -> None:
    found = from_environment({"DATABASE_URL": "postgres://boss:pw@db/care"}, KeyFolder(tmp_path), redis="r")
    assert found.admin == "postgresql://boss:pw@db/care"
    assert [url.split("@")[1] for url in (found.application, found.worker, found.owner)] == ["db/care"] * 3
    assert [url.split("//")[1].split(":")[0] for url in (found.application, found.worker, found.owner)] == [
        "boundaries_app",
        "boundaries_worker",
        "boundaries_owner",
    ]


def test_two_addresses_are_the_applications_and_the_owners(tmp_path: Path) -> None:
    given = {"DATABASE_URL": "postgres://app:pw@db/care", "MIGRATE_DATABASE_URL": "postgres://owner:pw@db/care"}
    found = from_environment(given, KeyFolder(tmp_path), redis="r")
    assert found == Addresses(
        application="postgresql://app:pw@db/care",
        worker="postgresql://app:pw@db/care",
        owner="postgresql://owner:pw@db/care",
        admin="",
        redis="r",
    )

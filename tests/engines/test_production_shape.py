"""The image and the compose file: what they name exists, what they read is made, and the schema of compose files agrees."""

import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from boundaries.engines import production_secrets
from boundaries.engines.environment import complete, value_of
from boundaries.engines.errors import Trouble

ROOT = Path(__file__).resolve().parents[2]
OURS = {"prepare", "web", "worker", "beat", "relay"}


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def recipe() -> list[str]:
    return (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()


def test_the_compose_file_is_one_by_its_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_has_every_process_and_both_servers(compose: Any) -> None:
    assert set(compose["services"]) == OURS | {"postgres", "redis"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_services_write_nothing_and_may_nothing(compose: Any, name: str) -> None:
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("healthcheck", {"test": []}).get("test") or name in {"web", "prepare"}  # the image's own asks /healthz


@pytest.mark.parametrize("name", sorted(OURS - {"prepare"}))
def test_they_wait_for_the_database_to_be_prepared(compose: Any, name: str) -> None:
    assert compose["services"][name]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}


def test_only_the_preparation_may_make_roles(compose: Any) -> None:
    for name, service in compose["services"].items():
        given = set(service["environment"]) | set(service.get("secrets", [])) if name in OURS else set()
        assert name == "prepare" or not {each for each in given if "admin" in each.lower() or "migrate" in each.lower()}


def test_no_secret_stands_in_the_file(compose: Any) -> None:
    for service in compose["services"].values():
        for name, value in (service.get("environment") or {}).items():
            assert name.endswith("_FILE") or not re.search(r"SECRET|KEY|PASSWORD|DATABASE|REDIS|EMAIL_URL", name), (name, value)


def test_each_service_is_given_the_secrets_it_reads(compose: Any) -> None:
    for name in OURS:
        service = compose["services"][name]
        read = {value.removeprefix("/run/secrets/") for key, value in service["environment"].items() if key.endswith("_FILE")}
        assert read == set(service["secrets"])


def test_only_what_sends_mail_is_given_the_mail_servers_password(compose: Any) -> None:
    given = {name for name in OURS if "email_url" in compose["services"][name]["secrets"]}
    assert given == {"worker", "beat", "relay"}


def test_redis_does_not_run_as_root_either(compose: Any) -> None:
    """Its image changes to its own user only for its own command, and ours reads a secret first."""
    redis = compose["services"]["redis"]
    assert redis["user"] not in {"0", "root"}
    assert redis["cap_drop"] == ["ALL"]


def test_what_was_written_into_a_secret_stays(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    production_secrets.make(folder)
    address = folder / "email_url"
    assert address.stat().st_mode & stat.S_IWUSR
    assert not (folder / "secret_key").stat().st_mode & stat.S_IWUSR
    address.write_text("smtp://user:password@host:587", encoding="ascii")
    production_secrets.make(folder)
    assert address.read_text(encoding="ascii") == "smtp://user:password@host:587"


def test_every_secret_it_names_is_made_and_made_once(compose: Any, tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    made = production_secrets.make(folder)
    named = {Path(each["file"]).name for each in compose["secrets"].values()}
    assert named <= set(made)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    production_secrets.make(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IRWXU


def test_everything_the_image_copies_exists_and_is_let_through(recipe: list[str]) -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for line in recipe:
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert (ROOT / source).exists(), source
                assert f"!{source}" in ignored, source


def test_the_image_does_not_run_as_root(recipe: list[str]) -> None:
    users = [line.split()[1] for line in recipe if line.startswith("USER ")]
    assert users[-1] not in {"0", "root"}


def test_an_address_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://app@db/product\n", encoding="ascii")
    assert value_of({"DATABASE_URL_FILE": str(tmp_path / "url")}, "DATABASE_URL") == "postgresql://app@db/product"
    assert value_of({"DATABASE_URL": "postgresql://here/it"}, "DATABASE_URL") == "postgresql://here/it"
    with pytest.raises(Trouble, match="DATABASE_URL_FILE names a file that cannot be read"):
        value_of({"DATABASE_URL_FILE": str(tmp_path / "nothing")}, "DATABASE_URL")


def test_migrating_goes_as_the_owner_whose_address_is_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "owner").write_text("postgresql://owner@db/product", encoding="ascii")
    environ = {"DATABASE_URL_FILE": "somewhere", "MIGRATE_DATABASE_URL_FILE": str(tmp_path / "owner")}
    complete(environ, root=tmp_path, command="migrate")
    assert environ["DATABASE_URL"] == "postgresql://owner@db/product"
    assert "DATABASE_URL_FILE" not in environ


def test_the_image_collects_its_static_files_without_a_server_or_a_secret(tmp_path: Path) -> None:
    bare = {"PATH": "/usr/bin:/bin", "STATIC_ROOT": str(tmp_path / "collected"), "DATA_FOLDER": str(tmp_path)}
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    done = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "collected").glob("app.*.js"))

"""`make run`, from outside: it starts, answers, mends itself, stops, and leaves nothing."""

import http.client
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from boundaries.engines.ports import free_port
from boundaries.engines.postgres import Postgres
from tests.engines.running import Product, gone, refusal

pytestmark = pytest.mark.fault


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder of data for this file: a start in it is a first start only once."""
    return tmp_path_factory.mktemp("product") / "data"


@pytest.fixture(scope="module")
def product(data: Path) -> Iterator[Product]:
    """The product, started in that folder for the first time when the first test of this file asks for it."""
    running = Product(data)
    try:
        running.wait_for("Ctrl-C stops it")
        yield running
    finally:
        running.close()


def status(product: Product, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", product.port, timeout=30)
    connection.request("GET", path)
    code = connection.getresponse().status
    connection.close()
    return code


def test_it_answers_where_it_says(product: Product) -> None:
    assert (status(product, "/healthz"), status(product, "/ready")) == (200, 200)
    assert f"http://localhost:{product.port}" in product.said[-1]


def test_for_somebody_new_it_starts_with_the_demo_and_says_who_can_sign_in(tmp_path: Path) -> None:
    running = Product(tmp_path / "data", DEMO="1")
    try:
        running.wait_for("The password of everybody")
        assert any(line.startswith("amira@relief.example") for line in running.said)
        assert status(running, "/demo/") == 200
    finally:
        running.close()


@pytest.mark.parametrize("name", ["relay", "beat", "worker", "web"])
def test_what_stops_by_itself_is_started_again(product: Product, name: str) -> None:
    part = {"web": "gunicorn", "worker": "boundaries.celery worker", "beat": "boundaries.celery beat", "relay": "relay"}[name]
    before = product.one(part)
    os.kill(before, signal.SIGKILL)
    assert gone([before])
    product.wait_for(f"The {name} process stopped by itself")
    product.wait_for(f"The {name} process runs again")
    assert product.one(part) != before


def test_a_second_start_in_the_same_folder_is_refused_in_one_sentence(product: Product, data: Path) -> None:
    code, said = refusal(data, PORT="8000")
    assert code == 1
    assert len(said) == 1
    assert "running from this folder already" in said[0]
    assert status(product, "/healthz") == 200


def test_a_stop_leaves_no_process_and_a_second_start_finds_everything_done(product: Product, data: Path) -> None:
    started = product.processes()
    for part in ("postgres", "redis-server", "gunicorn", "worker", "beat", "relay"):
        assert any(part in command for command in started.values()), part
    assert product.interrupt() == 0
    assert gone(list(started))
    assert not (data / "running.json").exists()
    again = Product(data)
    try:
        again.wait_for("Ctrl-C stops it")
        assert any("Collecting" in line for line in product.said)
        assert not any("Collecting" in line for line in again.said)
        started = again.processes()
        os.kill(again.process.pid, signal.SIGKILL)
        assert gone(list(started)), "a killed launcher takes everything with it"
    finally:
        again.close()


def test_a_taken_port_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, said = refusal(tmp_path, PORT=str(port))
    assert code == 1
    assert len(said) == 1
    assert said[0].startswith(f"Port {port} is taken by another program")


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"PORT": "eight"}, "PORT must be a number"),
        ({"DATABASE_URL": "mysql://a:b@localhost/c"}, "DATABASE_URL is not the address of a PostgreSQL database"),
        ({"DATABASE_URL": "postgresql://a:secret@127.0.0.1:9/c"}, "The database at 127.0.0.1:9/c cannot be reached"),
        ({"REDIS_URL": "redis://:secret@127.0.0.1:9/0"}, "The Redis in REDIS_URL cannot be reached"),
        ({"REDIS_URL": "nonsense"}, "The Redis in REDIS_URL cannot be reached"),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value,
)
def test_what_is_wrong_is_said_in_one_sentence_and_no_secret(tmp_path: Path, variables: dict[str, str], words: str) -> None:
    code, said = refusal(tmp_path, **{"PORT": str(free_port())} | variables)
    assert code == 1
    assert len(said) == 1
    assert said[0].startswith(words)
    assert "secret" not in said[0]


def test_a_broken_database_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    server = Postgres(tmp_path / "postgres", log=tmp_path / "logs" / "postgres.log", password="not asked for", scratch=True)
    server.start()
    server.stop()
    control = tmp_path / "postgres" / "global" / "pg_control"
    control.write_bytes(control.read_bytes()[:50])
    code, said = refusal(tmp_path, PORT=str(free_port()))
    assert code == 1
    assert len(said) == 1
    assert "does not start: could not read file" in said[0]


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file stands where the folder should be", encoding="ascii")
    code, said = refusal(tmp_path / "data")
    assert code == 1
    assert len(said) == 1
    assert "cannot be written" in said[0]

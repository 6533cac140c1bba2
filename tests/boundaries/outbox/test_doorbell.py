"""The doorbell: a hint that costs nobody anything. What is to be done stands in the database."""

import json
from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from celery import Celery
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from redis import Redis

from boundaries import celery as product
from boundaries.engines.ports import free_port
from boundaries.outbox import doorbell as module
from boundaries.outbox import tasks
from boundaries.outbox.actions import write_row
from boundaries.outbox.doorbell import Doorbell, doorbell
from boundaries.outbox.models import OutboxRow
from tests.boundaries.outbox.work import GREET, ask, effects
from tests.boundaries.things import ORGANISATION, PATIENCE, side_by_side

DRAIN = "boundaries.outbox.tasks.drain"


class Broker:
    """A broker that takes messages only when it is let."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.answers, self.refused, self.heard = Event(), Event(), Event(), Event()
        self.published: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
        self.trouble: list[Exception] = []
        self.answers.set()
        monkeypatch.setattr(product.app, "send_task", self.publish)

    def publish(self, *names: Any, **options: Any) -> None:
        self.reached.set()
        assert self.answers.wait(PATIENCE)
        if self.trouble:
            self.refused.set()
            raise self.trouble.pop()
        self.published.append((names, options))
        self.heard.set()


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    made = Broker(monkeypatch)
    yield made
    made.answers.set()


def write_and_commit() -> None:
    with transaction.atomic():
        write_row(kind=GREET, organisation_id=ORGANISATION, ref=uuid4())


def test_a_ring_carries_no_payload_and_is_not_tried_again(broker: Broker) -> None:
    Doorbell().ring()
    assert broker.heard.wait(PATIENCE)
    assert broker.published == [((DRAIN,), {"retry": False, "ignore_result": True, "expires": 30})]


def test_ringing_never_waits_for_the_broker_and_many_rings_become_one(broker: Broker) -> None:
    bell = Doorbell()
    broker.answers.clear()
    bell.ring()
    assert broker.reached.wait(PATIENCE)
    for _ in range(100):
        bell.ring()  # a ring that waited for the broker would never come back
    broker.heard.clear()
    broker.answers.set()
    assert broker.heard.wait(PATIENCE)
    broker.heard.clear()
    while len(broker.published) < 2:
        assert broker.heard.wait(PATIENCE)
        broker.heard.clear()
    broker.answers.clear()
    broker.reached.clear()
    bell.ring()
    assert broker.reached.wait(PATIENCE)
    assert len(broker.published) == 2


def test_a_broker_that_refuses_is_counted_and_rung_again(broker: Broker) -> None:
    bell = Doorbell()
    broker.trouble = [OSError("gone")]
    bell.ring()
    assert broker.refused.wait(PATIENCE)
    bell.ring()
    assert broker.heard.wait(PATIENCE)
    assert bell.failures == 1


def test_a_bell_whose_thread_is_gone_gets_a_new_one(broker: Broker) -> None:
    bell = Doorbell()
    bell._thread = Thread(target=lambda: None)  # what a process finds that was forked from one with a bell
    bell.ring()
    assert broker.heard.wait(PATIENCE)


def test_with_nobody_at_the_address_of_redis_the_ring_is_dropped_and_the_row_kept(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = Celery("nowhere")
    nowhere.config_from_object("django.conf:settings", namespace="CELERY")
    nowhere.conf.broker_url = f"redis://127.0.0.1:{free_port()}/0"
    monkeypatch.setattr(product, "app", nowhere)
    bell, unheard = Doorbell(), Event()
    monkeypatch.setattr(module.log, "info", lambda *_words, **_figures: unheard.set(), raising=False)
    monkeypatch.setattr(module, "doorbell", bell)
    write_and_commit()
    assert unheard.wait(PATIENCE)
    assert bell.failures == 1
    assert OutboxRow.objects.filter(done_at=None).count() == 1


def test_a_bell_that_cannot_be_rung_spoils_no_change(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot() -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(doorbell, "ring", cannot)
    write_and_commit()
    assert OutboxRow.objects.count() == 1


def test_it_rings_after_the_commit_and_not_before(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def look_from_outside() -> None:
        seen.extend(number for number in side_by_side(OutboxRow.objects.count) if isinstance(number, int))

    monkeypatch.setattr(doorbell, "ring", look_from_outside)
    with transaction.atomic():
        write_row(kind=GREET, organisation_id=ORGANISATION, ref=uuid4())
        assert seen == []
    assert seen == [1]


def test_it_does_not_ring_for_what_was_undone(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_and_fail() -> None:
        with transaction.atomic():
            write_row(kind=GREET, organisation_id=ORGANISATION, ref=uuid4())
            raise ZeroDivisionError

    rung: list[bool] = []
    monkeypatch.setattr(doorbell, "ring", lambda: rung.append(True))
    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert rung == []


def test_what_stands_in_redis_says_nothing(committed_db: None, redis: Redis) -> None:
    ref = uuid4()
    with transaction.atomic():
        write_row(kind=GREET, organisation_id=ORGANISATION, ref=ref)
    taken: Any = redis.blpop(["celery"], timeout=PATIENCE)
    message = taken[1].decode()
    told = json.loads(message)
    assert told["headers"]["task"] == DRAIN
    assert told["headers"]["argsrepr"] == "()"
    assert told["headers"]["kwargsrepr"] == "{}"
    assert str(ref) not in message
    assert GREET not in message


def test_drain_is_the_only_task_and_beat_only_rings() -> None:
    product.app.loader.import_default_modules()
    ours = {name for name in product.app.tasks if not name.startswith("celery.")}
    assert ours == {DRAIN}
    assert {(entry["task"], entry.get("args"), entry.get("kwargs")) for entry in settings.CELERY_BEAT_SCHEDULE.values()} == {
        (DRAIN, None, None)
    }


def test_the_task_does_what_is_open(committed_db: None, greeted: Callable[[Any], None]) -> None:
    rows = [ask() for _ in range(3)]
    tasks.drain()
    assert effects() == dict.fromkeys([row.ref for row in rows], 1)


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_the_task_leaves_it_to_the_next_when_the_database_is_away(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def away() -> int:
        raise error

    monkeypatch.setattr("boundaries.outbox.drain.drain", away)
    tasks.drain()


def test_one_task_does_a_thousand_things_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    drained: list[int] = []

    def always_more() -> int:
        drained.append(200)
        return 200

    monkeypatch.setattr("boundaries.outbox.drain.drain", always_more)
    tasks.drain()
    assert sum(drained) == 1000

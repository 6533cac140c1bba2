"""Writing an entry: with the change or not at all, and only what its event permits."""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from boundaries.clocks.queries import at
from boundaries.outbox.models import OutboxRow
from boundaries.record import reactions
from boundaries.record.actions import UndeclaredData, append
from boundaries.record.models import CurrentTransaction, RecordEntry
from boundaries.record.queries import entries_about, entries_of_many, is_genuine, open_data
from boundaries.record.reactions import later, register
from boundaries.sealing.actions import destroy_key
from boundaries.sealing.models import DataKey
from boundaries.sealing.rules import SealBroken
from boundaries.threads.actions import open_thread
from boundaries.threads.models import Thread
from tests.boundaries.things import ORGANISATION, ThingEvent, new_key, write_down
from tests.seeing import every


@pytest.fixture
def key(db: None) -> DataKey:
    return new_key()


@pytest.fixture
def own_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of reactions with nothing in it yet."""
    monkeypatch.setattr(reactions, "_table", defaultdict(list))


def test_an_entry_says_who_what_when_and_about_what(key: DataKey) -> None:
    about, actor, moment = uuid4(), uuid4(), datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
    with at(moment):
        append(
            ThingEvent.CAME,
            about=("thing", about),
            organisation_id=ORGANISATION,
            actor_id=actor,
            key=key,
            data={"colour": "blue"},
        )
    entry = every(RecordEntry).get()
    assert (entry.organisation_id, entry.at, entry.actor_id) == (ORGANISATION, moment, actor)
    assert (entry.event, entry.about_kind, entry.about_id, entry.key_id) == ("thing.came", "thing", about, key.id)
    assert open_data(entry, key) == {"colour": "blue"}
    assert is_genuine(entry, key)


def test_the_database_adds_its_own_time_and_its_transaction(key: DataKey) -> None:
    with at(datetime(2020, 1, 1, tzinfo=UTC)):
        entry = write_down(key=key)
    with connection.cursor() as run:
        run.execute("SELECT xid = pg_current_xact_id(), written_at >= now(), pg_typeof(xid)::text FROM boundaries_recordentry")
        assert run.fetchone() == (True, True, "xid8")
    assert every(RecordEntry).filter(id=entry.id, xid=CurrentTransaction()).exists()


def test_it_is_written_in_a_transaction_or_not_at_all(committed_db: None) -> None:
    key = new_key()
    with pytest.raises(transaction.TransactionManagementError):
        write_down(key=key)
    assert not every(RecordEntry).exists()


def test_it_is_undone_with_the_change_it_is_about(key: DataKey) -> None:
    def change_and_fail() -> None:
        with transaction.atomic():
            open_thread(organisation_id=ORGANISATION, about=("thing", uuid4()), key=key)
            write_down(key=key)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()
    assert not every(RecordEntry).exists()
    assert not every(Thread).exists()


@pytest.mark.parametrize(("event", "name"), [(ThingEvent.CAME, "story"), (ThingEvent.WENT, "colour")])
def test_a_data_key_the_event_does_not_permit_is_refused(key: DataKey, event: ThingEvent, name: str) -> None:
    with pytest.raises(UndeclaredData, match=name) as caught:
        append(
            event,
            about=("thing", uuid4()),
            organisation_id=ORGANISATION,
            actor_id=None,
            key=key,
            data={name: "what was told"},
        )
    assert "told" not in str(caught.value)
    assert not every(RecordEntry).exists()


def test_a_value_that_is_not_json_is_refused(key: DataKey) -> None:
    for value in (float("nan"), uuid4(), object()):
        with pytest.raises((TypeError, ValueError)):
            write_down(key=key, colour=value)
    assert not every(RecordEntry).exists()


def test_what_it_carries_is_sealed_under_the_key_of_its_object(key: DataKey) -> None:
    entry = write_down(key=key, colour="ultramarine")
    with connection.cursor() as run:
        run.execute("SELECT r::text, encode(data, 'escape') || encode(salt, 'escape') FROM boundaries_recordentry r")
        assert "ultramarine" not in "".join(run.fetchone() or ())
    with pytest.raises(SealBroken):
        open_data(entry, new_key())
    assert not is_genuine(entry, new_key())


def test_two_entries_with_the_same_words_have_nothing_in_common(key: DataKey) -> None:
    about = uuid4()
    one, other = (write_down(about=about, key=key, colour="blue") for _ in range(2))
    assert one.leaf != other.leaf
    assert bytes(one.data) != bytes(other.data)


def test_everything_about_one_object_is_read_in_its_order(key: DataKey) -> None:
    about = uuid4()
    write_down(about=about, key=key, colour="blue")
    write_down(key=key, colour="green")
    write_down(ThingEvent.WENT, about=about, key=key)
    assert [(line.event, line.data) for line in entries_about(about)] == [("thing.came", {"colour": "blue"}), ("thing.went", {})]


def test_one_event_of_many_objects_is_read_with_what_it_is_about(key: DataKey) -> None:
    one, other = uuid4(), uuid4()
    for about, colour in ((one, "blue"), (other, "green"), (uuid4(), "red")):
        write_down(about=about, key=key, colour=colour)
        write_down(ThingEvent.WENT, about=about, key=key)
    found = entries_of_many([one, other], event=ThingEvent.CAME)
    assert [(about, line.data) for about, line in found] == [(one, {"colour": "blue"}), (other, {"colour": "green"})]


def test_a_destroyed_key_takes_the_words_and_leaves_the_entry(key: DataKey) -> None:
    about, kept = uuid4(), new_key()
    write_down(about=about, key=key, colour="blue")
    other = write_down(ThingEvent.WENT, about=about, key=kept)
    before = every(RecordEntry).values_list("id", "leaf", "event", "at").order_by("id")
    leaves = [(id_, bytes(leaf), *rest) for id_, leaf, *rest in before]
    destroy_key(key)
    assert [line.data for line in entries_about(about)] == [None, {}]
    assert [(id_, bytes(leaf), *rest) for id_, leaf, *rest in before.all()] == leaves
    assert is_genuine(every(RecordEntry).get(id=other.id), kept)


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: every(RecordEntry).filter(id=entry.id).update(event="thing.went"),
        lambda entry: entry.save(update_fields=["about_kind"]),
        lambda entry: entry.delete(),
        lambda _entry: every(RecordEntry).delete(),
        lambda entry: every(RecordEntry).select_for_update().get(id=entry.id),
    ],
    ids=["update", "save", "delete", "delete all", "lock"],
)
def test_the_product_itself_cannot_change_an_entry(key: DataKey, change: Callable[[RecordEntry], object]) -> None:
    entry = write_down(key=key)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        change(entry)
    assert is_genuine(every(RecordEntry).get(), key)


def test_what_must_not_lag_behind_happens_in_the_same_transaction(key: DataKey, own_table: None) -> None:
    seen: list[tuple[int, UUID, bool]] = []
    register({ThingEvent.CAME: [lambda entry: seen.append((entry.id, entry.about_id, connection.in_atomic_block))]})
    entry = write_down(key=key)
    write_down(ThingEvent.WENT, key=key)
    assert seen == [(entry.id, entry.about_id, True)]


def test_a_reaction_that_fails_undoes_the_entry(key: DataKey, own_table: None) -> None:
    def fail(_entry: RecordEntry) -> None:
        raise ZeroDivisionError

    register({ThingEvent.CAME: [fail]})
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write_down(key=key)
    assert not every(RecordEntry).exists()


def test_what_may_come_later_is_a_row_of_the_same_transaction(key: DataKey, own_table: None) -> None:
    register({ThingEvent.CAME: [later("thing.greet"), later("thing.count")]})
    about = uuid4()
    entry, again = write_down(about=about, key=key), write_down(about=about, key=key)
    rows = OutboxRow.objects.order_by("id").values_list("kind", "organisation_id", "ref", "entry_id", "done_at")
    assert list(rows) == [
        (kind, ORGANISATION, about, each.id, None) for each in (entry, again) for kind in ("thing.greet", "thing.count")
    ]


def test_reactions_happen_in_the_order_they_were_declared(key: DataKey, own_table: None) -> None:
    order: list[str] = []
    register({ThingEvent.CAME: [lambda _entry: order.append("first"), lambda _entry: order.append("second")]})
    register({ThingEvent.CAME: [lambda _entry: order.append("third")], ThingEvent.WENT: [later("x")]})
    write_down(key=key)
    assert order == ["first", "second", "third"]
    assert {event: len(found) for event, found in reactions.whole_table().items()} == {"thing.came": 3, "thing.went": 1}

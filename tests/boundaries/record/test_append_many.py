"""Writing many entries at once: the same entries as one by one, and what follows from all of them only once."""

from collections import defaultdict
from uuid import uuid4

import pytest
from django.db import transaction

from boundaries.outbox.models import OutboxRow
from boundaries.record import reactions
from boundaries.record.actions import Happening, UndeclaredData, append_many
from boundaries.record.models import RecordEntry
from boundaries.record.queries import is_genuine, open_data
from boundaries.record.reactions import later, once, register
from boundaries.sealing.models import DataKey
from tests.boundaries.things import ORGANISATION, ThingEvent, new_key, write_down
from tests.seeing import every


@pytest.fixture
def key(db: None) -> DataKey:
    return new_key()


@pytest.fixture(autouse=True)
def _own_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reactions, "_table", defaultdict(list))


def things(many: int) -> list[Happening]:
    return [Happening(ThingEvent.CAME, ("thing", uuid4()), {"parts": number}) for number in range(many)]


def write_down_many(happenings: list[Happening], key: DataKey) -> list[RecordEntry]:
    return append_many(happenings, organisation_id=ORGANISATION, actor_id=None, key=key)


def test_every_entry_stands_in_its_order_and_is_genuine(key: DataKey) -> None:
    happenings = things(1203)
    write_down_many(happenings, key)
    entries = list(every(RecordEntry).order_by("id"))
    assert [(each.about_id, open_data(each, key)) for each in entries] == [(each.about[1], each.data) for each in happenings]
    assert all(is_genuine(each, key) for each in entries)


def test_one_that_is_not_permitted_leaves_none(key: DataKey) -> None:
    with pytest.raises(UndeclaredData), transaction.atomic():
        write_down_many([*things(700), Happening(ThingEvent.WENT, ("thing", uuid4()), {"colour": "red"})], key)
    assert not every(RecordEntry).exists()


def test_what_comes_later_is_a_row_for_each(key: DataKey) -> None:
    register({ThingEvent.CAME: [later("thing.greet"), later("thing.count")]})
    entries = write_down_many(things(3), key)
    rows = OutboxRow.objects.order_by("id").values_list("kind", "ref", "entry_id")
    assert list(rows) == [(kind, each.about_id, each.pk) for each in entries for kind in ("thing.greet", "thing.count")]


def test_what_looks_at_the_whole_is_done_once_and_last(key: DataKey) -> None:
    done: list[object] = []
    look = once(lambda entry: done.append(("whole", entry.about_id, every(RecordEntry).count())))
    register({ThingEvent.CAME: [look, lambda _entry: done.append("each")], ThingEvent.WENT: [look]})
    went = uuid4()
    write_down_many([*things(2), Happening(ThingEvent.WENT, ("thing", went))], key)
    assert done == ["each", "each", ("whole", went, 3)]


def test_of_an_entry_by_itself_it_follows_too(key: DataKey) -> None:
    done: list[object] = []
    register({ThingEvent.CAME: [once(lambda entry: done.append(entry.about_id))]})
    entries = [write_down(key=key), write_down(key=key)]
    assert done == [each.about_id for each in entries]


def test_it_is_told_how_far_it_is(key: DataKey) -> None:
    told: list[int] = []
    append_many(things(1100), organisation_id=ORGANISATION, actor_id=None, key=key, after_each=told.append)
    assert told == [500, 1000, 1100]


def test_nothing_happened_nothing_is_written(key: DataKey) -> None:
    assert write_down_many([], key) == []

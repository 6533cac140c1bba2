"""Many write at once: nobody waits for anybody, nothing is lost, and it can be told what is surely there."""

from threading import Event

from django.db import connection, transaction

from boundaries.record.models import RecordEntry
from boundaries.record.queries import is_genuine
from tests.boundaries.things import PATIENCE, new_key, side_by_side, write_down
from tests.seeing import every

SURELY_THERE = "SELECT id FROM boundaries_recordentry WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY id"


def surely_there() -> list[int]:
    with connection.cursor() as run:
        run.execute(SURELY_THERE)
        return [id_ for (id_,) in run.fetchall()]


def test_every_entry_of_many_writers_is_kept_and_genuine(committed_db: None) -> None:
    key = new_key()

    def write_some() -> None:
        for number in range(5):
            with transaction.atomic():
                write_down(key=key, parts=[number])

    side_by_side(*[write_some] * 6)
    entries = list(every(RecordEntry))
    assert len(entries) == 30
    assert len({bytes(entry.leaf) for entry in entries}) == 30
    assert all(is_genuine(entry, key) for entry in entries)
    with connection.cursor() as run:
        run.execute("SELECT count(DISTINCT xid) FROM boundaries_recordentry")
        assert run.fetchone() == (30,)


def test_one_slow_writer_holds_up_nobody_and_is_not_passed_over(committed_db: None) -> None:
    key, written, may_commit = new_key(), Event(), Event()

    def write_slowly() -> int:
        with transaction.atomic():
            entry = write_down(key=key)
            written.set()
            assert may_commit.wait(PATIENCE)
        return entry.id

    def write_quickly() -> tuple[int, list[int], list[int]]:
        try:
            assert written.wait(PATIENCE)
            with transaction.atomic():
                quick = write_down(key=key)
            seen = list(every(RecordEntry).values_list("id", flat=True))
            return quick.id, seen, surely_there()
        finally:
            may_commit.set()

    slow, quick = side_by_side(write_slowly, write_quickly)
    assert isinstance(slow, int)
    assert quick == (slow + 1, [slow + 1], []), "a later number is there, and whoever goes by numbers misses the earlier"
    assert list(every(RecordEntry).order_by("id").values_list("id", flat=True)) == [slow, slow + 1]

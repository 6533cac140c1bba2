"""Many who write in one book at one moment: each gets a number of their own, and none is missed."""

from accounts.demo.cast import small_world
from incidents.book.models import BookEntry
from tests.incidents.book.test_law import wrote
from tests.policies.disclosures.test_races import together
from tests.seeing import every


def test_ten_at_once_get_ten_numbers(committed_db: None) -> None:
    cast = small_world()
    assert together(cast.amira, *[lambda: wrote(cast.amira)] * 10) == ["done"] * 10
    assert sorted(every(BookEntry).values_list("number", flat=True)) == list(range(1, 11))

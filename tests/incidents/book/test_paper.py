"""What stands on paper: every entry in its order, with all that was said of it; clients by reference alone."""

import pytest

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from incidents.book import queries
from incidents.book.actions import correct_entry, note_discussion, take_in
from incidents.book.reading import printed_data
from tests.incidents.book.test_law import book_of, wrote
from tests.policies.contacts.logging import written_to

pytestmark = pytest.mark.django_db


def test_every_entry_stands_there_whole_the_oldest_first(cast: Cast) -> None:
    book = book_of(cast.amira)
    first = wrote(cast.amira, client_id=cast.hana.pk)
    take_in(actor=cast.ben, book_id=book.pk, kind="averted", source=written_to(cast.ben).pk)
    correct_entry(actor=cast.amira, entry_id=first.pk, words="It was coffee.", reason="I mixed it up.")
    note_discussion(actor=cast.elif_, entry_id=first.pk, where="supervision", on=today(cast.organisation))
    data = printed_data(book, queries.whole(list(queries.entries(cast.ben, book).order_by("number"))), year=2026)
    one, two = data["entries"]
    assert one["heading"].startswith("No. 1: Blurred, ")
    assert [fact["value"] for fact in one["facts"]] == ["I said that I would not next time.", "My line manager.", "C-1001"]
    assert [(each["words"], each["reason"]) for each in one["corrections"]] == [("It was coffee.", "Why: I mixed it up.")]
    assert one["discussions"][0].startswith("In supervision on ")
    assert (two["words"], [fact["value"] for fact in two["facts"]]) == ("", ["A contact outside of work, in the contact log"])
    assert "Hana" not in str(data)
    assert (data["none"], printed_data(book, [], year=2026)["none"]) == ("", "Nothing was written in it in that year.")

"""The API of the boundary book: the same as the pages, by a programme."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from incidents.book.models import BookCorrection, BookDiscussion, BookEntry
from tests.accounts.calling import all_of, asked, calling
from tests.incidents.book.test_law import book_of, wrote
from tests.policies.contacts.logging import met
from tests.seeing import every

pytestmark = pytest.mark.django_db


def at(name: str, thing: Any) -> str:
    return reverse(f"api_book:{name}", args=[thing.pk])


def test_it_is_written_read_corrected_and_talked_about(cast: Cast) -> None:
    amira, elif_, ben, day = calling(cast.amira), calling(cast.elif_), calling(cast.ben), today(cast.organisation).isoformat()
    (listed,) = amira.get(reverse("api_book:books"))["books"]
    book = book_of(cast.amira)
    assert listed == {"id": str(book.pk), "service": book.name, "url": at("book", book)}
    body = {"kind": "broken", "happened_on": day, "words": "I gave my number.", "told": "Elif", "client": str(cast.hana.pk)}
    made = amira.post(listed["url"], body, key="once")
    assert (made.status, amira.post(listed["url"], body, key="once")["id"]) == (201, made["id"])
    for wrong, field in (({"words": ""}, "words"), ({"happened_on": "2099-01-01"}, "happened_on"), ({"kind": "x"}, "kind")):
        assert field in amira.post(listed["url"], body | wrong).wrong
    assert "client" in amira.post(listed["url"], body | {"client": str(cast.amira.pk)}).wrong
    correction = {"words": "I gave the team's number.", "reason": "I looked it up."}
    discussion = {"where": "supervision", "on": day}
    correct, discuss = (reverse(f"api_book:{name}", args=[made["id"]]) for name in ("correct", "discuss"))
    assert [ben.post(correct, correction).status, amira.post(discuss, discussion).status] == [403, 403]
    for programme, url, said in ((amira, correct, correction), (elif_, discuss, discussion)):
        done = [programme.post(url, said, key="same") for _twice in range(2)]
        assert [each.status for each in done] == [201, 201]
        assert done[0]["url"] == made["url"]
    assert (every(BookCorrection).count(), every(BookDiscussion).count()) == (1, 1)
    assert "reason" in amira.post(correct, {"words": "x", "reason": " "}).wrong
    assert "on" in elif_.post(discuss, discussion | {"on": "2099-01-01"}).wrong
    entry = ben.get(made["url"]).body
    assert (entry["words"], entry["corrections"][0]["words"]) == ("I gave my number.", "I gave the team's number.")
    assert (entry["discussions"][0]["where"], entry["discussions"][0]["noted_by"]["name"]) == ("supervision", "Elif Demir")
    assert (entry["number"], entry["client"], entry["author"]["name"]) == (1, "Hana Abebe (C-1001)", "Amira Haddad")


def test_whoever_only_reads_it_reads_it_and_a_stranger_finds_nothing(cast: Cast) -> None:
    entry = wrote(cast.amira)
    ingrid, grace = calling(cast.ingrid), calling(cast.grace)
    page = ingrid.get(at("book", entry.book))
    assert (page["may_write"], page["service"], page["entries"][0]["number"]) == (False, entry.book.name, 1)
    assert calling(cast.ben).get(at("book", entry.book))["may_write"] is True
    assert ingrid.post(at("book", entry.book), {}).status == 403
    assert (ingrid.get(at("take_in", entry.book)).status, ingrid.post(at("take_in", entry.book), {}).status) == (403, 403)
    assert grace.get(reverse("api_book:books"))["books"] == []
    for url in (at("book", entry.book), at("take_in", entry.book), at("entry", entry)):
        assert grace.get(url).status == 404
    for url in (at("book", entry.book), at("take_in", entry.book), at("correct", entry), at("discuss", entry)):
        assert grace.post(url, {}).status == 404


def test_what_was_logged_elsewhere_is_listed_and_taken_in_once(cast: Cast) -> None:
    yesterday = today(cast.organisation) - timedelta(days=1)
    contact, book = met(cast.ben, on=yesterday), book_of(cast.ben)
    ben, url = calling(cast.ben), at("take_in", book)
    (source,) = ben.get(url)["sources"]
    assert (source["id"], source["kind"], source["on"]) == (str(contact.pk), "contact", yesterday.isoformat())
    assert calling(cast.amira).get(url)["sources"] == []
    body = {"source": source["id"], "kind": "averted"}
    assert "source" in calling(cast.amira).post(url, body).wrong
    made = ben.post(url, body, key="once")
    assert (made.status, ben.post(url, body, key="once")["id"]) == (201, made["id"])
    assert "source" in ben.post(url, body).wrong
    entry = calling(cast.amira).get(made["url"]).body
    assert (entry["source"], entry["words"], entry["client"]) == ("contact", "", None)
    assert ben.get(url)["sources"] == []


def test_every_page_of_a_book_comes_once_narrowed_down_by_kind(cast: Cast) -> None:
    made = [str(wrote(cast.amira, kind="averted" if number % 2 else "blurred").pk) for number in range(5)]
    ben, url = calling(cast.ben), at("book", book_of(cast.amira))
    assert all_of(ben, url, "entries", limit="2") == made[::-1]
    assert all_of(ben, url, "entries", limit="1", kind="averted") == [made[3], made[1]]
    assert ben.get(url, kind="nonsense").status == 422
    few = asked(lambda: ben.get(url, limit="2"))
    assert asked(lambda: ben.get(url, limit="5")) == few
    assert every(BookEntry).count() == 5

"""The pages of the boundary book: found, read, written in, corrected, talked about, printed."""

import io
import re
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.organisations.models import Site
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from incidents.book.actions import correct_entry, note_discussion
from incidents.book.choices import BookKind
from incidents.book.models import BookCorrection, BookDiscussion, BookEntry
from tests.accounts.calling import asked
from tests.accounts.kinds import SignedIn
from tests.incidents.book.test_law import book_of, wrote
from tests.policies.contacts.logging import feast, met, written_to
from tests.security.sent import boxes
from tests.seeing import every

pytestmark = pytest.mark.django_db
WORDS = "A client asked for my number, and I did not know what to say."


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def address(name: str, thing: Any) -> str:
    return reverse(f"book:{name}", args=[thing.pk])


def told(cast: Cast, **more: Any) -> dict[str, Any]:
    day = boxes("happened_on", today(cast.organisation))
    return {"kind": "blurred", **day, "words": WORDS, "done": "", "told": "", "client": ""} | more


def token_of(answer: Any) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.content.decode())
    assert found
    return found[1]


# --- Finding and reading ------------------------------------------------------------------------------------------------------
def test_it_is_found_from_the_start_page_and_one_book_is_opened_at_once(cast: Cast, signed_in: SignedIn) -> None:
    amira, book = signed_in(cast.amira), book_of(cast.amira)
    assert amira.get("/").content.decode().count(f'href="{reverse("book:list")}"') == 2
    assert amira.get(reverse("book:list"))["Location"] == address("book", book)
    page = amira.get(address("book", book))
    assert "Nothing is written here yet" in words(page)
    assert reverse("home") in page.content.decode()
    Site.objects.create(organisation=cast.organisation, name="Lighthouse")
    page = signed_in(cast.samuel).get(reverse("book:list"))
    assert {"Lighthouse", book.name} <= {each["label"] for each in page.context["books"]}
    assert "No book yet" in words(signed_in(cast.grace).get(reverse("book:list")))
    assert reverse("book:list") in signed_in(cast.samuel).get(address("book", book)).content.decode()


def test_an_entry_is_read_whole_by_each_of_its_readers_and_its_client_by_name_by_those_who_may_know_them(
    cast: Cast, signed_in: SignedIn
) -> None:
    entry = wrote(cast.amira, client_id=cast.hana.pk)
    correct_entry(actor=cast.amira, entry_id=entry.pk, words="It was coffee.", reason="I mixed it up.")
    note_discussion(actor=cast.elif_, entry_id=entry.pk, where="supervision", on=today(cast.organisation))
    for person in (cast.amira, cast.ben, cast.elif_, cast.ingrid):
        browser = signed_in(person)
        for page in (words(browser.get(address("book", entry.book))), words(browser.get(address("entry", entry)))):
            for said in ("No. 1", "I stayed for tea", "I said that I would not", "My line manager.", "Amira Haddad", "Blurred"):
                assert said in page
            for said in (
                "Corrected on",
                "It was coffee.",
                "Why: I mixed it up.",
                "In supervision",
                "noted by Elif Demir",
                "C-1001",
            ):
                assert said in page
    StaffMember.objects.filter(pk=cast.pavel.pk).update(site=entry.book)
    who_knows = {
        name: "Hana Abebe (C-1001)" in words(signed_in(getattr(cast, name)).get(address("entry", entry)))
        for name in ("ben", "elif_", "pavel")
    }
    assert who_knows == {"ben": True, "elif_": True, "pavel": False}


def test_what_one_may_not_do_is_not_offered_and_refused(cast: Cast, signed_in: SignedIn) -> None:
    entry = wrote(cast.amira)
    book = entry.book
    verbs = {name: address(name, entry) for name in ("correct", "discuss")} | {
        name: address(name, book) for name in ("write", "take_in")
    }
    may = {
        cast.amira: {"correct", "write", "take_in"},
        cast.ben: {"write", "take_in"},
        cast.elif_: {"discuss", "write", "take_in"},
        cast.ingrid: set(),
    }
    for person, mine in may.items():
        browser = signed_in(person)
        page = browser.get(address("book", book)).content.decode()
        assert {name for name, url in verbs.items() if f'href="{url}"' in page} == mine
        assert {name for name, url in verbs.items() if browser.get(url).status_code == 200} == mine
        assert {browser.post(url).status_code for name, url in verbs.items() if name not in mine} <= {403}
    stranger = signed_in(cast.grace)
    pages = [*verbs.values(), address("entry", entry), address("book", book), address("printed", book)]
    assert {stranger.get(url).status_code for url in pages} == {404}


def test_it_is_narrowed_down_by_kind_and_turned_page_by_page_by_number(cast: Cast, signed_in: SignedIn) -> None:
    for number in range(27):
        wrote(cast.amira, kind="averted" if number % 9 == 0 else "blurred")
    book, ben = book_of(cast.amira), signed_in(cast.ben)
    first = ben.get(address("book", book))
    assert [each["entry"].number for each in first.context["rows"]] == list(range(27, 2, -1))
    second = ben.get(address("book", book) + first.context["next_url"])
    assert [each["entry"].number for each in second.context["rows"]] == [2, 1]
    back = ben.get(address("book", book) + second.context["previous_url"])
    assert [each["entry"].number for each in back.context["rows"]] == list(range(27, 2, -1))
    some = ben.get(address("book", book), {"kind": "averted"})
    assert [each["entry"].number for each in some.context["rows"]] == [19, 10, 1]
    assert "It nearly happened" in some.context["selected"][0]["label"]
    assert "Nothing fits" in words(ben.get(address("book", book), {"kind": "broken"}))
    wrong = ben.get(address("book", book), {"kind": "nonsense"})
    assert (wrong.status_code, len(wrong.context["rows"])) == (422, 25)
    assert ben.get(address("book", book), {"after": str(cast.amira.pk)}).status_code == 404


def test_a_long_book_asks_what_a_short_one_asks(cast: Cast, signed_in: SignedIn) -> None:
    elif_, book = signed_in(cast.elif_), book_of(cast.amira)

    def write(many: int) -> None:
        for _each in range(many):
            entry = wrote(cast.amira, client_id=cast.hana.pk)
            correct_entry(actor=cast.amira, entry_id=entry.pk, words="It was coffee.", reason="I mixed it up.")
            note_discussion(actor=cast.elif_, entry_id=entry.pk, where="supervision", on=today(cast.organisation))

    write(2)
    elif_.get(address("book", book))
    few = asked(lambda: elif_.get(address("book", book)))
    write(9)
    assert asked(lambda: elif_.get(address("book", book))) == few


# --- Writing ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", BookKind.values)
def test_each_kind_is_written_on_one_page(kind: str, cast: Cast, signed_in: SignedIn) -> None:
    amira, write = signed_in(cast.amira), address("write", book_of(cast.amira))
    page = words(amira.get(write))
    for said in (
        "Everybody who works here or leads somebody here can read it, with your name",
        "name no colleague",
        "Report a concern",
        "Nobody is at fault",
    ):
        assert said in page
    made = amira.post(write, told(cast, kind=kind, done="We talked.", told="Elif", client=str(cast.hana.pk)))
    (entry,) = every(BookEntry)
    assert made["Location"] == address("entry", entry)
    assert (entry.kind, entry.number, entry.client_id, entry.happened_on) == (kind, 1, cast.hana.pk, today(cast.organisation))
    page = words(amira.get(made["Location"]))
    for said in ("It is written down", WORDS, "We talked.", "Hana Abebe (C-1001)", "What happens next"):
        assert said in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"words": " "}, "words"),
        ({"happened_on_year": "2099"}, "happened_on"),
        ({"happened_on_year": "1999"}, "happened_on"),
        ({"happened_on_day": "40"}, "happened_on"),
        ({"told": "x" * 4001}, "told"),
        ({"client": "00000000-0000-4000-8000-000000000000"}, "client"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    wrong: dict[str, Any], field: str, cast: Cast, signed_in: SignedIn
) -> None:
    answer = signed_in(cast.amira).post(address("write", book_of(cast.amira)), told(cast, done="We talked.") | wrong)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "We talked." in answer.content.decode()
    assert f'id="id_{field}' in answer.content.decode()
    assert not every(BookEntry).exists()


def test_a_form_sent_twice_from_one_page_acts_once(cast: Cast, signed_in: SignedIn) -> None:
    contact, book = written_to(cast.amira), book_of(cast.amira)
    amira, elif_ = signed_in(cast.amira), signed_in(cast.elif_)
    entry = wrote(cast.amira)
    on = boxes("on", today(cast.organisation))
    sent: list[tuple[Any, str, dict[str, Any], Any, int]] = [
        (amira, address("write", book), told(cast), BookEntry, 2),
        (amira, address("take_in", book), {"source": str(contact.pk), "kind": "averted", "words": ""}, BookEntry, 3),
        (amira, address("correct", entry), {"words": "It was coffee.", "reason": "I mixed it up."}, BookCorrection, 1),
        (elif_, address("discuss", entry), {"where": "supervision", **on}, BookDiscussion, 1),
    ]
    for browser, url, body, model, count in sent:
        token = token_of(browser.get(url))
        first, second = (browser.post(url, body | {"csrfmiddlewaretoken": token}) for _twice in range(2))
        assert (first.status_code, second.status_code, first["Location"]) == (302, 302, second["Location"])
        assert every(model).count() == count


def test_what_was_logged_elsewhere_is_taken_in_by_reference(cast: Cast, signed_in: SignedIn) -> None:
    book, amira = book_of(cast.amira), signed_in(cast.amira)
    assert "There is nothing to take in" in words(amira.get(address("take_in", book)))
    assert "write nothing twice" not in words(amira.get(address("write", book)))
    yesterday = today(cast.organisation) - timedelta(days=1)
    contact = met(cast.amira, on=yesterday)
    feast(cast.amira)
    assert "write nothing twice" in words(amira.get(address("write", book)))
    (option,) = amira.get(address("take_in", book)).context["offered"]
    assert option[0] == str(contact.pk)
    assert option[1].endswith(": We met by chance, in town or elsewhere")
    wrong = amira.post(address("take_in", book), {"source": str(book.pk), "kind": "averted", "words": "A shy hello."})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["source"])
    assert "A shy hello." in wrong.content.decode()
    made = amira.post(address("take_in", book), {"source": str(contact.pk), "kind": "good_practice", "words": "A shy hello."})
    (entry,) = every(BookEntry)
    assert (entry.source, entry.happened_on) == (contact.pk, yesterday)
    own = reverse("contacts:entry", args=[contact.pk])
    assert own in amira.get(made["Location"]).content.decode()
    others = signed_in(cast.ben).get(made["Location"])
    assert own not in others.content.decode()
    assert "A contact outside of work, in the contact log" in words(others)
    assert "She asked how my daughter is" not in words(others)


def test_a_correction_begins_with_what_was_said_and_leaves_it_readable(cast: Cast, signed_in: SignedIn) -> None:
    entry, amira = wrote(cast.amira), signed_in(cast.amira)
    url = address("correct", entry)
    assert "I stayed for tea after the visit." in amira.get(url).content.decode()
    wrong = amira.post(url, {"words": "It was coffee.", "reason": ""})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["reason"])
    assert "It was coffee." in wrong.content.decode()
    page = words(amira.get(amira.post(url, {"words": "It was coffee.", "reason": "I mixed it up."})["Location"]))
    for said in ("I stayed for tea", "It was coffee.", "The first text stays"):
        assert said in page
    assert "It was coffee." in amira.get(url).content.decode()


def test_that_it_was_talked_about_is_noted_beside_it(cast: Cast, signed_in: SignedIn) -> None:
    entry, elif_ = wrote(cast.amira), signed_in(cast.elif_)
    url, day = address("discuss", entry), today(cast.organisation)
    for wrong, field in (({"where": ""}, "where"), (boxes("on", day - timedelta(days=2)), "on")):
        answer = elif_.post(url, {"where": "team_meeting", **boxes("on", day)} | wrong)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    done = elif_.post(url, {"where": "team_meeting", **boxes("on", day)})
    assert "In a team meeting" in words(signed_in(cast.ben).get(done["Location"]))


# --- On paper -----------------------------------------------------------------------------------------------------------------
def test_the_whole_book_is_printed_with_tags_and_names_no_client(cast: Cast, signed_in: SignedIn) -> None:
    book, ben = book_of(cast.amira), signed_in(cast.ben)
    empty = ben.get(address("printed", book))
    assert (empty.status_code, empty["Content-Type"]) == (200, "application/pdf")
    entry = wrote(cast.amira, client_id=cast.hana.pk, words="#panic() *stars* \\ and\ntwo lines")
    correct_entry(actor=cast.amira, entry_id=entry.pk, words="It was coffee.", reason="I mixed it up.")
    note_discussion(actor=cast.elif_, entry_id=entry.pk, where="supervision", on=today(cast.organisation))
    made = ben.get(address("printed", book))
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
    assert ben.head(address("printed", book)).content == b""

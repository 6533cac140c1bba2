"""Notes to oneself: sealed, behind a wall of their own, seen by nobody else in any way, and gone for good when their author says so."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries.access.protected import Unscoped
from boundaries.access.scope import Reason, as_system, author_index, speaking_for
from boundaries.clocks import queries as clock
from boundaries.errors.exceptions import NotVisible, RuleViolation
from boundaries.notices.models import Notice
from boundaries.record.models import RecordEntry
from boundaries.sealing.models import DataKey
from boundaries.web.models import KeptForm
from policies.reflection import actions, queries, rules
from policies.reflection.models import ReflectiveNote
from policies.reflection.permissions import ACCESS, ReflectionPermission
from tests.accounts.calling import calling
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import PCF, adopted
from tests.seeing import every

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
THOUGHT = "I look forward to Hana more than to anybody."
OTHERS = (
    "ben", "elif_", "farid", "noor", "ingrid", "samuel", "yara", "chidi", "tomas", "dana", "maya", "grace", "olga", "wiremu",
    "pavel", "root", "ivo",
)  # fmt: skip


def written(person: StaffMember, text: str = THOUGHT) -> ReflectiveNote:
    """Somebody has written a note to themselves."""
    with speaking_for(person):
        return actions.write_note(actor=person, text=text)


def rows(statement: str) -> list[Any]:
    """What the database gives, asked by hand."""
    with connection.cursor() as run:
        run.execute(statement)
        return list(run.fetchall())


# --- Their author -----------------------------------------------------------------------------------------------------------
def test_one_writes_reads_changes_and_deletes_a_note(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.amira)
    assert browser.post(reverse("reflection:write"), {"text": THOUGHT}).status_code == 302
    page = browser.get(reverse("reflection:home"))
    (note,) = page.context["notes"]
    assert note["words"] == THOUGHT
    assert THOUGHT in browser.get(note["url"]).content.decode()
    assert browser.post(f"{note['url']}change/", {"text": "Less so now."}).status_code == 302
    shown = browser.get(note["url"]).content.decode()
    assert "Less so now." in shown
    assert THOUGHT not in shown
    assert browser.post(f"{note['url']}delete/").status_code == 302
    assert browser.get(note["url"]).status_code == 404
    assert browser.get(reverse("reflection:home")).context["notes"] == []


def test_a_question_of_ones_policies_may_help_to_begin(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.amira)
    assert 'name="prompt"' not in browser.get(reverse("reflection:write")).content.decode()
    adopted(cast.noor, PCF)
    page = browser.get(reverse("reflection:write"))
    (id_, words), *_more = page.context["form"].fields["prompt"].choices
    browser.post(reverse("reflection:write"), {"text": THOUGHT, "prompt": id_})
    (note,) = browser.get(reverse("reflection:home")).context["notes"]
    shown = browser.get(note["url"]).context["note"]
    assert (shown.prompt, shown.text) == (words, THOUGHT)


@pytest.mark.parametrize("text", ["", "   ", "x" * 20_001])
def test_an_empty_or_endless_note_is_refused_beside_its_box(cast: Cast, signed_in: SignedIn, text: str) -> None:
    answer = signed_in(cast.amira).post(reverse("reflection:write"), {"text": text})
    assert (answer.status_code, answer.context["form"].has_error("text")) == (422, True)
    with pytest.raises(RuleViolation), speaking_for(cast.amira):
        actions.write_note(actor=cast.amira, text=text)


def test_there_is_room_for_very_many_but_not_for_any_number() -> None:
    rules.check_room(rules.MOST_NOTES - 1)
    with pytest.raises(RuleViolation, match=r"note\.too-many"):
        rules.check_room(rules.MOST_NOTES)


# --- Nobody else ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", OTHERS)
def test_for_everybody_else_it_does_not_exist(cast: Cast, signed_in: SignedIn, name: str) -> None:
    browser, other = signed_in(getattr(cast, name)), getattr(cast, name)
    pages = [reverse(page) for page in ("home", "reflection:home", "reflection:check", "reflection:write", "about:me")]
    verbs = ("reflection:note", "reflection:change", "reflection:delete", "api_reflection:note")

    def look(note_id: Any) -> tuple[list[Any], int]:
        with CaptureQueriesContext(connection) as asked:
            seen: list[Any] = [
                (browser.get(each).status_code, browser.get(each).content) for each in pages if name != "ivo" or "me" not in each
            ]
            seen += [browser.get(reverse(each, args=[note_id])).status_code for each in verbs]
            seen += [browser.post(reverse(each, args=[note_id]), {"text": "mine"}).status_code for each in verbs[1:3]]
        return seen, len(asked)

    def plain(seen: tuple[list[Any], int]) -> tuple[list[Any], int]:
        tokens = [each if isinstance(each, int) else (each[0], without_tokens(each[1])) for each in seen[0]]
        return tokens, seen[1]

    look("00000000-0000-4000-8000-000000000000")
    before = plain(look("00000000-0000-4000-8000-000000000000"))
    note = written(cast.amira)
    assert plain(look(note.pk)) == before
    assert [each for each in before[0] if isinstance(each, int)] == [404] * 6
    for verb in (actions.delete_note, queries.note_for):
        with pytest.raises(NotVisible), speaking_for(other):
            verb(actor=other, note_id=note.pk) if verb is actions.delete_note else queries.note_for(other, note.pk)
    assert not ACCESS.allows(other, ReflectionPermission.VIEW, note)
    with speaking_for(cast.amira):
        assert queries.own_notes(cast.amira)[0].text == THOUGHT


def without_tokens(page: bytes) -> str:
    """A page without what is another each time it is opened."""
    import re

    return re.sub(r'(name="csrfmiddlewaretoken" value|nonce|name="page" value|name="once" value)="[^"]*"', "", page.decode())


def test_the_database_gives_it_to_its_author_and_to_no_reason_of_the_products_own(cast: Cast) -> None:
    note = written(cast.amira)
    with speaking_for(cast.amira):
        assert [row[0] for row in rows("SELECT id FROM policies_reflectivenote")] == [note.pk]
    for name in OTHERS:
        with speaking_for(getattr(cast, name)):
            assert rows("SELECT id FROM policies_reflectivenote") == []
            assert ReflectiveNote.objects.visible_to(cast.amira, by=queries.written_for_oneself).count() == 0, "the second wall"
    for reason in Reason:
        with as_system(reason, organisation_id=cast.organisation.pk):
            assert rows("SELECT id FROM policies_reflectivenote") == []
    with speaking_for(None):
        assert rows("SELECT id FROM policies_reflectivenote") == []
    with pytest.raises(Unscoped):
        list(ReflectiveNote.objects.all())


def test_the_first_wall_holds_without_the_second(cast: Cast) -> None:
    note = written(cast.amira)
    with speaking_for(cast.amira):  # as if the database had been asked for the wrong person
        assert queries.own_notes(cast.ben) == []
        assert actions.delete_all_notes(actor=cast.ben) == 0
        with pytest.raises(NotVisible):
            queries.note_for(cast.ben, note.pk)
        assert queries.own_notes(cast.amira)[0].id == note.pk


def test_what_stands_in_the_database_says_neither_what_nor_whose(cast: Cast) -> None:
    written(cast.amira)
    with speaking_for(cast.amira):
        (row,) = rows("SELECT author_index, content, row_to_json(n)::text FROM policies_reflectivenote n")
    assert bytes(row[0]) == author_index(cast.amira.pk)
    assert THOUGHT.encode() not in bytes(row[1])
    assert str(cast.amira.pk) not in row[2]
    assert "at" not in row[2].split('"content"')[0].split('"')[1::2], "not even when"


def test_nothing_is_written_down_told_or_kept(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.amira)
    before = every(RecordEntry).count(), every(Notice).count()
    browser.post(reverse("reflection:write"), {"text": THOUGHT})
    (note,) = browser.get(reverse("reflection:home")).context["notes"]
    browser.post(f"{note['url']}change/", {"text": "Other words."})
    browser.post(f"{note['url']}delete/")
    assert (every(RecordEntry).count(), every(Notice).count()) == before
    assert browser.post(f"{reverse('signin:keep')}?path={reverse('reflection:write')}", {"text": THOUGHT}).status_code == 422
    with clock.at(clock.now() + timedelta(minutes=21)):
        browser.post(reverse("reflection:write"), {"text": THOUGHT})
    assert not KeptForm.objects.exists()


def test_a_leaver_reads_nothing_any_more(cast: Cast) -> None:
    note = written(cast.amira)
    cast.amira.is_active = False
    with speaking_for(cast.amira), pytest.raises(NotVisible):
        queries.note_for(cast.amira, note.pk)


# --- Gone -------------------------------------------------------------------------------------------------------------------
def test_what_is_deleted_is_gone_with_its_key(cast: Cast) -> None:
    note = written(cast.amira)
    key_id = note.data_key_id
    with speaking_for(cast.amira):
        actions.delete_note(actor=cast.amira, note_id=note.pk)
        assert rows("SELECT id FROM policies_reflectivenote") == []
    assert not DataKey.objects.filter(pk=key_id).exists()


def test_each_note_has_a_key_of_its_own_and_all_can_go_at_once(cast: Cast, signed_in: SignedIn) -> None:
    keys = {written(cast.amira, text).data_key_id for text in ("One.", "Two.", "Three.")}
    kept = written(cast.ben, "Mine.")
    assert len(keys) == 3
    assert signed_in(cast.amira).post(reverse("reflection:delete_all")).status_code == 302
    assert not DataKey.objects.filter(pk__in=keys).exists()
    with speaking_for(cast.amira):
        assert queries.own_notes(cast.amira) == []
    with speaking_for(cast.ben):
        assert [each.id for each in queries.own_notes(cast.ben)] == [kept.pk]


# --- The API ----------------------------------------------------------------------------------------------------------------
def test_the_api_does_the_same(cast: Cast) -> None:
    amira = calling(cast.amira)
    first = amira.post("reflection/notes/", {"text": THOUGHT, "prompt": "Why?"}, key="once")
    assert amira.post("reflection/notes/", {"text": THOUGHT, "prompt": "Why?"}, key="once").id == first.id
    assert [(each["text"], each["prompt"]) for each in amira.get("reflection/notes/")["notes"]] == [(THOUGHT, "Why?")]
    assert calling(cast.elif_).get(f"reflection/notes/{first.id}/").status == 404
    assert calling(cast.elif_).delete(f"reflection/notes/{first.id}/").status == 404
    assert amira.put(f"reflection/notes/{first.id}/", {"text": "Less."})["text"] == "Less."
    assert amira.delete(f"reflection/notes/{first.id}/").status == 204
    assert amira.get(f"reflection/notes/{first.id}/").status == 404
    amira.post("reflection/notes/", {"text": "Again."})
    assert amira.delete("reflection/notes/").status == 204
    assert amira.get("reflection/notes/")["notes"] == []

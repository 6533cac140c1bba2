"""Adding files to what one tells: judged by content, sealed, and not to be had again before they are checked."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import get_resolver, reverse

from accounts.demo.cast import Cast
from boundaries.files import rules
from incidents.reports.models import Attachment
from tests.incidents.reports.pages import CONCERN, SELF_REPORT, Reporter, answers_of, page_of
from tests.seeing import every

SECRET = b"The only words of this note are marmalade and thunder.\n"


def note(name: str = "note.txt", content: bytes = SECRET) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


@pytest.fixture
def amira(cast: Cast) -> Reporter:
    return Reporter(cast.amira)


@pytest.fixture
def draft_id(amira: Reporter) -> Any:
    begun = amira.start()
    amira.fill(begun, {"danger": {"danger": "no"}, "kind": {"kind": "concern"}})
    return begun


def names_of(about_id: Any) -> list[str]:
    return [str(each.name) for each in every(Attachment).filter(about_id=about_id).order_by("added_at", "id")]


def test_a_file_is_added_with_the_words_and_listed_as_not_yet_checked(amira: Reporter, draft_id: Any) -> None:
    assert amira.post(draft_id, "what", saw="See the file", upload=[note()]).status_code == 302
    assert names_of(draft_id) == ["note.txt"]
    assert every(Attachment).get().media_type == "text/plain"
    page = page_of(amira.get(draft_id, "what"))
    assert "note.txt" in page
    assert "kept, not yet checked" in page
    assert "note.txt" in page_of(amira.get(draft_id, "check"))


def test_several_files_are_added_at_once_and_more_later(amira: Reporter, draft_id: Any) -> None:
    amira.post(draft_id, "what", "attach", upload=[note("a.txt"), note("b.txt")])
    stayed = amira.post(draft_id, "what", "attach", upload=[note("c.txt")])
    assert stayed["Location"] == amira.address(draft_id, "what")
    assert sorted(names_of(draft_id)) == ["a.txt", "b.txt", "c.txt"]


def test_a_refused_file_loses_neither_the_words_nor_the_other_files(amira: Reporter, draft_id: Any) -> None:
    answer = amira.post(draft_id, "what", saw="My words", upload=[note("page.html", b"<html><script>"), note()])
    assert answer.status_code == 422
    assert "page.html: We cannot take this kind of file" in page_of(answer)
    assert "My words" in page_of(answer)
    assert answers_of(draft_id)["saw"] == "My words"
    assert names_of(draft_id) == ["note.txt"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"x" * (rules.LARGEST_FILE + 1), "larger than 10 MB"),
        (b"MZ" + b"\0" * 500, "We cannot take this kind of file"),
        (b"<svg onload=alert(1)>", "We cannot take this kind of file"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_beside_it(amira: Reporter, draft_id: Any, content: bytes, words: str) -> None:
    answer = amira.post(draft_id, "what", saw="x", upload=[note("photo.jpg", content)])
    assert answer.status_code == 422
    assert words in page_of(answer).split('id="id_upload-error"')[1].split("</div>")[0]
    assert names_of(draft_id) == []


def test_a_sixth_file_is_refused_and_the_five_stay(amira: Reporter, draft_id: Any) -> None:
    answer = amira.post(draft_id, "what", saw="x", upload=[note(f"{number}.txt") for number in range(6)])
    assert answer.status_code == 422
    assert "five files at the most" in page_of(answer)
    assert len(names_of(draft_id)) == rules.MOST_FILES
    assert 'type="file"' not in page_of(amira.get(draft_id, "what"))


def test_a_file_is_taken_out_of_a_draft_again(amira: Reporter, draft_id: Any) -> None:
    amira.post(draft_id, "what", "attach", saw="x", upload=[note("a.txt"), note("b.txt")])
    first = every(Attachment).filter(about_id=draft_id).earliest("added_at", "id")
    assert amira.post(draft_id, "what", f"remove:{first.id}", saw="x").status_code == 302
    assert not every(Attachment).filter(id=first.id).exists()
    assert len(names_of(draft_id)) == 1


def test_nobody_elses_file_can_be_taken_away(cast: Cast, amira: Reporter, draft_id: Any) -> None:
    amira.post(draft_id, "what", "attach", saw="x", upload=[note()])
    ben = Reporter(cast.ben)
    begun = ben.start()
    ben.fill(begun, {"danger": {"danger": "no"}, "kind": {"kind": "concern"}})
    assert ben.post(begun, "what", f"remove:{every(Attachment).get().id}", saw="x").status_code == 404
    assert names_of(draft_id) == ["note.txt"]


def test_name_and_content_are_sealed_in_the_database(amira: Reporter, draft_id: Any) -> None:
    amira.post(draft_id, "what", "attach", upload=[note("marmalade.txt")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, content FROM incidents_attachment")
        name, content = (bytes(stored) for stored in cursor.fetchone())
    assert b"marmalade" not in name + content
    assert b"thunder" not in content
    assert bytes(every(Attachment).get().content) == SECRET


def test_no_address_gives_a_file_back_before_it_is_checked(amira: Reporter) -> None:
    sent = amira.sent({**CONCERN, "what": {"saw": "x", "upload": [note()]}})
    pages = [reverse(f"reports:{name}", args=[sent.id]) for name in ("report", "receipt", "receipt_text")]
    file_id = str(every(Attachment).get().id)
    for page in pages:
        answer = amira.browser.get(page)
        assert file_id not in page_of(answer)
        assert "thunder" not in page_of(answer)
    named = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not {name for name in named if "download" in name}


def test_files_are_added_after_sending_up_to_the_same_number(amira: Reporter) -> None:
    sent = amira.sent({**SELF_REPORT, "story": {"saw": "x", "upload": [note("first.txt")]}})
    address = reverse("reports:files", args=[sent.id])
    assert amira.browser.post(address, {"upload": [note("second.txt")]})["Location"] == reverse("reports:report", args=[sent.id])
    page = page_of(amira.browser.get(reverse("reports:report", args=[sent.id])))
    assert "first.txt" in page
    assert "second.txt" in page
    refused = amira.browser.post(address, {"upload": [note(f"{number}.txt") for number in range(4)]})
    assert refused.status_code == 422
    assert "five files at the most" in page_of(refused)
    nothing = amira.browser.post(address, {})
    assert nothing.status_code == 422
    assert "Choose a file" in page_of(nothing)
    assert every(Attachment).filter(about_id=sent.id).count() == rules.MOST_FILES

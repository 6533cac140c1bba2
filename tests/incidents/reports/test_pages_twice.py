"""One page, sent twice: a double click, a reload, an impatient phone. It acts once, and both lead to the same place."""

import re
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from accounts.demo.cast import Cast, small_world
from boundaries.threads.actions import open_thread, send_message
from boundaries.threads.models import Message, Side
from boundaries.web.models import IdempotencyKey
from incidents.reports.choices import ReportStatus
from incidents.reports.models import Addition, Attachment, Report
from tests.incidents.reports.pages import SELF_REPORT, Reporter, page_of
from tests.seeing import every

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Careful(Reporter):
    """A person in a browser whose forms are checked as in production, so that each page needs its token."""

    def __init__(self, person: Any) -> None:
        super().__init__(person)
        self.browser = Browser(enforce_csrf_checks=True)
        self.browser.force_login(person.user)

    def token_of(self, address: str) -> str:
        """The token of the page, opened now."""
        found = TOKEN.findall(page_of(self.browser.get(address)))
        return str(found[-1])


@pytest.fixture
def amira(cast: Cast) -> Careful:
    return Careful(cast.amira)


@pytest.fixture
def report(cast: Cast) -> Report:
    return Reporter(cast.amira).sent(SELF_REPORT)


def address(name: str, report: Report) -> str:
    return reverse(f"reports:{name}", args=[report.id])


def count() -> tuple[int, int, int]:
    """How many messages, additions and files there are."""
    return every(Message).count(), every(Addition).count(), every(Attachment).count()


def fields_of(name: str) -> dict[str, Any]:
    """What is sent from this page; a file anew each time, since sending reads it to its end."""
    return {"upload": SimpleUploadedFile("a.txt", b"words")} if name == "files" else {"text": "It was the 4th."}


@pytest.mark.parametrize(("name", "opened"), [("message", "report"), ("add", "add"), ("files", "files")])
def test_a_page_sent_twice_acts_once(amira: Careful, report: Report, name: str, opened: str) -> None:
    token = amira.token_of(address(opened, report))
    before = count()
    answers = [amira.browser.post(address(name, report), {"csrfmiddlewaretoken": token, **fields_of(name)}) for _time in range(2)]
    assert answers[0].status_code == 302
    assert answers[0]["Location"] == answers[1]["Location"]
    assert sum(count()) == sum(before) + 1


def test_an_answer_sent_twice_is_one_answer(cast: Cast, amira: Careful, report: Report) -> None:
    every(Report).filter(id=report.id).update(status=ReportStatus.WAITING, handler=cast.elif_)
    thread = open_thread(organisation_id=report.organisation_id, about=("report", report.id), key=report.data_key)
    send_message(thread=thread, side=Side.HANDLER, author_id=cast.elif_.id, body="Which day?", is_question=True)
    token = amira.token_of(address("answer", report))
    for _time in range(2):
        answer = amira.browser.post(address("answer", report), {"csrfmiddlewaretoken": token, "text": "The 4th."})
        assert answer["Location"] == address("report", report)
    assert every(Message).count() == 2


def test_a_file_of_the_path_sent_twice_is_one_file(amira: Careful) -> None:
    draft_id = Reporter(amira.person).start()
    Reporter(amira.person).fill(draft_id, {"danger": {"danger": "no"}, "kind": {"kind": "concern"}})
    what = amira.address(draft_id, "what")
    token = amira.token_of(what)
    for _time in range(2):
        amira.browser.post(what, {"csrfmiddlewaretoken": token, "act": "attach", **fields_of("files")})
    assert every(Attachment).count() == 1


def test_other_words_from_the_same_page_are_another_message(amira: Careful, report: Report) -> None:
    token = amira.token_of(address("report", report))
    for words in ("One.", "Two.", "One."):
        amira.browser.post(address("message", report), {"csrfmiddlewaretoken": token, "text": words})
    assert sorted(str(each.body) for each in every(Message)) == ["One.", "Two."]


def test_the_same_words_from_a_page_opened_again_are_meant(amira: Careful, report: Report) -> None:
    for _time in range(2):
        token = amira.token_of(address("report", report))
        amira.browser.post(address("message", report), {"csrfmiddlewaretoken": token, "text": "Hello?"})
    assert every(Message).count() == 2


def test_what_was_refused_is_refused_again(amira: Careful, report: Report) -> None:
    token = amira.token_of(address("files", report))
    files = [SimpleUploadedFile(f"{number}.txt", b"words %d" % number) for number in range(5)]
    amira.browser.post(address("files", report), {"csrfmiddlewaretoken": token, "upload": files})
    token = amira.token_of(address("files", report))
    for _time in range(2):
        refused = amira.browser.post(address("files", report), {"csrfmiddlewaretoken": token, **fields_of("files")})
        assert "five files at the most" in page_of(refused)


def test_nothing_that_was_said_is_kept_of_it(amira: Careful, report: Report) -> None:
    token = amira.token_of(address("report", report))
    amira.browser.post(address("message", report), {"csrfmiddlewaretoken": token, "text": "Hello?"})
    kept = IdempotencyKey.objects.get()
    stored = bytes(kept.person_index) + kept.key.encode() + bytes(kept.body_hash)
    assert token.encode() not in stored
    assert b"Hello" not in stored
    assert len(kept.key) == 64


def test_two_clicks_at_the_same_moment_send_one_message(committed_db: None) -> None:
    cast = small_world()
    report = Reporter(cast.amira).sent(SELF_REPORT)
    amira = Careful(cast.amira)
    token = amira.token_of(address("report", report))
    ready, answers = Barrier(4), []

    def click() -> None:
        browser = Browser(enforce_csrf_checks=True)
        browser.cookies = amira.browser.cookies
        ready.wait()
        try:
            answers.append(browser.post(address("message", report), {"csrfmiddlewaretoken": token, "text": "Hello?"}))
        finally:
            connection.close()

    threads = [Thread(target=click) for _click in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [302] * 4
    assert every(Message).count() == 1

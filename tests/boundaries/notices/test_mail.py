"""The mail of a notice: really sent, without content, authorised when it is sent, with a Message-ID that never changes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from pytest_django import Settings

from boundaries.clocks.queries import at, now
from boundaries.engines.ports import free_port
from boundaries.notices.actions import take_away
from boundaries.notices.mailbox import DemoMailbox
from boundaries.notices.models import DemoMail, Notice
from boundaries.notices.queries import items_for
from boundaries.outbox.drain import drain
from boundaries.outbox.models import OutboxRow
from tests.boundaries.notices.people import ELIF, FARID, LENA, tell_of
from tests.boundaries.postbox import LATER, TAKEN, Postbox
from tests.boundaries.things import new_key, side_by_side
from tests.seeing import every

SUBJECT = "There is something new for you in Boundaries"
BODY = """Hello,

there is something new for you. Please sign in to see it:

https://boundaries.example

For everybody's privacy this message says nothing more.
"""


@pytest.fixture(autouse=True)
def _key(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("committed_db" if "committed_db" in request.fixturenames else "db")
    new_key()


def send(later: timedelta = timedelta(hours=1)) -> int:
    """Do what is due by then."""
    with at(now() + later):
        return drain()


def message_ids(postbox: Postbox) -> list[str]:
    return [message["Message-ID"] for message in postbox.came]


def test_one_mail_comes_to_the_person_who_was_told(shut: set[UUID], postbox: Postbox) -> None:
    tell_of()
    assert send() == 1
    assert send() == 0
    assert postbox.envelopes == [("no-reply@boundaries.invalid", ["elif@relief.example"])]
    notice = every(Notice).get()
    assert message_ids(postbox) == [f"<{notice.id}@boundaries.invalid>"]
    assert notice.mailed_at is not None


def test_it_says_that_there_is_something_new_and_nothing_else(shut: set[UUID], postbox: Postbox) -> None:
    tell_of()
    send()
    (message,) = postbox.came
    assert message["Subject"] == SUBJECT
    assert message["To"] == "elif@relief.example"
    assert message.get_content().rstrip().splitlines() == BODY.splitlines()
    assert message.get_content_type() == "text/plain"
    assert {name.lower() for name in message.keys()} - {"date", "message-id", "mime-version"} == {  # noqa: SIM118  # a mail repeats names
        "subject",
        "from",
        "to",
        "content-type",
        "content-transfer-encoding",
        "auto-submitted",
    }


def test_mails_of_all_kinds_about_all_things_are_alike(shut: set[UUID], postbox: Postbox) -> None:
    tell_of(kind="thing.came")
    tell_of(kind="thing.went")
    send()
    one, other = postbox.came
    assert one.get_content() == other.get_content()
    assert {name: value for name, value in one.items() if name not in {"Message-ID", "Date"}} == {
        name: value for name, value in other.items() if name not in {"Message-ID", "Date"}
    }
    assert len(set(message_ids(postbox))) == 2


def test_nothing_of_the_thing_stands_anywhere_in_it(shut: set[UUID], postbox: Postbox) -> None:
    about = tell_of()
    send()
    whole = postbox.came[0].as_string()
    for word in ("thing", "Marker", str(about), about.hex, str(ELIF)):
        assert word.lower() not in whole.lower().replace("something", "").replace("nothing", ""), word
    assert whole.count("://") == 1


def test_who_may_not_see_it_any_more_gets_no_mail(shut: set[UUID], postbox: Postbox) -> None:
    shut.add(tell_of())
    assert send() == 1
    assert postbox.came == []
    assert OutboxRow.objects.get().failure == "suppressed"
    assert every(Notice).get().mailed_at is None
    shut.clear()
    assert send(timedelta(days=1)) == 0, "it is not sent later either"


def test_what_was_taken_away_is_not_mailed(shut: set[UUID], postbox: Postbox) -> None:
    about = tell_of()
    tell_of(about, person=FARID)
    take_away(person_id=ELIF, about_id=about)
    assert send() == 2
    assert [to for _sender, to in postbox.envelopes] == [["farid@relief.example"]]


def test_who_has_no_address_gets_no_mail_and_holds_up_nobody(shut: set[UUID], postbox: Postbox) -> None:
    tell_of(person=LENA)
    tell_of()
    assert send() == 2
    assert [to for _sender, to in postbox.envelopes] == [["elif@relief.example"]]
    assert not OutboxRow.objects.filter(done_at=None).exists()


def test_a_mail_that_is_refused_is_sent_later_with_the_same_name(shut: set[UUID], postbox: Postbox) -> None:
    tell_of()
    postbox.answer = LATER
    send()
    row = OutboxRow.objects.get()
    assert (row.done_at, row.attempts, row.failure) == (None, 1, "SMTPDataError")
    assert every(Notice).get().mailed_at is None
    postbox.answer = TAKEN
    send(timedelta(hours=2))
    assert OutboxRow.objects.get().done_at is not None
    assert len(postbox.came) == 2
    assert len(set(message_ids(postbox))) == 1


def test_with_no_mail_server_there_the_mail_waits(shut: set[UUID], postbox: Postbox, settings: Settings) -> None:
    tell_of()
    settings.EMAIL_PORT = free_port()
    send()
    assert (OutboxRow.objects.get().attempts, len(items_for(ELIF))) == (1, 1)
    settings.EMAIL_PORT = postbox.port
    send(timedelta(hours=2))
    assert len(postbox.came) == 1


def test_a_mail_that_went_out_before_the_database_was_gone_goes_out_again_with_the_same_name(
    committed_db: None, shut: set[UUID], postbox: Postbox
) -> None:
    def cut(process: int) -> None:
        with connection.cursor() as run:
            run.execute("SELECT pg_terminate_backend(%s)", [process])

    def lose_the_database() -> None:
        postbox.meanwhile = bool
        side_by_side(lambda: cut(process))

    tell_of()
    with connection.cursor() as run:
        run.execute("SELECT pg_backend_pid()")
        (process,) = run.fetchone() or (0,)
    postbox.meanwhile = lose_the_database
    send()
    assert OutboxRow.objects.get().done_at is None
    send(timedelta(hours=2))
    assert len(postbox.came) == 2
    assert len(set(message_ids(postbox))) == 1
    assert len(items_for(ELIF)) == 1
    assert OutboxRow.objects.get().done_at is not None


def test_two_who_drain_at_once_send_one_mail(committed_db: None, shut: set[UUID], postbox: Postbox) -> None:
    for number in range(6):
        tell_of(once=str(number))
    side_by_side(send, send)
    assert len(postbox.came) == len(set(message_ids(postbox))) == 6


def test_the_demo_keeps_a_mail_that_comes_twice_once(shut: set[UUID], postbox: Postbox, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "boundaries.notices.mailbox.DemoMailbox"
    tell_of()
    send()
    OutboxRow.objects.update(done_at=None)
    send()
    kept = DemoMail.objects.get()
    assert (kept.to, kept.subject, kept.body.strip()) == ("elif@relief.example", SUBJECT, BODY.strip())
    assert kept.message_id == f"<{every(Notice).get().id}@boundaries.invalid>"


def test_the_demo_shows_a_mail_to_two_people_to_both() -> None:
    people = ["elif@relief.example", "farid@relief.example"]
    message: Any = EmailMessage(subject="x", body="y", to=people, headers={"Message-ID": "<1@x>"})
    assert DemoMailbox().send_messages([message]) == 1
    assert set(DemoMail.objects.values_list("to", flat=True)) == set(people)

"""A whole story, from the first page to the handing over; then everything the database, Redis and the logs hold is read by
somebody without keys. Not one word of it is there, and nothing tells who reported (CH-07, CR-01)."""

import base64
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from redis import Redis

from accounts.demo.cast import Cast, small_world
from boundaries.clocks.queries import now
from boundaries.record.models import RecordEntry
from boundaries.threads.models import Message
from incidents.desk import actions as desk
from incidents.reports import actions as reports
from incidents.reports.choices import PartyRole, PartyState
from incidents.reports.models import Addition, Attachment, Draft, Intervention, Party, Report, RouteDecision
from tests.incidents.reports.pages import CONCERN, Reporter
from tests.incidents.told import settle
from tests.seeing import every

Words = dict[str, str]
OF_THE_REPORT = {"saw", "told", "think", "when", "where", "done", "subject", "file", "content", "party"}
AFTERWARDS = {"message", "answer", "addition", "question", "reply", "intervention", "recusal", "handing", "withdrawal"}
SAID_IN_A_DRAFT: dict[str, dict[str, Any]] = {"danger": {"danger": "no"}, "kind": {"kind": "self_report"}}


def tell(cast: Cast, words: Words) -> Report:
    """Amira reports, in confidence, and goes on speaking; Tomas, Elif and Farid do what can be done with it."""
    amira = Reporter(cast.amira)
    pages = CONCERN | {
        "people": {"query": words["subject"], "pick": "as_written"},
        "when": {"when": words["when"], "where": words["where"], "channel": "phone"},
        "what": {
            "saw": words["saw"],
            "told": words["told"],
            "think": words["think"],
            "upload": [SimpleUploadedFile(f"{words['file']}.txt", words["content"].encode())],
        },
        "done": {"done": words["done"], "talked": "not_possible"},
    }
    amira.ready(SAID_IN_A_DRAFT | {"story": {"saw": words["draft"]}})
    report = amira.sent(pages)
    settle()
    subject = report.parties.get()
    desk.resolve_party(actor=cast.tomas, report_id=report.pk, party_id=subject.pk, state=PartyState.LINKED, person_id=cast.ben.pk)
    settle()
    desk.acknowledge(actor=cast.elif_, report_id=report.pk)
    desk.ask(actor=cast.elif_, report_id=report.pk, text=words["question"])
    reports.answer(actor=cast.amira, report_id=report.pk, text=words["answer"])
    reports.send_message(actor=cast.amira, report_id=report.pk, text=words["message"])
    desk.send_message(actor=cast.elif_, report_id=report.pk, text=words["reply"])
    reports.add_to_report(actor=cast.amira, report_id=report.pk, text=words["addition"])
    desk.intervene(actor=cast.elif_, report_id=report.pk, text=words["intervention"], happened_at=now() - timedelta(hours=1))
    desk.add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.WITNESS, name=words["party"])
    reports.ask_to_withdraw(actor=cast.amira, report_id=report.pk, reason=words["withdrawal"])
    desk.reassign(actor=cast.elif_, report_id=report.pk, to_id=cast.farid.pk, reason=words["handing"])
    desk.recuse(actor=cast.farid, report_id=report.pk, reason=words["recusal"])
    settle()
    return report


def opened() -> str:
    """All that was said, as it is read with the keys."""
    sealed: list[Any] = [
        *(each.story for each in every(Report)),
        *(each.name for each in every(Party)),
        *((each.name, bytes(each.content)) for each in every(Attachment)),
        *(each.body for each in every(Message)),
        *(each.text for each in every(Addition)),
        *(each.text for each in every(Intervention)),
        *(each.path for each in every(RouteDecision)),
        *(each.answers for each in every(Draft)),
    ]
    return repr(sealed)


def everything_in_the_database() -> Iterator[tuple[str, bytes]]:
    """Every value of every row of every table, as bytes, with the name of its table."""
    with connection.cursor() as run:
        run.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in run.fetchall():
            run.execute(f'SELECT * FROM "{table}"')
            for row in run.fetchall():
                yield table, b"\n".join(as_bytes(value) for value in row)


def as_bytes(value: Any) -> bytes:
    """A value as somebody reads it who looks at the files of a database."""
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    if isinstance(value, list):
        return b"\n".join(as_bytes(each) for each in value)
    return str(value).encode()


def ways_to_say(word: str) -> set[bytes]:
    """A word as it is, and as it is written where bytes are not."""
    plain = word.encode()
    return {plain, plain.hex().encode(), base64.b64encode(plain)[:-4], word.encode("utf-16-le")}


def ways_to_name(person: UUID) -> set[bytes]:
    return {str(person).encode(), person.hex.encode(), person.bytes}


@pytest.fixture
def words() -> Words:
    return {name: f"{name}zq{uuid4().hex}" for name in OF_THE_REPORT | AFTERWARDS | {"draft"}}


def test_no_word_of_a_story_stands_anywhere_in_clear(
    committed_db: None,
    words: Words,
    redis: Redis,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    cast = small_world()
    report = tell(cast, words)
    assert [name for name, word in words.items() if word not in opened()] == [], (
        "every word was kept, and can be read with its key"
    )
    words |= {"client": cast.hana.name, "relative": cast.jonah.name}
    needles = {needle: name for name, word in words.items() for needle in ways_to_say(word)}
    held = list(everything_in_the_database())
    assert report.reference.encode() in b"".join(each for _table, each in held), "it looks in the right place"
    found = {(table, name) for table, each in held for needle, name in needles.items() if needle in each}
    assert found == set()

    out, err = capfd.readouterr()
    logs = (caplog.text + out + err).encode()
    in_redis: Any = [*redis.keys(), *redis.lrange("celery", 0, -1)]
    elsewhere = [logs, *in_redis]
    assert [name for each in elsewhere for needle, name in needles.items() if needle in each] == []


def test_nothing_outside_the_seals_tells_who_reported(committed_db: None, words: Words) -> None:
    cast = small_world()
    report = tell(cast, words)
    assert cast.amira.user is not None
    names = ways_to_name(cast.amira.pk) | ways_to_name(cast.amira.user.pk)
    tables = {table for table, each in everything_in_the_database() if any(name in each for name in names)}
    assert "accounts_staffmember" in tables, "it looks in the right place"
    assert not {table for table in tables if table.startswith("incidents_")}
    assert "boundaries_recordentry" not in tables
    about = ways_to_name(report.pk)
    beside = [
        table
        for table, each in everything_in_the_database()
        if any(name in each for name in names) and any(name in each for name in about)
    ]
    assert beside == []
    entries = every(RecordEntry).filter(about_id=report.pk)
    assert set(entries.filter(actor_id=None).values_list("event", flat=True)) >= {
        "report.submitted",
        "report.answered",
        "report.added-to",
        "report.message-sent",
        "report.withdrawal-asked",
    }

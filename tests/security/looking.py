"""Everywhere a word could have stayed: each table, Redis while and after, logs, mails, tasks, temporary and static files (CH-07)."""

import base64
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import takewhile
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
from django.contrib.sessions.backends.db import SessionStore
from psycopg2 import sql
from redis import Redis

Found = set[tuple[str, str]]
Words = Mapping[str, str]
A_COLUMN = re.compile(rb"(?<!\\)\t")


def ways_to_say(word: str) -> set[bytes]:
    """A word as it is, and as it is written where bytes are not; whatever stands before it moves its letters in base64."""
    plain = word.encode()
    shifted = {base64.b64encode(b"." * before + plain)[4 if before else 0 : -4] for before in range(3)}
    return {plain, plain.hex().encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), *shifted}


def said_in(content: bytes, words: Words) -> set[str]:
    """The names of the words that stand in it, however they are written, in small letters or large."""
    lower = content.lower()
    return {name for name, word in words.items() if any(each.lower() in lower for each in ways_to_say(word))}


@dataclass
class Places:
    """Where to look: an administrator's login, Redis, and what was heard and kept."""

    database: str
    redis: str
    heard: list[str] = field(default_factory=list)
    logs: Mapping[str, str] = field(default_factory=dict)
    mails: list[dict[str, Any]] = field(default_factory=list)
    folders: Mapping[str, Path] = field(default_factory=dict)

    def found(self, words: Words) -> Found:
        """Each place in which one of the words stands, with the word's name."""
        return {(place, name) for place, content in self.contents() for name in said_in(content, words)}

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """All there is to read, by somebody who has everything but the keys."""
        yield from self._tables()
        yield from self._in_redis()
        yield from (("heard by Redis", line.encode("utf-8", "surrogateescape")) for line in self.heard)
        yield from ((f"log of {name}", said.encode()) for name, said in self.logs.items())
        yield from (("mail", repr(mail).encode()) for mail in self.mails)
        for name, folder in self.folders.items():
            for path in sorted(folder.rglob("*")):
                yield f"{name} files", str(path.relative_to(folder)).encode() + (path.read_bytes() if path.is_file() else b"")

    def _tables(self) -> Iterator[tuple[str, bytes]]:
        """Every column of every table, as a dump has it."""
        connection = psycopg2.connect(self.database)
        try:
            with connection.cursor() as run:
                run.execute(TABLES)
                for schema, table, columns in run.fetchall():
                    dumped = BytesIO()
                    names = sql.SQL(", ").join(sql.Identifier(each) for each in columns)
                    copy = sql.SQL("COPY {}.{} ({}) TO STDOUT").format(sql.Identifier(schema), sql.Identifier(table), names)
                    run.copy_expert(copy.as_string(run), dumped)
                    for line in dumped.getvalue().splitlines():
                        for column, value in zip(columns, A_COLUMN.split(line), strict=True):
                            yield f"{table}.{column}", _opened(table, column, value)
        finally:
            connection.close()

    def _in_redis(self) -> Iterator[tuple[str, bytes]]:
        with Redis.from_url(self.redis) as client:
            for key in client.scan_iter():
                yield "Redis", key + (client.dump(key) or b"")


def _opened(table: str, column: str, value: bytes) -> bytes:
    """A session is only packed: whoever reads it sees what is in it."""
    if (table, column) == ("django_session", "session_data"):
        return value + repr(SessionStore().decode(value.decode())).encode()
    return value


TABLES = """
    SELECT table_schema, table_name::text, array_agg(column_name::text ORDER BY ordinal_position)
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'
    GROUP BY table_schema, table_name
"""


@contextmanager
def listening(redis: str, heard: list[str]) -> Iterator[None]:
    """Hear every command that anybody gives to Redis meanwhile: also what is taken out again at once, as tasks are."""
    over = f"over-{uuid4()}"

    def listen(monitor: Any) -> None:
        heard.extend(takewhile(lambda said: over not in said, (each["command"] for each in monitor.listen())))

    with Redis.from_url(redis, socket_timeout=None) as client, client.monitor() as monitor:  # it may be silent for long
        thread = threading.Thread(target=listen, args=[monitor], daemon=True)
        thread.start()
        try:
            yield
        finally:
            client.echo(over)
            thread.join(10)

"""A mail server that takes the connection and says nothing: mail waits, and nobody and nothing else does."""

import socket
from collections.abc import Iterator

import pytest
from django.db import connection

from accounts.demo.cast import Cast, small_world
from boundaries.clocks.queries import now
from boundaries.notices.actions import mark_read, take_away
from boundaries.notices.models import Notice
from boundaries.outbox.models import OutboxRow
from incidents.reports.models import Report
from tests.faults.crew import Crew
from tests.faults.filing import file_report
from tests.seeing import every

pytestmark = pytest.mark.fault


@pytest.fixture
def silent(crew: Crew) -> Iterator[socket.socket]:
    """The mail server: it listens, and never speaks."""
    with socket.create_server(("127.0.0.1", crew.mail_port)) as server:
        server.settimeout(60)
        yield server


@pytest.fixture
def cast(crew: Crew) -> Cast:
    return small_world()


def told_of(report: Report) -> bool:
    """Whether somebody was told of this report in the product."""
    return any(notice.target["id"] == str(report.pk) for notice in every(Notice).select_related("data_key"))


def test_nobody_waits_while_a_mail_is_being_sent(crew: Crew, cast: Cast, silent: socket.socket) -> None:
    report = file_report(by=cast.amira, about=cast.ben, moment=now())
    crew.start("relay-deaf")
    calling, _address = silent.accept()
    with calling, connection.cursor() as cursor:
        assert told_of(report)
        cursor.execute("SET lock_timeout = '1s'")
        mark_read(person_id=cast.elif_.pk, about_id=report.pk)
        take_away(person_id=cast.elif_.pk, about_id=report.pk)
        cursor.execute("RESET lock_timeout")
    assert every(Notice).filter(person_id=cast.elif_.pk, read_at__isnull=False, suppressed_at__isnull=False).exists()
    crew.until(lambda: OutboxRow.objects.filter(kind="notices.mail", attempts=1).exists(), "the mail waits for its next try")


def test_what_happens_in_the_product_does_not_wait_for_mails(crew: Crew, cast: Cast, silent: socket.socket) -> None:
    for _ in range(3):
        file_report(by=cast.amira, about=cast.ben, moment=now())
    crew.start("relay-deaf")
    first, _address = silent.accept()
    later = file_report(by=cast.amira, about=cast.elif_, moment=now())
    first.close()
    second, _address = silent.accept()
    with second:
        assert told_of(later)
        assert OutboxRow.objects.filter(kind="notices.mail", done_at=None).count() == 4

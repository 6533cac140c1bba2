"""Two imports at once, and how far one is while nothing of it can be seen: over a database where commits are real."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from psycopg2 import extensions

from accounts.demo.cast import small_world
from accounts.imports import actions
from accounts.imports.choices import ImportStatus
from accounts.imports.models import ImportRun
from accounts.staff.models import StaffMember
from boundaries.record.actions import append_many
from boundaries.record.models import RecordEntry
from tests.accounts.imports.files import checked, csv_of, sample, work
from tests.seeing import every

PEOPLE = csv_of("Staff number,Full name,Kind", *[f"X-{number},Person {number},employee" for number in range(40)])


def test_of_two_imports_of_the_same_at_once_one_is_done_and_the_other_finds_it_there(committed_db: None) -> None:
    cast = small_world()
    runs = [checked(actor, PEOPLE) for actor in (cast.olga, cast.wiremu)]
    for run, actor in zip(runs, (cast.olga, cast.wiremu), strict=True):
        actions.apply_import(actor=actor, run_id=run.id)
    together, broken = Barrier(2), list[BaseException]()

    def carry_out(run: ImportRun) -> None:
        try:
            together.wait()
            actions.carry_out(run_id=run.id, organisation_id=run.organisation_id)
        except BaseException as error:  # noqa: BLE001  # looked at below, where the test sees it
            broken.append(error)
        finally:
            connection.close()

    threads = [Thread(target=carry_out, args=[run]) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    found = sorted(ImportRun.objects.values_list("status", "moved_on", "added"))
    assert found == [(ImportStatus.APPLIED, False, 40), (ImportStatus.UNCHANGED, True, 0)]
    assert StaffMember.objects.filter(reference__startswith="X-").count() == 40
    assert every(RecordEntry).filter(event="staff.added", about_kind="staff").count() == 40


def test_how_far_it_is_can_be_seen_while_nothing_of_it_can(
    committed_db: None, owner_connection: extensions.connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = small_world()
    run = checked(cast.olga, sample("teams"))
    actions.apply_import(actor=cast.olga, run_id=run.id)
    work()
    run = checked(cast.olga, sample("staff"))
    actions.apply_import(actor=cast.olga, run_id=run.id)
    seen: list[tuple[Any, ...]] = []

    def looked_at(*arguments: Any, **facts: Any) -> Any:
        seen.append(look(owner_connection))
        written = append_many(*arguments, **facts)
        seen.append(look(owner_connection))
        return written

    monkeypatch.setattr("accounts.imports.actions.append_many", looked_at)
    work()
    assert seen == [("applying", "saving", 300, 600, 0), ("applying", "recording", 600, 600, 0)]
    assert look(owner_connection)[0::4] == ("applied", 300)


def look(outside: extensions.connection) -> tuple[Any, ...]:
    """What somebody else sees of the newest import and its people."""
    with outside.cursor() as cursor:
        cursor.execute(
            "SELECT r.status, p.stage, p.done, p.total,"
            " (SELECT count(*) FROM accounts_staffmember WHERE reference LIKE 'HR-%')"
            " FROM accounts_importrun r JOIN accounts_importprogress p ON p.run_id = r.id ORDER BY r.started_at DESC LIMIT 1"
        )
        return cursor.fetchone() or ()

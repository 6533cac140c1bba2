"""Ten thousand people in one file: nothing is asked of the database for each of them."""

from typing import Any

import pytest
from django.db import connection

from accounts.demo.cast import Cast
from accounts.imports import actions
from accounts.imports.choices import ImportStatus
from accounts.imports.models import ImportRun
from accounts.staff.models import StaffMember, User
from boundaries.record.models import RecordEntry
from tests.accounts.imports.files import checked, csv_of, work
from tests.seeing import every

pytestmark = pytest.mark.django_db
MANY = 10_000
MOST_STATEMENTS = 200


def rows() -> list[str]:
    """A tree in which everybody leads eight."""
    led_by = ["", *(f"X-{(number - 1) // 8}" for number in range(1, MANY))]
    return [f"X-{number},Person {number},employee,p{number}@many.example,{led_by[number]}" for number in range(MANY)]


def test_ten_thousand_people_come_in_with_few_statements(cast: Cast) -> None:
    asked: list[int] = []

    def count(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        asked.append(1)
        return execute(sql, values, many, context)

    file = csv_of("Staff number,Full name,Kind,E-mail address,Line manager", *rows())
    with connection.execute_wrapper(count):
        run = checked(cast.olga, file)
        assert (run.status, run.rows, run.added) == (ImportStatus.READY, MANY, MANY)
        actions.apply_import(actor=cast.olga, run_id=run.id)
        work()
    assert ImportRun.objects.get().status == ImportStatus.APPLIED
    assert StaffMember.objects.filter(reference__startswith="X-", user__isnull=False).count() == MANY
    assert StaffMember.objects.get(reference="X-9999").manager == StaffMember.objects.get(reference="X-1249")
    assert User.objects.filter(email__endswith="@many.example").count() == MANY
    assert every(RecordEntry).filter(event="staff.added").count() == MANY
    assert len(asked) <= MOST_STATEMENTS
    assert checked(cast.olga, file).status == ImportStatus.UNCHANGED

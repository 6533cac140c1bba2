"""An import is killed in the middle: nothing of it is there; and then it is done after all, once."""

import pytest

from tests.faults.conftest import crew  # noqa: F401  # the fixture is found by its name
from tests.faults.crew import Crew
from tests.seeing import every

pytestmark = pytest.mark.fault
MANY = 4000


def test_an_import_killed_midway_leaves_nothing_and_is_done_once_afterwards(crew: Crew) -> None:  # noqa: F811  # as above
    from accounts.demo.cast import small_world
    from accounts.imports import actions
    from accounts.imports.models import ImportFile, ImportRun
    from accounts.staff.models import StaffMember, User
    from boundaries.outbox.models import OutboxRow
    from boundaries.record.models import RecordEntry
    from tests.accounts.imports.files import checked, csv_of

    cast = small_world()
    rows = [f"X-{number},Person {number},employee,p{number}@many.example" for number in range(MANY)]
    run = checked(cast.olga, csv_of("Staff number,Full name,Kind,E-mail address", *rows))
    actions.apply_import(actor=cast.olga, run_id=run.id)
    crew.start("relay")
    crew.kill_at_work("relay")

    def there() -> tuple[int, int, int]:
        people = StaffMember.objects.filter(reference__startswith="X-").count()
        return people, User.objects.filter(email__endswith="@many.example").count(), every(RecordEntry).count()

    assert there() == (0, 0, 0)
    assert (ImportRun.objects.get().status, ImportFile.objects.count()) == ("applying", 1)
    assert OutboxRow.objects.filter(kind=actions.APPLY, done_at=None, attempts=0).exists()
    crew.start("relay-2")
    crew.until(lambda: ImportRun.objects.get().status == "applied", "the import is done")
    assert there() == (MANY, MANY, MANY + 1)
    assert not ImportFile.objects.exists()

"""An import from its upload to its end: who may, what is kept and for how long, and what happens when things change meanwhile."""

from datetime import timedelta

import pytest

from accounts.appointments.models import Appointment
from accounts.demo.cast import Cast
from accounts.imports import actions, queries
from accounts.imports.choices import ImportKind, ImportStatus
from accounts.imports.models import ImportFile, ImportRun
from accounts.imports.tasks import apply, check, expire
from accounts.staff.actions import change_person
from accounts.staff.choices import StaffKind
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible
from boundaries.outbox.models import OutboxRow, Timer
from boundaries.record.models import RecordEntry
from boundaries.record.reactions import Once
from boundaries.sealing.models import DataKey
from tests.accounts.imports.files import applied, changes, checked, csv_of, said, work
from tests.accounts.kinds import last_written_about
from tests.seeing import every

pytestmark = pytest.mark.django_db
FILE = csv_of("Staff number,Full name,Kind", "X-1,Kit Marlowe,employee")
CHANGE = csv_of("Staff number,Full name,Job title", "S-0008,Ben Okafor,Night worker")


@pytest.mark.parametrize("persona", ["amira", "elif_", "chidi", "samuel", "root", "miriam", "ivo"])
def test_only_administrators_bring_people_in(cast: Cast, persona: str) -> None:
    with pytest.raises((NotVisible, Forbidden)):
        actions.start_import(actor=getattr(cast, persona), name="x.csv", content=FILE)
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("persona", ["amira", "noor", "root", "ivo"])
@pytest.mark.parametrize("kind", [ImportKind.STAFF, ImportKind.TEAMS, ImportKind.MANAGERS, ImportKind.APPOINTMENTS])
def test_only_administrators_take_people_out(cast: Cast, persona: str, kind: ImportKind) -> None:
    with pytest.raises((NotVisible, Forbidden)):
        actions.export_list(actor=getattr(cast, persona), kind=kind)


def test_another_administrator_sees_an_import_and_cannot_carry_it_on(cast: Cast) -> None:
    run = checked(cast.olga, FILE)
    assert queries.run_for(cast.wiremu, run.id).id == run.id
    assert run in queries.runs_of(cast.wiremu)
    for verb in (actions.apply_import, actions.check_again, actions.discard_import):
        with pytest.raises(Forbidden):
            verb(actor=cast.wiremu, run_id=run.id)


@pytest.mark.parametrize("persona", ["noor", "amira", "miriam", "ivo"])
def test_for_others_it_does_not_exist(cast: Cast, persona: str) -> None:
    run = checked(cast.olga, FILE)
    with pytest.raises(NotVisible):
        queries.run_for(getattr(cast, persona), run.id)
    for verb in (actions.apply_import, actions.check_again, actions.discard_import):
        with pytest.raises(NotVisible):
            verb(actor=getattr(cast, persona), run_id=run.id)


def test_what_was_applied_is_written_down_and_the_file_destroyed(cast: Cast) -> None:
    keys = DataKey.objects.count()
    run = applied(cast.olga, FILE)
    expected = {"kind": "staff", "rows": 1, "added": 1, "changed": 0}
    assert last_written_about(run.id) == ("import.applied", cast.olga.id, expected)
    assert not ImportFile.objects.exists()
    assert DataKey.objects.count() == keys
    assert not Timer.objects.filter(about_id=run.id, cancelled_at=None, fired_at=None).exists()


def test_the_file_lies_sealed(cast: Cast) -> None:
    checked(cast.olga, FILE)
    for column in ("content", "shown", "listing"):
        assert b"Kit" not in bytes(ImportFile.objects.values_list(column, flat=True).get())
    assert "Kit" in str(ImportFile.objects.get().shown)


def test_a_discarded_file_is_destroyed_with_its_key(cast: Cast) -> None:
    run = checked(cast.olga, FILE)
    key_id = run.file.data_key_id
    actions.discard_import(actor=cast.olga, run_id=run.id)
    run.refresh_from_db()
    assert (run.status, ImportFile.objects.exists()) == (ImportStatus.DISCARDED, False)
    assert not DataKey.objects.filter(id=key_id).exists()
    for verb in (actions.apply_import, actions.check_again, actions.discard_import):
        with pytest.raises(MoveRefused):
            verb(actor=cast.olga, run_id=run.id)


def test_a_new_file_takes_the_place_of_ones_own_earlier_one(cast: Cast) -> None:
    earlier, anothers = checked(cast.olga, FILE), checked(cast.wiremu, FILE)
    checked(cast.olga, CHANGE)
    earlier.refresh_from_db()
    anothers.refresh_from_db()
    assert (earlier.status, anothers.status) == (ImportStatus.DISCARDED, ImportStatus.READY)


def test_a_file_that_nobody_applies_is_forgotten_after_a_day(cast: Cast) -> None:
    run = checked(cast.olga, FILE)
    timer = Timer.objects.get(about_id=run.id, kind=actions.EXPIRE)
    assert timer.due_at - run.started_at == timedelta(hours=24)
    expire(timer)
    run.refresh_from_db()
    assert (run.status, ImportFile.objects.exists()) == (ImportStatus.EXPIRED, False)
    expire(timer)


def test_one_that_could_not_be_applied_in_a_day_is_forgotten_too_and_not_applied_afterwards(cast: Cast) -> None:
    run = checked(cast.olga, FILE)
    actions.apply_import(actor=cast.olga, run_id=run.id)
    expire(Timer.objects.get(about_id=run.id, kind=actions.EXPIRE))
    work()
    run.refresh_from_db()
    assert (run.status, ImportFile.objects.exists()) == (ImportStatus.EXPIRED, False)
    assert not StaffMember.objects.filter(reference="X-1").exists()


def test_work_asked_for_twice_is_done_once(cast: Cast) -> None:
    run = checked(cast.olga, FILE)
    row = OutboxRow(kind=actions.CHECK, organisation_id=run.organisation_id, ref=run.id)
    check(row)
    apply(row)
    run.refresh_from_db()
    assert run.status == ImportStatus.READY
    actions.apply_import(actor=cast.olga, run_id=run.id)
    apply(row)
    apply(row)
    assert StaffMember.objects.filter(reference="X-1").count() == 1


def test_nothing_is_applied_that_was_not_shown(cast: Cast) -> None:
    run = checked(cast.olga, CHANGE)
    change_person(
        actor=cast.wiremu,
        person_id=cast.ben.id,
        name="Ben Okafor",
        kind=StaffKind.EMPLOYEE,
        reference="S-0008",
        email="ben@relief.example",
        job_title="Driver",
    )
    actions.apply_import(actor=cast.olga, run_id=run.id)
    work()
    run = ImportRun.objects.get(id=run.id)
    assert (run.status, run.moved_on) == (ImportStatus.READY, True)
    assert changes(run)[0][3] == [["Job title", "Driver", "Night worker"]]
    assert StaffMember.objects.get(id=cast.ben.id).job_title == "Driver"


def test_whoever_may_not_import_any_more_has_nothing_applied(cast: Cast) -> None:
    run = checked(cast.olga, FILE)
    actions.apply_import(actor=cast.olga, run_id=run.id)
    Appointment.objects.filter(person=cast.olga).update(ended_at=run.started_at)
    work()
    run = ImportRun.objects.get(id=run.id)
    assert (run.status, said(run)) == (ImportStatus.REFUSED, ["You may not import this any more."])
    assert not StaffMember.objects.filter(reference="X-1").exists()


def test_an_address_taken_elsewhere_at_the_last_moment_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    file = csv_of("Staff number,Full name,Kind,E-mail address", "X-1,Kit,employee,", "X-2,Ann,employee,ivo@northern.example")
    monkeypatch.setattr("accounts.imports.people.queries._taken_elsewhere", lambda *_arguments: frozenset())
    run = checked(cast.olga, file)
    actions.apply_import(actor=cast.olga, run_id=run.id)
    entries = every(RecordEntry).count()
    work()
    run = ImportRun.objects.get(id=run.id)
    assert (run.status, run.errors, run.moved_on) == (ImportStatus.REFUSED, 1, True)
    assert not StaffMember.objects.filter(reference__startswith="X-").exists()
    assert every(RecordEntry).count() == entries


def test_what_looks_at_the_whole_organisation_follows_an_import_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from collections import defaultdict

    from accounts.staff.events import StaffEvent
    from boundaries.record import reactions

    looked: list[int] = []
    look = Once(lambda _entry: looked.append(StaffMember.objects.filter(job_title="Night worker").count()))
    monkeypatch.setattr(reactions, "_table", defaultdict(list, {StaffEvent.CHANGED.value: [look]}))
    rows = [f"{person.reference},{person.name},Night worker" for person in (cast.ben, cast.amira, cast.lena)]
    applied(cast.olga, csv_of("Staff number,Full name,Job title", *rows))
    assert looked == [3]

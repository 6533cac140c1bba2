"""Nobody works with a client whom a block keeps from that: by the form, the API, a file, in bulk, at once, or by hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from accounts.assignments.actions import assign, begin_with, block, end, end_for, give_qualification, lift_blocks
from accounts.assignments.actions import require_qualification as require
from accounts.assignments.choices import AssignmentRole, BlockExtent, ClientTrait
from accounts.assignments.models import Assignment, AssignmentBlock
from accounts.clients.models import Client
from accounts.clients.queries import fingerprints
from accounts.demo.cast import Cast, small_world
from accounts.imports import actions as imports
from accounts.imports.choices import ImportStatus
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import MoveRefused, NotVisible, RuleViolation
from tests.accounts.calling import calling
from tests.accounts.imports.files import applied, changes, checked, csv_of, problems, said, work
from tests.accounts.kinds import SignedIn, last_written_about

db = pytest.mark.django_db
ANY, KEY = BlockExtent.ANY, BlockExtent.KEY_WORKER
AT_ALL = "Lena Fischer does not work with this client. Choose somebody else."
AS_KEY = "Lena Fischer cannot be this client&#x27;s key worker. Choose somebody else."
WHO = "Client,Worker,Role,First day,Last day"
SOURCE = UUID("00000000-0000-4000-8000-00000000000a")


def blocked(cast: Cast, worker: StaffMember, extent: BlockExtent = ANY, *, source: UUID = SOURCE) -> AssignmentBlock:
    return block(organisation_id=cast.organisation.pk, client_id=cast.hana.pk, worker_id=worker.pk, extent=extent, source=source)


def begun(cast: Cast, worker: StaffMember, role: str = "worker", **said: Any) -> Assignment:
    facts: dict[str, Any] = {"starts_on": today(cast.organisation)} | said
    return assign(actor=cast.noor, client_id=cast.hana.pk, worker_id=worker.pk, role=AssignmentRole(role), **facts)


def nobody_is_key_worker(cast: Cast) -> None:
    Assignment.objects.filter(client=cast.hana, worker=cast.amira).update(ends_on=day(cast, -1))


def day(cast: Cast, days: int = 0) -> date:
    return today(cast.organisation) + timedelta(days=days)


def another_client(cast: Cast, reference: str = "C-3001", *, is_minor: bool = False) -> Client:
    client = Client(organisation=cast.organisation, reference=reference, site_id=cast.hana.site_id, is_minor=is_minor)
    client.name, client.name_index = "Selam Tekle", fingerprints({"selam", "tekle"})
    client.save(force_insert=True)
    return client


@contextmanager
def refused_by_the_database() -> Iterator[None]:
    with pytest.raises(IntegrityError, match="does not work with this client"), transaction.atomic():
        yield


def by_hand(sql: str, *values: Any) -> None:
    with connection.cursor() as run:
        run.execute(sql, values)


INSERT = (
    "INSERT INTO accounts_assignment (id, client_id, worker_id, role, starts_on, ends_on) "
    "VALUES (gen_random_uuid(), %s, %s, %s, %s, %s)"
)


# --- The form, the API, intake -----------------------------------------------------------------------------------------------
def post(browser: Any, cast: Cast, role: str = "worker") -> Any:
    on = day(cast)
    first = {"starts_on_day": on.day, "starts_on_month": on.month, "starts_on_year": on.year}
    return browser.post(reverse("assignments:assign", args=[cast.hana.pk]), {"worker": str(cast.lena.pk), "role": role, **first})


@db
@pytest.mark.parametrize(("extent", "role", "sentence"), [(ANY, "worker", AT_ALL), (KEY, "key_worker", AS_KEY)])
def test_the_form_refuses_beside_the_worker(
    cast: Cast, signed_in: SignedIn, extent: BlockExtent, role: str, sentence: str
) -> None:
    nobody_is_key_worker(cast)
    blocked(cast, cast.lena, extent)
    answer = post(signed_in(cast.elif_), cast, role)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["worker"])
    assert sentence in answer.content.decode()
    assert not Assignment.objects.filter(worker=cast.lena).exists()


@db
def test_the_sentence_is_the_same_whatever_the_cause_and_how_often(cast: Cast) -> None:
    nobody_is_key_worker(cast)
    blocked(cast, cast.lena, KEY, source=uuid4())
    for each in (uuid4(), uuid4()):
        blocked(cast, cast.lena, ANY, source=each)
        for role in ("worker", "key_worker"):
            with pytest.raises(RuleViolation) as refused:
                begun(cast, cast.lena, role)
            assert (refused.value.field, str(refused.value.message)) == ("worker", AT_ALL)


@db
def test_who_may_not_assign_somebody_learns_nothing_of_a_block(cast: Cast) -> None:
    blocked(cast, cast.pavel)
    with pytest.raises(RuleViolation, match="line"):
        assign(
            actor=cast.elif_,
            client_id=cast.hana.pk,
            worker_id=cast.pavel.pk,
            role=AssignmentRole.WORKER,
            starts_on=day(cast),
        )


@db
def test_the_list_to_choose_from_does_not_show_whom_a_block_is_about(cast: Cast, signed_in: SignedIn) -> None:
    address = reverse("assignments:assign", args=[cast.hana.pk])
    before = [str(each) for each in signed_in(cast.elif_).get(address).context["form"].fields["worker"].queryset]
    blocked(cast, cast.lena)
    assert [str(each) for each in signed_in(cast.elif_).get(address).context["form"].fields["worker"].queryset] == before


@db
def test_the_api_refuses_with_the_same_words(cast: Cast) -> None:
    blocked(cast, cast.lena)
    told = {"worker": str(cast.lena.pk), "role": "worker", "starts_on": day(cast).isoformat()}
    refused = calling(cast.elif_).post(f"clients/{cast.hana.pk}/assignments/", told)
    assert (refused.status, refused.wrong) == (422, {"worker": [AT_ALL]})


@db
def test_nobody_takes_on_as_key_worker_whom_they_may_not(cast: Cast) -> None:
    nobody_is_key_worker(cast)
    blocked(cast, cast.lena, KEY)
    with transaction.atomic(), pytest.raises(RuleViolation, match="blocked"):
        begin_with(actor=cast.noor, client=cast.hana, worker_id=cast.lena.pk)


# --- What a block does not hinder ----------------------------------------------------------------------------------------------
@db
def test_who_may_not_be_key_worker_may_work_with_the_client(cast: Cast) -> None:
    blocked(cast, cast.lena, KEY)
    begun(cast, cast.lena)


@db
def test_another_worker_and_another_client_are_not_meant(cast: Cast) -> None:
    blocked(cast, cast.lena)
    begun(cast, cast.elif_)
    by_hand(INSERT, cast.hana.pk, cast.farid.pk, "worker", day(cast), None)
    other = another_client(cast)
    by_hand(INSERT, other.pk, cast.lena.pk, "worker", day(cast), None)


@db
def test_what_was_over_before_the_block_is_history(cast: Cast) -> None:
    blocked(cast, cast.lena)
    begun(cast, cast.lena, starts_on=date(2020, 1, 6), ends_on=day(cast, -1))
    with pytest.raises(RuleViolation, match="blocked"):
        begun(cast, cast.lena, ends_on=day(cast))


# --- Blocking, lifting, ending -------------------------------------------------------------------------------------------------
@db
def test_a_block_is_made_once_and_another_extent_takes_its_place(cast: Cast) -> None:
    first = blocked(cast, cast.lena, KEY)
    assert blocked(cast, cast.lena, KEY).pk == first.pk
    second = blocked(cast, cast.lena, ANY)
    standing = AssignmentBlock.objects.filter(ended_at=None).values_list("pk", flat=True)
    assert (list(standing), AssignmentBlock.objects.count()) == ([second.pk], 2)


@db
def test_lifting_opens_again_and_each_source_lifts_its_own(cast: Cast) -> None:
    other = uuid4()
    blocked(cast, cast.lena)
    blocked(cast, cast.lena, source=other)
    assert (lift_blocks(source=SOURCE), lift_blocks(source=SOURCE)) == (1, 0)
    with pytest.raises(RuleViolation, match="blocked"):
        begun(cast, cast.lena)
    assert lift_blocks(source=other) == 1
    begun(cast, cast.lena)


@db
def test_what_was_lifted_is_blocked_anew(cast: Cast) -> None:
    blocked(cast, cast.lena)
    lift_blocks(source=SOURCE)
    blocked(cast, cast.lena)
    with pytest.raises(RuleViolation, match="blocked"):
        begun(cast, cast.lena)
    assert AssignmentBlock.objects.count() == 2


@db
def test_what_runs_is_ended_before_it_is_blocked(cast: Cast) -> None:
    with pytest.raises(MoveRefused):
        blocked(cast, cast.ben)
    ended = end_for(client_id=cast.hana.pk, worker_id=cast.ben.pk, on=day(cast), actor_id=cast.elif_.pk)
    assert ended is not None
    assert ended.ends_on == day(cast)
    data = {"client": str(cast.hana.pk), "worker": str(cast.ben.pk), "last_day": day(cast).isoformat()}
    assert last_written_about(ended.pk) == ("assignment.ended", cast.elif_.pk, data)
    blocked(cast, cast.ben)
    assert end_for(client_id=cast.hana.pk, worker_id=cast.ben.pk, on=day(cast)) is None


@db
def test_a_worker_need_not_be_taken_off_to_be_kept_from_being_key_worker(cast: Cast) -> None:
    blocked(cast, cast.ben, KEY)
    with pytest.raises(MoveRefused):
        blocked(cast, cast.amira, KEY)


@db
def test_what_has_not_begun_never_will_and_stays_in_the_record(cast: Cast) -> None:
    coming = begun(cast, cast.lena, starts_on=day(cast, 9))
    with pytest.raises(MoveRefused):
        blocked(cast, cast.lena)
    assert end_for(client_id=cast.hana.pk, worker_id=cast.lena.pk, on=day(cast)) is None
    assert not Assignment.objects.filter(pk=coming.pk).exists()
    assert last_written_about(coming.pk)[0] == "assignment.ended"
    blocked(cast, cast.lena)


def running_under_a_block(cast: Cast) -> Assignment:
    """Ben works with Hana for five more days, was to begin again later, and is kept from it from now on."""
    Assignment.objects.filter(worker=cast.ben).update(ends_on=day(cast, 5))
    begun(cast, cast.ben, starts_on=day(cast, 9))
    facts: dict[str, Any] = {"organisation_id": cast.organisation.pk, "client_id": cast.hana.pk, "worker_id": cast.ben.pk}
    block(**facts, extent=ANY, source=SOURCE, lets_run=True)
    return Assignment.objects.get(worker=cast.ben)


@db
def test_a_block_may_stand_over_what_runs_and_nothing_begins_after_it(cast: Cast) -> None:
    nobody_is_key_worker(cast)
    running = running_under_a_block(cast)
    assert running.ends_on == day(cast, 5), "it goes on to its last day; what was to begin is gone"
    for role in ("worker", "key_worker"):
        with pytest.raises(RuleViolation, match="blocked"):
            begun(cast, cast.ben, role, starts_on=day(cast, 6))
        with refused_by_the_database():
            by_hand(INSERT, cast.hana.pk, cast.ben.pk, role, day(cast, 6), None)
    for last_day in (None, day(cast, 6)):
        with refused_by_the_database():
            by_hand("UPDATE accounts_assignment SET ends_on = %s WHERE id = %s", last_day, running.pk)
    told = {"worker": str(cast.ben.pk), "role": "worker", "starts_on": day(cast, 6).isoformat()}
    refused = calling(cast.elif_).post(f"clients/{cast.hana.pk}/assignments/", told)
    assert (refused.status, list(refused.wrong)) == (422, ["worker"])
    end(actor=cast.elif_, assignment_id=running.pk, last_day=day(cast, 1))
    running.refresh_from_db()
    assert running.ends_on == day(cast, 1)


@db
def test_a_file_does_not_end_one_and_begin_another_under_a_block(cast: Cast) -> None:
    running = running_under_a_block(cast)
    first, who = running.starts_on, f"C-1001,{cast.ben.reference},worker"
    run = checked(cast.noor, csv_of(WHO, f"{who},{first},{day(cast)}", f"{who},{day(cast, 1)},"))
    assert problems(run) == [(3, "Worker", cast.ben.reference)]
    run = checked(cast.noor, csv_of(WHO, f"{who},{first},{day(cast, 8)}"))
    assert len(problems(run)) == 1
    applied(cast.noor, csv_of(WHO, f"{who},{first},{day(cast)}"))
    running.refresh_from_db()
    assert running.ends_on == day(cast)


@db
def test_what_began_today_is_over_today(cast: Cast) -> None:
    begun(cast, cast.lena)
    ended = end_for(client_id=cast.hana.pk, worker_id=cast.lena.pk, on=day(cast, -3))
    assert ended is not None
    assert ended.ends_on == day(cast)
    blocked(cast, cast.lena)


@db
def test_what_ends_earlier_anyway_stays_so(cast: Cast) -> None:
    begun(cast, cast.lena, ends_on=day(cast, 2))
    ended = end_for(client_id=cast.hana.pk, worker_id=cast.lena.pk, on=day(cast, 1))
    assert ended is not None
    assert ended.ends_on == day(cast, 1)
    assert end_for(client_id=cast.hana.pk, worker_id=cast.lena.pk, on=day(cast, 5)) is None


@db
def test_nothing_crosses_organisations(cast: Cast) -> None:
    northern: dict[str, Any] = {"organisation_id": cast.other_organisation.pk, "extent": ANY, "source": SOURCE}
    for client, worker in ((cast.hana, cast.ben), (cast.hana, cast.ivo)):
        with pytest.raises(NotVisible):
            block(client_id=client.pk, worker_id=worker.pk, **northern)
    with pytest.raises(NotVisible):
        blocked(cast, cast.ivo)
    with pytest.raises(IntegrityError, match="of its organisation"), transaction.atomic():
        AssignmentBlock.objects.create(
            organisation=cast.organisation,
            client=cast.hana,
            worker=cast.ivo,
            extent=ANY,
            source=SOURCE,
            began_at="2026-01-05T08:00Z",
        )


# --- A file, and in bulk -------------------------------------------------------------------------------------------------------
@db
@pytest.mark.parametrize(("extent", "role"), [(ANY, "worker"), (ANY, "key_worker"), (KEY, "key_worker")])
def test_a_file_is_refused_with_row_and_column(cast: Cast, extent: BlockExtent, role: str) -> None:
    nobody_is_key_worker(cast)
    blocked(cast, cast.lena, extent)
    rows = (f"C-1001,{cast.elif_.reference},worker,2026-01-01,", f"C-1001,{cast.lena.reference},{role},{day(cast)},")
    run = checked(cast.noor, csv_of(WHO, *rows))
    assert problems(run) == [(3, "Worker", cast.lena.reference)]
    assert said(run)[0].startswith("Lena Fischer ")
    assert not Assignment.objects.filter(worker__in=[cast.elif_, cast.lena]).exists()


@db
def test_a_file_that_was_checked_before_the_block_is_not_applied_after_it(cast: Cast) -> None:
    run = checked(cast.noor, csv_of(WHO, f"C-1001,{cast.lena.reference},worker,2026-01-01,"))
    assert len(changes(run)) == 1
    blocked(cast, cast.lena)
    imports.apply_import(actor=cast.noor, run_id=run.pk)
    work()
    run.refresh_from_db()
    assert (run.status, run.moved_on, problems(run)) == (ImportStatus.REFUSED, True, [(2, "Worker", cast.lena.reference)])
    assert not Assignment.objects.filter(worker=cast.lena).exists()
    lift_blocks(source=SOURCE)
    applied(cast.noor, csv_of(WHO, f"C-1001,{cast.lena.reference},worker,2026-01-01,"))


@db
def test_in_bulk_one_that_is_forbidden_keeps_all_out(cast: Cast) -> None:
    blocked(cast, cast.lena)
    with refused_by_the_database():
        Assignment.objects.bulk_create(
            [
                Assignment(client=cast.hana, worker=worker, role=AssignmentRole.WORKER, starts_on=day(cast))
                for worker in (cast.elif_, cast.lena)
            ]
        )
    with refused_by_the_database():
        Assignment.objects.filter(client=cast.hana).update(worker=cast.lena, starts_on=day(cast, 1))
    assert not Assignment.objects.filter(worker__in=[cast.elif_, cast.lena]).exists()


# --- By hand, as the application -------------------------------------------------------------------------------------------------
@db
@pytest.mark.parametrize(("extent", "role"), [(ANY, "worker"), (ANY, "key_worker"), (KEY, "key_worker")])
def test_no_row_is_written_by_hand(cast: Cast, extent: BlockExtent, role: str) -> None:
    nobody_is_key_worker(cast)
    blocked(cast, cast.lena, extent)
    for last_day in (None, day(cast), day(cast, 40)):
        with refused_by_the_database():
            by_hand(INSERT, cast.hana.pk, cast.lena.pk, role, day(cast), last_day)


@db
def test_no_row_becomes_a_forbidden_one_by_hand(cast: Cast) -> None:
    other = another_client(cast)
    by_hand(INSERT, other.pk, cast.lena.pk, "worker", day(cast), None)
    begun(cast, cast.lena, starts_on=date(2020, 1, 6), ends_on=day(cast, -1))
    blocked(cast, cast.lena)
    for change, values in (
        ("worker_id = %s WHERE worker_id = %s", (cast.lena.pk, cast.ben.pk)),
        ("client_id = %s WHERE client_id = %s", (cast.hana.pk, other.pk)),
        ("ends_on = NULL WHERE client_id = %s AND worker_id = %s", (cast.hana.pk, cast.lena.pk)),
        ("ends_on = CURRENT_DATE + 30 WHERE client_id = %s AND worker_id = %s", (cast.hana.pk, cast.lena.pk)),
    ):
        with refused_by_the_database():
            by_hand(f"UPDATE accounts_assignment SET {change}", *values)


@db
def test_nobody_becomes_key_worker_by_hand(cast: Cast) -> None:
    nobody_is_key_worker(cast)
    blocked(cast, cast.ben, KEY)
    with refused_by_the_database():
        by_hand("UPDATE accounts_assignment SET role = 'key_worker' WHERE worker_id = %s", cast.ben.pk)


@db
def test_what_is_made_shorter_is_never_refused(cast: Cast) -> None:
    nobody_is_key_worker(cast)
    bens = Assignment.objects.get(worker=cast.ben)
    blocked(cast, cast.ben, KEY)
    end(actor=cast.elif_, assignment_id=bens.pk, last_day=day(cast))
    blocked(cast, cast.ben, ANY, source=uuid4())
    by_hand("UPDATE accounts_assignment SET ends_on = %s WHERE worker_id = %s", day(cast, -1), cast.ben.pk)


@db
def test_a_block_is_not_made_over_what_is_to_begin_nor_changed_nor_taken_away_by_hand(cast: Cast) -> None:
    row = "INSERT INTO accounts_assignmentblock VALUES (gen_random_uuid(), 'any', %s, now(), NULL, %s, %s, %s)"
    begun(cast, cast.elif_, starts_on=day(cast, 3))
    with pytest.raises(IntegrityError, match="taken away first"), transaction.atomic():
        by_hand(row, uuid4(), cast.hana.pk, cast.organisation.pk, cast.elif_.pk)
    made = blocked(cast, cast.lena)
    lifted = blocked(cast, cast.lena, source=uuid4())
    lift_blocks(source=lifted.source)
    for change in ("extent = 'key_worker'", "began_at = now() + interval '9 days'", f"worker_id = '{cast.ben.pk}'"):
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            by_hand(f"UPDATE accounts_assignmentblock SET {change} WHERE id = %s", made.pk)
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        by_hand("UPDATE accounts_assignmentblock SET ended_at = NULL WHERE id = %s", lifted.pk)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        by_hand("DELETE FROM accounts_assignmentblock")


# --- At one moment ---------------------------------------------------------------------------------------------------------------
def together(*acts: Callable[[], Any]) -> list[str]:
    """What comes of acts that begin at one moment, each over its own connection."""
    start, outcomes = Barrier(len(acts)), list[str]()

    def run(act: Callable[[], Any]) -> None:
        start.wait()
        try:
            act()
            outcomes.append("done")
        except (MoveRefused, RuleViolation, IntegrityError) as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_an_assignment_and_a_block_at_one_moment_never_both_stand(committed_db: None) -> None:
    cast = small_world()
    clients = [another_client(cast, f"C-30{number:02}") for number in range(8)]
    for number, client in enumerate(clients):

        def act(client: Client = client) -> None:
            facts: dict[str, Any] = {"role": AssignmentRole.WORKER, "starts_on": day(cast)}
            assign(actor=cast.noor, client_id=client.pk, worker_id=cast.lena.pk, **facts)

        def write(client: Client = client) -> None:
            by_hand(INSERT, client.pk, cast.lena.pk, "worker", day(cast), None)

        def forbid(client: Client = client) -> None:
            facts: dict[str, Any] = {"organisation_id": cast.organisation.pk, "extent": ANY, "source": SOURCE}
            block(client_id=client.pk, worker_id=cast.lena.pk, **facts)

        outcomes = together(write if number % 2 else act, forbid)
        assert outcomes in (["MoveRefused", "done"], ["RuleViolation", "done"], ["IntegrityError", "done"])
        stands = AssignmentBlock.objects.filter(client=client).exists()
        assert stands != Assignment.objects.filter(client=client).exists()


def test_two_who_block_at_one_moment_make_one_block(committed_db: None) -> None:
    cast = small_world()
    assert together(lambda: blocked(cast, cast.lena), lambda: blocked(cast, cast.lena)) == ["done", "done"]
    assert AssignmentBlock.objects.count() == 1


def test_a_block_waits_for_whoever_writes_by_hand(committed_db: None) -> None:
    cast = small_world()
    written = Barrier(2)
    outcomes = list[str]()

    def forbid() -> None:
        written.wait()
        try:
            blocked(cast, cast.lena)
        except MoveRefused:
            outcomes.append("refused")
        finally:
            connection.close()

    thread = Thread(target=forbid)
    thread.start()
    with transaction.atomic():
        by_hand(INSERT, cast.hana.pk, cast.lena.pk, "worker", day(cast), None)
        written.wait()
        assert not AssignmentBlock.objects.exists()
    thread.join()
    assert outcomes == ["refused"]


# --- What a client asks for first (RC-C-3), in the same ways ---------------------------------------------------------------------
@db
def test_an_assignment_is_not_opened_again_by_hand_for_somebody_who_is_no_longer_qualified(cast: Cast) -> None:
    child, training = another_client(cast, is_minor=True), uuid4()
    require(organisation_id=cast.organisation.pk, qualification=training, name="Minors", trait=ClientTrait.MINOR)
    give_qualification(worker_id=cast.lena.pk, qualification=training, until=day(cast, 9))
    by_hand(INSERT, child.pk, cast.lena.pk, "worker", day(cast), day(cast, 8))
    again = "UPDATE accounts_assignment SET ends_on = %s WHERE worker_id = %s"
    by_hand(again, day(cast, 9), cast.lena.pk)
    for last_day in (None, day(cast, 10)):
        with pytest.raises(IntegrityError, match="must be qualified first"), transaction.atomic():
            by_hand(again, last_day, cast.lena.pk)
    by_hand(again, day(cast, 1), cast.lena.pk)

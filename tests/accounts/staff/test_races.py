"""Two administrators change the tree at the same moment."""

from threading import Barrier, Thread

from django.db import IntegrityError, connection, transaction

from accounts.demo.cast import Cast, small_world
from accounts.staff.actions import change_manager
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import RuleViolation


def test_two_changes_that_make_a_loop_only_together_are_not_both_done(committed_db: None) -> None:
    cast = small_world()
    StaffMember.objects.filter(id__in=[cast.amira.id, cast.ben.id]).update(manager=None)
    together, done = Barrier(2), list[bool]()

    def change(actor: StaffMember, person: StaffMember, manager: StaffMember) -> None:
        together.wait()
        try:
            change_manager(actor=actor, person_id=person.id, manager_id=manager.id)
            done.append(True)
        except RuleViolation as refusal:
            done.append(refusal.code != "loop")
        finally:
            connection.close()

    both = [(cast.olga, cast.amira, cast.ben), (cast.wiremu, cast.ben, cast.amira)]
    threads = [Thread(target=change, args=each) for each in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, True]


def test_the_database_keeps_two_bare_changes_apart_too(committed_db: None) -> None:
    cast: Cast = small_world()
    StaffMember.objects.filter(id__in=[cast.amira.id, cast.ben.id]).update(manager=None)
    together, done = Barrier(2), list[bool]()

    def change(person: StaffMember, manager: StaffMember) -> None:
        try:
            with transaction.atomic():
                together.wait()
                StaffMember.objects.filter(id=person.id).update(manager=manager)
            done.append(True)
        except IntegrityError as error:
            done.append("above themselves" not in str(error))
        finally:
            connection.close()

    threads = [Thread(target=change, args=each) for each in ((cast.amira, cast.ben), (cast.ben, cast.amira))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, True]

"""Two people who decide at one moment: over a database where commits are real."""

from threading import Barrier, Thread

from django.db import connection

from accounts.appointments.models import Appointment
from accounts.demo.cast import small_world
from accounts.staff.models import StaffMember
from boundaries.access.scope import speaking_for
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused
from incidents.lifting import actions
from incidents.lifting.models import LiftingDecision
from tests.incidents.lifting.play import proposed, stepped_aside
from tests.seeing import every


def test_two_who_decide_at_one_moment_decide_once(committed_db: None) -> None:
    cast = small_world()
    report = stepped_aside(cast)
    office = {"role": "safeguarding_lead", "starts_on": "2026-01-05", "confirmed_at": now()}
    Appointment.objects.create(organisation=cast.organisation, person=cast.tomas, **office)
    StaffMember.objects.filter(pk=cast.tomas.pk).update(manager=cast.ingrid)
    lifting = proposed(report, cast.elif_, cast.chidi)
    together, said = Barrier(2), list[str]()

    def decide(person: StaffMember) -> None:
        together.wait()
        try:
            with speaking_for(person):
                actions.confirm(actor=person, lifting_id=lifting.pk)
            said.append("done")
        except MoveRefused:
            said.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=decide, args=[each]) for each in (cast.ingrid, cast.tomas)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["done", "refused"]
    assert every(LiftingDecision).count() == 1

"""Two people decide at once; somebody is kept out while another confirms: commits are real here."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.demo.cast import Cast, small_world
from accounts.grants.choices import ExclusionSource
from accounts.staff.models import StaffMember
from boundaries.access.scope import speaking_for
from boundaries.errors.exceptions import MoveRefused, NotVisible, ProductError
from incidents.desk.actions import add_party
from incidents.emergency.actions import confirm, decline
from incidents.emergency.models import EmergencyRequest
from incidents.reports.choices import PartyRole
from incidents.reports.models import Report, ReportExclusion, ReportGrant
from incidents.reports.queries import visible_to
from tests.incidents.emergency.asked import asked, told
from tests.incidents.told import events_of
from tests.seeing import every

pytestmark = pytest.mark.usefixtures("committed_db")


def at_once(*acts: tuple[StaffMember, Callable[[], object]]) -> list[str]:
    """Do them at the same time, each over a connection of its own; how each ended, in their order."""
    start, ended = Barrier(len(acts)), dict.fromkeys(range(len(acts)), "")

    def run(place: int, actor: StaffMember, act: Callable[[], object]) -> None:
        try:
            with speaking_for(actor):
                start.wait()
                act()
            ended[place] = "done"
        except ProductError as refusal:
            ended[place] = refusal.code
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, actor, act)) for place, (actor, act) in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(ended.values())


def waiting(cast: Cast) -> tuple[Report, EmergencyRequest]:
    report = told(cast)
    return report, asked(cast.dana, report)


def test_of_two_who_confirm_one_does() -> None:
    cast = small_world()
    report, request = waiting(cast)
    people = (cast.noor, cast.ingrid, cast.elif_)
    ended = at_once(*((person, lambda person=person: confirm(actor=person, request_id=request.pk)) for person in people))
    assert sorted(ended) == ["done", MoveRefused.code, MoveRefused.code]
    assert events_of(report).count("report.emergency-confirmed") == 1
    assert every(ReportGrant).filter(user=cast.dana.user).count() == 1


def test_of_one_who_confirms_and_one_who_declines_one_does() -> None:
    cast = small_world()
    report, request = waiting(cast)
    ended = at_once(
        (cast.noor, lambda: confirm(actor=cast.noor, request_id=request.pk)),
        (cast.elif_, lambda: decline(actor=cast.elif_, request_id=request.pk)),
    )
    assert sorted(ended) == ["done", MoveRefused.code]
    assert len([each for each in events_of(report) if "emergency" in each]) == 1


def test_nobody_is_let_in_beside_being_kept_out() -> None:
    cast = small_world()
    report, request = waiting(cast)
    ended = at_once(
        (cast.noor, lambda: confirm(actor=cast.noor, request_id=request.pk)),
        (
            cast.elif_,
            lambda: add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.WITNESS, person_id=cast.dana.pk),
        ),
    )
    assert ended[1] == "done"
    assert ended[0] in {"done", MoveRefused.code, NotVisible.code}
    kept = every(ReportExclusion).get(report=report, person=cast.dana)
    assert kept.source == ExclusionSource.WITNESS
    assert not visible_to(cast.dana).filter(pk=report.pk).exists()
    request.refresh_from_db()
    assert request.status in {"waiting", "ended"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM incidents_reportgrant WHERE user_id = %s AND ends_at > now()", [cast.dana.user_id])
        assert cursor.fetchone() == (0,)

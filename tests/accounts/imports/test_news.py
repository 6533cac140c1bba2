"""Whoever brought a file is told when the work on it has ended, in the product and by a mail that says nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.appointments.models import Appointment
from accounts.demo.cast import Cast
from accounts.imports import actions
from accounts.imports.choices import ImportStatus
from accounts.imports.models import ImportRun
from accounts.imports.news import WORTH_LEAVING, News
from accounts.imports.queries import KEPT
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at, now
from boundaries.notices.models import Notice
from boundaries.notices.queries import count_new, items_for
from boundaries.outbox.drain import drain
from tests.accounts.imports.files import applied, checked, csv_of, work
from tests.seeing import every

pytestmark = pytest.mark.django_db
FILE = csv_of("Staff number,Full name,Kind", "X-1,Kit Marlowe,employee")
CHANGE = csv_of("Staff number,Full name,Job title", "S-0008,Ben Okafor,Night worker")
SignedIn = Callable[[Any], Client]


def told(person: StaffMember) -> list[tuple[str, str]]:
    """The items in somebody's list: its sentence, and which file is meant."""
    return [(str(item.sentence), item.label) for item in items_for(person.pk)]


def test_an_import_that_is_done_is_told_to_whoever_brought_it(cast: Cast, signed_in: SignedIn) -> None:
    run = applied(cast.olga, FILE)
    assert told(cast.olga) == [(str(News.APPLIED.label), "Staff")]
    (item,) = items_for(cast.olga.pk)
    page = signed_in(cast.olga).get(item.link)
    assert (item.link, page.status_code) == (f"/imports/{run.id}/", 200)
    assert told(cast.wiremu) == []


def test_the_mail_says_nothing(cast: Cast) -> None:
    applied(cast.olga, FILE)
    mail.outbox.clear()
    while drain():
        pass
    (message,) = mail.outbox
    assert message.to == [cast.olga.user.email if cast.olga.user else ""]
    assert not [word for word in ("import", "Import", "file", "Kit", "Staff") if word in f"{message.subject} {message.body}"]


def test_one_that_was_not_carried_out_is_told_too(cast: Cast) -> None:
    run = checked(cast.olga, CHANGE)
    actions.apply_import(actor=cast.olga, run_id=run.id)
    StaffMember.objects.filter(pk=cast.ben.pk).update(name="Benjamin Okafor")
    work()
    assert ImportRun.objects.get(pk=run.pk).status != ImportStatus.APPLIED
    assert told(cast.olga) == [(str(News.NOT_APPLIED.label), "Staff")]


def test_so_is_one_of_somebody_who_may_not_import_any_more_once_they_may_see_it_again(cast: Cast) -> None:
    run = checked(cast.olga, CHANGE)
    actions.apply_import(actor=cast.olga, run_id=run.id)
    roles = Appointment.objects.filter(person=cast.olga)
    begun = list(roles.values_list("pk", "starts_on"))
    roles.update(starts_on=now().date() + timedelta(days=9))
    work()
    assert ImportRun.objects.get(pk=run.pk).status == ImportStatus.REFUSED
    assert told(cast.olga) == []
    for pk, day in begun:
        Appointment.objects.filter(pk=pk).update(starts_on=day)
    assert told(cast.olga) == [(str(News.NOT_APPLIED.label), "Staff")]


@pytest.mark.parametrize("begun", ["check", "apply"])
def test_one_that_never_came_to_an_end_is_told_after_a_day(cast: Cast, begun: str) -> None:
    run = actions.start_import(actor=cast.olga, name="people.csv", content=FILE)
    if begun == "apply":
        work()
        actions.apply_import(actor=cast.olga, run_id=run.id)
    with at(now() + KEPT):
        actions.expire_import(run_id=run.id, organisation_id=run.organisation_id)
    assert told(cast.olga) == [(str(News.GIVEN_UP.label), "Staff")]


def test_a_file_that_nobody_came_back_for_is_forgotten_in_silence(cast: Cast) -> None:
    run = checked(cast.olga, FILE)
    with at(now() + KEPT):
        actions.expire_import(run_id=run.id, organisation_id=run.organisation_id)
    assert told(cast.olga) == []


def test_a_small_file_is_checked_while_one_waits_and_a_large_one_is_not(cast: Cast) -> None:
    checked(cast.olga, FILE)
    assert count_new(cast.olga.pk) == 0
    rows = (f"X-{number},Kit Marlowe {number},employee" for number in range(WORTH_LEAVING))
    checked(cast.olga, csv_of("Staff number,Full name,Kind", *rows))
    assert told(cast.olga) == [(str(News.CHECKED.label), "Staff")]


def test_doing_the_same_work_twice_tells_once(cast: Cast) -> None:
    run = applied(cast.olga, FILE)
    actions.carry_out(run_id=run.id, organisation_id=run.organisation_id)
    assert every(Notice).count() == 1

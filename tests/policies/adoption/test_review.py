"""Review clocks: the owner is reminded in good time and while it is late, and whatever cites the policy says that it is (PQ-HDR-3)."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at
from boundaries.notices.queries import items_for
from boundaries.outbox.actions import cancel_timers
from boundaries.outbox.models import Timer
from policies.adoption.actions import REVIEW, change_adoption, end_adoption
from policies.adoption.models import Adoption
from policies.adoption.rules import AGAIN, AHEAD, reminded_next
from policies.moments.actions import YEARLY
from tests.accounts.calling import calling
from tests.accounts.kinds import SignedIn, written_about
from tests.incidents.told import settle
from tests.policies.adopting import AK, PQ, RC, adopted

DUE = date(2031, 3, 14)
DAYS = st.dates(date(2025, 1, 1), date(2040, 1, 1))


# --- Which days -------------------------------------------------------------------------------------------------------------
@given(next_review=DAYS, after=DAYS)
def test_the_next_day_is_later_and_none_between_is_missed(next_review: date, after: date) -> None:
    found = reminded_next(next_review, after)
    assert found > after
    wanted = {next_review - timedelta(days=each) for each in AHEAD}
    wanted |= {next_review + timedelta(days=AGAIN * each) for each in range(1, 900)}
    assert min(day for day in wanted if day > after) == found


# --- What happens on them ---------------------------------------------------------------------------------------------------
def on(cast: Cast, day: date, hour: int = 9) -> Any:
    return at(datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(cast.organisation.zone)))


def clock(adoption: Adoption) -> Timer | None:
    return Timer.objects.filter(about_id=adoption.pk, kind=REVIEW, fired_at=None, cancelled_at=None).first()


def reviews(person: StaffMember) -> list[str]:
    return [str(each.sentence) for each in items_for(person.pk) if "review" in str(each.sentence)]


def pass_the_days(cast: Cast, first: date, last: date) -> list[date]:
    """Each day goes by; those on which somebody got a mail."""
    found, day = [], first
    while day <= last:
        before = len(mail.outbox)
        with on(cast, day):
            settle()
        if len(mail.outbox) > before:
            found.append(day)
        day += timedelta(days=1)
    return found


@pytest.fixture
def early(cast: Cast, library: None) -> Adoption:
    """A policy that Noor owns, adopted long before its review."""
    with on(cast, DUE - timedelta(days=100)):
        adoption = adopted(cast.noor, RC, next_review=DUE)
        cancel_timers(about_id=cast.organisation.pk, kinds=[YEARLY])  # what everybody is asked then is another matter
        settle()
    mail.outbox.clear()
    return adoption


@pytest.mark.django_db
def test_the_owner_is_reminded_before_on_the_day_and_every_week_after(cast: Cast, early: Adoption) -> None:
    days = pass_the_days(cast, DUE - timedelta(days=70), DUE + timedelta(days=15))
    assert days == [DUE + timedelta(days=each) for each in (-60, -30, -7, 0, 7, 14)]
    assert {each.to[0] for each in mail.outbox} == {cast.noor.user.email}  # type: ignore[union-attr]  # she signs in
    assert not any("Client Relations" in each.subject + str(each.body) for each in mail.outbox)
    with on(cast, DUE + timedelta(days=15)):
        told = [str(each.sentence) for each in items_for(cast.noor.pk)]
        assert told[0] == "The review of a policy that you own is overdue."
        assert told[-1] == "A policy that you own is to be reviewed."
        assert items_for(cast.noor.pk)[0].label == "Client Relations"
    events = [event for event, _actor, _data in written_about(early.pk)]
    assert events.count("policy.review-reminded") == 6


@pytest.mark.django_db
def test_a_new_date_starts_anew_and_an_end_stops_it(cast: Cast, early: Adoption) -> None:
    told: dict[str, Any] = {"words": early.words, "owner_id": cast.noor.pk}
    with on(cast, DUE - timedelta(days=80)):
        change_adoption(actor=cast.noor, adoption_id=early.pk, next_review=DUE + timedelta(days=365), **told)
    running = clock(early)
    assert running is not None
    assert running.due_at.date() == DUE + timedelta(days=305)
    with on(cast, DUE - timedelta(days=79)):
        change_adoption(actor=cast.noor, adoption_id=early.pk, next_review=None, **told)
    assert clock(early) is None
    with on(cast, DUE - timedelta(days=78)):
        change_adoption(actor=cast.noor, adoption_id=early.pk, next_review=DUE, **told)
        assert clock(early) is not None
        end_adoption(actor=cast.noor, adoption_id=early.pk)
    assert clock(early) is None


@pytest.mark.django_db
def test_another_owner_is_reminded_instead_and_the_former_one_loses_the_item(cast: Cast, early: Adoption) -> None:
    pass_the_days(cast, DUE - timedelta(days=60), DUE - timedelta(days=60))
    with on(cast, DUE - timedelta(days=50)):
        change_adoption(actor=cast.noor, adoption_id=early.pk, words=early.words, owner_id=cast.samuel.pk, next_review=DUE)
    mail.outbox.clear()
    pass_the_days(cast, DUE - timedelta(days=30), DUE - timedelta(days=30))
    assert [each.to[0] for each in mail.outbox] == [cast.samuel.user.email]  # type: ignore[union-attr]  # he signs in
    assert reviews(cast.noor) == []


@pytest.mark.django_db
def test_where_the_owner_left_everybody_who_could_own_it_is_reminded(cast: Cast, early: Adoption) -> None:
    StaffMember.objects.filter(pk=cast.noor.pk).update(is_active=False)
    pass_the_days(cast, DUE - timedelta(days=60), DUE - timedelta(days=60))
    assert cast.samuel.user.email in {each.to[0] for each in mail.outbox}  # type: ignore[union-attr]  # he signs in
    assert cast.noor.user.email not in {each.to[0] for each in mail.outbox}  # type: ignore[union-attr]  # she did


@pytest.mark.django_db
def test_loading_the_packs_sets_the_clocks_that_are_missing_and_no_others(cast: Cast, early: Adoption) -> None:
    Timer.objects.all().delete()
    for _again in range(2):
        call_command("load_policies", verbosity=0)
    running = Timer.objects.filter(about_id=early.pk)
    assert [each.due_at.date() for each in running] == [DUE - timedelta(days=60)]


# --- The badge --------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_whatever_cites_a_policy_says_that_its_review_is_overdue(cast: Cast, library: None, signed_in: SignedIn) -> None:
    yesterday = today(cast.organisation) - timedelta(days=1)
    adopted(cast.noor, PQ, next_review=yesterday)
    adopted(cast.noor, AK, next_review=yesterday + timedelta(days=30))
    browser = signed_in(cast.amira)
    late = {
        reverse("policies:list"): 1,
        reverse("policies:policy", args=[PQ]): 1,
        reverse("policies:policy", args=[AK]): 0,
        reverse("policies:clause", args=[PQ, "PQ-BEH-3"]): 1,
        reverse("acknowledgements:list"): 1,
        reverse("acknowledgements:acknowledge", args=[PQ]): 1,
        reverse("acknowledgements:acknowledge", args=[AK]): 0,
    }
    found = {page: browser.get(page).content.decode().count("Review overdue") for page in late}
    assert found == late
    searched = browser.get(reverse("policies:search"), {"q": "client"}).content.decode()
    assert searched.count("Review overdue") == searched.count(">PQ-") > 0
    told = calling(cast.amira)
    assert told.get(f"policies/{PQ}/clauses/PQ-BEH-3/")["clause"]["is_overdue"] is True
    assert told.get(f"policies/{AK}/clauses/AK-1/")["clause"]["is_overdue"] is False

"""Opening an organisation for reports."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.demo.cast import Cast
from accounts.logins.actions import confirm_logins
from accounts.organisations.actions import activate
from accounts.organisations.checks import every_organisation_has_an_alternate_route
from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember, User
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from tests.accounts.kinds import SignedIn, last_written_about

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(cast: Cast) -> Cast:
    """The society before it is activated, without any alternate route."""
    Organisation.objects.filter(id=cast.organisation.id).update(activated_at=None)
    Appointment.objects.filter(organisation=cast.organisation, role__in=[Role.DIRECTOR, Role.OUTSIDE_CONTACT]).delete()
    return cast


def appoint(person: StaffMember, role: Role) -> None:
    Appointment.objects.create(
        organisation=person.organisation, person=person, role=role, starts_on="2026-01-05", confirmed_at="2026-01-05T00:00Z"
    )


def test_without_an_alternate_route_it_is_refused_with_what_is_missing(closed: Cast, signed_in: SignedIn) -> None:
    with pytest.raises(RuleViolation) as refusal:
        activate(actor=closed.olga)
    words = str(refusal.value.message)
    assert "two directors" in words
    assert "outside contact" in words
    answer = signed_in(closed.olga).post(reverse("organisations:activate"))
    assert answer.status_code == 422
    assert b"There are not yet two directors" in answer.content


@pytest.mark.parametrize(
    ("directors", "contact", "may"),
    [
        (("noor", "ingrid"), False, True),
        (("noor",), True, True),
        ((), True, True),
        (("noor",), False, False),
        (("noor", "farid"), False, False),  # Farid works under Noor
        (("noor", "lena"), False, False),  # Lena cannot sign in
    ],
)
def test_two_unrelated_directors_or_an_outside_contact_are_enough(
    closed: Cast, signed_in: SignedIn, directors: tuple[str, ...], contact: bool, may: bool
) -> None:
    for key in directors:
        appoint(getattr(closed, key), Role.DIRECTOR)
    if contact:
        appoint(closed.miriam, Role.OUTSIDE_CONTACT)
    page = signed_in(closed.olga).get(reverse("organisations:before_activation"))
    assert page.context["may_activate"] is may
    assert signed_in(closed.olga).post(reverse("organisations:activate")).status_code == (302 if may else 422)
    assert (Organisation.objects.get(id=closed.organisation.id).activated_at is not None) is may


def test_it_is_written_down(closed: Cast) -> None:
    appoint(closed.miriam, Role.OUTSIDE_CONTACT)
    activate(actor=closed.olga)
    assert last_written_about(closed.organisation.id) == ("organisation.activated", closed.olga.id, {})


def test_only_once(cast: Cast) -> None:
    with pytest.raises(MoveRefused):
        activate(actor=cast.olga)


def test_only_administrators(closed: Cast) -> None:
    for person in (closed.noor, closed.amira, closed.root):
        with pytest.raises(Forbidden):
            activate(actor=person)
    with pytest.raises(NotVisible):
        activate(actor=closed.miriam)


def test_asking_first_activates_nothing(closed: Cast, signed_in: SignedIn) -> None:
    appoint(closed.miriam, Role.OUTSIDE_CONTACT)
    assert signed_in(closed.olga).get(reverse("organisations:activate")).status_code == 200
    assert Organisation.objects.get(id=closed.organisation.id).activated_at is None


def test_the_page_says_what_is_missing_and_where_it_is_done(closed: Cast, signed_in: SignedIn) -> None:
    page = signed_in(closed.olga).get(reverse("organisations:before_activation")).content.decode()
    assert "There is no outside contact who can sign in and whose login is confirmed." in page
    assert reverse("appointments:propose") in page
    assert "does not take reports yet" in signed_in(closed.olga).get(reverse("organisations:settings")).content.decode()


def test_the_system_check_finds_an_activated_organisation_without_an_alternate_route(cast: Cast) -> None:
    assert every_organisation_has_an_alternate_route(databases=["default"]) == []
    Appointment.objects.filter(person__in=[cast.miriam, cast.noor]).delete()
    (error,) = every_organisation_has_an_alternate_route(databases=["default"])
    assert (error.id, error.obj) == ("BND.E001", cast.organisation)
    assert error.hint
    with pytest.raises(SystemCheckError, match=r"BND\.E001"):
        call_command("check", databases=["default"])


def test_the_system_check_asks_the_database_nothing_unless_told_to(cast: Cast) -> None:
    from django.db import connection

    Appointment.objects.filter(organisation=cast.organisation).delete()
    with CaptureQueriesContext(connection) as asked:
        assert every_organisation_has_an_alternate_route(databases=None) == []
        assert every_organisation_has_an_alternate_route(databases=[]) == []
    assert len(asked) == 0


def test_an_organisation_that_is_not_activated_is_no_error(closed: Cast) -> None:
    assert every_organisation_has_an_alternate_route(databases=["default"]) == []


def test_two_new_directors_confirm_each_other_and_the_organisation_can_be_activated(closed: Cast, signed_in: SignedIn) -> None:
    User.objects.filter(staff_member__in=[closed.noor, closed.ingrid]).update(confirmed_at=None, given_by=closed.olga)
    appoint(closed.noor, Role.DIRECTOR)
    appoint(closed.ingrid, Role.DIRECTOR)
    page = signed_in(closed.olga).get(reverse("organisations:before_activation")).content.decode()
    assert "2 logins are not confirmed" in page
    with pytest.raises(RuleViolation):
        activate(actor=closed.olga)
    confirm_logins(actor=closed.noor, person_ids=[closed.ingrid.pk])
    confirm_logins(actor=closed.ingrid, person_ids=[closed.noor.pk])
    assert activate(actor=closed.olga).activated_at is not None

"""What a person has set up, and what they must still set up."""

from uuid import UUID

from django.db.models import Count, Q

from accounts.appointments.models import Appointment
from accounts.demo.checks import demo_is_open
from accounts.organisations.queries import today
from accounts.secondfactor import rules
from accounts.secondfactor.rules import Held, Missing
from accounts.staff.models import StaffMember, User


def held_by(user_id: UUID) -> Held:
    """What a person has set up."""
    counted = User.objects.filter(id=user_id).aggregate(
        apps=Count("app_keys", filter=Q(app_keys__confirmed_at__isnull=False), distinct=True),
        passkeys=Count("passkeys", distinct=True),
        codes=Count("recovery_codes", filter=Q(recovery_codes__used_at=None), distinct=True),
    )
    return Held(counted["apps"] > 0, counted["passkeys"], counted["codes"])


def roles_of(user_id: UUID) -> set[str]:
    """The roles held today by whoever signs in with this."""
    person = StaffMember.objects.select_related("organisation").filter(user_id=user_id).first()
    if person is None:
        return set()
    return set(Appointment.objects.in_force(today(person.organisation)).filter(person=person).values_list("role", flat=True))


def missing_for(user_id: UUID) -> str:
    """What a person must still set up before anything else opens; nothing in the demo, where one may look around."""
    if demo_is_open():
        return Missing.NOTHING
    return rules.missing(held=held_by(user_id), roles=roles_of(user_id))

"""Who sees gift entries, and who decides (LK-4.1-4, LK-4.1-5, PCF-GIFT-2; design.md section 4).

Whoever wrote it down sees it. Whoever it was given to decides, by a grant. Directors read what belongs to their area, auditors see
that it is there without a name of a client and without words; neither sees by office what those wrote down whom they work under.
Nobody else learns that there is anything: not administrators, who set the amounts; not the safeguarding lead.
"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.appointments.permissions import NEVER, holds, is_administrator, is_staff
from accounts.grants.queries import grant_of
from accounts.organisations.models import Organisation
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from accounts.staff.queries import ids_above
from boundaries.access.rules import AccessMap
from policies.gifts.models import GiftEntry, GiftGrant


class GiftPermission(TextChoices):
    """What may be done about one entry."""

    VIEW = "gift.view", _("See that a gift entry is there, its kind, dates, worth and state")
    READ = "gift.read", _("Read what was written, and who the giver is")
    CORRECT = "gift.correct", _("Correct it, and say what became of it")
    DECIDE = "gift.decide", _("Decide what is done with it")


class GiftListPermission(TextChoices):
    """What may be done about gifts in general."""

    ADD = "gifts.add", _("Write down a gift, and see one's own")
    REGISTER = "gifts.register", _("See the register of gifts, and the totals")
    SETTINGS = "gifts.settings", _("See and set the amounts and rates for gifts")


def offices_of(actor: StaffMember) -> tuple[frozenset[UUID | None], bool]:
    """The areas somebody directs today (None for the whole organisation), and whether they are auditor."""
    held = Appointment.objects.in_force(today(actor.organisation)).filter(person_id=actor.pk)
    rows = list(held.filter(role__in=(Role.DIRECTOR, Role.AUDITOR)).values_list("role", "area_id"))
    return frozenset(area for role, area in rows if role == Role.DIRECTOR), any(role == Role.AUDITOR for role, _area in rows)


def covers(areas: Collection[UUID | None], entry: GiftEntry) -> bool:
    """The entry belongs to one of these areas, or they are the whole organisation."""
    return None in areas or (entry.area_id is not None and entry.area_id in areas)


def wrote_it(actor: StaffMember, entry: GiftEntry) -> bool:
    """The actor wrote it down: it is about what they were given, or gave."""
    return actor.pk == entry.worker_id


def was_given_it(actor: StaffMember, entry: GiftEntry) -> bool:
    """The actor was let in to decide about it."""
    return grant_of(GiftGrant, actor=actor, thing=entry) is not None


def directs_its_area(actor: StaffMember, entry: GiftEntry) -> bool:
    """The actor is director of the area in which it was written down."""
    return covers(offices_of(actor)[0], entry)


def is_not_under(actor: StaffMember, entry: GiftEntry) -> bool:
    """The actor does not work under whoever wrote it down."""
    return entry.worker_id not in ids_above(actor)


is_auditor = holds(Role.AUDITOR)
ACCESS: AccessMap[StaffMember, GiftEntry] = AccessMap(
    never=NEVER,
    allow={
        GiftPermission.VIEW: [[wrote_it], [was_given_it], [directs_its_area, is_not_under], [is_auditor, is_not_under]],
        GiftPermission.READ: [[wrote_it], [was_given_it], [directs_its_area, is_not_under]],
        GiftPermission.CORRECT: [[wrote_it]],
        GiftPermission.DECIDE: [[was_given_it]],
    },
)
IN_GENERAL: AccessMap[StaffMember, Organisation] = AccessMap(
    never=NEVER,
    view=GiftListPermission.ADD,
    allow={
        GiftListPermission.ADD: [[is_staff]],
        GiftListPermission.REGISTER: [[holds(Role.DIRECTOR, Role.AUDITOR)]],
        GiftListPermission.SETTINGS: [[holds(Role.DIRECTOR, Role.CHIEF_EXECUTIVE)], [is_administrator]],
    },
)

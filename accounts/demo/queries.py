"""What the demo's pages show: the people one may sign in as, and the mail that was sent to them."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, QuerySet

from accounts.demo.cast import GROUPS, INTRODUCTIONS, address_of
from accounts.staff.models import StaffMember, User
from boundaries.errors.exceptions import NotVisible
from boundaries.notices.models import DemoMail

SHOWN = 100


@dataclass(frozen=True)
class Introduction:
    """One person of the demo, as the page introduces them."""

    key: str
    name: str
    role: str
    try_this: str
    organisation: str
    address: str


class Address(NamedTuple):
    """An address that got mail, and how many."""

    to: str
    mails: int


class Group(NamedTuple):
    """People who belong together, under one heading."""

    title: str
    people: list[Introduction]


def introductions() -> list[Group]:
    """The cast who can sign in and are there, in groups."""
    addresses = {address_of(key): key for key in INTRODUCTIONS}
    there = StaffMember.objects.filter(user__email__in=addresses, user__is_active=True, is_active=True)
    people = {addresses[each.user.email]: each for each in there.select_related("user", "organisation") if each.user}
    groups = [Group(str(title), [_introduce(key, people[key]) for key in keys if key in people]) for title, keys in GROUPS]
    return [group for group in groups if group.people]


def _introduce(key: str, person: StaffMember) -> Introduction:
    role, try_this = INTRODUCTIONS[key]
    return Introduction(key, person.name, str(role), str(try_this), person.organisation.name, address_of(key))


def user_of(key: str) -> User:
    """The account of one of the cast, and of nobody else."""
    there = User.objects.filter(staff_member__is_active=True, is_active=True)
    found = there.filter(email=address_of(key)).first() if key in INTRODUCTIONS else None
    if found is None:
        raise NotVisible
    return found


def addresses() -> list[Address]:
    """Everybody who got mail, by address."""
    counted = DemoMail.objects.order_by("to").values_list("to").annotate(mails=Count("id"))
    return [Address(to, mails) for to, mails in counted]


def mails(to: str) -> QuerySet[DemoMail]:
    """The newest mails, of one address or of all."""
    found = DemoMail.objects.filter(to=to) if to else DemoMail.objects.all()
    return found.order_by("-sent_at", "id")[:SHOWN]


def mail(mail_id: UUID) -> DemoMail:
    """One mail."""
    found = DemoMail.objects.filter(id=mail_id).first()
    if found is None:
        raise NotVisible
    return found

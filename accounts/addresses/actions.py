"""Signing in with another address: asked for with password and second factor, confirmed at the new address, told to the old one."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.addresses import rules
from accounts.addresses.events import AddressEvent
from accounts.addresses.models import AddressChange
from accounts.secondfactor.actions import locked
from accounts.signin.links import link_index, token_of
from accounts.signin.news import News, tell_news
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import NotVisible, RuleViolation
from boundaries.outbox.actions import write_row
from boundaries.record.actions import append
from boundaries.sealing.actions import make_key

PURPOSE, CONFIRM, WARN = "address", "addresses.confirm", "addresses.warn"


@transaction.atomic
def ask_for_address(*, actor: StaffMember, email: str) -> AddressChange:
    """Send a link to the new address and a warning to the old one. Whether somebody has the new one already is not said."""
    user = locked(actor)
    email = email.strip().lower()
    if email == user.email:
        raise RuleViolation("same", _("This is the address you sign in with now."), field="email")
    key = make_key(organisation_id=actor.organisation_id)
    change = AddressChange(user=user, data_key=key, asked_at=now())
    change.old_address, change.new_address = user.email, email
    change.link_index = link_index(token_of(PURPOSE, change.id))
    change.save(force_insert=True)
    for kind in (CONFIRM, WARN):
        write_row(kind=kind, organisation_id=actor.organisation_id, ref=change.id)
    tell_news(actor, News.ADDRESS_ASKED)
    _write_down(AddressEvent.ASKED, actor)
    return change


def change_at(actor: StaffMember, token: str) -> AddressChange | None:
    """What a link would change, if it is this person's and still counts."""
    rows = AddressChange.objects.select_related("data_key").filter(link_index=link_index(token), user__staff_member=actor)
    change = rows.first()
    return change if change and rules.counts(asked_at=change.asked_at, done_at=change.done_at, now=now()) else None


@transaction.atomic
def confirm_address(*, actor: StaffMember, token: str) -> None:
    """Whoever asked for it opened the link that was sent to the new address: from now on they sign in with it."""
    user = locked(actor)
    change = change_at(actor, token)
    if change is None or change.old_address != user.email:
        raise NotVisible
    user.email = change.new_address
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError as error:
        raise RuleViolation("email", _("This address cannot be used here. Enter another one.")) from error
    change.done_at = now()
    change.save(update_fields=["done_at"])
    write_row(kind=WARN, organisation_id=actor.organisation_id, ref=change.id, dedupe_key=f"{WARN}:{change.id}:done")
    tell_news(actor, News.ADDRESS)
    _write_down(AddressEvent.CHANGED, actor)


def _write_down(event: AddressEvent, actor: StaffMember) -> None:
    append(
        event,
        about=("staff", actor.id),
        organisation_id=actor.organisation_id,
        actor_id=actor.id,
        key=actor.organisation.data_key,
    )

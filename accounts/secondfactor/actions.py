"""Setting up second factors, taking them away, and showing one."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from pyotp import random_base32

from accounts.secondfactor import rules
from accounts.secondfactor.choices import Proof
from accounts.secondfactor.events import FactorEvent
from accounts.secondfactor.models import AppKey, Passkey, RecoveryCode
from accounts.secondfactor.queries import held_by, roles_of
from accounts.staff.models import StaffMember, User
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, NotVisible, RuleViolation
from boundaries.record.actions import append
from boundaries.sealing.actions import blind_index, destroy_key, make_key


@transaction.atomic
def offer_app(*, actor: StaffMember) -> AppKey:
    """The key a person is about to put into their app: the same one until a code from it was typed."""
    user = locked(actor)
    offered = AppKey.objects.filter(user=user, confirmed_at=None).select_related("data_key").first()
    if offered:
        return offered
    key = AppKey(user=user, data_key=make_key(organisation_id=actor.organisation_id), made_at=now())
    key.secret = random_base32()
    key.save(force_insert=True)
    return key


@transaction.atomic
def add_app(*, actor: StaffMember, code: str) -> AppKey:
    """The app shows a right code: from now on its codes count, and those of the app before it do not."""
    user = locked(actor)
    offered = AppKey.objects.filter(user=user, confirmed_at=None).select_related("data_key").first()
    if offered is None:
        raise MoveRefused
    typed = rules.without_gaps(code)
    step = rules.matching_step(secret=offered.secret, typed=typed, moment=now(), last=offered.last_step)
    if step is None:
        message = _("This is not the code the app shows now. Check that the time on your phone is right, and try the next code.")
        raise RuleViolation("code", message, field="code")
    for before in AppKey.objects.filter(user=user).exclude(pk=offered.pk).select_related("data_key"):
        destroy_key(before.data_key)
    offered.confirmed_at, offered.last_step = now(), step
    offered.save(update_fields=["confirmed_at", "last_step"])
    write_down(FactorEvent.APP_ADDED, actor)
    return offered


@transaction.atomic
def remove_app(*, actor: StaffMember) -> None:
    """Take the app away, where something else is left to prove oneself with."""
    user = locked(actor)
    found = AppKey.objects.filter(user=user).exclude(confirmed_at=None).select_related("data_key").first()
    if found is None:
        raise NotVisible
    _check_can_go(user, passkey=False)
    destroy_key(found.data_key)
    write_down(FactorEvent.APP_REMOVED, actor)


@transaction.atomic
def add_passkey(*, actor: StaffMember, name: str, credential_id: bytes, credential: bytes, uses: int) -> Passkey:
    """Keep what a new passkey is recognised by."""
    user = locked(actor)
    if Passkey.objects.filter(user=user).count() >= rules.MOST_PASSKEYS:
        raise RuleViolation("many", _("You have as many passkeys as are possible. Remove one first."))
    try:
        with transaction.atomic():
            made = Passkey.objects.create(
                user=user, name=name, credential_id=credential_id, credential=credential, uses=uses, made_at=now()
            )
    except IntegrityError as error:
        raise RuleViolation("known", _("This passkey is in use already. Choose another one.")) from error
    write_down(FactorEvent.PASSKEY_ADDED, actor)
    return made


@transaction.atomic
def remove_passkey(*, actor: StaffMember, passkey_id: UUID) -> None:
    """Take a passkey away, where something else is left to prove oneself with."""
    user = locked(actor)
    found = Passkey.objects.filter(user=user, id=passkey_id).first()
    if found is None:
        raise NotVisible
    _check_can_go(user, passkey=True)
    found.delete()
    write_down(FactorEvent.PASSKEY_REMOVED, actor)


def _check_can_go(user: User, *, passkey: bool) -> None:
    if not rules.may_remove(held=held_by(user.id), roles=roles_of(user.id), passkey=passkey):
        raise RuleViolation("last", _("Set up something else first: without this you could not sign in any more."))


@transaction.atomic
def make_recovery_codes(*, actor: StaffMember) -> list[str]:
    """Ten new codes, shown now and never again; those made before count no more."""
    user = locked(actor)
    RecoveryCode.objects.filter(user=user).delete()
    codes = [rules.new_code(rules.RECOVERY_LENGTH) for _number in range(rules.RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_index=code_index(user.id, code)) for code in codes)
    write_down(FactorEvent.CODES_MADE, actor)
    return codes


@transaction.atomic
def remove_all(*, person: StaffMember, actor: StaffMember | None) -> None:
    """Take away everything a person had set up: their login is opened anew."""
    user = locked(person)
    for key in AppKey.objects.filter(user=user).select_related("data_key"):
        destroy_key(key.data_key)
    Passkey.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    write_down(FactorEvent.ALL_REMOVED, person, actor)


@transaction.atomic
def show_code(*, user: User, code: str) -> Proof | None:
    """Take a code from the app, or a recovery code: each counts once, also when it comes twice in the same moment.

    What is asked of the database does not depend on whether the code is right.
    """
    typed = rules.without_gaps(code)
    proofs = rules.accepted(held=held_by(user.id), roles=roles_of(user.id))
    if rules.is_app_code(typed):
        return Proof.APP if _take_app_code(user, typed) and Proof.APP in proofs else None
    used = RecoveryCode.objects.filter(user=user, code_index=code_index(user.id, typed), used_at=None).update(used_at=now())
    if used != 1:
        return None
    if person := StaffMember.objects.select_related("organisation__data_key").filter(user=user).first():
        write_down(FactorEvent.CODE_USED, person)
    return Proof.RECOVERY


def _take_app_code(user: User, typed: str) -> bool:
    """Whether this is a code that counts; whoever comes with the same one in the same moment waits, and is refused."""
    rows = AppKey.objects.select_for_update(of=("self",)).filter(user=user).exclude(confirmed_at=None)
    found = rows.select_related("data_key").first()
    step = rules.matching_step(secret=found.secret, typed=typed, moment=now(), last=found.last_step) if found else None
    if found is None or step is None:
        return False
    found.last_step = step
    found.save(update_fields=["last_step"])
    return True


@transaction.atomic
def note_use(*, passkey_id: UUID, uses: int) -> bool:
    """A passkey was shown. False where its own count of uses goes backwards: it was copied."""
    passkey = Passkey.objects.select_for_update().get(id=passkey_id)
    if passkey.uses and uses <= passkey.uses:
        return False
    passkey.uses, passkey.used_at = uses, now()
    passkey.save(update_fields=["uses", "used_at"])
    return True


def code_index(user_id: UUID, code: str) -> bytes:
    """The fingerprint of one person's recovery code."""
    return blind_index("recovery code", f"{user_id}|{rules.without_gaps(code)}")


def locked(person: StaffMember) -> User:
    """The login of a person, under its lock."""
    if person.user_id is None:
        raise NotVisible
    return User.objects.select_for_update(no_key=True).get(pk=person.user_id)


def write_down(event: FactorEvent, person: StaffMember, actor: StaffMember | None = None, **data: Any) -> None:
    """One entry about a person; by themselves where nobody else is named."""
    append(
        event,
        about=("staff", person.id),
        organisation_id=person.organisation_id,
        actor_id=(actor or person).id,
        key=person.organisation.data_key,
        data=data,
    )

"""Inviting people, opening a login anew, and coming in with a link and a code."""

import hmac
from contextlib import suppress
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.invitations import rules
from accounts.invitations.choices import Purpose
from accounts.invitations.events import InvitationEvent
from accounts.invitations.models import Invitation
from accounts.invitations.permissions import ACCESS, PEOPLE, InvitationPermission
from accounts.invitations.queries import still_counts
from accounts.passwords.actions import set_password
from accounts.routing.queries import lock_tree
from accounts.secondfactor.actions import remove_all
from accounts.secondfactor.rules import new_code, without_gaps
from accounts.sessions.actions import end_all
from accounts.signin.links import link_index, token_of
from accounts.signin.news import News, tell_news
from accounts.staff.models import StaffMember, User
from accounts.tokens.actions import end_tokens
from accounts.tokens.choices import Why
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, NotVisible, RuleViolation
from boundaries.outbox.actions import write_row
from boundaries.record.actions import append
from boundaries.sealing.actions import blind_index, make_key

NOBODY = UUID(int=0)
PURPOSE, MAIL, WARN = "invitation", "invitations.mail", "invitations.warn"


class Told(NamedTuple):
    """An invitation and its code, which is shown to one administrator, once, and kept nowhere."""

    invitation: Invitation
    code: str


@transaction.atomic
def invite_person(*, actor: StaffMember, person_id: UUID) -> Told:
    """Invite somebody to sign in for the first time. The mail and code of an invitation before it count no more."""
    person = _locked(person_id, actor.organisation_id)
    PEOPLE.require(actor, InvitationPermission.SEND, person)
    _check(Purpose.JOIN, person)
    again = _end_open(person)
    invitation = _new(person, Purpose.JOIN, _user(person).email, asked_by=actor)
    told = _confirm(invitation, actor)
    _write_down(InvitationEvent.SENT, person, actor, again=again)
    return told


@transaction.atomic
def ask_to_reopen(*, actor: StaffMember, person_id: UUID, email: str = "") -> Invitation:
    """Ask to open somebody's login anew: they lost what they sign in with. Nothing happens until a second person agrees.

    The person is told at once, in the product and by mail, so that they can object.
    """
    person = _locked(person_id, actor.organisation_id)
    PEOPLE.require(actor, InvitationPermission.ASK, person)
    _check(Purpose.REOPEN, person)
    _end_open(person)
    address = email.strip().lower() or _user(person).email
    invitation = _new(person, Purpose.REOPEN, address, asked_by=actor)
    tell_news(person, News.REOPENING)
    _write_down(InvitationEvent.ASKED, person, actor, new_address=address != _user(person).email)
    return invitation


@transaction.atomic
def confirm_reopening(*, actor: StaffMember, invitation_id: UUID) -> Told:
    """Agree, as the second person, to open a login anew; whoever agrees tells the person the code."""
    invitation = _invitation(actor, invitation_id)
    ACCESS.require(actor, InvitationPermission.CONFIRM, invitation)
    if invitation.purpose != Purpose.REOPEN or invitation.confirmed_at or invitation.ended_at or invitation.used_at:
        raise MoveRefused
    _check(Purpose.REOPEN, invitation.person)
    told = _confirm(invitation, actor)
    _write_down(InvitationEvent.CONFIRMED, invitation.person, actor, operator=False)
    return told


@transaction.atomic
def end_invitation(*, actor: StaffMember, invitation_id: UUID) -> None:
    """Take an invitation, or a request to open a login anew, back."""
    invitation = _invitation(actor, invitation_id)
    ACCESS.require(actor, InvitationPermission.END, invitation)
    if invitation.used_at or invitation.ended_at:
        raise MoveRefused
    invitation.ended_at = now()
    invitation.save(update_fields=["ended_at"])
    _write_down(InvitationEvent.ENDED, invitation.person, actor)


@transaction.atomic
def open_as_operator(*, email: str) -> tuple[Told, str]:
    """Open a login from the machine itself, where no second administrator is left; the link is given too, not only mailed."""
    user = User.objects.filter(email=email.strip().lower()).first()
    person = StaffMember.objects.filter(user=user).first() if user else None
    if person is None:
        raise NotVisible
    person = _locked(person.id, person.organisation_id)
    purpose = Purpose.REOPEN if _user(person).has_usable_password() else Purpose.JOIN
    _check(purpose, person)
    _end_open(person)
    told = _confirm(_new(person, purpose, _user(person).email, asked_by=None), None)
    _write_down(InvitationEvent.CONFIRMED, person, None, operator=True)
    return told, token_of(PURPOSE, told.invitation.id)


def accept(*, token: str, code: str, password: str) -> User | None:
    """Open a login with the link that was mailed and the code that was told; None when the two are not a pair that counts.

    A login that is opened anew loses everything its owner had set up before, every session and every token. A wrong code is counted.
    """
    with transaction.atomic():
        invitation = _locked_for_opening(token)
        typed = code_index(invitation.id if invitation else NOBODY, code)
        counted = still_counts(invitation or Invitation())
        fits = hmac.compare_digest(typed, bytes((invitation and invitation.code_index) or b""))
        if invitation and counted and fits:
            return _open(invitation, password)
        wrong = invitation.id if invitation and counted else NOBODY  # asked of nobody too: every refusal costs the same
        Invitation.objects.filter(id=wrong).update(wrong_codes=F("wrong_codes") + 1)
        return None


def _locked_for_opening(token: str) -> Invitation | None:
    """The invitation of a link under the locks of the tree, the person and itself, in this order.

    Where there is none, as much is asked of nobody: how long a refusal takes does not tell the two apart.
    """
    rows = Invitation.objects.filter(link_index=link_index(token))
    found = rows.values_list("id", "person_id", "person__organisation_id").first()
    id_, person_id, organisation_id = found or (NOBODY, NOBODY, NOBODY)
    lock_tree(organisation_id, exclusive=True)
    with suppress(NotVisible):
        _locked(person_id, organisation_id)
    return Invitation.objects.select_for_update(of=("self",)).select_related("data_key").filter(id=id_).first()


def _open(invitation: Invitation, password: str) -> User | None:
    person = _locked(invitation.person_id, None)
    user, before = _user(person), _user(person).email
    stale = invitation.purpose == Purpose.JOIN and (before != invitation.address or user.has_usable_password())
    if not person.is_active or not user.is_active or stale:
        return None
    if invitation.purpose == Purpose.REOPEN:
        remove_all(person=person, actor=None)
        end_all(user=user)
        end_tokens(users=[user], why=Why.REOPENED)
        _move(user, invitation)
    set_password(user, password)
    invitation.used_at = now()
    invitation.save(update_fields=["used_at"])
    _write_down(InvitationEvent.ACCEPTED, person, person, purpose=str(invitation.purpose))
    return user


def _move(user: User, invitation: Invitation) -> None:
    """Let somebody sign in with another address, if nobody else does: two people gave it, so it is confirmed."""
    if user.email == invitation.address:
        return
    user.email, user.given_by = invitation.address, invitation.asked_by
    user.confirmed_by, user.confirmed_at = invitation.confirmed_by, invitation.confirmed_at
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "given_by", "confirmed_by", "confirmed_at"])
    except IntegrityError as error:
        raise RuleViolation(
            "email", _("This address cannot be used here. Ask an administrator for another invitation.")
        ) from error


def _new(person: StaffMember, purpose: Purpose, address: str, *, asked_by: StaffMember | None) -> Invitation:
    key = make_key(organisation_id=person.organisation_id)
    invitation = Invitation(person=person, purpose=purpose, data_key=key, asked_by=asked_by, asked_at=now())
    invitation.address = address
    invitation.link_index = link_index(token_of(PURPOSE, invitation.id))
    invitation.save(force_insert=True)
    return invitation


def _confirm(invitation: Invitation, actor: StaffMember | None) -> Told:
    """Draw the code, and let the mail go."""
    code = new_code(rules.CODE_LENGTH)
    reopens = invitation.purpose == Purpose.REOPEN
    invitation.code_index = code_index(invitation.id, code)
    invitation.confirmed_by, invitation.confirmed_at = actor if reopens else None, now()
    invitation.save(update_fields=["code_index", "confirmed_by", "confirmed_at"])
    organisation_id = invitation.person.organisation_id
    write_row(kind=MAIL, organisation_id=organisation_id, ref=invitation.id)
    if reopens and invitation.address != _user(invitation.person).email:
        write_row(kind=WARN, organisation_id=organisation_id, ref=invitation.id)
    return Told(invitation, code)


def code_index(invitation_id: UUID, code: str) -> bytes:
    """The fingerprint of one invitation's code."""
    return blind_index("invitation code", f"{invitation_id}|{without_gaps(code)}")


def _end_open(person: StaffMember) -> bool:
    return Invitation.objects.filter(person=person, used_at=None, ended_at=None).update(ended_at=now()) > 0


def _check(purpose: Purpose, person: StaffMember) -> None:
    opened = bool(person.user and person.user.has_usable_password())
    rules.check_invitable(purpose=purpose, works_here=person.is_active, has_login=person.user is not None, opened=opened)


def _user(person: StaffMember) -> User:
    assert person.user is not None  # checked before anything else
    return person.user


def _locked(person_id: UUID, organisation_id: UUID | None) -> StaffMember:
    rows = StaffMember.objects.select_for_update(of=("self",), no_key=True).select_related("organisation__data_key", "user")
    found = rows.filter(id=person_id).first()
    if found is None or (organisation_id and found.organisation_id != organisation_id):
        raise NotVisible
    return found


def _invitation(actor: StaffMember, invitation_id: UUID) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related(
        "data_key", "person__organisation__data_key", "person__user"
    )
    found = rows.filter(id=invitation_id, person__organisation_id=actor.organisation_id).first()
    if found is None:
        raise NotVisible
    return found


def _write_down(event: InvitationEvent, person: StaffMember, actor: StaffMember | None, **data: Any) -> None:
    append(
        event,
        about=("staff", person.id),
        organisation_id=person.organisation_id,
        actor_id=actor.id if actor else None,
        key=person.organisation.data_key,
        data=data,
    )

"""A new password: asked for by mail, chosen after the second factor was shown; or changed by whoever is signed in."""

from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.passwords import rules
from accounts.passwords.events import PasswordEvent
from accounts.passwords.models import PasswordReset
from accounts.secondfactor.actions import locked
from accounts.secondfactor.queries import held_by
from accounts.sessions.actions import end_all, end_other_sessions
from accounts.signin.actions import Attempt, reserve
from accounts.signin.links import link_index, token_of
from accounts.signin.news import News, tell_news
from accounts.staff.models import StaffMember, User
from accounts.tokens.actions import end_tokens
from accounts.tokens.choices import Why
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, RuleViolation
from boundaries.outbox.actions import write_row
from boundaries.record.actions import append

NOBODY = UUID(int=0)
PURPOSE, MAIL = "password", "passwords.mail"


def ask_for_link(*, email: str, attempt: Attempt) -> None:
    """Ask for a link to a new password. The same is done for an address that nobody has: the mail alone tells the two apart.

    Raises TooManyFailures: every request counts as a try, for its address and for where it comes from.
    """
    reserve(attempt=attempt)
    with transaction.atomic():
        PasswordReset.objects.filter(asked_at__lt=now() - rules.KEPT).delete()
        found = User.objects.filter(email=email.strip().lower()).select_related("staff_member").first()
        reset = PasswordReset(user=found, asked_at=now())
        reset.link_index = link_index(token_of(PURPOSE, reset.id))
        reset.save(force_insert=True)
        person = getattr(found, "staff_member", None)
        write_row(kind=MAIL, organisation_id=person.organisation_id if person else NOBODY, ref=reset.id)


def may_be_mailed(user: User | None) -> bool:
    """Whether a link would be of any use: it needs a second factor beside it, so whoever has none gets none.

    As much is asked about nobody as about somebody: how long the answer takes tells nothing.
    """
    user_id = user.pk if user else NOBODY
    works_here, holds_something = StaffMember.objects.filter(user_id=user_id, is_active=True).exists(), held_by(user_id).any
    return user is not None and user.is_active and user.has_usable_password() and works_here and holds_something


def reset_at(token: str) -> PasswordReset | None:
    """The request behind a link that still counts."""
    reset = PasswordReset.objects.select_related("user").filter(link_index=link_index(token)).first()
    moment, useful = now(), may_be_mailed(reset.user if reset else None)
    if reset is None or not rules.counts(asked_at=reset.asked_at, used_at=reset.used_at, now=moment):
        return None
    return reset if useful else None


@transaction.atomic
def choose_password(*, reset_id: UUID, user: User, password: str) -> None:
    """Set the new password, once for each link, and end every session and token. The caller has seen the second factor."""
    reset = PasswordReset.objects.select_for_update().filter(id=reset_id, user=user).first()
    if reset is None or not rules.counts(asked_at=reset.asked_at, used_at=reset.used_at, now=now()):
        raise MoveRefused
    set_password(user, password)
    reset.used_at = now()
    reset.save(update_fields=["used_at"])
    end_all(user=user)
    end_tokens(users=[user], why=Why.PASSWORD)
    _written(PasswordEvent.RESET, StaffMember.objects.select_related("organisation__data_key").get(user=user))


@transaction.atomic
def change_password(*, actor: StaffMember, password: str, this_key: str | None) -> None:
    """Set another password for oneself; everywhere else one is signed out, and no token counts. The caller has seen the old one."""
    user = locked(actor)
    set_password(user, password)
    end_other_sessions(actor=actor, this_key=this_key)
    end_tokens(users=[user], why=Why.PASSWORD)
    _written(PasswordEvent.CHANGED, actor)


def set_password(user: User, password: str) -> None:
    """Keep a password, if it is a good one."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise RuleViolation("password", " ".join(error.messages), field="password") from error
    user.set_password(password)
    user.save(update_fields=["password"])


def _written(event: PasswordEvent, person: StaffMember) -> None:
    append(
        event,
        about=("staff", person.id),
        organisation_id=person.organisation_id,
        actor_id=person.id,
        key=person.organisation.data_key,
    )
    tell_news(person, News.PASSWORD)

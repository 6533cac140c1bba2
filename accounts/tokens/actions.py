"""Making tokens, revoking them, and ending all of them when the login they hang from changes."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from accounts.organisations.queries import today
from accounts.secondfactor.actions import locked
from accounts.signin.news import News, tell_news
from accounts.staff.models import StaffMember, User
from accounts.tokens import rules
from accounts.tokens.choices import Why
from accounts.tokens.events import TokenEvent
from accounts.tokens.models import NotWithToken, PersonalToken
from accounts.tokens.queries import secret_index
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused, NotVisible
from boundaries.record.actions import append


class Shown(NamedTuple):
    """A token and its secret, which is shown to its owner, once, and kept nowhere."""

    token: PersonalToken
    secret: str


@transaction.atomic
def make_token(*, actor: StaffMember, name: str, scopes: Collection[str], last_day: date) -> Shown:
    """Make a token for a programme of one's own. The caller has seen a fresh proof of who asks.

    - It is good for at least one thing, and lasts for three months at most.
    - Nobody has more than twenty; those that are long over are forgotten here.
    """
    user = locked(actor)
    rules.check_scopes(scopes)
    rules.check_last_day(last_day, today=today(actor.organisation))
    moment, mine = now(), PersonalToken.objects.filter(user=user)
    mine.filter(ends_at__lte=moment - rules.SHOWN).delete()
    rules.check_room(mine.filter(ends_at__gt=moment).count())
    secret = rules.new_secret()
    token = PersonalToken.objects.create(
        user=user,
        organisation_id=actor.organisation_id,
        name=name,
        scopes=rules.in_order(scopes),
        secret_index=secret_index(secret),
        made_at=moment,
        last_day=last_day,
        ends_at=rules.end_of(last_day, actor.organisation.zone),
    )
    _write_down(TokenEvent.MADE, actor, token=str(token.id), scopes=token.scopes, last_day=last_day.isoformat())
    tell_news(actor, News.TOKEN)
    return Shown(token, secret)


@transaction.atomic
def show_again(*, actor: StaffMember, token_id: UUID) -> Shown:
    """Another secret for a token just made: the form was sent twice, and nobody may have seen the first answer.

    Only while it is new and was never used; the first secret counts no more.
    """
    token = _locked(actor, token_id)
    if token.used_on or now() - token.made_at > rules.SHOWN_AGAIN:
        raise MoveRefused
    secret = rules.new_secret()
    token.secret_index = secret_index(secret)
    token.save(update_fields=["secret_index"])
    _write_down(TokenEvent.SHOWN_AGAIN, actor, token=str(token.id))
    return Shown(token, secret)


@transaction.atomic
def revoke_token(*, actor: StaffMember, token_id: UUID, with_token: UUID | None = None) -> None:
    """Revoke one of one's own tokens: it counts no more, at once. A token revokes itself and no other."""
    token = _locked(actor, token_id)
    if with_token not in {None, token.id}:
        raise NotWithToken
    token.delete()
    _write_down(TokenEvent.REVOKED, actor, token=str(token_id), by_itself=with_token is not None)


@transaction.atomic
def revoke_all(*, actor: StaffMember) -> None:
    """Revoke all of one's own tokens."""
    end_tokens(users=[locked(actor)], why=Why.REVOKED, actor=actor)


def end_tokens(*, users: Iterable[User], why: Why, actor: StaffMember | None = None) -> None:
    """End every token of these logins, in one go for however many there are. The record says so of each who had any.

    ``actor`` is who did it, where it was not the person themselves.
    """
    rows = PersonalToken.objects.filter(user__in={user.pk for user in users})
    counted = dict(rows.order_by().values_list("user").annotate(Count("id")))
    if not counted:
        return
    rows.delete()
    for person in StaffMember.objects.filter(user__in=counted).select_related("organisation__data_key"):
        _write_down(TokenEvent.ALL_ENDED, person, actor, count=counted[person.user_id], why=why.value)


def note_use(*, token: PersonalToken) -> None:
    """Keep on which day a token was used last. Where somebody else is writing to it just now, it is left to them."""
    day = today(token.organisation)
    if token.used_on == day:
        return
    with transaction.atomic():
        free = PersonalToken.objects.select_for_update(skip_locked=True).filter(id=token.id)
        PersonalToken.objects.filter(id__in=free.values("id")).update(used_on=day)


def _locked(actor: StaffMember, token_id: UUID) -> PersonalToken:
    found = PersonalToken.objects.select_for_update(of=("self",)).filter(id=token_id, user__staff_member=actor).first()
    if found is None:
        raise NotVisible
    return found


def _write_down(event: TokenEvent, person: StaffMember, actor: StaffMember | None = None, **data: Any) -> None:
    append(
        event,
        about=("staff", person.id),
        organisation_id=person.organisation_id,
        actor_id=(actor or person).id,
        key=person.organisation.data_key,
        data=data,
    )

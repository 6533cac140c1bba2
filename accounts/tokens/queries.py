"""A person's tokens, and whose token a programme shows."""

from uuid import UUID

from django.db.models import F, QuerySet

from accounts.staff.models import StaffMember
from accounts.tokens import rules
from accounts.tokens.models import PersonalToken
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import NotVisible
from boundaries.sealing.actions import blind_index


def secret_index(secret: str) -> bytes:
    """All that is kept of a token: its keyed fingerprint."""
    return blind_index("personal token", secret)


def tokens_of(actor: StaffMember) -> QuerySet[PersonalToken]:
    """One's own tokens, the newest first; those that are over stay for a month."""
    return PersonalToken.objects.filter(user__staff_member=actor, ends_at__gt=now() - rules.SHOWN).order_by("-made_at", "id")


def count_tokens(actor: StaffMember) -> int:
    """How many of one's own tokens count."""
    return PersonalToken.objects.filter(user__staff_member=actor, ends_at__gt=now()).count()


def token_of(actor: StaffMember, token_id: UUID) -> PersonalToken:
    """One of one's own tokens."""
    found = tokens_of(actor).filter(id=token_id).first()
    if found is None:
        raise NotVisible
    return found


def token_behind(secret: str) -> PersonalToken | None:
    """The token that a programme shows, if it counts: it has not ended, and whoever made it works where they made it."""
    if not rules.is_shaped(secret):
        return None
    rows = PersonalToken.objects.select_related("user", "organisation").filter(
        secret_index=secret_index(secret),
        ends_at__gt=now(),
        user__is_active=True,
        user__staff_member__is_active=True,
        user__staff_member__organisation_id=F("organisation_id"),
    )
    return rows.first()

"""The mails of invitations: a link, and nothing else; and a few words to an address that is to be left."""

from django.urls import reverse

from accounts.invitations.actions import MAIL, PURPOSE, WARN
from accounts.invitations.models import Invitation
from accounts.invitations.queries import still_counts
from accounts.signin.links import mail_link, mail_warning, token_of
from boundaries.outbox.drain import Suppressed
from boundaries.outbox.handlers import handles
from boundaries.outbox.models import OutboxRow


@handles(MAIL)
def send_link(row: OutboxRow) -> None:
    """The link, as long as the invitation counts and the person works here."""
    invitation = _invitation(row)
    mail_link(
        to=invitation.address,
        path=reverse("invitations:join", args=[token_of(PURPOSE, invitation.id)]),
        message_id=str(invitation.id),
    )


@handles(WARN)
def warn(row: OutboxRow) -> None:
    """The address before it learns that there is something new."""
    invitation = _invitation(row)
    if invitation.person.user is None:
        raise Suppressed
    mail_warning(to=invitation.person.user.email, message_id=f"{invitation.id}.{row.pk}")


def _invitation(row: OutboxRow) -> Invitation:
    found = Invitation.objects.select_related("data_key", "person__user").filter(id=row.ref).first()
    if found is None or not found.person.is_active or not still_counts(found):
        raise Suppressed
    return found

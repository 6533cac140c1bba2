"""The links in our mails: random, good for once and for a short while, and kept only as what they are recognised by."""

import hashlib
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from boundaries.sealing.actions import blind_index


def token_of(purpose: str, id_: UUID) -> str:
    """The secret part of a link: it follows from the row's random number and our own key, so that no table holds it."""
    return blind_index(f"{purpose} link", id_).hex()


def link_index(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def mail_link(*, to: str, path: str, message_id: str) -> None:
    """One mail with one link and nothing else."""
    _mail(to, message_id, _("A link for you from Boundaries"), "mail/one_link.txt", f"{settings.PUBLIC_ADDRESS}{path}")


def mail_warning(*, to: str, message_id: str) -> None:
    """One mail to an address that somebody wants to leave, or has left."""
    _mail(to, message_id, _("There is something new for you in Boundaries"), "mail/something_new.txt", settings.PUBLIC_ADDRESS)


def _mail(to: str, message_id: str, subject: str, template: str, link: str) -> None:
    EmailMessage(
        subject=subject,
        body=render_to_string(template, {"link": link}),
        to=[to],
        headers={"Message-ID": f"<{message_id}@boundaries.invalid>", "Auto-Submitted": "auto-generated"},
    ).send()

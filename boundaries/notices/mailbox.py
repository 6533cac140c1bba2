"""The demo's mailbox: mail is kept in the database, to be opened in the browser."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from boundaries.notices.models import DemoMail


class DemoMailbox(BaseEmailBackend):
    """An e-mail backend that sends nothing anywhere."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each message once for each Message-ID and address, as a mail reader would show it."""
        for message in email_messages:
            for to in message.recipients():
                DemoMail.objects.get_or_create(
                    message_id=message.extra_headers["Message-ID"],
                    to=to,
                    defaults={"subject": str(message.subject), "body": str(message.body)},
                )
        return len(email_messages)

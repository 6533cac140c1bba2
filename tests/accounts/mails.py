"""The mails that go out when what waits in the outbox is done."""

import re
from typing import NamedTuple

from django.core import mail

from boundaries.outbox.drain import drain

LINK = re.compile(r"https?://\S+")


class Sent(NamedTuple):
    to: str
    subject: str
    path: str
    """Where its one link leads."""


def sent() -> list[Sent]:
    """What is sent now, that was not before. Each mail holds one link and nothing of anybody."""
    mail.outbox.clear()
    drain()
    found = []
    for message in mail.outbox:
        (link,) = LINK.findall(str(message.body))
        found.append(Sent(message.to[0], str(message.subject), "/" + link.split("/", 3)[3] if link.count("/") > 2 else "/"))
    return found

"""A mail server of the tests' own: it really speaks SMTP, on this machine alone."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller

from boundaries.engines.ports import LOOPBACK, free_port

logging.getLogger("mail.log").setLevel(logging.WARNING)  # it tells of every line that is said to it
TAKEN, LATER = "250 OK", "451 Come back later"


class Postbox:
    """What came, and how it is answered."""

    def __init__(self) -> None:
        self.port = free_port()
        self.came: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.arrived = Event()
        self.answer = TAKEN
        self.meanwhile: Callable[[], object] = bool

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # the name aiosmtpd calls
        """Take one mail; what is to happen meanwhile happens before it is answered."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.came.append(message)
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        self.meanwhile()
        self.arrived.set()
        return self.answer


@contextmanager
def open_postbox() -> Iterator[Postbox]:
    """Listen until the block ends."""
    box = Postbox()
    controller = Controller(box, hostname=LOOPBACK, port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()

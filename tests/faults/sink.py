"""A mail server that keeps what it gets: one line of JSON for each mail, written before it says that it has it."""

import asyncio
import json
import sys
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope


class Keep:
    """aiosmtpd asks it what to do with a mail."""

    def __init__(self, into: Path) -> None:
        self.into = into.open("a", buffering=1)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's own name
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content)
        body = mail.get_payload(decode=True)
        assert isinstance(body, bytes)
        line = {"id": mail["Message-ID"], "to": envelope.rcpt_tos, "subject": mail["Subject"], "body": body.decode()}
        self.into.write(json.dumps(line) + "\n")
        return "250 Kept"


async def serve(port: int, into: Path) -> None:
    """Answer until killed."""
    handler, loop = Keep(into), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, enable_SMTPUTF8=True), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))

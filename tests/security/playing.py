"""The whole product, all its processes, with a browser that is none: pages are asked for and forms sent over HTTP."""

import http.cookiejar
import json
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from boundaries.engines.ports import free_port
from tests.faults.crew import Crew
from tests.faults.found import OPEN
from tests.scratch import Copy

BEHIND = ("sink", "relay", "worker", "beat")
LINK = re.compile(r"https?://\S+?(/\S+)")
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Product(Crew):
    """Web as the launcher starts it, but with gunicorn's access log asked for and every logger at its loudest; and the others."""

    def __init__(self, folder: Path, copy: Copy) -> None:
        super().__init__(folder, copy)
        self.web_port = free_port()
        web = [each for each in self.commands["web"] if not each.startswith("fd://") and each != "--bind"]
        self.commands["web"] = [*web, "--bind", f"127.0.0.1:{self.web_port}", "--access-logfile", "-", "--log-level", "debug"]
        self.commands["web"][0] = sys.executable

    def environment(self, name: str) -> dict[str, str]:
        """As the crew's; the web has the application's login."""
        given = super().environment(name) | {"LOG_LEVEL": "DEBUG", "PUBLIC_ADDRESS": self.address, "TMPDIR": str(self.temporary)}
        return given | ({"DATABASE_URL": self.copy.application} if name == "web" else {})

    @property
    def temporary(self) -> Path:
        """Where every process would leave its temporary files."""
        folder = self.folder / "temporary"
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def address(self) -> str:
        """Where the web answers."""
        return f"http://localhost:{self.web_port}"

    def begin(self) -> None:
        """Start everything, and wait until it answers."""
        self.redis.start()
        for name in (*BEHIND, "web"):
            self.start(name)
        self.until(self._answers, "the web answers")

    def _answers(self) -> bool:
        try:
            return Visit(self.address).open("/healthz") == '{"alive": true}'
        except OSError:
            return False

    def settle(self) -> None:
        """Wait until everything that follows by itself has happened."""
        self.until(lambda: not self.ask(OPEN), "everything that follows has happened")

    def last_link(self, to: str) -> str:
        """Where the link leads in the last mail that somebody got."""
        self.settle()
        found = [LINK.search(mail["body"]) for mail in self.mail_sent() if mail["to"] == [to]]
        (path,) = [each.group(1) for each in found[-1:] if each]
        return path

    def logs(self) -> dict[str, str]:
        """What each process wrote."""
        return {path.stem: path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log"))}


class Visit:
    """Somebody with cookies."""

    def __init__(self, address: str) -> None:
        self.address, self.status, self.url = address, 0, ""
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def open(self, path: str) -> str:
        """A page, and where one came to in the end."""
        return self._ask(urllib.request.Request(self.address + path))  # noqa: S310 -- our own address

    def send(self, path: str, files: dict[str, tuple[str, bytes]] | None = None, **fields: object) -> str:
        """A form; a field with several values is a list."""
        self.open(path)
        said = {**fields, "csrfmiddlewaretoken": next(each.value or "" for each in self.cookies if each.name == "csrf")}
        data, kind = urlencode(said, doseq=True).encode(), "application/x-www-form-urlencoded"
        if files:
            data, kind = _in_parts(said, files)
        return self._ask(urllib.request.Request(self.address + path, data, {"Content-Type": kind}))  # noqa: S310 -- our own address

    def call(self, method: str, path: str, said: object) -> Any:
        """The API, from the browser's session."""
        token = next(each.value or "" for each in self.cookies if each.name == "csrf")
        headers = {"Content-Type": "application/json", "X-CSRFToken": token}
        asked = urllib.request.Request(self.address + path, json.dumps(said).encode(), headers, method=method)  # noqa: S310 -- our own address
        return json.loads(self._ask(asked))

    def _ask(self, request: urllib.request.Request) -> str:
        try:
            with self.opener.open(request, timeout=60) as answer:
                self.status, self.url = answer.status, answer.url.removeprefix(self.address)
                return str(answer.read().decode())
        except urllib.error.HTTPError as refusal:
            self.status, self.url = refusal.code, (refusal.url or "").removeprefix(self.address)
            return refusal.read().decode()


def _in_parts(fields: dict[str, object], files: dict[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    edge = uuid4().hex
    several = [(name, each) for name, value in fields.items() for each in (value if isinstance(value, list) else [value])]
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{each}\r\n'.encode() for name, each in several]
    for name, (file, content) in files.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    return b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"

"""The commands of docs/api.md: read out of the guide, understood without a shell, and sent without curl.

What is understood is what the guide is written in, and no more: assignments, curl with a few options, and the two helpers that
the guide itself defines. Anything else fails, so the guide cannot quietly say something that nobody tried.
"""

import http.client
import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from http.cookiejar import MozillaCookieJar
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from urllib.request import Request

GUIDE = Path(__file__).parents[2] / "docs" / "api.md"
HELPERS = "pick() {"
SIGN_IN = "$SITE/sign-in/"
NAMES = re.compile(r"\$(\w+)")
FENCED = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REFUSED = 400


def blocks() -> list[str]:
    """The pieces of the guide, in their order."""
    return FENCED.findall(GUIDE.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Call:
    """One request that the guide makes: its method, path and what came back."""

    method: str
    path: str
    status: int
    body: str


@dataclass
class Wanted:
    """One curl command, as it was understood."""

    url: str = ""
    method: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)
    parts: list[tuple[str, str]] = field(default_factory=list)
    cookies: str = ""
    keep: str = ""
    output: str = ""


class Shell:
    """Somebody who does what the guide says, line by line."""

    def __init__(self, folder: Path, names: dict[str, str]) -> None:
        self.folder, self.names = folder, names
        self.calls: list[Call] = []

    def run(self, block: str) -> None:
        """Do all of a block; its helpers are known here already."""
        lines = block.split(HELPERS, maxsplit=1)[0]
        for line in commands(lines):
            self._do(line)

    def _do(self, line: str) -> None:
        assigned = re.fullmatch(r"(\w+)=(.*)", line, re.DOTALL)
        if assigned:
            value = assigned[2]
            inside = re.fullmatch(r"\$\((curl .*)\)", value, re.DOTALL)
            self.names[assigned[1]] = self._piped(inside[1]) if inside else "".join(self.words(value))
        else:
            self._piped(line)

    def _piped(self, line: str) -> str:
        """A curl command, with what one picks out of its answer, if anything."""
        curl, *picked = re.split(r" \| pick ", line)
        words = self.words(curl)
        assert words[:2] == ["curl", "-sf"], line
        body = self._send(understood(words[2:]))
        return pick(body, picked[0].split()) if picked else body

    # --- Words ------------------------------------------------------------------------------------------------------------
    def words(self, line: str) -> list[str]:
        """The words of a line, as a shell makes them: what stands in single quotes stays as it is."""
        found, here = list[str](), ""
        begun = False
        for piece in re.findall(r"'[^']*'|\"[^\"]*\"|\\\n|\s+|\$\([^)]*\)|[^\s'\"$\\]+|\$\w+", line):
            if piece.isspace() or piece == "\\\n":
                found += [here] if begun else []
                here, begun = "", False
                continue
            begun = True
            here += piece[1:-1] if piece[0] == "'" else self._filled(piece.strip('"'))
        return [*found, here] if begun else found

    def _filled(self, piece: str) -> str:
        """A piece with the values of the names in it."""
        piece = re.sub(r"\$\(csrf (\S+)\)", lambda found: self._csrf(self._filled(found[1])), piece)
        assert "$(" not in piece, piece
        return NAMES.sub(lambda found: self.names[found[1]], piece)

    def _csrf(self, jar: str) -> str:
        (value,) = [cookie.value for cookie in self._jar(jar) if cookie.name.endswith("csrf")]
        return str(value)

    # --- Sending ----------------------------------------------------------------------------------------------------------
    def _jar(self, name: str) -> MozillaCookieJar:
        jar = MozillaCookieJar(str(self.folder / name))
        if Path(str(jar.filename)).exists():
            jar.load(ignore_discard=True)
        return jar

    def _send(self, wanted: Wanted) -> str:
        body, more = self._body(wanted)
        method = wanted.method or ("GET" if body is None else "POST")
        request = Request(wanted.url, headers={**more, **wanted.headers}, method=method)  # noqa: S310 -- our own server
        if wanted.cookies:
            self._jar(wanted.cookies).add_cookie_header(request)
        address = urlsplit(wanted.url)
        assert address.hostname
        connection = http.client.HTTPConnection(address.hostname, address.port)
        target = quote(f"{address.path}?{address.query}" if address.query else address.path, safe="/?=&%")
        connection.request(method, target, body, dict(request.header_items()))
        answer = connection.getresponse()
        told = answer.read()
        connection.close()
        if wanted.keep:
            jar = self._jar(wanted.keep)
            jar.extract_cookies(answer, request)
            jar.save(ignore_discard=True)
        self.calls.append(Call(method, address.path, answer.status, told.decode()))
        assert answer.status < REFUSED, f"{method} {target}: {answer.status} {told.decode()[:500]}"
        if wanted.output:
            (self.folder / wanted.output).write_bytes(told)
            return ""
        return told.decode()

    def _body(self, wanted: Wanted) -> tuple[bytes | None, dict[str, str]]:
        if wanted.parts:
            boundary = uuid.uuid4().hex
            parts = [self._part(name, value) for name, value in wanted.parts]
            body = b"".join(f"--{boundary}\r\n".encode() + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()
            return body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        if wanted.data:
            return "&".join(wanted.data).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
        return None, {}

    def _part(self, name: str, value: str) -> bytes:
        """One part of a form: words, or a file by its name."""
        if not value.startswith("@"):
            return f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
        head = f'Content-Disposition: form-data; name="{name}"; filename="{value[1:]}"\r\n\r\n'
        return head.encode() + (self.folder / value[1:]).read_bytes()


def commands(block: str) -> list[str]:
    """The commands of a block: a line, or several where quotes or a backslash hold them together. Comments are none."""
    found, here = list[str](), ""
    for line in block.splitlines(keepends=True):
        if not here and line.startswith("#"):
            continue
        here += line
        if here.rstrip("\n").endswith("\\") or here.count("'") % 2 or here.count('"') % 2:
            continue
        found += [here.strip()] if here.strip() else []
        here = ""
    assert not here, here
    return found


OPTIONS: dict[str, Callable[[Wanted, str], Any]] = {
    "-X": lambda wanted, value: setattr(wanted, "method", value),
    "-H": lambda wanted, value: wanted.headers.update([value.partition(": ")[::2]]),
    "-e": lambda wanted, value: wanted.headers.update(Referer=value),
    "-d": lambda wanted, value: wanted.data.append(value),
    "--data-urlencode": lambda wanted, value: wanted.data.append("=".join(quote(each, safe="") for each in value.split("=", 1))),
    "-F": lambda wanted, value: wanted.parts.append(value.partition("=")[::2]),
    "-b": lambda wanted, value: setattr(wanted, "cookies", value),
    "-c": lambda wanted, value: setattr(wanted, "keep", value),
    "-o": lambda wanted, value: setattr(wanted, "output", value),
}


def understood(words: list[str]) -> Wanted:
    """What the words after curl ask for."""
    wanted, left = Wanted(), iter(words)
    for word in left:
        if word in OPTIONS:
            OPTIONS[word](wanted, next(left))
        else:
            assert not word.startswith("-"), word
            assert not wanted.url, words
            wanted.url = word
    return wanted


def pick(body: str, names: list[str]) -> str:
    """What the guide's own helper picks."""
    found = reduce(lambda told, name: told[int(name) if name.isdigit() else name], names, json.loads(body))
    return str(found)

"""A browser without a screen: cookies, forms and bytes on the wire, over one connection that stays open."""

import http.client
import json
import re
import time
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit


class Browser:
    """One person at the product."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.wire = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self.cookies: dict[str, str] = {}
        self.bytes = 0

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """One request and its answer: status, headers, body as it came (compressed where it was)."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Origin": self.address}
        self.wire.request(method, path, body=body, headers=sent)
        answer = self.wire.getresponse()
        content = answer.read()
        self.bytes = len(content)
        for value in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(value).items():
                self.cookies[name] = morsel.value
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content

    def get(self, path: str, **headers: str) -> str:
        """A page as text; anything but 200 stops the measurement."""
        status, _headers, content = self.ask("GET", path, b"", **headers)
        if status != http.client.OK:
            raise SystemExit(f"GET {path}: {status}")
        return content.decode()

    def token(self, page: str) -> str:
        """The page's CSRF token."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if not found:
            raise SystemExit("The page has no form.")
        return found[1]

    def post(self, path: str, page: str, **fields: str) -> str:
        """Send a form of this page; where it leads."""
        body = urlencode({"csrfmiddlewaretoken": self.token(page), **fields}).encode()
        status, headers, _content = self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded")
        if status != http.client.FOUND:
            raise SystemExit(f"POST {path}: {status}")
        return headers["location"]

    def sign_in(self, person: str) -> None:
        """Become somebody of the demo, by the key of the cast."""
        self.post("/demo/sign-in/", self.get("/demo/"), person=person)

    def api(self, method: str, path: str, data: Any = None) -> Any:
        """Ask the API."""
        token = self.token(self.get("/reports/start/")) if method != "GET" else ""
        body = b"" if data is None else json.dumps(data).encode()
        status, _headers, content = self.ask(
            method, f"/api/v1/{path}", body, Content_Type="application/json", Accept="application/json", X_CSRFToken=token
        )
        if status >= http.client.BAD_REQUEST:
            raise SystemExit(f"{method} {path}: {status} {content[:300]!r}")
        return json.loads(content) if content else None

    def timed(self, path: str) -> float:
        """Seconds for one page."""
        began = time.perf_counter()
        self.get(path)
        return time.perf_counter() - began

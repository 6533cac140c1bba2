"""The gallery as a browser gets it: under the product's own content security policy, and from no server at all."""

import mimetypes
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from django.conf import settings

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "static" / "build"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ADDRESS = "http://gallery.test/"
NEUTRAL = "http://elsewhere.test/weather"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def policy() -> str:
    """The header that every page of the product carries."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


def answer(route: Any, pages: dict[str, str]) -> None:
    """One request of the browser: a page of the gallery, a built file, the neutral page, or nothing."""
    url = route.request.url
    path = url.removeprefix(ADDRESS).split("?")[0]
    built = BUILT / path.removeprefix("static/")
    if url == NEUTRAL:
        route.fulfill(body="<title>Weather</title>Sunny", content_type="text/html")
    elif path in pages:
        headers = {"Content-Security-Policy": policy(), "Content-Type": "text/html; charset=utf-8"}
        route.fulfill(body=pages[path], headers=headers)
    elif path.startswith("static/") and built.is_file():
        route.fulfill(body=built.read_bytes(), content_type=mimetypes.guess_type(built.name)[0])
    else:
        route.fulfill(status=404)


@contextmanager
def opened(browser: Any, pages: dict[str, str], **options: Any) -> Iterator[Any]:
    """A browser window on the gallery; leaving it fails if a script failed or the policy refused something."""
    context = browser.new_context(**options)
    context.set_default_timeout(10_000)
    context.route("**/*", lambda route: answer(route, pages))
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert troubles == []


@contextmanager
def listening(pages: dict[str, str]) -> Iterator[tuple[str, "queue.Queue[tuple[str, str]]"]]:
    """The gallery on a real address of this machine; what is posted to it comes out of the queue."""
    received: queue.Queue[tuple[str, str]] = queue.Queue()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.removeprefix("/")
            built = BUILT / name.removeprefix("static/")
            body = pages[name].encode() if name in pages else built.read_bytes()
            self.reply(body, "text/html; charset=utf-8" if name in pages else str(mimetypes.guess_type(name)[0]))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.put((self.path, body.decode()))
            self.reply(b"", "text/plain")

        def reply(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing: a test's output is for what fails."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", received
    finally:
        server.shutdown()
        server.server_close()


def violations(page: Any) -> list[str]:
    """What axe-core finds wrong with the page as it is shown now."""
    page.evaluate("window.scrollTo(0, 0)")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run({ runOnly: rules }).then(result => result.violations)", RULES)
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]

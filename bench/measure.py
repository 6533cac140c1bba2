"""`make bench`: measures the product from a fresh clone and writes the tables of bench/README.md."""

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace

from bench.browser import Browser
from bench.product import PATIENCE, ROOT, clone, free_port, memory, running

REPORTS, REQUESTS, AT_ONCE = 40, 400, 4
GUNICORN = ["--workers", "2", "--worker-class", "gthread", "--threads", "4", "--preload", "--log-level", "critical"]
STEPS = ("kind", "people", "when", "what", "categories", "done", "not-to-receive", "named", "check")
"""The pages of the longest path, after the first; each is asked for on its own."""
Rows = list[tuple[str, ...]]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share lies."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def milliseconds(value: float) -> str:
    return f"{value * 1000:.0f} ms"


def latency(address: str) -> Rows:
    """From the answer to submitting until the report stands in the supervisor's queue."""
    amira, elif_ = Browser(address), Browser(address)
    amira.sign_in("amira")
    elif_.sign_in("elif")
    waits = []
    for _ in range(REPORTS):
        draft = amira.api("POST", "drafts/", {})
        answers = {"danger": "no", "kind": "self_report", "saw": "I was late for the visit.", "categories": ["unsure"]}
        amira.api("PATCH", f"drafts/{draft['id']}/", answers)
        sent = amira.api("POST", f"drafts/{draft['id']}/submit/", {})
        began = time.perf_counter()
        while elif_.ask("GET", f"/api/v1/desk/{sent['id']}/")[0] != http.client.OK:
            if time.perf_counter() - began > PATIENCE:
                raise SystemExit("A report did not reach the supervisor's queue.")
            time.sleep(0.005)
        waits.append(time.perf_counter() - began)
    middle, high = statistics.median(waits), percentile(waits, 0.95)
    return [("submitted to queue, p50", milliseconds(middle), ""), ("submitted to queue, p95", milliseconds(high), "1000 ms")]


def load(make: Callable[[], Browser], path: str) -> tuple[float, list[float]]:
    """Requests a second, and the seconds of each, with a few people at once."""
    browsers, taken, lock = [make() for _ in range(AT_ONCE)], list[float](), threading.Lock()

    def work(browser: Browser) -> None:
        mine = [browser.timed(path) for _ in range(REQUESTS // AT_ONCE)]
        with lock:
            taken.extend(mine)

    for browser in browsers:
        browser.timed(path)
    threads = [threading.Thread(target=work, args=[browser]) for browser in browsers]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return REQUESTS / (time.perf_counter() - began), taken


def against_bare(address: str, folder: Path) -> Rows:
    """The queue page against a bare Django page of the same template, one after the other, three times; the middle run counts."""
    port = free_port()
    command = [
        str(folder / ".venv" / "bin" / "python"),
        "-m",
        "gunicorn",
        "bench.bare:application",
        "--bind",
        f"127.0.0.1:{port}",
        *GUNICORN,
    ]
    bare = subprocess.Popen(command, cwd=folder)

    def elif_() -> Browser:
        browser = Browser(address)
        browser.sign_in("elif")
        return browser

    def nobody() -> Browser:
        return Browser(f"http://127.0.0.1:{port}")

    try:
        wait_for(nobody)
        pairs = [(load(elif_, "/desk/"), load(nobody, "/bare/")) for _ in range(3)]
    finally:
        bare.terminate()
        bare.wait(20)
    (rate, queue), (bare_rate, plain) = sorted(pairs, key=lambda pair: pair[0][0])[1]
    middle, plain_middle = statistics.median(queue), statistics.median(plain)
    return [
        (
            "queue page",
            f"{rate:.0f}/s",
            milliseconds(middle),
            milliseconds(percentile(queue, 0.95)),
            f"{middle / plain_middle:.1f}",
        ),
        (
            "bare page of the same template",
            f"{bare_rate:.0f}/s",
            milliseconds(plain_middle),
            milliseconds(percentile(plain, 0.95)),
            "1",
        ),
    ]


def wait_for(make: Callable[[], Browser]) -> None:
    """Until it answers."""
    for _ in range(200):
        try:
            make().get("/bare/")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("The bare page does not answer.")


def weights(address: str) -> Rows:
    """Bytes of each page of the reporting path, compressed: the page alone, and on a first visit with style and script."""
    browser = Browser(address)
    browser.sign_in("amira")
    start = browser.post("/reports/start/", browser.get("/reports/start/"))
    path = start.removeprefix(address)
    pages = {"start": "/reports/start/", "danger": path}
    pages |= {step: path.replace("danger", step) for step in STEPS}
    page = browser.get(pages["kind"])
    browser.post(pages["kind"], page, kind="concern", act="continue")
    assets = [part.split('"')[0] for part in page.split('"/static/')[1:] if part.split('"')[0].endswith(("css", "js"))]
    style_and_script = 0
    for asset in dict.fromkeys(assets):
        browser.ask("GET", f"/static/{asset}", Accept_Encoding="br, gzip")
        style_and_script += browser.bytes
    rows: Rows = []
    for name, address_of in pages.items():
        status, _headers, _content = browser.ask("GET", address_of, Accept_Encoding="br, gzip")
        if status != http.client.OK:
            raise SystemExit(f"GET {address_of}: {status}")
        rows.append((name, f"{(browser.bytes + style_and_script) / 1024:.1f} KB", f"{browser.bytes / 1024:.1f} KB"))
    return rows


def table(head: Sequence[str], rows: Rows) -> str:
    """A table of the README."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def lists(what: str) -> dict[str, str]:
    """Lists, counts, searches and checks at a million of them, in a process of their own: they need the product's settings."""
    asked = subprocess.run([sys.executable, "-m", "bench.lists", what], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found = [SimpleNamespace(**each) for each in json.loads(asked.stdout)]
    rows: Rows = [
        (
            f"{each.who}, {each.visible:,}",
            each.what,
            f"{each.many * 1000:.1f} ms",
            f"{each.many_bare * 1000:.1f} ms",
            f"{each.many / each.many_bare:.1f}",
            f"{each.many / each.few:.2f}",
            f"{each.many_bare / each.few_bare:.2f}",
            str(each.statements),
        )
        for each in found
    ]
    deep: Rows = [(each.who, f"{each.many / each.first:.2f}", "1.3") for each in found if each.what == "deep page"]
    head = ("who, sees", "what", "product", "bare SQL", "ratio", "growth", "of bare SQL", "statements")
    return {what: table(head, rows), f"{what}, deep": table(("who", "deep page against first page", "aim"), deep)}


def product() -> dict[str, str]:
    """Starts, memory, delays, speed and bytes, of a fresh clone."""
    with tempfile.TemporaryDirectory(prefix="boundaries-bench-") as name:
        folder = clone(Path(name))
        with running(folder) as (_address, cold, _first):
            pass
        with running(folder) as (address, warm, first):
            time.sleep(5)
            idle = memory(first)
            delays, speed, bytes_ = latency(address), against_bare(address, folder), weights(address)
    megabytes: Rows = [(name, f"{size:.0f} MB", "") for name, size in sorted(idle.items(), key=lambda each: -each[1])]
    megabytes.append(("all together", f"{sum(idle.values()):.0f} MB", "700 MB"))
    starts: Rows = [
        ("first start, packages in the machine's cache", f"{cold:.1f} s", ""),
        ("start again", f"{warm:.1f} s", "10 s"),
    ]
    return {
        "starts": table(("what", "measured", "aim"), starts),
        "memory": table(("program", "measured", "aim"), megabytes),
        "latency": table(("what", "measured", "aim"), delays),
        "speed": table(("page", "requests a second", "p50", "p95", "p50 against bare"), speed),
        "bytes": table(("page", "first visit", "again"), bytes_),
    }


PARTS: dict[str, Callable[[], dict[str, str]]] = {
    "product": product,
    "lists": partial(lists, "reports"),
    "gifts": partial(lists, "gifts"),
}
BENCH = ROOT / "bench"


def sections(text: str) -> dict[str, str]:
    """The parts of a page by their headings."""
    return {part.partition("\n")[0]: part for part in text.split("\n## ")}


def main() -> None:
    """Measure everything, or the part that ONLY names, and write it down; what was not measured stays as it was."""
    wanted = os.environ.get("ONLY") or "product lists gifts"
    made = {"when": datetime.now(tz=UTC).date().isoformat()}
    for part in wanted.split():
        made |= PARTS[part]()
    before = sections((BENCH / "README.md").read_text(encoding="utf-8"))
    after = []
    for heading, words in sections((BENCH / "words.md").read_text(encoding="utf-8")).items():
        for mark, tables in made.items():
            words = words.replace(f"[[{mark}]]", tables.strip())  # noqa: PLW2901 -- mark by mark
        after.append(before.get(heading, "") if "[[" in words else words)
    text = "\n## ".join(filter(None, after)).rstrip() + "\n"
    (BENCH / "README.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()

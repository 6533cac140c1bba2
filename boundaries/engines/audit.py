"""`make lint`: what the product is made of (`.data/sbom*.json`, CycloneDX), and whether a part of it has a known weakness.

The audit asks the indexes of Python's and of the front-end's packages. Where one cannot be asked about a part, that is said and
is no failure; a known weakness is one, of the tools that build the front-end a grave one.
"""

import json
import subprocess
import sys
from typing import Any

from boundaries.engines.bootstrap import DATA, ROOT, node_environment

REQUIREMENTS = ROOT / "requirements" / "base.txt"
BILL = DATA / "sbom.json"
FRONT_BILL = DATA / "sbom-front-end.json"
PATIENCE = 120
GRAVE = frozenset({"high", "critical"})


def write_bill() -> int:
    """Write the software bill of materials; how many parts it names."""
    BILL.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", str(REQUIREMENTS), "--output-file", str(BILL)]
    subprocess.run([*command, "--output-reproducible"], check=True, capture_output=True)
    return len(json.loads(BILL.read_text(encoding="utf-8"))["components"])


def audit() -> tuple[list[str], int]:
    """The known weaknesses, a line each, and about how many parts nobody could be asked."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(REQUIREMENTS), "--require-hashes", "--disable-pip"]
    command += ["--progress-spinner", "off", "--timeout", "5", "--format", "json"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        parts = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return [], -1
    return weaknesses(parts), sum("skip_reason" in part for part in parts)


def weaknesses(parts: list[dict[str, object]]) -> list[str]:
    """A line for each known weakness among these parts."""
    found = []
    for part in parts:
        known = part.get("vulns")
        for each in known if isinstance(known, list) else []:
            better = ", ".join(each["fix_versions"]) or "none yet"
            found.append(f"{part['name']} {part['version']}: {each['id']}, mended in {better}")
    return found


def npm(*arguments: str) -> dict[str, Any]:
    """What npm says of the locked front-end; nothing where it is too old or cannot ask."""
    command = ["npm", *arguments, "--package-lock-only", "--loglevel=error"]
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=node_environment(), capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        said = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def write_front_bill() -> int:
    """Write the bill of the front-end's parts and of the tools that build it; how many it names, none where npm makes none."""
    bill = npm("sbom", "--sbom-format=cyclonedx")
    if "components" not in bill:
        return 0
    FRONT_BILL.parent.mkdir(parents=True, exist_ok=True)
    FRONT_BILL.write_text(json.dumps(bill, indent=2), encoding="utf-8")
    return len(bill["components"])


def front_audit() -> list[str] | None:
    """The grave weaknesses known of the front-end's parts, a line each; None where nobody could be asked."""
    known = npm("audit", "--json").get("vulnerabilities")
    if not isinstance(known, dict):
        return None
    return [f"{name}: {each['severity']}" for name, each in sorted(known.items()) if each["severity"] in GRAVE]


def main() -> int:
    """Write the bills, audit, and say what came of it."""
    parts, front_parts = write_bill(), write_front_bill()
    found, unasked = audit()
    of_front = front_audit()
    asked = "nobody could be asked" if unasked < 0 else f"{parts - unasked} asked about, {unasked} could not be"
    front = f"{front_parts} of the front-end, {'nobody could be asked' if of_front is None else 'asked about'}"
    found += of_front or []
    sys.stdout.write(f"{parts} parts, {asked}; {front}.\n" + "".join(f"{line}\n" for line in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

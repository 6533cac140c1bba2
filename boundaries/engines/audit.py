"""`make lint`: what the product is made of (`.data/sbom.json`, CycloneDX), and whether a part of it has a known weakness.

The audit asks the Python package index. Where it cannot be asked about a part, that is said and is no failure; a known
weakness is one.
"""

import json
import subprocess
import sys

from boundaries.engines.bootstrap import DATA, ROOT

REQUIREMENTS = ROOT / "requirements" / "base.txt"
BILL = DATA / "sbom.json"
PATIENCE = 120


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


def main() -> int:
    """Write the bill, audit, and say what came of it."""
    parts = write_bill()
    found, unasked = audit()
    asked = "nobody could be asked" if unasked < 0 else f"{parts - unasked} asked about, {unasked} could not be"
    sys.stdout.write(f"{parts} parts; {asked}.\n" + "".join(f"{line}\n" for line in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

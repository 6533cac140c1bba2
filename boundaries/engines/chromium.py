"""The browser the tests play in: the machine's own Chromium, else one that is installed now."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from boundaries.engines.bootstrap import DATA, stage
from boundaries.engines.errors import Trouble

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WHAT_TO_DO = (
    "No Chromium was found and none could be installed: install one (on Debian: apt install chromium), "
    "or set CHROMIUM to its program, and run make test again."
)


def find_chromium() -> Path:
    """The browser's program; installed first if there is none."""
    if found := _on_this_machine() or _playwrights_own():
        return found
    with stage("Installing Chromium for the browser tests"):
        _install()
    if found := _on_this_machine() or _playwrights_own():
        return found
    raise Trouble(WHAT_TO_DO)


def _on_this_machine() -> Path | None:
    """The program CHROMIUM names, or one on the PATH."""
    if given := os.environ.get("CHROMIUM"):
        if not os.access(given, os.X_OK):
            raise Trouble(f"CHROMIUM names a program that cannot be run: {given}.")
        return Path(given)
    return next((Path(path) for name in NAMES if (path := shutil.which(name))), None)


def _playwrights_own() -> Path | None:
    """The browser Playwright has installed for itself."""
    script = "from playwright.sync_api import sync_playwright as start\nwith start() as p: print(p.chromium.executable_path)"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    path = Path(answer.stdout.strip())
    return path if answer.returncode == 0 and path.is_file() else None


def _install() -> None:
    """Ask the system for it where we may, else Playwright; whether it worked is seen afterwards."""
    commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        commands = [["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"], *commands]
    with (DATA / "logs" / "setup.log").open("ab") as log:
        for command in commands:
            env = dict(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env, check=False)
            if _on_this_machine():
                return

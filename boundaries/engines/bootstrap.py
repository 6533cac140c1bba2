"""Make what the product needs to run on a machine that has only Python, git and make.

This file is run by whatever `python3` the machine has, before anything is installed: it uses the standard library only,
imports nothing of the product, and is written so that an older Python can still read it and say which one is needed.

It makes `.venv` from the hashed requirements and the front-end from the locked packages, each only when its lock has
changed since the last time, and then becomes the command that was asked for.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path(os.environ.get("DATA_FOLDER") or ROOT / ".data").absolute()
VENV = ROOT / ".venv"
OLDEST = (3, 11)
WELL_KNOWN = ((3, 11), (3, 12))  # the versions for which PostgreSQL and Redis both come as wheels
NODE_OLDEST = 18
COMMANDS = {
    "run": ("boundaries.engines.launcher", ("base",)),
    "test": ("boundaries.engines.checks", ("base", "dev")),
    "lint": ("boundaries.engines.checks", ("base", "dev")),
    "lock": ("boundaries.engines.lock", ("base", "dev")),
    "environment": (None, ("base", "dev")),
}


class Unready(Exception):
    """The machine lacks something; the message is one sentence and says what to do."""


@contextlib.contextmanager
def stage(words, *, out=None):
    """Say in one calm line what is being done and, when it is done, how long it took."""
    out = out or sys.stdout
    out.write("  {} ... ".format(words))
    out.flush()
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        out.write("\n")
        out.flush()
        raise
    out.write("done ({:.1f} s)\n".format(time.monotonic() - begun))
    out.flush()


def version_of(python):
    """The version of a Python found on the machine, or None when it does not run."""
    script = "import sys; print(sys.version_info[0], sys.version_info[1])"
    try:
        answer = subprocess.run([python, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20)
        return tuple(int(part) for part in answer.stdout.split()) if answer.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def suitable_python():
    """The Python to build with: this one if it will do, else 3.12 or 3.11 by name, else any newer one."""
    here = sys.version_info[:2]
    if here in WELL_KNOWN:
        return sys.executable
    for name in ("python3.12", "python3.11"):
        found = shutil.which(name)
        if found and version_of(found) in WELL_KNOWN:
            return found
    if here >= OLDEST:
        return sys.executable
    for name in ("python3.13", "python3.14"):
        found = shutil.which(name)
        if found and (version_of(found) or (0,)) >= OLDEST:
            return found
    raise Unready(
        "Python 3.11 or newer is needed and this is Python {}.{}: install python3.12 (or python3.11) and run make again.".format(
            *here
        )
    )


def digest(*paths):
    """One fingerprint for the content of some files and of everything below some folders."""
    result = hashlib.sha256()
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            result.update(str(file.relative_to(ROOT)).encode())
            result.update(hashlib.sha256(file.read_bytes()).digest())
    return result.hexdigest()


def is_stamped(stamp, mark):
    """Whether an earlier run finished this very work."""
    try:
        return stamp.read_text(encoding="ascii") == mark
    except (OSError, UnicodeDecodeError):
        return False


def log_path():
    """Where the chatter of the installers goes."""
    folder = DATA / "logs"
    try:
        DATA.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder / "setup.log"
    except OSError as error:
        raise Unready("The folder {} cannot be written: {}.".format(DATA, error.strerror)) from error


def carry_out(arguments, *, failure, env=None):
    """Run one installer quietly; when it fails, say what it was about and where its own words are."""
    path = log_path()
    try:
        with path.open("ab") as log:
            log.write(("\n$ " + " ".join(str(argument) for argument in arguments) + "\n").encode())
            log.flush()
            code = subprocess.run(
                [str(argument) for argument in arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=str(ROOT),
                env=env,
            ).returncode
    except OSError as error:
        raise Unready("{} ({}).".format(failure, error.strerror)) from error
    if code:
        raise Unready("{}; the whole story is in {}.".format(failure, path))


def make_environment(locks):
    """Make `.venv` and install the locked packages in it, unless that has been done."""
    python = VENV / "bin" / "python"
    version = version_of(str(python)) if python.exists() else None
    if version is None or version < OLDEST:
        with stage("Making the Python environment"):
            carry_out(
                [sys.executable, "-m", "venv", "--clear", VENV],
                failure="Python's own venv could not be made (on Debian and Ubuntu: apt install python3-venv)",
            )
    mark = "{}.{}".format(*(version_of(str(python)) or OLDEST))
    files = [ROOT / "requirements" / (lock + ".txt") for lock in locks]
    stale = [file for file in files if not is_stamped(VENV / (".installed-" + file.stem), mark + digest(file))]
    if stale:
        with stage("Installing the Python packages (the first time takes a minute or two)"):
            arguments = [
                python,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-input",
                "--require-hashes",
            ]
            for file in files:
                arguments += ["-r", file]
            carry_out(arguments, failure="The Python packages could not be installed")
            for file in files:
                (VENV / (".installed-" + file.stem)).write_text(mark + digest(file), encoding="ascii")


def node_environment():
    """The environment in which npm answers: the machine's own Node if it is new enough, else the one that comes as a wheel."""
    env = dict(os.environ)
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        answer = subprocess.run([node, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()
        if answer.startswith("v") and int(answer[1:].split(".")[0]) >= NODE_OLDEST:
            return env
    lock = ROOT / "requirements" / "node.txt"
    stamp = VENV / ".installed-node"
    if not is_stamped(stamp, digest(lock)):
        with stage("Installing Node, which this machine does not have"):
            carry_out(
                [
                    VENV / "bin" / "python",
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "--require-hashes",
                    "-r",
                    lock,
                ],
                failure="Node could not be installed: install Node {} or newer with npm and run make again".format(NODE_OLDEST),
            )
            stamp.write_text(digest(lock), encoding="ascii")
    env["PATH"] = str(VENV / "bin") + os.pathsep + env.get("PATH", "")
    return env


def make_front_end():
    """Fetch the locked front-end packages and build the styles and scripts, each unless it has been done."""
    manifest, lock, build = ROOT / "package.json", ROOT / "package-lock.json", ROOT / "static" / "build"
    packages, sources = digest(manifest, lock), digest(manifest, lock, ROOT / "static" / "src")
    packages_stamp, build_stamp = ROOT / "node_modules" / ".stamp-packages", ROOT / "node_modules" / ".stamp-build"
    fetched = is_stamped(packages_stamp, packages)
    if fetched and is_stamped(build_stamp, sources) and build.is_dir():
        return
    env = node_environment()
    if not fetched:
        with stage("Fetching the front-end packages"):
            carry_out(
                ["npm", "ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"],
                failure="The front-end packages could not be fetched",
                env=env,
            )
            packages_stamp.write_text(packages, encoding="ascii")
    with stage("Building the styles and scripts"):
        carry_out(["npm", "run", "build"], failure="The styles and scripts could not be built", env=env)
        build_stamp.write_text(sources, encoding="ascii")


@contextlib.contextmanager
def alone():
    """Hold back a second make in the same folder until the first has finished preparing."""
    log_path()
    try:
        lock = (DATA / "prepare.lock").open("w")
    except OSError as error:
        raise Unready("The folder {} cannot be written: {}.".format(DATA, error.strerror)) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def become(command):
    """Prepare what the command needs, then turn into it."""
    module, locks = COMMANDS[command]
    with alone():
        make_environment(locks)
        make_front_end()
    if module:
        python = str(VENV / "bin" / "python")
        os.chdir(str(ROOT))
        os.execv(python, [python, "-m", module, command])


def main(arguments):
    """Run as `python3 boundaries/engines/bootstrap.py COMMAND`."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        sys.stderr.write("Say one of: {}.\n".format(", ".join(sorted(COMMANDS))))
        return 2
    try:
        python = suitable_python()
        if os.path.realpath(python) != os.path.realpath(sys.executable):
            os.execv(python, [python, str(Path(__file__).resolve()), *arguments])
        become(arguments[0])
    except Unready as trouble:
        sys.stderr.write("{}\n".format(trouble))
        return 1
    except OSError as error:
        sys.stderr.write("The product could not be prepared: {}.\n".format(error))
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

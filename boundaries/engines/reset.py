"""Forget the data of this folder, after asking. Run by any Python, before or without an environment."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path(os.environ.get("DATA_FOLDER") or ROOT / ".data").absolute()


def main():
    """Ask, unless told not to; refuse while the product runs."""
    if not DATA.exists():
        print("There is no data to forget.")
        return 0
    lock = DATA / "running.lock"
    if lock.exists():
        with lock.open("r+") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                sys.stderr.write("The product is running from this folder: stop it first (Ctrl-C where it runs).\n")
                return 1
            return forget()
    return forget()


def forget():
    """Remove the folder, and the database where it had to be kept elsewhere."""
    if os.environ.get("CONFIRM", "") != "yes" and not is_meant():
        print("Nothing was changed.")
        return 1
    database = DATA / "postgres"
    elsewhere = database.resolve().parent if database.is_symlink() else None
    shutil.rmtree(str(DATA))
    if elsewhere and elsewhere.name.startswith("boundaries-"):
        shutil.rmtree(str(elsewhere))
    print("The data is forgotten; make run starts afresh.")
    return 0


def is_meant():
    """Whether the person answers yes, in full."""
    try:
        answer = input("This removes {}: every report, person and key in it, for good. Type yes to go on: ".format(DATA))
    except (EOFError, KeyboardInterrupt):
        print()
        return False
    return answer.strip().lower() == "yes"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except OSError as error:
        sys.stderr.write("The data could not be removed: {}.\n".format(error))
        sys.exit(1)

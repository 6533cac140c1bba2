"""The secrets an installation of its own makes once and keeps under `.data/keys/`, readable by its owner alone."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def _password() -> str:
    return secrets.token_urlsafe(32)


SETTINGS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(64),
    "KEY_ENCRYPTION_KEY": _key,
    "INDEX_KEY": _key,
}


class KeyFolder:
    """The folder of secrets: each is made when first asked for and never changed afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, name: str, make: Callable[[], str]) -> Path:
        """The file that holds the secret ``name``; written whole or not at all."""
        path = self.folder / name.lower()
        if not path.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = self.folder / f".{name.lower()}.{os.getpid()}"
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as stream:
                stream.write(make())
                stream.flush()
                os.fsync(stream.fileno())
            try:
                os.link(fresh, path)
            except FileExistsError:
                pass  # another process was first: its secret is the one
            finally:
                fresh.unlink()
        return path

    def password(self, name: str) -> str:
        """The password of one of our own engines' logins."""
        return self.file(f"{name}_password", _password).read_text(encoding="ascii").strip()

    def settings(self, given: dict[str, str]) -> dict[str, str]:
        """NAME_FILE for every secret of the settings that the environment does not give already."""
        return {
            f"{name}_FILE": str(self.file(name, make))
            for name, make in SETTINGS.items()
            if not given.get(name) and not given.get(f"{name}_FILE")
        }

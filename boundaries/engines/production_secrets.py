"""`make secrets`: the files of secrets that docker-compose.yml reads, each made once and never changed."""

import sys
from collections.abc import Callable
from pathlib import Path

from boundaries.engines.keys import SETTINGS, KeyFolder

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "secrets"
DATABASE = "boundaries"
TO_WRITE = "email_url"
"""The one that is not ours to make: the address of a mail server, with its password."""
LOGINS = {
    "migrate_database_url": "boundaries_owner",
    "database_url": "boundaries_app",
    "worker_database_url": "boundaries_worker",
}


def make(folder: Path) -> list[str]:
    """Make what is missing in the folder; the names of everything that is there now."""
    keys = KeyFolder(folder)
    for name, secret in SETTINGS.items():
        keys.file(name, secret)
    keys.file("redis_url", _fixed(f"redis://:{keys.password('redis')}@redis:6379/0"))
    keys.file(TO_WRITE, _fixed("smtp://mail:25"))
    keys.file("admin_database_url", _fixed(f"postgresql://postgres:{keys.password('postgres')}@postgres:5432/postgres"))
    for name, login in LOGINS.items():
        password = keys.password(login)
        keys.file(name, _fixed(f"postgresql://{login}:{password}@postgres:5432/{DATABASE}"))
    for path in folder.iterdir():  # the containers' user is not ours; the folder itself stays closed to others
        path.chmod(0o644 if path.name == TO_WRITE else 0o444)
    return sorted(path.name for path in folder.iterdir())


def _fixed(value: str) -> Callable[[], str]:
    return lambda: value


if __name__ == "__main__":
    names = make(FOLDER)
    sys.stdout.write(f"{len(names)} secrets stand in {FOLDER.name}/. Keep key_encryption_key and index_key somewhere else too.\n")

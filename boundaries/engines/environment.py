"""The variables the product's processes are started with, and who finds them where.

| variable | names |
|---|---|
| DATABASE_URL | the application's login: web |
| WORKER_DATABASE_URL | the workers' login; DATABASE_URL where it is not given |
| MIGRATE_DATABASE_URL | the login that owns the database and every object in it: migrations |
| ADMIN_DATABASE_URL | a login that may make roles and databases: used to prepare, never to serve |
| REDIS_URL | the doorbell |

Each of them may also come from a file: DATABASE_URL_FILE names the file that holds DATABASE_URL, as with every secret.
"""

import json
import os
from collections.abc import Mapping, MutableMapping
from dataclasses import asdict, dataclass
from pathlib import Path

from boundaries.engines.errors import Trouble
from boundaries.engines.keys import SETTINGS, KeyFolder

AS_OWNER = frozenset({"migrate", "sqlmigrate", "showmigrations"})
WITHOUT_ENGINES = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "draw_grants",
        "draw_workflows",
        "help",
        "makemessages",
        "makemigrations",
        "spectacular",
    }
)


def value_of(environ: Mapping[str, str], name: str) -> str:
    """What the environment says for ``name``, itself or in the file that ``name_FILE`` names; empty when it says nothing.

    Raises Trouble for a file that cannot be read.
    """
    path = environ.get(f"{name}_FILE", "")
    if not path:
        return environ.get(name, "")
    try:
        return Path(path).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"{name}_FILE names a file that cannot be read: {path}.") from error


@dataclass(frozen=True)
class Addresses:
    """Where the servers are, for each of those who connect to them."""

    application: str
    worker: str
    owner: str
    admin: str
    redis: str

    def variables(self) -> dict[str, str]:
        """The same as environment variables; an address that is not known is left out."""
        given = {
            "DATABASE_URL": self.application,
            "WORKER_DATABASE_URL": self.worker,
            "MIGRATE_DATABASE_URL": self.owner,
            "ADMIN_DATABASE_URL": self.admin,
            "REDIS_URL": self.redis,
        }
        return {name: value for name, value in given.items() if value}


class RunningNote:
    """The note that lets `manage.py` in another terminal find the servers while the product runs from this folder."""

    def __init__(self, data: Path) -> None:
        self.path = data / "running.json"

    def write(self, addresses: Addresses) -> None:
        """Leave the note, for the owner's eyes only."""
        self.path.unlink(missing_ok=True)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(asdict(addresses), stream)

    def read(self) -> Addresses | None:
        """The addresses in the note, if there is one."""
        try:
            return Addresses(**json.loads(self.path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def remove(self) -> None:
        """Take the note away."""
        self.path.unlink(missing_ok=True)


def complete(environ: MutableMapping[str, str], *, root: Path, command: str) -> None:
    """Fill in for `manage.py` what its environment does not say, from the product that runs in the same folder."""
    data = Path(environ.get("DATA_FOLDER") or root / ".data")
    if not environ.get("DATABASE_URL") and not environ.get("DATABASE_URL_FILE"):
        addresses = RunningNote(data).read()
        if addresses:
            for name, value in addresses.variables().items():
                environ.setdefault(name, value)
        elif command in WITHOUT_ENGINES or command.startswith("-"):
            environ["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:9/nothing"
            environ.setdefault("REDIS_URL", "redis://127.0.0.1:9/0")
        else:
            raise SystemExit("No database is named: start the product in this folder first (make run), or set DATABASE_URL.")
    for name, make in SETTINGS.items():
        if environ.get(name) or environ.get(f"{name}_FILE"):
            continue
        kept = data / "keys" / name.lower()
        if kept.exists():
            environ[f"{name}_FILE"] = str(kept)
        elif command in WITHOUT_ENGINES or command.startswith("-"):
            environ[name] = make()
    if command in AS_OWNER and (owner := value_of(environ, "MIGRATE_DATABASE_URL")):
        environ.pop("DATABASE_URL_FILE", None)
        environ["DATABASE_URL"] = owner


def keys_of(data: Path) -> KeyFolder:
    """The folder of secrets of an installation."""
    return KeyFolder(data / "keys")

"""What lists, counts, searches, totals and checks cost at ten thousand and at a million, against the same by bare SQL.

What is asked of which kind of thing is named first: ``python -m bench.lists reports``. The product's own functions are asked, as
the application's login, with row-level security on. They and the yardstick (`bench.turns`) take turns in one run, in both
databases; the medians are compared: only ratios and growth mean anything. With ROWS the large database is another size; with
KEEP=1 both are kept, and used again by the next run.
"""

import json
import os
import shutil
import sys
from importlib import import_module
from typing import TYPE_CHECKING
from uuid import UUID

import django

from boundaries.engines.addresses import from_admin
from boundaries.engines.bootstrap import DATA
from boundaries.engines.environment import Addresses
from boundaries.engines.keys import KeyFolder
from boundaries.engines.postgres import ADMIN, Postgres

if TYPE_CHECKING:
    from bench.turns import Place, Subject

FOLDER = DATA / "bench"
FEW, MANY = 10_000, 1_000_000
NO_REDIS = "redis://127.0.0.1:9/0"


def main() -> None:
    """Fill, ask, say as JSON what it took; and leave nothing behind."""
    what = sys.argv[1]
    many = int(os.environ.get("ROWS") or MANY)
    FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = KeyFolder(FOLDER / "keys")
    server = Postgres(FOLDER / "postgres", log=FOLDER / "postgres.log", password=keys.password(ADMIN), scratch=True)
    server.start()
    try:
        few, large = (
            from_admin(server.url(database=f"boundaries_bench_{what}_{each}"), keys, redis=NO_REDIS) for each in (FEW, many)
        )
        os.environ.update(few.variables() | keys.settings({}) | {"DEMO": "0", "HTTPS": "0"})
        os.environ["DJANGO_SETTINGS_MODULE"] = "boundaries.settings"
        django.setup()
        from bench.turns import compare_all

        subject: Subject = import_module(f"bench.{what}.asking").SUBJECT
        places = filled(few, subject, FEW), filled(large, subject, many)
        json.dump([vars(each) for each in compare_all(subject, *places)], sys.stdout)
        for place in places:
            place.close()
    finally:
        server.stop()
        if os.environ.get("KEEP") != "1":
            shutil.rmtree(FOLDER)


def filled(addresses: Addresses, subject: "Subject", count: int) -> "Place":
    """A database with so many of them: made and filled now, unless one was kept."""
    from bench.filling import Filled, fill
    from bench.turns import Place
    from boundaries.engines import database

    note = FOLDER / f"{subject.kind.name}-{count}.json"
    database.prepare_server(addresses)
    database.prepare_schema(addresses)
    if not note.exists():
        with database.connected_as(addresses.admin):
            who = fill(addresses.admin, subject.kind, count)
        note.write_text(json.dumps({name: str(value) for name, value in vars(who).items()}), encoding="ascii")
    kept = json.loads(note.read_text(encoding="ascii"))
    return Place(addresses.application, addresses.admin, Filled(**{name: UUID(value) for name, value in kept.items()}))


if __name__ == "__main__":
    main()

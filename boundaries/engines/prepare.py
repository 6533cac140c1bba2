"""Everything that has to be done before the product can serve, in one process: Django starts slowly, so it starts once.

Run by the launcher with the product's variables. What the person should see goes to standard output, a line per stage;
what only an expert reads goes to the log.
"""

import contextlib
import hashlib
import io
import os
import sys
import traceback
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command, get_commands

from boundaries.engines import database
from boundaries.engines.bootstrap import DATA, digest, is_stamped, stage
from boundaries.engines.environment import Addresses
from boundaries.engines.errors import Trouble

SIGN_INS = DATA / "sign-ins.txt"


def addresses() -> Addresses:
    """The addresses the launcher passed on."""
    return Addresses(
        application=os.environ["DATABASE_URL"],
        worker=os.environ["WORKER_DATABASE_URL"],
        owner=os.environ["MIGRATE_DATABASE_URL"],
        admin=os.environ.get("ADMIN_DATABASE_URL", ""),
        redis=os.environ["REDIS_URL"],
    )


def collect_static() -> None:
    """Collect the styles, scripts and pictures, when they are not what was collected last."""
    stamp = DATA / "static.stamp"
    folders = [Path(folder) for folder in settings.STATICFILES_DIRS if Path(folder).is_dir()]
    packages = [Path(__file__).resolve().parents[2] / "requirements" / "base.txt"]
    mark = hashlib.sha256((digest(*folders, *packages) + str(settings.STATIC_ROOT)).encode()).hexdigest()
    if is_stamped(stamp, mark) and Path(settings.STATIC_ROOT).is_dir():
        return
    with stage("Collecting styles and scripts"):
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(mark, encoding="ascii")


def load_policies() -> None:
    """Take the policy packs into the library; what they said before changes nothing."""
    if "load_policies" not in get_commands():
        return
    with database.connected_as(os.environ["DATABASE_URL"]), stage("Reading the policies"):
        chatter = io.StringIO()
        call_command("load_policies", stdout=chatter)
        sys.stderr.write(chatter.getvalue())


def load_demo() -> None:
    """Load the demo organisations into an empty database, and keep the sign-ins to be shown once the product answers."""
    SIGN_INS.unlink(missing_ok=True)
    if not settings.DEMO or "load_demo" not in get_commands():
        return
    with database.connected_as(os.environ["DATABASE_URL"]):
        chatter = io.StringIO()
        with stage("Loading the demo organisations, if there are none yet"):
            call_command("load_demo", stdout=chatter)
        words = io.StringIO()
        call_command("load_demo", print_signins=True, stdout=words)
        SIGN_INS.write_text(words.getvalue(), encoding="utf-8")


def main() -> int:
    """Prepare; the exit code says whether the product may be started."""
    try:
        where = addresses()
        with stage("Preparing the database"):
            database.prepare_server(where)
            django.setup()
            database.prepare_schema(where)
        collect_static()
        load_policies()
        load_demo()
    except Trouble as trouble:
        sys.stdout.write(f"{trouble}\n")
        return 1
    except Exception as error:  # noqa: BLE001 -- the last resort before the person: one sentence, the rest in the log
        traceback.print_exc(file=sys.stderr)
        first = next(iter(str(error).strip().splitlines()), "")
        sys.stdout.write(
            f"The product could not be prepared ({type(error).__name__}: {first}); the whole story is in {DATA / 'logs' / 'prepare.log'}.\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boundaries.settings")
        sys.exit(main())
    sys.exit(130)

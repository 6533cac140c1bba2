"""``manage.py relay``: drains outbox and timers every two seconds, needing no Redis."""

import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from boundaries.outbox.drain import drain

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Do what is due, every two seconds, until told to stop."
    requires_system_checks = []  # started beside web, which has checked

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--alive", type=Path, help="A file to touch each round, for whoever watches over the process.")

    def handle(self, *args: Any, alive: Path | None = None, **options: Any) -> None:
        stop = threading.Event()

        def leave(signum: int, frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, leave)
        signal.signal(signal.SIGINT, leave)
        while not stop.is_set():
            try:
                close_old_connections()
                while not stop.is_set() and drain():
                    pass
            except (OperationalError, InterfaceError):
                log.warning("relay.database_away")
                connection.close()
            except Exception:
                log.critical("relay.broken", exc_info=True)
                raise SystemExit(1) from None  # whoever started it starts it again; Python would print the error's text
            if alive:
                alive.touch()
            stop.wait(settings.RELAY_SECONDS)

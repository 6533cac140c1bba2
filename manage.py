#!/usr/bin/env python3
"""Django's command line for this project.

While the product runs from this folder with engines of its own, its commands find them by themselves; the commands that
change the schema connect as the database's owner (MIGRATE_DATABASE_URL), every other as the application.
"""

import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

from boundaries.engines.environment import complete

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boundaries.settings")
    complete(os.environ, root=Path(__file__).resolve().parent, command=sys.argv[1] if len(sys.argv) > 1 else "help")
    execute_from_command_line(sys.argv)

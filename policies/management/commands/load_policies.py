"""``manage.py load_policies``: the packs of `policies/packs/` into the library, again and again if you like."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from policies.adoption.actions import take_missing_digests, watch_reviews
from policies.library.actions import PACKS, Loaded, load_policies, packs_in
from policies.library.rules import BrokenPack
from policies.moments.actions import await_the_year_everywhere
from policies.training.actions import begin_missing_topics


class Command(BaseCommand):
    """Take every pack into the library and say what changed. One that is broken is named with its line, and nothing is taken."""

    help = "Take the policy packs into the library, and say what changed. Safe to run again."
    requires_system_checks: list[str] = []  # the launcher has run them

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=PACKS, help="where the packs are (default: policies/packs)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say in one sentence why not."""
        try:
            files = packs_in(options["folder"])
            if not files:
                raise CommandError(f"There is no pack in {options['folder']}.")
            done = load_policies(files=files)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"The packs in {options['folder']} cannot be read.") from error
        except BrokenPack as broken:
            raise CommandError(f"{broken} Nothing was loaded.") from broken
        take_missing_digests()
        watch_reviews()
        begin_missing_topics()
        await_the_year_everywhere()
        for pack in done.packs:
            self.stdout.write(said(pack))
        for key in done.left_alone:
            self.stdout.write(f"{key}: no pack speaks of it; it stays as it is")
        self.stdout.write(f"warning signs: {'changed' if done.signs_changed else 'as before'}")


def said(pack: Loaded) -> str:
    """What became of one pack, in a line."""
    if not pack.is_new:
        return f"{pack.key}: version {pack.edition}, as before"
    return (
        f"{pack.key}: version {pack.edition} is new ({pack.added} clauses added, {pack.changed} changed, {pack.removed} removed)"
    )

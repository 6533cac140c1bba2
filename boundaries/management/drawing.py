"""Pages of docs/ that are drawn from the code, and checked against it."""

from abc import abstractmethod
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class DrawCommand(BaseCommand):
    """Write one page of docs/; with ``--check`` say whether it is up to date; with ``--print`` only show it."""

    page: str
    requires_system_checks = []  # it reads tables of the code, and no setting

    def add_arguments(self, parser: CommandParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--check", action="store_true", help="Change nothing; fail when the page is not up to date.")
        how.add_argument("--print", action="store_true", help="Change nothing; show what the page would say.")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Draw it."""
        page, drawn = self.path(), self.draw()
        if options["print"]:
            self.stdout.write(drawn, ending="")
        elif options["check"]:
            if not page.is_file() or page.read_text(encoding="utf-8") != drawn:
                raise CommandError(f"docs/{self.page} is not up to date: run manage.py {self.name()}.")
        else:
            page.parent.mkdir(exist_ok=True)
            page.write_text(drawn, encoding="utf-8")

    def path(self) -> Path:
        """Where the page stands."""
        return Path(settings.BASE_DIR) / "docs" / self.page

    def name(self) -> str:
        """What the command is called."""
        return type(self).__module__.rpartition(".")[2]

    def heading(self, title: str, source: str) -> str:
        """The title, and where the page comes from."""
        return f"# {title}\n\n`manage.py {self.name()}` draws this page from {source}, and a test compares the two. Change them there.\n"

    @abstractmethod
    def draw(self) -> str:
        """The whole page, in Markdown."""

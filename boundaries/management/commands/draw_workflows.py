"""``manage.py draw_workflows``: every table of moves, as a picture and as text."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.conf import settings

from boundaries.management.drawing import DrawCommand
from boundaries.workflow.rules import Workflow


def workflow_modules() -> Iterator[ModuleType]:
    """Every ``workflow.py`` of our own packages, in the order of the packages and then of their slices."""
    for app in apps.get_app_configs():
        folder = Path(app.path)
        if folder.parent == settings.BASE_DIR:
            for file in sorted(folder.glob("*/workflow.py")):
                yield import_module(f"{app.name}.{file.parent.name}.workflow")


def tables_of(module: ModuleType) -> list[Workflow[str, str]]:
    """The tables a module declares, as they stand in it."""
    return [value for value in vars(module).values() if isinstance(value, Workflow)]


class Command(DrawCommand):
    help = "Draw docs/workflows.md from every table of moves."
    page = "workflows.md"

    def draw(self) -> str:
        """One chapter for each table."""
        chapters = [self.chapter(module, table) for module in workflow_modules() for table in tables_of(module)]
        return "\n".join([self.heading("Workflows", "the tables in `<package>/<noun>/workflow.py`"), *chapters])

    @staticmethod
    def chapter(module: ModuleType, table: Workflow[str, str]) -> str:
        """Name, source and law of one table, its picture, its rows."""
        title, source = table.name.replace("_", " ").capitalize(), module.__name__.replace(".", "/")
        return (
            f"## {title}\n\n{inspect.getdoc(module)}\n\nFrom `{source}.py`:\n\n"
            f"```mermaid\n{table.as_mermaid()}```\n\n```\n{table.as_text_table()}```\n"
        )

"""``manage.py draw_grants``: the database's roles, and what they may do."""

from collections.abc import Iterable

from django.apps import apps

from boundaries.engines import grants
from boundaries.engines.roles import ATTRIBUTES, IDLE_IN_TRANSACTION
from boundaries.management.drawing import DrawCommand

ORDER = ("SELECT", "INSERT", "UPDATE", "DELETE", "USAGE")


def words(rights: Iterable[str]) -> str:
    """Rights in the order people say them."""
    return ", ".join(sorted(rights, key=ORDER.index))


def what_it_holds(table: str) -> str:
    """The first sentence about the model whose table it is."""
    found = [model for model in apps.get_models() if model._meta.db_table == table]
    told = (found[0].__doc__ or "") if found else "Which migrations have run."
    return f"{' '.join(told.split()).partition('. ')[0].rstrip('.')}."


class Command(DrawCommand):
    help = "Draw docs/grants.md from the declared table of grants."
    page = "grants.md"

    def draw(self) -> str:
        """The roles, then the tables on which they may do less than everyday work."""
        refused = ", ".join(f"`NO{attribute}`" for attribute in ATTRIBUTES)
        rows = [f"| `{table}` | {words(rights)} | {what_it_holds(table)} |" for table, rights in grants.EXCEPTIONS.items()]
        return "\n".join(
            [
                self.heading("Who may do what in the database", "`boundaries/engines/grants.py`"),
                "| role | is | owns | may |",
                "|---|---|---|---|",
                "| `boundaries_owner` | the login of `manage.py prepare_database` | everything | migrate |",
                "| `boundaries_app` | the login of web | nothing | what is said below |",
                "| `boundaries_worker` | the login of worker, beat and relay | nothing | the same |",
                "",
                f"All three are {refused}. A transaction in which the last two do nothing ends after {IDLE_IN_TRANSACTION}.",
                f"On every table they may {words(grants.EVERYDAY)}, on every sequence {words(grants.ON_SEQUENCES)}. TRUNCATE,",
                "REFERENCES and TRIGGER are given to nobody, and PUBLIC has nothing. On these tables they may do less:",
                "",
                "| table | they may | it holds |",
                "|---|---|---|",
                *rows,
                "",
            ]
        )

"""The connection, as Django's setting ENGINE names it."""

from collections.abc import Mapping

from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

NAMES = ("organisation", "actor", "author", "system")
TELL = """
SELECT set_config('app.organisation', %(organisation)s, true), set_config('app.actor', %(actor)s, true),
    set_config('app.author', %(author)s, true), set_config('app.system', %(system)s, true)
"""
ASK = """
SELECT current_setting('app.organisation', true), current_setting('app.actor', true),
    current_setting('app.author', true), current_setting('app.system', true)
"""
Settings = Mapping[str, str]


class DatabaseWrapper(base.DatabaseWrapper):
    """Knows the settings that row-level security reads, and gives them to each transaction when it begins.

    They are the transaction's own (`set_config(…, true)`): nothing of them is left for whoever uses the connection next, not
    even behind a pooler. ``walls`` is None where nobody has said anything: then nothing protected is seen.
    """

    walls: Settings | None = None

    def _set_autocommit(self, autocommit: bool) -> None:
        """Begin a transaction, or end one; Django calls this for the outermost `atomic`."""
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # Django's own, which its stubs leave out
        if not autocommit and self.walls is not None:
            try:
                self._run(TELL, self.walls)
            except BaseException:
                self.close()  # Django thinks that the transaction has not begun
                raise

    def change_walls(self, walls: Settings | None) -> Settings | None:
        """From now on these settings hold; what the running transaction had before, where one is running."""
        before = None
        if self.in_atomic_block and walls is not None and not self._is_broken():
            before = self.walls or {name: value or "" for name, value in zip(NAMES, self._run(ASK), strict=True)}
            self._run(TELL, walls)
        self.walls = walls
        return before

    def restore_walls(self, walls: Settings | None, before: Settings | None) -> None:
        """Go back to what was before a change. In a broken transaction the database goes back by itself."""
        self.walls = walls
        if self.in_atomic_block and before is not None and not self._is_broken():
            self._run(TELL, before)

    def _is_broken(self) -> bool:
        """Whether the transaction can do nothing but be undone."""
        return self.connection is None or self.connection.info.transaction_status == TRANSACTION_STATUS_INERROR

    def _run(self, statement: str, values: Settings | None = None) -> tuple[str | None, ...]:
        """One statement of our own, beside what Django counts and logs."""
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            row: tuple[str | None, ...] = cursor.fetchone()
        return row

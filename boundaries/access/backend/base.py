"""The connection, as Django's setting ENGINE names it."""

from collections.abc import Mapping

from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

TELL = ", ".join(f"set_config('app.{name}', %({name})s, true)" for name in ("organisation", "actor", "author", "system"))
ASK_AND_TELL = (
    "WITH before AS MATERIALIZED (SELECT current_setting('app.organisation', true) AS organisation,"
    " current_setting('app.actor', true) AS actor, current_setting('app.author', true) AS author,"
    f" current_setting('app.system', true) AS system) SELECT before.*, {TELL} FROM before"
)
Settings = Mapping[str, str]


class DatabaseWrapper(base.DatabaseWrapper):
    """Knows the settings that row-level security reads, and gives them to each transaction when it begins.

    They are the transaction's own (`set_config(…, true)`): nothing of them is left for whoever uses the connection next, not
    even behind a pooler. ``walls`` is None where nobody has said anything: then nothing protected is seen.
    """

    walls: Settings | None = None

    def _set_autocommit(self, autocommit: bool) -> None:
        """Begin a transaction, or end one; Django calls this for the outermost `atomic`."""
        super()._set_autocommit(autocommit)
        if not autocommit and self.walls is not None:
            try:
                self._run(f"SELECT {TELL}", self.walls)
            except BaseException:
                self.close()  # Django thinks that the transaction has not begun
                raise

    def change_walls(self, walls: Settings | None) -> Settings | None:
        """From now on these settings hold; what the running transaction had before, where one is running."""
        before = None
        if self.in_atomic_block and walls is not None and not self._is_broken():
            row = self._run(ASK_AND_TELL, walls)
            before = {name: value or "" for name, value in zip(("organisation", "actor", "author", "system"), row, strict=False)}
        self.walls = walls
        return before

    def restore_walls(self, walls: Settings | None, before: Settings | None) -> None:
        """Go back to what was before a change. In a broken transaction the database goes back by itself."""
        self.walls = walls
        if self.in_atomic_block and before is not None and not self._is_broken():
            self._run(f"SELECT {TELL}", before)

    def _is_broken(self) -> bool:
        """Whether the transaction can do nothing but be undone."""
        return self.connection is None or self.connection.info.transaction_status == TRANSACTION_STATUS_INERROR

    def _run(self, statement: str, values: Settings) -> tuple[str | None, ...]:
        """One statement of our own, beside what Django counts and logs."""
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(statement, dict(values))
            row: tuple[str | None, ...] = cursor.fetchone()
        return row

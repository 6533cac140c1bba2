"""The connection, as Django's setting ENGINE names it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

NAMES = ("organisation", "actor", "author", "system")
TELL = """
SELECT set_config('app.organisation', %(organisation)s, true), set_config('app.actor', %(actor)s, true),
    set_config('app.author', %(author)s, true), set_config('app.system', %(system)s, true), now()
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
    begun_at: datetime | None = None
    """When the running transaction began, by the database; None while nobody has asked it, or where none runs."""

    def _set_autocommit(self, autocommit: bool) -> None:
        """Begin a transaction, or end one; Django calls this for the outermost `atomic`."""
        self.begun_at = None
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # Django's own, which its stubs leave out
        if not autocommit and self.walls is not None:
            try:
                self._tell(self.walls)
            except BaseException:
                self.close()  # Django thinks that the transaction has not begun
                raise

    def change_walls(self, walls: Settings | None) -> Settings | None:
        """From now on these settings hold; what the running transaction had before, where one is running."""
        before = None
        if self.in_atomic_block and walls is not None and not self._is_broken():
            before = self.walls or {name: value or "" for name, value in zip(NAMES, self._run(ASK), strict=True)}
            self._tell(walls)
        self.walls = walls
        return before

    def restore_walls(self, walls: Settings | None, before: Settings | None) -> None:
        """Go back to what was before a change. In a broken transaction the database goes back by itself."""
        self.walls = walls
        if self.in_atomic_block and before is not None and not self._is_broken():
            self._tell(before)

    def _tell(self, walls: Settings) -> None:
        """Say for whom; the answer says besides when the transaction began."""
        moment = self._run(TELL, walls)[-1]
        self.begun_at = moment.astimezone(UTC)

    def _commit(self) -> None:
        self.begun_at = None
        super()._commit()  # type: ignore[misc]  # Django's own, which its stubs leave out

    def _rollback(self) -> None:
        self.begun_at = None
        super()._rollback()  # type: ignore[misc]  # the same

    def close(self) -> None:
        """Leave the server; whatever ran there is over."""
        self.begun_at = None
        super().close()

    def _is_broken(self) -> bool:
        """Whether the transaction can do nothing but be undone."""
        return self.connection is None or self.connection.info.transaction_status == TRANSACTION_STATUS_INERROR

    def _run(self, statement: str, values: Settings | None = None) -> tuple[Any, ...]:
        """One statement of our own, beside what Django counts and logs."""
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            row: tuple[Any, ...] = cursor.fetchone()
        return row

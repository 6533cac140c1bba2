"""What the database is asked in somebody's name, and how it answers."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.staff.models import StaffMember
from boundaries.access.scope import speaking_for


def asked(actor: StaffMember, ask: Callable[[], object]) -> list[str]:
    """The statements that are sent when this person asks."""
    with speaking_for(actor), CaptureQueriesContext(connection) as sent:
        ask()
    return [query["sql"] for query in sent.captured_queries]


def plan(actor: StaffMember, ask: Callable[[], object], *, dear: str = "seqscan") -> str:
    """How the one statement is answered where reading a whole table is dear, as it is with many rows, or something else is."""
    (statement,) = asked(actor, ask)
    with speaking_for(actor), connection.cursor() as run:
        for each in dear.split():
            run.execute(f"SET LOCAL enable_{each} = off")
        run.execute(f"EXPLAIN (COSTS OFF) {statement}")
        return "\n".join(line for (line,) in run.fetchall())

"""``manage.py draw_walls``: every table with its policies, as the database itself tells them."""

from django.db import connection

from boundaries.access.scope import Reason
from boundaries.engines.walls import why_open
from boundaries.management.commands.draw_grants import words
from boundaries.management.drawing import DrawCommand

POLICIES = """
SELECT c.relname, p.polname, p.polpermissive, p.polcmd, obj_description(p.oid, 'pg_policy')
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
WHERE c.relnamespace = 'public'::regnamespace ORDER BY c.relname, p.polpermissive DESC, p.polname
"""
RIGHTS = """
SELECT c.relname, array_agg(DISTINCT a.privilege_type::text) FROM pg_class c, aclexplode(c.relacl) a
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.grantee = current_user::regrole GROUP BY 1
"""
FUNCTIONS = """
SELECT p.proname, p.prosecdef, obj_description(p.oid, 'pg_proc') FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NOT NULL ORDER BY p.proname
"""


class Command(DrawCommand):
    help = "Draw docs/walls.md from the catalogue of the database that DATABASE_URL leads to, asked as the application."
    page = "walls.md"

    def draw(self) -> str:
        """What a policy reads, the tables behind the wall, and those before it."""
        with connection.cursor() as run:
            run.execute(POLICIES)
            policies = run.fetchall()
            run.execute(RIGHTS)
            rights = dict(run.fetchall())
            run.execute(FUNCTIONS)
            functions = run.fetchall()
        reasons = ", ".join(f"`{reason}`" for reason in Reason)
        called = [
            f"| `{name}()` | {'the owner' if definer else 'whoever asks'} | {about} |" for name, definer, about in functions
        ]
        behind = [
            f"| `{table}` | {words(rights[table])} | `{name}` | {'lets in' if permissive else 'keeps out'} | {about} |"
            for table, name, permissive, _command, about in policies
        ]
        before = [f"| `{table}` | {words(rights[table])} | {why} |" for table, why in sorted(why_open().items())]
        return "\n".join(
            [
                self.heading("The second wall", "the catalogue of a migrated database"),
                "PostgreSQL's row-level security: what a page shows by mistake, by a forgotten filter, a join or a statement",
                "written by hand, is nothing of another organisation and nothing that its reader is kept out of. It does not",
                "repeat the grants: who was let in is for the first wall (`incidents/reports/permissions.py`). It holds against a",
                "slip, not against somebody who runs statements of their own as the application: they could say who they are.",
                "",
                "A transaction carries four settings of its own (`boundaries/access/scope.py`): `app.organisation`, `app.actor`,",
                "`app.author` and `app.system`. Where they are not set no row behind the wall is seen, changed or added.",
                "A request speaks for whoever signed in, page and API alike. What the product does by itself",
                f"sets `app.system` to one of these reasons, and one organisation, which it then sees whole: {reasons}.",
                "Web, worker and relay are under the same policies. They own no table; the owner is under them too (FORCE), so a",
                "migration that changes rows says `NO FORCE ROW LEVEL SECURITY` for as long as it takes, and a backup is taken by a",
                "role of its own that has BYPASSRLS.",
                "",
                "| function | runs as | gives |",
                "|---|---|---|",
                *called,
                "",
                "## Behind the wall",
                "",
                "A row is seen where one policy that lets in and every policy that keeps out agree; the same holds for a row that is",
                "written. Each policy is for every statement and every role.",
                "",
                "| table | web and worker may | policy | it | words |",
                "|---|---|---|---|---|",
                *behind,
                "",
                "## Before it",
                "",
                "| table | web and worker may | why it has no policies |",
                "|---|---|---|",
                *before,
                "",
            ]
        )

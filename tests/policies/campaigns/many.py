"""Very many people, put into the database with two statements."""

from django.db import connection

from accounts.demo.cast import Cast
from boundaries.outbox.actions import cancel_timers
from policies.moments.actions import YEARLY

USERS = """
INSERT INTO accounts_user (id, password, email, is_active, is_superuser)
SELECT gen_random_uuid(), '!', 'many' || n || '@relief.example', true, false FROM generate_series(1, %s) AS n
"""
PEOPLE = """
INSERT INTO accounts_staffmember
    (id, organisation_id, user_id, reference, name, kind, partner, job_title, team_id, manager_id, is_active)
SELECT gen_random_uuid(), %s, id, '', 'Volunteer ' || email, 'volunteer', '', '', %s, %s, true
FROM accounts_user WHERE email LIKE 'many%%@relief.example'
"""


def crowd(cast: Cast, size: int) -> None:
    """So many volunteers of the Harbour team, led by Elif, all of whom can sign in."""
    cancel_timers(about_id=cast.organisation.pk, kinds=[YEARLY])  # what everybody is asked once a year is another matter
    with connection.cursor() as run:
        run.execute(USERS, [size])
        run.execute(PEOPLE, [cast.organisation.pk, cast.elif_.team_id, cast.elif_.pk])
        run.execute("ANALYZE accounts_staffmember")


def reached(step: str) -> tuple[int, int]:
    """How many notices of one reminder there are, and how many people have one."""
    with connection.cursor() as run:
        run.execute("SELECT count(*), count(DISTINCT person_id) FROM boundaries_notice WHERE kind = %s", [f"campaign.{step}"])
        notices, people = run.fetchone()
    return notices, people

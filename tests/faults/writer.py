"""Somebody's web process without its web: writes reports as the pages do, and says each step once it is committed.

Lines in: a number of the plan, and the id of a draft that a killed writer left, if there is one. Lines out, into the file
named: ``drafted`` or ``sent``, the number, the id.
"""

import os
import sys
from collections.abc import Iterator
from uuid import UUID

import django

ABOUT = {"danger": "no", "kind": "concern", "saw": "I saw it.", "categories": ["gifts"], "in_confidence": False}


def plan(number: int, people: dict[str, UUID]) -> tuple[str, dict[str, object]]:
    """Who writes the report of this number, and what: each tenth differently."""

    def about(*keys: str) -> list[dict[str, object]]:
        return [{"person": str(people[key]), "name": key} for key in keys]

    if number % 50 == 49:
        others = [str(id_) for key, id_ in people.items() if key not in {"amira", "ben"}]
        return "amira", ABOUT | {"subjects": about("ben"), "not_to_receive": others}
    by_digit: dict[int, tuple[str, dict[str, object]]] = {
        6: ("amira", ABOUT | {"subjects": about("elif")}),
        7: ("ben", {"danger": "no", "kind": "self_report", "saw": "I lent him money.", "categories": ["money"]}),
        8: ("pavel", ABOUT | {"subjects": about("ben"), "categories": ["romantic"]}),
        9: ("amira", ABOUT | {"subjects": about("ben", "pavel")}),
    }
    return by_digit.get(number % 10, ("amira", ABOUT | {"subjects": about("ben")}))


def expected(number: int) -> tuple[str | None, set[str]]:
    """Who handles the report of this number, and who is told besides. None: nobody is left, and an alarm is raised."""
    if number % 50 == 49:
        return None, set()
    by_digit: dict[int, tuple[str, set[str]]] = {6: ("farid", set()), 8: ("elif", {"chidi"}), 9: ("farid", set())}
    return by_digit.get(number % 10, ("elif", set()))


def told() -> Iterator[tuple[int, str]]:
    """The lines that come in."""
    for line in sys.stdin:
        number, _space, draft = line.strip().partition(" ")
        yield int(number), draft


def say(word: str, number: int, draft_id: UUID) -> None:
    """One whole line in the file that was named, past every buffer."""
    descriptor = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(descriptor, f"{word} {number} {draft_id}\n".encode())
    os.close(descriptor)


def main() -> None:
    """Write until nothing more is asked for."""
    from accounts.staff.models import StaffMember
    from boundaries.access.scope import speaking_for
    from incidents.reports.actions import save_draft, start_draft, submit_report

    rows = StaffMember.objects.select_related("user", "organisation__data_key").filter(user__email__endswith="@relief.example")
    people = {person.user.email.partition("@")[0]: person for person in rows if person.user}
    ids = {key: person.pk for key, person in people.items()}
    for number, draft in told():
        key, answers = plan(number, ids)
        with speaking_for(people[key]):
            draft_id = UUID(draft) if draft else start_draft(actor=people[key]).pk
            if not draft:
                save_draft(actor=people[key], draft_id=draft_id, answers=answers)
                say("drafted", number, draft_id)
            submit_report(actor=people[key], draft_id=draft_id)
            say("sent", number, draft_id)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "boundaries.settings"
    django.setup()
    main()

"""Telling somebody: one item in their list and one mail without content."""

from collections.abc import Sequence
from uuid import UUID

from boundaries.access.scope import Reason, as_system
from boundaries.clocks.queries import now
from boundaries.notices.models import Notice
from boundaries.outbox.actions import ToDo, write_rows
from boundaries.sealing.actions import blind_index
from boundaries.sealing.models import DataKey


def tell(*, person_id: UUID, kind: str, about: tuple[str, UUID], organisation_id: UUID, key: DataKey, once: str) -> None:
    """Put one item in the person's list and ask for its mail. The same ``once`` twice tells once."""
    tell_many(person_ids=[person_id], kind=kind, about=about, organisation_id=organisation_id, key=key, once=once)


def tell_many(
    *, person_ids: Sequence[UUID], kind: str, about: tuple[str, UUID], organisation_id: UUID, key: DataKey, once: str
) -> None:
    """Tell several people the same: one item in the list of each, and one mail for each, by itself."""
    about_kind, about_id = about
    notices = [
        Notice(
            organisation_id=organisation_id,
            person_id=person_id,
            kind=kind,
            data_key=key,
            about_index=blind_index("notice about", about_id),
            dedupe_key=blind_index("notice", f"{person_id}|{kind}|{about_id}|{once}").hex(),
            made_at=now(),
        )
        for person_id in person_ids
    ]
    for notice in notices:
        notice.target = {"kind": about_kind, "id": str(about_id)}
    with as_system(Reason.NOTICES, organisation_id=organisation_id):
        # bulk_create seals through pre_save like save does, and skips the items that are there already.
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
        made = Notice.objects.unscoped(Reason.NOTICES).filter(id__in=[notice.id for notice in notices])
        kept = list(made.order_by("id").values_list("id", flat=True))
    if kept:
        mails = [ToDo("notices.mail", each, dedupe_key=f"mail:{each}") for each in kept]
        write_rows(mails, organisation_id=organisation_id)


def take_away(*, person_id: UUID, about_id: UUID) -> None:
    """Remove a person's items about one object, and their unsent mails with them: they may not see it any more."""
    index = blind_index("notice about", about_id)
    Notice.objects.hanging_on(person_id).filter(about_index=index).update(suppressed_at=now())


def mark_read(*, person_id: UUID, about_id: UUID) -> None:
    """The person has opened what the items are about."""
    index = blind_index("notice about", about_id)
    Notice.objects.hanging_on(person_id).filter(about_index=index, read_at=None).update(read_at=now())


def mark_all_read(*, person_id: UUID) -> None:
    """The person has seen their list: nothing in it is new any more."""
    Notice.objects.hanging_on(person_id).filter(read_at=None, suppressed_at=None).update(read_at=now())

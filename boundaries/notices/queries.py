"""A person's list: every item is authorised again when it is shown."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from boundaries.notices.models import Notice
from boundaries.notices.registry import Sentence, sentences, targets

SHOWN = 50


@dataclass(frozen=True)
class Item:
    """One item as a reader sees it."""

    sentence: Sentence
    label: str
    link: str
    made_at: datetime
    is_new: bool


def visible_notices(person_id: UUID, notices: list[Notice]) -> list[tuple[Notice, str]]:
    """Those whose object the person may still see, each with the words for it."""
    by_kind: dict[str, list[UUID]] = defaultdict(list)
    for notice in notices:
        by_kind[notice.target["kind"]].append(UUID(notice.target["id"]))
    seen = {kind: targets[kind].visible(person_id, ids) for kind, ids in by_kind.items()}
    labels = ((notice, seen[notice.target["kind"]].get(UUID(notice.target["id"]))) for notice in notices)
    return [(notice, label) for notice, label in labels if label is not None]


def items_for(person_id: UUID) -> list[Item]:
    """The newest fifty items of a person, newest first."""
    latest = Notice.objects.hanging_on(person_id).filter(suppressed_at=None).select_related("data_key")
    return [
        Item(
            sentence=sentences[notice.kind],
            label=label,
            link=targets[notice.target["kind"]].link(notice.kind, UUID(notice.target["id"])),
            made_at=notice.made_at,
            is_new=notice.read_at is None,
        )
        for notice, label in visible_notices(person_id, list(latest.order_by("-made_at", "id")[:SHOWN]))
    ]


def count_new(person_id: UUID) -> int:
    """How many unread items the person may see, of the newest fifty."""
    unread = Notice.objects.hanging_on(person_id).filter(suppressed_at=None, read_at=None).select_related("data_key")
    return len(visible_notices(person_id, list(unread.order_by("-made_at", "id")[:SHOWN])))

"""What a notice may be about: each slice declares its kinds of object here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

Sentence = str | Promise


@dataclass(frozen=True)
class Target:
    """How notices about one kind of object are authorised, linked and worded.

    ``visible(person_id, ids)`` gives those of the ids that this person may see now, each with the words that tell them which
    one is meant; ``link(notice kind, id)`` the path.
    """

    visible: Callable[[UUID, list[UUID]], Mapping[UUID, str]]
    link: Callable[[str, UUID], str]


targets: dict[str, Target] = {}
sentences: dict[str, Sentence] = {}


def declare_target(kind: str, target: Target) -> None:
    """Let notices be about objects of this kind."""
    targets[kind] = target


def declare_sentences(table: dict[str, Sentence]) -> None:
    """The in-app sentence of each kind of notice."""
    sentences.update(table)

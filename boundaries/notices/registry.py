"""What a notice may be about: each slice declares its kinds of object here."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

Sentence = str | Promise


@dataclass(frozen=True)
class Target:
    """How notices about one kind of object are authorised, linked and worded.

    ``visible(person_id, ids)`` gives the subset of ids this person may see now; ``link(notice kind, id)`` the path;
    ``label(id)`` the words that tell a reader who may see it which one is meant.
    """

    visible: Callable[[UUID, list[UUID]], set[UUID]]
    link: Callable[[str, UUID], str]
    label: Callable[[UUID], str]


targets: dict[str, Target] = {}
sentences: dict[str, Sentence] = {}


def declare_target(kind: str, target: Target) -> None:
    """Let notices be about objects of this kind."""
    targets[kind] = target


def declare_sentences(table: dict[str, Sentence]) -> None:
    """The in-app sentence of each kind of notice."""
    sentences.update(table)

"""The access map: never before allow, clauses of predicates, silence means no."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pytest

from boundaries.access.rules import AccessMap, UnknownPermission
from boundaries.errors.exceptions import Forbidden, NotVisible


class Permission(StrEnum):
    VIEW = "paper.view"
    EDIT = "paper.edit"
    BURN = "paper.burn"


@dataclass(frozen=True)
class Actor:
    is_subject: bool = False
    reads: bool = False
    writes: bool = False
    leads: bool = False


def is_subject(actor: Actor, _paper: str) -> bool:
    return actor.is_subject


def reads(actor: Actor, _paper: str) -> bool:
    return actor.reads


def writes(actor: Actor, _paper: str) -> bool:
    return actor.writes


def leads(actor: Actor, _paper: str) -> bool:
    return actor.leads


ACCESS: AccessMap[Actor, str] = AccessMap(
    never=[is_subject],
    allow={Permission.VIEW: [[reads], [leads]], Permission.EDIT: [[reads, writes]], Permission.BURN: []},
)


@pytest.mark.parametrize(
    ("actor", "permission", "allowed", "why"),
    [
        (Actor(), Permission.VIEW, False, "nobody said yes"),
        (Actor(reads=True), Permission.VIEW, True, "the first clause holds"),
        (Actor(leads=True), Permission.VIEW, True, "the second clause holds"),
        (Actor(reads=True), Permission.EDIT, False, "half a clause is no clause"),
        (Actor(writes=True), Permission.EDIT, False, "nor is the other half"),
        (Actor(reads=True, writes=True), Permission.EDIT, True, "the whole clause holds"),
        (Actor(reads=True, writes=True, leads=True), Permission.BURN, False, "no clause, so nobody"),
        (Actor(is_subject=True, reads=True, leads=True), Permission.VIEW, False, "never beats allow"),
        (None, Permission.VIEW, False, "nobody is signed in"),
    ],
)
def test_who_may(actor: Actor | None, permission: Permission, allowed: bool, why: str) -> None:
    assert ACCESS.allows(actor, permission, "paper") is allowed, why


@pytest.mark.parametrize(
    ("actor", "permission", "refusal", "why"),
    [
        (Actor(reads=True), Permission.EDIT, Forbidden, "what may be seen can be forbidden"),
        (Actor(writes=True), Permission.EDIT, NotVisible, "what may not be seen does not exist"),
        (Actor(), Permission.VIEW, NotVisible, "nor when seeing is all that was asked"),
        (Actor(is_subject=True, reads=True), Permission.EDIT, NotVisible, "never means: not even that it exists"),
        (None, Permission.EDIT, NotVisible, "nobody is signed in"),
    ],
)
def test_how_it_refuses(actor: Actor | None, permission: Permission, refusal: type[Exception], why: str) -> None:
    with pytest.raises(refusal):
        ACCESS.require(actor, permission, "paper")
    assert not ACCESS.allows(actor, permission, "paper"), why


def test_what_is_allowed_is_let_through() -> None:
    ACCESS.require(Actor(reads=True, writes=True), Permission.EDIT, "paper")


def test_without_a_permission_to_view_every_refusal_is_not_visible() -> None:
    blind: AccessMap[Actor, str] = AccessMap(never=[], allow={Permission.EDIT: [[writes]]})
    with pytest.raises(NotVisible):
        blind.require(Actor(reads=True), Permission.EDIT, "paper")


def test_the_permission_to_view_can_have_another_name() -> None:
    access: AccessMap[Actor, str] = AccessMap(never=[], allow={"open": [[reads]], "edit": [[writes]]}, view="open")
    with pytest.raises(Forbidden):
        access.require(Actor(reads=True), "edit", "paper")


def test_an_unknown_permission_is_a_slip_in_the_code_even_for_the_subject() -> None:
    with pytest.raises(UnknownPermission):
        ACCESS.allows(Actor(is_subject=True), "paper.fold", "paper")
    with pytest.raises(UnknownPermission):
        AccessMap(never=[], allow={"edit": [[writes]]}, view="open")


def test_an_empty_clause_is_refused_when_the_map_is_read() -> None:
    with pytest.raises(ValueError, match=r"paper\.edit"):
        AccessMap(never=[], allow={Permission.EDIT: [[writes], []]})


def test_an_error_in_a_predicate_is_never_an_answer() -> None:
    def breaks(_actor: Actor, _paper: str) -> bool:
        raise ZeroDivisionError

    for access in (
        AccessMap(never=[breaks], allow={"view": [[reads]]}),
        AccessMap(never=[], allow={"view": [[breaks]]}),
    ):
        with pytest.raises(ZeroDivisionError):
            access.allows(Actor(reads=True), "view", "paper")
        with pytest.raises(ZeroDivisionError):
            access.require(Actor(reads=True), "view", "paper")


def test_a_predicate_that_forgets_to_answer_does_not_open_the_door() -> None:
    def forgets(_actor: Actor, _paper: str) -> None:
        """Say nothing."""

    access = AccessMap(never=[forgets], allow={"view": [[reads]]})  # type: ignore[list-item]  # the slip under test
    with pytest.raises(TypeError, match="forgets"):
        access.allows(Actor(reads=True), "view", "paper")


def test_never_is_asked_before_allow_and_allow_not_at_all_when_it_holds() -> None:
    asked: list[str] = []

    def never(_actor: Actor, _paper: str) -> bool:
        asked.append("never")
        return True

    def allow(_actor: Actor, _paper: str) -> bool:
        asked.append("allow")
        return True

    assert not AccessMap(never=[never], allow={"view": [[allow]]}).allows(Actor(), "view", "paper")
    assert asked == ["never"]

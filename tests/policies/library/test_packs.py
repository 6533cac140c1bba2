"""The packs themselves: every one can be read, and every clause that the product is traced to is in one of them."""

from pathlib import Path

import pytest

from policies.library.actions import PACKS, packs_in
from policies.library.choices import Category, ExceptionPath, Strength
from policies.library.rules import SIGNS, Library, read_library

TRACED = Path(__file__).with_name("clause_ids.txt").read_text(encoding="ascii").split()
FIVE = {
    "red-cross-client-relations": ("RC", 43),
    "pinnguaq-pa-110": ("PQ", 42),
    "putting-clients-first": ("PCF", 73),
    "links-professional-boundaries": ("LK", 96),
    "alaska-map-10-12": ("AK", 17),
}


@pytest.fixture(scope="module")
def read() -> Library:
    return read_library(packs_in(PACKS))


@pytest.mark.parametrize("key", FIVE)
def test_a_pack_is_one_policy_with_its_own_ids(read: Library, key: str) -> None:
    (pack,) = [pack for pack in read.packs if pack.policy.key == key]
    prefix, clauses = FIVE[key]
    assert len(pack.clauses) == clauses
    assert {clause.id.partition("-")[0] for clause in pack.clauses} == {prefix}
    assert pack.policy.source
    assert pack.policy.licence
    assert pack.policy.citation


def test_there_are_five_packs_and_the_warning_signs(read: Library) -> None:
    assert {pack.policy.key for pack in read.packs} == set(FIVE)
    assert set(packs_in(PACKS)) == {f"{key}.toml" for key in FIVE} | {SIGNS}
    assert len(read.signs) == 24


def test_every_clause_that_the_product_is_traced_to_is_in_a_pack(read: Library) -> None:
    clauses = {clause.id for pack in read.packs for clause in pack.clauses}
    behind = {id_ for pack in read.packs for each in pack.appendices for id_ in (each.id, *(item.id for item in each.items))}
    assert len(TRACED) == len(set(TRACED)) == 268
    assert set(TRACED) - clauses - behind == set()


def test_every_category_but_the_unsure_one_has_a_clause(read: Library) -> None:
    named = {category for pack in read.packs for clause in pack.clauses for category in clause.categories}
    assert named == set(Category.values) - {Category.UNSURE}


def test_every_strength_is_somewhere_in_use(read: Library) -> None:
    assert {clause.strength for pack in read.packs for clause in pack.clauses} == set(Strength.values)


def test_nobody_can_allow_romance_or_sex_with_a_client(read: Library) -> None:
    """RC-B-1, PQ-BEH-3 and PCF-DUAL-5 have no way round."""
    clauses = {clause.id: clause for pack in read.packs for clause in pack.clauses}
    assert {clauses[id_].exception for id_ in ("RC-A-11", "RC-B-1", "PQ-BEH-3", "PCF-DUAL-5", "AK-6")} == {ExceptionPath.NEVER}


def test_the_red_cross_appendix_holds_the_signs_that_come_from_its_clauses(read: Library) -> None:
    (pack,) = [pack for pack in read.packs if pack.policy.number == "3.12"]
    (signs,) = [each for each in pack.appendices if each.kind == "warning_signs"]
    assert {code.partition("-")[0] for item in signs.items for code in item.clauses} == {"RC"}
    assert "WS-3" not in {item.id for item in signs.items}, "it comes from another policy alone"
    assert "WS-23" in {item.id for item in signs.items}


def test_pa_110_stands_beside_pa_002_and_the_social_media_policy(read: Library) -> None:
    (pack,) = [pack for pack in read.packs if pack.policy.number == "PA-110"]
    assert [link.title.partition(",")[0] for link in pack.links] == ["PA 002", "Pinnguaq Association Social Media policy"]

"""No way round the first wall that the second would have to catch: raw queries stand where they are known, and nowhere else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from boundaries.engines.bootstrap import ROOT
from boundaries.engines.walls import why_open
from tests.scratch import PACKAGES

ROUND = {"raw", "extra", "RawSQL", "_base_manager"}
"""Names by which a query is written by hand, or a model's manager is passed by."""
KNOWN = {
    ("accounts/staff/models.py", "RawSQL"),  # everybody under somebody in the tree
    (
        "boundaries/sealing/fields.py",
        "_base_manager",
    ),  # a sealed column of a row that was lawfully fetched, fetched when it is read
}
BY_HAND = {
    "boundaries/access/backend/base.py",  # says for whom is asked
    "boundaries/access/prepared.py",  # word for word what a queryset became that came by a way in
    "boundaries/clocks/queries.py",  # what time it is
    "boundaries/management/commands/draw_walls.py",  # the catalogue
    "boundaries/outbox/drain.py",  # how long to wait for a lock
    "boundaries/web/idempotency.py",  # a lock by number
    "boundaries/web/kept_forms.py",  # a lock by number
    "accounts/imports/actions.py",  # how far an import is, beside its transaction
    "accounts/routing/queries.py",  # a lock by number
    "accounts/signin/actions.py",  # a lock by number
    "accounts/staff/queries.py",  # the tree of managers
    "incidents/demo/actions.py",  # a lock by number
    "policies/gifts/actions.py",  # a lock by number
    "policies/library/actions.py",  # a lock by number
}
"""Where a statement is written by hand. None of them names a table behind the wall."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted(Path(ROOT, package).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if "migrations" not in path.parts and not name.startswith("boundaries/engines/"):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def words_in(tree: ast.Module) -> set[str]:
    """What is called, and every attribute and name that goes round without being called."""
    calls = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    called = {
        call.attr if isinstance(call, ast.Attribute) else call.id for call in calls if isinstance(call, ast.Attribute | ast.Name)
    }
    return called | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "_base_manager"}


def test_no_query_goes_round_a_models_manager() -> None:
    found = {(name, word) for name, tree in sources() for word in words_in(tree) & ROUND}
    assert found == KNOWN


def test_statements_are_written_by_hand_only_where_that_is_known() -> None:
    found = {name for name, tree in sources() if "cursor" in words_in(tree)}
    assert found == BY_HAND


@pytest.mark.parametrize("name", sorted(BY_HAND))
def test_no_statement_by_hand_names_a_table_behind_the_wall(name: str) -> None:
    tree = ast.parse(Path(ROOT, name).read_text(encoding="utf-8"))
    words = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    said = " ".join(word for word in words if isinstance(word, str))
    walled = {model._meta.db_table for model in apps.get_models()} - set(why_open())
    assert not {table for table in walled if table in said}

"""What may stand in a log: a closed list, each key in one form, and nothing that somebody typed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.engines.bootstrap import ROOT
from boundaries.logs import rules

PACKAGES = ("boundaries", "accounts", "policies", "incidents")
TO_A_PERSON = {"boundaries/engines/prepare.py"}
"""Speaks to whoever starts the product at a terminal, before it runs."""
SAYS = {"debug", "info", "warning", "error", "critical", "exception"}
FITS: dict[str, Any] = {
    "time": "2026-11-22T10:11:00.123456Z",
    "level": "info",
    "process": "web",
    "pid": 12,
    "event": "outbox.failed",
    "said": "Booting worker",
    "logger": "boundaries.outbox.drain",
    "request": "7F3K-92QD-M4TX",
    "route": "reports:start",
    "method": "POST",
    "status": 422,
    "ms": 7,
    "error": "IntegrityError",
    "place": "boundaries/outbox/drain.py:46",
    "within": "accounts/staff/actions.py:1",
    "kind": "notices.mail",
    "row": 4,
    "tries": 2,
    "failures": 0,
    "report": str(uuid4()),
    "organisation": str(uuid4()),
    "withheld": 1,
}


def test_every_key_takes_what_is_meant_for_it() -> None:
    assert set(FITS) == set(rules.KEYS)
    assert [name for name, value in FITS.items() if not rules.is_allowed(name, value)] == []


TYPED = [
    "Hana was hit",
    "/join/secret/",
    "a.b@relief.example",
    "192.0.2.1",
    "fe80::1",
    "7 Elm Street",
    "Ben\nBauer",
    "",
    ("a", "tuple"),
    None,
]


@pytest.mark.parametrize("value", TYPED, ids=repr)
def test_what_somebody_typed_fits_under_no_key_but_a_librarys_own_words(value: object) -> None:
    assert [name for name in rules.KEYS if name != "said" and rules.is_allowed(name, value)] == []


@given(said=st.dictionaries(st.text(max_size=12), st.one_of(st.text(), st.integers(), st.binary(), st.none()), max_size=6))
def test_a_key_that_is_not_in_the_list_is_left_out_and_counted(said: dict[str, Any]) -> None:
    unknown = {name: value for name, value in said.items() if name not in rules.KEYS}
    kept = rules.allowed(unknown | {"event": "outbox.failed"})
    assert kept == {"event": "outbox.failed"} | ({"withheld": len(unknown)} if unknown else {})


def test_a_person_cannot_stand_in_a_log() -> None:
    assert {"user", "actor", "person", "email", "address", "client", "path", "query", "text", "message"}.isdisjoint(rules.KEYS)


# --- Libraries --------------------------------------------------------------------------------------------------------------
HERE = __file__


@pytest.mark.parametrize(
    ("template", "arguments", "words"),
    [
        ("Asked %s at %s", ("Hana", "/join/secret/"), "Asked … at …"),
        ("Took %d of %s", (3, "Hana"), "Took 3 of …"),
        ("Who %(name)s is", {"name": "Hana"}, "Who … is"),
        ("Nobody knows %d", ("Hana",), "Nobody knows %d"),
        ("Standing alone", (), "Standing alone"),
    ],
)
def test_a_library_is_quoted_without_what_it_put_in(template: str, arguments: object, words: str) -> None:
    assert rules.words_of(template, arguments, HERE) == words


@pytest.mark.parametrize("said", ["Hana is ill: " + str(PACKAGES), None, 7, "", ["Asked %s at %s"]])
def test_words_that_do_not_stand_in_its_source_are_withheld(said: object) -> None:
    assert rules.words_of(said, (), HERE) is None
    assert rules.words_of("Asked %s at %s", (), "/no/such/file.py") is None


# --- The product's own lines ------------------------------------------------------------------------------------------------
def said_by_the_product() -> Iterator[tuple[str, ast.Call]]:
    """Every call of a logger in the product's own code."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                called = node.func if isinstance(node, ast.Call) else None
                if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "log":
                    assert isinstance(node, ast.Call)
                    if called.attr not in SAYS:
                        continue
                    yield str(path.relative_to(ROOT)), node


def test_the_product_says_only_what_the_list_knows() -> None:
    found = list(said_by_the_product())
    assert len(found) >= 7
    for path, call in found:
        (event,) = call.args
        assert isinstance(event, ast.Constant), (path, "an event has a fixed name")
        assert rules.is_allowed("event", event.value), (path, event.value)
        keys = {word.arg for word in call.keywords} - {"exc_info"}
        assert keys <= set(rules.KEYS), (path, keys - set(rules.KEYS))


def test_nobody_speaks_past_the_list() -> None:
    spoken = re.compile(r"\b(getLogger|basicConfig|print_exc|StreamHandler)\b")
    found = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if spoken.search(path.read_text(encoding="utf-8")) and path.parent.name != "logs"
    }
    assert found == TO_A_PERSON


def test_the_page_for_operators_lists_every_key() -> None:
    page = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|$", page.partition("## Logs")[2].partition("\n## ")[0], re.MULTILINE))
    assert rows == {name: key.meaning for name, key in rules.KEYS.items()}


def test_a_place_tells_nothing_of_the_machine() -> None:
    assert rules.place_of(__file__, 3) == f"{Path(__file__).relative_to(ROOT)}:3"
    assert rules.place_of(ast.__file__, 3).endswith("ast.py:3")
    assert not rules.place_of(ast.__file__, 3).startswith("/")

"""What a line of the log may hold. Whatever is not in this list is left out and counted, whoever said it.

Nothing here can hold a word that somebody typed, a name, an address of the product with an id or a secret in it, an address of a
person or of a machine, or who somebody is.
"""

import ast
import re
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple


class Key(NamedTuple):
    """What stands under one key: its one form, and what it means to whoever reads the log."""

    form: re.Pattern[str] | type[int] | frozenset[str]
    meaning: str


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


LEVELS = frozenset({"debug", "info", "warning", "error", "critical"})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER"})
UUID = _form(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PLACE = _form(r"[\w.\-/<>]{1,120}:\d{1,6}")

KEYS: dict[str, Key] = {
    "time": Key(_form(r"\d{4}-\d\d-\d\dT[\d:.]{8,15}Z"), "when, in UTC"),
    "level": Key(LEVELS, "how much it matters"),
    "process": Key(_form(r"[a-z_]{1,40}"), "web, worker, beat, relay, or the command of manage.py"),
    "pid": Key(int, "the number of that process on its machine"),
    "event": Key(_form(r"[a-z]+([._-][a-z]+)+"), "what happened, in the product's own fixed words"),
    "said": Key(
        _form(r"(?s).{1,300}"), "what a library said, in words that stand in its own source; numbers are kept, the rest is …"
    ),
    "logger": Key(_form(r"[A-Za-z_][\w.]{0,80}"), "which part said it"),
    "request": Key(
        _form(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){2}"), "the reference of one request: also in X-Request-ID, and on the page of an error"
    ),
    "route": Key(_form(r"[a-z_]+(:[a-z_]+)*"), "the name of the address, never the address"),
    "method": Key(METHODS, "the verb of the request"),
    "status": Key(int, "the status of the answer"),
    "ms": Key(int, "how long it took, in thousandths of a second"),
    "error": Key(_form(r"[A-Za-z_]\w{0,80}"), "the type of an error, never its text"),
    "place": Key(PLACE, "the file and line where the error was raised, or where a withheld line was written"),
    "within": Key(PLACE, "the last line of the product's own code on the way there"),
    "kind": Key(_form(r"[a-z]+([._-][a-z]+)*"), "what kind of thing was to be done in the background"),
    "row": Key(int, "its number in the outbox or among the timers"),
    "tries": Key(int, "how often it was tried"),
    "failures": Key(int, "how many rings found no broker since the start"),
    "report": Key(UUID, "the id of a report that waits for a person to act (two alarms only)"),
    "organisation": Key(UUID, "the id of its organisation"),
    "withheld": Key(int, "how many things were said beside these, and left out"),
}
"""Every key there is. docs/operate.md lists them; a test holds it to this."""

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LETTERS = 12
HERE = Path(__file__).resolve().parents[2]
PACKAGES = tuple(f"{HERE}/{name}/" for name in ("boundaries", "accounts", "policies", "incidents"))


def reference_of(letters: str) -> str:
    """The reference of a request, as one can read it out on the telephone."""
    return "-".join(letters[at : at + 4] for at in range(0, REFERENCE_LETTERS, 4))


def is_allowed(name: str, value: Any) -> bool:
    """Whether this may stand in a log under this name."""
    key = KEYS.get(name)
    if key is None:
        return False
    if key.form is int:
        return type(value) is int
    if not isinstance(value, str):
        return False
    return value in key.form if isinstance(key.form, frozenset) else bool(key.form.fullmatch(value))  # type: ignore[union-attr]  # int was above


def allowed(said: Mapping[str, Any]) -> dict[str, Any]:
    """What of it may be written, in the order of the list; and how much was left out."""
    kept = {name: said[name] for name in KEYS if name in said and is_allowed(name, said[name])}
    left_out = len(said) - len(kept)
    return kept | {"withheld": left_out} if left_out else kept


# --- What libraries say -----------------------------------------------------------------------------------------------------
class Withheld:
    """Stands for whatever a library wanted to put into its sentence."""

    def __str__(self) -> str:
        return "…"

    __repr__ = __str__


def words_of(template: object, arguments: object, file: str) -> str | None:
    """A library's sentence without what was put into it; None where its words do not stand in its source.

    Words that were put together before they were said are not in the source: somebody's name may be among them.
    """
    if not isinstance(template, str) or not template or template not in _constants_of(file):
        return None
    try:
        return template % _emptied(arguments) if arguments else template
    except (TypeError, ValueError, KeyError):
        return template


def _emptied(arguments: object) -> Any:
    if isinstance(arguments, Mapping):
        return {name: _number_or_nothing(value) for name, value in arguments.items()}
    return tuple(_number_or_nothing(value) for value in arguments) if isinstance(arguments, tuple) else Withheld()


def _number_or_nothing(value: object) -> Any:
    return value if type(value) in {int, float, bool} else Withheld()


@cache
def _constants_of(file: str) -> frozenset[str]:
    """Every text that stands as it is in a source file."""
    try:
        tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError):
        return frozenset()
    return frozenset(node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))


# --- Errors -----------------------------------------------------------------------------------------------------------------
def told_of(error: BaseException) -> dict[str, str]:
    """Type and place of an error; its text, and whatever was at hand when it was raised, stay where they are."""
    steps = [(code.co_filename, line) for code, line in _steps(error.__traceback__)]
    told = {"error": type(error).__name__}
    if steps:
        told["place"] = place_of(*steps[-1])
        ours = [step for step in steps if step[0].startswith(PACKAGES)]
        if ours and ours[-1] != steps[-1]:
            told["within"] = place_of(*ours[-1])
    return told


def _steps(trace: TracebackType | None) -> list[tuple[Any, int]]:
    steps = []
    while trace is not None:
        steps.append((trace.tb_frame.f_code, trace.tb_lineno))
        trace = trace.tb_next
    return steps


def place_of(file: str, line: int) -> str:
    """A file and line, from the folder of the product or of its libraries on."""
    for folder in (f"{HERE}/.venv", str(HERE), sys.prefix, sys.base_prefix):
        if file.startswith(folder + "/"):
            file = file.removeprefix(folder + "/")
            break
    return f"{file.rpartition('site-packages/')[2]}:{line}"

"""Reads tests/security/matrix.txt, which says of itself how it is read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PLACE = Path(__file__).with_name("matrix.txt")
WORDS = ("reads", "sees", "acts", "asked", "led", "late", "no", "-", "sign", "x")
"""What somebody gets; the head of the file says what each means."""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
"""The methods that have rows; HEAD goes with GET, OPTIONS is offered nowhere."""
RULE = "----"
WIDTH = 7


@dataclass(frozen=True)
class Row:
    """One line: what everybody gets for one method of one address, in these situations (in all of them where none is named)."""

    place: str
    """The heading it stands under: an address by its name, and whom it is about if it is not Ben."""
    method: str
    cells: Mapping[str, str]
    situations: tuple[str, ...]

    @property
    def route(self) -> str:
        """The address."""
        return self.place.partition(" of ")[0]

    def holds_in(self, situation: str) -> bool:
        """Whether it speaks of this situation."""
        return not self.situations or situation in self.situations

    def __str__(self) -> str:
        said = "".join(f"{word:<{WIDTH}}" for word in self.cells.values())
        return f"  {self.method:<8}{said}{', '.join(self.situations)}".rstrip()


@dataclass(frozen=True)
class Matrix:
    """The whole file."""

    people: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def places(self) -> list[str]:
        """Every heading, once."""
        return list(dict.fromkeys(row.place for row in self.rows))

    def of(self, place: str) -> list[Row]:
        """Every row under one heading."""
        return [row for row in self.rows if row.place == place]

    def methods_of(self, place: str) -> set[str]:
        """The methods that have a row there."""
        return {row.method for row in self.of(place)}

    def says(self, place: str, method: str, situation: str, who: str) -> str | None:
        """What somebody gets; None where no row says so."""
        for row in self.of(place):
            if row.method == method and row.holds_in(situation):
                return row.cells[who]
        return None


def header(people: Sequence[str]) -> str:
    """The line that names the columns."""
    return f"{RULE:<10}" + "".join(f"{name:<{WIDTH}}" for name in people).rstrip()


def read(lines: Iterable[str]) -> Matrix:
    """The file, line by line. Raises AssertionError where a line is none."""
    people: tuple[str, ...] = ()
    rows: list[Row] = []
    place = ""
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not words or line.startswith(("#", "==")):
            continue
        if words[0] == RULE:
            assert people in {(), tuple(words[1:])}, f"line {number}: the columns stand in one order throughout"
            people = tuple(words[1:])
        elif not line.startswith(" "):
            place = line.strip()
        else:
            rows.append(_row(number, place, words, people))
    return Matrix(people, tuple(rows))


def _row(number: int, place: str, words: Sequence[str], people: Sequence[str]) -> Row:
    assert len(words) > len(people), f"line {number}: a cell for each of {len(people)} people"
    method, cells, rest = words[0], words[1 : len(people) + 1], " ".join(words[len(people) + 1 :])
    assert place, f"line {number}: no address above it"
    assert method in METHODS, f"line {number}: {method} is no method"
    assert set(cells) <= set(WORDS), f"line {number}: {sorted(set(cells) - set(WORDS))} are no answers"
    return Row(place, method, dict(zip(people, cells, strict=True)), tuple(filter(None, map(str.strip, rest.split(",")))))


def file() -> Matrix:
    """The matrix as it stands."""
    return read(PLACE.read_text(encoding="utf-8").splitlines())


def written(found: Mapping[tuple[str, str, str], Mapping[str, str]], everywhere: set[str]) -> Iterator[str]:
    """Rows as the file has them, out of what was found by place, method and situation; those that answer alike stand together."""
    for place in dict.fromkeys(key[0] for key in found):
        yield place
        for method in METHODS:
            alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
            for (where, how, situation), cells in found.items():
                if (where, how) == (place, method):
                    alike.setdefault(tuple(cells.items()), []).append(situation)
            for answers, situations in alike.items():
                named = () if set(situations) >= everywhere or not any(situations) else tuple(situations)
                yield str(Row(place, method, dict(answers), named))

"""How a table is read from a file and written to one: encodings, separators, rows, dates, and cells that would act.

Programs write CSV in many ways. Whatever can be told for certain from the file is told from it; what cannot is asked, or
refused in words that say what to do. Nothing is guessed: a date that may mean two days is never taken for one of them.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from accounts.tables.choices import DateOrder
from boundaries.errors.exceptions import RuleViolation

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 200
LONGEST_CELL = 10_000
SEPARATORS = (",", ";", "\t", "|")
BOM = "\ufeff"
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
"""The bytes with which a file may say how it is encoded."""
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the workbooks of spreadsheet programs begin."""


class Row(NamedTuple):
    """One row: its number as a spreadsheet counts, and its cells."""

    number: int
    cells: list[str]


class Table(NamedTuple):
    """What a file says: the row of headings, and the rows below it that are not empty."""

    headings: Row
    rows: list[Row]


# --- Reading ---------------------------------------------------------------------------------------------------------------


def read_text(content: bytes) -> str:
    """The characters of a file: UTF-8 or UTF-16, else Windows-1252, else Latin-1, in which every byte is a character."""
    if not content.strip():
        raise RuleViolation("empty", _("The file is empty."), field="file")
    if len(content) > MOST_BYTES:
        raise RuleViolation("large", _("The file is larger than 10 MB. Split it into several files."), field="file")
    if content.startswith(WORKBOOKS):
        message = _("This is a workbook, not a CSV file. In your spreadsheet program choose “Save as”, then CSV.")
        raise RuleViolation("workbook", message, field="file")
    marked = next((encoding for mark, encoding in MARKS if content.startswith(mark)), None)
    for encoding in [marked] if marked else [*_unmarked(content), "utf-8", "cp1252", "latin-1"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text.removeprefix(BOM)
    raise RuleViolation("no-text", _("This is not a text file. Save the list as CSV and choose that file."), field="file")


def _unmarked(content: bytes) -> Iterator[str]:
    """UTF-16 without a mark: of plain letters every second byte is nought."""
    start = content[:400]
    if len(start) % 2 == 0 and start[1::2].count(0) > len(start) * 0.4:
        yield "utf-16-le"
    if len(start) % 2 == 0 and start[::2].count(0) > len(start) * 0.4:
        yield "utf-16-be"


def read_table(text: str, is_known: Callable[[str], bool]) -> Table:
    """The table, read with the separator that gives the most headings we know; of equals the one that gives the most cells."""
    named = re.match(r'"?sep=(.)"?\r?\n', text)  # the line with which some programs name it
    if named and named[1] in SEPARATORS:
        return _read(text[named.end() :], named[1], skipped=1)

    def fits(separator: str) -> tuple[int, int]:
        try:
            headings = _read(text[: 4 * LONGEST_CELL], separator, first_only=True).headings.cells
        except RuleViolation:
            return 0, 0
        return sum(is_known(each) for each in headings), len(headings)

    return _read(text, max(SEPARATORS, key=fits))


def _read(text: str, separator: str, *, skipped: int = 0, first_only: bool = False) -> Table:
    rows = list[Row]()
    number = skipped
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, start=skipped + 1):
            if len(cells) > MOST_COLUMNS:
                message = _("Row %(row)d has more than %(most)d cells.")
                raise RuleViolation("columns", message % {"row": number, "most": MOST_COLUMNS}, field="file")
            stripped = [each.strip() for each in cells]
            if any(stripped):
                rows.append(Row(number, stripped))
            if len(rows) - 1 > MOST_ROWS or (first_only and rows):
                break
    except csv.Error as error:
        message = _("Row %(row)d cannot be read: a quotation mark in it is opened and not closed, or closed too early.")
        raise RuleViolation("quotes", message % {"row": number + 1}, field="file") from error
    if not rows:
        raise RuleViolation("empty", _("The file is empty."), field="file")
    if len(rows) - 1 > MOST_ROWS:
        message = _("The file has more than %(most)d rows. Split it into several files.")
        raise RuleViolation("rows", message % {"most": MOST_ROWS}, field="file")
    return Table(rows[0], rows[1:])


def as_heading(text: str) -> str:
    """A heading by which it is recognised, however it is written: lower case, letters and digits only."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return "".join(c for c in plain if c.isalnum())


# --- Cells -----------------------------------------------------------------------------------------------------------------

LATEST_YEAR = 2200
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})")
MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?Z?$")
HIGHEST_MONTH = 12


def read_day(text: str, order: DateOrder | None) -> date:
    """A date written as 2026-04-03, 3.4.2026 or 03/04/2026; the last only where it is clear which number is the month."""
    bare = MIDNIGHT.sub("", text)
    if found := YEAR_FIRST.fullmatch(bare):
        return _day(found[1], found[3], found[4])
    if found := DOTTED.fullmatch(bare):
        return _day(found[3], found[2], found[1])
    if found := SLASHED.fullmatch(bare):
        one, two, year = found[1], found[3], found[4]
        if order is None and int(one) != int(two):
            message = _("This date may mean two days. Say above whether the day or the month comes first.")
            raise RuleViolation("two-days", message)
        return _day(year, one, two) if order == DateOrder.MONTH_FIRST else _day(year, two, one)
    message = _("Write the date like 2026-04-03 or 3.4.2026, with the year in four digits.")
    raise RuleViolation("date", message)


def _day(year: str, month: str, day: str) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError as error:
        raise RuleViolation("no-day", _("There is no such day. Check day, month and year.")) from error
    if not 1900 <= found.year <= LATEST_YEAR:  # noqa: PLR2004 -- before it nobody who works here was born
        raise RuleViolation("year", _("Check the year of this date."))
    return found


def date_order(texts: Iterable[str]) -> DateOrder | None:
    """The order in which a file writes dates with slashes; None where the dates do not tell, or tell both."""
    told = set[DateOrder]()
    for text in texts:
        if found := SLASHED.fullmatch(MIDNIGHT.sub("", text)):
            if int(found[1]) > HIGHEST_MONTH:
                told.add(DateOrder.DAY_FIRST)
            if int(found[3]) > HIGHEST_MONTH:
                told.add(DateOrder.MONTH_FIRST)
    return told.pop() if len(told) == 1 else None


def needs_order(texts: Iterable[str]) -> bool:
    """Whether some date has two numbers that may both be the month, and none of the others says which it is."""
    texts = list(texts)
    matches = (SLASHED.fullmatch(MIDNIGHT.sub("", text)) for text in texts)
    return date_order(texts) is None and any(found and int(found[1]) != int(found[3]) for found in matches)


YES = frozenset({"yes", "y", "true", "1", "x"})
NO = frozenset({"no", "n", "false", "0", ""})


def read_flag(text: str, *, yes: str = "yes", no: str = "no") -> bool:
    """Yes or no, in the words people and programs use; ``yes`` and ``no`` are the words of the reader's language."""
    word = text.casefold()
    if word in YES | {yes.casefold()}:
        return True
    if word in NO | {no.casefold()}:
        return False
    raise RuleViolation("flag", _("Write yes or no."))


def check_text(text: str, longest: int) -> str:
    """Text that fits, without signs that cannot be seen and do something."""
    if any(unicodedata.category(each) == "Cc" and each not in "\n\r\t" for each in text):
        raise RuleViolation("signs", _("There is a sign in it that cannot be seen. Write it again."))
    if len(text) > longest:
        message = _("At most %(most)d characters, and it has %(has)d.")
        raise RuleViolation("long", message % {"most": longest, "has": len(text)})
    return text


# --- Several things in one cell ----------------------------------------------------------------------------------------------

LIST_SEPARATOR = ";"


def read_list(text: str) -> list[str]:
    """The parts of a cell that holds several; one that has the separator in it stands in quotation marks."""
    try:
        parts = next(csv.reader([text], delimiter=LIST_SEPARATOR, skipinitialspace=True, strict=True), [])
    except csv.Error as error:
        raise RuleViolation("quotes", _("A quotation mark is opened and not closed.")) from error
    return [each.strip() for each in parts if each.strip()]


def write_list(parts: Sequence[str]) -> str:
    """The cell that says several things."""
    out = io.StringIO()
    csv.writer(out, delimiter=LIST_SEPARATOR, lineterminator="").writerow(parts)
    return out.getvalue() if parts else ""


# --- Cells that would act ----------------------------------------------------------------------------------------------------

ACTS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""How a cell begins that a spreadsheet program would take for a formula, with as many apostrophes as stand before it."""


def disarm(text: str) -> str:
    """The cell as it is written: one more apostrophe before what a spreadsheet would calculate instead of showing."""
    return f"'{text}" if ACTS.match(text) else text


def rearm(text: str) -> str:
    """The cell as it was meant: exactly what `disarm` was given."""
    return text[1:] if text.startswith("'") and ACTS.match(text) else text


def write_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A file that spreadsheet programs open as it is meant: UTF-8 with its mark, commas, nothing that acts."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([disarm(each) for each in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")

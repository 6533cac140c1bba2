"""Reading a table from a file and writing one: pure rules, as tables of cases."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.tables import rules
from accounts.tables.choices import DateOrder
from boundaries.errors.exceptions import RuleViolation

DAY, MONTH = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST
KNOWN = {"staff number", "full name", "team"}


def is_known(heading: str) -> bool:
    return heading.casefold() in KNOWN


def refusal(code: str) -> Any:
    return pytest.raises(RuleViolation, match=f"^{code}$")


# --- Encodings ---------------------------------------------------------------------------------------------------------------

WORDS = "Name,Stadt\r\nZoë Müller,Tromsø\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_every_common_encoding_is_read(encoding: str) -> None:
    assert rules.read_text(WORDS.encode(encoding)) == WORDS


def test_a_byte_that_windows_does_not_know_is_read_as_latin_1() -> None:
    assert rules.read_text(b"Name\n\x81\xe9") == "Name\n\x81é"


def test_typographic_signs_of_windows_are_read() -> None:
    assert rules.read_text(b"Name\nO\x92Neill \x96 Ltd") == "Name\nO’Neill – Ltd"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"PK\x03\x04 a workbook", "workbook"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d", "no-text"),
        (b"\xef\xbb\xbfName\n\xff", "no-text"),
        (b"x" * (rules.MOST_BYTES + 1), "large"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, code: str) -> None:
    with refusal(code):
        rules.read_text(content)


# --- Separators and rows -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_common_separator_is_told_from_the_headings(separator: str) -> None:
    lines = [["Staff number", "Full name", "Team"], ["S-1", '"Ann, Lee; or | both"', "Day"]]
    table = rules.read_table("\n".join(separator.join(line) for line in lines), is_known)
    assert table.headings.cells == ["Staff number", "Full name", "Team"]
    assert table.rows == [(2, ["S-1", "Ann, Lee; or | both", "Day"])]


def test_a_line_that_names_the_separator_is_believed_and_counted() -> None:
    table = rules.read_table("sep=;\r\nFull name;Team\r\nAnn;Day", is_known)
    assert (table.headings.number, table.rows) == (2, [(3, ["Ann", "Day"])])


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    text = '\r\nFull name,Team\r\n\r\n"Ann\nLee",Day\r\n,\r\nBob,Night\r\n'
    table = rules.read_table(text, is_known)
    assert [row.number for row in (table.headings, *table.rows)] == [2, 4, 6]


def test_spaces_around_cells_do_not_count() -> None:
    assert rules.read_table("Full name , Team\n  Ann\t, Day ", is_known).rows == [(2, ["Ann", "Day"])]


@pytest.mark.parametrize("text", ['Full name,Team\nAnn,"Day', 'Full name,Team\nAnn,"Day"x,y'])
def test_a_quotation_mark_out_of_place_is_refused_with_its_row(text: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        rules.read_table(text, is_known)
    assert "Row 2" in str(refused.value.message)


def test_too_many_rows_are_refused() -> None:
    with refusal("rows"):
        rules.read_table("Full name\n" + "Ann\n" * (rules.MOST_ROWS + 1), is_known)


def test_too_many_cells_are_refused() -> None:
    with refusal("columns"):
        rules.read_table("Full name\n" + "," * rules.MOST_COLUMNS, is_known)


@pytest.mark.parametrize("heading", ["Staff number", "STAFF_NUMBER", " staff-number ", "StaffNumber", "Stäff nümber"])
def test_a_heading_is_recognised_however_it_is_written(heading: str) -> None:
    assert rules.as_heading(heading) == "staffnumber"


# --- Dates -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-04-03", None, date(2026, 4, 3)),
        ("2026/4/3", None, date(2026, 4, 3)),
        ("2026-04-03 00:00:00", None, date(2026, 4, 3)),
        ("2026-04-03T00:00:00Z", None, date(2026, 4, 3)),
        ("03.04.2026", None, date(2026, 4, 3)),
        ("3.4.2026", MONTH, date(2026, 4, 3)),
        ("3. 4. 2026", None, date(2026, 4, 3)),
        ("03/04/2026", DAY, date(2026, 4, 3)),
        ("03/04/2026", MONTH, date(2026, 3, 4)),
        ("3-4-2026", DAY, date(2026, 4, 3)),
        ("04/04/2026", None, date(2026, 4, 4)),
    ],
)
def test_dates_are_read(text: str, order: DateOrder | None, day: date) -> None:
    assert rules.read_day(text, order) == day


@pytest.mark.parametrize(
    ("text", "order", "code"),
    [
        ("03/04/2026", None, "two-days"),
        ("13/04/2026", MONTH, "no-day"),
        ("31.02.2026", None, "no-day"),
        ("2026-13-01", None, "no-day"),
        ("03/04/26", DAY, "date"),
        ("3 April", None, "date"),
        ("45000", None, "date"),
        ("0026-04-03", None, "year"),
        ("2026-04-03 14:30:00", None, "date"),
    ],
)
def test_no_date_is_guessed(text: str, order: DateOrder | None, code: str) -> None:
    with refusal(code):
        rules.read_day(text, order)


@pytest.mark.parametrize(
    ("texts", "order", "asks"),
    [
        (["03/04/2026", "25/04/2026"], DAY, False),
        (["03/04/2026", "04/25/2026"], MONTH, False),
        (["03/04/2026", "25/04/2026", "04/25/2026"], None, True),
        (["03/04/2026"], None, True),
        (["04/04/2026"], None, False),
        (["2026-04-03", "3.4.2026", ""], None, False),
    ],
)
def test_one_clear_date_says_how_the_others_are_meant(texts: list[str], order: DateOrder | None, asks: bool) -> None:
    assert (rules.date_order(texts), rules.needs_order(texts)) == (order, asks)


# --- Other cells -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "value"), [("Yes", True), ("x", True), ("1", True), ("TRUE", True), ("", False), ("No", False)])
def test_yes_and_no_are_read(text: str, value: bool) -> None:
    assert rules.read_flag(text) is value


def test_yes_and_no_of_the_readers_language_are_read() -> None:
    assert rules.read_flag("Oui", yes="oui", no="non")
    assert not rules.read_flag("non", yes="oui", no="non")
    with refusal("flag"):
        rules.read_flag("perhaps")


@pytest.mark.parametrize(("text", "code"), [("a\x00b", "signs"), ("a\x1bb", "signs"), ("x" * 11, "long")])
def test_text_that_does_not_fit_is_refused(text: str, code: str) -> None:
    with refusal(code):
        rules.check_text(text, 10)


NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1).map(str.strip).filter(bool)


@given(st.lists(NAMES, max_size=4))
def test_several_names_in_one_cell_come_back_as_they_were(names: list[str]) -> None:
    assert rules.read_list(rules.write_list(names)) == names


def test_a_quotation_mark_left_open_in_a_list_is_refused() -> None:
    with refusal("quotes"):
        rules.read_list('"Day team')


# --- What would act ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["=1+1", "+47 555", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "'=1", "''-x"])
def test_a_cell_that_would_act_gets_an_apostrophe(cell: str) -> None:
    assert rules.disarm(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Ann", "'t Hooft", "O'Neill", "", "a=b", "1-2", "'"])
def test_any_other_cell_stays_as_it_is(cell: str) -> None:
    assert rules.disarm(cell) == rules.rearm(cell) == cell


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\nab ＝"), max_size=6) | st.text())
def test_what_was_disarmed_comes_back_exactly(cell: str) -> None:
    assert rules.rearm(rules.disarm(cell)) == cell
    assert not rules.disarm(cell).startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


@given(st.lists(st.lists(NAMES, min_size=2, max_size=2), max_size=5))
def test_a_written_table_is_read_again_cell_by_cell(rows: list[list[str]]) -> None:
    written = rules.write_table(["Full name", "Team"], rows)
    table = rules.read_table(rules.read_text(written), is_known)
    assert [[rules.rearm(cell) for cell in row.cells] for row in table.rows] == rows

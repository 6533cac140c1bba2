"""A file with something wrong in it is refused whole, and each thing wrong is named with its row and its column."""

import pytest

from accounts.demo.cast import Cast
from accounts.imports import actions
from accounts.imports.choices import ImportStatus
from accounts.imports.models import ImportRun
from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import MoveRefused, RuleViolation
from boundaries.record.models import RecordEntry
from tests.accounts.imports.files import checked, csv_of, problems, said
from tests.seeing import every

pytestmark = pytest.mark.django_db
HEAD = "Id,Staff number,Full name,Kind,Partner organisation,Job title,E-mail address,Team,Site,Line manager,First day,Last day"
NO_ID = "1f0c6c1a-0000-4000-8000-000000000000"

STAFF = [
    # the row, then the columns it is refused for
    (",X-1,,employee,,,,,,,,", ["Full name"]),
    (",,Kit,employee,,,,,,,,", ["Staff number"]),
    (",X-2,Kit,,,,,,,,,", ["Kind"]),
    (",X-3,Kit,king,,,,,,,,", ["Kind"]),
    (",X-4,Kit,partner,,,,,,,,", ["Partner organisation"]),
    (",X-5,Kit,employee,Clinic,,,,,,,", ["Partner organisation"]),
    (",X-6,Kit,employee,,,no address,,,,,", ["E-mail address"]),
    (",X-7,Kit,employee,,,amira@relief.example,,,,,", ["E-mail address"]),
    (",X-8,Kit,employee,,,ivo@northern.example,,,,,", ["E-mail address"]),
    (",X-9,Kit,employee,,,,No such team,,,,", ["Team"]),
    (",X-10,Kit,employee,,,,,No such site,,,", ["Site"]),
    (",X-11,Kit,employee,,,,,,NOBODY,,", ["Line manager"]),
    (",X-12,Kit,employee,,,,,,,31.02.2026,", ["First day"]),
    (",X-13,Kit,employee,,,,,,,soon,never", ["First day", "Last day"]),
    (",X-14,Kit,employee,,,,,,,,2099-01-01", ["Last day"]),
    (",X-15,Kit,employee,,,,,,,2026-03-01,2026-02-01", ["Last day"]),
    (f"{NO_ID},X-16,Kit,employee,,,,,,,,", ["Id"]),
    ("no-id,X-17,Kit,employee,,,,,,,,", ["Id"]),
    (f",X-18,{'x' * 121},employee,,,,,,,,", ["Full name"]),
    (f",{'9' * 41},Kit,employee,,,,,,,,", ["Staff number"]),
    (",X-20,Kit,employee,,,,,,,,,too,many", [""]),
    (",X-21,Kit,employee,,a\x07b,,,,,,", ["Job title"]),
    (",S-0008,Ben Okafor,employee,,,,,,,,", ["E-mail address"]),  # a login is not taken away by an empty cell
    (",X-22,Kit,employee,,,,,,S-0099,,", ["Line manager"]),
    (",S-0001,Yara,outside,,,yara@relief.example,,,,,", ["Kind", "Kind"]),  # she holds a role, and leads
]


def test_a_file_with_every_kind_of_error_is_refused_whole_and_each_is_named(cast: Cast) -> None:
    rows = [row for row, _columns in STAFF]
    run = checked(cast.olga, csv_of(HEAD, ",X-0,Somebody fine,employee,,,,,,,,", *rows))
    expected = [(number, column) for number, (_row, columns) in enumerate(STAFF, start=3) for column in columns]
    assert [(row, column) for row, column, _value in problems(run)] == expected
    assert (run.status, run.errors) == (ImportStatus.REFUSED, len(expected))
    with pytest.raises(MoveRefused):
        actions.apply_import(actor=cast.olga, run_id=run.id)
    assert not StaffMember.objects.filter(reference__startswith="X-").exists()


@pytest.mark.parametrize(("row", "columns"), STAFF, ids=[str(number) for number in range(len(STAFF))])
def test_one_error_alone_is_named_too(cast: Cast, row: str, columns: list[str]) -> None:
    run = checked(cast.olga, csv_of(HEAD, row))
    assert [(number, column) for number, column, _value in problems(run)] == [(2, column) for column in columns]
    assert all(said(run))


TWICE = [
    ("the same number", ",X-1,Kit,employee,,,,,,,,", ",X-1,Kat,employee,,,,,,,,", [(3, "Staff number")]),
    (
        "the same address",
        ",X-1,Kit,employee,,,k@relief.example,,,,,",
        ",X-2,Kat,employee,,,K@relief.example,,,,,",
        [(2, "E-mail address"), (3, "E-mail address")],
    ),
    (
        "a manager who leaves in the same file",
        ",X-1,Kit,employee,,,,,,,,2026-01-31",
        ",X-2,Kat,employee,,,,,,X-1,,",
        [(3, "Line manager")],
    ),
    ("an outside contact as manager", ",X-1,Kit,outside,,,,,,,,", ",X-2,Kat,employee,,,,,,X-1,,", [(2, "Kind"), (3, "Line manager")]),
    ("dates that fit no order", ",X-1,Kit,employee,,,,,,,25/04/2026,", ",X-2,Kat,employee,,,,,,,04/25/2026,", [(2, "First day"), (3, "First day")]),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second", "expected"), [each[1:] for each in TWICE], ids=[each[0] for each in TWICE])
def test_two_rows_that_do_not_go_together_are_named(cast: Cast, first: str, second: str, expected: list[tuple[int, str]]) -> None:
    run = checked(cast.olga, csv_of(HEAD, first, second))
    assert [(row, column) for row, column, _value in problems(run)] == expected


FILES = [
    (b"", "empty"),
    (b"PK\x03\x04", "workbook"),
    (b"\x00\x01\x02\x03\x00", "no-text"),
    (csv_of("Colour,Size", "red,12"), "headings"),
    (csv_of("Full name,Kind", "Kit,employee"), "headings"),
    (csv_of("Staff number,Full name,Staff number", "1,Kit,2"), "twice"),
    (csv_of("Staff number,Full name", 'X-1,"Kit'), "quotes"),
    (csv_of("Client,Full name", "C-1,Kit"), "kind"),
]


@pytest.mark.parametrize(("content", "code"), FILES, ids=[code + str(number) for number, (_content, code) in enumerate(FILES)])
def test_a_file_that_cannot_be_read_is_refused_before_it_is_kept(cast: Cast, content: bytes, code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        actions.start_import(actor=cast.olga, name="x.csv", content=content)
    assert (refusal.value.code, refusal.value.field) == (code, "file")
    assert not ImportRun.objects.exists()


def test_nothing_of_another_organisation_can_be_named(cast: Cast) -> None:
    ivo = cast.ivo
    assert ivo.team is not None
    Organisation.objects.filter(id=ivo.organisation_id).update(name="Elsewhere")
    StaffMember.objects.filter(id=ivo.id).update(reference="N-77")
    rows = [f"{ivo.id},X-1,Kit,employee,,,,,,,,", f",X-2,Kit,employee,,,,{ivo.team.name},,,,", ",X-3,Kit,employee,,,,,,N-77,,"]
    run = checked(cast.olga, csv_of(HEAD, *rows))
    assert [(row, column) for row, column, _value in problems(run)] == [(2, "Id"), (3, "Team"), (4, "Line manager")]


def test_checking_writes_nothing_into_the_record(cast: Cast) -> None:
    before = every(RecordEntry).count()
    checked(cast.olga, csv_of(HEAD, ",X-1,Kit,employee,,,,,,,,"))
    assert every(RecordEntry).count() == before


def test_the_order_of_dates_is_asked_and_then_kept_to(cast: Cast) -> None:
    from accounts.tables.choices import DateOrder
    from tests.accounts.imports.files import changes

    file = csv_of(HEAD, ",X-1,Kit,employee,,,,,,,03/04/2026,")
    run = checked(cast.olga, file)
    assert (run.asks_order, problems(run)) == (True, [(2, "First day", "03/04/2026")])
    run = checked(cast.olga, file, DateOrder.MONTH_FIRST)
    assert run.status == ImportStatus.READY
    assert ["First day", "", "2026-03-04"] in changes(run)[0][3]

"""What is exported re-imports without change, whatever stands in it."""

import pytest

from accounts.clients.models import Client
from accounts.clients.queries import fingerprints
from accounts.demo.actions import LONG_AGO
from accounts.demo.cast import Cast
from accounts.imports import actions
from accounts.imports.choices import ABOUT_CLIENTS, ImportKind, ImportStatus
from accounts.organisations.models import Site
from accounts.staff.actions import deactivate_person
from accounts.staff.models import StaffMember
from accounts.teams.models import Team
from boundaries.outbox.models import OutboxRow
from boundaries.record.models import RecordEntry
from tests.accounts.imports.files import applied, changes, checked, problems, rows_of, sample
from tests.accounts.kinds import last_written_about
from tests.seeing import every

pytestmark = pytest.mark.django_db
ODD = [
    "=HYPERLINK(1)",
    "+47 555",
    "-1; DROP",
    "@SUM(A1)",
    "'=already",
    "''x",
    'a "quoted", b;c|d\te',
    "Zoë Ñandú 王",
    "O’Neill",
    "'t Hooft",
]


def exported(cast: Cast, kind: ImportKind) -> bytes:
    return actions.export_list(actor=cast.noor if kind in ABOUT_CLIENTS else cast.olga, kind=kind)


@pytest.mark.parametrize("kind", list(ImportKind))
def test_an_export_changes_nothing(cast: Cast, kind: ImportKind) -> None:
    actor = cast.noor if kind in ABOUT_CLIENTS else cast.olga
    run = checked(actor, exported(cast, kind))
    assert (run.kind, run.status, problems(run), changes(run)) == (kind, ImportStatus.UNCHANGED, [], [])


@pytest.mark.parametrize("kind", list(ImportKind))
@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_nor_does_it_in_another_programs_form(cast: Cast, kind: ImportKind, separator: str) -> None:
    import csv
    import io

    rows = list(csv.reader(rows_of(exported(cast, kind))))
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    run = checked(cast.noor if kind in ABOUT_CLIENTS else cast.olga, out.getvalue().encode("utf-16"))
    assert (run.kind, run.status, problems(run), changes(run)) == (kind, ImportStatus.UNCHANGED, [], [])


def test_names_that_would_act_or_hold_a_separator_come_back_exactly(cast: Cast) -> None:
    organisation, people = cast.organisation, [cast.amira, cast.ben, cast.lena, cast.pavel, cast.tomas, cast.dana, cast.maya]
    for person, odd in zip(people, ODD, strict=False):
        StaffMember.objects.filter(id=person.id).update(name=odd, job_title=odd[::-1].strip(), reference=odd[:40])
    teams = [
        Team(organisation=organisation, name=odd, site=Site.objects.create(organisation=organisation, name=odd)) for odd in ODD
    ]
    Team.objects.bulk_create(teams)
    for number, odd in enumerate(ODD):
        client = Client(organisation=organisation, reference=f"{odd[:30]}{number}", language=odd[:60])
        client.name, client.name_index = odd, fingerprints({odd})
        client.save()
    for kind in ImportKind:
        run = checked(cast.noor if kind in ABOUT_CLIENTS else cast.olga, exported(cast, kind))
        assert (run.kind, run.status, problems(run), changes(run)) == (kind, ImportStatus.UNCHANGED, [], [])


def test_no_exported_cell_would_act(cast: Cast) -> None:
    for person, odd in zip((cast.amira, cast.ben, cast.lena, cast.pavel), ODD, strict=False):
        StaffMember.objects.filter(id=person.id).update(name=odd)
    text = exported(cast, ImportKind.STAFF).decode("utf-8-sig")
    assert not any(f",{cell}" in text for cell in ODD[:4])
    assert all(f",'{cell}" in text for cell in ODD[:4])


def test_people_without_a_number_or_a_login_and_people_who_left_come_back_too(cast: Cast) -> None:
    StaffMember.objects.filter(id__in=[cast.lena.id, cast.elif_.id]).update(reference="")
    deactivate_person(actor=cast.olga, person_id=cast.maya.id, last_day=LONG_AGO)
    for kind in (ImportKind.STAFF, ImportKind.MANAGERS):
        run = checked(cast.olga, exported(cast, kind))
        assert (run.status, problems(run), changes(run)) == (ImportStatus.UNCHANGED, [], [])


def test_after_the_samples_too(cast: Cast) -> None:
    for kind in ImportKind:
        applied(cast.noor if kind in ABOUT_CLIENTS else cast.olga, sample(kind))
    for kind in ImportKind:
        run = checked(cast.noor if kind in ABOUT_CLIENTS else cast.olga, exported(cast, kind))
        assert (run.status, problems(run)) == (ImportStatus.UNCHANGED, [])


def test_an_export_is_written_down(cast: Cast) -> None:
    exported(cast, ImportKind.TEAMS)
    teams = Team.objects.filter(organisation=cast.organisation).count()
    expected = {"kind": "teams", "rows": teams}
    assert last_written_about(cast.organisation.id) == ("import.exported", cast.olga.id, expected)


def test_nothing_of_another_organisation_is_exported(cast: Cast) -> None:
    text = exported(cast, ImportKind.STAFF).decode()
    assert cast.ivo.name not in text
    assert cast.amira.name in text
    assert not OutboxRow.objects.exists()
    assert every(RecordEntry).count() == 1

"""Importing clients and who works with them: a director does, and an administrator never."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.assignments.models import Assignment
from accounts.clients.models import Client
from accounts.clients.queries import clients_of, search
from accounts.demo.cast import Cast
from accounts.imports import actions, queries
from accounts.imports.choices import ImportKind, ImportStatus
from accounts.organisations.models import Site
from accounts.organisations.queries import today
from boundaries.errors.exceptions import Forbidden, NotVisible, RuleViolation
from tests.accounts.imports.files import applied, changes, checked, csv_of, problems, rows_of, sample
from tests.accounts.kinds import last_written_about

pytestmark = pytest.mark.django_db
HEAD = "Client,Full name,Kind,Status,Under age,Language,Interpreter needed,Site"
WHO = "Client,Worker,Role,First day,Last day"


def test_a_director_adds_clients_whose_names_are_sealed_and_found(cast: Cast) -> None:
    applied(cast.noor, csv_of(HEAD, "C-7,Zoë Ferreira,indirect,former,yes,Dari,yes,Harbour House"))
    client = Client.objects.select_related("organisation__data_key", "site").get(reference="C-7")
    assert (client.name, client.kind, client.status, client.language) == ("Zoë Ferreira", "indirect", "former", "Dari")
    assert (client.is_minor, client.needs_interpreter, client.site and client.site.name) == (True, True, "Harbour House")
    assert [found.reference for found in search(clients_of(cast.noor), "zoe fer")] == ["C-7"]
    stored: Any = Client.objects.filter(reference="C-7").values_list("name", flat=True).get()
    assert b"Zo" not in bytes(stored)
    assert last_written_about(client.id) == ("client.added", cast.noor.id, {})


def test_a_client_is_changed_and_only_the_names_of_the_details_are_written_down(cast: Cast) -> None:
    file = csv_of("Client,Full name,Language", "C-1001,Hana Abebe Tekle,French")
    run = checked(cast.noor, file)
    assert changes(run) == [
        (2, "change", "C-1001", [["Full name", "Hana Abebe", "Hana Abebe Tekle"], ["Language", "Amharic", "French"]])
    ]
    applied(cast.noor, file)
    hana = Client.objects.select_related("organisation__data_key").get(id=cast.hana.id)
    assert (hana.name, hana.language, hana.kind) == ("Hana Abebe Tekle", "French", cast.hana.kind)
    assert [found.id for found in search(clients_of(cast.noor), "tekle")] == [hana.id]
    assert last_written_about(hana.id) == ("client.changed", cast.noor.id, {"fields": ["language", "name"]})
    assert checked(cast.noor, file).status == ImportStatus.UNCHANGED


@pytest.mark.parametrize("persona", ["olga", "amira", "elif_", "chidi", "miriam", "root"])
def test_nobody_but_a_director_brings_clients_in_or_takes_them_out(cast: Cast, persona: str) -> None:
    actor = getattr(cast, persona)
    with pytest.raises((NotVisible, RuleViolation)):
        actions.start_import(actor=actor, name="clients.csv", content=csv_of(HEAD, "C-7,Kit,direct,current,no,,no,"))
    with pytest.raises((NotVisible, Forbidden)):
        actions.export_list(actor=actor, kind=ImportKind.CLIENTS)


@pytest.mark.parametrize("persona", ["olga", "ingrid", "ivo"])
def test_nobody_else_sees_what_a_file_says_of_clients(cast: Cast, persona: str) -> None:
    run = checked(cast.noor, csv_of(HEAD, "C-7,Kit,direct,current,no,,no,"))
    with pytest.raises((NotVisible, Forbidden)):
        queries.run_for(getattr(cast, persona), run.id)


def test_a_client_outside_ones_area_is_not_said_to_exist(cast: Cast) -> None:
    hill = Site.objects.create(organisation=cast.organisation, name="Hill House")
    Appointment.objects.filter(person=cast.ingrid, role=Role.DIRECTOR).update(area=hill)
    run = checked(cast.ingrid, csv_of(HEAD, "C-1001,Kit,direct,current,no,,no,"))
    assert problems(run) == [(2, "Client", "C-1001")]
    run = checked(cast.ingrid, csv_of(WHO, f"C-1001,{cast.amira.reference},worker,2026-01-01,"))
    assert problems(run) == [(2, "Client", "C-1001")]
    assert rows_of(actions.export_list(actor=cast.ingrid, kind=ImportKind.CLIENTS))[1:] == []


CLIENTS = [
    (",Kit,direct,current,no,,no,", ["Client"]),
    ("C-7,,direct,current,no,,no,", ["Full name"]),
    ("C-7,Kit,king,current,no,,no,", ["Kind"]),
    ("C-7,Kit,direct,,no,,no,", ["Status"]),
    ("C-7,Kit,direct,current,perhaps,,no,", ["Under age"]),
    ("C-7,Kit,direct,current,no,,no,Nowhere", ["Site"]),
    (f"{'7' * 41},Kit,direct,current,no,,no,", ["Client"]),
]


@pytest.mark.parametrize(("row", "columns"), CLIENTS)
def test_what_is_wrong_with_a_client_is_named(cast: Cast, row: str, columns: list[str]) -> None:
    run = checked(cast.noor, csv_of(HEAD, row))
    assert [(number, column) for number, column, _value in problems(run)] == [(2, column) for column in columns]


def test_one_client_stands_in_a_file_once(cast: Cast) -> None:
    run = checked(cast.noor, csv_of(HEAD, "C-7,Kit,direct,current,no,,no,", "C-7,Kat,direct,current,no,,no,"))
    assert problems(run) == [(3, "Client", "C-7")]


def test_workers_are_assigned(cast: Cast) -> None:
    file = csv_of(
        WHO, f"C-1001,{cast.elif_.reference},Worker,2026-01-01,", f"C-1001,{cast.farid.reference},,2026-01-01,2026-06-30"
    )
    run = applied(cast.noor, file)
    found = Assignment.objects.get(client=cast.hana, worker=cast.elif_)
    assert (run.added, found.role, found.starts_on, found.ends_on) == (2, "worker", date(2026, 1, 1), None)
    expected = {"client": str(cast.hana.id), "worker": str(cast.elif_.id), "role": "worker"}
    assert last_written_about(found.id) == ("assignment.assigned", cast.noor.id, expected)
    assert checked(cast.noor, file).status == ImportStatus.UNCHANGED


def test_a_key_worker_is_replaced_in_one_file_in_any_order(cast: Cast) -> None:
    last_day = today(cast.organisation)
    next_day = last_day + timedelta(days=1)
    new = f"C-1001,{cast.elif_.reference},key_worker,{next_day},"
    old = f"C-1001,{cast.amira.reference},key_worker,2020-01-06,{last_day}"
    run = applied(cast.noor, csv_of(WHO, new, old))
    ended = Assignment.objects.get(client=cast.hana, worker=cast.amira)
    assert (run.added, run.changed, ended.ends_on) == (1, 1, last_day)
    assert Assignment.objects.get(client=cast.hana, worker=cast.elif_).role == "key_worker"
    assert last_written_about(ended.id)[0] == "assignment.ended"
    assert checked(cast.noor, csv_of(WHO, new, old)).status == ImportStatus.UNCHANGED


ASSIGNMENTS = [
    ("C-9999,{elif_},worker,2026-01-01,", ["Client"]),
    ("C-1001,NOBODY,worker,2026-01-01,", ["Worker"]),
    ("C-1001,{elif_},king,2026-01-01,", ["Role"]),
    ("C-1001,{elif_},worker,,", ["First day"]),
    ("C-1001,{elif_},worker,2026-01-01,2025-12-31", ["Last day"]),
    ("C-1001,{elif_},key_worker,2026-01-01,", ["Role"]),
    ("C-1001,{amira},worker,2026-01-01,", ["Worker"]),
    ("C-1001,{amira},worker,2020-01-06,", ["Role"]),
    ("C-1001,{amira},key_worker,2020-01-06,2019-12-31", ["Last day"]),
    ("C-1001,{miriam},worker,2026-01-01,", ["Worker"]),
]


@pytest.mark.parametrize(("row", "columns"), ASSIGNMENTS)
def test_what_is_wrong_with_an_assignment_is_named(cast: Cast, row: str, columns: list[str]) -> None:
    people = {name: getattr(cast, name).reference for name in ("elif_", "amira", "miriam")}
    run = checked(cast.noor, csv_of(WHO, row.format(**people)))
    assert [(number, column) for number, column, _value in problems(run)] == [(2, column) for column in columns]


def test_an_assignment_is_not_made_longer_nor_taken_up_again(cast: Cast) -> None:
    for ends_on, then in ((date(2026, 6, 30), ""), (date(2099, 6, 30), ""), (date(2099, 6, 30), "2099-07-31")):
        Assignment.objects.filter(client=cast.hana, worker=cast.ben).update(ends_on=ends_on)
        run = checked(cast.noor, csv_of(WHO, f"C-1001,{cast.ben.reference},worker,2020-01-06,{then}"))
        assert problems(run) == [(2, "Last day", then)]


def test_the_samples_of_clients_come_in(cast: Cast) -> None:
    for kind in ("teams", "staff"):
        applied(cast.olga, sample(kind))
    for kind in ("clients", "assignments"):
        applied(cast.noor, sample(kind))
        assert checked(cast.noor, sample(kind)).status == ImportStatus.UNCHANGED

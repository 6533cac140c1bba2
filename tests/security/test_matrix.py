"""Everybody of the cast × every address × every method × every situation, as tests/security/matrix.txt says (AZ-02).

The file is the law in a lawyer's words; here it is held against the addresses there are, and every cell of it is tried. Methods
that an address does not offer are refused before anything looks at who it is, so that Elif stands for everybody, and nobody and Miriam,
for whom a door may be shut, try one of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.demo.actions import hashed_password
from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries.access.doors import Door, door_of
from incidents.reports.choices import ReportStatus
from incidents.reports.permissions import ACCESS, ReportPermission
from tests.incidents.told import fresh, send
from tests.security import matrix
from tests.security.matrix import METHODS, Row
from tests.security.situations import FIRST, SITUATIONS, STATUS, begin
from tests.security.trying import ABOUT, NOBODY, Crowd, offered, otherwise
from tests.security.walking import Route, routes, views

SignedIn = Callable[[object], Client]
MATRIX = matrix.file()
ROUTES = {route.name: route for route in routes()}
OF_REPORTS = {"report_id", "request_id", "lifting_id"}
"""The ids of what has situations."""
STAND_FOR_ALL = (NOBODY, "Miriam", "Elif")
LET_IN, REFUSED = {"reads", "sees", "acts", "asked", "led", "late", "no"}, {"-", "sign", "x"}
MISSING: dict[tuple[str, str, str], dict[str, str]] = {}
"""What was found where the file says nothing."""


def situations_of(route: Route) -> tuple[str, ...]:
    """The situations in which an address is tried: all where it is about a report, else the first."""
    return tuple(SITUATIONS) if OF_REPORTS & set(route.parameters) else (FIRST,)


# --- The file ---------------------------------------------------------------------------------------------------------------
def test_everybody_of_the_cast_who_can_sign_in_has_a_column() -> None:
    people = {each.name.strip("_").title() for each in fields(Cast) if each.type in {"StaffMember", StaffMember}}
    assert set(MATRIX.people) == people - {"Lena"} | {NOBODY}, "Lena has no login"


def test_every_address_has_its_place_and_every_place_is_an_address() -> None:
    told = {row.route for row in MATRIX.rows}
    assert sorted(set(ROUTES) - told) == [], "matrix.txt says nothing of these: how to add them stands at its head"
    assert sorted(told - set(ROUTES)) == [], "matrix.txt speaks of addresses that are gone"


def test_every_method_has_exactly_one_row_for_every_situation() -> None:
    for place in MATRIX.places:
        for method in MATRIX.methods_of(place):
            rows = [row for row in MATRIX.of(place) if row.method == method]
            told = [each for row in rows for each in row.situations or SITUATIONS]
            assert sorted(told) == sorted(SITUATIONS), f"{place}: {method}"
            assert len(rows) == 1 or OF_REPORTS & set(ROUTES[rows[0].route].parameters), f"{place}: only reports have situations"


def test_every_state_of_a_report_is_one_of_the_situations() -> None:
    assert set(STATUS) == set(SITUATIONS)
    assert set(STATUS.values()) | {ReportStatus.DRAFT} == set(ReportStatus), "a new state needs a situation"
    assert any("draft_id" in route.parameters for route in ROUTES.values()), "a draft has its own addresses"


def test_every_operation_of_the_api_has_its_row_and_no_other() -> None:
    for place in MATRIX.places:
        if cls := getattr(views()[place.partition(" of ")[0]], "cls", None):
            assert MATRIX.methods_of(place) == {each for each in METHODS if hasattr(cls, each.lower())}, place


@pytest.mark.parametrize("row", MATRIX.rows, ids=lambda row: f"{row.place}-{row.method}-{'-'.join(row.situations)}")
def test_a_row_agrees_with_the_door(row: Row) -> None:
    door = door_of(views()[row.route])
    assert (row.cells[NOBODY] == "sign") is (door is not Door.EVERYBODY)
    assert "sign" not in [word for who, word in row.cells.items() if who != NOBODY]
    assert door is not Door.STAFF or row.cells["Miriam"] == "-"
    assert row.cells["Root"] == row.cells["Pavel"], "a superuser is a colleague like any other"


SEEN_BY = {
    "report_id": ("desk:report", "register:report", "reports:report"),
    "draft_id": ("reports:check",),
    "note_id": ("reflection:note",),
    "contact_id": ("contacts:entry",),
    "account_id": ("channels:account",),
    "request_id": ("emergency:access",),
    "lifting_id": ("lifting:decide",),
    "client_id": ("clients:client",),
    "disclosure_id": ("disclosures:one", "disclosures:handle", "disclosures:registered", "disclosures:who_it_is"),
    "exception_id": ("exceptions:one", "exceptions:handle", "exceptions:for_team", "exceptions:step", "exceptions:recuse"),
    "entry_id": ("book:entry",),
    "run_id": ("imports:run",),
    "campaign_id": ("campaigns:campaign",),
    "token_id": ("tokens:revoke",),
    "passkey_id": ("secondfactor:remove_passkey",),
    "session_id": ("sessions:end",),
}
"""The pages on which one sees what an id stands for. Whoever opens none of them finds it nowhere."""


@pytest.mark.parametrize("row", [row for row in MATRIX.rows if SEEN_BY.keys() & set(ROUTES[row.route].parameters)], ids=str)
def test_what_one_does_not_see_does_not_exist(row: Row) -> None:
    """404, never 403 (AZ-02); and nobody who sees it is told that it is not there."""
    (parameter, *_rest) = [each for each in ROUTES[row.route].parameters if each in SEEN_BY]
    for situation in row.situations or situations_of(ROUTES[row.route]):
        for who, word in row.cells.items():
            seen = any(MATRIX.says(page, "GET", situation, who) in {"reads", "sees"} for page in SEEN_BY[parameter])
            assert seen or word in REFUSED, (row.place, row.method, situation, who)


def test_of_another_organisation_nothing_can_be_reached_by_its_id() -> None:
    """But for a published version of a policy, which the library has for everybody."""
    private = {row.place: [name for name in ROUTES[row.route].parameters if name.endswith("_id")] for row in MATRIX.rows}
    ours = [
        row
        for row in MATRIX.rows
        if set(private[row.place]) - {"version_id", "other_id"} or "version_id" in ABOUT.get(row.place, {})
    ]
    assert {row.place for row in ours if row.cells["Ivo"] not in {"-", "no"}} == set()


# --- The cells --------------------------------------------------------------------------------------------------------------
@pytest.fixture
def quick_passwords(settings: Any) -> Iterator[None]:
    """How long a password takes to check is no matter here. The demo's, kept once it is hashed, is hashed anew here and after."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    hashed_password.cache_clear()
    yield
    hashed_password.cache_clear()


@pytest.fixture
def crowd(request: pytest.FixtureRequest, quick_passwords: None, cast: Cast, signed_in: SignedIn) -> Crowd:
    """Everybody, before the report in this situation."""
    return Crowd(begin(cast, request.param), MATRIX.people, signed_in)


def check_rows(crowd: Crowd, place: str, situation: str) -> list[str]:
    """Every cell of the rows of one place: what is not as the file says."""
    route = ROUTES[place.partition(" of ")[0]]
    wrong = []
    for method in METHODS:
        if method not in MATRIX.methods_of(place):
            continue
        for who in MATRIX.people:
            found, said = crowd.answer(who, method, place, route), MATRIX.says(place, method, situation, who)
            if found != said:
                wrong.append(f"{place} {method}, {situation}: {who} gets “{found}”, and the matrix says “{said}”")
    return wrong


def check_rest(crowd: Crowd, place: str, situation: str) -> list[str]:
    """HEAD, which goes with GET, and every method that has no row."""
    route = ROUTES[place.partition(" of ")[0]]
    wrong = []
    for method in (*METHODS, "HEAD", "OPTIONS"):
        if method in MATRIX.methods_of(place):
            continue
        for who in STAND_FOR_ALL if method == "OPTIONS" else ("Elif",):
            said = MATRIX.says(place, "GET", situation, who) if method == "HEAD" else None
            found = crowd.answer(who, method, place, route)
            if found != (said or otherwise(route, who)):
                wrong.append(f"{place} {method}, {situation}: {who} gets “{found}”, and it has no row that says so")
    return wrong


def find_missing(crowd: Crowd, name: str, situation: str) -> None:
    """What everybody gets at an address that has no place yet."""
    for method in offered(crowd, name, ROUTES[name]):
        MISSING[name, method, situation] = {who: crowd.answer(who, method, name, ROUTES[name]) for who in MATRIX.people}


@pytest.mark.django_db
@pytest.mark.parametrize(("crowd", "situation"), [(each, each) for each in SITUATIONS], indirect=["crowd"], ids=list(SITUATIONS))
def test_everybody_gets_what_the_matrix_says(crowd: Crowd, situation: str, capsys: Any) -> None:
    assert crowd.scene.report.status == STATUS[situation]
    wrong = []
    for place in MATRIX.places:
        if place.partition(" of ")[0] in ROUTES and situation in situations_of(ROUTES[place.partition(" of ")[0]]):
            wrong += check_rows(crowd, place, situation)
            wrong += check_rest(crowd, place, situation) if situation == FIRST else []
    for name in sorted(set(ROUTES) - {row.route for row in MATRIX.rows}):
        if situation in situations_of(ROUTES[name]):
            find_missing(crowd, name, situation)
    with capsys.disabled():
        print(f"\nmatrix, {situation}: {crowd.cells} cells tried")  # noqa: T201 -- how much was proved is part of what it shows
    assert not wrong, "\n".join(wrong)


def test_nothing_is_missing() -> None:
    """Comes last: where an address has no place, this shows the rows as they were found, to be judged and put into the file."""
    assert not MISSING, "\n".join(matrix.written(MISSING, set(SITUATIONS)))


# --- Who is in no column ------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_handler_who_left_or_never_signed_in_has_no_way_in(cast: Cast, signed_in: SignedIn) -> None:
    report, browser = send(cast.amira, cast.ben), signed_in(cast.elif_)
    assert browser.get(reverse("desk:report", args=[report.pk])).status_code == 200
    StaffMember.objects.filter(pk=cast.elif_.pk).update(is_active=False)
    for space in ("desk", "api_desk"):
        assert browser.get(reverse(f"{space}:report", args=[report.pk])).status_code in {302, 401}
    gone = StaffMember.objects.get(pk=cast.elif_.pk)
    assert not any(ACCESS.allows(gone, verb, fresh(report)) for verb in ReportPermission)
    assert cast.lena.user_id is None


@pytest.mark.django_db
def test_an_appointment_by_itself_opens_nothing_on_the_desk(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    people = StaffMember.objects.filter(appointments__organisation=cast.organisation).distinct()
    assert len(people) > 8
    assert not [each.name for each in people if ACCESS.allows(each, ReportPermission.VIEW, report)]

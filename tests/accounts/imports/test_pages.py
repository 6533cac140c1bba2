"""The pages of imports: whom they open to, what they show of few and of very many, and what they answer to what is wrong."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.imports import actions
from accounts.imports.choices import ImportKind, ImportStatus
from accounts.imports.models import ImportRun
from accounts.staff.models import StaffMember
from boundaries.record.models import RecordEntry
from tests.accounts.imports.files import applied, checked, csv_of, rows_of, work
from tests.accounts.kinds import SignedIn
from tests.seeing import every

pytestmark = pytest.mark.django_db
FILE = csv_of("Staff number,Full name,Kind", "X-1,Kit Marlowe,employee")
# administrator, worker, manager, director, safeguarding lead, outside contact, other organisation, superuser
PERSONAS = ("olga", "amira", "elif_", "noor", "chidi", "miriam", "ivo", "root")
BOTH = (200, 404, 404, 200, 404, 404, 404, 404)
OF_PEOPLE = (200, 404, 404, 403, 404, 404, 404, 404)
OF_CLIENTS = (403, 404, 404, 200, 404, 404, 404, 404)


def statuses(cast: Cast, signed_in: SignedIn, ask: Any) -> tuple[int, ...]:
    return tuple(ask(signed_in(getattr(cast, persona))).status_code for persona in PERSONAS)


@pytest.mark.parametrize("name", ["imports:list", "imports:start"])
def test_the_pages_open_to_those_who_may_import(cast: Cast, signed_in: SignedIn, name: str) -> None:
    assert statuses(cast, signed_in, lambda browser: browser.get(reverse(name))) == BOTH


@pytest.mark.parametrize("kind", list(ImportKind))
def test_samples_and_exports_are_for_those_who_may_import_that_kind(cast: Cast, signed_in: SignedIn, kind: ImportKind) -> None:
    expected = OF_CLIENTS if kind in {ImportKind.CLIENTS, ImportKind.ASSIGNMENTS} else OF_PEOPLE
    for name, ask in (("imports:sample", "get"), ("imports:export", "post")):
        address = reverse(name, args=[kind.value])
        assert statuses(cast, signed_in, lambda browser, ask=ask, address=address: getattr(browser, ask)(address)) == expected


def test_an_import_opens_to_administrators_and_to_nobody_else(cast: Cast, signed_in: SignedIn) -> None:
    run = checked(cast.olga, FILE)
    for name in ("imports:run", "imports:listing"):
        found = statuses(cast, signed_in, lambda browser, name=name: browser.get(reverse(name, args=[run.id])))
        assert found == (200, 404, 404, 404, 404, 404, 404, 404)
    clients = checked(cast.noor, csv_of("Client,Full name", "C-7,Kit"))
    for name in ("imports:run", "imports:listing"):
        found = statuses(cast, signed_in, lambda browser, name=name: browser.get(reverse(name, args=[clients.id])))
        assert found == (404, 404, 404, 200, 404, 404, 404, 404)


@pytest.mark.parametrize("name", ["imports:check", "imports:apply", "imports:discard", "imports:export"])
def test_nothing_is_done_by_following_a_link(cast: Cast, signed_in: SignedIn, name: str) -> None:
    run = checked(cast.olga, FILE)
    address = reverse(name, args=["staff" if name == "imports:export" else run.id])
    assert signed_in(cast.olga).get(address).status_code == 405


def test_a_kind_that_does_not_exist_is_not_found(cast: Cast, signed_in: SignedIn) -> None:
    assert signed_in(cast.olga).get(reverse("imports:sample", args=["secrets"])).status_code == 404
    assert signed_in(cast.olga).post(reverse("imports:export", args=["secrets"])).status_code == 404


def test_from_the_file_to_the_people(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.olga)
    answer = browser.post(reverse("imports:start"), {"file": SimpleUploadedFile("people.csv", FILE)})
    run = ImportRun.objects.get()
    page = reverse("imports:run", args=[run.id])
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert "The file is being checked" in browser.get(page).content.decode()
    work()
    shown = browser.get(page).content.decode()
    assert "Kit Marlowe" in shown
    assert "people.csv" in shown
    assert browser.post(reverse("imports:apply", args=[run.id]))["Location"] == page
    assert "The file is being imported" in browser.get(page).content.decode()
    work()
    assert "New: 1. Changed: 0." in browser.get(page).content.decode()
    assert StaffMember.objects.filter(reference="X-1").exists()
    assert browser.get(reverse("imports:listing", args=[run.id])).status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04", "This is a workbook"),
        (b"", "The file is empty"),
        (csv_of("Colour", "red"), "do not say what the file is about. Found: Colour"),
        (csv_of("Client,Full name", "C-7,Kit"), "A director imports it"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_beside_it(cast: Cast, signed_in: SignedIn, content: bytes, words: str) -> None:
    answer = signed_in(cast.olga).post(reverse("imports:start"), {"file": SimpleUploadedFile("x.csv", content)})
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors["file"])


def test_no_file_at_all_is_said_too(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.olga).post(reverse("imports:start"), {})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])


def test_of_very_many_errors_the_first_are_shown_and_all_can_be_had(cast: Cast, signed_in: SignedIn) -> None:
    run = checked(cast.olga, csv_of("Staff number,Full name,Kind", *[f"X-{number},=1+1,king" for number in range(450)]))
    browser = signed_in(cast.olga)
    page = browser.get(reverse("imports:run", args=[run.id])).content.decode()
    assert "These are the first 200 of 450." in page
    assert page.count('<tr class="govuk-table__row"><th scope="row"') == 200
    listing = browser.get(reverse("imports:listing", args=[run.id]))
    assert listing["Content-Disposition"] == 'attachment; filename="import-errors.csv"'
    lines = rows_of(listing.content)
    assert (len(lines), lines[0]) == (451, "Row,Column,What is wrong,What stands there")
    assert lines[-1].startswith("451,Kind,")


def test_all_changes_can_be_had_and_none_of_them_acts(cast: Cast, signed_in: SignedIn) -> None:
    run = checked(cast.olga, csv_of("Staff number,Full name,Job title", "S-0008,=1+1,Support worker"))
    lines = rows_of(signed_in(cast.olga).get(reverse("imports:listing", args=[run.id])).content)
    assert lines[1:] == ["2,Change,Ben Okafor (S-0008),Full name,Ben Okafor,'=1+1"]


def test_columns_that_are_not_used_are_named(cast: Cast, signed_in: SignedIn) -> None:
    run = checked(cast.olga, csv_of("Staff number,Full name,Shoe size,Kind", "X-1,Kit,43,employee"))
    assert "Shoe size" in signed_in(cast.olga).get(reverse("imports:run", args=[run.id])).content.decode()


def test_what_dates_mean_is_asked_and_must_be_said(cast: Cast, signed_in: SignedIn) -> None:
    run = checked(cast.olga, csv_of("Staff number,Full name,Kind,First day", "X-1,Kit,employee,03/04/2026"))
    browser, address = signed_in(cast.olga), reverse("imports:check", args=[run.id])
    assert "How does the file write dates?" in browser.get(reverse("imports:run", args=[run.id])).content.decode()
    refused = browser.post(address, {})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["order"])
    assert browser.post(address, {"order": "day_first"}).status_code == 302
    work()
    assert "2026-04-03" in browser.get(reverse("imports:run", args=[run.id])).content.decode()


def test_pressing_twice_applies_once(cast: Cast, signed_in: SignedIn) -> None:
    from django.test import Client

    run = checked(cast.olga, FILE)
    assert cast.olga.user is not None
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.olga.user)
    page = browser.get(reverse("imports:run", args=[run.id]))
    fields = {"csrfmiddlewaretoken": str(page.context["csrf_token"])}
    address = reverse("imports:apply", args=[run.id])
    assert [browser.post(address, fields).status_code for _press in range(2)] == [302, 302]


def test_an_export_is_a_file_that_nothing_keeps(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.olga).post(reverse("imports:export", args=["staff"]))
    assert answer["Content-Disposition"] == 'attachment; filename="staff.csv"'
    assert (answer["Cache-Control"], answer["Content-Type"]) == ("no-store", "text/csv; charset=utf-8")
    assert "Ben Okafor" in answer.content.decode()
    assert every(RecordEntry).filter(event="import.exported").count() == 1


def test_the_list_tells_what_was_brought_and_by_whom(cast: Cast, signed_in: SignedIn) -> None:
    applied(cast.olga, FILE)
    actions.start_import(actor=cast.noor, name="x.csv", content=csv_of("Client,Full name", "C-7,Kit"))
    page = signed_in(cast.wiremu).get(reverse("imports:list")).content.decode()
    assert "Olga Petrova" in page
    assert "Noor Siddiqui" not in page


@pytest.mark.parametrize(("persona", "name"), [("olga", "staff:list"), ("noor", "clients:list")])
def test_the_way_there_is_on_the_list(cast: Cast, signed_in: SignedIn, persona: str, name: str) -> None:
    link = f'href="{reverse("imports:list")}"'
    assert link in signed_in(getattr(cast, persona)).get(reverse(name)).content.decode()
    assert link not in signed_in(cast.elif_).get(reverse(name)).content.decode()


def stale(browser: Any) -> Any:
    """A browser in which nobody has shown lately who they are."""
    session = browser.session
    session["proved_at"] = 0
    session.save()
    return browser


def test_taking_a_list_out_asks_again_who_sits_there(cast: Cast, signed_in: SignedIn) -> None:
    answer = stale(signed_in(cast.olga)).post(reverse("imports:export", args=["staff"]))
    assert answer["Location"] == f"{reverse('secondfactor:again')}?next=%2Fimports%2F"
    assert not every(RecordEntry).filter(event="import.exported").exists()
    assert stale(signed_in(cast.amira)).post(reverse("imports:export", args=["staff"])).status_code == 404


def test_giving_roles_by_file_asks_again_who_sits_there(cast: Cast, signed_in: SignedIn) -> None:
    roles = checked(cast.olga, csv_of("Person,Role,First day", f"{cast.amira.reference},Case manager,2026-01-05"))
    people = checked(cast.olga, FILE)
    browser = stale(signed_in(cast.olga))
    asked = browser.post(reverse("imports:apply", args=[roles.id]))
    assert asked["Location"].startswith(reverse("secondfactor:again"))
    done = browser.post(reverse("imports:apply", args=[people.id]))
    assert done["Location"] == reverse("imports:run", args=[people.id])
    assert [ImportRun.objects.get(id=each.id).status for each in (roles, people)] == [ImportStatus.READY, ImportStatus.APPLYING]

"""Imports and exports by the API: brought, checked, read with every error, applied whole; taken out again."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.demo.cast import Cast
from accounts.imports.models import ImportRun
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from tests.accounts.calling import all_of, asked, calling
from tests.accounts.imports.files import checked, csv_of, sample, work
from tests.accounts.kinds import last_written_about

pytestmark = pytest.mark.django_db
GOOD = csv_of("Staff number,Full name,Kind", "X-1,Kit Marlowe,employee")
BAD = csv_of("Staff number,Full name,Kind", "X-1,Kit Marlowe,chief", "X-2,,employee")


def upload(content: bytes, name: str = "people.csv") -> Any:
    return SimpleUploadedFile(name, content, content_type="text/csv")


def test_a_file_is_checked_read_and_applied(cast: Cast) -> None:
    olga = calling(cast.olga)
    first, second = (olga.upload("imports/", upload(GOOD), key="k") for _ in range(2))
    assert (first.status, first.body) == (201, second.body)
    path = f"imports/{first.id}/"
    assert (olga.get(path)["status"], olga.get(path)["progress"]["stage"]) == ("checking", "waiting")
    assert olga.post(f"{path}apply/").status == 409
    work()
    shown = olga.get(path)
    assert (shown["status"], shown["added"], shown["problems"], shown["progress"]) == ("ready", 1, [], None)
    assert shown["changes"][0]["act"] == "add"
    assert not StaffMember.objects.filter(name="Kit Marlowe").exists()
    assert olga.post(f"{path}apply/").status == 200
    work()
    assert olga.get(path)["status"] == "applied"
    assert StaffMember.objects.filter(name="Kit Marlowe").count() == 1


def test_every_error_is_told_with_row_and_column(cast: Cast) -> None:
    olga = calling(cast.olga)
    run = olga.upload("imports/", upload(BAD)).id
    work()
    shown = olga.get(f"imports/{run}/")
    assert (shown["status"], shown["wrong"]) == ("refused", 2)
    assert [(each["row"], each["column"], each["value"]) for each in shown["problems"]] == [
        (2, "Kind", "chief"),
        (3, "Full name", ""),
    ]
    listing = olga.get(f"imports/{run}/listing/")
    assert listing.status == 200
    assert b"chief" in listing.response.content
    assert olga.post(f"imports/{run}/apply/").status == 409
    assert olga.post(f"imports/{run}/check/").status == 200


def test_dates_that_could_be_read_in_two_ways_are_asked_about(cast: Cast) -> None:
    olga = calling(cast.olga)
    rows = csv_of("Staff number,Full name,Kind,First day", "X-1,Kit Marlowe,employee,03/04/2026")
    run = olga.upload("imports/", upload(rows)).id
    work()
    assert olga.get(f"imports/{run}/")["asks_order"] is True
    unsaid = olga.post(f"imports/{run}/check/")
    assert (unsaid.status, list(unsaid.wrong)) == (422, ["order"])
    assert olga.post(f"imports/{run}/check/", {"order": "day_first"}).status == 200
    work()
    assert olga.get(f"imports/{run}/")["status"] == "ready"


def test_a_discarded_file_is_gone(cast: Cast) -> None:
    olga = calling(cast.olga)
    run = olga.upload("imports/", upload(GOOD)).id
    assert olga.post(f"imports/{run}/discard/").status == 200
    assert olga.get(f"imports/{run}/")["status"] == "discarded"
    assert olga.get(f"imports/{run}/listing/").status == 404
    assert olga.post(f"imports/{run}/discard/").status == 409


def test_only_one_file_is_taken_and_only_of_ones_own_kinds(cast: Cast) -> None:
    olga = calling(cast.olga)
    for answer in (
        olga.upload("imports/", upload(GOOD), upload(GOOD)),
        olga.upload("imports/", upload(GOOD), more="x"),
        olga.upload("imports/", upload(b"nothing known\r\n1\r\n")),
        olga.upload("imports/", upload(sample("clients"))),
    ):
        assert (answer.status, list(answer.wrong)) == (422, ["file"])
    assert not ImportRun.objects.exists()


def test_runs_are_listed_newest_first_page_by_page(cast: Cast) -> None:
    olga = calling(cast.olga)
    for number in range(5):
        olga.upload("imports/", upload(GOOD, name=f"{number}.csv"))
    everything = [each["id"] for each in olga.get("imports/")["imports"]]
    assert all_of(olga, "imports/", "imports", limit=2) == everything
    assert everything == [str(each.id) for each in ImportRun.objects.order_by("-started_at", "id")]
    few = asked(lambda: olga.get("imports/", limit=1))
    assert asked(lambda: olga.get("imports/", limit=50)) == few


def test_lists_come_out_and_that_is_written_down(cast: Cast) -> None:
    out = calling(cast.olga).get("exports/staff/")
    assert out.status == 200
    assert out.response["Content-Disposition"] == 'attachment; filename="staff.csv"'
    assert cast.ben.name.encode() in out.response.content
    assert last_written_about(cast.organisation.id)[0] == "import.exported"
    assert calling(cast.olga).get("imports/samples/teams/").status == 200
    for path in ("exports/nothing/", "imports/samples/nothing/"):
        assert calling(cast.olga).get(path).status == 404


@pytest.mark.parametrize("who", ["amira", "elif_", "chidi", "root", "ivo", "miriam"])
def test_others_bring_and_take_nothing(cast: Cast, who: str) -> None:
    run = calling(cast.olga).upload("imports/", upload(GOOD)).id
    programme = calling(getattr(cast, who))
    for path in (f"imports/{run}/", f"imports/{run}/listing/"):
        assert programme.get(path).status == 404
    for verb in ("check", "apply", "discard"):
        assert programme.post(f"imports/{run}/{verb}/").status == 404
    assert programme.get("imports/").status == 404
    if who != "ivo":
        assert programme.upload("imports/", upload(GOOD)).status == 404
        assert programme.get("exports/staff/").status == 404


def test_administrators_take_no_clients_out_and_directors_no_people(cast: Cast) -> None:
    assert calling(cast.olga).get("exports/clients/").status == 403
    assert calling(cast.noor).get("exports/clients/").status == 200
    assert calling(cast.noor).get("exports/staff/").status == 403


def test_lists_and_roles_are_for_whoever_showed_lately_who_they_are(cast: Cast) -> None:
    roles = checked(cast.olga, csv_of("Person,Role,First day", f"{cast.amira.reference},Case manager,2026-01-05"))
    olga = calling(cast.olga)
    session = olga.browser.session
    session["proved_at"] = 0
    session.save()
    for refused in (olga.get("exports/staff/"), olga.post(f"imports/{roles.pk}/apply/")):
        assert (refused.status, refused.code) == (403, "not-fresh")
    session["proved_at"] = int(now().timestamp())
    session.save()
    assert olga.post(f"imports/{roles.pk}/apply/").status == 200
    assert olga.get("exports/staff/").status == 200

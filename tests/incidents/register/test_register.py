"""The register: directors read what belongs to their area, auditors see what was done, and what keeps out keeps out here too."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from accounts.appointments.choices import Role
from accounts.appointments.models import Appointment
from accounts.organisations.models import Site
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import NotVisible
from incidents.about.queries import readings_of_own
from incidents.desk import actions as desk
from incidents.desk.queries import readings_of
from incidents.register.actions import open_in_register
from incidents.register.permissions import ACCESS, RegisterPermission
from incidents.register.queries import reader_of, register, seen_by
from incidents.reports.actions import keep_out
from incidents.reports.choices import PartyRole, PartyState
from incidents.reports.models import Report
from tests.incidents.told import MONDAY, fresh, send, send_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.demo.cast import Cast
    from tests.accounts.kinds import SignedIn

pytestmark = pytest.mark.django_db
SAW = "quayside lantern"


def in_office(person: StaffMember, role: Role, area: Site | None = None) -> None:
    Appointment.objects.filter(person=person, role=role).delete()
    Appointment.objects.create(
        organisation=person.organisation,
        person=person,
        role=role,
        area=area,
        starts_on="2026-01-05",
        confirmed_at="2026-01-05T00:00Z",
    )


def seen(person: StaffMember) -> set[str]:
    return set(seen_by(reader_of(person)).values_list("reference", flat=True))


def test_a_director_of_the_whole_organisation_reads_every_report(cast: "Cast", signed_in: "SignedIn") -> None:
    in_office(cast.noor, Role.DIRECTOR)
    report = send(cast.amira, cast.ben, saw=SAW)
    browser = signed_in(cast.noor)
    assert report.reference in browser.get(reverse("register:list")).content.decode()
    page = browser.get(reverse("register:report", args=[report.pk])).content.decode()
    assert SAW in page
    assert "Ben Okafor" in page
    assert reverse("desk:acknowledge", args=[report.pk]) not in page
    assert browser.get(reverse("desk:report", args=[report.pk])).status_code == 404


def test_a_director_of_one_area_reads_what_belongs_to_it(cast: "Cast") -> None:
    ours, theirs = cast.ben.site, Site.objects.create(organisation=cast.organisation, name="Elsewhere")
    assert ours
    report = send(cast.amira, cast.ben)
    assert report.area == ours
    in_office(cast.noor, Role.DIRECTOR, ours)
    assert seen(cast.noor) == {report.reference}
    in_office(cast.noor, Role.DIRECTOR, theirs)
    assert seen(cast.noor) == set()
    with pytest.raises(NotVisible):
        open_in_register(actor=cast.noor, report_id=report.pk)


def test_a_report_stays_in_its_area_when_the_person_moves_on(cast: "Cast") -> None:
    report, before = send(cast.amira, cast.ben), cast.ben.site
    cast.ben.site = Site.objects.create(organisation=cast.organisation, name="Elsewhere")
    cast.ben.save()
    desk.add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.SUBJECT, person_id=cast.pavel.pk)
    assert fresh(report).area == before


def test_who_is_meant_gives_the_area_once_it_is_clear(cast: "Cast") -> None:
    report = send(cast.amira, "Benny")
    in_office(cast.noor, Role.DIRECTOR)
    assert (report.area, seen(cast.noor)) == (None, set())
    (party,) = report.parties.all()
    desk.resolve_party(actor=cast.tomas, report_id=report.pk, party_id=party.pk, state=PartyState.LINKED, person_id=cast.ben.pk)
    assert fresh(report).area == cast.ben.site
    assert seen(cast.noor) == {report.reference}


def test_an_auditor_sees_what_was_done_and_nothing_that_was_told(cast: "Cast", signed_in: "SignedIn") -> None:
    report = send(cast.amira, cast.ben, saw=SAW, danger="unsure")
    desk.acknowledge(actor=cast.elif_, report_id=report.pk)
    browser = signed_in(cast.grace)
    for address in ("register:list", "api_register:list"):
        listed = browser.get(reverse(address)).content.decode()
        assert report.reference in listed
        assert "Okafor" not in listed
    for address in ("register:report", "api_register:report"):
        shown = browser.get(reverse(address, args=[report.pk])).content.decode()
        assert "The report was acknowledged." in shown
        assert "Elif Demir" in shown
        assert not [word for word in (SAW, "Okafor", "Amira", "Haddad", "friendship", "danger") if word in shown]


def test_the_office_counts_only_while_it_lasts(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    assert seen(cast.grace) == {report.reference}
    Appointment.objects.filter(person=cast.grace).update(starts_on="2020-01-01", ends_on="2020-12-31")
    assert seen(cast.grace) == set()
    with pytest.raises(NotVisible):
        open_in_register(actor=cast.grace, report_id=report.pk)


def kept_out(cast: "Cast", report: Report) -> None:
    keep_out(report, cast.noor.pk, "not_to_receive")  # type: ignore[arg-type]  # as the database keeps it


def under_the_subject(cast: "Cast", report: Report) -> None:
    StaffMember.objects.filter(pk=cast.ben.pk).update(manager=None)
    StaffMember.objects.filter(pk=cast.noor.pk).update(manager=cast.wiremu)
    StaffMember.objects.filter(pk=cast.wiremu.pk).update(manager=cast.ben)


def gone(cast: "Cast", report: Report) -> None:
    StaffMember.objects.filter(pk=cast.noor.pk).update(is_active=False)


def not_clear_any_more(cast: "Cast", report: Report) -> None:
    desk.add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.SUBJECT, name="Somebody called N.")


@pytest.mark.parametrize("change", [kept_out, under_the_subject, gone, not_clear_any_more])
def test_what_keeps_out_keeps_a_director_out(cast: "Cast", change: "Callable[[Cast, Report], None]") -> None:
    in_office(cast.noor, Role.DIRECTOR)
    report = send(cast.amira, cast.ben)
    assert seen(cast.noor) == {report.reference}
    change(cast, report)
    noor = StaffMember.objects.select_related("organisation").get(pk=cast.noor.pk)
    assert seen(noor) == set()
    with pytest.raises(NotVisible):
        open_in_register(actor=noor, report_id=report.pk)


def test_nobody_reads_their_own_or_their_managers_report_by_office(cast: "Cast") -> None:
    for person in (cast.noor, cast.amira):
        in_office(person, Role.DIRECTOR)
    StaffMember.objects.filter(pk=cast.amira.pk).update(manager=cast.elif_)
    own = send(cast.noor, cast.ben)
    above = send(cast.elif_, kind="guidance")
    about_self = send(cast.elif_, kind="self_report")
    assert own.reference not in seen(cast.noor)
    assert {above.reference, about_self.reference}.isdisjoint(seen(cast.amira))
    assert {above.reference, about_self.reference} <= seen(cast.noor)


def test_the_list_is_the_law(cast: "Cast") -> None:
    """Whoever asks the list and whoever asks the law about each report get the same answer."""
    site = cast.ben.site
    in_office(cast.noor, Role.DIRECTOR)
    in_office(cast.farid, Role.DIRECTOR, site)
    in_office(cast.wiremu, Role.AUDITOR)
    reports = [
        send(cast.amira, cast.ben),
        send(cast.amira, "Benny"),
        send(cast.amira, cast.elif_),
        send(cast.amira, cast.noor),
        send(cast.ben, cast.farid, not_to_receive=[str(cast.wiremu.pk)]),
        send(cast.grace, cast.ben, in_confidence=True),
        send(cast.farid, kind="self_report"),
        send(cast.noor, kind="guidance"),
        send(cast.pavel, "Ben", cast.pavel),
        send(cast.ivo, kind="guidance"),
    ]
    everybody = StaffMember.objects.select_related("organisation", "user")
    found = 0
    for person in everybody:
        listed = seen(person)
        for report in reports:
            lawful = ACCESS.allows(person, RegisterPermission.VIEW, fresh(report))
            assert (report.reference in listed) == lawful, (person.name, report.kind)
            found += lawful
            if lawful:
                reads = ACCESS.allows(person, RegisterPermission.READ, fresh(report))
                assert reader_of(person).reads(fresh(report)) == reads, (person.name, report.kind)
    assert found > 10


def test_opening_is_written_down_and_shown_to_the_reporter_and_in_the_register(cast: "Cast") -> None:
    report = send(cast.amira, cast.ben)
    desk.open_report(actor=cast.elif_, report_id=report.pk)
    for _again in range(2):
        open_in_register(actor=cast.grace, report_id=report.pk)
    assert {(each.name, each.relation) for each in readings_of(report)} == {
        ("Elif Demir", "Handles it"),
        ("Grace Tan", "Auditor, without its content"),
    }
    (own,) = readings_of_own(cast.amira)
    assert [each.relation for each in own.readings] == ["Handles it", "Auditor, without its content"]


@pytest.mark.parametrize("key", ["ben", "amira", "elif_", "samuel", "olga", "root", "miriam"])
def test_for_everybody_else_there_is_no_register(cast: "Cast", signed_in: "SignedIn", key: str) -> None:
    report, browser = send(cast.amira, cast.ben), signed_in(getattr(cast, key))
    for address in (reverse("register:list"), reverse("register:report", args=[report.pk])):
        assert browser.get(address).status_code == 404
    assert browser.get(reverse("api_register:list")).status_code == 404
    assert reverse("register:list") not in browser.get("/").content.decode()


def test_pages_neither_repeat_nor_skip_while_reports_come_in(cast: "Cast", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("incidents.register.queries.PAGE", 2)
    sent = [send_at(MONDAY + timedelta(hours=hour), cast.amira, cast.ben).reference for hour in range(5)]
    reader, found, after = reader_of(cast.grace), list[str](), ""
    while True:
        page = register(reader, after=after)
        found += [each.reference for each in page.reports]
        if page.after is None:
            break
        after = page.after
        send_at(MONDAY + timedelta(days=1), cast.amira, cast.ben)
    assert found == sent[::-1]


NO_ID = "6f0d1c4e-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    "after", ["nothing", "2026-01-01_x", f"2026-01-01T00:00:00_{NO_ID}", f"2026-01-01T00:00:00+23:59_{NO_ID}"]
)
def test_a_place_that_no_page_gave_leads_nowhere(cast: "Cast", signed_in: "SignedIn", after: str) -> None:
    assert signed_in(cast.grace).get(reverse("register:list"), {"after": after}).status_code == 404


def test_the_list_costs_the_same_however_long(cast: "Cast", signed_in: "SignedIn", django_assert_max_num_queries: Any) -> None:
    browser = signed_in(cast.grace)
    for _each in range(3):
        send(cast.amira, cast.ben)
    browser.get(reverse("register:list"))
    with django_assert_max_num_queries(20) as few:
        browser.get(reverse("register:list"))
    for _each in range(6):
        send(cast.amira, cast.ben)
    with django_assert_max_num_queries(len(few)):
        browser.get(reverse("register:list"))


def test_today_is_the_organisations_day(cast: "Cast") -> None:
    Appointment.objects.filter(person=cast.grace).update(ends_on=today(cast.organisation))
    assert reader_of(cast.grace).audits

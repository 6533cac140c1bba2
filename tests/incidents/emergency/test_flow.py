"""Asking, confirming, reading, the end: what is seen, what is written down, who is told (OP-07)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.grants.choices import ExclusionSource, Relation
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at, now
from boundaries.errors.exceptions import MoveRefused, NotVisible, RuleViolation
from boundaries.notices.models import Notice
from boundaries.notices.queries import items_for
from incidents.about.queries import readings_of_own
from incidents.desk.actions import add_party, open_report, reassign
from incidents.desk.queries import readings_of
from incidents.emergency.actions import ask, confirm, decline, end
from incidents.emergency.models import EmergencyRequest
from incidents.emergency.queries import own_requests, waiting_for
from incidents.reports.actions import keep_out
from incidents.reports.choices import PartyRole
from incidents.reports.events import ReportEvent
from incidents.reports.models import Report, ReportGrant
from incidents.reports.queries import desk_counts, own_timeline, queue, report_for
from tests.accounts.kinds import SignedIn
from tests.incidents.emergency.asked import HOUR, MINUTE, NEVER, SAW, WHY, asked, let_in, readings, told
from tests.incidents.told import data_of, events_of, fresh, send, settle
from tests.seeing import every

pytestmark = pytest.mark.django_db


def page(browser: Any, name: str, *ids: object) -> str:
    """A page as text."""
    return str(browser.get(reverse(name, args=ids)).content.decode())


def status(browser: Any, name: str, *ids: object) -> int:
    return int(browser.get(reverse(name, args=ids)).status_code)


# --- The way there ------------------------------------------------------------------------------------------------------------
def test_from_the_help_page_to_the_report_and_its_end(cast: Cast, signed_in: SignedIn) -> None:
    report = told(cast)
    dana, noor = signed_in(cast.dana), signed_in(cast.noor)
    for start in ("home", "about:help"):
        assert reverse("emergency:ask") in page(dana, start)
        assert reverse("emergency:ask") not in page(signed_in(cast.amira), start)
    answer = dana.post(reverse("emergency:ask"), {"reference": report.reference.lower(), "reason": WHY})
    assert (answer.status_code, answer["Location"]) == (302, reverse("emergency:ask"))
    assert "Your request was passed on." in page(dana, "emergency:ask")
    assert status(dana, "desk:report", report.pk) == 404
    settle()

    request = every(EmergencyRequest).get()
    decide = reverse("emergency:decide", args=[request.pk])
    assert decide in page(noor, "home")
    shown = page(noor, "emergency:decide", request.pk)
    assert [word for word in ("Dana Whitfield", WHY, report.reference) if word not in shown] == []
    assert noor.post(decide, {"decision": "confirm"}).status_code == 302
    assert "You have confirmed it." in page(noor, "emergency:access", request.pk)
    assert decide not in page(noor, "home")

    assert reverse("desk:report", args=[report.pk]) in page(dana, "emergency:ask")
    for name in ("desk:report", "desk:intervene"):
        assert "You are reading this in an emergency, until" in page(dana, name, report.pk)
    assert SAW in page(dana, "desk:report", report.pk)
    assert dana.post(reverse("emergency:end", args=[report.pk])).status_code == 302
    assert status(dana, "desk:report", report.pk) == 404
    assert "Over" in page(dana, "emergency:ask")


def test_by_the_api_as_by_the_pages(cast: Cast, programme: Any) -> None:
    report = told(cast)
    dana, noor, grace = programme(cast.dana), programme(cast.noor), programme(cast.grace)
    made = dana.post("emergency/", {"reference": report.reference, "reason": WHY}, key="once")
    assert made.status == 201
    assert dana.post("emergency/", {"reference": report.reference, "reason": WHY}, key="once").id == made.id
    (waiting,) = noor.get("emergency/waiting/")["requests"]
    assert (waiting["id"], waiting["asker"], waiting["reason"]) == (str(made.id), "Dana Whitfield", WHY)
    assert noor.post(f"emergency/requests/{made.id}/confirm/").status == 200
    assert noor.post(f"emergency/requests/{made.id}/decline/").status == 409
    (own,) = dana.get("emergency/")["requests"]
    assert own["standing"] == "open"
    shown = dana.get(own["url"])
    assert (shown["story"]["saw"], shown["emergency_until"]) == (SAW, own["until"])
    assert {each["verb"] for each in shown["verbs"]} == {"intervene"}
    seen = grace.get(f"emergency/requests/{made.id}/").body
    assert (seen["reason"], len(seen["readings"])) == ("", 1)
    assert noor.get(f"emergency/requests/{made.id}/")["reason"] == WHY
    assert dana.get(f"emergency/requests/{made.id}/").status == 404
    assert dana.post(f"emergency/{report.pk}/end/").status == 200
    assert dana.get(f"desk/{report.pk}/").status == 404


def test_what_was_typed_wrongly_stands_beside_its_box(cast: Cast, signed_in: SignedIn) -> None:
    browser, address = signed_in(cast.dana), reverse("emergency:ask")
    for fields, words in [
        ({"reference": "BR-12", "reason": WHY}, "Check the reference."),
        ({"reference": NEVER, "reason": " "}, "Write why it cannot wait"),
        ({}, "Write the reference"),
    ]:
        answer = browser.post(address, fields)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), fields
    assert every(EmergencyRequest).count() == 0


def test_whoever_can_read_it_need_not_ask(cast: Cast) -> None:
    report = told(cast)
    with pytest.raises(RuleViolation, match="reads-it"):
        ask(actor=cast.noor, reference=report.reference, reason=WHY)
    let_in(cast.dana, report, by=cast.noor)
    with pytest.raises(RuleViolation, match="reads-it"):
        ask(actor=cast.dana, reference=report.reference, reason=WHY)


def test_five_requests_an_hour(cast: Cast) -> None:
    for _each in range(5):
        ask(actor=cast.dana, reference=NEVER, reason=WHY)
    with pytest.raises(RuleViolation, match="too-many"):
        ask(actor=cast.dana, reference=NEVER, reason=WHY)
    with at(now() + HOUR + MINUTE):
        ask(actor=cast.dana, reference=NEVER, reason=WHY)


def test_asking_again_takes_the_place_of_what_was_asked_before(cast: Cast) -> None:
    report = told(cast)
    first, second = asked(cast.dana, report), asked(cast.dana, report)
    assert [each.pk for each in waiting_for(cast.noor)] == [second.pk]
    with pytest.raises(MoveRefused):
        confirm(actor=cast.noor, request_id=first.pk)


# --- Deciding -----------------------------------------------------------------------------------------------------------------
def test_a_page_that_decides_asks_first_who_sits_there(cast: Cast, signed_in: SignedIn) -> None:
    request = asked(cast.dana, told(cast))
    noor = signed_in(cast.noor)
    with at(now() + timedelta(minutes=10)):
        for answer in (
            noor.get(reverse("emergency:decide", args=[request.pk])),
            noor.post(reverse("emergency:decide", args=[request.pk]), {"decision": "confirm"}),
        ):
            assert answer["Location"].startswith(reverse("secondfactor:again"))
    request.refresh_from_db()
    assert request.status == "waiting"


@pytest.mark.parametrize("decision", ["confirm", "decline"])
def test_a_second_click_changes_nothing(cast: Cast, signed_in: SignedIn, decision: str) -> None:
    report = told(cast)
    request = asked(cast.dana, report)
    address = reverse("emergency:decide", args=[request.pk])
    for person in (cast.noor, cast.noor, cast.elif_):
        answer = signed_in(person).post(address, {"decision": decision})
        assert (answer.status_code, answer["Location"]) == (302, reverse("emergency:access", args=[request.pk]))
    request.refresh_from_db()
    assert (request.decided_by, events_of(report).count(f"report.emergency-{request.status}")) == (cast.noor, 1)


def test_one_who_asked_is_not_told_that_it_was_declined(cast: Cast, signed_in: SignedIn) -> None:
    request = asked(cast.dana, told(cast))
    dana = signed_in(cast.dana)
    before, items = page(dana, "emergency:ask"), items_for(cast.dana.pk)
    decline(actor=cast.noor, request_id=request.pk)
    settle()
    assert (without_token(page(dana, "emergency:ask")), items_for(cast.dana.pk)) == (without_token(before), items)


def without_token(body: str) -> str:
    """A page without what is new each time."""
    return "".join(line for line in body.splitlines() if "csrfmiddlewaretoken" not in line)


def test_a_request_lapses_after_its_hour(cast: Cast, signed_in: SignedIn) -> None:
    report = told(cast)
    request = asked(cast.dana, report)
    with at(request.asked_at + HOUR - MINUTE):
        assert waiting_for(cast.noor) != []
    with at(request.asked_at + HOUR):
        assert waiting_for(cast.noor) == []
        assert items_for(cast.noor.pk) == []
        for decide in (confirm, decline):
            with pytest.raises(MoveRefused):
                decide(actor=cast.noor, request_id=request.pk)
        assert [each.standing for each in own_requests(cast.dana)] == ["unconfirmed"]


# --- Reading ------------------------------------------------------------------------------------------------------------------
def test_every_reading_is_written_down_by_page_and_by_api(cast: Cast, signed_in: SignedIn, programme: Any) -> None:
    report = told(cast)
    let_in(cast.dana, report, by=cast.noor)
    dana, calls = signed_in(cast.dana), programme(cast.dana)
    for number in range(1, 4):
        assert status(dana, "desk:report", report.pk) == 200
        assert readings(report, cast.dana) == number
    assert calls.get(f"desk/{report.pk}/").status == 200
    assert dana.head(reverse("desk:report", args=[report.pk])).status_code == 200
    assert status(dana, "desk:intervene", report.pk) == 200
    assert readings(report, cast.dana) == 6
    shown = [each for each in readings_of(report) if each.name == "Dana Whitfield"]
    assert {each.relation for each in shown} == {str(Relation.EMERGENCY.label)}
    assert len(shown) == 6
    for person in (cast.noor, cast.grace):
        body = page(signed_in(person), "register:report", report.pk)
        assert body.count("Dana Whitfield, Reads it in an emergency") == 6


def test_everybody_else_is_written_down_once_a_day_as_before(cast: Cast) -> None:
    report = told(cast)
    for _each in range(3):
        open_report(actor=cast.elif_, report_id=report.pk)
    assert len(data_of(report, ReportEvent.OPENED)) == 1


def test_nothing_but_reading_and_writing_down_how_one_stepped_in(cast: Cast, signed_in: SignedIn, programme: Any) -> None:
    report = told(cast)
    let_in(cast.dana, report, by=cast.noor)
    dana, calls = signed_in(cast.dana), programme(cast.dana)
    sent: dict[str, dict[str, str]] = {
        "acknowledge": {},
        "ask": {"text": "Which day?"},
        "take-up": {},
        "message": {"text": "Thank you."},
        "recuse": {"reason": "No."},
        "reassign": {"reason": "No.", "to": str(cast.farid.pk)},
        "people": {"role": "witness", "name": "Somebody"},
    }
    for verb, body in sent.items():
        name = "add_party" if verb == "people" else verb.replace("-", "_")
        assert status(dana, f"desk:{name}", report.pk) == 403, verb
        assert calls.post(f"desk/{report.pk}/{verb}/", body).status == 403, verb
    assert status(dana, "desk:intervene", report.pk) == 200


def test_it_does_not_stand_among_what_one_has_to_do(cast: Cast) -> None:
    report, other = told(cast), send(cast.amira, cast.ben)
    let_in(cast.dana, report, by=cast.noor)
    assert (queue(cast.dana).reports, desk_counts(cast.dana).all) == ([], 0)
    reassign(actor=cast.elif_, report_id=other.pk, to_id=cast.farid.pk, reason="I am away.")
    assert [each.pk for each in queue(cast.farid).reports] == [other.pk]


def test_whoever_comes_to_handle_it_keeps_it_beyond_the_hour(cast: Cast) -> None:
    report = told(cast)
    let_in(cast.chidi, report, by=cast.noor)
    reassign(actor=cast.elif_, report_id=report.pk, to_id=cast.chidi.pk, reason="I am away.")
    with at(now() + 2 * HOUR):
        assert report_for(cast.chidi, report.pk).handler_id == cast.chidi.pk
    assert [each.pk for each in queue(cast.chidi).reports] == [report.pk]


def test_the_reporter_sees_readings_by_relation_and_nothing_of_it_in_their_timeline(cast: Cast, signed_in: SignedIn) -> None:
    report = told(cast)
    before = [line.sentence for line in own_timeline(report)]
    let_in(cast.dana, report, by=cast.noor)
    open_report(actor=cast.dana, report_id=report.pk)
    assert [line.sentence for line in own_timeline(fresh(report))] == before
    body = page(signed_in(cast.amira), "reports:report", report.pk)
    assert [word for word in ("mergency", "Dana", "Noor") if word in body] == []
    (own,) = readings_of_own(cast.amira)
    assert [each.relation for each in own.readings] == [str(Relation.EMERGENCY.label)]


def test_the_register_shows_an_auditor_the_fact_and_a_director_the_reason(cast: Cast, signed_in: SignedIn) -> None:
    report = told(cast)
    request = let_in(cast.dana, report, by=cast.noor)
    open_report(actor=cast.dana, report_id=report.pk)
    for person, reads in ((cast.grace, False), (cast.ingrid, True)):
        for name, about in (("register:report", report.pk), ("emergency:access", request.pk), ("api_register:report", report.pk)):
            body = page(signed_in(person), name, about)
            assert ("Dana Whitfield" in body, "Noor Siddiqui" in body, WHY in body) == (True, True, reads), (person.name, name)
    assert WHY not in page(signed_in(cast.yara), "emergency:access", request.pk)


# --- The end ------------------------------------------------------------------------------------------------------------------
def test_it_is_over_after_an_hour(cast: Cast) -> None:
    report = told(cast)
    request = let_in(cast.dana, report, by=cast.noor)
    assert request.ends_at is not None
    with at(request.ends_at - MINUTE):
        assert report_for(cast.dana, report.pk)
    with at(request.ends_at):
        with pytest.raises(NotVisible):
            report_for(cast.dana, report.pk)
        with pytest.raises(NotVisible):
            end(actor=cast.dana, report_id=report.pk)
        assert [each.standing for each in own_requests(cast.dana)] == ["over"]


def test_the_clock_is_the_databases(cast: Cast, signed_in: SignedIn) -> None:
    report = told(cast)
    request = let_in(cast.dana, report, by=cast.noor)
    browser = signed_in(cast.dana)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE incidents_reportgrant SET given_at = now() - interval '59 minutes', ends_at = now() + interval '1 second'"
            " WHERE relation = 'emergency'"
        )
        assert status(browser, "desk:report", report.pk) == 200
        cursor.execute("UPDATE incidents_reportgrant SET ends_at = now() WHERE relation = 'emergency'")
    assert status(browser, "desk:report", report.pk) == 404
    assert status(browser, "api_desk:report", report.pk) == 404
    request.refresh_from_db()
    assert request.status == "confirmed"


def test_a_second_time_needs_everything_again(cast: Cast) -> None:
    report = told(cast)
    first = let_in(cast.dana, report, by=cast.noor)
    end(actor=cast.dana, report_id=report.pk)
    with pytest.raises(MoveRefused):
        confirm(actor=cast.noor, request_id=first.pk)
    second = asked(cast.dana, report)
    with pytest.raises(NotVisible):
        report_for(cast.dana, report.pk)
    confirm(actor=cast.elif_, request_id=second.pk)
    assert report_for(cast.dana, report.pk)
    assert every(ReportGrant).filter(user=cast.dana.user).count() == 1
    expected = ["report.emergency-confirmed", "report.emergency-ended", "report.emergency-confirmed"]
    assert [each for each in events_of(report) if "emergency" in each] == expected


def kept_out(cast: Cast, report: Report) -> None:
    keep_out(report, cast.dana.pk, ExclusionSource.CONFLICT)


def made_witness(cast: Cast, report: Report) -> None:
    add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.WITNESS, person_id=cast.dana.pk)


def made_subject(cast: Cast, report: Report) -> None:
    add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.SUBJECT, person_id=cast.dana.pk)


def line_manager_made_subject(cast: Cast, report: Report) -> None:
    add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.SUBJECT, person_id=cast.chidi.pk)


def has_left(cast: Cast, report: Report) -> None:
    StaffMember.objects.filter(pk=cast.dana.pk).update(is_active=False)


@pytest.mark.parametrize("happens", [kept_out, made_witness, made_subject, line_manager_made_subject])
def test_being_kept_out_ends_it_at_once(cast: Cast, signed_in: SignedIn, happens: Any) -> None:
    report = told(cast)
    let_in(cast.dana, report, by=cast.noor)
    browser = signed_in(cast.dana)
    assert status(browser, "desk:report", report.pk) == 200
    happens(cast, report)
    assert status(browser, "desk:report", report.pk) == 404
    assert browser.post(reverse("emergency:end", args=[report.pk])).status_code == 404
    assert not every(ReportGrant).filter(user=cast.dana.user, ends_at__gt=now()).exists()
    assert "You may read it" not in page(browser, "emergency:ask")
    assert [each.link for each in items_for(cast.dana.pk)] == []


def test_the_register_says_that_it_ended_when_somebody_was_kept_out(cast: Cast) -> None:
    report = told(cast)
    request = let_in(cast.dana, report, by=cast.noor)
    kept_out(cast, report)
    request.refresh_from_db()
    assert request.status == "ended"
    assert request.ends_at is not None
    assert request.ends_at <= now()
    assert "report.emergency-ended" in events_of(report)


def test_somebody_who_was_kept_out_while_it_waited_is_not_let_in(cast: Cast) -> None:
    report = told(cast)
    request = asked(cast.dana, report)
    kept_out(cast, report)
    with pytest.raises(MoveRefused):
        confirm(actor=cast.noor, request_id=request.pk)
    assert not every(ReportGrant).filter(user=cast.dana.user).exists()


def test_a_grant_written_by_hand_opens_nothing_to_somebody_kept_out(cast: Cast, signed_in: SignedIn) -> None:
    """The law and the wall beneath it, should an action ever forget to ask."""
    report = told(cast)
    request = let_in(cast.dana, report, by=cast.noor)
    kept_out(cast, report)
    grants = every(ReportGrant).filter(user=cast.dana.user)
    if not refuses(lambda: grants.update(ends_at=request.ends_at, given_at=now())):
        assert grants.filter(ends_at__gt=now()).exists()
    assert status(signed_in(cast.dana), "desk:report", report.pk) == 404


def refuses(act: Any) -> bool:
    """Whether the database itself refuses it."""
    from django.db import IntegrityError, transaction

    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


def test_somebody_who_left_reads_no_more(cast: Cast, signed_in: SignedIn) -> None:
    report = told(cast)
    let_in(cast.dana, report, by=cast.noor)
    has_left(cast, report)
    with pytest.raises(NotVisible):
        report_for(StaffMember.objects.get(pk=cast.dana.pk), report.pk)


# --- Who is told --------------------------------------------------------------------------------------------------------------
def told_of(kind: str) -> set[str]:
    people = every(Notice).filter(kind=kind, suppressed_at=None).values_list("person_id", flat=True)
    return set(StaffMember.objects.filter(pk__in=people).values_list("name", flat=True))


def test_exactly_these_are_told_and_the_mail_says_nothing(cast: Cast) -> None:
    report = told(cast)
    mail.outbox.clear()
    request = asked(cast.dana, report)
    assert told_of("emergency.asked") == {"Noor Siddiqui", "Ingrid Solheim", "Elif Demir"}
    assert {to for each in mail.outbox for to in each.to} == addresses(cast.noor, cast.ingrid, cast.elif_)
    mail.outbox.clear()
    confirm(actor=cast.noor, request_id=request.pk)
    assert told_of("emergency_access.given") == {"Grace Tan", "Yara Nasser"}  # before anything else happens
    settle()
    assert {to for each in mail.outbox for to in each.to} == addresses(cast.grace, cast.yara, cast.dana)
    assert {each.subject for each in mail.outbox} == {"There is something new for you in Boundaries"}
    said = "".join(str(each.body) for each in mail.outbox)
    assert [word for word in (report.reference, "mergency", "Dana", WHY) if word in said] == []
    (item,) = items_for(cast.grace.pk)
    assert (item.label, item.link) == (report.reference, reverse("emergency:access", args=[request.pk]))


def addresses(*people: StaffMember) -> set[str]:
    return {each.user.email for each in people if each.user}


def test_an_auditor_or_chair_who_is_kept_out_is_not_told(cast: Cast) -> None:
    report = told(cast)
    for person in (cast.grace, cast.yara, cast.ingrid):
        keep_out(report, person.pk, ExclusionSource.CONFLICT)
    mail.outbox.clear()
    let_in(cast.dana, report, by=cast.noor)
    assert told_of("emergency_access.given") == set()
    assert told_of("emergency.asked") == {"Noor Siddiqui", "Elif Demir"}
    assert not addresses(cast.grace, cast.yara, cast.ingrid) & {to for each in mail.outbox for to in each.to}


def test_whoever_is_kept_out_before_the_mail_goes_gets_none(cast: Cast) -> None:
    report = told(cast)
    request = asked(cast.dana, report)
    mail.outbox.clear()
    confirm(actor=cast.noor, request_id=request.pk)
    keep_out(report, cast.grace.pk, ExclusionSource.CONFLICT)
    settle()
    assert not addresses(cast.grace) & {to for each in mail.outbox for to in each.to}
    assert items_for(cast.grace.pk) == []


def test_what_is_written_down(cast: Cast) -> None:
    report = told(cast)
    request = let_in(cast.dana, report, by=cast.noor)
    assert request.ends_at is not None
    (data,) = data_of(report, ReportEvent.EMERGENCY_CONFIRMED)
    assert data == {"request": str(request.pk), "to": str(cast.dana.pk), "until": request.ends_at.isoformat()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM incidents_emergencyrequest r")
        (row,) = cursor.fetchone()
    assert [word for word in (WHY, report.reference) if word in row] == []

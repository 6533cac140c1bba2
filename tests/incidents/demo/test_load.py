"""The demo as it stands after loading: everything that the product can do was done in it, and nothing that it must not."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from io import StringIO
from operator import or_
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Q, QuerySet
from django.test import Client as Browser
from django.test import override_settings

from accounts.demo.actions import PASSWORD
from accounts.grants.choices import Relation
from accounts.grants.queries import live
from accounts.organisations.models import Organisation
from accounts.staff.models import StaffMember
from boundaries.access.scope import speaking_for
from boundaries.clocks.queries import at, now
from boundaries.notices.models import DemoMail, Notice
from boundaries.outbox.models import OutboxRow, Timer
from boundaries.record.models import RecordEntry
from boundaries.record.queries import entries_about
from boundaries.sealing.actions import blind_index
from incidents.book.models import BookCorrection, BookDiscussion, BookEntry
from incidents.reports.choices import Danger, PartyState, ReportKind, ReportStatus, RouteCause
from incidents.reports.events import ReportEvent
from incidents.reports.models import Attachment, Draft, Report, ReportExclusion, ReportGrant
from incidents.reports.queries import desk_counts, drafts_of, own_reports, queue, visible_to
from policies.exceptions.choices import ExceptionStatus
from policies.exceptions.models import ExceptionRequest
from policies.exceptions.queries import of_team, waiting_for
from tests.seeing import every

IN_DEMO_MODE = {"DEMO": True, "EMAIL_BACKEND": "boundaries.notices.mailbox.DemoMailbox", "DOORBELL": False}


@dataclass
class Loaded:
    """What two starts at once had to say, and when they were done."""

    said: list[str] = field(default_factory=list)
    by: datetime | None = None


def load(*arguments: str) -> str:
    """What the command says. It is behind the wall, as in the product; tests look over it otherwise."""
    words = StringIO()
    with speaking_for(None):
        call_command("load_demo", *arguments, stdout=words)
    return words.getvalue()


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any, database_copy: Any) -> Iterator[Loaded]:
    """The demo, loaded once for this file by two starts at the same time."""
    from django.db import connections

    from boundaries.engines.database import our_tables

    outcome = Loaded()

    def start() -> None:
        try:
            outcome.said.append(load().strip())
        finally:
            connection.close()

    with django_db_blocker.unblock():
        with override_settings(**IN_DEMO_MODE):
            starts = [threading.Thread(target=start) for _ in range(2)]
            for each in starts:
                each.start()
            for each in starts:
                each.join()
        outcome.by = now()
        yield outcome
        connections.close_all()
        database_copy.make(our_tables())


@pytest.fixture
def demo(loaded: Loaded, db: None) -> Loaded:
    return loaded


def person(name: str) -> StaffMember:
    return StaffMember.objects.select_related("organisation", "user").get(name=name)


def relief() -> Organisation:
    return Organisation.objects.get(name="Harbour Relief Society")


def reports(**narrowed: Any) -> QuerySet[Report]:
    return every(Report).filter(organisation=relief(), **narrowed)


# --- How it is loaded ---------------------------------------------------------------------------------------------------
def test_of_two_starts_at_once_one_loads_and_the_other_finds_it_done(demo: Loaded) -> None:
    assert sorted(demo.said) == [
        "The demo organisations are loaded.",
        "There is something in the database already: the demo organisations were not loaded.",
    ]


def test_loading_again_changes_nothing(demo: Loaded, settings: Any) -> None:
    settings.DEMO = True
    before = (every(Report).count(), StaffMember.objects.count(), every(RecordEntry).count())
    assert "not loaded" in load()
    assert (every(Report).count(), StaffMember.objects.count(), every(RecordEntry).count()) == before


@pytest.mark.parametrize("arguments", [(), ("--print-signins",)])
def test_outside_demo_mode_it_is_refused_in_one_sentence(demo: Loaded, settings: Any, arguments: tuple[str, ...]) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="in demo mode only"):
        load(*arguments)


def test_the_sign_ins_are_said_with_the_password(demo: Loaded, settings: Any) -> None:
    settings.DEMO = True
    words = load("--print-signins").splitlines()
    assert any(line.startswith("elif@relief.example") for line in words)
    assert PASSWORD in words[-1]


def test_afterwards_the_product_is_ready_and_nothing_is_left_to_do(demo: Loaded, client: Browser) -> None:
    assert demo.by is not None
    with at(demo.by):
        answer = client.get("/ready")
    assert (answer.status_code, answer.json()["late"]) == (200, [])
    assert not OutboxRow.objects.filter(done_at=None).exists()
    assert not Timer.objects.filter(fired_at=None, cancelled_at=None, due_at__lte=demo.by).exists()


def test_nothing_failed_on_the_way(demo: Loaded) -> None:
    assert not OutboxRow.objects.exclude(attempts=0).exists()
    assert not Timer.objects.exclude(attempts=0).exists()


# --- What is in it ------------------------------------------------------------------------------------------------------
def test_the_first_organisation_is_rich(demo: Loaded) -> None:
    first = relief()
    assert (first.staff.count(), first.clients.count(), reports().count()) == (60, 40, 30)
    assert every(Draft).filter(organisation=first).count() == 2


def test_the_other_three_are_alive(demo: Loaded) -> None:
    others = Organisation.objects.exclude(pk=relief().pk)
    assert [every(Report).filter(organisation=each).count() for each in others] == [3, 3, 3]


def test_reports_stand_in_every_status_and_are_of_every_kind(demo: Loaded) -> None:
    assert set(reports().values_list("status", flat=True)) == set(ReportStatus.values) - {ReportStatus.DRAFT}
    assert set(reports().values_list("kind", flat=True)) == set(ReportKind.values)


FEATURES: dict[str, Callable[[], QuerySet[Report]]] = {
    "sent a few minutes ago": lambda: reports(status="submitted", contacted_at=None, clocks__reminded_at=None),
    "acknowledged": lambda: reports(status="acknowledged"),
    "waiting for an answer": lambda: reports(status="waiting", due_at=None),
    "in triage": lambda: reports(status="in_triage"),
    "in triage, its clock running": lambda: reports(status="in_triage", due_at__isnull=False),
    "reminded and not yet late": lambda: reports(
        clocks__reminded_at__isnull=False, clocks__escalated_at=None, clocks__running_since__isnull=False
    ),
    "late to acknowledge, the next person up told": lambda: reports(
        status="submitted", clocks__kind="acknowledge", clocks__escalated_at__isnull=False, grants__relation=Relation.ESCALATED
    ),
    "late to get in touch": lambda: reports(clocks__kind="contact", clocks__escalated_at__isnull=False),
    "held because only a name was written": lambda: reports(held=True, handler__name="Tomas Novak"),
    "held by somebody else, for the triage officer's name resembles it": lambda: reports(held=True, handler__name="Chidi Eze"),
    "serious, with the safeguarding lead told": lambda: reports(
        serious=True, grants__relation=Relation.ALERTED, grants__user__staff_member__name="Chidi Eze"
    ),
    "perhaps danger": lambda: reports(danger=Danger.UNSURE),
    "in confidence": lambda: reports(in_confidence=True),
    "about Elif, with Farid": lambda: reports(parties__person__name="Elif Demir", handler__name="Farid Rahimi"),
    "about Farid, with Noor": lambda: reports(parties__person__name="Farid Rahimi", handler__name="Noor Siddiqui"),
    "about Ben": lambda: reports(parties__person__name="Ben Okafor"),
    "about several": lambda: reports(parties__person__name="Tariq Aziz").filter(parties__person__name="Hugo Martins"),
    "told to the shift leader": lambda: reports(prefers_shift_leader=True, handler__name="Nadia Cruz"),
    "the handler stepped aside": lambda: reports(exclusions__source="recused", handler__name="Noor Siddiqui"),
    "somebody should not receive it": lambda: reports(exclusions__source="not_to_receive"),
    "a witness was named": lambda: reports(exclusions__source="witness"),
    "handed to somebody else": lambda: reports(routes__cause=RouteCause.REASSIGNED, handler__name="Sofia Dragan"),
    "it became clear who is meant": lambda: reports(
        parties__state=PartyState.LINKED, parties__resolved_at__isnull=False, handler__name="Kwame Asante", held=False
    ),
    "asked to withdraw": lambda: reports(withdrawal_asked_at__isnull=False),
    "added to": lambda: reports(additions__isnull=False),
    "an intervention": lambda: reports(interventions__isnull=False),
    "with a file": lambda: reports(pk__in=every(Attachment).values("about_id")),
    "a complaint about what a client was told": lambda: reports(kind="complaint", affected__client__isnull=False),
    "guidance that was talked about": lambda: reports(kind="guidance", contacted_at__isnull=False),
    "a self-report": lambda: reports(kind="self_report"),
    "somebody who does not work here (elsewhere)": lambda: every(Report).filter(parties__state=PartyState.EXTERNAL, held=False),
}


def test_the_boundary_book_has_an_entry_of_each_kind_one_of_them_corrected_and_talked_about(demo: Loaded) -> None:
    rows = every(BookEntry).filter(organisation=relief()).order_by("number")
    assert [(each.number, each.kind) for each in rows] == [(1, "blurred"), (2, "broken"), (3, "averted"), (4, "good_practice")]
    assert (every(BookCorrection).count(), every(BookDiscussion).count()) == (1, 1)


@pytest.mark.parametrize("feature", FEATURES)
def test_the_demo_shows(demo: Loaded, feature: str) -> None:
    assert FEATURES[feature]().exists()


def test_elifs_queue_looks_real(demo: Loaded) -> None:
    elif_ = person("Elif Demir")
    page = queue(elif_)
    assert len(page.reports) >= 8
    assert len({report.due_at for report in page.reports if report.due_at}) >= 5
    counts = desk_counts(elif_)
    assert (counts.new, counts.late, counts.waiting) == (3, 1, 1)


def test_amira_has_sent_some_and_begun_one(demo: Loaded) -> None:
    amira = person("Amira Haddad")
    assert {report.status for report in own_reports(amira)} == {"submitted", "in_triage"}
    assert len(drafts_of(amira)) == 1
    assert told_of_reports(amira).filter(read_at=None).count() == 1


@pytest.mark.parametrize("name", ["Farid Rahimi", "Noor Siddiqui", "Samuel Mensah", "Yara Nasser", "Chidi Eze", "Tomas Novak"])
def test_those_who_receive_reports_have_some(demo: Loaded, name: str) -> None:
    assert visible_to(person(name)).exists()


# --- What must never be ---------------------------------------------------------------------------------------------------
def test_nobody_kept_out_handles_a_report_or_was_let_in_or_told(demo: Loaded) -> None:
    """Who stepped aside was let in before, and has lost it: nothing live is left, and no item in their list."""
    for report in every(Report):
        kept_out = dict(report.exclusions.values_list("person_id", "source"))
        grants = every(ReportGrant).filter(content_object=report)
        still_in = set(live(grants).values_list("user__staff_member__id", flat=True))
        ever_in = set(grants.values_list("user__staff_member__id", flat=True))
        items = every(Notice).filter(about_index=blind_index("notice about", report.pk), kind__startswith="report.")
        told = set(items.filter(suppressed_at=None).values_list("person_id", flat=True))
        ever_told = set(items.values_list("person_id", flat=True)) | told_in_the_record(report)
        from_the_first = {person_id for person_id, source in kept_out.items() if source != "recused"}
        assert report.handler_id not in kept_out
        assert not kept_out.keys() & (still_in | told)
        assert not from_the_first & (ever_in | ever_told)


def told_in_the_record(report: Report) -> set[UUID]:
    lines = entries_about(report.pk)
    return {UUID((line.data or {})["person"]) for line in lines if line.event == ReportEvent.PERSON_TOLD.value}


def test_every_report_has_somebody_who_handles_it_and_keeps_its_subject_out(demo: Loaded) -> None:
    assert not every(Report).filter(Q(handler=None) | Q(alarm_at__isnull=False)).exists()
    for report in every(Report):
        subjects = set(report.parties.exclude(person=None).values_list("person_id", flat=True))
        assert subjects <= set(every(ReportExclusion).filter(report=report).values_list("person_id", flat=True))


@pytest.mark.parametrize("name", ["Ben Okafor", "Ivo Maric", "Root Castellan"])
def test_whoever_must_not_know_finds_no_trace_anywhere(demo: Loaded, signed_in: Callable[[Any], Any], name: str) -> None:
    who = person(name)
    assert not visible_to(who).exists()
    assert own_reports(who) == []
    assert drafts_of(who) == []
    assert not told_of_reports(who).exists()
    assert who.user is not None
    assert DemoMail.objects.filter(to=who.user.email).count() == every(Notice).filter(person_id=who.pk).count()
    browser = signed_in(who)
    pages = " ".join(browser.get(address, follow=True).content.decode() for address in ("/", "/desk/", "/reports/", "/notices/"))
    assert [each for each in every(Report).values_list("reference", flat=True) if each in pages] == []


def test_nothing_crosses_from_one_organisation_to_another(demo: Loaded) -> None:
    grants = every(ReportGrant).select_related("user__staff_member", "content_object")
    assert all(each.user.staff_member.organisation_id == each.content_object.organisation_id for each in grants)


BESIDE_REPORTS = (
    "policy.",
    "campaign.",
    "training.",
    "contact",
    "gift",
    "moment",
    "disclosure",
    "own_disclosure",
    "exception",
    "own_exception",
    "team_exception",
    "delegation",
    "work-account",
)


def told_of_reports(who: StaffMember) -> QuerySet[Notice]:
    """What somebody was told but for what they are told about everything that is kept beside reports."""
    return every(Notice).filter(person_id=who.pk).exclude(reduce(or_, [Q(kind__startswith=each) for each in BESIDE_REPORTS]))


# --- When it happened -----------------------------------------------------------------------------------------------------
def test_every_timer_fired_at_its_own_moment(demo: Loaded) -> None:
    fired = Timer.objects.filter(fired_at__isnull=False).values_list("due_at", "fired_at")
    assert fired
    assert [pair for pair in fired if pair[0] != pair[1]] == []


def test_each_report_was_told_in_the_order_of_time_and_ends_before_now(demo: Loaded) -> None:
    assert demo.by is not None
    for report in every(Report):
        times = [line.at for line in entries_about(report.pk)]
        assert times == sorted(times)
        assert times[0] == report.submitted_at
        assert times[-1] <= demo.by


def test_nobody_was_told_the_same_twice(demo: Loaded) -> None:
    entries = every(RecordEntry).filter(event=ReportEvent.REMINDED.value).values_list("about_id", flat=True)
    assert max(Counter(entries).values()) <= 2, "once for each of the two clocks at the most"
    assert set(Counter(DemoMail.objects.values_list("message_id", flat=True)).values()) == {1}


def test_the_mails_lie_in_the_mailbox_by_the_days_of_the_story(demo: Loaded) -> None:
    sent = dict(DemoMail.objects.values_list("message_id", "sent_at"))
    mailed = {f"<{id_}@boundaries.invalid>": at_ for id_, at_ in every(Notice).values_list("id", "mailed_at") if at_}
    assert sent == mailed
    assert len({moment.date() for moment in sent.values()}) >= 5


def test_whoever_acted_on_a_report_had_opened_it_before(demo: Loaded) -> None:
    """So that what is new in a list is what nobody has looked at yet."""
    elif_ = person("Elif Demir")
    mine = told_of_reports(elif_).filter(suppressed_at=None)
    assert mine.filter(read_at=None).exists()
    assert mine.filter(read_at__isnull=False).count() > mine.filter(read_at=None).count()


def test_exceptions_stand_at_every_place_of_their_way(demo: Loaded) -> None:
    by_status = {each.status: each for each in every(ExceptionRequest).select_related("worker", "handler")}
    assert set(by_status) == {ExceptionStatus.ACTIVE, ExceptionStatus.REQUESTED, ExceptionStatus.DIRECTOR_REVIEW}
    assert by_status["active"].worker.name == "Amira Haddad"
    assert by_status["requested"].handler == person("Elif Demir")
    assert by_status["director_review"].second
    noor, elif_ = person("Noor Siddiqui"), person("Elif Demir")
    assert waiting_for(noor).get() == by_status["director_review"]
    assert waiting_for(elif_).get() == by_status["requested"]
    assert of_team(person("Ben Okafor")).get() == by_status["active"]

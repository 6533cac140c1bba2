"""A report cites an approved exception: its handler is asked whether to pause it, and its owner never learns of the report."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.organisations.queries import today
from boundaries.access.scope import speaking_for
from boundaries.errors.exceptions import Forbidden, NotVisible, RuleViolation
from boundaries.notices.models import Notice
from boundaries.record.queries import entries_about
from incidents.excepted import actions
from incidents.excepted.models import CitedException, ExceptionConsideration
from incidents.reports.models import Report
from incidents.reports.queries import own_timeline, timeline
from policies.exceptions.choices import ExceptionStatus as S
from policies.exceptions.life import actions as life
from policies.exceptions.models import ExceptionTurn
from policies.exceptions.queries import timeline as exception_timeline
from policies.library.actions import PACKS, load_policies, packs_in
from tests.accounts.calling import calling
from tests.incidents.desk.pages import Desk, page_of
from tests.incidents.reports.pages import CONCERN, Reporter, answers_of
from tests.incidents.told import events_of, relations, send, settle
from tests.policies.exceptions.asked import adopt_both, approved, fresh
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast
    from policies.exceptions.models import ExceptionRequest

pytestmark = pytest.mark.django_db
WORDS = "Amira takes Hana to the sea, with Lena."
TOLD = "We look at it again together."


@pytest.fixture
def library(db: None) -> None:
    """Every pack is loaded."""
    load_policies(files=packs_in(PACKS))


@pytest.fixture(autouse=True)
def policies_in_force(cast: "Cast", library: None) -> None:
    """Both policies are in force."""
    adopt_both(cast.noor)


@pytest.fixture
def exception(cast: "Cast") -> "ExceptionRequest":
    """Amira's, with Hana, in force."""
    on = today(cast.amira.organisation)
    return approved(cast.elif_, cast.amira, cast.hana, starts_on=on, ends_on=on + timedelta(days=40))


def cite(cast: "Cast", exception: "ExceptionRequest", **more: Any) -> Report:
    """Ben's report about Amira, which cites it."""
    return send(cast.ben, cast.amira, clients=(cast.hana,), exceptions=[str(exception.pk)], **more)


def citation(report: Report) -> CitedException:
    return every(CitedException).get(report=report)


def pause(person: Any, report: Report, reason: str = TOLD) -> ExceptionConsideration:
    return actions.pause_cited(actor=person, report_id=report.pk, citation_id=citation(report).pk, reason=reason)


# --- Whoever reports ------------------------------------------------------------------------------------------------------------
def test_whoever_names_the_client_or_the_colleague_sees_it_before_filing(cast: "Cast", exception: "ExceptionRequest") -> None:
    for people in (
        {"query": "Amira", "pick": str(cast.amira.pk)},
        {"subject_unknown": "on", "clients": [str(cast.hana.pk)]},
    ):
        ben = Reporter(cast.ben)
        draft = ben.ready({**CONCERN, "people": people})
        for step in ("people", "check"):
            shown = page_of(ben.get(draft, step))
            assert "An exception was approved" in shown, step
            assert str(exception.reference) in shown
            assert reverse("exceptions:for_team", args=[exception.pk]) in shown
        assert WORDS in shown
        assert ben.post(draft, "check", "send", offers="yes").status_code == 302
        assert not every(CitedException).exists(), "they can report all the same, and cite nothing"


def test_nobody_else_is_shown_it_and_nobody_who_names_nobody(cast: "Cast", exception: "ExceptionRequest") -> None:
    ben = Reporter(cast.ben)
    assert "An exception was approved" not in page_of(ben.get(ben.ready(), "check"))
    outsider = Reporter(cast.olga)
    draft = outsider.ready({**CONCERN, "people": {"query": "Amira", "pick": str(cast.amira.pk)}})
    assert "An exception was approved" not in page_of(outsider.get(draft, "check"))
    life.revoke_exception(actor=cast.elif_, exception_id=exception.pk, reason="It did not do her good.")
    draft = ben.ready({**CONCERN, "people": {"query": "Amira", "pick": str(cast.amira.pk)}})
    shown = page_of(ben.get(draft, "check"))
    assert "An exception was approved" in shown, "what was allowed lately may explain what was seen, also once it is over"
    assert "Revoked" in shown


def test_it_is_cited_by_a_tick_which_is_kept(cast: "Cast", exception: "ExceptionRequest") -> None:
    ben = Reporter(cast.ben)
    draft = ben.ready({**CONCERN, "people": {"query": "Amira", "pick": str(cast.amira.pk)}})
    ben.post(draft, "check", "later", offers="yes", exceptions=[str(exception.pk), str(uuid4())])
    assert answers_of(draft)["exceptions"] == [str(exception.pk)]
    assert "checked" in page_of(ben.get(draft, "check"))
    assert ben.post(draft, "check", "send", offers="yes", exceptions=[str(exception.pk)]).status_code == 302
    report = every(Report).get(pk=draft)
    settle()
    assert citation(report).exception_id == exception.pk
    assert events_of(report).count("report.exception-cited") == 1
    own = page_of(ben.browser.get(reverse("reports:report", args=[report.pk])))
    assert str(exception.reference) in own


def test_only_what_its_author_may_see_as_one_of_the_team_is_cited(cast: "Cast", exception: "ExceptionRequest") -> None:
    report = send(cast.olga, cast.amira, exceptions=[str(exception.pk)])
    assert not every(CitedException).filter(report=report).exists()
    report = send(cast.ben, cast.elif_, exceptions=[str(exception.pk)])
    assert not every(CitedException).filter(report=report).exists(), "it is not about anybody named"


def test_the_api_cites_what_it_offers(cast: "Cast", exception: "ExceptionRequest") -> None:
    programme = calling(cast.ben)
    draft = programme.post("drafts/", {})["id"]
    assert programme.get(f"drafts/{draft}/offers/")["exceptions"] == []
    assert programme.patch(f"drafts/{draft}/", {"exceptions": [str(exception.pk)]}).status == 422
    told = {"subjects": [{"person": str(cast.amira.pk)}], "exceptions": [str(exception.pk)]}
    assert programme.patch(f"drafts/{draft}/", told)["answers"]["exceptions"] == [str(exception.pk)]
    assert [each["id"] for each in programme.get(f"drafts/{draft}/offers/")["exceptions"]] == [str(exception.pk)]


# --- Whoever handles it ---------------------------------------------------------------------------------------------------------
def test_the_handler_is_asked_and_nothing_happens_by_itself(cast: "Cast", exception: "ExceptionRequest") -> None:
    report = cite(cast, exception)
    assert report.handler == cast.elif_
    shown = page_of(Desk(cast.elif_).open(report))
    assert "The reporter cites an approved exception" in shown
    assert "Should it be paused" in shown
    assert WORDS in shown
    assert fresh(exception).status == S.ACTIVE


def test_they_pause_it_on_its_page(cast: "Cast", exception: "ExceptionRequest") -> None:
    report = cite(cast, exception)
    browser, url = Desk(cast.elif_).browser, reverse("excepted:pause", args=[report.pk, citation(report).pk])
    assert "We look at it again together" in page_of(browser.get(url))
    assert browser.post(url, {"reason": " "}).status_code == 422
    assert browser.post(url, {"reason": TOLD}).status_code == 302
    assert fresh(exception).status == S.SUSPENDED
    shown = page_of(browser.get(reverse("desk:report", args=[report.pk])))
    assert f"{cast.elif_.name} paused it." in shown
    assert "Should it be paused" not in shown
    refused = browser.post(url, {"reason": TOLD, "seen": "other"})
    assert refused.status_code == 422
    assert every(ExceptionConsideration).filter(paused=True).count() == 1


def test_they_leave_it_and_may_pause_it_later(cast: "Cast", exception: "ExceptionRequest") -> None:
    report = cite(cast, exception)
    browser = Desk(cast.elif_).browser
    assert browser.post(reverse("excepted:leave", args=[report.pk, citation(report).pk])).status_code == 302
    assert fresh(exception).status == S.ACTIVE
    shown = page_of(browser.get(reverse("desk:report", args=[report.pk])))
    assert f"{cast.elif_.name} left it as it is." in shown
    assert reverse("excepted:pause", args=[report.pk, citation(report).pk]) in shown
    assert events_of(report)[-1] == "report.exception-considered" or "report.exception-considered" in events_of(report)
    pause(cast.elif_, report)
    assert fresh(exception).status == S.SUSPENDED


def test_the_api_asks_and_takes_the_answer(cast: "Cast", exception: "ExceptionRequest") -> None:
    report = cite(cast, exception)
    programme = calling(cast.elif_)
    shown = programme.get(f"desk/{report.pk}/")
    assert shown["exceptions"][0]["words"] == WORDS
    verbs = {each["verb"]: each["url"] for each in shown["verbs"]}
    assert {"pause_exception", "leave_exception"} <= verbs.keys()
    programme.post(f"desk/{report.pk}/exceptions/{citation(report).pk}/leave/", {})
    programme.post(f"desk/{report.pk}/exceptions/{citation(report).pk}/pause/", {"reason": TOLD})
    assert fresh(exception).status == S.SUSPENDED


def test_nobody_else_answers_and_nobody_with_a_conflict_pauses(cast: "Cast", exception: "ExceptionRequest") -> None:
    report = cite(cast, exception)
    for stranger in (cast.amira, cast.ben, cast.farid, cast.noor, cast.chidi, cast.olga, cast.grace, cast.root, cast.samuel):
        with pytest.raises((NotVisible, Forbidden)):
            pause(stranger, report)
        for name in ("pause", "leave"):
            url = reverse(f"excepted:{name}", args=[report.pk, citation(report).pk])
            assert Desk(stranger).browser.get(url).status_code == 404, stranger
    assert fresh(exception).status == S.ACTIVE
    on = today(cast.amira.organisation)
    part = approved(cast.farid, cast.amira, cast.hana, companions=[cast.elif_.pk], starts_on=on, ends_on=on + timedelta(days=9))
    other = cite(cast, part)
    assert other.handler == cast.elif_
    with pytest.raises(NotVisible):
        pause(cast.elif_, other)
    assert "You stand too near" in page_of(Desk(cast.elif_).open(other))
    assert Desk(cast.elif_).browser.get(reverse("excepted:pause", args=[other.pk, citation(other).pk])).status_code == 404
    assert fresh(part).status == S.ACTIVE


def test_what_is_over_is_not_paused(cast: "Cast", exception: "ExceptionRequest") -> None:
    report = cite(cast, exception)
    life.revoke_exception(actor=cast.elif_, exception_id=exception.pk, reason="It did not do her good.")
    with pytest.raises(RuleViolation):
        pause(cast.elif_, report)
    assert "Revoked" in page_of(Desk(cast.elif_).open(report))
    assert not every(ExceptionConsideration).exists()


# --- Whose exception it is ------------------------------------------------------------------------------------------------------
def test_its_owner_learns_nothing_of_the_report(cast: "Cast", exception: "ExceptionRequest", signed_in: Any) -> None:
    before = len(entries_about(exception.pk))
    report = cite(cast, exception)
    assert len(entries_about(exception.pk)) == before, "citing it leaves no trace on it"
    pause(cast.elif_, report)
    settle()
    turn = every(ExceptionTurn).get()
    line = entries_about(exception.pk)[-1]
    assert turn.made_by is None
    assert (line.event, line.actor_id, line.data) == ("exception.suspended", None, {"turn": str(turn.pk)})
    paused = exception_timeline(fresh(exception), own=False)[0]
    assert paused.actor == "", "nobody finds out from it who paused it"
    told = every(Notice).filter(person_id=cast.amira.pk).values_list("kind", flat=True)
    assert {each.partition(".")[0] for each in told} <= {"own_exception", "team_exception"}
    browser = signed_in(cast.amira)
    for address in (reverse("exceptions:for_team", args=[exception.pk]), reverse("exceptions:team"), reverse("home")):
        page = browser.get(address).content.decode()
        assert report.reference not in page
        assert cast.ben.name not in page
    assert browser.get(reverse("desk:report", args=[report.pk])).status_code == 404
    assert cast.amira.name not in relations(report)
    with speaking_for(cast.amira):
        assert not every(CitedException).exists()
        assert not every(ExceptionConsideration).exists()


def test_its_worker_is_kept_out_even_where_nobody_named_them(cast: "Cast", exception: "ExceptionRequest") -> None:
    report = send(cast.ben, "the new one from the kitchen", clients=(cast.hana,), exceptions=[str(exception.pk)])
    assert report.parties.filter(role="implicated", person=cast.amira).exists()
    with speaking_for(cast.amira):
        assert not every(Report).filter(pk=report.pk).exists()
        assert not every(CitedException).exists()


def test_the_reporter_does_not_read_what_was_considered(cast: "Cast", exception: "ExceptionRequest") -> None:
    report = cite(cast, exception)
    pause(cast.elif_, report)
    sentences = [str(line.sentence) for line in own_timeline(report)]
    assert "The report cites an approved exception." in sentences
    assert not [each for each in sentences if "considered" in each]
    assert [each for each in timeline(cast.elif_, report) if "considered" in str(each.sentence)]


def test_what_was_cited_and_said_is_never_changed(cast: "Cast", exception: "ExceptionRequest") -> None:
    report = cite(cast, exception)
    pause(cast.elif_, report)
    for table in ("incidents_citedexception", "incidents_exceptionconsideration"):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT has_table_privilege(current_user, %s, 'UPDATE'), has_table_privilege(current_user, %s, 'DELETE')",
                [table, table],
            )
            assert cursor.fetchone() == (False, False)
    with pytest.raises(DatabaseError), transaction.atomic():
        every(CitedException).filter(report=report).update(exception_id=uuid4())

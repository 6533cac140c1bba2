"""The pages of those who assess and decide: the desk, one request on one page, every verb once, the register."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.assignments.actions import block
from accounts.assignments.choices import BlockExtent
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at, now
from boundaries.errors.exceptions import RuleViolation
from boundaries.record.queries import entries_about
from policies.exceptions.choices import ExceptionStatus as S
from policies.exceptions.deciding import actions as deciding
from policies.exceptions.delegations.actions import end_delegation, give_delegation
from policies.exceptions.models import ExceptionDecision, ExceptionRequest
from policies.exceptions.rules import Safeguard
from tests.policies.exceptions.asked import (
    HAZARD,
    adopt_both,
    approved,
    assess,
    before_directors,
    drafted,
    events_of,
    fresh,
    recommend,
    sent,
    settle,
)
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

pytestmark = pytest.mark.django_db
DESK, REGISTER = "exceptions:desk", "exceptions:register"


@pytest.fixture(autouse=True)
def policies_in_force(cast: "Cast", library: None) -> None:
    """Both policies are in force."""
    adopt_both(cast.noor)


def day(name: str, on: date) -> dict[str, int]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def url(exception: ExceptionRequest, name: str = "handle") -> str:
    return reverse(f"exceptions:{name}", args=[exception.pk])


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:2000]
    return str(answer.content.decode())


def assessment(exception: ExceptionRequest, owner: StaffMember, *, after: tuple[int, int] = (1, 2)) -> dict[str, Any]:
    """The form of one risk and one safeguard, filled in."""
    assert exception.starts_on is not None
    return {
        "hazard_1": HAZARD["what"],
        "who_1": HAZARD["who"],
        "likelihood_1": "3",
        "impact_1": "4",
        "likelihood_after_1": str(after[0]),
        "impact_after_1": str(after[1]),
        "words_1": "A colleague is always there.",
        "owner_1": str(owner.pk),
        **day("on_1", exception.starts_on),
        "words": "We talked it over.",
    }


def approval(exception: ExceptionRequest) -> dict[str, Any]:
    assert exception.starts_on is not None
    assert exception.ends_on is not None
    days = {**day("starts_on", exception.starts_on), **day("ends_on", exception.ends_on)}
    return {"reason": "It does her good.", "for_team": "Amira takes Hana to the sea.", **days}


# --- The whole way --------------------------------------------------------------------------------------------------------------
def test_the_whole_way_from_the_line_to_the_director(cast: "Cast", signed_in: Any) -> None:
    exception = sent(cast.amira, cast.hana, "LK-4.3-1")
    line, director = signed_in(cast.elif_), signed_in(cast.noor)
    assert exception.reference in text(line.get(reverse(DESK)))
    assert exception.reference not in text(director.get(reverse(DESK))).split("What else you handle")[0]
    page = text(line.get(url(exception)))
    for told in (
        "A picnic by the sea with her.",
        "She asked for it twice.",
        "LK-4.3-1",
        "Assess the risks",
        "She takes it for friendship.",
    ):
        assert told in page, told
    assert "Approve it" not in page
    form = text(line.get(url(exception, "assess")))
    assert "She takes it for friendship." in form, "what the worker wrote stands there already"
    assert line.post(url(exception, "assess"), assessment(exception, cast.elif_)).url == url(exception)
    assert fresh(exception).status == S.ASSESSED
    assert "Recommend, for or against" in text(line.get(url(exception)))
    assert line.post(url(exception, "recommend"), {"answer": "yes", "reason": "It does her good."}).status_code == 302
    settle()
    assert exception.reference in text(director.get(reverse(DESK)))
    page = text(director.get(url(exception)))
    for told in (
        "Recommended",
        "It does her good.",
        "A colleague is always there.",
        "We talked it over.",
        "Approve it",
        "Do not approve it",
    ):
        assert told in page, told
    form = text(director.get(url(exception, "approve")))
    prefilled = form.split('name="for_team"')[1].split("</textarea>")[0]
    assert "Amira Haddad" in prefilled
    assert not any(word in prefilled for word in ("Hana", "asked for it twice", "sea", "months"))
    assert director.post(url(exception, "approve"), approval(exception)).url == url(exception)
    assert fresh(exception).status == S.APPROVED
    page = text(director.get(url(exception)))
    for told in ("Print the decision", "Pause it", "Revoke it", "Amira takes Hana to the sea."):
        assert told in page, told
    assert "Approve it" not in page
    assert exception.reference in text(director.get(reverse(DESK))), "what is in force stands below"


def test_a_director_reads_what_is_in_their_area_before_it_lies_before_them(cast: "Cast", signed_in: Any) -> None:
    exception = sent(cast.amira, cast.hana)
    page = text(signed_in(cast.noor).get(url(exception)))
    assert "Nothing waits for you here." in page
    assert exception.reference in text(signed_in(cast.noor).get(reverse(DESK))).split("What else you handle")[1]


def test_opening_it_is_written_down_once_a_day(cast: "Cast", signed_in: Any) -> None:
    exception = before_directors(cast.elif_, cast.amira, cast.hana)
    director = signed_in(cast.noor)
    for _turn in range(2):
        text(director.get(url(exception)))
    assert events_of(exception).count("opened") == 1
    line = next(each for each in entries_about(exception.pk) if each.event == "exception.opened")
    assert line.actor_id == cast.noor.pk


def test_the_line_decides_what_the_clause_gives_them(cast: "Cast", signed_in: Any) -> None:
    exception = assess(cast.elif_, sent(cast.amira, cast.hana))
    line = signed_in(cast.elif_)
    page = text(line.get(url(exception)))
    assert "Approve it" in page
    assert "Recommend, for or against" not in page
    assert line.get(url(exception, "recommend")).status_code == 409
    assert line.post(url(exception, "refuse"), {"reason": "Not yet."}).status_code == 302
    assert fresh(exception).status == S.REFUSED
    assert "Not yet." in text(line.get(url(exception)))
    assert line.get(url(exception, "approve")).status_code == 409


def test_what_is_sent_back_waits_for_nobody_here_and_shows_nothing_unsent(cast: "Cast", signed_in: Any) -> None:
    from policies.exceptions.actions import answer_exception, save_exception

    exception = assess(cast.elif_, sent(cast.amira, cast.hana))
    line = signed_in(cast.elif_)
    assert line.post(url(exception, "return"), {"text": "Could it be nearer?"}).status_code == 302
    assert exception.reference not in text(line.get(reverse(DESK))).split("What else you handle")[0]
    save_exception(actor=cast.amira, exception_id=exception.pk, facts={"place": "In a secret garden."})
    page = text(line.get(url(exception)))
    assert "Could it be nearer?" in page
    assert "In a secret garden." not in page
    answer_exception(actor=cast.amira, exception_id=exception.pk, text="In the garden, then.")
    page = text(line.get(url(exception)))
    for told in ("In a secret garden.", "assess it anew", "In the garden, then."):
        assert told in page, told
    form = text(line.get(url(exception, "assess")))
    assert "A colleague is always there." in form.split('name="words_1"')[1].split("</textarea>")[0]


# --- Two seats, delegates, conflicts --------------------------------------------------------------------------------------------
def test_a_high_risk_says_on_every_page_that_two_are_needed(cast: "Cast", signed_in: Any) -> None:
    exception = before_directors(cast.elif_, cast.amira, cast.hana, after=(3, 4))
    first, second = signed_in(cast.noor), signed_in(cast.ingrid)
    assert "Two people must approve" in text(first.get(url(exception)))
    assert "You are the first" in text(first.get(url(exception, "approve")))
    assert first.post(url(exception, "approve"), approval(exception)).status_code == 302
    settle()
    assert fresh(exception).status == S.DIRECTOR_REVIEW
    page = text(first.get(url(exception)))
    assert "Approve it" not in page
    assert first.get(url(exception, "approve")).status_code == 409
    form = text(second.get(url(exception, "approve")))
    assert "Amira takes Hana to the sea." in form, "the second begins with what the first wrote for the team"
    assert "You are the first" not in form
    assert second.post(url(exception, "approve"), approval(exception)).status_code == 302
    assert fresh(exception).status == S.APPROVED


def test_a_delegate_decides_until_it_ends(cast: "Cast", signed_in: Any) -> None:
    on = today(cast.organisation)
    exception, other = (before_directors(cast.elif_, cast.amira, cast.hana) for _turn in range(2))
    given = give_delegation(actor=cast.noor, delegate_id=cast.farid.pk, starts_on=on, ends_on=on + timedelta(days=3))
    delegate = signed_in(cast.farid)
    assert exception.reference in text(delegate.get(reverse(DESK)))
    assert delegate.post(url(exception, "approve"), approval(exception)).status_code == 302
    decision = exception.decisions.get(seat="first")
    assert (decision.decided_by, decision.on_behalf_of) == (cast.farid, cast.noor)
    assert "Farid Rahimi in the place of Noor Siddiqui" in text(signed_in(cast.ingrid).get(url(exception)))
    end_delegation(actor=cast.noor, delegation_id=given.pk)
    assert other.reference not in text(delegate.get(reverse(DESK)))
    assert delegate.get(url(other)).status_code == 404
    assert delegate.post(url(other, "approve"), approval(other)).status_code == 404
    assert fresh(other).status == S.DIRECTOR_REVIEW


# --- Who is kept out ------------------------------------------------------------------------------------------------------------
def is_shut(browser: Any, exception: ExceptionRequest) -> None:
    for name in ("handle", *FORMS):
        assert browser.get(url(exception, name)).status_code == 404, name
        assert name == "handle" or browser.post(url(exception, name), {"reason": "x"}).status_code == 404, name
    assert exception.reference not in text(browser.get(reverse(DESK)))


FORMS = ("assess", "recommend", "return", "approve", "refuse", "recuse", "suspend", "resume", "revoke")


def test_nobody_else_finds_it(cast: "Cast", signed_in: Any) -> None:
    exception = before_directors(cast.elif_, cast.amira, cast.hana)
    for person in (cast.amira, cast.ben, cast.samuel, cast.chidi, cast.olga, cast.grace, cast.root, cast.pavel, cast.ivo):
        is_shut(signed_in(person), exception)
    draft = drafted(cast.amira, cast.hana)
    for person in (cast.elif_, cast.noor):
        assert signed_in(person).get(url(draft)).status_code == 404


def test_who_is_in_conflict_finds_it_no_more(cast: "Cast", signed_in: Any) -> None:
    taking_part = sent(cast.amira, cast.hana, companions=[cast.elif_.pk])
    is_shut(signed_in(cast.elif_), taking_part)
    assert taking_part.reference in text(signed_in(cast.farid).get(reverse(DESK)))
    from_above = sent(cast.farid, cast.hana)
    assert from_above.handler == cast.noor
    is_shut(signed_in(cast.elif_), from_above)
    exception = before_directors(cast.elif_, cast.amira, cast.hana)
    block(
        organisation_id=cast.organisation.pk,
        client_id=cast.hana.pk,
        worker_id=cast.noor.pk,
        extent=BlockExtent.ANY,
        source=uuid4(),
    )
    is_shut(signed_in(cast.noor), exception)
    register = text(signed_in(cast.noor).get(reverse(REGISTER)))
    assert exception.reference not in register
    assert exception.reference in text(signed_in(cast.ingrid).get(reverse(DESK)))


def test_whoever_steps_aside_is_gone_and_a_double_click_says_nothing_else(cast: "Cast", signed_in: Any) -> None:
    exception = before_directors(cast.elif_, cast.amira, cast.hana)
    director = signed_in(cast.noor)
    told = {"reason": "Her mother is my neighbour.", "csrfmiddlewaretoken": "one opened page"}
    for _turn in range(2):
        assert director.post(url(exception, "recuse"), told).url == reverse(DESK)
    settle()
    assert events_of(exception).count("recused") == 1
    is_shut(director, exception)
    page = text(signed_in(cast.ingrid).get(url(exception)))
    assert "Her mother is my neighbour." not in page


# --- Once, fresh, and nothing lost ------------------------------------------------------------------------------------------------
def test_a_form_sent_twice_acts_once(cast: "Cast", signed_in: Any) -> None:
    director, line = signed_in(cast.noor), signed_in(cast.elif_)
    opened = {"csrfmiddlewaretoken": "one opened page"}
    exception = sent(cast.amira, cast.hana, "LK-4.3-1")
    told = {"answer": "yes", "reason": "It does her good."}
    steps: list[tuple[Any, str, dict[str, Any]]] = [
        (line, "assess", assessment(exception, cast.elif_)),
        (line, "recommend", told),
        (director, "approve", approval(exception)),
        (director, "suspend", {"reason": "We look at it again."}),
        (director, "resume", {"reason": "It can go on."}),
        (director, "revoke", {"reason": "It ends."}),
    ]
    for browser, name, facts in steps:
        for _turn in range(2):
            assert browser.post(url(exception, name), facts | opened).status_code == 302, name
        settle()
    assert exception.assessments.count() == 1
    assert exception.decisions.count() == 2
    assert exception.turns.count() == 3
    assert fresh(exception).status == S.REVOKED
    answer = director.post(url(exception, "revoke"), {"reason": "It ends.", "csrfmiddlewaretoken": "another page"})
    assert answer.status_code == 409


def test_what_cannot_be_undone_asks_for_a_fresh_sign_in() -> None:
    from policies.exceptions.deciding.urls import urlpatterns

    assert {each.name for each in urlpatterns if getattr(each.callback, "fresh_only", False)} == {"approve", "refuse", "revoke"}


def test_a_decision_that_took_long_to_write_is_not_lost(cast: "Cast", signed_in: Any) -> None:
    exception = before_directors(cast.elif_, cast.amira, cast.hana)
    director = signed_in(cast.noor)
    with at(now() + timedelta(minutes=6)):
        late = director.post(url(exception, "approve"), approval(exception) | {"reason": "I thought about it for long."})
    assert late["Location"].startswith(reverse("secondfactor:again"))
    assert fresh(exception).status == S.DIRECTOR_REVIEW
    page = text(director.get(url(exception, "approve")))
    assert "We kept what you had typed" in page
    assert "I thought about it for long." in page
    assert "Error:" not in page


def test_bad_input_is_said_beside_its_field_and_nothing_typed_is_lost(cast: "Cast", signed_in: Any) -> None:
    exception = sent(cast.amira, cast.hana, "LK-4.3-1")
    line, director, on = signed_in(cast.elif_), signed_in(cast.noor), today(cast.organisation)
    good = assessment(exception, cast.elif_)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"likelihood_after_1": ""}, "Choose a number from 1 to 5"),
        ({"likelihood_after_1": "5", "impact_after_1": "5"}, "With safeguards the risk cannot be higher than without them."),
        ({"hazard_1": " "}, "Assess at least one risk, even if it is little"),
        ({"hazard_2": "Half a risk."}, "A risk needs its words, for whom it is one, and all four numbers"),
        ({"words_1": ""}, "Write down at least one safeguard"),
        ({"words_3": "Half a safeguard."}, "A safeguard needs its words, somebody who sees to it, and a day"),
        (day("on_1", on - timedelta(days=1)), "The day must be today or later, and not after the last day of the exception."),
        ({"owner_1": str(cast.ivo.pk)}, "Choose a person from the list"),
        ({"words": " "}, "Write a few words"),
    ]
    for facts, said in wrong:
        page = text(line.post(url(exception, "assess"), good | {"who_1": "Hana and her mother"} | facts), 422)
        assert said in page, said
        assert "Hana and her mother" in page, facts
    assert fresh(exception).status == S.REQUESTED
    later = {"hazard_2": "It rains.", "who_2": "All", **{f"{name}_2": "5" for name in ("likelihood_after", "impact_after")}}
    page = text(line.post(url(exception, "assess"), good | later | {"likelihood_2": "1", "impact_2": "1"}), 422)
    assert 'href="#id_likelihood_after_2"' in page, "it is said beside the row in which it is wrong"
    exception = recommend(cast.elif_, assess(cast.elif_, exception))
    assert exception.ends_on is not None
    longer = day("ends_on", exception.ends_on + timedelta(days=1))
    page = text(director.post(url(exception, "approve"), approval(exception) | longer), 422)
    assert "This goes beyond what was asked for." in page
    assert "Amira takes Hana to the sea." in page
    for name, facts in (("refuse", {"reason": " "}), ("return", {"text": ""}), ("recuse", {"reason": ""})):
        assert "Write a few words" in text(director.post(url(exception, name), facts), 422)
    assert fresh(exception).status == S.DIRECTOR_REVIEW


def test_a_row_left_out_before_another_counts_for_nothing(cast: "Cast", signed_in: Any) -> None:
    exception = sent(cast.amira, cast.hana)
    third = {
        "hazard_3": "It rains.",
        "who_3": "All",
        "likelihood_3": "2",
        "impact_3": "1",
        "likelihood_after_3": "2",
        "impact_after_3": "1",
    }
    safeguard = {"words_4": "We take umbrellas.", "owner_4": str(cast.ben.pk), **day("on_4", today(cast.organisation))}
    answer = signed_in(cast.elif_).post(url(exception, "assess"), assessment(exception, cast.elif_) | third | safeguard)
    assert answer.status_code == 302
    kept = exception.assessments.get()
    kept.exception = exception
    assert [each["what"] for each in kept.hazards["all"]] == [HAZARD["what"], "It rains."]
    assert kept.safeguards.count() == 2


def test_nothing_is_assessed_without_a_risk(cast: "Cast") -> None:
    exception = sent(cast.amira, cast.hana)
    safeguard = Safeguard("A colleague is there.", cast.elif_.pk, today(cast.organisation))
    with pytest.raises(RuleViolation, match=r"hazards\.none") as refusal:
        deciding.assess_exception(
            actor=cast.elif_, exception_id=exception.pk, hazards=[], safeguards=[safeguard], words="There is none."
        )
    assert refusal.value.field == "hazard_1"


# --- What becomes of it -----------------------------------------------------------------------------------------------------------
def test_it_is_paused_with_a_reason_that_tells_the_worker_nothing_of_a_report(cast: "Cast", signed_in: Any) -> None:
    exception = approved(cast.elif_, cast.amira, cast.hana)
    line = signed_in(cast.elif_)
    form = text(line.get(url(exception, "suspend")))
    assert "the worker must not learn of it from here" in form
    assert line.post(url(exception, "suspend"), {"reason": "We look at it again."}).status_code == 302
    page = text(line.get(url(exception)))
    for told in ("Paused", "We look at it again.", "Take it up again", "Revoke it"):
        assert told in page, told
    assert "Pause it" not in page
    assert signed_in(cast.noor).post(url(exception, "resume"), {"reason": "It can go on."}).status_code == 302
    assert fresh(exception).status in {S.APPROVED, S.ACTIVE}


# --- The lists ------------------------------------------------------------------------------------------------------------------
def test_an_empty_desk_says_so_kindly(cast: "Cast", signed_in: Any) -> None:
    page = text(signed_in(cast.elif_).get(reverse(DESK)))
    assert "Nothing waits for you" in page
    assert "Nothing else" in text(signed_in(cast.elif_).get(reverse(DESK) + "?show=others"))


def test_the_register_is_masked_for_an_auditor_and_leads_a_director_on(cast: "Cast", signed_in: Any) -> None:
    exception = approved(cast.elif_, cast.amira, cast.hana)
    page = text(signed_in(cast.noor).get(reverse(REGISTER)))
    for told in (exception.reference, url(exception), "Amira Haddad", cast.hana.reference, "RC-B-9"):
        assert told in page, told
    page = text(signed_in(cast.grace).get(reverse(REGISTER)))
    for told in (exception.reference, "RC-B-9", "A social outing with a client"):
        assert told in page, told
    for hidden in (url(exception), "Amira", cast.hana.reference, "Hana", "picnic"):
        assert hidden not in page, hidden
    for person in (cast.amira, cast.elif_, cast.olga, cast.samuel, cast.chidi, cast.root):
        assert signed_in(person).get(reverse(REGISTER)).status_code == 404


def test_the_register_is_narrowed_down(cast: "Cast", signed_in: Any) -> None:
    refused, open_one = sent(cast.amira, cast.hana), sent(cast.amira, cast.hana, kind="event")
    deciding.refuse_exception(actor=cast.elif_, exception_id=assess(cast.elif_, refused).pk, reason="Not now.")
    director = signed_in(cast.noor)

    def listed(query: str) -> set[str]:
        return {row["reference"] for row in director.get(f"{reverse(REGISTER)}?{query}").context["rows"]}

    assert listed("") == {refused.reference, open_one.reference}
    assert listed("kind=event") == {open_one.reference}
    assert listed("status=refused&kind=outing") == {refused.reference}
    assert listed("kind=event&status=refused") == set()
    assert listed("kind=nonsense") == {refused.reference, open_one.reference}


def test_lists_ask_as_many_questions_for_many_as_for_few(cast: "Cast", signed_in: Any) -> None:
    lists = [
        (cast.elif_, reverse(DESK)),
        (cast.noor, reverse(DESK)),
        (cast.noor, reverse(REGISTER)),
        (cast.grace, reverse(REGISTER)),
    ]
    counts: dict[tuple[str, str], list[int]] = {(person.name, url): [] for person, url in lists}
    for many in (2, 30):
        for _turn in range(many):
            sent(cast.amira, cast.hana)
        for person, address in lists:
            browser = signed_in(person)
            browser.get(address)
            with CaptureQueriesContext(connection) as asked:
                page = text(browser.get(address))
            counts[person.name, address].append(len(asked))
    assert all(few == many for few, many in counts.values()), counts
    assert "Next page" in page, "very many are turned page by page"
    assert "All that you handle besides" in text(signed_in(cast.noor).get(reverse(DESK)))
    assert "Next page" in text(signed_in(cast.noor).get(reverse(DESK) + "?show=others"))
    assert every(ExceptionDecision).count() == 0

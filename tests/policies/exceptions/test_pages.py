"""The pages of a worker's own request: from the first question to how it went, and who is shown nothing of it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.assignments.models import Assignment
from accounts.organisations.queries import today
from boundaries.clocks.queries import at, now
from boundaries.threads.models import Message
from policies.exceptions import actions, reading
from policies.exceptions.choices import ASKED, WITHOUT_CLIENT, WITHOUT_RISKS, Answer, ExceptionKind
from policies.exceptions.choices import ExceptionStatus as S
from policies.exceptions.deciding import actions as deciding
from policies.exceptions.life import actions as life
from policies.exceptions.models import ExceptionOutcome, ExceptionRequest
from policies.exceptions.rules import STEPS, page_of
from tests.policies.exceptions.asked import (
    DIRECTOR,
    HAZARD,
    LINE,
    NEVER,
    WORDS,
    adopt_both,
    approved,
    assess,
    before_directors,
    clause,
    drafted,
    fresh,
    in_days,
    recommend,
    sent,
    settle,
    wait_until,
)
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

pytestmark = pytest.mark.django_db
Browsers = Callable[[Any], Any]
OWN = ("step", "discard", "answer", "withdraw", "outcome", "renew")


@pytest.fixture(autouse=True)
def policies_in_force(cast: "Cast", library: None) -> None:
    """Both policies are in force."""
    adopt_both(cast.noor)


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def at_own(exception: ExceptionRequest, name: str = "one", *more: str) -> str:
    return reverse(f"exceptions:{name}", args=[exception.pk, *more])


def text(response: Any) -> str:
    return str(response.content.decode())


def hazard(number: int = 1, **more: Any) -> dict[str, Any]:
    told = {"hazard": HAZARD["what"], "who": HAZARD["who"], "likelihood": "3", "impact": "3", **more}
    return {f"{name}_{number}": value for name, value in told.items()}


def over(cast: "Cast") -> ExceptionRequest:
    """One whose last day has gone."""
    exception = approved(cast.elif_, cast.amira, cast.hana)
    assert exception.ends_on is not None
    wait_until(now() + timedelta(days=9))
    return fresh(exception)


# --- The way ------------------------------------------------------------------------------------------------------------------
def test_the_whole_way_from_the_first_question_until_it_is_sent(cast: "Cast", signed_in: Browsers) -> None:
    worker, on = signed_in(cast.amira), in_days(cast.amira, 7)
    start = f"{reverse('exceptions:start')}?kind=outing&client={cast.hana.pk}"
    assert 'value="outing" checked' in text(worker.get(start)), "what is known already stands there"
    began = worker.post(start, {"kind": "outing"})
    draft = every(ExceptionRequest).get()
    assert began.url == at_own(draft, "step", "clause")
    assert draft.client == cast.hana
    plan = {name: WORDS[name] for name in ("what", "place", "company")}
    about = {name: WORDS[name] for name in ("benefit", "wish", "support_plan")}
    pages: list[tuple[str, dict[str, Any]]] = [
        ("clause", {"clauses": [str(clause(LINE, cast.organisation.pk).pk)]}),
        ("plan", {**plan, **day("starts_on", on), **day("ends_on", on), "companion_1": str(cast.ben.pk)}),
        ("client", {"client": str(cast.hana.pk), **about}),
        ("risks", hazard()),
    ]
    for place, (step, told) in enumerate(pages):
        assert worker.get(at_own(draft, "step", step)).status_code == 200
        response = worker.post(at_own(draft, "step", step), told)
        assert response.status_code == 302, (step, text(response))
        assert response.url == at_own(draft, "step", STEPS[place + 1])
    page = text(worker.get(response.url))
    for said in (*WORDS.values(), HAZARD["what"], cast.hana.name, "RC-B-9", "Ben"):
        assert str(said) in page, said
    assert page.count("app-risk__cell--here") == 1, "the hazard stands on the matrix"
    assert worker.post(response.url).url == at_own(draft)
    draft = fresh(draft)
    assert draft.status == S.REQUESTED
    assert [each.person_id for each in draft.companions.all()] == [cast.ben.pk]
    settle()
    page = text(worker.get(at_own(draft)))
    assert str(draft.reference) in page
    assert "Do not do it before it is approved." in page
    assert "That is to be done by" in page
    assert worker.post(at_own(draft, "step", "check")).url == at_own(draft), "sent twice, it is sent once"
    assert worker.get(at_own(draft, "step", "plan")).url == at_own(draft), "what was sent is not written on"


@pytest.mark.parametrize("kind", ExceptionKind.values)
def test_each_kind_asks_only_what_it_needs(kind: str, cast: "Cast", signed_in: Browsers) -> None:
    worker = signed_in(cast.amira)
    draft = actions.start_exception(actor=cast.amira, facts={"kind": kind})
    plan, client = (text(worker.get(at_own(draft, "step", step))) for step in ("plan", "client"))
    for name in {name for names in ASKED.values() for name in names}:
        page = plan if page_of(name) == "plan" else client
        assert (f'name="{name}"' in page) == (name in ASKED[kind]), name
    assert 'name="starts_on_day"' in plan
    assert ("Choose the client" in text(worker.post(at_own(draft, "step", "client")))) == (kind not in WITHOUT_CLIENT)
    risks = worker.get(at_own(draft, "step", "risks"))
    assert (risks.status_code == 302) == (kind in WITHOUT_RISKS)
    gaps = text(worker.get(at_own(draft, "step", "check")))
    assert ("Say what could go wrong" in gaps) == (kind not in WITHOUT_RISKS)
    of = 4 if kind in WITHOUT_RISKS else 5
    assert f"Page {of} of {of}" in gaps


def test_a_donation_is_sent_without_a_client_and_without_risks(cast: "Cast", signed_in: Browsers) -> None:
    worker, on = signed_in(cast.amira), in_days(cast.amira, 3)
    facts = {"kind": "donation", "clauses": [clause("LK-4.1-5", cast.organisation.pk).pk]}
    draft = actions.start_exception(actor=cast.amira, facts=facts)
    told = {"what": "A piano for the house.", "amount": "400", **day("starts_on", on), **day("ends_on", on)}
    assert worker.post(at_own(draft, "step", "plan"), told).url == at_own(draft, "step", "client")
    assert worker.post(at_own(draft, "step", "client"), {"benefit": "Music."}).url == at_own(draft, "step", "check")
    assert worker.post(at_own(draft, "step", "check")).url == at_own(draft)
    assert fresh(draft).status == S.REQUESTED


def test_an_account_is_asked_for_in_its_own_register(cast: "Cast", signed_in: Browsers) -> None:
    assert reverse("channels:ask") in text(signed_in(cast.amira).get(reverse("exceptions:start")))


def test_the_kind_can_be_changed_and_what_was_chosen_is_not_lost(cast: "Cast", signed_in: Browsers) -> None:
    worker, draft = signed_in(cast.amira), drafted(cast.amira, cast.hana)
    address = f"{at_own(draft, 'step', 'clause')}?about=kind"
    assert address.replace("&", "&amp;") in text(worker.get(at_own(draft, "step", "check")))
    assert 'value="outing" checked' in text(worker.get(address))
    assert worker.post(address, {"kind": "touch"}).url == at_own(draft, "step", "clause")
    assert fresh(draft).kind == "touch"
    chosen = text(worker.get(at_own(draft, "step", "clause")))
    assert f'value="{draft.clauses[0]}" checked' in chosen


def test_a_draft_without_a_kind_is_asked_for_it_first(cast: "Cast", signed_in: Browsers) -> None:
    worker, draft = signed_in(cast.amira), actions.start_exception(actor=cast.amira)
    assert worker.get(at_own(draft, "step", "risks")).url == at_own(draft, "step", "clause")
    assert "What do you ask for?" in text(worker.get(at_own(draft, "step", "clause")))


def test_everything_that_binds_can_be_asked_about_for_something_else(cast: "Cast", signed_in: Browsers) -> None:
    draft = actions.start_exception(actor=cast.amira, facts={"kind": "other"})
    page = text(signed_in(cast.amira).get(at_own(draft, "step", "clause")))
    for code in (LINE, DIRECTOR, NEVER):
        assert f'value="{clause(code, cast.organisation.pk).pk}"' in page
    assert page.count('<details class="govuk-details app-part"') > 5, "long lists stand in parts"
    assert 'app-part" open' not in page


# --- Errors -------------------------------------------------------------------------------------------------------------------
def test_an_absolute_clause_is_refused_beside_its_field_with_what_to_do_instead(cast: "Cast", signed_in: Browsers) -> None:
    worker = signed_in(cast.amira)
    draft = actions.start_exception(actor=cast.amira, facts={"kind": "other"})
    wanted = [str(clause(code, cast.organisation.pk).pk) for code in (LINE, NEVER)]
    response = worker.post(at_own(draft, "step", "clause"), {"clauses": wanted})
    page = text(response)
    assert response.status_code == 422
    assert f"Nobody can allow an exception from {NEVER}" in page
    assert all(f'value="{each}" checked' in page for each in wanted), "nothing chosen is lost"
    assert 'id="id_clauses-error"' in page
    for way in ("disclosures:start", "reports:start", "situations:check"):
        assert reverse(way) in page
    assert fresh(draft).clauses == []
    assert "There is a problem" in page


def test_bad_input_is_said_beside_its_field_and_nothing_is_lost(cast: "Cast", signed_in: Browsers) -> None:
    worker, draft, on = signed_in(cast.amira), drafted(cast.amira, cast.hana), today(cast.organisation)
    response = worker.post(at_own(draft, "step", "clause"), {})
    assert (response.status_code, "Choose the sentence of the policy" in text(response)) == (422, True)
    late = {**day("starts_on", on - timedelta(days=1)), **day("ends_on", on)}
    response = worker.post(at_own(draft, "step", "plan"), {"what": "To the fair.", "place": "", "company": "Nobody.", **late})
    assert response.status_code == 422
    assert all(each in text(response) for each in ("Say where.", "To the fair.", "Nobody."))
    told = {"what": "To the fair.", "place": "There.", "company": "Nobody."}
    for first, last, words in ((-1, 0, "Ask before you act"), (5, 4, "must not come before"), (5, 500, "a year at most")):
        days = {**day("starts_on", on + timedelta(days=first)), **day("ends_on", on + timedelta(days=last))}
        response = worker.post(at_own(draft, "step", "plan"), told | days)
        assert (response.status_code, words in text(response)) == (422, True)
        assert "To the fair." in text(response)
    response = worker.post(at_own(draft, "step", "client"), {"wish": "She asked twice."})
    assert response.status_code == 422
    assert all(each in text(response) for each in ("Choose the client, or write the name", "She asked twice."))
    half = {"hazard_1": "She falls.", "likelihood_1": "2", **hazard(3, likelihood="")}
    response = worker.post(at_own(draft, "step", "risks"), half)
    assert response.status_code == 422
    for said in ("She falls.", "Say for whom", "Choose how much harm it would do", "Choose how likely it is"):
        assert said in text(response), said
    assert 'id="id_likelihood_3-error"' in text(response)
    response = worker.post(at_own(draft, "step", "risks"), hazard(likelihood="6"))
    assert response.status_code == 422
    response = worker.post(at_own(draft, "step", "risks"), {})
    assert "even if it is little" in text(response)
    assert fresh(draft).words == WORDS


def test_what_is_still_missing_leads_to_its_page(cast: "Cast", signed_in: Browsers) -> None:
    worker, draft = signed_in(cast.amira), drafted(cast.amira, cast.hana, hazards=[])
    actions.save_exception(actor=cast.amira, exception_id=draft.pk, facts={"wish": ""})
    response = worker.post(at_own(draft, "step", "check"))
    assert response.status_code == 422
    for step in ("client", "risks"):
        assert f"{at_own(draft, 'step', step)}?back=check" in text(response)
    assert fresh(draft).status == S.DRAFT
    address = f"{at_own(draft, 'step', 'risks')}?back=check"
    assert worker.post(address, hazard()).url == at_own(draft, "step", "check")


def test_a_day_that_has_gone_by_meanwhile_is_said_where_it_is_sent(cast: "Cast", signed_in: Browsers) -> None:
    draft = drafted(cast.amira, cast.hana)
    with at(now() + timedelta(days=10)):
        response = signed_in(cast.amira).post(at_own(draft, "step", "check"))
    assert response.status_code == 422
    assert f"{at_own(draft, 'step', 'plan')}?back=check" in text(response)


def test_more_risks_find_room(cast: "Cast", signed_in: Browsers) -> None:
    worker, draft = signed_in(cast.amira), drafted(cast.amira, cast.hana)
    risks = at_own(draft, "step", "risks")
    four = {**hazard(1), **hazard(2), **hazard(3), **hazard(4)}
    assert worker.post(risks, four | {"more": "yes"}).url == risks
    page = text(worker.get(risks))
    assert ("hazard_6" in page, "hazard_7" in page) == (True, False)
    assert worker.post(risks, four | hazard(6, hazard="It rains.")).url == at_own(draft, "step", "client").replace(
        "client", "check"
    )
    assert [each["what"] for each in fresh(draft).risks][-1] == "It rains."


# --- Who sees it --------------------------------------------------------------------------------------------------------------
def test_nobody_else_finds_a_draft_or_a_request_on_these_pages(cast: "Cast", signed_in: Browsers) -> None:
    draft, asked = drafted(cast.amira, cast.hana), sent(cast.amira, cast.hana)
    for person in (cast.ben, cast.elif_, cast.noor, cast.ingrid, cast.grace, cast.olga, cast.samuel, cast.root):
        browser = signed_in(person)
        assert browser.get(reverse("exceptions:start")).status_code == 200
        assert str(asked.reference) not in text(browser.get(reverse("exceptions:list")))
        for exception in (draft, asked):
            addresses = [at_own(exception), *(at_own(exception, each) for each in OWN if each != "step")]
            addresses += [at_own(exception, "step", step) for step in STEPS]
            for address in addresses:
                assert browser.post(address).status_code in {404, 405}, (person, address)
                assert browser.get(address).status_code in {404, 405}, (person, address)


def test_outside_contacts_do_not_come_in(cast: "Cast", signed_in: Browsers) -> None:
    browser = signed_in(cast.miriam)
    for name in ("list", "start"):
        assert browser.get(reverse(f"exceptions:{name}")).status_code in {403, 404}


def test_the_client_stays_readable_by_reference_for_who_chose_them(cast: "Cast", signed_in: Browsers) -> None:
    exception = sent(cast.amira, cast.hana)
    assert cast.hana.name in text(signed_in(cast.amira).get(at_own(exception)))
    Assignment.objects.filter(worker=cast.amira).update(ends_on=today(cast.organisation) - timedelta(days=1))
    page = text(signed_in(cast.amira).get(at_own(exception)))
    assert cast.hana.reference in page
    assert f"{cast.hana.name} (" not in page


def test_the_worker_never_reads_who_paused_it(cast: "Cast", signed_in: Browsers) -> None:
    exception = approved(cast.elif_, cast.amira, cast.hana)
    life.suspend_exception(actor=cast.ingrid, exception_id=exception.pk, reason="We must look at it again.")
    settle()
    page = text(signed_in(cast.amira).get(at_own(exception)))
    assert "We must look at it again." in page
    assert "do not act on it until" in page
    assert cast.ingrid.name not in page
    life.revoke_exception(actor=cast.ingrid, exception_id=exception.pk, reason="It cannot go on.")
    settle()
    page = text(signed_in(cast.amira).get(at_own(exception)))
    assert ("It cannot go on." in page, cast.ingrid.name in page) == (True, False)


# --- After it was sent --------------------------------------------------------------------------------------------------------
def test_a_question_is_answered_and_the_request_changed_first(cast: "Cast", signed_in: Browsers) -> None:
    worker, exception = signed_in(cast.amira), sent(cast.amira, cast.hana)
    deciding.return_exception(actor=cast.elif_, exception_id=exception.pk, text="Who drives?")
    settle()
    page = text(worker.get(at_own(exception)))
    assert "Who drives?" in page
    assert at_own(exception, "answer") in page
    assert at_own(exception, "step", "check") in page
    about = {"client": str(cast.hana.pk), **{name: WORDS[name] for name in ("benefit", "wish")}, "support_plan": "It says so."}
    address = f"{at_own(exception, 'step', 'client')}?back=check"
    assert worker.post(address, about).url == at_own(exception, "step", "check")
    check = text(worker.get(at_own(exception, "step", "check")))
    assert at_own(exception, "answer") in check
    assert at_own(exception, "discard") not in check
    assert worker.post(at_own(exception, "step", "check")).url == at_own(exception, "answer")
    assert "Who drives?" in text(worker.get(at_own(exception, "answer")))
    response = worker.post(at_own(exception, "answer"), {"text": " "})
    assert response.status_code == 422
    assert worker.post(at_own(exception, "answer"), {"text": "Lena does."}).url == at_own(exception)
    assert fresh(exception).status == S.REQUESTED
    page = text(worker.get(at_own(exception)))
    assert all(each in page for each in ("Lena does.", "It says so."))
    assert worker.get(at_own(exception, "answer")).status_code == 409


def test_nobody_else_reads_what_is_being_changed_before_it_is_answered(cast: "Cast") -> None:
    exception = sent(cast.amira, cast.hana)
    deciding.return_exception(actor=cast.elif_, exception_id=exception.pk, text="Who drives?")
    actions.save_exception(actor=cast.amira, exception_id=exception.pk, facts={"what": "Something half written"})
    exception = fresh(exception)
    assert reading.asked(exception, own=True)["words"]["what"] == "Something half written"
    assert reading.asked(exception, own=False)["words"]["what"] == WORDS["what"]


def test_it_is_taken_back(cast: "Cast", signed_in: Browsers) -> None:
    worker, exception = signed_in(cast.amira), sent(cast.amira, cast.hana)
    assert at_own(exception, "withdraw") in text(worker.get(at_own(exception)))
    assert worker.get(at_own(exception, "withdraw")).status_code == 200
    for _turn in range(2):
        sent_form = {"csrfmiddlewaretoken": "one opened page"}
        assert worker.post(at_own(exception, "withdraw"), sent_form).url == at_own(exception)
    assert fresh(exception).status == S.WITHDRAWN
    assert at_own(exception, "withdraw") not in text(worker.get(at_own(exception)))


def test_the_decision_stands_there_with_safeguards_and_the_clause_as_it_was(cast: "Cast", signed_in: Browsers) -> None:
    worker, exception = signed_in(cast.amira), approved(cast.elif_, cast.amira, cast.hana)
    page = text(worker.get(at_own(exception)))
    for said in (
        "It does her good, and the safeguards hold.",
        "A colleague is always there.",
        "What the policy said on that day",
    ):
        assert said in page, said
    assert page.count("app-risk__cell--here") == 2, "before and with the safeguards"
    refused = recommend(cast.elif_, assess(cast.elif_, sent(cast.amira, cast.hana, DIRECTOR)), Answer.NO)
    page = text(worker.get(at_own(refused)))
    assert "Advised against" in page
    deciding.refuse_exception(actor=cast.noor, exception_id=refused.pk, reason="It is too much.")
    assert "It is too much." in text(worker.get(at_own(refused)))


def test_the_page_says_what_happens_next_in_every_state(cast: "Cast", signed_in: Browsers) -> None:
    worker = signed_in(cast.amira)
    waiting = before_directors(cast.elif_, cast.amira, cast.hana)
    assert "It waits for a decision" in text(worker.get(at_own(waiting)))
    for status in S.values:
        waiting.status = status
        assert all(reading.what_happens_next(waiting)), status


def test_the_worker_says_how_it_went_and_asks_for_it_again(cast: "Cast", signed_in: Browsers) -> None:
    exception = over(cast)
    assert exception.status == S.EXPIRED
    worker = signed_in(cast.amira)
    assert at_own(exception, "outcome") in text(worker.get(at_own(exception)))
    response = worker.post(at_own(exception, "outcome"), {"learned": "She sings."})
    assert response.status_code == 422
    assert all(each in text(response) for each in ("She sings.", "Say how it went"))
    told = {"went": "well", "learned": "She sings.", "safeguards": "They held.", "csrfmiddlewaretoken": "one opened page"}
    for _turn in range(2):
        assert worker.post(at_own(exception, "outcome"), told).url == at_own(exception)
    assert every(ExceptionOutcome).count() == 1
    page = text(worker.get(at_own(exception)))
    assert all(each in page for each in ("She sings.", "They held.", "It went well"))
    assert worker.get(at_own(exception, "renew")).status_code == 405
    response = worker.post(at_own(exception, "renew"))
    again = every(ExceptionRequest).get(status=S.DRAFT)
    assert response.url == at_own(again, "step", "plan"), "the days are left open"
    assert again.renews == exception
    assert WORDS["what"] in text(worker.get(response.url))


def test_what_cannot_be_done_now_is_refused(cast: "Cast", signed_in: Browsers) -> None:
    worker, exception = signed_in(cast.amira), sent(cast.amira, cast.hana)
    for name in ("answer", "outcome", "discard"):
        assert worker.get(at_own(exception, name)).status_code == 409, name
    assert worker.post(at_own(exception, "renew")).status_code == 409
    running = approved(cast.elif_, cast.amira, cast.hana)
    assert worker.get(at_own(running, "withdraw")).status_code == 409
    assert not every(Message).filter(thread__about_id=running.pk).exists()


def test_a_draft_is_thrown_away_on_its_page(cast: "Cast", signed_in: Browsers) -> None:
    worker, draft = signed_in(cast.amira), drafted(cast.amira)
    assert worker.get(at_own(draft, "discard")).status_code == 200
    assert worker.post(at_own(draft, "discard")).url == reverse("exceptions:list")
    assert not every(ExceptionRequest).exists()


def test_a_form_sent_twice_begins_one_draft(cast: "Cast", signed_in: Browsers) -> None:
    worker = signed_in(cast.amira)
    for _turn in range(2):
        told = {"kind": "outing", "csrfmiddlewaretoken": "one opened page"}
        assert worker.post(reverse("exceptions:start"), told).status_code == 302
    assert every(ExceptionRequest).count() == 1
    assert worker.post(reverse("exceptions:start"), {}).status_code == 422


def test_lists_ask_as_many_questions_for_many_as_for_few(cast: "Cast", signed_in: Browsers) -> None:
    counts = []
    for many in (2, 12):
        for _turn in range(many):
            sent(cast.amira, cast.hana)
        browser = signed_in(cast.amira)
        browser.get(reverse("exceptions:list"))
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse("exceptions:list")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1], counts

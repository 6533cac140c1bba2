"""What an answer is made of: the clauses in force here, whom they name, and what one may go on with; and that nothing is kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries.clocks import queries as clock
from boundaries.web.models import KeptForm
from incidents.reports.choices import Danger, ReportKind
from incidents.reports.models import Draft
from policies.adoption.actions import adapt_clause, end_adoption
from policies.adoption.choices import LocalKind
from policies.library.choices import Category, Office, Strength
from policies.library.rules import ClauseFacts
from policies.situations.choices import Danger as DangerHere
from policies.situations.choices import Verdict, Way
from policies.situations.queries import MOST_ALSO, MOST_SHOWN
from policies.versions import actions as versions
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import LK, PCF, RC, adopted, issued
from tests.policies.situations.made import sea_rules
from tests.policies.situations.walking import Walk
from tests.seeing import every

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
GIFT = "A client gave me a present"
SAILING = "Sailing 1 with a client"
ASKING = {"Ask for guidance"}
TELLING = {"Tell us: it is about me", "Tell us: it is about a colleague"}
EVERYBODY = ("amira", "ben", "elif_", "farid", "noor", "samuel", "yara", "chidi", "olga", "maya", "pavel", "root")


def opened(signed_in: SignedIn, person: object) -> Walk:
    """Somebody who has opened the page."""
    return Walk(signed_in(person)).follow("Check a situation")


def answered(signed_in: SignedIn, person: object, words: str = SAILING, **known: str) -> Walk:
    """Somebody who has come to the answer about a situation under “Contact outside working hours”."""
    way = opened(signed_in, person).press(str(Category.OFF_HOURS.label)).press(words)
    return way.press("See the answer", **known) if "See the answer" in way.buttons else way


def ways(walk: Walk) -> set[str]:
    """What one may go on with."""
    return walk.buttons & (ASKING | TELLING | {"I am not sure and want guidance"})


# --- What the product says is what the clause says --------------------------------------------------------------------------
@pytest.mark.parametrize("strength", [Strength.ABSOLUTE, Strength.MUST_NOT])
def test_what_is_never_done_is_refused_to_everybody_and_there_is_no_way_to_ask(
    cast: Cast, signed_in: SignedIn, strength: Strength
) -> None:
    sea_rules(cast.noor, {"strength": strength, "exception": "never", "binds": ["volunteer"]})
    for name in EVERYBODY:
        way = answered(signed_in, getattr(cast, name))
        assert (way.page.heading.strip(), ways(way)) == ("Never", TELLING), name
        assert "nobody here can allow it" in way.page.text, name


@pytest.mark.parametrize("approver", [Office.LINE_MANAGER, Office.DIRECTOR, Office.CHIEF_EXECUTIVE, Office.BOARD])
def test_who_must_be_asked_first_is_named(cast: Cast, signed_in: SignedIn, approver: Office) -> None:
    sea_rules(cast.noor, {"strength": "approval", "approver": approver})
    way = answered(signed_in, cast.amira, happened="not_yet")
    assert (way.page.heading.strip(), ways(way)) == (f"Ask {approver.label} first", ASKING)
    assert f"Ask {approver.label} first. Without a yes, do not do it." in way.page.text
    after = answered(signed_in, cast.amira, happened="yes")
    assert (after.page.heading.strip(), ways(after)) == (f"Tell {approver.label}", TELLING)


def test_what_must_not_be_done_is_for_a_director_to_allow(cast: Cast, signed_in: SignedIn) -> None:
    sea_rules(cast.noor, {"strength": "must_not"})
    way = answered(signed_in, cast.amira, happened="not_yet")
    assert way.page.heading.strip() == "Ask a director first"
    assert "This is not done here unless a director allows it, with safeguards." in way.page.text


@pytest.mark.parametrize("whom", [Office.LINE_MANAGER, Office.SAFEGUARDING_LEAD, Office.TEAM])
def test_whom_to_tell_is_named(cast: Cast, signed_in: SignedIn, whom: Office) -> None:
    sea_rules(cast.noor, {"strength": "duty", "to_whom": whom, "exception": "never"})
    way = answered(signed_in, cast.amira)
    assert (way.page.heading.strip(), ways(way) >= TELLING) == (f"Tell {whom.label}", True)


def test_what_is_fine_is_said_to_be_fine(cast: Cast, signed_in: SignedIn) -> None:
    sea_rules(cast.noor, {"strength": "should"}, {"strength": "guidance", "expects": ["contact"]})
    assert answered(signed_in, cast.amira).page.heading.strip() == "Fine with care"
    unbound = answered(signed_in, cast.amira, "Sailing 2 with a client")
    assert (unbound.page.heading.strip(), ways(unbound)) == ("Take care, and ask if you are unsure", ASKING)


def test_what_is_for_the_line_manager_to_do_is_not_told_to_herself(cast: Cast, signed_in: SignedIn) -> None:
    sea_rules(cast.noor, {"strength": "responsibility", "whose": "line_manager", "exception": "never"})
    assert answered(signed_in, cast.amira).page.heading.strip() == "Tell the line manager"
    assert answered(signed_in, cast.elif_).answer.context["verdict"] == Verdict.CARE


def test_a_clause_that_does_not_bind_one_gives_way_to_one_that_does(cast: Cast, signed_in: SignedIn) -> None:
    words = {"everyday": [SAILING]}
    sea_rules(
        cast.noor,
        {"strength": "approval", "approver": "director", "binds": ["volunteer"], **words},
        {"strength": "approval", "approver": "line_manager", "binds": ["employee"], **words},
    )
    assert answered(signed_in, cast.amira, happened="not_yet").page.heading.strip() == "Ask the line manager first"
    partner = answered(signed_in, cast.pavel, happened="not_yet")
    assert partner.page.heading.strip() == "Ask a director first", "where none binds somebody, all do"
    assert "This clause is written for volunteers" in partner.page.text


def test_danger_comes_before_everything(cast: Cast, signed_in: SignedIn) -> None:
    sea_rules(cast.noor, {"strength": "should_not", "seriousness": "serious"})
    calm, danger = (answered(signed_in, cast.amira, danger=each) for each in DangerHere.values[::-1])
    assert (calm.answer.context["verdict"], danger.answer.context["verdict"]) == (Verdict.ASK_FIRST, Verdict.TELL)
    assert danger.page.text.index("call first") < danger.page.text.index("What says so")


# --- Several clauses --------------------------------------------------------------------------------------------------------
def test_the_strictest_of_several_policies_governs_and_all_are_shown(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, PCF)
    alone = opened(signed_in, cast.amira).press("Gifts").press("A client brought me chocolates")
    assert (alone.codes, alone.answer.context["verdict"]) == (["PCF-GIFT-2"], Verdict.CARE)
    adopted(cast.noor, RC)
    both = opened(signed_in, cast.amira).press("Gifts").press("A client brought me chocolates")
    both = both.press("See the answer", happened="not_yet")
    assert (both.codes, both.answer.context["verdict"]) == (["RC-B-4", "PCF-GIFT-2"], Verdict.ASK_FIRST)


def test_a_clause_that_is_added_changes_the_answer(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    words = "A client wants to go swimming with me"
    assert words not in opened(signed_in, cast.amira).press("Search", q="swimming").buttons
    before = opened(signed_in, cast.amira).press("Search", q="swimming").press("Nothing here fits")
    assert before.press("See the answer", happened="not_yet").answer.context["governing"] == []
    draft = versions.begin_revision(actor=cast.noor, version_id=issued(RC).pk)
    facts = ClauseFacts(
        id="RC-B-14", section="B", order=0, text="Do not go swimming with a client before your manager has agreed.",
        strength="approval", approver="line_manager", to_whom="", whose="", binds=("employee",), client_kinds=("direct",),
        categories=("off_hours",), seriousness="low", exception="approver", expects=("approval",), everyday=(words,),
    )  # fmt: skip
    versions.add_clause(actor=cast.noor, version_id=draft.pk, facts=facts)
    versions.submit(actor=cast.noor, version_id=draft.pk, change_note="Swimming.")
    versions.approve(actor=cast.samuel, version_id=draft.pk)
    after = opened(signed_in, cast.amira).press("Search", q="swimming").press(words)
    after = after.press("See the answer", happened="not_yet")
    assert (after.codes, after.page.heading.strip()) == (["RC-B-14"], "Ask the line manager first")


def test_a_clause_without_everyday_words_stands_for_itself(cast: Cast, signed_in: SignedIn) -> None:
    sea_rules(cast.noor, {"strength": "absolute", "everyday": [], "text": "Never sail at night with a client."})
    assert answered(signed_in, cast.amira, "Never sail at night with a client.").codes == ["SEA-1"]


def test_it_is_told_in_the_words_of_the_organisation_with_what_it_adds(cast: Cast, signed_in: SignedIn) -> None:
    mine = adopted(cast.noor, LK, service_user="islander", service_users="islanders")
    for kind, text in ((LocalKind.WORDING, "No church."), (LocalKind.INSTRUCTION, "Hand them to the chaplain.")):
        adapt_clause(actor=cast.noor, adoption_id=mine.pk, code="LK-3.4.2-1", kind=kind, text=text)
    way = opened(signed_in, cast.amira).press(str(Category.BELIEFS.label)).press("Inviting an islander to my church")
    assert all(words in way.page.text for words in ("No church.", "Hand them to the chaplain.", "Islanders may wish"))


def test_a_policy_that_ended_and_one_of_others_say_nothing(cast: Cast, signed_in: SignedIn) -> None:
    mine = adopted(cast.noor, RC)
    assert str(Category.GIFTS.label) in opened(signed_in, cast.amira).buttons
    assert opened(signed_in, cast.ivo).buttons & {str(each) for each in Category.labels} == set()
    end_adoption(actor=cast.noor, adoption_id=mine.pk)
    assert opened(signed_in, cast.amira).buttons & {str(each) for each in Category.labels} == set()


def test_without_any_policy_one_is_still_told_whom_to_ask(cast: Cast, signed_in: SignedIn) -> None:
    way = opened(signed_in, cast.amira)
    assert "No policy is in force here yet" in way.page.text
    way = way.press("Nothing here fits").press("See the answer", happened="not_yet")
    assert (way.page.heading.strip(), ways(way)) == ("Ask the line manager first", ASKING)
    assert "The policies here say nothing about this." in way.page.text


def test_what_fits_nowhere_is_asked_about_or_told(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    begun = opened(signed_in, cast.amira).press("Gifts").press("Nothing here fits")
    way = begun.press("See the answer", happened="yes")
    assert (way.page.heading.strip(), ways(way)) == ("Tell the line manager", TELLING)
    assert [each["code"] for each in way.answer.context["also"]] == ["RC-B-4"], "what is said about the topic stands below"


def test_very_many_clauses_are_answered_with_the_same_few_questions(cast: Cast, signed_in: SignedIn) -> None:
    few = [
        {"strength": each, "approver": "director" if each == "approval" else ""} for each in ("approval", "should", "must_not")
    ]
    sea_rules(cast.noor, *few)
    asked = {}
    for size in ("few", "many"):
        if size == "many":
            sea_rules(cast.noor, *(few * 400))
        browser: Browser = signed_in(cast.amira)
        counted = []
        for said in ({"topic": "off_hours"}, {"words": SAILING, "step": "asked"}, {"q": "sailing", "step": "search"}):
            with CaptureQueriesContext(connection) as found:
                answer = browser.post(reverse("situations:check"), said)
            assert answer.status_code == 200
            counted.append(len(found))
        asked[size] = counted
    assert asked["many"] == asked["few"]
    walk = opened(signed_in, cast.amira).press(str(Category.OFF_HOURS.label))
    assert len(walk.answer.context["words"]) == MOST_SHOWN
    assert "There are more." in walk.page.text
    assert len(walk.press(SAILING).press("See the answer").answer.context["also"]) == MOST_ALSO


# --- Going on, and leaving nothing behind -----------------------------------------------------------------------------------
def begun_by(walk: Walk, button: str, person: StaffMember) -> dict[str, Any]:
    """The answers of the draft that a button begins."""
    assert not every(Draft).exists()
    walk.press(button)
    (draft,) = every(Draft).select_related("data_key")
    answers = draft.answers
    assert isinstance(answers, dict)
    return answers


def test_a_report_begins_with_the_words_and_the_topics(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    way = opened(signed_in, cast.amira).press("Gifts").press(GIFT).press("See the answer", happened="not_yet")
    told = begun_by(way, "Ask for guidance", cast.amira)
    assert told == {"kind": ReportKind.GUIDANCE, "saw": GIFT, "categories": ["gifts"]}
    assert GIFT not in way.address
    again = opened(signed_in, cast.amira).press("Gifts").press(GIFT).press("See the answer", happened="not_yet")
    again.press("Ask for guidance")
    assert every(Draft).count() == 1, "the same is gone on with"


def test_what_is_known_of_danger_is_not_asked_again(cast: Cast, signed_in: SignedIn) -> None:
    sea_rules(cast.noor, {"strength": "should_not", "seriousness": "serious"})
    way = answered(signed_in, cast.amira, danger="no", happened="yes")
    told = begun_by(way, "Tell us: it is about a colleague", cast.amira)
    assert (told["danger"], told["kind"]) == (Danger.NO, ReportKind.CONCERN)
    assert way.answer["Location"].endswith("/people/")


def test_nothing_but_what_is_in_order_is_taken_into_a_draft(cast: Cast, signed_in: SignedIn) -> None:
    said = {"kind": "gossip", "danger": "perhaps", "categories": ["gifts", "cats"], "words": "x" * 30_000}
    answer = signed_in(cast.amira).post(reverse("reports:start"), said)
    assert answer["Location"].endswith("/danger/")
    assert every(Draft).select_related("data_key").get().answers == {}


def test_the_words_of_ways_are_those_of_reports() -> None:
    assert {each.value for each in Way} <= set(ReportKind.values)


def test_asking_changes_no_row_and_stands_in_no_address(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    browser = signed_in(cast.amira)
    browser.get(reverse("situations:check"))
    with CaptureQueriesContext(connection) as asked:
        for said in ({"topic": "gifts"}, {"words": GIFT}, {"words": GIFT, "step": "asked"}, {"q": "gift", "step": "search"}):
            answer = browser.post(reverse("situations:check"), said)
            assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    written = [each["sql"] for each in asked if each["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert [sql for sql in written if "session" not in sql.partition(" SET ")[0]] == []
    assert not any(GIFT in sql for sql in written)
    assert 'method="get"' not in answer.content.decode()


def test_what_comes_after_the_sign_in_ended_is_not_kept(cast: Cast, signed_in: SignedIn) -> None:
    browser, address = signed_in(cast.amira), reverse("situations:check")
    browser.get(address)
    assert browser.post(f"{reverse('signin:keep')}?path={address}", {"words": GIFT}).status_code == 422
    with clock.at(clock.now() + timedelta(minutes=21)):
        answer = browser.post(address, {"words": GIFT})
    assert answer["Location"] == "/sign-in/?why=away&next=%2Fsituations%2F"
    assert not KeptForm.objects.exists()


def test_where_a_clause_wants_a_contact_logged_the_answer_leads_there(cast: Cast, signed_in: SignedIn) -> None:
    sea_rules(cast.noor, {"strength": "should", "expects": ["contact"]}, {"strength": "should", "everyday": ["Rowing alone"]})
    form = f'href="{reverse("contacts:start")}"'
    assert form in answered(signed_in, cast.amira).answer.content.decode()
    assert form not in answered(signed_in, cast.amira, "Rowing alone").answer.content.decode()


def test_where_a_clause_is_about_gifts_or_money_the_answer_leads_to_the_gift_form(cast: Cast, signed_in: SignedIn) -> None:
    about_money = {"strength": "must_not", "categories": [6, 13], "everyday": ["Selling a boat"]}
    other = {"strength": "should", "categories": [13, 6], "everyday": ["Rowing alone"]}
    sea_rules(cast.noor, {"strength": "should", "expects": ["gift"]}, about_money, other)
    form = f'href="{reverse("gifts:start")}"'
    assert answered(signed_in, cast.amira).answer.content.decode().count(form) == 1
    assert form in answered(signed_in, cast.amira, "Selling a boat").answer.content.decode()
    assert form not in answered(signed_in, cast.amira, "Rowing alone").answer.content.decode()


# --- To a disclosure ----------------------------------------------------------------------------------------------------------
def test_what_is_about_a_tie_of_ones_own_leads_to_a_disclosure_and_nothing_else_does(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    for topic, leads in ((Category.FRIENDSHIP, True), (Category.PROPERTY, False)):
        start = opened(signed_in, cast.amira).press(str(topic.label))
        (words, *_rest) = sorted(start.buttons & {each for form in start.page.forms for each in form.buttons if len(each) > 12})
        way = start.press(words)
        way = way.press("See the answer") if "See the answer" in way.buttons else way
        assert ("Disclose it" in way.page.links) == leads, (topic, words)
        assert not leads or way.page.links["Disclose it"] == reverse("disclosures:start")

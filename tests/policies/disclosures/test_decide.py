"""Talking about a disclosure, deciding it, and what comes after: updates, ends, exceptions."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from accounts.assignments.actions import assign
from accounts.assignments.choices import AssignmentRole, BlockExtent
from accounts.assignments.models import Assignment, AssignmentBlock
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at, now
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from policies.disclosures import actions, queries
from policies.disclosures.choices import DisclosureStatus as S
from policies.disclosures.choices import Extent, Outcome, Whereabouts
from policies.disclosures.deciding import actions as deciding
from policies.disclosures.models import Disclosure, DisclosureDecision, DisclosureSafeguard
from policies.disclosures.rules import Conversation
from tests.accounts.calling import calling
from tests.policies.adopting import RC, adopted
from tests.policies.disclosures.told import (
    TALKED,
    data_of,
    decide,
    drafted,
    events_of,
    fresh,
    hand_over,
    let_in,
    plan,
    sent,
    settle,
    talk,
    talked,
    wait_until,
)
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def blocks_of(worker: StaffMember) -> list[str]:
    return list(AssignmentBlock.objects.filter(worker=worker, ended_at=None).values_list("extent", flat=True))


def runs(worker: StaffMember) -> bool:
    return Assignment.objects.filter(worker=worker, ends_on=None).exists()


# --- The conversation ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("missing", ["confidentiality", "risk", "view"])
def test_a_conversation_is_about_confidentiality_and_risk_and_has_the_workers_view(cast: "Cast", missing: str) -> None:
    disclosure = sent(cast.amira, cast.hana)
    told = TALKED._replace(**{missing: " "})
    with pytest.raises(RuleViolation) as refusal:
        deciding.write_conversation(actor=cast.elif_, disclosure_id=disclosure.pk, on=today(cast.organisation), told=told)
    assert refusal.value.field == missing


def test_it_is_held_between_the_sending_and_today(cast: "Cast") -> None:
    disclosure, on = sent(cast.amira, cast.hana), today(cast.organisation)
    for day, code in ((on + DAY, "conversation.future"), (on - DAY, "conversation.early")):
        with pytest.raises(RuleViolation, match=code):
            deciding.write_conversation(actor=cast.elif_, disclosure_id=disclosure.pk, on=day, told=TALKED)
    kept = deciding.write_conversation(actor=cast.elif_, disclosure_id=disclosure.pk, on=on, told=TALKED)
    assert Conversation(kept.confidentiality, kept.risk, kept.view) == TALKED
    assert fresh(disclosure).status == S.UNDER_REVIEW


@pytest.mark.parametrize("outcome", [each for each in Outcome if each != Outcome.EXCEPTED])
def test_nothing_is_decided_before_they_talked_and_before_it_is_clear_who_it_is(cast: "Cast", outcome: Outcome) -> None:
    disclosure = sent(cast.amira)
    with pytest.raises(MoveRefused):
        decide(cast.elif_, disclosure, outcome)
    every(Disclosure).filter(pk=disclosure.pk).update(status=S.UNDER_REVIEW)
    with pytest.raises(RuleViolation, match=r"disclosure\.no-conversation"):
        decide(cast.elif_, disclosure, outcome)
    talk(cast.elif_, disclosure)
    with pytest.raises(RuleViolation, match=r"disclosure\.no-client"):
        decide(cast.elif_, disclosure, outcome)
    assert not every(DisclosureDecision).exists()


def test_it_is_returned_and_answered(cast: "Cast") -> None:
    disclosure = talked(cast.elif_, cast.amira, cast.hana)
    deciding.return_disclosure(actor=cast.elif_, disclosure_id=disclosure.pk, text="How often do you meet?")
    settle()
    assert (fresh(disclosure).status, fresh(disclosure).due_at) == (S.RETURNED, None)
    whole = queries.whole(queries.own_disclosure(cast.amira, disclosure.pk))
    assert whole.question is not None
    assert whole.question.body == "How often do you meet?"
    with pytest.raises(MoveRefused):
        decide(cast.elif_, disclosure, Outcome.CLEARED)
    with pytest.raises(NotVisible):
        actions.answer_disclosure(actor=cast.ben, disclosure_id=disclosure.pk, text="Never.")
    actions.answer_disclosure(actor=cast.amira, disclosure_id=disclosure.pk, text="Once a week.")
    assert fresh(disclosure).status == S.UNDER_REVIEW
    assert fresh(disclosure).due_at is not None
    assert [each.body for each in queries.whole(fresh(disclosure)).thread] == ["How often do you meet?", "Once a week."]


# --- Who the other one is -----------------------------------------------------------------------------------------------------
def test_whoever_decides_says_which_client_it_is_or_that_it_is_none_here(cast: "Cast") -> None:
    disclosure = sent(cast.amira)
    with pytest.raises(RuleViolation, match=r"disclosure\.client"):
        deciding.link_client(actor=cast.elif_, disclosure_id=disclosure.pk, client_id=cast.ivo.pk)
    deciding.link_client(actor=cast.elif_, disclosure_id=disclosure.pk, client_id=None)
    assert fresh(disclosure).whereabouts == Whereabouts.NOT_HERE
    deciding.link_client(actor=cast.elif_, disclosure_id=disclosure.pk, client_id=cast.hana.pk)
    assert (fresh(disclosure).whereabouts, fresh(disclosure).client) == (Whereabouts.CLIENT, cast.hana)
    talk(cast.elif_, disclosure)
    decide(cast.elif_, disclosure, Outcome.CLEARED)
    with pytest.raises(MoveRefused):
        deciding.link_client(actor=cast.elif_, disclosure_id=disclosure.pk, client_id=None)


def test_nobody_is_taken_off_a_case_that_is_none_here(cast: "Cast") -> None:
    disclosure = talked(cast.elif_, cast.amira)
    with pytest.raises(RuleViolation, match=r"disclosure\.no-case"):
        decide(cast.elif_, disclosure, Outcome.OFF_THE_CASE)
    decide(cast.elif_, disclosure, Outcome.MANAGED, extent=Extent.KEY_WORKER)
    assert not AssignmentBlock.objects.exists(), "there is no client to be kept from"


# --- The decisions ------------------------------------------------------------------------------------------------------------
def test_it_is_cleared_with_a_reason_and_nobody_is_kept_apart(cast: "Cast") -> None:
    disclosure = talked(cast.elif_, cast.amira, cast.hana)
    with pytest.raises(RuleViolation):
        decide(cast.elif_, disclosure, Outcome.CLEARED, reason=" ")
    decision = decide(cast.elif_, disclosure, Outcome.CLEARED)
    assert (fresh(disclosure).status, fresh(disclosure).due_at) == (S.CLEARED, None)
    assert (decision.reason, decision.decided_by) == ("We talked it over.", cast.elif_)
    assert blocks_of(cast.amira) == []
    assert runs(cast.amira)
    assert data_of(disclosure, "disclosure.cleared") == {"decision": str(decision.pk)}


def test_what_the_policy_never_allows_is_not_simply_cleared(cast: "Cast", library: None) -> None:
    adopted(cast.noor, RC)
    disclosure = talked(cast.elif_, cast.amira, cast.hana, kind="romantic", timing="anticipated")
    decide(cast.elif_, disclosure, Outcome.CLEARED)
    actions.update_disclosure(
        actor=cast.amira, disclosure_id=disclosure.pk, words="It is so now.", facts={"kind": "friend", "timing": "now"}
    )
    with pytest.raises(RuleViolation, match=r"disclosure\.never"):
        decide(cast.elif_, disclosure, Outcome.CLEARED)
    decide(cast.elif_, disclosure, Outcome.REFUSED)
    assert fresh(disclosure).status == S.REFUSED


def test_a_plan_has_safeguards_with_owners_and_a_review_within_the_year(cast: "Cast") -> None:
    disclosure, on = talked(cast.elif_, cast.ben, cast.hana), today(cast.organisation)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"safeguards": []}, "plan.empty"),
        ({"safeguards": [plan(cast.elif_, on)[0]._replace(words=" ")]}, "disclosure.words"),
        ({"safeguards": plan(cast.ivo, on)}, "plan.owner"),
        ({"safeguards": plan(cast.elif_, on) * 11}, "plan.many"),
        ({"review_on": on}, "plan.review"),
        ({"review_on": on + 400 * DAY}, "plan.review"),
    ]
    for facts, code in wrong:
        with pytest.raises(RuleViolation, match=code.replace(".", r"\.")):
            decide(cast.elif_, disclosure, Outcome.MANAGED, **facts)
    decide(cast.elif_, disclosure, Outcome.MANAGED, extent=Extent.KEY_WORKER)
    kept = every(DisclosureSafeguard).get()
    assert (kept.words, kept.owner, kept.on) == ("Somebody else brings her post.", cast.elif_, on)
    assert (fresh(disclosure).status, fresh(disclosure).review_on) == (S.MANAGED, on + 90 * DAY)
    assert blocks_of(cast.ben) == [BlockExtent.KEY_WORKER]
    assert runs(cast.ben), "a plan ends nothing that it allows"


def test_a_key_worker_is_not_kept_from_it_while_they_are(cast: "Cast") -> None:
    disclosure = talked(cast.elif_, cast.amira, cast.hana)
    with pytest.raises(RuleViolation) as refusal:
        decide(cast.elif_, disclosure, Outcome.MANAGED, extent=Extent.KEY_WORKER)
    assert refusal.value.field == "extent"
    assert fresh(disclosure).status == S.UNDER_REVIEW
    assert not every(DisclosureSafeguard).exists()


def test_taking_somebody_off_a_case_hands_the_client_over_in_the_same_step(cast: "Cast") -> None:
    disclosure, on = talked(cast.elif_, cast.amira, cast.hana), today(cast.organisation)
    wrong = [
        (hand_over(None, on), "hand-over.nobody"),
        (hand_over(cast.amira, on), "hand-over.same"),
        (hand_over(cast.ivo, on), "hand-over.unknown"),
        (hand_over(cast.ben, on)._replace(told_how=" "), "disclosure.words"),
        (hand_over(cast.ben, on + 400 * DAY), "hand-over.day"),
    ]
    for told, code in wrong:
        with pytest.raises(RuleViolation, match=code.replace(".", r"\.")):
            decide(cast.elif_, disclosure, Outcome.OFF_THE_CASE, hand_over=told)
    assert runs(cast.amira)
    decision = decide(cast.elif_, disclosure, Outcome.OFF_THE_CASE, hand_over=hand_over(cast.ben, on + 2 * DAY))
    assert (decision.takes_over, decision.told_on) == (cast.ben, on + 2 * DAY)
    ended = Assignment.objects.get(worker=cast.amira)
    assert ended.ends_on == on
    assert blocks_of(cast.amira) == [BlockExtent.ANY]
    assert data_of(disclosure, "disclosure.taken-off")["assignment"] == str(ended.pk)
    with pytest.raises(RuleViolation, match="blocked"):
        assign(actor=cast.elif_, client_id=cast.hana.pk, worker_id=cast.amira.pk, role=AssignmentRole.WORKER, starts_on=on + DAY)


def test_a_tie_to_a_relative_keeps_from_the_client(cast: "Cast") -> None:
    disclosure = talked(cast.elif_, cast.amira, cast.hana, relative=cast.jonah.pk, towards="relative", kind="friend")
    decide(cast.elif_, disclosure, Outcome.OFF_THE_CASE)
    assert AssignmentBlock.objects.get().client == cast.hana


def test_a_refusal_leaves_standing_what_kept_them_apart(cast: "Cast") -> None:
    disclosure = talked(cast.elif_, cast.amira, cast.hana)
    decide(cast.elif_, disclosure, Outcome.OFF_THE_CASE)
    actions.update_disclosure(actor=cast.amira, disclosure_id=disclosure.pk, words="I would like to come back.")
    assert (fresh(disclosure).status, blocks_of(cast.amira)) == (S.UNDER_REVIEW, [BlockExtent.ANY])
    decide(cast.elif_, disclosure, Outcome.REFUSED)
    assert blocks_of(cast.amira) == [BlockExtent.ANY]
    actions.update_disclosure(actor=cast.amira, disclosure_id=disclosure.pk, words="We do not see each other any more.")
    decide(cast.elif_, disclosure, Outcome.CLEARED)
    assert blocks_of(cast.amira) == []
    assert [each.outcome for each in every(DisclosureDecision).order_by("pk")] == ["off_the_case", "refused", "cleared"]


# --- What bars service altogether -----------------------------------------------------------------------------------------------
def test_a_past_tie_bars_service_from_the_sending_on(cast: "Cast") -> None:
    Assignment.objects.filter(worker=cast.amira).update(ends_on=today(cast.organisation) - DAY)
    disclosure = sent(cast.amira, towards="former", kind="romantic_before")
    assert blocks_of(cast.amira) == []
    deciding.link_client(actor=cast.elif_, disclosure_id=disclosure.pk, client_id=cast.hana.pk)
    assert blocks_of(cast.amira) == [BlockExtent.ANY], "before they talked, and before anything was decided"
    with pytest.raises(MoveRefused):
        deciding.link_client(actor=cast.elif_, disclosure_id=disclosure.pk, client_id=None)
    talk(cast.elif_, disclosure)
    for outcome in (Outcome.CLEARED, Outcome.MANAGED, Outcome.REFUSED):
        with pytest.raises(RuleViolation, match=r"disclosure\.bars-service"):
            decide(cast.elif_, disclosure, outcome)
    actions.update_disclosure(actor=cast.amira, disclosure_id=disclosure.pk, words="I meant a friend.", facts={"kind": "friend"})
    with pytest.raises(RuleViolation, match=r"disclosure\.bars-service"):
        decide(cast.elif_, disclosure, Outcome.CLEARED)
    decide(cast.elif_, disclosure, Outcome.OFF_THE_CASE)
    actions.ask_to_end(actor=cast.amira, disclosure_id=disclosure.pk, on=today(cast.organisation), words="It is over.")
    deciding.confirm_end(actor=cast.elif_, disclosure_id=disclosure.pk, reason="Noted.")
    assert (fresh(disclosure).status, blocks_of(cast.amira)) == (S.ENDED, [BlockExtent.ANY])


def test_while_they_work_together_the_decision_ends_it_and_so_does_ending_the_assignment(cast: "Cast") -> None:
    from accounts.assignments.actions import end

    sent(cast.amira, cast.hana, kind="romantic", timing="now")
    assert (blocks_of(cast.amira), runs(cast.amira)) == ([BlockExtent.ANY], True), "the client is not left alone without a word"
    running = Assignment.objects.get(worker=cast.amira)
    end(actor=cast.elif_, assignment_id=running.pk, last_day=today(cast.organisation))
    assert blocks_of(cast.amira) == [BlockExtent.ANY]
    other = talked(cast.elif_, cast.ben, cast.hana, kind="romantic_before")
    assert runs(cast.ben)
    decide(cast.elif_, other, Outcome.OFF_THE_CASE)
    assert (blocks_of(cast.ben), runs(cast.ben)) == ([BlockExtent.ANY], False)


def test_a_tie_bars_every_new_assignment_while_one_runs_out_or_was_to_begin(cast: "Cast") -> None:
    on = today(cast.organisation)
    Assignment.objects.filter(worker=cast.amira).update(ends_on=on - DAY)
    Assignment.objects.filter(worker=cast.ben).update(ends_on=on + 5 * DAY)
    assign(actor=cast.elif_, client_id=cast.hana.pk, worker_id=cast.ben.pk, role=AssignmentRole.WORKER, starts_on=on + 30 * DAY)
    disclosure = sent(cast.ben, cast.hana, kind="romantic_before")
    assert [each.ends_on for each in Assignment.objects.filter(worker=cast.ben)] == [on + 5 * DAY]
    for role in AssignmentRole:
        with pytest.raises(RuleViolation, match="blocked"):
            assign(actor=cast.elif_, client_id=cast.hana.pk, worker_id=cast.ben.pk, role=role, starts_on=on + 6 * DAY)
    wait_until(now() + 7 * DAY)
    assert blocks_of(cast.ben) == [BlockExtent.ANY]
    with at(now() + 7 * DAY), pytest.raises(RuleViolation, match="blocked"):
        assign(actor=cast.noor, client_id=cast.hana.pk, worker_id=cast.ben.pk, role=AssignmentRole.WORKER, starts_on=on + 7 * DAY)
    assert fresh(disclosure).bars


def test_only_a_director_outside_the_line_excepts_it(cast: "Cast") -> None:
    disclosure = talked(cast.elif_, cast.amira, cast.hana, kind="romantic_before")
    except_it = deciding.allow_exception
    for person in (cast.elif_, cast.farid, cast.samuel, cast.ben, cast.olga, cast.amira, cast.ivo):
        with pytest.raises(NotVisible):
            except_it(actor=person, disclosure_id=disclosure.pk, reason="It is long ago.")
    for person in (cast.grace, cast.noor):
        with pytest.raises(Forbidden):
            except_it(actor=person, disclosure_id=disclosure.pk, reason="It is long ago.")
    with pytest.raises(RuleViolation):
        except_it(actor=cast.ingrid, disclosure_id=disclosure.pk, reason=" ")
    except_it(actor=cast.ingrid, disclosure_id=disclosure.pk, reason="It is thirty years ago.")
    assert blocks_of(cast.amira) == []
    with pytest.raises(MoveRefused):
        except_it(actor=cast.ingrid, disclosure_id=disclosure.pk, reason="Again.")
    decide(cast.elif_, disclosure, Outcome.MANAGED)
    assert fresh(disclosure).status == S.MANAGED
    plain = sent(cast.ben, cast.hana)
    with pytest.raises(MoveRefused):
        except_it(actor=cast.ingrid, disclosure_id=plain.pk, reason="Nothing is barred here.")


def test_an_exception_is_for_one_tie_and_does_not_outlive_a_change(cast: "Cast") -> None:
    disclosure = talked(cast.elif_, cast.amira, cast.hana, kind="romantic_before")
    deciding.allow_exception(actor=cast.ingrid, disclosure_id=disclosure.pk, reason="It is thirty years ago.")
    change: dict[str, Any] = {"actor": cast.amira, "disclosure_id": disclosure.pk}
    actions.update_disclosure(**change, words="We greet each other.", facts={"nature": "perceived"})
    assert (fresh(disclosure).excepted, blocks_of(cast.amira)) == (True, [])
    actions.update_disclosure(**change, words="It began again.", facts={"kind": "romantic", "timing": "now"})
    assert (fresh(disclosure).excepted, blocks_of(cast.amira)) == (False, [BlockExtent.ANY])
    with pytest.raises(RuleViolation, match=r"disclosure\.bars-service"):
        decide(cast.elif_, disclosure, Outcome.MANAGED)


def test_an_exception_reopens_what_took_them_off_the_case_and_lifts_nothing(cast: "Cast") -> None:
    disclosure = talked(cast.elif_, cast.amira, cast.hana, kind="romantic_before")
    decide(cast.elif_, disclosure, Outcome.OFF_THE_CASE)
    deciding.allow_exception(actor=cast.ingrid, disclosure_id=disclosure.pk, reason="It is thirty years ago.")
    assert (fresh(disclosure).status, blocks_of(cast.amira)) == (S.UNDER_REVIEW, [BlockExtent.ANY])
    assert fresh(disclosure).due_at is not None, "whoever decides has it again"
    decide(cast.elif_, disclosure, Outcome.MANAGED)
    assert blocks_of(cast.amira) == []


def test_an_exception_leaves_an_earlier_plan_as_it_was(cast: "Cast") -> None:
    disclosure = talked(cast.elif_, cast.ben, cast.hana)
    decide(cast.elif_, disclosure, Outcome.MANAGED, extent=Extent.KEY_WORKER)
    facts = {"kind": "romantic", "timing": "now"}
    actions.update_disclosure(actor=cast.ben, disclosure_id=disclosure.pk, words="It grew.", facts=facts)
    assert blocks_of(cast.ben) == [BlockExtent.ANY]
    deciding.allow_exception(actor=cast.ingrid, disclosure_id=disclosure.pk, reason="They marry.")
    assert (fresh(disclosure).status, blocks_of(cast.ben)) == (S.UNDER_REVIEW, [BlockExtent.KEY_WORKER])


# --- Later --------------------------------------------------------------------------------------------------------------------
def test_an_end_is_confirmed_before_anything_is_lifted(cast: "Cast") -> None:
    disclosure, on = talked(cast.elif_, cast.amira, cast.hana), today(cast.organisation)
    decide(cast.elif_, disclosure, Outcome.OFF_THE_CASE)
    with pytest.raises(MoveRefused):
        deciding.confirm_end(actor=cast.elif_, disclosure_id=disclosure.pk, reason="It is over.")
    with pytest.raises(RuleViolation):
        actions.ask_to_end(actor=cast.amira, disclosure_id=disclosure.pk, on=on + DAY, words="We moved away.")
    actions.ask_to_end(actor=cast.amira, disclosure_id=disclosure.pk, on=on, words="We moved away.")
    assert (blocks_of(cast.amira), fresh(disclosure).due_at is not None) == ([BlockExtent.ANY], True)
    with pytest.raises(MoveRefused):
        actions.ask_to_end(actor=cast.amira, disclosure_id=disclosure.pk, on=on, words="Twice.")
    deciding.confirm_end(actor=cast.elif_, disclosure_id=disclosure.pk, reason="They do not meet any more.")
    assert (fresh(disclosure).status, fresh(disclosure).due_at, blocks_of(cast.amira)) == (S.ENDED, None, [])
    with pytest.raises(MoveRefused):
        actions.update_disclosure(actor=cast.amira, disclosure_id=disclosure.pk, words="It began again.")
    assert data_of(disclosure, "disclosure.ended") == {"blocks": 1}


def test_an_end_that_was_asked_for_is_forgotten_with_a_change_a_decision_or_a_no(cast: "Cast") -> None:
    disclosure, on = talked(cast.elif_, cast.amira, cast.hana), today(cast.organisation)
    mine: dict[str, Any] = {"actor": cast.amira, "disclosure_id": disclosure.pk}
    decide(cast.elif_, disclosure, Outcome.MANAGED)
    planned = fresh(disclosure).due_at
    with pytest.raises(MoveRefused):
        deciding.say_not_ended(actor=cast.elif_, disclosure_id=disclosure.pk, reason="Nobody said so.")
    actions.ask_to_end(**mine, on=on, words="We moved away.")
    with pytest.raises(RuleViolation):
        deciding.say_not_ended(actor=cast.elif_, disclosure_id=disclosure.pk, reason=" ")
    deciding.say_not_ended(actor=cast.elif_, disclosure_id=disclosure.pk, reason="You still meet at the club.")
    now_ = fresh(disclosure)
    assert (now_.end_asked_on, now_.waits_since, now_.status, now_.due_at) == (None, None, S.MANAGED, planned)
    assert [each.body for each in queries.whole(now_).thread][-1] == "You still meet at the club."
    actions.ask_to_end(**mine, on=on, words="We left the club.")
    actions.update_disclosure(**mine, words="No: we are back.")
    assert fresh(disclosure).end_asked_on is None
    actions.ask_to_end(**mine, on=on, words="We left again.")
    deciding.say_not_ended(actor=cast.elif_, disclosure_id=disclosure.pk, reason="Let us wait.")
    assert fresh(disclosure).due_at is not None, "it waits for the decision all the same"
    actions.ask_to_end(**mine, on=on, words="We left at last.")
    decide(cast.elif_, disclosure, Outcome.REFUSED)
    assert (fresh(disclosure).end_asked_on, fresh(disclosure).waits_since) == (None, None)


def test_what_was_told_before_a_change_is_kept(cast: "Cast") -> None:
    disclosure = sent(cast.amira, cast.hana)
    change = actions.update_disclosure(
        actor=cast.amira, disclosure_id=disclosure.pk, words="We became friends.", facts={"kind": "friend", "timing": "now"}
    )
    assert change.before == {"kind": "neighbour", "nature": "actual", "timing": "before", "direction": ""}
    assert (fresh(disclosure).kind, fresh(disclosure).status) == ("friend", S.CONVERSATION_DUE)
    with pytest.raises(RuleViolation):
        actions.update_disclosure(actor=cast.amira, disclosure_id=disclosure.pk, words="It grew.", facts={"kind": "attachment"})


def test_earlier_ones_of_the_same_worker_are_seen_before_deciding(cast: "Cast") -> None:
    first = sent(cast.amira, cast.hana)
    second = sent(cast.amira, kind="business")
    sent(cast.ben, cast.hana)
    hidden = sent(cast.amira, kind="friend", colleagues=[cast.elif_.pk])
    drafted(cast.amira)
    talk(cast.elif_, first)
    decide(cast.elif_, first, Outcome.MANAGED)

    def seen(person: StaffMember, disclosure: Disclosure) -> set[tuple[Disclosure, str | None, bool, bool]]:
        rows = queries.earlier_of(person, queries.disclosure_for(person, disclosure.pk))
        return {(each.disclosure, each.outcome, each.routed, each.in_register) for each in rows}

    assert seen(cast.elif_, second) == {(first, "managed", True, False)}, "never what they are part of"
    assert hidden.handler == cast.farid
    assert seen(cast.farid, hidden) == {(second, None, False, False), (first, "managed", False, False)}, "a new decider too"
    assert queries.earlier_of(cast.noor, hidden) == queries.earlier_of(cast.ivo, hidden) == []
    assert queries.earlier_of(cast.ben, hidden) == queries.earlier_of(cast.amira, hidden) == []


def test_who_was_told_because_it_was_late_sees_the_earlier_ones_and_opens_none_of_them(cast: "Cast", signed_in: Any) -> None:
    first = sent(cast.amira, cast.hana, story="We were married.")
    mine = sent(cast.amira, cast.hana, kind="business")
    talk(cast.elif_, first)
    decide(cast.elif_, first, Outcome.CLEARED)
    wait_until(now() + 20 * DAY)
    assert (cast.farid.pk, "escalated") in let_in(mine)
    first_url = reverse("disclosures:handle", args=[first.pk])
    page = signed_in(cast.farid).get(reverse("disclosures:handle", args=[mine.pk])).content.decode()
    assert first.reference is not None
    assert first.reference in page
    assert "Cleared: nothing has to be done" in page
    assert not any(word in page for word in (first_url, "We were married."))
    assert signed_in(cast.farid).get(first_url).status_code == 404
    (line,) = calling(cast.farid).get(f"disclosures/desk/{mine.pk}/")["earlier"]
    assert (line["reference"], line["outcome"], line["url"]) == (first.reference, "cleared", "")
    assert first_url in signed_in(cast.elif_).get(reverse("disclosures:handle", args=[mine.pk])).content.decode()


def test_the_worker_decides_nothing_about_their_own(cast: "Cast") -> None:
    disclosure = sent(cast.elif_, cast.hana)
    assert disclosure.handler == cast.farid
    with pytest.raises(NotVisible):
        talk(cast.elif_, disclosure)
    with pytest.raises(NotVisible):
        talk(cast.amira, disclosure)
    assert "disclosure.talked" not in events_of(disclosure)
    noors = sent(cast.noor, cast.hana, kind="romantic_before", timing="before")
    with pytest.raises(NotVisible):
        deciding.allow_exception(actor=cast.noor, disclosure_id=noors.pk, reason="My own.")
    assert noors not in queries.register_of(cast.noor)

"""The pages of disclosures: from the first page a worker opens to the decision, and what each reader is shown."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.assignments.models import Assignment, AssignmentBlock
from accounts.organisations.queries import today
from boundaries.clocks.queries import at, now
from boundaries.errors.exceptions import RuleViolation
from policies.disclosures import actions
from policies.disclosures.choices import DisclosureStatus as S
from policies.disclosures.choices import Outcome
from policies.disclosures.deciding import actions as deciding
from policies.disclosures.models import Disclosure
from tests.accounts.calling import calling
from tests.policies.disclosures.told import decide, drafted, fresh, sent, settle, talked
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

pytestmark = pytest.mark.django_db


def day(name: str, on: date) -> dict[str, int]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def at_own(disclosure: Disclosure, name: str = "one", *more: str) -> str:
    return reverse(f"disclosures:{name}", args=[disclosure.pk, *more])


def test_the_whole_way_from_the_first_page_to_the_decision(cast: "Cast", signed_in: Any) -> None:
    worker, decider = signed_in(cast.amira), signed_in(cast.elif_)
    began = worker.post(f"{reverse('disclosures:start')}?client={cast.hana.pk}")
    draft = every(Disclosure).get()
    assert began.url == at_own(draft, "step", "kind"), "what is known already is not asked first"
    assert (draft.client, draft.towards) == (cast.hana, "client")
    pages: list[tuple[str, dict[str, Any]]] = [
        ("whom", {"towards": "client", "client": str(cast.hana.pk), "person": ""}),
        ("kind", {"kind": "neighbour"}),
        ("how", {"nature": "actual", "timing": "before", "since": "2025"}),
        ("story", {"story": "We live in one street.", "proposal": "I go on."}),
        ("colleagues", {"colleague_1": "", "colleague_2": "", "colleague_3": ""}),
    ]
    for step, told in pages:
        url = at_own(draft, "step", step)
        assert worker.get(url).status_code == 200
        response = worker.post(url, told)
        assert response.status_code == 302, step
    shown = worker.get(response.url)
    assert "We live in one street." in shown.content.decode()
    assert decider.get(at_own(draft, "handle")).status_code == 404
    response = worker.post(response.url)
    assert response.url == at_own(draft, "receipt")
    assert fresh(draft).reference in worker.get(response.url).content.decode()
    settle()
    desk = decider.get(reverse("disclosures:desk")).content.decode()
    assert fresh(draft).reference in desk
    page = decider.get(at_own(draft, "handle")).content.decode()
    assert "We live in one street." in page
    on = today(cast.organisation)
    talk = {**day("on", on), "confidentiality": "Nobody knows.", "risk": "Little.", "view": "It is fine."}
    assert decider.post(at_own(draft, "talk"), talk).url == at_own(draft, "handle")
    assert decider.post(at_own(draft, "return"), {"text": "How often do you meet?"}).status_code == 302
    assert "How often do you meet?" in worker.get(at_own(draft)).content.decode()
    assert worker.post(at_own(draft, "answer"), {"text": "Once a week."}).url == at_own(draft)
    plan = {
        "words_1": "Somebody else brings her post.",
        "owner_1": str(cast.elif_.pk),
        **day("on_1", on),
        "extent": "nothing",
        **day("review_on", on + timedelta(days=60)),
        "reason": "Little can happen.",
    }
    assert decider.post(at_own(draft, "manage"), plan).url == at_own(draft, "handle")
    assert fresh(draft).status == S.MANAGED
    for client in (worker, decider):
        address = at_own(draft) if client is worker else at_own(draft, "handle")
        assert "Somebody else brings her post." in client.get(address).content.decode()


def test_bad_input_is_said_beside_its_field_and_nothing_is_lost(cast: "Cast", signed_in: Any) -> None:
    worker, draft = signed_in(cast.amira), drafted(cast.amira)
    response = worker.post(at_own(draft, "step", "whom"), {"towards": "relative", "client": "", "person": " "})
    assert response.status_code == 422
    assert "Choose the client, or write the name" in response.content.decode()
    response = worker.post(at_own(draft, "step", "how"), {"since": "a long time ago, when we were small"})
    assert response.status_code == 422
    assert "a long time ago, when we were small" in response.content.decode()
    actions.save_disclosure(actor=cast.amira, disclosure_id=draft.pk, facts={"story": ""})
    response = worker.post(at_own(draft, "step", "check"))
    assert response.status_code == 200
    assert "Tell in your own words what it is about." in response.content.decode()
    assert fresh(draft).status == S.DRAFT
    disclosure = talked(cast.elif_, cast.amira, cast.hana)
    decider, on = signed_in(cast.elif_), today(cast.organisation)
    response = decider.post(at_own(disclosure, "take_off"), {**day("told_on", on), "told_how": "A talk.", "reason": "So be it."})
    assert response.status_code == 422
    assert "Choose who takes over, or say why nobody does yet." in response.content.decode()
    assert "So be it." in response.content.decode()
    response = decider.post(at_own(disclosure, "manage"), {"words_2": "Half of one.", "extent": "key_worker"})
    assert response.status_code == 422
    assert response.content.decode().count("A safeguard needs its words") >= 2


def test_a_hand_over_is_asked_for_only_where_there_is_somebody_to_hand_over(cast: "Cast", signed_in: Any) -> None:
    decider, mine = signed_in(cast.elif_), talked(cast.elif_, cast.ben, cast.hana)
    assert "told_how" in decider.get(at_own(mine, "take_off")).content.decode()
    with pytest.raises(RuleViolation) as refusal:
        deciding.take_off_case(actor=cast.elif_, disclosure_id=mine.pk, reason="They are close.")
    assert refusal.value.field == "told_how"
    Assignment.objects.filter(worker=cast.ben).update(ends_on=today(cast.organisation) - timedelta(days=1))
    page = decider.get(at_own(mine, "take_off")).content.decode()
    assert not any(name in page for name in ("told_how", "told_on", "takes_over"))
    assert decider.post(at_own(mine, "take_off"), {"reason": "They are close."}).url == at_own(mine, "handle")
    decision = mine.decisions.get()
    assert (decision.outcome, decision.told_on, decision.takes_over) == (Outcome.OFF_THE_CASE, None, None)
    assert AssignmentBlock.objects.filter(worker=cast.ben, extent="any", ended_at=None).exists()
    assert "The client is told" not in decider.get(at_own(mine, "handle")).content.decode()


def test_the_api_asks_for_a_hand_over_in_the_same_way(cast: "Cast", signed_in: Any) -> None:
    mine = talked(cast.elif_, cast.ben, cast.hana)
    path, reason = f"disclosures/desk/{mine.pk}/take-off/", {"reason": "They are close."}
    assert list(calling(cast.elif_).post(path, reason).wrong) == ["told_how"]
    assert list(calling(cast.elif_).post(path, reason | {"told_how": "In a talk."}).wrong) == ["told_on"]
    Assignment.objects.filter(worker=cast.ben).update(ends_on=today(cast.organisation) - timedelta(days=1))
    assert calling(cast.elif_).post(path, reason).status == 201


def test_a_form_sent_twice_acts_once(cast: "Cast", signed_in: Any) -> None:
    disclosure = talked(cast.elif_, cast.amira, cast.hana)
    decider = signed_in(cast.elif_)
    sent_form = {"reason": "Nothing has to be done.", "csrfmiddlewaretoken": "one opened page"}
    for _turn in range(2):
        assert decider.post(at_own(disclosure, "clear"), sent_form).status_code == 302
    assert disclosure.decisions.count() == 1
    response = decider.post(at_own(disclosure, "clear"), sent_form | {"csrfmiddlewaretoken": "another page"})
    assert response.status_code == 409


def test_a_decision_asks_for_a_fresh_sign_in(cast: "Cast", signed_in: Any) -> None:
    from policies.disclosures.urls import urlpatterns

    fresh_ones = {each.name for each in urlpatterns if getattr(each.callback, "fresh_only", False)}
    assert fresh_ones == {"clear", "manage", "take_off", "refuse", "confirm_end", "except"}


def test_a_plan_that_took_long_to_write_is_not_lost(cast: "Cast", signed_in: Any) -> None:
    disclosure = talked(cast.elif_, cast.amira, cast.hana)
    elif_, manage = signed_in(cast.elif_), reverse("disclosures:manage", args=[disclosure.pk])
    with at(now() + timedelta(minutes=6)):
        late = elif_.post(manage, {"words_1": "They do not work alone together.", "reason": "We talked it over."})
    assert late["Location"].startswith(reverse("secondfactor:again"))
    assert fresh(disclosure).status == disclosure.status
    page = elif_.get(manage).content.decode()
    assert "We kept what you had typed" in page
    assert "They do not work alone together." in page
    assert "Error:" not in page


def test_the_other_person_is_looked_up_and_linked(cast: "Cast", signed_in: Any) -> None:
    disclosure = sent(cast.amira)
    decider = signed_in(cast.elif_)
    assert "Hana" not in decider.get(at_own(disclosure, "link")).content.decode()
    found = decider.get(at_own(disclosure, "link") + "?q=Hana").content.decode()
    assert cast.hana.reference in found
    response = decider.post(at_own(disclosure, "link") + "?q=Hana", {"client": str(cast.hana.pk)})
    assert response.url == at_own(disclosure, "handle")
    assert fresh(disclosure).client == cast.hana


def test_the_worker_does_not_learn_that_whom_they_named_is_a_client(cast: "Cast", signed_in: Any) -> None:
    Assignment.objects.filter(worker=cast.amira).update(ends_on=today(cast.organisation) - timedelta(days=1))
    for towards in ("client", "former", "relative"):
        disclosure = sent(cast.amira, towards=towards)
        deciding.link_client(actor=cast.elif_, disclosure_id=disclosure.pk, client_id=cast.hana.pk)
        page = signed_in(cast.amira).get(at_own(disclosure)).content.decode()
        told = calling(cast.amira).get(f"disclosures/{disclosure.pk}/").body
        assert "Rosa from the bakery" in page
        assert cast.hana.reference not in page
        assert (told["who"], cast.hana.reference in str(told)) == ("Rosa from the bakery", False)


def test_the_worker_reads_on_whom_they_chose_themselves(cast: "Cast", signed_in: Any) -> None:
    disclosure = sent(cast.amira, cast.hana)
    Assignment.objects.filter(worker=cast.amira).update(ends_on=today(cast.organisation) - timedelta(days=1))
    assert cast.hana.reference in signed_in(cast.amira).get(at_own(disclosure)).content.decode()


def test_the_register_masks_what_an_auditor_may_not_read(cast: "Cast", signed_in: Any) -> None:
    disclosure = talked(cast.elif_, cast.amira, cast.hana)
    decide(cast.elif_, disclosure, Outcome.CLEARED)
    secret = ("We live in one street", cast.hana.reference, "Hana", "We talked it over.", "She might expect more")
    for person, reads in ((cast.noor, True), (cast.ingrid, True), (cast.grace, False)):
        browser = signed_in(person)
        listed = browser.get(reverse("disclosures:register")).content.decode()
        page = browser.get(at_own(disclosure, "registered")).content.decode()
        assert fresh(disclosure).reference in listed
        assert all((word in page) == reads for word in secret if word != "Hana")
        assert (cast.hana.reference in listed) == reads
    for person in (cast.amira, cast.elif_, cast.olga, cast.samuel, cast.chidi, cast.root):
        browser = signed_in(person)
        assert browser.get(reverse("disclosures:register")).status_code == 404
        assert browser.get(at_own(disclosure, "registered")).status_code == 404


def test_lists_ask_as_many_questions_for_many_as_for_few(cast: "Cast", signed_in: Any) -> None:
    addresses = {
        cast.amira: reverse("disclosures:list"),
        cast.elif_: reverse("disclosures:desk"),
        cast.noor: reverse("disclosures:register"),
    }
    counts: dict[str, list[int]] = {url: [] for url in addresses.values()}
    for many in (3, 30):
        for _turn in range(many):
            sent(cast.amira, cast.hana)
        for person, url in addresses.items():
            browser = signed_in(person)
            browser.get(url)
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(url).status_code == 200
            counts[url].append(len(asked))
    assert all(few == many for few, many in counts.values()), counts


def test_a_draft_is_thrown_away_on_its_page(cast: "Cast", signed_in: Any) -> None:
    worker, draft = signed_in(cast.amira), drafted(cast.amira)
    assert worker.get(at_own(draft, "discard")).status_code == 200
    assert worker.post(at_own(draft, "discard")).url == reverse("disclosures:list")
    assert not every(Disclosure).exists()
    assert signed_in(cast.ben).get(at_own(draft, "discard")).status_code == 404

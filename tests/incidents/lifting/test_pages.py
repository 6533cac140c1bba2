"""The pages and the API: who finds what, that it takes a fresh sign-in, and that a double click decides once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.grants.choices import ExclusionSource
from accounts.signin.sessions import PROVED_AT
from incidents.desk.actions import add_party
from incidents.lifting.models import ExclusionLifting, LiftingDecision
from incidents.reports.actions import keep_out
from incidents.reports.choices import PartyRole
from incidents.reports.models import Report
from tests.incidents.lifting.play import WHY, exclusion_of, lifted, proposed, put_out, stepped_aside
from tests.incidents.told import fresh, send
from tests.seeing import every

pytestmark = pytest.mark.django_db
SignedIn = Callable[[object], Client]
SAW = "quayside lantern"


@pytest.fixture
def report(cast: Cast) -> Report:
    """Elif handles it; Chidi has stepped aside; a witness is named."""
    sent = send(cast.amira, cast.ben, saw=SAW)
    put_out(sent, cast.chidi)
    add_party(actor=cast.elif_, report_id=sent.pk, role=PartyRole.WITNESS, person_id=cast.pavel.pk)
    return fresh(sent)


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def stale(browser: Client) -> Client:
    """They showed who they are too long ago."""
    session = browser.session
    session[PROVED_AT] -= 3600
    session.save()
    return browser


def test_from_the_report_to_the_proposal(cast: Cast, report: Report, signed_in: SignedIn) -> None:
    elif_ = signed_in(cast.elif_)
    kept_out = reverse("lifting:kept_out", args=[report.pk])
    assert kept_out in elif_.get(reverse("desk:report", args=[report.pk])).content.decode()
    said = text_of(elif_.get(kept_out))
    assert "Chidi Eze" in said
    assert "They stepped aside" in said
    assert "Pavel Horak" in said
    assert said.count("They are named in the report. As long as they are, they stay out.") == 2
    address = reverse("lifting:propose", args=[report.pk, exclusion_of(report, cast.chidi)])
    assert elif_.get(kept_out).content.decode().count(address) == 1
    assert elif_.post(address, {"reason": " "}).status_code == 422
    assert elif_.post(address, {"reason": WHY}).status_code == 302
    said = text_of(elif_.get(kept_out))
    assert "It was proposed." in said
    assert "It waits for a second person until" in said
    assert "See the proposal" in said


def test_what_was_typed_for_longer_than_five_minutes_is_given_back(cast: Cast, report: Report, signed_in: SignedIn) -> None:
    elif_, address = signed_in(cast.elif_), reverse("lifting:propose", args=[report.pk, exclusion_of(report, cast.chidi)])
    proved_at = elif_.session[PROVED_AT]
    assert stale(elif_).post(address, {"reason": WHY})["Location"].startswith(reverse("secondfactor:again"))
    assert not every(ExclusionLifting).exists()
    session = elif_.session
    session[PROVED_AT] = proved_at
    session.save()
    said = text_of(elif_.get(address))
    assert "We kept what you had typed. It has not been sent yet" in said
    assert WHY in said
    assert WHY not in text_of(signed_in(cast.elif_).get(reverse("home")))


def test_a_second_person_finds_it_and_is_shown_no_word_of_the_report(cast: Cast, signed_in: SignedIn) -> None:
    report = send(cast.amira, cast.ben, saw=SAW)
    put_out(report, cast.maya)
    lifting, chidi = proposed(report, cast.elif_, cast.maya), signed_in(cast.chidi)
    start = text_of(chidi.get(reverse("home")))
    assert "1 proposal waits for a second person." in start
    assert report.reference in text_of(chidi.get(reverse("lifting:waiting")))
    page = chidi.get(reverse("lifting:decide", args=[lifting.pk]))
    said = text_of(page)
    for words in (
        report.reference,
        "Maya Lindgren",
        "They stepped aside",
        WHY,
        "Elif Demir",
        "The report itself is not open to you",
    ):
        assert words in said
    for words in (SAW, "Ben Okafor", "Amira Haddad"):
        assert words not in said
    assert chidi.get(reverse("lifting:kept_out", args=[report.pk])).status_code == 404
    assert chidi.get(reverse("desk:report", args=[report.pk])).status_code == 404
    answer = chidi.post(reverse("lifting:decide", args=[lifting.pk]), {"act": "confirm"}, follow=True)
    assert "It was lifted. Nothing comes back by itself" in text_of(answer)
    assert "Lifted by Chidi Eze" in text_of(answer)
    assert "for a second person" not in text_of(chidi.get(reverse("home")))


def test_a_director_reads_the_report_from_there(cast: Cast, report: Report, signed_in: SignedIn) -> None:
    lifting, ingrid = proposed(report, cast.elif_, cast.chidi), signed_in(cast.ingrid)
    in_register = reverse("register:report", args=[report.pk])
    assert in_register in ingrid.get(reverse("lifting:decide", args=[lifting.pk])).content.decode()
    assert reverse("lifting:kept_out", args=[report.pk]) in ingrid.get(in_register).content.decode()
    assert in_register in ingrid.get(reverse("lifting:kept_out", args=[report.pk])).content.decode()


def test_what_one_may_not_answer_is_not_offered(cast: Cast, report: Report, signed_in: SignedIn) -> None:
    lifting = proposed(report, cast.elif_, cast.chidi)
    address = reverse("lifting:decide", args=[lifting.pk])
    proposer, above = (text_of(signed_in(each).get(address)) for each in (cast.elif_, cast.noor))
    assert "Take it back" in proposer
    assert "Lift it" not in proposer
    assert "Leave it as it is" in above
    assert "You stand above or below one of them" in above
    assert "Lift it" not in above
    for who in (cast.elif_, cast.noor):
        assert signed_in(who).post(address, {"act": "confirm"}).status_code == 403
    assert signed_in(cast.ingrid).post(address, {"act": "nonsense"}).status_code == 422
    assert not every(LiftingDecision).exists()


def test_it_can_be_left_as_it_is(cast: Cast, report: Report, signed_in: SignedIn) -> None:
    lifting = proposed(report, cast.elif_, cast.chidi)
    address = reverse("lifting:decide", args=[lifting.pk])
    said = text_of(signed_in(cast.ingrid).post(address, {"act": "decline"}, follow=True))
    assert "It was left as it is." in said
    assert "Left as it is by Ingrid Solheim" in said
    said = text_of(signed_in(cast.ingrid).post(address, {"act": "confirm"}, follow=True))
    assert "somebody decided before you, or the time is over" in said


def test_a_double_click_decides_and_says_it_once(cast: Cast, report: Report, signed_in: SignedIn) -> None:
    elif_, ingrid = signed_in(cast.elif_), signed_in(cast.ingrid)
    address = reverse("lifting:propose", args=[report.pk, exclusion_of(report, cast.chidi)])
    click_twice(elif_, address, {"reason": WHY})
    click_twice(ingrid, reverse("lifting:decide", args=[every(ExclusionLifting).get().pk]), {"act": "confirm"})
    assert every(ExclusionLifting).count() == every(LiftingDecision).count() == 1
    assert text_of(ingrid.get(reverse("lifting:decide", args=[every(ExclusionLifting).get().pk]))).count("It was lifted.") == 1


def click_twice(browser: Client, address: str, words: dict[str, str]) -> None:
    """The same words from the same opened page."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(address).content.decode())
    assert token
    answers = [browser.post(address, {**words, "csrfmiddlewaretoken": token[1]}) for _click in range(2)]
    assert [each.status_code for each in answers] == [302, 302]


def test_either_act_takes_a_fresh_sign_in(cast: Cast, report: Report, signed_in: SignedIn) -> None:
    exclusion = exclusion_of(report, cast.chidi)
    elif_ = stale(signed_in(cast.elif_))
    answer = elif_.post(reverse("lifting:propose", args=[report.pk, exclusion]), {"reason": WHY})
    assert answer["Location"].startswith(reverse("secondfactor:again"))
    sent = elif_.post(
        reverse("api_lifting:propose", args=[report.pk, exclusion]), {"reason": WHY}, content_type="application/json"
    )
    assert sent.status_code == 403
    assert not every(ExclusionLifting).exists()
    lifting, ingrid = proposed(report, cast.elif_, cast.chidi), stale(signed_in(cast.ingrid))
    answer = ingrid.post(reverse("lifting:decide", args=[lifting.pk]), {"act": "confirm"})
    assert answer["Location"].startswith(reverse("secondfactor:again"))
    for verb in ("confirm", "decline"):
        sent = ingrid.post(reverse(f"api_lifting:{verb}", args=[lifting.pk]), {}, content_type="application/json")
        assert sent.status_code == 403
    assert not every(LiftingDecision).exists()


def test_whom_the_reporter_fears_is_not_told_where_they_asked_for_confidence(cast: Cast, signed_in: SignedIn) -> None:
    report = send(cast.amira, cast.ben, in_confidence=True, not_to_receive=[str(cast.maya.pk)])
    keep_out(report, cast.chidi.pk, ExclusionSource.CONFLICT)
    elif_ = signed_in(cast.elif_)
    page = text_of(elif_.get(reverse("lifting:kept_out", args=[report.pk])))
    told = elif_.get(reverse("api_lifting:kept_out", args=[report.pk])).json()["kept_out"]
    assert "Maya" not in page
    assert {each["person"]["name"]: each["cause"] for each in told} == {"Ben Okafor": "subject", "Chidi Eze": None}
    assert "They declared a conflict of interest" not in page
    feared = exclusion_of(report, cast.maya)
    assert elif_.get(reverse("lifting:propose", args=[report.pk, feared])).status_code == 404
    answer = elif_.post(
        reverse("api_lifting:propose", args=[report.pk, feared]), {"reason": WHY}, content_type="application/json"
    )
    assert answer.status_code == 404


def test_the_reporters_open_wish_is_kept_and_said_kindly(cast: Cast, signed_in: SignedIn) -> None:
    report = send(cast.amira, cast.ben, not_to_receive=[str(cast.maya.pk)])
    elif_ = signed_in(cast.elif_)
    list_url = reverse("lifting:kept_out", args=[report.pk])
    assert "The reporter asked that they do not receive it. We keep to that." in text_of(elif_.get(list_url))
    answer = elif_.get(reverse("lifting:propose", args=[report.pk, exclusion_of(report, cast.maya)]))
    assert answer["Location"] == list_url


def test_an_exclusion_of_another_report_is_none_of_this_one(cast: Cast, report: Report, signed_in: SignedIn) -> None:
    other = send(cast.amira, cast.ben)
    put_out(other, cast.chidi)
    elif_, mixed = signed_in(cast.elif_), [report.pk, exclusion_of(other, cast.chidi)]
    assert elif_.get(reverse("lifting:propose", args=mixed)).status_code == 404
    answer = elif_.post(reverse("api_lifting:propose", args=mixed), {"reason": WHY}, content_type="application/json")
    assert answer.status_code == 404


def test_the_same_by_the_api(cast: Cast, report: Report, signed_in: SignedIn) -> None:
    elif_, ingrid = signed_in(cast.elif_), signed_in(cast.ingrid)
    told = elif_.get(reverse("api_lifting:kept_out", args=[report.pk])).json()["kept_out"]
    (one,) = (each for each in told if each["person"]["name"] == "Chidi Eze")
    assert (one["cause"], one["stays"], one["lifted"], one["lifting"]) == ("recused", "", False, None)
    answer = elif_.post(one["url"], {"reason": WHY}, content_type="application/json")
    assert answer.status_code == 201
    (waiting,) = ingrid.get(reverse("api_lifting:waiting")).json()["liftings"]
    assert (waiting["id"], waiting["reason"], waiting["status"]) == (answer.json()["id"], WHY, "proposed")
    assert elif_.get(reverse("api_lifting:waiting")).json() == {"liftings": []}
    done = ingrid.post(reverse("api_lifting:confirm", args=[waiting["id"]]), {}, content_type="application/json")
    assert done.status_code == 200
    after = ingrid.get(waiting["url"]).json()
    assert (after["status"], after["decided_by"]["name"]) == ("confirmed", "Ingrid Solheim")
    again = ingrid.post(reverse("api_lifting:decline", args=[waiting["id"]]), {}, content_type="application/json")
    assert again.status_code == 409
    told = elif_.get(reverse("api_lifting:kept_out", args=[report.pk])).json()["kept_out"]
    assert [each["lifted"] for each in told if each["person"]["name"] == "Chidi Eze"] == [True]


def test_whoever_is_let_back_never_finds_what_was_said_of_them(cast: Cast, signed_in: SignedIn) -> None:
    report = stepped_aside(cast)
    lifting = lifted(report, cast.elif_, cast.ingrid, cast.chidi)
    chidi = signed_in(cast.chidi)
    assert chidi.get(reverse("lifting:decide", args=[lifting.pk])).status_code == 404
    assert chidi.get(reverse("api_lifting:lifting", args=[lifting.pk])).status_code == 404
    assert chidi.get(reverse("lifting:kept_out", args=[report.pk])).status_code == 404


@pytest.mark.parametrize(("who", "asked"), [("amira", 0), ("root", 0), ("grace", 0), ("elif_", 1), ("chidi", 1), ("ingrid", 1)])
def test_what_waits_costs_the_start_page_nothing_for_those_who_never_decide(
    cast: Cast, signed_in: SignedIn, who: str, asked: int
) -> None:
    put_out(report := send(cast.amira, cast.ben), cast.maya)
    proposed(report, cast.elif_, cast.maya)
    browser = signed_in(getattr(cast, who))
    with CaptureQueriesContext(connection) as queries:
        assert ("For you to decide" in text_of(browser.get(reverse("home")))) is (who == "chidi")
    assert sum("incidents_exclusionlifting" in each["sql"] for each in queries) == asked

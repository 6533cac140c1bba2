"""Policies come first: what stays open to whoever has yet to acknowledge one, and that everything else waits without loss (AK-11)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import get_resolver, reverse

from accounts.demo.cast import Cast
from accounts.organisations.choices import Gate
from accounts.staff.models import StaffMember
from boundaries.access.doors import READING, Door, door_of, views_within
from boundaries.clocks.queries import at, now
from incidents.desk.queries import PRESSING
from policies.acknowledgements.actions import acknowledge
from policies.adoption.models import Adoption
from tests.accounts.calling import calling
from tests.accounts.kinds import SignedIn, last_written_about
from tests.incidents.told import send
from tests.policies.adopting import PQ, RC, adopted
from tests.policies.campaigns.asking import LAST_DAY, MONDAY, moment, started

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]

ALWAYS = {
    # to read and to acknowledge, alone and for the product's own sake
    "policies": {"list", "policy", "clause", "topics", "topic", "search", "instructions"},
    "versions": {"list", "version", "compare"},
    "acknowledgements": {"list", "acknowledge"},
    "api_acknowledgements": {"own", "acknowledge"},
    # to report, and to see one's own drafts and threads
    "reports": {
        "start", "list", "discard", "step", "autosave", "check", "receipt", "receipt_text", "report", "message", "add", "answer",
        "withdraw", "files",
    },
    "api_reports": {
        "drafts", "draft", "offers", "draft_files", "draft_file", "submit", "reports", "report", "messages", "additions",
        "answer", "withdrawal", "report_files",
    },
    # to answer what is urgent
    "desk": {"queue"},
    "api_desk": {"queue"},
    "emergency": {"decide", "access", "end"},
    "api_emergency": {"waiting", "access", "confirm", "decline", "end"},
    # to get help, to see to one's own account, and to sign out
    "": {"home"},
    "about": {"me"},
    "situations": {"check"},
    "reflection": {"home", "check", "write", "note", "change", "delete", "delete_all"},
    "api_reflection": {"signs", "notes", "note"},
    "api_situations": {"situations", "search"},
    "api_about": {"held"},
    "notices": {"list", "read_all"},
    "api_notices": {"notices", "read"},
    "sessions": {"account", "end", "end_others"},
    "api_sessions": {"sessions", "session", "others"},
    "signin": {"keep", "keep_alive"},
    "api_me": {"me"},
    "passwords": {"change"},
    "addresses": {"change", "confirm"},
    "tokens": {"list", "revoke", "revoke_all"},
    "api_tokens": {"token"},
}  # fmt: skip
"""Every address behind a door that stays open. Whoever adds one to it says why it cannot wait until a policy is read."""
TO_READ = {
    "api_policies": {"policies", "policy", "clause", "topics", "topic", "search", "instructions"},
    "api_versions": {"versions", "version", "compare"},
    "api_tokens": {"tokens"},
}
"""What stays open for reading only."""


def gated(cast: Cast) -> Adoption:
    """A policy waits for everybody, and comes first."""
    adoption = adopted(cast.noor, RC)
    cast.organisation.gate = Gate.AT_ONCE
    cast.organisation.save(update_fields=["gate"])
    return adoption


def say(person: StaffMember, adoption: Adoption) -> None:
    acknowledge(actor=person, adoption_id=adoption.pk, digest=adoption.digest)


def is_shut(answer: Any) -> bool:
    shut = answer.status_code == 403 and "policies/gate/closed.html" in [each.name for each in answer.templates]
    assert shut == ("First, a policy waits for you" in answer.content.decode())
    return shut


def named(wanted: object) -> set[str]:
    """The addresses behind a door that say this of those who have yet to acknowledge."""
    found = set()
    for name, view in views_within(get_resolver().url_patterns):
        said = getattr(view, "ungated", False) or getattr(getattr(view, "cls", None), "ungated", False)
        if said == wanted and door_of(view) in {Door.SIGNED_IN, Door.STAFF}:
            found.add(name)
    return found


def spelt(names: dict[str, set[str]]) -> set[str]:
    return {f"{space}:{each}" if space else each for space, all_of in names.items() for each in all_of}


# --- What stays open --------------------------------------------------------------------------------------------------------
def test_every_address_that_stays_open_stands_in_the_list() -> None:
    assert named(True) == spelt(ALWAYS)
    assert named(READING) == spelt(TO_READ)
    assert {name.partition(":")[0] for name in named(PRESSING)} == {"desk", "api_desk", "excepted", "api_excepted"}


@pytest.mark.parametrize(
    "page",
    ["home", "acknowledgements:list", "policies:list", "reports:list", "notices:list", "about:me", "about:help", "desk:queue",
     "sessions:account"],
)  # fmt: skip
def test_what_cannot_wait_stays_open(page: str, cast: Cast, signed_in: SignedIn) -> None:
    gated(cast)
    assert signed_in(cast.elif_).get(reverse(page)).status_code == 200


@pytest.mark.parametrize(
    "page", ["staff:list", "clients:list", "register:list", "acknowledgements:team", "lifting:waiting", "tokens:make"]
)
def test_everything_else_waits(page: str, cast: Cast, signed_in: SignedIn) -> None:
    adoption = gated(cast)
    browser = signed_in(cast.elif_)
    shut = browser.get(reverse(page))
    assert is_shut(shut)
    assert reverse("acknowledgements:acknowledge", args=[RC]) in shut.content.decode()
    say(cast.elif_, adoption)
    assert not is_shut(browser.get(reverse(page)))


def test_one_signs_out_and_is_let_in_to_report(cast: Cast, signed_in: SignedIn) -> None:
    gated(cast)
    browser = signed_in(cast.amira)
    assert browser.post(reverse("reports:start")).status_code == 302
    assert browser.post(reverse("signin:sign_out")).status_code in {200, 302}


# --- What is urgent ---------------------------------------------------------------------------------------------------------
def test_an_urgent_report_opens_and_can_be_answered_and_others_wait(cast: Cast, signed_in: SignedIn) -> None:
    usual, danger = send(cast.amira, cast.ben), send(cast.amira, cast.ben, danger="yes")
    maybe = send(cast.amira, cast.ben, danger="unsure")
    gated(cast)
    browser = signed_in(cast.elif_)
    for report, shut in ((usual, True), (danger, False), (maybe, False)):
        assert is_shut(browser.get(reverse("desk:report", args=[report.pk]))) is shut
        assert is_shut(browser.post(reverse("desk:ask", args=[report.pk]), {"text": "Where?"})) is shut
    usual.refresh_from_db()
    assert usual.due_at is not None
    with at(usual.due_at + (usual.due_at - now())):
        assert not is_shut(browser.get(reverse("desk:report", args=[usual.pk]))), "it is late by now"


def test_a_report_one_may_not_see_is_like_one_that_can_wait_and_like_none(cast: Cast, signed_in: SignedIn) -> None:
    danger, usual = send(cast.amira, cast.elif_, danger="yes"), send(cast.amira, cast.ben)
    gated(cast)
    browser = signed_in(cast.elif_)
    pages = [browser.get(reverse("desk:report", args=[each])) for each in (danger.pk, usual.pk, uuid4())]
    assert [each.status_code for each in pages] == [403, 403, 403]
    assert len({without_references(each.content.decode()) for each in pages}) == 1


def without_references(page: str) -> str:
    """A page without what differs each time: its nonce and the token against forgery."""
    import re

    return re.sub(r'(nonce|value)="[^"]+"', "", page)


# --- Nothing is lost --------------------------------------------------------------------------------------------------------
def test_what_was_typed_is_kept_and_given_back(cast: Cast, signed_in: SignedIn) -> None:
    report = send(cast.amira, cast.ben)
    page = reverse("desk:message", args=[report.pk])
    adoption = gated(cast)
    browser = signed_in(cast.elif_)
    shut = browser.post(page, {"text": "Who else was at the harbour?"})
    assert is_shut(shut)
    assert "We kept what you had typed" in shut.content.decode()
    sent = browser.post(reverse("acknowledgements:acknowledge", args=[RC]), {"kept": "on", "digest": adoption.digest})
    assert (sent.status_code, sent.headers["Location"]) == (302, page)
    assert "Who else was at the harbour?" in browser.get(page).content.decode()


def test_one_comes_back_only_when_nothing_waits_any_more(cast: Cast, signed_in: SignedIn) -> None:
    first = gated(cast)
    second = adopted(cast.noor, PQ)
    browser = signed_in(cast.elif_)
    assert is_shut(browser.get(reverse("staff:list")))
    answers = [
        browser.post(reverse("acknowledgements:acknowledge", args=[key]), {"kept": "on", "digest": adoption.digest})
        for key, adoption in ((RC, first), (PQ, second))
    ]
    assert [each.headers["Location"] for each in answers] == [reverse("acknowledgements:list"), reverse("staff:list")]


# --- By the API ---------------------------------------------------------------------------------------------------------------
def test_a_programme_is_told_what_to_do_first(cast: Cast) -> None:
    adoption = gated(cast)
    elif_ = calling(cast.elif_)
    refused = elif_.get("people/")
    assert (refused.status, refused.code) == (403, "acknowledge-first")
    assert elif_.get("acknowledgements/").status == 200
    assert elif_.get(f"policies/{RC}/").status == 200
    assert elif_.post(f"policies/{RC}/acknowledge/", {"digest": adoption.digest}).status == 201
    assert elif_.get("people/").status == 200


def test_what_is_open_for_reading_is_shut_for_changing(cast: Cast) -> None:
    gated(cast)
    noor = calling(cast.noor)
    assert noor.get(f"policies/{RC}/").status == 200
    assert noor.put(f"policies/{RC}/", {"words": {}, "owner": str(cast.noor.pk)}).code == "acknowledge-first"


# --- Where it holds -----------------------------------------------------------------------------------------------------------
def test_nothing_waits_where_the_gate_stands_open_or_nothing_is_in_force(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.elif_)
    cast.organisation.gate = Gate.AT_ONCE
    cast.organisation.save(update_fields=["gate"])
    assert browser.get(reverse("staff:list")).status_code == 200
    adopted(cast.noor, RC)
    assert is_shut(browser.get(reverse("staff:list")))
    cast.organisation.gate = Gate.OPEN
    cast.organisation.save(update_fields=["gate"])
    assert browser.get(reverse("staff:list")).status_code == 200


def test_by_the_deadline_it_shuts_for_those_who_are_late_and_for_nobody_else(cast: Cast, signed_in: SignedIn) -> None:
    with at(moment(MONDAY)):
        adoption = adopted(cast.noor, RC)
        adopted(cast.noor, PQ)
    started(cast.noor, RC)
    cast.organisation.gate = Gate.DEADLINE
    cast.organisation.save(update_fields=["gate"])
    page = reverse("staff:list")
    with at(moment(LAST_DAY)):
        assert signed_in(cast.elif_).get(page).status_code == 200
    with at(moment(LAST_DAY + timedelta(days=1))):
        browser = signed_in(cast.elif_)
        assert is_shut(browser.get(page))
        say(cast.elif_, adoption)
        assert browser.get(page).status_code == 200, "what no campaign asks for has no last day"


def test_an_outside_contact_has_nothing_to_acknowledge(cast: Cast, signed_in: SignedIn) -> None:
    gated(cast)
    assert signed_in(cast.miriam).get(reverse("lifting:waiting")).status_code == 200


def test_an_administrator_sets_it_in_the_browser_and_by_the_api(cast: Cast, signed_in: SignedIn) -> None:
    from accounts.organisations.forms import SettingsForm

    page = reverse("organisations:change_settings")
    told = SettingsForm.said_by(cast.organisation)
    wrong = signed_in(cast.olga).post(page, told | {"gate": "sometimes"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["gate"])
    assert signed_in(cast.olga).post(page, told | {"gate": "at_once"}).status_code == 302
    assert last_written_about(cast.organisation.pk)[2] == {"fields": ["gate"]}
    assert "As soon as a policy waits for them" in signed_in(cast.olga).get(reverse("organisations:settings")).content.decode()
    assert calling(cast.olga).patch("organisation/", {"gate": "open"})["gate"] == "open"

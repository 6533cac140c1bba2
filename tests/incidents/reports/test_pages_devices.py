"""Saving while one types, two devices at once, and a session that ended: nothing written is lost."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.demo.cast import Cast
from tests.incidents.reports.pages import Reporter, answers_of, page_of


@pytest.fixture
def amira(cast: Cast) -> Reporter:
    return Reporter(cast.amira)


@pytest.fixture
def draft_id(amira: Reporter) -> Any:
    begun = amira.start()
    amira.fill(begun, {"danger": {"danger": "no"}, "kind": {"kind": "concern"}})
    return begun


def marks(answer: Any) -> dict[str, str]:
    """The hidden marks by which an open page is told from another."""
    page = page_of(answer)
    return {name: re.findall(rf'name="{name}" value="([^"]*)"', page)[0] for name in ("page", "seen")}


def autosave(reporter: Reporter, draft_id: Any, step: str, **fields: Any) -> int:
    address = reverse("reports:autosave", args=[draft_id, step])
    return int(reporter.browser.post(address, fields, headers={"X-Requested-With": "autosave"}).status_code)


def test_every_page_says_where_it_saves_itself(amira: Reporter, draft_id: Any) -> None:
    for step in ("danger", "people", "what", "named"):
        assert f'data-autosave-url="{reverse("reports:autosave", args=[draft_id, step])}"' in page_of(amira.get(draft_id, step))


def test_what_is_typed_is_saved_before_any_button(amira: Reporter, draft_id: Any) -> None:
    opened = marks(amira.get(draft_id, "what"))
    assert autosave(amira, draft_id, "what", **opened, saw="He") == 204
    assert autosave(amira, draft_id, "what", **opened, saw="He came") == 204
    assert answers_of(draft_id)["saw"] == "He came"
    assert amira.post(draft_id, "what", **opened, saw="He came home").status_code == 302
    assert answers_of(draft_id)["saw"] == "He came home"


def test_what_cannot_be_saved_is_said_and_the_rest_is_saved(amira: Reporter, draft_id: Any) -> None:
    assert autosave(amira, draft_id, "what", saw="x" * 20_001, told="good") == 422
    assert (answers_of(draft_id).get("saw", ""), answers_of(draft_id)["told"]) == ("", "good")


def test_an_empty_page_saves_itself_without_complaint(amira: Reporter, draft_id: Any) -> None:
    for step in ("danger", "kind", "people", "when", "what", "categories", "done", "not-to-receive", "named"):
        assert autosave(amira, draft_id, step) == 204
    assert answers_of(draft_id)["kind"] == "concern"


def test_a_name_being_typed_adds_nobody_by_itself(amira: Reporter, draft_id: Any, cast: Cast) -> None:
    amira.post(draft_id, "people", "add", query="Ben", pick=str(cast.ben.id))
    assert autosave(amira, draft_id, "people", query="Pavel", pick=str(cast.pavel.id), client_names="Hana") == 204
    assert [person["person"] for person in answers_of(draft_id)["subjects"]] == [str(cast.ben.id)]
    assert answers_of(draft_id)["clients"] == [{"client": None, "name": "Hana"}]


def test_a_second_device_overwrites_nothing_unseen(cast: Cast, amira: Reporter, draft_id: Any) -> None:
    phone = Reporter(cast.amira)
    here, there = marks(amira.get(draft_id, "what")), marks(phone.get(draft_id, "what"))
    assert phone.post(draft_id, "what", **there, saw="From the phone").status_code == 302
    assert autosave(amira, draft_id, "what", **here, saw="From the laptop") == 409
    both = amira.post(draft_id, "what", **here, saw="From the laptop")
    assert both.status_code == 409
    page = page_of(both)
    assert "This page was also changed somewhere else" in page
    assert page.count("From the phone") == 1
    assert page.count("From the laptop") == 1
    assert answers_of(draft_id)["saw"] == "From the phone"
    again = amira.post(draft_id, "what", **marks(both), saw="From both")
    assert again.status_code == 302
    assert answers_of(draft_id)["saw"] == "From both"


def test_the_same_words_on_two_devices_are_no_quarrel(cast: Cast, amira: Reporter, draft_id: Any) -> None:
    phone = Reporter(cast.amira)
    here, there = marks(amira.get(draft_id, "named")), marks(phone.get(draft_id, "named"))
    assert phone.post(draft_id, "named", **there, in_confidence="yes").status_code == 302
    assert amira.post(draft_id, "named", **here, in_confidence="yes").status_code == 302


def test_two_devices_on_two_pages_do_not_meet(cast: Cast, amira: Reporter, draft_id: Any) -> None:
    phone = Reporter(cast.amira)
    here, there = marks(amira.get(draft_id, "what")), marks(phone.get(draft_id, "done"))
    assert phone.post(draft_id, "done", **there, done="On the phone").status_code == 302
    assert amira.post(draft_id, "what", **here, saw="On the laptop").status_code == 302
    assert (answers_of(draft_id)["done"], answers_of(draft_id)["saw"]) == ("On the phone", "On the laptop")


def test_going_back_in_the_browser_and_saving_again_is_no_quarrel(amira: Reporter, draft_id: Any) -> None:
    opened = marks(amira.get(draft_id, "what"))
    for words in ("once", "twice", "thrice"):
        assert amira.post(draft_id, "what", **opened, saw=words).status_code == 302
    assert answers_of(draft_id)["saw"] == "thrice"


def end_session(reporter: Reporter) -> None:
    """Let so much time pass that the session is over."""
    session = reporter.browser.session
    session["seen"] = session["began"] = int(session.get("seen", 0)) - settings.SESSION_ABSOLUTE_SECONDS - 60
    session.save()


@pytest.mark.parametrize(("step", "fields"), [("what", {"saw": "Written too late"}), ("people", {"query": "Written too late"})])
def test_words_sent_after_the_session_ended_are_given_back_after_signing_in(
    cast: Cast, amira: Reporter, draft_id: Any, step: str, fields: dict[str, str]
) -> None:
    opened = marks(amira.get(draft_id, step))
    end_session(amira)
    refused = amira.post(draft_id, step, **opened, **fields)
    assert refused.status_code == 302
    assert reverse("signin:sign_in") in refused["Location"]
    assert "Written too late" not in str(answers_of(draft_id))
    again = Reporter(cast.amira)
    page = again.get(draft_id, step)
    assert "Written too late" in page_of(page)
    assert "There is a problem" not in page_of(page)
    assert again.post(draft_id, "what", **marks(page), saw="Written too late").status_code == 302
    assert answers_of(draft_id)["saw"] == "Written too late"

"""The doors of the API: who is let in, and what becomes of bodies that cannot be read."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries.web.openapi import schema
from incidents.reports.models import Draft
from tests.incidents.api.calls import CONCERN, Programme
from tests.seeing import every

EVERY = [(method, path) for path, methods in schema()["paths"].items() for method in methods]


def address(path: str) -> str:
    known = {"{closed_day_id}": "1", "{number}": "1", "{edition}": "1", "{kind}": "staff"}
    return re.sub(r"\{\w+\}", lambda found: known.get(found[0], str(uuid4())), path)


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_whoever_is_not_signed_in_is_told_so_and_nothing_else(cast: Cast, method: str, path: str) -> None:
    refused = getattr(Browser(), method)(address(path))
    assert refused.status_code == 401
    assert refused["WWW-Authenticate"] == "Session, Bearer"
    assert refused.json()["error"]["code"] == "not-authenticated"


@pytest.mark.parametrize(("method", "path"), [each for each in EVERY if each[0] != "get"])
def test_nothing_is_changed_without_the_csrf_token(cast: Cast, method: str, path: str) -> None:
    browser = Browser(enforce_csrf_checks=True)
    assert cast.amira.user is not None
    browser.force_login(cast.amira.user)
    refused = getattr(browser, method)(address(path), {}, content_type="application/json")
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "permission-denied"
    assert not every(Draft).exists()


def test_with_the_token_of_the_cookie_it_is(cast: Cast) -> None:
    browser = Browser(enforce_csrf_checks=True)
    assert cast.amira.user is not None
    browser.force_login(cast.amira.user)
    browser.get("/reports/start/")
    token = browser.cookies["csrf"].value
    begun = browser.post("/api/v1/drafts/", "{}", content_type="application/json", headers={"X-CSRFToken": token})
    assert begun.status_code == 201


def test_whoever_has_left_is_not_let_in(cast: Cast) -> None:
    amira = Programme(cast.amira)
    StaffMember.objects.filter(id=cast.amira.id).update(is_active=False)
    assert amira.get("drafts/").status == 401


@pytest.mark.parametrize("method", ["put", "options", "trace"])
def test_no_other_method_says_anything(amira: Programme, method: str) -> None:
    for path in ("drafts/", "desk/"):
        refused = amira.browser.generic(method.upper(), f"/api/v1/{path}")
        assert refused.status_code == 405
        assert refused.json()["error"]["code"] == "method-not-allowed"


def test_the_page_among_the_addresses_refuses_in_the_one_form(amira: Programme) -> None:
    refused = amira.browser.post("/api/v1/")
    assert (refused.status_code, refused.json()["error"]["code"]) == (405, "method-not-allowed")
    assert "GET" in refused["Allow"]


def test_an_address_that_does_not_exist_is_told_in_json(amira: Programme) -> None:
    for path in ("nothing/", "drafts/not-an-id/", f"drafts/{uuid4()}/nothing/"):
        missing = amira.browser.get(f"/api/v1/{path}")
        assert missing.status_code == 404
        assert missing.json()["error"]["code"] == "not-found"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"saw=x",
        b'{"saw": NaN}',
        b'{"saw": "\xff"}',
        b"[" * 100_000,
        b'{"saw": ' + b"9" * 10_000 + b"}",
        '{"saw": "x"}'.encode("utf-16"),
        b"\0",
    ],
    ids=["broken", "a form", "no number", "no utf-8", "without end", "a huge number", "utf-16", "nothing readable"],
)
def test_what_is_no_json_is_refused_and_nothing_is_lost(amira: Programme, body: bytes) -> None:
    draft_id = amira.draft({"saw": "As it was."})
    refused = amira.browser.patch(f"/api/v1/drafts/{draft_id}/", body, content_type="application/json")
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "parse-error"
    assert amira.get(f"drafts/{draft_id}/")["answers"] == {"saw": "As it was."}


def test_what_is_sent_in_another_form_is_refused(amira: Programme) -> None:
    draft_id = amira.draft()
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=hex", "application/xml"):
        refused = amira.browser.patch(f"/api/v1/drafts/{draft_id}/", b'{"saw": "x"}', content_type=content_type)
        assert refused.status_code == 415, content_type
        assert refused.json()["error"]["code"] == "unsupported-media-type"


def test_a_text_of_twenty_megabytes_is_refused_and_nothing_is_lost(amira: Programme) -> None:
    draft_id = amira.draft(CONCERN)
    told = amira.get(f"drafts/{draft_id}/").body
    body = json.dumps({"saw": "x" * 20 * 1024 * 1024})
    refused = amira.browser.patch(f"/api/v1/drafts/{draft_id}/", body, content_type="application/json")
    assert (refused.status_code, refused.json()["error"]["code"]) == (413, "too-large")
    assert amira.get(f"drafts/{draft_id}/").body == told
    report_id = amira.sent()
    refused = amira.browser.post(f"/api/v1/reports/{report_id}/additions/", body, content_type="application/json")
    assert refused.status_code == 413
    assert amira.get(f"reports/{report_id}/")["additions"] == []


def test_the_longest_answers_fit_however_they_are_written(amira: Programme) -> None:
    told = dict.fromkeys(("saw", "told", "think", "done"), "é" * 19990 + "😔" * 10)
    draft_id = amira.draft()
    body = json.dumps(told, ensure_ascii=True)
    saved = amira.browser.patch(f"/api/v1/drafts/{draft_id}/", body, content_type="application/json")
    assert saved.status_code == 200
    assert amira.get(f"drafts/{draft_id}/")["answers"] == told


def test_more_than_a_file_may_hold_is_refused_before_it_is_read(amira: Programme) -> None:
    from tests.incidents.api.test_reports import upload

    draft_id = amira.draft()
    refused = amira.upload(f"drafts/{draft_id}/files/", upload("film.mp4", b"\0" * (26 * 1024 * 1024)))
    assert (refused.status, refused.code) == (413, "too-large")


def test_a_broken_upload_is_refused(amira: Programme) -> None:
    draft_id = amira.draft()
    path = f"/api/v1/drafts/{draft_id}/files/"
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=x"):
        refused = amira.browser.post(path, b"--y\r\nnonsense", content_type=content_type)
        assert refused.status_code in {400, 422}, content_type
        assert refused.json()["error"]["message"]
    assert amira.get(f"drafts/{draft_id}/")["files"] == []


def test_it_answers_in_json_whatever_one_would_rather_have(amira: Programme) -> None:
    for wish in ("text/html", "application/xml", "application/json; version=2"):
        answer = amira.browser.get("/api/v1/drafts/", headers={"Accept": wish})
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


def test_every_refusal_has_the_one_form(amira: Programme) -> None:
    answers: list[Any] = [
        amira.browser.get("/api/v1/nothing/"),
        amira.browser.get(f"/api/v1/drafts/{uuid4()}/"),
        amira.browser.get("/api/v1/desk/?x=1"),
        amira.browser.put("/api/v1/drafts/"),
    ]
    for answer in answers:
        assert answer.status_code >= 400
        assert set(answer.json()) == {"error"}
        assert set(answer.json()["error"]) == {"code", "message", "fields"}
        assert answer.json()["error"]["message"]

"""Every field of every page empty, too long, or wrong: a clear sentence beside it, and nothing typed is lost."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from incidents.reports import forms, wizard
from incidents.reports.models import Draft, Report
from tests.incidents.reports.pages import CONCERN, SELF_REPORT, Reporter, answers_of, page_of
from tests.seeing import every

LONG = "x" * (forms.LONG + 1)
OVER = "y" * (forms.SHORT + 1)
TWENTY_MEGABYTES = "word " * (4 * 1024 * 1024)

# step, what is sent, the field it stands beside, a part of the sentence
BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("danger", {}, "danger", "Say whether anyone is in danger"),
    ("danger", {"danger": ""}, "danger", "Say whether anyone is in danger"),
    ("danger", {"danger": "perhaps"}, "danger", "Choose one of the answers"),
    ("danger", {"danger": LONG}, "danger", "Choose one of the answers"),
    ("kind", {}, "kind", "Choose what it is about"),
    ("kind", {"kind": "incident"}, "kind", "Choose one of the answers"),
    ("kind", {"kind": LONG}, "kind", "Choose one of the answers"),
    ("people", {}, "query", "Write a name and press Find"),
    ("people", {"query": OVER}, "query", "at most 300 characters"),
    ("people", {"query": "Ben"}, "pick", "Choose who you mean"),
    ("people", {"query": "Ben", "pick": "nobody"}, "pick", "Choose one of the people shown"),
    ("people", {"query": "a\0b"}, "query", "Null characters"),
    ("people", {"subject_unknown": "on", "clients": ["nobody"]}, "clients", "Choose clients from the list"),
    ("people", {"subject_unknown": "on", "client_names": LONG}, "client_names", "longer than"),
    ("people", {"subject_unknown": "on", "client_names": "\n".join(map(str, range(30)))}, "client_names", "at most 20 names"),
    ("people", {"subject_unknown": "on", "client_names": OVER}, "client_names", "at most 300 characters"),
    ("when", {"when_date_day": "45", "when_date_month": "1", "when_date_year": "2026"}, "when_date", "from 1 to 31"),
    ("when", {"when_date_day": "4"}, "when_date", "must include a month and a year"),
    ("when", {"when_date_day": "4", "when_date_month": "x", "when_date_year": "2026"}, "when_date", "from 1 to 12"),
    ("when", {"when_date_day": "4", "when_date_month": "1", "when_date_year": "3026"}, "when_date", "today or in the past"),
    ("when", {"when_date_day": LONG, "when_date_month": "1", "when_date_year": "2026"}, "when_date", "from 1 to 31"),
    ("when", {"when": OVER}, "when", "at most 300 characters"),
    ("when", {"where": OVER}, "where", "at most 300 characters"),
    ("when", {"channel": "pigeon"}, "channel", "Choose one of the answers"),
    ("what", {}, "saw", "Write a few words"),
    ("what", {"saw": " \n ", "told": "\t"}, "saw", "Write a few words"),
    ("what", {"saw": LONG}, "saw", "you have written 20001"),
    ("what", {"told": LONG}, "told", "you have written 20001"),
    ("what", {"think": LONG}, "think", "you have written 20001"),
    ("what", {"saw": "a\0b"}, "saw", "Null characters"),
    ("categories", {}, "categories", "Choose what it may be about"),
    ("categories", {"categories": ["murder"]}, "categories", "Choose from the list"),
    ("categories", {"categories": ["gifts", LONG]}, "categories", "Choose from the list"),
    ("done", {"done": LONG}, "done", "you have written 20001"),
    ("done", {"talked": "maybe"}, "talked", "Choose one of the answers"),
    ("not-to-receive", {"not_to_receive": ["nobody"]}, "not_to_receive", "Choose from the people shown"),
    ("not-to-receive", {"query": OVER}, "query", "at most 300 characters"),
    ("named", {}, "in_confidence", "Choose whether your name may be known"),
    ("named", {"in_confidence": "maybe"}, "in_confidence", "Choose one of the answers"),
]
BAD_ABOUT_ONESELF: list[tuple[str, dict[str, Any], str, str]] = [
    ("story", {}, "saw", "Write a few words"),
    ("story", {"think": "only this"}, "saw", "Write a few words"),
    ("story", {"saw": LONG}, "saw", "you have written 20001"),
    ("story", {"saw": "a", "think": LONG}, "think", "you have written 20001"),
    ("more", {"when": OVER, "categories": ["unsure"]}, "when", "at most 300 characters"),
    ("more", {"where": OVER, "categories": ["unsure"]}, "where", "at most 300 characters"),
    ("more", {"done": LONG, "categories": ["unsure"]}, "done", "you have written 20001"),
    ("more", {"clients": ["nobody"], "categories": ["unsure"]}, "clients", "Choose clients from the list"),
    ("more", {"client_names": LONG, "categories": ["unsure"]}, "client_names", "longer than"),
    ("more", {"shift_leader": "me", "categories": ["unsure"]}, "shift_leader", "Choose one of the answers"),
    ("more", {"not_to_receive": ["nobody"], "categories": ["unsure"]}, "not_to_receive", "Choose from the people shown"),
    ("more", {}, "categories", "Choose what it may be about"),
    ("more", {"categories": ["murder"]}, "categories", "Choose from the list"),
]


@pytest.fixture
def amira(cast: Cast) -> Reporter:
    return Reporter(cast.amira)


def bad_rows() -> list[Any]:
    return [("concern", *row) for row in BAD] + [("self_report", *row) for row in BAD_ABOUT_ONESELF]


def short(value: Any) -> str:
    return str(value)[:30]


@pytest.mark.parametrize(("kind", "step", "fields", "field", "sentence"), bad_rows(), ids=short)
def test_what_is_wrong_is_said_beside_its_field_and_stays_as_it_was_typed(
    amira: Reporter, kind: str, step: str, fields: dict[str, Any], field: str, sentence: str
) -> None:
    draft_id = amira.start()
    amira.fill(draft_id, {"danger": {"danger": "no"}, "kind": {"kind": kind}})
    answer = amira.post(draft_id, step, **fields)
    page = page_of(answer)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    beside = page.split(f'id="id_{field}-error"')[1].split("</div>")[0]
    assert sentence in beside
    assert "There is a problem" in page
    assert "<title>Error:" in page
    typed = [value for value in fields.values() if isinstance(value, str) and value.strip() and "\0" not in value]
    chosen = set(answer.context["form"].fields) & {"danger", "kind", "pick", "channel", "talked", "in_confidence", "shift_leader"}
    assert all(value in page for name, value in fields.items() if value in typed and name not in chosen)


@pytest.mark.parametrize(("step", "fields", "field", "sentence"), BAD, ids=short)
def test_a_wrong_answer_takes_the_place_of_no_good_one(
    amira: Reporter, step: str, fields: dict[str, Any], field: str, sentence: str
) -> None:
    draft_id = amira.ready()
    before = answers_of(draft_id)
    amira.post(draft_id, step, **fields)
    after = answers_of(draft_id)
    name = {"query": "subjects" if step == "people" else "not_to_receive", "pick": "subjects", "client_names": "clients"}.get(
        field, field
    )
    silent = step in {"what", "people"} and not any(fields.values())
    assert silent or after.get(name) == before.get(name)
    wizard.rows_of(tuple(wizard.ASKED), after, {})


def test_the_good_half_of_a_page_is_saved_although_the_other_is_wrong(amira: Reporter) -> None:
    draft_id = amira.start()
    amira.fill(draft_id, {"danger": {"danger": "no"}, "kind": {"kind": "concern"}})
    amira.post(draft_id, "what", saw="good", told=LONG)
    assert (answers_of(draft_id)["saw"], answers_of(draft_id).get("told", "")) == ("good", "")


@pytest.mark.parametrize("act", ["continue", "later", "attach"])
def test_twenty_megabytes_of_text_come_back_whole_with_what_is_wrong(amira: Reporter, act: str) -> None:
    draft_id = amira.start()
    amira.fill(draft_id, {"danger": {"danger": "no"}, "kind": {"kind": "concern"}})
    answer = amira.post(draft_id, "what", act, saw=TWENTY_MEGABYTES, told="short")
    assert answer.status_code == 422
    assert f"you have written {len(TWENTY_MEGABYTES.strip())}" in page_of(answer)
    assert TWENTY_MEGABYTES in page_of(answer)
    assert answers_of(draft_id)["told"] == "short"
    assert answers_of(draft_id).get("saw", "") == ""


def test_more_than_a_request_may_hold_is_refused_in_words(amira: Reporter) -> None:
    draft_id = amira.start()
    amira.fill(draft_id, {"danger": {"danger": "no"}, "kind": {"kind": "concern"}})
    answer = amira.post(draft_id, "when", when="z" * (31 * 1024 * 1024))
    assert answer.status_code in {400, 413, 422}
    assert "when" not in answers_of(draft_id)


def test_long_names_to_find_do_no_harm(amira: Reporter) -> None:
    draft_id = amira.start()
    amira.fill(draft_id, {"danger": {"danger": "no"}, "kind": {"kind": "concern"}})
    for step in ("people", "not-to-receive"):
        assert amira.post(draft_id, step, "find", query="Ben " * 100_000).status_code == 422


def every_address(draft_id: Any, report_id: Any) -> list[str]:
    slugs = [slug.replace("_", "-") for slug in wizard.FORMS]
    return [
        *[reverse(f"reports:{name}", args=[draft_id, slug]) for slug in slugs for name in ("step", "autosave")],
        *[reverse(f"reports:{name}", args=[draft_id]) for name in ("check", "discard")],
        *[
            reverse(f"reports:{name}", args=[report_id])
            for name in ("report", "receipt", "receipt_text", "message", "add", "answer", "withdraw", "files")
        ],
    ]


def test_a_forged_id_finds_nothing(amira: Reporter) -> None:
    for address in every_address(uuid4(), uuid4()):
        for answer in (amira.browser.get(address), amira.browser.post(address, {"act": "continue", "text": "x", "saw": "x"})):
            assert answer.status_code in {404, 405}, address
            assert b"There is no such page" in answer.content or answer.status_code == 405


@pytest.mark.parametrize("person", ["ben", "elif_", "noor", "samuel", "tomas", "chidi", "ivo"])
def test_somebody_elses_draft_and_report_do_not_exist(cast: Cast, amira: Reporter, person: str) -> None:
    draft_id, sent = amira.ready(), amira.sent(SELF_REPORT)
    before = answers_of(draft_id)
    other = Reporter(getattr(cast, person))
    for address in every_address(draft_id, sent.id):
        for answer in (other.browser.get(address), other.browser.post(address, {"act": "send", "text": "x", "saw": "x"})):
            assert answer.status_code in {404, 405}, address
    assert answers_of(draft_id) == before
    assert sent.reference not in page_of(other.browser.get(reverse("reports:list")))
    assert every(Report).count() == 1


def test_a_superuser_sees_no_draft_and_no_report(cast: Cast, amira: Reporter) -> None:
    draft_id, sent = amira.ready(), amira.sent(SELF_REPORT)
    root = Reporter(cast.root)
    for address in every_address(draft_id, sent.id):
        assert root.browser.get(address).status_code in {404, 405}, address


@pytest.mark.parametrize("slug", ["nowhere", "check-", "danger--", "not_to_receive", "admin"])
def test_a_page_there_is_none_of_is_not_found(amira: Reporter, slug: str) -> None:
    draft_id = amira.start()
    address = reverse("reports:step", args=[draft_id, slug])
    assert amira.browser.get(address).status_code == 404


def test_a_button_there_is_none_of_only_goes_on(amira: Reporter) -> None:
    draft_id = amira.start()
    assert amira.post(draft_id, "danger", "explode", danger="no")["Location"] == amira.address(draft_id, "kind")


def test_an_id_that_is_no_file_is_not_found(amira: Reporter) -> None:
    draft_id = amira.ready()
    for key in ("nonsense", str(uuid4())):
        assert amira.post(draft_id, "what", f"remove:{key}", saw="x").status_code == 404


@pytest.mark.parametrize("step", list(CONCERN))
def test_only_the_usual_ways_of_asking_are_answered(amira: Reporter, step: str) -> None:
    draft_id = amira.start()
    for method in ("put", "delete", "patch"):
        assert getattr(amira.browser, method)(amira.address(draft_id, step)).status_code == 405
    assert amira.browser.get(reverse("reports:autosave", args=[draft_id, step])).status_code == 405
    assert every(Draft).count() == 1

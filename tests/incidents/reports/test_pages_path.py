"""The way from the first page to the last, without JavaScript."""

import re
from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from boundaries.web.forms import PageForm
from incidents.reports import forms
from incidents.reports.choices import ReportKind
from incidents.reports.models import Draft, Report
from tests.incidents.reports.pages import CONCERN, GUIDANCE, SELF_REPORT, Reporter, answers_of, page_of, step_of
from tests.seeing import every

SAVED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("danger", {"danger": "unsure"}, {"danger": "unsure"}),
    ("kind", {"kind": "complaint"}, {"kind": "complaint"}),
    ("people", {"subject_unknown": "on"}, {"subjects": [], "subject_unknown": True}),
    (
        "people",
        {"query": " The  tall one ", "pick": "as_written", "client_names": "Hana's sister\n\n the man  next door"},
        {
            "subjects": [{"person": None, "name": "The  tall one"}],
            "clients": [{"client": None, "name": "Hana's sister"}, {"client": None, "name": "the man next door"}],
        },
    ),
    (
        "when",
        {
            "when_date_day": "3",
            "when_date_month": "march",
            "when_date_year": "2026",
            "when": "at night",
            "where": "x",
            "channel": "other",
        },
        {"when_date": "2026-03-03", "when": "at night", "where": "x", "channel": "other"},
    ),
    ("when", {}, {"when_date": "", "when": "", "where": "", "channel": ""}),
    ("what", {"saw": "a", "told": "b\r\nc", "think": "d"}, {"saw": "a", "told": "b\r\nc", "think": "d"}),
    ("what", {"think": "only a guess"}, {"saw": "", "told": "", "think": "only a guess"}),
    ("categories", {"categories": ["abuse", "gifts"]}, {"categories": ["gifts", "abuse"]}),
    ("categories", {"categories": ["unsure"]}, {"categories": ["unsure"]}),
    ("categories", {"categories": ["unsure", "gifts"]}, {"categories": ["gifts"]}),
    ("done", {"done": "Nothing yet", "talked": "no"}, {"done": "Nothing yet", "talked": "no"}),
    ("done", {}, {"done": "", "talked": ""}),
    ("not-to-receive", {}, {"not_to_receive": []}),
    ("named", {"in_confidence": "no"}, {"in_confidence": False}),
    ("named", {"in_confidence": "yes"}, {"in_confidence": True}),
]


@pytest.fixture
def amira(cast: Cast) -> Reporter:
    return Reporter(cast.amira)


@pytest.mark.parametrize(("step", "fields", "saved"), SAVED)
def test_every_page_saves_what_it_asks_and_nothing_else(
    amira: Reporter, step: str, fields: dict[str, Any], saved: dict[str, Any]
) -> None:
    draft_id = amira.start()
    amira.fill(draft_id, {"danger": {"danger": "no"}, "kind": {"kind": "concern"}})
    before = answers_of(draft_id)
    assert amira.post(draft_id, step, **fields).status_code == 302
    after = answers_of(draft_id)
    assert {name: after.get(name) for name in saved} == saved
    untouched = set(before) - set(saved) - {"pages", "subjects", "subject_unknown", "clients"}
    assert {name: after[name] for name in untouched} == {name: before[name] for name in untouched}
    shown = amira.get(draft_id, step)
    assert shown.status_code == 200


@pytest.mark.parametrize(("pages", "kind"), [(CONCERN, "concern"), (SELF_REPORT, "self_report"), (GUIDANCE, "guidance")])
def test_one_walks_the_whole_way_without_javascript(amira: Reporter, pages: dict[str, Any], kind: str) -> None:
    draft_id = amira.start()
    here, walked = amira.address(draft_id, "danger"), []
    while step_of(here) != "check":
        walked.append(step_of(here))
        page = amira.browser.get(here)
        assert page.status_code == 200
        assert page_of(page).count("<h1") == 1
        here = amira.browser.post(here, {"act": "continue", **pages[walked[-1]]})["Location"]
    assert walked == list(pages)
    page = amira.browser.get(here)
    assert "Something is still missing" not in page_of(page)
    receipt = amira.browser.post(here, {"act": "send"}, follow=True)
    report = every(Report).get(id=draft_id)
    assert report.kind == kind
    assert report.reference in page_of(receipt)
    assert not every(Draft).filter(id=draft_id).exists()


@pytest.mark.parametrize("pages", [SELF_REPORT, GUIDANCE])
def test_something_about_oneself_and_a_question_take_at_most_five_pages(amira: Reporter, pages: dict[str, Any]) -> None:
    draft_id = amira.start()
    visited = {step_of(amira.address(draft_id, "danger"))}
    for step, fields in pages.items():
        visited.add(step_of(amira.post(draft_id, step, **fields)["Location"]))
    assert visited == {"danger", "kind", "story", "more", "check"}


def test_whom_to_call_stands_before_anything_one_can_type(amira: Reporter) -> None:
    page = page_of(amira.get(amira.start(), "danger"))
    assert page.index('href="tel:112"') < page.index('name="danger"')
    assert page.index('href="tel:5550100"') < page.index('name="danger"')


def test_somebody_in_danger_is_told_once_more_whom_to_call_and_may_go_on_or_leave(amira: Reporter) -> None:
    draft_id = amira.start()
    told = amira.browser.get(amira.post(draft_id, "danger", danger="yes")["Location"])
    assert 'href="tel:112"' in page_of(told)
    assert amira.address(draft_id, "kind") in page_of(told)
    assert reverse("home") in page_of(told)
    assert answers_of(draft_id)["danger"] == "yes"


def test_without_danger_the_way_goes_straight_on(amira: Reporter) -> None:
    draft_id = amira.start()
    assert amira.post(draft_id, "danger", danger="unsure")["Location"] == amira.address(draft_id, "kind")


def test_a_page_of_another_way_leads_to_the_question_that_decides(amira: Reporter) -> None:
    draft_id = amira.start()
    amira.fill(draft_id, {"danger": {"danger": "no"}, "kind": {"kind": "self_report"}})
    assert amira.get(draft_id, "people")["Location"] == amira.address(draft_id, "kind")
    assert amira.post(draft_id, "people", subject_unknown="on")["Location"] == amira.address(draft_id, "kind")
    assert "subject_unknown" not in answers_of(draft_id)


def test_one_may_stop_and_go_on_in_another_browser(cast: Cast, amira: Reporter) -> None:
    draft_id = amira.start()
    amira.fill(draft_id, {"danger": {"danger": "no"}, "kind": {"kind": "concern"}, "people": CONCERN["people"]})
    stopped = amira.post(draft_id, "what", "later", saw="Half a sent")
    assert stopped["Location"] == reverse("reports:list")
    elsewhere = Reporter(cast.amira)
    for page in (reverse("reports:start"), reverse("reports:list")):
        assert amira.address(draft_id, "categories") in page_of(elsewhere.browser.get(page))
    assert "Half a sent" in page_of(elsewhere.get(draft_id, "what"))


def test_coming_back_later_asks_for_nothing(amira: Reporter) -> None:
    draft_id = amira.start()
    for step in ("danger", "kind"):
        assert amira.post(draft_id, step, "later")["Location"] == reverse("reports:list")
    amira.fill(draft_id, {"danger": {"danger": "no"}, "kind": {"kind": "concern"}})
    for step in set(CONCERN) - {"danger", "kind"}:
        assert amira.post(draft_id, step, "later")["Location"] == reverse("reports:list")
    assert amira.post(draft_id, "check", "later")["Location"] == reverse("reports:list")
    assert every(Report).count() == 0


def test_starting_again_goes_on_with_a_draft_that_is_still_empty(amira: Reporter) -> None:
    assert amira.start() == amira.start()
    assert every(Draft).count() == 1


@pytest.mark.parametrize("left_out", ["danger", "people", "what", "categories", "named"])
def test_what_is_missing_is_said_with_the_way_to_its_page(amira: Reporter, left_out: str) -> None:
    draft_id = amira.start()
    amira.fill(draft_id, {step: fields for step, fields in CONCERN.items() if step != left_out})
    for page in (amira.get(draft_id, "check"), amira.post(draft_id, "check", "send")):
        assert "Something is still missing" in page_of(page)
        summary = page_of(page).split("govuk-error-summary__list")[1].split("</ul>")[0]
        assert re.findall(r'href="([^"]+)"', summary) == [f"{amira.address(draft_id, left_out)}?back=check"]
    assert every(Report).count() == 0
    amira.fill(draft_id, {left_out: CONCERN[left_out]})
    assert amira.post(draft_id, "check", "send")["Location"] == reverse("reports:receipt", args=[draft_id])


def test_every_answer_can_be_changed_and_leads_back_to_the_check(amira: Reporter) -> None:
    draft_id = amira.ready()
    page = page_of(amira.get(draft_id, "check"))
    for step in CONCERN:
        address = f"{amira.address(draft_id, step)}?back=check"
        assert f'href="{address}"' in page
        assert 'class="govuk-back-link"' in page_of(amira.browser.get(address))
    changed = amira.browser.post(
        f"{amira.address(draft_id, 'what')}?back=check", {"act": "continue", "saw": "Changed <b>words</b>"}
    )
    assert changed["Location"] == amira.address(draft_id, "check")
    assert "Changed &lt;b&gt;words&lt;/b&gt;" in page_of(amira.get(draft_id, "check"))


def test_the_check_shows_every_answer(amira: Reporter, cast: Cast) -> None:
    draft_id = amira.ready()
    amira.post(draft_id, "people", "add", query="Ben", pick=str(cast.ben.id))
    page = page_of(amira.get(draft_id, "check"))
    for words in (
        "Somebody new",
        "Ben Okafor (Support worker, Harbour team)",
        "Last week",
        "At the harbour",
        "By phone",
        "He gave her his number.",
        "She told me he calls.",
        "I am worried.",
        "Giving out contact details",
        "Contact outside working hours",
        "I spoke with her.",
        "No, it was not possible",
        "Nobody named",
        "No, in confidence",
    ):
        assert words in page, words


def test_a_draft_is_discarded_only_after_a_last_question(amira: Reporter) -> None:
    draft_id = amira.ready()
    address = reverse("reports:discard", args=[draft_id])
    assert "Discard this draft?" in page_of(amira.browser.get(address))
    assert every(Draft).filter(id=draft_id).exists()
    assert amira.browser.post(address)["Location"] == reverse("reports:list")
    assert not every(Draft).filter(id=draft_id).exists()
    assert amira.get(draft_id, "danger").status_code == 404


def test_the_empty_list_says_so_kindly(amira: Reporter) -> None:
    page = page_of(amira.browser.get(reverse("reports:list")))
    assert "You have not told us anything yet" in page
    assert reverse("reports:start") in page


def every_form() -> list[type[Any]]:
    return [each for each in vars(forms).values() if isinstance(each, type) and issubclass(each, PageForm)]


@pytest.mark.parametrize("form", every_form())
def test_no_field_asks_whether_a_client_is_at_fault(form: Any) -> None:
    for name, field in form.base_fields.items():
        words = f"{name} {field.label} {field.help_text}".casefold()
        assert not re.search(r"fault|blame|provok|consent|invited it|led (him|her|them) on", words), words


@pytest.mark.parametrize("kind", ReportKind)
def test_every_kind_can_be_chosen(amira: Reporter, kind: ReportKind) -> None:
    draft_id = amira.start()
    assert amira.post(draft_id, "kind", kind=kind.value).status_code == 302
    assert amira.get(draft_id, "kind").context["form"]["kind"].value() == kind


def test_nobody_reports_without_signing_in(client: Any, db: None) -> None:
    for name in ("reports:start", "reports:list"):
        assert client.get(reverse(name)).status_code == 302
        assert reverse("signin:sign_in") in client.get(reverse(name))["Location"]


def test_what_somebody_told_is_written_down_for_them(amira: Reporter) -> None:
    told = {"received": "phone", "told_by": "Mrs Abebe, her mother"}
    report = amira.sent({**CONCERN, "when": {**CONCERN["when"], **told}})
    assert {name: report.story[name] for name in told} == told
    page = page_of(amira.browser.get(reverse("reports:report", args=[report.pk])))
    assert "They rang me" in page
    assert "Mrs Abebe, her mother" in page

"""The desk by the API: what waits, one report as far as one may know it, and each verb with the record it leaves."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.demo.cast import Cast
from boundaries.clocks.queries import now
from incidents.desk import actions
from incidents.reports import actions as author
from incidents.reports.choices import ReportStatus
from incidents.reports.models import Report
from incidents.reports.queries import PAGE
from incidents.reports.rules import LONGEST_NAME, LONGEST_TEXT
from tests.incidents.api.calls import Programme
from tests.incidents.desk.pages import FILLED, Desk
from tests.incidents.told import data_of, desk_of, events_of, fresh, send, send_at, settle
from tests.seeing import every


@pytest.fixture
def elif_(cast: Cast) -> Programme:
    """She handles what is reported about Ben."""
    return Programme(cast.elif_)


@pytest.fixture
def report(cast: Cast) -> Report:
    """Amira's report about Ben, on Elif's desk."""
    return send(cast.amira, cast.ben, clients=(cast.hana,), talked="no", not_to_receive=[str(cast.noor.pk)])


def questions_asked(act: Any) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


# --- The list ---------------------------------------------------------------------------------------------------------------
def test_the_desk_shows_what_waits_with_counts(elif_: Programme, cast: Cast, report: Report) -> None:
    shown = elif_.get("desk/")
    assert shown["counts"] == {"all": 1, "new": 1, "late": 0, "waiting": 0}
    assert shown["after"] is None
    (line,) = shown["reports"]
    assert (line["id"], line["reference"], line["about"]) == (str(report.id), report.reference, "Ben Okafor")
    assert (line["handler"], line["mine"], line["unread"], line["serious"]) == ("Elif Demir", True, True, False)
    assert line["time_left"] == Desk(cast.elif_).queue().context["rows"][0]["left"].words


def test_it_is_narrowed_down_as_on_the_page(elif_: Programme, cast: Cast, report: Report) -> None:
    old = send_at(now() - timedelta(days=20), cast.amira, cast.ben, kind="complaint")
    actions.acknowledge(actor=cast.elif_, report_id=report.id)
    letters = report.reference.removeprefix("BR-").replace("-", "").lower()
    asked: list[tuple[dict[str, Any], set[UUID]]] = [
        ({"status": "acknowledged"}, {report.id}),
        ({"status": ["acknowledged", "submitted"]}, {report.id, old.id}),
        ({"kind": "complaint"}, {old.id}),
        ({"late": "true"}, {old.id}),
        ({"late": "false"}, {report.id, old.id}),
        ({"mine": "true"}, {report.id, old.id}),
        ({"reference": letters}, {report.id}),
        ({"reference": f"br {letters}"}, {report.id}),
        ({"reference": "BR-00"}, set()),
        ({"reference": ""}, {report.id, old.id}),
    ]
    for query, found in asked:
        assert {UUID(line["id"]) for line in elif_.get("desk/", **query)["reports"]} == found, query
    assert elif_.get("desk/", status="waiting")["counts"] == {"all": 2, "new": 1, "late": 1, "waiting": 0}


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"status": "draft"}, "status.0"),
        ({"status": ["submitted", "x"]}, "status.1"),
        ({"kind": "x"}, "kind.0"),
        ({"late": "perhaps"}, "late"),
        ({"late": ["true", "false"]}, "late"),
        ({"reference": "x" * 41}, "reference"),
        ({"reference": "a\0"}, "reference"),
        ({"organisation": str(UUID(int=7))}, "organisation"),
        ({"handler__name__startswith": "E"}, "handler__name__startswith"),
        ({"ordering": "-due_at"}, "ordering"),
    ],
)
def test_nothing_else_can_be_asked_of_it(elif_: Programme, query: dict[str, Any], wrong: str) -> None:
    refused = elif_.get("desk/", **query)
    assert (refused.status, list(refused.wrong)) == (422, [wrong])


@pytest.mark.parametrize("after", ["x", "_", "2026-01-01_", f"2026-01-01T00:00:00_{UUID(int=7)}", "__"])
def test_a_place_that_no_page_gave_is_not_found(elif_: Programme, after: str) -> None:
    assert elif_.get("desk/", after=after).status == 404


def test_pages_follow_one_another_and_ask_the_database_the_same(elif_: Programme, cast: Cast) -> None:
    def stored(number: int) -> None:
        told = [send_at(now() - timedelta(hours=hour), cast.amira, cast.ben) for hour in range(number)]
        assert len(told) == number

    stored(2)
    elif_.get("desk/")
    few = questions_asked(lambda: elif_.get("desk/"))
    stored(PAGE)
    assert questions_asked(lambda: elif_.get("desk/")) == few
    first = elif_.get("desk/")
    second = elif_.get("desk/", after=first["after"])
    seen = [line["id"] for page in (first, second) for line in page["reports"]]
    assert (len(first["reports"]), len(second["reports"]), second["after"]) == (PAGE, 2, None)
    assert seen == [str(each.id) for each in every(Report).order_by("due_at", "submitted_at", "id")]


@pytest.mark.parametrize("who", ["ben", "amira", "ivo", "noor", "olga", "root", "grace"])
def test_whoever_was_given_nothing_finds_nothing(cast: Cast, report: Report, who: str) -> None:
    other = Programme(getattr(cast, who))
    shown = other.get("desk/")
    assert (shown["reports"], shown["counts"]) == ([], {"all": 0, "new": 0, "late": 0, "waiting": 0})
    assert other.get("desk/", reference=report.reference)["reports"] == []


# --- One report -------------------------------------------------------------------------------------------------------------
def test_one_report_says_all_that_its_handler_may_know(elif_: Programme, cast: Cast, report: Report) -> None:
    actions.acknowledge(actor=cast.elif_, report_id=report.id)
    author.add_to_report(actor=cast.amira, report_id=report.id, text="It was the 4th.")
    author.attach_file(actor=cast.amira, about_id=report.id, name="note.txt", content=b"A note on it.\n")
    author.send_message(actor=cast.amira, report_id=report.id, text="May I add something?")
    shown = elif_.get(f"desk/{report.id}/")
    assert shown["reporter"] == "Amira Haddad"
    assert shown["story"]["saw"] == "They met in the café by the harbour."
    assert (shown["story"]["talked"], shown["story"]["not_to_receive"]) == ("no", ["Noor Siddiqui"])
    assert [(one["role"], one["state"], one["person"]) for one in shown["people"]] == [("subject", "linked", str(cast.ben.id))]
    assert shown["affected"] == ["Hana Abebe (C-1001)"]
    assert [(one["text"], one["by"], one["mine"]) for one in shown["messages"]] == [
        ("May I add something?", "The person who reported", False)
    ]
    assert [one["text"] for one in shown["additions"]] == ["It was the 4th."]
    assert [one["name"] for one in shown["files"]] == ["note.txt"]
    assert {one["clock"]: bool(one["met_at"]) for one in shown["clocks"]} == {"acknowledge": True, "contact": False}
    assert shown["routes"][0]["result"] == "Elif Demir takes it."
    assert ("The report was acknowledged.", "Elif Demir") in [(one["sentence"], one["by"]) for one in shown["timeline"]]


def test_reading_it_is_written_down_and_marks_its_news_as_read(elif_: Programme, cast: Cast, report: Report) -> None:
    assert elif_.get("desk/")["reports"][0]["unread"] is True
    assert [elif_.get(f"desk/{report.id}/").status, Desk(cast.elif_).open(report).status_code] == [200, 200]
    assert elif_.get("desk/")["reports"][0]["unread"] is False
    assert data_of(report, "report.opened") == [{"relation": "handler"}]


def test_who_asked_for_confidence_is_nowhere_in_the_answer(elif_: Programme, cast: Cast) -> None:
    """Neither the name nor what gives it away: whom they fear, whether they spoke with their manager, their own step in a route."""
    farid, elif_id = str(cast.farid.id), str(cast.elif_.id)
    hidden = send(cast.amira, cast.ben, in_confidence=True, talked="no", not_to_receive=[farid])
    author.send_message(actor=cast.amira, report_id=hidden.id, text="I am afraid.")
    shown = elif_.get(f"desk/{hidden.id}/")
    assert (shown["reporter"], shown["in_confidence"]) == (None, True)
    assert shown["story"].keys() & {"talked", "not_to_receive"} == set()
    for secret in ("Amira", "Farid", str(cast.amira.id), farid):
        assert secret not in str(shown.body)
    assert elif_id not in str(shown.body)


def test_no_reason_in_the_route_betrays_a_confidence(cast: Cast) -> None:
    """Elif reports about Ben, whose manager she is herself: Farid gets it, and is not told why she was passed over."""
    hidden = send(cast.elif_, cast.ben, in_confidence=True)
    shown = Programme(cast.farid).get(f"desk/{hidden.id}/")
    steps = {step["who"]: step["reasons"] for step in shown["routes"][0]["steps"]}
    assert steps["Elif Demir"] == ["cannot take this report"]
    assert "made the report" not in str(shown.body)


def test_whoever_only_finds_out_who_is_meant_reads_no_client_by_name(cast: Cast) -> None:
    held = send(cast.amira, "A tall man", clients=(cast.hana,))
    shown = Programme(cast.tomas).get(f"desk/{held.id}/")
    assert shown["affected"] == ["Client C-1001"]
    assert "Hana" not in str(shown.body)
    assert shown["people"][0]["name"] == "A tall man"


def test_the_verbs_are_those_of_the_page(elif_: Programme, cast: Cast, report: Report) -> None:
    for act in (None, actions.acknowledge, actions.take_up):
        if act:
            act(actor=cast.elif_, report_id=report.id)
        page = Desk(cast.elif_).open(report).context
        on_page = {link["name"] for link in page["verbs"]} | {page["next"].name}
        assert {one["verb"] for one in elif_.get(f"desk/{report.id}/")["verbs"]} == on_page


def test_every_verb_offered_is_one_that_works(cast: Cast) -> None:
    for verb, filled in SAID.items():
        one = send(cast.amira, cast.ben)
        if verb in {"ask", "take_up"}:
            actions.acknowledge(actor=cast.elif_, report_id=one.id)
        elif_ = Programme(cast.elif_)
        addresses = {each["verb"]: each["url"] for each in elif_.get(f"desk/{one.id}/")["verbs"]}
        done = elif_.post(addresses[verb], said(verb, filled, cast))
        assert done.status in {200, 201}, done.body


def test_a_report_asks_the_database_the_same_however_much_there_is(elif_: Programme, cast: Cast, report: Report) -> None:
    def more() -> None:
        actions.send_message(actor=cast.elif_, report_id=report.id, text="More.")
        author.add_to_report(actor=cast.amira, report_id=report.id, text="More.")
        actions.intervene(actor=cast.elif_, report_id=report.id, text="More.", happened_at=now())
        actions.add_party(actor=cast.elif_, report_id=report.id, role="witness", name="Somebody")  # type: ignore[arg-type]  # an enum of words

    more()
    elif_.get(f"desk/{report.id}/")
    few = questions_asked(lambda: elif_.get(f"desk/{report.id}/"))
    for _ in range(3):
        more()
    settle()
    elif_.get(f"desk/{report.id}/")
    assert questions_asked(lambda: elif_.get(f"desk/{report.id}/")) == few


# --- The verbs --------------------------------------------------------------------------------------------------------------
SAID: dict[str, dict[str, Any]] = {
    "acknowledge": {},
    "ask": {"text": "Which day was it?"},
    "take_up": {},
    "message": {"text": "Thank you. I will call on Monday."},
    "recuse": {"reason": "Ben is my brother."},
    "intervene": {"text": "I spoke with both.", "happened_at": "2026-01-02T14:30:00"},
    "reassign": {"reason": "I am away."},
    "add_party": {"role": "witness", "name": "somebody from the café"},
}
"""What the forms of the pages say, said to the API."""


def said(verb: str, filled: dict[str, Any], cast: Cast) -> dict[str, Any]:
    return {**filled, "to": str(cast.farid.id)} if verb == "reassign" else filled


def path_of(verb: str, report_id: UUID) -> str:
    return f"desk/{report_id}/{ {'add_party': 'people', 'take_up': 'take-up'}.get(verb, verb) }/".replace(" ", "")


@pytest.mark.parametrize("verb", SAID)
def test_a_verb_by_the_api_leaves_the_record_of_the_same_verb_by_the_page(elif_: Programme, cast: Cast, verb: str) -> None:
    by_api, by_page = send(cast.amira, cast.ben), send(cast.amira, cast.ben)
    for one in (by_api, by_page):
        if verb in {"ask", "take_up"}:
            actions.acknowledge(actor=cast.elif_, report_id=one.id)
    done = elif_.post(path_of(verb, by_api.id), said(verb, SAID[verb], cast))
    assert done.status == (201 if verb in {"ask", "message", "intervene", "add_party"} else 200), done.body
    more = {"to": str(cast.farid.id)} if verb == "reassign" else {}
    assert Desk(cast.elif_).do(verb, by_page, **FILLED[verb], **more).status_code == 302
    settle()
    assert events_of(by_api) == events_of(by_page)
    assert (fresh(by_api).status, fresh(by_api).handler_id) == (fresh(by_page).status, fresh(by_page).handler_id)
    assert {person: by_api.id in desk_of(person) for person in (cast.elif_, cast.farid, cast.ben)} == {
        person: by_page.id in desk_of(person) for person in (cast.elif_, cast.farid, cast.ben)
    }


def test_a_moment_without_a_zone_is_by_the_organisations_clock(elif_: Programme, report: Report) -> None:
    elif_.post(f"desk/{report.id}/intervene/", SAID["intervene"])
    happened = report.interventions.get().happened_at
    assert happened == datetime(2026, 1, 2, 14, 30, tzinfo=ZoneInfo(report.organisation.zone))


def test_stepping_aside_closes_the_report_at_once(elif_: Programme, cast: Cast, report: Report) -> None:
    done = elif_.post(f"desk/{report.id}/recuse/", SAID["recuse"])
    assert (done.status, done["url"]) == (200, "/api/v1/desk/")
    assert elif_.get(f"desk/{report.id}/").status == 404
    assert elif_.get("desk/")["reports"] == []
    assert fresh(report).handler == cast.farid


def test_a_name_is_made_clear_and_the_report_goes_on(cast: Cast) -> None:
    held, tomas = send(cast.amira, "Ben Okafer"), Programme(cast.tomas)
    offers = tomas.get(f"desk/{held.id}/offers/", party=str(held.parties.get().id))
    assert [one["id"] for one in offers["people"]] == [str(cast.ben.id)]
    (verb,) = [one for one in tomas.get(f"desk/{held.id}/")["verbs"] if one["verb"] == "resolve_party"]
    done = tomas.post(verb["url"], {"state": "linked", "person": str(cast.ben.id)})
    assert (done.status, done.id) == (200, held.parties.get().id)
    assert fresh(held).handler == cast.elif_
    assert tomas.get(f"desk/{held.id}/").status == 404


def test_a_name_may_be_somebody_outside_and_is_made_clear_once(cast: Cast) -> None:
    held, tomas = send(cast.amira, "Ben Okafer", "A neighbour"), Programme(cast.tomas)
    party = next(party for party in held.parties.all() if party.name == "A neighbour")
    path = f"desk/{held.id}/people/{party.id}/"
    assert tomas.post(path, {"state": "external"}).status == 200
    assert tomas.post(path, {"state": "external"}).code == "move-refused"
    assert tomas.post(f"desk/{held.id}/people/{uuid4()}/", {"state": "external"}).status == 404


def test_somebody_of_another_report_is_nobody_of_this_one(cast: Cast) -> None:
    one, other = send(cast.amira, "Ben Okafer"), send(cast.amira, "A neighbour")
    path = f"desk/{one.id}/people/{other.parties.get().id}/"
    tomas = Programme(cast.tomas)
    assert tomas.post(path, {"state": "external"}).status == 404
    assert tomas.get(f"desk/{one.id}/offers/", party=str(other.parties.get().id)).status == 404


def test_the_offers_are_those_of_the_pages(elif_: Programme, cast: Cast, report: Report) -> None:
    offers = elif_.get(f"desk/{report.id}/offers/", name="pav")
    assert [(one["id"], one["name"]) for one in offers["people"]] == [
        (str(cast.pavel.id), "Pavel Horak (Outreach nurse, Health outreach team, Open Door Clinic)")
    ]
    page = Desk(cast.elif_).get("reassign", report).context["form"]
    assert {one["id"] for one in offers["handlers"]} == {value for value, _label in page.fields["to"].choices if value}
    assert elif_.get(f"desk/{report.id}/offers/", q="x").wrong.keys() == {"q"}


@pytest.mark.parametrize(
    ("verb", "body", "wrong"),
    [
        ("acknowledge", {"at": "now"}, "at"),
        ("acknowledge", [], ""),
        ("take_up", {"text": "x"}, "text"),
        ("ask", {}, "text"),
        ("ask", {"text": " "}, "text"),
        ("message", {"text": "x" * (LONGEST_TEXT + 1)}, "text"),
        ("message", {"text": True}, "text"),
        ("recuse", {}, "reason"),
        ("recuse", {"reason": "x" * (LONGEST_TEXT + 1)}, "reason"),
        ("intervene", {"text": "x"}, "happened_at"),
        ("intervene", {"text": "x", "happened_at": "yesterday"}, "happened_at"),
        ("intervene", {"text": "x", "happened_at": "9999-12-31T23:59:59-12:00"}, "happened_at"),
        ("intervene", {"text": "x", "happened_at": "2999-01-01T00:00:00Z"}, "happened_at"),
        ("intervene", {"happened_at": "2026-01-02T14:30:00"}, "text"),
        ("reassign", {"reason": "x"}, "to"),
        ("reassign", {"reason": "x", "to": "nobody"}, "to"),
        ("reassign", {"reason": " ", "to": str(UUID(int=7))}, "reason"),
        ("add_party", {"name": "A"}, "role"),
        ("add_party", {"role": "victim", "name": "A"}, "role"),
        ("add_party", {"role": "witness"}, "name"),
        ("add_party", {"role": "witness", "name": " "}, "name"),
        ("add_party", {"role": "witness", "name": "x" * (LONGEST_NAME + 1)}, "name"),
        ("add_party", {"role": "witness", "person": "x"}, "person"),
        ("add_party", {"role": "witness", "name": "A", "state": "linked"}, "state"),
    ],
)
def test_a_verb_said_wrongly_is_refused_by_field_and_does_nothing(
    elif_: Programme, report: Report, verb: str, body: Any, wrong: str
) -> None:
    before = events_of(report)
    refused = elif_.post(path_of(verb, report.id), body)
    assert (refused.status, list(refused.wrong)) == (422, [wrong])
    assert events_of(report) == before


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, "state"),
        ({"state": "unresolved"}, "state"),
        ({"state": "linked"}, "person"),
        ({"state": "linked", "person": None}, "person"),
        ({"state": "linked", "person": "Ben"}, "person"),
        ({"state": "external", "name": "x"}, "name"),
    ],
)
def test_who_is_meant_said_wrongly_is_refused(cast: Cast, body: Any, wrong: str) -> None:
    held = send(cast.amira, "Ben Okafer")
    refused = Programme(cast.tomas).post(f"desk/{held.id}/people/{held.parties.get().id}/", body)
    assert (refused.status, list(refused.wrong)) == (422, [wrong])


@pytest.mark.parametrize("who", ["missing", "foreign", "outside"])
def test_whoever_is_not_offered_is_refused_as_if_there_were_nobody(cast: Cast, report: Report, who: str) -> None:
    held, tomas, elif_ = send(cast.amira, "Ben Okafer"), Programme(cast.tomas), Programme(cast.elif_)
    ids = {"missing": uuid4(), "foreign": cast.ivo.id, "outside": cast.miriam.id}
    person = str(ids[who])
    added = elif_.post(f"desk/{report.id}/people/", {"role": "witness", "person": person})
    meant = tomas.post(f"desk/{held.id}/people/{held.parties.get().id}/", {"state": "linked", "person": person})
    assert [(each.status, each.wrong) for each in (added, meant)] == [(422, {"person": ["Choose the person again."]})] * 2
    if who != "outside":
        handed = elif_.post(f"desk/{report.id}/reassign/", {"to": person, "reason": "x"})
        assert (handed.status, handed.wrong) == (422, {"to": ["This person cannot take the report. Choose somebody else."]})


def test_nobody_in_conflict_can_be_handed_the_report(elif_: Programme, cast: Cast, report: Report) -> None:
    for person in (cast.ben, cast.noor, cast.amira, cast.elif_):
        refused = elif_.post(f"desk/{report.id}/reassign/", {"to": str(person.id), "reason": "x"})
        assert (refused.status, refused.code) == (422, "report.not-eligible")
    assert fresh(report).handler == cast.elif_


def test_naming_oneself_is_stepping_aside(elif_: Programme, cast: Cast, report: Report) -> None:
    refused = elif_.post(f"desk/{report.id}/people/", {"role": "witness", "person": str(cast.elif_.id)})
    assert (refused.status, refused.code) == (422, "party.self")


def test_a_move_that_the_status_does_not_allow_is_refused(elif_: Programme, report: Report) -> None:
    for verb in ("ask", "take_up"):
        refused = elif_.post(path_of(verb, report.id), SAID[verb])
        assert (refused.status, refused.code) == (409, "move-refused")
    assert elif_.post(path_of("acknowledge", report.id)).status == 200
    assert elif_.post(path_of("acknowledge", report.id)).status == 409


def test_whoever_was_only_told_may_read_and_step_aside_but_not_handle(cast: Cast) -> None:
    serious, chidi = send(cast.amira, cast.ben, categories=["abuse"]), Programme(cast.chidi)
    assert chidi.get(f"desk/{serious.id}/")["why"].startswith("You were told because it is serious. Handled by Elif Demir.")
    for verb in SAID.keys() - {"recuse"}:
        refused = chidi.post(path_of(verb, serious.id), said(verb, SAID[verb], cast))
        assert (refused.status, refused.code) == (403, "forbidden"), verb
    assert chidi.get(f"desk/{serious.id}/offers/", name="ben")["people"] == []
    assert chidi.get(f"desk/{serious.id}/offers/")["handlers"] == []
    assert [one["verb"] for one in chidi.get(f"desk/{serious.id}/")["verbs"]] == ["recuse"]
    assert chidi.post(path_of("recuse", serious.id), SAID["recuse"]).status == 200


@pytest.mark.parametrize("who", ["ben", "amira", "noor", "ivo", "farid", "olga", "root", "grace"])
def test_for_everybody_else_the_report_is_as_one_that_does_not_exist(cast: Cast, report: Report, who: str) -> None:
    """Ben is the subject, Amira the reporter, Noor was named as not to receive it, Ivo works elsewhere."""
    other, before, bodies = Programme(getattr(cast, who)), events_of(report), []
    party = report.parties.get().id
    for report_id in (report.id, uuid4()):
        answers = [other.get(f"desk/{report_id}/"), other.get(f"desk/{report_id}/offers/", name="ben")]
        answers += [other.post(path_of(verb, report_id), said(verb, SAID[verb], cast)) for verb in SAID]
        answers += [other.post(f"desk/{report_id}/people/{party}/", {"state": "external"})]
        assert {answer.status for answer in answers} == {404}
        bodies.append([answer.body for answer in answers])
    assert bodies[0] == bodies[1]
    assert events_of(report) == before
    assert fresh(report).status == ReportStatus.SUBMITTED


def test_whoever_is_named_later_finds_nothing_from_then_on(elif_: Programme, cast: Cast, report: Report) -> None:
    actions.acknowledge(actor=cast.elif_, report_id=report.id)
    assert elif_.post(f"desk/{report.id}/reassign/", {"to": str(cast.farid.id), "reason": "x"}).status == 200
    farid = Programme(cast.farid)
    assert farid.post(f"desk/{report.id}/people/", {"role": "implicated", "person": str(cast.elif_.id)}).status == 201
    assert elif_.get(f"desk/{report.id}/").body == elif_.get(f"desk/{uuid4()}/").body

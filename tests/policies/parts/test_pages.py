"""The pages of the parts of a draft, comparing them, and the API's addresses for the same."""

from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from policies.library.models import PolicyVersion
from policies.parts import actions
from policies.parts.forms import items_of, line_of
from policies.versions.actions import change_front
from tests.accounts.calling import asked, calling
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import LK, PCF, PQ, RC, issued
from tests.policies.parts.drafts import appendix, begun, lines_of, order_of
from tests.policies.versions.test_revise import in_review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
FRONT = {"title": "How we keep our distance", "number": "HR 7", "summary": "In short.", "owner_role": "board", "approver": "All"}


def at(name: str, draft: PolicyVersion, *more: Any) -> str:
    return reverse(name, args=[draft.pk, *more])


def test_a_draft_has_its_verbs_beside_what_they_change_and_nothing_else_has(cast: Cast, signed_in: SignedIn) -> None:
    draft, noor = begun(cast, PQ), signed_in(cast.noor)
    actions.add_section(actor=cast.noor, version_id=draft.pk, title="In the water", weight="rule")
    first = order_of(draft)[0]
    page = noor.get(at("versions:version", draft)).content.decode()
    there = [
        at("versions:change_front", draft), at("parts:add_section", draft), at("parts:change_section", draft, first),
        at("parts:remove_section", draft, "part-1"), f"{at('versions:add_clause', draft)}?section=part-1",
        at("parts:add_appendix", draft), at("parts:change_appendix", draft, "PQ-HDR-1"),
        at("parts:remove_appendix", draft, "PQ-HDR-1"), at("parts:add_document", draft), at("parts:remove_document", draft, 2),
    ]  # fmt: skip
    assert [each for each in there if each not in page] == []
    assert at("parts:remove_section", draft, first) not in page, "not while there are clauses in it"
    assert "There is no clause here yet." in page
    assert "stay as they were issued" in page
    for version in (issued(PQ), in_review(cast)):
        page = noor.get(at("versions:version", version)).content.decode()
        assert [each for each in ("/sections/", "/appendices/", "/documents/", "/front/") if each in page] == []


def test_title_and_summary_are_changed_on_their_page(cast: Cast, signed_in: SignedIn) -> None:
    draft, noor = begun(cast, RC), signed_in(cast.noor)
    address = at("versions:change_front", draft)
    page = noor.get(address).content.decode()
    assert draft.title in page
    assert "the licence asks for that" in page
    assert noor.post(address, FRONT | {"summary": ""}).status_code == 422
    assert noor.post(address, FRONT)["Location"] == at("versions:version", draft)
    page = noor.get(at("versions:version", draft)).content.decode()
    assert [words for words in ("How we keep our distance", "HR 7", "In short.", "The board") if words not in page] == []


def test_sections_are_added_moved_and_removed_on_their_pages(cast: Cast, signed_in: SignedIn) -> None:
    draft, noor = begun(cast, RC), signed_in(cast.noor)
    add = at("parts:add_section", draft)
    token = str(noor.get(add).context["csrf_token"])
    told = {"title": "In the water", "weight": "rule", "after": "R"}
    assert noor.post(add, told | {"title": ""}).status_code == 422
    for _time in range(2):
        assert noor.post(add, told | {"csrfmiddlewaretoken": token}).status_code == 302
    assert order_of(draft)[-2:] == ["R", "part-1"], "once, however often the button is pressed"
    change = at("parts:change_section", draft, "part-1")
    assert noor.get(change).context["form"].initial["after"] == "R"
    assert noor.post(change, told | {"title": "On land", "after": ""}).status_code == 302
    assert draft.sections.get(position=1).title == "On land"
    assert noor.get(change).context["form"].initial["after"] == ""
    refused = noor.post(at("parts:remove_section", draft, "B"))
    assert refused.status_code == 422
    assert "still clauses in this section" in refused.content.decode()
    assert "On land" in noor.get(at("parts:remove_section", draft, "part-1")).content.decode()
    assert noor.post(at("parts:remove_section", draft, "part-1")).status_code == 302
    assert "part-1" not in order_of(draft)


def test_appendices_are_added_changed_and_removed_on_their_pages(cast: Cast, signed_in: SignedIn) -> None:
    draft, noor = begun(cast, PCF), signed_in(cast.noor)
    add = at("parts:add_appendix", draft)
    told = {
        "kind": "prompts",
        "code": "PCF-VISIT",
        "title": "Before a visit",
        "text": "",
        "lines": "Is it far?\r\n\r\n When: today?",
    }
    refused = noor.post(add, told | {"code": "PCF-LIC-1"})
    assert refused.status_code == 422
    assert "This id is taken" in refused.content.decode()
    assert noor.post(add, told)["Location"].endswith("#PCF-VISIT")
    assert lines_of(draft, "PCF-VISIT") == [("PCF-VISIT-1", "Is it far?"), ("PCF-VISIT-2", "When: today?")]
    change = at("parts:change_appendix", draft, "valid-consent")
    lines = noor.get(change).context["form"].initial["lines"]
    assert lines.startswith("PCF-IC-1.1: Nobody forced the client")
    sent = {"title": "Consent", "text": "", "lines": lines.replace("Nobody forced", "No one forced") + "\nIt was written down."}
    assert noor.post(change, sent | {"lines": ""}).status_code == 422
    assert noor.post(change, sent).status_code == 302
    changed = lines_of(draft, "valid-consent")
    assert changed[0] == ("PCF-IC-1.1", "No one forced the client or swayed them unfairly.")
    assert changed[-1] == ("PCF-IC-1.7", "It was written down.")
    note = at("parts:change_appendix", draft, "PCF-LIC-1")
    assert "lines" not in noor.get(note).context["form"].fields
    assert noor.post(note, {"title": "Licence", "text": ""}).status_code == 422
    assert noor.post(note, {"title": "Licence", "text": "Copies are allowed."}).status_code == 302
    gone = at("parts:remove_appendix", draft, "PCF-LIC-1")
    assert "Licence" in noor.get(gone).content.decode()
    assert noor.post(gone).status_code == 302
    assert not draft.appendices.filter(code="PCF-LIC-1").exists()


def test_documents_are_added_and_removed_on_their_pages(cast: Cast, signed_in: SignedIn) -> None:
    draft, noor = begun(cast, PQ), signed_in(cast.noor)
    add = at("parts:add_document", draft)
    assert noor.post(add, {"title": "The model", "policy": PQ}).status_code == 422
    assert noor.post(add, {"title": "The model", "policy": LK}).status_code == 302
    assert "The model" in noor.get(at("parts:remove_document", draft, 3)).content.decode()
    for number in (3, 1):
        assert noor.post(at("parts:remove_document", draft, number)).status_code == 302
    assert list(draft.links.values_list("position", flat=True)) == [2]


def test_what_is_not_there_has_no_page(cast: Cast, signed_in: SignedIn) -> None:
    draft, noor = begun(cast, RC), signed_in(cast.noor)
    for address in (
        at("parts:change_section", draft, "nowhere"),
        at("parts:remove_section", draft, "nowhere"),
        at("parts:change_appendix", draft, "RC-B-4"),
        at("parts:remove_appendix", draft, "RC-B-4"),
        at("parts:remove_document", draft, 1),
        at("parts:add_section", issued(LK)),
    ):
        assert noor.get(address).status_code in {403, 404}, address


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("PCF-IC-1.1: They agree.", [("PCF-IC-1.1", " They agree.")]),
        ("They agree: yes.", [("", "They agree: yes.")]),
        ("PCF-IC-1.1 They agree.", [("", "PCF-IC-1.1 They agree.")]),
        ("\r\n  \r\nOne\r\n PCF-IC-1.1 : Two", [("", "One"), ("PCF-IC-1.1", " Two")]),
        ("", []),
    ],
)
def test_a_line_has_the_id_that_stands_before_its_colon(typed: str, found: list[tuple[str, str]]) -> None:
    assert [(line.id, line.text) for line in items_of(typed)] == found


def test_every_line_of_every_policy_survives_its_form(library: None) -> None:
    for version in PolicyVersion.objects.all():
        for each in version.appendices.all():
            typed = "\n".join(line_of(item) for item in each.items)
            assert [(line.id, line.text.strip()) for line in items_of(typed)] == [
                (item["id"], item["text"]) for item in each.items
            ]


# --- Comparing ----------------------------------------------------------------------------------------------------------------
def everywhere(cast: Cast) -> PolicyVersion:
    """A draft that differs from what was issued in every part but its clauses."""
    draft = begun(cast, PCF)
    change_front(actor=cast.noor, version_id=draft.pk, told=FRONT)
    first, second, *_rest = order_of(draft)
    title = draft.sections.get(key=second).title
    actions.change_section(actor=cast.noor, version_id=draft.pk, key=first, title="The core", weight="guidance", after=second)
    assert draft.sections.get(position=1).title == title
    actions.remove_appendix(actor=cast.noor, version_id=draft.pk, code="client-responsibilities")
    lines = dict(lines_of(draft, "valid-consent")) | {"PCF-IC-1.1": "No one forced them."}
    turned = [*list(lines.items())[1:], ("PCF-IC-1.1", lines["PCF-IC-1.1"])]
    facts = appendix("valid-consent", *turned, title="Consent", text="Six of them.")
    actions.change_appendix(actor=cast.noor, version_id=draft.pk, facts=facts)
    actions.add_document(actor=cast.noor, version_id=draft.pk, title="The staff handbook")
    return draft


def test_two_versions_are_compared_in_every_part_in_words(cast: Cast, signed_in: SignedIn) -> None:
    base, draft = issued(PCF), everywhere(cast)
    query = {"before": str(base.pk), "after": str(draft.pk)}
    page = signed_in(cast.noor).get(reverse("versions:compare"), query).content.decode()
    words = [
        "Title and summary", "Title: “" + base.title, "became “How we keep our distance”", "Owner:", "“the board”", "Place of “", "Place of “PCF-IC-1.1”: “at the beginning” became “behind “PCF-IC-1.6””",
        "Section “The core”", "What it holds:", "Appendix “Consent”", "A line of “Consent”", "PCF-IC-1.1", "Taken out: “Nobody",
        "Appendix “What clients should be told: their responsibilities”", "A document beside it", "The staff handbook",
        "No words of its own", f"{base.clauses.count()} clauses are the same.",
    ]  # fmt: skip
    assert [each for each in words if each not in page] == []
    assert "PCF-IC-1.2</span>" not in page, "what stayed as it was is not shown"


# --- The API ------------------------------------------------------------------------------------------------------------------
def test_programmes_write_in_every_part(cast: Cast) -> None:
    noor, base = calling(cast.noor), str(issued(RC).pk)
    draft = str(noor.post(f"library/{base}/revise/", {}).id)
    here = f"versions/{draft}/"
    assert noor.patch(here, {"summary": "In short."})["summary"] == "In short."
    assert noor.patch(here, {"title": "For {you}"}).wrong == {"title": ["There is no such placeholder here."]}
    for name in ("source", "licence", "citation"):
        assert noor.patch(here, {name: "Ours"}).status == 422
    section = {"title": "In the water", "weight": "rule"}
    for _time in range(2):
        assert str(noor.post(f"{here}sections/", section, key="once").id) == draft
    assert [each["key"] for each in noor.get(here)["sections"]][-2:] == ["R", "part-1"]
    moved = noor.put(f"{here}sections/part-1/", section | {"title": "On land", "after": ""})
    assert moved["sections"][0] == {"key": "part-1", "title": "On land", "weight": "rule"}
    kept = noor.put(f"{here}sections/part-1/", section)
    assert kept["sections"][0]["title"] == "In the water", "without saying where, it stays there"
    assert noor.delete(f"{here}sections/B/").status == 422
    assert noor.delete(f"{here}sections/part-1/").status == 204
    added = {"id": "RC-APP-B", "kind": "checklist", "title": "Before a visit", "lines": [{"text": "Is it far?"}]}
    assert noor.post(f"{here}appendices/", added | {"id": "LK-0-1"}).wrong == {"code": ["This id is taken. Choose another one."]}
    assert noor.post(f"{here}appendices/", added).status == 201
    lines = [{"text": "And after?"}, {"id": "RC-APP-B-1", "text": "How far is it?"}]
    changed = noor.put(f"{here}appendices/RC-APP-B/", {"title": "Visits", "lines": lines})
    assert changed["appendices"][-1] == {
        "id": "RC-APP-B", "kind": "checklist", "title": "Visits", "text": "",
        "lines": [
            {"id": "RC-APP-B-2", "text": "And after?", "clauses": []},
            {"id": "RC-APP-B-1", "text": "How far is it?", "clauses": []},
        ],
    }  # fmt: skip
    assert noor.put(f"{here}appendices/RC-APP-B/", {"title": "Visits", "lines": [{"text": " "}]}).wrong.keys() == {"lines.0.text"}
    assert noor.delete(f"{here}appendices/RC-REF-1/").status == 204
    assert noor.post(f"{here}documents/", {"title": "The model", "policy": LK}).status == 201
    assert noor.post(f"{here}documents/", {"title": "The handbook"}).status == 201
    assert noor.get(here)["documents"] == [
        {"number": 1, "title": "The model", "policy": LK}, {"number": 2, "title": "The handbook", "policy": None},
    ]  # fmt: skip
    assert noor.delete(f"{here}documents/2/").status == 204
    found = noor.get(f"versions/{base}/compared/{draft}/")
    assert (found["clauses"], found["same"]) == ([], 43)
    assert [(each["part"], each["id"], each["change"]) for each in found["others"]] == [
        ("front", "front", "changed"),
        ("appendix", "RC-REF-1", "removed"),
        ("appendix", "RC-APP-B", "added"),
        ("line", "RC-APP-B-2", "added"),
        ("line", "RC-APP-B-1", "added"),
        ("document", "The model", "added"),
    ]
    assert noor.post(f"{here}submit/", {"change_note": "Visits."}).status == 200
    assert noor.patch(here, {"summary": "Longer."}).status == 409


def test_programmes_of_others_write_in_nothing(cast: Cast) -> None:
    draft = begun(cast, RC)
    for person, status in ((cast.amira, 404), (cast.yara, 403), (cast.ivo, 404)):
        theirs, here = calling(person), f"versions/{draft.pk}/"
        assert theirs.patch(here, {"summary": "x"}).status == status
        section, words = {"title": "x", "weight": "rule"}, {"title": "x", "text": "x"}
        assert theirs.post(f"{here}sections/", section).status == status
        assert theirs.put(f"{here}sections/B/", section).status == status
        assert theirs.delete(f"{here}sections/B/").status == status
        assert theirs.post(f"{here}appendices/", words | {"id": "RC-APP-B", "kind": "note"}).status == status
        assert theirs.put(f"{here}appendices/RC-REF-1/", words).status == status
        assert theirs.delete(f"{here}appendices/RC-REF-1/").status == status
        assert theirs.post(f"{here}documents/", {"title": "x"}).status == status
        assert theirs.delete(f"{here}documents/1/").status == status


def test_more_parts_ask_the_database_no_more_questions(cast: Cast, signed_in: SignedIn) -> None:
    noor, base, draft = signed_in(cast.noor), issued(PQ), begun(cast, PQ)
    compare = f"{reverse('versions:compare')}?before={base.pk}&after={draft.pk}"

    def counts() -> list[int]:
        return [asked(partial(noor.get, address)) for address in (compare, at("versions:version", draft))]

    counts()
    few = counts()
    for number in range(5):
        actions.add_section(actor=cast.noor, version_id=draft.pk, title=f"Part {number}", weight="rule")
        actions.add_document(actor=cast.noor, version_id=draft.pk, title=f"Book {number}", policy=LK)
        facts = appendix(f"PQ-APP-{number}", ("", "One."), ("", "Two."))
        actions.add_appendix(actor=cast.noor, version_id=draft.pk, facts=facts)
    assert counts() == few

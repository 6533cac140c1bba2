"""What stands behind the clauses of a draft: words and lines, each under an id that is given once."""

from typing import Any

import pytest

from accounts.demo.cast import Cast
from boundaries.errors.exceptions import NotVisible, RuleViolation
from policies.adoption.queries import clause_or_appendix
from policies.parts import actions
from policies.parts.rules import next_id
from policies.versions.actions import approve, submit
from tests.accounts.kinds import last_written_about, written_about
from tests.policies.adopting import LK, PCF, RC, adopted, issued
from tests.policies.parts.drafts import appendix, begun, lines_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
TESTS = [f"PCF-IC-1.{number}" for number in range(1, 7)]
NOTE: dict[str, Any] = {"kind": "note", "text": "It is short."}


def test_the_words_of_a_note_are_changed_in_the_draft_and_nowhere_else(cast: Cast) -> None:
    draft = begun(cast, RC)
    actions.change_appendix(actor=cast.samuel, version_id=draft.pk, facts=appendix("RC-REF-1", title="A", text=" It  is short. "))
    changed = draft.appendices.get(code="RC-REF-1")
    assert (changed.kind, changed.title, changed.text, changed.items) == ("note", "A", "It is short.", [])
    assert issued(RC).appendices.get(code="RC-REF-1").title == "Appendix A"
    assert last_written_about(draft.pk) == ("policy-version.edited", cast.samuel.pk, {"appendix": "RC-REF-1", "how": "changed"})
    draft.refresh_from_db()
    assert cast.samuel.pk in draft.editors


def test_a_line_keeps_its_id_and_a_new_one_gets_the_next_that_was_never_given(cast: Cast) -> None:
    draft = begun(cast, PCF)
    lines = [
        (TESTS[1], "They can decide."),
        ("", "They were given time."),
        (TESTS[0], "Nobody forced them."),
        ("", "In writing."),
    ]
    actions.change_appendix(actor=cast.noor, version_id=draft.pk, facts=appendix("valid-consent", *lines, title="Consent"))
    assert lines_of(draft, "valid-consent") == [
        ("PCF-IC-1.2", "They can decide."),
        ("PCF-IC-1.7", "They were given time."),
        ("PCF-IC-1.1", "Nobody forced them."),
        ("PCF-IC-1.8", "In writing."),
    ]
    actions.change_appendix(actor=cast.noor, version_id=draft.pk, facts=appendix("valid-consent", ("", "Anew."), title="Consent"))
    assert lines_of(draft, "valid-consent") == [("PCF-IC-1.9", "Anew.")]
    assert "PCF-IC-1.6" in {line["id"] for each in issued(PCF).appendices.all() for line in each.items}


def test_a_line_keeps_the_clauses_that_it_comes_from_when_its_words_change_or_it_comes_back(cast: Cast) -> None:
    draft = begun(cast, RC)
    before = {line["id"]: line["clauses"] for line in draft.appendices.get(code="RC-APP-A").items}
    first, second = list(before)[:2]
    assert before[first]
    for lines in ([(second, "Other words?")], [(first, "Back again?"), (second, "Other words?"), ("", "Do you swim?")]):
        facts = appendix("RC-APP-A", *lines, title="Signs", text="Ask yourself.")
        changed = actions.change_appendix(actor=cast.noor, version_id=draft.pk, facts=facts)
    kept = {line["id"]: line["clauses"] for line in changed.items}
    assert kept[first] == before[first]
    assert kept[second] == before[second]
    assert [clauses for id_, clauses in kept.items() if id_ not in before] == [[]]


def test_saying_the_same_again_is_no_change(cast: Cast) -> None:
    draft = begun(cast, PCF)
    same = draft.appendices.get(code="client-rights")
    facts = appendix("client-rights", *lines_of(draft, "client-rights"), title=same.title, text=same.text)
    actions.change_appendix(actor=cast.samuel, version_id=draft.pk, facts=facts)
    assert len(written_about(draft.pk)) == 1


def test_an_appendix_is_added_at_the_end_and_its_lines_can_be_cited_once_it_is_in_force(cast: Cast) -> None:
    adopted(cast.noor, RC)
    draft = begun(cast, RC)
    facts = appendix("RC-APP-B", ("", "Who knows where you are?"), ("RC-APP-B-7", "Is it {organisation}?"), ("", "And after?"))
    with pytest.raises(RuleViolation, match="placeholder"):
        actions.add_appendix(actor=cast.noor, version_id=draft.pk, facts=facts)
    facts = appendix("RC-APP-B", ("", "Who knows where you are?"), ("RC-APP-B-2", "Is it far?"), ("", "And after?"))
    actions.add_appendix(actor=cast.noor, version_id=draft.pk, facts=facts)
    assert lines_of(draft, "RC-APP-B") == [
        ("RC-APP-B-1", "Who knows where you are?"), ("RC-APP-B-2", "Is it far?"), ("RC-APP-B-3", "And after?"),
    ]  # fmt: skip
    assert list(draft.appendices.values_list("code", flat=True)) == ["RC-REF-1", "RC-APP-A", "RC-APP-B"]
    assert last_written_about(draft.pk)[2] == {"appendix": "RC-APP-B", "how": "added"}
    submit(actor=cast.noor, version_id=draft.pk, change_note="Visits.")
    approve(actor=cast.samuel, version_id=draft.pk)
    for code in ("RC-APP-B", "RC-APP-B-3"):
        found = clause_or_appendix(cast.amira, RC, code)[2]
        assert found is not None
        assert found.title == "Before a visit"


def test_an_appendix_is_left_out_of_the_next_version_only(cast: Cast) -> None:
    draft = begun(cast, RC)
    actions.remove_appendix(actor=cast.noor, version_id=draft.pk, code="RC-APP-A")
    assert not draft.appendices.filter(code="RC-APP-A").exists()
    assert issued(RC).appendices.filter(code="RC-APP-A").exists()
    assert last_written_about(draft.pk)[2] == {"appendix": "RC-APP-A", "how": "removed"}


@pytest.mark.parametrize(
    "code", ["RC-B-4", "RC-REF-1", "WS-13", "LK-4.1-4", "LK-0-1", "PCF-IC-1.1", "swim", "RC", f"RC-{'B' * 34}"]
)
def test_an_id_is_given_once_and_looks_like_one(cast: Cast, code: str) -> None:
    draft = begun(cast, RC)
    with pytest.raises(RuleViolation) as refused:
        actions.add_appendix(actor=cast.noor, version_id=draft.pk, facts=appendix(code, **NOTE))
    assert refused.value.field == "code"


@pytest.mark.parametrize(
    "code", ["PCF-IC-1.2", "PCF-RIGHTS-1.1", "PCF-CM-4", "LK-4.1-4", "LK-0-1", "PCF-NEW", "one", f"PCF-{'1' * 40}"]
)
def test_no_line_gets_an_id_that_something_else_has(cast: Cast, code: str) -> None:
    draft = begun(cast, PCF)
    if code == "PCF-NEW":
        actions.add_appendix(actor=cast.noor, version_id=draft.pk, facts=appendix(code, **NOTE))
    lines = [("PCF-IC-1.1", "One."), ("PCF-IC-1.2", "Two."), (code, "Three.")]
    with pytest.raises(RuleViolation) as refused:
        actions.change_appendix(actor=cast.noor, version_id=draft.pk, facts=appendix("valid-consent", *lines))
    assert refused.value.field == "lines"
    assert code in str(refused.value.message)


def test_no_line_of_a_new_appendix_has_the_id_of_the_appendix_itself(cast: Cast) -> None:
    draft = begun(cast, LK)
    with pytest.raises(RuleViolation, match="line-id"):
        actions.add_appendix(actor=cast.noor, version_id=draft.pk, facts=appendix("LK-APP", ("LK-APP", "One.")))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (appendix("RC-APP-B", ("", "One."), title=""), "title"),
        (appendix("RC-APP-B", ("", "One."), title="x" * 201), "title"),
        (appendix("RC-APP-B", ("", "One."), text="x" * 1001), "text"),
        (appendix("RC-APP-B", ("", "One."), text="A {thing}"), "text"),
        (appendix("RC-APP-B", kind="note"), "text"),
        (appendix("RC-APP-B", ("", "One."), **NOTE), "lines"),
        (appendix("RC-APP-B"), "lines"),
        (appendix("RC-APP-B", kind="warning_signs"), "lines"),
        (appendix("RC-APP-B", ("", " ")), "lines"),
        (appendix("RC-APP-B", ("", "x" * 1001)), "lines"),
        (appendix("RC-APP-B", *[("", "One.")] * 101), "lines"),
    ],
)
def test_an_appendix_holds_to_what_a_packs_appendix_holds_to(cast: Cast, facts: Any, field: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        actions.add_appendix(actor=cast.noor, version_id=begun(cast, RC).pk, facts=facts)
    assert refused.value.field == field


def test_what_is_not_in_the_draft_is_not_found(cast: Cast) -> None:
    draft = begun(cast, RC)
    with pytest.raises(NotVisible):
        actions.change_appendix(actor=cast.noor, version_id=draft.pk, facts=appendix("RC-APP-B", **NOTE))
    with pytest.raises(NotVisible):
        actions.remove_appendix(actor=cast.noor, version_id=draft.pk, code="RC-APP-B")


@pytest.mark.parametrize(
    ("like", "given", "found"),
    [
        ("PCF-IC-1.1", ["PCF-IC-1.1", "PCF-IC-1.2"], "PCF-IC-1.3"),
        ("PCF-RIGHTS-9.1", ["PCF-RIGHTS-9.1"], "PCF-RIGHTS-9.2"),
        ("WS-9", [], "WS-10"),
        ("RC-APP-B-0", [], "RC-APP-B-1"),
        ("RC-APP-B", ["RC-APP-B-1"], "RC-APP-B-2"),
    ],
)
def test_the_next_id_goes_on_from_one_like_it_past_all_that_were_given(like: str, given: list[str], found: str) -> None:
    assert next_id(like, given) == found

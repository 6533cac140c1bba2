"""Sections of a draft: their heading, what they hold, and where they stand."""

import pytest

from accounts.demo.cast import Cast
from boundaries.errors.exceptions import NotVisible, RuleViolation
from policies.parts import actions
from policies.versions.actions import add_clause, approve, begin_revision, remove_clause, submit
from tests.accounts.kinds import last_written_about, written_about
from tests.policies.adopting import RC, issued
from tests.policies.parts.drafts import begun, order_of
from tests.policies.versions.test_revise import facts_of, rewrite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
AS_ISSUED = ["PS", "P", "S", "D", "PR", "A", "B", "C", "BR", "R"]


def test_the_heading_and_the_weight_of_a_section_are_changed_and_its_key_stays(cast: Cast) -> None:
    draft = begun(cast, RC)
    actions.change_section(actor=cast.samuel, version_id=draft.pk, key="B", title=" What  not to do ", weight="guidance")
    section = draft.sections.get(key="B")
    assert (section.title, section.weight) == ("What not to do", "guidance")
    assert issued(RC).sections.get(key="B").title == "Inappropriate behaviour"
    assert last_written_about(draft.pk) == ("policy-version.edited", cast.samuel.pk, {"section": "B", "how": "changed"})
    draft.refresh_from_db()
    assert cast.samuel.pk in draft.editors, "so that he does not approve it"


def test_saying_the_same_again_is_no_change(cast: Cast) -> None:
    draft = begun(cast, RC)
    section = draft.sections.get(key="B")
    told = {"title": section.title, "weight": section.weight}
    actions.change_section(actor=cast.samuel, version_id=draft.pk, key="B", after="A", **told)
    actions.change_section(actor=cast.samuel, version_id=draft.pk, key="B", **told)
    assert len(written_about(draft.pk)) == 1, "that it was begun, and no more"


@pytest.mark.parametrize(
    ("after", "order"),
    [
        ("", ["B", "PS", "P", "S", "D", "PR", "A", "C", "BR", "R"]),
        ("PS", ["PS", "B", "P", "S", "D", "PR", "A", "C", "BR", "R"]),
        ("R", ["PS", "P", "S", "D", "PR", "A", "C", "BR", "R", "B"]),
        (None, AS_ISSUED),
    ],
)
def test_a_section_moves_and_its_clauses_with_it(cast: Cast, after: str | None, order: list[str]) -> None:
    draft = begun(cast, RC)
    actions.change_section(actor=cast.noor, version_id=draft.pk, key="B", title="Not so", weight="rule", after=after)
    assert order_of(draft) == order
    read = [clause.section.key for clause in draft.clauses.select_related("section")]
    assert list(dict.fromkeys(read)) == order, "clause by clause, as the sections stand"
    numbers = [code for code in draft.clauses.values_list("code", flat=True) if code.startswith("RC-B-")]
    assert numbers == [f"RC-B-{number}" for number in range(1, 14)]


@pytest.mark.parametrize(("after", "place"), [(None, 10), ("", 0), ("A", 6)])
def test_a_new_section_gets_a_key_of_its_own_and_its_clauses_stand_in_it(cast: Cast, after: str | None, place: int) -> None:
    draft = begun(cast, RC)
    told = {"title": "In the water", "weight": "rule"}
    assert actions.add_section(actor=cast.noor, version_id=draft.pk, after=after, **told).key == "part-1"
    assert order_of(draft).index("part-1") == place
    assert actions.add_section(actor=cast.noor, version_id=draft.pk, title="On land", weight="rule").key == "part-2"
    assert written_about(draft.pk)[1][2] == {"section": "part-1", "how": "added"}
    like = draft.clauses.select_related("section").get(code="RC-B-12")
    add_clause(actor=cast.noor, version_id=draft.pk, facts=facts_of(like, id="RC-W-1", section="part-1", text="Do not swim."))
    order = list(draft.clauses.values_list("code", flat=True))
    assert order.index("RC-W-1") == {10: len(order) - 1, 0: 0, 6: order.index("RC-B-1") - 1}[place]


def test_a_key_that_the_version_before_had_is_not_given_anew(cast: Cast) -> None:
    draft = begun(cast, RC)
    actions.add_section(actor=cast.noor, version_id=draft.pk, title="In the water", weight="rule")
    like = draft.clauses.select_related("section").get(code="RC-B-12")
    add_clause(actor=cast.noor, version_id=draft.pk, facts=facts_of(like, id="RC-W-1", section="part-1"))
    submit(actor=cast.noor, version_id=draft.pk, change_note="Water.")
    base = approve(actor=cast.samuel, version_id=draft.pk)
    draft = begin_revision(actor=cast.noor, version_id=base.pk)
    remove_clause(actor=cast.noor, version_id=draft.pk, code="RC-W-1")
    actions.remove_section(actor=cast.noor, version_id=draft.pk, key="part-1")
    assert actions.add_section(actor=cast.noor, version_id=draft.pk, title="On land", weight="rule").key == "part-2"


def test_only_an_empty_section_is_removed(cast: Cast) -> None:
    draft = begun(cast, RC)
    with pytest.raises(RuleViolation, match="not-empty"):
        actions.remove_section(actor=cast.noor, version_id=draft.pk, key="C")
    for code in list(draft.clauses.filter(section__key="C").values_list("code", flat=True)):
        remove_clause(actor=cast.noor, version_id=draft.pk, code=code)
    actions.remove_section(actor=cast.noor, version_id=draft.pk, key="C")
    assert order_of(draft) == [key for key in AS_ISSUED if key != "C"]
    assert last_written_about(draft.pk) == ("policy-version.edited", cast.noor.pk, {"section": "C", "how": "removed"})


def test_a_draft_with_an_empty_section_is_not_sent_for_review(cast: Cast) -> None:
    draft = begun(cast, RC)
    rewrite(cast.noor, draft, "RC-B-4", "No gifts.")
    actions.add_section(actor=cast.noor, version_id=draft.pk, title="In the water", weight="rule")
    with pytest.raises(RuleViolation, match="empty-section") as refused:
        submit(actor=cast.noor, version_id=draft.pk, change_note="Water.")
    assert "In the water" in str(refused.value.message)
    actions.remove_section(actor=cast.noor, version_id=draft.pk, key="part-1")
    submit(actor=cast.noor, version_id=draft.pk, change_note="No water.")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "For {somebody}"}, "title"),
        ({"weight": "heavy"}, "weight"),
        ({"after": "nowhere"}, "after"),
        ({"after": "B"}, "after"),
    ],
)
def test_a_section_that_says_nothing_or_stands_nowhere_is_refused(cast: Cast, told: dict[str, str], field: str) -> None:
    draft = begun(cast, RC)
    with pytest.raises(RuleViolation) as refused:
        actions.change_section(actor=cast.noor, version_id=draft.pk, key="B", **{"title": "Not so", "weight": "rule"} | told)
    assert refused.value.field == field


def test_what_is_not_in_the_draft_is_not_found(cast: Cast) -> None:
    draft = begun(cast, RC)
    with pytest.raises(NotVisible):
        actions.change_section(actor=cast.noor, version_id=draft.pk, key="nowhere", title="T", weight="rule")
    with pytest.raises(NotVisible):
        actions.remove_section(actor=cast.noor, version_id=draft.pk, key="nowhere")

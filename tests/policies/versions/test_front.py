"""What a version says of itself as a whole: its title, number, summary, owner and approver; never its source or licence."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.demo.cast import Cast
from boundaries.errors.exceptions import RuleViolation
from policies.acknowledgements.actions import acknowledge
from policies.acknowledgements.queries import count_waiting
from policies.adoption.models import Adoption
from policies.adoption.queries import digest_as_read
from policies.library.models import PolicyVersion
from policies.parts.actions import change_appendix, change_section, remove_appendix
from policies.versions import actions
from tests.accounts.kinds import last_written_about, written_about
from tests.policies.adopting import LK, RC, adopted, issued
from tests.policies.parts.drafts import appendix, begun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def change(cast: Cast, draft: PolicyVersion, **told: str) -> PolicyVersion:
    return actions.change_front(actor=cast.noor, version_id=draft.pk, told=told)


def stored(version: PolicyVersion) -> dict[str, Any]:
    return dict(PolicyVersion.objects.filter(pk=version.pk).values().get())


def test_what_is_told_is_changed_and_all_else_stays(cast: Cast) -> None:
    draft = begun(cast, RC)
    before = stored(draft)
    told = {
        "title": " How we  keep our distance",
        "number": "HR 7",
        "summary": "In\nshort.",
        "owner_role": "board",
        "approver": "",
    }
    actions.change_front(actor=cast.samuel, version_id=draft.pk, told=told)
    after = stored(draft)
    said = {"title": "How we keep our distance", "number": "HR 7", "summary": "In short.", "owner_role": "board", "approver": ""}
    assert after == before | said | {"editors": [cast.noor.pk, cast.samuel.pk]}
    assert last_written_about(draft.pk)[0::2] == (
        "policy-version.edited",
        {"front": ", ".join(name for name in said if before[name] != said[name]), "how": "changed"},
    )


def test_saying_the_same_again_is_no_change(cast: Cast) -> None:
    draft = begun(cast, RC)
    change(cast, draft, title=draft.title)
    assert len(written_about(draft.pk)) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", " "),
        ("title", "x" * 201),
        ("title", "For {organisation}"),
        ("number", "x" * 41),
        ("summary", ""),
        ("summary", "x" * 1001),
        ("summary", "For {somebody}"),
        ("owner_role", "king"),
        ("approver", "x" * 201),
    ],
)
def test_what_says_nothing_or_too_much_is_refused(cast: Cast, name: str, value: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        change(cast, begun(cast, RC), **{name: value})
    assert refused.value.field == name


def test_a_summary_may_hold_the_words_that_each_organisation_puts_its_own_for(cast: Cast) -> None:
    draft = change(cast, begun(cast, LK), summary="How {organisation} keeps its distance.")
    assert draft.summary == "How {organisation} keeps its distance."


def in_another_title(cast: Cast, draft: PolicyVersion) -> None:
    change(cast, draft, title="How we keep our distance")


def in_another_summary(cast: Cast, draft: PolicyVersion) -> None:
    change(cast, draft, summary="In short.")


def in_another_heading(cast: Cast, draft: PolicyVersion) -> None:
    change_section(actor=cast.noor, version_id=draft.pk, key="B", title="What not to do", weight="rule")


def in_another_note(cast: Cast, draft: PolicyVersion) -> None:
    facts = appendix("RC-REF-1", title="Appendix A", text="It is short.")
    change_appendix(actor=cast.noor, version_id=draft.pk, facts=facts)


def in_another_line(cast: Cast, draft: PolicyVersion) -> None:
    signs = draft.appendices.get(code="RC-APP-A")
    lines = [(each["id"], each["text"]) for each in signs.items]
    facts = appendix("RC-APP-A", ("WS-2", "Other words?"), *lines[1:], title=signs.title, text=signs.text)
    assert lines[0][0] == "WS-2"
    change_appendix(actor=cast.noor, version_id=draft.pk, facts=facts)


def without_an_appendix(cast: Cast, draft: PolicyVersion) -> None:
    remove_appendix(actor=cast.noor, version_id=draft.pk, code="RC-REF-1")


ELSEWHERE = [
    in_another_title, in_another_summary, in_another_heading, in_another_note, in_another_line, without_an_appendix,
]  # fmt: skip


def as_read(adoption: Adoption, version: PolicyVersion) -> str:
    """The digest that the draft would have in force."""
    version.refresh_from_db()
    adoption.version = version
    return digest_as_read(adoption)


@pytest.mark.parametrize("what", ELSEWHERE)
def test_what_differs_anywhere_in_the_text_is_acknowledged_anew(cast: Cast, what: Callable[[Any, Any], None]) -> None:
    adoption = adopted(cast.noor, RC)
    acknowledge(actor=cast.amira, adoption_id=adoption.pk, digest=adoption.digest)
    draft = begun(cast, RC)
    before = as_read(adoption, draft)
    what(cast, draft)
    assert as_read(adoption, draft) != before, "not only because it is another version"
    actions.submit(actor=cast.noor, version_id=draft.pk, change_note="New.")
    assert count_waiting(cast.amira) == 0
    actions.approve(actor=cast.samuel, version_id=draft.pk)
    assert count_waiting(cast.amira) == 1


def test_source_licence_and_citation_are_nobodys_to_change(cast: Cast) -> None:
    draft = begun(cast, RC)
    for name in ("source", "licence", "citation", "issuer"):
        with pytest.raises(TypeError):
            change(cast, draft, **{name: "Ours"})
    draft.refresh_from_db()
    assert draft.licence == issued(RC).licence

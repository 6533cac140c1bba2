"""The documents that stand beside a draft."""

import pytest

from accounts.demo.cast import Cast
from boundaries.errors.exceptions import NotVisible, RuleViolation
from policies.parts import actions
from policies.parts.queries import others_kept
from tests.accounts.kinds import last_written_about
from tests.policies.adopting import LK, PQ, RC, issued
from tests.policies.parts.drafts import begun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_a_document_is_named_and_leads_to_the_policy_that_is_kept_here(cast: Cast) -> None:
    draft = begun(cast, PQ)
    link = actions.add_document(actor=cast.samuel, version_id=draft.pk, title=" The  model ", policy=LK)
    assert (link.title, link.position) == ("The model", 3)
    assert link.target is not None
    assert link.target.key == LK
    assert last_written_about(draft.pk) == ("policy-version.edited", cast.samuel.pk, {"document": "3", "how": "added"})
    draft.refresh_from_db()
    assert cast.samuel.pk in draft.editors


def test_a_document_is_named_no_longer_and_the_others_keep_their_numbers(cast: Cast) -> None:
    draft = begun(cast, PQ)
    actions.remove_document(actor=cast.noor, version_id=draft.pk, number=1)
    assert list(draft.links.values_list("position", flat=True)) == [2]
    assert issued(PQ).links.count() == 2
    assert last_written_about(draft.pk)[2] == {"document": "1", "how": "removed"}
    with pytest.raises(NotVisible):
        actions.remove_document(actor=cast.noor, version_id=draft.pk, number=1)


@pytest.mark.parametrize(
    ("title", "policy", "field"),
    [
        ("", "", "title"),
        ("x" * 201, "", "title"),
        ("Of {organisation}", "", "title"),
        ("Pinnguaq Association Social Media policy", "", "title"),
        ("Itself", PQ, "policy"),
        ("Another", "nothing", "policy"),
    ],
)
def test_a_document_has_a_title_of_its_own_and_is_a_policy_of_the_library_or_none(
    cast: Cast, title: str, policy: str, field: str
) -> None:
    with pytest.raises(RuleViolation) as refused:
        actions.add_document(actor=cast.noor, version_id=begun(cast, PQ).pk, title=title, policy=policy)
    assert refused.value.field == field


def test_the_other_policies_of_the_library_are_offered(cast: Cast) -> None:
    offered = dict(others_kept(cast.noor, begun(cast, RC)))
    assert offered[LK] == issued(LK).title
    assert RC not in offered
    assert len(offered) == 4

"""Revising a policy: the owner writes, a different person approves, and nothing published ever changes."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import Conflict, Forbidden, MoveRefused, NotVisible, RuleViolation
from policies.adoption.actions import adapt_clause
from policies.adoption.choices import LocalKind
from policies.adoption.models import Adoption
from policies.adoption.queries import adoptable, clause_or_appendix, in_force
from policies.library.actions import PACKS, load_policies, packs_in
from policies.library.choices import VersionStatus
from policies.library.models import Clause, PolicyVersion
from policies.library.rules import ClauseFacts
from policies.versions import actions
from policies.versions.queries import version_for, versions_of
from tests.accounts.kinds import last_written_about, written_about
from tests.policies.adopting import RC, adopted, issued

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def facts_of(clause: Clause, **changed: Any) -> ClauseFacts:
    said = {name: getattr(clause, name) for name in actions.SAID}
    told: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    told |= {"id": clause.code, "section": clause.section.key, "order": 0}
    return ClauseFacts(**(told | changed))


def rewrite(actor: StaffMember, draft: PolicyVersion, code: str, text: str) -> None:
    clause = draft.clauses.select_related("section").get(code=code)
    actions.change_clause(actor=actor, version_id=draft.pk, facts=facts_of(clause, text=text))


def in_review(cast: Cast, *, text: str = "Do not take gifts.") -> PolicyVersion:
    """Noor revised RC-B-4 and sent it."""
    draft = actions.begin_revision(actor=cast.noor, version_id=issued(RC).pk)
    rewrite(cast.noor, draft, "RC-B-4", text)
    return actions.submit(actor=cast.noor, version_id=draft.pk, change_note="No tokens any more.")


def read(person: StaffMember, code: str) -> str:
    clause = clause_or_appendix(person, RC, code)[1]
    assert clause is not None
    return clause.text


def test_a_draft_has_every_word_of_the_version_it_is_based_on(cast: Cast) -> None:
    base = issued(RC)
    draft = actions.begin_revision(actor=cast.noor, version_id=base.pk)
    assert (draft.edition, draft.status, draft.based_on_id) == (2, VersionStatus.DRAFT, base.pk)
    for model in (Clause,):
        told = [[getattr(each, name) for name in ("code", *actions.SAID)] for each in model.objects.filter(version=draft)]
        assert told == [[getattr(each, name) for name in ("code", *actions.SAID)] for each in model.objects.filter(version=base)]
    for part in ("sections", "appendices", "links"):
        assert getattr(draft, part).count() == getattr(base, part).count()
    assert last_written_about(draft.pk) == (
        "policy-version.begun", cast.noor.pk, {"policy": RC, "edition": 2, "based_on": str(base.pk)},
    )  # fmt: skip


def test_an_organisation_works_on_one_revision_at_a_time_and_others_on_theirs(cast: Cast) -> None:
    actions.begin_revision(actor=cast.noor, version_id=issued(RC).pk)
    with pytest.raises(RuleViolation, match="begun"):
        actions.begin_revision(actor=cast.samuel, version_id=issued(RC).pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.create(
            policy=issued(RC).policy, organisation=cast.organisation, edition=9, title="T", issuer="I", summary="S"
        )


def test_what_a_second_person_approves_is_published_and_in_force_at_once_with_the_same_words(cast: Cast) -> None:
    before = adopted(cast.noor, RC)
    adapt_clause(actor=cast.noor, adoption_id=before.pk, code="RC-B-4", kind=LocalKind.INSTRUCTION, text="Say thanks.")
    version = in_review(cast)
    assert read(cast.amira, "RC-B-4").startswith("Do not ask a client"), "not before it is approved"
    actions.approve(actor=cast.samuel, version_id=version.pk)
    assert read(cast.amira, "RC-B-4") == "Do not take gifts."
    (adoption,) = in_force(cast.amira)
    assert (adoption.version_id, adoption.owner_id) == (version.pk, cast.noor.pk)
    assert adoption.local_texts.get().text == "Say thanks."
    assert last_written_about(version.pk) == ("policy-version.published", cast.samuel.pk, {"policy": RC, "edition": 2})
    assert issued(RC).status == VersionStatus.PUBLISHED, "what was issued is nobody's to supersede"


def test_a_policy_that_is_not_in_force_is_not_put_into_force_by_approving(cast: Cast) -> None:
    actions.approve(actor=cast.samuel, version_id=in_review(cast).pk)
    assert not Adoption.objects.exists()


def test_the_next_own_version_supersedes_the_one_before_and_citations_keep_theirs(cast: Cast) -> None:
    first = in_review(cast)
    actions.approve(actor=cast.samuel, version_id=first.pk)
    cited = first.clauses.get(code="RC-B-4")
    draft = actions.begin_revision(actor=cast.samuel, version_id=first.pk)
    rewrite(cast.samuel, draft, "RC-B-4", "Ask before you take gifts.")
    actions.submit(actor=cast.samuel, version_id=draft.pk, change_note="Ask.")
    actions.approve(actor=cast.noor, version_id=draft.pk)
    first.refresh_from_db()
    assert (first.status, first.ended_at is not None) == (VersionStatus.SUPERSEDED, True)
    assert Clause.objects.get(pk=cited.pk).text == "Do not take gifts."
    assert [(each.edition, each.status) for each in versions_of(cast.amira, RC)] == [
        (3, "published"), (2, "superseded"), (1, "published"),
    ]  # fmt: skip


@pytest.mark.parametrize("editor", ["noor", "samuel"])
def test_whoever_wrote_in_it_cannot_approve_it(cast: Cast, editor: str) -> None:
    draft = actions.begin_revision(actor=cast.noor, version_id=issued(RC).pk)
    rewrite(cast.samuel, draft, "RC-B-4", "No gifts.")
    actions.submit(actor=cast.noor, version_id=draft.pk, change_note="Shorter.")
    with pytest.raises(Forbidden):
        actions.approve(actor=getattr(cast, editor), version_id=draft.pk)
    statement = "UPDATE policies_policyversion SET approved_by_id = %s WHERE id = %s"
    with pytest.raises(IntegrityError, match="policy_version_second_person"), transaction.atomic(), connection.cursor() as run:
        run.execute(statement, [getattr(cast, editor).pk, draft.pk])
    assert actions.approve(actor=cast.yara, version_id=draft.pk).status == VersionStatus.PUBLISHED


def test_nothing_of_ones_own_is_published_without_an_approver(cast: Cast) -> None:
    version = in_review(cast)
    with pytest.raises(IntegrityError, match="policy_version_approved"), transaction.atomic():
        PolicyVersion.objects.filter(pk=version.pk).update(status=VersionStatus.PUBLISHED)


@pytest.mark.parametrize("name", ["amira", "elif_", "chidi", "olga", "grace", "root"])
def test_nobody_else_revises_and_nobody_else_sees_a_draft(cast: Cast, name: str) -> None:
    person, version = getattr(cast, name), in_review(cast)
    with pytest.raises(Forbidden):
        actions.begin_revision(actor=person, version_id=issued(RC).pk)
    for act in (actions.approve, actions.return_to_draft, actions.discard, actions.withdraw):
        with pytest.raises(NotVisible):
            act(actor=person, version_id=version.pk)
    with pytest.raises(NotVisible):
        version_for(person, version.pk)
    assert [each.edition for each in versions_of(person, RC)] == [1]


def test_another_organisation_never_sees_a_revision_also_once_it_is_published(cast: Cast) -> None:
    version = actions.approve(actor=cast.samuel, version_id=in_review(cast).pk)
    for act in (actions.begin_revision, actions.approve, actions.withdraw, actions.discard):
        with pytest.raises(NotVisible):
            act(actor=cast.ivo, version_id=version.pk)
    with pytest.raises(NotVisible):
        version_for(cast.ivo, version.pk)
    assert version not in adoptable(cast.ivo)
    assert version in adoptable(cast.amira)


def test_clauses_are_added_and_removed_in_a_draft_and_nowhere_else(cast: Cast) -> None:
    draft = actions.begin_revision(actor=cast.noor, version_id=issued(RC).pk)
    like = draft.clauses.select_related("section").get(code="RC-B-12")
    added = actions.add_clause(actor=cast.noor, version_id=draft.pk, facts=facts_of(like, id="RC-B-14", text="Do not swim."))
    order = list(draft.clauses.values_list("code", flat=True))
    assert order[order.index("RC-B-13") + 1] == "RC-B-14"
    assert order[order.index("RC-B-14") + 1] == "RC-C-1"
    actions.remove_clause(actor=cast.noor, version_id=draft.pk, code="RC-B-12")
    assert not draft.clauses.filter(code="RC-B-12").exists()
    assert issued(RC).clauses.filter(code="RC-B-12").exists()
    assert [(event, data) for event, _actor, data in written_about(draft.pk)[1:]] == [
        ("policy-version.edited", {"clause": "RC-B-14", "how": "added"}),
        ("policy-version.edited", {"clause": "RC-B-12", "how": "removed"}),
    ]
    assert added.version_id == draft.pk


@pytest.mark.parametrize("code", ["RC-B-4", "LK-4.1-4", "RC-APP-A", "WS-13"])
def test_an_id_is_given_once(cast: Cast, code: str) -> None:
    draft = actions.begin_revision(actor=cast.noor, version_id=issued(RC).pk)
    like = draft.clauses.select_related("section").get(code="RC-B-12")
    with pytest.raises(RuleViolation) as refused:
        actions.add_clause(actor=cast.noor, version_id=draft.pk, facts=facts_of(like, id=code))
    assert refused.value.field == "code"


def test_only_a_draft_is_written_in(cast: Cast) -> None:
    version = in_review(cast)
    clause = version.clauses.select_related("section").get(code="RC-B-5")
    for act, told in (
        (actions.change_clause, {"facts": facts_of(clause, text="Other.")}),
        (actions.add_clause, {"facts": facts_of(clause, id="RC-B-14")}),
        (actions.remove_clause, {"code": "RC-B-5"}),
        (actions.discard, {}),
    ):
        with pytest.raises(Conflict):
            act(actor=cast.noor, version_id=version.pk, **told)
    with pytest.raises(MoveRefused):
        actions.submit(actor=cast.noor, version_id=version.pk, change_note="Again.")


def test_nothing_new_is_not_sent_for_review(cast: Cast) -> None:
    draft = actions.begin_revision(actor=cast.noor, version_id=issued(RC).pk)
    with pytest.raises(RuleViolation, match="nothing-new"):
        actions.submit(actor=cast.noor, version_id=draft.pk, change_note="Nothing.")


def test_a_revision_is_given_back_worked_on_and_discarded(cast: Cast) -> None:
    version = in_review(cast)
    with pytest.raises(MoveRefused):
        actions.withdraw(actor=cast.noor, version_id=version.pk)
    actions.return_to_draft(actor=cast.yara, version_id=version.pk)
    rewrite(cast.noor, version, "RC-B-4", "No gifts at all.")
    actions.discard(actor=cast.noor, version_id=version.pk)
    assert not PolicyVersion.objects.filter(pk=version.pk).exists()
    assert last_written_about(version.pk)[0] == "policy-version.discarded"


def test_a_version_that_is_withdrawn_goes_out_of_force_and_can_still_be_read(cast: Cast) -> None:
    adopted(cast.noor, RC)
    version = actions.approve(actor=cast.samuel, version_id=in_review(cast).pk)
    actions.withdraw(actor=cast.noor, version_id=version.pk)
    assert list(in_force(cast.amira)) == []
    assert version_for(cast.amira, version.pk).status == VersionStatus.WITHDRAWN
    assert version not in adoptable(cast.noor)


def test_what_was_issued_is_nobodys_to_change(cast: Cast) -> None:
    version = issued(RC)
    for act in (actions.withdraw, actions.return_to_draft, actions.approve, actions.discard):
        with pytest.raises(Forbidden):
            act(actor=cast.noor, version_id=version.pk)


def test_a_new_pack_leaves_ones_own_version_in_force(cast: Cast) -> None:
    adopted(cast.noor, RC)
    version = actions.approve(actor=cast.samuel, version_id=in_review(cast).pk)
    files = packs_in(PACKS)
    files[f"{RC}.toml"] = files[f"{RC}.toml"].replace("Do not buy anything from a client.", "Buy nothing from a client.")
    load_policies(files=files)
    assert read(cast.amira, "RC-B-5") == "Do not buy anything from a client."
    version.refresh_from_db()
    assert version.status == VersionStatus.PUBLISHED
    assert {each.edition for each in versions_of(cast.amira, RC)} == {1, 2}

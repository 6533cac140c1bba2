"""Adopting a policy: with one's own words, by those who own policies, and what becomes of the version before."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.demo.cast import Cast
from boundaries.errors.exceptions import Forbidden, NotVisible, RuleViolation
from policies.adoption.actions import adapt_clause, adopt, change_adoption, end_adoption
from policies.adoption.choices import LocalKind
from policies.adoption.models import Adoption, LocalText
from policies.adoption.queries import adoption_for, clause_or_appendix, in_force, whole
from policies.library.actions import PACKS, load_policies, packs_in
from policies.library.models import Clause
from tests.accounts.kinds import SignedIn, last_written_about
from tests.policies.adopting import AK, LK, PQ, RC, adopted, issued

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
HARBOUR: dict[str, Any] = {"organisation": "Harbour Relief", "service_user": "islander", "service_users": "islanders"}


def text_of(cast: Cast, key: str, code: str) -> str:
    clause = clause_or_appendix(cast.amira, key, code)[1]
    assert clause is not None
    return clause.text


def test_an_adopted_policy_is_in_force_for_everybody_with_ones_own_words(cast: Cast) -> None:
    adoption = adopted(cast.noor, LK, **HARBOUR)
    assert list(in_force(cast.amira)) == [adoption]
    assert text_of(cast, LK, "LK-3.1.3-2").startswith("Harbour Relief employs you to work with islanders.")
    assert text_of(cast, LK, "LK-4.2-1").startswith("If you know an islander from before")
    event, actor, data = last_written_about(adoption.pk)
    assert (event, actor) == ("policy.adopted", cast.noor.pk)
    assert data == {"policy": LK, "version": str(adoption.version_id), "edition": 1, "before": None}


def test_the_models_own_words_stay_as_they_are(cast: Cast) -> None:
    adopted(cast.noor, LK, **HARBOUR)
    assert "{service_users}" in Clause.objects.get(code="LK-3.1.3-2").text


def test_another_organisation_sees_nothing_of_it(cast: Cast) -> None:
    adoption = adopted(cast.noor, LK, **HARBOUR)
    assert list(in_force(cast.ivo)) == []
    with pytest.raises(NotVisible):
        adoption_for(cast.ivo, LK)
    with pytest.raises(NotVisible):
        end_adoption(actor=cast.ivo, adoption_id=adoption.pk)


@pytest.mark.parametrize("name", ["amira", "elif_", "chidi", "olga", "grace", "root"])
def test_only_directors_and_the_chief_executive_adopt(cast: Cast, name: str) -> None:
    with pytest.raises(Forbidden):
        adopted(getattr(cast, name), RC)
    adoption = adopted(cast.noor, RC)
    for act in (
        lambda: end_adoption(actor=getattr(cast, name), adoption_id=adoption.pk),
        lambda: adapt_clause(
            actor=getattr(cast, name), adoption_id=adoption.pk, code="RC-B-4", kind=LocalKind.WORDING, text="No."
        ),
        lambda: change_adoption(actor=getattr(cast, name), adoption_id=adoption.pk, words={}, owner_id=cast.noor.pk),
    ):
        with pytest.raises(Forbidden):
            act()


def test_an_outside_contact_reads_no_policies(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    assert signed_in(cast.miriam).get(reverse("policies:list")).status_code == 404
    with pytest.raises(NotVisible):
        in_force(cast.miriam)


def test_a_policy_is_owned_by_a_director_or_the_chief_executive(cast: Cast) -> None:
    version = issued(RC)
    with pytest.raises(RuleViolation) as refused:
        adopt(actor=cast.noor, version_id=version.pk, words=version.words, owner_id=cast.olga.pk)
    assert refused.value.field == "owner"


def test_a_version_is_adopted_once(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    with pytest.raises(RuleViolation, match="adopted"):
        adopted(cast.noor, RC)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adoption.objects.create(
            organisation_id=adoption.organisation_id,
            policy_id=adoption.policy_id,
            version_id=adoption.version_id,
            owner=cast.noor,
            adopted_by=cast.noor,
            adopted_at=adoption.adopted_at,
        )


def test_what_there_is_not_cannot_be_adopted(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        adopt(actor=cast.noor, version_id=uuid4(), words={}, owner_id=cast.noor.pk)


def test_the_next_version_takes_the_place_of_the_one_before_once_it_is_adopted(cast: Cast) -> None:
    before = adopted(cast.noor, AK)
    cited = Clause.objects.get(code="AK-2", version=before.version)
    for code in ("AK-2", "AK-3"):
        adapt_clause(actor=cast.noor, adoption_id=before.pk, code=code, kind=LocalKind.INSTRUCTION, text=f"As {code} says.")
    files = packs_in(PACKS)
    text = files[f"{AK}.toml"].replace("Respect the confidentiality of clients at all times.", "Keep confidences.")
    start = text.index('[[clause]]\nid = "AK-3"')
    text = text[:start] + text[text.index("[[clause]]", start + 1) :]
    signs = files["warning-signs.toml"].replace('"AK-3", ', "")
    load_policies(files=files | {f"{AK}.toml": text, "warning-signs.toml": signs})
    assert text_of(cast, AK, "AK-2") == cited.text, "until it is adopted, nothing changes here"
    after = adopted(cast.noor, AK)
    assert after.version.edition == 2
    assert text_of(cast, AK, "AK-2") == "Keep confidences."
    assert Clause.objects.get(pk=cited.pk).text == cited.text, "what was cited stays what it was"
    assert list(LocalText.objects.filter(ended_at=None).values_list("adoption_id", "code", "text")) == [
        (after.pk, "AK-2", "As AK-2 says.")
    ]
    assert LocalText.objects.exclude(ended_at=None).count() == 2
    before.refresh_from_db()
    assert before.ended_at == after.adopted_at


def test_local_words_stand_beside_the_clause_and_what_was_said_before_is_kept(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    for text in (
        "Chocolates count as a token.",
        "A box of chocolates counts as a token.",
        "A box of chocolates counts as a token.",
    ):
        adapt_clause(actor=cast.noor, adoption_id=adoption.pk, code="RC-B-4", kind=LocalKind.WORDING, text=text)
    _adoption, clause, _appendix = clause_or_appendix(cast.amira, RC, "RC-B-4")
    assert clause is not None
    assert clause.text.startswith("Do not ask a client")
    assert clause.wording is not None
    assert clause.wording.text == "A box of chocolates counts as a token."
    assert clause.instruction is None
    assert [(each.text, each.ended_at is None) for each in LocalText.objects.order_by("id")] == [
        ("Chocolates count as a token.", False),
        ("A box of chocolates counts as a token.", True),
    ]
    assert last_written_about(adoption.pk) == (
        "policy.adapted",
        cast.noor.pk,
        {"clause": "RC-B-4", "kind": "wording", "place": None},
    )
    adapt_clause(actor=cast.noor, adoption_id=adoption.pk, code="RC-B-4", kind=LocalKind.WORDING, text=" ")
    assert not LocalText.objects.filter(ended_at=None).exists()
    assert last_written_about(adoption.pk)[0] == "policy.unadapted"


def test_there_is_no_adding_to_a_clause_that_is_not_there(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    with pytest.raises(NotVisible):
        adapt_clause(actor=cast.noor, adoption_id=adoption.pk, code="LK-4.1-4", kind=LocalKind.WORDING, text="No.")
    with pytest.raises(RuleViolation) as refused:
        adapt_clause(actor=cast.noor, adoption_id=adoption.pk, code="RC-B-4", kind=LocalKind.WORDING, text="x" * 2001)
    assert refused.value.field == "text"


def test_words_owner_and_review_can_be_changed(cast: Cast) -> None:
    adoption = adopted(cast.noor, PQ)
    change: dict[str, Any] = {"adoption_id": adoption.pk, "owner_id": cast.samuel.pk, "next_review": date(2031, 1, 1)}
    change_adoption(actor=cast.samuel, words={"organisation": "Harbour"}, **change)
    assert text_of(cast, PQ, "PQ-COM-1") == "Follow Harbour's social media policy at all times."
    assert last_written_about(adoption.pk)[2] == {"fields": ["next_review", "owner", "words"]}


def test_a_policy_that_ended_is_no_longer_shown_and_can_be_adopted_again(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    end_adoption(actor=cast.noor, adoption_id=adoption.pk)
    assert list(in_force(cast.amira)) == []
    assert last_written_about(adoption.pk)[0] == "policy.ended"
    assert adopted(cast.noor, RC).pk != adoption.pk


def test_a_whole_text_is_shown_in_the_order_of_its_pack(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    text = whole(adoption.version, adoption)
    assert [part.title for part in text.sections][:3] == ["Policy statement", "Purpose", "Scope"]
    assert [clause.code for clause in text.sections[0].clauses] == ["RC-PS-1", "RC-PS-2"]
    assert sum(len(part.clauses) for part in text.sections) == 43
    assert [each.appendix.code for each in text.appendices] == ["RC-REF-1", "RC-APP-A"]

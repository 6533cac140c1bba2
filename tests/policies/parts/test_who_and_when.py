"""One law for every part of a draft: whose it is, who writes in it, and until when."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.demo.cast import Cast
from boundaries.errors.exceptions import Conflict, Forbidden, NotVisible
from policies.library.models import PolicyVersion
from policies.parts import actions as parts
from policies.versions import actions as versions
from tests.policies.adopting import PQ, RC, issued
from tests.policies.parts.drafts import appendix, begun
from tests.policies.versions.test_revise import in_review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
SECTION = {"title": "In the water", "weight": "rule"}
WRITING: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "front": (versions.change_front, {"told": {"title": "Ours"}}),
    "add section": (parts.add_section, SECTION),
    "change section": (parts.change_section, SECTION | {"key": "B"}),
    "remove section": (parts.remove_section, {"key": "B"}),
    "add appendix": (parts.add_appendix, {"facts": appendix("RC-APP-B", kind="note", text="Short.")}),
    "change appendix": (parts.change_appendix, {"facts": appendix("RC-REF-1", text="Short.")}),
    "remove appendix": (parts.remove_appendix, {"code": "RC-REF-1"}),
    "add document": (parts.add_document, {"title": "The handbook"}),
    "remove document": (parts.remove_document, {"number": 1}),
}
ALL = pytest.mark.parametrize("what", WRITING)


def write(what: str, actor: Any, version: PolicyVersion) -> None:
    act, told = WRITING[what]
    act(actor=actor, version_id=version.pk, **told)


@ALL
def test_what_was_issued_is_nobodys_to_write_in(cast: Cast, what: str) -> None:
    with pytest.raises(Forbidden):
        write(what, cast.noor, issued(RC))


@ALL
def test_only_those_who_own_policies_write_and_only_in_those_of_their_own_organisation(cast: Cast, what: str) -> None:
    draft = begun(cast, RC)
    for person in (cast.amira, cast.elif_, cast.olga, cast.root, cast.ivo):
        with pytest.raises(NotVisible):
            write(what, person, draft)
    with pytest.raises(Forbidden):
        write(what, cast.yara, draft)


@ALL
def test_nothing_is_written_once_it_was_sent(cast: Cast, what: str) -> None:
    with pytest.raises(Conflict):
        write(what, cast.noor, in_review(cast))


def test_the_database_too_refuses_other_words_in_what_was_sent(cast: Cast) -> None:
    version = in_review(cast)
    for rows in (version.sections.all(), version.appendices.all()):
        with pytest.raises(IntegrityError, match="only the words of a draft"), transaction.atomic():
            rows.update(title="Other")
    versions.approve(actor=cast.samuel, version_id=version.pk)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        PolicyVersion.objects.filter(pk=version.pk).update(summary="Other")


@pytest.mark.parametrize("what", [what for what in WRITING if what not in {"remove section", "remove document"}])
def test_whoever_wrote_in_any_part_does_not_approve(cast: Cast, what: str) -> None:
    draft = begun(cast, RC)
    write(what, cast.samuel, draft)
    if what == "add section":
        parts.remove_section(actor=cast.noor, version_id=draft.pk, key="part-1")
        versions.change_front(actor=cast.noor, version_id=draft.pk, told={"number": "7"})
    versions.submit(actor=cast.noor, version_id=draft.pk, change_note="New.")
    with pytest.raises(Forbidden):
        versions.approve(actor=cast.samuel, version_id=draft.pk)
    versions.approve(actor=cast.yara, version_id=draft.pk)


def test_a_document_left_out_is_something_new_to_review(cast: Cast) -> None:
    draft = begun(cast, PQ)
    write("remove document", cast.noor, draft)
    assert versions.submit(actor=cast.noor, version_id=draft.pk, change_note="One less.").status == "in_review"

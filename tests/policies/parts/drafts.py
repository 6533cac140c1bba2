"""What the tests of the parts of a draft need: a draft, and its parts in short."""

from typing import Any

from accounts.demo.cast import Cast
from policies.library.models import PolicyVersion
from policies.library.rules import AppendixFacts, ItemFacts
from policies.versions.actions import begin_revision
from tests.policies.adopting import issued


def begun(cast: Cast, key: str) -> PolicyVersion:
    """Noor begins the next version of a policy."""
    return begin_revision(actor=cast.noor, version_id=issued(key).pk)


def appendix(code: str, *lines: tuple[str, str], **said: Any) -> AppendixFacts:
    """An appendix with these lines."""
    told = {"kind": "checklist", "title": "Before a visit", "text": ""} | said
    return AppendixFacts(id=code, items=tuple(ItemFacts(id=id_, text=text) for id_, text in lines), **told)


def lines_of(draft: PolicyVersion, code: str) -> list[tuple[str, str]]:
    """The lines of an appendix."""
    return [(each["id"], each["text"]) for each in draft.appendices.get(code=code).items]


def order_of(draft: PolicyVersion) -> list[str]:
    """The keys of the sections, in order."""
    return list(draft.sections.values_list("key", flat=True))

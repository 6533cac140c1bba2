"""A policy made for a test: clauses with any data, adopted like every other."""

import json
from typing import Any

from accounts.staff.models import StaffMember
from policies.adoption.models import Adoption
from policies.library.actions import PACKS, load_policies, packs_in
from policies.library.choices import ExceptionPath, Strength
from tests.policies.adopting import adopted

KEY = "sea-rules"
HEAD = """
[policy]
key = "sea-rules"
title = "Rules at sea"
issuer = "Harbour Board"
number = ""
dated = ""
last_reviewed = ""
next_review = ""
is_model = false
approver = ""
owner_role = ""
summary = "What holds at sea."
source = "Made for a test."
licence = "Free."
citation = "Harbour Board."

[[section]]
key = "A"
title = "At sea"
weight = "rule"
"""
USUAL: dict[str, Any] = {
    "section": "A", "approver": "", "to_whom": "", "whose": "", "binds": ["employee", "volunteer", "delegate", "partner"],
    "client_kinds": ["direct"], "categories": [13], "seriousness": "low", "expects": [],
}  # fmt: skip


def exception_of(strength: str) -> str:
    """The way to an exception that goes with a strength."""
    ways = {Strength.ABSOLUTE: ExceptionPath.NEVER, Strength.APPROVAL: ExceptionPath.APPROVER}
    return ways.get(Strength(strength), ExceptionPath.VARIATION)


def sea_rules(actor: StaffMember, *clauses: dict[str, Any]) -> Adoption:
    """Somebody adopts a policy with these clauses. Each says its strength; its text and everyday words are made up."""
    tables = []
    for number, said in enumerate(clauses, start=1):
        made = {"text": f"Rule {number} at sea.", "everyday": [f"Sailing {number} with a client"]}
        facts = {"id": f"SEA-{number}", "order": number, **USUAL, **made, "exception": exception_of(said["strength"]), **said}
        tables.append("\n[[clause]]\n" + "\n".join(f"{name} = {json.dumps(value)}" for name, value in facts.items()))
    load_policies(files=packs_in(PACKS) | {"sea-rules.toml": HEAD + "\n".join(tables) + "\n"})
    return adopted(actor, KEY)

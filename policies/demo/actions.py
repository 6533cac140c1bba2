"""The policies of the demo's organisations: each adopts those that fit its work, with its own words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from accounts.demo.cast import NORTHERN, RELIEF
from accounts.demo.organisations import ASSISTANCE, CARE
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from policies.adoption.actions import adapt_clause, adopt
from policies.adoption.choices import LocalKind
from policies.demo.campaigns import ask_in_the_demo
from policies.demo.channels import keep_channels_in_the_demo
from policies.demo.contacts import log_contacts_in_the_demo
from policies.demo.disclosures import disclose_in_the_demo
from policies.demo.drafts import revise_in_the_demo
from policies.demo.exceptions import allow_an_exception_in_the_demo
from policies.demo.gifts import give_in_the_demo
from policies.demo.paper import sign_on_paper_in_the_demo
from policies.demo.reflection import reflect_in_the_demo
from policies.demo.rights import tell_clients_in_the_demo
from policies.library.actions import PACKS, load_policies, packs_in
from policies.library.choices import VersionStatus
from policies.library.models import PolicyVersion


@dataclass(frozen=True, kw_only=True)
class Taken:
    """One policy that somebody adopts, with what they add to its clauses; reviewed so many days ago, for a year."""

    by: str
    key: str
    words: Mapping[str, str] = field(default_factory=dict)
    reviewed_days_ago: int | None = None
    local: Mapping[str, tuple[LocalKind, str]] = field(default_factory=dict)


TAKEN = (
    Taken(
        by=f"noor@{RELIEF.domain}",
        key="red-cross-client-relations",
        reviewed_days_ago=120,
        local={
            "RC-B-4": (LocalKind.INSTRUCTION, "A card, or sweets to share with the team, is a token. Thank them, and log it the same day."),
            "RC-B-9": (LocalKind.INSTRUCTION, "Ask two days before, and say where, when and who comes along."),
        },
    ),
    Taken(by=f"ingrid@{RELIEF.domain}", key="putting-clients-first", reviewed_days_ago=350),
    Taken(by=f"aluki@{NORTHERN.domain}", key="pinnguaq-pa-110", words={"organisation": NORTHERN.name}),
    Taken(
        by=f"margaret@{CARE.domain}",
        key="links-professional-boundaries",
        words={"organisation": CARE.name, "service_user": "resident", "service_users": "residents"},
        reviewed_days_ago=45,
        local={
            "LK-3.9.1-2": (
                LocalKind.INSTRUCTION,
                "Say what you are going to do before you do it, and wait for a yes.\nPersonal care is done as the care plan says, by two of us where it says so.",
            ),
            "LK-4.1-6": (
                LocalKind.INSTRUCTION,
                "Shopping money goes through the purse book: two signatures, the receipt and the change, on the same day.",
            ),
        },
    ),
    Taken(by=f"carol@{ASSISTANCE.domain}", key="alaska-map-10-12", reviewed_days_ago=200),
)  # fmt: skip
PA_110_REVIEW = date(2019, 9, 1), date(2020, 9, 1)
"""The one that is long past its review, as its original is."""


def adopt_in_the_demo() -> None:
    """Every organisation takes on its policies: one is signed on paper, one revised, one asked for; and clients are told theirs."""
    load_policies(files=packs_in(PACKS))
    issued = PolicyVersion.objects.filter(organisation=None, status=VersionStatus.PUBLISHED).select_related("policy")
    versions = {version.policy.key: version for version in issued}
    for taken in TAKEN:
        actor = StaffMember.objects.select_related("organisation__data_key").get(user__email=taken.by)
        version = versions[taken.key]
        last, due = reviewed(taken, actor)
        told: dict[str, Any] = {"words": {**version.words, **taken.words}, "last_reviewed": last, "next_review": due}
        adoption = adopt(actor=actor, version_id=version.pk, owner_id=actor.pk, **told)
        for code, (kind, text) in taken.local.items():
            adapt_clause(actor=actor, adoption_id=adoption.pk, code=code, kind=kind, text=text)
    sign_on_paper_in_the_demo()
    revise_in_the_demo(versions["links-professional-boundaries"])
    ask_in_the_demo()
    tell_clients_in_the_demo()
    give_in_the_demo()
    reflect_in_the_demo()
    log_contacts_in_the_demo()
    disclose_in_the_demo()
    allow_an_exception_in_the_demo()
    keep_channels_in_the_demo()


def reviewed(taken: Taken, actor: StaffMember) -> tuple[date, date]:
    """When it was reviewed last, and when it is due."""
    if taken.reviewed_days_ago is None:
        return PA_110_REVIEW
    last = today(actor.organisation) - timedelta(days=taken.reviewed_days_ago)
    return last, last + timedelta(days=365)

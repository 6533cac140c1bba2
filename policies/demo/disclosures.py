"""Disclosures in the demo: one waits for a conversation, one is managed with a plan, one is a draft."""

from datetime import timedelta
from typing import Any

from accounts.clients.models import Client
from accounts.organisations.queries import today
from boundaries.access.scope import Reason, as_system, speaking_for
from policies.demo.rights import person
from policies.disclosures.actions import start_disclosure, submit_disclosure
from policies.disclosures.choices import DisclosureCause, Extent
from policies.disclosures.deciding.actions import manage_disclosure, write_conversation
from policies.disclosures.models import Disclosure
from policies.disclosures.routes.actions import route_disclosure
from policies.disclosures.rules import Conversation, Safeguard

NEIGHBOUR: dict[str, Any] = {
    "towards": "client",
    "kind": "neighbour",
    "nature": "actual",
    "timing": "before",
    "since": "since 2023",
    "story": "We live in the same house, two floors apart. We greet each other on the stairs, and our children play together.",
    "proposal": "I go on working with her, and tell her that I do not talk about work at home.",
}
COUSIN: dict[str, Any] = {
    "towards": "relative",
    "person": "A cousin of my husband",
    "kind": "family",
    "nature": "potential",
    "timing": "anticipated",
    "story": "My husband's cousin may ask us for help with his papers.",
    "proposal": "Somebody else takes it, from the first day.",
}


def disclose_in_the_demo() -> None:
    """Ben's neighbour is a client, and there is a plan; Amira's cousin may become one, and Elif has yet to talk with her."""
    ben, elif_, amira = person("ben"), person("elif"), person("amira")
    hana = Client.objects.get(organisation=ben.organisation, reference="C-1001")
    managed = _send(ben, NEIGHBOUR | {"client": hana.pk})
    day = today(ben.organisation)
    with speaking_for(elif_):
        write_conversation(
            actor=elif_,
            disclosure_id=managed.pk,
            on=day,
            told=Conversation(
                "What Ben hears at work stays there; his family does not know that she comes to us.",
                "She might ring his bell in the evening. He says that she can call the shelter, day and night.",
                "I like her, and I want to do this well.",
            ),
        )
        manage_disclosure(
            actor=elif_,
            disclosure_id=managed.pk,
            reason="They can go on, with Amira as her key worker.",
            safeguards=[
                Safeguard("Amira is her key worker and does the home visits.", amira.pk, day),
                Safeguard("Ben tells Elif when they met outside work.", ben.pk, day),
            ],
            review_on=day + timedelta(days=45),
            extent=Extent.KEY_WORKER,
        )
    _send(amira, COUSIN)
    with speaking_for(amira):
        start_disclosure(actor=amira, facts={"towards": "other", "kind": "interest"})


def _send(worker: Any, facts: dict[str, Any]) -> Disclosure:
    """Sent, and with whoever decides it."""
    with speaking_for(worker):
        draft = start_disclosure(actor=worker, facts=facts)
        submit_disclosure(actor=worker, disclosure_id=draft.pk)
    with as_system(Reason.ROUTING, organisation_id=worker.organisation_id):
        rows = Disclosure.objects.unscoped(Reason.ROUTING).select_related("data_key", "organisation__data_key")
        sent = rows.get(pk=draft.pk)
        route_disclosure(sent, DisclosureCause.SUBMITTED)
    return sent

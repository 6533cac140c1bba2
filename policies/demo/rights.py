"""What clients of the demo were told, and what they agreed to."""

from datetime import timedelta

from accounts.clients.models import Client
from accounts.demo.cast import RELIEF
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.access.scope import speaking_for
from policies.rights import queries
from policies.rights.actions import (
    Said,
    change_consent,
    make_group,
    publish_checklist,
    tell_client,
    write_agreement,
    write_consent,
)
from policies.rights.choices import Agreement, ConsentAbout, ConsentState, ConsentTest, Form, GroupKind, ItemKind
from policies.rights.models import Checklist
from policies.rights.permissions import worked_with

OWN = ("You may bring somebody you trust to any talk with us.",)
OWN_LIMITS = ("If somebody is in danger we have to tell our safeguarding lead, and we tell you when we do.",)
INTERPRETER = "Selam, of the city's language line"


def tell_clients_in_the_demo() -> None:
    """A list is published; Hana was told most of it, gave, refused and took back consent, and shares a circle with others."""
    noor, amira, elif_ = (person(name) for name in ("noor", "amira", "elif"))
    hana = Client.objects.get(organisation=noor.organisation, reference="C-1001")
    with speaking_for(noor):
        usual = [each.code for each in queries.offered(noor) if each.usual]
        checklist = publish_checklist(actor=noor, codes=usual, own=OWN, own_limits=OWN_LIMITS)
    with speaking_for(amira):
        _tell(amira, hana, checklist)
        _ask(amira, hana)
    with speaking_for(elif_):
        _bring_together(elif_, hana)


def _tell(worker: StaffMember, client: Client, checklist: Checklist) -> None:
    items, day = list(checklist.items.all()), today(worker.organisation)
    limits = [item.pk for item in items if item.kind == ItemKind.LIMIT]
    rights = [item.pk for item in items if item.kind == ItemKind.RIGHT]
    for ids, days in ((limits, 12), (rights[:5], 5)):
        tell_client(
            actor=worker,
            client_id=client.pk,
            checklist_id=checklist.pk,
            item_ids=ids,
            on=day - timedelta(days=days),
            said=in_amharic(),
        )


def _ask(worker: StaffMember, client: Client) -> None:
    day = today(worker.organisation)
    visits = write_consent(
        actor=worker,
        client_id=client.pk,
        about=ConsentAbout.SERVICE,
        purpose="A visit at home every Tuesday morning",
        state=ConsentState.GIVEN,
        on=day - timedelta(days=12),
        tests=list(ConsentTest),
        said=in_amharic(),
    )
    change_consent(
        actor=worker,
        client_id=client.pk,
        consent_id=visits.pk,
        state=ConsentState.WITHDRAWN,
        on=day - timedelta(days=2),
        said=in_amharic("She would rather come to us. She may change her mind again."),
    )
    write_consent(
        actor=worker,
        client_id=client.pk,
        about=ConsentAbout.OTHER,
        purpose="Her picture in our yearly report",
        state=ConsentState.REFUSED,
        on=day - timedelta(days=5),
        said=in_amharic(),
    )


def _bring_together(leader: StaffMember, client: Client) -> None:
    others = list(worked_with(leader).exclude(pk=client.pk).order_by("reference")[:2])
    circle = make_group(
        actor=leader, kind=GroupKind.GROUP, name="Thursday circle", client_ids=[client.pk, *(each.pk for each in others)]
    )
    write_agreement(
        actor=leader,
        group_id=circle.pk,
        client_id=client.pk,
        confidentiality=Agreement.AGREED,
        role_made_clear=True,
        limits_told=True,
        on=today(leader.organisation) - timedelta(days=4),
        shared_with="Her brother Jonah",
        role="Elif leads the talk, and takes no side.",
        language="Amharic",
        interpreter=INTERPRETER,
    )


def in_amharic(note: str = "") -> Said:
    """With the interpreter, and with pictures."""
    return {"how": [Form.SPOKEN, Form.EASY_READ], "language": "Amharic", "interpreter": INTERPRETER, "note": note}


def person(name: str) -> StaffMember:
    """Somebody of the relief society."""
    rows = StaffMember.objects.select_related("organisation__data_key")
    return rows.get(user__email=f"{name}@{RELIEF.domain}")

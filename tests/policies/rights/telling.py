"""What many tests of client rights need: a list, and something said."""

from collections.abc import Collection
from datetime import date
from typing import Any, cast
from uuid import UUID

from accounts.clients.models import Client
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from policies.rights import queries
from policies.rights.actions import Said, make_group, publish_checklist, tell_client, write_agreement, write_consent
from policies.rights.choices import Agreement, ConsentAbout, ConsentState, ConsentTest, Form, GroupKind
from policies.rights.models import Checklist, ClientGroup, Consent, GroupAgreement, Telling

ALL_SIX = list(ConsentTest)
RIGHTS, LIMITS = ("You may say no.", "You may see your file."), ("We pass on what keeps somebody from harm.",)


def published(director: StaffMember, *, own: Collection[str] = RIGHTS, limits: Collection[str] = LIMITS) -> Checklist:
    """A list of the organisation's own lines."""
    return publish_checklist(actor=director, codes=[], own=own, own_limits=limits)


def told(actor: StaffMember, client: Client, items: Collection[UUID] = (), on: date | None = None, **said: Any) -> Telling:
    """Somebody told a client these lines of the list that holds; all of them where none is named."""
    checklist = queries.newest(client.organisation_id)
    assert checklist
    return tell_client(
        actor=actor,
        client_id=client.pk,
        checklist_id=checklist.pk,
        item_ids=items or [item.pk for item in checklist.items.all()],
        on=on or today(actor.organisation),
        said=cast("Said", {"how": [Form.SPOKEN], **said}),
    )


def agreed(actor: StaffMember, client: Client, state: ConsentState = ConsentState.GIVEN, **other: Any) -> Consent:
    """A client said something to a visit at home."""
    facts: dict[str, Any] = {
        "about": ConsentAbout.SERVICE,
        "purpose": "A visit at home each week",
        "on": today(actor.organisation),
        "tests": ALL_SIX,
        "said": {"how": [Form.PAPER]},
    }
    return write_consent(actor=actor, client_id=client.pk, state=state, **facts | other)


def together(actor: StaffMember, *clients: Client, kind: GroupKind = GroupKind.FAMILY) -> ClientGroup:
    """Clients who are served together."""
    return make_group(actor=actor, kind=kind, name="Thursday circle", client_ids=[each.pk for each in clients])


def says(actor: StaffMember, group: ClientGroup, client: Client, **other: Any) -> GroupAgreement:
    """What one of them agreed to."""
    facts: dict[str, Any] = {
        "confidentiality": Agreement.AGREED,
        "role_made_clear": True,
        "limits_told": True,
        "on": today(actor.organisation),
        "shared_with": "Her sister, and nobody else",
        "role": "I help all of you, and take no side",
    }
    return write_agreement(actor=actor, group_id=group.pk, client_id=client.pk, **facts | other)

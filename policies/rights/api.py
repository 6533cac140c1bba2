"""The API of client rights."""

from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.clients.models import Client
from accounts.staff.api import AccountsView, NamedOut, named, who
from boundaries.access.choices import Scope
from boundaries.web.api import Id, Made, Strict, Words, YesOrNo, made
from boundaries.web.fields import Day
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation
from policies.rights import actions, queries
from policies.rights.choices import Agreement, ConsentAbout, ConsentState, ConsentTest, Form, GroupKind, ItemKind
from policies.rights.models import Checklist, ClientGroup, Consent, GroupAgreement, Telling
from policies.rights.permissions import IN_GENERAL, GroupPermission, ListPermission, RightsPermission
from policies.rights.rules import LONGEST_LINE, LONGEST_NOTE, LONGEST_WORDS, MOST_IN_GROUP, MOST_LINES

RIGHTS = _("Client rights")
LONGEST_CODE = 40


# --- What is sent -------------------------------------------------------------------------------------------------------------
class SaidIn(Strict):
    """How something was said."""

    on = Day()
    how = serializers.ListField(child=serializers.ChoiceField(Form.choices), max_length=len(Form))
    language = Words(required=False, allow_blank=True, max_length=LONGEST_WORDS, help_text=_("Left out: the one they prefer."))
    interpreter = Words(required=False, allow_blank=True, max_length=LONGEST_WORDS, help_text=_("A name or a service."))
    note = Words(required=False, allow_blank=True, max_length=LONGEST_NOTE)


class TellIn(SaidIn):
    """What a client was told."""

    checklist = Id(help_text=_("The edition that holds."))
    items = serializers.ListField(child=Id(), max_length=MOST_LINES)
    told_by = Id(required=False, help_text=_("Left out: oneself."))


class SaysIn(SaidIn):
    """What a client says now to what they were asked."""

    state = serializers.ChoiceField(ConsentState.choices)
    tests = serializers.ListField(
        child=serializers.ChoiceField(ConsentTest.choices),
        required=False,
        max_length=len(ConsentTest),
        help_text=_("Consent given is valid only with all six."),
    )
    decided_by = Words(required=False, allow_blank=True, max_length=LONGEST_WORDS)


class ConsentIn(SaysIn):
    """What a client says when they are asked."""

    about = serializers.ChoiceField(ConsentAbout.choices)
    purpose = Words(max_length=LONGEST_LINE)


class GroupIn(Strict):
    """Clients who are served together."""

    kind = serializers.ChoiceField(GroupKind.choices)
    name = Words(max_length=LONGEST_WORDS)
    clients = serializers.ListField(child=Id(), max_length=MOST_IN_GROUP)


class AgreeIn(Strict):
    """What one of them agrees to."""

    confidentiality = serializers.ChoiceField(Agreement.choices)
    role_made_clear = YesOrNo()
    limits_told = YesOrNo()
    on = Day()
    shared_with = Words(required=False, allow_blank=True, max_length=LONGEST_LINE)
    role = Words(required=False, allow_blank=True, max_length=LONGEST_LINE)
    language = Words(required=False, allow_blank=True, max_length=LONGEST_WORDS)
    interpreter = Words(required=False, allow_blank=True, max_length=LONGEST_WORDS)


class PublishIn(Strict):
    """The next edition of what clients are told."""

    codes = serializers.ListField(
        child=Words(max_length=LONGEST_CODE), max_length=MOST_LINES, help_text=_("From what is offered.")
    )
    own = serializers.ListField(child=Words(max_length=LONGEST_LINE), required=False, max_length=MOST_LINES)
    own_limits = serializers.ListField(
        child=Words(max_length=LONGEST_LINE),
        required=False,
        max_length=MOST_LINES,
        help_text=_("One's own lines about confidentiality and its limits."),
    )


# --- What is answered ---------------------------------------------------------------------------------------------------------
class RightsLineOut(serializers.Serializer[Any]):
    """A client, and how far they have been told."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    name = serializers.CharField()
    told = serializers.IntegerField()
    asked = serializers.IntegerField()
    limits_missing = serializers.IntegerField(help_text=_("Lines about confidentiality that are still to be told."))
    last_told_on = serializers.DateField(allow_null=True)
    url = serializers.CharField()


class RightsPageOut(PageOut):
    """One page of them, by reference."""

    clients = RightsLineOut(many=True)


class RightsToldOut(serializers.Serializer[Any]):
    """A line of the list, and when the client was told it."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(ItemKind.choices)
    text = serializers.CharField()
    told_on = serializers.DateField(allow_null=True, help_text=_("null where it is still to be told."))


class TellingOut(serializers.Serializer[Any]):
    """One time a client was told something."""

    id = serializers.UUIDField()
    lines = serializers.ListField(child=serializers.CharField())
    told_on = serializers.DateField()
    told_by = NamedOut()
    how = serializers.ListField(child=serializers.CharField())
    language = serializers.CharField()
    interpreter = serializers.CharField()
    note = serializers.CharField()
    entered_by = NamedOut()


class ConsentOut(serializers.Serializer[Any]):
    """What a client said to one thing on a day."""

    id = serializers.UUIDField()
    about = serializers.ChoiceField(ConsentAbout.choices)
    purpose = serializers.CharField()
    state = serializers.ChoiceField(ConsentState.choices)
    said_on = serializers.DateField()
    how = serializers.ListField(child=serializers.CharField())
    language = serializers.CharField()
    interpreter = serializers.CharField()
    decided_by = serializers.CharField()
    note = serializers.CharField()
    entered_by = NamedOut()


class ConsentMatterOut(serializers.Serializer[Any]):
    """One thing a client was asked, with everything they said, the newest first."""

    said = ConsentOut(many=True)


class ClientRightsOut(serializers.Serializer[Any]):
    """What one client was told and agreed to."""

    id = serializers.UUIDField()
    checklist = serializers.UUIDField(allow_null=True)
    lines = RightsToldOut(many=True)
    tellings = TellingOut(many=True)
    consents = ConsentMatterOut(many=True)


class ClientGroupOut(serializers.Serializer[Any]):
    """Clients who are served together."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(GroupKind.choices)
    name = serializers.CharField()
    url = serializers.CharField()


class ClientGroupsOut(PageOut):
    """One page of them, the newest first."""

    groups = ClientGroupOut(many=True)


class AgreementOut(serializers.Serializer[Any]):
    """What one of them agreed to last."""

    confidentiality = serializers.ChoiceField(Agreement.choices)
    role_made_clear = serializers.BooleanField()
    limits_told = serializers.BooleanField()
    shared_with = serializers.CharField()
    role = serializers.CharField()
    language = serializers.CharField()
    interpreter = serializers.CharField()
    said_on = serializers.DateField()
    entered_by = NamedOut()


class GroupMemberOut(serializers.Serializer[Any]):
    """One of them."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    agreed = AgreementOut(allow_null=True, help_text=_("null where they are still to be asked."))


class WholeGroupOut(ClientGroupOut):
    """A group with what each of them agreed to."""

    members = GroupMemberOut(many=True)


class EditionLineOut(serializers.Serializer[Any]):
    """One line of an edition."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(ItemKind.choices)
    code = serializers.CharField()
    text = serializers.CharField()


class EditionOut(serializers.Serializer[Any]):
    """One edition of what clients are told."""

    id = serializers.UUIDField()
    edition = serializers.IntegerField()
    published_at = serializers.DateTimeField()
    published_by = NamedOut()
    lines = EditionLineOut(many=True)


class OfferedLineOut(serializers.Serializer[Any]):
    """A line that an adopted policy offers."""

    code = serializers.CharField()
    text = serializers.CharField()
    policy = serializers.CharField()
    kind = serializers.ChoiceField(ItemKind.choices)
    usual = serializers.BooleanField()


class EditionsOut(serializers.Serializer[Any]):
    """Every edition, the newest first, and what the adopted policies offer for the next."""

    editions = EditionOut(many=True)
    offered = OfferedLineOut(many=True, help_text=_("For those who may publish; else nothing."))


# --- From one to the other ----------------------------------------------------------------------------------------------------
def said_in(told: dict[str, Any]) -> dict[str, Any]:
    """What was said how, apart from the rest."""
    said = {name: told.pop(name) for name in ("how", "language", "interpreter", "note") if name in told}
    return {**told, "said": said}


def telling_out(each: Telling, texts: dict[UUID, str]) -> dict[str, Any]:
    """One time they were told."""
    plain = {name: getattr(each, name) for name in ("told_on", "language", "interpreter", "note")}
    people = {"told_by": named(each.told_by), "entered_by": named(each.entered_by)}
    return {"id": each.pk, "lines": [texts[id_] for id_ in each.items], "how": each.forms, **plain, **people}


def consent_out(each: Consent) -> dict[str, Any]:
    """What they said once."""
    names = ("about", "purpose", "state", "said_on", "language", "interpreter", "decided_by", "note")
    plain = {name: getattr(each, name) for name in names}
    return {"id": each.pk, "how": each.forms, "entered_by": named(each.entered_by), **plain}


def group_out(group: ClientGroup) -> dict[str, Any]:
    """A group as it stands in the list."""
    url = reverse("api_rights:group", args=[group.pk])
    return {"id": group.pk, "kind": group.kind, "name": group.name, "url": url}


def agreement_out(each: GroupAgreement) -> dict[str, Any]:
    """What one of them agreed to."""
    names = ("confidentiality", "role_made_clear", "limits_told", "shared_with", "role", "language", "interpreter", "said_on")
    return {name: getattr(each, name) for name in names} | {"entered_by": named(each.entered_by)}


def edition_out(each: Checklist) -> dict[str, Any]:
    """One edition with its lines."""
    plain = {"id": each.pk, "edition": each.edition, "published_at": each.published_at, "published_by": named(each.published_by)}
    return {**plain, "lines": list(each.items.all())}


# --- Clients ------------------------------------------------------------------------------------------------------------------
class ClientsView(AccountsView):
    """The clients whose rights one may see."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_client_rights",
        RIGHTS,
        _("List how far clients have been told"),
        more=_("Those one works with, those of one's line, and for directors those of their area."),
        asks=PageQuery,
        gives={200: (RightsPageOut, _("One page of them."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(PageQuery)
        rows = queries.clients_seen(actor)
        page = self.listed("clients", asked, rows, "reference", shown=lambda each: each, among=rows)
        far = queries.progress_of(actor, page["clients"])

        def shown(client: Client) -> dict[str, Any]:
            of = far[client.pk]
            plain = {"id": client.pk, "reference": client.reference, "name": str(client.name)}
            told = {name: getattr(of, name) for name in ("told", "asked", "limits_missing", "last_told_on")}
            return {**plain, **told, "url": reverse("api_rights:client", args=[client.pk])}

        return Response(RightsPageOut(page | {"clients": [shown(each) for each in page["clients"]]}).data)


class ClientView(AccountsView):
    """One client."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_client_rights",
        RIGHTS,
        _("Read what a client was told and agreed to"),
        more=_("Who opened it is written down once a day."),
        gives={200: (ClientRightsOut, _("All of it."))},
        refuses=(404,),
    )
    def get(self, request: Request, client_id: UUID) -> Response:
        standing = actions.open_rights(actor=who(request), client_id=client_id)
        lines = [
            {
                "id": line.item.pk,
                "kind": line.item.kind,
                "text": line.item.text,
                "told_on": line.telling.told_on if line.telling else None,
            }
            for line in standing.lines
        ]
        told = {
            "id": client_id,
            "checklist": standing.checklist.pk if standing.checklist else None,
            "lines": lines,
            "tellings": [telling_out(each, standing.texts) for each in standing.tellings],
            "consents": [{"said": [consent_out(each) for each in matter.said]} for matter in standing.matters],
        }
        return Response(ClientRightsOut(told).data)


class TellView(AccountsView):
    """Telling one client."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "tell_client",
        RIGHTS,
        _("Write down what a client was told"),
        takes=TellIn,
        gives={201: (Made, _("It is written down."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request, client_id: UUID) -> Response:
        actor = who(request)
        queries.client_for(actor, client_id, RightsPermission.TELL)
        told = said_in(self.read(TellIn))
        ids = {"item_ids": told.pop("items"), "checklist_id": told.pop("checklist"), "told_by_id": told.pop("told_by", None)}
        done = acted(request, lambda: actions.tell_client(actor=actor, client_id=client_id, **ids, **told).pk)
        return made(done, reverse("api_rights:client", args=[client_id]))


class ConsentsView(AccountsView):
    """Asking one client."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "write_consent",
        RIGHTS,
        _("Write down that a client gave or refused consent"),
        takes=ConsentIn,
        gives={201: (Made, _("It is written down."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, client_id: UUID) -> Response:
        actor = who(request)
        queries.client_for(actor, client_id, RightsPermission.CONSENT)
        told = said_in(self.read(ConsentIn))
        told |= {"about": ConsentAbout(told["about"]), "state": ConsentState(told["state"])}
        done = acted(request, lambda: actions.write_consent(actor=actor, client_id=client_id, **told).pk)
        return made(done, reverse("api_rights:client", args=[client_id]))


class ConsentView(AccountsView):
    """What a client said last to one thing."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "change_consent",
        RIGHTS,
        _("Write down what a client says now to what they were asked"),
        more=_("They may take their consent back, give it after all, or say no again. What they said before is kept."),
        takes=SaysIn,
        gives={201: (Made, _("It is written down."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, client_id: UUID, consent_id: UUID) -> Response:
        actor = who(request)
        client = queries.client_for(actor, client_id, RightsPermission.CONSENT)
        queries.consent_for(actor, client, consent_id)
        told = said_in(self.read(SaysIn))
        told |= {"state": ConsentState(told["state"]), "client_id": client_id, "consent_id": consent_id}
        done = acted(request, lambda: actions.change_consent(actor=actor, **told).pk)
        return made(done, reverse("api_rights:client", args=[client_id]))


# --- Groups -------------------------------------------------------------------------------------------------------------------
class GroupsView(AccountsView):
    """Families, couples and groups."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.ORGANISE}

    @operation(
        "list_client_groups",
        RIGHTS,
        _("List the families, couples and groups of which one may see everybody"),
        asks=PageQuery,
        gives={200: (ClientGroupsOut, _("One page of them, the newest first."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        asked = self.read_query(PageQuery)
        rows = queries.groups_listed(who(request))
        return Response(ClientGroupsOut(self.listed("groups", asked, rows, "-made_at", shown=group_out, among=rows)).data)

    @operation(
        "make_client_group",
        RIGHTS,
        _("Name clients who are served together"),
        takes=GroupIn,
        gives={201: (Made, _("They are named."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor = self.read(GroupIn), who(request)
        facts = {"kind": GroupKind(told["kind"]), "name": told["name"], "client_ids": told["clients"]}
        done = acted(request, lambda: actions.make_group(actor=actor, **facts).pk)
        return made(done, reverse("api_rights:group", args=[done]))


class GroupView(AccountsView):
    """One of them."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_client_group",
        RIGHTS,
        _("Read what each of a group agreed to"),
        more=_("Who opened it is written down once a day."),
        gives={200: (WholeGroupOut, _("All of them."))},
        refuses=(404,),
    )
    def get(self, request: Request, group_id: UUID) -> Response:
        group = actions.open_group(actor=who(request), group_id=group_id)
        members = [
            {
                "id": each.client.pk,
                "name": str(each.client.name),
                "agreed": agreement_out(each.agreed) if each.agreed else None,
            }
            for each in queries.member_standings(group)
        ]
        return Response(WholeGroupOut(group_out(group) | {"members": members}).data)


class AgreeView(AccountsView):
    """One of a group."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "write_group_agreement",
        RIGHTS,
        _("Write down what one of a group agrees to"),
        takes=AgreeIn,
        gives={201: (Made, _("It is written down."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request, group_id: UUID, client_id: UUID) -> Response:
        actor = who(request)
        queries.member_for(queries.group_for(actor, group_id, GroupPermission.AGREE), client_id)
        told = self.read(AgreeIn)
        told |= {"confidentiality": Agreement(told["confidentiality"]), "group_id": group_id, "client_id": client_id}
        done = acted(request, lambda: actions.write_agreement(actor=actor, **told).pk)
        return made(done, reverse("api_rights:group", args=[group_id]))


# --- The list of what clients are told ----------------------------------------------------------------------------------------
class EditionsView(AccountsView):
    """The list of what clients are told."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.ORGANISE}

    @operation(
        "list_rights_editions",
        RIGHTS,
        _("Read the list of what clients are told, in every edition"),
        gives={200: (EditionsOut, _("Every edition."))},
        refuses=(404,),
    )
    def get(self, request: Request) -> Response:
        actor = who(request)
        editions = [edition_out(each) for each in queries.editions(actor)]
        may = IN_GENERAL.allows(actor, ListPermission.PUBLISH, actor.organisation)
        return Response(EditionsOut({"editions": editions, "offered": queries.offered(actor) if may else []}).data)

    @operation(
        "publish_rights_edition",
        RIGHTS,
        _("Publish the next edition"),
        more=_("A published edition is never changed; the next one asks again for every client."),
        takes=PublishIn,
        gives={201: (Made, _("It is published."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        actor = who(request)
        IN_GENERAL.require(actor, ListPermission.PUBLISH, actor.organisation)
        told = self.read(PublishIn)
        done = acted(request, lambda: actions.publish_checklist(actor=actor, **told).pk)
        return made(done, reverse("api_rights:editions"))

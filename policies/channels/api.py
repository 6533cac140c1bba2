"""The API of channels and work accounts. Nothing it takes has a place for a secret."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.organisations.queries import today
from accounts.staff.api import AccountsView, NamedOut, named, who
from boundaries.access.choices import Scope
from boundaries.web.api import Made, Nothing, Strict, Words, YesOrNo, made
from boundaries.web.fields import Day
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery
from boundaries.web.openapi import operation
from policies.channels import actions, queries
from policies.channels.choices import AccountStatus, ChannelKind, Closing, Recovery
from policies.channels.models import ApprovedChannel, WorkAccount
from policies.channels.permissions import IN_GENERAL, AccountPermission, ChannelsPermission
from policies.channels.rules import LONGEST_NAME, LONGEST_PURPOSE, LONGEST_REASON
from policies.channels.workflow import AccountMove

CHANNELS = _("Channels and work accounts")


# --- What is sent -------------------------------------------------------------------------------------------------------------
class ChannelIn(Strict):
    """A channel of the organisation."""

    name = Words(max_length=LONGEST_NAME)
    kind = serializers.ChoiceField(ChannelKind.choices)
    monitored = YesOrNo()
    purpose = Words(required=False, allow_blank=True, max_length=LONGEST_PURPOSE)


class WorkAccountIn(Strict):
    """An account in the organisation's name. A password is refused."""

    platform = Words(max_length=LONGEST_NAME)
    name = Words(max_length=LONGEST_NAME)
    purpose = Words(max_length=LONGEST_PURPOSE)
    exists_already = YesOrNo(required=False)


class AccountApprovalIn(Strict):
    """A word with the yes."""

    reason = Words(required=False, allow_blank=True, max_length=LONGEST_REASON)


class AccountRefusalIn(Strict):
    """Why not."""

    reason = Words(max_length=LONGEST_REASON)


class AccountDayIn(Strict):
    """When it was done."""

    on = Day()


# --- What is answered ---------------------------------------------------------------------------------------------------------
class ChannelOut(serializers.Serializer[Any]):
    """A channel of the organisation."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(ChannelKind.choices)
    monitored = serializers.BooleanField()
    purpose = serializers.CharField()


class ChannelsOut(serializers.Serializer[Any]):
    """The channels in use, by name."""

    channels = ChannelOut(many=True)


class WorkAccountOut(serializers.Serializer[Any]):
    """A work account."""

    id = serializers.UUIDField()
    platform = serializers.CharField()
    name = serializers.CharField()
    purpose = serializers.CharField()
    holder = NamedOut()
    exists_already = serializers.BooleanField()
    status = serializers.ChoiceField(AccountStatus.choices)
    requested_at = serializers.DateTimeField()
    approver = NamedOut(allow_null=True, help_text=_("Who is asked, or decided."))
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    custodian = NamedOut(allow_null=True)
    handed_over_on = serializers.DateField(allow_null=True)
    checked_on = serializers.DateField(allow_null=True, help_text=_("When the recovery contact was checked last."))
    recheck_on = serializers.DateField(allow_null=True)
    recovery = serializers.ChoiceField(Recovery.choices, allow_null=True)
    closing = serializers.ChoiceField(Closing.choices, allow_blank=True)
    clauses = serializers.ListField(
        child=serializers.CharField(), help_text=_("By which it is to be approved; the strictest first.")
    )
    url = serializers.CharField()


class OwnAccountsOut(serializers.Serializer[Any]):
    """The newest of one's own, and what waits for one's word."""

    own = WorkAccountOut(many=True)
    to_approve = WorkAccountOut(many=True)


class WorkAccountsOut(PageOut):
    """One page of the register, the newest first."""

    accounts = WorkAccountOut(many=True)


# --- From one to the other ----------------------------------------------------------------------------------------------------
def channel_out(each: ApprovedChannel) -> dict[str, Any]:
    """A channel."""
    return {"id": each.pk} | {name: getattr(each, name) for name in ("name", "kind", "monitored", "purpose")}


def account_out(account: WorkAccount) -> dict[str, Any]:
    """An account, without the clauses."""
    plain = (
        *("platform", "name", "purpose", "exists_already", "status", "requested_at", "decided_at", "reason", "acknowledged_at"),
        *("handed_over_on", "checked_on", "recheck_on", "closing"),
    )
    people = {name: named(getattr(account, name)) for name in ("holder", "approver", "custodian")}
    recovery = queries.recovery(account, today(account.organisation))
    url = reverse("api_channels:account", args=[account.pk])
    said = {name: getattr(account, name) for name in plain}
    return {"id": account.pk, **said, **people, "recovery": recovery, "clauses": [], "url": url}


class ChannelsView(AccountsView):
    """Which channels are the organisation's own."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.ORGANISE}

    @operation(
        "list_channels",
        CHANNELS,
        _("List the organisation's own channels"),
        gives={200: (ChannelsOut, _("Those in use, by name."))},
    )
    def get(self, request: Request) -> Response:
        return Response(ChannelsOut({"channels": [channel_out(each) for each in queries.channels(who(request))]}).data)

    @operation(
        "add_channel",
        CHANNELS,
        _("Add a channel of the organisation"),
        takes=ChannelIn,
        gives={201: (Made, _("Everybody sees it."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        actor = who(request)
        IN_GENERAL.require(actor, ChannelsPermission.KEEP, actor.organisation)
        told = self.read(ChannelIn)
        told["kind"] = ChannelKind(told["kind"])
        done = acted(request, lambda: actions.add_channel(actor=actor, **told).pk)
        return made(done, reverse("api_channels:channels"))


class ChannelView(AccountsView):
    """One of them."""

    scopes: ClassVar = {"DELETE": Scope.ORGANISE}

    @operation(
        "retire_channel",
        CHANNELS,
        _("Take a channel out of use"),
        gives={204: (None, _("It is not used any more."))},
        refuses=(404,),
        changes=True,
    )
    def delete(self, request: Request, channel_id: UUID) -> Response:
        actions.retire_channel(actor=who(request), channel_id=channel_id)
        return Response(status=204)


class OwnAccountsView(AccountsView):
    """One's own."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.REPORT}

    @operation(
        "list_own_work_accounts",
        CHANNELS,
        _("List one's own work accounts, and those that wait for one's word"),
        gives={200: (OwnAccountsOut, _("Both, fifty of each at most."))},
    )
    def get(self, request: Request) -> Response:
        actor = who(request)
        found = {"own": queries.own(actor), "to_approve": queries.to_approve(actor)}
        return Response(OwnAccountsOut({name: [account_out(each) for each in rows] for name, rows in found.items()}).data)

    @operation(
        "ask_for_work_account",
        CHANNELS,
        _("Ask for a work account"),
        more=_("It goes to whoever the clauses in force name, and to one's line manager where none does."),
        takes=WorkAccountIn,
        gives={201: (Made, _("It is asked for."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor = self.read(WorkAccountIn), who(request)
        done = acted(request, lambda: actions.ask_for_account(actor=actor, **told).pk)
        return made(done, reverse("api_channels:account", args=[done]))


class AccountRegisterView(AccountsView):
    """All of them."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_work_accounts",
        CHANNELS,
        _("List the work accounts one sees by one's office"),
        asks=PageQuery,
        gives={200: (WorkAccountsOut, _("One page of the register, the newest first."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        rows = queries.register(who(request))
        asked = self.read_query(PageQuery)
        return Response(
            WorkAccountsOut(self.listed("accounts", asked, rows, "-requested_at", shown=account_out, among=rows)).data
        )


class AccountView(AccountsView):
    """One of them."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_work_account",
        CHANNELS,
        _("Read about a work account"),
        gives={200: (WorkAccountOut, _("Where it stands."))},
        refuses=(404,),
    )
    def get(self, request: Request, account_id: UUID) -> Response:
        account = queries.account_for(who(request), account_id)
        clauses = [each.code for each in queries.clauses_of(account)]
        return Response(WorkAccountOut(account_out(account) | {"clauses": clauses}).data)


# --- The moves ----------------------------------------------------------------------------------------------------------------
class AccountMoveView(AccountsView):
    """One move of an account."""

    def moved(
        self,
        request: Request,
        account_id: UUID,
        move: AccountMove,
        act: Callable[..., WorkAccount],
        takes: type[serializers.Serializer[Any]] = Nothing,
    ) -> Response:
        """Act on the account, for those who may."""
        actor = who(request)
        queries.account_for(actor, account_id, AccountPermission(f"work-account.{move.value}"))
        told = self.read(takes)
        done = acted(request, lambda: act(actor=actor, account_id=account_id, **told).pk)
        return made(done, reverse("api_channels:account", args=[done]), status=200)


REFUSES = (403, 404, 409)
DONE = {200: (Made, _("It is done."))}


class ApproveView(AccountMoveView):
    """Yes."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @operation(
        "approve_work_account",
        CHANNELS,
        _("Approve a work account"),
        takes=AccountApprovalIn,
        gives=DONE,
        refuses=REFUSES,
        once=True,
    )
    def post(self, request: Request, account_id: UUID) -> Response:
        return self.moved(request, account_id, AccountMove.APPROVE, actions.approve_account, AccountApprovalIn)


class RefuseView(AccountMoveView):
    """No."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @operation(
        "refuse_work_account",
        CHANNELS,
        _("Do not approve a work account, and say why"),
        takes=AccountRefusalIn,
        gives=DONE,
        refuses=REFUSES,
        once=True,
    )
    def post(self, request: Request, account_id: UUID) -> Response:
        return self.moved(request, account_id, AccountMove.REFUSE, actions.refuse_account, AccountRefusalIn)


class WithdrawView(AccountMoveView):
    """Not any more."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "withdraw_work_account",
        CHANNELS,
        _("Withdraw a work account one asked for"),
        takes=Nothing,
        gives=DONE,
        refuses=REFUSES,
        once=True,
    )
    def post(self, request: Request, account_id: UUID) -> Response:
        return self.moved(request, account_id, AccountMove.WITHDRAW, actions.withdraw_account)


class AcknowledgeAccountView(AccountMoveView):
    """The notice."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "acknowledge_work_account",
        CHANNELS,
        _("Acknowledge that the organisation has access to one's work account, and may look at it"),
        takes=Nothing,
        gives=DONE,
        refuses=REFUSES,
        once=True,
    )
    def post(self, request: Request, account_id: UUID) -> Response:
        return self.moved(request, account_id, AccountMove.ACKNOWLEDGE, actions.acknowledge_account)


class HandOverView(AccountMoveView):
    """The login."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "hand_over_work_account",
        CHANNELS,
        _("Confirm as its custodian that the login was handed over"),
        takes=AccountDayIn,
        gives=DONE,
        refuses=REFUSES,
        once=True,
    )
    def post(self, request: Request, account_id: UUID) -> Response:
        return self.moved(request, account_id, AccountMove.HAND_OVER, actions.hand_over_account, AccountDayIn)


class CheckView(AccountMoveView):
    """The recovery contact."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "check_work_account",
        CHANNELS,
        _("Confirm as its custodian that the recovery contact was checked"),
        takes=AccountDayIn,
        gives=DONE,
        refuses=REFUSES,
        once=True,
    )
    def post(self, request: Request, account_id: UUID) -> Response:
        return self.moved(request, account_id, AccountMove.CHECK, actions.check_account, AccountDayIn)


class CloseView(AccountMoveView):
    """The end."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "close_work_account",
        CHANNELS,
        _("Close a work account"),
        more=_("For its holder and its custodians."),
        takes=Nothing,
        gives=DONE,
        refuses=REFUSES,
        once=True,
    )
    def post(self, request: Request, account_id: UUID) -> Response:
        return self.moved(request, account_id, AccountMove.CLOSE, actions.close_account)

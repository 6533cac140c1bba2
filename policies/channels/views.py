"""The pages of channels and work accounts: which channels are ours, one's own accounts, and the register of all."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.organisations.queries import today
from accounts.staff.forms import ActionForm, ConfirmForm
from accounts.staff.views import ActorRequest, one_page, page, show, turn_pages
from boundaries.access.doors import Door, opened_to
from boundaries.errors.exceptions import MoveRefused
from boundaries.web.act_once import act_once
from policies.adoption.views import lines
from policies.channels import actions, queries
from policies.channels.choices import COLOURS, RECOVERY_COLOURS, AccountStatus
from policies.channels.forms import AcknowledgeForm, ApproveForm, AskForm, ChannelForm, CheckForm, HandOverForm, RefuseForm
from policies.channels.models import WorkAccount
from policies.channels.permissions import ACCESS, IN_GENERAL, AccountPermission, ChannelsPermission
from policies.channels.workflow import WORKFLOW, AccountMove
from policies.library.choices import Expects
from policies.situations.entries import Entry, declare_entry

declare_entry(Expects.ACCOUNT_REGISTER, Entry(gettext_lazy("Approved channels and work accounts"), "channels:register"))

ACTS: dict[AccountMove, tuple[Any, type[ActionForm], Any]] = {
    AccountMove.APPROVE: (actions.approve_account, ApproveForm, gettext_lazy("It is approved, and they are told.")),
    AccountMove.REFUSE: (actions.refuse_account, RefuseForm, gettext_lazy("They are told that it is not approved, and why.")),
    AccountMove.WITHDRAW: (actions.withdraw_account, ConfirmForm, gettext_lazy("It is withdrawn.")),
    AccountMove.ACKNOWLEDGE: (
        actions.acknowledge_account,
        AcknowledgeForm,
        gettext_lazy("Thank you. Whoever keeps the logins is told, and hands it over next."),
    ),
    AccountMove.HAND_OVER: (actions.hand_over_account, HandOverForm, gettext_lazy("The account is in use.")),
    AccountMove.CHECK: (actions.check_account, CheckForm, gettext_lazy("It is checked. You are reminded in half a year.")),
    AccountMove.CLOSE: (actions.close_account, ConfirmForm, gettext_lazy("It is closed.")),
}
HINTS = {
    AccountMove.APPROVE: gettext_lazy("Talk it over with them first: what it is for, who sees it, and who answers when they are away."),
    AccountMove.REFUSE: gettext_lazy("Say why in a few words, so that they can plan another way."),
    AccountMove.WITHDRAW: gettext_lazy("Nobody is asked about it any more. You can ask again at any time."),
    AccountMove.ACKNOWLEDGE: gettext_lazy(
        "The organisation has access to this account. It may look at messages and files on it where it finds that necessary and fitting."
    ),
    AccountMove.HAND_OVER: gettext_lazy("Confirm it once the login is with you, or you gave it to them. Never write it down here."),
    AccountMove.CHECK: gettext_lazy("Let the platform send a code or a reset: it must reach you, and no phone or address of the holder's own."),
    AccountMove.CLOSE: gettext_lazy("Whoever keeps the logins changes it, or deletes the account."),
}  # fmt: skip
ACKNOWLEDGED_FIRST = (AccountMove.REFUSE, AccountMove.WITHDRAW, AccountMove.CLOSE)


def once(request: HttpRequest, act: Any, **more: Any) -> UUID:
    """Act, or find what the same form from the same opened page has made already."""
    return act_once(request, lambda: act(**more).pk)


def row(account: WorkAccount, request: ActorRequest) -> dict[str, Any]:
    """One account as lists show it."""
    status, recovery = AccountStatus(account.status), queries.recovery(account, today(request.actor.organisation))
    return {
        "account": account,
        "url": reverse("channels:account", args=[account.pk]),
        "label": status.label,
        "colour": COLOURS[status],
        "recovery": recovery.label if recovery else "",
        "recovery_colour": RECOVERY_COLOURS[recovery] if recovery else "",
    }


@opened_to(Door.STAFF)
@require_safe
@page
def home(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    context = {
        "channels": list(queries.channels(actor)),
        "own": [row(each, request) for each in queries.own(actor)],
        "to_approve": [row(each, request) for each in queries.to_approve(actor)],
        "may_keep": IN_GENERAL.allows(actor, ChannelsPermission.KEEP, actor.organisation),
        "has_register": IN_GENERAL.allows(actor, ChannelsPermission.REGISTER, actor.organisation),
    }
    return show(request, "policies/channels/home.html", context)


@opened_to(Door.STAFF)
@require_safe
@page
def list_accounts(request: ActorRequest) -> HttpResponse:
    rows = queries.register(request.actor)
    shown = one_page(request, rows, "-requested_at", among=rows)
    context = {"rows": [row(each, request) for each in shown.rows], **turn_pages(request, shown)}
    return show(request, "policies/channels/register.html", context)


@opened_to(Door.STAFF)
@page
def add(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    IN_GENERAL.require(actor, ChannelsPermission.KEEP, actor.organisation)
    form = ChannelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(partial(once, request, actions.add_channel), actor=actor):
        messages.success(request, _("The channel was added. Everybody sees it."))
        return redirect("channels:register")
    return asked(request, form, _("Add a channel of the organisation"), _("Add it"), "")


@opened_to(Door.STAFF)
@page
def retire(request: ActorRequest, channel_id: UUID) -> HttpResponse:
    actor = request.actor
    IN_GENERAL.require(actor, ChannelsPermission.KEEP, actor.organisation)
    channel = queries.channel_for(actor, channel_id)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(partial(once, request, actions.retire_channel), actor=actor, channel_id=channel.pk):
        messages.success(request, _("The channel is not used any more."))
        return redirect("channels:register")
    return asked(request, form, _("Take a channel out of use"), _("Take it out of use"), channel.name)


@opened_to(Door.STAFF)
@page
def ask(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.does(partial(once, request, actions.ask_for_account), actor=actor):
        messages.success(request, _("It is asked for. Talk it over with whoever decides it."))
        return redirect("channels:account", form.result)
    hint = _("Ask before you make it. Tell us too of an account in our name that is there already.")
    return asked(request, form, _("Ask for a work account"), _("Ask"), "", hint=hint)


def asked(request: ActorRequest, form: ActionForm, heading: str, button: str, caption: str, **more: Any) -> HttpResponse:
    """A page with one form."""
    context = {
        "heading": heading,
        "caption": caption,
        "form": form,
        "back_url": reverse("channels:register"),
        "button_label": button,
    }
    return show(request, "accounts/form.html", context | more)


@opened_to(Door.STAFF)
@require_safe
@page
def show_account(request: ActorRequest, account_id: UUID) -> HttpResponse:
    actor, account = request.actor, queries.account_for(request.actor, account_id)
    may = [
        {"label": each.label, "url": reverse(f"channels:{each.value}", args=[account.pk]), "quiet": each in ACKNOWLEDGED_FIRST}
        for each in WORKFLOW.verbs_from(account.status)
        if ACCESS.allows(actor, AccountPermission(f"work-account.{each.value}"), account)
    ]
    context = {"each": row(account, request), "may": may, "clauses": lines(queries.clauses_of(account))}
    return show(request, "policies/channels/account.html", context)


@opened_to(Door.STAFF)
@page
def move(request: ActorRequest, account_id: UUID, move: AccountMove) -> HttpResponse:
    actor = request.actor
    account = queries.account_for(actor, account_id, AccountPermission(f"work-account.{move.value}"))
    act, of_form, done = ACTS[move]
    if request.method != "POST" and move not in WORKFLOW.verbs_from(account.status):
        raise MoveRefused
    form = of_form(request.POST if request.method == "POST" else None)
    form.initial.update({"on": today(actor.organisation)} if "on" in form.fields else {})
    if request.method == "POST" and form.does(partial(once, request, act), actor=actor, account_id=account.pk):
        messages.success(request, done)
        return redirect("channels:account", account.pk)
    back = reverse("channels:account", args=[account.pk])
    caption = f"{account.platform}: {account.name}"
    return asked(request, form, str(move.label), str(move.label), caption, hint=HINTS[move], back_url=back)

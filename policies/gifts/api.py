"""The API of gifts and favours: the same queries and actions as the pages."""

import re
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.staff.api import AccountsView, NamedOut, named, who
from boundaries.access.choices import Scope
from boundaries.errors.exceptions import NotVisible
from boundaries.web.api import Id, Made, Strict, Words, made
from boundaries.web.fields import Day, Number
from boundaries.web.idempotency import acted
from boundaries.web.lists import PageOut, PageQuery, onwards
from boundaries.web.openapi import operation
from policies.gifts import actions, queries
from policies.gifts.choices import (
    Basis,
    Direction,
    Entitled,
    Fate,
    GiftKind,
    GiftState,
    Giver,
    Happening,
    OwnIdea,
    Proposer,
    Verdict,
)
from policies.gifts.currencies import CHOICES
from policies.gifts.models import GiftBands, GiftEntry, GiftRate
from policies.gifts.permissions import ACCESS, IN_GENERAL, GiftListPermission, GiftPermission
from policies.gifts.queries import MOST_TOTALS, PAGE, GiftsPage, GiverTotal, Wanted
from policies.gifts.reading import giver
from policies.gifts.rules import LONGEST_NAME, LONGEST_WHAT, LONGEST_WORDS, USUAL_DAYS, Bands, Told

GIFTS = _("Gifts and favours")


class Amount(serializers.RegexField):
    """An amount of money, or a rate, as a string of digits with a point: no sign, no blank, no other way to write it."""

    def __init__(self, places: int = 3, **kwargs: Any) -> None:
        self.wanted = rf"^[0-9]{{1,7}}(\.[0-9]{{1,{places}}})?$"
        super().__init__(self.wanted, trim_whitespace=False, max_length=8 + places, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """The digits; a number of JSON is none, for it may have been rounded."""
        if not isinstance(data, str) or not re.fullmatch(self.wanted.strip("^$"), data):
            self.fail("invalid")
        return str(super().to_internal_value(data))


def decimal_of(told: str | None) -> Decimal | None:
    """The number that was written; None where nothing was."""
    return None if told is None else Decimal(told)


# --- What is sent -------------------------------------------------------------------------------------------------------------
class GiftIn(Strict):
    """What was given, offered or asked for."""

    direction = serializers.ChoiceField(Direction.choices)
    happening = serializers.ChoiceField(Happening.choices)
    giver = serializers.ChoiceField(Giver.choices)
    client = Id(required=False, allow_null=True, help_text=_("The client, or whose relative it was; one whom one may know of."))
    giver_name = Words(required=False, allow_blank=True, max_length=LONGEST_NAME, help_text=_("Where no client is named."))
    kind = serializers.ChoiceField(GiftKind.choices)
    what = Words(max_length=LONGEST_WHAT)
    amount = Amount(required=False, allow_null=True, help_text=_("What it was worth, such as 12.50; left out where not known."))
    currency = serializers.ChoiceField(CHOICES)
    fate = serializers.ChoiceField(Fate.choices)
    own_idea = serializers.ChoiceField(OwnIdea.choices)
    on = Day()
    proposed_by = serializers.ChoiceField(
        Proposer.choices,
        required=False,
        allow_null=True,
        help_text=_("Asked for where it may not have been their own free choice."),
    )
    pressure = Words(required=False, allow_blank=True, max_length=LONGEST_WORDS)
    entitled = serializers.ChoiceField(
        Entitled.choices,
        required=False,
        allow_null=True,
        help_text=_("Where it was asked for: whether they have a right to the service."),
    )


class FateIn(Strict):
    """What became of it since."""

    fate = serializers.ChoiceField(Fate.choices)


class DecisionIn(Strict):
    """What is done with it, and why."""

    verdict = serializers.ChoiceField(Verdict.choices)
    reason = Words(max_length=LONGEST_WORDS)


class BandsIn(Strict):
    """The organisation's amounts; one that is left out does not hold."""

    currency = serializers.ChoiceField(CHOICES)
    token = Amount(required=False, allow_null=True, help_text=_("Up to here a gift is a small token."))
    large = Amount(required=False, allow_null=True, help_text=_("Above this a gift is refused."))
    worker = Amount(required=False, allow_null=True, help_text=_("What one person may accept over twelve months."))
    days = Number(required=False, min_value=1, max_value=30, help_text=_("Working days for the line manager's decision."))


class RateIn(Strict):
    """What one unit of a currency is worth in the organisation's own."""

    currency = serializers.ChoiceField(CHOICES)
    worth = Amount(places=8)
    since = Day()


class RegisterGiftsQuery(PageQuery):
    """How the register is narrowed down."""

    kind = serializers.ListField(child=serializers.ChoiceField(GiftKind.choices), required=False)
    state = serializers.ListField(child=serializers.ChoiceField(GiftState.choices), required=False)
    worker = Id(required=False)
    since = Day(required=False)
    until = Day(required=False)


class TotalsQuery(Strict):
    """Whose totals."""

    worker = Id(required=False, help_text=_("Somebody whom one sees in the register; left out, one's own."))


# --- What is given --------------------------------------------------------------------------------------------------------------
class GiftLineOut(serializers.Serializer[Any]):
    """An entry as it stands in a list."""

    id = serializers.UUIDField()
    on = serializers.DateField()
    kind = serializers.ChoiceField(GiftKind.choices)
    direction = serializers.ChoiceField(Direction.choices)
    happening = serializers.ChoiceField(Happening.choices)
    giver = serializers.ChoiceField(Giver.choices)
    amount = serializers.CharField(allow_null=True)
    currency = serializers.CharField()
    state = serializers.ChoiceField(GiftState.choices)
    basis = serializers.ChoiceField(Basis.choices, help_text=_("Why it stands so."))
    why = serializers.CharField(help_text=_("The same in a sentence."))
    fate = serializers.ChoiceField(Fate.choices)
    due_at = serializers.DateTimeField(allow_null=True)
    worker = NamedOut(allow_null=True, help_text=_("Who wrote it down."))
    url = serializers.CharField()


class GiftsOut(PageOut):
    """One page of entries."""

    gifts = GiftLineOut(many=True)


class GiftVersionOut(serializers.Serializer[Any]):
    """What was written at a time."""

    id = serializers.UUIDField()
    entered_at = serializers.DateTimeField()
    what = serializers.CharField()
    giver_name = serializers.CharField()
    amount = serializers.CharField(allow_null=True)
    currency = serializers.CharField()
    kind = serializers.ChoiceField(GiftKind.choices)


class GiftDecisionOut(serializers.Serializer[Any]):
    """What was decided."""

    verdict = serializers.ChoiceField(Verdict.choices)
    reason = serializers.CharField(allow_null=True, help_text=_("null for an auditor."))
    decided_by = NamedOut()
    decided_at = serializers.DateTimeField()


class GiftOut(GiftLineOut):
    """One entry. What an auditor may not read is null."""

    what = serializers.CharField(allow_null=True)
    giver_name = serializers.CharField(allow_null=True)
    client = serializers.UUIDField(allow_null=True)
    own_idea = serializers.ChoiceField(OwnIdea.choices)
    proposed_by = serializers.CharField(help_text=_("Empty where it was not asked."))
    pressure = serializers.CharField(allow_null=True)
    entitled = serializers.CharField(help_text=_("Empty where it was not asked."))
    worth = serializers.CharField(allow_null=True, help_text=_("In the organisation's own currency, by the rate of its day."))
    worth_currency = serializers.CharField()
    clauses = serializers.ListField(child=serializers.CharField(), help_text=_("What says so, the strictest first."))
    handler = NamedOut(allow_null=True, help_text=_("Who decides, while it waits."))
    decision = GiftDecisionOut(allow_null=True)
    versions = GiftVersionOut(many=True, allow_null=True, help_text=_("Every text of it, the first one first."))


class GiverTotalOut(serializers.Serializer[Any]):
    """What one giver gave."""

    giver = serializers.ChoiceField(Giver.choices)
    giver_name = serializers.CharField(allow_null=True, help_text=_("null for an auditor."))
    sums = serializers.DictField(child=serializers.CharField(), help_text=_("By currency."))
    count = serializers.IntegerField()
    unknown = serializers.IntegerField(help_text=_("Of how many the worth is not known."))


class GiftTotalsOut(serializers.Serializer[Any]):
    """What counts over the last twelve months."""

    sums = serializers.DictField(child=serializers.CharField(), help_text=_("Everybody together, by currency."))
    count = serializers.IntegerField()
    givers = GiverTotalOut(many=True, help_text=_("Whoever gave last first, fifty at most."))
    more = serializers.IntegerField(help_text=_("How many other givers there are, counted in the sums too."))


class GiftBandsOut(serializers.Serializer[Any]):
    """One setting of the amounts."""

    edition = serializers.IntegerField()
    currency = serializers.CharField()
    token = serializers.CharField(allow_null=True)
    large = serializers.CharField(allow_null=True)
    worker = serializers.CharField(allow_null=True)
    days = serializers.IntegerField()
    set_by = NamedOut()
    set_at = serializers.DateTimeField()


class GiftRateOut(serializers.Serializer[Any]):
    """One exchange rate."""

    currency = serializers.CharField()
    into = serializers.CharField()
    since = serializers.DateField()
    worth = serializers.CharField()
    set_by = NamedOut()


class GiftSettingsOut(serializers.Serializer[Any]):
    """Every setting, the newest first."""

    bands = GiftBandsOut(many=True)
    rates = GiftRateOut(many=True)


def plain(amount: Decimal | None) -> str | None:
    """An amount as a string of digits."""
    return None if amount is None else f"{amount:f}"


def line_out(entry: GiftEntry, *, worker: bool = True) -> dict[str, Any]:
    """An entry as it stands in a list."""
    same = ("kind", "direction", "happening", "giver", "currency", "state", "basis", "fate", "due_at")
    return {name: getattr(entry, name) for name in same} | {
        "id": entry.pk,
        "on": entry.happened_on,
        "amount": plain(entry.amount),
        "why": Basis(entry.basis).label,
        "worker": named(entry.worker) if worker else None,
        "url": reverse("api_gifts:gift", args=[entry.pk]),
    }


def gift_out(entry: GiftEntry, *, reads: bool) -> dict[str, Any]:
    """An entry, with its words where they may be read."""
    decision = queries.decision_on(entry) if entry.state == GiftState.DECIDED else None
    decided = decision and {
        "verdict": decision.verdict,
        "reason": decision.reason if reads else None,
        "decided_by": named(decision.decided_by),
        "decided_at": decision.decided_at,
    }
    return line_out(entry) | {
        "what": entry.what if reads else None,
        "giver_name": giver(entry) if reads else None,
        "client": entry.client_id if reads else None,
        "own_idea": entry.own_idea,
        "proposed_by": entry.proposed_by,
        "pressure": entry.pressure if reads else None,
        "entitled": entry.entitled,
        "worth": plain(entry.worth),
        "worth_currency": entry.worth_currency,
        "clauses": [each.code for each in queries.clauses_of(entry)],
        "handler": named(entry.handler),
        "decision": decided,
        "versions": [version_out(each) for each in queries.versions_of(entry)] if reads else None,
    }


def version_out(entry: GiftEntry) -> dict[str, Any]:
    """What was written at a time."""
    same = {name: getattr(entry, name) for name in ("entered_at", "what", "currency", "kind")}
    return same | {"id": entry.pk, "giver_name": giver(entry), "amount": plain(entry.amount)}


def total_out(each: GiverTotal, *, reads: bool) -> dict[str, Any]:
    """What one giver gave."""
    return {
        "giver": each.entry.giver,
        "giver_name": giver(each.entry) if reads else None,
        "sums": {currency: plain(amount) for currency, amount in each.total.sums.items()},
        "count": each.total.count,
        "unknown": each.total.unknown,
    }


def bands_out(each: GiftBands) -> dict[str, Any]:
    """One setting of the amounts."""
    amounts = {name: plain(getattr(each, name)) for name in ("token", "large", "worker")}
    same = {name: getattr(each, name) for name in ("edition", "currency", "days", "set_at")}
    return same | amounts | {"set_by": named(each.set_by)}


def rate_out(each: GiftRate) -> dict[str, Any]:
    """One exchange rate."""
    same = {name: getattr(each, name) for name in ("currency", "into", "since")}
    return same | {"worth": plain(each.worth), "set_by": named(each.set_by)}


def told_by(said: dict[str, Any]) -> Told:
    """What was sent, in the words of the rules."""
    return Told(
        direction=Direction(said["direction"]),
        happening=Happening(said["happening"]),
        giver=Giver(said["giver"]),
        client_id=said.get("client"),
        giver_name=said.get("giver_name", ""),
        kind=GiftKind(said["kind"]),
        what=said["what"],
        amount=decimal_of(said.get("amount")),
        currency=said["currency"],
        fate=Fate(said["fate"]),
        own_idea=OwnIdea(said["own_idea"]),
        on=said["on"],
        proposed_by=Proposer(said["proposed_by"]) if said.get("proposed_by") else None,
        pressure=said.get("pressure", ""),
        entitled=Entitled(said["entitled"]) if said.get("entitled") else None,
    )


def page_out(request: Request, shown: GiftsPage, *, worker: bool = True) -> Response:
    """One page of a list."""
    rows = [line_out(each, worker=worker) for each in shown.entries]
    return Response(GiftsOut({"gifts": rows, **onwards(request, shown.after)}).data)


def asked_page(asked: dict[str, Any]) -> dict[str, Any]:
    """Which page, of what size."""
    return {"after": asked.get("after", ""), "size": asked.get("limit", PAGE)}


# --- Lists ----------------------------------------------------------------------------------------------------------------------
class GiftsView(AccountsView):
    """One's own."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.REPORT}

    @operation(
        "list_own_gifts",
        GIFTS,
        _("List the gifts one wrote down"),
        more=_("The newest first. What was corrected stands in the entry that corrects it."),
        asks=PageQuery,
        gives={200: (GiftsOut, _("One page of them."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        asked = self.read_query(PageQuery)
        return page_out(request, queries.own_gifts(who(request), **asked_page(asked)), worker=False)

    @operation(
        "add_gift",
        GIFTS,
        _("Write down a gift, a favour or the like"),
        more=_("It is judged at once; read it to learn what was decided, and by which clauses."),
        takes=GiftIn,
        gives={201: (Made, _("It is written down."))},
        refuses=(404,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor = told_by(self.read(GiftIn)), who(request)
        gift_id = acted(request, lambda: actions.add_gift(actor=actor, told=told).pk)
        return made(gift_id, reverse("api_gifts:gift", args=[gift_id]))


class WaitingView(AccountsView):
    """What waits for one's decision."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_waiting_gifts",
        GIFTS,
        _("List the gifts that wait for one's decision"),
        more=_("The least time left first."),
        asks=PageQuery,
        gives={200: (GiftsOut, _("One page of them."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        asked = self.read_query(PageQuery)
        return page_out(request, queries.waiting_for(who(request), **asked_page(asked)))


class RegisterView(AccountsView):
    """The register."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_gift_register",
        GIFTS,
        _("Read the register of gifts"),
        more=_("For directors what belongs to their area, for auditors everything; nobody sees those they work under."),
        asks=RegisterGiftsQuery,
        gives={200: (GiftsOut, _("One page of it."))},
        refuses=(403, 404, 422),
    )
    def get(self, request: Request) -> Response:
        office = queries.office_of(who(request))
        asked = self.read_query(RegisterGiftsQuery)
        wanted = Wanted(
            kinds=asked.get("kind", ()),
            states=asked.get("state", ()),
            worker_id=asked.get("worker"),
            since=asked.get("since"),
            until=asked.get("until"),
        )
        return page_out(request, queries.register(office, wanted=wanted, **asked_page(asked)))


class TotalsView(AccountsView):
    """Totals over twelve months."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_gift_totals",
        GIFTS,
        _("Read what each giver gave over twelve months, oneself or somebody whom one sees in the register"),
        more=_("What was given back or declined does not count."),
        asks=TotalsQuery,
        gives={200: (GiftTotalsOut, _("Giver by giver, and together."))},
        refuses=(404, 422),
    )
    def get(self, request: Request) -> Response:
        actor, asked = who(request), self.read_query(TotalsQuery)
        if asked.get("worker"):
            if not IN_GENERAL.allows(actor, GiftListPermission.REGISTER, actor.organisation):
                raise NotVisible  # whoever sees nobody by office is told the same of everybody
            office = queries.office_of(actor)
            totals = queries.totals_of_worker(office, queries.worker_for(office, asked["worker"]))
            givers = [total_out(each, reads=office.reads(each.entry)) for each in totals[:MOST_TOTALS]]
        else:
            totals = queries.own_totals(actor)
            givers = [total_out(each, reads=True) for each in totals[:MOST_TOTALS]]
        whole = queries.whole_of(totals)
        sums = {currency: plain(amount) for currency, amount in whole.sums.items()}
        more = len(totals) - len(givers)
        return Response(GiftTotalsOut({"sums": sums, "count": whole.count, "givers": givers, "more": more}).data)


# --- One entry ------------------------------------------------------------------------------------------------------------------
class GiftView(AccountsView):
    """One entry."""

    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "read_gift",
        GIFTS,
        _("Read a gift entry, and what was decided"),
        gives={200: (GiftOut, _("The entry."))},
        refuses=(404,),
    )
    def get(self, request: Request, gift_id: UUID) -> Response:
        actor = who(request)
        entry = queries.gift_for(actor, gift_id)
        return Response(GiftOut(gift_out(entry, reads=ACCESS.allows(actor, GiftPermission.READ, entry))).data)


class CorrectView(AccountsView):
    """Correcting one's own."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "correct_gift",
        GIFTS,
        _("Correct a gift entry by another"),
        more=_("The first text stays readable. It is judged anew."),
        takes=GiftIn,
        gives={201: (Made, _("The entry that stands now."))},
        refuses=(403, 404, 409),
        once=True,
    )
    def post(self, request: Request, gift_id: UUID) -> Response:
        told, actor = told_by(self.read(GiftIn)), who(request)
        queries.gift_for(actor, gift_id, GiftPermission.CORRECT)
        done = acted(request, lambda: actions.correct_gift(actor=actor, gift_id=gift_id, told=told).pk)
        return made(done, reverse("api_gifts:gift", args=[done]))


class FateView(AccountsView):
    """What became of one's own."""

    scopes: ClassVar = {"POST": Scope.REPORT}

    @operation(
        "tell_gift_fate",
        GIFTS,
        _("Say what became of a gift"),
        takes=FateIn,
        gives={200: (Made, _("It is written down."))},
        refuses=(403, 404, 409),
        once=True,
    )
    def post(self, request: Request, gift_id: UUID) -> Response:
        told, actor = self.read(FateIn), who(request)
        queries.gift_for(actor, gift_id, GiftPermission.CORRECT)
        done = acted(request, lambda: actions.tell_fate(actor=actor, gift_id=gift_id, fate=Fate(told["fate"])).pk)
        return made(done, reverse("api_gifts:gift", args=[done]), status=200)


class DecideView(AccountsView):
    """Deciding about one that waits."""

    scopes: ClassVar = {"POST": Scope.HANDLE}

    @operation(
        "decide_gift",
        GIFTS,
        _("Decide what is done with a gift"),
        more=_("Whoever wrote it down is told."),
        takes=DecisionIn,
        gives={200: (Made, _("It is decided."))},
        refuses=(403, 404, 409),
        once=True,
    )
    def post(self, request: Request, gift_id: UUID) -> Response:
        told, actor = self.read(DecisionIn), who(request)
        queries.gift_for(actor, gift_id, GiftPermission.DECIDE)
        facts: dict[str, Any] = {"verdict": Verdict(told["verdict"]), "reason": told["reason"]}
        done = acted(request, lambda: actions.decide_gift(actor=actor, gift_id=gift_id, **facts).entry_id)
        return made(done, reverse("api_gifts:gift", args=[done]), status=200)


# --- Amounts and rates ------------------------------------------------------------------------------------------------------------
class SettingsView(AccountsView):
    """What gifts are judged by."""

    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.ORGANISE}

    @operation(
        "read_gift_settings",
        GIFTS,
        _("Read the amounts and rates for gifts"),
        gives={200: (GiftSettingsOut, _("Every setting."))},
        refuses=(403,),
    )
    def get(self, request: Request) -> Response:
        bands, rates = queries.settings_of(who(request))
        found = {"bands": [bands_out(each) for each in bands], "rates": [rate_out(each) for each in rates]}
        return Response(GiftSettingsOut(found).data)

    @operation(
        "set_gift_amounts",
        GIFTS,
        _("Set the amounts for gifts"),
        more=_("What was judged before stays as it was judged."),
        takes=BandsIn,
        gives={201: (Made, _("They hold from now on."))},
        refuses=(403,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        actor = who(request)
        IN_GENERAL.require(actor, GiftListPermission.SETTINGS, actor.organisation)
        told = self.read(BandsIn)
        amounts = {name: decimal_of(told.get(name)) for name in ("token", "large", "worker")}
        bands = Bands(currency=told["currency"], days=told.get("days", USUAL_DAYS), **amounts)
        done = acted(request, lambda: actions.set_bands(actor=actor, bands=bands).pk)
        return made(done, reverse("api_gifts:settings"))


class RatesView(AccountsView):
    """Exchange rates."""

    scopes: ClassVar = {"POST": Scope.ORGANISE}

    @operation(
        "set_gift_rate",
        GIFTS,
        _("Set an exchange rate for gifts"),
        takes=RateIn,
        gives={201: (Made, _("It holds from that day on."))},
        refuses=(403,),
        once=True,
    )
    def post(self, request: Request) -> Response:
        actor = who(request)
        IN_GENERAL.require(actor, GiftListPermission.SETTINGS, actor.organisation)
        told = self.read(RateIn)
        facts = {"currency": told["currency"], "worth": Decimal(told["worth"]), "since": told["since"]}
        done = acted(request, lambda: actions.set_rate(actor=actor, **facts).pk)
        return made(done, reverse("api_gifts:settings"))

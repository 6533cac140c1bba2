"""Gifts in sentences: what was decided, why, and what one does now. No blame, and always what happens next."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from policies.gifts.choices import Basis, Direction, GiftKind, GiftState, Giver, Happening
from policies.gifts.currencies import PLACES
from policies.gifts.models import GiftEntry
from policies.gifts.rules import GONE


def money(amount: Decimal | None, currency: str) -> str:
    """An amount as it is read; empty where it is not known."""
    if amount is None:
        return ""
    return f"{number_format(amount, decimal_pos=PLACES.get(currency, 2), use_l10n=True)} {currency}"


def sums(amounts: Mapping[str, Decimal]) -> str:
    """Sums of several currencies, side by side."""
    return " + ".join(money(amount, currency) for currency, amount in sorted(amounts.items())) or "–"


def happened(entry: GiftEntry) -> str:
    """How it came about, and which way."""
    words = {
        (Happening.GIVEN, Direction.FROM): _("Given to somebody who works here"),
        (Happening.OFFERED, Direction.FROM): _("Offered to somebody who works here"),
        (Happening.ASKED, Direction.FROM): _("Asked for by somebody who works here"),
        (Happening.GIVEN, Direction.TO): _("Given by somebody who works here"),
        (Happening.OFFERED, Direction.TO): _("Offered by somebody who works here"),
        (Happening.ASKED, Direction.TO): _("Asked of somebody who works here"),
    }
    return words[Happening(entry.happening), Direction(entry.direction)]


def giver(entry: GiftEntry) -> str:
    """Who is on the other side, for whoever may read it."""
    name = entry.client.name if entry.client else entry.giver_name
    if entry.giver == Giver.RELATIVE and entry.client:
        told = _("A relative or friend of %(name)s") % {"name": name}
        return f"{told} ({entry.giver_name})" if entry.giver_name else told
    return name


def masked_giver(entry: GiftEntry) -> str:
    """The same for whoever may not."""
    return str(Giver(entry.giver).label)


def next_steps(entry: GiftEntry) -> str:
    """What whoever wrote it down does now."""
    if entry.state == GiftState.ACCEPTED:
        return _("You may keep it. Thank you for writing it down.")
    if entry.state == GiftState.REFUSED:
        return _refused(entry)
    if entry.state == GiftState.WAITING:
        if entry.handler is None:
            return _("We are looking for somebody who can decide. Keep it safe until then, and do not use it.")
        told = {"name": entry.handler.name}
        return _("%(name)s decides, and you are told. Keep it safe until then, and do not use it.") % told
    if entry.state == GiftState.NOTED:
        return _("Thank you for writing it down. Nobody has to do anything.")
    return ""


def _refused(entry: GiftEntry) -> str:
    if entry.basis == Basis.ASKED_FOR:
        return _(
            "Take nothing, or give it back. Talk with your line manager soon; telling them yourself is never held against you."
        )
    if entry.fate in GONE:
        return _("You have done what was needed. Tell your line manager that it happened.")
    if entry.direction == Direction.TO:
        return _("Please do not give it, or ask for it back if that is possible without hurt. Tell your line manager.")
    if entry.kind == GiftKind.BEQUEST:
        return _("Please say kindly that you cannot be named in it, and tell your line manager today.")
    return _(
        "Please give it back, and say kindly that you may not take it. Then tell your line manager. You did right to write it down."
    )


def plain(amount: Decimal | None, currency: str) -> str:
    """An amount as it is typed."""
    return "" if amount is None else f"{amount:.{PLACES.get(currency, 2)}f}"


def day(on: date) -> str:
    """A day as it is read."""
    return date_format(on, "j F Y")

"""The forms about gifts: one page that is filled in within twenty seconds, and a second one only where more is to be asked."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.staff.forms import ActionForm, person_field
from accounts.staff.models import StaffMember
from boundaries.web.forms import CheckboxSelectMultiple, DateInputField, PageForm, RadioSelect
from policies.gifts.choices import Direction, Entitled, Fate, GiftKind, GiftState, Giver, Happening, OwnIdea, Proposer, Verdict
from policies.gifts.currencies import CHOICES, PLACES
from policies.gifts.queries import Wanted
from policies.gifts.rules import (
    LONGEST_NAME,
    LONGEST_WHAT,
    LONGEST_WORDS,
    STANDING,
    Bands,
    Told,
    needs_entitled,
    needs_proposer,
)

DEEDS = {
    "given": (Happening.GIVEN, Direction.FROM, _("I was given something")),
    "offered": (Happening.OFFERED, Direction.FROM, _("I was offered something")),
    "gave": (Happening.GIVEN, Direction.TO, _("I gave, or lent, something")),
    "asked_of_me": (Happening.ASKED, Direction.TO, _("I was asked for something")),
    "asked": (Happening.ASKED, Direction.FROM, _("I asked for something")),
}
"""What happened, in one answer: how it came about, and which way it goes."""
NAMED_ELSE = ""


THOUSANDS = 3
TWO_WAYS = re.compile(rf"[1-9]\d{{0,2}}[.,]\d{{{THOUSANDS}}}")
"""Read as thousands in one country, and as a part of one in another."""


def typed(value: Any) -> str:
    """A number as it was typed, without the spaces that part its digits."""
    return "".join(str(value or "").split())


class NumberField(forms.DecimalField):
    """A number as people write it: with a point or a comma."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "class": "govuk-input--width-10", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        """The number; a comma stands for the point where it is the only one."""
        text = typed(value)
        if text.count(",") == 1 and "." not in text:
            text = text.replace(",", ".")
        return super().to_python(text)


class MoneyField(NumberField):
    """An amount of money. Whether 1,000 is a thousand is asked by its form, which knows the currency (`MoneyForm`)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"invalid": _("Write the amount in digits, such as 12.50")})
        super().__init__(max_digits=12, decimal_places=3, **kwargs)


class RateField(NumberField):
    """A rate, of which three places after the point are nothing unusual; after a comma they may be thousands."""

    def to_python(self, value: Any) -> Any:
        """The number. Raises ValidationError for what can be read in two ways."""
        text = typed(value)
        if "," in text and TWO_WAYS.fullmatch(text):
            raise ValidationError(_("This can be read in two ways. Write 1000 or 1.0."), code="two_ways")
        return super().to_python(text)


class MoneyForm(ActionForm):
    """A form with amounts in one currency: what can be read as thousands or as a part of one is asked for anew."""

    def clean(self) -> dict[str, Any]:
        """Say it beside each such amount; of a currency with three places nobody needs to ask."""
        told = super().clean() or self.cleaned_data
        if PLACES.get(told.get("currency", "")) != THOUSANDS:
            for name, field in self.fields.items():
                if isinstance(field, MoneyField) and TWO_WAYS.fullmatch(typed(self[name].data)):
                    self.add_error(name, _("This can be read in two ways. Write 1000 or 1.00."))
        return told


class GiftForm(MoneyForm):
    """Who gave what, and what became of it."""

    deed = forms.ChoiceField(
        label=_("What happened?"), choices=[(key, label) for key, (_h, _d, label) in DEEDS.items()], widget=RadioSelect
    )
    giver = forms.ChoiceField(label=_("Who was it with?"), choices=Giver, widget=RadioSelect)
    client = forms.ChoiceField(label=_("Which client?"), required=False)
    giver_name = forms.CharField(
        label=_("Their name"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("Only where they are not in the list above. Write it the same way each time."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("What kind of thing?"), choices=[("", _("Choose one")), *GiftKind.choices])
    what = forms.CharField(
        label=_("What was it?"), max_length=LONGEST_WHAT, help_text=_("A few words, such as: a box of chocolates.")
    )
    amount = MoneyField(
        label=_("What was it worth, more or less?"),
        required=False,
        help_text=_("Your best guess. Leave it empty if you do not know."),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=CHOICES)
    fate = forms.ChoiceField(label=_("What became of it?"), choices=Fate, widget=RadioSelect)
    own_idea = forms.ChoiceField(label=_("Was it their own free choice?"), choices=OwnIdea, widget=RadioSelect)
    on = DateInputField(label=_("When?"))

    def __init__(
        self, data: Any, *, clients: Sequence[Client], currency: str, today: date, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial={"currency": currency, "on": today} | (initial or {}))
        named = [(str(each.pk), f"{each.name}, {each.reference}") for each in clients]
        field = self.fields["client"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(NAMED_ELSE, _("Somebody who is not in this list")), *named]
        if not named:
            del self.fields["client"]
            self.fields["giver_name"].help_text = _("Write it the same way each time.")

    def said(self) -> dict[str, Any]:
        """What was said on this page, in the words of the rules."""
        told = dict(self.cleaned_data)
        happening, direction, _label = DEEDS[told.pop("deed")]
        client = told.pop("client", NAMED_ELSE)
        return {
            **told,
            "happening": happening,
            "direction": direction,
            "giver": Giver(told["giver"]),
            "kind": GiftKind(told["kind"]),
            "fate": Fate(told["fate"]),
            "own_idea": OwnIdea(told["own_idea"]),
            "client_id": UUID(client) if client else None,
        }

    def asks_further(self) -> list[str]:
        """Which questions the answers raise; none for most gifts."""
        said, asked = self.said(), list[str]()
        if needs_entitled(happening=said["happening"], direction=said["direction"]):
            asked.append("entitled")
        if needs_proposer(own_idea=said["own_idea"]):
            asked += ["proposed_by", "pressure"]
        return asked


class FurtherForm(PageForm):
    """What is asked besides, and only then: about pressure, and about a right to the service."""

    entitled = forms.ChoiceField(
        label=_("Do they have a right to our service anyway?"),
        help_text=_("Nobody pays for what they have a right to, in whatever form."),
        choices=Entitled,
        widget=RadioSelect,
    )
    proposed_by = forms.ChoiceField(label=_("Who brought it up first?"), choices=Proposer, widget=RadioSelect)
    pressure = forms.CharField(
        label=_("What made it less than free?"),
        help_text=_("For example that they feared worse help without it, or that somebody hinted."),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any, *, asked: Sequence[str]) -> None:
        super().__init__(data)
        for name in [name for name in self.fields if name not in asked]:
            del self.fields[name]

    def said(self) -> dict[str, Any]:
        """The answers, in the words of the rules."""
        told = self.cleaned_data
        return {
            "entitled": Entitled(told["entitled"]) if told.get("entitled") else None,
            "proposed_by": Proposer(told["proposed_by"]) if told.get("proposed_by") else None,
            "pressure": told.get("pressure", ""),
        }


def told_by(form: GiftForm, further: FurtherForm | None) -> Told:
    """All that was said."""
    return Told(**form.said(), **(further.said() if further else {}))


class FateForm(ActionForm):
    """What became of it since."""

    heading_field = "fate"
    fate = forms.ChoiceField(label=_("What became of it?"), choices=Fate, widget=RadioSelect)

    def facts(self) -> dict[str, Any]:
        """The answer."""
        return {"fate": Fate(self.cleaned_data["fate"])}


class DecisionForm(ActionForm):
    """What is done with it, and why."""

    verdict = forms.ChoiceField(label=_("What do you decide?"), choices=Verdict, widget=RadioSelect)
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("One sentence is enough. Whoever wrote it down reads it."),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def facts(self) -> dict[str, Any]:
        """The answers."""
        return {"verdict": Verdict(self.cleaned_data["verdict"]), "reason": self.cleaned_data["reason"]}


class RegisterForm(PageForm):
    """How the register is narrowed down."""

    mark_optional = False
    kind = forms.MultipleChoiceField(label=_("Kind"), required=False, choices=GiftKind, widget=CheckboxSelectMultiple)
    state = forms.MultipleChoiceField(
        label=_("Where it stands"),
        required=False,
        choices=[(each.value, each.label) for each in GiftState if each in STANDING],
        widget=CheckboxSelectMultiple,
    )
    since = DateInputField(label=_("From"), required=False)
    until = DateInputField(label=_("Up to"), required=False)

    def __init__(self, data: Any, *, people: QuerySet[StaffMember]) -> None:
        super().__init__(data)
        everybody, label = _("Everybody"), _("Written down by")
        self.fields["worker"] = person_field(people, nobody=everybody, label=label, required=False)

    def wanted(self) -> Wanted:
        """What was chosen; without a choice, everything."""
        chosen = self.cleaned_data
        worker = chosen.get("worker")
        return Wanted(
            kinds=chosen.get("kind") or (),
            states=chosen.get("state") or (),
            worker_id=worker.pk if worker else None,
            since=chosen.get("since"),
            until=chosen.get("until"),
        )


class BandsForm(MoneyForm):
    """What a token is, and what is too much."""

    currency = forms.ChoiceField(label=_("Your organisation's own currency"), choices=CHOICES)
    token = MoneyField(
        label=_("Up to what amount is a gift a small token?"),
        required=False,
        help_text=_(
            "What one giver gives over twelve months counts together. A token is accepted at once where your policies allow it."
            " Leave it empty, and the line manager looks at every gift."
        ),
    )
    large = MoneyField(
        label=_("Above what amount is a gift refused?"),
        required=False,
        help_text=_("Counted together too. What lies between goes to the line manager."),
    )
    worker = MoneyField(
        label=_("How much may one person accept over twelve months, from everybody together?"),
        required=False,
        help_text=_("Above it the line manager looks at tokens too. Leave it empty for no such limit."),
    )
    days = forms.IntegerField(
        label=_("Within how many working days does the line manager decide?"),
        min_value=1,
        max_value=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"}),
    )

    def facts(self) -> dict[str, Any]:
        """The amounts together."""
        return {"bands": Bands(**self.cleaned_data)}


class RateForm(ActionForm):
    """What a unit of another currency is worth."""

    currency = forms.ChoiceField(label=_("Currency"), choices=CHOICES)
    worth = RateField(
        label=_("What is one unit of it worth in your own?"),
        max_digits=16,
        decimal_places=8,
        help_text=_("For example 0.92"),
        error_messages={"invalid": _("Write the rate in digits, such as 0.92")},
    )
    since = DateInputField(label=_("From which day on?"))

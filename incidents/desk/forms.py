"""What each page of the desk asks. What a rule refuses stands beside its field; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import RuleViolation
from boundaries.web.forms import CheckboxSelectMultiple, ClockTimeField, DateInputField, PageForm, RadioSelect
from incidents.desk.reading import KINDS
from incidents.reports.choices import PartyRole, ReportStatus
from incidents.reports.forms import AS_WRITTEN, SHORT, long_text, offer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Words: TypeAlias = "StrOrPromise"
Options: TypeAlias = "Sequence[tuple[str, StrOrPromise]]"

ON, OUTSIDE = "on", "outside"
LONGEST_REFERENCE, PREFIX, GROUP = 40, "BR", 4
FEW = 8
"""So many people are shown side by side; more of them stand in a list."""
LONGEST_LIST = 100
"""Among more people than that, a name is typed."""


# --- The list -----------------------------------------------------------------------------------------------------------
class QueueForm(PageForm):
    """How the desk is narrowed down."""

    mark_optional = False

    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("Or its first letters, like BR-7F3K"),
        required=False,
        max_length=LONGEST_REFERENCE,
        error_messages={"max_length": _("A reference is shorter than that")},
    )
    status = forms.MultipleChoiceField(
        label=_("Status"),
        choices=[each for each in ReportStatus.choices if each[0] != ReportStatus.DRAFT],
        required=False,
        widget=CheckboxSelectMultiple(),
        error_messages={"invalid_choice": _("Choose a status from the list")},
    )
    kind = forms.MultipleChoiceField(
        label=_("Kind"),
        choices=list(KINDS.items()),
        required=False,
        widget=CheckboxSelectMultiple(),
        error_messages={"invalid_choice": _("Choose a kind from the list")},
    )
    late = forms.BooleanField(label=_("Only what is late"), required=False)
    mine = forms.BooleanField(label=_("Only what I handle"), required=False)

    def clean_reference(self) -> str:
        """The reference as it is kept, however it was typed: "br 7f3k 92qd" is BR-7F3K-92QD."""
        typed = self.cleaned_data["reference"].upper()
        letters = "".join(each for each in typed if each.isalnum())
        whole = len(letters) == len(PREFIX) + 2 * GROUP
        if letters.startswith(PREFIX) and (whole or not typed.strip()[len(PREFIX) :][:1].isalnum()):
            letters = letters.removeprefix(PREFIX)
        if not letters:
            return f"{PREFIX}-" if typed.strip() else ""
        return "-".join(filter(None, [PREFIX, letters[:GROUP], letters[GROUP:]]))


# --- One report ---------------------------------------------------------------------------------------------------------
class VerbForm(PageForm):
    """A form that asks an action to do what it says."""

    beside: ClassVar[dict[str, str]] = {}
    """Where a refusal stands whose field has another name here."""

    def explain(self, refusal: RuleViolation) -> None:
        """Put what a rule said beside the field it is about."""
        name = self.beside.get(refusal.field or "", refusal.field)
        self.add_error(name if name in self.fields else None, str(refusal.message))

    def judge_only(self, name: str) -> bool:
        """Whether one field is in order, saying nothing about the others: somebody is still searching."""
        for other in set(self.errors) - {name}:
            del self.errors[other]
        return not self.errors


class ConfirmForm(VerbForm):
    """A question that is answered by its button."""


class TextForm(VerbForm):
    """A few words to the reporter."""

    def __init__(self, *args: Any, label: Words, hint: Words = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"] = long_text(label, hint, required=True)


class ReasonForm(VerbForm):
    """A reason, kept with the report for those who handle it."""

    reason = long_text(
        _("Why?"), _("A few words. Those who handle the report can read them, the reporter cannot."), rows=4, required=True
    )


class InterveneForm(VerbForm):
    """How somebody stepped in, and when (RC-BR-1)."""

    beside: ClassVar[dict[str, str]] = {"happened_at": "hour"}

    text = long_text(
        _("What did you do?"),
        _("For example: you spoke with somebody, changed who works with whom, or saw to it that a client is safe."),
        required=True,
    )
    day = DateInputField(label=_("On which day?"), help_text=_("For example, 27 3 2026"))
    hour = ClockTimeField(label=_("At what time?"), help_text=_("About is enough. For example, 2:30pm or 14:30"))

    def __init__(self, *args: Any, today: date, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, initial={"day": today}, **kwargs)
        self.zone = zone
        day = self.fields["day"]
        assert isinstance(day, DateInputField)
        day.not_after = today

    def happened_at(self) -> datetime:
        """The moment, by the organisation's own clock."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], tzinfo=self.zone)


class PickForm(VerbForm):
    """Somebody found by name; ``found`` are those the search gave, None before anybody searched."""

    query = forms.CharField(
        label=_("Name"),
        help_text=_("Write a name, or part of one, and press Find."),
        required=False,
        max_length=SHORT,
        error_messages={"max_length": _("Use at most %(limit_value)d characters. You have written %(show_value)d.")},
    )
    pick = forms.ChoiceField(
        label=_("Who do you mean?"),
        widget=RadioSelect(),
        error_messages={"required": _("Choose who you mean"), "invalid_choice": _("Choose one of the people shown")},
    )
    mark_optional = False
    rest: ClassVar[Options] = ()
    """What may be chosen besides the people found."""

    def __init__(self, *args: Any, found: Options | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if found is None:
            del self.fields["pick"]
        else:
            offer(self, "pick", [*found, *self.rest])
        if found and self.rest:
            self.fields["pick"].widget.divider_before = self.rest[0][0]


class AddPartyForm(PickForm):
    """Somebody the report is about, who may be involved, or who saw it."""

    beside: ClassVar[dict[str, str]] = {"person": "pick", "name": "query"}
    rest = [(AS_WRITTEN, _("None of these: use the name as I wrote it"))]

    role = forms.ChoiceField(
        label=_("How do they stand to it?"),
        choices=PartyRole,
        widget=RadioSelect(),
        error_messages={"required": _("Choose how they stand to it"), "invalid_choice": _("Choose one of the answers")},
    )

    field_order = ("role", "query", "pick")

    def clean_query(self) -> str:
        """The name in one line."""
        return " ".join(self.cleaned_data["query"].split())

    def clean(self) -> dict[str, Any]:
        """Somebody must be found and chosen, or written down."""
        cleaned = super().clean() or self.cleaned_data
        if "query" in cleaned and ("pick" not in self.fields or (cleaned.get("pick") == AS_WRITTEN and not cleaned["query"])):
            self.add_error("query", _("Write a name and press Find"))
        return cleaned


class ResolvePartyForm(PickForm):
    """Who is meant by a name as it was written."""

    beside: ClassVar[dict[str, str]] = {"person": "pick", "state": "pick"}
    rest = [(OUTSIDE, _("Somebody who does not work here"))]

    field_order = ("query", "pick")

    def __init__(self, *args: Any, written: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pick"].label = _("Who is meant?")
        self.fields["query"].label = _("Look for another name")


class ReassignForm(VerbForm):
    """To whom a report is handed, and why. Few people stand side by side, many in a list; among very many one is found by name."""

    mark_optional = False

    query = PickForm.base_fields["query"]
    to = forms.ChoiceField(
        label=_("Who takes it?"),
        widget=RadioSelect(),
        error_messages={"required": _("Choose who takes it"), "invalid_choice": _("Choose one of the people shown")},
    )
    reason = ReasonForm.base_fields["reason"]

    def __init__(self, *args: Any, people: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(people) > LONGEST_LIST:
            self.offer_found(people)
            return
        del self.fields["query"]
        if len(people) > FEW:
            self.fields["to"].widget = forms.Select()
            people = [("", _("Choose a person")), *people]
        offer(self, "to", people)

    def offer_found(self, people: Options) -> None:
        """Offer those whose name has every word that was typed; nobody before that."""
        words = str(self.data.get("query", "")).casefold().split()
        found = [(id_, label) for id_, label in people if all(word in str(label).casefold() for word in words)]
        if words:
            offer(self, "to", found[:LONGEST_LIST])
        else:
            del self.fields["to"]

    def clean(self) -> dict[str, Any]:
        """Somebody must be found first."""
        cleaned = super().clean() or self.cleaned_data
        if "to" not in self.fields and "query" in cleaned:
            self.add_error("query", _("Write a name and press Find"))
        return cleaned

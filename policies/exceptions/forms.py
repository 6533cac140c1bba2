"""The forms of a worker's own request: one question, or a few that belong together, on each page; each kind is asked only what it needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.staff.forms import ActionForm, person_field
from accounts.staff.models import StaffMember
from accounts.staff.queries import people_of
from boundaries.web.forms import CheckboxSelectMultiple, DateInputField, RadioSelect
from boundaries.web.forms.bound_field import ChoiceGroup, PageBoundField
from policies.adoption.queries import ShownClause
from policies.exceptions import rules
from policies.exceptions.choices import ASKED, WITHOUT_CLIENT, ExceptionKind, Went
from policies.exceptions.models import ExceptionRequest
from policies.exceptions.queries import Offered
from policies.exceptions.reading import IMPACTS, LIKELIHOODS, scale_options
from policies.exceptions.rules import LONGEST_HAZARD, LONGEST_NAME, LONGEST_TEXT, MOST_COMPANIONS, MOST_HAZARDS, SCALE
from policies.library.choices import Strength
from policies.library.rules import filled

FEW_COMPANIONS, FEW_HAZARDS, MORE_HAZARDS = 3, 4, 2
MANY_CLAUSES = 15
"""From so many on, the clauses stand in parts that are opened one by one."""


def box(label: Any, *, hint: Any = "", rows: int = 4, required: Any = None) -> forms.CharField:
    """A box for as many words as somebody needs."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required or gettext_lazy("Write a few words")},
    )


# --- What is asked for --------------------------------------------------------------------------------------------------------
HINTS: dict[str, Any] = {
    ExceptionKind.OUTING: gettext_lazy("A meal, a walk or a celebration beyond what the service does."),
    ExceptionKind.HOME_VISIT: gettext_lazy("Where this is not part of the service."),
    ExceptionKind.DUTY: gettext_lazy("Such as cutting hair, a repair, or writing a letter for them."),
    ExceptionKind.DONATION: gettext_lazy(
        "To the organisation or to a service. What is meant for you goes into the gift register."
    ),
    ExceptionKind.CLIENT_MONEY: gettext_lazy("Keeping it, paying with it, or drawing it for them."),
    ExceptionKind.EVENT: gettext_lazy("A wedding, a funeral, a match or a feast to which they invite you."),
    ExceptionKind.CONTACT: gettext_lazy("A call, a message or a visit that you plan ahead."),
    ExceptionKind.TOUCH: gettext_lazy("Such as massage, or sports and therapy with touch."),
}


class KindForm(ActionForm):
    """What is asked for."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you ask for?"),
        choices=ExceptionKind.choices,
        widget=RadioSelect(hints=HINTS),
        error_messages={
            "required": gettext_lazy("Choose what you ask for"),
            "invalid_choice": gettext_lazy("Choose one of the answers"),
        },
    )

    def facts(self) -> dict[str, Any]:
        """Under what it is kept."""
        return {"facts": dict(self.cleaned_data)}


# --- The pages of the way -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Help:
    """What the pages offer to choose from, read once by the view."""

    clients: list[tuple[str, str]]
    offered: Offered


class StepForm(ActionForm):
    """One page of the way."""

    def __init__(
        self, data: Any = None, files: Any = None, *, draft: ExceptionRequest, actor: StaffMember, known: Help | None = None
    ) -> None:
        self.draft, self.actor, self.known = draft, actor, known
        super().__init__(data, files, initial=self.shown())

    def shown(self) -> dict[str, Any]:
        """What stands in the fields before anybody types."""
        return dict(self.draft.words)

    def ask(self, name: str, label: Any, *, hint: Any = "", rows: int = 4) -> None:
        """Ask one thing in words, where this kind asks it."""
        if name in ASKED[self.draft.kind]:
            self.fields[name] = box(label, hint=hint, rows=rows, required=rules.QUESTIONS[name])

    def facts(self) -> dict[str, Any]:
        """What was said on this page."""
        return {"facts": dict(self.cleaned_data)}


@dataclass(frozen=True)
class Part:
    """Some of the clauses, under one heading."""

    label: str
    choices: ChoiceGroup
    is_open: bool
    is_absolute: bool


class ClauseForm(StepForm):
    """From which sentences of the policies the exception is asked."""

    def __init__(
        self, data: Any = None, files: Any = None, *, draft: ExceptionRequest, actor: StaffMember, known: Help | None = None
    ) -> None:
        super().__init__(data, files, draft=draft, actor=actor, known=known)
        assert known is not None
        self.is_long = len(known.offered.open) > MANY_CLAUSES
        groups: dict[str, list[tuple[str, str]]] = {}
        open_ones = sorted(known.offered.open, key=_place) if self.is_long else known.offered.open
        for each in open_ones:
            groups.setdefault(self._heading(each), []).append((str(each.clause.pk), each.text))
        self.absolute = _("Nobody can allow an exception from these")
        never = [(str(each.clause.pk), each.text) for each in known.offered.absolute]
        everything = [*known.offered.open, *known.offered.absolute]
        hints = {str(each.clause.pk): _foot(each) for each in everything}
        self.fields["clauses"] = forms.MultipleChoiceField(
            label=_("Which sentence of the policy do you ask about?"),
            help_text=_("Choose the one that stands in the way of what you plan. If several do, choose them all, up to six."),
            choices=[*groups.items(), *([(self.absolute, never)] if never else [])],
            widget=CheckboxSelectMultiple(hints=hints),
            error_messages={
                "required": _("Choose the sentence of the policy that you ask about"),
                "invalid_choice": _("Choose from the policies in force here"),
            },
        )

    def shown(self) -> dict[str, Any]:
        """What was chosen before."""
        return {"clauses": [str(each) for each in self.draft.clauses]}

    def _heading(self, clause: ShownClause) -> str:
        if clause.adoption is None:
            return ""
        policy = clause.adoption.version.title
        return f"{policy}: {filled(clause.clause.section.title, clause.adoption.words)}" if self.is_long else policy

    def parts(self) -> Iterator[Part]:
        """The clauses in parts: those with a choice in them are open, and where there are few, all but the absolute ones.

        The first one is open too where something is wrong: the link from the error leads into it.
        """
        field = self["clauses"]
        assert isinstance(field, PageBoundField)
        for place, group in enumerate(field.choice_groups):
            is_absolute = group.label == self.absolute
            chosen = any(each.checked for each in group.choices)
            without_label = ChoiceGroup("", group.choices)
            is_open = chosen or not (self.is_long or is_absolute) or (place == 0 and bool(field.errors))
            yield Part(group.label, without_label, is_open, is_absolute)


def _place(clause: ShownClause) -> tuple[str, int, int]:
    """Where it stands: policy by policy, part by part."""
    policy = clause.adoption.version.title if clause.adoption else ""
    return policy, clause.clause.section.position, clause.clause.position


def _foot(clause: ShownClause) -> str:
    """Its code, how strongly it binds, and its policy."""
    policy = clause.adoption.version.title if clause.adoption else ""
    return ", ".join([clause.code, str(Strength(clause.strength).label), *filter(None, [policy])])


class PlanForm(StepForm):
    """What is planned, when and with whom."""

    def __init__(
        self, data: Any = None, files: Any = None, *, draft: ExceptionRequest, actor: StaffMember, known: Help | None = None
    ) -> None:
        super().__init__(data, files, draft=draft, actor=actor, known=known)
        self.ask("what", _("What is planned?"), hint=_("In your own words."))
        self.ask("who_asked", _("Who asked for it, and what did they ask?"), hint=_("Such as the client, or their daughter."))
        self.ask("place", _("Where?"), rows=2)
        self.ask(
            "company",
            _("Who else is there?"),
            hint=_("Other clients, relatives, friends. Colleagues are asked for below."),
            rows=2,
        )
        if "amount" in ASKED[draft.kind]:
            self.fields["amount"] = forms.CharField(
                label=_("How much is it, or what is it worth?"),
                max_length=LONGEST_NAME,
                error_messages={"required": rules.QUESTIONS["amount"]},
            )
        self.ask(
            "instruction", _("Which work instruction do you follow?"), hint=_("If there is none yet, say how you will do it.")
        )
        hint = _("For one day, give it twice. A year is the longest time.")
        self.fields["starts_on"] = DateInputField(label=_("First day"), help_text=_("Today or later: ask before you act."))
        self.fields["ends_on"] = DateInputField(label=_("Last day"), help_text=hint)
        self.chosen = list(StaffMember.objects.filter(pk__in=draft.companions.values("person_id")).order_by("name", "pk"))
        people = people_of(actor, details=False).exclude(pk=actor.pk)
        for place in range(min(MOST_COMPANIONS, max(FEW_COMPANIONS, len(self.chosen) + 1))):
            label = _("Another one") if place else _("A colleague who takes part")
            name = f"companion_{place + 1}"
            self.fields[name] = person_field(people, nobody=_("Nobody"), label=label, required=False)
            self.initial[name] = self.chosen[place] if place < len(self.chosen) else None

    def shown(self) -> dict[str, Any]:
        """What was planned before."""
        return {**self.draft.words, "starts_on": self.draft.starts_on, "ends_on": self.draft.ends_on}

    def facts(self) -> dict[str, Any]:
        """The colleagues by their ids, each once."""
        told = dict(self.cleaned_data)
        people = [told.pop(name) for name in list(told) if name.startswith("companion_")]
        return {"facts": told | {"companions": list(dict.fromkeys(each.pk for each in people if each))}}


class ClientForm(StepForm):
    """Whom it is about, and what they have of it."""

    client = forms.ChoiceField(
        label=gettext_lazy("Which client is it about?"),
        required=False,
        help_text=gettext_lazy("You find the clients here of whom you may know."),
        error_messages={"invalid_choice": gettext_lazy("Choose the client again, or write the name")},
    )
    person = forms.CharField(
        label=gettext_lazy("Their name"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("Where you do not find them above."),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, draft: ExceptionRequest, actor: StaffMember, known: Help | None = None
    ) -> None:
        super().__init__(data, files, draft=draft, actor=actor, known=known)
        assert known is not None
        field = self.fields["client"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None of these")), *known.clients]
        gain = _("What is gained by it?") if draft.kind in WITHOUT_CLIENT else _("What does the client gain by it?")
        self.ask("benefit", gain)
        self.ask("wish", _("What does the client want?"), hint=_("In their own words, if you can. Say how you know."))
        self.ask("support_plan", _("How does it fit the support plan?"), hint=_("If nothing stands in it, say so."))

    def shown(self) -> dict[str, Any]:
        """What was told before."""
        return {**self.draft.words, "client": str(self.draft.client_id) if self.draft.client_id else ""}

    def clean(self) -> dict[str, Any]:
        """Somebody is chosen or named, where it is about one client."""
        told = super().clean() or {}
        named = told.get("client") or str(told.get("person", "")).strip()
        if self.draft.kind not in WITHOUT_CLIENT and not named and "client" not in self.errors:
            self.add_error("person", _("Choose the client, or write the name"))
        return told

    def facts(self) -> dict[str, Any]:
        """The client by their id."""
        told = dict(self.cleaned_data)
        return {"facts": told | {"client": UUID(told["client"]) if told["client"] else None}}


@dataclass(frozen=True)
class HazardFields:
    """The questions about one thing that could go wrong."""

    number: int
    fields: list[forms.BoundField]


class RisksForm(StepForm):
    """What could go wrong, for whom, how likely and how bad."""

    mark_optional = False

    def __init__(
        self, data: Any = None, files: Any = None, *, draft: ExceptionRequest, actor: StaffMember, known: Help | None = None
    ) -> None:
        super().__init__(data, files, draft=draft, actor=actor, known=known)
        self.count = self._count(len(draft.risks))
        likely = scale_options(LIKELIHOODS, nothing=_("Choose a number"))
        bad = scale_options(IMPACTS, nothing=_("Choose a number"))
        for number in range(1, self.count + 1):
            self.fields[f"hazard_{number}"] = forms.CharField(
                label=_("What could go wrong?"),
                required=False,
                max_length=LONGEST_HAZARD,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"who_{number}"] = forms.CharField(
                label=_("For whom?"), required=False, max_length=LONGEST_NAME, help_text=_("Such as the client, or you.")
            )
            self.fields[f"likelihood_{number}"] = forms.ChoiceField(label=_("How likely is it?"), choices=likely, required=False)
            self.fields[f"impact_{number}"] = forms.ChoiceField(
                label=_("How much harm would it do?"), choices=bad, required=False
            )

    def _count(self, kept: int) -> int:
        """So many are asked for: a few, or room for more where all of them are filled; and whatever was sent."""
        sent = [number for number in range(1, MOST_HAZARDS + 1) if f"hazard_{number}" in (self.data or {})]
        asked = FEW_HAZARDS if kept < FEW_HAZARDS else kept + MORE_HAZARDS
        return min(MOST_HAZARDS, max([asked, *sent]))

    def shown(self) -> dict[str, Any]:
        """What was written down before."""
        found: dict[str, Any] = {}
        for number, each in enumerate(self.draft.risks, start=1):
            found |= {f"hazard_{number}": each["what"], f"who_{number}": each["who"]}
            found |= {f"{name}_{number}": each[name] for name in ("likelihood", "impact")}
        return found

    def clean(self) -> dict[str, Any]:
        """One at least; and what was begun is said whole."""
        told = super().clean() or {}
        needs = {
            "hazard": _("Say what could go wrong"),
            "who": _("Say for whom"),
            "likelihood": _("Choose how likely it is"),
            "impact": _("Choose how much harm it would do"),
        }
        begun = [number for number in range(1, self.count + 1) if any(told.get(f"{name}_{number}") for name in needs)]
        if not begun and not self.errors:
            self.add_error("hazard_1", _("Say what could go wrong, even if it is little"))
        for number in begun:
            for name, words in needs.items():
                field = f"{name}_{number}"
                if not str(told.get(field, "")).strip() and field not in self.errors:
                    self.add_error(field, words)
        return told

    def facts(self) -> dict[str, Any]:
        """Each as it is kept."""
        told = self.cleaned_data
        begun = [number for number in range(1, self.count + 1) if told.get(f"hazard_{number}")]
        hazards = [
            {
                "what": told[f"hazard_{number}"],
                "who": told[f"who_{number}"],
                **{name: int(told[f"{name}_{number}"]) for name in ("likelihood", "impact")},
            }
            for number in begun
        ]
        assert all(each[name] in SCALE for each in hazards for name in ("likelihood", "impact"))
        return {"facts": {"hazards": hazards}}

    def hazards(self) -> Iterator[HazardFields]:
        """The questions, hazard by hazard."""
        for number in range(1, self.count + 1):
            names = (f"{name}_{number}" for name in ("hazard", "who", "likelihood", "impact"))
            yield HazardFields(number, [self[name] for name in names])


FORMS: dict[str, type[StepForm]] = {"clause": ClauseForm, "plan": PlanForm, "client": ClientForm, "risks": RisksForm}


# --- After it was sent --------------------------------------------------------------------------------------------------------
class AnswerForm(ActionForm):
    """What one answers."""

    text = box(gettext_lazy("Your answer"))


class OutcomeForm(ActionForm):
    """How it went."""

    went = forms.ChoiceField(
        label=gettext_lazy("How did it go?"),
        choices=Went.choices,
        widget=RadioSelect(),
        error_messages={"required": gettext_lazy("Say how it went"), "invalid_choice": gettext_lazy("Choose one of the answers")},
    )
    learned = box(gettext_lazy("What was learned?"), hint=gettext_lazy("By the client, by you, by the team."))
    safeguards = box(
        gettext_lazy("Did the safeguards hold?"),
        hint=gettext_lazy("What protected the client and you, and what did not."),
        rows=3,
    )

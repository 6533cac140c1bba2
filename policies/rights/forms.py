"""The forms of client rights."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.staff.forms import ActionForm
from accounts.staff.models import StaffMember
from boundaries.web.forms import CheckboxSelectMultiple, DateInputField, RadioSelect
from policies.rights.choices import Agreement, ConsentAbout, ConsentState, ConsentTest, Form, GroupKind
from policies.rights.models import Checklist, ChecklistItem
from policies.rights.queries import Offered
from policies.rights.rules import LONGEST_LINE, LONGEST_NOTE, LONGEST_WORDS, own_lines

LONGEST_OWN = 8000


def offer(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Let a question be answered with these choices and no others."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class ChecklistForm(ActionForm):
    """The next edition of what clients are told."""

    codes = forms.MultipleChoiceField(label=_("Lines from your policies"), required=False, widget=CheckboxSelectMultiple)
    own = forms.CharField(
        label=_("Your own lines"),
        required=False,
        max_length=LONGEST_OWN,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line, as you would say it to a client."),
    )
    own_limits = forms.CharField(
        label=_("Your own lines about confidentiality and its limits"),
        required=False,
        max_length=LONGEST_OWN,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you have to pass on, to whom, and when. One on each line."),
    )

    def __init__(
        self, data: Any, *, offers: Sequence[Offered], chosen: Iterable[str], own: str = "", own_limits: str = ""
    ) -> None:
        super().__init__(data, initial={"codes": list(chosen), "own": own, "own_limits": own_limits})
        grouped: dict[str, list[tuple[str, str]]] = {}
        for each in offers:
            grouped.setdefault(each.policy, []).append((each.code, f"{each.text} ({each.code})"))
        offer(self, "codes", grouped.items())
        if not offers:
            del self.fields["codes"]

    def facts(self) -> dict[str, Any]:
        """The codes, and the typed lines one by one."""
        told = self.cleaned_data
        own, limits = own_lines(told["own"]), own_lines(told["own_limits"])
        return {"codes": told.get("codes", []), "own": own, "own_limits": limits}


class SaidForm(ActionForm):
    """How something was said."""

    on = DateInputField(label=_("When?"))
    how = forms.MultipleChoiceField(
        label=_("How was it said?"),
        choices=Form.choices,
        widget=CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one way in which it was said")},
    )
    language = forms.CharField(label=_("In which language?"), max_length=LONGEST_WORDS, required=False)
    interpreter = forms.CharField(
        label=_("Who interpreted?"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_("A name or a service. Leave it empty where nobody had to."),
    )
    note = forms.CharField(
        label=_("Anything to keep with it"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What they asked, or what they want in their own words. Write only what their service needs."),
    )

    def __init__(self, data: Any, *, client: Client) -> None:
        super().__init__(data, initial={"language": client.language})
        if client.needs_interpreter:
            self.fields["interpreter"].required = True
            self.fields["interpreter"].help_text = _("They need an interpreter. A name or a service; or why it went without.")
            self.fields["interpreter"].error_messages["required"] = _("Say who interpreted, or why it went without")

    def facts(self) -> dict[str, Any]:
        """What was said how, and the rest."""
        told = dict(self.cleaned_data)
        return {"said": {name: told.pop(name) for name in ("how", "language", "interpreter", "note")}, **told}


class TellForm(SaidForm):
    """Which lines a client was told."""

    items = forms.MultipleChoiceField(
        label=_("What were they told?"),
        widget=CheckboxSelectMultiple,
        error_messages={"required": _("Choose the lines they were told")},
    )
    told_by = forms.ChoiceField(label=_("Who told them?"), widget=RadioSelect)
    checklist = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, client: Client, checklist: Checklist, tellers: Sequence[StaffMember], told: Collection[UUID]
    ) -> None:
        super().__init__(data, client=client)
        grouped: dict[str, list[tuple[str, str]]] = {}
        for item in checklist.items.all():
            grouped.setdefault(str(item.get_kind_display()), []).append((str(item.pk), self.worded(item, told)))
        offer(self, "items", grouped.items())
        offer(self, "told_by", [(str(each.pk), each.name) for each in tellers])
        self.initial.update({"checklist": checklist.pk, "told_by": str(tellers[0].pk)})
        self.order_fields(["items", "on", "told_by", "how", "language", "interpreter", "note", "checklist"])

    @staticmethod
    def worded(item: ChecklistItem, told: Collection[UUID]) -> str:
        """The line, and whether they heard it before. None is ticked beforehand: somebody says of each that it was told."""
        return gettext("%(line)s (told before)") % {"line": item.text} if item.pk in told else item.text

    def facts(self) -> dict[str, Any]:
        """Ids in place of words."""
        told = super().facts()
        ids = [UUID(each) for each in told.pop("items")]
        return told | {"item_ids": ids, "checklist_id": told.pop("checklist"), "told_by_id": UUID(told.pop("told_by"))}


class ConsentForm(SaidForm):
    """What a client says to what they are asked."""

    about = forms.ChoiceField(
        label=_("What kind of thing is it?"),
        choices=ConsentAbout.choices,
        widget=RadioSelect(hints={ConsentAbout.SHARING: _("To pass something on, their consent must be in writing.")}),
    )
    purpose = forms.CharField(
        label=_("What exactly were they asked?"),
        max_length=LONGEST_LINE,
        help_text=_("One particular thing, such as: a letter to the school about Thursdays."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    state = forms.ChoiceField(label=_("What do they say?"), widget=RadioSelect(reveals={ConsentState.GIVEN: ["tests"]}))
    tests = forms.MultipleChoiceField(
        label=_("Tick what is true"),
        choices=ConsentTest.choices,
        required=False,
        widget=CheckboxSelectMultiple,
        help_text=_("Consent is valid only when all six are."),
    )
    decided_by = forms.CharField(
        label=_("Did somebody decide for them? Who?"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_("Only somebody who may, such as a guardian. Leave it empty where they decided themselves."),
    )

    WORDS = {
        ConsentState.GIVEN: _("They give their consent"),
        ConsentState.REFUSED: _("They say no"),
        ConsentState.WITHDRAWN: _("They take their consent back"),
    }

    def __init__(self, data: Any, *, client: Client, states: Sequence[ConsentState], asked_before: bool = False) -> None:
        super().__init__(data, client=client)
        offer(self, "state", [(state.value, self.WORDS[state]) for state in ConsentState if state in states])
        if ConsentState.GIVEN not in states:
            for name in ("tests", "decided_by"):
                del self.fields[name]
            self.fields["state"].widget.reveals = {}
            self.initial["state"] = states[0].value
        if asked_before:
            for name in ("about", "purpose"):
                del self.fields[name]
        self.order_fields(["about", "purpose", "state", "tests", "decided_by", "on", "how", "language", "interpreter", "note"])

    def facts(self) -> dict[str, Any]:
        """Words of the choices in place of letters."""
        told = super().facts()
        told["state"] = ConsentState(told["state"])
        if "about" in told:
            told["about"] = ConsentAbout(told["about"])
        return told


class GroupForm(ActionForm):
    """Clients who are served together."""

    kind = forms.ChoiceField(label=_("Who are they together?"), choices=GroupKind.choices, widget=RadioSelect)
    name = forms.CharField(
        label=_("What do you call them?"),
        max_length=LONGEST_WORDS,
        help_text=_("Such as: Thursday circle. Leave out what nobody else needs to know."),
    )
    clients = forms.MultipleChoiceField(
        label=_("Who belongs to them?"),
        widget=CheckboxSelectMultiple,
        error_messages={"required": _("Choose from two to forty clients")},
    )

    def __init__(self, data: Any, *, clients: Iterable[Client]) -> None:
        super().__init__(data)
        offer(self, "clients", [(str(each.pk), f"{each.name}, {each.reference}") for each in clients])

    def facts(self) -> dict[str, Any]:
        """Ids in place of words."""
        told = self.cleaned_data
        ids = [UUID(each) for each in told["clients"]]
        return {"kind": GroupKind(told["kind"]), "name": told["name"], "client_ids": ids}


class AgreementForm(ActionForm):
    """What one of a group agreed to."""

    confidentiality = forms.ChoiceField(
        label=_("What the others say stays private. Do they agree?"), choices=Agreement.choices, widget=RadioSelect
    )
    shared_with = forms.CharField(
        label=_("With whom may what they say themselves be shared?"),
        max_length=LONGEST_LINE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Leave it empty for nobody outside."),
    )
    limits_told = forms.BooleanField(
        label=_("They were told where confidentiality ends, and that nobody can promise that the others keep to it"),
        required=False,
    )
    role_made_clear = forms.BooleanField(label=_("The worker's role towards all of them was made clear to them"), required=False)
    role = forms.CharField(
        label=_("In which words?"),
        max_length=LONGEST_LINE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Such as: I help all of you, and take no side."),
    )
    on = DateInputField(label=_("When?"))
    language = forms.CharField(label=_("In which language?"), max_length=LONGEST_WORDS, required=False)
    interpreter = forms.CharField(
        label=_("Who interpreted?"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_("A name or a service. Leave it empty where nobody had to."),
    )

    def __init__(self, data: Any, *, client: Client) -> None:
        super().__init__(data, initial={"language": client.language})

    def facts(self) -> dict[str, Any]:
        """Words of the choice in place of letters."""
        return self.cleaned_data | {"confidentiality": Agreement(self.cleaned_data["confidentiality"])}

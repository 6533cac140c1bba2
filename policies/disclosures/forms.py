"""The forms of a worker's own disclosure: one question, or a few that belong together, on each page."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.staff.forms import ActionForm, person_field
from accounts.staff.models import StaffMember
from accounts.staff.queries import people_of
from boundaries.web.forms import DateInputField, RadioSelect
from policies.disclosures.choices import Direction, DisclosureKind, Nature, Timing, Towards
from policies.disclosures.models import Disclosure
from policies.disclosures.rules import LONGEST_NAME, LONGEST_SINCE, LONGEST_TEXT

COLLEAGUES = ("colleague_1", "colleague_2", "colleague_3")


def radio(label: Any, choices: Any, required: Any, *, help_text: Any = "", hints: Any = None) -> forms.ChoiceField:
    """One answer out of a few."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        help_text=help_text,
        widget=RadioSelect(hints=hints or {}),
        error_messages={"required": required, "invalid_choice": _("Choose one of the answers")},
    )


def box(label: Any, *, hint: Any = "", rows: int = 5, required: bool = True) -> forms.CharField:
    """A box for as many words as somebody needs."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Write a few words")},
    )


class StepForm(ActionForm):
    """One page of the way."""

    def __init__(
        self, data: Any = None, files: Any = None, *, draft: Disclosure, actor: StaffMember, clients: list[tuple[str, str]]
    ) -> None:
        self.draft, self.actor = draft, actor
        super().__init__(data, files, initial=self.shown(draft))

    def shown(self, draft: Disclosure) -> dict[str, Any]:
        """What stands in the fields before anybody types."""
        return {name: getattr(draft, name) for name in self.base_fields if hasattr(draft, name)}

    def facts(self) -> dict[str, Any]:
        """What was said on this page."""
        return {"facts": dict(self.cleaned_data)}


class WhomForm(StepForm):
    """Who the other person is."""

    towards = radio(_("Who is the other person?"), Towards.choices, _("Say who the other person is"))
    client = forms.ChoiceField(
        label=_("Which client? For a relative or friend: whose?"),
        required=False,
        help_text=_("You find the clients here of whom you may know."),
        error_messages={"invalid_choice": _("Choose the client again, or write the name")},
    )
    person = forms.CharField(
        label=_("Their name"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("Where you do not find them above, or for a relative or friend."),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, draft: Disclosure, actor: StaffMember, clients: list[tuple[str, str]]
    ) -> None:
        super().__init__(data, files, draft=draft, actor=actor, clients=clients)
        field = self.fields["client"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None of these")), *clients]
        self.initial["client"] = str(draft.client_id) if draft.client_id else ""

    def clean(self) -> dict[str, Any]:
        """Somebody is chosen or named, unless it is about nobody in particular."""
        told = super().clean() or {}
        needed = told.get("towards") not in {None, "", Towards.OTHER}
        if needed and not told.get("client") and not str(told.get("person", "")).strip() and "client" not in self.errors:
            self.add_error("person", _("Choose the client, or write the name"))
        return told

    def facts(self) -> dict[str, Any]:
        """The client by their id; the relative who was meant stays while the client does."""
        told = dict(self.cleaned_data)
        client = UUID(told["client"]) if told["client"] else None
        same = client is not None and client == self.draft.client_id
        return {"facts": told | {"client": client, "relative": self.draft.relative if same else None}}


class KindForm(StepForm):
    """What kind of relationship or tie."""

    heading_field = "kind"
    kind = radio(
        _("What kind of relationship or tie is it?"),
        DisclosureKind.choices,
        _("Choose what kind it is. If none fits, choose something else"),
        hints={
            DisclosureKind.ATTACHMENT: _("It may grow from either side. Nobody is at fault for it."),
            DisclosureKind.WILL: _("As somebody who inherits, or who carries a will out."),
            DisclosureKind.ROMANTIC: _("Saying so early protects both of you."),
        },
    )


class HowForm(StepForm):
    """How real it is, and when."""

    nature = radio(_("Is it so?"), Nature.choices, _("Say whether it is so, could be, or could look so"))
    timing = radio(_("When is it, against the service?"), Timing.choices, _("Say when it is"))
    direction = radio(
        _("Whose attachment is it?"), Direction.choices, _("Say whose it is"), help_text=_("Nobody is at fault for it.")
    )
    since = forms.CharField(
        label=_("Since when?"), required=False, max_length=LONGEST_SINCE, help_text=_("Roughly is enough, such as: spring 2024.")
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, draft: Disclosure, actor: StaffMember, clients: list[tuple[str, str]]
    ) -> None:
        super().__init__(data, files, draft=draft, actor=actor, clients=clients)
        if draft.kind != DisclosureKind.ATTACHMENT:
            del self.fields["direction"]


class StoryForm(StepForm):
    """In one's own words."""

    story = box(_("What is it about?"), hint=_("In your own words, as you would say it."))
    proposal = box(
        _("What do you propose?"),
        hint=_("What would protect the client, and you? Leave it empty if you do not know."),
        required=False,
    )


class ColleaguesForm(StepForm):
    """Who must not receive it."""

    def __init__(
        self, data: Any = None, files: Any = None, *, draft: Disclosure, actor: StaffMember, clients: list[tuple[str, str]]
    ) -> None:
        super().__init__(data, files, draft=draft, actor=actor, clients=clients)
        people = people_of(actor, details=False).exclude(pk=actor.pk)
        labels = (_("A colleague who is part of it"), _("Another one"), _("And another one"))
        chosen = list(StaffMember.objects.filter(pk__in=draft.colleagues).order_by("name"))
        for place, (name, label) in enumerate(zip(COLLEAGUES, labels, strict=True)):
            self.fields[name] = person_field(people, nobody=_("Nobody"), label=label, required=False)
            self.initial[name] = chosen[place] if place < len(chosen) else None

    def facts(self) -> dict[str, Any]:
        """Each by their id, once."""
        people = [self.cleaned_data.get(name) for name in COLLEAGUES]
        return {"facts": {"colleagues": list(dict.fromkeys(each.pk for each in people if each))}}


FORMS: dict[str, type[StepForm]] = {
    "whom": WhomForm,
    "kind": KindForm,
    "how": HowForm,
    "story": StoryForm,
    "colleagues": ColleaguesForm,
}


def client_options(clients: list[Client]) -> list[tuple[str, str]]:
    """Clients as they are chosen, by name and reference."""
    options = [(str(each.pk), f"{each.name!s} ({each.reference})") for each in clients]
    return sorted(options, key=lambda option: option[1].casefold())


class AnswerForm(ActionForm):
    """What one answers."""

    text = box(_("Your answer"))


class UpdateForm(ActionForm):
    """What has changed."""

    words = box(_("What has changed?"))
    kind = forms.ChoiceField(label=_("What kind of relationship or tie is it now?"), choices=DisclosureKind.choices)
    nature = radio(_("Is it so?"), Nature.choices, _("Say whether it is so, could be, or could look so"))
    timing = radio(_("When is it, against the service?"), Timing.choices, _("Say when it is"))
    direction = forms.ChoiceField(
        label=_("For an attachment: whose is it?"), choices=[("", _("It is none")), *Direction.choices], required=False
    )

    CHANGED: ClassVar = ("kind", "nature", "timing", "direction")

    def __init__(self, data: Any = None, files: Any = None, *, disclosure: Disclosure) -> None:
        super().__init__(data, files, initial={name: getattr(disclosure, name) for name in self.CHANGED})

    def facts(self) -> dict[str, Any]:
        """The words, and the facts as they are now."""
        told = dict(self.cleaned_data)
        return {"words": told.pop("words"), "facts": told}


class EndForm(ActionForm):
    """That it has ended."""

    on = DateInputField(label=_("When did it end?"))
    words = box(_("How did it end?"), rows=3)

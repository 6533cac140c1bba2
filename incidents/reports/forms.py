"""What each page of the reporting path asks, and how it is read.

One form a step. A form takes the draft's answers and gives back the answers it is about (``answers``), so that a page
never writes over another page's words. ``strict=False`` reads what is there without asking for what is not: for saving
while one types, and for coming back later. No form asks whether a client is at fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from boundaries.errors.exceptions import RuleViolation
from boundaries.files.rules import ACCEPT, accept, check_file
from boundaries.web.forms import CheckboxSelectMultiple, DateInputField, PageForm, RadioSelect
from incidents.reports.choices import Channel, Danger, Received, ReportKind
from incidents.reports.rules import LONGEST_TEXT, MOST_PEOPLE
from policies.library.choices import CATEGORY_GROUPS, Category

LONG = LONGEST_TEXT
SHORT = 300
MOST_NAMES = MOST_PEOPLE
AS_WRITTEN = "as_written"

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Words: TypeAlias = "StrOrPromise"
Options: TypeAlias = "Sequence[tuple[str, StrOrPromise]]"


def long_text(label: Words, hint: Words = "", *, rows: int = 6, required: bool = False, missing: Words = "") -> forms.CharField:
    """A box for as many words as somebody needs."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing or _("Write a few words"), "max_length": TOO_LONG},
    )


def short_text(label: Words, hint: Words = "") -> forms.CharField:
    """A box for a few words."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=SHORT,
        error_messages={"max_length": _("Use at most %(limit_value)d characters. You have written %(show_value)d.")},
    )


TOO_LONG = _(
    "This is longer than the %(limit_value)d characters that fit here: you have written %(show_value)d. "
    "Shorten it, or add the rest as a file."
)


def offer(form: forms.BaseForm, name: str, choices: Options) -> None:
    """Let a question be answered with these choices and no others."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class SeveralFiles(forms.FileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": ACCEPT})


class FilesField(forms.Field):
    """Files, each read and judged by its content; one refused file refuses none of the others."""

    widget = SeveralFiles
    default_error_messages = {"required": _("Choose a file")}

    def clean(self, value: Any) -> list[tuple[str, bytes]]:
        """The name and content of every file that may be kept; raises for the others, naming each."""
        given = [each for each in (value or []) if each is not None]
        if not given and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        self.taken: list[tuple[str, bytes]] = []
        refused: list[ValidationError] = []
        for each in given:
            try:
                check_file(size=each.size, files_before=0)
                content = each.read()
                accept(each.name, content)
                self.taken.append((each.name, content))
            except RuleViolation as refusal:
                words = _("%(name)s: %(why)s")
                refused.append(ValidationError(words, code=refusal.code, params={"name": each.name, "why": refusal.message}))
        if refused:
            raise ValidationError(refused)
        return self.taken


class BegunForm(forms.Form):
    """What a page that leads here knows already. It is taken where it is in order, and shown to be changed like every answer."""

    kind = forms.ChoiceField(choices=ReportKind, required=False)
    danger = forms.ChoiceField(choices=Danger, required=False)
    categories = forms.MultipleChoiceField(choices=Category, required=False)
    words = forms.CharField(max_length=LONG, required=False)

    def answers(self) -> dict[str, Any]:
        """The answers a draft begins with."""
        self.is_valid()
        said = {"saw" if name == "words" else name: value for name, value in self.cleaned_data.items()}
        return {name: value for name, value in said.items() if value}


class StepForm(PageForm):
    """One page of the path."""

    asks: ClassVar[tuple[str, ...]] = ()
    """The answers this page is about, in the order of its questions."""

    def __init__(self, data: Any = None, uploads: Any = None, *, draft: Mapping[str, Any], strict: bool = True) -> None:
        self.draft = draft
        super().__init__(data, uploads, initial=self.shown(draft))
        self.strict = strict
        self.must = {name for name, field in self.fields.items() if field.required}
        if not strict:
            for field in self.fields.values():
                field.required = False

    def shown(self, draft: Mapping[str, Any]) -> dict[str, Any]:
        """What stands in the fields before anybody types."""
        return {name: draft[name] for name in self.asks if name in draft}

    def answers(self) -> dict[str, Any]:
        """The answers of this page that are in order; those of a wrong field are left as they were saved.

        A choice that must be made and was not is left too: nobody can take back a radio, so silence is not an answer.
        """
        given = {name: self.cleaned_data[name] for name in self.asks if name in self.cleaned_data}
        return {name: value for name, value in given.items() if name not in self.must or value not in ("", None)}

    def explain(self, refusal: RuleViolation) -> None:
        """Put what a rule said beside the field it is about."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal.message))


class DangerForm(StepForm):
    """Whether somebody is in danger now; whom to call stands above it."""

    asks = ("danger",)

    danger = forms.ChoiceField(
        label=_("Is anyone in danger now?"),
        choices=Danger,
        widget=RadioSelect(),
        error_messages={
            "required": _("Say whether anyone is in danger now"),
            "invalid_choice": _("Choose one of the answers"),
        },
    )


class KindForm(StepForm):
    """What kind of thing somebody wants to tell."""

    heading_field = "kind"
    asks = ("kind",)

    kind = forms.ChoiceField(
        label=_("What do you want to tell us?"),
        choices=ReportKind,
        widget=RadioSelect(
            hints={
                ReportKind.SELF_REPORT: _("A boundary became blurred, or you crossed one. Telling us early is a strength."),
                ReportKind.CONCERN: _("Something you saw, heard or were told about somebody who works or helps here."),
                ReportKind.COMPLAINT: _("You pass it on for them, in their words as far as you can."),
                ReportKind.GUIDANCE: _("You want to talk it over before, or after, something happens."),
            },
            divider_before=ReportKind.GUIDANCE,
        ),
        error_messages={
            "required": _("Choose what it is about. If none fits, choose guidance"),
            "invalid_choice": _("Choose one of the answers"),
        },
    )


def name_key(person: Mapping[str, Any]) -> str:
    """What tells one entry of a list of people from another."""
    return str(person.get("person") or person.get("client") or f"name:{person.get('name', '')}")


class ClientsMixin(forms.Form):
    """Which client or relative it touches: those one works with, or a name as one would write it."""

    clients = forms.MultipleChoiceField(
        label=_("Is a client touched by this?"),
        help_text=_("These are the people you work with. Choose all that fit."),
        required=False,
        widget=CheckboxSelectMultiple(),
        error_messages={"invalid_choice": _("Choose clients from the list, or write the name below")},
    )
    client_names = forms.CharField(
        label=_("Another client, or a relative or friend of one"),
        help_text=_("Write one name on each line, or how you would describe the person."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": TOO_LONG},
    )

    def offer_clients(self, known: Options) -> None:
        """Offer the clients one may know; without any, a name is all one can write."""
        if known:
            offer(self, "clients", known)
        else:
            del self.fields["clients"]
            self.fields["client_names"].label = _("Is a client touched by this, or a relative or friend of one?")

    def clean_client_names(self) -> list[str]:
        """The names, one a line."""
        names = list(dict.fromkeys(" ".join(line.split()) for line in self.cleaned_data["client_names"].splitlines()))
        names = [name for name in names if name]
        if len(names) > MOST_NAMES:
            raise ValidationError(_("Write at most %(most)d names."), params={"most": MOST_NAMES})
        if any(len(name) > SHORT for name in names):
            raise ValidationError(_("Each line may have at most %(most)d characters."), params={"most": SHORT})
        return names

    @staticmethod
    def shown_clients(draft: Mapping[str, Any]) -> dict[str, Any]:
        """The linked clients as ticks, the others as lines."""
        people = draft.get("clients", [])
        return {
            "clients": [person["client"] for person in people if person.get("client")],
            "client_names": "\n".join(person["name"] for person in people if not person.get("client")),
        }

    def named_clients(self, known: Options) -> list[dict[str, Any]]:
        """The answer: linked clients first, then names as they were written."""
        labels = {value: str(label) for value, label in known}
        linked = [{"client": value, "name": labels[value]} for value in self.cleaned_data.get("clients", [])]
        return linked + [{"client": None, "name": name} for name in self.cleaned_data.get("client_names", [])]


class PeopleForm(ClientsMixin, StepForm):
    """Who it is about: staff found by name, or a name as somebody wrote it; and which client or relative."""

    asks = ("subjects", "subject_unknown", "clients")
    mark_optional = False

    query = forms.CharField(
        label=_("Whom is it about?"),
        help_text=_("Write a name, or part of one, and press Find. You can add more than one person."),
        required=False,
        max_length=SHORT,
        error_messages={"max_length": _("Use at most %(limit_value)d characters. You have written %(show_value)d.")},
    )
    pick = forms.ChoiceField(
        label=_("Who do you mean?"),
        required=False,
        widget=RadioSelect(divider_before=AS_WRITTEN),
        error_messages={"invalid_choice": _("Choose one of the people shown")},
    )
    subject_unknown = forms.BooleanField(label=_("I do not know the name"), required=False)

    field_order = ("query", "pick", "subject_unknown", "clients", "client_names")

    def __init__(self, *args: Any, known: Options = (), found: Options | None = None, **kwargs: Any) -> None:
        self.known, self.found = known, found
        super().__init__(*args, **kwargs)
        self.offer_clients(known)
        if found is None:
            del self.fields["pick"]
        else:
            choices = [*found, (AS_WRITTEN, _("None of these: use the name as I wrote it"))]
            offer(self, "pick", choices)

    def shown(self, draft: Mapping[str, Any]) -> dict[str, Any]:
        """The clients as ticks and lines."""
        return {"subject_unknown": draft.get("subject_unknown", False), **self.shown_clients(draft)}

    def picked(self) -> dict[str, Any] | None:
        """The person chosen from those found, or the name as written; none while nobody is chosen."""
        choice, written = self.cleaned_data.get("pick"), self.cleaned_data.get("query", "")
        if not choice or not written:
            return None
        if choice == AS_WRITTEN:
            return {"person": None, "name": written}
        labels = dict(self.found or ())
        return {"person": choice, "name": str(labels[choice])}

    def subjects(self) -> list[dict[str, Any]]:
        """Everybody named so far, each once."""
        people = [*self.draft.get("subjects", []), *filter(None, [self.picked()])]
        return list({name_key(person): person for person in people}.values())

    def clean(self) -> dict[str, Any]:
        """Ask who is meant where a name was written and nobody chosen; ask for somebody where nobody is named at all."""
        cleaned = super().clean() or self.cleaned_data
        if not self.strict or self.errors:
            return cleaned
        if cleaned.get("query") and not cleaned.get("pick"):
            field = "pick" if "pick" in self.fields else "query"
            self.add_error(field, _("Choose who you mean, or use the name as you wrote it"))
        elif not self.subjects() and not cleaned.get("subject_unknown"):
            self.add_error("query", _("Write a name and press Find, or say that you do not know it"))
        if len(self.subjects()) > MOST_NAMES:
            self.add_error("query", _("Name at most twenty people here. You can add more after you have sent it."))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Nobody's place is taken by a wrong field: what is wrong stays as it was saved."""
        answers: dict[str, Any] = {}
        if not self.errors.keys() & {"query", "pick"}:
            answers["subjects"] = self.subjects()
        if "subject_unknown" in self.cleaned_data:
            answers["subject_unknown"] = self.cleaned_data["subject_unknown"] and not answers.get("subjects")
        if not self.errors.keys() & {"clients", "client_names"}:
            answers["clients"] = self.named_clients(self.known)
        return answers


class WhenForm(StepForm):
    """When and where it happened, as exactly as somebody knows, and how the people were in touch."""

    asks = ("when_date", "when", "where", "channel", "received", "told_by")

    when_date = DateInputField(
        label=_("The date, if you know it"),
        help_text=_("For example, 27 3 2026"),
        required=False,
    )
    when = short_text(
        _("Or about when"), _("“Last week”, “several evenings in May”, “it still goes on”: whatever you know is enough.")
    )
    where = short_text(_("Where was it?"), _("A place, a telephone, a website. About where is enough."))
    channel = forms.ChoiceField(
        label=_("How were the people in touch?"),
        choices=Channel,
        required=False,
        widget=RadioSelect(),
        error_messages={"invalid_choice": _("Choose one of the answers")},
    )
    received = forms.ChoiceField(
        label=_("If you write this down for somebody who told you: how did they tell you?"),
        help_text=_("Leave it out if you know it yourself."),
        choices=Received,
        required=False,
        widget=RadioSelect(),
        error_messages={"invalid_choice": _("Choose one of the answers")},
    )
    told_by = short_text(_("Who told you?"), _("Only if they agree that you say it. “A neighbour” is enough."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["when_date"]
        assert isinstance(field, DateInputField)
        field.not_after = today

    def shown(self, draft: Mapping[str, Any]) -> dict[str, Any]:
        """The date as a date."""
        return {**super().shown(draft), "when_date": date.fromisoformat(draft["when_date"]) if draft.get("when_date") else None}

    def answers(self) -> dict[str, Any]:
        """The date in the form that calendars agree on."""
        answers = super().answers()
        if "when_date" in answers:
            answers["when_date"] = answers["when_date"].isoformat() if answers["when_date"] else ""
        return answers


class TellingForm(StepForm):
    """A page on which something is told; files may be added to it."""

    upload = FilesField(
        label=_("Add a file"),
        help_text=_(
            "A photo, a screenshot, a recording or a paper: at most five, 10 MB each. We keep it unopened until it is checked."
        ),
        required=False,
    )
    needs_one_of: ClassVar[tuple[str, ...]] = ()
    mark_optional = False

    def clean(self) -> dict[str, Any]:
        """At least one of the boxes must say something."""
        cleaned = super().clean() or self.cleaned_data
        silent = not any(cleaned.get(name) for name in self.needs_one_of) and not self.errors.keys() & set(self.needs_one_of)
        if self.strict and self.needs_one_of and silent:
            self.add_error(self.needs_one_of[0], _("Write a few words in at least one of the boxes"))
        return cleaned


class WhatForm(TellingForm):
    """What happened, with what one saw, what one was told and what one thinks kept apart (LK-4.4-1)."""

    asks = ("saw", "told", "think")
    needs_one_of = asks

    saw = long_text(
        _("What I saw or heard myself"), _("Who did or said what, in the order it happened. Use their words if you can."), rows=8
    )
    told = long_text(_("What others told me"), _("Who told you, when, and what they said."))
    think = long_text(
        _("What I think"), _("What worries you, or what you believe lies behind it. Here it may be a guess."), rows=4
    )

    field_order = ("saw", "told", "think", "upload")


class OwnStoryForm(TellingForm):
    """What happened to oneself, in one's own words."""

    asks = ("saw", "think")
    needs_one_of = ("saw",)

    saw = long_text(
        _("What happened"), _("What you did, saw or heard, in the order it happened. Say who else was there."), rows=9
    )
    think = long_text(_("What I think about it"), _("What worries you, and what would help you now."), rows=4)

    field_order = ("saw", "think", "upload")


class QuestionForm(TellingForm):
    """What somebody would like guidance on."""

    asks = ("saw", "think")
    needs_one_of = ("saw",)

    saw = long_text(_("What is it about"), _("What happened, or what you are about to decide."), rows=9)
    think = long_text(
        _("What I would like to know"), _("Your question, in your own words. A half question is welcome too."), rows=4
    )

    field_order = ("saw", "think", "upload")


class CategoriesField(forms.MultipleChoiceField):
    """The thirty categories in their groups, several allowed, with "not sure"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[(group, [(item.value, item.label) for item in items]) for group, items in CATEGORY_GROUPS],
            widget=CheckboxSelectMultiple(exclusive={Category.UNSURE}),
            error_messages={
                "required": _("Choose what it may be about. If you cannot tell, choose “I am not sure”"),
                "invalid_choice": _("Choose from the list"),
            },
            **kwargs,
        )

    def clean(self, value: Any) -> list[str]:
        """Each once, in the order of the list; "not sure" says nothing beside a choice."""
        chosen = set(super().clean(value))
        chosen = chosen - {Category.UNSURE} or chosen
        return [item.value for _group, items in CATEGORY_GROUPS for item in items if item.value in chosen]


class CategoriesForm(StepForm):
    """What boundary it may touch."""

    heading_field = "categories"
    asks = ("categories",)

    categories = CategoriesField(
        label=_("What may it be about?"),
        help_text=_("Choose all that fit. You need not be right: whoever handles it can change this."),
    )


TALKED = [
    ("yes", _("Yes")),
    ("no", _("No")),
    ("not_possible", _("No, it was not possible")),
]


class DoneForm(StepForm):
    """What has been done already, and whether it was talked over with the manager (LK-5.3)."""

    asks = ("done", "talked")

    done = long_text(
        _("What has been done already?"), _("For example: you spoke with the person, or helped somebody to be safe."), rows=5
    )
    talked = forms.ChoiceField(
        label=_("Did you talk it over with your manager?"),
        help_text=_("It is fine if you did not. You need not say why."),
        choices=TALKED,
        required=False,
        widget=RadioSelect(hints={"not_possible": _("For example, because it is about your manager, or it was too urgent.")}),
        error_messages={"invalid_choice": _("Choose one of the answers")},
    )


class KeepOutMixin(forms.Form):
    """Who should not receive it."""

    not_to_receive = forms.MultipleChoiceField(
        label=_("Who should not receive this?"),
        required=False,
        widget=CheckboxSelectMultiple(),
        error_messages={"invalid_choice": _("Choose from the people shown")},
    )

    def offer_people(self, near: Options) -> None:
        """Offer those who could receive it, with their role; where there is nobody, the question falls away."""
        if near:
            offer(self, "not_to_receive", near)
        else:
            del self.fields["not_to_receive"]


class NotToReceiveForm(KeepOutMixin, StepForm):
    """Who should not receive it: those in one's own line and the leads, and anybody found by name."""

    asks = ("not_to_receive",)
    mark_optional = False

    query = forms.CharField(
        label=_("Somebody else"),
        help_text=_("Write a name, or part of one, and press Find."),
        required=False,
        max_length=SHORT,
        error_messages={"max_length": _("Use at most %(limit_value)d characters. You have written %(show_value)d.")},
    )
    more = forms.MultipleChoiceField(
        label=_("Who do you mean?"),
        required=False,
        widget=CheckboxSelectMultiple(),
        error_messages={"invalid_choice": _("Choose from the people shown")},
    )

    field_order = ("not_to_receive", "query", "more")

    def __init__(self, *args: Any, near: Options = (), found: Options | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_people(near)
        if found:
            offer(self, "more", found)
        else:
            del self.fields["more"]

    def clean(self) -> dict[str, Any]:
        """Ask who is meant where a name was written and nobody chosen."""
        cleaned = super().clean() or self.cleaned_data
        if self.strict and not self.errors and cleaned.get("query") and not cleaned.get("more"):
            if "more" in self.fields:
                self.add_error("more", _("Choose who you mean, or empty the box above"))
            else:
                self.add_error("query", _("Nobody of that name works here. Try another spelling, or empty the box"))
        return cleaned

    def answers(self) -> dict[str, Any]:
        """Those ticked and those found, each once."""
        if self.errors:
            return {}
        chosen = [*self.cleaned_data.get("not_to_receive", []), *self.cleaned_data.get("more", [])]
        return {"not_to_receive": list(dict.fromkeys(chosen))}


class NamedForm(StepForm):
    """By name, or in confidence."""

    heading_field = "in_confidence"
    asks = ("in_confidence",)

    in_confidence = forms.TypedChoiceField(
        label=_("May the person who handles it know that it was you?"),
        choices=[("no", _("Yes, by name")), ("yes", _("No, in confidence"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=RadioSelect(
            hints={
                "no": _("The person who handles your report, and whoever takes it over, sees your name."),
                "yes": _(
                    "Your name is kept locked away. The person who handles your report reads “the person who reported”, and can "
                    "still write with you here. What you tell may let somebody guess who you are."
                ),
            }
        ),
        error_messages={
            "required": _("Choose whether your name may be known to the person who handles it"),
            "invalid_choice": _("Choose one of the answers"),
        },
    )

    def shown(self, draft: Mapping[str, Any]) -> dict[str, Any]:
        """The saved answer as one of the two choices."""
        saved = draft.get("in_confidence")
        return {} if saved is None else {"in_confidence": "yes" if saved else "no"}


class MoreForm(ClientsMixin, KeepOutMixin, StepForm):
    """The few further things that help with something about oneself; only what it may be about must be answered."""

    asks = ("when", "where", "clients", "done", "shift_leader", "not_to_receive", "categories")
    mark_optional = False

    when = short_text(_("When was it?"), _("About when is enough."))
    where = short_text(_("Where was it?"), _("A place, a telephone, a website."))
    done = long_text(_("What have you done already?"), rows=3)
    shift_leader = forms.TypedChoiceField(
        label=_("Who should take it?"),
        choices=[("no", _("My line manager")), ("yes", _("The shift leader on duty"))],
        coerce=lambda value: value == "yes",
        required=False,
        widget=RadioSelect(hints={"yes": _("Your line manager takes it when no shift leader is on duty.")}),
        error_messages={"invalid_choice": _("Choose one of the answers")},
    )
    categories = CategoriesField(
        label=_("What may it be about?"), help_text=_("Choose all that fit. “I am not sure” is a good answer.")
    )

    field_order = ("when", "where", "clients", "client_names", "done", "shift_leader", "not_to_receive", "categories")

    def __init__(self, *args: Any, known: Options = (), near: Options = (), **kwargs: Any) -> None:
        self.known = known
        super().__init__(*args, **kwargs)
        self.offer_clients(known)
        self.offer_people(near)

    def shown(self, draft: Mapping[str, Any]) -> dict[str, Any]:
        """The clients as ticks and lines, the shift leader as one of two choices."""
        leader = "yes" if draft.get("shift_leader") else "no"
        return {**super().shown(draft), **self.shown_clients(draft), "shift_leader": leader}

    def answers(self) -> dict[str, Any]:
        """What is wrong stays as it was saved."""
        answers = {name: value for name, value in super().answers().items() if name != "clients"}
        answers["shift_leader"] = answers.get("shift_leader") is True
        if not self.errors.keys() & {"clients", "client_names"}:
            answers["clients"] = self.named_clients(self.known)
        return answers


class WordsForm(PageForm):
    """A few words to send after the report: a message, an addition, an answer."""

    text = long_text(_("Your words"), required=True, missing=_("Write a few words"))

    def __init__(self, *args: Any, label: Words = "", hint: Words = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["text"].label = label
        self.fields["text"].help_text = hint


class MoreFilesForm(PageForm):
    """Files added after the report was sent."""

    upload = FilesField(
        label=_("Choose files"),
        help_text=_("At most five for one report, 10 MB each. We keep them unopened until they are checked."),
    )


def labels_of(choices: Iterable[tuple[str, Words]], values: Iterable[str | UUID]) -> list[str]:
    """The words of the chosen values, in the order of the choices."""
    wanted = {str(value) for value in values}
    return [str(label) for value, label in choices if str(value) in wanted]

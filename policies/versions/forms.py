"""The forms of a revision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.staff.forms import ActionForm
from boundaries.web.forms import CheckboxSelectMultiple
from policies.library.choices import Binds, Category, ClientKind, ExceptionPath, Expects, Office, Seriousness, Strength
from policies.library.models import Clause, PolicyVersion
from policies.library.rules import LONGEST_CODE, LONGEST_TEXT, LONGEST_TITLE, ClauseFacts
from policies.versions.rules import LONGEST_NOTE

NOBODY = [("", _("Nobody"))]
LONGEST_PHRASES = 4000


def several(label: Any, choices: list[tuple[str, Any]], *, required: bool = False) -> forms.MultipleChoiceField:
    """Several of a list of words."""
    return forms.MultipleChoiceField(label=label, choices=choices, required=required, widget=CheckboxSelectMultiple)


class FrontForm(ActionForm):
    """What a version says of itself as a whole."""

    title = forms.CharField(label=_("What is it called?"), max_length=LONGEST_TITLE)
    number = forms.CharField(
        label=_("What is its number?"),
        max_length=LONGEST_CODE,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    summary = forms.CharField(
        label=_("What does it say in short?"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )
    owner_role = forms.ChoiceField(
        label=_("Who owns it?"),
        help_text=_("By their role. Who looks after it where you work is said where it is adopted."),
        choices=[("", _("Not said")), *Office.choices],
        required=False,
    )
    approver = forms.CharField(
        label=_("Who approved it, as the text says?"),
        help_text=_("Whoever approves this version here is written down beside it."),
        max_length=LONGEST_TITLE,
        required=False,
    )

    def facts(self) -> dict[str, Any]:
        """All of it."""
        return {"told": dict(self.cleaned_data)}


class ClauseForm(ActionForm):
    """Everything a clause says and everything that is to be known about it."""

    text = forms.CharField(label=_("What does the clause say?"), max_length=LONGEST_TEXT, widget=forms.Textarea)
    strength = forms.ChoiceField(label=_("How strongly does it bind?"), choices=Strength.choices)
    exception = forms.ChoiceField(label=_("Can anybody allow an exception?"), choices=ExceptionPath.choices)
    seriousness = forms.ChoiceField(label=_("How grave is it to break it?"), choices=Seriousness.choices)
    approver = forms.ChoiceField(label=_("Who must be asked first?"), choices=NOBODY + Office.choices, required=False)
    to_whom = forms.ChoiceField(label=_("Who must be told?"), choices=NOBODY + Office.choices, required=False)
    whose = forms.ChoiceField(label=_("Whose responsibility is it?"), choices=NOBODY + Office.choices, required=False)
    binds = several(_("Whom does it bind?"), Binds.choices, required=True)
    client_kinds = several(_("In dealing with whom?"), ClientKind.choices)
    categories = several(_("What is it about?"), [each for each in Category.choices if each[0] != Category.UNSURE])
    expects = several(_("What does it ask for?"), Expects.choices)
    everyday = forms.CharField(
        label=_("How would people say it?"),
        help_text=_("In everyday words, one a line. People find the clause by them."),
        max_length=LONGEST_PHRASES,
        required=False,
        widget=forms.Textarea,
    )
    mark_optional = True

    @staticmethod
    def said_by(clause: Clause) -> dict[str, Any]:
        """What the clause says now."""
        said = {name: getattr(clause, name) for name in ClauseForm.base_fields}
        return said | {"everyday": "\n".join(clause.everyday)}

    def clause(self, code: str, section: str) -> ClauseFacts:
        """The clause as it is said here."""
        said = dict(self.cleaned_data)
        lists: dict[str, Any] = {name: tuple(said[name]) for name in ("binds", "client_kinds", "categories", "expects")}
        phrases = tuple(dict.fromkeys(line.strip()[:300] for line in said["everyday"].splitlines() if line.strip()))
        words = {name: said[name] for name in ("strength", "exception", "seriousness", "approver", "to_whom", "whose")}
        return ClauseFacts(
            id=code, section=section, order=0, text=" ".join(said["text"].split()), everyday=phrases, **words, **lists
        )


class ChangeClauseForm(ClauseForm):
    """A clause that is there already."""

    def __init__(self, *arguments: Any, clause: Clause, **kwargs: Any) -> None:
        super().__init__(*arguments, initial=self.said_by(clause), **kwargs)
        self.changed_clause = clause

    def facts(self) -> dict[str, Any]:
        """The clause under its id."""
        return {"facts": self.clause(self.changed_clause.code, self.changed_clause.section.key)}


class NewClauseForm(ClauseForm):
    """A clause that is to be added at the end of a section."""

    section = forms.ChoiceField(label=_("In which section?"))
    code = forms.CharField(
        label=_("Which id does it get?"),
        help_text=_("Like those beside it, such as RC-B-14. It cannot be changed later."),
        max_length=LONGEST_CODE,
    )

    def __init__(self, *arguments: Any, version: PolicyVersion, **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        section = self.fields["section"]
        assert isinstance(section, forms.ChoiceField)
        section.choices = [(each.key, each.title) for each in version.sections.all()]
        self.order_fields(["section", "code"])

    def facts(self) -> dict[str, Any]:
        """The clause under its new id."""
        return {"facts": self.clause(self.cleaned_data["code"], self.cleaned_data["section"])}


class SubmitForm(ActionForm):
    """What is new, in a sentence."""

    heading_field = "change_note"
    change_note = forms.CharField(
        label=_("What is new in this version?"),
        help_text=_("In a sentence or two: everybody who works here can read it."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea,
    )


class CompareForm(forms.Form):
    """Which two versions."""

    before = forms.UUIDField()
    after = forms.UUIDField()

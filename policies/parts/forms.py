"""The forms about the parts of a draft beside its clauses."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.staff.forms import ActionForm
from policies.library.choices import AppendixKind, Weight
from policies.library.models import Appendix, PolicyVersion, Section
from policies.library.rules import CODE, LONGEST_CODE, LONGEST_TEXT, LONGEST_TITLE, AppendixFacts, ItemFacts
from policies.parts.rules import WITHOUT_LINES

LONGEST_LINES = 40_000


class SectionForm(ActionForm):
    """A section: its heading, what it holds, and where it stands."""

    title = forms.CharField(label=_("What is its heading?"), max_length=LONGEST_TITLE)
    weight = forms.ChoiceField(label=_("What does it hold?"), choices=Weight.choices)
    after = forms.ChoiceField(label=_("Where does it stand?"), required=False)
    mark_optional = False

    def __init__(self, *arguments: Any, version: PolicyVersion, section: Section | None = None, **kwargs: Any) -> None:
        sections = list(version.sections.all())
        place = sections.index(section) if section else len(sections)
        said = {"title": section.title, "weight": section.weight} if section else {}
        initial = said | {"after": sections[place - 1].key if place else ""}
        super().__init__(*arguments, initial=initial, **kwargs)
        after = self.fields["after"]
        assert isinstance(after, forms.ChoiceField)
        others = [(each.key, _("Behind “%(title)s”") % {"title": each.title}) for each in sections if each != section]
        after.choices = [("", _("At the beginning")), *others]


def line_of(item: dict[str, Any]) -> str:
    """A line of an appendix as it stands in the form: its id, a colon, its words."""
    return f"{item['id']}: {item['text']}"


def items_of(typed: str) -> tuple[ItemFacts, ...]:
    """The lines as they were typed; what stands before a colon is an id where it looks like one."""
    found = []
    for line in filter(None, (each.strip() for each in typed.splitlines())):
        id_, colon, text = line.partition(":")
        has_id = bool(colon) and CODE.fullmatch(id_.strip()) is not None
        found.append(ItemFacts(id=id_.strip() if has_id else "", text=text if has_id else line))
    return tuple(found)


class AppendixForm(ActionForm):
    """What stands behind the clauses: its title, its text and its lines."""

    title = forms.CharField(label=_("What is its title?"), max_length=LONGEST_TITLE)
    text = forms.CharField(
        label=_("What does it say?"),
        help_text=_("In one paragraph. With lines below, this stands above them."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    lines = forms.CharField(
        label=_("Which lines are in it?"),
        help_text=_(
            "Each in a line of its own. One that begins with its id and a colon keeps the id: people cite it. A new one gets its"
            " id by itself. Whatever you leave out is not in the next version."
        ),
        max_length=LONGEST_LINES,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def appendix(self, code: str, kind: str) -> AppendixFacts:
        """The appendix as it is said here."""
        said = self.cleaned_data
        return AppendixFacts(id=code, kind=kind, title=said["title"], text=said["text"], items=items_of(said.get("lines", "")))


class ChangeAppendixForm(AppendixForm):
    """An appendix that is there already."""

    def __init__(self, *arguments: Any, appendix: Appendix, **kwargs: Any) -> None:
        lines = "\n".join(line_of(each) for each in appendix.items)
        initial = {"title": appendix.title, "text": appendix.text, "lines": lines}
        super().__init__(*arguments, initial=initial, **kwargs)
        self.changed_appendix = appendix
        if appendix.kind in WITHOUT_LINES:
            del self.fields["lines"]
            self.fields["text"].help_text = ""
            self.fields["text"].required = True
        else:
            self.fields["lines"].required = True

    def facts(self) -> dict[str, Any]:
        """The appendix under its id."""
        return {"facts": self.appendix(self.changed_appendix.code, self.changed_appendix.kind)}


class NewAppendixForm(AppendixForm):
    """An appendix that is to be added at the end."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=AppendixKind.choices)
    code = forms.CharField(
        label=_("Which id does it get?"),
        help_text=_("Like those beside it, such as RC-APP-B. It cannot be changed later."),
        max_length=LONGEST_CODE,
    )
    field_order = ("kind", "code", "title", "text", "lines")

    def facts(self) -> dict[str, Any]:
        """The appendix under its new id."""
        return {"facts": self.appendix(self.cleaned_data["code"], self.cleaned_data["kind"])}


class DocumentForm(ActionForm):
    """A document that stands beside the policy."""

    title = forms.CharField(label=_("What is it called?"), max_length=LONGEST_TITLE)
    policy = forms.ChoiceField(label=_("Is it a policy that is kept here?"), required=False)
    mark_optional = False

    def __init__(self, *arguments: Any, policies: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        policy = self.fields["policy"]
        assert isinstance(policy, forms.ChoiceField)
        policy.choices = [("", _("No")), *policies]

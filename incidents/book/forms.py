"""The forms of the boundary book: one short page each."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.staff.forms import ActionForm
from boundaries.web.forms import DateInputField, PageForm, RadioSelect
from incidents.book.choices import BookKind, DiscussedWhere
from incidents.book.rules import LONGEST_TEXT

KIND_HINTS: dict[str, Any] = {
    BookKind.BLURRED: _("Nobody is at fault: lines are not always clear, and it helps to say so early."),
    BookKind.BROKEN: _("Nobody is found at fault in this book. Say what happened, and what was done then."),
    BookKind.AVERTED: _("Somebody noticed in time, so nothing came of it. Others can learn how."),
    BookKind.GOOD_PRACTICE: _("A line was kept well, and kindly. Others can do it the same way."),
}


def words_in(label: Any, *, hint: Any = "", required: bool = True, rows: int = 3) -> forms.CharField:
    """A box for a few words."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def kind_field() -> forms.ChoiceField:
    """What kind of entry it is."""
    return forms.ChoiceField(label=_("What was it?"), choices=BookKind.choices, widget=RadioSelect(hints=KIND_HINTS))


class FindEntriesForm(PageForm):
    """How the entries of a book are narrowed down."""

    mark_optional = False
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Every kind")), *BookKind.choices])


class WriteForm(ActionForm):
    """One entry, on one page."""

    kind = kind_field()
    happened_on = DateInputField(label=_("On which day?"))
    words = words_in(
        _("What happened?"), hint=_("A few sentences are enough. Write no names: everybody who reads this book reads it."), rows=5
    )
    done = words_in(_("What was done about it?"), hint=_("Such as: we talked, and agreed what we do next time."), required=False)
    told = words_in(_("Who was told?"), hint=_("Such as: my line manager, on the same day."), required=False, rows=2)
    client = forms.ChoiceField(
        label=_("Was it about a client?"),
        required=False,
        help_text=_("Their name is shown only to those who may know them. All others see a reference."),
    )

    def __init__(self, *arguments: Any, clients: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        if clients:
            field = self.fields["client"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Nobody in particular")), *clients]
        else:
            del self.fields["client"]

    def facts(self) -> dict[str, Any]:
        """The client by id, or nobody."""
        said = dict(self.cleaned_data)
        client = said.pop("client", "")
        return said | {"client_id": UUID(client) if client else None}


class TakeInForm(ActionForm):
    """What was written down elsewhere, and shall stand in the book too."""

    source = forms.ChoiceField(label=_("Which one?"), widget=RadioSelect)
    kind = kind_field()
    words = words_in(
        _("Is there anything to say about it here?"),
        hint=_(
            "What you wrote there stays there, and is not shown here. Write no names: everybody who reads this book reads it."
        ),
        required=False,
    )

    def __init__(self, *arguments: Any, offered: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(offered)

    def facts(self) -> dict[str, Any]:
        """What was chosen, by its id."""
        return self.cleaned_data | {"source": UUID(self.cleaned_data["source"])}


class CorrectForm(ActionForm):
    """The same said better, and why."""

    words = words_in(_("How should it read?"), rows=5)
    reason = words_in(_("Why do you correct it?"), hint=_("Such as: I mixed up the day."), rows=2)


class DiscussForm(ActionForm):
    """Where and when it was talked about."""

    where = forms.ChoiceField(label=_("Where was it talked about?"), choices=DiscussedWhere.choices, widget=RadioSelect)
    on = DateInputField(label=_("On which day?"))

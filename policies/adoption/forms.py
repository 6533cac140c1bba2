"""The forms about adopted policies."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Organisation
from accounts.staff.forms import ActionForm, PersonChoice
from accounts.staff.models import StaffMember
from boundaries.web.forms import DateInputField
from boundaries.web.forms.page_form import name_the_question
from policies.adoption import rules
from policies.adoption.queries import places_of, possible_owners
from policies.library.models import PolicyVersion

LONGEST_SEARCH = 100


class SearchForm(forms.Form):
    """Which words to look for."""

    q = forms.CharField(max_length=LONGEST_SEARCH, required=False)


class AdoptionForm(ActionForm):
    """The organisation's own words in the placeholders of a text, its owner and its review dates."""

    owner = PersonChoice(
        StaffMember.objects.none(),
        label=_("Who owns this policy here?"),
        help_text=_("A director or the chief executive: they answer for it and keep it under review."),
        error_messages={"required": _("Choose who owns this policy")},
        empty_label=_("Choose a person"),
    )
    last_reviewed = DateInputField(label=_("When was it last reviewed?"), required=False)
    next_review = DateInputField(label=_("When is the next review due?"), required=False)
    mark_optional = True

    def __init__(self, *arguments: Any, actor: StaffMember, version: PolicyVersion, **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = possible_owners(actor.organisation)
        self.words = [each["name"] for each in version.placeholders]
        for each in version.placeholders:
            name = f"word_{each['name']}"
            self.fields[name] = forms.CharField(label=each["label"], max_length=rules.LONGEST_WORD)
            name_the_question(name, self.fields[name])
        self.order_fields([*(f"word_{name}" for name in self.words), "owner", "last_reviewed", "next_review"])

    def facts(self) -> dict[str, Any]:
        """The words by the names of their placeholders, and the owner by id."""
        said = self.cleaned_data
        return {
            "words": {name: said[f"word_{name}"] for name in self.words},
            "owner_id": said["owner"].pk,
            "last_reviewed": said["last_reviewed"],
            "next_review": said["next_review"],
        }


EVERYWHERE: list[tuple[str, Any]] = [("", _("All places"))]


class PlaceForm(forms.Form):
    """Of one place, or of all; an id that is none of theirs is like none."""

    place = forms.ChoiceField(label=_("For which place?"), required=False)

    def __init__(self, *arguments: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        self.has_places = offer_places(self.fields["place"], organisation)

    @property
    def chosen(self) -> UUID | None:
        """The place, or None."""
        return UUID(self.cleaned_data["place"]) if self.is_valid() and self.cleaned_data["place"] else None


def offer_places(field: forms.Field, organisation: Organisation) -> bool:
    """Let one choose between all places and each of them; whether there is any."""
    assert isinstance(field, forms.ChoiceField)
    places = [(str(each.pk), each.name) for each in places_of(organisation)]
    field.choices = EVERYWHERE + places
    return bool(places)


class LocalTextForm(ActionForm):
    """What is added to a clause here."""

    text = forms.CharField(
        label=_("What do you add?"), max_length=rules.LONGEST_LOCAL, required=False, strip=True, widget=forms.Textarea
    )


class InstructionForm(LocalTextForm):
    """How something is done here: in all places, or in one. ``taken`` are those with words of their own, besides the one shown."""

    place = forms.ChoiceField(label=_("For which place?"), required=False)
    field_order = ("place", "text")

    def __init__(self, *arguments: Any, organisation: Organisation, taken: Collection[str], **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        self.taken = taken
        if not offer_places(self.fields["place"], organisation):
            del self.fields["place"]

    def clean_place(self) -> str:
        """A place whose words are shown on another page is not written over from here."""
        place = str(self.cleaned_data["place"])
        if place in self.taken:
            raise forms.ValidationError(_("There are words for this already. Go back to the clause and change those."))
        return place

    def facts(self) -> dict[str, Any]:
        """The words, and for which place they are."""
        place = self.cleaned_data.get("place")
        return {"text": self.cleaned_data["text"], "place_id": UUID(place) if place else None}

"""The forms of contacts: short ones, for a phone."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.staff.forms import ActionForm, person_field
from accounts.staff.models import StaffMember
from accounts.staff.queries import people_of
from boundaries.web.forms import CheckboxSelectMultiple, ClockTimeField, DateInputField, RadioSelect
from policies.contacts.choices import (
    PERSONAL,
    BegunBy,
    CompanyKind,
    ContactChannel,
    ContactKind,
    Lasted,
    Medium,
    Moved,
    Recognised,
)
from policies.contacts.rules import (
    LONGEST_ABOUT,
    LONGEST_PLACE,
    LONGEST_WORD,
    MOST_PEOPLE,
    Facts,
    With,
    lines,
)

CLIENT, RELATIVE, AGAIN = "client", "relative", "again"
LONGEST_LIST = 2000
Find = Callable[[Sequence[str]], Mapping[str, Client]]
"""How the clients are found whose references were written, by these in small letters."""


class PeopleForm(ActionForm):
    """Who it was, or who may be there: clients to be ticked, and names to be written."""

    people = forms.MultipleChoiceField(label=_("Who was it?"), required=False, widget=CheckboxSelectMultiple)
    references = forms.CharField(
        label=_("Clients who are not in the list"),
        required=False,
        max_length=LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=_("Their references, one on each line."),
    )
    others = forms.CharField(
        label=_("Somebody else: a relative or friend of a client, or a client who is not in the list"),
        required=False,
        max_length=LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A reference, a name, or what they are. One on each line."),
    )

    def __init__(
        self,
        data: Any,
        *,
        clients: Sequence[Client],
        before: Sequence[tuple[With, str]] = (),
        find: Find | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.before, self.find = before, find
        if find is None:
            del self.fields["references"]
        choices = [choice for client in clients for choice in self.of_client(client)]
        known = {value for value, _words in choices}
        kept = [(index, who, words) for index, (who, words) in enumerate(before) if self.value_of(index, who) not in known]
        choices += [(f"{AGAIN}:{index}", words) for index, who, words in kept if who.client_id or who.relative_id]
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
        self.offered = {value for value, _words in choices}
        if not choices:
            del self.fields["people"]

    def clean_references(self) -> list[Client]:
        """The clients whose references were written. Raises ValidationError for one of nobody the writer may know of."""
        written = lines(self.cleaned_data["references"])
        if len(written) > MOST_PEOPLE:
            raise ValidationError(_("Name twenty people at most."))
        found = self.find(written) if self.find else {}
        for each in written:
            if each.casefold() not in found:
                message = _("We found no client with the reference %(reference)s. Check how it is written.")
                raise ValidationError(message, params={"reference": each})
        return list(found.values())

    @staticmethod
    def of_client(client: Client) -> list[tuple[str, str]]:
        """A client, and those close to them."""
        found = [(f"{CLIENT}:{client.pk}", f"{client.name}, {client.reference}")]
        for each in client.relatives.all():
            each.client = client
            words = gettext("%(name)s, %(tie)s of %(client)s") % {
                "name": each.name,
                "tie": str(each.get_tie_display()).lower(),
                "client": client.reference,
            }
            found.append((f"{RELATIVE}:{each.pk}", words))
        return found

    @staticmethod
    def value_of(index: int, who: With) -> str:
        """As what somebody stands in the list."""
        if who.relative_id:
            return f"{RELATIVE}:{who.relative_id}"
        return f"{CLIENT}:{who.client_id}" if who.client_id else f"{AGAIN}:{index}"

    def begin_with(self, people: Collection[With]) -> None:
        """Those named before are ticked, or stand in their box again."""
        ticked = []
        for index, who in enumerate(people):
            value = self.value_of(index, who)
            again = f"{AGAIN}:{index}"
            if value in self.offered or again in self.offered:
                ticked.append(value if value in self.offered else again)
        self.initial["people"] = ticked
        self.initial["others"] = "\n".join(each.name for each in people if each.kind == CompanyKind.OTHER)
        self.initial["staff_of"] = "\n".join(each.name for each in people if each.kind == CompanyKind.STAFF)

    def named(self) -> list[With]:
        """Everybody who was ticked or written."""
        found = [self.ticked(each) for each in self.cleaned_data.get("people") or []]
        found += [With(kind=CompanyKind.CLIENT, client_id=each.pk) for each in self.cleaned_data.get("references") or []]
        found += [With(kind=CompanyKind.OTHER, name=name) for name in lines(self.cleaned_data.get("others") or "")]
        return found + [With(kind=CompanyKind.STAFF, name=name) for name in lines(self.cleaned_data.get("staff_of") or "")]

    def ticked(self, value: str) -> With:
        """One who was ticked."""
        kind, _colon, which = value.partition(":")
        if kind == AGAIN:
            return self.before[int(which)][0]
        if kind == RELATIVE:
            found = next((who for who, _words in self.before if str(who.relative_id) == which), None)
            return found or With(kind=CompanyKind.RELATIVE, relative_id=UUID(which))
        return With(kind=CompanyKind.CLIENT, client_id=UUID(which))


class ContactForm(PeopleForm):
    """One contact. Whatever fits is asked, and nothing else has to be answered."""

    kind = forms.ChoiceField(label=_("What was it?"), choices=ContactKind.choices, widget=RadioSelect)
    staff_of = forms.CharField(
        label=_("Staff of an organisation we work with, such as a school"),
        required=False,
        max_length=LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Name and organisation. One on each line."),
    )
    began = forms.ChoiceField(label=_("Who began it?"), choices=BegunBy.choices, widget=RadioSelect)
    how = forms.ChoiceField(
        label=_("How were you in contact?"),
        choices=Medium.choices,
        widget=RadioSelect(
            reveals={Medium.IN_PERSON: ["recognised", "place"], Medium.OWN: ["own", "moved", "moved_on", "moved_to"]}
        ),
    )
    recognised = forms.ChoiceField(
        label=_("Did they wish to be recognised?"), choices=Recognised.choices, required=False, widget=RadioSelect
    )
    place = forms.CharField(label=_("Where was it?"), required=False, max_length=LONGEST_PLACE)
    own = forms.ChoiceField(
        label=_("Which of your own?"),
        choices=[(each.value, each.label) for each in ContactChannel if each in PERSONAL],
        widget=RadioSelect,
    )
    moved = forms.ChoiceField(
        label=_("Have you moved it to a channel of the organisation?"),
        choices=Moved.choices,
        required=False,
        widget=RadioSelect,
    )
    moved_on = DateInputField(label=_("If so, when?"), required=False)
    moved_to = forms.CharField(label=_("And to which channel?"), required=False, max_length=LONGEST_PLACE)
    on = DateInputField(label=_("On which day?"))
    at = ClockTimeField(label=_("About what time?"), required=False)
    lasted = forms.ChoiceField(label=_("How long was it?"), choices=Lasted.choices, widget=RadioSelect)
    about = forms.CharField(
        label=_("What was it about?"),
        max_length=LONGEST_ABOUT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A few words are enough. Write nothing that their service does not need."),
    )

    def __init__(self, data: Any, *, actor: StaffMember, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        colleagues = people_of(actor, details=False).exclude(pk=actor.pk)
        label = _("Was a colleague part of it?")
        self.fields["colleague"] = person_field(colleagues, nobody=_("No, nobody"), label=label, required=False)
        self.fields["colleague"].help_text = _("Whoever you name will not see this entry.")
        self.order_fields(
            ["kind", "people", "references", "others", "staff_of", "began", "how", "on", "at", "lasted", "about", "colleague"]
        )

    def begin_as(self, facts: Facts) -> None:
        """What was said before stands there again."""
        names = ("kind", "on", "began", "at", "lasted", "recognised", "place", "about", "moved", "moved_on", "moved_to")
        self.initial.update({name: getattr(facts, name) for name in names})
        own = facts.channel in PERSONAL
        self.initial.update({"how": Medium.OWN if own else facts.channel.value, "own": facts.channel.value if own else ""})

    def facts(self) -> dict[str, Any]:
        """The contact, who it was with, and the colleague who is kept out."""
        said = self.cleaned_data
        own = said["how"] == Medium.OWN
        facts = Facts(
            kind=ContactKind(said["kind"]),
            on=said["on"],
            began=BegunBy(said["began"]),
            channel=ContactChannel(said["own"] if own else said["how"]),
            at=said["at"],
            lasted=Lasted(said["lasted"]),
            recognised=Recognised(said["recognised"]) if said.get("recognised") else None,
            place=said.get("place") or "",
            about=said["about"],
            moved=Moved(said["moved"]) if said.get("moved") else None,
            moved_on=said.get("moved_on"),
            moved_to=said.get("moved_to") or "",
        )
        colleague = said["colleague"]
        return {"facts": facts, "people": self.named(), "colleague_ids": [colleague.pk] if colleague else []}


class EventForm(PeopleForm):
    """An event to come, at which clients may be too."""

    on = DateInputField(label=_("On which day is it?"))
    about = forms.CharField(
        label=_("What is it?"), max_length=LONGEST_ABOUT, help_text=_("Such as: the harbour feast, where I sing.")
    )
    place = forms.CharField(label=_("Where is it?"), required=False, max_length=LONGEST_PLACE)

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if "people" in self.fields:
            self.fields["people"].label = _("Who may be there, as far as you know?")
        self.order_fields(["about", "on", "place", "people", "references", "others"])

    def begin_as(self, facts: Facts) -> None:
        """What was said before stands there again."""
        self.initial.update({name: getattr(facts, name) for name in ("on", "about", "place")})

    def facts(self) -> dict[str, Any]:
        """The event, and who may be there."""
        said = self.cleaned_data
        facts = Facts(kind=ContactKind.EVENT, on=said["on"], about=said["about"], place=said["place"])
        return {"facts": facts, "people": self.named()}


class MovedForm(ActionForm):
    """When it was moved, and to which channel."""

    moved_on = DateInputField(label=_("When did you move it?"))
    moved_to = forms.CharField(
        label=_("To which channel of the organisation?"),
        max_length=LONGEST_PLACE,
        help_text=_("Such as: the team's phone."),
    )


class ReadForm(ActionForm):
    """A word back."""

    talk = forms.BooleanField(label=_("I would like to talk about it in supervision"), required=False)
    word = forms.CharField(
        label=_("A word back"),
        required=False,
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Such as: thank you, that was well handled."),
    )

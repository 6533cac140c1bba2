"""The forms of whoever decides."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.staff.forms import ActionForm, person_field
from accounts.staff.models import StaffMember
from boundaries.web.forms import DateInputField, PageForm, RadioSelect
from policies.disclosures.choices import Extent
from policies.disclosures.forms import box, client_options, radio
from policies.disclosures.rules import LONGEST_TEXT, Conversation, HandOver, Safeguard

PLACES = (1, 2, 3, 4)
LONGEST_SEARCH = 120
NOT_HERE = "not_here"


class FindClientForm(PageForm):
    """Whom to look for."""

    mark_optional = False
    q = forms.CharField(
        label=_("Look for the client"), required=False, max_length=LONGEST_SEARCH, help_text=_("By name or reference.")
    )


class LinkForm(ActionForm):
    """Which client it is, or none."""

    client = radio(_("Is the other person a client here, or close to one?"), (), _("Choose one of the answers"))

    def __init__(self, data: Any = None, files: Any = None, *, found: list[Client]) -> None:
        super().__init__(data, files)
        field = self.fields["client"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*client_options(found), (NOT_HERE, _("No: they are no client here, nor close to one"))]

    def facts(self) -> dict[str, Any]:
        """The client by their id, or none."""
        chosen = self.cleaned_data["client"]
        return {"client_id": None if chosen == NOT_HERE else UUID(chosen)}


class TalkForm(ActionForm):
    """The conversation."""

    on = DateInputField(label=_("When did you talk?"))
    confidentiality = box(
        _("Confidentiality: what did you talk about?"),
        hint=_("What each of them knows of the other, and how it stays where it belongs."),
        rows=4,
    )
    risk = box(_("Risk: what did you talk about?"), hint=_("What could go wrong for the client, the worker and others."), rows=4)
    view = box(_("What does the worker think of it themselves?"), rows=4)

    def facts(self) -> dict[str, Any]:
        """The day, and what was said."""
        told = self.cleaned_data
        return {"on": told["on"], "told": Conversation(told["confidentiality"], told["risk"], told["view"])}


class ReturnForm(ActionForm):
    """What one wants to know."""

    text = box(_("What do you want to know?"), hint=_("The worker reads this and answers."))


class ReasonForm(ActionForm):
    """Why."""

    reason = box(_("Why?"), hint=_("The worker reads this."), rows=4)


class RecuseForm(ActionForm):
    """Why one steps aside."""

    reason = box(_("Why do you step aside?"), hint=_("The worker does not read this."), rows=4)


class ManageForm(ReasonForm):
    """A plan."""

    extent = forms.ChoiceField(
        label=_("What is the worker kept from, with this client?"), choices=Extent.choices, widget=RadioSelect()
    )
    review_on = DateInputField(label=_("When do you look at it again?"), help_text=_("After today, and within a year."))

    def __init__(self, data: Any = None, files: Any = None, *, owners: QuerySet[StaffMember], today: date) -> None:
        super().__init__(data, files, initial={"extent": Extent.KEY_WORKER})
        for place in PLACES:
            self.fields[f"words_{place}"] = forms.CharField(
                label=_("Safeguard %(n)s: what is done?") % {"n": place},
                required=place == 1,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": _("Write down at least one safeguard")},
            )
            self.fields[f"owner_{place}"] = person_field(
                owners, label=_("Who sees to safeguard %(n)s?") % {"n": place}, required=place == 1
            )
            self.fields[f"on_{place}"] = DateInputField(
                label=_("From when does safeguard %(n)s hold?") % {"n": place}, required=place == 1
            )
            self.initial[f"on_{place}"] = today if place == 1 else None
        order = [f"{name}_{place}" for place in PLACES for name in ("words", "owner", "on")]
        self.order_fields([*order, "extent", "review_on", "reason"])

    def clean(self) -> dict[str, Any]:
        """A safeguard has all three, or nothing."""
        told = super().clean() or {}
        for place in PLACES[1:]:
            parts = [f"{name}_{place}" for name in ("words", "owner", "on")]
            if any(told.get(name) for name in parts):
                for name in parts:
                    if not told.get(name) and name not in self.errors:
                        self.add_error(name, _("A safeguard needs its words, somebody who sees to it, and a day"))
        return told

    def facts(self) -> dict[str, Any]:
        """The plan."""
        told = self.cleaned_data
        kept = [
            Safeguard(told[f"words_{place}"], told[f"owner_{place}"].pk, told[f"on_{place}"])
            for place in PLACES
            if told.get(f"words_{place}")
        ]
        return {
            "reason": told["reason"],
            "safeguards": kept,
            "extent": Extent(told["extent"]),
            "review_on": told["review_on"],
        }


class TakeOffForm(ReasonForm):
    """A hand-over, where there is a client to hand over."""

    why_nobody = box(_("If nobody takes over yet: why?"), rows=2, required=False)
    told_how = box(_("How is the client told?"), hint=_("By whom, and in which words they can follow."), rows=3)
    told_on = DateInputField(label=_("When are they told?"))

    def __init__(self, data: Any = None, files: Any = None, *, owners: QuerySet[StaffMember], hands_over: bool) -> None:
        super().__init__(data, files)
        self.hands_over = hands_over
        if not hands_over:
            for name in ("why_nobody", "told_how", "told_on"):
                del self.fields[name]
            return
        self.fields["takes_over"] = person_field(owners, nobody=_("Nobody yet"), label=_("Who takes over?"), required=False)
        self.order_fields(["takes_over", "why_nobody", "told_how", "told_on", "reason"])

    def facts(self) -> dict[str, Any]:
        """The hand-over."""
        told = self.cleaned_data
        if not self.hands_over:
            return {"reason": told["reason"]}
        to = told.get("takes_over")
        return {
            "reason": told["reason"],
            "hand_over": HandOver(to.pk if to else None, told["why_nobody"], told["told_how"], told["told_on"]),
        }

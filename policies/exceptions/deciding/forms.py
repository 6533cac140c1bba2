"""The forms of those who assess and decide."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.staff.forms import ActionForm, person_field
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import RuleViolation
from boundaries.web.forms import DateInputField, PageForm, RadioSelect
from policies.exceptions import rules
from policies.exceptions.choices import WITHOUT_RISKS, Answer, ExceptionKind, ExceptionStatus
from policies.exceptions.models import ExceptionRequest, ExceptionSafeguard
from policies.exceptions.reading import IMPACTS, LIKELIHOODS, scale_options
from policies.exceptions.rules import LONGEST_HAZARD, LONGEST_NAME, LONGEST_TEXT, Hazard, Safeguard

USUAL_SAFEGUARDS, SPARE_HAZARDS = 4, 2
SCALES = ("likelihood", "impact", "likelihood_after", "impact_after")
OF_HAZARD = ("hazard", "who", *SCALES)
OF_SAFEGUARD = ("words", "owner", "on")


def box(label: Any, *, hint: Any = "", rows: int = 4) -> forms.CharField:
    """A box for as many words as somebody needs."""
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Write a few words")},
    )


class AssessForm(ActionForm):
    """The risks, before the safeguards and with them; the safeguards, and what the assessment says in words.

    It begins with what was assessed last, or else with what the worker wrote. Rows that stay empty count for nothing.
    """

    words = box(
        _("Your assessment in your own words"),
        hint=_("Why it does the client good, or not, and what you settled with the worker. They read it too."),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        exception: ExceptionRequest,
        hazards: Sequence[Hazard],
        safeguards: Sequence[ExceptionSafeguard],
        words: str,
        owners: QuerySet[StaffMember],
        today: date,
    ) -> None:
        super().__init__(data, files, initial={"words": words})
        self.exception, self.today = exception, today
        self.needs_hazard = exception.kind not in WITHOUT_RISKS
        self.given = len(hazards)
        count = min(rules.MOST_HAZARDS, max(len(hazards), 1 if self.needs_hazard else 0) + SPARE_HAZARDS)
        self.hazard_places = range(1, count + 1)
        self.safeguard_places = range(1, min(rules.MOST_SAFEGUARDS, max(USUAL_SAFEGUARDS, len(safeguards) + 2)) + 1)
        for place in self.hazard_places:
            self._add_hazard(place, hazards[place - 1] if place <= len(hazards) else None)
        for place in self.safeguard_places:
            self._add_safeguard(place, safeguards[place - 1] if place <= len(safeguards) else None, owners)
        self.order_fields([name for _row, names in self._rows() for name in names])

    def _add_hazard(self, place: int, kept: Hazard | None) -> None:
        needed = place == 1 and self.needs_hazard
        self.fields[f"hazard_{place}"] = forms.CharField(
            label=_("What could go wrong?"),
            required=needed,
            max_length=LONGEST_HAZARD,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={"required": _("Assess at least one risk, even if it is little")},
        )
        self.fields[f"who_{place}"] = forms.CharField(label=_("For whom?"), required=needed, max_length=LONGEST_NAME)
        labels = {
            "likelihood": _("How likely, without safeguards?"),
            "impact": _("How bad, without safeguards?"),
            "likelihood_after": _("How likely, with the safeguards?"),
            "impact_after": _("How bad, with the safeguards?"),
        }
        for name in SCALES:
            self.fields[f"{name}_{place}"] = forms.ChoiceField(
                label=labels[name],
                required=needed,
                choices=scale_options(LIKELIHOODS if "likelihood" in name else IMPACTS, nothing=_("Choose")),
                error_messages={"required": _("Choose a number from 1 to 5"), "invalid_choice": _("Choose a number from 1 to 5")},
            )
        if kept is not None:
            told = {"hazard": kept.what, **kept._asdict()}
            self.initial.update({f"{name}_{place}": told[name] for name in OF_HAZARD})

    def _add_safeguard(self, place: int, kept: ExceptionSafeguard | None, owners: QuerySet[StaffMember]) -> None:
        needed = place == 1
        self.fields[f"words_{place}"] = forms.CharField(
            label=_("What is done?"),
            required=needed,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={"required": _("Write down at least one safeguard")},
        )
        self.fields[f"owner_{place}"] = person_field(owners, label=_("Who sees to it?"), required=needed)
        self.fields[f"on_{place}"] = DateInputField(label=_("By which day?"), required=needed)
        if kept is not None:
            self.initial.update({f"words_{place}": kept.words, f"owner_{place}": kept.owner, f"on_{place}": kept.on})
        elif needed and self.exception.starts_on is not None:
            self.initial[f"on_{place}"] = max(self.exception.starts_on, self.today)

    def _rows(self) -> Iterable[tuple[str, list[str]]]:
        for place in self.hazard_places:
            yield f"hazard_{place}", [f"{name}_{place}" for name in OF_HAZARD]
        for place in self.safeguard_places:
            yield f"words_{place}", [f"{name}_{place}" for name in OF_SAFEGUARD]

    def clean(self) -> dict[str, Any]:
        """A row has all its parts, or none; each is held against the rules where it stands."""
        told = super().clean() or {}
        for first, names in self._rows():
            begun = [name for name in names if told.get(name) or name in self.errors]
            if not begun:
                continue
            for name in names:
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, MISSING_OF_HAZARD if first.startswith("hazard") else MISSING_OF_SAFEGUARD)
            if not any(name in self.errors for name in names):
                self._check_row(first, told)
        return told

    def _check_row(self, first: str, told: dict[str, Any]) -> None:
        place = int(first.rpartition("_")[2])
        try:
            if first.startswith("hazard"):
                rules.check_hazards([self._hazard(place, told)], with_after=True)
            else:
                kept = self._safeguard(place, told)
                rules.check_safeguards([kept], owners={kept.owner_id}, ends_on=self.exception.ends_on, today=self.today)
        except RuleViolation as refusal:
            self.add_error(f"{str(refusal.field).rpartition('_')[0]}_{place}", refusal.message)

    def _hazard(self, place: int, told: dict[str, Any]) -> Hazard:
        numbers = {name: int(told[f"{name}_{place}"]) for name in SCALES}
        return Hazard(what=told[f"hazard_{place}"].strip(), who=told[f"who_{place}"].strip(), **numbers)

    def _safeguard(self, place: int, told: dict[str, Any]) -> Safeguard:
        return Safeguard(told[f"words_{place}"], told[f"owner_{place}"].pk, told[f"on_{place}"])

    def facts(self) -> dict[str, Any]:
        """The rows that say something."""
        told = self.cleaned_data
        return {
            "hazards": [self._hazard(place, told) for place in self.hazard_places if told.get(f"hazard_{place}")],
            "safeguards": [self._safeguard(place, told) for place in self.safeguard_places if told.get(f"words_{place}")],
            "words": told["words"],
        }

    # --- As the page shows it
    def shown_hazards(self) -> list[dict[str, Any]]:
        """Each risk with its fields, those that somebody wrote first; the others stand folded."""
        return [self._shown(place, OF_HAZARD, place <= max(self.given, 1)) for place in self.hazard_places]

    def shown_safeguards(self) -> list[dict[str, Any]]:
        """Each safeguard with its fields."""
        return [self._shown(place, OF_SAFEGUARD, place == 1) for place in self.safeguard_places]

    def _shown(self, place: int, names: Sequence[str], is_open: bool) -> dict[str, Any]:
        fields = [self[f"{name}_{place}"] for name in names]
        written = any(each.errors or each.value() not in ("", None, ["", "", ""], [None, None, None]) for each in fields)
        return {"n": place, "fields": fields, "is_open": is_open or written}


MISSING_OF_HAZARD = _("A risk needs its words, for whom it is one, and all four numbers")
MISSING_OF_SAFEGUARD = _("A safeguard needs its words, somebody who sees to it, and a day")


class RecommendForm(ActionForm):
    """For it or against it, and why."""

    answer = forms.ChoiceField(
        label=_("What do you recommend?"),
        choices=Answer.choices,
        widget=RadioSelect(),
        error_messages={"required": _("Say whether you are for it or against it")},
    )
    reason = box(_("Why?"), hint=_("Whoever decides reads this, and the worker."))


class ApproveForm(ActionForm):
    """The reason, what the team reads, and from when until when."""

    reason = box(_("Why do you approve it?"), hint=_("The worker reads this, and it stands in the printed decision."))
    for_team = box(
        _("What does the team read?"),
        hint=_(
            "The team that works with the client sees this, so that nothing looks hidden. Leave out what only you need to know."
        ),
    )
    starts_on = DateInputField(label=_("From which day?"))
    ends_on = DateInputField(label=_("Until which day?"), help_text=_("You may shorten what was asked for, not widen it."))


class RefuseForm(ActionForm):
    """Why not."""

    reason = box(_("Why is it not approved?"), hint=_("The worker reads this. Say what they could do instead, if you know."))


class ReturnForm(ActionForm):
    """What one wants to know."""

    text = box(_("What do you want to know, or to have changed?"), hint=_("The worker reads this and answers."))


class StepAsideForm(ActionForm):
    """Why one steps aside."""

    reason = box(_("Why do you step aside?"), hint=_("The worker does not read this."))


class TurnForm(ActionForm):
    """Why it is paused, taken up again or revoked."""

    reason = box(_("Why?"), hint=_("The worker reads this."))


class NarrowForm(PageForm):
    """Which of the register."""

    mark_optional = False
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *ExceptionKind.choices])
    status = forms.ChoiceField(
        label=_("How it stands"),
        required=False,
        choices=[("", _("All of them")), *((value, label) for value, label in ExceptionStatus.choices if value != "draft")],
    )

    def chosen(self) -> dict[str, str]:
        """What was chosen; an answer that is none narrows nothing."""
        told = self.cleaned_data if self.is_valid() else {}
        return {name: told[name] for name in ("kind", "status") if told.get(name)}

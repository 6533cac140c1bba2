"""How an exception reads on the pages: its facts, its risks on a matrix, what was settled and decided, what happens next."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.clients.models import Client
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from policies.adoption.queries import cited
from policies.adoption.views import lines
from policies.disclosures.reading import client_as_known, thread_as_read
from policies.exceptions.choices import (
    ABOUT_CLIENT,
    ASKED,
    CHANGEABLE,
    COLOURS,
    RISK_COLOURS,
    WITHOUT_CLIENT,
    WITHOUT_RISKS,
    Answer,
    ExceptionKind,
    ExceptionStatus,
    RiskLevel,
    Seat,
    Turn,
)
from policies.exceptions.models import (
    ExceptionAssessment,
    ExceptionDecision,
    ExceptionRequest,
    ExceptionTurn,
    facts_of,
)
from policies.exceptions.queries import Whole, was_in_force
from policies.exceptions.rules import SCALE, Hazard, hazards_of, ladder, level_of, page_of, residual_of
from policies.library.choices import Office, Strength

Status = ExceptionStatus


class Row(NamedTuple):
    """One fact, and the step that asks for it."""

    step: str
    key: str
    value: str | list[str]


LABELS: dict[str, Any] = {
    "what": gettext_lazy("What is planned"),
    "place": gettext_lazy("Where"),
    "company": gettext_lazy("Who else is there"),
    "who_asked": gettext_lazy("Who asked for it, and what they asked"),
    "amount": gettext_lazy("How much, or what it is worth"),
    "instruction": gettext_lazy("Which work instruction is followed"),
    "benefit": gettext_lazy("What the client, or the service, gains by it"),
    "wish": gettext_lazy("What the client wants"),
    "support_plan": gettext_lazy("How it fits the support plan"),
}


# --- What was asked -----------------------------------------------------------------------------------------------------------
def asked(exception: ExceptionRequest, *, own: bool) -> dict[str, Any]:
    """What is asked: as it was sent last, and for its worker as they write on it where it can be written on.

    Nobody else reads what is being written before it is sent.
    """
    if exception.status == Status.DRAFT or (own and exception.status in CHANGEABLE):
        people = [str(each) for each in exception.companions.values_list("person_id", flat=True)]
        return facts_of(exception) | {"companions": people}
    last = exception.askings.order_by("-pk").first()
    assert last is not None
    last.exception = exception
    facts = dict(last.facts)
    days = {name: date.fromisoformat(facts[name]) for name in ("starts_on", "ends_on") if facts[name]}
    return {**facts, **days, "client": UUID(facts["client"]) if facts["client"] else None}


def client_of(reader: StaffMember, exception: ExceptionRequest, facts: Mapping[str, Any]) -> str:
    """Whom it is about, as this reader may know them."""
    client = exception.client
    if facts["client"] != exception.client_id:
        rows = Client.objects.filter(organisation_id=exception.organisation_id).select_related("organisation__data_key")
        client = rows.filter(pk=facts["client"]).first()
    return ", ".join(filter(None, [client_as_known(reader, client), str(facts["words"].get("person", ""))]))


def days_between(starts_on: date | None, ends_on: date | None) -> str:
    """From the first day to the last, in words."""
    if starts_on is None or ends_on is None:
        return ""
    first, last = formats.date_format(starts_on, "l j F Y"), formats.date_format(ends_on, "l j F Y")
    if starts_on == ends_on:
        return first
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def rows_of(reader: StaffMember, exception: ExceptionRequest, *, own: bool) -> list[Row]:
    """What was asked, in the order of the pages: only what its kind asks."""
    facts = asked(exception, own=own)
    kind, words = facts["kind"], facts["words"]
    if kind not in ExceptionKind.values:
        return []
    clauses = cited(exception.organisation_id, [UUID(str(each)) for each in facts["clauses"]])
    people = StaffMember.objects.filter(organisation_id=exception.organisation_id, pk__in=facts["companions"]).order_by(
        "name", "pk"
    )
    names = ASKED[kind]
    rows = [
        Row("kind", _("What is asked for"), str(ExceptionKind(kind).label)),
        Row("clause", _("About"), [f"{each.code}: {each.text}" for each in clauses]),
        *(Row("plan", str(LABELS[name]), words.get(name, "")) for name in names if page_of(name) == "plan"),
        Row("plan", _("When"), days_between(facts["starts_on"], facts["ends_on"])),
        Row("plan", _("Colleagues who take part"), [each.name for each in people] or _("Nobody")),
    ]
    who = client_of(reader, exception, facts)
    if kind not in WITHOUT_CLIENT or who:
        rows.append(Row("client", _("The client"), who))
    rows += [Row("client", str(LABELS[name]), words.get(name, "")) for name in ABOUT_CLIENT if name in names]
    if kind not in WITHOUT_RISKS:
        rows.append(
            Row(
                "risks",
                _("What could go wrong"),
                [hazard_in_words(number, each) for number, each in enumerate(hazards_of(facts["hazards"]), start=1)],
            )
        )
    return rows


def hazard_in_words(number: int, hazard: Hazard) -> str:
    """A hazard in one line, with its number on the matrix."""
    told = _("%(number)d. %(what)s For %(who)s. Likelihood %(likelihood)d, impact %(impact)d: %(score)d, %(level)s.")
    what = hazard.what if hazard.what[-1:] in ".!?" else f"{hazard.what}."
    facts = {"number": number, "what": what, "who": hazard.who, "likelihood": hazard.likelihood, "impact": hazard.impact}
    return told % {**facts, "score": hazard.before, "level": level_of(hazard.before).label.lower()}


# --- Risks --------------------------------------------------------------------------------------------------------------------
LIKELIHOODS: dict[int, Any] = {
    1: gettext_lazy("very unlikely"),
    2: gettext_lazy("unlikely"),
    3: gettext_lazy("possible"),
    4: gettext_lazy("likely"),
    5: gettext_lazy("almost certain"),
}
IMPACTS: dict[int, Any] = {
    1: gettext_lazy("hardly any harm"),
    2: gettext_lazy("little harm"),
    3: gettext_lazy("some harm"),
    4: gettext_lazy("serious harm"),
    5: gettext_lazy("very serious harm"),
}


def scale_options(words: Mapping[int, Any], *, nothing: Any = "") -> list[tuple[str, str]]:
    """The five numbers as they are chosen, each with its word."""
    return [("", str(nothing)), *((str(number), f"{number} - {words[number]}") for number in SCALE)]


def score_as_read(score: int | None) -> dict[str, Any] | None:
    """A risk with its level and the colour beside it."""
    if score is None:
        return None
    level = level_of(score)
    return {"score": score, "level": level.label, "name": str(level), "colour": RISK_COLOURS[level]}


def risks_as_read(hazards: Sequence[Hazard]) -> dict[str, Any]:
    """Hazards with their numbers, on two matrices where safeguards were weighed too; ``highest`` is the one that stays."""
    shown = [
        {
            "number": number,
            "hazard": each,
            "before": score_as_read(each.before),
            "after": score_as_read(each.after),
            "likelihood": LIKELIHOODS[each.likelihood],
            "impact": IMPACTS[each.impact],
        }
        for number, each in enumerate(hazards, start=1)
    ]
    weighed = any(each.after is not None for each in hazards)
    matrices = [_matrix(_("Without safeguards"), "before", [(each.likelihood, each.impact) for each in hazards])]
    if weighed:
        matrices.append(
            _matrix(_("With the safeguards"), "after", [(each.likelihood_after, each.impact_after) for each in hazards])
        )
    return {
        "hazards": shown,
        "matrices": matrices if hazards else [],
        "weighed": weighed,
        "highest": score_as_read(residual_of(hazards)),
    }


def _matrix(caption: str, name: str, places: Sequence[tuple[int | None, int | None]]) -> dict[str, Any]:
    """The five by five, the likeliest first, with the numbers of the hazards where they stand."""
    found: dict[tuple[int | None, int | None], list[int]] = {}
    for number, place in enumerate(places, start=1):
        found.setdefault(place, []).append(number)
    rows = [
        {
            "likelihood": likelihood,
            "word": LIKELIHOODS[likelihood],
            "cells": [
                {**(score_as_read(likelihood * impact) or {}), "hazards": found.get((likelihood, impact), [])} for impact in SCALE
            ],
        }
        for likelihood in reversed(SCALE)
    ]
    columns = [{"impact": impact, "word": IMPACTS[impact]} for impact in SCALE]
    return {"caption": caption, "name": name, "columns": columns, "rows": rows}


LEVELS = [(RiskLevel.LOW, "1-4"), (RiskLevel.MIDDLE, "5-11"), (RiskLevel.HIGH, "12-25")]


# --- What was settled and decided ---------------------------------------------------------------------------------------------
def tag(exception: ExceptionRequest) -> dict[str, Any]:
    """Its status in words, and the colour beside them."""
    status = Status(exception.status)
    return {"status": status.label, "colour": COLOURS[status]}


ANSWER_COLOURS = {Answer.YES: "green", Answer.NO: "red"}


def said(decision: ExceptionDecision) -> str:
    """What somebody said, in words."""
    yes = decision.answer == Answer.YES
    if decision.seat == Seat.RECOMMENDS:
        return _("Recommended") if yes else _("Advised against")
    if decision.seat == Seat.SECOND:
        return _("Approved by the second person") if yes else _("Not approved by the second person")
    return _("Approved") if yes else _("Not approved")


def clauses_as_they_were(decision: ExceptionDecision) -> list[dict[str, Any]]:
    """The clauses as they read on the day of the decision, in the shape of `policies/clause.html`, linked to nothing."""
    found = []
    for each in decision.as_it_was.get("clauses", []):
        edition = _("edition %(number)s") % {"number": each["edition"]} if each.get("edition") else ""
        policy = ", ".join(filter(None, [each.get("policy", ""), edition]))
        strength = Strength(each["strength"])
        colour = "red" if strength == Strength.ABSOLUTE else "grey"
        wording = {"text": each["wording"]} if each.get("wording") else None
        found.append(
            {"code": each["code"], "text": each["text"], "strength": strength.label, "colour": colour, "wording": wording}
            | {"policy": policy, "url": ""}
        )
    return found


def decision_as_read(decision: ExceptionDecision) -> dict[str, Any]:
    """What one person said, for `decisions.html`."""
    return {
        "decision": decision,
        "label": said(decision),
        "colour": ANSWER_COLOURS[Answer(decision.answer)],
        "days": days_between(decision.starts_on, decision.ends_on),
        "clauses": clauses_as_they_were(decision),
    }


def safeguards_of(assessment: ExceptionAssessment | None) -> list[Any]:
    """What was settled, by the day on which it is due."""
    return sorted(assessment.safeguards.all(), key=lambda each: (each.on, each.pk)) if assessment else []


TURN_COLOURS = {Turn.SUSPENDED: "orange", Turn.RESUMED: "green", Turn.REVOKED: "red"}


def turn_as_read(turn: ExceptionTurn, *, own: bool) -> dict[str, Any]:
    """That it was paused, taken up again or revoked, and why; its worker does not read by whom (design.md 1)."""
    kind = Turn(turn.turn)
    by = turn.made_by.name if turn.made_by and not own and turn.turn == Turn.REVOKED else ""
    return {"label": kind.label, "colour": TURN_COLOURS[kind], "reason": turn.reason, "at": turn.made_at, "by": by}


def whole_as_read(reader: StaffMember, found: Whole, *, own: bool) -> dict[str, Any]:
    """Everything about one, for the pages: each name is what the partial of that name wants."""
    exception, assessment = found.exception, found.assessment
    facts = asked(exception, own=own)
    hazards = hazards_of(assessment.hazards.get("all", []) if assessment else facts["hazards"])
    return {
        "exception": exception,
        **tag(exception),
        "rows": rows_of(reader, exception, own=own),
        "risks": risks_as_read(hazards),
        "assessment": assessment,
        "safeguards": safeguards_of(assessment),
        "thread": thread_as_read(found.thread, own=own),
        "decisions": [decision_as_read(each) for each in found.decisions],
        "turns": [turn_as_read(each, own=own) for each in found.turns],
        "outcome": found.outcome,
        "cited": lines(cited(exception.organisation_id, [UUID(str(each)) for each in facts["clauses"]])),
    }


# --- What happens next --------------------------------------------------------------------------------------------------------
def day_of(exception: ExceptionRequest) -> str:
    """The day by which whoever has it is to have done so; empty where nobody's clock runs, or it ran out."""
    if exception.due_at is None or exception.due_at <= now():
        return ""
    return formats.date_format(exception.due_at.astimezone(exception.organisation.calendar().zone), "l j F Y")


def is_warned_of(exception: ExceptionRequest) -> bool:
    """Whether there is still a day before its end on which its worker is told."""
    return exception.ends_on is not None and bool(ladder(exception.ends_on, today=today(exception.organisation)))


def what_happens_next(exception: ExceptionRequest) -> list[str]:
    """Where it stands and what comes next, for its worker, in sentences."""
    status, day = Status(exception.status), day_of(exception)
    days = days_between(exception.starts_on, exception.ends_on)
    by = (
        _("That is to be done by %(day)s.") % {"day": day} if day else _("Where nobody does in time, the next person up is told.")
    )
    last = formats.date_format(exception.ends_on, "j F Y") if exception.ends_on else ""
    second = [_("Two people must approve it.")] if exception.second else []
    sentences: dict[str, list[str]] = {
        Status.DRAFT: [_("You have not sent it yet. Nobody but you can read it.")],
        Status.REQUESTED: [
            _(
                "Your line manager, or the next person up, talks it over with you: the risks, and what protects the client and you."
            ),
            by,
            _("Do not do it before it is approved."),
        ],
        Status.ASSESSED: [_("The risks were assessed. Next it is decided, or put before whoever decides."), by, *second],
        Status.DIRECTOR_REVIEW: [_("It waits for a decision: %(who)s.") % {"who": who_decides(exception)}, by, *second],
        Status.RETURNED: [_("You were asked something. It goes on as soon as you have answered.")],
        Status.APPROVED: [
            _("It was approved: %(days)s. Not earlier, and with the safeguards below.") % {"days": days},
        ],
        Status.ACTIVE: [
            _("It is in force until %(day)s, with the safeguards below.") % {"day": last},
            *([_("You are told again before it ends.")] if is_warned_of(exception) else []),
            _("After that you are asked how it went."),
        ],
        Status.EXPIRING: [_("It ends on %(day)s. If you need it longer, ask for it again in time.") % {"day": last}],
        Status.EXPIRED: [
            _("It has ended."),
            *([_("Say how it went: whoever decided reads it.")] if was_in_force(exception) else []),
        ],
        Status.SUSPENDED: [
            _("It is paused: do not act on it until you read here that it was taken up again."),
            _("Its last day stays %(day)s.") % {"day": last},
        ],
        Status.REVOKED: [_("It was revoked: do not act on it any more. The reason stands below.")],
        Status.REFUSED: [
            _("It was not approved. The reason stands below."),
            _("Talk it over with your line manager. With another plan you can ask again."),
        ],
        Status.WITHDRAWN: [_("You took it back. Nothing more happens with it.")],
        Status.OUTCOME_TOLD: [_("It has ended, and you said how it went. Thank you.")],
    }
    return sentences[status]


def who_decides(exception: ExceptionRequest) -> str:
    """The office that the clauses name."""
    return str(Office(exception.office).label) if exception.office else ""


# --- Lists --------------------------------------------------------------------------------------------------------------------
def line_of(exception: ExceptionRequest, url_name: str) -> dict[str, Any]:
    """One line of a list."""
    return {
        "exception": exception,
        "url": reverse(url_name, args=[exception.pk]),
        "reference": exception.reference or _("Draft"),
        "kind": exception.get_kind_display() if exception.kind else _("A request you have begun"),
        "days": days_short(exception.starts_on, exception.ends_on),
        **tag(exception),
    }


def days_short(starts_on: date | None, ends_on: date | None) -> str:
    """From the first day to the last, in a few letters."""
    days: Iterable[date] = dict.fromkeys(each for each in (starts_on, ends_on) if each)
    return " – ".join(formats.date_format(each, "j M Y") for each in days)

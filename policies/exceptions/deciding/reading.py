"""How a request reads to those who assess and decide: what they can do with it now, lines of lists, and the printed decision."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import now
from boundaries.errors.exceptions import MoveRefused
from boundaries.printing.pdf import tagged_pdf
from policies.exceptions import reading
from policies.exceptions.choices import RUNNING, WAITS, Answer, ExceptionKind, ExceptionStatus, Seat
from policies.exceptions.deciding.actions import endorsement_of, seat_of
from policies.exceptions.models import ExceptionDecision, ExceptionRequest
from policies.exceptions.permissions import ACCESS, ExceptionPermission
from policies.exceptions.queries import Whole, clauses_in_force, handled, waiting_for
from policies.exceptions.rules import Hazard, Place, hazards_of
from policies.exceptions.workflow import WORKFLOW, ExceptionMove
from policies.library.models import Clause

_M, _P, Status = ExceptionMove, ExceptionPermission, ExceptionStatus
MOST_EARLIER = 5
OPEN = WAITS | RUNNING | {Status.RETURNED, Status.APPROVED, Status.SUSPENDED}
"""Something can still be decided about it."""
TOLD = frozenset({"plan", "client"})
"""Of what was asked these pages are read in one piece: the clauses and the risks stand by themselves, as they are decided on."""


# --- What can be done ---------------------------------------------------------------------------------------------------------
def can(exception: ExceptionRequest, move: ExceptionMove) -> bool:
    """Whether the workflow has this move from where it stands."""
    try:
        WORKFLOW.move(exception.status, move)
    except MoveRefused:
        return False
    return True


def may_assess(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """Whether it is to be assessed, or can be anew: until somebody has spoken about the last assessment."""
    if not can(exception, _M.ASSESS) or not ACCESS.allows(actor, _P.ASSESS, exception):
        return False
    last = exception.assessments.order_by("-pk").first()
    return exception.status != Status.ASSESSED or last is None or not last.decisions.exists()


def may_recommend(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """Whether their word now is a recommendation."""
    place = seat_of(actor, exception)
    return place is not None and place.seat == Seat.RECOMMENDS and ACCESS.allows(actor, _P.RECOMMEND, exception)


def deciding_place(actor: StaffMember, exception: ExceptionRequest) -> Place | None:
    """The seat from which they can approve it or not; None where there is none for them now."""
    place = seat_of(actor, exception)
    return place if place is not None and place.seat != Seat.RECOMMENDS else None


def may_decide(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """Whether they can approve it or not now."""
    return deciding_place(actor, exception) is not None


def may_return(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """Whether they can ask its worker something now."""
    return can(exception, _M.RETURN) and ACCESS.allows(actor, _P.RETURN, exception)


def may_suspend(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """Whether they can pause it."""
    return can(exception, _M.SUSPEND) and ACCESS.allows(actor, _P.SUSPEND, exception)


def may_resume(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """Whether they can take it up again."""
    return can(exception, _M.RESUME) and ACCESS.allows(actor, _P.SUSPEND, exception)


def may_revoke(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """Whether they can revoke it."""
    return can(exception, _M.REVOKE) and ACCESS.allows(actor, _P.REVOKE, exception)


def may_step_aside(actor: StaffMember, exception: ExceptionRequest) -> bool:
    """Whether there is still something to step aside from."""
    return exception.status in OPEN and ACCESS.allows(actor, _P.RECUSE, exception)


def verbs(actor: StaffMember, exception: ExceptionRequest) -> list[dict[str, Any]]:
    """What the reader can do with it now: first what waits for them, as buttons; then the rest."""
    decides = may_decide(actor, exception)
    again = exception.status == Status.ASSESSED
    table = [
        ("assess", _("Assess it anew") if again else _("Assess the risks"), may_assess(actor, exception), not again),
        ("recommend", _("Recommend, for or against"), may_recommend(actor, exception), True),
        ("approve", _("Approve it"), decides, True),
        ("refuse", _("Do not approve it"), decides, True),
        ("return", _("Send it back with a question"), may_return(actor, exception), False),
        ("suspend", _("Pause it"), may_suspend(actor, exception), False),
        ("resume", _("Take it up again"), may_resume(actor, exception), True),
        ("revoke", _("Revoke it"), may_revoke(actor, exception), False),
        ("recuse", _("Step aside"), may_step_aside(actor, exception), False),
    ]
    return [
        {"name": name, "label": label, "url": reverse(f"exceptions:{name}", args=[exception.pk]), "is_first": is_first}
        for name, label, may, is_first in table
        if may
    ]


def days_to_approve(exception: ExceptionRequest) -> dict[str, date | None]:
    """The days that are offered to be approved: as the first of two said, else as asked; never days that have gone."""
    first = endorsement_of(exception)
    starts_on, ends_on = (first.starts_on, first.ends_on) if first else (exception.starts_on, exception.ends_on)
    return {"starts_on": max(starts_on, today(exception.organisation)) if starts_on else None, "ends_on": ends_on}


# --- Lines --------------------------------------------------------------------------------------------------------------------
def line_of(exception: ExceptionRequest) -> dict[str, Any]:
    """One line of a list. Its days are left out while its worker may be writing others, which are not sent yet."""
    line = reading.line_of(exception, "exceptions:handle")
    return line | ({"days": ""} if exception.status == Status.RETURNED else {})


def desk_line(exception: ExceptionRequest) -> dict[str, Any]:
    """One line of the desk."""
    return line_of(exception) | {
        "worker": exception.worker.name,
        "risk": reading.score_as_read(exception.residual),
        "received_at": exception.submitted_at,
        "due_at": exception.due_at,
        "waiting": exception.status == Status.RETURNED,
    }


def codes_of(exceptions: Collection[ExceptionRequest]) -> dict[UUID, str]:
    """The codes of all the clauses these ask about."""
    ids = {each for exception in exceptions for each in exception.clauses}
    return dict(Clause.objects.filter(pk__in=ids).values_list("pk", "code"))


def covers(areas: Collection[UUID | None], exception: ExceptionRequest) -> bool:
    """Whether somebody who directs these areas directs that of this one."""
    return None in areas or (exception.area_id is not None and exception.area_id in areas)


def register_line(exception: ExceptionRequest, *, areas: Collection[UUID | None], codes: dict[UUID, str]) -> dict[str, Any]:
    """One line of the register. Auditors see that it is there: no client, no worker, and no way on."""
    reads = covers(areas, exception)
    line = line_of(exception)
    return line | {
        "url": line["url"] if reads else "",
        "worker": exception.worker.name if reads else "",
        "client": exception.client.reference if reads and exception.client else "",
        "clauses": "" if exception.status == Status.RETURNED else ", ".join(codes.get(each, "") for each in exception.clauses),
        "risk": reading.score_as_read(exception.residual),
        "sent_at": exception.submitted_at,
    }


def others_of(actor: StaffMember) -> QuerySet[ExceptionRequest]:
    """What somebody handles that goes on, and does not wait for them."""
    return handled(actor).filter(status__in=OPEN).exclude(pk__in=waiting_for(actor).values("pk"))


def earlier_rows(actor: StaffMember, exception: ExceptionRequest) -> QuerySet[ExceptionRequest]:
    """What the same worker asked for besides, as far as the reader has a page for it, the newest first."""
    rows = handled(actor).filter(worker_id=exception.worker_id).exclude(pk=exception.pk)
    return rows.order_by("-submitted_at", "-pk")[:MOST_EARLIER]


# --- One of them --------------------------------------------------------------------------------------------------------------
def as_handled(actor: StaffMember, found: Whole) -> dict[str, Any]:
    """Everything about one on the page on which it is decided."""
    exception, shown = found.exception, verbs(actor, found.exception)
    context = reading.whole_as_read(actor, found, own=False)
    hazards = [each["hazard"] for each in context["risks"]["hazards"]]
    facts = reading.asked(exception, own=False)
    days = facts if exception.status == Status.RETURNED else {"starts_on": exception.starts_on, "ends_on": exception.ends_on}
    last = found.decisions[0] if found.decisions else None
    return context | {
        "rows": [each for each in context["rows"] if each.step in TOLD or (each.step == "risks" and found.assessment)],
        "first_verbs": [each for each in shown if each["is_first"]],
        "verbs": [each for each in shown if not each["is_first"]],
        "place": deciding_place(actor, exception),
        "before": reading.score_as_read(max((each.before for each in hazards), default=None)),
        "advice": reading.decision_as_read(last) if last is not None and last.seat == Seat.RECOMMENDS else None,
        "policy_changed": exception.status in WAITS
        and len(clauses_in_force(exception.organisation_id, exception.clauses)) < len(exception.clauses),
        "to_assess_anew": found.assessment is not None and exception.status == Status.REQUESTED,
        "is_past": exception.status in WAITS and exception.ends_on is not None and exception.ends_on < today(actor.organisation),
        "days": reading.days_between(days["starts_on"], days["ends_on"]),
        "client": reading.client_of(actor, exception, facts),
        "office": reading.who_decides(exception),
        "earlier": [line_of(each) for each in earlier_rows(actor, exception)],
        "printed_url": reverse("exceptions:printed", args=[exception.pk]) if exception.decided_at else "",
    }


def asked_hazards(exception: ExceptionRequest) -> list[Hazard]:
    """What could go wrong, as its worker sent it."""
    return hazards_of(reading.asked(exception, own=False)["hazards"])


def for_team_begun(exception: ExceptionRequest) -> str:
    """What the team could read, without the client's wish, health or plans: whoever approves writes on it."""
    earlier = exception.decisions.select_related("assessment").exclude(seat=Seat.RECOMMENDS).order_by("-pk").first()
    if earlier is not None and earlier.answer == Answer.YES:
        earlier.exception = exception
        return earlier.for_team
    told = _("%(worker)s was allowed this, with safeguards: %(kind)s. Ask them or their line manager if you have a question.")
    kind = ExceptionKind(exception.kind).label
    return told % {"worker": exception.worker.name, "kind": f"{kind[:1].lower()}{kind[1:]}"}


# --- The printed decision -----------------------------------------------------------------------------------------------------
DECISION = Path(__file__).with_name("decision.typ")


class Fact(NamedTuple):
    """One fact as it is printed."""

    key: str
    value: str


def printed(reader: StaffMember, found: Whole, *, own: bool) -> bytes:
    """The last word on it as a PDF, with the clauses as they read on that day."""
    return tagged_pdf(DECISION, printed_data(reader, found, own=own))


def printed_data(reader: StaffMember, found: Whole, *, own: bool) -> dict[str, Any]:
    """What stands in it: plain words alone, under the names of `decision.typ`."""
    exception, decision = found.exception, found.decisions[0]
    assessment = next(each for each in found.assessments if each.pk == decision.assessment_id)
    hazards = hazards_of(assessment.hazards.get("all", []))
    approved = decision.answer == Answer.YES
    title = _("Decision on the exception %(reference)s") if approved else _("Decision on the request %(reference)s")
    facts = [
        Fact(_("Decision"), _("Approved") if approved else _("Not approved")),
        Fact(_("What was asked for"), str(ExceptionKind(exception.kind).label)),
        Fact(_("Asked for by"), exception.worker.name),
        Fact(_("Decided on"), moment(decision.decided_at, exception)),
        Fact(_("How it stands today"), str(Status(exception.status).label)),
    ]
    if approved:
        facts.insert(1, Fact(_("It holds"), reading.days_between(decision.starts_on, decision.ends_on)))
    return {
        "title": title % {"reference": exception.reference},
        "lang": (get_language() or "en").partition("-")[0],
        "organisation": exception.organisation.name,
        "printed": _("Printed for %(name)s on %(at)s") % {"name": reader.name, "at": moment(now(), exception)},
        "labels": printed_labels(),
        "facts": pairs(facts),
        "clauses": [clause_as_printed(each) for each in reading.clauses_as_they_were(decision)],
        "rows": pairs(
            Fact(each.key, plain(each.value)) for each in reading.rows_of(reader, exception, own=own) if each.step in TOLD
        ),
        "hazards": [
            {"what": each.what, "who": each.who, "before": score(each.before), "after": score(each.after)} for each in hazards
        ],
        "safeguards": [
            {"words": each.words, "owner": each.owner.name, "on": formats.date_format(each.on, "j F Y")}
            for each in reading.safeguards_of(assessment)
        ],
        "assessed": {
            "by": _("Assessed by %(name)s, %(at)s")
            % {"name": assessment.assessed_by.name, "at": moment(assessment.assessed_at, exception)},
            "words": assessment.words,
        },
        "said": [said_as_printed(each) for each in reversed(found.decisions) if each.assessment_id == assessment.pk],
        "for_team": decision.for_team if approved else "",
    }


def printed_labels() -> dict[str, str]:
    """The headings."""
    return {
        "fact": _("Question"),
        "value": _("Answer"),
        "clauses": _("What the policy said on that day"),
        "wording": _("How it was said here:"),
        "asked": _("What was asked for"),
        "risks": _("What could go wrong"),
        "hazard": _("What"),
        "who": _("For whom"),
        "before": _("Without safeguards"),
        "after": _("With the safeguards"),
        "safeguards": _("The safeguards"),
        "safeguard": _("What is done"),
        "owner": _("Who sees to it"),
        "on": _("By which day"),
        "said": _("Who said what"),
        "for_team": _("What the team reads"),
    }


def pairs(facts: Iterable[Fact]) -> list[dict[str, str]]:
    """Facts with their names."""
    return [{"key": each.key, "value": each.value or _("Not given")} for each in facts]


def plain(value: str | list[str]) -> str:
    """A value in one text."""
    return value if isinstance(value, str) else "\n".join(value)


def score(number: int | None) -> str:
    """A risk in a few words."""
    shown = reading.score_as_read(number)
    return f"{shown['score']}, {str(shown['level']).lower()}" if shown else "–"


def moment(at: datetime, exception: ExceptionRequest) -> str:
    """A moment where the organisation is."""
    return formats.date_format(at.astimezone(exception.organisation.calendar().zone), "j F Y, H:i")


def clause_as_printed(clause: dict[str, Any]) -> dict[str, str]:
    """A clause as it was kept with the decision."""
    wording = clause["wording"]["text"] if clause["wording"] else ""
    return {
        "code": clause["code"],
        "from": clause["policy"],
        "strength": str(clause["strength"]),
        "text": clause["text"],
        "wording": wording,
    }


def said_as_printed(decision: ExceptionDecision) -> dict[str, str]:
    """What one person said, from which seat, and in whose place."""
    by = _("%(seat)s: %(name)s, %(at)s")
    facts = {
        "seat": Seat(decision.seat).label,
        "name": decision.decided_by.name,
        "at": moment(decision.decided_at, decision.exception),
    }
    if decision.on_behalf_of is not None:
        by = _("%(seat)s: %(name)s in the place of %(director)s, %(at)s")
        facts["director"] = decision.on_behalf_of.name
    return {"heading": reading.said(decision), "by": by % facts, "reason": decision.reason}

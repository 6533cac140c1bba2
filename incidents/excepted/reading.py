"""How approved exceptions read to whoever reports, and to whoever handles a report that cites one."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.staff.models import StaffMember
from incidents.excepted.queries import CITES, Cited, cited_in, to_cite
from incidents.reports.models import Report
from policies.exceptions.choices import RUNNING, ExceptionStatus
from policies.exceptions.models import ExceptionRequest
from policies.exceptions.permissions import CONCERNED, ConcernedExceptionPermission
from policies.exceptions.team.reading import days_of, tag

PAUSABLE = RUNNING | {ExceptionStatus.APPROVED}
"""In these there is something to pause."""


def described(exception: ExceptionRequest) -> str:
    """One of them in a line: what, for whom, when."""
    words = _("%(kind)s: %(worker)s, %(days)s (%(reference)s). %(status)s.")
    told = {"kind": exception.get_kind_display(), "worker": exception.worker.name, "days": days_of(exception)}
    return words % {**told, "reference": exception.reference, "status": tag(exception)["status"]}


def offered(actor: StaffMember, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is approved about those whom the answers name, as its team knows it, and whether it was ticked."""
    ticked = set(answers.get(CITES, []))
    return [
        {
            "id": str(each.pk),
            "label": described(each),
            "words": each.for_team,
            "url": reverse("exceptions:for_team", args=[each.pk]),
            "ticked": str(each.pk) in ticked,
        }
        for each in to_cite(actor, answers)
    ]


def cited_as_read(actor: StaffMember, report: Report, *, may_consider: bool) -> list[dict[str, Any]]:
    """What a report cites, as its handler reads it; with the question whether to pause it for whoever may answer."""
    return [cited_line(actor, report, each, may_consider=may_consider) for each in cited_in(actor, report)]


def cited_line(actor: StaffMember, report: Report, cited: Cited, *, may_consider: bool) -> dict[str, Any]:
    """One of them."""
    line: dict[str, Any] = {
        "id": cited.citation.pk,
        "said": said_words(cited),
        "pause_url": "",
        "leave_url": "",
        "conflict": False,
    }
    if cited.exception is None:
        return line | {"label": "", "words": ""}
    line |= {"label": described(cited.exception), "words": cited.exception.for_team, **tag(cited.exception)}
    if cited.exception.status in PAUSABLE and may_consider:
        addresses = [report.pk, cited.citation.pk]
        line["conflict"] = not CONCERNED.allows(actor, ConcernedExceptionPermission.SUSPEND, cited.exception)
        line["pause_url"] = "" if line["conflict"] else reverse("excepted:pause", args=addresses)
        line["leave_url"] = "" if cited.said else reverse("excepted:leave", args=addresses)
    return line


def said_words(cited: Cited) -> str:
    """What was said to it last, by whom."""
    if cited.said is None:
        return ""
    words = _("%(name)s paused it.") if cited.said.paused else _("%(name)s left it as it is.")
    return words % {"name": cited.said.considered_by.name}

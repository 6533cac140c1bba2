"""The approved exceptions that a report may cite, and those that it cites."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import NotVisible
from incidents.excepted.models import CitedException, ExceptionConsideration
from incidents.reports.models import Report
from incidents.reports.rules import told_in
from policies.exceptions.models import ExceptionRequest
from policies.exceptions.queries import approved_for, running_for, told_in_a_concern

CITES = "exceptions"
"""The answer of a draft that holds which of them it cites."""


def _named(answers: Mapping[str, Any]) -> dict[str, list[UUID]]:
    """The clients and the colleagues whom the answers name by id."""
    told = told_in(answers)
    clients = [UUID(str(each["client"])) for each in told.get("clients", []) if each.get("client")]
    workers = [UUID(str(each["person"])) for each in told.get("subjects", []) if each.get("person")]
    return {"client_ids": clients, "worker_ids": workers}


def to_cite(actor: StaffMember, answers: Mapping[str, Any]) -> list[ExceptionRequest]:
    """What is approved now about whom the answers name, as far as the author may know of it as one of the team."""
    named = _named(answers)
    return running_for(actor, **named) if any(named.values()) else []


def cited_by(actor: StaffMember, answers: Mapping[str, Any]) -> list[ExceptionRequest]:
    """Those the answers cite, as far as the author may know of them and they are about whom the answers still name."""
    wanted, named = {UUID(each) for each in answers.get(CITES, [])}, _named(answers)
    return approved_for(actor, wanted, **named) if wanted and any(named.values()) else []


@dataclass(frozen=True)
class Cited:
    """One citation as a handler reads it; without the exception where this reader may not know of it."""

    citation: CitedException
    exception: ExceptionRequest | None
    said: ExceptionConsideration | None


def cited_in(actor: StaffMember, report: Report) -> list[Cited]:
    """What a report cites, and what was said to it last. The caller has shown the report to the actor already."""
    citations = list(CitedException.objects.hanging_on(report).order_by("pk"))
    if not citations:
        return []
    found = {each.pk: each for each in told_in_a_concern(actor, [each.exception_id for each in citations])}
    said = ExceptionConsideration.objects.hanging_on(report).select_related("considered_by").order_by("pk")
    last = {each.citation_id: each for each in said}
    return [Cited(each, found.get(each.exception_id), last.get(each.pk)) for each in citations]


def citation_of(actor: StaffMember, report: Report, citation_id: UUID) -> Cited:
    """One of them. Raises NotVisible, also where this reader may not know of the exception."""
    found = next((each for each in cited_in(actor, report) if each.citation.pk == citation_id), None)
    if found is None or found.exception is None:
        raise NotVisible
    return found

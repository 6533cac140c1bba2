"""The tables of incidents, gathered for Django."""

from incidents.book.models import BookCorrection, BookDiscussion, BookEntry
from incidents.emergency.models import EmergencyRequest
from incidents.lifting.models import ExclusionLifting, LiftingDecision
from incidents.reports.models import (
    Addition,
    AffectedPerson,
    Attachment,
    Draft,
    Intervention,
    Party,
    Report,
    ReportClock,
    ReportExclusion,
    ReportGrant,
    RouteDecision,
)

__all__ = [
    "Addition",
    "AffectedPerson",
    "Attachment",
    "BookCorrection",
    "BookDiscussion",
    "BookEntry",
    "Draft",
    "EmergencyRequest",
    "ExclusionLifting",
    "Intervention",
    "LiftingDecision",
    "Party",
    "Report",
    "ReportClock",
    "ReportExclusion",
    "ReportGrant",
    "RouteDecision",
]

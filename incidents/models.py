"""The tables of incidents, gathered for Django."""

from incidents.book.models import BookCorrection, BookDiscussion, BookEntry
from incidents.emergency.models import EmergencyRequest
from incidents.excepted.models import CitedException, ExceptionConsideration
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
    "CitedException",
    "Draft",
    "EmergencyRequest",
    "ExceptionConsideration",
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

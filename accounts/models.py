"""The tables of accounts, gathered for Django."""

from accounts.appointments.models import Appointment
from accounts.assignments.models import Assignment
from accounts.clients.models import Client, Relative
from accounts.imports.models import ImportFile, ImportProgress, ImportRun
from accounts.organisations.models import ClosedDay, Organisation, Site
from accounts.signin.models import SignInFailure
from accounts.staff.models import StaffMember, User
from accounts.teams.models import Team

__all__ = [
    "Appointment",
    "Assignment",
    "Client",
    "ClosedDay",
    "ImportFile",
    "ImportProgress",
    "ImportRun",
    "Organisation",
    "Relative",
    "SignInFailure",
    "Site",
    "StaffMember",
    "Team",
    "User",
]

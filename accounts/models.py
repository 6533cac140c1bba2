"""The tables of accounts, gathered for Django."""

from accounts.addresses.models import AddressChange
from accounts.appointments.models import Appointment
from accounts.assignments.models import Assignment, AssignmentBlock, HeldQualification, RequiredQualification
from accounts.clients.models import Client, Relative
from accounts.imports.models import ImportFile, ImportProgress, ImportRun
from accounts.invitations.models import Invitation
from accounts.organisations.models import ClosedDay, Organisation, Site
from accounts.passwords.models import PasswordReset
from accounts.secondfactor.models import AppKey, Passkey, RecoveryCode
from accounts.sessions.models import OpenSession
from accounts.signin.models import SignInFailure
from accounts.staff.models import StaffMember, User
from accounts.teams.models import Team
from accounts.tokens.models import PersonalToken

__all__ = [
    "AddressChange",
    "AppKey",
    "Appointment",
    "Assignment",
    "AssignmentBlock",
    "Client",
    "ClosedDay",
    "HeldQualification",
    "ImportFile",
    "ImportProgress",
    "ImportRun",
    "Invitation",
    "OpenSession",
    "Organisation",
    "Passkey",
    "PasswordReset",
    "PersonalToken",
    "RecoveryCode",
    "Relative",
    "RequiredQualification",
    "SignInFailure",
    "Site",
    "StaffMember",
    "Team",
    "User",
]

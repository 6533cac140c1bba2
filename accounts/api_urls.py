"""The API's addresses about people and the organisation, slice by slice.

Whatever the pages offer stands here, but for what belongs to a browser alone: joining, second factors, passwords and changing
the address one signs in with.
"""

from django.urls import URLPattern, include, path

from accounts.appointments import api as appointments
from accounts.assignments import api as assignments
from accounts.clients import api as clients
from accounts.imports import api as imports
from accounts.invitations import api as invitations
from accounts.logins import api as logins
from accounts.organisations import api as organisations
from accounts.sessions import api as sessions
from accounts.signin import api as signin
from accounts.staff import api as staff
from accounts.teams import api as teams

of_oneself = [path("", signin.MeView.as_view(), name="me")]
of_sessions = [
    path("", sessions.SessionsView.as_view(), name="sessions"),
    path("others/", sessions.OthersView.as_view(), name="others"),
    path("<uuid:session_id>/", sessions.SessionView.as_view(), name="session"),
]
of_organisation = [
    path("", organisations.SettingsView.as_view(), name="settings"),
    path("activate/", organisations.ActivateView.as_view(), name="activate"),
    path("sites/", organisations.SitesView.as_view(), name="sites"),
    path("sites/<uuid:site_id>/", organisations.SiteView.as_view(), name="site"),
    path("closed-days/", organisations.ClosedDaysView.as_view(), name="closed_days"),
    path("closed-days/<int:closed_day_id>/", organisations.ClosedDayView.as_view(), name="closed_day"),
]
of_staff = [
    path("", staff.PeopleView.as_view(), name="people"),
    path("<uuid:person_id>/", staff.PersonView.as_view(), name="person"),
    path("<uuid:person_id>/manager/", staff.ManagerView.as_view(), name="manager"),
    path("<uuid:person_id>/open-work/", staff.LeavingView.as_view(), name="open_work"),
    path("<uuid:person_id>/deactivate/", staff.DeactivateView.as_view(), name="deactivate"),
    path("<uuid:person_id>/reactivate/", staff.ReactivateView.as_view(), name="reactivate"),
]
of_invitations = [
    path("", invitations.StandingView.as_view(), name="standing"),
    path("invite/", invitations.InviteView.as_view(), name="invite"),
    path("anew/", invitations.AnewView.as_view(), name="ask"),
    path("anew/agree/", invitations.AgreeView.as_view(), name="confirm"),
    path("invitation/", invitations.InvitationView.as_view(), name="invitation"),
]
of_teams = [
    path("", teams.TeamsView.as_view(), name="teams"),
    path("<uuid:team_id>/", teams.TeamView.as_view(), name="team"),
    path("<uuid:team_id>/members/", teams.MembersView.as_view(), name="members"),
]
of_clients = [
    path("", clients.ClientsView.as_view(), name="clients"),
    path("<uuid:client_id>/", clients.ClientView.as_view(), name="client"),
    path("<uuid:client_id>/relatives/", clients.RelativesView.as_view(), name="relatives"),
    path("<uuid:client_id>/relatives/<uuid:relative_id>/", clients.RelativeView.as_view(), name="relative"),
]
of_assignments = [
    path("clients/<uuid:client_id>/assignments/", assignments.AssignView.as_view(), name="assign"),
    path("assignments/<uuid:assignment_id>/", assignments.AssignmentView.as_view(), name="assignment"),
    path("assignments/<uuid:assignment_id>/end/", assignments.EndView.as_view(), name="end"),
]
of_appointments = [
    path("appointments/", appointments.AppointmentsView.as_view(), name="appointments"),
    path("appointments/<uuid:appointment_id>/", appointments.AppointmentView.as_view(), name="appointment"),
    path("appointments/<uuid:appointment_id>/confirm/", appointments.ConfirmView.as_view(), name="confirm"),
    path("appointments/<uuid:appointment_id>/decline/", appointments.DeclineView.as_view(), name="decline"),
    path("appointments/<uuid:appointment_id>/end/", appointments.EndView.as_view(), name="end"),
    path("people/<uuid:person_id>/appointments/", appointments.OfPersonView.as_view(), name="of_person"),
]
of_imports: list[URLPattern] = [
    path("imports/", imports.ImportsView.as_view(), name="imports"),
    path("imports/<uuid:run_id>/", imports.ImportView.as_view(), name="import"),
    path("imports/<uuid:run_id>/check/", imports.CheckView.as_view(), name="check"),
    path("imports/<uuid:run_id>/apply/", imports.ApplyView.as_view(), name="apply"),
    path("imports/<uuid:run_id>/discard/", imports.DiscardView.as_view(), name="discard"),
    path("imports/<uuid:run_id>/listing/", imports.ListingView.as_view(), name="listing"),
    path("imports/samples/<slug:kind>/", imports.SampleView.as_view(), name="sample"),
    path("exports/<slug:kind>/", imports.ExportView.as_view(), name="export"),
]

urlpatterns = [
    path("me/", include((of_oneself, "api_me"))),
    path("sessions/", include((of_sessions, "api_sessions"))),
    path("organisation/", include((of_organisation, "api_organisation"))),
    path("people/", include((of_staff, "api_staff"))),
    path("people/<uuid:person_id>/signing-in/", include((of_invitations, "api_invitations"))),
    path("logins/", include(([path("", logins.LoginsView.as_view(), name="logins")], "api_logins"))),
    path("teams/", include((of_teams, "api_teams"))),
    path("clients/", include((of_clients, "api_clients"))),
    path("", include((of_assignments, "api_assignments"))),
    path("", include((of_appointments, "api_appointments"))),
    path("", include((of_imports, "api_imports"))),
]

"""The API's addresses, slice by slice."""

from django.urls import include, path

from boundaries.web.openapi import SchemaView, openapi_page
from incidents.about.api import HeldView
from incidents.book import api as book
from incidents.desk import api as desk
from incidents.emergency import api as emergency
from incidents.excepted import api as excepted
from incidents.lifting import api as lifting
from incidents.register import api as register
from incidents.reports import api as reports

own = [
    path("drafts/", reports.DraftsView.as_view(), name="drafts"),
    path("drafts/<uuid:draft_id>/", reports.DraftView.as_view(), name="draft"),
    path("drafts/<uuid:draft_id>/offers/", reports.OffersView.as_view(), name="offers"),
    path("drafts/<uuid:draft_id>/files/", reports.DraftFilesView.as_view(), name="draft_files"),
    path("drafts/<uuid:draft_id>/files/<uuid:file_id>/", reports.DraftFileView.as_view(), name="draft_file"),
    path("drafts/<uuid:draft_id>/submit/", reports.SubmitView.as_view(), name="submit"),
    path("reports/", reports.ReportsView.as_view(), name="reports"),
    path("reports/<uuid:report_id>/", reports.ReportView.as_view(), name="report"),
    path("reports/<uuid:report_id>/messages/", reports.MessagesView.as_view(), name="messages"),
    path("reports/<uuid:report_id>/additions/", reports.AdditionsView.as_view(), name="additions"),
    path("reports/<uuid:report_id>/answer/", reports.AnswerView.as_view(), name="answer"),
    path("reports/<uuid:report_id>/withdrawal/", reports.WithdrawalView.as_view(), name="withdrawal"),
    path("reports/<uuid:report_id>/files/", reports.ReportFilesView.as_view(), name="report_files"),
]

on_desk = [
    path("", desk.QueueView.as_view(), name="queue"),
    path("<uuid:report_id>/", desk.ReportView.as_view(), name="report"),
    path("<uuid:report_id>/offers/", desk.OffersView.as_view(), name="offers"),
    path("<uuid:report_id>/acknowledge/", desk.AcknowledgeView.as_view(), name="acknowledge"),
    path("<uuid:report_id>/ask/", desk.AskView.as_view(), name="ask"),
    path("<uuid:report_id>/take-up/", desk.TakeUpView.as_view(), name="take_up"),
    path("<uuid:report_id>/message/", desk.MessageView.as_view(), name="message"),
    path("<uuid:report_id>/recuse/", desk.RecuseView.as_view(), name="recuse"),
    path("<uuid:report_id>/intervene/", desk.InterveneView.as_view(), name="intervene"),
    path("<uuid:report_id>/reassign/", desk.ReassignView.as_view(), name="reassign"),
    path("<uuid:report_id>/people/", desk.PeopleView.as_view(), name="add_party"),
    path("<uuid:report_id>/people/<uuid:party_id>/", desk.PartyView.as_view(), name="resolve_party"),
]

in_register = [
    path("", register.RegisterView.as_view(), name="list"),
    path("<uuid:report_id>/", register.RegisterReportView.as_view(), name="report"),
]

of_book = [
    path("", book.BooksView.as_view(), name="books"),
    path("<uuid:book_id>/", book.BookView.as_view(), name="book"),
    path("<uuid:book_id>/take-in/", book.BookTakeInView.as_view(), name="take_in"),
    path("entries/<uuid:entry_id>/", book.BookEntryView.as_view(), name="entry"),
    path("entries/<uuid:entry_id>/corrections/", book.BookCorrectionsView.as_view(), name="correct"),
    path("entries/<uuid:entry_id>/discussions/", book.BookDiscussionsView.as_view(), name="discuss"),
]

in_emergency = [
    path("", emergency.RequestsView.as_view(), name="requests"),
    path("waiting/", emergency.WaitingView.as_view(), name="waiting"),
    path("requests/<uuid:request_id>/", emergency.AccessView.as_view(), name="access"),
    path("requests/<uuid:request_id>/confirm/", emergency.ConfirmView.as_view(), name="confirm"),
    path("requests/<uuid:request_id>/decline/", emergency.DeclineView.as_view(), name="decline"),
    path("<uuid:report_id>/end/", emergency.EndView.as_view(), name="end"),
]

of_excepted = [
    path("<uuid:report_id>/exceptions/<uuid:citation_id>/pause/", excepted.PauseView.as_view(), name="pause"),
    path("<uuid:report_id>/exceptions/<uuid:citation_id>/leave/", excepted.LeaveView.as_view(), name="leave"),
]

of_liftings = [
    path("", lifting.LiftingsView.as_view(), name="waiting"),
    path("report/<uuid:report_id>/", lifting.KeptOutView.as_view(), name="kept_out"),
    path("report/<uuid:report_id>/<uuid:exclusion_id>/", lifting.ProposeView.as_view(), name="propose"),
    path("<uuid:lifting_id>/", lifting.LiftingView.as_view(), name="lifting"),
    path("<uuid:lifting_id>/confirm/", lifting.ConfirmView.as_view(), name="confirm"),
    path("<uuid:lifting_id>/decline/", lifting.DeclineView.as_view(), name="decline"),
]

urlpatterns = [
    path("", openapi_page, name="api"),
    path("openapi.json", SchemaView.as_view(), name="api_schema"),
    path("", include((own, "api_reports"))),
    path("desk/", include((on_desk, "api_desk"))),
    path("desk/", include((of_excepted, "api_excepted"))),
    path("register/", include((in_register, "api_register"))),
    path("book/", include((of_book, "api_book"))),
    path("emergency/", include((in_emergency, "api_emergency"))),
    path("liftings/", include((of_liftings, "api_lifting"))),
    path("me/held/", include(([path("", HeldView.as_view(), name="held")], "api_about"))),
]

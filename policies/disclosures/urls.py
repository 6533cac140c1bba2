"""The addresses of disclosures: one's own, those routed to one, and the register."""

from django.urls import path

from policies.disclosures import views
from policies.disclosures.deciding import views as deciding
from policies.disclosures.register import views as register

app_name = "disclosures"
urlpatterns = [
    path("", views.own_list, name="list"),
    path("start/", views.start, name="start"),
    path("desk/", deciding.desk, name="desk"),
    path("desk/<uuid:disclosure_id>/", deciding.handle, name="handle"),
    path("desk/<uuid:disclosure_id>/client/", deciding.link, name="link"),
    path("desk/<uuid:disclosure_id>/ask-who/", deciding.ask_who, name="ask_who"),
    path("desk/<uuid:disclosure_id>/conversation/", deciding.talk, name="talk"),
    path("desk/<uuid:disclosure_id>/return/", deciding.return_it, name="return"),
    path("desk/<uuid:disclosure_id>/take-back/", deciding.take_back, name="take_back"),
    path("desk/<uuid:disclosure_id>/clear/", deciding.clear, name="clear"),
    path("desk/<uuid:disclosure_id>/manage/", deciding.manage, name="manage"),
    path("desk/<uuid:disclosure_id>/take-off/", deciding.take_off, name="take_off"),
    path("desk/<uuid:disclosure_id>/refuse/", deciding.refuse, name="refuse"),
    path("desk/<uuid:disclosure_id>/confirm-end/", deciding.confirm_end, name="confirm_end"),
    path("desk/<uuid:disclosure_id>/not-ended/", deciding.not_ended, name="not_ended"),
    path("desk/<uuid:disclosure_id>/step-aside/", deciding.recuse, name="recuse"),
    path("register/", register.list_register, name="register"),
    path("register/<uuid:disclosure_id>/", register.show_registered, name="registered"),
    path("register/<uuid:disclosure_id>/except/", register.except_it, name="except"),
    path("who/", register.list_who, name="who"),
    path("who/<uuid:disclosure_id>/", register.who_it_is, name="who_it_is"),
    path("<uuid:disclosure_id>/", views.show_own, name="one"),
    path("<uuid:disclosure_id>/write/<slug:step>/", views.write_step, name="step"),
    path("<uuid:disclosure_id>/discard/", views.discard, name="discard"),
    path("<uuid:disclosure_id>/sent/", views.receipt, name="receipt"),
    path("<uuid:disclosure_id>/answer/", views.answer, name="answer"),
    path("<uuid:disclosure_id>/update/", views.update, name="update"),
    path("<uuid:disclosure_id>/end/", views.ask_to_end, name="end"),
]

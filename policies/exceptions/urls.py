"""The addresses of exceptions: one's own here, the others in their slices."""

from django.urls import path

from policies.exceptions import views
from policies.exceptions.deciding.urls import urlpatterns as deciding
from policies.exceptions.delegations.urls import urlpatterns as delegations
from policies.exceptions.figures.urls import urlpatterns as figures
from policies.exceptions.team.urls import urlpatterns as team

app_name = "exceptions"
own = [
    path("", views.own_list, name="list"),
    path("start/", views.start, name="start"),
    path("<uuid:exception_id>/", views.show_own, name="one"),
    path("<uuid:exception_id>/write/<slug:part>/", views.write_step, name="step"),
    path("<uuid:exception_id>/discard/", views.discard, name="discard"),
    path("<uuid:exception_id>/answer/", views.answer, name="answer"),
    path("<uuid:exception_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:exception_id>/outcome/", views.outcome, name="outcome"),
    path("<uuid:exception_id>/renew/", views.renew, name="renew"),
]
urlpatterns = [*team, *figures, *delegations, *deciding, *own]

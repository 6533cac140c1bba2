"""The addresses of exceptions: one's own here, the others in their slices."""

from django.urls import URLPattern

from policies.exceptions.deciding.urls import urlpatterns as deciding
from policies.exceptions.delegations.urls import urlpatterns as delegations
from policies.exceptions.figures.urls import urlpatterns as figures
from policies.exceptions.team.urls import urlpatterns as team

app_name = "exceptions"
own: list[URLPattern] = []
urlpatterns = [*team, *figures, *delegations, *deciding, *own]

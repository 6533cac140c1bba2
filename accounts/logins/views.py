"""The page on which a second person confirms logins."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext

from accounts.logins.actions import confirm_logins
from accounts.logins.forms import ConfirmLoginsForm
from accounts.logins.queries import to_confirm
from accounts.signin.fresh import fresh_only
from accounts.staff.views import ActorRequest, area, page, show
from boundaries.access.doors import Door, opened_to

SHOWN = 100
"""So many are shown at a time; the others come once these are confirmed."""


@opened_to(Door.STAFF)
@fresh_only
@page
def confirm(request: ActorRequest) -> HttpResponse:
    actor, found = request.actor, to_confirm(request.actor)
    waiting = found.people[:SHOWN]
    form = ConfirmLoginsForm(request.POST if request.method == "POST" else None, waiting=waiting)
    if request.method == "POST" and form.does(confirm_logins, actor=actor):
        count = len(form.result)
        words = ngettext("%(count)d login was confirmed.", "%(count)d logins were confirmed.", count)
        messages.success(request, words % {"count": count})
        return redirect("logins:confirm")
    context = {
        "area": area(actor, "appointments:list"),
        "form": form,
        "waiting": waiting,
        "more": len(found.people) - len(waiting),
        "for_others": found.for_others,
    }
    return show(request, "accounts/logins/confirm.html", context)

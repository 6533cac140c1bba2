"""What happens once somebody has shown everything: their session begins, and a browser they never used is told to them."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.secondfactor.choices import Proof
from accounts.signin import pending, sessions
from accounts.signin.actions import Attempt, account_index
from accounts.signin.devices import known_device, remember_device
from accounts.signin.news import News, tell_news
from accounts.signin.source import source_index
from accounts.staff.models import StaffMember, User
from boundaries.sealing.actions import blind_index


def arrive(request: HttpRequest, user: User, *, to: str, proof: Proof | None = None) -> HttpResponse:
    """Sign somebody in and lead them on. A browser in which this account was never used before is told to its owner."""
    account = account_index(user.email)
    is_new = known_device(request, account) is None and user.last_login is not None
    with transaction.atomic():
        pending.forget(request)
        sessions.begin(request, user, proof)
        person = StaffMember.objects.select_related("organisation__data_key").filter(user=user).first()
        if is_new and person:
            tell_news(person, News.NEW_DEVICE)
    response = HttpResponseRedirect(to)
    remember_device(request, response, account)
    return response


def attempt_at(request: HttpRequest, user: User, what: str) -> Attempt:
    """A try at something of this account, counted apart from tries at its password."""
    device = known_device(request, account_index(user.email))
    return Attempt(blind_index(f"{what} of", user.pk), source_index(request), device)

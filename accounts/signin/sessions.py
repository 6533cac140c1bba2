"""When a session began, when it was last used, and whose it was once it has ended."""

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts.signin import rules
from accounts.staff.models import User
from boundaries.clocks.queries import now

BEGAN, SEEN, ENDED_FOR = "began", "seen", "ended_for"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def begin(request: HttpRequest, user: User) -> None:
    """Sign somebody in: a new session key, and the clock starts.

    Whoever comes back after their session had ended keeps their CSRF secret, so that a form they left open in another tab can
    still be sent. For everybody else it is a new one: a form of the person before them is refused.
    """
    went_on = request.session.get(ENDED_FOR) == str(user.pk)
    secret = request.META.get("CSRF_COOKIE")
    login(request, user, backend=BACKEND)
    if went_on and secret:
        request.META["CSRF_COOKIE"] = secret
    request.session.pop(ENDED_FOR, None)
    moment = int(now().timestamp())
    request.session.update({BEGAN: moment, SEEN: moment})


def touch(request: HttpRequest) -> None:
    """End the session of this request if its time is up; otherwise note that it is in use, at most once a minute."""
    session = request.session
    if SESSION_KEY not in session:
        return
    moment = int(now().timestamp())
    began, seen = session.setdefault(BEGAN, moment), session.setdefault(SEEN, moment)
    limits = {"idle_seconds": settings.SESSION_IDLE_SECONDS, "absolute_seconds": settings.SESSION_ABSOLUTE_SECONDS}
    if rules.is_over(began=began, seen=seen, now=moment, **limits):
        _end(request, session)
    elif moment - seen >= rules.grain(settings.SESSION_IDLE_SECONDS):
        session[SEEN] = moment


def _end(request: HttpRequest, session: SessionBase) -> None:
    """Sign out. What is left in the browser signs nobody in; it only says whose unsent form may still arrive."""
    whose = str(request.user.pk) if request.user.is_authenticated else ""
    session.flush()
    if whose:
        session[ENDED_FOR] = whose
    request.user = AnonymousUser()


def seconds_left_when_idle() -> int:
    """How long one may surely do nothing: the limit, less what the last use is known too inexactly."""
    idle: int = settings.SESSION_IDLE_SECONDS
    return idle - rules.grain(idle)

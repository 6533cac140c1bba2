"""When a session began, when it was last used, and whose it was once it has ended."""

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login, update_session_auth_hash
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts.demo.checks import demo_is_open
from accounts.secondfactor.choices import Proof
from accounts.secondfactor.queries import missing_for
from accounts.secondfactor.rules import Missing, is_fresh
from accounts.sessions.actions import note_session
from accounts.sessions.models import OpenSession
from accounts.sessions.queries import BEGAN, SEEN
from accounts.signin import rules
from accounts.staff.models import User
from boundaries.clocks.queries import now

ENDED_FOR = "ended_for"
PROVEN = "proven"
"""Whether nothing is missing any more: the password and all that must come with it. Without it nothing opens but setting it up."""
PROVED_AT = "proved_at"
"""When whoever sits there last showed who they are (SI-04)."""
BACKEND = "accounts.signin.backends.PersonBackend"


def begin(request: HttpRequest, user: User, proof: Proof | None = None) -> None:
    """Sign somebody in: a new session key, and the clock starts. ``proof`` is what they showed besides their password.

    Whoever has not set up all that is required of them gets a session in which they can do that, and nothing else.

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
    proven = (proof is not None or demo_is_open()) and missing_for(user.pk) == Missing.NOTHING
    request.session.update({BEGAN: moment, SEEN: moment, PROVED_AT: moment, PROVEN: proven})
    if request.session.session_key is None:
        request.session.create()
    note_session(user=user, session_key=str(request.session.session_key), agent=request.META.get("HTTP_USER_AGENT", ""))


def renew(request: HttpRequest, user: User) -> None:
    """Keep this session, under a new key, though the password is another one from now on."""
    before = request.session.session_key
    update_session_auth_hash(request, user)
    OpenSession.objects.filter(session_key=before).update(session_key=str(request.session.session_key))


def is_proven(request: HttpRequest) -> bool:
    """Whether this session may do more than set up what is missing."""
    return request.session.get(PROVEN) is True


def prove(request: HttpRequest) -> None:
    """Whoever sits there showed again who they are; what was missing may be there by now."""
    request.session[PROVED_AT] = int(now().timestamp())
    look_again(request)


def look_again(request: HttpRequest) -> None:
    """Something was set up: see whether the session may open everything now."""
    whose = request.user
    request.session[PROVEN] = isinstance(whose, User) and missing_for(whose.pk) == Missing.NOTHING


def is_recent(request: HttpRequest) -> bool:
    """Whether whoever sits there showed who they are within the last five minutes."""
    return is_fresh(proved_at=int(request.session.get(PROVED_AT, 0)), now=int(now().timestamp()))


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

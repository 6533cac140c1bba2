"""The API about where one is signed in."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.sessions.actions import end_other_sessions, end_session
from accounts.sessions.queries import sessions_of
from accounts.staff.api import AccountsView, who
from boundaries.access.choices import Reach, Scope
from boundaries.access.doors import Door
from boundaries.web.openapi import operation

SESSIONS = _("Where one is signed in")


class SessionOut(serializers.Serializer[Any]):
    """One sign-in, by the kind of browser. No address is kept."""

    id = serializers.UUIDField()
    browser = serializers.CharField()
    system = serializers.CharField()
    began_at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField()
    is_this_one = serializers.BooleanField()


class SessionsOut(serializers.Serializer[Any]):
    """Where one is signed in, the last used first."""

    sessions = SessionOut(many=True)


class SessionsView(AccountsView):
    """Where one is signed in."""

    ungated = True
    door = Door.SIGNED_IN
    scopes: ClassVar = {"GET": Scope.READ}

    @operation(
        "list_sessions", SESSIONS, _("See where one is signed in"), gives={200: (SessionsOut, _("The browsers signed in."))}
    )
    def get(self, request: Request) -> Response:
        actor = who(request)
        assert actor.user_id is not None  # whoever asks has signed in
        shown = sessions_of(actor.user_id, this_key=request._request.session.session_key)
        return Response(SessionsOut({"sessions": shown}).data)


class SessionView(AccountsView):
    """One sign-in."""

    ungated = True
    door = Door.SIGNED_IN
    scopes: ClassVar = {"DELETE": Reach.SESSION}

    @operation(
        "end_session",
        SESSIONS,
        _("Sign out one browser"),
        gives={204: (None, _("Whoever uses it has to sign in again."))},
        refuses=(404,),
        changes=True,
    )
    def delete(self, request: Request, session_id: UUID) -> Response:
        end_session(actor=who(request), session_id=session_id)
        return Response(status=204)


class OthersView(AccountsView):
    """Everywhere but here."""

    ungated = True
    door = Door.SIGNED_IN
    scopes: ClassVar = {"DELETE": Reach.FRESH_SESSION}

    @operation(
        "end_other_sessions",
        SESSIONS,
        _("Sign out everywhere else"),
        gives={204: (None, _("Only this session is left."))},
        changes=True,
    )
    def delete(self, request: Request) -> Response:
        end_other_sessions(actor=who(request), this_key=request._request.session.session_key)
        return Response(status=204)

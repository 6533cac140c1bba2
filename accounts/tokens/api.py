"""The API of one's tokens. A programme may see them and give its own back; making one takes a person who is there."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from accounts.tokens import actions, queries, rules
from accounts.tokens.forms import LONGEST_NAME
from accounts.tokens.models import PersonalToken
from boundaries.access.choices import Reach, Scope
from boundaries.access.doors import READING, Door
from boundaries.clocks.queries import now
from boundaries.web.api import Strict, View, Words
from boundaries.web.idempotency import acted
from boundaries.web.openapi import operation

TOKENS = _("Tokens")


# --- What is sent and answered ----------------------------------------------------------------------------------------------
class NewToken(Strict):
    """What a token is for, what it may do, and until when."""

    name = Words(max_length=LONGEST_NAME, help_text=_("A name by which one knows it again."))
    scopes = serializers.ListField(
        child=serializers.ChoiceField(Scope.choices), min_length=1, max_length=len(Scope), help_text=_("What it may do.")
    )
    last_day = serializers.DateField(
        required=False, help_text=_("It ends with this day: 90 days from now at most, 30 where nothing is said.")
    )


class TokenOut(serializers.Serializer[Any]):
    """A token, without its secret."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices))
    made_at = serializers.DateTimeField()
    last_day = serializers.DateField()
    used_on = serializers.DateField(allow_null=True, help_text=_("The last day on which it was used."))
    is_over = serializers.BooleanField(help_text=_("It has ended, and is listed for some time yet."))
    is_this_one = serializers.BooleanField(help_text=_("One asks with it just now."))
    url = serializers.CharField()


class TokenListOut(serializers.Serializer[Any]):
    """One's tokens, newest first."""

    tokens = TokenOut(many=True)


class MadeTokenOut(serializers.Serializer[Any]):
    """A token that was made."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    secret = serializers.CharField(allow_null=True, help_text=_("Only in the first answer: it is kept nowhere."))


def token_out(request: Request, token: PersonalToken) -> dict[str, Any]:
    """A token as its owner sees it."""
    return {
        "id": token.id,
        "name": token.name,
        "scopes": token.scopes,
        "made_at": token.made_at,
        "last_day": token.last_day,
        "used_on": token.used_on,
        "is_over": token.ends_at <= now(),
        "is_this_one": token.id == with_token(request),
        "url": reverse("api_tokens:token", args=[token.id]),
    }


def who(request: Request) -> StaffMember:
    """Who is asking. The doors let nobody else in."""
    actor: StaffMember = request._request.actor  # type: ignore[attr-defined]  # set by accounts.signin.middleware
    return actor


def with_token(request: Request) -> UUID | None:
    """The token somebody asks with; None in a session."""
    return request.auth.id if isinstance(request.auth, PersonalToken) else None


# --- The operations -----------------------------------------------------------------------------------------------------------
class TokensView(View):
    """One's tokens."""

    ungated = READING
    door = Door.SIGNED_IN
    scopes = {"GET": Scope.READ, "POST": Reach.FRESH_SESSION, "DELETE": Reach.SESSION}

    @operation(
        "list_tokens",
        TOKENS,
        _("List one's tokens"),
        gives={200: (TokenListOut, _("They, newest first; those that ended lately too."))},
    )
    def get(self, request: Request) -> Response:
        tokens = [token_out(request, token) for token in queries.tokens_of(who(request))]
        return Response(TokenListOut({"tokens": tokens}).data)

    @operation(
        "make_token",
        TOKENS,
        _("Make a token"),
        more=_("The secret is in this answer and never again."),
        takes=NewToken,
        gives={201: (MadeTokenOut, _("The token was made; its owner is told."))},
        once=True,
    )
    def post(self, request: Request) -> Response:
        told, actor, made = self.read(NewToken), who(request), list[actions.Shown]()

        def act() -> UUID:
            usual = rules.usual_last_day(today(actor.organisation))
            made.append(actions.make_token(actor=actor, **{"last_day": usual, **told}))
            return made[0].token.id

        token_id = acted(request, act)
        url = reverse("api_tokens:token", args=[token_id])
        body = {"id": token_id, "url": url, "secret": made[0].secret if made else None}
        return Response(MadeTokenOut(body).data, status=201, headers={"Location": url})

    @operation(
        "revoke_tokens",
        TOKENS,
        _("Revoke all one's tokens"),
        gives={204: (None, _("None of them counts any more."))},
        changes=True,
    )
    def delete(self, request: Request) -> Response:
        actions.revoke_all(actor=who(request))
        return Response(status=204)


class TokenView(View):
    """One token."""

    ungated = True
    door = Door.SIGNED_IN
    scopes = {"GET": Scope.READ, "DELETE": Reach.ANY_TOKEN}

    @operation(
        "read_token",
        TOKENS,
        _("Read about a token"),
        gives={200: (TokenOut, _("The token, without its secret."))},
        refuses=(404,),
    )
    def get(self, request: Request, token_id: UUID) -> Response:
        return Response(TokenOut(token_out(request, queries.token_of(who(request), token_id))).data)

    @operation(
        "revoke_token",
        TOKENS,
        _("Revoke a token"),
        more=_("A token revokes itself and no other; in a session one may revoke each."),
        gives={204: (None, _("It counts no more."))},
        refuses=(404,),
        changes=True,
    )
    def delete(self, request: Request, token_id: UUID) -> Response:
        actions.revoke_token(actor=who(request), token_id=token_id, with_token=with_token(request))
        return Response(status=204)

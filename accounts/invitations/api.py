"""The API of those who help others to sign in: how far somebody is, inviting, and opening a login anew.

Joining itself stays a page: a browser is where a password is chosen and a second factor set up.
"""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.invitations import actions
from accounts.invitations.models import Invitation
from accounts.invitations.permissions import ACCESS, PEOPLE, InvitationPermission
from accounts.invitations.queries import standing_of
from accounts.staff.api import AccountsView, who
from accounts.staff.models import StaffMember
from accounts.staff.queries import person_for
from boundaries.access.choices import Reach, Scope
from boundaries.errors.exceptions import NotVisible
from boundaries.web.api import Made, Nothing, Strict, made
from boundaries.web.idempotency import acted
from boundaries.web.openapi import operation

SIGNING_IN = _("Helping others to sign in")


class AnewIn(Strict):
    """Where the link is to go."""

    email = serializers.EmailField(
        required=False,
        max_length=254,
        help_text=_("Only if they can no longer read mail at their address. From then on they sign in with the new one."),
    )


class StandingOut(serializers.Serializer[Any]):
    """How far somebody is with signing in."""

    has_login = serializers.BooleanField()
    opened = serializers.BooleanField(help_text=_("They chose a password."))
    invited = serializers.BooleanField(help_text=_("An invitation, or a request to open the login anew, is on its way."))
    waits = serializers.BooleanField(help_text=_("A second administrator has not agreed yet."))
    lapsed = serializers.BooleanField(help_text=_("It was not used in time, or a wrong code was tried too often."))


class CodeOut(serializers.Serializer[Any]):
    """The code that goes with the mail."""

    code = serializers.CharField(
        allow_null=True,
        help_text=_(
            "Tell it to them in person or on the phone. It is given once and kept nowhere: null where the same request came before."
        ),
    )


def about(request: Request, person_id: UUID, permission: InvitationPermission) -> StaffMember:
    """The person, for those who may do this for them."""
    person = person_for(who(request), person_id)
    PEOPLE.require(who(request), permission, person)
    return person


def open_one(person: StaffMember) -> Invitation:
    """The invitation that is open. Raises NotVisible where there is none."""
    found = standing_of(person).invitation
    if found is None:
        raise NotVisible
    found.person = person
    return found


def code_of(request: Request, act: Callable[[], actions.Told]) -> Response:
    """Act once, and give the code that came of it: once too, for it is kept nowhere."""
    codes: list[str] = []

    def act_and_keep() -> UUID:
        told = act()
        codes.append(told.code)
        return told.invitation.pk

    acted(request, act_and_keep)
    return Response(CodeOut({"code": codes[0] if codes else None}).data, status=201)


class StandingView(AccountsView):
    """How far somebody is."""

    scopes: ClassVar = {"GET": Scope.ORGANISE}

    @operation(
        "read_signing_in",
        SIGNING_IN,
        _("See how far somebody is with signing in"),
        gives={200: (StandingOut, _("Whether they can sign in, and what is on its way."))},
        refuses=(404,),
    )
    def get(self, request: Request, person_id: UUID) -> Response:
        standing = standing_of(about(request, person_id, InvitationPermission.VIEW))
        told = {name: getattr(standing, name) for name in ("has_login", "opened", "waits", "lapsed")}
        return Response(StandingOut({**told, "invited": standing.invitation is not None}).data)


class InviteView(AccountsView):
    """Inviting somebody."""

    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}

    @operation(
        "invite_person",
        SIGNING_IN,
        _("Invite somebody to sign in for the first time"),
        more=_("They get a mail with a link. Only link and code together open their login; what was sent before opens nothing."),
        takes=Nothing,
        gives={201: (CodeOut, _("The mail is on its way."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        self.read(Nothing)
        person = about(request, person_id, InvitationPermission.SEND)
        return code_of(request, lambda: actions.invite_person(actor=who(request), person_id=person.pk))


class AnewView(AccountsView):
    """Asking to open a login anew."""

    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}

    @operation(
        "ask_to_reopen",
        SIGNING_IN,
        _("Ask to open somebody's login anew"),
        more=_("For somebody who lost what they sign in with. They are told at once; a second administrator has to agree."),
        takes=AnewIn,
        gives={201: (Made, _("A second administrator has to agree now."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        email = self.read(AnewIn).get("email", "")
        person = about(request, person_id, InvitationPermission.ASK)
        asked = acted(request, lambda: actions.ask_to_reopen(actor=who(request), person_id=person.pk, email=email).pk)
        return made(asked, request.path.removesuffix("anew/"))


class AgreeView(AccountsView):
    """The second administrator's word."""

    scopes: ClassVar = {"POST": Reach.FRESH_SESSION}

    @operation(
        "agree_to_reopen",
        SIGNING_IN,
        _("Agree, as the second administrator, to open a login anew"),
        more=_("Talk to the person yourself before you tell them the code."),
        takes=Nothing,
        gives={201: (CodeOut, _("The mail is on its way."))},
        refuses=(404, 409),
        once=True,
    )
    def post(self, request: Request, person_id: UUID) -> Response:
        self.read(Nothing)
        actor = who(request)
        invitation = open_one(about(request, person_id, InvitationPermission.VIEW))
        ACCESS.require(actor, InvitationPermission.CONFIRM, invitation)
        return code_of(request, lambda: actions.confirm_reopening(actor=actor, invitation_id=invitation.pk))


class InvitationView(AccountsView):
    """What is on its way."""

    scopes: ClassVar = {"DELETE": Scope.ORGANISE}

    @operation(
        "end_invitation",
        SIGNING_IN,
        _("Take an invitation, or a request to open a login anew, back"),
        gives={204: (None, _("Link and code open nothing any more."))},
        refuses=(404, 409),
        changes=True,
    )
    def delete(self, request: Request, person_id: UUID) -> Response:
        invitation = open_one(about(request, person_id, InvitationPermission.VIEW))
        actions.end_invitation(actor=who(request), invitation_id=invitation.pk)
        return Response(status=204)

"""Passkeys (WebAuthn): asking the browser for one and judging its answer. What was asked stands in the session, and counts once."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.secondfactor.actions import note_use
from accounts.secondfactor.models import Passkey
from accounts.staff.models import User
from boundaries.errors.exceptions import RuleViolation

MAKING, SHOWING = "passkey_making", "passkey_showing"
LONGEST = 20_000


def _server(request: HttpRequest) -> Fido2Server:
    """Passkeys belong to the host they were made on; the page they are used on must be of this very host."""
    host = request.get_host()
    name = host.partition(":")[0]
    origins = {f"https://{host}"} | ({f"http://{host}"} if name == "localhost" else set())
    return Fido2Server(PublicKeyCredentialRpEntity(name="Boundaries", id=name), verify_origin=origins.__contains__)


def ask_for_new(request: HttpRequest, user: User) -> str:
    """What the browser is asked when a passkey is to be made, as JSON."""
    known = [_credential(passkey) for passkey in Passkey.objects.filter(user=user)]
    options, request.session[MAKING] = _server(request).register_begin(
        PublicKeyCredentialUserEntity(id=user.pk.bytes, name=user.email, display_name=user.email),
        known,
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return json.dumps(dict(options.public_key))


def read_new(request: HttpRequest, answer: str) -> dict[str, Any]:
    """What a new passkey is recognised by. Raises RuleViolation for an answer that is none."""
    asked = request.session.pop(MAKING, None)
    refusal = RuleViolation("passkey", _("The passkey could not be made. Try once more, or choose an app instead."))
    if asked is None or len(answer) > LONGEST:
        raise refusal
    try:
        made = _server(request).register_complete(asked, json.loads(answer))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise refusal from error
    credential = made.credential_data
    if credential is None:
        raise refusal
    return {"credential_id": credential.credential_id, "credential": bytes(credential), "uses": made.counter}


def ask_to_show(request: HttpRequest, user: User) -> str:
    """What the browser is asked when somebody is to show their passkey, as JSON; empty where they have none."""
    known = [_credential(passkey) for passkey in Passkey.objects.filter(user=user)]
    if not known:
        return ""
    options, request.session[SHOWING] = _server(request).authenticate_begin(
        known, user_verification=UserVerificationRequirement.PREFERRED
    )
    return json.dumps(dict(options.public_key))


def is_shown(request: HttpRequest, user: User, answer: str) -> bool:
    """Whether the answer comes from a passkey of this person, to what was asked just now."""
    asked = request.session.pop(SHOWING, None)
    if asked is None or len(answer) > LONGEST:
        return False
    known = {bytes(passkey.credential_id): passkey for passkey in Passkey.objects.filter(user=user)}
    try:
        said = json.loads(answer)
        shown = _server(request).authenticate_complete(asked, [_credential(each) for each in known.values()], said)
        uses = AuthenticationResponse.from_dict(said).response.authenticator_data.counter
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
    return note_use(passkey_id=known[shown.credential_id].id, uses=uses)


def _credential(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(passkey.credential))

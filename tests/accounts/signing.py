"""Second factors for the tests' people: a key for an app, a code for now, a recovery code."""

import re
from typing import Any

from pyotp import TOTP

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give_app(person: Any, secret: str = SECRET) -> str:
    """Let a person have an app with this key."""
    from accounts.secondfactor.models import AppKey
    from boundaries.clocks.queries import now
    from boundaries.sealing.actions import make_key

    key = AppKey(user=person.user, data_key=make_key(organisation_id=person.organisation_id), made_at=now(), confirmed_at=now())
    key.secret = secret
    key.save(force_insert=True)
    return secret


def give_passkey(person: Any) -> None:
    """Let a person have a passkey, which nobody holds: they sign in with recovery codes."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from fido2.cose import ES256
    from fido2.webauthn import AttestedCredentialData

    from accounts.secondfactor.models import Passkey
    from boundaries.clocks.queries import now

    private = generate_private_key(SECP256R1())
    public = ES256.from_cryptography_key(private.public_key())  # type: ignore[no-untyped-call]  # fido2 leaves this one untyped
    id_ = person.id.bytes
    credential = bytes(AttestedCredentialData.create(bytes(16), id_, public))
    Passkey.objects.create(user=person.user, name="key", credential_id=id_, credential=credential, made_at=now())


def equip_everybody() -> None:
    """Let everybody with a login have all that may be required of them."""
    from accounts.staff.models import StaffMember

    for person in StaffMember.objects.exclude(user=None).select_related("user"):
        give_app(person)
        give_passkey(person)


def sign_in_at(page: Any, key: str) -> None:
    """Somebody of the cast fills in the sign-in page that is open, and shows a recovery code."""
    from accounts.demo.actions import PASSWORD
    from accounts.demo.cast import address_of
    from accounts.staff.models import User

    page.get_by_label("E-mail address").fill(address_of(key))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Show that it is you").wait_for()
    page.get_by_label("recovery code").fill(recovery_code(User.objects.get(email=address_of(key))))
    page.get_by_role("button", name="Continue").click()


def app_code(secret: str = SECRET, *, steps: int = 0) -> str:
    """The code the app shows, so many half-minutes from now."""
    from accounts.secondfactor.rules import step_of
    from boundaries.clocks.queries import now

    return TOTP(secret).generate_otp(step_of(now()) + steps)


def recovery_code(user: Any) -> str:
    """One more recovery code for somebody."""
    from accounts.secondfactor.actions import code_index
    from accounts.secondfactor.models import RecoveryCode
    from accounts.secondfactor.rules import RECOVERY_LENGTH, new_code

    code = new_code(RECOVERY_LENGTH)
    RecoveryCode.objects.create(user=user, code_index=code_index(user.id, code))
    return code


def without_token(answer: Any) -> str:
    """A page without the form's token, which is another one at every showing."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())

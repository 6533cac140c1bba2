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

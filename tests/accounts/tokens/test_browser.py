"""Making a token, copying it, using it and revoking it, in a real browser."""

from typing import Any

import pytest

from tests.accounts.secondfactor.test_browser import PHONE, WIDE, Visitor, open_site
from tests.accounts.signing import sign_in_at
from tests.accounts.tokens.calls import opens

__all__ = ["open_site"]
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("options", [{"viewport": WIDE}, {"viewport": PHONE}, {"viewport": PHONE, "java_script_enabled": False}])
def test_a_token_from_making_to_revoking(open_site: str, browser: Any, options: dict[str, Any]) -> None:
    amira = Visitor(browser, open_site, **options)
    amira.page.goto(f"{open_site}/sign-in/")
    sign_in_at(amira.page, "amira")
    amira.page.get_by_role("heading", name="Hello").wait_for()
    amira.open("/account/", "account")
    amira.follow("Change the tokens", "Tokens for programmes", "tokens-none")
    amira.press("Make a token", "Make a token", "token-new")
    amira.press("Make it", "Make a token", "token-error")
    amira.page.get_by_label("What is it for?").fill("report form of our intranet")
    amira.page.get_by_label("Write and send reports").check()
    amira.page.get_by_label("Read what you may read").check()
    amira.press("Make it", "Copy your token now", "token-shown")
    secret = amira.page.locator(".app-key").inner_text()
    assert opens(secret)
    amira.press("I have copied it", "Tokens for programmes", "tokens-one")
    assert amira.page.get_by_text("report form of our intranet").first.is_visible()
    amira.open("/account/tokens/revoke/", "tokens-revoke-all")
    amira.open("/account/tokens/")
    amira.follow("Revoke report form of our intranet", "Revoke “report form of our intranet”?", "token-revoke")
    amira.press("Revoke it", "Tokens for programmes", "tokens-revoked")
    assert not opens(secret)
    amira.context.close()

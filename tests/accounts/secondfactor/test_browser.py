"""Joining, proving oneself and coming back, as people do it: in real browsers, with an app, a passkey and paper."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.accounts.mails import sent
from tests.accounts.signing import app_code, equip_everybody, recovery_code, sign_in_at
from tests.web.served import violations

pytestmark = pytest.mark.browser
PHONE, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
PASSWORD = "four words no bird"


@pytest.fixture
def open_site(site: str) -> str:
    """The product with the cast in it, under the name that browsers allow passkeys for."""
    from accounts.demo.cast import small_world

    small_world()
    equip_everybody()
    return site.replace("127.0.0.1", "localhost")


class Visitor:
    """Somebody at a browser of their own; every page they meet is looked at for faults."""

    def __init__(self, browser: Any, site: str, **options: Any) -> None:
        self.site, self.scripted = site, options.get("java_script_enabled", True)
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(20_000)
        self.page = self.context.new_page()
        self.refused: list[str] = []
        self.page.on("console", lambda line: self.refused.append(line.text) if "Content Security" in line.text else None)
        self.page.on("pageerror", lambda error: self.refused.append(str(error)))

    def open(self, path: str, name: str = "") -> None:
        self.page.goto(f"{self.site}{path}")
        self.look(name)

    def look(self, name: str = "") -> None:
        """The page fits the screen, and the accessibility rules find no fault."""
        self.page.wait_for_load_state()
        if self.scripted:
            assert self.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
            assert violations(self.page) == [], name
        if name and (folder := os.environ.get("PICTURES")):
            self.page.screenshot(path=str(Path(folder) / f"{name}-{self.page.viewport_size['width']}.png"), full_page=True)
        assert self.refused == []

    def press(self, label: str, heading: str, name: str = "") -> None:
        """Press a button and look at the page that comes, also where it has the same heading."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=label, exact=True).click()
        self.page.get_by_role("heading", name=heading, exact=True).wait_for()
        self.look(name)

    def follow(self, label: str, heading: str, name: str = "") -> None:
        """Follow a link and look at the page that comes."""
        self.page.get_by_role("link", name=label, exact=True).click()
        self.page.get_by_role("heading", name=heading, exact=True).wait_for()
        self.look(name)

    def write(self, **said: str) -> None:
        for label, words in said.items():
            self.page.get_by_label(label.replace("_", " "), exact=True).fill(words)

    def hold_passkeys(self) -> None:
        """Give the browser a phone that makes and shows passkeys, and whose owner is always there."""
        wire = self.context.new_cdp_session(self.page)
        wire.send("WebAuthn.enable")
        holder = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        wire.send("WebAuthn.addVirtualAuthenticator", {"options": holder})


def forget_and_come_back(rosa: Visitor, paper: str) -> None:
    """Rosa forgets her password and chooses another one, with the mail and a code from her sheet of paper."""
    from accounts.staff.models import User

    rosa.page.context.clear_cookies()
    rosa.open("/sign-in/", "sign-in")
    rosa.follow("I forgot my password", "New password", "forgotten")
    rosa.page.get_by_label("E-mail address").fill("rosa")
    rosa.press("Send me a link", "New password", "forgotten-error")
    rosa.page.get_by_label("E-mail address").fill("rosa@relief.example")
    rosa.press("Send me a link", "Look into your mail", "asked")
    (link,) = [each.path for each in sent() if "/password/link/" in each.path]
    rosa.open(link, "challenge")
    rosa.page.get_by_label("recovery code").fill("not a code")
    rosa.press("Continue", "Show that it is you", "challenge-error")
    rosa.page.get_by_label("recovery code").fill(paper)
    rosa.press("Continue", "Choose a new password", "choose")
    rosa.write(New_password=PASSWORD + "s", The_same_once_more=PASSWORD + "s")
    rosa.press("Save and sign in", "Hello, Rosa")
    assert User.objects.get(email="rosa@relief.example").check_password(PASSWORD + "s")
    rosa.open(link, "over")


@pytest.mark.parametrize("options", [{"viewport": WIDE}, {"viewport": PHONE}, {"viewport": PHONE, "java_script_enabled": False}])
def test_somebody_joins_forgets_and_comes_back(open_site: str, browser: Any, options: dict[str, Any]) -> None:
    from accounts.demo.cast import address_of
    from accounts.staff.actions import add_person
    from accounts.staff.choices import StaffKind
    from accounts.staff.models import StaffMember

    olga_herself = StaffMember.objects.get(user__email=address_of("olga"))
    person = add_person(actor=olga_herself, name="Rosa Lind", kind=StaffKind.EMPLOYEE, email="rosa@relief.example")

    olga = Visitor(browser, open_site, **options)
    olga.page.goto(f"{open_site}/sign-in/")
    sign_in_at(olga.page, "olga")
    olga.open(f"/people/{person.id}/")
    olga.follow("Help with signing in", "Help with signing in", "help-new")
    olga.press("Invite", "Invite Rosa Lind?", "invite")
    olga.press("Invite", "Tell this code", "code-to-tell")
    code = olga.page.locator(".app-reference").inner_text()
    (mail,) = sent()

    rosa = Visitor(browser, open_site, **options)
    rosa.open(mail.path, "join")
    rosa.write(Code_that_you_were_told="ABCD-EFGH", New_password=PASSWORD, The_same_once_more="something else")
    rosa.press("Open my login", "Open your login", "join-error")
    rosa.write(Code_that_you_were_told=code, New_password=PASSWORD, The_same_once_more=PASSWORD)
    rosa.press("Open my login", "Second step when signing in", "setup-first")
    rosa.open("/people/")
    assert rosa.page.url.endswith("/account/second/")
    rosa.press("Set up an app", "Set up an app", "app")
    secret = rosa.page.locator(".app-key").inner_text().replace(" ", "")
    rosa.page.get_by_label("The six digits").fill("000000")
    rosa.press("Set it up", "Set up an app", "app-error")
    rosa.page.get_by_label("The six digits").fill(app_code(secret))
    rosa.press("Set it up", "Recovery codes", "codes-before")
    rosa.press("Show my codes", "Write these codes down now", "codes")
    paper = rosa.page.locator(".app-codes .app-key").all_inner_texts()
    assert len(paper) == 10
    rosa.open("/", "home")
    rosa.open("/account/", "account")

    rosa.open("/account/password/", "password-change")
    rosa.open("/account/address/", "address-change")
    rosa.open("/account/sessions/others/end/", "end-others")
    forget_and_come_back(rosa, paper[0])
    olga.context.close()
    rosa.context.close()


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_a_passkey_is_made_and_lets_in(open_site: str, browser: Any, size: dict[str, int]) -> None:
    from accounts.demo.cast import address_of
    from accounts.secondfactor.models import Passkey
    from accounts.staff.models import User

    Passkey.objects.all().delete()  # those of the tests' people are held by nobody
    noor = Visitor(browser, open_site, viewport=size)
    noor.hold_passkeys()
    noor.page.goto(f"{open_site}/sign-in/")
    sign_in_at(noor.page, "noor")
    noor.page.get_by_role("heading", name="Second step when signing in", exact=True).wait_for()
    noor.look("setup-passkey-needed")
    noor.page.get_by_role("button", name="Add a passkey").click()
    noor.page.get_by_role("heading", name="Add a passkey", exact=True).wait_for()
    noor.look("passkey")
    noor.press("Make the passkey", "Add a passkey", "passkey-error")
    noor.page.get_by_label("A name for it").fill("my phone")
    noor.page.get_by_role("button", name="Make the passkey").click()
    noor.page.get_by_role("heading", name="Second step when signing in", exact=True).or_(
        noor.page.get_by_role("heading", name="Recovery codes", exact=True)
    ).first.wait_for()
    noor.open("/account/second/", "setup-all")
    assert noor.page.get_by_text("my phone").first.is_visible()

    if size == PHONE:
        noor.page.get_by_role("button", name="Menu").click()
    noor.page.get_by_role("button", name="Sign out").click()
    noor.page.get_by_label("E-mail address").fill(address_of("noor"))
    noor.page.get_by_label("Password", exact=True).fill("boundaries-demo-1")
    noor.page.get_by_role("button", name="Sign in").click()
    noor.page.get_by_role("heading", name="Show that it is you").wait_for()
    noor.look("challenge-passkey")
    noor.page.get_by_role("button", name="Use my passkey").click()
    noor.page.get_by_role("heading", name="Hello").wait_for()
    used = Passkey.objects.get(user=User.objects.get(email=address_of("noor")))
    assert used.used_at is not None
    noor.context.close()


def test_a_browser_without_the_passkey_says_so_and_paper_helps(open_site: str, browser: Any) -> None:
    from accounts.demo.cast import address_of
    from accounts.staff.models import User

    for script in (True, False):
        noor = Visitor(browser, open_site, viewport=PHONE, java_script_enabled=script)
        noor.page.goto(f"{open_site}/sign-in/")
        noor.page.get_by_label("E-mail address").fill(address_of("noor"))
        noor.page.get_by_label("Password", exact=True).fill("boundaries-demo-1")
        noor.page.get_by_role("button", name="Sign in").click()
        noor.page.get_by_role("heading", name="Show that it is you").wait_for()
        if script:
            noor.page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('none here')) }")
            noor.page.get_by_role("button", name="Use my passkey").click()
            noor.page.get_by_text("Nothing came from the passkey.").wait_for()
            noor.look("challenge-failed")
        else:
            assert noor.page.get_by_text("A passkey needs JavaScript").is_visible()
            assert not noor.page.get_by_role("button", name="Use my passkey").is_visible()
        code = recovery_code(User.objects.get(email=address_of("noor")))
        noor.page.reload()
        noor.page.get_by_label("recovery code").fill(code)
        noor.page.get_by_role("button", name="Continue").click()
        noor.page.get_by_role("heading", name="Hello").wait_for()
        noor.context.close()


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_other_pages_are_in_order_too(open_site: str, browser: Any, size: dict[str, int]) -> None:
    from accounts.demo.cast import address_of
    from accounts.staff.models import StaffMember
    from tests.incidents.told import send

    people = {key: StaffMember.objects.get(user__email=address_of(key)) for key in ("amira", "ben", "elif")}
    send(people["amira"], people["ben"])
    olga = Visitor(browser, open_site, viewport=size)
    olga.page.goto(f"{open_site}/sign-in/")
    sign_in_at(olga.page, "olga")
    olga.page.get_by_role("heading", name="Hello").wait_for()
    olga.open("/sign-in/again/", "again")
    olga.open(f"/people/{people['elif'].id}/deactivate/", "deactivate")
    assert olga.page.get_by_text("Reports they handle (1)").is_visible()
    olga.open(f"/people/{people['amira'].id}/signing-in/anew/", "anew")
    olga.page.get_by_label("E-mail address the link is sent to").fill("amira")
    olga.press("Ask for it", "Open a login anew", "anew-error")
    olga.page.get_by_label("E-mail address the link is sent to").fill("amira@relief.example")
    olga.press("Ask for it", "Help with signing in", "help-waiting")
    olga.open(f"/people/{people['amira'].id}/signing-in/end/", "take-back")
    olga.open("/account/address/")
    olga.page.get_by_label("New e-mail address").fill("olga.petrova@relief.example")
    olga.write(Your_password="wrong")
    olga.page.get_by_role("button", name="Send the link").click()
    olga.page.get_by_text("This is not your password.").first.wait_for()
    olga.look("address-error")
    olga.write(Your_password="boundaries-demo-1")
    olga.page.get_by_label("New e-mail address").fill("olga.petrova@relief.example")
    olga.press("Send the link", "Look into your mail", "address-asked")
    (link,) = [each.path for each in sent() if "/account/address/link/" in each.path]
    olga.open(link, "address-confirm")
    olga.press("Use it", "How you sign in", "account-two")
    olga.open("/account/password/")
    olga.press("Save", "Change your password", "password-change-error")
    olga.context.close()

"""The life of a login, from the invitation to the last day, in browsers: the same for every role.

What administrators do for it on their pages is played in `tests/accounts/secondfactor/test_browser.py`; here they do it by the
same actions, and the person is at the browser.
"""

from datetime import timedelta
from typing import Any

import pytest

from tests.accounts.mails import sent
from tests.accounts.secondfactor.test_browser import Visitor
from tests.accounts.signin.conftest import _quick_hashes
from tests.accounts.signing import app_code

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("_quick_hashes")]
__all__ = ["_quick_hashes"]
FIRST, SECOND, THIRD = "four words no bird", "five words and no bird", "six words and still no bird"
ROLES = {"worker": False, "supervisor": False, "director": True, "auditor": True, "administrator": True}
"""Everybody there is, and whether they must sign in with a passkey (SI-01)."""
SIGN_IN, SECOND_STEP = "Sign in", "Show that it is you"


class Somebody(Visitor):
    """Somebody with a browser, a phone and a sheet of paper. How the pages look is looked at elsewhere."""

    def look(self, name: str = "") -> None:
        """Nothing was refused by the browser and no script failed."""
        assert self.refused == [], name

    def __init__(self, browser: Any, site: str, *, passkey: bool) -> None:
        super().__init__(browser, site)
        self.passkey, self.paper = passkey, list[str]()
        self.hold_passkeys()

    def shows(self, heading: str) -> None:
        self.page.get_by_role("heading", name=heading).first.wait_for()

    def set_up(self) -> None:
        """A second step, of the kind their role asks for, and codes on paper."""
        self.shows("Second step when signing in")
        if self.passkey:
            self.page.get_by_role("button", name="Add a passkey").click()
            self.page.get_by_label("A name for it").fill("my phone")
            self.page.get_by_role("button", name="Make the passkey").click()
        else:
            self.page.get_by_role("button", name="Set up an app").click()
            secret = self.page.locator(".app-key").inner_text().replace(" ", "")
            self.page.get_by_label("The six digits").fill(app_code(secret))
            self.page.get_by_role("button", name="Set it up").click()
        self.shows("Recovery codes")
        self.page.goto(f"{self.site}/account/second/codes/")
        self.page.get_by_role("button", name="Show my codes").click()
        self.shows("Write these codes down now")
        self.paper = self.page.locator(".app-codes .app-key").all_inner_texts()

    def come_in(self, link: str, code: str, password: str) -> None:
        """Link and code, a password, a second step; then everything is open, and nothing before."""
        self.page.goto(f"{self.site}{link}")
        self.write(Code_that_you_were_told=code, New_password=password, The_same_once_more=password)
        self.page.get_by_role("button", name="Open my login").click()
        self.shows("Second step when signing in")
        self.page.goto(f"{self.site}/people/")
        self.set_up()
        self.page.goto(f"{self.site}/")
        self.shows("Hello, Rosa")

    def prove(self) -> None:
        """The passkey, where there is one; a code on paper otherwise."""
        self.shows(SECOND_STEP)
        if self.passkey:
            self.page.get_by_role("button", name="Use my passkey").click()
        else:
            self.show_paper()

    def show_paper(self) -> None:
        self.page.get_by_label("recovery code").fill(self.paper.pop())
        self.page.get_by_role("button", name="Continue").click()

    def sign_in(self, email: str, password: str) -> None:
        """The first half."""
        self.page.goto(f"{self.site}/sign-in/")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def is_out(self) -> bool:
        """Whether the next page is that of signing in."""
        self.page.goto(f"{self.site}/account/")
        return "/sign-in/" in str(self.page.url)


def hire(role: str) -> Any:
    """Rosa begins in a role, and the administrator of the relief society with another one: (Rosa, Olga, Wiremu)."""
    from accounts.appointments.models import Appointment
    from accounts.demo.cast import small_world
    from accounts.organisations.queries import today
    from accounts.staff.actions import add_person
    from accounts.staff.choices import StaffKind
    from accounts.staff.models import StaffMember
    from boundaries.clocks.queries import now

    cast = small_world()
    rosa = add_person(actor=cast.olga, name="Rosa Lind", kind=StaffKind.EMPLOYEE, email="rosa@relief.example")
    if role == "supervisor":
        StaffMember.objects.filter(pk=cast.ben.pk).update(manager=rosa)
    elif role != "worker":
        Appointment.objects.create(
            organisation=cast.organisation,
            person=rosa,
            role=role,
            starts_on=today(cast.organisation) - timedelta(days=1),
            proposed_by=cast.olga,
            confirmed_by=cast.wiremu,
            confirmed_at=now(),
        )
    return rosa, cast.olga, cast.wiremu


def mailed(part: str) -> str:
    """Where the link leads that went to Rosa."""
    (path,) = [mail.path for mail in sent() if part in mail.path]
    return path


@pytest.mark.parametrize("role", ROLES)
def test_a_login_from_its_first_day_to_its_last(site: str, browser: Any, role: str) -> None:
    from accounts.invitations.actions import ask_to_reopen, confirm_reopening, invite_person
    from accounts.organisations.queries import today
    from accounts.staff.actions import deactivate_person

    rosa, olga, wiremu = hire(role)
    site = site.replace("127.0.0.1", "localhost")
    here, elsewhere = (Somebody(browser, site, passkey=ROLES[role]) for _ in range(2))

    told = invite_person(actor=olga, person_id=rosa.pk)
    here.come_in(mailed("/join/"), told.code, FIRST)

    forget(here)
    move(here)
    tell_of_another_browser(here, elsewhere)

    asked = ask_to_reopen(actor=olga, person_id=rosa.pk)
    told = confirm_reopening(actor=wiremu, invitation_id=asked.pk)
    link = mailed("/join/")
    assert not here.is_out(), "until the link and the code are used, everything stays as it is"
    lose_everything(elsewhere, link, told.code)
    assert here.is_out(), "whoever has the old phone is out"

    deactivate_person(actor=olga, person_id=rosa.pk, last_day=today(rosa.organisation))
    assert elsewhere.is_out(), "at the next page, which is sooner than within a minute"
    elsewhere.sign_in("rosa@home.example", THIRD)
    elsewhere.page.get_by_text("The e-mail address or the password is not right.").first.wait_for()
    for each in (here, elsewhere):
        each.look()
        each.context.close()


def forget(rosa: Somebody) -> None:
    """A forgotten password: the mail leads to the second step, and only that to another password."""
    rosa.context.clear_cookies()
    rosa.page.goto(f"{rosa.site}/sign-in/")
    rosa.page.get_by_role("link", name="I forgot my password").click()
    rosa.page.get_by_label("E-mail address").fill("rosa@relief.example")
    rosa.page.get_by_role("button", name="Send me a link").click()
    rosa.shows("Look into your mail")
    rosa.page.goto(f"{rosa.site}{mailed('/password/link/')}")
    rosa.prove()
    rosa.shows("Choose a new password")
    rosa.write(New_password=SECOND, The_same_once_more=SECOND)
    rosa.page.get_by_role("button", name="Save and sign in").click()
    rosa.shows("Hello, Rosa")
    rosa.context.clear_cookies()
    rosa.sign_in("rosa@relief.example", FIRST)
    rosa.page.get_by_text("The e-mail address or the password is not right.").first.wait_for()
    rosa.sign_in("rosa@relief.example", SECOND)
    rosa.prove()
    rosa.shows("Hello, Rosa")


def move(rosa: Somebody) -> None:
    """Another address: asked for with the password, confirmed at the new one."""
    rosa.page.goto(f"{rosa.site}/account/address/")
    rosa.page.get_by_label("New e-mail address").fill("rosa@home.example")
    rosa.write(Your_password=SECOND)
    rosa.page.get_by_role("button", name="Send the link").click()
    rosa.shows("Look into your mail")
    rosa.page.goto(f"{rosa.site}{mailed('/account/address/link/')}")
    rosa.page.get_by_role("button", name="Use it").click()
    rosa.shows("How you sign in")
    assert rosa.page.get_by_text("rosa@home.example").first.is_visible()


def tell_of_another_browser(rosa: Somebody, elsewhere: Somebody) -> None:
    """Without phone and key, a code on paper lets in, once; its owner hears of it, and can end it from where they are."""
    elsewhere.paper = rosa.paper[:]
    elsewhere.sign_in("rosa@home.example", SECOND)
    elsewhere.shows(SECOND_STEP)
    elsewhere.show_paper()
    elsewhere.shows("Hello, Rosa")
    used = rosa.paper[-1]
    rosa.page.goto(f"{rosa.site}/notices/")
    rosa.page.get_by_text("Somebody signed in as you in a browser that you had not used before.").first.wait_for()
    rosa.page.goto(f"{rosa.site}/account/")
    rosa.page.get_by_role("button", name="Sign out everywhere else").click()
    rosa.page.get_by_role("button", name="Sign out everywhere else").click()
    rosa.page.get_by_text("Done. There one has to sign in again.").first.wait_for()
    assert elsewhere.is_out()
    assert not rosa.is_out()
    elsewhere.paper.append(used)
    elsewhere.sign_in("rosa@home.example", SECOND)
    elsewhere.shows(SECOND_STEP)
    elsewhere.show_paper()
    elsewhere.page.get_by_text("This code does not count.").first.wait_for()


def lose_everything(rosa: Somebody, link: str, code: str) -> None:
    """Phone, key and paper are gone: two administrators opened the login anew, and all that was set up counts no more."""
    rosa.context.clear_cookies()
    rosa.come_in(link, code, THIRD)

"""What was typed into a form that came too late is kept for its author, and sent by nobody but them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from accounts.demo.actions import PASSWORD
from accounts.demo.cast import Cast, address_of
from accounts.staff.models import User
from boundaries.sealing.models import DataKey
from boundaries.web import kept_forms
from boundaries.web.models import KeptForm
from tests.accounts.signin.conftest import Try
from tests.accounts.signing import recovery_code

Later = Callable[[timedelta], Any]
AWAY = timedelta(minutes=21)
TYPED = {"story": "She said <b>no</b>.\nTwice.", "colours": ["red", "blue"]}

pytestmark = pytest.mark.urls("tests.accounts.signin.pages")


@pytest.fixture
def signed_in(cast: Cast, client: Client, try_password: Try, later: Later) -> Client:
    with later(timedelta(0)):
        try_password(client, address_of("amira"))
    return client


@pytest.fixture
def too_late(signed_in: Client, later: Later) -> Client:
    """Amira's browser after her form arrived too late."""
    with later(AWAY):
        response = signed_in.post("/story/", TYPED)
    assert response["Location"] == "/sign-in/?why=kept&next=%2Fstory%2F"
    return signed_in


def test_the_same_person_finds_what_they_typed(too_late: Client, later: Later, try_password: Try) -> None:
    with later(AWAY):
        assert try_password(too_late, address_of("amira"), next="/story/")["Location"] == "/story/"
        page = too_late.get("/story/").content.decode()
    assert "We kept what you had typed. It has not been sent yet" in page
    assert "She said &lt;b&gt;no&lt;/b&gt;.\nTwice." in page
    assert page.count(" checked") == 2
    assert "Error:" not in page, "nothing is judged before it is sent"


def test_it_stays_until_it_is_sent(too_late: Client, later: Later, try_password: Try) -> None:
    with later(AWAY):
        try_password(too_late, address_of("amira"))
        for _ in range(2):
            assert "Twice." in too_late.get("/story/").content.decode()
        too_late.post("/story/", TYPED)
        assert "Twice." not in too_late.get("/story/").content.decode()
    assert not KeptForm.objects.exists()
    assert not DataKey.objects.exclude(id__in=_keys_in_use()).exists()


def _keys_in_use() -> Any:
    from accounts.organisations.models import Organisation
    from accounts.secondfactor.models import AppKey

    return Organisation.objects.values_list("data_key").union(AppKey.objects.values_list("data_key"))


def test_nobody_else_finds_it(too_late: Client, later: Later, try_password: Try) -> None:
    with later(AWAY):
        try_password(too_late, address_of("ben"))
        page = too_late.get("/story/").content.decode()
    assert "Twice." not in page
    assert "We kept" not in page
    assert KeptForm.objects.exists()


def test_it_is_on_no_other_page(too_late: Client, later: Later, try_password: Try) -> None:
    with later(AWAY):
        try_password(too_late, address_of("amira"))
        assert "We kept" not in too_late.get("/notices/").content.decode()


def test_it_is_sealed(too_late: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT fields FROM boundaries_keptform")
        (stored,) = cursor.fetchone()
    assert b"Twice" not in bytes(stored)


def kept_fields() -> dict[str, list[str]]:
    """What is kept of the one form that is."""
    fields: Any = KeptForm.objects.get().fields
    return dict(fields)


def test_passwords_tokens_and_files_are_not_kept(signed_in: Client, later: Later) -> None:
    with later(AWAY):
        file = SimpleUploadedFile("a.txt", b"content")
        signed_in.post("/story/", TYPED | {"password": "s", "new_password1": "s", "csrfmiddlewaretoken": "t", "file": file})
    assert set(kept_fields()) == set(TYPED)


def test_what_is_too_large_is_not_kept(signed_in: Client, later: Later) -> None:
    with later(AWAY):
        response = signed_in.post("/story/", {"story": "é" * (kept_forms.LARGEST // 2 + 1)})
    assert "why=away" in response["Location"]
    assert not KeptForm.objects.exists()


def test_the_last_of_two_is_the_one_that_is_kept(signed_in: Client, later: Later) -> None:
    with later(AWAY):
        signed_in.post("/story/", TYPED)
        signed_in.post("/story/", {"story": "Later."})
    assert kept_fields() == {"story": ["Later."]}


def test_two_tabs_keep_a_form_each(signed_in: Client, later: Later) -> None:
    with later(AWAY):
        signed_in.get("/story/")
        signed_in.post("/story/", TYPED)
        signed_in.post("/notices/read/", TYPED)
    assert set(KeptForm.objects.values_list("path", flat=True)) == {"/story/", "/notices/read/"}


def test_nothing_is_kept_after_a_day(too_late: Client, later: Later, try_password: Try) -> None:
    with later(AWAY + kept_forms.KEPT):
        try_password(too_late, address_of("amira"))
        assert "Twice." not in too_late.get("/story/").content.decode()


def test_what_nobody_came_back_for_is_destroyed(too_late: Client, cast: Cast, later: Later, try_password: Try) -> None:
    other, next_day = Client(), AWAY + kept_forms.KEPT + timedelta(seconds=1)
    with later(next_day):
        try_password(other, address_of("ben"))
    with later(next_day + AWAY):
        other.post("/story/", TYPED)
    assert KeptForm.objects.get().person_id == cast.ben.id


def test_a_form_from_another_site_is_not_kept(cast: Cast, later: Later) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert cast.amira.user
    browser.force_login(cast.amira.user)
    with later(timedelta(0)):
        browser.get("/story/")
    with later(AWAY):
        assert browser.post("/story/", TYPED).status_code == 403
    assert not KeptForm.objects.exists()


def test_a_stranger_s_form_is_not_kept(cast: Cast, client: Client) -> None:
    assert client.post("/story/", TYPED)["Location"] == "/sign-in/?next=/story/"
    assert not KeptForm.objects.exists()


def test_somebody_who_left_meanwhile_keeps_nothing(signed_in: Client, cast: Cast, later: Later) -> None:
    cast.amira.is_active = False
    cast.amira.save(update_fields=["is_active"])
    with later(AWAY):
        signed_in.post("/story/", TYPED)
    assert not KeptForm.objects.exists()


def test_an_empty_form_is_not_worth_keeping(signed_in: Client, later: Later) -> None:
    with later(AWAY):
        assert "why=away" in signed_in.post("/story/")["Location"]


def test_a_form_sent_while_signed_in_is_not_kept(signed_in: Client, later: Later) -> None:
    with later(timedelta(0)):
        assert signed_in.post("/story/", TYPED).status_code == 422
    assert not KeptForm.objects.exists()


def test_what_is_being_typed_is_kept_while_it_is_typed(signed_in: Client, cast: Cast, later: Later) -> None:
    with later(timedelta(0)):
        assert signed_in.post("/keep/?path=/story/", TYPED).status_code == 204
        assert "Twice." in signed_in.get("/story/").content.decode()
    kept = KeptForm.objects.get()
    assert (kept.person_id, kept.path) == (cast.amira.id, "/story/")


def test_what_is_being_typed_is_kept_after_the_session_s_end_too(signed_in: Client, later: Later) -> None:
    with later(AWAY):
        response = signed_in.post("/keep/?path=/story/", TYPED)
    assert response["Location"] == "/sign-in/?why=kept&next=%2Fstory%2F"
    assert KeptForm.objects.get().path == "/story/"


@pytest.mark.parametrize(
    "path", ["", "/no/such/page/", "https://elsewhere.example/", "/sign-in/", "/story/\n", "/\x00", "x" * 9000]
)
def test_nothing_is_kept_for_a_page_that_is_not_ours(signed_in: Client, later: Later, path: str) -> None:
    with later(timedelta(0)):
        assert signed_in.post("/keep/", TYPED, query_params={"path": path}).status_code == 422
    with later(AWAY):
        signed_in.post("/keep/", TYPED, query_params={"path": path})
    assert not KeptForm.objects.exists()


def test_too_much_is_refused_while_it_is_typed(signed_in: Client, later: Later) -> None:
    with later(timedelta(0)):
        assert signed_in.post("/keep/?path=/story/", {"story": "x" * (kept_forms.LARGEST + 1)}).status_code == 422


def test_a_page_knows_where_its_form_is_kept(rf: Any) -> None:
    assert kept_forms.keep_url(rf.get("/story/?page=2")) == "/keep/?path=%2Fstory%2F"


def test_a_stranger_keeps_nothing(cast: Cast, client: Client) -> None:
    assert client.post("/keep/?path=/story/", TYPED).status_code == 302
    assert not KeptForm.objects.exists()


TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Tabs:
    """One browser in which forms are checked as in production, with a story typed in a tab that stays open."""

    def __init__(self) -> None:
        self.browser = Client(enforce_csrf_checks=True)

    def token_of(self, path: str) -> str:
        return str(TOKEN.findall(self.browser.get(path).content.decode())[-1])

    def sign_in(self, key: str) -> int:
        fields = {"email": address_of(key), "password": PASSWORD, "csrfmiddlewaretoken": self.token_of("/sign-in/")}
        assert self.browser.post("/sign-in/", fields)["Location"] == "/sign-in/code/"
        code = recovery_code(User.objects.get(email=address_of(key)))
        fields = {"code": code, "csrfmiddlewaretoken": self.token_of("/sign-in/code/")}
        return self.browser.post("/sign-in/code/", fields).status_code

    def send_story(self, token: str) -> int:
        return self.browser.post("/story/", TYPED | {"another": "x", "csrfmiddlewaretoken": token}).status_code


@pytest.mark.parametrize(("who_comes_back", "status"), [("amira", 200), ("ben", 403)])
def test_a_form_in_another_tab_can_be_sent_by_the_same_person_only(
    cast: Cast, later: Later, who_comes_back: str, status: int
) -> None:
    tabs = Tabs()
    with later(timedelta(0)):
        assert tabs.sign_in("amira") == 302
        token = tabs.token_of("/story/")
    with later(AWAY):
        assert tabs.browser.get("/notices/").status_code == 302, "the session has ended in the first tab"
        assert tabs.sign_in(who_comes_back) == 302
        assert tabs.send_story(token) == status
    assert not KeptForm.objects.exists()


def test_signing_in_makes_a_new_secret(cast: Cast, later: Later) -> None:
    tabs = Tabs()
    with later(timedelta(0)):
        tabs.browser.get("/sign-in/")
        before = tabs.browser.cookies["csrf"].value
        assert tabs.sign_in("amira") == 302
    assert tabs.browser.cookies["csrf"].value != before

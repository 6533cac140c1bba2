"""Signing out leaves nothing behind in the browser but the knowledge that this device is known."""

from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.demo.cast import Cast, address_of
from tests.accounts.signin.conftest import Try


def test_signing_out_ends_the_session_and_clears_what_the_browser_kept(cast: Cast, client: Client, try_password: Try) -> None:
    try_password(client, address_of("amira"))
    response = client.post(reverse("signin:sign_out"))
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert response.cookies["session"]["max-age"] == 0
    assert not Session.objects.exists()
    assert client.get(reverse("home"))["Location"].startswith(reverse("signin:sign_in"))


def test_signing_out_leaves_the_device_known(cast: Cast, client: Client, try_password: Try) -> None:
    try_password(client, address_of("amira"))
    response = client.post(reverse("signin:sign_out"))
    assert "device" not in response.cookies
    assert client.cookies["device"].value


def test_signing_out_says_so(cast: Cast, client: Client, try_password: Try) -> None:
    try_password(client, address_of("amira"))
    assert "You are signed out." in client.post(reverse("signin:sign_out"), follow=True).content.decode()


def test_a_link_signs_nobody_out(cast: Cast, client: Client, try_password: Try) -> None:
    try_password(client, address_of("amira"))
    assert client.get(reverse("signin:sign_out")).status_code == 405
    assert client.get(reverse("home")).status_code == 200


def test_signing_out_needs_no_sign_in(db: None, client: Client) -> None:
    assert client.post(reverse("signin:sign_out")).status_code == 302

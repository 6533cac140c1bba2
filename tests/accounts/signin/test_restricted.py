"""An outside contact opens a few addresses; a superuser's flag opens none."""

import pytest
from django.apps import apps
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from accounts.demo.cast import Cast, address_of
from boundaries.access.doors import Door, door_of, views_within
from tests.accounts.signin.conftest import Try

SOME_ID = "00000000-0000-4000-8000-000000000001"


def addresses(patterns: list[URLPattern | URLResolver], namespaces: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every address of the product: its namespaces, then its name."""
    found = []
    for each in patterns:
        if isinstance(each, URLResolver):
            found += addresses(each.url_patterns, (*namespaces, each.namespace) if each.namespace else namespaces)
        else:
            found.append((*namespaces, each.name or ""))
    return found


def path_to(*names: str) -> str | None:
    """An address filled with ids that belong to nothing."""
    for arguments in ([], [SOME_ID], [SOME_ID, SOME_ID], [1], [SOME_ID, "x"]):
        try:
            return reverse(":".join(names), args=arguments)
        except NoReverseMatch:
            continue
    return None


EVERYTHING = [each for each in addresses(get_resolver().url_patterns) if path_to(*each)]


@pytest.fixture
def outside(cast: Cast, client: Client, try_password: Try) -> Client:
    try_password(client, address_of("miriam"))
    return client


@pytest.mark.parametrize("name", ["home", "notices:list"])
def test_an_outside_contact_opens_their_few_pages(outside: Client, name: str) -> None:
    assert outside.get(reverse(name)).status_code == 200


def test_an_outside_contact_can_stay_and_sign_out(outside: Client) -> None:
    assert outside.post(reverse("signin:keep_alive")).status_code == 204
    assert outside.post(reverse("signin:sign_out")).status_code == 302


def test_every_other_address_is_not_found_for_an_outside_contact(outside: Client) -> None:
    doors = {name: door_of(view) for name, view in views_within(get_resolver().url_patterns)}
    shut = [each for each in EVERYTHING if doors[":".join(each)] is Door.STAFF]
    assert len(shut) > 20
    for names in shut:
        path = path_to(*names)
        assert path
        assert (names, outside.get(path).status_code, outside.post(path).status_code) == (names, 404, 404)


def test_an_outside_contact_sees_no_link_to_what_they_may_not_open(outside: Client) -> None:
    page = outside.get(reverse("home")).content.decode()
    for path in ("/people/", "/teams/", "/clients/", "/reports/", "/organisation/"):
        assert f'href="{path}' not in page


def test_a_superuser_opens_what_anybody_opens_and_nothing_else(cast: Cast, client: Client, try_password: Try) -> None:
    colleague = Client()
    seen = {}
    for browser, key in ((client, "root"), (colleague, "pavel")):
        try_password(browser, address_of(key))
        seen[key] = {names: browser.get(path_to(*names) or "").status_code for names in EVERYTHING if names[0] != "signin"}
    assert seen["root"] == seen["pavel"]


def test_there_is_no_django_admin() -> None:
    assert not apps.is_installed("django.contrib.admin")
    assert "admin" not in {namespace for each in EVERYTHING for namespace in each[:-1]}

"""Adding and renaming sites."""

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.organisations.actions import rename_site
from accounts.organisations.models import Site
from boundaries.errors.exceptions import NotVisible
from tests.accounts.kinds import SignedIn, last_written_about, written_about

pytestmark = pytest.mark.django_db


def test_an_administrator_adds_a_site(cast: Cast, signed_in: SignedIn) -> None:
    assert signed_in(cast.olga).post(reverse("organisations:add_site"), {"name": "Mill Lane"}).status_code == 302
    site = Site.objects.get(name="Mill Lane", organisation=cast.organisation)
    assert last_written_about(cast.organisation.id) == ("organisation.site-added", cast.olga.id, {"site": str(site.id)})


def test_an_administrator_renames_a_site(cast: Cast, signed_in: SignedIn) -> None:
    site = Site.objects.get(name="Harbour House")
    address = reverse("organisations:rename_site", args=[site.id])
    assert signed_in(cast.olga).post(address, {"name": "Quay House"}).status_code == 302
    site.refresh_from_db()
    assert site.name == "Quay House"
    assert last_written_about(cast.organisation.id) == ("organisation.site-renamed", cast.olga.id, {"site": str(site.id)})


@pytest.mark.parametrize("typed", ["", " ", "x" * 121, "Head office"])
def test_bad_input_is_said_beside_the_field(cast: Cast, signed_in: SignedIn, typed: str) -> None:
    site = Site.objects.get(name="Harbour House")
    for address in (reverse("organisations:add_site"), reverse("organisations:rename_site", args=[site.id])):
        answer = signed_in(cast.olga).post(address, {"name": typed})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name"])


def test_nobody_else_does(cast: Cast, signed_in: SignedIn) -> None:
    site = Site.objects.get(name="Harbour House")
    rename = reverse("organisations:rename_site", args=[site.id])
    assert signed_in(cast.noor).post(rename, {"name": "Mine"}).status_code == 403
    assert signed_in(cast.root).post(reverse("organisations:add_site"), {"name": "Mine"}).status_code == 403
    foreign = Site.objects.get(name="Bay office")
    assert signed_in(cast.olga).post(reverse("organisations:rename_site", args=[foreign.id]), {"name": "Mine"}).status_code == 404
    assert not Site.objects.filter(name="Mine").exists()


def test_the_action_knows_no_site_of_another_organisation_and_writes_down_no_change_that_is_none(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        rename_site(actor=cast.olga, site_id=Site.objects.get(name="Bay office").id, name="Mine")
    rename_site(actor=cast.olga, site_id=Site.objects.get(name="Harbour House").id, name="Harbour House")
    assert written_about(cast.organisation.id) == []


def test_looking_changes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    site = Site.objects.get(name="Harbour House")
    browser = signed_in(cast.olga)
    assert browser.get(reverse("organisations:rename_site", args=[site.id]), {"name": "X"}).status_code == 200
    assert [(each.name, each.people) for each in browser.get(reverse("organisations:sites")).context["sites"]] == [
        ("Harbour House", 4),
        ("Head office", 10),
        ("Hill Street Centre", 1),
    ]
    assert written_about(cast.organisation.id) == []

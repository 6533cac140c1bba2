"""The organisation by the API: settings, sites, closed days."""

from typing import Any

import pytest

from accounts.demo.cast import Cast
from accounts.organisations.models import ClosedDay, Organisation, Site
from tests.accounts.calling import calling
from tests.accounts.kinds import last_written_about

pytestmark = pytest.mark.django_db


def test_an_administrator_reads_and_changes_the_settings(cast: Cast) -> None:
    olga = calling(cast.olga)
    before = olga.get("organisation/").body
    after = olga.patch("organisation/", {"acknowledge_days": 3, "danger_signposts": "Police 112\r\nWatch 116"})
    assert after.body == before | {"acknowledge_days": 3, "danger_signposts": "Police 112\nWatch 116"}
    event, _actor, data = last_written_about(cast.organisation.id)
    assert (event, data) == ("organisation.settings-changed", {"fields": ["acknowledge_days", "danger_signposts"]})


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"zone": "Nowhere/Else"}, "zone"),
        ({"language": "xx"}, "language"),
        ({"weekdays": []}, "weekdays"),
        ({"weekdays": [7]}, "weekdays.0"),
        ({"weekdays": [True]}, "weekdays.0"),
        ({"acknowledge_days": 0}, "acknowledge_days"),
        ({"acknowledge_days": 61}, "acknowledge_days"),
        ({"acknowledge_days": 9, "contact_days": 2}, "contact_days"),
        ({"activated_at": None}, "activated_at"),
    ],
)
def test_settings_that_make_no_sense_are_refused(cast: Cast, told: dict[str, Any], wrong: str) -> None:
    refused = calling(cast.olga).patch("organisation/", told)
    assert (refused.status, list(refused.wrong)) == (422, [wrong])


def test_sites_are_added_and_renamed_once(cast: Cast) -> None:
    olga = calling(cast.olga)
    first, second = (olga.post("organisation/sites/", {"name": "Lighthouse"}, key="l") for _ in range(2))
    assert (first.status, first.body) == (201, second.body)
    assert olga.patch(f"organisation/sites/{first.id}/", {"name": "Tower"})["name"] == "Tower"
    assert "Tower" in {each["name"] for each in olga.get("organisation/sites/")["sites"]}
    taken = olga.post("organisation/sites/", {"name": "Tower"})
    assert (taken.status, list(taken.wrong)) == (422, ["name"])


def test_closed_days_come_and_go(cast: Cast) -> None:
    olga, day = calling(cast.olga), {"day": "2031-05-17", "name": "National day"}
    first, second = (olga.post("organisation/closed-days/", day, key="d") for _ in range(2))
    assert (first.status, first.body) == (201, second.body)
    assert first.body in olga.get("organisation/closed-days/")["closed_days"]
    twice = olga.post("organisation/closed-days/", day)
    assert (twice.status, list(twice.wrong)) == (422, ["day"])
    assert olga.get(first["url"])["day"] == "2031-05-17"
    assert olga.delete(first["url"]).status == 204
    assert olga.get(first["url"]).status == olga.delete(first["url"]).status == 404


def test_it_is_opened_for_reports_once_nothing_is_missing(cast: Cast) -> None:
    olga = calling(cast.olga)
    assert olga.get("organisation/")["missing"] == []
    assert olga.post("organisation/activate/").status == 409
    Organisation.objects.filter(pk=cast.organisation.pk).update(activated_at=None)
    assert olga.post("organisation/activate/").status == 200
    assert olga.get("organisation/")["activated_at"]


def test_nobody_else_sees_or_changes_them(cast: Cast) -> None:
    closed = ClosedDay.objects.create(organisation=cast.organisation, day="2031-05-01", name="Labour Day")
    site = Site.objects.filter(organisation=cast.organisation)[0]
    for who in (cast.amira, cast.elif_, cast.noor, cast.root):
        programme = calling(who)
        for path in ("", "sites/", f"sites/{site.pk}/", "closed-days/", f"closed-days/{closed.pk}/"):
            assert programme.get(f"organisation/{path}").status == 403, path
        assert programme.patch("organisation/", {"name": "X"}).status == 403
        assert programme.post("organisation/sites/", {"name": "X"}).status == 403
        assert programme.patch(f"organisation/sites/{site.pk}/", {"name": "X"}).status == 403
        assert programme.post("organisation/closed-days/", {"day": "2031-01-01", "name": "X"}).status == 403
        assert programme.delete(f"organisation/closed-days/{closed.pk}/").status == 403
        assert programme.post("organisation/activate/").status == 403
    assert calling(cast.miriam).get("organisation/").status == 404


def test_days_and_sites_of_others_do_not_exist(cast: Cast) -> None:
    closed = ClosedDay.objects.create(organisation=cast.other_organisation, day="2031-05-01", name="Labour Day")
    site = Site.objects.create(organisation=cast.other_organisation, name="Far away")
    olga = calling(cast.olga)
    assert olga.get(f"organisation/closed-days/{closed.pk}/").status == 404
    assert olga.delete(f"organisation/closed-days/{closed.pk}/").status == 404
    assert olga.patch(f"organisation/sites/{site.pk}/", {"name": "X"}).status == 404

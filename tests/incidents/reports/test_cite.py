"""A report cites the clauses that speak of what it may be about, as they were in force when it was sent, and keeps them (IN-12)."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from policies.adoption.actions import adapt_clause, change_adoption, end_adoption
from policies.adoption.choices import LocalKind
from policies.library.models import Clause
from policies.versions.actions import approve, begin_revision, remove_clause, submit
from tests.accounts.calling import calling
from tests.incidents.desk.pages import Desk
from tests.incidents.told import send
from tests.policies.adopting import AK, LK, RC, adopted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


@pytest.fixture
def library(db: None) -> None:
    """Every pack is loaded."""
    from policies.library.actions import PACKS, load_policies, packs_in

    load_policies(files=packs_in(PACKS))


def codes(shown: list[dict[str, Any]]) -> list[str]:
    return [each["code"] for each in shown]


def test_it_cites_what_is_in_force_the_strictest_first(cast: Cast) -> None:
    before = send(cast.amira, cast.ben, categories=["gifts"])
    adopted(cast.noor, RC)
    adopted(cast.noor, LK)
    report = send(cast.amira, cast.ben, categories=["gifts"])
    desk = Desk(cast.elif_)
    shown = desk.open(report).context["clauses"]
    speaking = Clause.objects.filter(
        version__organisation=None, categories__contains=["gifts"], version__policy__key__in=[RC, LK]
    )
    assert set(codes(shown)) == set(speaking.values_list("code", flat=True)) != set()
    assert (shown[0]["strength"], desk.open(before).context["clauses"]) == ("Must not", [])
    assert codes(shown) == [each["id"] for each in calling(cast.elif_).get(f"desk/{report.pk}/")["clauses"]]


def test_a_report_about_nothing_in_particular_cites_nothing(cast: Cast) -> None:
    adopted(cast.noor, RC)
    assert send(cast.amira, cast.ben, categories=["unsure"]).clauses == []


def test_it_keeps_the_version_it_cited_whatever_becomes_of_the_policy(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    report = send(cast.amira, cast.ben, categories=["gifts"])
    first = report.clauses
    draft = begin_revision(actor=cast.noor, version_id=adoption.version_id)
    remove_clause(actor=cast.noor, version_id=draft.pk, code="RC-B-4")
    submit(actor=cast.noor, version_id=draft.pk, change_note="Gifts are in another policy now.")
    approve(actor=cast.samuel, version_id=draft.pk)
    later = send(cast.amira, cast.ben, categories=["gifts"])
    desk = Desk(cast.elif_)
    (kept,) = (each for each in desk.open(report).context["clauses"] if each["code"] == "RC-B-4")
    assert kept["url"] == reverse("versions:version", args=[adoption.version_id]) + "#RC-B-4"
    assert "RC-B-4" not in codes(desk.open(later).context["clauses"])
    report.refresh_from_db()
    assert report.clauses == first
    assert {each.version_id for each in Clause.objects.filter(pk__in=first)} == {adoption.version_id}


def test_it_is_shown_with_what_is_added_here_and_that_its_review_is_overdue(cast: Cast) -> None:
    yesterday = today(cast.organisation) - timedelta(days=1)
    adoption = adopted(cast.noor, AK, next_review=yesterday)
    report = send(cast.amira, cast.ben, categories=["questions"])
    adapt_clause(actor=cast.noor, adoption_id=adoption.pk, code="AK-4", kind=LocalKind.INSTRUCTION, text="Use the form.")
    desk = Desk(cast.elif_)
    page = desk.open(report).content.decode()
    assert "Use the form." in page
    assert "Review overdue" in page
    told: dict[str, Any] = {"words": adoption.words, "owner_id": cast.noor.pk}
    change_adoption(actor=cast.noor, adoption_id=adoption.pk, next_review=yesterday + timedelta(days=365), **told)
    assert "Review overdue" not in desk.open(report).content.decode()
    end_adoption(actor=cast.noor, adoption_id=adoption.pk)
    assert "AK-4" in desk.open(report).content.decode()


def test_an_organisation_cites_its_own_policies_only(cast: Cast) -> None:
    adopted(StaffMember.objects.get(organisation=cast.ivo.organisation, name="Aluki Ipeelie"), RC)
    assert send(cast.amira, cast.ben, categories=["gifts"]).clauses == []


def test_an_outside_contact_reads_them_without_a_library_to_be_led_to(cast: Cast) -> None:
    adopted(cast.noor, RC)
    everybody = [cast.tomas, cast.chidi, cast.samuel, cast.yara]
    kept_out = [str(each.pk) for each in everybody]
    report = send(cast.amira, "Ben Okafer", categories=["gifts"], not_to_receive=kept_out)
    page = Desk(cast.miriam).open(report)
    assert codes(page.context["clauses"])
    assert reverse("policies:list") not in page.content.decode()

"""The register of local instructions: how something is done in all places, or in one, beside the clause that asks for it (BK-11)."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.organisations.models import Site
from boundaries.errors.exceptions import RuleViolation
from policies.adoption.actions import adapt_clause
from policies.adoption.choices import LocalKind
from policies.adoption.models import Adoption, LocalText
from policies.adoption.queries import with_instructions
from tests.accounts.calling import calling
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import LK, RC, adopted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
TOUCH, MONEY = "LK-3.9.1-2", "LK-4.1-6"


@pytest.fixture
def house(cast: Cast) -> Site:
    return Site.objects.create(organisation=cast.organisation, name="Harbour house")


@pytest.fixture
def adoption(cast: Cast) -> Adoption:
    return adopted(cast.noor, LK)


def instruct(cast: Cast, adoption: Adoption, text: str, place: Site | None = None, code: str = TOUCH) -> None:
    facts: dict[str, Any] = {"code": code, "kind": LocalKind.INSTRUCTION, "place_id": place.pk if place else None}
    adapt_clause(actor=cast.noor, adoption_id=adoption.pk, text=text, **facts)


def test_one_place_has_its_own_beside_that_of_all(cast: Cast, adoption: Adoption, house: Site, signed_in: SignedIn) -> None:
    instruct(cast, adoption, "Wait for a yes.")
    instruct(cast, adoption, "Two of us, as the care plan says.", house)
    page = signed_in(cast.amira).get(reverse("policies:clause", args=[LK, TOUCH])).content.decode()
    assert page.index("Wait for a yes.") < page.index("How we do it: Harbour house") < page.index("Two of us")
    told = calling(cast.amira).get(f"policies/{LK}/clauses/{TOUCH}/")["clause"]
    assert told["instruction"] == "Wait for a yes."
    assert [(each["place"]["name"], each["text"]) for each in told["in_places"]] == [
        ("Harbour house", "Two of us, as the care plan says.")
    ]


def test_the_register_shows_all_and_what_holds_in_one_place(
    cast: Cast, adoption: Adoption, house: Site, signed_in: SignedIn
) -> None:
    other = Site.objects.create(organisation=cast.organisation, name="Lake house")
    adopted(cast.noor, RC)
    instruct(cast, adoption, "Wait for a yes.")
    instruct(cast, adoption, "The purse book.", house, MONEY)
    instruct(cast, adoption, "A locked box.", other, MONEY)

    def shown(**asked: Any) -> list[tuple[str, list[str]]]:
        rows = signed_in(cast.amira).get(reverse("policies:instructions"), asked).context["rows"]
        by_api = calling(cast.amira).get("instructions/", **asked)["clauses"] if asked.get("place") != "none" else None
        assert by_api is None or [each["id"] for each in by_api] == [each["code"] for each in rows]
        return [(each["code"], [text.text for text in each["in_places"]]) for each in rows]

    assert shown() == [(TOUCH, []), (MONEY, ["The purse book.", "A locked box."])]
    assert shown(place=str(house.pk)) == [(TOUCH, []), (MONEY, ["The purse book."])]
    assert shown(place="none") == shown()


def test_no_instruction_is_said_kindly(cast: Cast, signed_in: SignedIn) -> None:
    assert "No instruction has been added" in signed_in(cast.amira).get(reverse("policies:instructions")).content.decode()


def test_another_text_in_one_place_asks_everybody_again(cast: Cast, adoption: Adoption, house: Site) -> None:
    read = adoption.digest
    instruct(cast, adoption, "Two of us.", house)
    adoption.refresh_from_db()
    assert adoption.digest != read
    instruct(cast, adoption, "", house)
    adoption.refresh_from_db()
    assert adoption.digest == read
    assert [each.ended_at is None for each in LocalText.objects.all()] == [False]


def test_a_director_writes_for_one_place_and_overwrites_no_other_from_there(
    cast: Cast, adoption: Adoption, house: Site, signed_in: SignedIn
) -> None:
    browser, page = signed_in(cast.noor), reverse("policies:adapt", args=[LK, TOUCH, "instruction"])
    assert browser.post(page, {"place": str(house.pk), "text": "Two of us."}).status_code == 302
    wrong = browser.post(page, {"place": str(house.pk), "text": "Three of us."})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["place"])
    assert "Three of us." in wrong.content.decode()
    there = f"{page}?place={house.pk}"
    assert "Two of us." in browser.get(there).content.decode()
    assert browser.post(there, {"place": str(house.pk), "text": "Three of us."}).status_code == 302
    assert [each.text for each in with_instructions(cast.noor)[0].in_places] == ["Three of us."]
    strange = browser.post(page, {"place": str(uuid4()), "text": "Four."})
    assert (strange.status_code, list(strange.context["form"].errors)) == (422, ["place"])


def test_a_place_of_somebody_else_and_a_wording_for_one_place_are_refused(cast: Cast, adoption: Adoption, house: Site) -> None:
    elsewhere = Site.objects.create(organisation=cast.ivo.organisation, name="Bay house")
    for place, kind in ((elsewhere, LocalKind.INSTRUCTION), (house, LocalKind.WORDING)):
        with pytest.raises(RuleViolation) as refused:
            adapt_clause(actor=cast.noor, adoption_id=adoption.pk, code=TOUCH, kind=kind, text="Mine.", place_id=place.pk)
        assert refused.value.field == "place"
    facts = {"kind": LocalKind.WORDING, "place": house, "written_by": cast.noor, "written_at": adoption.adopted_at}
    with pytest.raises(IntegrityError), transaction.atomic():
        LocalText.objects.create(adoption=adoption, code=TOUCH, text="Mine.", **facts)


def test_it_goes_over_to_the_next_version(cast: Cast, adoption: Adoption, house: Site) -> None:
    from policies.versions.actions import approve, begin_revision, remove_clause, submit

    instruct(cast, adoption, "Two of us.", house)
    draft = begin_revision(actor=cast.noor, version_id=adoption.version_id)
    remove_clause(actor=cast.noor, version_id=draft.pk, code="LK-1.1-1")
    submit(actor=cast.noor, version_id=draft.pk, change_note="Shorter.")
    approve(actor=cast.samuel, version_id=draft.pk)
    (found,) = with_instructions(cast.amira)
    assert (found.clause.version_id, [each.text for each in found.in_places]) == (draft.pk, ["Two of us."])

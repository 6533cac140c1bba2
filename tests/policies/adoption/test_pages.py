"""The pages on which directors adopt policies and add to clauses, and the API's addresses for the same."""

import re
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.signin.sessions import PROVED_AT
from policies.adoption.models import Adoption, LocalText
from tests.accounts.calling import calling
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import LK, PQ, RC, adopted, issued

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def filled_in(owner: UUID, **words: str) -> dict[str, Any]:
    said = {f"word_{name}": word for name, word in words.items()}
    return {"owner": str(owner), "next_review_0": "1", "next_review_1": "3", "next_review_2": "2031", **said}


def boxes(page: str, name: str) -> list[str]:
    return re.findall(rf'name="({name}[^"]*)"', page)


def test_a_director_adopts_a_model_with_their_own_words(cast: Cast, signed_in: SignedIn) -> None:
    browser, address = signed_in(cast.noor), reverse("policies:adopt", args=[issued(LK).pk])
    page = browser.get(address).content.decode()
    assert cast.organisation.name in page
    assert "The name of your organisation" in page
    day, month, year = boxes(page, "next_review")
    said = {
        "owner": str(cast.samuel.pk), "word_organisation": "Harbour Relief", "word_service_user": "islander",
        "word_service_users": "islanders", day: "1", month: "3", year: "2031",
    }  # fmt: skip
    answer = browser.post(address, said)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("policies:policy", args=[LK])
    adoption = Adoption.objects.get()
    assert adoption.owner_id == cast.samuel.pk
    assert adoption.next_review == date(2031, 3, 1)
    assert adoption.words == {"organisation": "Harbour Relief", "service_user": "islander", "service_users": "islanders"}


def test_what_is_missing_is_said_beside_its_box(cast: Cast, signed_in: SignedIn) -> None:
    browser, address = signed_in(cast.noor), reverse("policies:adopt", args=[issued(PQ).pk])
    answer = browser.post(address, {"owner": "", "word_organisation": " "})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose who owns this policy" in page
    assert "Write an answer to “The name of your organisation”" in page
    braces = browser.post(address, {"owner": str(cast.noor.pk), "word_organisation": "{x}"})
    assert "no braces" in braces.content.decode()
    assert not Adoption.objects.exists()


@pytest.mark.parametrize("name", ["adopt", "end"])
def test_adopting_and_ending_ask_who_sits_there(cast: Cast, signed_in: SignedIn, name: str) -> None:
    adopted(cast.noor, RC)
    browser = signed_in(cast.noor)
    session = browser.session
    session[PROVED_AT] = 0
    session.save()
    address = reverse(f"policies:{name}", args=[issued(PQ).pk if name == "adopt" else RC])
    answer = browser.post(address, filled_in(cast.noor.pk, organisation="Harbour"))
    assert answer["Location"].startswith(reverse("secondfactor:again"))
    assert Adoption.objects.filter(ended_at=None).count() == 1


def test_words_are_changed_and_a_clause_is_added_to(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, PQ)
    browser = signed_in(cast.noor)
    browser.post(reverse("policies:change", args=[PQ]), {"owner": str(cast.noor.pk), "word_organisation": "Harbour"})
    assert Adoption.objects.get().words == {"organisation": "Harbour"}
    address = reverse("policies:adapt", args=[PQ, "PQ-COM-2", "instruction"])
    assert "This stays as it is" in browser.get(address).content.decode()
    assert browser.post(address, {"text": "Use the work phone.\r\nNothing else."}).status_code == 302
    page = signed_in(cast.amira).get(reverse("policies:clause", args=[PQ, "PQ-COM-2"])).content.decode()
    assert "Use the work phone.\nNothing else." in page
    assert LocalText.objects.get().written_by_id == cast.noor.pk
    assert "Change how we do it here" not in page, "only for those who own policies"
    for code, addition in (("PQ-COM-2", "song"), ("PQ-HDR-1", "wording")):
        assert browser.get(reverse("policies:adapt", args=[PQ, code, addition])).status_code == 404


def test_a_policy_is_ended_after_a_question(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    browser, address = signed_in(cast.noor), reverse("policies:end", args=[RC])
    assert "no longer be in force" in browser.get(address).content.decode()
    assert browser.post(address).status_code == 302
    assert not Adoption.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize("who", ["amira", "olga", "grace"])
def test_nobody_else_is_shown_how(cast: Cast, signed_in: SignedIn, who: str) -> None:
    adopted(cast.noor, RC)
    browser = signed_in(getattr(cast, who))
    assert reverse("policies:change", args=[RC]) not in browser.get(reverse("policies:policy", args=[RC])).content.decode()
    assert "Adopt<" not in browser.get(reverse("policies:library")).content.decode()
    for address in (
        reverse("policies:adopt", args=[issued(PQ).pk]),
        reverse("policies:change", args=[RC]),
        reverse("policies:end", args=[RC]),
        reverse("policies:adapt", args=[RC, "RC-B-4", "wording"]),
    ):
        assert browser.post(address, {"text": "x"}).status_code == 403, address
    assert Adoption.objects.get().ended_at is None


# --- The API ----------------------------------------------------------------------------------------------------------------
def test_a_programme_reads_what_a_person_reads(cast: Cast) -> None:
    adopted(cast.noor, RC)
    programme = calling(cast.amira)
    (policy,) = programme.get("policies/")["policies"]
    assert (policy["key"], policy["number"], policy["is_overdue"]) == (RC, "3.12", False)
    whole = programme.get(f"policies/{RC}/")
    assert sum(len(part["clauses"]) for part in whole["sections"]) == 43
    assert whole["appendices"][1]["kind"] == "warning_signs"
    under = programme.get(f"policies/{RC}/clauses/RC-B-9/")
    assert under["clause"]["meaning"] == "Ask the line manager first. Without a yes, do not do it."
    assert programme.get(f"policies/{RC}/clauses/RC-APP-A/")["appendix"]["id"] == "RC-APP-A"
    assert programme.get("topics/gifts/")["clauses"][0]["id"] == "RC-B-4"
    assert {each["topic"]: each["clauses"] for each in programme.get("topics/")["topics"]}["wills"] == 0
    assert "RC-B-4" in [each["id"] for each in programme.get("clauses/", q="gifts")["clauses"]]
    assert [each["in_force"] for each in programme.get("library/")["versions"]].count(True) == 1
    stranger = calling(cast.ivo)
    assert stranger.get("policies/")["policies"] == []
    assert stranger.get(f"policies/{RC}/").status == 404


def test_a_programme_of_a_director_adopts_changes_and_ends(cast: Cast) -> None:
    programme = calling(cast.noor)
    words = {"organisation": "Harbour"}
    told = {"words": words, "owner": str(cast.noor.pk), "next_review": "2031-03-01"}
    made = programme.post(f"library/{issued(PQ).pk}/adopt/", told)
    assert made["url"] == f"/api/v1/policies/{PQ}/"
    changed = programme.put(f"policies/{PQ}/", told | {"words": {"organisation": "Quay"}, "last_reviewed": "2025-01-01"})
    assert (changed["words"], changed["last_reviewed"], changed["next_review"]) == (
        {"organisation": "Quay"}, "2025-01-01", "2031-03-01",
    )  # fmt: skip
    under = programme.put(f"policies/{PQ}/clauses/PQ-COM-2/instruction/", {"text": "Use the work phone."})
    assert under["clause"]["instruction"] == "Use the work phone."
    assert programme.put(f"policies/{PQ}/clauses/PQ-COM-2/song/", {"text": "x"}).status == 404
    assert programme.put(f"policies/{PQ}/clauses/PQ-COM-99/wording/", {"text": "x"}).status == 404
    assert programme.put(f"policies/{PQ}/", told | {"owner": str(cast.ivo.pk)}).status == 422
    assert programme.delete(f"policies/{PQ}/").status == 204
    assert programme.get("policies/")["policies"] == []


def test_a_programme_of_somebody_else_changes_nothing(cast: Cast) -> None:
    adopted(cast.noor, RC)
    programme = calling(cast.amira)
    told = {"words": {}, "owner": str(cast.noor.pk)}
    assert programme.put(f"policies/{RC}/", told).status == 403
    assert programme.post(f"library/{issued(PQ).pk}/adopt/", told).status == 403
    assert programme.put(f"policies/{RC}/clauses/RC-B-4/wording/", {"text": "No."}).status == 403
    assert programme.delete(f"policies/{RC}/").status == 403

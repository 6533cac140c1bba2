"""The API of client rights says and does the same as the pages."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from policies.rights.models import Consent, Telling
from tests.accounts.calling import all_of, calling
from tests.policies.rights.telling import ALL_SIX, LIMITS, published
from tests.policies.rights.test_groups import another
from tests.seeing import every

pytestmark = pytest.mark.django_db


def test_the_list_is_published_and_read(cast: Cast) -> None:
    noor, amira, address = calling(cast.noor), calling(cast.amira), reverse("api_rights:editions")
    assert noor.post(address, {"codes": [], "own": ["You may stop."]}).status == 422
    assert amira.post(address, {"codes": [], "own_limits": list(LIMITS)}).status == 403
    assert noor.post(address, {"codes": [], "own": ["You may stop."], "own_limits": list(LIMITS)}).status == 201
    (edition,) = amira.get(address)["editions"]
    assert [(each["kind"], each["text"]) for each in edition["lines"]] == [("right", "You may stop."), ("limit", LIMITS[0])]


def test_a_client_is_told_and_asked(cast: Cast) -> None:
    published(cast.noor)
    ben, day, address = calling(cast.ben), today(cast.organisation).isoformat(), reverse("api_rights:client", args=[cast.hana.pk])
    before = ben.get(address)
    assert [line["told_on"] for line in before["lines"]] == [None] * 3
    tell = reverse("api_rights:tell", args=[cast.hana.pk])
    body: dict[str, Any] = {"on": day, "how": ["spoken"], "checklist": before["checklist"], "items": []}
    assert "items" in ben.post(tell, body).wrong
    body |= {"items": [line["id"] for line in before["lines"]], "note": "She asked about the court."}
    done = ben.post(tell, body, key="once")
    assert done.status == 201
    assert ben.post(tell, body, key="once")["id"] == done["id"]
    assert every(Telling).count() == 1
    after = ben.get(address)
    assert [line["told_on"] for line in after["lines"]] == [day] * 3
    assert after["tellings"][0]["note"] == "She asked about the court."

    consents = reverse("api_rights:consents", args=[cast.hana.pk])
    given = {"on": day, "how": ["paper"], "about": "sharing", "purpose": "A letter to the school", "state": "given"}
    assert "tests" in ben.post(consents, given).wrong
    made = ben.post(consents, given | {"tests": ALL_SIX})
    assert made.status == 201
    change = reverse("api_rights:consent", args=[cast.hana.pk, made["id"]])
    assert ben.post(change, {"on": day, "how": ["spoken"], "state": "withdrawn"}).status == 201
    assert ben.post(change, {"on": day, "how": ["spoken"], "state": "withdrawn"}).status == 409
    (matter,) = ben.get(address)["consents"]
    assert [(each["state"], each["purpose"]) for each in matter["said"]] == [
        ("withdrawn", "A letter to the school"),
        ("given", "A letter to the school"),
    ]
    assert every(Consent).count() == 2


def test_a_group_is_made_read_and_asked(cast: Cast) -> None:
    ben, day = calling(cast.ben), today(cast.organisation).isoformat()
    ruth = another(cast.ben, "Ruth Amsel", cast.elif_)
    groups = reverse("api_rights:groups")
    assert "clients" in ben.post(groups, {"kind": "family", "name": "The Amsels", "clients": [str(ruth.pk)]}).wrong
    whole = {"kind": "family", "name": "The Amsels", "clients": [str(ruth.pk), str(cast.hana.pk)]}
    made = ben.post(groups, whole)
    assert made.status == 201
    agree = reverse("api_rights:agree", args=[made["id"], ruth.pk])
    words = {"confidentiality": "agreed", "role_made_clear": True, "limits_told": True, "on": day, "role": "I take no side"}
    assert ben.post(agree, words).status == 201
    read = {each["id"]: each["agreed"] for each in ben.get(made["url"])["members"]}
    assert read[str(cast.hana.pk)] is None
    assert read[str(ruth.pk)]["role"] == "I take no side"
    ben.post(groups, whole | {"name": "Again"})
    assert len(all_of(ben, groups, "groups", limit=1)) == 2


def test_for_everybody_else_there_is_nothing(cast: Cast) -> None:
    published(cast.noor)
    for person in (cast.dana, cast.olga, cast.grace, cast.chidi, cast.ivo):
        programme = calling(person)
        assert programme.get(reverse("api_rights:client", args=[cast.hana.pk])).status == 404
        assert programme.get(reverse("api_rights:clients"))["clients"] == []
        assert programme.post(reverse("api_rights:consents", args=[cast.hana.pk]), {}).status == 404
    assert [each["reference"] for each in calling(cast.ben).get(reverse("api_rights:clients"))["clients"]] == ["C-1001"]
    assert calling(cast.ingrid).post(reverse("api_rights:consents", args=[cast.hana.pk]), {}).status == 403

"""Opening the scan of a signed page: for those who lead the person and for auditors, and every time is written down."""

import base64
from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from boundaries.access.scope import speaking_for
from boundaries.record.queries import entries_about
from policies.paper.models import SignedPage
from policies.paper.rules import short_code
from tests.accounts.calling import all_of, asked, calling
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import PQ, RC, adopted
from tests.policies.paper.papers import scan, sign
from tests.seeing import every

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def openings(page: SignedPage) -> list[Any]:
    return [line.actor_id for line in entries_about(page.pk) if line.event == "acknowledgement.scan-opened"]


def test_those_who_lead_them_and_auditors_open_it_and_each_time_is_written_down(cast: Cast, signed_in: SignedIn) -> None:
    page = sign(cast.elif_, cast.lena, adopted(cast.noor, RC))
    address = reverse("paper:open", args=[page.pk])
    readers = [cast.elif_, cast.farid, cast.samuel, cast.grace, cast.elif_]
    for reader in readers:
        answer = signed_in(reader).get(address)
        assert (answer.content, answer["Content-Type"]) == (scan(), "application/pdf")
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["Cache-Control"] == "no-store"
    assert openings(page) == [reader.pk for reader in readers]
    assert signed_in(cast.elif_).head(address).status_code == 200
    assert len(openings(page)) == len(readers), "a look at the headers opens nothing"


def test_for_everybody_else_there_is_none(cast: Cast, signed_in: SignedIn) -> None:
    page = sign(cast.elif_, cast.lena, adopted(cast.noor, RC))
    for person in (cast.amira, cast.ben, cast.olga, cast.chidi, cast.ingrid, cast.dana, cast.ivo, cast.root):
        for method in ("get", "head"):
            assert getattr(signed_in(person), method)(reverse("paper:open", args=[page.pk])).status_code == 404
    assert openings(page) == []


def test_the_list_shows_what_one_may_open_and_no_more(cast: Cast, signed_in: SignedIn) -> None:
    address = reverse("paper:list")
    sign(cast.elif_, cast.lena, adopted(cast.noor, RC))
    for person in (cast.elif_, cast.farid, cast.grace):
        assert cast.lena.name in signed_in(person).get(address).content.decode()
        assert address in signed_in(person).get(reverse("acknowledgements:list")).content.decode()
    assert cast.lena.name not in signed_in(cast.ingrid).get(address).content.decode(), "she leads others"
    for person in (cast.amira, cast.olga, cast.ivo):
        assert signed_in(person).get(address).status_code == 404


def test_the_second_wall_holds_too(cast: Cast) -> None:
    sign(cast.elif_, cast.lena, adopted(cast.noor, RC))
    with speaking_for(cast.ivo):
        assert not every(SignedPage).exists()
    with speaking_for(None):
        assert not every(SignedPage).exists()


def test_the_list_asks_the_same_however_long_it_is(cast: Cast, signed_in: SignedIn) -> None:
    elif_ = signed_in(cast.elif_)
    sign(cast.elif_, cast.lena, adopted(cast.noor, RC))
    elif_.get(reverse("paper:list"))
    once = asked(lambda: elif_.get(reverse("paper:list")))
    sign(cast.elif_, cast.lena, adopted(cast.noor, PQ))
    assert asked(lambda: elif_.get(reverse("paper:list"))) == once


# --- The API ----------------------------------------------------------------------------------------------------------------
def test_the_api_says_the_same(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    elif_, grace, amira = calling(cast.elif_), calling(cast.grace), calling(cast.amira)
    person = reverse("api_paper:person", args=[cast.lena.pk])
    (waits,) = elif_.get(person)["policies"]
    assert (waits["digest"], waits["code"], waits["acknowledged_at"]) == (adoption.digest, short_code(adoption.digest), None)
    page = sign(cast.elif_, cast.lena, adoption)
    (done,) = elif_.get(person)["policies"]
    assert (done["entered_by"]["name"], done["signed_on"]) == (cast.elif_.name, str(page.acknowledgement.signed_on))
    assert amira.get(person).status == 404
    opened = grace.get(done["scan_url"])
    assert base64.b64decode(opened["content"]) == scan()
    assert openings(page) == [cast.grace.pk]
    assert amira.get(done["scan_url"]).status == 404
    assert amira.get(reverse("api_paper:pages")).status == 404
    sign(cast.elif_, cast.lena, adopted(cast.noor, PQ))
    assert len(all_of(elif_, reverse("api_paper:pages"), "pages", limit=1)) == 2

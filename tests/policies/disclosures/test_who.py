"""Who the other person is, where whoever decides knows no such client: asked of directors of the area and of safeguarding leads."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from accounts.assignments.models import Assignment, AssignmentBlock
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import MoveRefused, NotVisible, RuleViolation
from boundaries.notices.models import Notice
from policies.disclosures import queries
from policies.disclosures.choices import Outcome, Whereabouts
from policies.disclosures.deciding import actions as deciding
from policies.disclosures.models import Disclosure
from tests.accounts.calling import calling
from tests.policies.disclosures.told import decide, events_of, fresh, sent, settle, talk
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def former(cast: "Cast") -> Disclosure:
    """Amira disclosed a past tie to somebody of whom only directors and the safeguarding lead know that she was a client."""
    Assignment.objects.update(ends_on=today(cast.organisation) - timedelta(days=1))
    return sent(cast.amira, towards="former", kind="romantic_before")


def told(person: StaffMember) -> list[str]:
    rows = every(Notice).filter(person_id=person.pk, kind__startswith="disclosure")
    return sorted(rows.values_list("kind", flat=True))


def ask(cast: "Cast", disclosure: Disclosure) -> None:
    deciding.ask_who(actor=cast.elif_, disclosure_id=disclosure.pk)
    settle()


def test_whoever_decides_asks_and_the_lead_says_which_client_it_is(cast: "Cast", former: Disclosure) -> None:
    with pytest.raises(RuleViolation, match=r"disclosure\.client"):
        deciding.link_client(actor=cast.elif_, disclosure_id=former.pk, client_id=cast.hana.pk)
    with pytest.raises(NotVisible):
        deciding.link_by_office(actor=cast.chidi, disclosure_id=former.pk, client_id=cast.hana.pk)
    ask(cast, former)
    assert [told(each) for each in (cast.chidi, cast.noor, cast.ingrid)] == [["disclosure_who.link_asked"]] * 3
    assert list(queries.to_say_who(cast.chidi)) == [former]
    with pytest.raises(MoveRefused):
        deciding.ask_who(actor=cast.elif_, disclosure_id=former.pk)
    deciding.link_by_office(actor=cast.chidi, disclosure_id=former.pk, client_id=cast.hana.pk)
    settle()
    assert (fresh(former).whereabouts, fresh(former).client) == (Whereabouts.CLIENT, cast.hana)
    assert list(AssignmentBlock.objects.filter(ended_at=None).values_list("worker", "extent")) == [(cast.amira.pk, "any")]
    assert "disclosure.linked" in told(cast.elif_), "whoever decides is told that somebody said so"
    assert list(queries.to_say_who(cast.chidi)) == []
    talk(cast.elif_, former)
    decide(cast.elif_, former, Outcome.OFF_THE_CASE)


def test_a_director_says_so_unasked_and_whoever_decides_cannot_undo_what_they_do_not_know(
    cast: "Cast", former: Disclosure
) -> None:
    plain = sent(cast.amira, towards="former")
    deciding.link_client(actor=cast.elif_, disclosure_id=plain.pk, client_id=None)
    deciding.link_by_office(actor=cast.noor, disclosure_id=plain.pk, client_id=cast.hana.pk)
    with pytest.raises(RuleViolation, match=r"disclosure\.linked"):
        deciding.link_client(actor=cast.elif_, disclosure_id=plain.pk, client_id=None)
    assert fresh(plain).client == cast.hana
    deciding.link_by_office(actor=cast.noor, disclosure_id=plain.pk, client_id=None)
    assert fresh(plain).whereabouts == Whereabouts.NOT_HERE


def test_whoever_is_kept_out_or_works_under_the_worker_is_not_asked(cast: "Cast") -> None:
    Assignment.objects.update(ends_on=today(cast.organisation) - timedelta(days=1))
    disclosure = sent(cast.amira, colleagues=[cast.chidi.pk, cast.noor.pk])
    ask(cast, disclosure)
    assert [told(each) for each in (cast.chidi, cast.noor)] == [[], []]
    assert told(cast.ingrid) == ["disclosure_who.link_asked"]
    for person in (cast.chidi, cast.noor, cast.amira, cast.ben, cast.ivo):
        with pytest.raises(NotVisible):
            deciding.link_by_office(actor=person, disclosure_id=disclosure.pk, client_id=cast.hana.pk)


def test_the_pages_show_the_name_and_nothing_else_of_what_was_told(cast: "Cast", signed_in: Any, former: Disclosure) -> None:
    decider, lead = signed_in(cast.elif_), signed_in(cast.chidi)
    address = reverse("disclosures:who_it_is", args=[former.pk])
    assert lead.get(address).status_code == 404
    assert decider.get(reverse("disclosures:handle", args=[former.pk])).content.decode().count("/ask-who/") == 1
    asking = reverse("disclosures:ask_who", args=[former.pk])
    assert "Chidi Eze" in decider.get(asking).content.decode()
    assert decider.post(asking).status_code == 302
    settle()
    assert decider.get(asking).status_code == 409
    listed = lead.get(reverse("disclosures:who")).content.decode()
    page = lead.get(f"{address}?q=Hana").content.decode()
    assert former.reference is not None
    assert former.reference in listed
    assert "Rosa from the bakery" in page
    assert cast.hana.reference in page
    for text in (listed, page):
        assert not any(word in text for word in ("We live in one street", "Romantic", "romantic"))
    assert lead.post(f"{address}?q=Hana", {"client": str(cast.hana.pk)}).url == reverse("disclosures:who")
    assert fresh(former).client == cast.hana
    assert (lead.get(address).status_code, events_of(former).count("disclosure.opened")) == (404, 2)
    assert cast.hana.reference in decider.get(reverse("disclosures:handle", args=[former.pk])).content.decode()


def test_the_api_does_the_same(cast: "Cast", former: Disclosure) -> None:
    asked = calling(cast.elif_).post(f"disclosures/desk/{former.pk}/ask-who/", {})
    assert asked.status == 200
    (line,) = calling(cast.chidi).get("disclosures/who/")["disclosures"]
    assert (line["person"], line["worker"]["name"]) == ("Rosa from the bakery", "Amira Haddad")
    said = calling(cast.chidi).post(f"disclosures/who/{former.pk}/", {"client": str(cast.hana.pk)})
    assert (said.status, fresh(former).client) == (200, cast.hana)
    assert calling(cast.elif_).get("disclosures/who/").status == 404

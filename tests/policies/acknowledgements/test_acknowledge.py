"""Acknowledging: the exact text, once; another text asks again; a line manager sees who has and reminds the others."""

import re
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from boundaries.errors.exceptions import Forbidden, NotVisible, RuleViolation
from boundaries.notices.models import Notice
from boundaries.notices.queries import items_for
from boundaries.record.models import RecordEntry
from policies.acknowledgements.actions import acknowledge, remind
from policies.acknowledgements.models import Acknowledgement
from policies.acknowledgements.queries import count_waiting, digests_in_force, own, people_led
from policies.adoption.actions import adapt_clause, adopt, change_adoption, end_adoption
from policies.adoption.choices import LocalKind
from policies.adoption.models import Adoption
from tests.accounts.calling import calling
from tests.accounts.kinds import SignedIn
from tests.incidents.told import settle
from tests.policies.adopting import LK, PQ, RC, adopted
from tests.seeing import every

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def say(person: StaffMember, adoption: Adoption) -> Acknowledgement:
    """Somebody acknowledges it as it reads now."""
    adoption.refresh_from_db()
    return acknowledge(actor=person, adoption_id=adoption.pk, digest=adoption.digest)


def words_of(adoption: Adoption, **changed: str) -> dict[str, Any]:
    return {"words": adoption.words | changed, "owner_id": adoption.owner_id}


# --- One's own ------------------------------------------------------------------------------------------------------------
def test_a_policy_waits_until_it_is_acknowledged(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    assert re.fullmatch(r"[0-9a-f]{64}", adoption.digest)
    assert count_waiting(cast.amira) == 1
    given = say(cast.amira, adoption)
    assert (given.person_id, given.digest) == (cast.amira.pk, adoption.digest)
    assert count_waiting(cast.amira) == 0
    assert count_waiting(cast.ben) == 1
    (shown,) = own(cast.amira)
    assert shown.given_at == given.given_at  # type: ignore[attr-defined]  # annotated


def test_saying_it_twice_says_it_once_and_is_written_down_once(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    assert say(cast.amira, adoption).pk == say(cast.amira, adoption).pk
    assert every(RecordEntry).filter(event="acknowledgement.given", actor_id=cast.amira.pk).count() == 1


@pytest.mark.parametrize("kind", list(LocalKind))
def test_what_is_added_to_a_clause_is_another_text(kind: LocalKind, cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    say(cast.amira, adoption)
    adapt_clause(actor=cast.noor, adoption_id=adoption.pk, code="RC-B-4", kind=kind, text="Log it the same day.")
    assert count_waiting(cast.amira) == 1
    adapt_clause(actor=cast.noor, adoption_id=adoption.pk, code="RC-B-4", kind=kind, text="")
    assert count_waiting(cast.amira) == 0, "it reads again as they acknowledged it"


def test_other_words_in_the_placeholders_are_another_text_and_another_owner_is_not(cast: Cast) -> None:
    adoption = adopted(cast.noor, LK, organisation="Harbour Relief")
    say(cast.amira, adoption)
    change_adoption(actor=cast.noor, adoption_id=adoption.pk, words=adoption.words, owner_id=cast.samuel.pk)
    assert count_waiting(cast.amira) == 0
    change_adoption(actor=cast.noor, adoption_id=adoption.pk, **words_of(adoption, organisation="Harbour Aid"))
    assert count_waiting(cast.amira) == 1


def test_a_text_adopted_again_word_for_word_is_acknowledged_already(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    say(cast.amira, adoption)
    end_adoption(actor=cast.noor, adoption_id=adoption.pk)
    assert count_waiting(cast.ben) == 0
    adopt(actor=cast.noor, version_id=adoption.version_id, **words_of(adoption))
    assert (count_waiting(cast.amira), count_waiting(cast.ben)) == (0, 1)


def test_what_reads_otherwise_by_now_cannot_be_acknowledged(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    read = adoption.digest
    adapt_clause(actor=cast.noor, adoption_id=adoption.pk, code="RC-B-4", kind=LocalKind.WORDING, text="No gifts.")
    with pytest.raises(RuleViolation):
        acknowledge(actor=cast.amira, adoption_id=adoption.pk, digest=read)
    assert not Acknowledgement.objects.exists()


def test_nobody_acknowledges_for_another_organisation_nor_from_outside(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    for person in (cast.ivo, cast.miriam):
        with pytest.raises(NotVisible):
            acknowledge(actor=person, adoption_id=adoption.pk, digest=adoption.digest)
        assert count_waiting(person) == 0
    end_adoption(actor=cast.noor, adoption_id=adoption.pk)
    with pytest.raises(NotVisible):
        acknowledge(actor=cast.amira, adoption_id=adoption.pk, digest=adoption.digest)


@pytest.mark.parametrize(
    "statement", ["UPDATE policies_acknowledgement SET given_at = now()", "DELETE FROM policies_acknowledgement"]
)
def test_the_application_can_neither_change_nor_take_back_an_acknowledgement(statement: str, cast: Cast) -> None:
    say(cast.amira, adopted(cast.noor, RC))
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as run:
        run.execute(statement)


# --- The pages --------------------------------------------------------------------------------------------------------------
def test_it_is_acknowledged_on_its_page(cast: Cast, signed_in: SignedIn) -> None:
    adoption, amira = adopted(cast.noor, RC), signed_in(cast.amira)
    assert "1 waits" in amira.get(reverse("home")).content.decode()
    address = reverse("acknowledgements:acknowledge", args=[RC])
    assert address in amira.get(reverse("acknowledgements:list")).content.decode()
    unticked = amira.post(address, {"digest": adoption.digest})
    assert unticked.status_code == 422
    assert "Tick the box" in unticked.content.decode()
    answer = amira.post(address, {"digest": adoption.digest, "kept": "on"})
    assert answer["Location"] == reverse("acknowledgements:list")
    assert "Acknowledged on" in amira.get(reverse("acknowledgements:list")).content.decode()
    assert "Nothing has changed since" in amira.get(address).content.decode()
    assert "Policies to acknowledge" not in amira.get(reverse("home")).content.decode()


def test_whoever_read_an_older_text_is_told_so_and_can_go_on_from_there(cast: Cast, signed_in: SignedIn) -> None:
    adoption, amira = adopted(cast.noor, RC), signed_in(cast.amira)
    address, old = reverse("acknowledgements:acknowledge", args=[RC]), adoption.digest
    adapt_clause(actor=cast.noor, adoption_id=adoption.pk, code="RC-B-4", kind=LocalKind.WORDING, text="No gifts.")
    refused = amira.post(address, {"digest": old, "kept": "on"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "changed while you read it" in page
    adoption.refresh_from_db()
    assert adoption.digest in page
    assert old not in page
    assert amira.post(address, {"digest": adoption.digest, "kept": "on"}).status_code == 302


# --- Those one leads --------------------------------------------------------------------------------------------------------
def test_a_line_manager_sees_who_of_those_under_them_has_acknowledged(cast: Cast, signed_in: SignedIn) -> None:
    adoption, _other = adopted(cast.noor, RC), adopted(cast.noor, PQ)
    say(cast.amira, adoption)
    digests = digests_in_force(cast.organisation.pk)
    seen = {person.name: person.given for person in people_led(cast.elif_, digests)}  # type: ignore[attr-defined]  # annotated
    assert seen[cast.amira.name] == 1
    assert seen[cast.ben.name] == 0
    assert cast.elif_.name not in seen
    assert cast.noor.name not in seen
    assert set(seen) < {person.name for person in people_led(cast.farid, digests)}
    page = signed_in(cast.elif_).get(reverse("acknowledgements:team")).content.decode()
    assert "1 of 2" in page
    assert cast.amira.name in page
    say(cast.amira, Adoption.objects.get(policy__key=PQ))
    only = signed_in(cast.elif_).get(reverse("acknowledgements:team") + "?only=waiting").content.decode()
    assert cast.amira.name not in only
    assert cast.ben.name in only


def test_whoever_leads_nobody_sees_and_reminds_nobody(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    with pytest.raises(Forbidden):
        remind(actor=cast.amira)
    assert signed_in(cast.amira).get(reverse("acknowledgements:team")).status_code == 403
    assert reverse("acknowledgements:team") not in signed_in(cast.amira).get(reverse("acknowledgements:list")).content.decode()


def test_those_who_have_not_are_reminded_once_a_day_without_content(cast: Cast, signed_in: SignedIn) -> None:
    adoption = adopted(cast.noor, RC)
    say(cast.amira, adoption)
    for _again in range(2):
        answer = signed_in(cast.elif_).post(reverse("acknowledgements:remind"))
        assert answer["Location"] == reverse("acknowledgements:team")
        settle()
    assert every(Notice).filter(kind="acknowledgements.reminder", person_id=cast.ben.pk).count() == 1
    assert not every(Notice).filter(kind="acknowledgements.reminder", person_id=cast.amira.pk).exists()
    (item,) = [each for each in items_for(cast.ben.pk) if each.link == reverse("acknowledgements:list")]
    assert "waits for you" in str(item.sentence)
    assert all("Red Cross" not in f"{each.body}{each.subject}" for each in mail.outbox)
    say(cast.ben, adoption)
    assert not [each for each in items_for(cast.ben.pk) if each.link == reverse("acknowledgements:list")]


# --- The API ----------------------------------------------------------------------------------------------------------------
def test_the_api_says_the_same(cast: Cast) -> None:
    adoption = adopted(cast.noor, RC)
    amira, elif_ = calling(cast.amira), calling(cast.elif_)
    (waiting,) = amira.get(reverse("api_acknowledgements:own"))["policies"]
    assert (waiting["policy"], waiting["digest"], waiting["acknowledged_at"]) == (RC, adoption.digest, None)
    assert amira.post(waiting["url"], {"digest": "0" * 64}).status == 422
    assert amira.post(waiting["url"], {"digest": adoption.digest}).status == 201
    (done,) = amira.get(reverse("api_acknowledgements:own"))["policies"]
    assert done["acknowledged_at"]
    team = elif_.get(reverse("api_acknowledgements:team"))["people"]
    assert {(each["name"], each["acknowledged"]) for each in team} >= {(cast.amira.name, 1), (cast.ben.name, 0)}
    only = elif_.get(reverse("api_acknowledgements:team"), waiting="true")["people"]
    assert cast.amira.name not in {each["name"] for each in only}
    assert elif_.post(reverse("api_acknowledgements:remind"), {}).status == 200
    assert amira.get(reverse("api_acknowledgements:team")).status == 403

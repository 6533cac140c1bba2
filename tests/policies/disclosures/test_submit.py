"""Writing and sending a disclosure, and the way it takes to whoever decides it."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.organisations.queries import today
from accounts.staff.actions import deactivate_person
from accounts.staff.models import User
from boundaries.access.scope import NOBODY, _within, speaking_for
from boundaries.errors.exceptions import MoveRefused, NotVisible, RuleViolation
from boundaries.notices.models import Notice
from policies.adoption.queries import standing
from policies.disclosures import actions, queries
from policies.disclosures.choices import DisclosureStatus as S
from policies.disclosures.choices import Whereabouts
from policies.disclosures.deciding import actions as deciding
from policies.disclosures.models import Disclosure, DisclosureExclusion, DisclosureRoute
from policies.disclosures.routes.actions import reroute_alarms
from policies.library.models import Clause
from tests.policies.adopting import RC, adopted
from tests.policies.disclosures.told import FACTS, data_of, drafted, events_of, fresh, let_in, sent, settle
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

pytestmark = pytest.mark.django_db


def test_it_goes_to_ones_own_line_and_nobody_else_sees_it(cast: "Cast") -> None:
    disclosure = sent(cast.amira, cast.hana)
    assert (disclosure.status, disclosure.handler) == (S.CONVERSATION_DUE, cast.elif_)
    assert let_in(disclosure) == {(cast.elif_.pk, "handler")}
    assert queries.disclosure_for(cast.elif_, disclosure.pk).story == FACTS["story"]
    assert queries.own_disclosure(cast.amira, disclosure.pk) == disclosure
    for person in (cast.ben, cast.farid, cast.samuel, cast.chidi, cast.olga, cast.root, cast.grace, cast.ivo, cast.miriam):
        assert not queries.on_desk(person).exists()
        assert not queries.own_disclosures(person).exists()
        with pytest.raises(NotVisible):
            queries.disclosure_for(person, disclosure.pk)
    assert queries.register_of(cast.noor).get() == disclosure, "directors see what belongs to their area"
    assert events_of(disclosure) == ["disclosure.submitted", "disclosure.routed"]
    assert every(Notice).filter(person_id=cast.elif_.pk, kind="disclosure.routed").count() == 1


def test_nobody_but_the_worker_sees_a_draft_not_even_past_the_program(cast: "Cast") -> None:
    draft = drafted(cast.amira, cast.hana)
    for person in (cast.elif_, cast.noor, cast.samuel, cast.root):
        with speaking_for(person):
            assert not every(Disclosure).filter(pk=draft.pk).exists()
        with pytest.raises(NotVisible):
            queries.own_disclosure(person, draft.pk)
    assert not queries.register_of(cast.noor).exists()
    with speaking_for(cast.amira):
        assert every(Disclosure).get() == draft
    with _within(NOBODY):
        assert not every(Disclosure).exists()


def test_its_words_are_sealed(cast: "Cast") -> None:
    disclosure = sent(cast.amira, cast.hana)
    with connection.cursor() as cursor:
        cursor.execute("SELECT story, proposal, since FROM policies_disclosure WHERE id = %s", [disclosure.pk])
        stored = b"".join(bytes(each) for each in cursor.fetchone())
    assert b"street" not in stored
    assert b"visit" not in stored


def test_a_draft_can_be_written_on_and_thrown_away_and_what_was_sent_cannot(cast: "Cast") -> None:
    draft = drafted(cast.amira, cast.hana)
    actions.save_disclosure(actor=cast.amira, disclosure_id=draft.pk, facts={"story": "More of it."})
    assert fresh(draft).story == "More of it."
    with pytest.raises(NotVisible):
        actions.save_disclosure(actor=cast.ben, disclosure_id=draft.pk, facts={"story": "No."})
    other = drafted(cast.amira)
    actions.discard_disclosure(actor=cast.amira, disclosure_id=other.pk)
    assert not every(Disclosure).filter(pk=other.pk).exists()
    actions.submit_disclosure(actor=cast.amira, disclosure_id=draft.pk)
    with pytest.raises(MoveRefused):
        actions.discard_disclosure(actor=cast.amira, disclosure_id=draft.pk)
    with pytest.raises(MoveRefused):
        actions.save_disclosure(actor=cast.amira, disclosure_id=draft.pk, facts={})
    for change in ({"proposal": None}, {"worker_id": cast.ben.pk}, {"status": "draft"}):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            every(Disclosure).filter(pk=draft.pk).update(**change)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        every(Disclosure).filter(pk=draft.pk)._raw_delete("default")


def test_sending_it_twice_sends_it_once(cast: "Cast") -> None:
    draft = drafted(cast.amira, cast.hana)
    first = actions.submit_disclosure(actor=cast.amira, disclosure_id=draft.pk)
    again = actions.submit_disclosure(actor=cast.amira, disclosure_id=draft.pk)
    settle()
    settle()
    assert first.reference == again.reference
    assert events_of(draft) == ["disclosure.submitted", "disclosure.routed"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"towards": ""}, "towards"),
        ({"client": None, "person": " "}, "person"),
        ({"kind": ""}, "kind"),
        ({"nature": ""}, "nature"),
        ({"timing": ""}, "timing"),
        ({"kind": "attachment"}, "direction"),
        ({"story": "  "}, "story"),
    ],
)
def test_what_is_missing_is_said_beside_its_question(cast: "Cast", facts: dict[str, Any], field: str) -> None:
    draft = drafted(cast.amira, cast.hana, **facts)
    with pytest.raises(RuleViolation) as refusal:
        actions.submit_disclosure(actor=cast.amira, disclosure_id=draft.pk)
    assert refusal.value.field == field


def test_only_a_client_one_may_know_of_is_chosen_and_only_their_relatives(cast: "Cast") -> None:
    for client in (cast.hana.pk, uuid4()):
        with pytest.raises(RuleViolation, match=r"disclosure\.client"):
            drafted(cast.pavel, client=client)
    with pytest.raises(RuleViolation, match=r"disclosure\.relative"):
        drafted(cast.amira, cast.hana, relative=uuid4())
    with pytest.raises(RuleViolation, match=r"disclosure\.relative"):
        drafted(cast.amira, relative=cast.jonah.pk)
    tie = sent(cast.amira, cast.hana, relative=cast.jonah.pk, towards="relative")
    assert (tie.client, tie.relative, tie.whereabouts) == (cast.hana, cast.jonah.pk, Whereabouts.CLIENT)
    assert sent(cast.amira).whereabouts == Whereabouts.OPEN
    assert sent(cast.amira, towards="other", kind="interest").whereabouts == Whereabouts.NOT_HERE


def test_it_cites_the_clauses_in_force_the_strictest_first(cast: "Cast", library: None) -> None:
    adopted(cast.noor, RC)
    disclosure = sent(cast.amira, cast.hana, kind="romantic_before")
    versions = standing(cast.organisation.pk).values("version_id")
    clauses = Clause.objects.filter(version_id__in=versions).in_bulk(disclosure.clauses)
    assert "RC-B-1" in {each.code for each in clauses.values()}
    assert all("romantic" in each.categories for each in clauses.values())


# --- The way ------------------------------------------------------------------------------------------------------------------
def test_a_colleague_who_is_part_of_it_never_receives_it_whatever_their_office(cast: "Cast") -> None:
    disclosure = sent(cast.amira, cast.hana, colleagues=[cast.elif_.pk, cast.noor.pk])
    assert disclosure.handler == cast.farid
    assert set(every(DisclosureExclusion).values_list("person_id", flat=True)) == {cast.elif_.pk, cast.noor.pk}
    for person in (cast.elif_, cast.noor):
        with pytest.raises(NotVisible):
            queries.disclosure_for(person, disclosure.pk)
        with speaking_for(person):
            assert not every(Disclosure).exists()
    assert not queries.register_of(cast.noor).exists()
    assert queries.register_of(cast.ingrid).exists()
    for person in (cast.elif_, cast.noor):
        with pytest.raises(DatabaseError, match="kept out"), transaction.atomic():
            every(Disclosure).filter(pk=disclosure.pk).update(handler=person)
        with pytest.raises(DatabaseError, match="kept out"), transaction.atomic():
            disclosure.grants.filter(user=cast.farid.user).update(user=person.user)


def test_one_names_colleagues_and_not_oneself(cast: "Cast") -> None:
    for people in ([cast.amira.pk], [cast.ivo.pk], [uuid4()], [cast.miriam.pk]):
        with pytest.raises(RuleViolation, match=r"disclosure\.colleagues"):
            drafted(cast.amira, cast.hana, colleagues=people)


def test_whoever_has_it_may_step_aside_and_it_goes_on(cast: "Cast") -> None:
    disclosure = sent(cast.amira, cast.hana)
    with pytest.raises(RuleViolation):
        deciding.recuse(actor=cast.elif_, disclosure_id=disclosure.pk, reason=" ")
    deciding.recuse(actor=cast.elif_, disclosure_id=disclosure.pk, reason="She is my neighbour too.")
    assert fresh(disclosure).handler == cast.farid
    assert not queries.on_desk(cast.elif_).exists()
    with pytest.raises(NotVisible):
        deciding.recuse(actor=cast.elif_, disclosure_id=disclosure.pk, reason="Again.")
    routes = [each.path for each in every(DisclosureRoute).order_by("pk")]
    assert [path["handler"] for path in routes] == [str(cast.elif_.pk), None, str(cast.farid.pk)]
    with speaking_for(cast.amira):
        assert not every(DisclosureRoute).exists(), "it would tell the worker who was passed over"
    with speaking_for(cast.farid):
        assert every(DisclosureRoute).count() == 3


def test_it_goes_on_when_whoever_has_it_leaves_and_nobody_left_is_an_alarm(cast: "Cast") -> None:
    disclosure = sent(cast.amira, cast.hana)
    deactivate_person(actor=cast.olga, person_id=cast.elif_.pk, last_day=today(cast.organisation))
    assert fresh(disclosure).handler == cast.farid
    everybody = [cast.farid, cast.noor, cast.samuel, cast.yara, cast.chidi, cast.miriam]
    User.objects.filter(pk__in=[person.user_id for person in everybody]).update(is_active=False)
    other = sent(cast.ben, cast.hana)
    assert (other.handler, other.status) == (None, S.SUBMITTED)
    assert other.alarm_at is not None
    assert events_of(other)[-1] == "disclosure.unrouted"
    User.objects.filter(staff_member=cast.farid).update(is_active=True)
    reroute_alarms(cast.organisation.pk)
    assert (fresh(other).handler, fresh(other).status, fresh(other).alarm_at) == (cast.farid, S.CONVERSATION_DUE, None)
    assert data_of(other, "disclosure.routed")["cause"] == "organisation_changed"

"""Logging a contact, saying more of it, and having it read: what happens, who may, and what is written down."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from accounts.clients.models import Client
from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.actions import change_manager, deactivate_person
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at, now
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, RuleViolation
from boundaries.notices.models import Notice
from boundaries.notices.queries import items_for
from boundaries.outbox.models import OutboxRow, Timer
from boundaries.record.models import RecordEntry
from policies.contacts import queries
from policies.contacts.actions import (
    REMINDER,
    correct_contact,
    facts_of,
    log_contact,
    move_contact,
    open_contact,
    read_contact,
    turn_into_contact,
)
from policies.contacts.choices import CompanyKind, ContactChannel, ContactKind, ContactState, Moved
from policies.contacts.models import Contact, ContactGrant, ContactVersion
from policies.contacts.rules import With
from policies.contacts.tasks import TO_READ, remind_the_author, tell_the_reader
from tests.accounts.kinds import last_written_about, written_about
from tests.incidents.told import settle
from tests.policies.adopting import LK, PQ, adopted
from tests.policies.contacts.logging import ABOUT, facts_on, feast, hana_of, jonah_of, message_on, met, somebody, written_to
from tests.policies.deputising import deputy_until_tomorrow
from tests.seeing import every

pytestmark = pytest.mark.django_db
EVERYBODY = (
    "amira", "ben", "elif_", "farid", "noor", "ingrid", "samuel", "yara", "chidi", "tomas", "dana", "maya", "grace", "olga", "wiremu",
    "pavel", "root", "miriam", "ivo",
)  # fmt: skip


def seen(actor: StaffMember, contact: Contact) -> str:
    """How somebody sees a contact: its words, that it is there, or nothing."""
    try:
        _contact, reads = open_contact(actor=actor, contact_id=contact.pk)
    except NotVisible:
        return "-"
    return "reads" if reads else "sees"


def fresh(contact: Contact) -> Contact:
    return every(Contact).select_related("organisation__data_key", "data_key", "author", "reader", "area").get(pk=contact.pk)


# --- Logging ------------------------------------------------------------------------------------------------------------------
def test_it_is_logged_and_goes_to_the_line_manager(cast: Cast) -> None:
    contact = met(cast.amira, hana_of(cast), jonah_of(cast), somebody(), With(kind=CompanyKind.STAFF, name="Ms Ray, Bay School"))
    settle()
    assert contact.reader == cast.elif_
    (item,) = items_for(cast.elif_.pk)
    assert (item.label, str(contact.pk) in item.link) == (cast.amira.name, True)
    (found,) = queries.shown(list(queries.to_read(cast.elif_, read=False)))
    assert found.people == [
        "Hana Abebe, C-1001",
        "Jonah Abebe (Relative or friend of a client: C-1001)",
        "A mother at the school (Somebody else)",
        "Ms Ray, Bay School (Staff of a client organisation)",
    ]
    assert (found.state, found.version.about) == (ContactState.UNREAD, ABOUT)
    events = [event for event, _actor, _data in written_about(contact.pk)]
    assert events == ["contact.logged", "contact.routed"]


def test_nothing_that_was_said_stands_anywhere_in_clear(cast: Cast) -> None:
    contact = met(cast.amira, somebody())
    read_contact(actor=cast.elif_, contact_id=contact.pk, word="Well done.")
    settle()
    with connection.cursor() as run:
        run.execute(
            "SELECT v.about, v.place, p.name, r.word FROM policies_contactversion v"
            " JOIN policies_contactperson p ON p.version_id = v.id JOIN policies_contactreading r ON r.contact_id = v.contact_id"
        )
        (row,) = run.fetchall()
    for column, words in zip(row, (ABOUT, "fish market", "mother", "Well done"), strict=True):
        assert bytes(column)
        assert words.encode() not in bytes(column)
    for entry in every(RecordEntry).filter(about_id=contact.pk):
        assert b"mother" not in bytes(entry.data)
    assert every(Notice).filter(kind="contact.was-read").count() == 1


def test_the_clauses_in_force_that_speak_of_it_are_kept(cast: Cast, library: None) -> None:
    adopted(cast.noor, LK)
    adopted(cast.noor, PQ)
    town, phone = (queries.whole(each).clauses for each in (met(cast.amira), written_to(cast.amira)))
    codes = [each.code for each in town]
    assert {"LK-4.3-5", "LK-4.3-6", "LK-4.3-7", "PQ-OUT-1", "PQ-OUT-2", "PQ-OUT-3"} <= set(codes)
    assert "PQ-COM-3c" not in codes
    told = [each.code for each in phone]
    assert {"PQ-COM-2", "PQ-COM-3b", "PQ-COM-3c"} <= set(told)
    assert told.index("PQ-COM-3b") < told.index("PQ-COM-2") < told.index("PQ-COM-3c"), "the strictest comes first"


def test_only_those_one_may_know_of_can_be_named(cast: Cast) -> None:
    away = Client(organisation=cast.organisation, reference="C-9009")
    away.name = "Nobody Here"
    away.save()
    for wrong in (
        With(kind=CompanyKind.CLIENT, client_id=away.pk),
        With(kind=CompanyKind.CLIENT, client_id=uuid4()),
        With(kind=CompanyKind.RELATIVE, relative_id=uuid4()),
        With(kind=CompanyKind.CLIENT, name="C-1001 or so"),
        somebody("  "),
    ):
        with pytest.raises(RuleViolation) as refused:
            met(cast.amira, wrong)
        assert refused.value.field == "people"
    with pytest.raises(RuleViolation):
        met(cast.pavel, hana_of(cast))
    with pytest.raises(RuleViolation):
        met(cast.pavel, jonah_of(cast))
    assert not every(Contact).exists()
    for reference, kind in (("c-1001", CompanyKind.CLIENT), ("C-9009", CompanyKind.OTHER)):
        contact = met(cast.amira, somebody(reference))
        assert [each.kind for each in queries.named_in(queries.newest_of(contact))] == [kind]


def test_nobody_outside_and_nobody_who_has_left_logs_anything(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        met(cast.miriam)
    deactivate_person(actor=cast.olga, person_id=cast.ben.pk, last_day=today(cast.organisation))
    with pytest.raises(NotVisible):
        met(StaffMember.objects.get(pk=cast.ben.pk))


# --- Who sees it --------------------------------------------------------------------------------------------------------------
def test_its_author_its_reader_and_directors_read_it_and_an_auditor_sees_that_it_is_there(cast: Cast) -> None:
    contact = met(cast.amira, hana_of(cast))
    told = {"amira": "reads", "elif_": "reads", "noor": "reads", "ingrid": "reads", "grace": "sees"}
    assert {name: seen(getattr(cast, name), contact) for name in EVERYBODY} == dict.fromkeys(EVERYBODY, "-") | told


def test_a_director_of_another_area_sees_nothing_and_one_of_this_area_does(cast: Cast) -> None:
    from accounts.appointments.choices import Role
    from accounts.appointments.models import Appointment
    from accounts.organisations.models import Site

    contact = met(cast.amira)
    here = fresh(contact).area
    away = Site.objects.filter(organisation=cast.organisation).exclude(name=here.name if here else "")[0]
    for area, word in ((here, "reads"), (away, "-")):
        Appointment.objects.filter(person=cast.noor, role=Role.DIRECTOR).update(area=area)
        assert seen(cast.noor, contact) == word
        assert (contact in queries.register(cast.noor)) is (word == "reads")


def test_by_office_nobody_sees_their_own_or_what_somebody_above_them_logged(cast: Cast) -> None:
    of_samuel, of_noor = met(cast.samuel), met(cast.noor)
    assert of_samuel.reader == cast.yara
    assert (seen(cast.noor, of_samuel), seen(cast.ingrid, of_samuel)) == ("-", "-")
    assert (seen(cast.noor, of_noor), seen(cast.ingrid, of_noor), seen(cast.grace, of_noor)) == ("reads", "reads", "sees")
    assert of_noor not in queries.register(cast.noor)


def test_a_colleague_who_is_named_is_kept_out_whatever_lets_them_in(cast: Cast) -> None:
    contact = met(cast.amira, colleagues=[cast.elif_, cast.noor])
    settle()
    assert contact.reader == cast.farid
    assert items_for(cast.elif_.pk) == []
    assert [seen(getattr(cast, name), contact) for name in ("elif_", "noor", "farid", "ingrid")] == ["-", "-", "reads", "reads"]
    for name in ("elif_", "noor"):
        with pytest.raises(NotVisible):
            read_contact(actor=getattr(cast, name), contact_id=contact.pk)
    assert contact not in queries.register(cast.noor)


def test_naming_whoever_has_it_takes_it_from_them_at_once(cast: Cast) -> None:
    contact = met(cast.amira)
    settle()
    assert len(items_for(cast.elif_.pk)) == 1
    correct_contact(
        actor=cast.amira,
        contact_id=contact.pk,
        facts=facts_on(today(cast.organisation)),
        people=[somebody()],
        colleague_ids=[cast.elif_.pk],
    )
    settle()
    assert (seen(cast.elif_, contact), seen(cast.farid, contact)) == ("-", "reads")
    assert (items_for(cast.elif_.pk), len(items_for(cast.farid.pk))) == ([], 1)
    correct_contact(actor=cast.amira, contact_id=contact.pk, facts=facts_on(today(cast.organisation)), people=[somebody()])
    assert seen(cast.elif_, contact) == "-", "whoever was named once stays kept out: the first words are still there"


def test_one_names_no_colleague_of_another_organisation_and_not_oneself(cast: Cast) -> None:
    for wrong in (cast.ivo, cast.amira, cast.miriam):
        with pytest.raises(RuleViolation) as refused:
            met(cast.amira, colleagues=[wrong])
        assert refused.value.field == "colleague"


# --- Saying more --------------------------------------------------------------------------------------------------------------
def test_a_correction_keeps_the_first_words_and_goes_to_be_read_again(cast: Cast) -> None:
    contact = met(cast.amira, hana_of(cast))
    read_contact(actor=cast.elif_, contact_id=contact.pk)
    settle()
    assert items_for(cast.elif_.pk) == []
    facts = facts_on(today(cast.organisation), about="She asked how my son is.")
    correct_contact(actor=cast.amira, contact_id=contact.pk, facts=facts, people=[hana_of(cast)])
    settle()
    found = queries.whole(fresh(contact))
    assert [version.about for version, _people in found.versions] == ["She asked how my son is.", ABOUT]
    assert found.shown.state == ContactState.UNREAD
    assert len(items_for(cast.elif_.pk)) == 1
    read_contact(actor=cast.elif_, contact_id=contact.pk)
    assert [each.version for each in queries.whole(fresh(contact)).readings] == [1, 2]


def test_whom_one_may_no_longer_know_of_can_be_named_again_when_one_corrects(cast: Cast) -> None:
    from accounts.assignments.models import Assignment

    contact = met(cast.ben, hana_of(cast), jonah_of(cast))
    Assignment.objects.filter(worker=cast.ben).delete()
    named = queries.named_in(queries.newest_of(contact))
    correct_contact(actor=cast.ben, contact_id=contact.pk, facts=facts_on(today(cast.organisation)), people=named)
    assert queries.named_in(queries.newest_of(contact)) == named
    with pytest.raises(RuleViolation):
        met(cast.ben, hana_of(cast))


def test_only_its_author_says_more_of_it(cast: Cast) -> None:
    contact = written_to(cast.amira)
    acts: list[Any] = [
        lambda actor: correct_contact(
            actor=actor, contact_id=contact.pk, facts=facts_on(today(cast.organisation)), people=[somebody()]
        ),
        lambda actor: move_contact(actor=actor, contact_id=contact.pk, moved_on=today(cast.organisation), moved_to="x"),
        lambda actor: turn_into_contact(actor=actor, contact_id=contact.pk),
    ]
    for act in acts:
        for name in EVERYBODY[1:]:
            expected = Forbidden if name in {"elif_", "noor", "ingrid", "grace"} else NotVisible
            with pytest.raises(expected):
                act(getattr(cast, name))
    assert every(ContactVersion).count() == 1


def test_what_was_written_cannot_be_changed_or_taken_away(cast: Cast) -> None:
    from django.db import DatabaseError, transaction

    met(cast.amira)
    read_contact(actor=cast.elif_, contact_id=every(Contact).get().pk)
    for table in ("contactversion", "contactperson", "contactreading"):
        for statement in (f"UPDATE policies_{table} SET id = id", f"DELETE FROM policies_{table}"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as run:
                run.execute(statement)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as run:
        run.execute("DELETE FROM policies_contact")


# --- A channel of one's own ---------------------------------------------------------------------------------------------------
def test_it_is_moved_later_and_the_first_words_stay(cast: Cast) -> None:
    contact = written_to(cast.amira, somebody())
    read_contact(actor=cast.elif_, contact_id=contact.pk)
    day = today(cast.organisation)
    with pytest.raises(RuleViolation):
        move_contact(actor=cast.amira, contact_id=contact.pk, moved_on=day + timedelta(days=1), moved_to="The team's phone")
    move_contact(actor=cast.amira, contact_id=contact.pk, moved_on=day, moved_to="The team's phone")
    newest, first = [version for version, _people in queries.whole(fresh(contact)).versions]
    assert (newest.moved, newest.moved_on, newest.moved_to) == (Moved.YES, day, "The team's phone")
    assert (first.moved, first.moved_to) == (Moved.NOT_YET, "")
    assert (newest.about, queries.named_in(newest)) == (first.about, queries.named_in(first))
    assert fresh(contact).read_at, "that it moved asks for no second reading"
    event, actor_id, data = last_written_about(contact.pk)
    assert (event, actor_id, data) == ("contact.moved", cast.amira.pk, {"on": day.isoformat(), "version": 2})
    with pytest.raises(MoveRefused):
        move_contact(actor=cast.amira, contact_id=contact.pk, moved_on=day, moved_to="The team's phone")


def test_its_author_is_reminded_once_of_what_was_not_moved(cast: Cast) -> None:
    contact = written_to(cast.amira)
    timer = Timer.objects.get(about_id=contact.pk, kind=REMINDER)
    with at(timer.due_at + timedelta(minutes=1)):
        settle()
        settle()
        for _again in range(2):
            remind_the_author(timer)
        assert ["own" in str(item.sentence) for item in items_for(cast.amira.pk)] == [True]
        facts = message_on(today(cast.organisation), about="More of it.")
        correct_contact(actor=cast.amira, contact_id=contact.pk, facts=facts, people=[somebody()])
    assert Timer.objects.filter(about_id=contact.pk, kind=REMINDER).count() == 1, "once is enough"


def test_whoever_has_moved_it_is_not_reminded(cast: Cast) -> None:
    contact = written_to(cast.amira)
    move_contact(actor=cast.amira, contact_id=contact.pk, moved_on=today(cast.organisation), moved_to="The team's phone")
    timer = Timer.objects.get(about_id=contact.pk, kind=REMINDER)
    assert timer.cancelled_at
    remind_the_author(timer)
    settle()
    assert items_for(cast.amira.pk) == []


# --- An event to come ---------------------------------------------------------------------------------------------------------
def test_an_event_is_told_of_and_one_tap_makes_it_an_entry(cast: Cast) -> None:
    contact = feast(cast.amira, hana_of(cast))
    assert contact.reader == cast.elif_
    (found,) = queries.shown(list(queries.own(cast.amira)))
    assert found.state == ContactState.BEFOREHAND
    with pytest.raises(MoveRefused):
        turn_into_contact(actor=cast.amira, contact_id=contact.pk)
    read_contact(actor=cast.elif_, contact_id=contact.pk)
    with at(now() + timedelta(days=3)):
        turn_into_contact(actor=cast.amira, contact_id=contact.pk)
        with pytest.raises(MoveRefused):
            turn_into_contact(actor=cast.amira, contact_id=contact.pk)
        newest = queries.newest_of(fresh(contact))
        assert (newest.beforehand, newest.kind, newest.about) == (False, ContactKind.EVENT, "The harbour feast")
        assert queries.named_in(newest) == [hana_of(cast)]
        (found,) = queries.shown(list(queries.to_read(cast.elif_, read=False)))
        assert found.state == ContactState.UNREAD
        facts = facts_on(today(cast.organisation), kind=ContactKind.EVENT)
        correct_contact(actor=cast.amira, contact_id=contact.pk, facts=facts, people=[hana_of(cast)])
    assert [version.number for version, _people in queries.whole(fresh(contact)).versions] == [3, 2, 1]


def test_an_event_can_be_corrected_while_it_is_to_come(cast: Cast) -> None:
    contact = feast(cast.amira)
    newest = queries.newest_of(contact)
    facts = facts_of(newest)
    correct_contact(actor=cast.amira, contact_id=contact.pk, facts=facts, people=[somebody()])
    assert queries.newest_of(contact).beforehand
    with pytest.raises(RuleViolation) as refused:
        feast(cast.amira, days=-1)
    assert refused.value.field == "on"


# --- Reading ------------------------------------------------------------------------------------------------------------------
def test_it_is_read_with_a_word_back_and_its_author_is_told(cast: Cast) -> None:
    contact = met(cast.amira)
    read_contact(actor=cast.elif_, contact_id=contact.pk, talk=True, word=" Thank you. ")
    settle()
    (item,) = items_for(cast.amira.pk)
    assert "was read" in str(item.sentence)
    (reading,) = queries.whole(fresh(contact)).readings
    assert (reading.reader, reading.talk, reading.word) == (cast.elif_, True, "Thank you.")
    assert list(queries.to_read(cast.elif_, read=False)) == []
    assert list(queries.to_read(cast.elif_, read=True)) == [contact]
    with pytest.raises(MoveRefused):
        read_contact(actor=cast.elif_, contact_id=contact.pk)
    assert last_written_about(contact.pk) == ("contact.read", cast.elif_.pk, {"version": 1, "talk": True})


def test_nobody_else_says_that_they_have_read_it(cast: Cast) -> None:
    contact = met(cast.amira)
    for name in EVERYBODY:
        if name != "elif_":
            refusal = Forbidden if name in {"amira", "noor", "ingrid", "grace"} else NotVisible
            with pytest.raises(refusal):
                read_contact(actor=getattr(cast, name), contact_id=contact.pk)


def test_opening_it_by_office_is_written_down_once_a_day(cast: Cast) -> None:
    contact = met(cast.amira)
    for actor in (cast.noor, cast.noor, cast.elif_, cast.amira, cast.grace):
        open_contact(actor=actor, contact_id=contact.pk)
    opened = [actor for event, actor, _data in written_about(contact.pk) if event == "contact.opened"]
    assert opened == [cast.noor.pk]


# --- People who come and go ---------------------------------------------------------------------------------------------------
def handed(contact: Contact) -> tuple[UUID | None, list[UUID]]:
    """Who has it, and who is let in."""
    grants = every(ContactGrant).filter(content_object=contact, ends_at=None)
    return fresh(contact).reader_id, list(grants.values_list("user__staff_member__id", flat=True))


def test_what_nobody_has_read_goes_to_the_next_when_the_reader_leaves(cast: Cast) -> None:
    unread, was_read = met(cast.amira), met(cast.amira)
    read_contact(actor=cast.elif_, contact_id=was_read.pk)
    settle()
    deactivate_person(actor=cast.olga, person_id=cast.elif_.pk, last_day=today(cast.organisation))
    settle()
    assert handed(unread) == (cast.farid.pk, [cast.farid.pk])
    assert handed(was_read) == (cast.elif_.pk, [cast.elif_.pk])
    assert len(items_for(cast.farid.pk)) == 1


def test_it_goes_to_a_new_line_manager(cast: Cast) -> None:
    contact = met(cast.amira)
    change_manager(actor=cast.olga, person_id=cast.amira.pk, manager_id=cast.chidi.pk)
    assert handed(contact) == (cast.chidi.pk, [cast.chidi.pk])
    assert seen(cast.elif_, contact) == "-"


def test_whoever_is_given_it_again_is_told_again_and_once(cast: Cast) -> None:
    contact = met(cast.amira)
    settle()
    for manager in (cast.dana, cast.elif_):
        change_manager(actor=cast.olga, person_id=cast.amira.pk, manager_id=manager.pk)
        settle()
    for row in OutboxRow.objects.filter(ref=contact.pk, kind=TO_READ):
        tell_the_reader(row)
    assert handed(contact) == (cast.elif_.pk, [cast.elif_.pk])
    assert items_for(cast.dana.pk) == []
    (item,) = items_for(cast.elif_.pk)
    assert str(contact.pk) in item.link


def test_a_deputy_whose_term_is_over_loses_it(cast: Cast) -> None:
    deputy = deputy_until_tomorrow(cast)
    contact = met(cast.amira)
    assert handed(contact) == (deputy.pk, [deputy.pk])
    with at(now() + timedelta(days=2)):
        settle()
        assert handed(contact) == (cast.farid.pk, [cast.farid.pk])
        assert (seen(deputy, contact), seen(cast.farid, contact)) == ("-", "reads")


def test_with_nobody_left_it_waits_and_goes_to_the_first_who_can(cast: Cast) -> None:
    kept = [getattr(cast, name) for name in ("elif_", "farid", "noor", "samuel", "yara", "chidi")]
    contact = met(cast.amira, colleagues=kept)
    settle()
    assert handed(contact) == (None, []), "it never leaves the organisation"
    assert items_for(cast.miriam.pk) == []
    change_manager(actor=cast.olga, person_id=cast.amira.pk, manager_id=cast.dana.pk)
    assert handed(contact) == (cast.dana.pk, [cast.dana.pk])


def test_an_official_channel_has_nothing_to_move(cast: Cast) -> None:
    facts = facts_on(today(cast.organisation), kind=ContactKind.CALL, channel=ContactChannel.OFFICIAL, recognised=None)
    contact = log_contact(actor=cast.amira, facts=facts, people=[somebody()])
    assert queries.newest_of(contact).moved == Moved.NOTHING
    assert not Timer.objects.filter(kind=REMINDER).exists()

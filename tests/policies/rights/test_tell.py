"""What clients are told: an edition of the list, line by line, by those who work with the client."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from boundaries.access.protected import Unscoped
from boundaries.access.scope import speaking_for
from boundaries.clocks.queries import at, now
from boundaries.errors.exceptions import Forbidden, NotVisible, RuleViolation
from policies.rights import queries
from policies.rights.actions import open_rights, publish_checklist, tell_client
from policies.rights.choices import Form, ItemKind
from policies.rights.models import RightsFile, Telling
from tests.accounts.kinds import written_about
from tests.policies.adopting import LK, PCF, RC, adopted
from tests.policies.rights.telling import LIMITS, RIGHTS, published, told
from tests.seeing import every

pytestmark = pytest.mark.django_db


# --- The list -----------------------------------------------------------------------------------------------------------------
def test_what_adopted_policies_offer_is_read_from_their_data(cast: Cast, library: None) -> None:
    assert queries.offered(cast.noor) == []
    for key in (PCF, LK, RC):
        adopted(cast.noor, key)
    offers = {each.code: each for each in queries.offered(cast.noor)}
    assert {f"PCF-RIGHTS-{n}.1" for n in range(1, 11)} <= set(offers)
    assert {"PCF-IC-4a", "PCF-IC-4b", "PCF-IC-4c", "LK-3.8.1-1"} <= {code for code, each in offers.items() if each.usual}
    assert {"PCF-IC-1", "PCF-SD-1", "LK-3.9.3-1"} <= {code for code, each in offers.items() if not each.usual}
    assert not [code for code in offers if code.startswith("PCF-IC-1.")], "the tests of consent are told to nobody"
    assert offers["PCF-RIGHTS-2.1"].kind == offers["PCF-IC-4a"].kind == ItemKind.LIMIT
    assert offers["PCF-RIGHTS-6.1"].kind == ItemKind.RIGHT
    assert "{" not in offers["LK-3.8.1-1"].text, "with the organisation's words in it"


def test_an_edition_keeps_the_words_it_had_and_the_next_one_is_another(cast: Cast, library: None) -> None:
    adopted(cast.noor, PCF)
    first = publish_checklist(actor=cast.noor, codes=["PCF-RIGHTS-5.1", "PCF-IC-4c"], own=["You may bring a friend."])
    words = [(item.kind, item.code, item.text) for item in first.items.all()]
    assert [code for _kind, code, _text in words] == ["PCF-RIGHTS-5.1", "PCF-IC-4c", ""]
    second = publish_checklist(actor=cast.samuel, codes=["PCF-IC-4c"])
    assert (first.edition, second.edition) == (1, 2)
    assert [(item.kind, item.code, item.text) for item in first.items.all()] == words
    assert queries.newest(cast.organisation.pk) == second
    assert queries.newest(cast.ivo.organisation_id) is None
    assert written_about(second.pk)[-1][2] == {"edition": 2, "items": 1}
    with pytest.raises(RuleViolation, match=r"rights\.same"):
        publish_checklist(actor=cast.noor, codes=["PCF-IC-4c"])
    with pytest.raises(RuleViolation, match=r"rights\.unknown"):
        publish_checklist(actor=cast.noor, codes=["PCF-IC-4c", "RC-B-4"])


def test_only_those_who_own_policies_publish_it(cast: Cast) -> None:
    for person in (cast.amira, cast.elif_, cast.olga, cast.grace):
        with pytest.raises(Forbidden):
            published(person)
    with pytest.raises(NotVisible):
        published(cast.miriam)


# --- Telling ------------------------------------------------------------------------------------------------------------------
def test_a_client_is_told_line_by_line(cast: Cast) -> None:
    checklist = published(cast.noor)
    first, second, limit = checklist.items.all()
    telling = told(cast.ben, cast.hana, [first.pk], note="She asked twice.", language="Arabic", interpreter="Language line")
    standing = open_rights(actor=cast.ben, client_id=cast.hana.pk)
    assert [(line.item.text, line.telling and line.telling.pk) for line in standing.lines] == [
        (RIGHTS[0], telling.pk),
        (RIGHTS[1], None),
        (LIMITS[0], None),
    ]
    assert (standing.missing, standing.limits_missing) == (2, 1)
    kept = every(Telling).get()
    assert (kept.note, kept.language, kept.interpreter) == ("She asked twice.", "Arabic", "Language line")
    assert (kept.told_by_id, kept.entered_by_id, kept.told_on) == (cast.ben.pk, cast.ben.pk, today(cast.organisation))
    told(cast.elif_, cast.hana, [second.pk, limit.pk])
    assert open_rights(actor=cast.ben, client_id=cast.hana.pk).missing == 0


def test_the_next_edition_asks_again_and_what_was_told_before_is_kept(cast: Cast) -> None:
    published(cast.noor)
    told(cast.ben, cast.hana)
    published(cast.noor, own=["You may stop."])
    standing = open_rights(actor=cast.ben, client_id=cast.hana.pk)
    assert (standing.missing, standing.limits_missing, len(standing.tellings)) == (2, 1, 1)
    with at(now() + timedelta(days=3)), pytest.raises(RuleViolation, match=r"rights\.too-early"):
        told(cast.ben, cast.hana, on=today(cast.organisation) - timedelta(days=9))


def test_what_clients_heard_before_the_first_edition_counts(cast: Cast) -> None:
    published(cast.noor)
    assert told(cast.ben, cast.hana, on=today(cast.organisation) - timedelta(days=90))


def test_what_was_written_for_an_older_edition_is_refused(cast: Cast) -> None:
    old = published(cast.noor)
    published(cast.noor, own=["You may stop."])
    facts = {"actor": cast.ben, "client_id": cast.hana.pk, "on": today(cast.organisation), "said": {"how": [Form.SPOKEN]}}
    with pytest.raises(RuleViolation, match=r"rights\.changed"):
        tell_client(checklist_id=old.pk, item_ids=[each.pk for each in old.items.all()], **facts)  # type: ignore[arg-type]  # one table of facts
    new = queries.newest(cast.organisation.pk)
    assert new
    for items in ([], [each.pk for each in old.items.all()]):
        with pytest.raises(RuleViolation, match=r"rights\.items"):
            tell_client(checklist_id=new.pk, item_ids=items, **facts)  # type: ignore[arg-type]  # one table of facts


def test_who_told_it_works_with_the_client(cast: Cast) -> None:
    checklist = published(cast.noor)
    facts = {"actor": cast.elif_, "client_id": cast.hana.pk, "checklist_id": checklist.pk, "on": today(cast.organisation)}
    facts |= {"item_ids": [each.pk for each in checklist.items.all()], "said": {"how": [Form.SPOKEN]}}
    assert tell_client(told_by_id=cast.ben.pk, **facts).told_by == cast.ben  # type: ignore[arg-type]  # one table of facts
    with pytest.raises(RuleViolation, match=r"rights\.teller"):
        tell_client(told_by_id=cast.dana.pk, **facts)  # type: ignore[arg-type]  # one table of facts


def test_it_was_said_in_some_form_and_a_needed_interpreter_is_named(cast: Cast) -> None:
    published(cast.noor)
    with pytest.raises(RuleViolation, match=r"rights\.form"):
        told(cast.ben, cast.hana, how=[])
    cast.hana.needs_interpreter = True
    cast.hana.save()
    with pytest.raises(RuleViolation, match=r"rights\.interpreter"):
        told(cast.ben, cast.hana)
    assert told(cast.ben, cast.hana, interpreter="Nour, of the language line")


# --- Who may ------------------------------------------------------------------------------------------------------------------
def test_those_who_work_with_the_client_and_lead_those_write_and_directors_of_the_area_read(cast: Cast) -> None:
    published(cast.noor)
    for person in (cast.ben, cast.elif_, cast.farid, cast.noor, cast.samuel):
        assert told(person, cast.hana)
    assert open_rights(actor=cast.ingrid, client_id=cast.hana.pk).missing == 0, "she directs the area, and leads none of them"
    with pytest.raises(Forbidden):
        told(cast.ingrid, cast.hana)
    for person in (cast.dana, cast.olga, cast.grace, cast.chidi, cast.maya, cast.pavel, cast.ivo, cast.miriam, cast.root):
        with pytest.raises(NotVisible):
            open_rights(actor=person, client_id=cast.hana.pk)
        with pytest.raises(NotVisible):
            told(person, cast.hana)


def test_opening_it_is_written_down_once_a_day_and_only_where_there_is_something(cast: Cast) -> None:
    published(cast.noor)
    open_rights(actor=cast.elif_, client_id=cast.hana.pk)
    assert not every(RightsFile).exists()
    file = told(cast.ben, cast.hana).file

    def openings() -> list[object]:
        return [actor_id for event, actor_id, _data in written_about(file.pk) if event == "rights.opened"]

    for _again in range(2):
        open_rights(actor=cast.elif_, client_id=cast.hana.pk)
    assert openings() == [cast.elif_.pk]
    with at(now() + timedelta(days=1)):
        open_rights(actor=cast.elif_, client_id=cast.hana.pk)
    assert openings() == [cast.elif_.pk] * 2


def test_the_record_says_that_they_were_told_and_no_word_of_it(cast: Cast) -> None:
    published(cast.noor)
    telling = told(cast.ben, cast.hana, note="She cried.", interpreter="Nour")
    event, actor_id, data = written_about(telling.file_id)[-1]
    assert (event, actor_id) == ("rights.told", cast.ben.pk)
    assert data is not None
    assert set(data) == {"telling", "checklist", "items", "told_by", "told_on"}
    with connection.cursor() as run:
        run.execute("SELECT note, interpreter, language FROM policies_telling")
        assert not any(b"cried" in bytes(each) or b"Nour" in bytes(each) for each in run.fetchone() if each)


# --- The database holds it too --------------------------------------------------------------------------------------------------
TABLES = ("checklist", "checklistitem", "rightsfile", "telling", "consent", "clientgroup", "groupmember", "groupagreement")


@pytest.mark.parametrize("table", TABLES)
def test_the_application_can_neither_change_nor_take_away_anything(table: str, cast: Cast) -> None:
    for statement in (f"UPDATE policies_{table} SET id = id", f"DELETE FROM policies_{table}"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as run:
            run.execute(statement)


def test_both_walls_stand_around_it(cast: Cast) -> None:
    published(cast.noor)
    told(cast.ben, cast.hana)
    for model in (RightsFile, Telling):
        with pytest.raises(Unscoped):
            model.objects.count()
        with speaking_for(cast.ivo):
            assert not every(model).exists()

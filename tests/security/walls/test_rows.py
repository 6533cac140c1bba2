"""What the database itself gives, whatever the program above asks: raw SQL and joins, as the application's own login."""

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client
from django.urls import path
from rest_framework.views import APIView

from accounts.appointments.models import Appointment
from accounts.staff.models import StaffMember
from boundaries import urls
from boundaries.access.api import SignedIn
from boundaries.access.doors import Door, opened_to
from boundaries.access.scope import NOBODY, Reason, as_system, author_index, scope_of, speaking_for
from boundaries.engines.roles import connected, shortcomings
from boundaries.outbox.models import OutboxRow
from incidents.home.queries import place_of
from incidents.reports.models import Report
from tests.scratch import Copy
from tests.security.walls.conftest import Walled
from tests.seeing import every

ABOUT = {
    "incidents_report": "id",
    "incidents_party": "report_id",
    "incidents_affectedperson": "report_id",
    "incidents_addition": "report_id",
    "incidents_intervention": "report_id",
    "incidents_routedecision": "report_id",
    "incidents_reportclock": "report_id",
    "incidents_reportgrant": "content_object_id",
    "incidents_reportexclusion": "report_id",
    "incidents_emergencyrequest": "report_id",
    "incidents_exclusionlifting": "report_id",
    "incidents_liftingdecision": "report_id",
    "incidents_citedexception": "report_id",
    "incidents_exceptionconsideration": "report_id",
    "incidents_attachment": "about_id",
    "boundaries_thread": "about_id",
    "boundaries_message": "(SELECT t.about_id FROM boundaries_thread t WHERE t.id = thread_id)",
    "boundaries_recordentry": "about_id",
}
"""Every table in which something is about a report, and how it says about which."""
PERSONAL = {
    "boundaries_notice",
    "incidents_draft",
    "policies_asking",
    "policies_attestation",
    "policies_contactgrant",
    "policies_trainingneed",
}
"""Whose rows are one person's own, or for one other person besides."""
INSIDE = {
    "incidents_bookcorrection",
    "incidents_bookdiscussion",
    "incidents_bookentry",
    "policies_clientgroup",
    "policies_completion",
    "policies_consent",
    "policies_disclosure",
    "policies_disclosurechange",
    "policies_disclosureconversation",
    "policies_disclosuredecision",
    "policies_disclosureexclusion",
    "policies_disclosuregrant",
    "policies_disclosureroute",
    "policies_disclosuresafeguard",
    "policies_exceptionasking",
    "policies_exceptionassessment",
    "policies_exceptioncompanion",
    "policies_exceptiondecision",
    "policies_exceptionexclusion",
    "policies_exceptiongrant",
    "policies_exceptionoutcome",
    "policies_exceptionrequest",
    "policies_exceptionroute",
    "policies_exceptionsafeguard",
    "policies_exceptionturn",
    "policies_giftdecision",
    "policies_giftentry",
    "policies_giftfate",
    "policies_giftgrant",
    "policies_groupagreement",
    "policies_groupmember",
    "policies_rightsfile",
    "policies_signedpage",
    "policies_telling",
    "policies_contact",
    "policies_contactperson",
    "policies_contactreading",
    "policies_contactversion",
    "policies_workaccount",
}
"""What has nothing to do with reports: shown within its organisation, and to whom there, the first wall says."""
ALONE = {"policies_reflectivenote"}
"""What its author sees alone: not even the product itself, whatever its reason."""
EVERY = sorted({*ABOUT, *PERSONAL, *INSIDE, *ALONE})
HANDLERS = (
    "incidents_intervention",
    "incidents_routedecision",
    "incidents_reportgrant",
    "incidents_reportexclusion",
    "incidents_exclusionlifting",
)
"""What handlers decided and noted."""


def ask(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as run:
        run.execute(statement, values)
        return [row[0] for row in run.fetchall()]


def count(table: str, report: Any = None) -> int:
    where = f" WHERE {ABOUT[table]} = %s" if report else ""
    return int(ask(f"SELECT count(*) FROM {table}{where}", *([report] if report else []))[0])


def protected() -> list[str]:
    return sorted(ask("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity"))


def test_every_table_behind_the_wall_is_tried_here(walled: Walled) -> None:
    assert protected() == EVERY


@pytest.mark.parametrize("table", EVERY)
def test_nobody_is_shown_nothing(walled: Walled, table: str) -> None:
    with speaking_for(None):
        assert count(table) == 0
    assert count(table) == 0, "and nothing where nothing was said"


@pytest.mark.parametrize("table", sorted({*EVERY} - ALONE))
def test_what_is_there_is_shown_to_the_product_in_its_organisation_only(walled: Walled, table: str) -> None:
    here, there = walled.cast.organisation.pk, walled.cast.ivo.organisation_id
    with as_system(Reason.OUTBOX, organisation_id=here):
        assert count(table) > 0
        if table in ABOUT:
            assert count(table, walled.report) > 0
            assert count(table, walled.elsewhere) == 0
    with as_system(Reason.OUTBOX, organisation_id=there):
        assert table not in ABOUT or count(table, walled.report) == 0
        assert table not in INSIDE or count(table) == 0


@pytest.mark.parametrize("table", sorted(ABOUT))
def test_whoever_is_kept_out_is_shown_no_row(walled: Walled, table: str) -> None:
    for name in ("ben", "noor", "pavel", "chidi"):  # subject, not to receive, implicated, recused
        with speaking_for(getattr(walled.cast, name)):
            assert count(table, walled.report) == 0, name


@pytest.mark.parametrize("table", sorted(ABOUT))
def test_another_organisation_is_shown_no_row(walled: Walled, table: str) -> None:
    with speaking_for(walled.cast.ivo):
        assert count(table, walled.report) == count(table, walled.own) == 0
        assert count(table) == 0 or table not in {"incidents_addition", "incidents_attachment", "incidents_intervention"}
    with speaking_for(walled.cast.elif_):
        assert count(table, walled.elsewhere) == 0


@pytest.mark.parametrize("table", sorted(INSIDE))
def test_another_organisation_is_shown_nothing_of_what_is_kept_inside(walled: Walled, table: str) -> None:
    with speaking_for(walled.cast.ivo):
        assert count(table) == 0
    with speaking_for(walled.cast.amira):
        assert count(table) > 0, "who in the organisation sees it, its slice says"


@pytest.mark.parametrize("table", sorted(ABOUT))
def test_whoever_handles_it_is_shown_the_rows(walled: Walled, table: str) -> None:
    with speaking_for(walled.cast.elif_):
        assert count(table, walled.report) > 0


@pytest.mark.parametrize("table", sorted(ALONE))
def test_what_somebody_wrote_for_themselves_is_shown_to_nobody_else(walled: Walled, table: str) -> None:
    with speaking_for(walled.cast.amira):
        assert count(table) > 0
    for name in ("elif_", "farid", "noor", "samuel", "chidi", "dana", "grace", "olga", "root", "ivo"):
        with speaking_for(getattr(walled.cast, name)):
            assert count(table) == 0, name
    for reason in Reason:
        with as_system(reason, organisation_id=walled.cast.organisation.pk):
            assert count(table) == 0, reason


def test_a_draft_is_its_authors_and_a_notice_is_its_readers(walled: Walled) -> None:
    for person in (walled.cast.amira, walled.cast.elif_, walled.cast.ben):
        with speaking_for(person):
            drafts = 1 if person == walled.cast.amira else 0
            assert count("incidents_draft") == drafts
            assert {str(each) for each in ask("SELECT DISTINCT person_id FROM boundaries_notice")} <= {str(person.pk)}
    with speaking_for(walled.cast.elif_):
        assert count("boundaries_notice") > 0
        assert ask("SELECT count(*) FROM incidents_attachment WHERE about_id NOT IN (SELECT id FROM incidents_report)") == [0]


def test_a_grant_of_a_contact_is_whose_it_is(walled: Walled) -> None:
    for name in ("amira", "ben", "elif_", "farid", "noor", "grace", "olga", "root", "ivo"):
        with speaking_for(getattr(walled.cast, name)):
            assert (count("policies_contactgrant") > 0) is (name == "elif_"), name


def test_a_training_need_is_its_persons_and_their_line_managers(walled: Walled) -> None:
    told = {"ben": 1, "elif_": 1, "amira": 0, "farid": 0, "noor": 0, "samuel": 0, "olga": 0, "root": 0, "ivo": 0}
    for name, seen in told.items():
        with speaking_for(getattr(walled.cast, name)):
            assert count("policies_trainingneed") == seen, name


def test_a_question_is_its_persons_and_their_line_managers(walled: Walled) -> None:
    told = {"ben": 1, "elif_": 1, "amira": 0, "farid": 0, "noor": 0, "samuel": 0, "olga": 0, "root": 0, "ivo": 0}
    for name, seen in told.items():
        with speaking_for(getattr(walled.cast, name)):
            assert count("policies_asking") == count("policies_attestation") == seen, name


def test_the_author_of_a_self_report_keeps_what_they_sent_and_sees_no_handling(walled: Walled) -> None:
    with speaking_for(walled.cast.pavel):
        for table in ("incidents_report", "incidents_party", "boundaries_thread", "boundaries_message"):
            assert count(table, walled.own) > 0, table
        for table in HANDLERS:
            assert count(table, walled.own) == 0, table
    with as_system(Reason.OUTBOX, organisation_id=walled.cast.organisation.pk):
        assert all(count(table, walled.own) > 0 for table in HANDLERS)


JOINS = (
    "SELECT count(*) FROM boundaries_outboxrow o JOIN incidents_report r ON r.id = o.ref",
    "SELECT count(*) FROM boundaries_timer t JOIN incidents_report r ON r.id = t.about_id",
    "SELECT count(*) FROM accounts_staffmember s JOIN incidents_party p ON p.person_id = s.id",
    "SELECT count(*) FROM accounts_staffmember s JOIN incidents_report r ON r.handler_id = s.id",
    "SELECT count(*) FROM accounts_client c JOIN incidents_affectedperson a ON a.client_id = c.id",
    "SELECT count(*) FROM boundaries_datakey k JOIN boundaries_thread t ON t.data_key_id = k.id",
    "SELECT count(*) FROM boundaries_datakey k WHERE EXISTS (SELECT FROM incidents_report r WHERE r.data_key_id = k.id)",
    "SELECT count(*) FROM accounts_user u JOIN incidents_reportgrant g ON g.user_id = u.id",
    "SELECT count(*) FROM accounts_staffmember s JOIN incidents_reportexclusion x ON x.person_id = s.id",
    "WITH all_of_it AS MATERIALIZED (SELECT * FROM incidents_report) SELECT count(*) FROM all_of_it",
    "SELECT count(*) FROM (SELECT id FROM incidents_report UNION SELECT about_id FROM incidents_attachment) x",
)


@pytest.mark.parametrize("statement", JOINS)
def test_a_join_from_what_is_open_reaches_nothing(walled: Walled, statement: str) -> None:
    with as_system(Reason.OUTBOX, organisation_id=walled.cast.organisation.pk):
        there = ask(statement)[0]
    with as_system(Reason.OUTBOX, organisation_id=walled.cast.ivo.organisation_id):
        elsewhere = ask(statement)[0]
    assert there > elsewhere
    with speaking_for(None):
        assert ask(statement) == [0]
    with speaking_for(walled.cast.grace):  # a colleague of whom nothing is kept, beside Ben, of whom something is
        colleague = ask(statement)[0]
    with speaking_for(walled.cast.ben):
        assert ask(statement)[0] < colleague


def test_the_orm_reaches_nothing_through_another_model(walled: Walled) -> None:
    with speaking_for(walled.cast.ben):
        assert not every(Report).filter(pk=walled.report).exists()
        assert not Appointment.objects.filter(
            person__in=StaffMember.objects.filter(pk__in=every(Report).values("handler"))
        ).filter(person=walled.cast.elif_)
        assert not OutboxRow.objects.filter(ref__in=every(Report).filter(pk=walled.report).values("pk")).exists()
    with speaking_for(walled.cast.elif_):
        assert OutboxRow.objects.filter(ref__in=every(Report).filter(pk=walled.report).values("pk")).exists()


@pytest.mark.parametrize("table", sorted(set(ABOUT) - {"boundaries_message", "boundaries_recordentry"}))
def test_nobody_changes_or_removes_what_they_are_not_shown(walled: Walled, table: str) -> None:
    tried = {"UPDATE": f"UPDATE {table} SET id = id", "DELETE": f"DELETE FROM {table}"}
    for (right, statement), person in product(tried.items(), (walled.cast.ben, walled.cast.ivo, None)):
        (may,) = ask(f"SELECT has_table_privilege('{table}', '{right}')")
        with speaking_for(person), connection.cursor() as run, transaction.atomic():
            if may:
                run.execute(f"{statement} WHERE {ABOUT[table]} = %s", [walled.report])
                assert run.rowcount == 0
            else:
                with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                    run.execute(f"{statement} WHERE {ABOUT[table]} = %s", [walled.report])


INSERTS = {
    "incidents_addition": "INSERT INTO incidents_addition (id, report_id, text, added_at) VALUES (gen_random_uuid(), %s, '', now())",
    "boundaries_thread": "INSERT INTO boundaries_thread (id, organisation_id, about_kind, about_id, data_key_id)"
    " SELECT gen_random_uuid(), k.organisation_id, 'report', %s, k.id FROM boundaries_datakey k LIMIT 1",
    "incidents_reportclock": "INSERT INTO incidents_reportclock (id, report_id, kind, allowance_days, used_seconds)"
    " VALUES (gen_random_uuid(), %s, 'x', 1, 0)",
}


@pytest.mark.parametrize("table", sorted(INSERTS))
def test_nobody_adds_to_what_they_are_not_shown(walled: Walled, table: str) -> None:
    for person in (walled.cast.ben, walled.cast.ivo, None):
        with (
            speaking_for(person),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as run,
        ):
            run.execute(INSERTS[table], [walled.report])


def test_a_row_is_not_moved_to_another_organisation(walled: Walled) -> None:
    with (
        speaking_for(walled.cast.elif_),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as run,
    ):
        run.execute(
            "UPDATE incidents_report SET organisation_id = %s WHERE id = %s", [walled.cast.ivo.organisation_id, walled.report]
        )


def test_whoever_is_kept_out_is_so_from_the_next_statement(walled: Walled) -> None:
    farid, report = walled.cast.farid, walled.report
    with speaking_for(farid):
        assert count("incidents_report", report) == 1
    with as_system(Reason.KEEPING_OUT, organisation_id=farid.organisation_id), connection.cursor() as run:
        run.execute(
            "INSERT INTO incidents_reportexclusion (id, organisation_id, report_id, person_id, source, added_at)"
            " VALUES (gen_random_uuid(), %s, %s, %s, 'conflict', now())",
            [farid.organisation_id, report, farid.pk],
        )
    with speaking_for(farid):
        assert all(count(table, report) == 0 for table in ABOUT)


def test_triggers_are_not_blinded_by_the_wall(walled: Walled) -> None:
    with (
        speaking_for(walled.cast.amira),
        pytest.raises(DatabaseError, match="kept out of a report cannot handle it"),
        transaction.atomic(),
    ):
        every(Report).filter(pk=walled.report).update(handler=walled.cast.ben)


# --- For whom is asked ----------------------------------------------------------------------------------------------------
SETTINGS = ("organisation", "actor", "author", "system")


def said() -> list[str]:
    return [ask("SELECT coalesce(current_setting(%s, true), '')", f"app.{name}")[0] for name in SETTINGS]


def test_what_was_said_before_holds_again_afterwards(walled: Walled) -> None:
    cast, before = walled.cast, said()
    with speaking_for(cast.ben):
        ben = [str(cast.organisation.pk), str(cast.ben.pk), author_index(cast.ben.pk).hex(), ""]
        assert said() == ben
        with as_system(Reason.ROUTING, organisation_id=cast.organisation.pk):
            assert said() == [str(cast.organisation.pk), "", "", "routing"]
            with as_system(Reason.CLOCKS, organisation_id=cast.ivo.organisation_id):
                assert said() == [str(cast.ivo.organisation_id), "", "", "clocks"]
        assert said() == ben
        with pytest.raises(ZeroDivisionError), transaction.atomic(), speaking_for(None):
            _ = 1 / 0
        assert said() == ben
        with pytest.raises(DatabaseError), transaction.atomic(), speaking_for(None):
            ask("SELECT 1 / 0")
        assert said() == ben
    assert said() == before


def test_nothing_is_left_on_the_connection_for_whoever_uses_it_next(walled_world: Walled, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        connection.close()
        with connection.cursor() as run:  # a connection of the product: the tests' own looking is not said
            run.execute("RESET ALL")
            run.execute("SELECT " + ", ".join(f"set_config('app.{name}', '', false)" for name in SETTINGS))
        with speaking_for(walled_world.cast.elif_):
            with transaction.atomic():
                assert said() == [*vars(scope_of(walled_world.cast.elif_)).values()]
                assert count("incidents_report", walled_world.report) == 1
            assert said() == ["", "", "", ""], "the transaction is over"
            assert count("incidents_report") == 0
            with pytest.raises(ZeroDivisionError), transaction.atomic():
                _ = 1 / 0
            with transaction.atomic():
                assert count("incidents_report", walled_world.report) == 1
        with transaction.atomic():
            assert said() == ["", "", "", ""]
        connection.close()


def test_the_product_and_the_database_know_the_same_reasons(walled: Walled) -> None:
    for reason in Reason:
        with as_system(reason, organisation_id=walled.cast.organisation.pk):
            assert ask("SELECT boundaries_system()") == [True]
    (body,) = ask("SELECT pg_get_functiondef('boundaries_system'::regproc)")
    assert sorted(part for part in body.split("'")[1::2] if part not in {"app.system", ""}) == sorted(Reason)


def test_a_reason_without_an_organisation_and_an_unknown_reason_open_nothing(walled: Walled) -> None:
    for organisation, system in (("", "outbox"), (str(walled.cast.organisation.pk), "curiosity")):
        with connection.cursor() as run, speaking_for(None):
            run.execute(
                "SELECT set_config('app.organisation', %s, true), set_config('app.system', %s, true)", [organisation, system]
            )
            assert [count(table) for table in protected()] == [0] * len(protected())
    with pytest.raises(ValueError, match="curiosity"), as_system("curiosity", organisation_id=walled.cast.organisation.pk):  # type: ignore[arg-type]  # what is refused
        pass


def test_nobody_says_nothing() -> None:
    assert set(vars(NOBODY).values()) == {""}


def test_the_application_is_no_superuser_passes_no_wall_and_owns_nothing(walled: Walled, database_copy: Copy) -> None:
    (who,) = ask("SELECT current_user")
    assert who in database_copy.application
    assert ask("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") == [False]
    assert ask("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole") == [0]
    assert ask("SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole") == [0]
    for url in (database_copy.application, database_copy.worker):
        with connected(url) as login:
            assert shortcomings(login) == []


# --- A slip in a page -----------------------------------------------------------------------------------------------------
@opened_to(Door.STAFF)
def careless(request: HttpRequest) -> HttpResponse:
    """A page that forgot every filter."""
    return JsonResponse(
        {table: count(table) for table in protected()} | {"ids": [str(pk) for pk in every(Report).values_list("pk", flat=True)]}
    )


class CarelessAPI(APIView):
    door = Door.STAFF
    permission_classes = [SignedIn]

    def get(self, request: Any) -> HttpResponse:
        return careless(request)


urlpatterns = [path("careless/", careless), path("api/v1/careless/", CarelessAPI.as_view()), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", ["/careless/", "/api/v1/careless/"])
def test_a_page_that_forgot_every_filter_shows_nothing_it_must_not(
    walled: Walled, signed_in: Callable[[Any], Client], address: str
) -> None:
    def seen_by(person: Any) -> set[str]:
        answer = signed_in(person).get(address)
        assert answer.status_code == 200
        return set(answer.json()["ids"])

    cast = walled.cast
    report, own, elsewhere = str(walled.report), str(walled.own), str(walled.elsewhere)
    assert seen_by(cast.elif_) == {report, own}
    assert seen_by(cast.ben) == {own}
    assert seen_by(cast.pavel) == {own}, "their own self-report, and not the one that implicates them"
    assert seen_by(cast.chidi) == set()
    assert seen_by(cast.root) == {report, own}, "a superuser is a colleague like any other"
    assert seen_by(cast.ivo) == {elsewhere}
    assert seen_by(StaffMember.objects.get(name="Susan Okalik")) == set()
    assert Client().get(address).status_code in {302, 401}


# --- Where no transaction is open -----------------------------------------------------------------------------------------
@pytest.fixture
def as_in_production(walled_world: Walled, django_db_blocker: Any) -> Iterator[Walled]:
    """Commits are real, and a new connection says nothing by itself."""

    def say_nothing(connection: Any, **_facts: Any) -> None:
        with connection.connection.cursor() as run:
            run.execute("RESET ALL")
            run.execute("SELECT " + ", ".join(f"set_config('app.{name}', '', false)" for name in SETTINGS))

    with django_db_blocker.unblock():
        connection.close()
        connection_created.connect(say_nothing)
        yield walled_world
        connection_created.disconnect(say_nothing)
        connection.close()


def new_notices(page: str) -> int:
    found = re.search(r"(\d+)\s*(?:<[^>]*>\s*)*new", page)
    return int(found[1]) if found else 0


def test_pages_made_outside_of_a_transaction_know_whose_they_are(
    as_in_production: Walled, signed_in: Callable[[Any], Client]
) -> None:
    elif_ = as_in_production.cast.elif_
    browser = signed_in(elif_)
    browser.raise_request_exception = False
    missing = browser.get("/no-such-page/")
    assert missing.status_code == 404
    assert new_notices(missing.content.decode()) == new_notices(browser.get("/").content.decode()) > 0
    with speaking_for(elif_):
        _standing, desk = place_of(elif_)
        assert desk
        assert desk.mine == 1

"""The database refuses by itself: as the application, by statements that no program of ours would send."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.demo.cast import Cast
from accounts.grants.choices import ExclusionSource, LiftingVerdict
from accounts.staff.models import StaffMember
from boundaries.access.scope import speaking_for
from boundaries.clocks.queries import now
from incidents.desk.actions import add_party
from incidents.lifting.models import ExclusionLifting, LiftingDecision
from incidents.reports.choices import PartyRole
from incidents.reports.models import Report, ReportExclusion, ReportGrant
from tests.incidents.lifting.play import exclusion_of, lifted, proposed, put_out
from tests.incidents.told import fresh, send
from tests.seeing import every

pytestmark = pytest.mark.django_db
PAIR = "two unrelated people"
CLOSED = "colleagues who are not kept out"


@pytest.fixture
def report(cast: Cast) -> Report:
    """Elif handles it; Chidi has stepped aside."""
    sent = send(cast.amira, cast.ben)
    put_out(sent, cast.chidi)
    return fresh(sent)


def insert_proposal(report: Report, by: StaffMember, person: StaffMember, **more: Any) -> ExclusionLifting:
    """A proposal, as it stands in the table."""
    values = {"organisation_id": report.organisation_id, "report": report, "proposed_by": by, "proposed_at": now(), **more}
    lifting = ExclusionLifting(**{"exclusion_id": exclusion_of(report, person), **values})
    lifting.reason = "x"
    lifting.save(force_insert=True)
    return lifting


def insert_decision(lifting: ExclusionLifting, by: StaffMember, **more: Any) -> LiftingDecision:
    """A decision, as it stands in the table."""
    values = {
        "organisation_id": lifting.organisation_id,
        "report": lifting.report,
        "exclusion": lifting.exclusion,
        "lifting": lifting,
        "verdict": LiftingVerdict.CONFIRMED,
        "decided_by": by,
        "decided_at": now(),
    }
    return LiftingDecision.objects.create(**{**values, **more})


def refuses(words: str, act: Any, *values: Any, **more: Any) -> None:
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        act(*values, **more)


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("elif_", PAIR),  # one person twice
        ("noor", PAIR),  # above the proposer
        ("amira", PAIR),  # below the proposer
        ("samuel", PAIR),  # above all
        ("tomas", PAIR),  # below the one kept out
        ("chidi", PAIR),  # the one kept out
        ("ben", CLOSED),  # the subject
        ("ivo", CLOSED),  # of another organisation
    ],
)
def test_only_two_unrelated_people_lift_it(cast: Cast, report: Report, who: str, words: str) -> None:
    lifting = insert_proposal(report, cast.elif_, cast.chidi)
    refuses(words, insert_decision, lifting, getattr(cast, who))
    insert_decision(lifting, cast.ingrid)


@pytest.mark.parametrize(
    ("who", "words"), [("tomas", PAIR), ("samuel", PAIR), ("chidi", CLOSED), ("ben", CLOSED), ("ivo", CLOSED)]
)
def test_who_is_related_or_kept_out_proposes_nothing(cast: Cast, report: Report, who: str, words: str) -> None:
    refuses(words, insert_proposal, report, getattr(cast, who), cast.chidi)


def test_whoever_has_left_decides_nothing(cast: Cast, report: Report) -> None:
    lifting = insert_proposal(report, cast.elif_, cast.chidi)
    StaffMember.objects.filter(pk=cast.ingrid.pk).update(is_active=False)
    refuses(CLOSED, insert_decision, lifting, cast.ingrid)


def test_what_moved_between_proposal_and_decision_counts(cast: Cast, report: Report) -> None:
    lifting = insert_proposal(report, cast.elif_, cast.chidi)
    StaffMember.objects.filter(pk=cast.elif_.pk).update(manager=cast.tomas)
    refuses(PAIR, insert_decision, lifting, cast.ingrid)


def test_a_decision_is_about_what_was_proposed(cast: Cast, report: Report) -> None:
    other = send(cast.amira, cast.ben)
    put_out(other, cast.chidi)
    put_out(report, cast.maya)
    lifting = insert_proposal(report, cast.elif_, cast.chidi)
    refuses("about what was proposed", insert_decision, lifting, cast.ingrid, exclusion_id=exclusion_of(report, cast.maya))
    refuses("about what was proposed", insert_decision, lifting, cast.ingrid, report=other)
    refuses("in its own report", insert_proposal, report, cast.elif_, cast.chidi, exclusion_id=exclusion_of(other, cast.chidi))
    refuses("in its own report", insert_proposal, report, cast.elif_, cast.chidi, organisation_id=uuid4())


def test_it_lapses(cast: Cast, report: Report) -> None:
    lifting = insert_proposal(report, cast.elif_, cast.chidi)
    refuses("has lapsed", insert_decision, lifting, cast.ingrid, decided_at=lifting.proposed_at + timedelta(days=7))
    refuses("has lapsed", insert_decision, lifting, cast.ingrid, decided_at=lifting.proposed_at - timedelta(seconds=1))


def test_what_still_keeps_somebody_out_is_not_lifted(cast: Cast, report: Report) -> None:
    wished = send(cast.amira, cast.ben, not_to_receive=[str(cast.chidi.pk)])
    refuses("still stands", insert_proposal, wished, cast.elif_, cast.chidi)
    refuses("unrelated|still stands", insert_proposal, report, cast.ingrid, cast.ben)
    lifting = insert_proposal(report, cast.elif_, cast.chidi)
    add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.WITNESS, person_id=cast.chidi.pk)
    refuses("still stands", insert_decision, lifting, cast.ingrid)


def test_one_proposal_is_decided_once_and_one_exclusion_lifted_once(cast: Cast, report: Report) -> None:
    first, second = (insert_proposal(report, cast.elif_, cast.chidi) for _time in range(2))
    insert_decision(first, cast.ingrid, verdict=LiftingVerdict.DECLINED)
    refuses("lifting_id", insert_decision, first, cast.ingrid)
    insert_decision(second, cast.ingrid)
    refuses("exclusion_lifted_once", insert_decision, insert_proposal(report, cast.elif_, cast.chidi), cast.ingrid)


@pytest.mark.parametrize("table", ["incidents_exclusionlifting", "incidents_liftingdecision", "incidents_reportexclusion"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET organisation_id = organisation_id", "DELETE FROM {}", "TRUNCATE {}"])
def test_nothing_of_it_is_ever_changed(cast: Cast, report: Report, table: str, statement: str) -> None:
    lifted(report, cast.elif_, cast.ingrid, cast.chidi)
    with connection.cursor() as run:
        refuses("permission denied", run.execute, statement.format(table))


def exclude_again(report: Report, person: StaffMember, **more: Any) -> ReportExclusion:
    values = {"organisation_id": report.organisation_id, "report": report, "person": person, "added_at": now(), **more}
    return ReportExclusion.objects.create(source=ExclusionSource.CONFLICT, **values)


def test_one_exclusion_stands_at_a_time(cast: Cast, report: Report) -> None:
    first = every(ReportExclusion).get(report=report, person=cast.chidi)
    refuses("report_exclusion_once", exclude_again, report, cast.chidi)
    refuses("only one that was lifted", exclude_again, report, cast.chidi, after=first)
    lifted(report, cast.elif_, cast.ingrid, cast.chidi)
    refuses("only one that was lifted", exclude_again, report, cast.maya, after=first)
    exclude_again(report, cast.chidi, after=first)
    refuses("after_id", exclude_again, report, cast.chidi, after=first)


def grant_to(report: Report, person: StaffMember, **more: Any) -> None:
    """Let somebody in by one statement."""
    one = every(ReportGrant).filter(content_object=report).first()
    assert one
    assert person.user
    values = {"organisation_id": report.organisation_id, "permission": one.permission, "relation": "handler", "given_at": now()}
    ReportGrant.objects.create(content_object=report, user=person.user, **{**values, **more})


def test_the_triggers_ask_for_what_stands_only_and_for_grants_that_end_too(cast: Cast, report: Report) -> None:
    hour, chidi = timedelta(hours=1), cast.chidi
    lasting, ended = {"ends_at": now() + hour}, {"ends_at": now() - hour}

    def handle() -> None:
        every(Report).filter(pk=report.pk).update(handler=chidi)

    refuses("cannot be let in", grant_to, report, chidi)
    refuses("cannot be let in", grant_to, report, chidi, **lasting)
    refuses("cannot handle it", handle)
    with transaction.atomic():
        grant_to(report, chidi, **ended)
        mine = every(ReportGrant).filter(content_object=report, user=chidi.user)
        for longer in (lasting, {"ends_at": None}):
            refuses("cannot be let in", mine.update, **longer)
        mine.update(ends_at=now() - 2 * hour)
        mine.delete()
    lifted(report, cast.elif_, cast.ingrid, chidi)
    grant_to(report, chidi, **lasting)
    handle()
    put_out_again = exclude_again(report, chidi, after=every(ReportExclusion).get(report=report, person=chidi))
    assert put_out_again.pk
    mine.update(ends_at=now())  # what they held may always end
    refuses("cannot handle it", handle)


def test_the_wall_opens_and_closes_with_the_next_statement(cast: Cast, report: Report) -> None:
    def seen() -> int:
        with speaking_for(cast.chidi):
            return every(Report).filter(pk=report.pk).count()

    assert seen() == 0
    lifting = proposed(report, cast.elif_, cast.chidi)
    assert seen() == 0
    insert_decision(lifting, cast.ingrid)
    assert seen() == 1
    exclude_again(report, cast.chidi, after=lifting.exclusion)
    assert seen() == 0

"""Two unrelated people together lift an exclusion; nobody else does, and nothing comes back by itself."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from accounts.appointments.models import Appointment
from accounts.demo.cast import Cast
from accounts.grants.choices import ExclusionSource, Relation
from accounts.staff.models import StaffMember
from boundaries.access.scope import speaking_for
from boundaries.clocks.queries import at, now
from boundaries.errors.exceptions import Forbidden, MoveRefused, NotVisible, ProductError, RuleViolation
from boundaries.notices.models import Notice
from boundaries.notices.queries import items_for
from incidents.desk.actions import add_party, reassign
from incidents.lifting import actions
from incidents.lifting.models import ExclusionLifting, LiftingDecision
from incidents.lifting.queries import kept_out_of, seconds_for, waiting_for
from incidents.lifting.rules import TIME_TO_DECIDE, Bar
from incidents.reports.actions import keep_out
from incidents.reports.choices import PartyRole
from incidents.reports.models import Party, Report, ReportExclusion
from incidents.reports.permissions import ACCESS, ReportPermission
from incidents.reports.queries import own_timeline, people_eligible, timeline
from tests.incidents.lifting.play import exclusion_of, lifted, proposed, stepped_aside
from tests.incidents.told import desk_of, events_of, fresh, relations, send, settle
from tests.seeing import every

pytestmark = pytest.mark.django_db


# --- What comes of it -------------------------------------------------------------------------------------------------------
def test_two_unrelated_people_lift_it_and_the_person_may_be_given_the_report_again(cast: Cast) -> None:
    report = stepped_aside(cast)
    assert cast.chidi not in people_eligible(cast.elif_, report)
    lifting = proposed(report, cast.elif_, cast.chidi)
    assert cast.chidi not in people_eligible(cast.elif_, report), "a proposal lifts nothing"
    actions.confirm(actor=cast.ingrid, lifting_id=lifting.pk)
    assert cast.chidi in people_eligible(cast.elif_, report)
    reassign(actor=cast.elif_, report_id=report.pk, to_id=cast.chidi.pk, reason="They know the house.")
    assert desk_of(cast.chidi) == {report.pk}
    assert ACCESS.allows(cast.chidi, ReportPermission.VIEW, fresh(report))
    with speaking_for(cast.chidi):
        assert every(Report).filter(pk=report.pk).exists()
        assert every(ReportExclusion).filter(report=report).exists(), "the wall too is open"


def test_by_itself_it_restores_nothing(cast: Cast) -> None:
    report = stepped_aside(cast, serious=False)
    assert relations(report) == {"Elif Demir": "handler"}
    lifted(report, cast.elif_, cast.ingrid, cast.chidi)
    settle()
    assert relations(report) == {"Elif Demir": "handler"}
    assert desk_of(cast.chidi) == set()


def test_what_was_never_taken_away_is_taken_away_with_the_lifting(cast: Cast) -> None:
    report = send(cast.amira, cast.ben, danger="yes")
    assert relations(report)["Chidi Eze"] == Relation.ALERTED
    keep_out(report, cast.chidi.pk, ExclusionSource.CONFLICT)
    lifted(report, cast.elif_, cast.ingrid, cast.chidi)
    assert relations(report) == {"Elif Demir": "handler"}
    assert desk_of(cast.chidi) == set()


def test_what_was_lifted_can_be_put_up_again_and_lifted_again(cast: Cast) -> None:
    report = stepped_aside(cast)
    for _time in range(2):
        lifted(report, cast.elif_, cast.ingrid, cast.chidi)
        assert not keeps_out(cast.chidi, report)
        assert keep_out(report, cast.chidi.pk, ExclusionSource.RECUSED)
        assert not keep_out(report, cast.chidi.pk, ExclusionSource.WITNESS), "they are kept out already"
        assert keeps_out(cast.chidi, report)
    bars = [each.bar for each in kept_out_of(fresh(report)) if each.exclusion.person == cast.chidi]
    assert sorted(bars, key=str) == [Bar.LIFTED, Bar.LIFTED, None]


def keeps_out(person: StaffMember, report: Report) -> bool:
    """Whether a report is closed to somebody: for the wall, and for the rule of the route."""
    with speaking_for(person):
        walled = not every(Report).filter(pk=report.pk).exists()
    assert walled is (person not in people_eligible(StaffMember(), fresh(report)))
    return walled


def test_a_report_that_nobody_could_take_is_tried_again(cast: Cast) -> None:
    Appointment.objects.filter(person__in=[cast.miriam]).delete()
    report = send(cast.amira, cast.ben)
    for person in (cast.farid, cast.noor, cast.chidi, cast.samuel, cast.yara):
        keep_out(report, person.pk, ExclusionSource.CONFLICT)
    from incidents.desk.actions import recuse

    recuse(actor=cast.elif_, report_id=report.pk, reason="I am too near.")
    report = fresh(report)
    assert report.handler is None
    assert report.alarm_at
    Appointment.objects.create(
        organisation=cast.organisation,
        person=cast.maya,
        role="safeguarding_lead",
        starts_on="2026-01-05",
        confirmed_at="2026-01-05T00:00Z",
    )
    keep_out(report, cast.maya.pk, ExclusionSource.CONFLICT)
    StaffMember.objects.filter(pk=cast.maya.pk).update(manager=None)
    wiremu_directs(cast)
    lifted(report, cast.ingrid, cast.dana, cast.maya)
    assert fresh(report).handler == cast.maya
    assert fresh(report).alarm_at is None


def wiremu_directs(cast: Cast) -> None:
    """Dana is a second director, so that there are two who may lift."""
    Appointment.objects.create(
        organisation=cast.organisation,
        person=cast.dana,
        role="director",
        starts_on="2026-01-05",
        confirmed_at="2026-01-05T00:00Z",
    )


# --- Who ----------------------------------------------------------------------------------------------------------------------
SECONDS = {
    "ingrid": None,  # director, beside
    "elif_": Forbidden,  # one person twice
    "noor": Forbidden,  # director, above the proposer
    "samuel": Forbidden,  # chief executive, above all three
    "yara": Forbidden,
    "farid": NotVisible,  # holds no office
    "amira": NotVisible,  # the reporter
    "ben": NotVisible,  # the subject
    "chidi": NotVisible,  # whom it is about
    "grace": NotVisible,  # auditor
    "olga": NotVisible,
    "root": NotVisible,
    "miriam": NotVisible,
    "ivo": NotVisible,
}


@pytest.mark.parametrize("who", SECONDS)
def test_who_is_the_second_person(cast: Cast, who: str) -> None:
    report = stepped_aside(cast)
    lifting = proposed(report, cast.elif_, cast.chidi)
    person = getattr(cast, who)
    refused = SECONDS[who]
    assert (person.pk in {each.pk for each in seconds_for(lifting)}) is (refused is None)
    assert waiting_for(person) == ([lifting] if refused is None else [])
    if refused is None:
        assert actions.confirm(actor=person, lifting_id=lifting.pk).decided_by == person
        return
    with pytest.raises(refused):
        actions.confirm(actor=person, lifting_id=lifting.pk)
    assert not every(LiftingDecision).exists()


@pytest.mark.parametrize(
    ("who", "refused"),
    [
        ("elif_", None),  # handles it
        ("ingrid", None),  # reads it as director
        ("noor", None),
        ("samuel", NotVisible),  # the second person at most
        ("farid", NotVisible),
        ("chidi", NotVisible),
        ("grace", NotVisible),
        ("amira", NotVisible),
        ("ben", NotVisible),
        ("ivo", NotVisible),
    ],
)
def test_who_proposes(cast: Cast, who: str, refused: type[ProductError] | None) -> None:
    report = stepped_aside(cast, serious=False)
    if refused is None:
        assert proposed(report, getattr(cast, who), cast.chidi).proposed_by == getattr(cast, who)
        return
    with pytest.raises(refused):
        proposed(report, getattr(cast, who), cast.chidi)


def test_nobody_proposes_for_whom_they_stand_above_or_below(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    for person in (cast.farid, cast.amira, cast.lena):
        keep_out(report, person.pk, ExclusionSource.CONFLICT)
    for person in (cast.farid, cast.lena):
        with pytest.raises(RuleViolation, match="related"):
            proposed(report, cast.elif_, person)


def test_the_safeguarding_lead_may_be_the_second_person_and_sees_no_report_by_it(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    keep_out(report, cast.maya.pk, ExclusionSource.CONFLICT)
    lifting = proposed(report, cast.elif_, cast.maya)
    assert {each.name for each in seconds_for(lifting)} == {"Chidi Eze"}
    assert desk_of(cast.chidi) == set()
    actions.confirm(actor=cast.chidi, lifting_id=lifting.pk)


@pytest.mark.parametrize("who", ["kept out", "reporter", "under the subject"])
def test_an_office_does_not_make_somebody_the_second_person_to_whom_the_report_is_closed(cast: Cast, who: str) -> None:
    by = cast.chidi if who == "reporter" else cast.amira
    about = cast.samuel if who == "under the subject" else cast.ben
    report = send(by, about)
    proposer = report.handler
    assert proposer
    kept = cast.maya if who != "under the subject" else cast.grace
    keep_out(report, kept.pk, ExclusionSource.CONFLICT)
    if who == "kept out":
        keep_out(report, cast.chidi.pk, ExclusionSource.CONFLICT)
    lifting = proposed(report, proposer, kept)
    assert seconds_for(lifting) == []
    with pytest.raises(NotVisible):
        actions.confirm(actor=cast.chidi, lifting_id=lifting.pk)


# --- What -----------------------------------------------------------------------------------------------------------------------
def test_what_the_report_or_its_reporter_says_is_not_lifted(cast: Cast) -> None:
    report = send(cast.amira, cast.ben, cast.grace, not_to_receive=[str(cast.maya.pk)])
    proposer = report.handler
    assert proposer
    add_party(actor=proposer, report_id=report.pk, role=PartyRole.WITNESS, person_id=cast.tomas.pk)
    add_party(actor=proposer, report_id=report.pk, role=PartyRole.IMPLICATED, person_id=cast.olga.pk)
    for person, bar in ((cast.grace, Bar.NAMED), (cast.tomas, Bar.NAMED), (cast.olga, Bar.NAMED), (cast.maya, Bar.WISH)):
        with pytest.raises(RuleViolation) as refused:
            proposed(report, proposer, person)
        assert refused.value.message == bar.words


def test_whoever_was_named_by_mistake_and_is_no_longer_may_be_let_back(cast: Cast) -> None:
    report = send(cast.amira, cast.ben)
    party = add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.IMPLICATED, person_id=cast.chidi.pk)
    every(Party).filter(pk=party.pk).delete()  # as a later verb will, which keeps the mistake in the record
    lifted(report, cast.elif_, cast.ingrid, cast.chidi)
    assert not keeps_out(cast.chidi, report)


def test_what_stands_again_between_proposal_and_decision_is_not_lifted(cast: Cast) -> None:
    report = stepped_aside(cast)
    lifting = proposed(report, cast.elif_, cast.chidi)
    add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.WITNESS, person_id=cast.chidi.pk)
    with pytest.raises(RuleViolation) as refused:
        actions.confirm(actor=cast.ingrid, lifting_id=lifting.pk)
    assert refused.value.message == Bar.NAMED.words


def test_nothing_is_lifted_while_it_is_not_clear_whom_the_report_is_about(cast: Cast) -> None:
    report = stepped_aside(cast)
    lifting = proposed(report, cast.elif_, cast.chidi)
    add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.SUBJECT, name="Somebody called C.")
    holder = fresh(report).handler
    assert holder
    assert seconds_for(lifting) == []
    with pytest.raises(NotVisible):
        actions.confirm(actor=cast.ingrid, lifting_id=lifting.pk)
    with pytest.raises(RuleViolation) as refused:
        proposed(report, holder, cast.chidi)
    assert refused.value.message == Bar.UNCLEAR.words


# --- Once, and in time ------------------------------------------------------------------------------------------------------------
def test_it_waits_once_and_is_decided_once(cast: Cast) -> None:
    report = stepped_aside(cast)
    lifting = proposed(report, cast.elif_, cast.chidi)
    with pytest.raises(RuleViolation) as refused:
        proposed(report, cast.ingrid, cast.chidi)
    assert refused.value.message == Bar.WAITING.words
    actions.confirm(actor=cast.ingrid, lifting_id=lifting.pk)
    for act in (actions.confirm, actions.decline):
        with pytest.raises(MoveRefused):
            act(actor=cast.ingrid, lifting_id=lifting.pk)
    assert every(LiftingDecision).count() == 1


def test_a_second_person_may_leave_it_and_the_first_may_take_it_back(cast: Cast) -> None:
    report = stepped_aside(cast)
    for who in (cast.ingrid, cast.elif_, cast.noor):  # the second, the first, and one who could not have lifted it
        lifting = proposed(report, cast.elif_, cast.chidi)
        actions.decline(actor=who, lifting_id=lifting.pk)
        with pytest.raises(MoveRefused):
            actions.confirm(actor=cast.ingrid, lifting_id=lifting.pk)
    assert keeps_out(cast.chidi, report)


def test_after_seven_days_it_has_lapsed_and_may_be_proposed_again(cast: Cast) -> None:
    report, moment = stepped_aside(cast), now()
    lifting = proposed(report, cast.elif_, cast.chidi)
    with at(moment + TIME_TO_DECIDE - timedelta(seconds=1)):
        assert waiting_for(cast.ingrid) == [lifting]
    with at(moment + TIME_TO_DECIDE):
        assert waiting_for(cast.ingrid) == []
        with pytest.raises(MoveRefused):
            actions.confirm(actor=cast.ingrid, lifting_id=lifting.pk)
        again = proposed(report, cast.elif_, cast.chidi)
        actions.confirm(actor=cast.ingrid, lifting_id=again.pk)
    assert not keeps_out(cast.chidi, report)


# --- Who learns of it ---------------------------------------------------------------------------------------------------------------
def told_of(person: StaffMember) -> list[str]:
    """The news somebody has of proposals, as they would see it."""
    return [item.link for item in items_for(person.pk) if "/liftings/" in item.link]


def test_whoever_may_decide_is_told_and_then_whoever_proposed(cast: Cast) -> None:
    report = stepped_aside(cast)
    before = list(every(Notice).values_list("pk", flat=True))
    lifting = proposed(report, cast.elif_, cast.chidi)
    settle()
    assert len(told_of(cast.ingrid)) == 1
    assert every(Notice).exclude(pk__in=before).count() == 1
    actions.confirm(actor=cast.ingrid, lifting_id=lifting.pk)
    settle()
    assert len(told_of(cast.elif_)) == 1
    assert {each.person_id for each in every(Notice).exclude(pk__in=before)} == {cast.ingrid.pk, cast.elif_.pk}


def test_it_stands_in_the_record_and_not_in_the_reporters_timeline(cast: Cast) -> None:
    report = stepped_aside(cast)
    own = [line.sentence for line in own_timeline(report)]
    lifted(report, cast.elif_, cast.ingrid, cast.chidi)
    actions.decline(actor=cast.elif_, lifting_id=proposed_again(cast, report).pk)
    written = [each for each in events_of(report) if each.startswith("report.lifting")]
    assert written == [
        "report.lifting-proposed",
        "report.lifting-confirmed",
        "report.lifting-proposed",
        "report.lifting-declined",
    ]
    assert [line.sentence for line in own_timeline(report)] == own
    assert [line.actor for line in timeline(cast.elif_, report)][-1] == "Elif Demir"


def proposed_again(cast: Cast, report: Report) -> ExclusionLifting:
    """They step aside once more, and somebody proposes to lift that."""
    keep_out(report, cast.chidi.pk, ExclusionSource.RECUSED)
    return proposed(report, cast.elif_, cast.chidi)


def test_the_reason_is_sealed_and_the_one_it_is_about_is_shown_no_row(cast: Cast) -> None:
    report = stepped_aside(cast)
    lifting = proposed(report, cast.elif_, cast.chidi)
    with connection.cursor() as run:
        run.execute("SELECT reason FROM incidents_exclusionlifting")
        assert b"lantern" not in bytes(run.fetchone()[0])
    assert str(every(ExclusionLifting).get(pk=lifting.pk).reason) == "copper lantern"
    with speaking_for(cast.chidi):
        assert not every(ExclusionLifting).exists()
    with speaking_for(cast.elif_), transaction.atomic():
        assert every(ExclusionLifting).exists()
    assert exclusion_of(report, cast.chidi)

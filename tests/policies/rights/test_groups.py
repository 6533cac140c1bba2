"""Families, couples and groups: each one's confidentiality agreed, with whom, and the worker's role made clear to all."""

from datetime import timedelta

import pytest

from accounts.assignments.actions import end
from accounts.assignments.models import Assignment
from accounts.clients.actions import add_client
from accounts.clients.choices import ClientKind, ClientStatus
from accounts.clients.models import Client
from accounts.demo.cast import Cast
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.clocks.queries import at, now
from boundaries.errors.exceptions import Forbidden, NotVisible, RuleViolation
from policies.rights import queries
from policies.rights.actions import make_group, open_group
from policies.rights.choices import Agreement, GroupKind
from policies.rights.models import ClientGroup, GroupAgreement
from tests.accounts.kinds import written_about
from tests.policies.rights.telling import says, together
from tests.seeing import every

pytestmark = pytest.mark.django_db


def another(worker: StaffMember, name: str, by: StaffMember) -> Client:
    """Another client, with this key worker."""
    return add_client(
        actor=by,
        name=name,
        details={
            "kind": ClientKind.DIRECT,
            "status": ClientStatus.CURRENT,
            "is_minor": False,
            "has_special_needs": False,
            "is_paid_participant": False,
            "is_applicant": False,
            "language": "Spanish",
            "needs_interpreter": False,
            "site_id": None,
        },
        key_worker_id=worker.pk,
    )


@pytest.fixture
def ruth(cast: Cast) -> Client:
    return another(cast.ben, "Ruth Amsel", cast.elif_)


def test_each_of_them_is_asked_and_the_newest_of_each_holds(cast: Cast, ruth: Client) -> None:
    group = together(cast.ben, cast.hana, ruth)
    says(cast.ben, group, cast.hana)
    standings = {each.client.pk: each for each in queries.member_standings(open_group(actor=cast.ben, group_id=group.pk))}
    assert standings[ruth.pk].agreed is None
    agreed = standings[cast.hana.pk].agreed
    assert agreed
    assert (agreed.shared_with, agreed.role, agreed.role_made_clear) == (
        "Her sister, and nobody else",
        "I help all of you, and take no side",
        True,
    )
    with at(now() + timedelta(days=1)):
        says(cast.elif_, group, cast.hana, confidentiality=Agreement.NOT_AGREED)
    standings = {each.client.pk: each for each in queries.member_standings(group)}
    assert (standings[cast.hana.pk].times, every(GroupAgreement).count()) == (2, 2)
    newest = standings[cast.hana.pk].agreed
    assert newest
    assert newest.confidentiality == Agreement.NOT_AGREED


def test_it_is_written_down_without_a_word_of_it(cast: Cast, ruth: Client) -> None:
    group = together(cast.ben, cast.hana, ruth)
    agreement = says(cast.ben, group, ruth)
    made, agreed = written_about(group.pk)
    assert (made[0], made[2]) == ("client-group.made", {"clients": sorted([str(cast.hana.pk), str(ruth.pk)])})
    assert agreed[2] == {"client": str(ruth.pk), "agreement": str(agreement.pk), "on": agreement.said_on.isoformat()}


def test_only_clients_one_works_with_are_named_together_and_two_at_least(cast: Cast, ruth: Client) -> None:
    with pytest.raises(RuleViolation, match=r"group\.size"):
        together(cast.ben, cast.hana)
    for person in (cast.ingrid, cast.dana, cast.olga, cast.ivo):
        with pytest.raises(RuleViolation, match=r"group\.unknown"):
            together(person, cast.hana, ruth)
    with pytest.raises(NotVisible):
        together(cast.miriam, cast.hana, ruth)
    assert not every(ClientGroup).exists()


def test_a_group_is_shown_only_to_those_who_may_see_all_of_it(cast: Cast, ruth: Client) -> None:
    theirs = another(cast.pavel, "Tom Lind", cast.farid)
    group = together(cast.farid, cast.hana, theirs)
    for person in (cast.ben, cast.elif_, cast.pavel, cast.dana, cast.olga, cast.grace, cast.chidi, cast.ivo):
        with pytest.raises(NotVisible):
            open_group(actor=person, group_id=group.pk)
        with pytest.raises(NotVisible):
            says(person, group, cast.hana)
    assert open_group(actor=cast.noor, group_id=group.pk) == group
    assert open_group(actor=cast.ingrid, group_id=group.pk) == group
    with pytest.raises(Forbidden):
        says(cast.ingrid, group, cast.hana)
    with pytest.raises(NotVisible):
        says(cast.farid, group, ruth)


def test_whoever_stops_working_with_one_of_them_sees_the_group_no_more(cast: Cast, ruth: Client) -> None:
    group = together(cast.ben, cast.hana, ruth)
    assignment = Assignment.objects.get(client=ruth, worker=cast.ben)
    end(actor=cast.elif_, assignment_id=assignment.pk, last_day=today(cast.organisation))
    assert open_group(actor=cast.ben, group_id=group.pk) == group, "the last day counts"
    with at(now() + timedelta(days=2)):
        with pytest.raises(NotVisible):
            open_group(actor=cast.ben, group_id=group.pk)
        assert list(queries.groups_listed(cast.ben)) == []


def test_where_the_role_was_made_clear_it_is_said_how(cast: Cast, ruth: Client) -> None:
    group = make_group(actor=cast.ben, kind=GroupKind.COUPLE, name="Two", client_ids=[cast.hana.pk, ruth.pk])
    with pytest.raises(RuleViolation, match=r"rights\.words") as refused:
        says(cast.ben, group, ruth, role=" ")
    assert refused.value.field == "role"
    assert says(cast.ben, group, ruth, role="", role_made_clear=False)
    with pytest.raises(RuleViolation, match=r"rights\.future"):
        says(cast.ben, group, ruth, on=today(cast.organisation) + timedelta(days=1))

"""The demo's organisations have adopted the policies that fit them."""

import pytest

from accounts.clients.models import Client
from accounts.demo.organisations import build_demo_people
from accounts.organisations.queries import today
from accounts.staff.models import StaffMember
from boundaries.access.scope import speaking_for
from policies.acknowledgements.models import Acknowledgement
from policies.acknowledgements.queries import count_waiting
from policies.adoption.queries import clause_or_appendix, in_force, overdue
from policies.demo.actions import adopt_in_the_demo
from policies.disclosures.queries import on_desk, own_disclosures
from policies.library.choices import VersionStatus
from policies.library.models import PolicyVersion
from policies.reflection.queries import own_notes
from policies.rights.actions import open_rights
from policies.rights.queries import groups_listed
from policies.versions.queries import compared
from policies.versions.rules import Change
from tests.policies.adopting import issued

pytestmark = pytest.mark.django_db
HAVE = {
    "amira@relief.example": ["red-cross-client-relations", "putting-clients-first"],
    "ivo@northern.example": ["pinnguaq-pa-110"],
    "margaret@lindenwood.example": ["links-professional-boundaries"],
    "carol@riverside.example": ["alaska-map-10-12"],
}


@pytest.fixture
def people(db: None) -> dict[str, StaffMember]:
    build_demo_people()
    adopt_in_the_demo()
    return {person.user.email: person for person in StaffMember.objects.filter(user__email__in=HAVE) if person.user}


def test_each_organisation_reads_its_own_policies(people: dict[str, StaffMember]) -> None:
    assert {email: [each.policy.key for each in in_force(person)] for email, person in people.items()} == HAVE


def test_a_volunteer_without_a_login_signed_one_on_paper_and_another_waits(people: dict[str, StaffMember]) -> None:
    amira = people["amira@relief.example"]
    (given,) = Acknowledgement.objects.filter(organisation=amira.organisation).exclude(entered_by=None)
    assert (given.person.name, given.person.user_id, given.entered_by) == ("Lena Fischer", None, amira.manager)
    assert count_waiting(given.person) == 1


def test_a_client_was_told_most_took_consent_back_and_shares_a_circle(people: dict[str, StaffMember]) -> None:
    amira = people["amira@relief.example"]
    hana = Client.objects.get(organisation=amira.organisation, reference="C-1001")
    standing = open_rights(actor=amira, client_id=hana.pk)
    assert 0 < standing.missing < len(standing.lines)
    assert standing.limits_missing == 0
    assert {each.now.state for each in standing.matters} == {"withdrawn", "refused"}
    assert amira.manager
    (circle,) = groups_listed(amira.manager)
    assert circle.name == "Thursday circle"


def test_amira_has_written_something_for_herself_and_answers_a_question(people: dict[str, StaffMember]) -> None:
    amira = people["amira@relief.example"]
    with speaking_for(amira):
        (note,) = own_notes(amira)
    assert "hard to say no" in note.prompt
    with speaking_for(people["ivo@northern.example"]):
        assert own_notes(people["ivo@northern.example"]) == []


def test_elif_has_agreed_a_plan_with_ben_and_has_yet_to_talk_with_amira(people: dict[str, StaffMember]) -> None:
    amira = people["amira@relief.example"]
    assert amira.manager
    rows = on_desk(amira.manager).order_by("status")
    assert [(each.worker.name, each.status) for each in rows] == [
        ("Amira Haddad", "conversation_due"),
        ("Ben Okafor", "managed"),
    ]
    assert [each.status for each in own_disclosures(amira).order_by("status")] == ["conversation_due", "draft"]


def test_pa_110_is_late_for_its_review_and_no_other_is(people: dict[str, StaffMember]) -> None:
    late = {email for email, person in people.items() for each in in_force(person) if overdue(each, today(person.organisation))}
    assert late == {"ivo@northern.example"}


def test_touch_and_money_have_a_local_instruction_where_the_model_asks_for_one(people: dict[str, StaffMember]) -> None:
    margaret = people["margaret@lindenwood.example"]
    for code in ("LK-3.9.1-2", "LK-4.1-6"):
        _adoption, clause, _appendix = clause_or_appendix(margaret, "links-professional-boundaries", code)
        assert clause is not None
        assert clause.instruction is not None
        assert "resident" in clause.text or code == "LK-3.9.1-2"


def test_lindenwood_is_revising_its_code_and_nobody_else_is_anything(people: dict[str, StaffMember]) -> None:
    (draft,) = PolicyVersion.objects.filter(status=VersionStatus.DRAFT).select_related("organisation", "policy")
    assert (draft.organisation, draft.policy.key) == (
        people["margaret@lindenwood.example"].organisation,
        HAVE["margaret@lindenwood.example"][0],
    )
    rows = compared(issued("links-professional-boundaries"), draft)
    found = [(each.part.value, each.code) for each in rows if each.change is not Change.SAME]
    lines = [("line", f"LK-APP-OUT-{number}") for number in (1, 2, 3)]
    document = ("document", "Lindenwood's purse book, and how it is kept")
    assert found == [("front", "front"), ("appendix", "LK-APP-OUT"), *lines, document]

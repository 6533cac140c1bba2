"""Naming people: found by name in one's own organisation, or as one would write it; nobody else is ever shown."""

from typing import Any
from uuid import uuid4

import pytest

from accounts.demo.cast import Cast
from accounts.staff.models import StaffMember
from tests.incidents.reports.pages import Reporter, answers_of, page_of


@pytest.fixture
def amira(cast: Cast) -> Reporter:
    return Reporter(cast.amira)


@pytest.fixture
def draft_id(amira: Reporter) -> Any:
    begun = amira.start()
    amira.fill(begun, {"danger": {"danger": "no"}, "kind": {"kind": "concern"}})
    return begun


def offered(answer: Any, name: str) -> list[str]:
    """The values a page offers for a question; none where it does not ask it."""
    form = answer.context["form"]
    return [str(value) for value, _label in form.fields[name].choices] if name in form.fields else []


def test_a_colleague_is_found_by_a_part_of_the_name_with_work_and_team(amira: Reporter, draft_id: Any, cast: Cast) -> None:
    found = amira.post(draft_id, "people", "find", query="okaf")
    assert found.status_code == 200
    assert offered(found, "pick") == [str(cast.ben.id), "as_written"]
    assert "Ben Okafor (Support worker, Harbour team)" in page_of(found)


@pytest.mark.parametrize("query", ["Ivo", "Amira Haddad", "B", "", "%", "__", "Nobody Atall", "' OR 1=1"])
def test_nobody_of_another_organisation_nor_oneself_nor_everybody_is_found(amira: Reporter, draft_id: Any, query: str) -> None:
    found = amira.post(draft_id, "people", "find", query=query)
    assert found.status_code == 200
    assert set(offered(found, "pick")) <= {"as_written"}


def test_who_has_left_is_not_offered(amira: Reporter, draft_id: Any, cast: Cast) -> None:
    StaffMember.objects.filter(id=cast.ben.id).update(is_active=False)
    assert offered(amira.post(draft_id, "people", "find", query="Ben Okafor"), "pick") == ["as_written"]


def test_somebody_of_another_organisation_finds_only_their_own(cast: Cast) -> None:
    ivo = Reporter(cast.ivo)
    begun = ivo.start()
    ivo.fill(begun, {"danger": {"danger": "no"}, "kind": {"kind": "concern"}})
    assert offered(ivo.post(begun, "people", "find", query="Ben Okafor"), "pick") == ["as_written"]


def test_many_of_one_name_are_shown_in_part_and_it_is_said(amira: Reporter, draft_id: Any, cast: Cast) -> None:
    StaffMember.objects.bulk_create(
        StaffMember(organisation=cast.organisation, name=f"Sam Smith {number:02}", job_title="Cook") for number in range(30)
    )
    found = amira.post(draft_id, "people", "find", query="Sam Smith")
    assert len(offered(found, "pick")) == 21
    assert "There are more people of that name" in page_of(found)


def test_several_people_are_added_each_once_and_taken_away_again(amira: Reporter, draft_id: Any, cast: Cast) -> None:
    for query, pick in (
        ("Ben", str(cast.ben.id)),
        ("Ben", str(cast.ben.id)),
        ("Pavel", str(cast.pavel.id)),
        ("A man", "as_written"),
        ("A man", "as_written"),
    ):
        assert amira.post(draft_id, "people", "add", query=query, pick=pick).status_code == 302
    page = page_of(amira.get(draft_id, "people"))
    assert [person["person"] for person in answers_of(draft_id)["subjects"]] == [str(cast.ben.id), str(cast.pavel.id), None]
    assert "Pavel Horak (Outreach nurse, Health outreach team, Open Door Clinic)" in page
    assert f'value="remove:{cast.ben.id}"' in page
    assert 'value="remove:name:A man"' in page
    for key in (str(cast.ben.id), "name:A man", "name:nobody", "nonsense"):
        assert amira.post(draft_id, "people", f"remove:{key}").status_code == 302
    assert [person["person"] for person in answers_of(draft_id)["subjects"]] == [str(cast.pavel.id)]


def test_going_on_takes_along_who_was_chosen(amira: Reporter, draft_id: Any, cast: Cast) -> None:
    gone_on = amira.post(draft_id, "people", query="Ben", pick=str(cast.ben.id))
    assert gone_on["Location"] == amira.address(draft_id, "when")
    assert answers_of(draft_id)["subjects"] == [{"person": str(cast.ben.id), "name": "Ben Okafor (Support worker, Harbour team)"}]


def test_a_name_without_a_choice_is_asked_about_and_kept(amira: Reporter, draft_id: Any) -> None:
    asked = amira.post(draft_id, "people", query="Ben")
    assert asked.status_code == 422
    assert "Choose who you mean" in page_of(asked)
    assert 'value="Ben"' in page_of(asked)
    assert answers_of(draft_id).get("subjects", []) == []


def test_somebody_must_be_named_or_unknown(amira: Reporter, draft_id: Any) -> None:
    asked = amira.post(draft_id, "people")
    assert asked.status_code == 422
    assert "say that you do not know it" in page_of(asked)
    assert amira.post(draft_id, "people", subject_unknown="on").status_code == 302


def test_a_name_added_later_beats_not_knowing(amira: Reporter, draft_id: Any, cast: Cast) -> None:
    amira.fill(draft_id, {"people": {"subject_unknown": "on"}})
    amira.post(draft_id, "people", "add", subject_unknown="on", query="Ben", pick=str(cast.ben.id))
    assert answers_of(draft_id)["subject_unknown"] is False


def test_a_forged_person_is_refused(amira: Reporter, draft_id: Any, cast: Cast) -> None:
    for forged in (str(cast.ivo.id), str(uuid4()), "nonsense", str(cast.pavel.id)):
        refused = amira.post(draft_id, "people", "add", query="Ben", pick=forged)
        assert refused.status_code == 422
        assert "Choose one of the people shown" in page_of(refused)
    assert answers_of(draft_id).get("subjects", []) == []


def test_markup_in_a_name_is_shown_as_it_was_written(amira: Reporter, draft_id: Any) -> None:
    amira.post(draft_id, "people", "add", query="<script>alert(1)</script>", pick="as_written")
    page = page_of(amira.get(draft_id, "people"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_only_the_clients_one_works_with_are_offered(amira: Reporter, draft_id: Any, cast: Cast) -> None:
    page = amira.get(draft_id, "people")
    assert offered(page, "clients") == [str(cast.hana.id)]
    assert "Hana Abebe (C-1001)" in page_of(page)
    pavel = Reporter(cast.pavel)
    begun = pavel.start()
    pavel.fill(begun, {"danger": {"danger": "no"}, "kind": {"kind": "concern"}})
    assert offered(pavel.get(begun, "people"), "clients") == []
    assert "Hana" not in page_of(pavel.get(begun, "people"))
    pavel.post(begun, "people", subject_unknown="on", clients=[str(cast.hana.id)])
    assert answers_of(begun)["clients"] == []


def test_a_client_is_linked_and_a_forged_one_refused(amira: Reporter, draft_id: Any, cast: Cast) -> None:
    amira.fill(draft_id, {"people": {"subject_unknown": "on", "clients": [str(cast.hana.id)], "client_names": "Jonah"}})
    saved = [{"client": str(cast.hana.id), "name": "Hana Abebe (C-1001)"}, {"client": None, "name": "Jonah"}]
    assert answers_of(draft_id)["clients"] == saved
    refused = amira.post(draft_id, "people", subject_unknown="on", clients=[str(uuid4())])
    assert refused.status_code == 422
    assert answers_of(draft_id)["clients"] == saved


def test_those_who_could_receive_it_can_be_kept_out(amira: Reporter, draft_id: Any, cast: Cast) -> None:
    page = amira.get(draft_id, "not-to-receive")
    near = offered(page, "not_to_receive")
    for person in (cast.elif_, cast.farid, cast.noor, cast.samuel, cast.yara, cast.chidi, cast.tomas):
        assert str(person.id) in near, person.name
    assert not {str(cast.amira.id), str(cast.ivo.id), str(cast.lena.id)} & set(near)
    assert near[0] == str(cast.elif_.id)
    assert "Elif Demir (your line manager, Harbour team)" in page_of(page)
    amira.fill(draft_id, {"not-to-receive": {"not_to_receive": [str(cast.elif_.id), str(cast.chidi.id)]}})
    assert answers_of(draft_id)["not_to_receive"] == [str(cast.elif_.id), str(cast.chidi.id)]


def test_whom_it_is_about_is_not_asked_about_again(amira: Reporter, draft_id: Any, cast: Cast) -> None:
    amira.fill(draft_id, {"people": {"query": "Elif", "pick": str(cast.elif_.id)}})
    assert str(cast.elif_.id) not in offered(amira.get(draft_id, "not-to-receive"), "not_to_receive")


def test_somebody_else_is_found_and_kept_out_too(amira: Reporter, draft_id: Any, cast: Cast) -> None:
    found = amira.post(draft_id, "not-to-receive", "find", query="Lena", not_to_receive=[str(cast.elif_.id)])
    assert offered(found, "more") == [str(cast.lena.id)]
    fields: dict[str, Any] = {"query": "Lena", "more": [str(cast.lena.id)], "not_to_receive": [str(cast.elif_.id)]}
    assert amira.post(draft_id, "not-to-receive", **fields).status_code == 302
    assert answers_of(draft_id)["not_to_receive"] == [str(cast.elif_.id), str(cast.lena.id)]
    assert str(cast.lena.id) in offered(amira.get(draft_id, "not-to-receive"), "not_to_receive")
    amira.fill(draft_id, {"not-to-receive": {}})
    assert answers_of(draft_id)["not_to_receive"] == []


@pytest.mark.parametrize("name", ["not_to_receive", "more"])
def test_nobody_can_be_forged_into_being_kept_out(amira: Reporter, draft_id: Any, cast: Cast, name: str) -> None:
    for forged in (str(cast.ivo.id), str(uuid4()), "nonsense"):
        refused = amira.post(draft_id, "not-to-receive", **{"query": "Lena", name: [forged]})
        assert refused.status_code == 422
    assert answers_of(draft_id).get("not_to_receive", []) == []


def test_a_name_written_but_not_chosen_is_asked_about(amira: Reporter, draft_id: Any) -> None:
    for query, words in (("Lena", "Choose who you mean"), ("Nobody Atall", "Nobody of that name works here")):
        asked = amira.post(draft_id, "not-to-receive", query=query)
        assert asked.status_code == 422
        assert words in page_of(asked)
        assert f'value="{query}"' in page_of(asked)

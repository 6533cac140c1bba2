"""The pages of a revision from its beginning to its approval, comparing, and the API's addresses for the same."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import Cast
from accounts.signin.sessions import PROVED_AT
from policies.adoption.queries import in_force
from policies.library.choices import VersionStatus
from policies.library.models import PolicyVersion
from policies.versions import actions
from tests.accounts.calling import calling
from tests.accounts.kinds import SignedIn
from tests.policies.adopting import AK, RC, adopted, issued
from tests.policies.versions.test_revise import in_review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
NEW: dict[str, Any] = {
    "section": "B", "code": "RC-B-14", "text": "Do not swim with clients.", "strength": "must_not", "exception": "variation",
    "seriousness": "low", "binds": ["employee"], "client_kinds": ["direct"], "categories": ["off_hours"],
    "everyday": "We went swimming\r\n\r\nA client asked me to the pool",
}  # fmt: skip


def the_draft() -> PolicyVersion:
    return PolicyVersion.objects.get(organisation__isnull=False)


def test_a_policy_is_revised_reviewed_and_published_on_the_pages(cast: Cast, signed_in: SignedIn) -> None:
    adopted(cast.noor, RC)
    noor, samuel = signed_in(cast.noor), signed_in(cast.samuel)
    page = noor.get(reverse("versions:list", args=[RC])).content.decode()
    begin = reverse("versions:begin", args=[issued(RC).pk])
    assert begin in page
    assert noor.post(begin)["Location"] == reverse("versions:version", args=[the_draft().pk])
    draft = the_draft()
    assert begin not in noor.get(reverse("versions:list", args=[RC])).content.decode(), "one at a time"
    page = noor.get(reverse("versions:version", args=[draft.pk])).content.decode()
    change, remove = (reverse(f"versions:{verb}_clause", args=[draft.pk, "RC-B-12"]) for verb in ("change", "remove"))
    assert change in page
    assert remove in page
    said = {key: value for key, value in NEW.items() if key not in {"section", "code"}} | {"text": "Do not smoke near clients."}
    assert noor.post(change, said)["Location"].endswith("#RC-B-12")
    add = reverse("versions:add_clause", args=[draft.pk])
    refused = noor.post(add, NEW | {"code": "RC-B-4"})
    assert refused.status_code == 422
    assert "This id is taken" in refused.content.decode()
    assert noor.post(add, NEW).status_code == 302
    assert draft.clauses.get(code="RC-B-14").everyday == ["We went swimming", "A client asked me to the pool"]
    gone = reverse("versions:remove_clause", args=[draft.pk, "RC-B-5"])
    assert "Leave RC-B-5 out" in noor.get(gone).content.decode()
    noor.post(gone)
    submit = reverse("versions:submit", args=[draft.pk])
    assert noor.post(submit, {"change_note": ""}).status_code == 422
    assert noor.post(submit, {"change_note": "Swimming."}).status_code == 302
    page = noor.get(reverse("versions:version", args=[draft.pk])).content.decode()
    assert "somebody who wrote nothing in it" in page
    approve = reverse("versions:approve", args=[draft.pk])
    assert approve not in page
    assert noor.post(approve).status_code == 403
    assert approve in samuel.get(reverse("versions:version", args=[draft.pk])).content.decode()
    assert "Swimming." in samuel.get(approve).content.decode()
    assert samuel.post(approve).status_code == 302
    assert [each.version_id for each in in_force(cast.amira)] == [draft.pk]
    amira = signed_in(cast.amira)
    assert "Do not swim with clients." in amira.get(reverse("policies:policy", args=[RC])).content.decode()
    page = amira.get(reverse("versions:list", args=[RC])).content.decode()
    for words in ("Version 2, revised here", "Version 1, as issued", "in force here", "Samuel Mensah", "Swimming."):
        assert words in page


@pytest.mark.parametrize("verb", ["approve", "withdraw"])
def test_approving_and_withdrawing_ask_who_sits_there(cast: Cast, signed_in: SignedIn, verb: str) -> None:
    version = in_review(cast)
    if verb == "withdraw":
        actions.approve(actor=cast.samuel, version_id=version.pk)
    version.refresh_from_db()
    browser, status = signed_in(cast.samuel), version.status
    session = browser.session
    session[PROVED_AT] = 0
    session.save()
    answer = browser.post(reverse(f"versions:{verb}", args=[version.pk]))
    assert answer["Location"].startswith(reverse("secondfactor:again"))
    version.refresh_from_db()
    assert version.status == status


def test_a_revision_is_given_back_and_discarded_on_the_pages(cast: Cast, signed_in: SignedIn) -> None:
    version, browser = in_review(cast), signed_in(cast.noor)
    assert browser.get(reverse("versions:discard", args=[version.pk])).status_code == 404, "not while it is reviewed"
    assert browser.post(reverse("versions:give_back", args=[version.pk])).status_code == 302
    assert browser.post(reverse("versions:discard", args=[version.pk]))["Location"] == reverse("versions:list", args=[RC])
    assert not PolicyVersion.objects.filter(pk=version.pk).exists()


def test_beginning_twice_from_one_page_begins_once(cast: Cast, signed_in: SignedIn) -> None:
    browser, address = signed_in(cast.noor), reverse("versions:begin", args=[issued(RC).pk])
    token = browser.get(address).context["csrf_token"]
    for _time in range(2):
        answer = browser.post(address, {"csrfmiddlewaretoken": str(token)})
        assert answer["Location"] == reverse("versions:version", args=[the_draft().pk])


def test_two_versions_are_compared_in_words(cast: Cast, signed_in: SignedIn) -> None:
    version = in_review(cast, text="Do not ask a client to give you things, and do not take gifts from one.")
    query = {"before": str(issued(RC).pk), "after": str(version.pk)}
    page = signed_in(cast.noor).get(reverse("versions:compare"), query).content.decode()
    assert "42 clauses are the same." in page
    assert "Changed" in page
    assert "<del> A small token of thanks is the only gift you may accept.</del>" in page
    assert "Taken out: “A small token of thanks is the only gift you may accept.”" in page
    backwards = signed_in(cast.noor).get(reverse("versions:compare"), {"before": query["after"], "after": query["before"]})
    assert "<ins> A small token" in backwards.content.decode()
    same = signed_in(cast.amira).get(reverse("versions:compare"), {"before": query["before"], "after": query["before"]})
    assert "Nothing differs" in same.content.decode()


def test_a_draft_is_not_compared_by_those_who_may_not_see_it_nor_two_policies_by_anybody(cast: Cast, signed_in: SignedIn) -> None:
    version, address = in_review(cast), reverse("versions:compare")
    base, other = str(issued(RC).pk), str(issued(AK).pk)
    for person in (cast.amira, cast.ivo):
        assert signed_in(person).get(address, {"before": base, "after": str(version.pk)}).status_code == 404
    for query in ({"before": base, "after": other}, {"before": base}, {"before": base, "after": "x"}):
        assert signed_in(cast.noor).get(address, query).status_code == 404


# --- The API ----------------------------------------------------------------------------------------------------------------
SENT: dict[str, Any] = {
    "text": "Do not swim with clients.", "strength": "must_not", "exception": "variation", "seriousness": "low",
    "binds": ["employee"], "topics": ["off_hours"], "everyday": ["We went swimming"],
}  # fmt: skip


def test_programmes_revise_and_approve(cast: Cast) -> None:
    adopted(cast.noor, RC)
    noor, samuel, amira = calling(cast.noor), calling(cast.samuel), calling(cast.amira)
    base = str(issued(RC).pk)
    draft = noor.post(f"library/{base}/revise/", {}, key="begin").id
    assert noor.post(f"library/{base}/revise/", {}, key="begin").id == draft
    assert noor.post(f"versions/{draft}/clauses/", SENT | {"id": "RC-B-14", "section": "B"}).status == 201
    assert noor.post(f"versions/{draft}/clauses/", SENT | {"id": "RC-B-4", "section": "B"}).wrong == {
        "code": ["This id is taken. Choose another one."]
    }
    changed = noor.put(f"versions/{draft}/clauses/RC-B-14/", SENT | {"text": "Do not dive with clients."})
    assert "Do not dive with clients." in [each["text"] for each in changed["clauses"]]
    assert noor.delete(f"versions/{draft}/clauses/RC-B-5/").status == 204
    compared = noor.get(f"versions/{base}/compared/{draft}/")
    assert [(each["id"], each["change"]) for each in compared["clauses"]] == [("RC-B-5", "removed"), ("RC-B-14", "added")]
    assert amira.get(f"versions/{draft}/").status == 404
    for _time in range(2):
        assert noor.post(f"versions/{draft}/submit/", {"change_note": "Diving."}, key="submit").id == draft
    assert noor.get(f"versions/{draft}/")["status"] == VersionStatus.IN_REVIEW
    assert noor.post(f"versions/{draft}/approve/", {}).status == 403
    assert samuel.post(f"versions/{draft}/return/", {}).status == 200
    assert samuel.get(f"versions/{draft}/")["status"] == VersionStatus.DRAFT
    noor.post(f"versions/{draft}/submit/", {"change_note": "Diving."})
    assert samuel.post(f"versions/{draft}/approve/", {}).id == draft
    assert amira.get(f"versions/{draft}/")["approved_by"]["name"] == cast.samuel.name
    assert amira.get(f"policies/{RC}/clauses/RC-B-14/")["clause"]["version"] == str(draft)
    assert [each["edition"] for each in amira.get(f"policies/{RC}/versions/")["versions"]] == [2, 1]
    assert calling(cast.ivo).get(f"versions/{draft}/").status == 404
    assert noor.post(f"versions/{draft}/withdraw/", {}).status == 200
    assert noor.get(f"versions/{draft}/")["status"] == VersionStatus.WITHDRAWN
    assert amira.get("policies/")["policies"] == []


def test_a_programme_of_somebody_else_revises_nothing(cast: Cast) -> None:
    amira, base = calling(cast.amira), issued(RC).pk
    assert amira.post(f"library/{base}/revise/", {}).status == 403
    for path in ("clauses/", "submit/", "approve/", "withdraw/", "return/"):
        body = {"clauses/": SENT | {"id": "RC-B-14", "section": "B"}, "submit/": {"change_note": "x"}}.get(path, {})
        assert amira.post(f"versions/{base}/{path}", body).status == 403, path
    assert amira.put(f"versions/{base}/clauses/RC-B-4/", SENT).status == 403
    assert amira.delete(f"versions/{base}/clauses/RC-B-4/").status == 403
    assert amira.delete(f"versions/{base}/").status == 403


def test_a_draft_is_discarded_by_a_programme(cast: Cast) -> None:
    noor = calling(cast.noor)
    draft = noor.post(f"library/{issued(RC).pk}/revise/", {}).id
    assert noor.delete(f"versions/{draft}/").status == 204
    assert noor.get(f"versions/{draft}/").status == 404

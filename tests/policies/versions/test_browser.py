"""Revising and comparing in a real browser: nothing hinders anyone at a wide and a narrow window."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.demo.cast import small_world
from policies.library.actions import PACKS, load_policies, packs_in
from policies.parts.actions import add_appendix, add_document, add_section
from policies.versions import actions
from tests.incidents.desk.pages import Desk
from tests.incidents.desk.test_browser import PHONE, WIDE, signed_in, too_wide
from tests.policies.adopting import AK, RC, adopted, issued
from tests.policies.parts.drafts import appendix
from tests.policies.versions.test_revise import in_review
from tests.web.served import violations

pytestmark = pytest.mark.browser
WITH_ERRORS = {
    "versions:add_clause": "Add this clause",
    "versions:change_front": "Save",
    "parts:add_section": "Add this section",
    "parts:add_appendix": "Add this appendix",
    "parts:add_document": "Add this document",
}


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_hinders_whoever_revises_or_approves(browser: Any, site: str, size: dict[str, int]) -> None:
    cast = small_world()
    load_policies(files=packs_in(PACKS))
    adopted(cast.noor, RC)
    version, draft = in_review(cast), actions.begin_revision(actor=cast.noor, version_id=issued(AK).pk)
    add_section(actor=cast.noor, version_id=draft.pk, title="In the water", weight="rule")
    add_document(actor=cast.noor, version_id=draft.pk, title="The staff handbook")
    facts = appendix("AK-APP", ("", "Who knows where you are?"), title="Before a visit")
    add_appendix(actor=cast.noor, version_id=draft.pk, facts=facts)
    within = f"{reverse('versions:compare')}?before={issued(AK).pk}&after={draft.pk}"
    compare = f"{reverse('versions:compare')}?before={issued(RC).pk}&after={version.pk}"
    by_noor = [
        reverse("versions:list", args=[RC]),
        reverse("versions:version", args=[draft.pk]),
        reverse("versions:change_clause", args=[draft.pk, "AK-2"]),
        reverse("versions:add_clause", args=[draft.pk]),
        reverse("versions:change_front", args=[draft.pk]),
        reverse("parts:add_section", args=[draft.pk]),
        reverse("parts:change_section", args=[draft.pk, "part-1"]),
        reverse("parts:remove_section", args=[draft.pk, "part-1"]),
        reverse("parts:add_appendix", args=[draft.pk]),
        reverse("parts:change_appendix", args=[draft.pk, "AK-APP"]),
        reverse("parts:remove_appendix", args=[draft.pk, "AK-APP"]),
        reverse("parts:add_document", args=[draft.pk]),
        reverse("parts:remove_document", args=[draft.pk, 1]),
        within,
        reverse("versions:remove_clause", args=[draft.pk, "AK-2"]),
        reverse("versions:submit", args=[draft.pk]),
        reverse("versions:discard", args=[draft.pk]),
        reverse("versions:begin", args=[issued(RC).pk]),
        compare,
    ]
    by_samuel = [reverse("versions:version", args=[version.pk]), reverse("versions:approve", args=[version.pk]), compare]
    for person, seen in ((cast.noor, by_noor), (cast.samuel, by_samuel)):
        with signed_in(browser, site, Desk(person), viewport=size) as page:
            for address in seen:
                status = page.goto(address).status
                assert (status, violations(page), too_wide(page)) == (200, [], 0), (person.name, address)
            if person == cast.noor:
                for address, button in WITH_ERRORS.items():
                    page.goto(reverse(address, args=[draft.pk]))
                    page.get_by_label("What is it called?").fill("") if address == "versions:change_front" else None
                    page.get_by_role("button", name=button).click()
                    page.get_by_role("heading", name="There is a problem").wait_for()
                    assert (violations(page), too_wide(page)) == ([], 0), (address, "with its errors")

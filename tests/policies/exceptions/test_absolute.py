"""From an absolute clause nobody can allow an exception, in whatever way it is asked (EX-07; RC-A-11, PCF-DUAL-5, LK-3.1.2-1)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse

from boundaries.errors.exceptions import RuleViolation
from policies.adoption.queries import standing
from policies.exceptions import actions
from policies.exceptions.models import ExceptionRequest
from policies.library.choices import ExceptionPath, Strength
from policies.library.models import Clause
from tests.accounts.calling import calling
from tests.policies.adopting import AK, LK, PCF, PQ, RC, adopted
from tests.policies.exceptions.asked import DIRECTOR, clause, drafted, fresh, sent
from tests.seeing import every

if TYPE_CHECKING:
    from accounts.demo.cast import Cast

pytestmark = pytest.mark.django_db
FEWEST = 60


@pytest.fixture
def absolute(cast: "Cast", library: None) -> list[Clause]:
    """Every clause of all five policies from which nobody can allow an exception."""
    for key in (RC, LK, PQ, PCF, AK):
        adopted(cast.noor, key)
    versions = standing(cast.organisation.pk).values("version_id")
    rows = Clause.objects.filter(version_id__in=versions)
    found = list(rows.filter(Q(strength=Strength.ABSOLUTE) | Q(exception=ExceptionPath.NEVER)).order_by("code"))
    assert len(found) > FEWEST
    assert len({each.version_id for each in found}) == 5
    return found


def test_no_action_takes_one(absolute: list[Clause], cast: "Cast") -> None:
    draft, open_one = drafted(cast.amira, cast.hana), clause(DIRECTOR, cast.organisation.pk)
    for each in absolute:
        for facts in ({"clauses": [each.pk]}, {"clauses": [open_one.pk, each.pk]}):
            with pytest.raises(RuleViolation) as refusal:
                actions.start_exception(actor=cast.amira, facts={"kind": "other", **facts})
            assert (refusal.value.code, refusal.value.field) == ("exception.absolute", "clauses"), each.code
            with pytest.raises(RuleViolation) as refusal:
                actions.save_exception(actor=cast.amira, exception_id=draft.pk, facts=facts)
            assert each.code in str(refusal.value.message)
    assert every(ExceptionRequest).count() == 1
    assert absolute[0].pk not in fresh(draft).clauses


def test_none_is_sent_that_got_in_by_another_way(absolute: list[Clause], cast: "Cast") -> None:
    draft = drafted(cast.amira, cast.hana)
    for each in absolute:
        every(ExceptionRequest).filter(pk=draft.pk).update(clauses=[each.pk])
        with pytest.raises(RuleViolation) as refusal:
            actions.submit_exception(actor=cast.amira, exception_id=draft.pk)
        assert refusal.value.code == "exception.absolute", each.code


def test_what_was_sent_is_never_turned_into_one(absolute: list[Clause], cast: "Cast") -> None:
    exception = sent(cast.amira, cast.hana)
    with pytest.raises(IntegrityError), transaction.atomic():
        every(ExceptionRequest).filter(pk=exception.pk).update(clauses=[absolute[0].pk])
    assert fresh(exception).clauses == exception.clauses


def test_the_api_refuses_every_one(absolute: list[Clause], cast: "Cast") -> None:
    programme, draft = calling(cast.amira), drafted(cast.amira, cast.hana)
    for each in absolute:
        begun = programme.post("exceptions/", {"kind": "other", "clauses": [str(each.pk)]})
        assert (begun.status, list(begun.wrong)) == (422, ["clauses"]), each.code
        saved = programme.patch(f"exceptions/{draft.pk}/", {"clauses": [str(each.pk)]})
        assert (saved.status, list(saved.wrong)) == (422, ["clauses"]), each.code
    assert every(ExceptionRequest).count() == 1


def test_the_form_refuses_every_one_and_says_what_to_do_instead(
    absolute: list[Clause], cast: "Cast", signed_in: Callable[[Any], Any]
) -> None:
    browser = signed_in(cast.amira)
    draft = actions.start_exception(actor=cast.amira, facts={"kind": "other"})
    address = reverse("exceptions:step", args=[draft.pk, "clause"])
    binding = {str(each) for each in Strength} - {"principle", "responsibility"}
    for each in absolute:
        response = browser.post(address, {"clauses": [str(each.pk)]})
        page = response.content.decode()
        assert response.status_code == 422, each.code
        assert 'id="id_clauses-error"' in page
        assert reverse("situations:check") in page
        if each.strength in binding:
            assert f"Nobody can allow an exception from {each.code}" in page
            assert f'value="{each.pk}" checked' in page
    assert fresh(draft).clauses == []

"""What holds on the page where somebody is assigned holds for a file of assignments."""

import pytest

from accounts.assignments.models import Assignment
from accounts.demo.cast import Cast
from tests.accounts.imports.files import applied, checked, csv_of, problems
from tests.accounts.imports.test_clients import WHO
from tests.policies.adopting import RC, adopted
from tests.policies.training.trained import minor, topic_named, trained

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def test_a_file_assigns_nobody_to_a_minor_before_they_are_trained_for_it(cast: Cast) -> None:
    child = minor(cast)
    adopted(cast.noor, RC)
    file = csv_of(WHO, f"C-1001,{cast.elif_.reference},Worker,2026-01-01,", f"C-2001,{cast.amira.reference},Worker,2026-01-01,")
    assert [(number, column) for number, column, _value in problems(checked(cast.noor, file))] == [(3, "Worker")]
    assert not Assignment.objects.filter(client=child).exists()
    trained(cast.elif_, topic_named(cast, "minors"), cast.amira)
    applied(cast.noor, file)
    assert Assignment.objects.get(client=child).worker_id == cast.amira.pk

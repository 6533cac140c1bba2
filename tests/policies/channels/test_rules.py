"""What may be written about an account, who is asked, and when its recovery contact is checked again."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from boundaries.errors.exceptions import RuleViolation
from policies.channels.choices import AccountStatus, Recovery
from policies.channels.rules import approving_office, check_day, check_words, recovery_of
from policies.channels.workflow import WORKFLOW
from policies.library.choices import Category, Expects, Office, Strength

DAY = date(2030, 1, 8)


@pytest.mark.parametrize(
    "text",
    [
        "password: tiger",
        "The Password is tiger7",
        "pw=tiger",
        "PIN: 1234",
        "pwd tiger and pass word: x",
        "our passcode was 99",
        "mot de passe : tigre",
        "Secret= a",
        "login code: 8812",
    ],
)
def test_what_looks_like_a_secret_is_refused_beside_its_field(text: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        check_words(text, field="purpose", longest=400)
    assert (refused.value.code, refused.value.field) == ("account.secret", "purpose")


@pytest.mark.parametrize(
    "text", ["We never share a password.", "A pin board for the team", "The secret garden project", "Passing on news", "Spin: 3"]
)
def test_words_about_secrets_are_none(text: str) -> None:
    assert check_words(f"  {text} ", field="purpose", longest=400) == text


def test_words_are_there_and_not_too_many() -> None:
    assert check_words("", field="purpose", longest=4, needed=False) == ""
    for text in ("  ", "12345"):
        with pytest.raises(RuleViolation):
            check_words(text, field="purpose", longest=4)


def test_a_day_has_come_and_follows_what_was_before() -> None:
    check_day(DAY, today=DAY, since=DAY, field="on")
    for on, since in ((DAY + timedelta(days=1), None), (DAY - timedelta(days=1), DAY)):
        with pytest.raises(RuleViolation):
            check_day(on, today=DAY, since=since, field="on")


@pytest.mark.parametrize(
    ("status", "checked", "due_in", "state"),
    [
        (AccountStatus.REQUESTED, None, None, None),
        (AccountStatus.CLOSED, DAY, 5, None),
        (AccountStatus.IN_USE, None, 7, Recovery.NOT_YET),
        (AccountStatus.IN_USE, None, -1, Recovery.OVERDUE),
        (AccountStatus.IN_USE, DAY, 180, Recovery.FINE),
        (AccountStatus.IN_USE, DAY, 15, Recovery.FINE),
        (AccountStatus.IN_USE, DAY, 14, Recovery.SOON),
        (AccountStatus.IN_USE, DAY, 0, Recovery.SOON),
        (AccountStatus.IN_USE, DAY, -1, Recovery.OVERDUE),
    ],
)
def test_how_it_stands_with_the_recovery_contact(
    status: AccountStatus, checked: date | None, due_in: int | None, state: Recovery | None
) -> None:
    due = None if due_in is None else DAY + timedelta(days=due_in)
    assert recovery_of(status, checked, due, DAY) == state


@dataclass(frozen=True)
class Said:
    """As much of a clause as the rule needs."""

    code: str = "X-1"
    strength: str = Strength.APPROVAL
    approver: str = Office.LINE_MANAGER
    exception: str = "approver"
    seriousness: str = "low"
    categories: tuple[str, ...] = (Category.PERSONAL_CHANNEL,)
    expects: tuple[str, ...] = field(default=(Expects.APPROVAL,))


def test_whom_the_clauses_name_is_asked_and_the_line_manager_where_none_does() -> None:
    assert approving_office([]) == Office.LINE_MANAGER
    assert approving_office([Said(approver=Office.DIRECTOR)]) == Office.DIRECTOR
    other = [
        Said(strength=Strength.MUST, approver=Office.DIRECTOR),
        Said(categories=(Category.GIFTS,), approver=Office.DIRECTOR),
        Said(expects=(), approver=Office.DIRECTOR),
        Said(approver=""),
    ]
    assert approving_office(other) == Office.LINE_MANAGER
    graver = [Said(code="A-1"), Said(code="B-1", seriousness="serious", approver=Office.CHIEF_EXECUTIVE)]
    assert approving_office(graver) == Office.CHIEF_EXECUTIVE


def test_the_table_of_moves_is_whole() -> None:
    assert WORKFLOW.faults(AccountStatus.values) == ()
    assert WORKFLOW.terminal == {AccountStatus.REFUSED, AccountStatus.WITHDRAWN, AccountStatus.CLOSED}

"""Non-interference (AZ-01): whoever is kept out gets the same answers in a world with the report and in one without it.

Every address there is, with everything one may ask after the question mark, and ids of nothing in one world and of the report in
the other: the same bytes, headers and number of questions to the database; and no mail, no notice. No handler can order a
protective measure yet, so nothing at all may differ.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client

from accounts.demo.cast import Cast
from accounts.grants.choices import ExclusionSource
from boundaries.clocks.queries import at, now
from boundaries.notices.models import Notice
from incidents.desk.actions import acknowledge, add_party, ask, intervene, reassign, take_up
from incidents.excepted.models import CitedException
from incidents.lifting.models import ExclusionLifting
from incidents.reports.actions import add_to_report, answer, ask_to_withdraw, attach_file, keep_out, send_message
from incidents.reports.choices import PartyRole, ReportStatus
from incidents.reports.models import Report
from tests.incidents.told import fresh, send, settle
from tests.security.asking import questions
from tests.security.walking import Answer, Visitor, routes
from tests.security.world import (
    PICTURE,
    SECRET,
    WITNESS,
    begin_another,
    known_values,
    lift,
    note_to_oneself,
    person,
    read_in_emergency,
    tell,
)
from tests.seeing import every

pytestmark = pytest.mark.django_db
KEPT_OUT = {
    "ben": "the subject",
    "pavel": "implicated",
    "maya": "an unrelated colleague",
    "olga": "an administrator",
    "root": "a superuser",
    "noor": "a director named as not to receive it",
    "grace": "an auditor with a conflict",
    "ivo": "of another organisation",
    "miriam": "an outside contact",
}
"""Who must not be able to tell the two worlds apart."""
AFTER_EACH_STEP = ("ben",)
"""Who looks again on the way, and not only in the end, and with every method that reads."""
ALWAYS_NEW = frozenset({"secondfactor:add_app", "secondfactor:add_passkey"})
"""A new secret stands on these each time they are opened; the walker reads them."""
OPEN = 200
NEVER = "BR-2222-2222"
SignedIn = Callable[[object], Client]
Read = dict[str, tuple[Answer, int]]
Step = Callable[[Cast, Report], object]

STEPS: dict[str, Step] = {
    "acknowledged": lambda cast, report: acknowledge(actor=cast.elif_, report_id=report.pk),
    "asked": lambda cast, report: ask(actor=cast.elif_, report_id=report.pk, text="Which day?"),
    "answered": lambda cast, report: answer(actor=cast.amira, report_id=report.pk, text="On Monday."),
    "added to": lambda cast, report: add_to_report(actor=cast.amira, report_id=report.pk, text="And on Tuesday."),
    "written about": lambda cast, report: send_message(actor=cast.amira, report_id=report.pk, text="Thank you."),
    "given a file": lambda cast, report: attach_file(actor=cast.amira, about_id=report.pk, name="a.png", content=PICTURE),
    "acted on": lambda cast, report: intervene(actor=cast.elif_, report_id=report.pk, text="We spoke.", happened_at=now()),
    "asked again": lambda cast, report: ask(actor=cast.elif_, report_id=report.pk, text="At what time?"),
    "taken up": lambda cast, report: take_up(actor=cast.elif_, report_id=report.pk),
    "wanted back": lambda cast, report: ask_to_withdraw(actor=cast.amira, report_id=report.pk, reason="It is settled."),
    "late": lambda _cast, _report: let_it_lie(),
    "read in an emergency": lambda cast, report: {"request_id": read_in_emergency(cast, report)},
    "opened to Tomas again": lambda cast, report: ids_of(lift(cast, report)),
    "handed on": lambda cast, report: reassign(actor=cast.elif_, report_id=report.pk, to_id=cast.farid.pk, reason="Away."),
}
"""What is done with the report, one after the other, so that it comes into every state there is."""
LOOKED_AT = ("asked", "taken up", "late")
"""After which of them Ben looks again: where the state, the clocks or the handler have changed."""


def ids_of(lifting: ExclusionLifting) -> dict[str, UUID]:
    """What a proposal to lift an exclusion puts into addresses."""
    return {"lifting_id": lifting.pk, "exclusion_id": lifting.exclusion_id}


def let_it_lie() -> None:
    """Nobody does anything for weeks: clocks run out, others are told."""
    with at(now() + timedelta(days=21)):
        settle()


class Onlooker:
    """Somebody kept out, who reads everything they can reach, and counts what it cost."""

    def __init__(self, browser: Client, values: dict[str, Any]) -> None:
        self.visitor, self.values = Visitor(browser), values

    def read(self, ids: dict[str, UUID], reference: str, methods: tuple[str, ...] = ("GET",)) -> Read:
        """Every page and every answer of the API, with how many questions the database was asked."""
        hide = {str(value): name for name, value in ids.items()} | {reference: "reference"}
        found: Read = {}
        for route in routes():
            if route.name not in ALWAYS_NEW:
                where = route.address(self.values | ids)
                found |= {f"{method} {route.name}": self._look(method, where, hide) for method in methods}
                if found[f"GET {route.name}"][0].status == OPEN:
                    named = self.values | ids | {"reference": reference}
                    found |= {name: self._look("GET", where + real, hide) for name, real in self._asked(route.name, named)}
        return found

    def _asked(self, name: str, named: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Everything one may ask of an address that opens, in words that are the same in both worlds."""
        plain = questions(name, {each: each for each in named})
        return zip((f"GET {name}{each}" for each in plain), questions(name, named), strict=True)

    def _look(self, method: str, address: str, hide: dict[str, str]) -> tuple[Answer, int]:
        asked = 0

        def count(execute: Callable[..., Any], *question: Any) -> Any:
            nonlocal asked
            asked += 1
            return execute(*question)

        with connection.execute_wrapper(count):
            answer = self.visitor.visit(method, address, hide)
        return answer, asked


def account_of(cast: Cast, key: str) -> str:
    """Where somebody gets mail."""
    user = person(cast, key).user
    assert user
    return user.email


def differences(before: Read, after: Read) -> list[str]:
    """Where the two worlds can be told apart."""
    return [name for name in {**before, **after} if after.get(name) != before.get(name)]


@pytest.mark.parametrize("key", KEPT_OUT)
def test_whoever_is_kept_out_cannot_tell_the_two_worlds_apart(cast: Cast, signed_in: SignedIn, key: str) -> None:
    send(cast.ben, kind="self_report", subject_unknown=False)  # his own, in both worlds
    onlooker = Onlooker(signed_in(person(cast, key)), known_values(cast))
    let_it_lie()  # what is kept beside reports has clocks of its own: they run out in both worlds
    methods = ("GET", "HEAD", "OPTIONS") if key in AFTER_EACH_STEP else ("GET",)
    without = onlooker.read({name: uuid4() for name in sorted(SECRET)}, NEVER, methods)
    mails, notices = len(mail.outbox), set(every(Notice).values_list("pk", flat=True))

    report = tell(cast)
    unclear = add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.WITNESS, name=WITNESS)
    add_party(actor=cast.elif_, report_id=report.pk, role=PartyRole.IMPLICATED, person_id=cast.pavel.pk)
    with transaction.atomic():
        keep_out(report, cast.grace.pk, ExclusionSource.CONFLICT)
    draft, file = begin_another(cast)
    ids = {"report_id": report.pk, "draft_id": draft.pk, "party_id": unclear.pk, "file_id": file.pk}
    ids |= {"exclusion_id": report.exclusions.all()[0].pk, "request_id": uuid4(), "lifting_id": uuid4()}
    ids |= {"note_id": note_to_oneself(cast), "citation_id": every(CitedException).get(report=report).pk}
    states = {fresh(report).status}
    for name, step in STEPS.items():
        made = step(cast, fresh(report))
        ids |= made if isinstance(made, dict) else {}
        settle()
        states.add(fresh(report).status)
        if key in AFTER_EACH_STEP and name in LOOKED_AT:
            read, before = (
                onlooker.read(ids, report.reference),
                {each: without[each] for each in without if each.startswith("GET")},
            )
            assert (name, differences(before, read)) == (name, [])

    assert states == set(ReportStatus) - {ReportStatus.DRAFT}, "a new state: say in STEPS how a report comes into it"
    assert differences(without, onlooker.read(ids, report.reference, methods)) == []
    assert len(mail.outbox) > mails
    assert account_of(cast, key) not in {address for each in mail.outbox[mails:] for address in each.to}
    assert len({(each.subject, each.body) for each in mail.outbox}) == 1, "a mail says nothing"
    told = every(Notice).exclude(pk__in=notices)
    assert told
    assert person(cast, key).pk not in {each.person_id for each in told}


def test_those_it_is_given_to_can_tell_them_apart(cast: Cast, signed_in: SignedIn) -> None:
    """Otherwise the test above would prove nothing."""
    onlookers = {key: Onlooker(signed_in(person(cast, key)), known_values(cast)) for key in ("elif", "amira", "ingrid")}
    nothing = {name: uuid4() for name in sorted(SECRET)}
    without = {key: onlooker.read(nothing, NEVER) for key, onlooker in onlookers.items()}
    report = tell(cast)
    draft, file = begin_another(cast)
    ids = nothing | {"report_id": report.pk, "draft_id": draft.pk, "party_id": report.parties.get().pk, "file_id": file.pk}
    found = {key: differences(without[key], onlooker.read(ids, report.reference)) for key, onlooker in onlookers.items()}
    assert {"GET desk:queue", "GET desk:report", "GET api_desk:queue", "GET home", "GET notices:list"} <= set(found["elif"])
    assert {"GET reports:report", "GET api_reports:reports", "GET reports:check"} <= set(found["amira"])
    assert {"GET register:list", "GET register:report", "GET api_register:list"} <= set(found["ingrid"])

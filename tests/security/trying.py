"""Everybody tries every method of every address: what each cell of the matrix is, in fact.

Each is a whole request: middleware, view, law and database. Only the drawing of the page is left out where nothing is read
off it, which is most of what a request takes.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.template.backends.django import Template
from django.test import Client

from boundaries.access.doors import Door, door_of
from tests.security.matrix import METHODS
from tests.security.sent import bodies
from tests.security.situations import Scene
from tests.security.walking import Answer, Route, Visitor, views
from tests.security.world import BAKERY, SAW, person

SignedIn = Callable[[object], Client]
NOBODY = "nobody"
OUTLINED = {
    **dict.fromkeys(("register:report", "api_register:report"), SAW),
    **dict.fromkeys(("contacts:entry", "api_contacts:contact"), BAKERY),
}
"""Where an office sees that there is something without what was told, and a word of that."""
WORD = {401: "sign", 403: "no", 404: "-", 405: "x", 409: "late", 422: "asked"}
REVISING = (
    "change_front",
    "add_clause",
    "change_clause",
    "remove_clause",
    "discard",
    "submit",
    "give_back",
    "approve",
    "withdraw",
)
REVISING_BY_API = ("clauses", "clause", "version", "submit", "return", "approve", "withdraw")
DISCLOSURES = ("disclosures", "api_disclosures")
EXCEPTIONS = ("exceptions", "api_exceptions")
DECIDING = ("exceptions", "api_exception_desk")
PARTS = ("section", "appendix", "document")
ABOUT = {
    "invitations:invite": {"person_id": "rosa"},
    "invitations:end": {"person_id": "kim"},
    "invitations:ask": {"person_id": "maya"},
    "api_invitations:invite": {"person_id": "rosa"},
    "api_invitations:invitation": {"person_id": "kim"},
    "api_invitations:ask": {"person_id": "maya"},
    **{
        f"{space}:{verb}": {"person_id": "lena"}
        for space, verb in (("paper", "print"), ("paper", "enter"), ("api_paper", "enter"))
    },
    "contacts:happened": {"contact_id": "event_id"},
    **{f"{space}:acknowledge": {"account_id": "approved_id"} for space in ("channels", "api_channels")},
    **{f"{space}:hand_over": {"account_id": "noticed_id"} for space in ("channels", "api_channels")},
    **{f"{space}:{verb}": {"account_id": "used_id"} for space in ("channels", "api_channels") for verb in ("check", "close")},
    "api_contacts:happened": {"contact_id": "event_id"},
    "staff:reactivate": {"person_id": "sami"},
    "api_staff:reactivate": {"person_id": "sami"},
    **{f"versions:{verb}": {"version_id": "revision_id"} for verb in REVISING},
    **{f"api_versions:{verb}": {"version_id": "revision_id"} for verb in REVISING_BY_API},
    **{f"parts:{verb}_{part}": {"version_id": "revision_id"} for verb in ("add", "change", "remove") for part in PARTS},
    **{f"api_parts:{part}": {"version_id": "revision_id"} for part in (*PARTS, "sections", "appendices", "documents")},
    **{f"disclosures:{verb}": {"disclosure_id": "undisclosed_id"} for verb in ("step", "discard")},
    **{f"api_disclosures:{verb}": {"disclosure_id": "undisclosed_id"} for verb in ("one", "send")},
    **{f"{space}:{verb}": {"disclosure_id": "returned_id"} for space in DISCLOSURES for verb in ("answer", "end", "take_back")},
    **{f"{space}:except": {"disclosure_id": "barring_id"} for space in DISCLOSURES},
    **{f"{space}:ask_who": {"disclosure_id": "unnamed_id"} for space in DISCLOSURES},
    **{f"{space}:who_it_is": {"disclosure_id": "asked_who_id"} for space in DISCLOSURES},
    **{f"exceptions:{verb}": {"exception_id": "undrafted_id"} for verb in ("step", "discard")},
    **{f"api_exceptions:{verb}": {"exception_id": "undrafted_id"} for verb in ("one", "send")},
    **{f"{space}:answer": {"exception_id": "sent_back_id"} for space in EXCEPTIONS},
    **{f"{space}:withdraw": {"exception_id": "requested_id"} for space in EXCEPTIONS},
    **{f"{space}:outcome": {"exception_id": "over_id"} for space in EXCEPTIONS},
    **{f"{space}:assess": {"exception_id": "requested_id"} for space in DECIDING},
    **{f"{space}:recommend": {"exception_id": "assessed_id"} for space in DECIDING},
    **{
        f"{space}:{verb}": {"exception_id": "before_id"}
        for space in DECIDING
        for verb in ("approve", "refuse", "return", "recuse")
    },
    **{f"{space}:resume": {"exception_id": "paused_id"} for space in DECIDING},
    "appointments:confirm": {"appointment_id": "proposal_id"},
    "appointments:decline": {"appointment_id": "proposal_id"},
    "api_appointments:confirm": {"appointment_id": "proposal_id"},
    "api_appointments:decline": {"appointment_id": "proposal_id"},
}
"""What an address is about, where it is not the same as everywhere: somebody by name, or another of the scene's values."""


@contextmanager
def undrawn() -> Iterator[None]:
    """No template is filled in."""

    def leave_empty(*_given: Any) -> str:
        return ""

    with patch.object(Template, "render", leave_empty):
        yield


BY_READING = re.compile("django_session|boundaries_recordentry")


class Watch:
    """Whether anything was written meanwhile, but for the session and what the record says, which may be a reading."""

    def __init__(self) -> None:
        self.wrote = False

    def __call__(self, execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        """One statement on its way to the database."""
        self.wrote |= statement.startswith(("INSERT", "UPDATE", "DELETE")) and not BY_READING.search(statement)
        return execute(statement, *rest)


def been_here(browser: Client) -> Client:
    """Somebody whose session has been used just now, so that no request writes that down anew."""
    browser.get("/healthz")
    return browser


class Crowd:
    """Everybody of the cast who can sign in, and nobody, at their browsers."""

    def __init__(self, scene: Scene, people: Sequence[str], signed_in: SignedIn) -> None:
        self.scene, self.body, self.cells = scene, bodies(scene), 0
        self.visitors = {
            name: Visitor(Client() if name == NOBODY else been_here(signed_in(person(scene.cast, name.lower()))))
            for name in people
        }

    def answer(self, who: str, method: str, place: str, route: Route) -> str:
        """One cell, in one word."""
        self.cells += 1
        address, watch = route.address(self.values_for(place)), Watch()
        with nullcontext() if route.name in OUTLINED else undrawn(), connection.execute_wrapper(watch):
            found = self.visitors[who].visit(method, address, {}, self.body(method, route.name))
        return word_for(route, method, found, done=watch.wrote)

    def values_for(self, place: str) -> dict[str, object]:
        """What stands in the address."""
        name, _of, whom = place.partition(" of ")
        values = dict(self.scene.values)
        for parameter, thing in ABOUT.get(name, {}).items():
            values[parameter] = values[thing] if thing in values else getattr(self.scene, thing)
        return values | ({"person_id": getattr(self.scene, whom.lower())} if whom else {})


def word_for(route: Route, method: str, answer: Answer, *, done: bool) -> str:
    """What somebody got, in one word."""
    if answer.status in WORD:
        return WORD[answer.status]
    if answer.leads_to.startswith("/sign-in/?next="):
        return "sign"
    if answer.status in {301, 302, 303}:
        return "acts" if done and method != "GET" else "led"
    assert answer.status in {200, 201, 202, 204, 503}, (method, route.name, answer)
    if method not in {"GET", "HEAD"}:
        return "acts"
    if method == "HEAD":  # without a body there is no telling them apart
        return "reads"
    return "sees" if route.name in OUTLINED and OUTLINED[route.name] not in answer.body else "reads"


def otherwise(route: Route, who: str) -> str:
    """What a method that an address does not offer gets: the door is asked first, then nothing else."""
    door = door_of(views()[route.name])
    if who == NOBODY and door is not Door.EVERYBODY:
        return "sign"
    return "-" if who == "Miriam" and door is Door.STAFF else "x"


def offered(crowd: Crowd, place: str, route: Route) -> Iterator[str]:
    """The methods that answer somebody who works here with anything else than that there is no such method."""
    for method in METHODS:
        if crowd.answer("Elif", method, place, route) != "x":
            yield method

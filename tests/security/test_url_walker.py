"""Nobody but its reporter and those it was given to finds a report, by any address of the product.

Every address is read from the URL configuration, so a new one is tested as soon as it stands there. One with an id that
nobody has explained in `tests.security.world` fails until somebody does.
"""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.demo.cast import Cast
from tests.security.walking import FILLED, Answer, Route, Visitor, routes
from tests.security.world import SECRET, World, make_world, person

pytestmark = pytest.mark.django_db
EVERY, MOST, LEAST = ("GET", "POST", "HEAD", "PUT", "DELETE"), ("GET", "POST"), ("GET",)
STRANGERS = {
    "ben": EVERY,  # the subject
    "nobody": EVERY,  # not signed in
    "pavel": MOST,  # implicated
    "noor": MOST,  # a director, named as not to receive it
    "chidi": MOST,  # the safeguarding lead, recused
    "olga": MOST,  # administrator
    "root": MOST,  # superuser
    "miriam": MOST,  # the outside contact
    "ivo": MOST,  # of another organisation
    "farid": LEAST,  # the next above
    "tomas": LEAST,  # triage officer
    "grace": LEAST,  # auditor: sees in the register that it is there, and nothing of it anywhere else
}
"""Who must not find it, and what they try."""
OF_REPORTERS, OF_OFFICES = ("reports", "api_reports"), ("register", "api_register")
OF_HANDLERS = ("desk", "api_desk", "excepted", "api_excepted")
OF_EMERGENCIES = ("emergency", "api_emergency")
OF_LIFTING = ("lifting", "api_lifting")  # for those who handle it, and for directors
OF_ONESELF = ("reflection", "api_reflection")  # for whoever wrote it, and for nobody else whatever their role
SignedIn = Callable[[object], Client]


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def visitor(world: World, signed_in: SignedIn, key: str) -> Visitor:
    return Visitor(Client() if key == "nobody" else signed_in(person(world.cast, key)))


def secret_routes(*spaces: str) -> list[Route]:
    """The addresses with an id that must not be known to exist."""
    found = [route for route in routes() if SECRET.intersection(route.parameters)]
    return [route for route in found if not spaces or route.name.partition(":")[0] in spaces]


def both(world: World, who: Visitor, method: str, route: Route) -> tuple[Answer, Answer]:
    """What one gets for the real ids, and for ids of nothing."""
    sent = FILLED if method in {"POST", "PUT", "PATCH"} else None
    answers = []
    for ids in ({name: world.values[name] for name in SECRET}, world.others):
        hide = {str(value): name for name, value in ids.items()}
        answers.append(who.visit(method, route.address(world.values | ids), hide, sent))
    return answers[0], answers[1]


def test_every_address_is_understood(world: World) -> None:
    found = routes()
    assert all(route.address(world.values) for route in found)
    assert {name for route in secret_routes() for name in route.parameters} >= SECRET
    assert {route.name.partition(":")[0] for route in secret_routes()} == {
        *OF_REPORTERS,
        *OF_HANDLERS,
        *OF_OFFICES,
        *OF_EMERGENCIES,
        *OF_LIFTING,
        *OF_ONESELF,
    }


def test_those_it_was_given_to_do_find_it(world: World, signed_in: SignedIn) -> None:
    """Otherwise the tests below would prove nothing."""
    amira, elif_, ingrid = (visitor(world, signed_in, key) for key in ("amira", "elif", "ingrid"))
    for who, spaces in (
        (amira, OF_REPORTERS),
        (amira, OF_ONESELF),
        (elif_, OF_HANDLERS),
        (ingrid, OF_OFFICES),
        (ingrid, OF_EMERGENCIES),
        (elif_, OF_LIFTING),
        (ingrid, OF_LIFTING),
    ):
        found = [both(world, who, "GET", route) for route in secret_routes(*spaces)]
        assert sum(theirs.status in {200, 302} for theirs, _ in found) >= len(spaces)
        assert all(never.status in {404, 405} for _, never in found)
        assert any(words in theirs.body for theirs, _ in found for words in world.words)


@pytest.mark.parametrize("key", STRANGERS)
def test_its_own_addresses_answer_like_those_of_nothing(world: World, signed_in: SignedIn, key: str) -> None:
    who = visitor(world, signed_in, key)
    for route in secret_routes(*OF_REPORTERS, *OF_HANDLERS, *OF_LIFTING, *OF_ONESELF) if key == "grace" else secret_routes():
        for method in STRANGERS[key]:
            theirs, never = both(world, who, method, route)
            assert theirs == never, (method, route.name)
            assert theirs.status in ({302, 401, 403, 405} if key == "nobody" else {404, 405, 415, 422}), (
                method,
                route.name,
                theirs,
            )


@pytest.mark.parametrize(
    ("key", "spaces"),
    [
        ("amira", (*OF_HANDLERS, *OF_OFFICES, *OF_LIFTING)),
        ("elif", (*OF_REPORTERS, *OF_OFFICES)),
        ("grace", (*OF_REPORTERS, *OF_HANDLERS, *OF_LIFTING)),
    ],
)
def test_no_side_finds_the_pages_of_the_others(world: World, signed_in: SignedIn, key: str, spaces: tuple[str, ...]) -> None:
    who = visitor(world, signed_in, key)
    for route in secret_routes(*spaces):
        for method in MOST:
            theirs, never = both(world, who, method, route)
            assert theirs == never, (method, route.name)
            assert theirs.status in {404, 405, 415, 422}, (method, route.name)


@pytest.mark.parametrize("key", [key for key, tried in STRANGERS.items() if tried != LEAST])
def test_no_other_address_says_a_word_of_it(world: World, signed_in: SignedIn, key: str) -> None:
    who = visitor(world, signed_in, key)
    for route in routes():
        if SECRET.intersection(route.parameters):
            continue
        tried = (("GET", None), ("POST", FILLED)) if key in {"ben", "olga"} else (("GET", None),)
        for method, sent in tried:
            answer = who.visit(method, route.address(world.values), {}, sent)
            said = f"{answer.headers}{answer.body}"
            assert answer.status < 500, (method, route.name)
            assert not [words for words in world.words if words in said], (method, route.name)
